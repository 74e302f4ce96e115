"""Telling: what the analyses of municipalities, counties and the nation have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from publisher.model import Direction, Text, localised
from publisher.phrases import alike, each, joined, told_in
from publisher.statistics.bounds import quantile
from publisher.statistics.comparability import breaks
from publisher.statistics.examples import Example
from publisher.statistics.landscape import Landscape, Theme
from publisher.statistics.leads import Lead
from publisher.statistics.pieces import Pieces
from publisher.statistics.ranking import Ranking, ranking
from publisher.statistics.seen import Seen
from publisher.statistics.wording import say
from publisher.statistics.words import capital, in_sentence, list_of, narrowed, short, some

#: A theme with fewer questions is told answer by answer.
LEAST_QUESTIONS = 4


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One paragraph of an analysis."""

    section: str  #: ``brief``, ``position``, ``theme``, ``numbers``, ``change``, ``learn``, ``unusual``, ``limits`` …
    heading: Text  #: ``{}``: it goes on from the one before
    text: Text


@dataclass(frozen=True)
class Ground:
    """What all analyses of an edition stand on, worked out once."""

    land: Landscape
    held: Seen
    examples: Sequence[Example] | None  #: None: the site tells none
    leads: Mapping[str, Sequence[Lead]]  #: each municipality's
    comparisons: Mapping[str, int]  #: how many were made of each municipality to find them
    pieces: Pieces  #: what is told of some indicators alone
    _ranks: dict[str, Ranking] = field(default_factory=dict, repr=False)
    _medians: dict[str, Text] = field(default_factory=dict, repr=False)

    def ranking(self, id: str) -> Ranking:
        """The ranking of an indicator's latest period."""
        if id not in self._ranks:
            land, period = self.land, self.land.latest[id]
            series, areas = land.series(id, period), land.groups.municipalities
            self._ranks[id] = ranking(land.indicator(id), period, series, areas, land.gate(id, period), land.rules)
        return self._ranks[id]

    @cached_property
    def answered(self) -> Mapping[str, Sequence[float | None]]:
        """Municipality to its answers to all questions, those that are another body's task left out (None)."""
        known = [self.land.borne(id) for id in self.land.questions]
        return {area: [answers.get(area) for answers in known] for area in self.land.groups.municipalities}

    @cached_property
    def nation(self) -> Mapping[str, list[int]]:
        """Theme to the highest answers of every municipality that answered all of it, in rising order."""
        return {theme.key: counts(self.held, theme, self.land.groups.municipalities) for theme in self.land.themes}

    def median(self, id: str) -> Text:
        """The median municipality's value of an indicator, with its unit."""
        if id not in self._medians:
            land = self.land
            self._medians[id] = land.quantity(id, quantile(sorted(land.answers(id).values()), 0.5))
        return self._medians[id]

    @cached_property
    def broken(self) -> Mapping[str, list[Text]]:
        """Indicator to where its series may not be compared, and why."""
        return {id: broken(self.land, [id]) for ids in self.numbers.values() for id in ids}

    @cached_property
    def numbers(self) -> Mapping[str, Sequence[str]]:
        """Subject to its two percentages told beside the answers: more is better, and not from a sample."""
        land, found = self.land, dict[str, list[str]]()
        for id in land.latest:
            indicator = land.indicator(id)
            percentage = indicator.unit.startswith("percent") and not land.stepped(id) and not indicator.sampled
            if percentage and indicator.direction is Direction.HIGHER:
                found.setdefault(indicator.subject, []).append(id)
        return {subject: ids[:2] for subject, ids in found.items()}

    @cached_property
    def subjects(self) -> Mapping[str, Sequence[str]]:
        """Subject to its indicators that municipalities have figures of."""
        return by_subject(self.land, self.land.latest)

    def told(
        self, step: str, ids: Sequence[str], make: Callable[[Ground, str], Paragraph | None], area: str
    ) -> Paragraph | None:
        """A municipality's paragraph that rests on the figures of some indicators alone; see :class:`Pieces`."""
        areas = self.land.groups.municipalities
        return self.pieces.of(step, ids, lambda: {a: make(self, a) for a in areas}, dict[str, Paragraph | None])[area]

    @cached_property
    def short(self) -> Mapping[str, Mapping[str, Text]]:
        """Theme to its indicators' labels in a list."""
        return {theme.key: short_labels(self.land, theme.indicators) for theme in self.land.themes}


def paragraph(section: str, heading: Text, *sentences: Text) -> Paragraph | None:
    """A paragraph of the sentences that say anything, each begun with a capital; None when none does."""
    text = joined(*({language: capital(words) for language, words in said.items()} for said in sentences if said))
    return Paragraph(section=section, heading=heading, text=text) if text else None


def listing(texts: Iterable[Text], most: int | None = None) -> Text:
    """Several texts as a list within a sentence; after ``most`` of them, how many more."""
    kept = list(texts)
    if most is None:
        return list_of(kept)
    return each(lambda language: some([localised(text, language) for text in kept], language, most))


