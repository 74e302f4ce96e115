"""Municipalities in order of their change, recounted from the package: only where a change may be told."""

from __future__ import annotations

import html
import re

from litestar.testing import TestClient
from test_strip import values


def rows(page: str) -> list[list[str]]:
    table = page.partition('id="kommuntabell"')[2].partition("</table>")[0].partition("<tbody>")[2]
    return [
        [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in table.split("<tr")[1:]
    ]


def test_numbers_stand_by_how_much_they_rose_those_within_the_margin_together(pages: TestClient) -> None:  # type: ignore[type-arg]
    found = rows(pages.get("/nyckeltal/N07900?ordning=forandring").text)
    now, before = values("N07900", "2022"), values("N07900", "2021")
    apart = sorted((now[code] - before[code] for code in now if code in before), reverse=True)
    told = [cells[-2] for cells in found]  # the county comes last
    up = [float(text.split("+")[1].replace(",", ".")) for text in told if "+" in text]
    assert up == sorted(up, reverse=True) and len(up) > 50
    assert [round(one, 1) for one in apart[: len(up)]] == up
    marks = [text.split(" ")[0] for text in told]
    assert marks == sorted(marks, key=["Högre", "Som", "Lägre"].index)


def test_steps_stand_by_how_they_moved_and_who_lacks_an_answer_last(pages: TestClient) -> None:  # type: ignore[type-arg]
    found = rows(pages.get("/en/nyckeltal/U21349?ordning=forandring").text)
    now, before = values("U21349", "2022"), values("U21349", "2021")
    rose = sum(now[code] > before[code] for code in now if code in before)
    fell = sum(now[code] < before[code] for code in now if code in before)
    kinds = [cells[-2].split()[0] for cells in found]
    assert (kinds.count("Higher"), kinds.count("Lower")) == (rose, fell) and kinds[-1] == "A"
    assert len(found) == 290


def test_what_is_not_ranked_is_not_sorted_by_change_either(pages: TestClient) -> None:  # type: ignore[type-arg]
    answer = pages.get("/nyckeltal/N00563?ordning=forandring")
    assert answer.status_code == 400 and "varde, namn, lan" in answer.json()["detail"]
    assert "ordning=forandring" not in pages.get("/nyckeltal/N00563").text
    assert "ordning=forandring" in pages.get("/nyckeltal/U21349").text


def test_the_years_of_a_page_sorted_by_change_are_all_there(pages: TestClient) -> None:  # type: ignore[type-arg]
    """The first of them has no change: its page is sorted as it is by itself."""
    page = pages.get("/nyckeltal/U21349?ordning=forandring&grupp=lan").text
    years = set(re.findall(r'href="(/nyckeltal/U21349\?[^"#]*ar=\d{4}[^"#]*)"', page))
    assert len(years) > 1 and all("grupp=lan" in one for one in years)
    assert {one: pages.get(html.unescape(one)).status_code for one in years} == dict.fromkeys(years, 200)
