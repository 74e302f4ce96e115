"""Figures: observations laid out for comparison, and who was asked, answered or is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from publisher.model import SEX_TOTAL, TOTAL, AreaKind, Membership, Observation, parsed
from publisher.parts import digest
from publisher.vocabulary import Vocabulary

#: Statuses that say that nobody expected an answer; they do not count as non-response.
NOT_ASKED = frozenset({"not-asked", "not-applicable"})

#: Where there is neither a value nor a status: the source has no row at all.
NO_ROW = "unknown-reason"


#: One series across areas: area code to figure.
Series = Mapping[str, Observation]


#: What one indicator has of one period: sex and service area, in order, to the series.
Broken = Mapping[tuple[str, str], Series]


@dataclass(frozen=True)
class Figures:
    """All figures by indicator, period and breakdown, then by area."""

    #: indicator to its periods, oldest first
    periods: Mapping[str, Sequence[str]]
    #: what an indicator has of a period, at least that for all sexes and services together, or (True) every breakdown
    read: Callable[[str, str, bool], Broken]
    #: the digest of each indicator's figures, where it is known
    known: Mapping[str, str] | None = None
    #: :attr:`apart`, where it is known
    known_apart: Collection[str] | None = None

    def series(self, indicator: str, period: str, sex: str = SEX_TOTAL, service_area: str = TOTAL) -> Series:
        """Area code to figure; empty when there are none."""
        asked = sex, service_area
        return self.read(indicator, period, asked != (SEX_TOTAL, TOTAL)).get(asked, {})

    def by_indicator(self, indicator: str) -> list[tuple[tuple[str, str, str, str], Series]]:
        """Every series of an indicator, oldest first, each with its key."""
        return [
            ((indicator, period, *breakdown), series)
            for period in sorted(self.periods.get(indicator, ()))
            for breakdown, series in self.read(indicator, period, True).items()
        ]

    @cached_property
    def sums(self) -> Mapping[str, str]:
        """Indicator to the digest of its figures."""
        if self.known is not None:
            return self.known
        told = {id: [(key, *series.values()) for key, series in self.by_indicator(id)] for id in self.periods}
        return {id: digest(one) for id, one in told.items()}

    @cached_property
    def apart(self) -> Collection[str]:
        """The indicators that have figures of service areas apart."""
        if self.known_apart is not None:
            return self.known_apart
        return {id for id in self.periods if any(key[3] != TOTAL for key, _ in self.by_indicator(id))}

    def answered(self, areas: Collection[str]) -> dict[str, list[str]]:
        """Indicator to the periods in which any of some areas has a value for all sexes and services together."""
        return {
            id: [
                p for p in periods if any(a in areas and one.value is not None for a, one in self.series(id, p).items())
            ]
            for id, periods in self.periods.items()
        }

    def value(self, indicator: str, area: str, period: str) -> float | None:
        """The value for all sexes and services together; None when there is none."""
        found = self.series(indicator, period).get(area)
        return found.value if found else None

    def latest(self, indicator: str) -> str | None:
        """The last period with a value for any area."""
        for period in reversed(self.periods.get(indicator, ())):
            if any(figure.value is not None for figure in self.series(indicator, period).values()):
                return period
        return None


def figures(observations: Iterable[Observation]) -> Figures:
    """Lay observations out for comparison; their order is irrelevant."""
    found: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for one in observations:
        found[one.indicator, one.period].append(one)
    made = {key: broken(rows) for key, rows in found.items()}
    return Figures(periods_of(found), lambda indicator, period, _: made.get((indicator, period), {}))


def broken(rows: Iterable[Observation]) -> Broken:
    """What an indicator has of a period, by breakdown and area."""
    found: dict[tuple[str, str], dict[str, Observation]] = defaultdict(dict)
    for one in rows:
        found[one[3:5]][one.area] = one  # sex and service area
    return {key: dict(sorted(series.items())) for key, series in sorted(found.items())}


def periods_of(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Indicator to its periods, oldest first, of pairs of both."""
    found: dict[str, set[str]] = defaultdict(set)
    for indicator, period in pairs:
        found[indicator].add(period)
    return {id: sorted(some, key=lambda code: (parsed(code).start, code)) for id, some in sorted(found.items())}


