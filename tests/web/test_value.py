"""A single value has an address: what it says, its history, its citation; wrong addresses say what is near."""

from __future__ import annotations

import re

import pytest
from litestar.testing import TestClient


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html.partition("<main")[2].partition("</main>")[0]).split())


def test_a_value_is_told_with_what_it_is_a_value_of_and_cited_whole(pages: TestClient) -> None:  # type: ignore[type-arg]
    page = pages.get("/varde/U21349/1785/2022").text
    assert "Säffle , 2022: Breddinfört" in text(page)
    assert "2022: Säffle: Breddinfört. Öppna data" in text(page)
    assert '/varde/U21349/1785/2021"' in page and "/api/v1/observations?indicator=U21349&amp;area=1785" in page
    assert "kolada" in page.casefold() and '<meta name="robots" content="noindex' in page


def test_years_that_may_not_be_compared_say_so(pages: TestClient) -> None:  # type: ignore[type-arg]
    page = text(pages.get("/varde/N07900/1785/2022").text)
    assert re.search(r"2009 15,1 % Ej jämförbar|2009 15,1 % Går inte att jämföra|2009 15,1 % Inte jämförbar", page), (
        page
    )


def test_an_address_without_a_year_leads_to_the_latest_and_a_name_to_its_code(pages: TestClient) -> None:  # type: ignore[type-arg]
    for path in ("/varde/u21349/1785/2022", "/varde/U21349/Säffle/2022", "/varde/U21349/1785"):
        answer = pages.get(path, follow_redirects=True)
        assert answer.status_code == 200 and answer.url.path == "/varde/U21349/1785/2022", path


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/varde/U21349/1785/1900", "2021, 2022"),
        ("/varde/U21349/Saffel/2022", "Säffle"),
        ("/varde/U2134/1785/2022", "nyckeltal"),
        ("/varde/U21349/17", "/nyckeltal/U21349"),
    ],
)
def test_a_wrong_address_says_what_there_is(pages: TestClient, path: str, told: str) -> None:  # type: ignore[type-arg]
    answer = pages.get(path, follow_redirects=True)
    assert answer.status_code == 404 and told in answer.text


@pytest.mark.parametrize("asked", ["kon=K", "kon=F", "verksamhet=aldreomsorg"])
def test_a_part_of_a_value_is_not_told_as_the_whole(pages: TestClient, asked: str) -> None:  # type: ignore[type-arg]
    for start in ("", "/en"):
        answer = pages.get(f"{start}/varde/N00563/1785/2022?{asked}", follow_redirects=True)
        assert answer.status_code == 400, answer.url
        where = re.search(r"/api/v1/observations\?indicator=N00563&(?:amp;)?area=1785&(?:amp;)?\w+=", answer.text)
        assert where is not None, answer.text
        assert pages.get(where[0].replace("amp;", "").rpartition("&")[0]).status_code == 200
    assert pages.get("/varde/U21349/1785/2022?kon=T").status_code == 200


@pytest.mark.parametrize("path", ["/kommun/1785", "/nyckeltal/U21349", "/jamfor?kommun=1785,0180"])
def test_figures_lead_to_their_addresses(pages: TestClient, path: str) -> None:  # type: ignore[type-arg]
    assert "/varde/U21349/1785/2022" in pages.get(path).text
