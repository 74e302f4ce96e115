"""What the gate finds by the hundred is told a rule at a time, and one line accepts it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from test_fetch import accept_as_told, bring, declare, refused, rows, words, world

from publisher.errors import Problem, Severity
from publisher.fetch import gathered
from publisher.settings import Settings

__all__ = ["words", "world"]  # fixtures


def findings(rule: str, count: int, severity: Severity = Severity.WARNING) -> list[Problem]:
    return [
        Problem(file="a", fault=f"{n}.", remedy="Look.", rule=rule, subject=f"N{n % 3}/{n}", severity=severity)
        for n in range(count)
    ]


def test_twenty_one_of_a_rule_are_five_and_a_line(tmp_path: Path) -> None:
    whole = tmp_path / "findings" / "a.csv"
    few, errors = findings("coverage", 20), findings("jump", 30, Severity.ERROR)
    told = gathered.gathered([*few, *errors, *findings("jump", 21)], "a.yaml", ["sv"], whole)
    assert told[:50] == [*few, *errors]
    assert [problem.fault for problem in told[50:55]] == ["0.", "1.", "2.", "3.", "4."]
    [line] = told[55:]
    assert (line.rule, line.subject, line.severity) == ("jump", "*", Severity.WARNING)
    assert line.fault.startswith("21 findings of this rule in 3 indicators (most: N0 7, N1 7, N2 7)")
    with whole.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 21
    assert gathered.gathered(few, "a.yaml", ["sv"], whole) == few
    assert not whole.exists()


def test_the_line_accepts_them_all_and_they_are_told_as_one(world: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered, "MOST", 0)
    monkeypatch.setattr(gathered, "SHOWN", 0)
    declare(world, expectations={"municipalities": 290})
    came = rows(10, 20)
    problems = refused(world, came)
    assert [(problem.rule, problem.subject) for problem in problems] == [("coverage", "*")]
    accept_as_told(world, problems)
    [note] = [note for note in bring(world, came).notes if note.rule == "coverage"]
    assert note.fault.startswith("1 findings of this rule")
    assert note.remedy.startswith("Accepted in ")


def test_what_the_rule_finds_the_year_after_is_told_too(world: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(world, expectations={"municipalities": 290})
    with monkeypatch.context() as told_together:
        told_together.setattr(gathered, "MOST", 0)
        problems = refused(world, rows(10, 20))
    assert "for what this rule finds later too, which is told as notes" in problems[-1].remedy
    accept_as_told(world, problems[-1:])
    bring(world, rows(10, 20))
    found = bring(world, rows(10, 20), rows(11, 21, period="2023"), day="2024-02-01").notes
    assert {(note.subject, note.remedy[:11]) for note in found if note.rule == "coverage"} >= {
        ("N07900/2022", "Accepted in"),
        ("N07900/2023", "Accepted in"),
    }
