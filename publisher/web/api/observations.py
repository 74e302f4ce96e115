"""``/api/v1/observations``: any selection of values, with what must be known to read them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from litestar import Response, get
from litestar.response import Stream

from publisher.columns import observation_columns
from publisher.download import Cells, Download, citation
from publisher.extract import Raw, Shown, ShownInBoth, explained, observation_cells, shown, shown_columns
from publisher.model import LANGUAGES, Area, Dataset, Indicator, Text, localised
from publisher.reader import DATABASE, ROW_COLUMNS, Reader, Selection, observations_sql
from publisher.statistics.comparability import Verdict, area_verdict, breaks
from publisher.web.api import asking
from publisher.web.api.answering import INLINE, WHOLE, AnyRequest, Asked, answer, ask
from publisher.web.api.asking import Names, Periods, names
from publisher.web.api.parameters import (
    AREA,
    AS_OF,
    DATASET,
    GROUP,
    INDICATOR,
    MOST_VALUES,
    PAGE,
    PAGING,
    PERIOD,
    SERVICE_AREA,
    SEX,
    too_many,
)

PATH = "/api/v1/observations"
PARAMETERS = (INDICATOR, AREA, GROUP, PERIOD, SEX, SERVICE_AREA, DATASET, AS_OF, *PAGING)
FORMATS = ("json", "csv", "xlsx", "json-stat", "parquet", "csvw")

#: Combinations of indicator and area of which it is told that nothing is published.
MOST_GAPS = 100


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked for, in codes."""

    indicators: Sequence[Indicator]  #: empty: all
    areas: Sequence[Area]  #: named one by one
    members: Sequence[str]  #: codes that came with groups
    periods: Periods
    sexes: Sequence[str]
    service_areas: Sequence[str]
    datasets: Sequence[Dataset]

    @property
    def area_codes(self) -> list[str]:
        return sorted({area.code for area in self.areas} | set(self.members))

    def ids(self, held: Names) -> list[str]:
        """Indicators that may have observations in the selection."""
        chosen = [i.id for i in self.indicators] or sorted(held.available)
        datasets = {d.name for d in self.datasets}
        return [
            id for id in chosen if id in held.available and (not datasets or held.available[id].dataset in datasets)
        ]


@get(PATH, name="api-observations")
async def observations(request: AnyRequest) -> Response[bytes] | Stream:
    """Values with status, n, numerator, denominator, source and edition."""
    asked = ask(request, PATH, PARAMETERS, FORMATS)
    wanted = understand(asked)
    held = names(asked.reader)
    selection = select(asked, wanted)
    if asked.format.key == "json":
        return await page(asked, wanted, selection)
    rows = bounded_count(asked.reader, selection)
    download = describe(asked, wanted, wanted.ids(held), _areas(asked.reader, wanted, held))
    aside = rows > INLINE or asked.format.key not in ("csv", "csvw")
    download = replace(download, rows=lambda: _cells(asked, selection, aside, labels=True))
    return await answer(asked, download, rows)


async def page(asked: Asked, wanted: Wanted, selection: Selection) -> Response[bytes] | Stream:
    """One page of JSON, with what is left out and why."""
    limit, offset = int(asked.one("limit", str(PAGE))), int(asked.one("offset", "0"))
    reader = asked.reader
    columns = shown_columns(asked.language, reader.edition.id)
    found = shown(reader.connection.execute(*_paged(selection, limit + 1, offset, columns)), asked.language)
    more = len(found) > limit
    del found[limit:]
    count = offset + len(found) if not more and found else reader.count(selection)
    links = {"first": asked.url(offset="")} if offset else {}
    pinned = asked.one("as_of") or reader.edition.id
    if more:
        links["next"] = asked.url(as_of=pinned, offset=str(offset + limit))
    if offset and offset >= count > 0:
        left: list[dict[str, object]] = [{"code": "past-the-end", "reason": asked.say(_PAST)}]
    else:
        left = left_out(asked, wanted, found, complete=not more and not offset)
    ids = sorted({row.indicator for row in found} | {i.id for i in wanted.indicators})
    download = describe(
        asked, wanted, ids, [reader.vocabulary.areas[code] for code in sorted({row.area for row in found})]
    )
    download = replace(
        narrowed(download, found),
        links=links,
        data=found,
        columns=observation_columns(asked.language, labels=False),
        meta={
            "count": count,
            "returned": len(found),
            "limit": limit,
            "offset": offset,
            "as_of": asked.one("as_of") or None,
            "left_out": left,
            **download.meta,
        },
    )
    return await answer(asked, download, len(found))


