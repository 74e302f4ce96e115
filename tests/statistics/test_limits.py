"""Leads and changes: every limit is where the rules say: what lies at it, and what lies just beyond."""

from __future__ import annotations

import statistics
from dataclasses import replace

import pytest
from statistics_world import THIRTY_ONE, cells, indicator, people, series, vocabulary
from statistics_world import alike as world

from publisher.model import Direction, ValueKind
from publisher.statistics.landscape import landscape
from publisher.statistics.leads import benjamini_hochberg, empirical, facts, leads
from publisher.statistics.rules import RULES
from publisher.statistics.seen import seen, span_of, spans_told
from publisher.statistics.trend import among
from publisher.statistics.unusual import (
    shrunk,
    two_sided,
    unusual_answer,
    unusual_change,
    unusual_moves,
    unusual_number,
)

NAMES, OWN = THIRTY_ONE, THIRTY_ONE[0]
PERCENT = indicator("p", ValueKind.PERCENT)


@pytest.mark.parametrize(("alike", "told"), [(0, True), (6, True), (7, False)])
@pytest.mark.parametrize("own", [0.0, 1.0, 2.0])
def test_an_answer_that_a_fifth_of_those_alike_share_is_told_and_one_more_is_not(own: float, alike: int, told: bool):
    rest = 0.0 if own else 2.0
    land = world({"u": [own, *[own] * alike, *[rest] * (30 - alike)]})
    made, found = unusual_answer(land, OWN, "u", seen(land))
    assert (made, found is not None) == (1, told)
    if found:
        assert found.tail == (alike, 30)
        assert found.probability == pytest.approx(min(1, 2 * shrunk(alike, 30, (alike + 1) / 31, RULES)))
        assert found.side == ("further" if own else "behind")
        key = "Samma svar" if own != 1 else "Det svaret eller ett högre"
        assert f"{key} gav {alike + 1} av 31" in found.sentence["sv"]


@pytest.mark.parametrize(("answered", "made"), [(9, 0), (10, 1)])
def test_with_fewer_than_ten_alike_nothing_is_held_against_them(answered: int, made: int):
    land = world({"u": [2.0, *[0.0] * answered, *[None] * (30 - answered)]})
    assert unusual_answer(land, OWN, "u", seen(land))[0] == made
    assert unusual_answer(land, NAMES[30], "u", seen(land)) == (0, None)  # no answer of its own
    number = world({"p": [90.0, *[50.0 + n % 3 for n in range(answered)], *[None] * (30 - answered)]}, PERCENT)
    assert unusual_number(number, OWN, "p")[0] == made
    assert unusual_number(number, NAMES[30], "p") == (0, None)


SPREAD = [47.5] * 10 + [50.0] * 10 + [52.5] * 10


@pytest.mark.parametrize(
    ("one", "own", "others", "told"),
    [
        (PERCENT, 55.0, SPREAD, True),
        (PERCENT, 54.9, SPREAD, False),
        (PERCENT, 45.0, SPREAD, True),
        (PERCENT, 45.1, SPREAD, False),
        (indicator("p", ValueKind.RATIO, unit="other"), 60.0, SPREAD, True),
        (indicator("p", ValueKind.RATIO, unit="other"), 59.9, SPREAD, False),
        (indicator("p", ValueKind.RATIO, unit="other"), -60.0, [-value for value in SPREAD], True),
        (PERCENT, 60.0, [60.0] * 6 + SPREAD[:24], True),
        (PERCENT, 60.0, [60.0] * 7 + SPREAD[:23], False),
        (PERCENT, 60.0, [50.0] * 30, False),
        (indicator("p", ValueKind.PERCENT, Direction.NEITHER), 99.0, SPREAD, False),
        (indicator("p", ValueKind.COUNT), 99.0, SPREAD, False),
        (indicator("p", ValueKind.AMOUNT), 99.0, SPREAD, False),
    ],
)
def test_a_number_must_lie_far_enough_from_the_middle_and_few_as_far(one, own, others, told):
    land = world({"p": [own, *others]}, one)
    made, found = unusual_number(land, OWN, "p")
    assert (found is not None) == told
    directed = one.direction is not Direction.NEITHER and one.value_kind not in {ValueKind.COUNT, ValueKind.AMOUNT}
    assert made == directed