def noted(label: Text, *notes: Text) -> Text:
    """A label with a note in brackets, within those it ends with when it does: ``digitala lås (äldre, 26 av 30)``."""
    told = joined(*notes, between=", ")

    def write(language: str) -> str:
        words = localised(label, language)
        return f"{words[:-1]}, {told[language]})" if words.endswith(")") else f"{words} ({told[language]})"

    return each(write)


def short_labels(land: Landscape, ids: Sequence[str]) -> dict[str, Text]:
    """Labels for a list, without what all of them share: ``GPS-larm`` where all go on ``, äldre i ordinärt boende``."""
    found: dict[str, dict[str, str]] = {id: {} for id in ids}
    for language in told_in():
        labels = {id: narrowed(localised(land.indicator(id).label, language)) for id in ids}
        parts = {id: (head, ", ".join(rest)) for id, (head, *rest) in labels.items()}
        heads = {head for head, _ in parts.values()}
        rests = {rest for _, rest in parts.values()}
        for id, (head, rest) in parts.items():
            if len(ids) > 1 and len(heads) == 1 and rest:
                words = in_sentence(rest)
            elif len(ids) > 1 and len(rests) == 1:
                words = in_sentence(head)
            else:
                words = localised(land.label(id), language)
            found[id][language] = words
    return {id: dict(words) for id, words in found.items()}


def large(land: Landscape) -> list[Theme]:
    """Themes with enough questions to be counted."""
    return [theme for theme in land.themes if len(theme.indicators) >= LEAST_QUESTIONS]


def contested(land: Landscape, theme: Theme) -> bool:
    """Whether more is not known to be better in a theme."""
    return any(land.indicator(id).direction is not Direction.HIGHER for id in theme.indicators)


def counts(held: Seen, theme: Theme, areas: Iterable[str]) -> list[int]:
    """How many highest answers each area gave, of those that answered all of a theme, in rising order."""
    reached = held.reached[theme.key]
    return sorted(reached[area][0] for area in areas if area in reached and reached[area][1] == len(theme.indicators))


def median(values: Sequence[float]) -> Text:
    """The median of values in rising order, as it stands in a sentence."""
    return short(quantile(values, 0.5))


def ends(land: Landscape, held: Seen, theme: Theme, areas: Iterable[str], most: int = 5) -> Text:
    """Who gave most and who gave fewest highest answers in a theme, of those that answered all of it.

    By name, or by number where many tie; ``{}`` where all are alike or too few to have ends.
    """
    reached, size = held.reached[theme.key], len(theme.indicators)
    whole = {area: reached[area][0] for area in areas if area in reached and reached[area][1] == size}
    if len(whole) < land.rules.fewest_spread or len(set(whole.values())) == 1:
        return {}
    found = {}
    for name, end in (("top", max(whole.values())), ("bottom", min(whole.values()))):
        there = [area for area, count in whole.items() if count == end]
        found[name] = listing(map(land.name, there)) if len(there) <= most else say("theme.tied", count=len(there))
    return say("theme.ends", most=max(whole.values()), least=min(whole.values()), size=size, **found)


def broken(land: Landscape, ids: Iterable[str]) -> list[Text]:
    """For each series that may not be compared over a change: where, and why."""
    found = []
    for id in ids:
        indicator = land.indicator(id)
        periods = land.answered[id]
        for after, said in breaks(indicator, periods):
            if said.allowed:
                continue
            before = periods[periods.index(after) - 1]
            found.append(
                say("limits.break", label=indicator.label, before=before, after=after, reason=said.causes[0].reason)
            )
    return found


def by_subject(land: Landscape, ids: Iterable[str]) -> dict[str, list[str]]:
    """Subject to those of the indicators that it has, in the order of the vocabulary's subjects."""
    found = {subject: list[str]() for subject in land.vocabulary.concepts.get("subject", {})}
    for id in ids:
        found.setdefault(land.indicator(id).subject, []).append(id)
    return {subject: held for subject, held in found.items() if held}


def subject_heading(land: Landscape, subject: str) -> Text:
    """The name of a subject, as the vocabulary has it."""
    known = land.vocabulary.concepts.get("subject", {})
    return known[subject].label if subject in known else alike(subject)


def kept(paragraphs: Iterable[Paragraph | None]) -> list[Paragraph]:
    """Those that say anything."""
    return [one for one in paragraphs if one is not None]


def by_step(land: Landscape, area: str, ids: Sequence[str]) -> Sequence[tuple[Text, list[str]]]:
    """A municipality's latest answers, the highest first: a step's name and the questions it was given to."""
    found: dict[tuple[float, str], list[str]] = {}
    for id in ids:
        value = land.value(id, area)
        if value is not None:
            found.setdefault((value, localised(land.step(id, value), "sv")), []).append(id)
    order = sorted(found, key=lambda step: -step[0])
    return [(land.step(found[step][0], step[0]), found[step]) for step in order]
