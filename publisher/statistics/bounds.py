"""Bounds: what figures could have been, had those without an answer answered.

A total survey has no sampling error; what is unknown is what the missing would have said. So no
interval of confidence is given, but the two extremes: none of the missing, and all of them
(Manski, C. F. (1989), "Anatomy of the Selection Problem", Journal of Human Resources 24(3)).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, inf, isfinite, sqrt

from publisher.model import Indicator, Observation, ValueKind
from publisher.statistics.rules import RULES, Rules


@dataclass(frozen=True)
class Bounds:
    """Lowest and highest a figure could have been; None where nothing limits it."""

    low: float | None
    high: float | None

    def __contains__(self, value: float) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


def share_bounds(count: int, answered: int, asked: int) -> Bounds:
    """Bounds of a share in percent: ``count`` of ``answered`` said so, ``asked - answered`` said nothing.

    Low: none of the missing would have said so; high: all of them.
    """
    if not asked:
        return Bounds(None, None)
    return Bounds(100 * count / asked, 100 * (count + asked - answered) / asked)


def quantile(ordered: Sequence[float], at: float) -> float:
    """The quantile of values in rising order, linear between neighbours.

    Definition 7 of Hyndman and Fan (1996), "Sample Quantiles in Statistical Packages", The American
    Statistician 50(4): what R, NumPy and pandas give when nothing is said.
    """
    place = (len(ordered) - 1) * at
    below = int(place)
    fraction = place - below
    if fraction == 0 or ordered[below] == ordered[below + 1]:
        return ordered[below]
    return undusted(ordered[below] + fraction * (ordered[below + 1] - ordered[below]))


def undusted(value: float) -> float:
    """What was worked out, less the dust of binary arithmetic: 46.150000000000006 is 46.15.

    Fifteen digits, as many as every decimal number survives a float with; what is published is never passed here.
    """
    return float(f"{value:.15g}")


def quantile_bounds(
    values: Iterable[float], missing: int, at: float, minimum: float | None, maximum: float | None
) -> Bounds:
    """Bounds of a quantile when ``missing`` more values lie anywhere between minimum and maximum."""
    ordered = sorted(values)
    if not ordered:
        return Bounds(None, None)
    low = quantile([-inf if minimum is None else minimum] * missing + ordered, at) if missing else quantile(ordered, at)
    high = quantile(ordered + [inf if maximum is None else maximum] * missing, at) if missing else quantile(ordered, at)
    return Bounds(low if isfinite(low) else None, high if isfinite(high) else None)


def decimals(value: float) -> int:
    """How many decimals a number is written with, by its shortest form."""
    text = repr(float(value))
    if "e" in text or "inf" in text or "nan" in text:
        return 17
    fraction = text.partition(".")[2]
    return 0 if fraction == "0" else len(fraction)


def rounding(values: Iterable[float], rules: Rules = RULES) -> float:
    """Half a unit of the last decimal that a set of values is published with; 0 when they are not rounded."""
    most = max(map(decimals, set(values)), default=0)
    return 0.0 if most > rules.decimals else 0.5 * 10**-most


def margin(indicator: Indicator, figure: Observation, rounded: float, rules: Rules = RULES) -> float:
    """How far a value may lie from what was measured, in its own unit: the half-width of its interval.

    The widest of rounding, the convention for the unit (:attr:`Rules.margins`) and the error of the sample: the
    margin that the source gives or, where it gives only the size, that of a share at 95 percent,
    ``1.96 √(p (100 − p) / n)``. Steps and yes or no have none: an answer is what it is.
    """
    if indicator.value_kind in {ValueKind.BOOLEAN, ValueKind.ORDINAL, ValueKind.CONDITIONAL}:
        return 0.0
    value = figure.value or 0.0
    widths = [rounded, rules.margins.get(indicator.unit, 0.0)]
    if indicator.unit in rules.relative_margins:
        widths.append(abs(value) * rules.relative_margins[indicator.unit])
    if figure.margin is not None:
        widths.append(figure.margin)
    elif indicator.sampled and figure.n and indicator.value_kind is ValueKind.PERCENT:
        widths.append(rules.quantile * sqrt(max(value * (100 - value), 0.0) / figure.n))
    return max(widths)


def middle_and_spread(values: Sequence[float]) -> tuple[float, float]:
    """Median of values in rising order, and the larger of two standard deviations.

    One is the ordinary one (n − 1), the other 1.4826 × the median absolute deviation, which a few
    outlying values among the similar ones do not widen. The larger is taken, so that fewer stand out.
    """
    middle = quantile(values, 0.5)
    deviations = sorted(abs(value - middle) for value in values)
    mean = fsum(values) / len(values)
    ordinary = sqrt(fsum((value - mean) ** 2 for value in values) / max(len(values) - 1, 1))
    return middle, max(ordinary, 1.4826 * quantile(deviations, 0.5))
