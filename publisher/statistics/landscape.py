"""Landscape: everything the comparisons of one edition look at, laid out once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from publisher.model import Area, AreaKind, Indicator, Observation, Text, ValueKind, localised
from publisher.parts import Parts
from publisher.phrases import alike, each, joined
from publisher.statistics.figures import Figures, Groups, Response, Series, figures, groups, response
from publisher.statistics.rules import RULES, Rules
from publisher.statistics.similar import nearest_of_all
from publisher.statistics.thin import thin, thin_series
from publisher.statistics.traits import Traits, traits
from publisher.statistics.trend import STEPPED
from publisher.statistics.wording import say
from publisher.statistics.words import NBSP, bracketed, in_sentence, list_of, number, per_language, percent
from publisher.vocabulary import Vocabulary

#: A theme of its own wants at least this many indicators within one service area.
_OWN_THEME = 3


@dataclass(frozen=True, kw_only=True)
class Theme:
    """Indicators that are told together: a subject, within one service area where that has enough of them."""

    key: str  #: ``valfardsteknik.aldreomsorg``, ``automatisering``
    label: Text
    within: Text  #: the label as it stands in a sentence
    indicators: Sequence[str]  #: in order of id


@dataclass(frozen=True, kw_only=True)
class Landscape:
    """Vocabulary, figures, groups and likeness of one edition."""

    vocabulary: Vocabulary
    figures: Figures
    groups: Groups
    traits: Traits
    peers: Mapping[str, Sequence[str]]  #: municipality to the most similar ones, nearest first
    answered: Mapping[str, Sequence[str]]  #: indicator to its periods with any municipal values, oldest first
    latest: Mapping[str, str]  #: indicator with municipal values to its last period with any
    themes: Sequence[Theme]
    rules: Rules
    _answers: dict[str, Mapping[str, float]] = field(default_factory=dict, repr=False)
    _responses: dict[tuple[str, str], Response] = field(default_factory=dict, repr=False)
    _thin: dict[str, bool] = field(default_factory=dict, repr=False)
    _firm: dict[str, Mapping[str, float]] = field(default_factory=dict, repr=False)
    _borne: dict[str, Mapping[str, float]] = field(default_factory=dict, repr=False)
    _told_of: dict[str, Indicator] = field(default_factory=dict, repr=False)
    _labels: dict[str, Text] = field(default_factory=dict, repr=False)
    _steps: dict[tuple[str, float], Text] = field(default_factory=dict, repr=False)
    _tops: dict[tuple[str, str | None], int] = field(default_factory=dict, repr=False)

    @cached_property
    def asked(self) -> frozenset[str]:
        """The questions of all themes."""
        return frozenset(id for theme in self.themes for id in theme.indicators)

    @cached_property
    def questions(self) -> Sequence[str]:
        """Every question that was put to all municipalities, in the order of the themes."""
        return [
            id
            for theme in self.themes
            for id in theme.indicators
            if self.indicator(id).value_kind is not ValueKind.CONDITIONAL
        ]

    @cached_property
    def elsewhere(self) -> Mapping[str, frozenset[str]]:
        """Indicator to the municipalities in which another body has the task that it, or its theme, is about.

        What they answer is counted among all; it is held against nobody's, and nobody's against theirs.
        """
        found: dict[str, frozenset[str]] = {}
        for ids in (*(theme.indicators for theme in self.themes), *([id] for id in self.latest)):
            tasks = {task for id in ids if (task := self.vocabulary.indicators[id].task)}
            others = frozenset(code for code in self.groups.municipalities if tasks and tasks & self._not_borne(code))
            for id in ids:
                found.setdefault(id, others)
        return found

    def _not_borne(self, municipality: str) -> set[str]:
        own = self.area(municipality)
        county = self.vocabulary.areas.get(own.county or "")
        return {*own.not_responsible, *(county.not_responsible if county else ())}

    def responsibility(self, municipality: str) -> Text:
        """Who has a task there that others of its kind have themselves; ``{}``: it has all."""
        own = self.area(municipality)
        county = self.vocabulary.areas.get(own.county or "")
        return own.responsibility or (county.responsibility if county else {})

    def borne(self, indicator: str) -> Mapping[str, float]:
        """The latest values of the municipalities that have the task themselves."""
        if indicator not in self._borne:
            others = self.elsewhere[indicator]
            self._borne[indicator] = {c: value for c, value in self.answers(indicator).items() if c not in others}
        return self._borne[indicator]

    def indicator(self, id: str) -> Indicator:
        """An indicator with the scale of its latest figures."""
        if id not in self._told_of:
            self._told_of[id] = self.vocabulary.indicators[id].at(self.latest.get(id))
        return self._told_of[id]

    def area(self, code: str) -> Area:
        return self.vocabulary.areas[code]

    def name(self, code: str) -> Text:
        """Name of an area."""
        return self.vocabulary.areas[code].label

    def label(self, indicator: str) -> Text:
        """Name of an indicator as it stands in a sentence."""
        if indicator not in self._labels:
            label = self.vocabulary.indicators[indicator].label
            self._labels[indicator] = each(lambda language: in_sentence(bracketed(localised(label, language))))
        return self._labels[indicator]

    def series(self, indicator: str, period: str) -> Series:
        return self.figures.series(indicator, period)

    def gate(self, indicator: str, period: str) -> Series | None:
        """Figures of the question that decides who is asked; None when all are."""
        asked_if = self.vocabulary.indicators[indicator].asked_if
        return (self.figures.series(asked_if, period) or None) if asked_if else None

    def response(self, indicator: str, period: str, areas: Iterable[str] | None = None) -> Response:
        """Who of ``areas`` (None: all municipalities) answered."""
        if areas is not None:
            return response(self.series(indicator, period), areas, self.gate(indicator, period))
        if (indicator, period) not in self._responses:
            self._responses[indicator, period] = self.response(indicator, period, self.groups.municipalities)
        return self._responses[indicator, period]

    def answers(self, indicator: str, period: str | None = None) -> Mapping[str, float]:
        """The municipalities' values, of the latest period when none is given."""
        if period is not None and period != self.latest.get(indicator):
            return self._answered(indicator, period)
        if indicator not in self._answers:
            self._answers[indicator] = self._answered(indicator, self.latest[indicator])
        return self._answers[indicator]

    def _answered(self, indicator: str, period: str) -> Mapping[str, float]:
        series = self.series(indicator, period)
        return {
            code: figure.value
            for code in self.groups.municipalities
            if (figure := series.get(code)) is not None and figure.value is not None
        }

    def thin(self, indicator: str, area: str | None = None) -> bool:
        """Whether a municipality's latest share (None: too many municipalities') rests on a few dozen."""
        held, series = self.indicator(indicator), self.series(indicator, self.latest[indicator])
        if area is not None:
            return area in series and thin(held, series[area], self.rules)
        if indicator not in self._thin:
            self._thin[indicator] = thin_series(held, series, self.answers(indicator), self.rules)
        return self._thin[indicator]

    def firm(self, indicator: str) -> Mapping[str, float]:
        """The municipalities' latest values that do not rest on a few dozen."""
        if indicator not in self._firm:
            self._firm[indicator] = {
                code: value for code, value in self.answers(indicator).items() if not self.thin(indicator, code)
            }
        return self._firm[indicator]

    def value(self, indicator: str, area: str, period: str | None = None) -> float | None:
        """A value; of the latest period when none is given."""
        latest = self.latest.get(indicator)
        period = period or latest
        if period and period == latest and area in self._municipal:
            return self.answers(indicator).get(area)
        return self.figures.value(indicator, area, period) if period else None

    @cached_property
    def _municipal(self) -> frozenset[str]:
        return frozenset(self.groups.municipalities)

    def step(self, indicator: str, value: float) -> Text:
        """Name of a step; the number itself when it has none."""
        if (indicator, value) not in self._steps:
            named = {step.code: step.label for step in self.indicator(indicator).steps}
            self._steps[indicator, value] = named[int(value)] if value in named else alike(f"{value:g}")
        return self._steps[indicator, value]

    def stepped(self, indicator: str) -> bool:
        """Whether the indicator's values are answers on a scale of steps."""
        return self.indicator(indicator).value_kind in STEPPED

    def top(self, indicator: str, period: str | None = None) -> int:
        """The highest step; of the latest period when none is given."""
        if (indicator, period) not in self._tops:
            steps = self.vocabulary.indicators[indicator].at(period or self.latest.get(indicator)).steps
            self._tops[indicator, period] = max((step.code for step in steps), default=1)
        return self._tops[indicator, period]

    def reached(self, area: str, theme: Theme, periods: Mapping[str, str] | None = None) -> tuple[int, int]:
        """How many of a theme's indicators are on their highest step, of how many answered.

        Args:
            periods: indicator to period; None: the latest of each.
        """
        periods = self.latest if periods is None else periods
        values = [
            (id, value)
            for id in theme.indicators
            if id in periods and (value := self.value(id, area, periods[id])) is not None
        ]
        return sum(value == self.top(id, periods[id]) for id, value in values), len(values)

    def period(self, theme: Theme) -> Text:
        """The period of a theme's latest answers; when they differ, how many of the questions are from which."""
        held = Counter(self.latest[id] for id in theme.indicators)
        periods = sorted(held, reverse=True)
        if len(periods) == 1:
            return alike(periods[0])
        found = [say("period.of", count=held[period], period=period) for period in periods]
        return say("period.mixed", first=periods[-1], last=periods[0], list=list_of(found))

    def top_name(self, theme: Theme) -> Text:
        """``svaret ”Breddinfört”``; ``det högsta svaret`` where the theme's highest steps differ in name."""
        names = {tuple(self.step(id, self.top(id)).items()) for id in theme.indicators}
        if len(names) > 1:
            return say("theme.highest")
        return say("theme.highest.named", step=dict(names.pop()))

    def quantity(self, indicator: str, value: float) -> Text:
        """A value with its unit as it stands in a sentence."""
        unit, value = self.indicator(indicator).unit, float(value)
        if unit.startswith("percent"):
            return per_language(percent, value, 0 if value.is_integer() else 1)  # as the cards of the pages have it
        places = 0 if value.is_integer() else 2 if abs(value) < 1 else 1
        found = self.vocabulary.concepts.get("unit", {}).get(unit)
        symbol = found.symbol if found else {}
        return joined(per_language(number, value, places), symbol, between=NBSP)


