"""Comparability: may two periods of an indicator, or of an area, be compared?

Everything that draws a line, subtracts or ranks over time asks here first. ``none`` means that no
statistic may cross the change; ``caution`` travels with the figure; ``full`` says nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from publisher.model import Area, Comparability, Indicator, Text, parsed
from publisher.phrases import joined, tell

_SEVERITY = (Comparability.FULL, Comparability.CAUTION, Comparability.NONE)


@dataclass(frozen=True, kw_only=True)
class Cause:
    """One reason why a comparison is restricted."""

    comparability: Comparability
    reason: Text  #: a whole sentence in each language
    change: Text  #: what changed
    source: str | None  #: address of the evidence
    since: str  #: first period, or date, after the change


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """May two periods be compared, and if not, why not."""

    comparability: Comparability
    causes: tuple[Cause, ...] = ()  #: the gravest first; empty when the verdict is full

    @property
    def allowed(self) -> bool:
        """False when nothing may be computed across the change."""
        return self.comparability is not Comparability.NONE

    @property
    def reason(self) -> Text:
        """All reasons as running text; ``{}`` when there is nothing to say."""
        return joined(*(cause.reason for cause in self.causes))

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cause.source for cause in self.causes if cause.source))

    def and_also(self, other: Verdict) -> Verdict:
        """Both verdicts together: the graver one, with every cause."""
        if not other.causes:
            return self
        return _verdict((*self.causes, *other.causes)) if self.causes else other


FULL = Verdict(comparability=Comparability.FULL)


def _verdict(causes: Iterable[Cause]) -> Verdict:
    found = sorted(causes, key=lambda cause: -_SEVERITY.index(cause.comparability))
    return Verdict(comparability=found[0].comparability, causes=tuple(found)) if found else FULL


def definition_verdict(indicator: Indicator, earlier: str, later: str) -> Verdict:
    """May two periods of an indicator be compared, as its definition goes? The order of the two is irrelevant."""
    if len(indicator.versions) < 2:
        return FULL
    first, last = sorted((indicator.place(earlier), indicator.place(later)))
    return _verdict(
        Cause(
            comparability=version.comparability,
            reason=version.reason or version.change or _UNSAID,
            change=version.change,
            source=version.source,
            since=version.valid_from or "",
        )
        for version in indicator.in_order[first + 1 : last + 1]
        if version.comparability is not Comparability.FULL
    )


_UNSAID: Text = tell("The definition changed; the source does not say how.")


def area_verdict(area: Area, earlier: str, later: str) -> Verdict:
    """May two periods of an area be compared, as its territory goes? The order of the two is irrelevant.

    A change inside a period counts as lying after it, so that the figure of the year of the change
    is compared with the year after under the graver rule.
    """
    if not area.changes:
        return FULL
    one, two = sorted((parsed(earlier), parsed(later)), key=lambda period: period.start)
    return _verdict(
        Cause(
            comparability=change.comparability,
            reason=change.description,
            change=change.description,
            source=change.source,
            since=change.date,
        )
        for change in area.changes
        if change.comparability is not Comparability.FULL and one.start < change.date <= two.end
    )


def verdict(indicator: Indicator, area: Area | None, earlier: str, later: str) -> Verdict:
    """Definition and territory together: what API, pages, downloads and statistics ask."""
    found = definition_verdict(indicator, earlier, later)
    if area is None or indicator.todays_borders:
        return found
    return found.and_also(area_verdict(area, earlier, later))


def segments(indicator: Indicator, periods: Iterable[str], area: Area | None = None) -> list[tuple[str, ...]]:
    """The periods of a series in runs that may be joined by a line: a new run begins at every ``none``.

    Args:
        periods: period codes in any order.
        area: also break where the area's territory changed beyond comparison.

    Returns:
        Runs in order of time, each in order of time.
    """
    runs: list[list[str]] = []
    for period in sorted(set(periods), key=lambda code: (parsed(code).start, code)):
        if runs and verdict(indicator, area, runs[-1][-1], period).allowed:
            runs[-1].append(period)
        else:
            runs.append([period])
    return [tuple(run) for run in runs]


def comparable_before(
    indicator: Indicator, period: str, periods: Iterable[str], area: Area | None = None
) -> str | None:
    """The latest earlier period that ``period`` may be compared with; None when there is none."""
    start = parsed(period).start
    earlier = [p for p in periods if parsed(p).start < start]
    return max(
        (p for p in earlier if verdict(indicator, area, p, period).allowed),
        key=lambda p: parsed(p).start,
        default=None,
    )


def breaks(indicator: Indicator, periods: Sequence[str], area: Area | None = None) -> list[tuple[str, Verdict]]:
    """Every restriction within a series, ``caution`` too: the first period after it and the verdict on crossing it."""
    ordered = sorted(set(periods), key=lambda code: (parsed(code).start, code))
    found = [(later, verdict(indicator, area, earlier, later)) for earlier, later in pairwise(ordered)]
    return [(period, said) for period, said in found if said.causes]
