"""Thin: shares of a few dozen, whether their denominator is known or given away by the share itself.

A share of 4.54545455 percent is 1 of 22, or of a multiple of 22. One such among hundreds is an accident of large
numbers that share a factor; many are a denominator of dozens. Where the denominator is every household or inhabitant
(:attr:`~publisher.model.Indicator.base`), the register bounds it and nothing is given away.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from publisher.model import Indicator, Observation, ValueKind
from publisher.statistics.bounds import decimals
from publisher.statistics.figures import Series
from publisher.statistics.rules import RULES, Rules

#: A value with fewer decimals than this may be a fraction of anything.
_EXACT = 5
#: As near as binary arithmetic comes: 100 · 2 / 3 is not 66.66666666666667 to the last digit.
_DUST = 1e-12


@lru_cache(maxsize=100_000)
def simplest(value: float, limit: int, whole: float = 100.0) -> int | None:
    """The smallest denominator below ``limit`` that gives the value as it is published; None when there is none.

    None too for values with so few decimals that a fraction is no evidence, and for nothing and all.
    """
    places = decimals(value)
    if not _EXACT <= places < 17 or not 0 < value < whole:
        return None
    near = max(0.6 * 10**-places, _DUST)
    low, high = (value - near) / whole, (value + near) / whole
    if low <= 0 or high >= 1:
        return 2 if limit > 2 else None
    before, found = 1, 0  # denominators of the continued fraction that both ends begin with
    while (down := int(low)) < low and high < down + 1:
        before, found = found, before + found * down
        if found >= limit:
            return None
        low, high = 1 / (high - down), 1 / (low - down)
    found = before + found * (down if down == low else down + 1)
    return found if found < limit else None


def thin(indicator: Indicator, figure: Observation, rules: Rules = RULES) -> bool:
    """Whether a municipality's share rests on fewer than :attr:`Rules.thin` for all that is known of it."""
    kind = indicator.value_kind
    if figure.value is None or (kind is not ValueKind.PERCENT and kind is not ValueKind.RATIO):
        return False
    known = figure.denominator if figure.denominator is not None else figure.n
    if known is not None:
        return known < rules.thin
    if indicator.base == "all" or kind is ValueKind.RATIO:
        return False
    return simplest(figure.value, rules.thin) is not None


def thin_series(indicator: Indicator, series: Series, areas: Collection[str], rules: Rules = RULES) -> bool:
    """Whether so many municipalities' shares rest on dozens that none of them may be ranked or screened."""
    figures = [series[area] for area in areas if area in series]
    return bool(figures) and sum(thin(indicator, f, rules) for f in figures) > rules.thin_share * len(figures)
