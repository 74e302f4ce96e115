"""Figures held against each other, whatever indicators, areas, periods and breakdowns stand beside one another.

The gate looks at all rows at once, as columns of numbers; here the same is worked out row by row, in plain loops, on
tables drawn by lot, and both must say the same.
"""

from __future__ import annotations

import math
import random
import re
import statistics
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
import test_gate as world
from test_gate import AREAS, COUNTRY, INDICATORS, both, indicator, row, tables, text, words

from publisher import gate, observations
from publisher.errors import Problem
from publisher.gate import coverage, held, keys
from publisher.gate.factors import factors
from publisher.gate.rows import Rows
from publisher.model import AreaKind, Comparability, Concept, ValueKind
from publisher.vocabulary import Vocabulary

__all__ = ["tables", "words"]  # fixtures

KINDS = {code: area.kind for code, area in AREAS.items()}
VALUES: dict[str, tuple[float, ...]] = {
    "PCT": (5, 20, 35, 95.5), "CNT": (0, 5, 12, 60, 96, 700), "RAT": (0, 1, 3, 8, 40), "ORD": (0, 1, 2),
}  # fmt: skip
SEEDS = range(8)

Row = dict[str, Any]


def two_services(words: Vocabulary) -> Vocabulary:
    concepts = {code: Concept(code=code, scheme="service-area", label=both(code)) for code in ("_T", "lss")}
    return replace(words, concepts={**words.concepts, "service-area": concepts})


def by_lot(seed: int) -> list[Row]:
    """Rows in no order: some cells missing, some without value, some areas and periods short of a whole series."""
    draw = random.Random(seed)
    rows = []
    for id, values in VALUES.items():
        kept = draw.choice((1.0, 0.97, 0.8))
        for area in (*COUNTRY[: draw.choice((12, 20))], "00", "storlek-1", "storlek-2"):
            for period in ("2019", "2020", "2021", "2021-Q1", "2021-Q2", "2022"):
                if (period == "2020" and draw.random() < 0.5) or (id == "RAT" and period == "2021"):
                    continue
                for sex, service in (("T", "_T"), ("F", "_T"), ("M", "_T"), ("T", "lss"), ("F", "lss"), ("M", "lss")):
                    if draw.random() > kept:
                        continue
                    value = draw.choice(values) if draw.random() < 0.95 else None
                    more = {"period": period, "sex": sex, "service_area": service}
                    rows.append(row(id, area, value, n=draw.choice((None, 3, 7, 7)), **more))
    draw.shuffle(rows)
    return rows


def told(words: Vocabulary, rows: list[Row], **expectations: Any) -> list[Problem]:
    return world.problems(two_services(words), text(rows), **expectations)


def pairs(rows: list[Row], id: str) -> dict[tuple[AreaKind, str], list[tuple[Row, Row]]]:
    """Kind of area and later period to the rows held against each other: the last period there is before it."""
    filled = [r for r in rows if r["indicator"] == id and r["value"] is not None]
    found = defaultdict(list)
    for kind in AreaKind:
        mine = [r for r in filled if KINDS[r["area"]] is kind]
        at = {(r["area"], r["sex"], r["service_area"], r["period"]): r for r in mine}
        for earlier, later in pairwise(sorted({r["period"] for r in mine})):
            for (area, sex, service, period), r in at.items():
                before = at.get((area, sex, service, earlier))
                if period == later and before and len(earlier) == len(later):
                    found[kind, later].append((before, r))
    return found


def counted(found: list[Problem], rule: str, pattern: str) -> list[tuple[str, ...]]:
    """What problems of a rule are about, and the numbers they say."""
    mine = [problem for problem in found if problem.rule == rule]
    assert all(problem.severity == "warning" for problem in mine)
    return sorted((str(p.subject), *m.groups()) for p in mine if (m := re.search(pattern, p.fault)))


