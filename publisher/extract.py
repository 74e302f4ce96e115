"""An extract of observations: its rows, and what explains them; a whole dataset as a download."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from operator import itemgetter
from typing import TypedDict

from publisher.columns import Coded
from publisher.download import ALL, Cell, Cells, Download, Terms, citation, languages
from publisher.known import Known
from publisher.model import Area, Catalog, Dataset, Edition, Indicator, Licence, Source, Status, Text, localised
from publisher.outlines import Outlines
from publisher.tables import per_language
from publisher.tables.observed import LABELS, Observed
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary


def labelled(
    rows: Iterable[Sequence[Cell]], observed: Observed, vocabulary: Vocabulary, language: str
) -> Iterator[Cells]:
    """Rows with the names of indicator, area and status: ``observed.downloaded(languages)``.

    Args:
        rows: cells of ``observed.downloaded(languages, labels=False)``, as ``observed.selected`` gives them.
        language: ``sv``, ``en`` or ``all``.
    """
    codes = languages(language)
    had = [one.name for one in observed.downloaded(codes, labels=False)]
    wanted = [one.name for one in observed.downloaded(codes)]
    added = [one.name for name in NAMED for one in per_language(LABELS[name], codes)]
    pick = itemgetter(*map([*had, *added].index, wanted))

    def words(name: str) -> Known[Cell, Cells]:
        known = _names(vocabulary, name)
        return Known(lambda id: tuple(_name(known, id, code) for code in codes))

    indicators, areas, statuses = map(words, NAMED)
    indicator, area, status = map(had.index, NAMED)
    for row in rows:
        yield pick((*row, *indicators[row[indicator]], *areas[row[area]], *statuses[row[status]]))


#: Columns whose codes have names.
NAMED = ("indicator", "area", "status")


def _names(vocabulary: Vocabulary, name: str) -> Mapping[Cell, Text]:
    known: Mapping[str, Mapping[str, Indicator | Area | Status]] = {
        "indicator": vocabulary.indicators, "area": vocabulary.areas, "status": vocabulary.statuses,
    }  # fmt: skip
    return {id: one.label for id, one in known[name].items()}


def _name(known: Mapping[Cell, Text], id: Cell, language: str) -> Cell:
    return localised(known[id], language) if id in known else id


def labelled_table(table: Coded, observed: Observed, vocabulary: Vocabulary, language: str) -> Coded:
    """A table of ``observed.downloaded(languages, labels=False)`` with the names that :func:`labelled` gives rows."""
    codes = languages(language)
    had = [one.name for one in observed.downloaded(codes, labels=False)]
    columns = dict(zip(had, zip(table.codes, table.values, strict=True), strict=True))
    for name in NAMED:
        known = _names(vocabulary, name)
        for one, code in zip(per_language(LABELS[name], codes), codes, strict=True):
            columns[one.name] = table.mapped(partial(_name, known, language=code), had.index(name))
    found = [columns[one.name] for one in observed.downloaded(codes)]
    return Coded([codes for codes, _ in found], [values for _, values in found])


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
    units = {one.unit for indicator in chosen for one in indicator.scales}
    concepts = {
        "unit": [c for c in vocabulary.concepts.get("unit", {}).values() if c.code in units],
        "sex": list(vocabulary.concepts.get("sex", {}).values()),
        "service-area": list(vocabulary.concepts.get("service-area", {}).values()),
    }
    return {
        "key": catalog.key,
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
    rows: Callable[[], Iterable[Cells]] | Coded,
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
    outlines: Outlines | None = None,
) -> Download:
    """A whole dataset as one download.

    Args:
        rows: gives the dataset's observations each time it is called, or has them as a table: ``Observed.selected``,
            or :func:`labelled`.
        url: absolute address of the file with the rows.
        beside: name of that file, for a file beside it that describes it.
        areas: codes of the areas that occur, for their names; empty: all known.
        outlines: of its areas, for layers of a map.
        labels: whether rows are :func:`labelled`; JSON has the names of codes in its codebook.
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
    observed = Observed.of(vocabulary.tables)
    return Download(
        title=dataset.title,
        description=dataset.description,
        url=url,
        citation=citation(catalog, dataset.title, edition, url),
        language=language,
        beside=beside,
        outlines=outlines,
        columns=observed.downloaded(languages(language), labels),
        rows=rows.rows if isinstance(rows, Coded) else rows,
        table=rows if isinstance(rows, Coded) else None,
        **fields,  # type: ignore[arg-type]
    )
