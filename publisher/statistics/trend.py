"""Trend: what happened between two periods, where the definition and the area allow the comparison.

Steps move up, hold or fall back; other values change by a difference that is set against the changes
of others. Nothing crosses a change of definition whose verdict is ``none``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb

from publisher.model import Area, Direction, Indicator, ValueKind
from publisher.statistics.bounds import margin, quantile, rounding
from publisher.statistics.comparability import Verdict, comparable_before, verdict
from publisher.statistics.figures import Figures, Series
from publisher.statistics.rules import RULES, Rules

STEPPED = frozenset({ValueKind.BOOLEAN, ValueKind.ORDINAL, ValueKind.CONDITIONAL})


class Move(StrEnum):
    """What a value did. Better and worse follow the indicator's direction; where it has none, more and less."""

    UP = "up"  #: came further
    HELD = "held"  #: the same, or closer than what can be told apart
    DOWN = "down"  #: fell back
    MORE = "more"  #: rose, where more is neither better nor worse
    LESS = "less"  #: fell, where more is neither better nor worse
    UNKNOWN = "unknown"  #: a value is missing at either end
    BROKEN = "broken"  #: may not be compared: the definition or the area changed


@dataclass(frozen=True, kw_only=True)
class Change:
    """One area's change between two periods."""

    area: str
    earlier: str  #: period
    later: str  #: period
    old: float | None
    new: float | None
    move: Move
    #: new minus old, in the unit of the indicator (percentage points for percent); None for steps and where not allowed
    difference: float | None
    verdict: Verdict
    width: float = 0.0  #: how far apart the two values must lie to be told apart, in the unit of the indicator


def change(
    indicator: Indicator,
    area: Area | None,
    code: str,
    earlier: tuple[str, Series],
    later: tuple[str, Series],
    rules: Rules = RULES,
    width: float | None = None,
) -> Change:
    """What one area's value did between two periods.

    Args:
        area: for its history; None when it is of no concern.
        code: the area's code.
        earlier: period and its figures.
        later: period and its figures.
        width: how far apart two values must be to be told apart; None: from the figures and ``rules``.
    """
    said, indicator = verdict(indicator, area, earlier[0], later[0]), indicator.at(later[0])
    figures = earlier[1].get(code), later[1].get(code)
    old, new = (figure.value if figure else None for figure in figures)
    width = width or 0.0 if indicator.value_kind in STEPPED else width
    if width is None and said.allowed and None not in (old, new):
        width = _width(indicator, earlier[1], later[1], code, rules)
    move, difference = moved(indicator, old, new, said, width or 0.0)
    return Change(
        area=code, earlier=earlier[0], later=later[0], old=old, new=new, move=move, difference=difference, verdict=said,
        width=width or 0.0,
    )  # fmt: skip


def moved(
    indicator: Indicator, old: float | None, new: float | None, said: Verdict, width: float
) -> tuple[Move, float | None]:
    """What a value did, and by how much (new minus old, in its unit; None for steps and where nothing may be said).

    Args:
        said: whether the two may be compared.
        width: how far apart they must be to be told apart.
    """
    if not said.allowed:
        return Move.BROKEN, None
    if old is None or new is None:
        return Move.UNKNOWN, None
    return _move(indicator, old, new, width), None if indicator.value_kind in STEPPED else new - old


def _width(indicator: Indicator, earlier: Series, later: Series, code: str, rules: Rules) -> float:
    if indicator.value_kind in STEPPED:
        return 0.0
    total = 0.0
    for series in (earlier, later):
        rounded = rounding((f.value for f in series.values() if f.value is not None), rules)
        figure = series[code]
        total += margin(indicator, figure, rounded, rules)
    return total


def _move(indicator: Indicator, old: float, new: float, width: float) -> Move:
    if abs(new - old) <= width + 1e-9:
        return Move.HELD
    rose = new > old
    if indicator.direction is Direction.HIGHER:
        return Move.UP if rose else Move.DOWN
    if indicator.direction is Direction.LOWER:
        return Move.DOWN if rose else Move.UP
    return Move.MORE if rose else Move.LESS