_PAST: Text = {
    "sv": "offset ligger efter sista raden; links.first är första sidan.",
    "en": "offset lies past the last row; links.first is the first page.",
}


def understand(asked: Asked) -> Wanted:
    """Names as codes; whatever cannot be so is refused.

    Raises:
        ProblemError: 400, 404, 410 or 422.
    """
    reader = asked.reader
    held = names(reader)
    indicators = [asking.indicator(reader, name) for name in asked.many("indicator")]
    areas = [asking.area(reader, name) for name in asked.many("area")]
    members = [code for name in asked.many("group") for code in asking.members(reader, name)[1]]
    if len({a.code for a in areas} | set(members)) > MOST_VALUES:
        raise too_many("area", MOST_VALUES)
    datasets = [find_dataset(reader, name) for name in asked.many("dataset")]
    service_areas = asked.many("service_area")
    for code in service_areas:
        if code not in reader.vocabulary.concepts.get("service-area", {}):
            raise asking.unknown_code("service_area", code, sorted(reader.vocabulary.concepts["service-area"]))
    wanted = Wanted(
        indicators=list({i.id: i for i in indicators}.values()),
        areas=list({a.code: a for a in areas}.values()),
        members=members,
        periods=asking.periods(asked.many("period")),
        sexes=asked.many("sex"),
        service_areas=service_areas,
        datasets=datasets,
    )
    there = [period for id in wanted.ids(held) for period in held.available[id].periods]
    asking.check_periods(wanted.periods, there, [i.id for i in indicators])
    return wanted


def find_dataset(reader: Reader, name: str) -> Dataset:
    """The dataset of a name.

    Raises:
        ProblemError: 404 naming those there are.
    """
    for dataset in reader.catalog.datasets:
        if dataset.name == name.casefold():
            return dataset
    asking.check_gone(reader, "dataset", {"sv": "Datamängden", "en": "The dataset"}, name)
    raise asking.unknown_code("dataset", name, [dataset.name for dataset in reader.catalog.datasets])


def select(asked: Asked, wanted: Wanted) -> Selection:
    """The selection in the words of the database."""
    return Selection(
        indicators=[i.id for i in wanted.indicators],
        areas=wanted.area_codes,
        periods=_codes(asked, wanted),
        latest=wanted.periods.latest,
        sexes=wanted.sexes,
        service_areas=wanted.service_areas,
        datasets=[d.name for d in wanted.datasets],
        as_of=asked.as_of,
    )


def _codes(asked: Asked, wanted: Wanted) -> list[str]:
    """The periods asked for, ranges spelt out as the periods there are; empty: all."""
    if not wanted.periods.codes and not wanted.periods.ranges:
        return []
    held = names(asked.reader)
    there = {period for id in wanted.ids(held) for period in held.available[id].periods}
    return sorted({*wanted.periods.codes, *(period for period in there if wanted.periods.holds(period))})


def _paged(
    selection: Selection, limit: int, offset: int, columns: Sequence[str] = ROW_COLUMNS
) -> tuple[str, list[object]]:
    sql, values = observations_sql(selection, columns)
    return f"{sql} LIMIT ? OFFSET ?", [*values, limit, offset]


def bounded_count(reader: Reader, selection: Selection) -> int:
    """How many rows a selection holds; counting stops just above what is answered whole."""
    sql, values = _paged(selection, WHOLE + 1, 0)
    return int(reader.connection.execute(f"SELECT count(*) FROM ({sql})", values).fetchone()[0])  # noqa: S608