@dataclass(frozen=True, kw_only=True)
class Response:
    """Who was asked about one thing at one time, and who answered."""

    answered: Mapping[str, float]  #: area code to value
    missing: Mapping[str, str]  #: area code to the status that says why there is no value
    not_asked: Sequence[str] = ()  #: areas nobody expected an answer from
    undecided: Sequence[str] = ()  #: areas that did not answer the question that decides who is asked

    @property
    def n(self) -> int:
        """How many answered (or were measured)."""
        return len(self.answered)

    @property
    def asked(self) -> int:
        """How many were asked (or should have been measured)."""
        return len(self.answered) + len(self.missing)

    @staticmethod
    def reasons_of(series: Series, areas: Iterable[str]) -> dict[str, str]:
        """Area code to the status that says why there is no value."""
        return {area: (series[area].status if area in series else None) or NO_ROW for area in areas}

    def reasons(self) -> dict[str, int]:
        """Status code to how many lack a value for it, in order of code."""
        counts: dict[str, int] = defaultdict(int)
        for status in self.missing.values():
            counts[status] += 1
        return dict(sorted(counts.items()))


def response(series: Series, areas: Iterable[str], gate: Series | None = None) -> Response:
    """Who of ``areas`` answered.

    Args:
        series: the figures, area code to figure.
        areas: those to look at: the members of a county, a group, the nation, any selection.
        gate: figures of the question that decides who is asked (``Indicator.asked_if``): an area
            that answered 0 there was not asked. An area that did not answer it is undecided: neither
            asked nor known not to be.
    """
    answered: dict[str, float] = {}
    missing: dict[str, str] = {}
    not_asked: list[str] = []
    undecided: list[str] = []
    for area in sorted(set(areas)):
        figure = series.get(area)
        gated = gate.get(area) if gate else None
        if figure is not None and figure.value is not None:
            answered[area] = figure.value
        elif (figure is not None and figure.status in NOT_ASKED) or (gated is not None and gated.value == 0):
            not_asked.append(area)
        elif gate and (gated is None or gated.value is None):
            undecided.append(area)
        else:
            missing[area] = (figure.status if figure else None) or NO_ROW
    return Response(answered=answered, missing=missing, not_asked=not_asked, undecided=undecided)


@dataclass(frozen=True)
class Groups:
    """Who belongs where, when."""

    municipalities: Sequence[str]
    nation: str
    by_group: Mapping[str, Sequence[Membership]] = field(default_factory=dict)
    county_of: Mapping[str, str] = field(default_factory=dict)

    def members(self, group: str, year: str | None = None) -> tuple[tuple[str, ...], str]:
        """Municipalities of a group, county or the nation, and whose membership it is.

        Args:
            group: '' is the nation.
            year: membership in that year when the group has any; None: today's.

        Returns:
            Codes in order, and ``period`` or ``today``.
        """
        if group in ("", self.nation):
            return tuple(self.municipalities), "today"
        known = self.by_group.get(group, ())
        if not known:
            return tuple(a for a in self.municipalities if self.county_of.get(a) == group), "today"
        if year is not None:
            then = {
                m.area
                for m in known
                if (m.valid_from is None or m.valid_from <= year) and (m.valid_to is None or year <= m.valid_to)
            }
            if then:
                return tuple(sorted(then)), "period"
        latest = max(m.valid_to or "9999" for m in known)  # a division that has ended still compares its last members
        return tuple(sorted({m.area for m in known if (m.valid_to or "9999") == latest})), "today"


def groups(vocabulary: Vocabulary) -> Groups:
    """Who belongs where, laid out once."""
    by_group: dict[str, list[Membership]] = defaultdict(list)
    for membership in vocabulary.memberships:
        by_group[membership.group].append(membership)
    areas = vocabulary.areas.values()
    return Groups(
        municipalities=sorted(area.code for area in areas if area.kind is AreaKind.MUNICIPALITY),
        nation=vocabulary.nation,
        by_group=dict(by_group),
        county_of={area.code: area.county for area in areas if area.county},
    )
