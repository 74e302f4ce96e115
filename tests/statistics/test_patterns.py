"""Patterns are those that SciPy, NumPy and pandas find by other ways."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from publisher.statistics.apart import stratified, trend
from publisher.statistics.leads import benjamini_yekutieli
from publisher.statistics.patterns import Scale, contrast, graded, spread, together

STEPS = Scale(0.0, 2.0, True)
answers = st.lists(st.sampled_from([0.0, 1.0, 2.0]), min_size=4, max_size=40)


@given(answers, st.data())
def test_a_group_is_held_against_the_others_with_trials_and_without(values, data):
    held = dict(enumerate(values))
    inside = data.draw(st.sets(st.sampled_from(range(len(values))), min_size=1, max_size=len(values) - 1))
    found = contrast("u", "g", {str(k): v for k, v in held.items()}, STEPS, {str(k) for k in inside})

    def chance(least: float) -> float:
        whole = sum(v >= least for v in values)
        count = sum(held[k] >= least for k in inside)
        drawn = stats.hypergeom(len(values), whole, len(inside))
        return min(1.0, 2 * min(drawn.cdf(count), drawn.sf(count - 1)))

    shares = [
        (np.mean([held[k] >= least for k in inside]), np.mean([v >= least for k, v in held.items() if k not in inside]))
        for least in (2, 1)
    ]
    ways = [np.sign(round(a - b, 12)) for a, b in shares]
    assert found.alone == pytest.approx(chance(2), abs=1e-9)
    expected = max(chance(2), chance(1)) if ways[0] * ways[1] > 0 else 1.0
    assert found.both == pytest.approx(expected, abs=1e-9)
    assert (found.inside.n, found.outside.n) == (len(inside), len(values) - len(inside))


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=6))
def test_a_trend_over_groups_is_that_of_the_correlation(groups):
    counts = [(have, have + rest) for have, rest in groups]
    place = np.repeat(range(len(counts)), [n for _, n in counts])
    has = np.concatenate([[1] * have + [0] * (n - have) for have, n in counts])
    assume(len(set(place)) > 1 and 0 < sum(has) < len(has))
    r = stats.pearsonr(place, has).statistic
    chance, way = trend(counts)
    assert chance == pytest.approx(stats.chi2.sf((len(has) - 1) * r**2, 1), abs=1e-9)
    assert way * r >= -1e-9


def test_what_all_or_none_have_has_no_trend():
    assert trend([(3, 3), (4, 4)]) == (1.0, 0.0)
    assert trend([(0, 3), (0, 4)]) == (1.0, 0.0)
    assert trend([(1, 3)])[0] == 1.0


tables = st.lists(st.tuples(*[st.integers(0, 6)] * 4), min_size=1, max_size=5)


@given(tables)
def test_pairs_within_strata_are_those_of_mantel_and_haenszel(cells):
    more = variance = 0.0
    counted = []
    for both, one, other, neither in cells:
        n = both + one + other + neither
        counted.append((both, both + one, both + other, n))
        if n > 1:
            drawn = stats.hypergeom(n, both + one, both + other)
            more, variance = more + both - drawn.mean(), variance + drawn.var()
    chance, found, spread_of = stratified(counted)
    assert (found, spread_of) == (pytest.approx(more, abs=1e-9), pytest.approx(variance, abs=1e-9))
    if variance > 0:
        expected = 2 * stats.norm.sf(max(abs(more) - 0.5, 0) / np.sqrt(variance))
        assert chance == pytest.approx(min(1.0, expected), abs=1e-9)


def test_like_is_held_against_like_when_pairs_are_looked_for():
    draw = np.random.default_rng(7)
    places = {f"m{k:03}": f"c{k % 6}" for k in range(90)}
    frame = pd.DataFrame(draw.random((90, 6)) < 0.5, index=list(places), columns=list("abcdef"))
    frame["b"] = frame["a"] ^ (draw.random(90) < 0.1)  # b goes with a
    frame["f"] = [int(places[m][1]) > 2 for m in frame.index]  # f and g are things of the county alone
    frame["g"] = frame["f"]
    found = together({q: frame.index[frame[q]] for q in frame}, places)
    total = frame.sum(axis=1)
    cuts = sorted(total)[30], sorted(total)[60]
    by_hand = {}
    for one, other in combinations(frame, 2):
        rest = total - frame[one].astype(int) - frame[other].astype(int)
        third = (rest >= cuts[0]).astype(int) + (rest >= cuts[1])
        counted = [
            ((part[one] & part[other]).sum(), part[one].sum(), part[other].sum(), len(part))
            for _, part in frame.groupby([third, pd.Series(places)])
        ]
        by_hand[one, other] = stratified(tuple(map(int, row)) for row in counted)
    assert {(p.one, p.other): p.probability for p in found} == pytest.approx(
        {pair: chance for pair, (chance, _, _) in by_hand.items()}, abs=1e-12
    )
    out = benjamini_yekutieli([p.probability for p in found], 0.1)
    assert [(p.one, p.other) for p, stands in zip(found, out, strict=True) if stands] == [("a", "b")]
    pair = found[0]
    assert (pair.both, pair.with_one, pair.only, pair.without) == (
        (frame.a & frame.b).sum(), frame.a.sum(), (frame.b & ~frame.a).sum(), (~frame.a).sum(),
    )  # fmt: skip
    assert pair.more


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_many_dependent_comparisons_are_screened_by_yekutielis_rule(probabilities):
    adjusted = stats.false_discovery_control(probabilities, method="by")
    assume(all(abs(value - 0.1) > 1e-9 for value in adjusted))
    assert benjamini_yekutieli(probabilities, 0.1) == [bool(value <= 0.1) for value in adjusted]
    assert benjamini_yekutieli([], 0.1) == []


steps = st.sampled_from([0.0, 1.0, 2.0])


@given(st.lists(st.tuples(steps, steps), min_size=1, max_size=40))
def test_what_spreads_is_told_by_two_sign_tests(moves):
    found = spread("u", moves, 2.0)
    gained, lost = sum(a < 2 == b for a, b in moves), sum(b < 2 == a for a, b in moves)
    up, down = sum(a < b for a, b in moves), sum(a > b for a, b in moves)
    assert (found.gained, found.lost, found.up, found.down) == (gained, lost, up, down)
    assert found.after == sum(b == 2 for _, b in moves)
    expected = 1.0
    if (gained - lost) * (up - down) > 0:
        expected = max(stats.binomtest(a, a + b).pvalue for a, b in ((gained, lost), (up, down)))
    assert found.both == pytest.approx(expected, abs=1e-9)


def test_answers_follow_size_only_when_they_do_so_with_trials_too():
    groups = [[f"{size}{k}" for k in range(10)] for size in "smL"]
    values = {area: 2.0 if area[0] == "L" else 1.0 if area[0] == "m" else 0.0 for group in groups for area in group}
    found = graded("u", values, STEPS, groups)
    assert found.rising and found.both == max(found.alone, trend([(0, 10), (10, 10), (10, 10)])[0]) < 0.001
    tried = dict.fromkeys(values, 1.0) | {area: 2.0 for area in groups[2]}
    found = graded("u", tried, STEPS, [*groups, []])  # a group that did not answer is left out
    assert found.alone < 0.001 and found.both == 1.0 and len(found.shares) == 3