@pytest.mark.parametrize("seed", SEEDS)
def test_jumps_are_those_that_a_loop_finds(words: Vocabulary, seed: int) -> None:
    rows = by_lot(seed)
    jumps, falls = [], []
    for id in ("PCT", "CNT", "RAT"):
        for (_, later), held_ in pairs(rows, id).items():
            if id == "PCT":
                middle = statistics.median(b["value"] - a["value"] for a, b in held_)
                far = sum(abs(b["value"] - a["value"] - middle) > 60 for a, b in held_)
            else:
                moved = [math.log(b["value"] / a["value"]) for a, b in held_ if a["value"] > 0 < b["value"]]
                middle = statistics.median(moved) if moved else 0.0
                far = sum(
                    abs(math.log(b["value"] / a["value"]) - middle) > math.log(8)
                    for a, b in held_
                    if a["value"] > 0 < b["value"] and (id == "RAT" or max(a["value"], b["value"]) >= 50)
                )
                fell = sum(a["value"] >= 10 and b["value"] == 0 for a, b in held_)
                if fell and (len(held_) < 10 or fell <= 0.25 * len(held_)):
                    falls.append((f"{id}/{later}",))
            if far:
                jumps.append((f"{id}/{later}", str(far), str(len(held_))))
    found = told(words, rows)
    assert counted(found, "jump", r"(\d+) of (\d+) moved far more") == sorted(jumps)
    assert counted(found, "fell-to-zero", "the number fell to 0") == sorted(falls)
    assert jumps and falls


@pytest.mark.parametrize("seed", SEEDS)
def test_women_and_men_are_held_against_all_as_a_loop_does(words: Vocabulary, seed: int) -> None:
    rows = by_lot(seed)
    at: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    for r in rows:
        if r["value"] is not None:
            at[r["indicator"], r["period"], r["area"], r["service_area"]][r["sex"]] = r["value"]
    wrong: dict[str, int] = defaultdict(int)
    for (id, period, *_), by_sex in at.items():
        if len(by_sex) < 3 or id == "ORD":
            continue
        all_, women, men = (by_sex[sex] for sex in "TFM")
        slack = 0.51 if id == "PCT" else 1e-6
        if (
            abs(all_ - women - men) > 0.51
            if id == "CNT"
            else not min(women, men) - slack <= all_ <= max(women, men) + slack
        ):
            wrong[f"{id}/{period}"] += 1
    found = counted(told(words, rows), "parts-and-total", r"(?:to all|women and men) for (\d+) areas")
    assert found == sorted((name, str(number)) for name, number in wrong.items())
    assert wrong


@pytest.mark.parametrize("seed", SEEDS)
def test_parts_of_the_country_are_held_against_the_nation_as_a_loop_does(words: Vocabulary, seed: int) -> None:
    rows = by_lot(seed)
    divisions = {"storlek": {"storlek-1", "storlek-2"}, "municipality": set(COUNTRY)}
    expected = []
    for column in ("n", "value"):
        at: dict[tuple[str, ...], dict[str, float | None]] = defaultdict(dict)
        for r in rows:
            if column == "n" or r["indicator"] == "CNT":
                at[r["indicator"], r["period"], r["sex"], r["service_area"]][r["area"]] = r[column]
        for (id, period, sex, service), by_area in at.items():
            nation = by_area.get("00")
            for name, members in divisions.items():
                parts = [by_area.get(code) for code in members]
                if nation is None or None in parts or abs(nation - sum(parts)) <= 0.51:  # type: ignore[arg-type]
                    continue
                breakdown = "" if (sex, service) == ("T", "_T") else f"/{sex}/{service}"
                whole = f"{sum(parts):g}", f"{nation:g}"  # type: ignore[arg-type]
                expected.append((f"{id}/{period}{breakdown}", column, str(len(members)), name, *whole))
    pattern = r"^(\w+) of the (\d+) areas of (\w+) sums to (\S+) in \S+, the nation's is (\S+)\.$"
    assert counted(told(words, rows), "parts-and-total", pattern) == sorted(expected)
    assert expected


