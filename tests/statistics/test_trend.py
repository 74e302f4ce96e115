"""Change is told only where it may be, and set against that of others."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statistics_world import cells, indicator, series

from publisher.model import Area, AreaChange, AreaKind, Comparability, Direction, ValueKind
from publisher.statistics.figures import figures
from publisher.statistics.trend import Move, among, change, changes, flows, sign_test


def moves(one, before, after, periods=("2021", "2022")):
    held = figures([*cells("x", periods[0], before), *cells("x", periods[1], after)])
    return {change.area: change for change in changes(one, held, {*before, *after})}


def test_steps_move_up_hold_and_fall_back():
    found = moves(indicator(), {"a": 0, "b": 2, "c": 1, "d": 2}, {"a": 2, "b": 2, "c": 0, "d": None})
    assert [found[area].move for area in "abcd"] == [Move.UP, Move.HELD, Move.DOWN, Move.UNKNOWN]
    assert all(change.difference is None for change in found.values())
    assert flows(found.values()) == {(0, 2): 1, (1, 0): 1, (2, 2): 1}


def test_up_is_better_so_less_is_up_where_lower_is_better():
    assert moves(indicator(direction=Direction.LOWER), {"a": 2}, {"a": 0})["a"].move is Move.UP
    assert moves(indicator(direction=Direction.CONTESTED), {"a": 0}, {"a": 1})["a"].move is Move.MORE


def test_percentages_within_the_limit_have_held():
    found = moves(indicator(kind=ValueKind.PERCENT), {"a": 50.123456, "b": 50.123456}, {"a": 50.9, "b": 53.2})
    assert [found[area].move for area in "ab"] == [Move.HELD, Move.UP]
    assert found["b"].difference == pytest.approx(53.2 - 50.123456)


def test_nothing_is_told_over_a_change_of_definition():
    broken = indicator(kind=ValueKind.PERCENT, breaks={"2010": Comparability.NONE})
    assert moves(broken, {"a": 35.3}, {"a": 22.1}, ("2009", "2010")) == {}
    held = figures([*cells("x", "2009", {"a": 35.3}), *cells("x", "2010", {"a": 22.1})])
    forced = changes(broken, held, ["a"], "2010", "2009")[0]
    assert (forced.move, forced.difference) == (Move.BROKEN, None)
    assert forced.verdict.reason["sv"] == "Skäl 2010."


def test_nothing_is_told_of_an_area_that_was_split_in_between():
    split = AreaChange(
        date="2022-01-01", description={"sv": "Delades.", "en": "Split."}, comparability=Comparability.NONE
    )
    area = Area(code="a", kind=AreaKind.MUNICIPALITY, label={}, changes=[split])
    held = figures([*cells("x", "2021", {"a": 0}), *cells("x", "2022", {"a": 2})])
    assert changes(indicator(), held, {"a": area})[0].move is Move.BROKEN


def test_the_nearest_period_that_may_be_compared_is_chosen():
    one = indicator(breaks={"2020": Comparability.NONE})
    held = figures([row for year in ("2018", "2019", "2020", "2022") for row in cells("x", year, {"a": 1})])
    found = changes(one, held, ["a"])[0]
    assert (found.earlier, found.later) == ("2020", "2022")
    assert changes(one, held, ["a"], "2020") == []


years = [str(year) for year in range(2010, 2020)]


@given(
    st.dictionaries(st.sampled_from(years), st.sampled_from(list(Comparability)), max_size=4),
    st.dictionaries(st.sampled_from(years), st.floats(0, 100), min_size=1),
)
def test_no_difference_is_ever_computed_across_a_none(breaks, values):
    one = indicator(kind=ValueKind.PERCENT, breaks=dict(sorted(breaks.items())))
    held = figures([row for year, value in values.items() for row in cells("x", year, {"a": value})])
    for later in values:
        for earlier in values:
            if earlier >= later:
                continue
            crossed = any(
                verdict is Comparability.NONE and earlier < begins <= later for begins, verdict in breaks.items()
            )
            change = changes(one, held, ["a"], later, earlier)[0]
            assert (change.move is Move.BROKEN) == crossed
            assert (change.difference is None) == crossed


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=40))
def test_a_change_is_set_against_the_quartiles_of_others(drawn):
    others = {f"{place:04}": value for place, value in enumerate(drawn)}
    found = moves(
        indicator(kind=ValueKind.RATIO, unit="other"), dict.fromkeys(others, 0.0) | {"x": 0.0}, others | {"x": 5.0}
    )
    position = among(found["x"], list(found.values()))
    frame = pd.Series(drawn)
    assert position.n == len(drawn)
    assert (position.median, position.first_quartile) == (
        pytest.approx(frame.median(), abs=1e-9), pytest.approx(frame.quantile(0.25), abs=1e-9),
    )  # fmt: skip
    assert position.smaller + position.larger + position.alike == len(drawn)
    assert position.smaller <= (frame < 5).sum() and position.larger <= (frame > 5).sum()


def test_changes_within_their_margins_are_neither_stronger_nor_weaker():
    percent = indicator(kind=ValueKind.PERCENT)
    before = dict.fromkeys("axyz", 50.0)
    found = moves(percent, before, {"a": 60.0, "x": 61.5, "y": 70.0, "z": 40.0})
    position = among(found["a"], list(found.values()))
    assert (position.larger, position.alike, position.smaller) == (1, 1, 1)  # x lies within two points of a


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_sign_test_is_scipys(up, down):
    if up + down:
        assert sign_test(up, down) == pytest.approx(stats.binomtest(up, up + down).pvalue)
    else:
        assert sign_test(up, down) == 1


def test_one_change_is_told_apart_by_what_its_figures_can_bear():
    one = indicator(kind=ValueKind.PERCENT)
    before, after = (
        series({"a": value, "b": 70.0, "c": 10.123456}, period=year) for year, value in (("2021", 50.0), ("2022", 50.9))
    )
    assert change(one, None, "a", ("2021", before), ("2022", after)).move is Move.HELD
    assert change(one, None, "a", ("2021", before), ("2022", after), width=0.5).move is Move.UP
    assert change(one, None, "a", ("2021", before), ("2022", after), width=1.0).width == 1.0
    larger = series({"a": 51.6, "b": 70.0, "c": 10.123456}, period="2022")
    moved = change(one, None, "a", ("2021", before), ("2022", larger))
    assert (moved.move, moved.difference) == (Move.UP, pytest.approx(1.6))
    assert moved.width == pytest.approx(1.0)
    gone = change(one, None, "a", ("2021", before), ("2022", {}))
    assert (gone.move, gone.new, gone.difference) == (Move.UNKNOWN, None, None)
