"""What must be known to read some observations: codebook, sources, breaks, and why something is not there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import Any, cast

from publisher.download import Download, citation, languages
from publisher.extract import explained
from publisher.model import Area, Indicator, Text
from publisher.phrases import joined, tell
from publisher.reader import Reader
from publisher.statistics.comparability import Verdict, area_verdict, breaks
from publisher.web.api.answering import Asked
from publisher.web.api.naming import names
from publisher.web.api.selecting import Wanted
from publisher.web.book import book_of

#: Combinations of indicator and area of which it is told that nothing is published.
MOST_GAPS = 100


_EXPLAINED = attrgetter("dataset", "source", "note", "status", "sex", "service_area")


def describe(asked: Asked, wanted: Wanted, ids: Sequence[str], areas: Sequence[Area]) -> Download:
    """All that explains the rows; the rows themselves are the caller's."""
    reader = asked.reader
    held = names(reader)
    datasets = {held.available[id].dataset for id in ids if id in held.available}
    catalog = reader.catalog
    title = _title(wanted)
    found = [dataset for dataset in catalog.datasets if dataset.name in datasets]
    notes = [(name, id, text) for (name, id), text in book_of(reader).noted.items() if name in datasets]
    restrictions = cautions(reader, wanted, [reader.vocabulary.indicators[id] for id in ids])
    url = asked.data_url()
    return Download(
        title=title,
        url=url,
        language=asked.language,
        columns=reader.observed.downloaded(languages(asked.language)),
        rows=lambda: (),
        citation=citation(catalog, title, reader.edition, url),
        cautions=[text for _, text in restrictions],
        meta={"breaks": [{**key, "reason": asked.say(cast("Text", key["reason"]))} for key, _ in restrictions]},
        guarded=asked.one("raw") != "1",
        bom=asked.one("bom") == "1",
        decimal="," if asked.one("decimal") == "comma" else ".",
        outlines=asked.outlines,
        **explained(
            datasets=found,
            catalog=catalog,
            vocabulary=reader.vocabulary,
            edition=reader.edition,
            indicators=ids,
            areas=[area.code for area in areas],
            notes=notes,
        ),  # type: ignore[arg-type]
    )


def narrowed(download: Download, found: Sequence[Any]) -> Download:
    """The explanation less the terms, sources, notes, statuses and codes that none of the rows has."""
    unlike = set(map(_EXPLAINED, found))
    datasets = {dataset for dataset, *_ in unlike}
    sources = {(dataset, source) for dataset, source, *_ in unlike}
    notes = {(dataset, id) for dataset, _, note, *_ in unlike if note for id in note.split()}
    statuses = {status for *_, status, _, _ in unlike}
    there = {"sex": {sex for *_, sex, _ in unlike}, "service-area": {service for *_, service in unlike}}
    concepts = {
        scheme: [concept for concept in known if scheme not in there or concept.code in there[scheme]]
        for scheme, known in download.concepts.items()
    }
    return replace(
        download,
        terms=[one for one in download.terms if one.dataset in datasets] or download.terms,
        sources=[(dataset, source) for dataset, source in download.sources if (dataset, source.id) in sources],
        notes=[note for note in download.notes if note[:2] in notes],
        statuses=[status for status in download.statuses if status.code in statuses],
        concepts=concepts,
    )


def _title(wanted: Wanted) -> Text:
    if len(wanted.indicators) == 1:
        return wanted.indicators[0].label
    if len(wanted.datasets) == 1 and not wanted.indicators:
        return wanted.datasets[0].title
    if wanted.indicators:
        return tell("{count} indicators", count=len(wanted.indicators))
    return tell("Observations")


def cautions(reader: Reader, wanted: Wanted, indicators: Sequence[Indicator]) -> list[tuple[dict[str, object], Text]]:
    """Where figures of the selection may not, or only with care, be compared: as data and as a sentence."""
    found: list[tuple[dict[str, object], Text]] = []
    spans: set[str] = set()
    kept = book_of(reader).computed
    for indicator in indicators:
        there = names(reader).available.get(indicator.id)
        periods = sorted(p for p in there.periods if wanted.periods.holds(p)) if there else []
        if not indicator.todays_borders:
            spans |= set(periods[:1] + periods[-1:])
        if len(indicator.versions) > 1:
            found += kept.once(("cautions", indicator.id, *periods), partial(_breaks, indicator, periods))
    if len(spans) > 1:
        for area in wanted.areas:
            if area.changes and (verdict := area_verdict(area, min(spans), max(spans))).causes:
                found.append(_caution(None, area.code, verdict.causes[0].since, verdict))
    return found


