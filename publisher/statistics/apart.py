"""Apart: whether a county's or a group's municipalities differ from the others by more than chance would give.

The municipalities of a county are taken as if drawn from all of them; how often a draw would come out as far is exact
for a share (hypergeometric) and normal, corrected for ties, for a number (Mann and Whitney (1947), "On a test of
whether one of two random variables is stochastically larger than the other", Annals of Mathematical Statistics 18(1)).
The largest of many differences is always large, so all that were compared are screened together.

Whether answers follow an order of groups is told by the trend over all of them (Mantel (1963), "Chi-square tests with
one degree of freedom", Journal of the American Statistical Association 58(303)), and whether two answers go together
within strata by Mantel and Haenszel's test (1959, Journal of the National Cancer Institute 22(4)).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import comb, erfc, fsum, sqrt


def drawn(count: int, n: int, count_all: int, all_: int) -> float:
    """Probability that a draw of ``n`` of ``all_``, ``count_all`` of which have something, has a number as unlikely.

    Two-sided: twice the smaller tail, at most 1.
    """
    whole, without = comb(all_, n), all_ - count_all
    lowest, highest = max(0, n - without), min(n, count_all)
    # The two tails together are all draws, and those with this number once more: one tells the other.
    some = range(lowest, count + 1) if 2 * count < lowest + highest else range(count, highest + 1)
    tail = sum([comb(count_all, k) * comb(without, n - k) for k in some])
    other = whole - tail + comb(count_all, count) * comb(without, n - count)
    return min(1.0, 2 * min(tail / whole, other / whole))


def rank_sum(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Probability of ranks as uneven as these between two sets, were they alike; two-sided, normal with ties."""
    n, m = len(inside), len(outside)
    if not n or not m:
        return 1.0
    counts, places, before = Counter((*inside, *outside)), dict[float, float](), 0
    for value in sorted(counts):
        places[value] = before + (counts[value] + 1) / 2
        before += counts[value]
    total = n + m
    ties = sum(many**3 - many for many in counts.values())
    variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
    if variance <= 0:
        return 1.0
    distance = abs(sum(places[value] for value in inside) - n * (total + 1) / 2)
    return erfc(max(distance - 0.5, 0.0) / sqrt(2 * variance))


def trend(counts: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Whether a share rises or falls over groups in order; two-sided, normal, the total of those who have it held.

    Args:
        counts: of each group in order, how many have it and how many there are.

    Returns:
        The probability, and which way: above 0 it rises.
    """
    total, having = sum(n for _, n in counts), sum(count for count, _ in counts)
    if not 0 < having < total:
        return 1.0, 0.0
    middle = fsum(place * n for place, (_, n) in enumerate(counts)) / total
    way = fsum((place - middle) * count for place, (count, _) in enumerate(counts))
    spread = fsum((place - middle) ** 2 * n for place, (_, n) in enumerate(counts))
    variance = spread * having * (total - having) / (total * (total - 1))
    return (erfc(abs(way) / sqrt(2 * variance)), way) if variance > 0 else (1.0, 0.0)


def stratified(tables: Iterable[tuple[int, int, int, int]]) -> tuple[float, float, float]:
    """Whether two answers go together within strata; two-sided, normal, corrected for continuity.

    Args:
        tables: of each stratum, how many gave both, the one, the other, and how many there are.

    Returns:
        The probability, how many more gave both than expected, and the variance of that.
    """
    more = variance = 0.0
    for both, one, other, n in tables:
        if n > 1:
            more += both - one * other / n
            variance += one * other * (n - one) * (n - other) / (n * n * (n - 1))
    chance = erfc(max(abs(more) - 0.5, 0.0) / sqrt(2 * variance)) if variance > 0 else 1.0
    return chance, more, variance
