"""What the pages promise: names lead to codes, the address holds the state, older editions stay as they were."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from litestar.testing import TestClient
from reading import Reader
from worlds import some

from publisher.settings import Settings

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/kommun/saffle", "/kommun/1785"),
        ("/kommun/S%C3%A4ffle%20kommun", "/kommun/1785"),
        ("/en/kommun/gavle", "/en/kommun/2180"),
        ("/kommun/1917", "/kommun/0331"),
        ("/kommun/habo", "/kommun/0643"),
        ("/kommun/h%C3%A5bo", "/kommun/0305"),
        ("/lan/varmland", "/lan/17"),
        ("/nyckeltal/u21349", "/nyckeltal/U21349"),
    ],
)
def test_a_name_or_an_old_code_leads_to_the_page(pages: TestClient, asked: str, found: str) -> None:  # type: ignore[type-arg]
    answer = pages.get(asked, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (301, found)


@pytest.mark.parametrize("asked", ["saffel", "Göteburg", "gotenborg"])
def test_search_forgives_spelling(pages: TestClient, asked: str) -> None:  # type: ignore[type-arg]
    text = pages.get("/sok", params={"q": asked}, headers=HTML).text
    assert ("Säffle" if asked == "saffel" else "Göteborg") in text


def test_search_goes_straight_to_a_plain_name(pages: TestClient) -> None:  # type: ignore[type-arg]
    answer = pages.get("/sok", params={"q": "säffle kommun"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/kommun/1785")


@pytest.mark.parametrize(("asked", "code"), [("Habo", "0643"), ("HABO", "0643"), ("Håbo", "0305")])
def test_names_that_differ_by_an_accent_lead_each_to_its_own(asked: str, code: str, pages: TestClient) -> None:  # type: ignore[type-arg]
    found = pages.get("/sok", params={"q": asked}, follow_redirects=False)
    assert found.headers["location"] == f"/kommun/{code}"
    compared = pages.get("/jamfor", params={"lagg": asked}, follow_redirects=False)
    assert compared.headers["location"] == f"/jamfor?kommun={code}"


def test_a_spelling_of_two_names_chooses_neither(pages: TestClient) -> None:  # type: ignore[type-arg]
    asked = pages.get("/kommun/H%C3%A1bo", headers=HTML)
    assert asked.status_code == 404 and "Habo" in asked.text and "Håbo" in asked.text


def test_what_is_not_there_says_so_and_what_is_near(pages: TestClient) -> None:  # type: ignore[type-arg]
    answer = pages.get("/kommun/sundsval", headers=HTML)
    assert answer.status_code == 404
    assert "Sundsvall" in answer.text
    assert 'role="search"' in answer.text
    assert pages.get("/en/nyckeltal/U99999", headers=HTML).status_code == 404


# -- compare ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("kommun=säffle&lagg=Arvika", "kommun=1785,1784"),
        ("kommun=1785&kommun=1784&ordning=skillnad", "kommun=1785,1784"),
        ("kommun=1785,1784&nyckeltal=u21349&nyckeltal=U07353&ar=", "kommun=1785,1784&nyckeltal=U21349,U07353"),
        ("kommun=1785&vikt-befolkning=5&vikt-tathet=2.0", "kommun=1785&vikter=befolkning:5"),
    ],
)
def test_a_comparison_has_one_address(pages: TestClient, asked: str, canonical: str) -> None:  # type: ignore[type-arg]
    answer = pages.get(f"/jamfor?{asked}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/jamfor?{canonical}")
    assert pages.get(f"/jamfor?{canonical}", follow_redirects=False).status_code == 200


def test_the_same_address_gives_the_same_bytes(pages: TestClient) -> None:  # type: ignore[type-arg]
    address = "/jamfor?kommun=0180,1480&nyckeltal=U21349,N07900&ar=2022&ordning=amne"
    assert pages.get(address).content == pages.get(address).content


def test_values_that_cannot_be_told_apart_are_said_to_be_so(pages: TestClient) -> None:  # type: ignore[type-arg]
    reader = Reader(pages.get("/jamfor?kommun=0180,1480,1785&nyckeltal=N07900&ar=2022").text)
    assert (
        "Går inte att skilja åt: A–B." in reader.text and "A Stockholm" in reader.text and "B Göteborg" in reader.text
    )


def test_an_unknown_name_is_told_and_the_rest_compared(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = Reader(pages.get("/jamfor?kommun=0180,blaha,1480").text).text
    assert "”blaha” är inte känt" in text
    assert "Stockholm" in text


def test_at_most_ten_are_compared(pages: TestClient) -> None:  # type: ignore[type-arg]
    codes = "0180,1480,1280,0380,0580,0680,0780,0880,1080,1780,1880,1980"
    text = Reader(pages.get(f"/jamfor?kommun={codes}&nyckeltal=U21349").text).text
    assert "Högst 10 kommuner jämförs; utelämnade: Örebro och Västerås." in text


def test_a_year_without_values_is_told_not_filled(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = Reader(pages.get("/jamfor?kommun=0180,1480&nyckeltal=U21349,U07353&ar=2022").text).text
    assert "Utan värden för 2022: 1 nyckeltal" in text


# -- honesty ----------------------------------------------------------------------------------------


def test_no_line_is_drawn_across_the_change_of_n07900(pages: TestClient) -> None:  # type: ignore[type-arg]
    chart = pages.get("/nyckeltal/N07900/utveckling.svg").text
    lines = re.findall(r'class="line2" d="(M[^"]*)"', chart)
    assert lines
    assert all(line.count("L") <= 12 for line in some(lines))  # 2010–2022 are thirteen points; 2009 stands alone
    assert "inte jämförbart med tidigare" in chart


def test_a_missing_value_has_its_reason_and_never_a_step(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = Reader(pages.get("/nyckeltal/trygghetslarm-personer-65plus").text).text
    assert "Helsingborg lämnade ingen uppgift" in text
    assert "Från 126 till 0 på ett år är osannolikt" in text


def test_a_contested_direction_gives_no_places(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = Reader(pages.get("/nyckeltal/U31341").text).text
    assert "Ingen rangordning" in text
    assert "Platsen säger inte mer" not in text


def test_every_chart_has_words_a_table_and_files(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = pages.get("/nyckeltal/U21349").text
    for figure in some(re.findall(r"<figure.*?</figure>", text, flags=re.DOTALL)):
        assert "<figcaption>" in figure
        assert 'role="img"' in figure
        assert "<table" in figure or ('id="rutor"' in figure and 'href="#karta"' in figure)  # the same as the map's
        for link in re.findall(r'href="(/nyckeltal/[^"]*\.svg[^"]*)"', figure):
            answer = pages.get(link.replace("&amp;", "&"))
            assert answer.headers["content-type"].startswith("image/svg+xml"), link
            assert "<title" in answer.text
            assert "<desc" in answer.text


def test_pages_ask_no_other_host_and_run_no_script_of_their_own(pages: TestClient) -> None:  # type: ignore[type-arg]
    answer = pages.get("/jamfor?kommun=0180,1480", headers=HTML)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    own = re.findall(r'(?:src|<link rel="(?:stylesheet|icon)" href)="([^"]*)"', answer.text)
    assert own
    assert all(address.startswith("/") for address in some(own))


def test_no_page_weighs_more_than_60_kb(pages: TestClient) -> None:  # type: ignore[type-arg]
    import gzip

    def weight(address: str) -> int:
        return len(gzip.compress(pages.get(address).content, 6))

    page = pages.get("/").text
    rest = sum(weight(address) for address in re.findall(r'(?:src|href)="(/static/[^"]*)"', page))
    for address in ("/", "/kommun/0180", "/nyckeltal/N07900", "/nyckeltal/U21349", "/riket", "/goda-exempel",
                    "/jamfor?kommun=0180,1480,1280,0380,0580,0680,0780,0880,1080,1780"):  # fmt: skip
        assert weight(address) + rest < 60_000, address


def test_static_files_may_be_kept_for_ever(pages: TestClient) -> None:  # type: ignore[type-arg]
    address = re.search(r'href="(/static/site\.css\?v=\w+)"', pages.get("/").text)
    assert address
    answer = pages.get(address[1])
    assert "immutable" in answer.headers["cache-control"]
    assert pages.get("/static/../view.py").status_code == 404


# -- editions ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def history(two_editions: Settings):  # type: ignore[no-untyped-def]
    from publisher.web import create_app

    with TestClient(create_app(two_editions), base_url="http://pages.test") as found:
        yield found


def test_a_page_stays_as_it_was_in_its_edition(history: TestClient) -> None:  # type: ignore[type-arg]
    ids = history.app.state.shelf.ids()  # type: ignore[attr-defined]
    assert len(ids) >= 2
    first, last = ids[0], ids[-1]
    area = next(code for code in ("1785", "0180", "1480", "2180") if history.get(f"/kommun/{code}").status_code == 200)
    old, new = (history.get(f"/kommun/{area}?utgava={id}").text for id in (first, last))
    assert old != new
    assert "äldre utgåva" in old
    assert "äldre utgåva" not in new
    links = re.findall(r'<a [^>]*href="(/(?:kommun|lan|nyckeltal|data)/[^"]*)"', old)
    assert links
    assert {link for link in links if f"utgava={first}" not in link} <= {f"/kommun/{area}"}  # the live link


def test_an_edition_that_was_put_together_afterwards_has_no_report_and_says_so(
    two_editions: Settings, tmp_path: Path
) -> None:
    from publisher import edition
    from publisher.edition import history
    from publisher.web import create_app

    settings = replace(two_editions, build=tmp_path / "build")
    edition.build(settings)
    first = history.reconstruct(settings, "2023-03-28").name
    with TestClient(create_app(settings), base_url="http://pages.test") as client:
        assert 200 == client.get("/catalog/report", headers=HTML).status_code
        answer = client.get(f"/catalog/report?utgava={first}", headers=HTML)
        assert (404, True) == (answer.status_code, "/catalog/report" in answer.text)


def test_an_unknown_edition_is_404_and_names_those_that_are(history: TestClient) -> None:  # type: ignore[type-arg]
    answer = history.get("/?utgava=1999-01-01", headers=HTML)
    assert answer.status_code == 404
    assert history.app.state.shelf.ids()[-1] in answer.text  # type: ignore[attr-defined]


def test_every_page_cites_itself_fixed_and_live(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = pages.get("/kommun/1785").text
    assert re.search(r'id="citation">[^<]*http://pages\.test/kommun/1785\?utgava=\d{4}-\d\d-\d\d', text)
    assert re.search(r'<link rel="canonical" href="http://pages\.test/kommun/1785">', text)


def test_what_changed_shows_old_and_new(history: TestClient) -> None:  # type: ignore[type-arg]
    text = Reader(history.get("/andringar").text).text
    assert "Rättade svar." in text


def test_a_changed_text_in_another_language_than_the_page_says_so(pages: TestClient) -> None:  # type: ignore[type-arg]
    for address, language, other in (("/andringar", "sv", "en"), ("/en/andringar", "en", "sv")):
        rows = pages.get(address).text.split("<tr>")
        told = [row.count(f'<td lang="{other}">') for row in some(r for r in rows if f"<td>note_{other}</td>" in r)]
        assert set(told) == {2}, address
        assert all("<td lang=" not in row for row in some(r for r in rows if f"<td>note_{language}</td>" in r))


def test_links_stay_under_the_path_of_a_proxy(small_world: Settings) -> None:
    from dataclasses import replace

    from publisher import edition
    from publisher.web import create_app

    settings = replace(small_world, base_url="https://example.test/ehalsa")
    edition.build(settings)  # the edition says where it is served
    with TestClient(create_app(settings), base_url="http://pages.test") as client:
        texts = [client.get(path).text for path in ("/kommun/0180", "/en/kommun/0180")]
    links = [link for text in texts for link in re.findall(r'(?:href|src|action)="(/[^"]*)"', text)]
    assert "/ehalsa/en/kommun/0180" in links
    assert all(link.startswith("/ehalsa/") or link == "/ehalsa" for link in some(links))


def test_a_chart_on_another_site_brings_what_its_values_rest_on(pages: TestClient) -> None:  # type: ignore[type-arg]
    for address in ("/inbaddad/nyckeltal/{}/fordelning", "/nyckeltal/{}/fordelning.svg"):
        sampled, total = (pages.get(address.format(id)).text for id in ("N00563", "U21349"))
        assert "urval" in sampled and "urval" not in total


def test_a_chart_may_be_framed_by_any_site_live_or_frozen(pages: TestClient) -> None:  # type: ignore[type-arg]
    address = "/inbaddad/nyckeltal/U21349/karta"
    answer = pages.get(address)
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert Reader(answer.text).faults == []
    assert "frame-ancestors *" not in pages.get("/nyckeltal/U21349").headers["content-security-policy"]
    id = pages.app.state.shelf.current().edition.id  # type: ignore[attr-defined]
    offered = pages.get("/nyckeltal/U21349").text
    assert f'src="http://pages.test{address}"' in offered
    assert f'src="http://pages.test{address}?utgava={id}"' in offered
    heights = [
        int(height)
        for height in re.findall(r'&lt;iframe src="[^"]*" title="[^"]*" width="100%" height="(\d+)"', offered)
    ]
    assert len(heights) == 10
    assert min(heights) >= 700  # no scroll bar at 320 pixels' width
    scripts = re.findall(r'&lt;script src="http://pages\.test(/static/frame\.js[^"]*)" async&gt;', offered)
    assert len(scripts) == 10
    for script in {
        *scripts,
        *re.findall(r'<script src="([^"]*)"', answer.text),
    }:  # exact at every width, within and around
        found = pages.get(script)
        assert (found.status_code, found.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
        assert "http" not in found.text  # nobody else is asked
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_a_municipality_leads_to_its_place_in_an_indicator(pages: TestClient) -> None:  # type: ignore[type-arg]
    links = Reader(pages.get("/en/kommun/1785").text)
    assert "/en/lage/1785/U21349" in links.links
    answer = pages.get("/en/lage/1785/U21349", follow_redirects=False)
    assert (303, "/en/nyckeltal/U21349?kommun=1785") == (answer.status_code, answer.headers["location"])
    assert "S\u00e4ffle" in Reader(pages.get("/en/lage/1785/U21349").text).text


@pytest.mark.parametrize(
    ("address", "left_alone"),
    [("/nyckeltal/U21349", False), ("/nyckeltal/U21349?ar=2021", True), ("/jamfor", True), ("/kommun/1785", False)],
)
def test_robots_follow_no_page_that_was_narrowed(address: str, left_alone: bool, pages: TestClient) -> None:  # type: ignore[type-arg]
    assert left_alone == ('<meta name="robots" content="noindex, nofollow">' in pages.get(address).text)
