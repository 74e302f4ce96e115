"""A selection on its way out, with everything that explains it.

Knows neither file formats nor the web: :mod:`publisher.formats` writes it, the API and the
edition make it. Every format carries what is here: columns with units, the codebook of the words
used, reasons for missing values, sources, licence, citation, edition and the address it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from publisher.model import (
    LANGUAGES,
    Area,
    Catalog,
    Column,
    Concept,
    Dataset,
    Edition,
    Indicator,
    Licence,
    Source,
    Status,
    Text,
    localised,
)
from publisher.vocabulary import Vocabulary

#: What a cell may hold. Codes are text; None is "nothing here".
Cell = str | int | float | None
Cells = Sequence[Cell]

#: Both languages at once, as in ``?lang=all``.
ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Download:
    """One table and its explanation.

    ``rows`` is called as often as a format needs to see the rows (JSON-stat: twice), so that
    nothing has to be held in memory.
    """

    title: Text
    url: str  #: the address that gives these bytes again
    edition: str  #: edition id
    published: str  #: ISO date of the edition
    publisher: Text  #: who publishes
    citation: Text
    columns: Sequence[Column]
    rows: Callable[[], Iterable[Cells]]
    language: str = LANGUAGES[0]  #: ``sv``, ``en`` or ``all``
    description: Text = field(default_factory=dict)
    indicators: Sequence[Indicator] = ()
    areas: Sequence[Area] = ()
    statuses: Sequence[Status] = ()
    #: scheme (``unit``, ``sex``, ``service-area``) to the concepts of it that may occur
    concepts: Mapping[str, Sequence[Concept]] = field(default_factory=dict)
    sources: Sequence[tuple[str, Source]] = ()  #: dataset name and source
    notes: Sequence[tuple[str, str, Text]] = ()  #: dataset name, note id, text
    licences: Sequence[Licence] = ()
    rights: Sequence[Text] = ()
    cautions: Sequence[Text] = ()
    links: Mapping[str, str] = field(default_factory=dict)  #: JSON only: ``self``, ``next`` …
    meta: Mapping[str, object] = field(default_factory=dict)  #: JSON only: count, what is left out …
    bom: bool = False  #: CSV: begin with a byte order mark, as Excel wishes
    decimal: str = "."  #: CSV: decimal sign; a comma makes the separator a semicolon

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages texts are given in."""
        return LANGUAGES if self.language == ALL else (self.language,)

    def text(self, text: Text) -> str:
        """A text in the download's language; Swedish where both were asked for and one must do."""
        return localised(text, LANGUAGES[0] if self.language == ALL else self.language)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a codebook."""

    #: ``column``, ``indicator``, ``step``, ``version``, ``status``, ``unit``, ``sex``, ``service-area`` or ``note``
    kind: str
    of: str  #: what it belongs to: the indicator of a step, the dataset of a note; else ''
    code: str
    label: Text
    definition: Text
    unit: str = ""
    type: str = ""  #: type of a column, value kind of an indicator


def codebook(download: Download) -> Iterator[Entry]:
    """Everything a reader must know to read the rows, in a fixed order."""
    for column in download.columns:
        yield Entry(
            kind="column",
            of="",
            code=column.name,
            label=column.title,
            definition=column.description,
            unit=column.unit or "",
            type=column.type,
        )
    for indicator in download.indicators:
        yield Entry(
            kind="indicator",
            of="",
            code=indicator.id,
            label=indicator.label,
            definition=indicator.definition,
            unit=indicator.unit,
            type=str(indicator.value_kind),
        )
        for step in indicator.steps:
            yield Entry(kind="step", of=indicator.id, code=str(step.code), label=step.label, definition={})
        for version in indicator.versions:
            if version.change:
                yield Entry(
                    kind="version",
                    of=indicator.id,
                    code=version.number,
                    label=version.change,
                    definition=version.reason,
                    type=f"{version.comparability}: {version.valid_from or ''}..{version.valid_to or ''}",
                )
    for status in download.statuses:
        yield Entry(
            kind="status",
            of="",
            code=status.code,
            label=status.label,
            definition=status.definition,
            type="missing" if status.missing else "value",
        )
    for scheme, concepts in download.concepts.items():
        for concept in concepts:
            yield Entry(kind=scheme, of="", code=concept.code, label=concept.label, definition=concept.definition)
    for dataset, id, text in download.notes:
        yield Entry(kind="note", of=dataset, code=id, label=text, definition={})


def short(value: float | None) -> float | None:
    """The number as it is written shortest: 47.0 is 47; None stays None."""
    return int(value) if value is not None and value.is_integer() else value


def _column(name: str, type: str, sv: str, en: str, more_sv: str = "", more_en: str = "", **rest: object) -> Column:
    title = {"sv": sv, "en": en}
    return Column(
        name=name,
        type=type,
        title=title,
        description={"sv": more_sv or sv, "en": more_en or en},
        **rest,  # type: ignore[arg-type]
    )


#: Columns of a downloaded observation. Those whose name ends in ``_label`` come once per language.
OBSERVATION_COLUMNS: Sequence[Column] = (
    _column(
        "indicator",
        "string",
        "nyckeltal",
        "indicator",
        "Nyckeltalets id, se kodboken.",
        "Id of the indicator, see the codebook.",
        required=True,
    ),
    _column("indicator_label", "string", "nyckeltalets namn", "name of the indicator"),
    _column(
        "area",
        "string",
        "område",
        "area",
        "Kod: fyra siffror för en kommun, två för ett län, 00 för riket. Text: nollor först hör till.",
        "Code: four digits for a municipality, two for a county, 00 for the nation. Text: keep leading zeros.",
        required=True,
    ),
    _column("area_label", "string", "områdets namn", "name of the area"),
    _column(
        "period",
        "string",
        "period",
        "period",
        "Tiden värdet beskriver: 2022, 2022-Q1, 2022-03 eller 2022-03-31.",
        "The time the value describes: 2022, 2022-Q1, 2022-03 or 2022-03-31.",
        required=True,
    ),
    _column("sex", "string", "kön", "sex", "T alla, F kvinnor, M män.", "T all, F women, M men.", required=True),
    _column(
        "service_area",
        "string",
        "verksamhetsområde",
        "service area",
        "_T när värdet inte är uppdelat.",
        "_T when the value is not broken down.",
        required=True,
    ),
    _column(
        "value",
        "number",
        "värde",
        "value",
        "I nyckeltalets enhet (kolumnen unit). Tomt när värdet saknas; status säger varför. Aldrig 0 för saknat.",
        "In the unit of the indicator (column unit). Empty when missing; status says why. Never 0 for missing.",
    ),
    _column(
        "value_label",
        "string",
        "värdet i ord",
        "value in words",
        "Stegets namn för ja/nej och skalor med steg.",
        "Name of the step, for yes/no and scales of steps.",
    ),
    _column(
        "status",
        "string",
        "status",
        "status",
        "Varför värdet saknas, eller vad man bör veta om det. Tomt när inget är att anmärka.",
        "Why the value is missing, or what to know of it. Empty when there is nothing to remark.",
    ),
    _column("status_label", "string", "status i ord", "status in words"),
    _column(
        "n",
        "integer",
        "antal svar",
        "number of answers",
        "Hur många som svarat eller mätts, där det är publicerat.",
        "How many answered or were measured, where published.",
    ),
    _column(
        "numerator",
        "number",
        "täljare",
        "numerator",
        "Andelens täljare, där den är publicerad.",
        "Numerator of the share, where published.",
    ),
    _column(
        "denominator",
        "number",
        "nämnare",
        "denominator",
        "Andelens nämnare, där den är publicerad.",
        "Denominator of the share, where published.",
    ),
    _column("unit", "string", "enhet", "unit", "Kod, se kodboken.", "Code, see the codebook.", required=True),
    _column(
        "dataset",
        "string",
        "datamängd",
        "dataset",
        "Datamängden värdet hör till.",
        "The dataset the value belongs to.",
        required=True,
    ),
    _column(
        "source",
        "string",
        "källa",
        "source",
        "Källans id inom datamängden, se källförteckningen.",
        "Id of the source within the dataset, see the list of sources.",
        required=True,
    ),
    _column(
        "source_place",
        "string",
        "plats i källan",
        "place in the source",
        "Rad, cell eller nyckel i källan.",
        "Row, cell or key in the source.",
    ),
    _column(
        "note",
        "string",
        "noter",
        "notes",
        "Noternas id inom datamängden, åtskilda av mellanslag.",
        "Ids of notes within the dataset, separated by spaces.",
    ),
    _column(
        "edition",
        "string",
        "utgåva",
        "edition",
        "Utgåvan värdet är hämtat ur.",
        "The edition the value was taken from.",
        required=True,
    ),
)


def observation_columns(language: str) -> list[Column]:
    """The columns of downloaded observations; with ``all`` each label stands once per language."""
    columns = []
    for column in OBSERVATION_COLUMNS:
        if language == ALL and column.name.endswith("_label"):
            columns += [
                _column(
                    f"{column.name}_{code}",
                    column.type,
                    f"{column.title['sv']} ({code})",
                    f"{column.title['en']} ({code})",
                )
                for code in LANGUAGES
            ]
        else:
            columns.append(column)
    return columns


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


def observation_cells(rows: Iterable[Raw], vocabulary: Vocabulary, language: str, edition: str) -> Iterator[Cells]:
    """Rows of the database as cells of :func:`observation_columns`.

    Args:
        rows: tuples in the order of :data:`publisher.reader.ROW_COLUMNS`.
        vocabulary: for the labels of indicators, areas and statuses.
        language: ``sv``, ``en`` or ``all``.
        edition: id written into the last column.
    """
    languages = LANGUAGES if language == ALL else (language,)
    indicators = {id: [localised(i.label, code) for code in languages] for id, i in vocabulary.indicators.items()}
    areas = {id: [localised(a.label, code) for code in languages] for id, a in vocabulary.areas.items()}
    statuses: dict[str | None, list[str] | list[None]] = {
        id: [localised(s.label, code) for code in languages] for id, s in vocabulary.statuses.items()
    }
    statuses[None] = [None] * len(languages)
    words = {"sv": slice(6, 7), "en": slice(7, 8), ALL: slice(6, 8)}[language]
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


def citation(catalog: Catalog, title: Text, edition: Edition, url: str) -> Text:
    """How to refer to a table: publisher, year, title, edition, address.

    Kolada's terms ask that whoever processes values names themselves, not Kolada, as the source of
    the result; the origin of the figures stands in the list of sources.
    """
    publisher = catalog.agents[catalog.publisher].name
    words = {"sv": "Utgåva", "en": "Edition"}
    return {
        code: f"{localised(publisher, code)} ({edition.published[:4]}). {localised(title, code)}. "
        f"{words[code]} {edition.id}. {url}"
        for code in LANGUAGES
    }


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
    licences = {dataset.licence: catalog.licences[dataset.licence] for dataset in datasets}
    rights = {localised(dataset.rights, "sv"): dataset.rights for dataset in datasets if dataset.rights}
    return {
        "edition": edition.id,
        "published": edition.published,
        "publisher": catalog.agents[catalog.publisher].name,
        "indicators": chosen,
        "areas": [vocabulary.areas[code] for code in areas if code in vocabulary.areas],
        "statuses": list(vocabulary.statuses.values()),
        "concepts": concepts,
        "sources": [(dataset.name, source) for dataset in datasets for source in dataset.sources],
        "notes": list(notes),
        "licences": list(licences.values()),
        "rights": list(rights.values()),
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
) -> Download:
    """A whole dataset as one download.

    Args:
        rows: gives the dataset's observations, tuples in the order of
            :data:`publisher.reader.ROW_COLUMNS`, each time it is called.
        url: absolute address the file will be served at.
        areas: codes of the areas that occur, for labels in JSON-stat; empty: all known.
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
        columns=observation_columns(language),
        rows=lambda: observation_cells(rows(), vocabulary, language, edition.id),
        **fields,  # type: ignore[arg-type]
    )
