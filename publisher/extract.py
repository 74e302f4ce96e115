"""An extract of observations: its rows, and what explains them; a whole dataset as a download."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import starmap
from typing import TypedDict, cast

import msgspec

from publisher.columns import observation_columns
from publisher.download import ALL, Cell, Cells, Download, Terms, citation, short
from publisher.model import LANGUAGES, Catalog, Dataset, Edition, Licence, Source, Text, localised
from publisher.reader import ROW_COLUMNS
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary

#: How observations come from the database; see :data:`publisher.reader.ROW_COLUMNS`.
Raw = tuple[
    str,
    str,
    str,
    str,
    str,
    float | None,
    str | None,
    str | None,
    str | None,
    int | None,
    float | None,
    float | None,
    str,
    str,
    str,
    str,
    str,
]


class Shown(msgspec.Struct, gc=False):
    """A row of JSON: an observation without the names of codes, in the order of its columns."""

    indicator: str
    area: str
    period: str
    sex: str
    service_area: str
    value: float | None
    value_label: str | None
    status: str | None
    n: int | None
    numerator: float | None
    denominator: float | None
    unit: str
    dataset: str
    source: str
    source_place: str
    note: str
    edition: str


class ShownInBoth(msgspec.Struct, gc=False):
    """The same with the value's label in both languages."""

    indicator: str
    area: str
    period: str
    sex: str
    service_area: str
    value: float | None
    value_label_sv: str | None
    value_label_en: str | None
    status: str | None
    n: int | None
    numerator: float | None
    denominator: float | None
    unit: str
    dataset: str
    source: str
    source_place: str
    note: str
    edition: str


def shown_columns(language: str, edition: str) -> list[str]:
    """What to select so that a row is a :class:`Shown`: numbers shortest, one label, the edition.

    Done in SQL because every microsecond counts that is spent on a row.

    Args:
        edition: id of an edition: letters, digits, ``.`` and ``-``.
    """
    found = []
    for name in ROW_COLUMNS:
        if name in ("value", "numerator", "denominator"):
            whole = f"CAST({name} AS INTEGER)"
            found.append(f"CASE WHEN {name} = {whole} THEN {whole} ELSE {name} END")
        elif (name == "value_label_sv" and language == "en") or (name == "value_label_en" and language == "sv"):
            continue
        else:
            found.append(name)
    return [*found, f"'{edition.replace(chr(39), '')}'"]


def shown(rows: Iterable[tuple[object, ...]], language: str) -> list[Shown] | list[ShownInBoth]:
    """Rows of :func:`shown_columns` as they are sent."""
    return list(starmap(ShownInBoth, rows)) if language == ALL else list(starmap(Shown, rows))


def observation_cells(
    rows: Iterable[Raw], vocabulary: Vocabulary, language: str, edition: str, labels: bool = True
) -> Iterator[Cells]:
    """Rows of the database as cells of :func:`observation_columns`.

    Args:
        rows: tuples in the order of :data:`publisher.reader.ROW_COLUMNS`.
        vocabulary: for the labels of indicators, areas and statuses.
        language: ``sv``, ``en`` or ``all``.
        edition: id written into the last column.
        labels: as in :func:`observation_columns`.
    """
    words = {"sv": slice(6, 7), "en": slice(7, 8), ALL: slice(6, 8)}[language]
    if not labels:
        for row in rows:
            yield (
                *row[:5], short(row[5]), *cast(Sequence[Cell], row[words]), row[8], row[9],
                short(row[10]), short(row[11]), *row[12:], edition,
            )  # fmt: skip
        return
    languages = LANGUAGES if language == ALL else (language,)
    indicators = {id: [localised(i.label, code) for code in languages] for id, i in vocabulary.indicators.items()}
    areas = {id: [localised(a.label, code) for code in languages] for id, a in vocabulary.areas.items()}
    statuses: dict[str | None, list[str] | list[None]] = {
        id: [localised(s.label, code) for code in languages] for id, s in vocabulary.statuses.items()
    }
    statuses[None] = [None] * len(languages)
    for row in rows:
        indicator, area, status = row[0], row[1], row[8]
        yield (
            indicator,
            *indicators.get(indicator, [indicator] * len(languages)),
            area,
            *areas.get(area, [area] * len(languages)),
            row[2],
            row[3],
            row[4],
            short(row[5]),
            *cast(Sequence[Cell], row[words]),
            status,
            *statuses[status],
            row[9],
            short(row[10]),
            short(row[11]),
            *row[12:],
            edition,
        )


