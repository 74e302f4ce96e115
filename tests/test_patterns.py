"""A pattern that somebody writes takes no more than its time, wherever it is read; what is refused says what to do."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import test_gate as gates
from test_gate import row, tables, text, words

from publisher import gate, patterns
from publisher.errors import Problem, Refused
from publisher.patterns import Pattern
from publisher.sources import SourceContext, table
from publisher.vocabulary import Vocabulary

__all__ = ["tables", "words"]  # fixtures

TABLE: dict[str, Any] = {
    "kind": "table", "file": "tabell-2022.csv", "title": "Prov", "publisher": "scb", "header": ["Kod", "Antal"],
    "area": {"column": "Kod"}, "period": "2022", "values": {"Antal": "antal"},
}  # fmt: skip


@pytest.fixture
def context(tmp_path: Path, words: Vocabulary) -> SourceContext:
    (tmp_path / "tabell-2022.csv").write_text("Kod;Antal\n0114;1\n0115;2\n", encoding="utf-8")
    return SourceContext(dataset="d", file="d/dataset.yaml", vocabulary=words, input=tmp_path, today="2026-11-29")


def test_a_pattern_reads_as_before_and_its_letters_are_composed() -> None:
    pattern = Pattern("(?P<sex>Kvinnor|Ma\u0308n) (?P<period>\\d{4})")
    found = pattern.fullmatch("Män 2022")
    assert found is not None
    assert {"sex": "Män", "period": "2022"} == found.groupdict()
    assert {"sex": 1, "period": 2} == dict(pattern.groups)
    assert pattern.fullmatch("Alla Män 2022") is None
    assert pattern.search("Alla Män 2022") is not None


@pytest.mark.parametrize(
    ("declared", "place"),
    [
        ({"area": {"column": "Kod", "pattern": "(\\d+)"}}, "source.area.pattern"),
        ({"period": {"file": "\\d{4}"}}, "source.period.file"),
        ({"values": {"/Ant(al)?/": "antal"}}, "source.values./Ant(al)?/"),
    ],
)
def test_a_pattern_that_takes_too_long_is_refused_where_it_is_declared(
    context: SourceContext, monkeypatch: pytest.MonkeyPatch, declared: dict[str, Any], place: str
) -> None:
    assert [1.0, 2.0] == [one["value"] for one in table.fetch(TABLE | declared, context).observations]
    monkeypatch.setattr(patterns, "LONGEST", 0.0)
    with pytest.raises(Refused) as refusal:
        table.fetch(TABLE | declared, context)
    [problem] = refusal.value.problems
    assert ("d/dataset.yaml", place, "slow-pattern") == (problem.file, problem.column, problem.rule)
    assert "takes longer than 0 s" in problem.fault
    assert "Write it so that" in problem.remedy


def test_the_time_of_a_pattern_is_that_of_all_texts_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock moves by a second each time it is asked: before a match and after it."""
    seconds = count()
    monkeypatch.setattr(patterns, "process_time", lambda: float(next(seconds)))
    pattern = Pattern("[a-z]+", "d/dataset.yaml", "source.area.pattern")
    for number in range(int(patterns.LONGEST)):
        assert pattern.search(f"text {number}")
        assert pattern.search("text 0"), "a text that comes again takes no time"
    with pytest.raises(Refused, match="was given up at 'one more'"):
        pattern.search("one more")


@pytest.mark.parametrize(
    "wrong", ["(", "(?P<a>", "[z-a]", "a{2,1}", "(" * 400 + ")" * 400, "a" * 1001, "(?:[ab]{1000}){1000}", "a{100001}"]
)
def test_what_is_no_pattern_or_too_large_a_one_is_refused(context: SourceContext, wrong: str) -> None:
    with pytest.raises(ValueError):
        Pattern(wrong)
    with pytest.raises(Refused) as refusal:
        table.fetch(TABLE | {"area": {"column": "Kod", "pattern": wrong}}, context)
    assert ["source.area.pattern"] == [problem.column for problem in refusal.value.problems]


def checked(words: Vocabulary) -> list[Problem]:
    return gates.problems(words, text([row(), row(area="0115")]))


def test_a_pattern_of_a_schema_has_its_time_too(words: Vocabulary, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [] == checked(words)
    monkeypatch.setattr(patterns, "LONGEST", 0.0)
    found = checked(words)
    assert {"slow-pattern"} == {problem.rule for problem in found}
    assert {"area", "indicator", "period"} < {problem.column for problem in found}


def test_a_pattern_of_a_schema_that_is_none_is_told(words: Vocabulary, change: Callable[..., Vocabulary]) -> None:
    [problem] = checked(change(pattern="("))
    assert ("pattern", "area") == (problem.rule, problem.column)
    assert "no regular expression" in problem.fault


@pytest.fixture
def change(words: Vocabulary) -> Callable[..., Vocabulary]:
    """The vocabulary with another constraint on areas of observations."""
    from dataclasses import replace

    def changed(**constraint: Any) -> Vocabulary:
        old = words.tables["observations"]
        columns = [replace(one, **constraint) if one.name == "area" else one for one in old.columns]
        return replace(words, tables={**words.tables, "observations": replace(old, columns=columns)})

    return changed


def test_every_rule_of_patterns_is_one_of_the_gate_s() -> None:
    assert {"slow-pattern", "pattern"} <= set(gate.ERRORS)
