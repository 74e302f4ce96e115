"""Scale: the factor between the numbers of a source and those that are published, one for all or one an indicator.

``scale: 100`` makes percent of shares; ``scale: {N01951: 1000}`` makes persons of thousands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from publisher.sources.context import ObservationRow
from publisher.sources.faults import Faults, listing, nearest
from publisher.sources.shapes import FACTOR, RULE, by_name, either

#: What ``scale`` may be in a declaration.
SCALE = either(FACTOR, by_name(FACTOR))


def check_scale(scale: Any, indicators: Sequence[str], faults: Faults) -> None:
    """Note every name under ``scale`` that is no indicator of the dataset."""
    for name in scale if isinstance(scale, Mapping) else ():
        if str(name) not in indicators:
            remedy = f"{nearest(str(name), indicators)}Indicators: {listing(indicators)}."
            faults.add(RULE, f"'{name}' is no indicator of the dataset.", remedy, column="source.scale")


def scaled(rows: Iterable[ObservationRow], scale: Any) -> None:
    """Multiply the values of rows in place, in decimal: 0.41 by 100 is 41.

    Args:
        rows: rows of one source; ``value`` alone is scaled, since shares keep numerator and denominator.
        scale: a number, or indicator to number; None: nothing.
    """
    for row in rows if scale is not None else ():
        row["value"] = times(row["value"], factor_of(scale, row["indicator"]))


def factor_of(scale: Any, indicator: str) -> float:
    """What ``scale`` says of an indicator; 1 where it says nothing."""
    return float(scale.get(indicator, 1) if isinstance(scale, Mapping) else scale or 1)


def times(value: float | None, factor: float) -> float | None:
    """A value times a factor as on paper: 0.57 times 100 is 57."""
    return value if value is None or factor == 1 else float(Decimal(repr(value)) * Decimal(repr(factor)))
