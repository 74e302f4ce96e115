"""Where there are very many indicators a page chooses: by subject, by one's own list, else by what is unusual."""

from __future__ import annotations

import re

import pytest
from litestar.testing import TestClient

from publisher.web.pages import chosen, indicators

HTML = {"accept": "text/html"}


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chosen, "MOST", 8)
    monkeypatch.setattr(chosen, "UNUSUAL", 5)
    monkeypatch.setattr(chosen, "SERIES", 8)
    monkeypatch.setattr(indicators, "MOST", 20)


def told(text: str) -> list[str]:
    """Indicators whose rows a municipality's page has."""
    return re.findall(r'<h3><a href="/lage/\d{4}/([^"?]+)', text)


def said(text: str) -> str:
    [line] = re.findall(r"<p[^>]*>(\d+ av \d+ nyckeltal visas[^<]*)", text)
    return str(line).strip()


@pytest.mark.usefixtures("many")
def test_a_municipality_begins_with_what_is_unusual(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = pages.get("/kommun/0114?ar", headers=HTML).text  # a query of its own: the finished page is another
    assert len(told(text)) == 5
    assert said(text).startswith("5 av ")
    assert "längst från kommunernas mittersta hälft" in said(text)


@pytest.mark.usefixtures("many")
def test_a_subject_and_a_list_of_ones_own_are_had(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = pages.get("/kommun/0115?ar", headers=HTML).text
    subjects = re.search(r'<select id="amne".*?</select>', text)
    assert subjects
    codes = [code for code in re.findall(r'<option value="([^"]+)"', subjects[0]) if code]
    assert len(codes) > 2
    found = [told(pages.get(f"/kommun/0115?amne={code}", headers=HTML).text) for code in codes]
    assert 5 < max(map(len, found)) <= 8
    mine = told(text)[:2]
    twice = f"{mine[1].lower()},{mine[0]},{mine[1]}"
    assert sorted(told(pages.get(f"/kommun/0115?nyckeltal={twice}", headers=HTML).text)) == sorted(mine)
    answer = pages.get("/kommun/0115?nyckeltal=N1", headers=HTML)
    assert answer.status_code == 400


@pytest.mark.usefixtures("many")
def test_a_county_has_fewer_rows_and_the_map_of_any_indicator(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = pages.get("/lan/01?ar", headers=HTML).text
    assert said(text).startswith("5 av ")
    links = re.findall(r'href="(/lan/01\?amne=[^"#]+)', text)
    assert len(links) > 2
    assert pages.get(links[0], headers=HTML).status_code == 200
    assert pages.get("/lan/01?nyckeltal=N07900", headers=HTML).status_code == 200


@pytest.mark.usefixtures("many")
def test_a_comparison_begins_with_what_sets_apart_and_takes_a_list(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = pages.get("/jamfor?kommun=0114,0180", headers=HTML).text
    assert said(text).startswith("5 av ")
    assert "längst ifrån varandra" in said(text)
    rows = re.findall(r'<th scope="row"><a href="/lage/0114/([^"?]+)', text)
    assert len(rows) == 5
    assert 'type="checkbox" name="nyckeltal"' not in text
    mine = pages.get(f"/jamfor?kommun=0114,0180&nyckeltal={rows[1]}", headers=HTML).text
    assert re.findall(r'<th scope="row"><a href="/lage/0114/([^"?]+)', mine) == [rows[1]]
    assert f'value="{rows[1]}"' in mine


def test_one_municipality_alone_is_set_apart_from_all_and_none_from_nothing(
    many: None,
    pages: TestClient,  # type: ignore[type-arg]
) -> None:
    assert said(pages.get("/jamfor?kommun=0114", headers=HTML).text).endswith("från medianen av alla kommuner.")
    assert "nyckeltal visas" not in pages.get("/jamfor?ar", headers=HTML).text


def series(pages: TestClient, address: str) -> set[str]:  # type: ignore[type-arg]
    """Indicators whose published series the page of an area has."""
    _, _, told = pages.get(address, headers=HTML).text.partition('id="publicerat"')
    return set(re.findall(r'<h4><a href="/nyckeltal/([^"?]+)', told.partition("</section>")[0]))


@pytest.mark.usefixtures("many")
def test_the_nation_tells_the_published_series_of_what_it_shows(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = pages.get("/riket?ar", headers=HTML).text
    assert "nyckeltal har publicerade siffror. Välj ett ämne" in text
    subjects = re.findall(r'href="(/riket\?amne=[^"#]+)', text)
    found = [series(pages, address) for address in subjects]
    assert any(found)
    assert max(map(len, found)) <= 8
    assert not set.intersection(*found)


def test_every_published_series_is_had_where_only_they_are_many(
    pages: TestClient,  # type: ignore[type-arg]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = series(pages, "/riket")
    assert len(every) > chosen.MOST > len(told(pages.get("/kommun/0114", headers=HTML).text))
    monkeypatch.setattr(chosen, "SERIES", 20)
    text = pages.get("/riket?ar", headers=HTML).text
    subjects = re.findall(r'href="(/riket\?amne=[^"#]+)#publicerat"', text)
    assert set().union(*(series(pages, address) for address in subjects)) == every > series(pages, "/riket?ar")


@pytest.mark.usefixtures("many")
def test_the_list_of_indicators_is_one_of_subjects(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = pages.get("/nyckeltal?ar", headers=HTML).text
    subjects = re.findall(r'<a href="/nyckeltal\?amne=([^"]+)">[^<]+</a> \((\d+)\)', text)
    assert len(subjects) > 2
    assert "/nyckeltal/N07900" not in text
    for code, count in subjects[:2]:
        rows = re.findall(r'<h3><a href="/nyckeltal/', pages.get(f"/nyckeltal?amne={code}", headers=HTML).text)
        assert len(rows) == int(count)


def test_where_there_are_few_everything_is_shown(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = pages.get("/kommun/0117", headers=HTML).text
    assert "nyckeltal visas" not in text
    assert len(told(text)) > 8
