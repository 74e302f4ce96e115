"""Bad input is answered with a problem that says what is wrong and what to do, never with a 500."""

from __future__ import annotations

import pytest
from in_process import Api

from publisher.web.book import book_of

#: Address under /api/v1, status, what the detail holds.
BAD = [
    ("observations?indicator=U2134", 404, "U21349"),
    ("observations?indicator=Digitala%20los", 404, "Närmast"),
    ("indicators/NOPE", 404, "NOPE"),
    ("observations?area=Stokholm", 404, "0180 (Stockholm)"),
    ("areas/9999", 404, "9999"),
    ("observations?area=1917", 410, "0331 Heby"),
    ("areas/1917", 410, "0331"),
    ("observations?indicator=U21349&period=1999", 404, "2021, 2022"),
    ("observations?indicator=U21349&period=2030..2040", 404, "2021, 2022"),
    ("observations?period=2022..2015", 400, "2015..2022"),
    ("observations?period=22", 400, "22"),
    ("observations?period=..", 400, ".."),
    ("observations?period=latest,2022", 400, "latest"),
    ("observations?area=", 400, "tom"),
    ("observations?area=0180,,0114", 400, "tom"),
    ("observations?are=0180", 400, "area"),
    ("observations?lang=sv&lang=en", 400, "en gång"),
    ("observations?lang=de", 400, "sv, en, all"),
    ("observations?format=pdf", 400, "json, csv"),
    ("observations?sex=X", 400, "T, F, M"),
    ("observations?service_area=x", 404, "_T"),
    ("observations?dataset=bredbnad", 404, "bredband"),
    ("observations?group=0180", 400, "area=0180"),
    ("observations?group=vargar", 404, "vargar"),
    ("observations?limit=0", 400, "1–10000"),
    ("observations?limit=20000", 400, "1–10000"),
    ("observations?limit=1e3", 400, "1–10000"),
    ("observations?offset=-1", 400, "0–"),
    ("observations?offset=99999999999999999999", 400, "0–"),
    ("observations?as_of=igår", 400, "as_of"),
    ("observations?as_of=2024-02-30", 400, "as_of"),
    ("observations?as_of=2024-01-30.7", 404, "2024-01-30"),
    ("changes?since=förra%20året", 400, "since"),
    ("changes?since=2024-02-30", 400, "since"),
    ("changes?kind=lost", 400, "revised"),
    ("areas?format=json-stat", 400, "csv"),
    ("compare?indicator=U21349", 400, "municipality"),
    ("compare?municipality=01", 404, "/api/v1/municipalities"),
    ("municipalities/00/profile", 404, "/api/v1/municipalities"),
    ("rankings/U21349?period=1999", 404, "2021, 2022"),
    ("rankings/U21349?period=2021,2022", 400, "period"),
    ("municipalities/0180/similar?weights=befolkning", 400, "weights"),
    ("municipalities/0180/similar?weights=befolkning:99", 400, "weights"),
    ("indicators?subject=x", 404, "x"),
    ("observations?area='%20OR%201=1%20--", 404, "OR 1"),
    ("observations?indicator=%3Cscript%3Ealert(1)%3C/script%3E", 404, "script"),
    ("observations?area=%00", 404, "finns inte"),
    ("observations?area=%FF%FE", 400, "UTF-8"),
    ("observations?area=" + "å" * 4000, 404, "ååå"),
    ("observations?" + "x" * 8000, 400, "xxx"),
    ("nothing", 404, "adressen"),
]


@pytest.mark.parametrize(("path", "status", "said"), BAD, ids=[f"{path[:60]}" for path, _, _ in BAD])
def test_a_problem_says_what_is_wrong_and_what_to_do(api: Api, path: str, status: int, said: str) -> None:
    assert said in api.problem(path, status)["detail"]


@pytest.mark.parametrize(("path", "status"), [(path, status) for path, status, _ in BAD if "lang=" not in path])
def test_problems_are_told_in_english_too(api: Api, path: str, status: int) -> None:
    swedish, english = api.problem(path, status), api.problem(path, status, Accept_Language="en")
    assert swedish["title"] != english["title"]
    assert swedish["detail"] != english["detail"]


def test_four_hundred_municipalities_are_too_many_and_how_to_split_is_said(api: Api) -> None:
    many = ",".join(f"{code:04}" for code in range(400))
    found = api.problem(f"observations?area={many}", 422)
    assert found["bound"] == 320
    assert "group" in found["detail"]


def test_many_parameters_are_too_many(api: Api) -> None:
    assert api.problem("observations?" + "&".join(["area=0180"] * 700), 422)["bound"]


@pytest.mark.parametrize("accept", ["nonsense", ";;;", "text/", "application/json;q=abc", "*", "a/b/c"])
def test_an_accept_that_cannot_be_met_or_read(api: Api, accept: str) -> None:
    assert api.problem("observations", 406, Accept=accept)["allowed"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_only_reading_is_allowed(api: Api, method: str) -> None:
    answer = api.ask("/api/v1/observations", method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.json()["detail"]


def test_head_is_get_without_a_body(api: Api) -> None:
    for path in ("/api/v1/observations?indicator=U21349", "/api/v1/areas", "/schema/openapi.json", "/api/v1/areas/x"):
        head, get = api.ask(path, "HEAD"), api.ask(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.headers["content-length"] == get.headers["content-length"]


def test_options_and_preflight(api: Api) -> None:
    assert "GET" in api.ask("/api/v1/observations", "OPTIONS").headers["allow"]
    asked = api.ask("/api/v1/areas", "OPTIONS", Origin="https://x.se", Access_Control_Request_Method="GET")
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, "*")


def test_what_was_withdrawn_is_gone_and_what_replaced_it_is_said(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_of(api.service.app.state.shelf.current())  # type: ignore[attr-defined]
    gone = {"indicator/larm-andel": ["U21349", "N07900"], "dataset/larm": []}
    monkeypatch.setitem(book.__dict__, "gone", gone)
    assert api.problem("indicators/larm-andel", 410)["replaced_by"] == ["U21349", "N07900"]
    assert "U21349, N07900" in api.problem("observations?indicator=larm-andel", 410)["detail"]
    assert api.problem("observations?dataset=larm", 410)["replaced_by"] == []