def _cells(asked: Asked, selection: Selection, aside: bool, labels: bool) -> Iterator[Cells]:
    """The rows of a selection; ``aside`` reads on a connection of its own, for use in another thread."""
    reader = asked.reader
    sql, values = observations_sql(selection)
    connection = reader.connection
    if aside:
        address = f"{(reader.folder / DATABASE).as_uri()}?immutable=1"
        connection = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
    try:
        rows = cast("Iterator[Raw]", connection.execute(sql, values))
        yield from observation_cells(rows, reader.vocabulary, asked.language, reader.edition.id, labels)
    finally:
        if aside:
            connection.close()


def _areas(reader: Reader, wanted: Wanted, held: Names) -> list[Area]:
    """Areas that may occur, for their names."""
    codes = wanted.area_codes or [code for code in reader.vocabulary.areas if code in held.observed]
    return [reader.vocabulary.areas[code] for code in codes]


def describe(asked: Asked, wanted: Wanted, ids: Sequence[str], areas: Sequence[Area]) -> Download:
    """All that explains the rows; the rows themselves are the caller's."""
    reader = asked.reader
    held = names(reader)
    datasets = {held.available[id].dataset for id in ids if id in held.available}
    catalog = reader.catalog
    title = _title(wanted)
    found = [dataset for dataset in catalog.datasets if dataset.name in datasets]
    notes = [
        (name, id, {"sv": sv, "en": en})
        for name in sorted(datasets)
        for id, sv, en in reader.connection.execute("SELECT id, note_sv, note_en FROM notes WHERE dataset = ?", [name])
    ]
    restrictions = cautions(wanted, [reader.vocabulary.indicators[id] for id in ids], held)
    url = asked.url()
    return Download(
        title=title,
        url=url,
        language=asked.language,
        columns=observation_columns(asked.language),
        rows=lambda: (),
        citation=citation(catalog, title, reader.edition, url),
        cautions=[text for _, text in restrictions],
        meta={"breaks": [{**key, "reason": asked.say(cast("Text", key["reason"]))} for key, _ in restrictions]},
        links={"csv": asked.url(format="csv")} if asked.format.key == "csvw" else {},
        bom=asked.one("bom") == "1",
        decimal="," if asked.one("decimal") == "comma" else ".",
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


def narrowed(download: Download, found: Sequence[Shown] | Sequence[ShownInBoth]) -> Download:
    """The explanation less the sources, notes, statuses and codes that none of the rows has."""
    sources = {(row.dataset, row.source) for row in found}
    notes = {(row.dataset, id) for row in found if row.note for id in row.note.split()}
    statuses = {row.status for row in found}
    there = {"sex": {row.sex for row in found}, "service-area": {row.service_area for row in found}}
    concepts = {
        scheme: [concept for concept in known if scheme not in there or concept.code in there[scheme]]
        for scheme, known in download.concepts.items()
    }
    return replace(
        download,
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
        return {"sv": f"{len(wanted.indicators)} nyckeltal", "en": f"{len(wanted.indicators)} indicators"}
    return {"sv": "Observationer", "en": "Observations"}


def cautions(wanted: Wanted, indicators: Sequence[Indicator], held: Names) -> list[tuple[dict[str, object], Text]]:
    """Where figures of the selection may not, or only with care, be compared: as data and as a sentence."""
    found: list[tuple[dict[str, object], Text]] = []
    spans: set[str] = set()
    for indicator in indicators:
        there = held.available.get(indicator.id)
        periods = sorted(p for p in there.periods if wanted.periods.holds(p)) if there else []
        spans |= set(periods[:1] + periods[-1:])
        if len(indicator.versions) > 1:
            found += [_caution(indicator.id, None, period, verdict) for period, verdict in breaks(indicator, periods)]
    if len(spans) > 1:
        for area in wanted.areas:
            if area.changes and (verdict := area_verdict(area, min(spans), max(spans))).causes:
                found.append(_caution(None, area.code, verdict.causes[0].since, verdict))
    return found


def _caution(indicator: str | None, area: str | None, since: str, verdict: Verdict) -> tuple[dict[str, object], Text]:
    words = (
        {"sv": "ska jämföras med tidigare med försiktighet", "en": "is to be compared with earlier figures with care"}
        if verdict.allowed
        else {"sv": "får inte jämföras med tidigare", "en": "may not be compared with earlier figures"}
    )
    data: dict[str, object] = {
        "indicator": indicator,
        "area": area,
        "since": since,
        "comparability": str(verdict.comparability),
        "reason": verdict.reason,
        "sources": list(verdict.sources),
    }
    what = indicator or area
    said = {code: f"{what} {since} {words[code]}: {localised(verdict.reason, code)}" for code in LANGUAGES}
    return data, said


def left_out(
    asked: Asked, wanted: Wanted, found: Sequence[Shown] | Sequence[ShownInBoth], complete: bool
) -> list[dict[str, object]]:
    """Why what was asked for by name is not among the rows."""
    held = names(asked.reader)
    left: list[dict[str, object]] = []

    def leave(code: str, sv: str, en: str, **about: object) -> None:
        left.append({**about, "code": code, "reason": asked.say({"sv": sv, "en": en})})

    kinds = {asked.reader.vocabulary.areas[code].kind.value for code in wanted.area_codes}
    explained_ids: set[str] = set()
    for indicator in wanted.indicators:
        id = indicator.id
        there = held.available.get(id)
        before = len(left)
        if there is None:
            leave("no-observations", f"{id}: inga värden är utgivna.", f"{id}: no values are published.", indicator=id)
        else:
            dataset = next(d for d in asked.reader.catalog.datasets if d.name == there.dataset)
            if asked.as_of and dataset.issued > asked.as_of:
                leave(
                    "not-published-then",
                    f"{id}: först utgivet {dataset.issued}.",
                    f"{id}: first published {dataset.issued}.",
                    indicator=id,
                )
            if wanted.datasets and there.dataset not in {d.name for d in wanted.datasets}:
                leave(
                    "other-dataset",
                    f"{id} finns i datamängden {there.dataset}.",
                    f"{id} is in the dataset {there.dataset}.",
                    indicator=id,
                )
            _missing("sex", {"sv": "kön", "en": "sex"}, wanted.sexes, there.sexes, id, leave)
            _missing(
                "service-area",
                {"sv": "verksamhetsområde", "en": "service area"},
                wanted.service_areas,
                there.service_areas,
                id,
                leave,
            )
            if kinds and not kinds & there.kinds:
                _missing(
                    "area-kind", {"sv": "områdesslag", "en": "kind of area"}, sorted(kinds), there.kinds, id, leave
                )
            absent = [p for p in wanted.periods.codes if p not in there.periods]
            if absent or not any(wanted.periods.holds(p) for p in there.periods):
                said = ", ".join(absent)
                listed = ", ".join(sorted(there.periods))
                leave(
                    "period",
                    f"{id}: inget är utgivet för {said or 'perioden'}; det finns {listed}.",
                    f"{id}: nothing is published for {said or 'the period'}; there are {listed}.",
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
            leave(
                "no-row",
                f"{id}: inget är utgivet för {code}.",
                f"{id}: nothing is published for {code}.",
                indicator=id,
                area=code,
            )
        if len(gaps) > MOST_GAPS:
            leave(
                "no-row",
                f"Ytterligare {len(gaps) - MOST_GAPS} par saknar värden.",
                f"{len(gaps) - MOST_GAPS} more pairs have no values.",
            )
    if not found and not left:
        leave(
            "nothing-matches",
            "Inget värde uppfyller alla villkor på en gång; ta bort ett i taget.",
            "No value meets all conditions at once; remove them one at a time.",
        )
    return left


def _missing(code: str, word: Text, wanted: Sequence[str], there: set[str], id: str, leave: object) -> None:
    absent = [value for value in wanted if value not in there]
    if absent:
        listed, said = ", ".join(sorted(there)), ", ".join(absent)
        leave(
            code,
            f"{id}: ingen uppgift för {word['sv']} {said}; det finns {listed}.",
            f"{id}: nothing for {word['en']} {said}; there is {listed}.",
            indicator=id,
            allowed=sorted(there),
        )  # type: ignore[operator]


ROUTES = [observations]
