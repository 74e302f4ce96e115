"""Ranks admit ties, intervals and refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statistics_world import codes, indicator, series

from publisher.model import Direction, ValueKind
from publisher.statistics.ranking import ranking
from publisher.statistics.rules import RULES, Rules

PERCENT = indicator(kind=ValueKind.PERCENT)
EXACT = Rules(margins={}, relative_margins={}, fewest_ranked=1, tied_share=2.0)

drawn_values = st.lists(st.one_of(st.none(), st.integers(0, 40).map(float)), min_size=1, max_size=50)

SAMPLE = indicator("urval", ValueKind.PERCENT, sampled=True)


@given(drawn_values)
def test_tie_ranks_agree_with_scipy(drawn):
    known = series(dict(zip(codes(len(drawn)), drawn, strict=True)))
    found = ranking(indicator(), "2022", known, known, rules=EXACT)
    given_ = [(code, figure.value) for code, figure in known.items() if figure.value is not None]
    if not given_:
        assert found.standings == {}
        return
    values = np.array([value for _, value in given_])
    low, high = (stats.rankdata(-values, method=method) for method in ("min", "max"))
    for place, (code, _) in enumerate(given_):
        assert (found.standings[code].rank_low, found.standings[code].rank_high) == (low[place], high[place])
        assert (found.standings[code].band_low, found.standings[code].band_high) == (low[place], high[place])


@given(drawn_values, st.integers(0, 20), st.randoms())
def test_a_place_lies_within_its_interval_whatever_the_order_and_the_missing(drawn, missing, random):
    names = codes(len(drawn) + missing)
    known = series(dict(zip(names, drawn, strict=False)))
    rules = Rules(fewest_ranked=1, tied_share=2.0)
    one = ranking(PERCENT, "2022", known, names, rules=rules)
    shuffled = list(names)
    random.shuffle(shuffled)
    assert one == ranking(PERCENT, "2022", dict(sorted(known.items(), reverse=True)), shuffled, rules=rules)
    for standing in one.standings.values():
        assert 1 <= standing.band_low <= standing.rank_low <= standing.rank_high <= standing.band_high <= one.n
        assert standing.worst == standing.band_high + one.asked - one.n
    fewer = ranking(PERCENT, "2022", known, names[: len(drawn)], rules=rules)
    for code, standing in fewer.standings.items():
        assert standing.worst <= one.standings[code].worst  # more non-response never narrows


def test_a_lower_value_is_first_where_lower_is_better():
    known = series({"a": 1, "b": 5, "c": 3, "d": 5, "e": 9})
    found = ranking(indicator(kind=ValueKind.COUNT, direction=Direction.LOWER), "2022", known, known)
    assert [group.areas for group in found.groups] == [["a"], ["c"], ["b", "d"], ["e"]]
    assert [(group.rank_low, group.rank_high, group.further) for group in found.groups] == [
        (1, 1, 0), (2, 2, 1), (3, 4, 2), (5, 5, 4),
    ]  # fmt: skip


def test_for_steps_the_share_that_has_come_further_is_told_with_its_bounds():
    known = series({"a": 2, "b": 2, "c": 1, "d": 0, "e": 0}) | series({"f": None})
    found = ranking(indicator(), "2022", known, known)
    last = found.groups[-1]
    assert (last.value_label["sv"], last.share_further) == ("Nej", 60)
    assert (last.bounds_further.low, last.bounds_further.high) == (50, pytest.approx(400 / 6))
    assert found.missing == {"f": "unknown-reason"}


def test_percentages_closer_than_the_limit_differ_in_rank_but_cannot_be_told_apart():
    known = series({"a": 80.1234567, "b": 79.5, "c": 79.0, "d": 50.0, "e": 20.0})
    found = ranking(PERCENT, "2022", known, known)
    assert found.standings["a"].rank_low != found.standings["b"].rank_low
    assert not found.told_apart("a", "b")
    assert found.told_apart("a", "c") and not found.told_apart("b", "c")
    assert (found.standings["b"].band_low, found.standings["b"].band_high) == (1, 3)
    assert "procentenhet" in found.margin["sv"]


def test_values_one_rounding_step_apart_cannot_be_told_apart():
    speed = indicator(kind=ValueKind.RATIO, unit="measurements-per-inhabitant")
    known = series({"a": 1.1, "b": 1.2, "c": 1.3, "d": 9.0, "e": 8.0})
    found = ranking(speed, "2022", known, known)
    assert not found.told_apart("a", "b") and found.told_apart("a", "c")


def test_told_apart_and_intervals_say_the_same():
    known = series({code: 50 + 0.37 * place for place, code in enumerate(codes(30))})
    found = ranking(PERCENT, "2022", known, known)
    for code, standing in found.standings.items():
        close = sum(not found.told_apart(code, other) for other in known if other != code)
        assert standing.band_high - standing.band_low == close


@pytest.mark.parametrize(
    ("one", "values", "code"),
    [
        (indicator(direction=Direction.CONTESTED), {"a": 0, "b": 1, "c": 2, "d": 1, "e": 0}, "direction-contested"),
        (indicator(direction=Direction.NEITHER), {"a": 0, "b": 1, "c": 2, "d": 1, "e": 0}, "direction-neither"),
        (indicator(), {"a": 0, "b": 1}, "too-few"),
        (SAMPLE, {"a": 6, "b": 61, "c": 62, "d": 63, "e": 70}, "sample-without-margin"),
        (indicator(), {code: 0 for code in codes(19)} | {"x": 1}, "nearly-all-tie"),
    ],
)  # fmt: skip
def test_no_rank_where_a_rank_would_mislead(one, values, code):
    found = ranking(one, "2022", series(values), values)
    assert found.refusal.code == code
    assert found.refusal.reason["sv"].startswith("Ingen rangordning: ")
    assert found.refusal.reason["en"].startswith("No ranking: ")
    assert found.standings == {} and all(group.rank_low is None for group in found.groups)
    assert all((group.further, group.share_further) == (None, None) for group in found.groups)
    assert sum(group.count for group in found.groups) == len(values)


@pytest.mark.parametrize(
    ("tied", "of", "ranked"), [(9, 10, False), (18, 20, False), (17, 20, True), (8, 9, True), (5, 6, True)]
)
def test_nine_of_ten_with_one_value_are_too_many_for_a_rank_and_fewer_are_not(tied, of, ranked):
    values = {code: 1.0 if at < tied else 0.0 if at % 2 else 2.0 for at, code in enumerate(codes(of))}
    found = ranking(indicator(), "2022", series(values), values)
    assert (found.refusal is None) == ranked
    if not ranked:
        assert found.refusal.code == "nearly-all-tie"


def test_a_sample_of_known_size_carries_its_own_error():
    known = series({"a": 60, "b": 62, "c": 70, "d": 80, "e": 90}, n=400)
    found = ranking(SAMPLE, "2022", known, known)
    assert found.ranked
    width = RULES.quantile * np.sqrt(60 * 40 / 400)
    assert found._half_widths["a"] == pytest.approx(width)
    assert not found.told_apart("a", "b") and found.told_apart("a", "d")