@pytest.mark.parametrize("seed", SEEDS)
def test_municipalities_are_counted_once_each(words: Vocabulary, seed: int) -> None:
    rows = by_lot(seed)
    there = defaultdict(set)
    for r in rows:
        if KINDS[r["area"]] is AreaKind.MUNICIPALITY:
            there[f"{r['indicator']}/{r['period']}"].add(r["area"])
    for share in (0.6, 0.95):  # 12 of 20 are three fifths, and enough
        few = sorted((name, str(len(areas))) for name, areas in there.items() if len(areas) < share * 20)
        found = told(words, rows, municipalities=20, coverage=share)
        assert counted(found, "coverage", r"^only (\d+) of 20 municipalities") == few


@pytest.mark.parametrize("seed", SEEDS)
def test_quality_is_what_a_loop_counts(words: Vocabulary, seed: int) -> None:
    draw = random.Random(seed)
    rows = [r for r in by_lot(seed) if draw.random() < 0.03]
    for r in rows:
        r["area"] = draw.choice((r["area"], r["area"], "9999"))  # which nobody knows
        if r["value"] is None or draw.random() < 0.6:
            statuses = ("suppressed", "not-answered", "not-asked", "not-applicable")
            r.update(value=None, status=draw.choice(statuses))
    context = gate.Context(
        vocabulary=words, indicators=set(INDICATORS), expectations={"counties": 21, "groups": draw.choice((1, 7))}
    )
    usual = {AreaKind.MUNICIPALITY: 20, AreaKind.NATION: 1, AreaKind.GROUP: context.expectations["groups"]}
    expected = []
    for id, period in sorted({(r["indicator"], r["period"]) for r in rows}):
        of: dict[str, list[Row]] = defaultdict(list)
        for r in rows:
            if (r["indicator"], r["period"]) == (id, period) and r["area"] in KINDS:
                of[r["area"]].append(r)
        kind = next((kind for kind in usual if any(KINDS[area] is kind for area in of)), None)
        kind = AreaKind.GROUP if kind is AreaKind.NATION and any(KINDS[a] is AreaKind.GROUP for a in of) else kind
        if kind is None:
            continue
        states = []
        for area, mine in of.items():
            if KINDS[area] is not kind:
                continue
            said = {r["status"] for r in mine}
            value = any(r["value"] is not None for r in mine)
            hidden, outside = "suppressed" in said, said & {"not-asked", "not-applicable"}
            states.append("value" if value else "hidden" if hidden else "outside" if outside else "missing")
        filled, hidden_ = states.count("value"), states.count("hidden")
        whole = max(usual[kind] - states.count("outside"), filled + hidden_)
        expected.append((id, period, whole, filled, whole - filled - hidden_, hidden_))
    found = coverage.quality(observations.frame(rows), context)
    assert [tuple(one.values()) for one in found] == expected
    assert expected


def test_columns_as_one_number_are_equal_where_all_are_equal_and_in_their_order(words: Vocabulary) -> None:
    rows = by_lot(1)
    names = ("indicator", "period", "area", "sex", "service_area")
    for frame in (observations.frame(rows), observations.frame(rows).astype({name: "category" for name in names})):
        numbers = Rows.of(frame, gate.Context(vocabulary=words, indicators=set(INDICATORS))).together(*names)
        parts = list(map(tuple, frame[list(names)].astype("str").to_numpy()))
        assert sorted(range(len(parts)), key=parts.__getitem__) == numbers.argsort(kind="stable").tolist()
        assert len(set(parts)) == len(set(numbers.tolist()))


def test_keys_of_many_wide_columns_are_never_folded_into_one_another() -> None:
    """Sixteen columns of 65,535 categories: as plain whole numbers of 64 bits the first twelve would be lost."""
    wide = pd.CategoricalDtype(range(2**16 - 1))
    alike = pd.Categorical.from_codes([7, 7, 7], dtype=wide)
    for number in range(16):
        cells = pd.DataFrame({str(n): alike for n in range(16)})
        cells[str(number)] = pd.Categorical.from_codes([7, 8, 7], dtype=wide)
        found = keys.key_codes(cells, list(cells.columns)).tolist()
        assert found[0] == found[2] != found[1]


