"""Finished answers: kept while the edition stands, never mixed, bounded."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest
from in_process import Api

from publisher import edition
from publisher.settings import Settings
from publisher.web import create_service
from publisher.web.answers import Answers, question
from publisher.web.api import answering

PATH = "/api/v1/observations?indicator=U21349"


@pytest.fixture
def fresh(built_edition: Settings) -> Api:
    return Api(create_service(built_edition, log=False))


def hits(api: Api) -> int:
    assert api.service.answers is not None
    return api.service.answers.hits


def test_the_second_answer_is_the_first_again(fresh: Api) -> None:
    first, second = fresh.ask(PATH), fresh.ask(PATH)
    assert (first.content, dict(first.headers)) == (second.content, dict(second.headers))
    assert hits(fresh) == 1


def test_what_an_answer_depends_on_is_kept_apart(fresh: Api) -> None:
    english = fresh.ask(PATH, Accept_Language="en")
    assert fresh.ask(PATH).content != english.content
    assert fresh.ask(PATH, Accept="text/csv").headers["content-type"].startswith("text/csv")
    assert fresh.ask(PATH, Accept_Language="en").content == english.content
    assert hits(fresh) == 1


def test_compressed_and_plain_are_the_same_answer(fresh: Api) -> None:
    plain = fresh.ask(PATH)
    for _ in range(2):
        for encoding in ("gzip", "zstd"):
            answer = fresh.ask(PATH, Accept_Encoding=encoding)
            assert answer.headers["content-encoding"] == encoding
            assert answer.content == plain.content
            assert int(answer.headers["content-length"]) < len(plain.content)


def test_if_none_match_is_answered_without_a_body(fresh: Api) -> None:
    tag = fresh.ask(PATH).headers["etag"]
    for _ in range(2):
        answer = fresh.ask(PATH, If_None_Match=f'"other", {tag}')
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert fresh.ask(PATH, If_None_Match='"other"').status_code == 200


def test_head_may_be_asked_first(fresh: Api) -> None:
    head = fresh.ask(PATH, "HEAD")
    assert head.content == b""
    assert len(fresh.ask(PATH).content) == int(head.headers["content-length"])
    assert fresh.ask(PATH, "HEAD").content == b""


@pytest.mark.parametrize("format", ["csv", "xlsx", "json-stat", "parquet"])
def test_head_takes_nothing_from_a_streamed_answer(fresh: Api, monkeypatch: pytest.MonkeyPatch, format: str) -> None:
    monkeypatch.setattr(answering, "WHOLE", 3)
    path = f"/api/v1/observations?format={format}"
    head = fresh.ask(path, "HEAD")
    got = fresh.ask(path)
    assert head.content == b"" and len(got.content) > 500
    assert dict(head.headers) == {n: v for n, v in fresh.ask(path, "HEAD").headers.items() if n != "content-length"}
    assert fresh.ask(path, If_None_Match=got.headers["etag"]).status_code == 304
    assert fresh.ask(path).content == got.content


def test_a_streamed_answer_that_the_client_has_is_not_made(fresh: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "WHOLE", 3)
    tag = fresh.ask("/api/v1/observations?format=csv", "HEAD").headers["etag"]
    answer = fresh.ask("/api/v1/observations?format=csv", If_None_Match=tag)
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert len(fresh.ask("/api/v1/observations?format=csv").content) > 500


def test_problems_are_not_kept(fresh: Api) -> None:
    fresh.ask("/api/v1/observations?area=x")
    fresh.ask("/api/v1/observations?area=x")
    assert hits(fresh) == 0


def test_a_new_edition_empties_the_shelf(small_world: Settings) -> None:
    edition.build(small_world)
    api = Api(create_service(small_world, log=False))
    assert api.json("observations?indicator=U21349&area=0114&period=2022")["meta"]["edition"] == "2024-01-30"
    other = replace(small_world, base_url="https://data.example.se")
    edition.build(other)
    meta = api.json("observations?indicator=U21349&area=0114&period=2022")["meta"]
    assert meta["edition"] == "2024-01-30.2"
    assert "https://data.example.se" in meta["citation"]
    then = api.json("observations?indicator=U21349&area=0114&period=2022&as_of=2024-01-30")["meta"]
    assert then["edition"] == "2024-01-30"


def test_what_was_begun_under_another_edition_is_not_kept() -> None:
    answers = Answers(lambda: "2")
    answers.current()
    key = question({"method": "GET", "query_string": b""}, b"/x", {})
    assert key is not None
    public = [(b"cache-control", b"public, max-age=1")]
    answers.keep(key, "1", public, b"old")
    assert answers.find(key) is None
    answers.keep(key, "2", public, b"new")
    assert (kept := answers.find(key)) is not None
    assert kept.body["body"] == b"new"


def test_the_shelf_is_bounded() -> None:
    answers = Answers(lambda: "1", bound=20_000)
    for number in range(100):
        answers.keep((b"/%d" % number, b"", b"", b"", b""), "1", [(b"cache-control", b"public")], b"x" * 1000)
    assert answers.size <= 20_000
    assert 0 < len(answers.held) < 20
    assert answers.find((b"/99", b"", b"", b"", b"")) is not None


@pytest.mark.parametrize(
    "headers",
    [[], [(b"cache-control", b"no-store")], [(b"cache-control", b"public"), (b"set-cookie", b"a=b")]],
)
def test_only_public_answers_are_kept(headers: list[tuple[bytes, bytes]]) -> None:
    answers = Answers(lambda: "1")
    answers.keep((b"/", b"", b"", b"", b""), "1", headers, b"x")
    assert answers.held == {}


def test_ranges_and_writing_are_never_answered_from_the_shelf() -> None:
    assert question({"method": "GET", "query_string": b""}, b"/", {b"range": b"bytes=0-1"}) is None
    assert question({"method": "POST", "query_string": b""}, b"/", {}) is None


def test_a_crowd_makes_an_answer_once(fresh: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    app = fresh.service.app

    async def counted(scope: Any, receive: Any, send: Any) -> None:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.01)
        await app(scope, receive, send)

    monkeypatch.setattr(fresh.service, "app", counted)
    paths = [PATH] * 20 + ["/api/v1/observations?area=x"] * 5

    async def crowd() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=fresh.service)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            return list(await asyncio.gather(*(client.get(path) for path in paths)))

    answers = asyncio.run(crowd())
    assert [answer.status_code for answer in answers] == [200] * 20 + [404] * 5
    assert len({answer.content for answer in answers[:20]}) == 1
    assert asked == 1 + 5
    assert fresh.service.answers is not None
    assert fresh.service.answers.making == {}