def _breaks(indicator: Indicator, periods: Sequence[str]) -> list[tuple[dict[str, object], Text]]:
    return [_caution(indicator.id, None, period, verdict) for period, verdict in breaks(indicator, periods)]


def _caution(indicator: str | None, area: str | None, since: str, verdict: Verdict) -> tuple[dict[str, object], Text]:
    words = (
        tell("is to be compared with earlier figures with care")
        if verdict.allowed
        else tell("may not be compared with earlier figures")
    )
    data: dict[str, object] = {
        "indicator": indicator,
        "area": area,
        "since": since,
        "comparability": str(verdict.comparability),
        "reason": verdict.reason,
        "sources": list(verdict.sources),
    }
    said = tell("{what} {since} {verdict}:", what=indicator or area, since=since, verdict=words)
    return data, joined(said, verdict.reason)


def left_out(asked: Asked, wanted: Wanted, found: Sequence[Any], complete: bool) -> list[dict[str, object]]:
    """Why what was asked for by name is not among the rows."""
    held = names(asked.reader)
    left: list[dict[str, object]] = []

    def leave(code: str, reason: Text, **about: object) -> None:
        left.append({**about, "code": code, "reason": asked.say(reason)})

    kinds = {asked.reader.vocabulary.areas[code].kind.value for code in wanted.area_codes}
    explained_ids: set[str] = set()
    for indicator in wanted.indicators:
        id = indicator.id
        there = held.available.get(id)
        before = len(left)
        if there is None:
            leave("no-observations", tell("{id}: no values are published.", id=id), indicator=id)
        else:
            dataset = next(d for d in asked.reader.catalog.datasets if d.name == there.dataset)
            if asked.as_of and dataset.issued > asked.as_of:
                leave(
                    "not-published-then",
                    tell("{id}: first published {issued}.", id=id, issued=dataset.issued),
                    indicator=id,
                )
            if wanted.datasets and there.dataset not in {d.name for d in wanted.datasets}:
                leave(
                    "other-dataset",
                    tell("{id} is in the dataset {dataset}.", id=id, dataset=there.dataset),
                    indicator=id,
                )
            _missing("sex", tell("sex"), wanted.sexes, there.sexes, id, leave)
            _missing("service-area", tell("service area"), wanted.service_areas, there.service_areas, id, leave)
            if kinds and not kinds & there.kinds:
                _missing("area-kind", tell("kind of area"), sorted(kinds), there.kinds, id, leave)
            absent = [p for p in wanted.periods.codes if p not in there.periods]
            if absent or not any(wanted.periods.holds(p) for p in there.periods):
                said = ", ".join(absent) or tell("the period")
                listed = ", ".join(sorted(there.periods))
                leave(
                    "period",
                    tell("{id}: nothing is published for {said}; there are {listed}.", id=id, said=said, listed=listed),
                    indicator=id,
                    allowed=sorted(there.periods),
                )
        if len(left) > before:
            explained_ids.add(id)
    if complete and wanted.areas and wanted.indicators:
        present = {(row.indicator, row.area) for row in found}
        gaps = [
            (i.id, a.code)
            for i in wanted.indicators
            for a in wanted.areas
            if (i.id, a.code) not in present and i.id not in explained_ids
        ]
        for id, code in gaps[:MOST_GAPS]:
            leave("no-row", tell("{id}: nothing is published for {code}.", id=id, code=code), indicator=id, area=code)
        if len(gaps) > MOST_GAPS:
            leave("no-row", tell("{count} more pairs have no values.", count=len(gaps) - MOST_GAPS))
    if not found and not left:
        leave("nothing-matches", tell("No value meets all conditions at once; remove them one at a time."))
    return left


def _missing(
    code: str, word: Text, wanted: Sequence[str], there: set[str], id: str, leave: Callable[..., None]
) -> None:
    absent = [value for value in wanted if value not in there]
    if absent:
        listed, said = ", ".join(sorted(there)), ", ".join(absent)
        leave(
            code,
            tell("{id}: nothing for {word} {said}; there is {listed}.", id=id, word=word, said=said, listed=listed),
            indicator=id,
            allowed=sorted(there),
        )
