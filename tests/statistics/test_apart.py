"""Whether a county stands apart is tested as others test it, and the largest of many differences is not enough."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from publisher.statistics.apart import drawn, rank_sum


@settings(deadline=None)
@given(st.integers(1, 20), st.integers(0, 20), st.integers(0, 20))
def test_a_draw_is_hypergeometric(n, count_all, more):
    whole = max(n, count_all) + more
    law = stats.hypergeom(whole, count_all, n)
    for count in range(max(0, n - whole + count_all), min(n, count_all) + 1):
        tails = min(law.cdf(count), law.sf(count - 1))
        assert drawn(count, n, count_all, whole) == pytest.approx(min(1.0, 2 * tails), rel=1e-9)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=30), st.lists(st.integers(0, 9), min_size=2, max_size=60))
def test_rank_sums_are_mann_and_whitneys(inside, outside):
    if len({*inside, *outside}) == 1:
        assert rank_sum(inside, outside) == 1
        return
    theirs = stats.mannwhitneyu(inside, outside, method="asymptotic", use_continuity=True)
    assert rank_sum(inside, outside) == pytest.approx(theirs.pvalue, rel=1e-6)


def test_nothing_against_something_says_nothing():
    assert rank_sum([], [1, 2]) == 1
    assert drawn(0, 5, 0, 20) == 1