def landscape(
    vocabulary: Vocabulary, observations: Iterable[Observation], rules: Rules = RULES, parts: Parts | None = None
) -> Landscape:
    """Lay an edition's figures out for comparison; the order of the observations is irrelevant.

    Args:
        parts: where it is kept who is like whom; None: nowhere.
    """
    found, who = figures(observations), groups(vocabulary)
    return laid_out(vocabulary, found, found.answered(frozenset(who.municipalities)), rules, parts)


def laid_out(
    vocabulary: Vocabulary,
    found: Figures,
    answered: Mapping[str, Sequence[str]],
    rules: Rules = RULES,
    parts: Parts | None = None,
) -> Landscape:
    """The same of figures that are read when they are asked for.

    Args:
        answered: indicator to the periods in which any municipality has a value, oldest first.
    """
    who = groups(vocabulary)
    like = traits(vocabulary, found)
    nearest = partial(nearest_of_all, like, rules.peers)
    near = (parts or Parts(None)).value("peers", [like, rules], nearest, dict[str, list[str]])
    latest = {
        id: answered[id][-1]
        for id, indicator in sorted(vocabulary.indicators.items())
        if answered.get(id) and not vocabulary.background(indicator)
    }
    return Landscape(
        vocabulary=vocabulary,
        figures=found,
        groups=who,
        traits=like,
        peers={code: near.get(code, []) for code in who.municipalities},
        answered=answered,
        latest=latest,
        themes=_themes(
            vocabulary,
            {id: last for id, last in latest.items() if vocabulary.indicators[id].at(last).value_kind in STEPPED},
        ),
        rules=rules,
    )


