"""Good examples: every limit is where the rules say, and those that rose are those a plain loop finds."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from statistics_world import THIRTY_ONE, cells, indicator, people, series, text, vocabulary
from statistics_world import alike as world

from publisher.model import Direction, ValueKind
from publisher.statistics.examples import FIRST, Example, Kind, examples, first_to_ask, to_ask, without, without_told
from publisher.statistics.landscape import landscape
from publisher.statistics.rules import RULES

NAMES, OWN = THIRTY_ONE, THIRTY_ONE[0]
PERCENT = indicator("p", ValueKind.PERCENT)


def test_a_quarter_that_had_it_is_early_and_more_is_not():
    for had, told in ((7, True), (8, False)):
        values = [*[2.0] * had, *[0.0] * (28 - had), None, None, None]  # of 28 that answered
        found = examples(world({"u": [*values, *values]}, years="2021 2022"))
        assert [one.area for one in found] == (NAMES[:had] if told else [])


def test_a_third_of_the_like_started_that_reached_it_have_improved_and_more_is_usual():
    for reached, told in ((10, True), (11, False)):
        before, after = [0.0] * 30 + [2.0], [2.0] * reached + [0.0] * (30 - reached) + [2.0]
        found = [one for one in examples(world({"u": [*before, *after]}, years="2021 2022"))
                 if one.kind is Kind.IMPROVED_NEW]  # fmt: skip
        assert [one.area for one in found] == (NAMES[:reached] if told else [])


def test_moves_must_be_uneven_beyond_chance():
    """Six up and none down are 1 in 32; five and none 1 in 16: too often for 0.05. Nine up and two down too."""
    for up, down, told in ((6, 0, True), (5, 0, False), (10, 1, True), (9, 2, False)):
        before = [0.0] * up + [2.0] * down + [0.0] * (31 - up - down)
        after = [2.0] * up + [0.0] * down + [0.0] * (31 - up - down)
        found = [one for one in examples(world({"u": [*before, *after]}, years="2021 2022"))
                 if one.kind is Kind.IMPROVED_NEW]  # fmt: skip
        assert bool(found) == told


def test_an_improvement_that_a_later_answer_confirms_has_held_and_says_from_where():
    before, middle, after = [0.0] * 31, [2.0] * 8 + [0.0] * 23, [2.0] * 8 + [1.0] * 8 + [0.0] * 15
    land = world({"u": [*before, *middle, *after]}, years="2020 2021 2022")
    assert [one for one in examples(land) if one.kind is Kind.IMPROVED_HELD] == []  # the last step of time was even
    after = [2.0] * 15 + [0.0] * 16
    land = world({"u": [*before, *middle, *after]}, years="2020 2021 2022")
    found = examples(land)
    assert [(one.area, one.first, one.last) for one in found if one.kind is Kind.IMPROVED_HELD] == [
        (area, "2020", "2021") for area in NAMES[:8]
    ]
    assert [(one.area, one.first, one.last) for one in found if one.kind is Kind.IMPROVED_NEW] == [
        (area, "2021", "2022") for area in NAMES[8:15]
    ]
    assert all((one.old, one.new) == (0.0, 2.0) for one in found)
    first = next(one for one in found if one.area == OWN)
    assert (first.then, first.now) == (0.0, pytest.approx(100 * 8 / 31))


@pytest.mark.parametrize("seed", range(6))
def test_percentages_that_rose_are_those_a_loop_finds_among_the_nearest_starts(seed: int):
    draw = random.Random(seed)
    near = draw.choice((4, 6, 9))
    rules = replace(RULES, like_start=near, improved_share=draw.choice((0.25, 1 / 3)), margins={})
    years = ["2017", "2018", "2019", "2020", "2021"][: draw.choice((3, 4, 5))]
    known: dict[str, dict[str, float]] = {year: {} for year in years}
    for code in NAMES:
        begun, rise = draw.choice((20, 22, 24, 30, 31, 50)), draw.choice((-2, 0, 1, 1, 3, 6))
        for at, year in enumerate(years):
            dip = draw.choice((0, 0, 0, 4, 5, 5.5, 9)) if at == len(years) - 1 else 0
            if draw.random() < 0.97:
                known[year][code] = float(begun + rise * at - dip)
    rows = [row for year, values in known.items() for row in cells("p", year, values)]
    land = landscape(vocabulary([PERCENT], NAMES), [*people(NAMES), *rows], rules)
    found = {one.area: one for one in examples(land)}
    if len(years) < 4:
        assert found == {}
        return

    def mean(code: str, one: str, other: str) -> float | None:
        return (known[one][code] + known[other][code]) / 2 if code in known[one] and code in known[other] else None

    start = {code: mean(code, *years[:2]) for code in NAMES}
    end = {code: mean(code, *years[-2:]) for code in NAMES}
    both = [code for code in NAMES if start[code] is not None and end[code] is not None]
    expected = {}
    for code in both:
        rise = end[code] - start[code]  # type: ignore[operator]
        others = sorted((abs(start[o] - start[code]), o) for o in both if o != code)[:near]  # type: ignore[operator]
        as_much = sum(end[o] - start[o] >= rise for _, o in others)  # type: ignore[operator]
        kept = known[years[-1]][code] >= end[code] - 5  # type: ignore[operator]
        if rise > 0 and kept and as_much <= rules.improved_share * near:
            expected[code] = (start[code], end[code], float(as_much), float(near))
    assert {area: (one.old, one.new, one.then, one.now) for area, one in found.items()} == expected
    assert expected


def test_shares_of_dozens_and_of_samples_are_no_examples():
    rows = []
    for at, year in enumerate(("2017", "2018", "2021", "2022")):
        risen = {code: 20.0 + n / 9 + at * (9.0 if code == OWN else 1.0) for n, code in enumerate(NAMES)}
        rows += series(risen, "p", year, n=500).values()

    def found(rows, one=PERCENT):
        return [e.area for e in examples(landscape(vocabulary([one], NAMES), [*people(NAMES), *rows]))]

    assert found(rows) == [OWN]
    assert found([row._replace(n=50) for row in rows]) == []
    assert found(rows, indicator("p", ValueKind.PERCENT, sampled=True)) == []
    assert found(rows, indicator("p", ValueKind.PERCENT, Direction.LOWER)) == []
    assert found(rows, indicator("p", ValueKind.PERCENT, retired="2022")) == []
    assert found(rows, indicator("p", ValueKind.RATIO)) == []


def example(area: str, kind: Kind = Kind.EARLY_HELD, id: str = "u", new: float = 2.0) -> Example:
    return Example(indicator=id, area=area, kind=kind, first="2021", last="2022", old=0.0, new=new, then=0.0, now=0.0,
                   text=text("x"), caveat=text("x"))  # fmt: skip


def test_examples_are_asked_in_order_of_rule_nearness_and_firmness():
    land = world({"u": [0.0] * 31, "v": [0.0] * 31, "p": [50.0] * 31}, PERCENT)
    near, far = land.peers[OWN][0], land.peers[OWN][5]
    found = [
        example(near, Kind.ROSE, "p", 60.0), example(far, Kind.EARLY_HELD), example(near, Kind.IMPROVED_NEW),
        example(near, Kind.IMPROVED_HELD, "v"), example(OWN), example(near, Kind.ROSE, "p", 55.0),
    ]  # fmt: skip
    told = to_ask(land, OWN, found)
    assert [(one.area, one.kind) for one in told] == [
        (near, Kind.IMPROVED_HELD), (near, Kind.IMPROVED_NEW), (far, Kind.EARLY_HELD), (near, Kind.ROSE),
    ]  # fmt: skip
    assert told[-1].new == 60.0  # 55 is no further than five points
    assert len(to_ask(land, OWN, [example(near, id="u")] * 12)) == 10
    reached = world({"u": [2.0] * 31})
    assert to_ask(reached, OWN, [example(near)]) == []


@pytest.mark.parametrize(("answered", "told"), [(3, ""), (4, "4")])
def test_of_fewer_than_four_alike_nobody_is_told_to_lag(answered: int, told: str):
    land = world({"u": [2.0, *[0.0] * answered, *[None] * (30 - answered)]})
    said = without_told(land, example(OWN))
    assert bool(said) == bool(told)
    assert told in said.get("sv", "")
    many = without_told(world({"u": [2.0, *[0.0] * 30]}), example(OWN))
    assert many["sv"].count("Kommun 0") >= 5
    assert "30" in many["sv"]


def test_the_first_to_ask_reach_together_as_many_as_any_choice_one_by_one():
    values = [*[2.0] * 7, *[0.0] * 24]
    land = world({"u": [*values, *values]}, years="2021 2022")
    found = examples(land)
    places = first_to_ask(land, found)
    assert sorted(places.values()) == list(range(1, FIRST + 1)) and {id for id, _ in places} == {"u"}
    reached: set[str] = set()
    order = [area for (_, area), _ in sorted(places.items(), key=lambda one: one[1])]
    for area in order:
        gain = len({*without(land, next(e for e in found if e.area == area))} - reached)
        assert all(
            len({*without(land, other)} - reached) <= gain
            for other in found
            if other.area not in order[: order.index(area)]
        )
        reached |= {*without(land, next(e for e in found if e.area == area))}
