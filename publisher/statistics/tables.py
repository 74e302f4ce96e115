"""Tables: all that the statistics say of an edition, as rows of ``statistics.sql``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from publisher.model import AreaKind, Indicator, Observation, Text, localised
from publisher.parts import Parts, digest
from publisher.phrases import joined
from publisher.statistics.aggregates import Aggregate, Method, aggregate
from publisher.statistics.analysis import analyses
from publisher.statistics.examples import Example, examples, first_to_ask, without_told
from publisher.statistics.landscape import Landscape, landscape
from publisher.statistics.leads import Lead, Screened, compared, of_indicator, of_themes
from publisher.statistics.pieces import Pieces
from publisher.statistics.published import beside, published
from publisher.statistics.ranking import ranking, undirected
from publisher.statistics.rules import RULES, Rules
from publisher.statistics.seen import alone, moved, seen
from publisher.statistics.similar import explained
from publisher.statistics.traits import NAMED, NUMERIC
from publisher.vocabulary import Vocabulary

Row = tuple[object, ...]


#: Tables that are filled indicator by indicator.
COMPARED = ("rankings", "ranking_refusals", "aggregates", "published_beside", "movements")


def tables(
    vocabulary: Vocabulary,
    observations: Iterable[Observation],
    rules: Rules = RULES,
    *,
    exemplary: bool = True,
    parts: Parts | None = None,
    words: str = "",
) -> dict[str, list[Row]]:
    """Every table of ``statistics.sql`` with its rows, columns in the order of the file, rows in that of the key.

    Args:
        observations: all observations of the edition; their order is irrelevant.
        exemplary: whether the site tells good examples.
        parts: where what is told of some indicators is kept; None: nowhere.
        words: digest of the vocabulary.
    """
    land = landscape(vocabulary, observations, rules, parts)
    found: dict[str, list[Row]] = {table: [] for table in COMPARED}
    for id in rested_on(land):
        for table, rows in comparisons(land, id).items():
            found[table] += rows
    return found | told(land, exemplary=exemplary, parts=parts, words=words)


def told(
    land: Landscape, *, exemplary: bool = True, parts: Parts | None = None, words: str = ""
) -> dict[str, list[Row]]:
    """The tables of ``statistics.sql`` but :data:`COMPARED`; see :func:`tables`."""
    kept = parts or Parts(None)
    pieces = Pieces(land, kept, words)
    of = {id: pieces.of("alone", [id], partial(_alone, land, id), Alone) for id in sorted(land.latest)}
    held = seen(land, pieces)
    good = [example for one in of.values() for example in one.examples] if exemplary else None
    first = first_to_ask(land, good or ())
    areas = land.groups.municipalities
    themes = pieces.of(
        "themes", sorted(land.asked), lambda: {area: of_themes(land, area, held) for area in areas}, dict[str, Screened]
    )
    found_of = {"": themes, **{id: one.unusual for id, one in of.items()}}
    screened = {area: compared(land, area, held, found_of) for area in areas}
    unusual = {area: told for area, (_, told) in screened.items()}
    tested = {area: made for area, (made, _) in screened.items()}
    return {
        "traits": list(_traits(land)),
        "similar": kept.value(
            "similar", [words, land.rules, land.traits, land.peers], lambda: list(_similar(land)), list[tuple[Any, ...]]
        ),
        "leads": list(_leads(land, unusual)),
        "examples": [
            (*_example(land, one), *_told(land, without_told(land, one)), first.get((one.indicator, one.area)))
            for one in good or ()
        ],
        "analyses": [
            (area, position, p.section, *_told(land, p.heading), *_told(land, p.text))
            for area, paragraphs in sorted(analyses(land, held, good, unusual, tested, pieces).items())
            for position, p in enumerate(paragraphs, 1)
        ],
    }


def _told(land: Landscape, text: Text) -> tuple[str, ...]:
    """A text in each language that texts of the edition stand in; '' where there is none."""
    return tuple(localised(text, code) for code in land.vocabulary.languages)


def rested_on(land: Landscape) -> dict[str, str]:
    """Every indicator that :func:`comparisons` has rows of, in order, to the digest of the figures that it looks at."""
    known, found = land.figures.sums, {}
    for id in sorted({*land.latest, *_background(land)}):
        one = land.indicator(id)
        found[id] = digest([known.get(name) for name in (id, one.published_as, one.asked_if) if name])
    return found


def comparisons(land: Landscape, id: str) -> dict[str, list[Row]]:
    """Rankings, aggregates and published figures beside them, for every period of an indicator with municipal values;

    and the latest change.

    Returns:
        The rows of the tables :data:`COMPARED`.
    """
    stored = land.vocabulary.dividing  # groups of similar ones are too many, and computed when asked for
    groups = sorted(
        area.code
        for area in land.vocabulary.areas.values()
        if area.kind in {AreaKind.COUNTY, AreaKind.NATION} or area.group_type in stored
    )
    found: dict[str, list[Row]] = {table: [] for table in COMPARED}
    for period in land.figures.periods[id]:
        if land.answers(id, period):
            _rank(land, land.indicator(id), period, found)
            for group in groups:
                _aggregate(land, land.indicator(id), period, group, found)
    if id in land.latest:
        found["movements"] += _movements(land, id)
    return found


def _background(land: Landscape) -> Iterator[str]:
    """Indicators of a background: not told of, but aggregated all the same."""
    for id, indicator in land.vocabulary.indicators.items():
        if land.vocabulary.background(indicator) and land.answered.get(id):
            yield id


def _rank(land: Landscape, indicator: Indicator, period: str, found: dict[str, list[Row]]) -> None:
    if (refusal := undirected(indicator)) is not None:
        found["ranking_refusals"].append((indicator.id, period, refusal.code, *_told(land, refusal.reason)))
        return
    series, areas = land.series(indicator.id, period), land.groups.municipalities
    ranked = ranking(indicator, period, series, areas, land.gate(indicator.id, period), land.rules)
    if (refusal := ranked.refusal) is not None:
        found["ranking_refusals"].append((indicator.id, period, refusal.code, *_told(land, refusal.reason)))
    for area, standing in sorted(ranked.standings.items()):
        s = standing
        found["rankings"].append(
            (indicator.id, period, area, s.value, s.rank_low, s.rank_high, s.band_low, s.band_high, s.worst, s.tied,
             s.further, ranked.n, ranked.asked)
        )  # fmt: skip


def _aggregate(land: Landscape, indicator: Indicator, period: str, group: str, found: dict[str, list[Row]]) -> None:
    members, membership = land.groups.members(group, period[:4])
    series = land.series(indicator.id, period)
    computed = aggregate(indicator, period, series, members, land.gate(indicator.id, period), land.rules)
    if computed.method is not Method.NONE:
        found["aggregates"] += _aggregate_rows(computed, group, membership)
    source = published(land.figures, indicator, group, period)
    if source is not None:
        b = beside(source, computed)
        found["published_beside"].append(
            (indicator.id, period, group, b.indicator, b.published, b.status, b.computed, b.difference,
             *_told(land, b.explanation))
        )  # fmt: skip


def _aggregate_rows(a: Aggregate, group: str, membership: str) -> Iterator[Row]:
    yield (a.indicator, a.period, group, -1, a.method, a.value, None, a.bounds.low, a.bounds.high, a.first_quartile,
           a.third_quartile, a.minimum, a.maximum, a.n, a.asked, membership)  # fmt: skip
    for part in a.parts:
        yield (a.indicator, a.period, group, part.code, a.method, part.share, part.count, part.bounds.low,
               part.bounds.high, None, None, None, None, a.n, a.asked, membership)  # fmt: skip


def _traits(land: Landscape) -> Iterator[Row]:
    known = land.traits
    for area in land.groups.municipalities:
        for trait in sorted((*NUMERIC, *NAMED)):
            number = known.numbers[area].get(trait)  # None for the named ones
            code = known.codes[area].get(trait)
            if number is not None or code is not None:
                yield area, str(trait), number, code, known.standardised[area].get(trait)


def _similar(land: Landscape) -> Iterator[Row]:
    for area in land.groups.municipalities:
        for position, other in enumerate(land.peers[area][: land.rules.similar], 1):
            neighbour = explained(land.traits, area, other)
            said = [joined(*texts, between="; ") for texts in (neighbour.reasons, neighbour.against)]
            yield (area, position, neighbour.area, neighbour.distance, *_told(land, said[0]), *_told(land, said[1]))


@dataclass(frozen=True, kw_only=True)
class Alone:
    """What is said of the latest figures of one indicator, whatever others say."""

    examples: Sequence[Example]
    unusual: Mapping[str, Screened]  #: area to what is unusual in it, where anything was compared


def _alone(land: Landscape, id: str) -> Alone:
    held = alone(land, id)
    found = {area: of_indicator(land, area, id, held) for area in land.groups.municipalities}
    unusual = {area: one for area, one in found.items() if any(tested for tested, _ in one)}
    return Alone(examples=examples(land, id), unusual=unusual)


def _movements(land: Landscape, id: str) -> Iterator[Row]:
    for area, c in sorted(moved(land, id).items()):
        yield (id, area, c.earlier, c.later, c.old, c.new, str(c.move), c.difference, str(c.verdict.comparability),
               *_told(land, c.verdict.reason))  # fmt: skip


def _leads(land: Landscape, unusual: Mapping[str, Sequence[Lead]]) -> Iterator[Row]:
    for area, found in sorted(unusual.items()):
        for position, lead in enumerate(found, 1):
            yield (area, position, str(lead.tier), lead.kind, lead.side, lead.subject, lead.period, lead.probability,
                   *_told(land, lead.sentence), *_told(land, lead.grounds), *_told(land, lead.caveat))  # fmt: skip


def _example(land: Landscape, e: Example) -> Row:
    return (
        e.indicator,
        str(e.kind),
        e.area,
        e.first,
        e.last,
        e.old,
        e.new,
        *_told(land, e.text),
        *_told(land, e.caveat),
    )


def counted(found: Mapping[str, list[Row]]) -> dict[str, int]:
    """How many rows each table has."""
    return {name: len(rows) for name, rows in found.items()}