def _themes(vocabulary: Vocabulary, latest: Mapping[str, str]) -> list[Theme]:
    """Questions told together; one that is no longer asked is told until its theme has newer answers."""
    by_both: dict[tuple[str, str], list[str]] = {}
    for id in latest:
        indicator = vocabulary.indicators[id]
        by_both.setdefault((indicator.subject, indicator.service_area), []).append(id)
    by_theme: dict[tuple[str, str], list[str]] = {}
    for (subject, service), members in by_both.items():
        by_theme.setdefault((subject, service if len(members) >= _OWN_THEME else ""), []).extend(members)
    subjects = vocabulary.concepts.get("subject", {})
    services = vocabulary.concepts.get("service-area", {})
    found = []
    for (subject, service), members in by_theme.items():
        newest = max(latest[id] for id in members)
        members = [id for id in members if not vocabulary.indicators[id].retired or latest[id] == newest]
        label = dict(subjects[subject].label) if subject in subjects else alike(subject)
        if service and service in services:
            label = {
                lang: f"{text}, {in_sentence(localised(services[service].label, lang))}" for lang, text in label.items()
            }
        theme = Theme(
            key=".".join(filter(None, (subject, service))),
            label=label,
            within={lang: in_sentence(bracketed(text)) for lang, text in label.items()},
            indicators=sorted(members),
        )
        position = subjects[subject].order if subject in subjects else 99
        found.append((position, service, theme))
    return [theme for _, _, theme in sorted(found, key=lambda entry: entry[:2])]


def counties(vocabulary: Vocabulary) -> list[str]:
    """Codes of the counties, in order."""
    return sorted(area.code for area in vocabulary.areas.values() if area.kind is AreaKind.COUNTY)
