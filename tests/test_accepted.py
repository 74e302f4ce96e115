"""What may be right is accepted in the words of the message: written where it says, and the fetch passes."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import test_fetch
import test_grants
import yaml
from test_fetch import accept_as_told, acceptances, bring, declare, refused, rows, words, world
from test_gate import declaration
from test_grants import filled

from publisher import gate, vocabulary
from publisher.gate import acceptance
from publisher.model import ValueKind
from publisher.settings import Settings

__all__ = ["words", "world"]  # fixtures

#: Twenty municipalities.
MANY = [f"{number:04}" for number in range(2001, 2021)]
Rows = list[dict[str, Any]]


def two_years(before: float, after: Sequence[float], **more: Any) -> Rows:
    """The same value in twenty municipalities, and what stands a year later."""
    values = [*after, *[before] * (len(MANY) - len(after))]
    known = {"indicator": "N00563", "areas": MANY} | more
    return [*rows(*[before] * len(MANY), period="2021", **known), *rows(*values, period="2022", **known)]


def of_sexes(*values: float) -> Rows:
    return [
        row for sex, value in zip("TFM", values, strict=True) for row in rows(value, indicator="N00563", sex=sex)
    ]  # fmt: skip


CASES: dict[str, tuple[ValueKind, Rows, dict[str, Any]]] = {
    "coverage": (ValueKind.PERCENT, rows(10, 20), {"expectations": {"municipalities": 290}}),
    "fell-to-zero": (ValueKind.COUNT, two_years(100, [0]), {}),
    "jump": (ValueKind.PERCENT, two_years(20, [95]), {}),
    "note-fits-nothing": (
        ValueKind.PERCENT, rows(10),
        {"notes": {"n": {"sv": "n", "en": "n"}}, "attach": [{"note": "n", "period": "1999"}]},
    ),
    "part-over-whole": (
        ValueKind.RATIO, two_years(2, [], numerator=4.0, denominator=2.0)
        + rows(*[2] * 4, numerator=4.0, denominator=2.0), {},
    ),
    "parts-and-total": (ValueKind.COUNT, of_sexes(10, 4, 5), {}),
    "parts-of-one": (ValueKind.PERCENT, rows(*[0.4] * 20, indicator="N00563", areas=MANY), {}),
    "percent-differs": (
        ValueKind.PERCENT, rows(*[20] * 20, indicator="N00563", areas=MANY, numerator=1.0, denominator=2.0)
        + rows(30, 30, numerator=1.0, denominator=2.0), {},
    ),
    "scale-turned": (ValueKind.ORDINAL, two_years(0, [2] * 20), {}),
    "unit-in-doubt": (ValueKind.RATIO, two_years(20, [0.2] * 20), {}),
}  # fmt: skip


@pytest.fixture
def larger(world: Settings, words: vocabulary.Vocabulary, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets what N00563 is, in a country of twenty municipalities more."""
    from publisher.model import Step

    def make(kind: ValueKind) -> None:
        one = words.areas["0114"]
        areas = words.areas | {code: replace(one, code=code) for code in MANY}
        steps = [Step(code=code, label={"sv": str(code), "en": str(code)}) for code in range(3)]
        indicator = replace(
            words.indicators["N00563"], value_kind=kind, steps=steps if kind is ValueKind.ORDINAL else (), maximum=None
        )
        changed = replace(words, areas=areas, indicators={**words.indicators, "N00563": indicator})
        monkeypatch.setattr(vocabulary, "load", lambda folder, told=(): changed)

    return make


def fetched(world: Settings, observations: Rows) -> dict[str, Any]:
    """What a source brings with the notes of the declaration tied to its rows, as ``fetch_dataset`` does."""
    from publisher.sources.notes import attach_notes

    declared = yaml.safe_load((world.packages / "bredband/dataset.yaml").read_text(encoding="utf-8"))
    return {"problems": attach_notes(observations, declared, "datapackages/bredband/dataset.yaml")}


@pytest.mark.parametrize("rule", sorted(CASES))
def test_a_warning_is_accepted_in_the_words_of_its_message(world: Settings, larger: Any, rule: str) -> None:
    kind, observations, declared = CASES[rule]
    larger(kind)
    declare(world, **declared)
    brought = fetched(world, observations)
    problems = refused(world, observations, fetched=brought)
    assert {rule} == {problem.rule for problem in problems}
    accept_as_told(world, problems)
    outcome = bring(world, observations, fetched=brought)
    told = [note.rule for note in outcome.notes if note.rule != "note-not-used"]
    assert [rule] * len(problems) == told


def test_what_is_counted_and_not_shown_is_accepted_by_indicator(world: Settings, larger: Any) -> None:
    kind, observations, _ = CASES["part-over-whole"]
    larger(kind)
    *_, together = refused(world, observations)
    assert together.fault.startswith("22 findings of this rule in 2 indicators")
    with (world.build / "findings/bredband.csv").open(encoding="utf-8") as whole:
        assert ["N00563/*", "N07900/*"] == sorted(
            p["subject"] for p in csv.DictReader(whole) if "more rows" in p["fault"]
        )
    declare(world, accepted=[
        {"rule": "part-over-whole", "subject": f"{name}/*", "reason": {"sv": "Så.", "en": "So."}}
        for name in ("N00563", "N07900")
    ])  # fmt: skip
    bring(world, observations)


def test_every_rule_that_may_be_accepted_is_accepted_in_a_test() -> None:
    """Those that hold a fetch back in test_fetch, those of grants below."""
    held = set(re.findall(r'held\(\s*world, "([a-z-]+)"', Path(test_fetch.__file__).read_text(encoding="utf-8")))
    assert set(gate.HELD) == held
    assert set(gate.WARNINGS) == set(CASES) | {"report-late", "condition-without-evidence"}


@pytest.mark.parametrize("rule", ["report-late", "condition-without-evidence"])
def test_what_stops_a_report_of_a_grant_is_accepted_in_the_words_of_its_message(tmp_path: Path, rule: str) -> None:
    late = (
        {"received": "2019-02-15"}
        if rule == "report-late"
        else {"programme": "2014", "recipient": "05 Östergötlands län"}
    )
    own = vocabulary.load(test_grants.PROJECT / "vocab")
    found = [p for p in test_grants.fetch(own, filled(tmp_path, own, **late)).problems if p.rule == rule]
    told = acceptance.weigh(found, declaration())
    entries = [yaml.safe_load(entry)[0] for problem in told for entry, _ in acceptances(problem.remedy)]
    assert len(told) == len(entries) > 0
    weighed = acceptance.weigh(found, declaration(accepted=entries))
    assert {test_fetch.Severity.NOTE} == {problem.severity for problem in weighed}


def test_only_what_may_be_accepted_says_how() -> None:
    problem = test_fetch.Problem(file="o", fault="f.", remedy="r.", rule="jump", subject="A/*")
    assert [problem] == acceptance.weigh([problem], declaration())
    [warned] = acceptance.weigh([replace(problem, severity=test_fetch.Severity.WARNING)], declaration())
    assert [('- {rule: jump, subject: "A/*", reason: {sv: "…", en: "…"}}', "dataset.yaml")] == acceptances(
        warned.remedy
    )
    assert "--accept" not in warned.remedy
