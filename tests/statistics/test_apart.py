"""What is said to be apart is so by the tests that SciPy knows by name."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from publisher.statistics.apart import drawn, rank_sum

values = st.lists(st.integers(0, 6).map(float), min_size=1, max_size=25)


@given(st.integers(1, 60), st.data())
def test_a_county_is_drawn_from_the_nation_without_putting_back(whole, data):
    with_it, n = data.draw(st.integers(0, whole)), data.draw(st.integers(1, whole))
    spread = stats.hypergeom(whole, with_it, n)
    count = data.draw(st.integers(int(spread.support()[0]), int(spread.support()[1])))
    expected = min(1.0, 2 * min(spread.cdf(count), spread.sf(count - 1)))
    assert drawn(count, n, with_it, whole) == pytest.approx(expected, abs=1e-9)


@given(values, values)
def test_ranks_are_those_of_mann_and_whitney(inside, outside):
    assume(len({*inside, *outside}) > 1)
    expected = stats.mannwhitneyu(inside, outside, method="asymptotic", use_continuity=True).pvalue
    assert rank_sum(inside, outside) == pytest.approx(min(1.0, expected), abs=1e-9)


def test_nothing_is_apart_from_nothing():
    assert (rank_sum([], [1.0]), rank_sum([1.0], []), rank_sum([2.0, 2.0], [2.0])) == (1.0, 1.0, 1.0)