def explained(
    *,
    datasets: Sequence[Dataset],
    catalog: Catalog,
    vocabulary: Vocabulary,
    edition: Edition,
    indicators: Sequence[str] = (),
    areas: Sequence[str] = (),
    notes: Sequence[tuple[str, str, Text]] = (),
) -> dict[str, object]:
    """The explanatory fields of a :class:`Download` of observations of some datasets."""
    chosen = [vocabulary.indicators[id] for id in indicators if id in vocabulary.indicators]
    units = {indicator.unit for indicator in chosen}
    concepts = {
        "unit": [c for c in vocabulary.concepts.get("unit", {}).values() if c.code in units],
        "sex": list(vocabulary.concepts.get("sex", {}).values()),
        "service-area": list(vocabulary.concepts.get("service-area", {}).values()),
    }
    return {
        "edition": edition.id,
        "published": edition.published,
        "publisher": catalog.agents[catalog.publisher].name,
        "indicators": chosen,
        "areas": [vocabulary.areas[code] for code in areas if code in vocabulary.areas],
        "statuses": list(vocabulary.statuses.values()),
        "concepts": concepts,
        "notes": list(notes),
        **drawn_on(datasets, catalog, edition),
    }


def licence(catalog: Catalog, key: str, edition: Edition) -> Licence | None:
    """A licence of the catalogue with the address that stands for it: of a source's own terms, our document on them."""
    found = catalog.licences.get(key)
    return found and replace(found, url=Uris(edition.base_url).licence(found))


class DrawnOn(TypedDict):
    """What a table draws on: the fields of :class:`Download` that say so."""

    terms: list[Terms]
    sources: list[tuple[str, Source]]


def drawn_on(datasets: Sequence[Dataset], catalog: Catalog, edition: Edition) -> DrawnOn:
    """``terms`` and ``sources`` of a :class:`Download` that draws on some datasets."""
    return {
        "terms": [
            Terms(dataset=one.name, licence=licence(catalog, one.licence, edition), rights=one.rights)
            for one in datasets
        ],
        "sources": [(dataset.name, source) for dataset in datasets for source in dataset.sources],
    }


def dataset_download(
    dataset: Dataset,
    rows: Callable[[], Iterable[Raw]],
    *,
    catalog: Catalog,
    vocabulary: Vocabulary,
    edition: Edition,
    url: str,
    language: str = ALL,
    areas: Sequence[str] = (),
    notes: Sequence[tuple[str, str, Text]] = (),
    labels: bool = True,
    beside: str | None = None,
) -> Download:
    """A whole dataset as one download.

    Args:
        rows: gives the dataset's observations, tuples in the order of
            :data:`publisher.reader.ROW_COLUMNS`, each time it is called.
        url: absolute address of the file with the rows.
        beside: name of that file, for a file beside it that describes it.
        areas: codes of the areas that occur, for their names; empty: all known.
        labels: whether rows carry the names of codes; JSON has them in its codebook.
    """
    fields = explained(
        datasets=[dataset],
        catalog=catalog,
        vocabulary=vocabulary,
        edition=edition,
        indicators=dataset.indicators,
        areas=areas or list(vocabulary.areas),
        notes=notes,
    )
    return Download(
        title=dataset.title,
        description=dataset.description,
        url=url,
        citation=citation(catalog, dataset.title, edition, url),
        language=language,
        beside=beside,
        columns=observation_columns(language, labels),
        rows=lambda: observation_cells(rows(), vocabulary, language, edition.id, labels),
        **fields,  # type: ignore[arg-type]
    )