def test_an_empty_table_has_no_keys() -> None:
    wide = pd.DataFrame({str(n): pd.Categorical([], range(2**16)) for n in range(5)})
    assert keys.key_codes(wide, list(wide.columns)).tolist() == []


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        ([-2.39, *[0.0] * 2], []),  # one of three: with so few, all must have moved
        ([-2.39] * 3, ["3 of 3 values are about a hundredth of what they were"]),
        ([-2.41] * 3, []),
        ([2.19, 1.81], ["2 of 2 values are about a hundred times what they were"]),  # two are held more narrowly
        ([2.21, 1.9], []),
        ([2.21, 1.79, 2.0], ["3 of 3 values are about a hundred times what they were"]),
        ([-3.0] * 3 + [0.0] * 7, ["3 of 10 values are about a thousandth of what they were"]),
        ([-3.0] * 3 + [0.0] * 8, []),
        ([6.3] * 9, ["9 of 9 values are about a million times what they were"]),
        ([1.0] * 9 + [0.0], ["9 of 10 values are about ten times what they were"]),
        ([1.0] * 8 + [0.0] * 2, []),
        ([-1.0] * 9, []),  # a tenth of fewer than ten values is not told
        ([-1.0] * 10, ["10 of 10 values are about a tenth of what they were"]),
        ([-2.0] * 5 + [3.0] * 5, ["5 of 10 values are about a hundredth of what they were",
                                  "5 of 10 values are about a thousand times what they were"]),
    ],
)  # fmt: skip
def test_a_power_of_ten_is_found_where_its_limits_are(moved: list[float], said: list[str]) -> None:
    before = pd.Series([3.0] * len(moved)).to_numpy()
    after = pd.Series([3.0 * 10**power for power in moved]).to_numpy()
    group = pd.Series([0] * len(moved)).to_numpy()
    found = list(factors(group, before, after, tens=True))
    assert [str(one) for one in found] == said
    assert [str(one) for one in factors(group, before, after, tens=False)] == [
        words for words in said if "ten times" not in words and "a tenth" not in words
    ]
    assert [str(one) for one in factors(group, -before, -after, tens=True)] == said


def test_groups_of_pairs_are_held_apart_and_pairs_that_cannot_be_compared_are_left_out() -> None:
    group = pd.Series([1, 0, 1, 0, 1, 3]).to_numpy()
    before, after = pd.Series([5.0, 5, 5, 0, 5, -5]).to_numpy(), pd.Series([0.05, 5, 0.05, 7, 0.05, 5]).to_numpy()
    [one] = factors(group, before, after, tens=True)
    assert (one.group, one.power, one.size, one.moved.tolist()) == (1, -2, 3, [0, 2, 4])


def test_a_scale_that_does_not_begin_at_nothing_is_turned_all_the_same(words: Vocabulary) -> None:
    from_two = indicator("SKA", ValueKind.ORDINAL, 2, 3, 5)
    known = replace(words, indicators={**INDICATORS, "SKA": from_two})
    context = gate.Context(vocabulary=known, indicators={"SKA"}, area_kinds=list(AreaKind))

    def rules(before: float, after: float) -> list[str]:
        rows = [row("SKA", a, v, period=p) for a in COUNTRY for p, v in (("2021", before), ("2022", after))]
        given = {"observations": (replace(words.tables["observations"], foreign_keys=()), text(rows), "o.csv")}
        return [p.rule for f in gate.table_problems(given, context, {})[1] for p in f.problems]

    assert rules(2, 5) == rules(5, 2) == ["scale-turned"]
    assert rules(2, 3) == rules(5, 3) == []


def frame(*rows: Row) -> pd.DataFrame:
    return observations.frame(list(rows))


def version(number: str, since: str | None, verdict: Comparability) -> Any:
    change = both(f"Ändrad {since}.")
    return replace(world.BREAK, number=number, valid_from=since, comparability=verdict, change=change)


