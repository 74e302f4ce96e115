"""Sixty questions, half of them traps: what an assistant is given to print is sound, and what is not is refused."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from doors.further_questions import FURTHER
from doors.questions import QUESTIONS, Question
from litestar.testing import TestClient

Tool = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]


def sentences(said: Any) -> Iterator[str]:
    """Every sentence that may be printed."""
    if isinstance(said, dict):
        for name, inner in said.items():
            if name == "say":
                yield from [inner] if isinstance(inner, str) else inner
            else:
                yield from sentences(inner)
    elif isinstance(said, list):
        for inner in said:
            yield from sentences(inner)


#: The sixty, and twenty traps of other kinds.
EVERY = [*QUESTIONS, *FURTHER]


def test_there_are_sixty_and_half_are_traps() -> None:
    assert len(QUESTIONS) == 60
    assert sum(one.trap for one in QUESTIONS) == 30


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.put)
def test_a_question_is_answered_soundly_or_refused_in_words(tool: Tool, one: Question) -> None:
    given = {"lang": "en", **one.given} if one.verdict != "error" or "lang" not in one.given else one.given
    said = tool(one.tool, given)
    whole = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    assert said.get("verdict", "error") == one.verdict, whole[:600]
    assert said["is_error"] is (one.verdict == "error")
    guards = [*said.get("refused", []), *said.get("heed", [])]
    assert set(one.codes) <= {guard["code"] for guard in guards}
    assert all(guard["why"] and guard["instead"] for guard in guards)
    assert [text for text in one.has if text not in whole] == []
    printed = " ".join(sentences(said.get("data", [])))
    assert [text for text in one.lacks if text in printed] == []
    if one.verdict == "refused":
        assert said["say"][0].startswith(said["refused"][0]["why"])
    if one.verdict == "error":
        assert said["error"] and said["status"] in (400, 404, 410, 422)


@pytest.mark.parametrize("one", [one for one in EVERY if one.verdict != "error"], ids=lambda one: one.put)
def test_every_answer_says_where_it_is_from_and_what_its_values_are(tool: Tool, one: Question) -> None:
    said = tool(one.tool, {"lang": "en", **one.given})
    assert said["edition"] and said["edition"] in said["citation"]
    if one.tool in ("find", "changes"):
        return
    assert said["indicators"] or not said["data"]
    assert all(about["definition"] and about["value_kind"] for about in said["indicators"].values())
    rows = said["data"] if isinstance(said["data"], list) else []
    for row in rows:
        figures = row.get("figures", [row])
        assert all(figure["say"] for figure in figures)
        if one.tool == "values":
            assert {"status", "n", "value", "definition_version", "tie_group", "period"} <= row.keys()


def test_no_sentence_has_an_empty_place(tool: Tool) -> None:
    for one in EVERY:
        for code in ("sv", "en"):
            said = " ".join(sentences(tool(one.tool, {**one.given, "lang": code})))
            assert "{" not in said and "None" not in said and "  " not in said, (one.put, said)


def test_three_hundred_values_are_those_of_the_api_with_their_statuses(tool: Tool, pages: TestClient) -> None:  # type: ignore[type-arg]
    for indicator, period in (("N07900", "2022"), ("U21349", "2022"), ("U07354", "2022")):
        rows = pages.get(f"/api/v1/observations?indicator={indicator}&period={period}&limit=320").json()["data"]
        said = tool("values", {"indicator": indicator, "period": period, "limit": 320})["data"]
        columns = ("area", "period", "sex", "value", "status", "n", "numerator", "denominator", "margin")
        assert len(rows) >= 290
        assert [[row[name] for name in columns] for row in said] == [[row[name] for name in columns] for row in rows]


def test_arguments_by_chance_are_answered_or_refused_in_words(tool: Tool) -> None:
    draw = random.Random(20261129)
    names = [
        "indicator",
        "area",
        "group",
        "period",
        "sex",
        "limit",
        "offset",
        "municipality",
        "earlier",
        "text",
        "lang",
    ]
    values = [
        "", " ", ",", "0", "-1", "0114", "Habo", "U21349", "N07900", "latest", "2022", "2022..2009", "..", "%", "\x00",
        "å" * 9000, "' OR 1=1 --", "../../etc/passwd", "1e400", 0, -5, 3.7, 2022, True, None, [], {}, [[1]], ["0114",
        None],
        "0114,0114", "\ud7ff", "T", "en", "xx", {"a": 1}, 10**30, float("inf"),
    ]  # fmt: skip
    for _ in range(400):
        name = draw.choice(["find", "indicator", "values", "compare", "ranking", "profile", "changes", "nothing"])
        given = {draw.choice(names): draw.choice(values) for _ in range(draw.randint(0, 4))}
        said = tool(name, given)
        if said["is_error"]:
            assert said["error"] and said["status"] in (400, 404, 410, 422), (name, given, said)
        else:
            assert said["verdict"] in ("sound", "care", "refused")
