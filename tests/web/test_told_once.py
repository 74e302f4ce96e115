"""What holds for many figures is said once, with what it holds for, and legends stand before what they explain."""

from __future__ import annotations

import re

import pytest
from litestar.testing import TestClient

from publisher.web.charts import Bar, Bars
from publisher.web.pages.published import Published, heading, told_of_all

Pages = TestClient  # type: ignore[type-arg]


def series(label: str, *known: list[str]) -> Published:
    figures = [(str(2020 + n), "1 %", know) for n, know in enumerate(known)]
    return Published(label=label, href="", breakdown="", chart=None, figures=figures)


def test_what_every_figure_of_a_theme_has_is_told_with_it_and_the_rest_where_it_belongs() -> None:
    of_all, of_one, alone = "A sample.", "By telephone.", "Rounded."
    found = heading("Health", [series("a", [of_all, of_one], [of_all, of_one, alone]), series("b", [of_all])])
    assert list(found.know) == [of_all]
    assert [list(one.know) for one in found.series] == [[of_one], []]
    assert [know for one in found.series for _, _, know in one.figures] == [[], [alone], []]


def test_nothing_is_common_to_one_or_to_those_of_which_one_is_silent() -> None:
    assert told_of_all([["x"]]) == told_of_all([]) == told_of_all([["x"], []]) == []


@pytest.mark.parametrize("path", ["/riket", "/lan/17", "/en/lan/03", "/goda-exempel", "/en/goda-exempel"])
def test_no_note_is_said_again_with_each_entry_of_a_list(path: str, pages: Pages) -> None:
    lists = re.findall(r'<ul class="(?:rows pair|cards)">(.*?)\n</ul>', pages.get(path).text, re.DOTALL)
    assert lists
    for entries in (part.split("<li>")[1:] for part in lists):
        notes = [set(re.findall(r'class="mute small">(.*?)</', entry, re.DOTALL)) for entry in entries]
        assert len(entries) < 2 or not set.intersection(*notes)


@pytest.mark.parametrize("path", ["/riket", "/lan/17"])
def test_the_legend_of_a_theme_stands_above_its_charts(path: str, pages: Pages) -> None:
    part = pages.get(path).text.partition('id="alla"')[2].partition("</section>")[0]
    themes = part.split("<h3>")[1:]
    assert len(themes) > 5
    for theme in themes:
        if 'class="legend"' in theme:
            assert theme.index('class="legend"') < theme.index('class="rows"')


def test_a_map_is_described_once(pages: Pages) -> None:
    figure = pages.get("/lan/17").text.partition('id="karta"')[2].partition("</figure>")[0]
    described = re.search(r"</h3><p>(.*?)</p>", figure, re.DOTALL)
    assert described and figure.count(described[1]) == 1
    named = re.search(r'<svg class="map"[^>]*aria-label="([^"]*)"', figure)
    assert named and f"<h3>{named[1]}</h3>" in figure


def test_a_bar_that_is_pointed_at_is_as_tall_as_what_it_holds() -> None:
    bar = Bar(label="x", parts=[("a", 60.0), ("d", 40.0)], letters=[(0, "A")])
    drawn = str(Bars(title="", description="", keys=[], bars=[bar], header=[], rows=[]).inline())
    tall = int(re.search(r'class="bar"[^>]*height="(\d+)"', drawn)[1])  # type: ignore[index]
    ends = [int(y) + int(height) for y, height in re.findall(r'<rect[^>]* y="(\d+)"[^>]*height="(\d+)"', drawn)]
    assert ends and max(ends) <= tall


def test_an_axis_of_whole_numbers_has_no_decimals(pages: Pages) -> None:
    part = pages.get("/lan/17").text.partition('id="publicerat"')[2]
    ticks = re.findall(r'<text class="tick" x="0"[^>]*>([^<]*)', part)
    assert len(ticks) > 20 and not [tick for tick in ticks if re.search(r",0\b", tick)]


def test_a_citation_ends_with_its_address(pages: Pages) -> None:
    cited = re.search(r'id="citation">([^<]*)<', pages.get("/kommun/1785").text)
    assert cited and re.search(r"utgåva [\d-]+\. Bygger på siffror från [^.]+\. http\S+$", cited[1].strip())