def test_first_values_of_a_version_are_held_back_unless_all_changes_up_to_it_are_comparable(words: Vocabulary) -> None:
    full, none = Comparability.FULL, Comparability.NONE

    def told(*verdicts: Comparability, was: str, came: list[str]) -> list[str]:
        versions = tuple(version(str(n + 2), str(2020 + n), verdict) for n, verdict in enumerate(verdicts))
        named = replace(INDICATORS["NEW"], versions=(version("1", None, full), *versions))
        known = replace(words, indicators={**INDICATORS, "NEW": named})
        old = frame(row("NEW", "0114", 5, period=was), row("PCT", "0114", 5), row("CNT", "0114", None))
        new = frame(*(row("NEW", "0114", 5, period=period) for period in came), row("RAT", "0114", 5))
        return [str(problem.subject) for problem in held.begun("f", old, new, known)]

    assert told(none, full, was="2019", came=["2021"]) == ["NEW/3"]  # the break lies before it
    assert told(full, none, was="2019", came=["2020"]) == []  # the break comes after it
    assert told(full, none, was="2019", came=["2020", "2021"]) == ["NEW/3"]
    assert told(none, none, was="2019", came=["2021", "2020"]) == ["NEW/2", "NEW/3"]
    assert told(none, full, was="2020", came=["2021"]) == []  # what is published stands beyond the break
    assert told(none, was="2020", came=["2019", "2020"]) == []
    assert told(was="2020", came=["2021"]) == []


def test_an_indicator_that_is_new_or_gone_begins_nothing(words: Vocabulary) -> None:
    here, there = frame(row("NEW", "0114", 5)), frame(row("PCT", "0114", 5))
    assert held.begun("f", there, here, words) == held.begun("f", here, there, words) == []


def test_one_period_and_breakdown_in_another_unit_is_held_back_by_name(words: Vocabulary) -> None:
    periods, sexes = ("2020", "2021", "2022"), ("T", "F")

    def table(factor: float, share: float = 1.0, other: float = 1.1, id: str = "PCT") -> pd.DataFrame:
        moved = COUNTRY[: round(share * len(COUNTRY))]
        return frame(
            *(
                row(id, a, (10 + n) * (factor if (p, s) == ("2021", "F") and a in moved else other), period=p, sex=s)
                for n, a in enumerate(COUNTRY)
                for p in periods
                for s in sexes
            ),
            *(row("CNT", area, 7, period=period) for area in COUNTRY for period in periods),
        )

    old = table(1, other=1)
    [found] = held.rescaled("f", old, table(0.01), words)
    assert found.subject == "PCT/2021"
    assert found.fault == (
        "20 of 20 values are about a hundredth of what they were for PCT 2021 F _T, which was published before."
    )
    assert [p.subject for p in held.rescaled("f", old, table(0.01, 0.3), words)] == ["PCT/2021"]
    assert held.rescaled("f", old, table(0.01, 0.25), words) == []
    assert held.rescaled("f", old, table(0.1), words) == []  # a share may grow tenfold
    ratios = held.rescaled("f", table(1, other=1, id="RAT"), table(0.1, id="RAT"), words)
    assert [p.subject for p in ratios] == ["RAT/2021"]  # what is no share is a tenth for another reason
    assert held.rescaled("f", old, old, words) == []


@pytest.mark.parametrize(("many", "more"), [(20, ""), (21, "1 more"), (43, "23 more")])
def test_twenty_faults_are_told_one_by_one_and_the_rest_is_counted(words: Vocabulary, many: int, more: str) -> None:
    values = world.problems(words, text([row("CNT", value=0.5, period=str(1950 + n)) for n in range(many)]))
    codes = world.problems(words, text([row("CNT", f"9{n:03}", 5) for n in range(many)]))
    ragged = world.problems(words, text([row()]) + b"ORD,0116\n" * many)
    for found, rule in ((values, "not-whole"), (codes, "unknown-area"), (ragged, "ragged-row")):
        mine = [problem for problem in found if problem.rule == rule]
        assert len(mine) == min(many, 20) + bool(more)
        assert mine[-1].fault.startswith(more) if more else "more" not in mine[-1].fault
