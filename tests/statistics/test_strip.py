"""What may be said in a strip: of a value that is not there, and of what a value did."""

from __future__ import annotations

import pytest
from statistics_world import indicator, series

from publisher.model import Comparability, Direction, Indicator, Observation, ValueKind
from publisher.statistics.aggregates import aggregate
from publisher.statistics.ranking import ranking
from publisher.statistics.strip import Held, Scale, Since, held, scale, since
from publisher.statistics.trend import change

AREAS = [f"{n:04}" for n in range(1, 11)]
SHARES = {area: 10.0 * n + 0.25 for n, area in enumerate(AREAS)}


@pytest.mark.parametrize(
    ("value", "status", "gate", "known"),
    [
        (1.0, None, None, Held.VALUE),
        (None, "not-answered", None, Held.MISSING),
        (None, "suppressed", None, Held.MISSING),
        (None, "not-asked", None, Held.NOT_ASKED),
        (None, "not-applicable", None, Held.NOT_APPLICABLE),
        (None, None, 0.0, Held.NOT_APPLICABLE),  # it said no to the question that decides
        (None, None, 1.0, Held.MISSING),
    ],
)
def test_each_reason_for_no_value_is_a_kind_of_its_own(
    value: float | None, status: str | None, gate: float | None, known: Held
) -> None:
    own = {"0001": Observation(indicator="x", area="0001", period="2022", value=value, status=status)}
    assert held(own, "0001", None if gate is None else series({"0001": gate}))[0] is known


def test_what_the_source_has_no_row_of_is_missing_for_an_unknown_reason() -> None:
    assert held({}, "0001") == (Held.MISSING, "unknown-reason")


def told(one: Indicator, old: float | None, new: float | None, width: float = 0.0, **more: object) -> Since:
    """What is said of a change of the first area among ten."""
    before, after = SHARES | {"0001": old}, SHARES | {"0001": new}
    if one.steps:
        before, after = ({a: float(n % 3) for n, a in enumerate(AREAS)} | {"0001": value} for value in (old, new))
    ends = ("2021", series(before, period="2021", **more)), ("2022", series(after, **more))
    return since(one, change(one, None, "0001", *ends, width=width), ranking(one, "2022", ends[1][1], AREAS), True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (0.0, 2.0, Since.UP),
        (2.0, 0.0, Since.DOWN),
        (1.0, 1.0, Since.SAME),
        (None, 1.0, Since.NO_VALUE),
        (1.0, None, Since.NO_VALUE),
    ],
)
def test_an_answer_moves_up_down_or_stays(old: float | None, new: float | None, said: Since) -> None:
    assert told(indicator(), old, new) is said


def test_within_the_margins_nothing_has_moved() -> None:
    percent = indicator(kind=ValueKind.PERCENT)
    assert told(percent, 50.0, 51.0, width=1.0) is Since.SAME
    assert told(percent, 50.0, 51.5, width=1.0) is Since.UP
    assert told(percent, 50.0, 48.5, width=1.0) is Since.DOWN


@pytest.mark.parametrize(
    "one",
    [
        indicator(kind=ValueKind.PERCENT, direction=Direction.NEITHER),
        indicator(kind=ValueKind.PERCENT, direction=Direction.CONTESTED),
        indicator(kind=ValueKind.PERCENT, sampled=True),
    ],
    ids=["neither", "contested", "a sample without its margin"],
)
def test_what_is_not_ranked_has_not_risen_either(one: Indicator) -> None:
    assert told(one, 20.0, 80.0) is Since.UNSAID
    assert told(one, 20.0, 20.0) is Since.UNSAID


def test_nothing_is_said_across_a_break_and_a_first_time_is_no_break() -> None:
    broken = indicator(breaks={"2022": Comparability.NONE})
    assert told(broken, 0.0, 2.0) is Since.APART
    ranked = ranking(broken, "2022", series(SHARES), AREAS)
    assert since(broken, None, ranked, True) is Since.APART
    assert since(broken, None, ranked, False) is Since.FIRST


def of(one: Indicator, values: list[float]) -> Scale | None:
    areas = [f"{n:04}" for n in range(len(values))]
    return scale(one, aggregate(one, "2022", series(dict(zip(areas, values, strict=True))), areas), sorted(values))


def test_a_scale_is_the_steps_or_from_the_lowest_to_the_greatest() -> None:
    steps = of(indicator(), [0.0, 2.0, 2.0])
    assert steps is not None and [steps.at(code) for code in steps.steps] == [1 / 6, 0.5, 5 / 6]
    numbers = of(indicator(kind=ValueKind.PERCENT), [10.0, 20.0, 40.0, 50.0])
    assert numbers is not None and (numbers.at(10.0), numbers.at(30.0), numbers.at(50.0)) == (0.0, 0.5, 1.0)
    assert numbers.at(70.0) == 1.0  # never outside
    skewed = of(indicator(kind=ValueKind.RATIO), [1.0, 1.0, 1.0, 100.0])
    assert skewed is not None and skewed.logarithmic and skewed.at(10.0) == 0.5


def test_what_is_counted_in_persons_is_held_against_nobody_nor_is_what_three_have() -> None:
    assert of(indicator(kind=ValueKind.COUNT), [10.0, 20.0, 40.0, 50.0]) is None
    assert of(indicator(kind=ValueKind.PERCENT), [10.0, 20.0, 40.0]) is None
