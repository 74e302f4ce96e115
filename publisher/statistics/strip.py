"""Strip: where one place stands on one indicator, held against its like, its county and the nation, on one scale.

Nothing here is words or a drawing: a :class:`Row` is what page, table, chart file and frame are made of. Steps are told
by how many stand on each, numbers by the median; neither is averaged, and what is counted in persons is held against
nobody, because it follows the number of inhabitants.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log10

from publisher.model import Indicator, Observation
from publisher.statistics.aggregates import Aggregate, Method
from publisher.statistics.figures import NO_ROW, Series, response
from publisher.statistics.ranking import Ranking
from publisher.statistics.rules import RULES, Rules
from publisher.statistics.trend import STEPPED, Change

#: Values spread over more than this factor between median and greatest lie on a logarithmic scale.
SKEWED = 20.0


class Held(StrEnum):
    """What is known of a place's value. Each has a mark of its own."""

    VALUE = "value"
    MISSING = "missing"  #: it should be there, and is not
    NOT_ASKED = "not-asked"  #: the question was not put to it
    NOT_APPLICABLE = "not-applicable"  #: the question has no answer there


class Since(StrEnum):
    """What the value did since the latest earlier time that it may be compared with. Each has a mark of its own."""

    UP = "up"  #: a higher step, or a higher number by more than the margins
    DOWN = "down"
    SAME = "same"  #: or closer than what can be told apart
    UNSAID = "unsaid"  #: there is an earlier value, and whether the two differ may not be said
    NO_VALUE = "no-value"  #: a value is missing at either end
    APART = "not-comparable"  #: there are earlier times, and none that may be compared with
    FIRST = "first"  #: there is no earlier time


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The line that a row is drawn on: steps from the lowest, or numbers from the lowest value to the greatest."""

    steps: Sequence[float] = ()  #: codes of the steps, lowest first; () for numbers
    low: float = 0.0
    high: float = 0.0
    logarithmic: bool = False

    def at(self, value: float) -> float:
        """Where a value lies, from 0 to 1: a step in the middle of its part."""
        if self.steps:
            return (self.steps.index(value) + 0.5) / len(self.steps) if value in self.steps else 0.0
        low, high, value = (log10(n) if self.logarithmic else n for n in (self.low, self.high, value))
        return min(max((value - low) / ((high - low) or 1.0), 0.0), 1.0)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One place and one indicator."""

    indicator: Indicator
    period: str
    cell: Observation | None
    held: Held
    status: str  #: code of the status that says why there is no value; "" when there is one
    nation: Aggregate
    county: Aggregate | None
    alike: Aggregate | None  #: similar municipalities together
    peers: Sequence[float]  #: their values, lowest first
    change: Change | None  #: against the latest earlier time that may be compared
    since: Since
    scale: Scale | None  #: None: held against nobody

    @property
    def value(self) -> float | None:
        return self.cell.value if self.cell else None


def held(series: Series, area: str, gate: Series | None = None) -> tuple[Held, str]:
    """What is known of a place's value, and the status that says why there is none.

    Args:
        series: the figures of one period, area code to figure.
        gate: the figures of the question that decides who is asked.
    """
    found = response(series, [area], gate)
    if area in found.answered:
        return Held.VALUE, ""
    status = (cell.status if (cell := series.get(area)) else None) or ""
    if area not in found.not_asked:
        return Held.MISSING, status or NO_ROW
    return (Held.NOT_ASKED if status == "not-asked" else Held.NOT_APPLICABLE), status or "not-applicable"


def since(indicator: Indicator, change: Change | None, ranking: Ranking, earlier: bool) -> Since:
    """What may be said of a change.

    Args:
        change: None when no earlier time may be compared with.
        ranking: of the later time: what is not ranked is not told as higher or further than before either.
        earlier: whether there is any earlier time.
    """
    if change is None:
        return Since.APART if earlier else Since.FIRST
    if change.old is None or change.new is None:
        return Since.NO_VALUE
    if not change.verdict.allowed:
        return Since.APART
    if not ranking.ranked and not (indicator.value_kind in STEPPED and change.old == change.new):
        return Since.UNSAID  # an answer that is the same is the same
    if abs(change.new - change.old) <= change.width + 1e-9:
        return Since.SAME
    return Since.UP if change.new > change.old else Since.DOWN


def scale(indicator: Indicator, nation: Aggregate, values: Sequence[float], rules: Rules = RULES) -> Scale | None:
    """The scale of a row; None when there is nothing to be held against.

    Args:
        nation: all municipalities together.
        values: of all municipalities, lowest first.
    """
    if nation.method is Method.SHARES:
        return Scale(steps=tuple(float(part.code) for part in nation.parts))
    if indicator.value_kind in STEPPED or nation.method in {Method.SUM, Method.NONE} or nation.n < rules.fewest_spread:
        return None
    low, high = values[0], values[-1]
    return Scale(low=low, high=high, logarithmic=low > 0 and high / values[len(values) // 2] > SKEWED)
