"""Telling: what the analyses of municipalities, counties and the nation have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from publisher.model import LANGUAGES, Direction, Text, localised
from publisher.statistics.bounds import quantile
from publisher.statistics.comparability import breaks
from publisher.statistics.landscape import Landscape, Theme
from publisher.statistics.leads import Seen, short
from publisher.statistics.wording import joined, say
from publisher.statistics.words import capital, in_sentence, listed, some

#: A theme with fewer questions is told answer by answer.
LEAST_QUESTIONS = 4


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One paragraph of an analysis."""

    section: str  #: ``position``, ``theme``, ``numbers``, ``change``, ``learn``, ``unusual``, ``limits`` …
    heading: Text
    text: Text


def paragraph(section: str, heading: Text, *sentences: Text) -> Paragraph | None:
    """A paragraph of the sentences that say anything, each begun with a capital; None when none does."""
    text = joined(*({language: capital(words) for language, words in said.items()} for said in sentences if said))
    return Paragraph(section=section, heading=heading, text=text) if text else None


def listing(texts: Iterable[Text], most: int | None = None) -> Text:
    """Several texts as a list within a sentence; after ``most`` of them, how many more."""
    kept = list(texts)
    return {
        language: (listed if most is None else _cut(most))([localised(text, language) for text in kept], language)
        for language in LANGUAGES
    }


def _cut(most: int):  # type: ignore[no-untyped-def]
    return lambda items, language: some(items, language, most)


def short_labels(land: Landscape, ids: Sequence[str]) -> dict[str, Text]:
    """Labels for a list, without what all of them share: ``GPS-larm`` where all go on ``, äldre i ordinärt boende``."""
    found: dict[str, dict[str, str]] = {id: {} for id in ids}
    for language in LANGUAGES:
        parts = {id: localised(land.indicator(id).label, language).partition(", ") for id in ids}
        heads = {head for head, _, _ in parts.values()}
        rests = {rest for _, _, rest in parts.values()}
        for id, (head, comma, rest) in parts.items():
            if len(ids) > 1 and len(heads) == 1 and comma:
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


def period_of(land: Landscape, theme: Theme) -> str:
    """The period of a theme's latest answers, ``2021–2022`` when they differ."""
    periods = sorted({land.latest[id] for id in theme.indicators})
    return periods[0] if len(periods) == 1 else f"{periods[0]}–{periods[-1]}"


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


def leaders(land: Landscape, held: Seen, theme: Theme, areas: Iterable[str], most: int = 5) -> Text:
    """Who has come furthest in a theme, ties and all; ``{}`` when nobody has come anywhere or too many tie."""
    reached = held.reached[theme.key]
    top = max((reached[area][0] for area in areas), default=0)
    first = [area for area in areas if reached[area][0] == top]
    if not top or len(first) > most:
        return {}
    key = (
        ("most" if len(first) == 1 else "mosts")
        if contested(land, theme)
        else "leader"
        if len(first) == 1
        else "leaders"
    )
    return say(f"theme.{key}", list=listing(map(land.name, first)), most=top, size=len(theme.indicators))


def broken(land: Landscape, ids: Iterable[str]) -> list[Text]:
    """For each series that may not be compared over a change: where, and why."""
    found = []
    for id in ids:
        indicator = land.indicator(id)
        periods = [period for period in land.figures.periods[id] if land.answers(id, period)]
        for after, said in breaks(indicator, periods):
            if said.allowed:
                continue
            before = periods[periods.index(after) - 1]
            found.append(
                say("limits.break", label=indicator.label, before=before, after=after, reason=said.causes[0].reason)
            )
    return found


def numbers_told(land: Landscape) -> list[str]:
    """The two percentages told beside the answers: more is better, and not from a sample."""
    found = [
        id
        for id in land.latest
        if not land.stepped(id)
        and land.indicator(id).direction is Direction.HIGHER
        and land.indicator(id).unit.startswith("percent")
        and id not in land.rules.samples
    ]
    return found[:2]


def kept(paragraphs: Iterable[Paragraph | None]) -> list[Paragraph]:
    """Those that say anything."""
    return [one for one in paragraphs if one is not None]


def by_step(land: Landscape, area: str, ids: Sequence[str]) -> Mapping[float, list[str]]:
    """A municipality's latest answers: step to the questions it was given to."""
    found: dict[float, list[str]] = {}
    for id in ids:
        value = land.value(id, area)
        if value is not None:
            found.setdefault(value, []).append(id)
    return found