@pytest.mark.parametrize(("beyond", "tempered"), [(0, False), (2, False), (3, True), (6, True)])
def test_what_more_than_a_fifteenth_reach_is_no_rarer_than_that(beyond: int, tempered: bool):
    others = [90.0] * beyond + SPREAD[beyond:]
    _, found = unusual_number(world({"p": [90.0, *others]}, PERCENT), OWN, "p")
    assert found is not None
    assert found.tail == (beyond, 30)
    assert (found.probability == beyond / 30) == tempered


def test_shares_of_dozens_are_held_against_nothing_and_are_nothing_to_others():
    """Two of thirty-one are more than a twentieth: then none is looked at; one alone is left out of the others."""
    far = [90.0, *SPREAD]
    for few, made in ((0, 1), (1, 1), (2, 0), (31, 0)):
        rows = series(dict(zip(NAMES, far, strict=True)), "p", n=500)
        rows |= series(dict(zip(NAMES[31 - few :], far[31 - few :], strict=True)), "p", n=50)
        land = landscape(vocabulary([PERCENT], NAMES), [*people(NAMES), *rows.values()])
        number, found = unusual_number(land, OWN, "p")
        assert number == made
        assert land.thin("p") == (not made)
        assert (found.tail[1] if found else None) == (30 - few if made else None)
        assert [land.thin("p", code) for code in (OWN, NAMES[30])] == [few > 30, few > 0]
        assert not land.thin("p", "nobody")


def test_a_number_is_told_with_the_side_that_its_direction_gives():
    for direction, own, side in (
        (Direction.HIGHER, 90.0, "further"), (Direction.HIGHER, 10.0, "behind"),
        (Direction.LOWER, 90.0, "behind"), (Direction.LOWER, 10.0, "further"), (Direction.CONTESTED, 90.0, "other"),
    ):  # fmt: skip
        one = indicator("p", ValueKind.PERCENT, direction)
        _, found = unusual_number(world({"p": [own, *SPREAD]}, one), OWN, "p")
        assert found is not None and found.side == side


@pytest.mark.parametrize(
    ("started", "moved", "made", "told"), [(9, 1, 0, False), (10, 1, 1, True), (29, 6, 1, True), (29, 7, 1, False)]
)
@pytest.mark.parametrize("way", [2.0, 0.0])
def test_a_change_that_a_fifth_of_the_like_started_made_is_told(started, moved, made, told, way):
    """So many others began where it began; of them and itself so many moved as far."""
    before = [1.0, *[1.0] * started, *[2.0 - way] * (30 - started)]
    after = [way] * moved + before[moved:]
    land = world({"u": [*before, *after]}, years="2021 2022")
    number, found = unusual_change(land, OWN, "u", seen(land))
    assert (number, found is not None) == (made, told)
    if found:
        assert found.tail == (moved - 1, started)
        assert found.probability == pytest.approx(moved / (started + 1))
        assert found.side == ("further" if way else "behind")
    assert unusual_change(land, NAMES[30], "u", seen(land)) == (0, None)  # it stood still


def test_moves_one_spread_from_the_middle_are_told_and_nearer_ones_are_not():
    """Of eleven questions: one municipality moved up in so many, half of the others in one."""

    def told(own: int) -> object:
        before = [0.0] * 31
        columns = {
            f"u{number}": [*before, float(number < own), *[float(number == 0 and at % 2) for at in range(30)]]
            for number in range(11)
        }
        land = world(columns, years="2021 2022")
        made, found = unusual_moves(land, OWN, seen(land))
        assert made == 1
        return found

    assert [told(own) is not None for own in (0, 1, 2, 3, 8)] == [False, False, False, True, True]
    found = told(8)
    assert (found.side, found.tail, found.period) == ("further", (0, 30), "2022")  # type: ignore[attr-defined]
    differences = [8] + [at % 2 for at in range(30)]  # the median is 1, and so is the median distance from it
    spread = max(statistics.stdev(differences), 1.4826)
    assert found.probability == pytest.approx(two_sided(7 / spread))  # type: ignore[attr-defined]


