"""Every real break of a definition: what the page, the API and the downloads say, and that no figure crosses it."""

from __future__ import annotations

import pytest
from litestar.testing import TestClient
from worlds import some

from publisher import vocabulary
from publisher.model import Comparability, Indicator
from publisher.statistics.comparability import verdict
from publisher.web.book import book_of

Client = TestClient  # type: ignore[type-arg]


@pytest.fixture(scope="module")
def broken(real_settings) -> list[Indicator]:  # type: ignore[no-untyped-def]
    """Indicators of the committed vocabulary whose definition has a version that may not be compared."""
    words = vocabulary.load(real_settings.vocab)
    return [i for i in words.indicators.values() if any(v.comparability is Comparability.NONE for v in i.versions)]


def test_the_known_breaks_are_there(broken: list[Indicator]) -> None:
    starts = {(i.id, v.valid_from) for i in broken for v in i.versions if v.comparability is Comparability.NONE}
    assert {
        ("N07900", "2010"),
        ("e-tjanster-nagon", "2022"),
        ("e-tjanst-minst-en", "2022"),
        ("trygghetslarm-digitala-via-mobilnat", "2015"),
        ("trygghetslarm-digitala-via-fast", "2015"),
        ("npo-samtliga-vardenheter-konsument", "2014"),
        ("U21359", "2021"),
    } <= starts
    assert all(v.reason.get("sv") and v.reason.get("en") and v.source for i in some(broken) for v in i.versions[1:])


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_of_each_says_what_changed_and_why_it_breaks(
    pages: Client, broken: list[Indicator], language: str
) -> None:
    from html import unescape

    for indicator in some(broken):
        prefix = "/en" if language == "en" else ""
        text = unescape(pages.get(f"{prefix}/nyckeltal/{indicator.id}").text)
        for version in indicator.versions[1:]:
            if version.comparability is Comparability.NONE:
                assert version.change[language] in text, indicator.id
                assert version.reason[language] in text, indicator.id


def test_the_api_says_it_of_each(pages: Client, broken: list[Indicator]) -> None:
    book = book_of(pages.app.state.shelf.current())
    for indicator in some(broken):
        told = pages.get(f"/api/v1/indicators/{indicator.id}?lang=en").json()["data"]["versions"]
        assert [v["comparability"] for v in told] == [str(v.comparability) for v in indicator.versions]
        periods = sorted({row.period for row in book.rows(indicator.id)})
        if not periods:
            continue
        meta = pages.get(f"/api/v1/observations?indicator={indicator.id}&lang=en&limit=1").json()["meta"]
        crossed = [v for v in indicator.versions[1:] if v.valid_from and periods[0] < v.valid_from <= periods[-1]]
        assert {b["since"] for b in meta["breaks"]} >= {v.valid_from for v in crossed}, indicator.id
        codes = {line["definition"] for line in meta["codebook"]["version"] if line["of"] == indicator.id}
        assert codes == {v.reason["en"] for v in indicator.versions if v.change}


def test_downloads_carry_the_break_of_n07900(pages: Client) -> None:
    for form in ("csvw", "json-stat"):
        text = pages.get(f"/api/v1/observations?indicator=N07900&area=0180&format={form}&lang=en").text
        assert "N07900 2010 may not be compared with earlier figures" in text, form
    plain = pages.get("/api/v1/observations?indicator=N07900&area=0180&format=csv")
    assert 'rel="describedby"; type="application/csvm+json"' in plain.headers["link"]


def test_a_comparison_across_the_break_has_a_reason_and_no_difference(pages: Client) -> None:
    path = "/api/v1/compare?municipality=0180&indicator=N07900&period={}&lang=en"
    across, within = (pages.get(path.format(year)).json()["data"][0]["figures"][0]["before"] for year in (2010, 2012))
    assert (across["comparability"], across["difference"]) == ("none", None)
    assert across["reason"]
    assert within["comparability"] == "full" and within["difference"] is not None


def test_no_stored_statistic_crosses_a_none(pages: Client) -> None:
    reader = pages.app.state.shelf.current()
    words = reader.vocabulary
    crossing = [
        (table, indicator, area, first, last)
        for table, sql in (
            (
                "movements",
                "SELECT indicator, area, earlier, later FROM movements WHERE move NOT IN ('broken', 'unknown')",
            ),
            ("examples", "SELECT indicator, area, first, last FROM examples"),
        )
        for indicator, area, first, last in reader.connection.execute(sql)
        if not verdict(words.indicators[indicator], words.areas[area], first, last).allowed
    ]
    assert crossing == []


# --- areas in time


def test_heby_keeps_its_series_and_its_former_code_leads_to_it(pages: Client) -> None:
    answer = pages.get("/kommun/1917", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (301, "/kommun/0331")
    assert pages.get("/api/v1/observations?area=1917").json()["replaced_by"] == ["0331"]
    breaks = pages.get("/api/v1/observations?area=0331&indicator=N07900&lang=en").json()["meta"]["breaks"]
    assert [b for b in breaks if b["area"]] == []


def test_knivsta_before_2003_is_a_refusal_but_not_in_a_register_of_todays_borders(pages: Client) -> None:
    area = pages.get("/api/v1/areas/0330?lang=en").json()["data"]
    (change,) = area["changes"]
    assert (change["date"], change["comparability"]) == ("2003-01-01", "none")
    population = pages.get("/api/v1/observations?area=0330&indicator=befolkning&period=2000..2004").json()
    assert population["meta"]["breaks"] == []
    assert len(population["data"]) == 5


def test_a_county_has_the_members_of_the_period(pages: Client) -> None:
    words = pages.app.state.shelf.current().vocabulary
    assert "0331" in words.members("19", "2005") and "0331" not in words.members("19", "2008")
    assert "0331" in words.members("03", "2008") and "0331" not in words.members("03", "2005")
    groups = book_of(pages.app.state.shelf.current()).groups
    for county, year, inside in (("19", "2005", True), ("19", "2009", False), ("03", "2009", True)):
        members, told = groups.members(county, year)
        assert ("0331" in members) is inside
        assert told