def changes(
    indicator: Indicator,
    figures: Figures,
    areas: Mapping[str, Area] | Iterable[str],
    later: str | None = None,
    earlier: str | None = None,
    rules: Rules = RULES,
) -> list[Change]:
    """What every area did between two periods, in order of code.

    Args:
        areas: areas by code (their history is then heeded), or just codes.
        later: period; None: the latest with values.
        earlier: period; None: the nearest before that may be compared. When there is none: no changes.
    """
    later = later or figures.latest(indicator.id)
    if later is None:
        return []
    earlier = earlier or comparable_before(indicator, later, figures.periods[indicator.id])
    if earlier is None:
        return []
    indicator = indicator.at(later)
    before, after = figures.series(indicator.id, earlier), figures.series(indicator.id, later)
    known: Mapping[str, Area | None] = areas if isinstance(areas, Mapping) else dict.fromkeys(areas)
    rounded = tuple(rounding((f.value for f in s.values() if f.value is not None), rules) for s in (before, after))
    found = []
    for code in sorted(known):
        width = 0.0
        if indicator.value_kind not in STEPPED:
            for series, coarse in ((before, rounded[0]), (after, rounded[1])):
                figure = series.get(code)
                if figure is not None and figure.value is not None:
                    width += margin(indicator, figure, coarse, rules)
        found.append(change(indicator, known[code], code, (earlier, before), (later, after), rules, width))
    return found


def flows(found: Iterable[Change]) -> dict[tuple[float, float], int]:
    """From which value to which, and how many: the table of moves between steps."""
    counts: dict[tuple[float, float], int] = {}
    for one in found:
        if one.old is not None and one.new is not None and one.verdict.allowed:
            counts[one.old, one.new] = counts.get((one.old, one.new), 0) + 1
    return dict(sorted(counts.items()))


@dataclass(frozen=True, kw_only=True)
class Among:
    """A change set against the changes of others."""

    difference: float
    n: int  #: how many others have a change
    median: float
    first_quartile: float
    third_quartile: float
    smaller: int  #: others that changed less (towards more), by more than the margins of both changes
    larger: int  #: others that changed more
    alike: int  #: others whose change cannot be told apart from this one

    @property
    def outside(self) -> bool:
        """Beyond Tukey's inner fence: more than 1.5 quartile distances outside the middle half of the others."""
        reach = 1.5 * (self.third_quartile - self.first_quartile)
        return not self.first_quartile - reach <= self.difference <= self.third_quartile + reach


def among(own: Change, others: Sequence[Change]) -> Among | None:
    """A change of a percentage or another number against the changes of others (similar municipalities, a county).

    None when it, or all the others', are unknown. The area itself is left out.
    """
    if own.difference is None:
        return None
    held = [
        (o.difference, own.width + o.width + 1e-9) for o in others if o.difference is not None and o.area != own.area
    ]
    if not held:
        return None
    known = sorted(difference for difference, _ in held)
    smaller = sum(difference < own.difference - width for difference, width in held)
    larger = sum(difference > own.difference + width for difference, width in held)
    return Among(
        difference=own.difference,
        n=len(known),
        median=quantile(known, 0.5),
        first_quartile=quantile(known, 0.25),
        third_quartile=quantile(known, 0.75),
        smaller=smaller,
        larger=larger,
        alike=len(held) - smaller - larger,
    )


def sign_test(up: int, down: int) -> float:
    """Probability of moves as uneven as these if up and down were equally likely (exact, two-sided).

    McNemar (1947), Psychometrika 12(2); the binomial form.
    """
    n = up + down
    tail = sum(comb(n, k) for k in range(min(up, down) + 1)) / float(2**n)
    return float(min(1.0, 2 * tail))