@pytest.mark.parametrize(("silent", "told"), [(1, True), (2, False)])
def test_silence_is_a_fact_where_nineteen_of_twenty_answered(silent: int, told: bool):
    """30 of 31 are more than 95 percent, 29 of 31 are not."""
    land = world({"u": [None] * silent + [1.0] * (31 - silent), "v": [1.0] * 31})
    found = facts(land, OWN)
    assert [(one.kind, one.subject) for one in found] == ([("silent", "u")] if told else [])
    twenty = landscape(
        vocabulary([indicator("u")], NAMES[:20]),
        [*people(NAMES[:20]), *cells("u", "2022", {code: None if code == OWN else 1.0 for code in NAMES[:20]})],
    )
    assert [one.kind for one in facts(twenty, OWN)] == ["silent"]  # exactly 95 percent


def test_two_silent_answers_are_one_fact_and_twelve_leads_the_most():
    silent = world({"u": [None, *[1.0] * 30], "v": [None, *[1.0] * 30]})
    [one] = facts(silent, OWN)
    assert "på 2 frågor" in one.sentence["sv"] or "2 frågor" in one.sentence["sv"]
    many = world({f"u{n:02}": [2.0, *[0.0] * 30] for n in range(20)})
    assert len(leads(many, OWN)) == 12
    assert (
        len(leads(world({f"u{n:02}": [2.0, *[0.0] * 30] for n in range(20)}, rules=replace(RULES, leads=5)), OWN)) == 5
    )


@pytest.mark.parametrize(
    ("gate", "count", "told"), [(2.0, 0.0, True), (1.0, 0.0, False), (2.0, 1.0, False), (None, 0.0, False)]
)
def test_a_count_of_nobody_contradicts_only_the_highest_answer(gate, count, told):
    counted_ = indicator("U07354", ValueKind.COUNT, count_of="U07345")
    land = world({"U07345": [gate, *[1.0] * 30], "U07354": [count, *[5.0] * 30]}, counted_)
    assert [one.subject for one in facts(land, OWN) if one.kind == "contradiction"] == ["U07354"] * told


def test_the_screen_passes_what_lies_at_its_limit():
    assert benjamini_hochberg([0.05, 0.1], 0.1) == [True, True]
    assert benjamini_hochberg([0.05, 0.1000001], 0.1) == [True, False]
    assert benjamini_hochberg([0.0500001, 0.2], 0.1) == [False, False]
    assert benjamini_hochberg([], 0.1) == []
    assert (empirical(0, 30), empirical(2, 29), empirical(9, 9)) == (pytest.approx(100 / 31), 10, 100)


def test_questions_compared_over_other_years_are_counted_by_their_years():
    rows = list(people(NAMES))
    for id, earlier, later in (
        ("a", "2020", "2022"),
        ("b", "2021", "2022"),
        ("c", "2021", "2022"),
        ("d", "2020", "2021"),
    ):
        rows += [*cells(id, earlier, dict.fromkeys(NAMES, 0.0)), *cells(id, later, dict.fromkeys(NAMES, 1.0))]
    land = landscape(vocabulary([indicator(id) for id in "abcd"], NAMES), rows)
    held = seen(land)
    assert held.periods == ("2020", "2022")
    assert dict(held.spans) == {("2020", "2022"): 1, ("2021", "2022"): 2, ("2020", "2021"): 1}
    assert spans_told(held)["sv"].count("fråg") >= 3 or "2020" in spans_told(held)["sv"]
    assert held.net[OWN] == (4, 0, 4)
    assert span_of([]) is None
    one = world({"u": [0.0] * 31 + [1.0] * 31}, years="2021 2022")
    assert spans_told(seen(one)) == {}


@pytest.mark.parametrize(("answered", "there"), [(2, True), (1, False)])
def test_who_answered_half_of_the_questions_twice_is_counted(answered: int, there: bool):
    columns = {
        f"u{n}": [0.0] * 31 + [1.0 if n < answered else None, *[1.0] * 30]  # of four questions
        for n in range(4)
    }
    held = seen(world(columns, years="2021 2022"))
    assert (OWN in held.net) == there
    assert len(held.net) == 30 + there


def test_changes_beyond_the_inner_fence_lie_outside():
    def position(own: float) -> bool:
        found = world({"p": [50.0] * 31 + [50.0 + own, *[50.0 + n % 5 for n in range(30)]]},
                      indicator("p", ValueKind.RATIO, unit="other"), years="2021 2022")  # fmt: skip
        made = seen(found).moves["p"]
        said = among(made[OWN], list(made.values()))
        assert said is not None and (said.first_quartile, said.third_quartile) == (1, 3)
        return said.outside

    assert [position(own) for own in (-2, -2.5, 6, 6.5)] == [False, True, False, True]
