"""An extract of observations: its columns and cells, and what explains them; a whole dataset as a download."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import starmap
from typing import cast

import msgspec

from publisher.download import ALL, Cell, Cells, Download, citation, short
from publisher.model import LANGUAGES, Catalog, Column, Dataset, Edition, Text, localised
from publisher.reader import ROW_COLUMNS
from publisher.vocabulary import Vocabulary


def column(name: str, type: str, sv: str, en: str, more_sv: str = "", more_en: str = "", **rest: object) -> Column:
    """A column by name, type and title, with a description where the title does not say all."""
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
    column(
        "indicator",
        "string",
        "nyckeltal",
        "indicator",
        "Nyckeltalets id, se kodboken.",
        "Id of the indicator, see the codebook.",
        required=True,
    ),
    column("indicator_label", "string", "nyckeltalets namn", "name of the indicator"),
    column(
        "area",
        "string",
        "område",
        "area",
        "Kod: fyra siffror för en kommun, två för ett län, 00 för riket. Text: nollor först hör till.",
        "Code: four digits for a municipality, two for a county, 00 for the nation. Text: keep leading zeros.",
        required=True,
    ),
    column("area_label", "string", "områdets namn", "name of the area"),
    column(
        "period",
        "string",
        "period",
        "period",
        "Tiden värdet beskriver: 2022, 2022-Q1, 2022-03 eller 2022-03-31.",
        "The time the value describes: 2022, 2022-Q1, 2022-03 or 2022-03-31.",
        required=True,
    ),
    column("sex", "string", "kön", "sex", "T alla, F kvinnor, M män.", "T all, F women, M men.", required=True),
    column(
        "service_area",
        "string",
        "verksamhetsområde",
        "service area",
        "_T när värdet inte är uppdelat.",
        "_T when the value is not broken down.",
        required=True,
    ),
    column(
        "value",
        "number",
        "värde",
        "value",
        "I nyckeltalets enhet (kolumnen unit). Tomt när värdet saknas; status säger varför. Aldrig 0 för saknat.",
        "In the unit of the indicator (column unit). Empty when missing; status says why. Never 0 for missing.",
    ),
    column(
        "value_label",
        "string",
        "värdet i ord",
        "value in words",
        "Stegets namn för ja/nej och skalor med steg.",
        "Name of the step, for yes/no and scales of steps.",
    ),
    column(
        "status",
        "string",
        "status",
        "status",
        "Varför värdet saknas, eller vad man bör veta om det. Tomt när inget är att anmärka.",
        "Why the value is missing, or what to know of it. Empty when there is nothing to remark.",
    ),
    column("status_label", "string", "status i ord", "status in words"),
    column(
        "n",
        "integer",
        "antal svar",
        "number of answers",
        "Hur många som svarat eller mätts, där det är publicerat.",
        "How many answered or were measured, where published.",
    ),
    column(
        "numerator",
        "number",
        "täljare",
        "numerator",
        "Andelens täljare, där den är publicerad.",
        "Numerator of the share, where published.",
    ),
    column(
        "denominator",
        "number",
        "nämnare",
        "denominator",
        "Andelens nämnare, där den är publicerad.",
        "Denominator of the share, where published.",
    ),
    column("unit", "string", "enhet", "unit", "Kod, se kodboken.", "Code, see the codebook.", required=True),
    column(
        "dataset",
        "string",
        "datamängd",
        "dataset",
        "Datamängden värdet hör till.",
        "The dataset the value belongs to.",
        required=True,
    ),
    column(
        "source",
        "string",
        "källa",
        "source",
        "Källans id inom datamängden, se källförteckningen.",
        "Id of the source within the dataset, see the list of sources.",
        required=True,
    ),
    column(
        "source_place",
        "string",
        "plats i källan",
        "place in the source",
        "Rad, cell eller nyckel i källan.",
        "Row, cell or key in the source.",
    ),
    column(
        "note",
        "string",
        "noter",
        "notes",
        "Noternas id inom datamängden, åtskilda av mellanslag.",
        "Ids of notes within the dataset, separated by spaces.",
    ),
    column(
        "edition",
        "string",
        "utgåva",
        "edition",
        "Utgåvan värdet är hämtat ur.",
        "The edition the value was taken from.",
        required=True,
    ),
)


#: Labels of codes: left out where the codebook stands beside the rows, as in JSON.
LABELS = ("indicator_label", "area_label", "status_label")


def observation_columns(language: str, labels: bool = True) -> list[Column]:
    """The columns of downloaded observations; with ``all`` each label stands once per language.

    Args:
        labels: whether the names of indicator, area and status are among them.
    """
    columns = []
    for one in OBSERVATION_COLUMNS:
        if not labels and one.name in LABELS:
            continue
        if language == ALL and one.name.endswith("_label"):
            columns += [
                column(
                    f"{one.name}_{code}",
                    one.type,
                    f"{one.title['sv']} ({code})",
                    f"{one.title['en']} ({code})",
                )
                for code in LANGUAGES
            ]
        else:
            columns.append(one)
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


class Shown(msgspec.Struct):
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


class ShownInBoth(msgspec.Struct):
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
    labels: bool = True,
) -> Download:
    """A whole dataset as one download.

    Args:
        rows: gives the dataset's observations, tuples in the order of
            :data:`publisher.reader.ROW_COLUMNS`, each time it is called.
        url: absolute address the file will be served at.
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
        columns=observation_columns(language, labels),
        rows=lambda: observation_cells(rows(), vocabulary, language, edition.id, labels),
        **fields,  # type: ignore[arg-type]
    )
