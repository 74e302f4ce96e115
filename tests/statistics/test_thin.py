"""Shares of a few dozen are not ranked, screened or shown as examples; shares of all households are."""

from __future__ import annotations

import pytest
from statistics_world import codes, indicator, series

from publisher.model import ValueKind
from publisher.statistics.bounds import decimals
from publisher.statistics.ranking import ranking
from publisher.statistics.thin import simplest, thin, thin_series

PERCENT = indicator(kind=ValueKind.PERCENT)


def shares(whole: int, places: int = 8) -> dict[str, float]:
    """A share of so many in each of forty municipalities, every one of them another."""
    return {code: round(100 * (number + 1) / (whole + 7 * number), places) for number, code in enumerate(codes(40))}


@pytest.mark.parametrize(
    ("value", "denominator"),
    [(4.54545455, 22), (15.44117647, 136), (19.8019802, 101), (60.81081081081081, 74)],
)
def test_a_simple_fraction_gives_its_denominator_away(value, denominator):
    assert simplest(value, 200) == denominator


@pytest.mark.parametrize("places", [5, 8, 11])
def test_the_denominator_is_the_smallest_that_gives_the_value(places):
    for whole in range(2, 90, 3):
        for number in {1, whole // 2, whole - 1}:
            value = round(100 * number / whole, places)
            near = 0.6 * 10 ** -decimals(value)
            tried = (q for q in range(2, 100) if abs(100 * round(value * q / 100) / q - value) <= near)
            assert simplest(value, 100) == (next(tried, None) if decimals(value) >= 5 else None)


@pytest.mark.parametrize("value", [0.0, 100.0, 50.0, 33.3, 4.545, 71.93284651])
def test_rounded_values_nothing_and_all_give_nothing_away(value):
    assert simplest(value, 100) is None


def test_a_known_denominator_decides_over_the_fraction():
    figure = series({"a": 4.54545455}, denominator=2200)["a"]
    assert not thin(PERCENT, figure)
    assert thin(PERCENT, series({"a": 50.0}, denominator=22)["a"])
    assert thin(PERCENT, series({"a": 50.0}, n=22)["a"])


def test_nothing_is_ranked_where_many_shares_are_of_dozens():
    few = series(shares(50))
    assert thin_series(PERCENT, few, few)
    ranked = ranking(PERCENT, "2022", few, few)
    assert ranked.refusal is not None and ranked.refusal.code == "thin-denominator"
    assert ranked.uncertain and not ranked.told_apart(*list(few)[:2])


def test_a_share_of_all_households_keeps_its_ranks_whatever_its_fraction():
    everybody = indicator(kind=ValueKind.PERCENT, base="all")
    assert ranking(everybody, "2022", series(shares(50)), codes(40)).ranked


def test_unknown_denominators_that_give_nothing_away_keep_their_ranks():
    many = {code: round(100 * (5003 + 13 * n) / (10007 + 30 * n), 8) for n, code in enumerate(codes(40))}
    assert ranking(PERCENT, "2022", series(many), codes(40)).ranked
