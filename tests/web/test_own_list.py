"""A list of municipalities of one's own: it stays in every address of a page, and says what it is good for there."""

from __future__ import annotations

import re

import pytest
from litestar.testing import TestClient

PAGES = ("/", "/kommun/1785", "/en/kommun/1785", "/lan/17", "/riket", "/nyckeltal", "/nyckeltal/U21349", "/sok?q=las",
         "/andringar", "/data", "/metod", "/om", "/goda-exempel")  # fmt: skip
#: Pages of ours, whose addresses have a language.
OURS = re.compile(
    r'href="(/(?:en/)?(?:kommun|lan|nyckeltal|riket|jamfor|sok|andringar|data|metod|om|goda-exempel|stimulansmedel)(?:[/?][^"#]*)?)(?:#[^"]*)?"'
)


@pytest.mark.parametrize("path", PAGES)
def test_a_list_stays_in_every_address_of_every_page(pages: TestClient, path: str) -> None:  # type: ignore[type-arg]
    listed = path + ("&" if "?" in path else "?") + "lista=0180,1785"
    pages.get(path)  # what is kept of a page is not what it was without a list
    page = pages.get(listed).text
    bar = page.partition('aria-label="Din lista"' if not path.startswith("/en") else 'aria-label="Your list"')[2]
    bar = bar.partition("</aside>")[0]
    assert "Stockholm" in bar and "Säffle" in bar and "kommun=0180,1785" in bar and "area=0180,1785" in bar
    links = {link for link in OURS.findall(page) if not re.search(r"/data/.*\.|remsa|\.(png|svg)", link)}
    assert len(links) > 5
    assert {link for link in links if "lista=0180,1785" not in link} <= {path}, "but for the link that leaves the list"
    assert f'href="{path}">' in bar
    assert 'name="robots" content="noindex' in page and '<link rel="canonical"' in page
    assert "lista=" not in page.partition('rel="canonical" href="')[2].partition('"')[0]
    assert all("lista" in form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if "/sparql" not in form)


def test_a_list_is_compared_and_marked_where_no_municipality_was_asked_for(pages: TestClient) -> None:  # type: ignore[type-arg]
    compared = pages.get("/jamfor?lista=0180,1785", follow_redirects=True)
    assert "kommun=0180,1785" in str(compared.url) and "lista=0180,1785" in str(compared.url)
    marked, asked = (pages.get(f"/nyckeltal/U21349?{name}=0180,1785").text for name in ("lista", "kommun"))
    drawn = re.compile(r"<svg[^>]*>.*?</svg>", re.DOTALL)
    assert drawn.findall(marked) == drawn.findall(asked) != drawn.findall(pages.get("/nyckeltal/U21349").text)


def test_a_municipality_is_put_in_and_taken_out(pages: TestClient) -> None:  # type: ignore[type-arg]
    put_in = pages.get("/kommun/1785?lista=0180").text
    assert (
        '<input type="hidden" name="lista" value="0180,1785"><button class="button quiet">Lägg till i din lista'
        in put_in
    )
    taken = pages.get("/kommun/1785?lista=0180,1785").text
    assert '<input type="hidden" name="lista" value="0180"><button class="button quiet">Ta bort ur din lista' in taken
    last = pages.get("/kommun/1785?lista=1785").text
    assert 'name="lista"><button' not in last and "Ta bort ur din lista" in last


def test_what_is_no_municipality_is_told_escaped_and_nobody_else_sees_a_list(pages: TestClient) -> None:  # type: ignore[type-arg]
    page = pages.get("/kommun/1785?lista=0180,9999,<b>").text
    assert "Inte med: 9999, &lt;b&gt;." in page and "lista=0180" in page and "9999%" not in page
    assert "Din lista" not in pages.get("/").text
