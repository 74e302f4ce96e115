"""The whole edition as one dataset of the catalogue: a database, and every observation as Parquet and CSV.

It is made of the packages and is no package itself: its terms are those of each dataset in it, and no others.
"""

from __future__ import annotations

import gzip
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from publisher.columns import Coded
from publisher.download import LEVEL, Download, Terms, citation, in_all
from publisher.extract import explained, licence
from publisher.formats import FORMATS
from publisher.formats import csv as csv_of
from publisher.formats import parquet as parquet_of
from publisher.formats.geojson import KIND
from publisher.model import Catalog, Dataset, Distribution, Edition, Licence, Text, Version, all_of, localised, spoken
from publisher.outlines import Outlines
from publisher.phrases import joined, tell
from publisher.rdf.parties import credit
from publisher.reader import database
from publisher.tables import column, per_language
from publisher.tables.observed import EDITION, PRIMARY, Observed
from publisher.uris import WHOLE, Uris

if TYPE_CHECKING:
    import pyarrow

    from publisher.edition.composition import Work

#: Key of the terms of several datasets together.
EACH_ITS_OWN = "varje-datamangds-egna-villkor"

#: Columns that only the file of everything has: in a file of one dataset they say the same in every row.
VERSIONS = (
    column(
        "dataset_version",
        tell("version of the dataset"),
        tell("The version of the dataset that the value is taken from."),
        required=True,
    ),
    column(
        "definition_version",
        tell("version of the definition"),
        tell(
            "Which version of the indicator's definition held; the codebook says whether it compares with the one "
            "before."
        ),
    ),
)

_TITLE: Text = tell("everything in one file")
_DESCRIPTION: Text = tell(
    "The whole edition, every dataset of the catalogue: an SQLite database of all tables, and all "
    "observations as Parquet and CSV. The column dataset says which dataset a row belongs to, and "
    "its terms hold for the row."
)


def everything(work: Work) -> None:
    """``downloads/observations.parquet`` and ``.csv.gz``, and the dataset that they and the database belong to."""
    drawn_on = [d for d in work.catalog.datasets if "observations" in work.frames.get(d.name, {})]
    if not drawn_on:
        return
    work.catalog = with_whole(work.catalog, work.edition)
    whole = work.catalog.whole
    assert whole is not None
    parquet, csv = "downloads/observations.parquet", "downloads/observations.csv.gz"
    schema = parquet_of.schema_of(_observations(work, drawn_on, parquet))
    with (
        (work.folder / csv).open("wb") as packed,
        gzip.GzipFile(fileobj=packed, mode="wb", filename="", compresslevel=LEVEL, mtime=0) as compressed,
        (work.folder / parquet).open("wb") as file,
    ):
        compressed.write(csv_of.line(schema.names))

        def groups() -> Iterator[pyarrow.Table]:
            for group in _groups(work, drawn_on, schema):
                compressed.writelines(csv_of.lines(Coded.coded(group.columns)))
                yield group

        file.writelines(parquet_of.written(schema, groups()))
    tables = tell("All tables: observations, revisions, indicators, areas, sources and notes.")
    if "grants" in work.catalog.rooms:
        tables = tell("All tables: observations, revisions, indicators, areas, sources, notes and grants.")
    files = (
        ("sqlite", f"downloads/{database(work.folder).name}", "BIN", "application/vnd.sqlite3", "SQLite", tables),
        ("parquet", parquet, "PARQUET", FORMATS["parquet"].media_type, "Parquet",
         tell("All observations. Codes are text, with unit, status, source and versions at every value.")),
        ("csv", csv, "CSV", FORMATS["csv"].media_type, "CSV, gzip",
         tell("The same rows and columns as in the Parquet file.")),
    )  # fmt: skip
    made = []
    for key, path, file_type, media_type, name, description in (*files, *_areas(work)):
        facts = work.facts(path)
        title = {code: f"{text} ({name})" for code, text in whole.title.items()}
        made.append(
            Distribution(
                key=f"download-{key}", title=title, description=description, path=path, format=file_type,
                media_type=media_type, bytes=facts.bytes, sha256=facts.sha256, modified=work.edition.published,
            )
        )  # fmt: skip
    work.catalog = replace(work.catalog, whole=replace(whole, distributions=made))


def _areas(work: Work) -> Iterator[tuple[str, str, str, str, str, Text]]:
    """The areas that have an outline as layers of a map; nothing where there are no outlines."""
    for outlines, stem, title in ((work.outlines, "areas", _AREAS), (work.tiles, "tiles", _SQUARES)):
        if outlines is not None:
            yield from _layers(work, outlines, stem, title)


def _layers(work: Work, outlines: Outlines, stem: str, about: Text) -> Iterator[tuple[str, str, str, str, str, Text]]:
    told, areas = work.told, [area for area in work.vocabulary.areas.values() if outlines.parts(area.code)]
    columns = (_CODE, *per_language(_LABEL, told), KIND, _COUNTY)
    for form in (form for form in FORMATS.values() if form.layer):
        path = f"downloads/{stem}.{form.extension}"
        download = Download(
            title=about,
            url=(url := Uris(work.settings.base_url).file(path)),
            edition=work.edition.id,
            published=work.edition.published,
            publisher=work.catalog.agents[work.catalog.publisher].name,
            citation=citation(work.catalog, about, work.edition, url),
            columns=columns,
            language=in_all(told) if len(told) > 1 else told[0],
            rows=lambda: (
                (one.code, *(localised(one.label, code) for code in told), one.kind.value, one.county) for one in areas
            ),
            terms=[Terms(licence=licence(work.catalog, work.catalog.licence, work.edition), rights=outlines.credit)],
            outlines=outlines,
        )
        with (work.folder / path).open("wb") as file:
            file.writelines(form.write(download))
        yield f"{stem}-{form.key}", path, form.file_type, form.media_type, form.title["en"].split(",")[0], about


_AREAS: Text = tell("Borders of municipalities, counties and the nation, simplified")
_SQUARES: Text = tell("A square of one size for each municipality, for maps on which all are to show alike")
_CODE = column("code", tell("code"), required=True)
_LABEL = column("label", tell("name"))
_COUNTY = column("county", tell("county"))


def with_whole(catalog: Catalog, edition: Edition) -> Catalog:
    """The catalogue with the dataset of everything, still without files, and the terms it is had on."""
    members, uris = catalog.datasets, Uris(edition.base_url)
    terms = {d.licence for d in members}
    licences = dict(catalog.licences)
    if len(terms) > 1:
        licences[EACH_ITS_OWN] = _each_its_own(catalog)
    periods = [d.temporal for d in members if d.temporal]
    told = all_of(catalog.languages)
    whole = Dataset(
        name=WHOLE,
        id=str(uuid.uuid5(uuid.NAMESPACE_URL, uris.id("dataset", WHOLE))),
        title=spoken(joined(catalog.title, _TITLE, between=": "), catalog.languages),
        description=_DESCRIPTION,
        keywords={code: _each(word for d in members for word in d.keywords.get(code, ())) for code in told},
        themes=_each(theme for d in members for theme in d.themes),
        publisher=catalog.publisher,
        creators=_each(key for d in members for key in d.creators),
        licence=next(iter(terms)) if len(terms) == 1 else EACH_ITS_OWN,
        rights={
            code: " ".join(_each(localised(d.rights, code) for d in members if d.rights))
            for code in all_of(catalog.languages)
        },
        indicators=_each(id for d in members for id in d.indicators),
        temporal=(min(first for first, _ in periods), max(last for _, last in periods)) if periods else None,
        issued=min(d.issued for d in members),
        modified=edition.published,
        versions=[Version(number=edition.id, date=edition.published, notes=edition.summary)],
    )
    return replace(catalog, licences=licences, whole=whole)


def _each_its_own(catalog: Catalog) -> Licence:
    """Terms of a file in which several hold, each for its part: no licence is claimed that a source did not give."""
    both: Text = tell("The file holds several datasets, and for each its own terms hold:")

    def listed(code: str) -> str:
        parts = [
            f"{localised(d.title, code)}: {localised(catalog.licences[d.licence].title, code)}"
            for d in catalog.datasets
        ]
        return f"{localised(both, code)} {'; '.join(parts)}."

    said = [catalog.licences[d.licence].credit or credit(d, catalog) for d in catalog.datasets]
    return Licence(
        key=EACH_ITS_OWN,
        title=tell("The terms of each dataset"),
        url="",
        text={code: listed(code) for code in all_of(catalog.languages)},
        credit={code: ". ".join(_each(localised(one, code) for one in said)) for code in all_of(catalog.languages)},
    )


def _each(things: Iterable[str]) -> list[str]:
    """Each once, in the order they come."""
    return list(dict.fromkeys(things))


def _observations(work: Work, datasets: Sequence[Dataset], path: str) -> Download:
    """Every observation of some datasets, with the versions of dataset and definition as columns."""
    whole, url, told = work.catalog.whole, Uris(work.settings.base_url).file(path), work.told
    assert whole is not None
    observed = Observed.of(work.vocabulary.tables)
    fields = explained(
        datasets=datasets,
        catalog=work.catalog,
        vocabulary=work.vocabulary,
        edition=work.edition,
        indicators=[id for d in datasets for id in d.indicators],
        areas=list(work.vocabulary.areas),
        notes=[note for d in datasets for note in work.notes(d)],
    )
    return Download(
        title=whole.title,
        description=whole.description,
        url=url,
        citation=citation(work.catalog, whole.title, work.edition, url),
        language=in_all(told) if len(told) > 1 else told[0],
        columns=[*observed.downloaded(told), *VERSIONS],
        **fields,  # type: ignore[arg-type]
    )


def _groups(work: Work, datasets: Sequence[Dataset], schema: pyarrow.Schema) -> Iterator[pyarrow.Table]:
    """Every observation in the order of its key, a row group at a time: what each dataset's own file has, in this

    edition. Of each file as much is held as one of its row groups, for all are in that order themselves.
    """
    import pyarrow as pa

    runs = [run for dataset in datasets if (run := _Run(work, dataset, schema)).first is not None]
    held, many = list[pa.Table](), 0
    while runs:
        first = min(run.first for run in runs if run.first is not None)
        having = [run for run in runs if run.first == first]
        found = [table for run in having for table in run.taken()]
        runs = [run for run in runs if run.first is not None]
        if len(having) > 1:
            found = [pa.concat_tables(found).sort_by([(name, "ascending") for name in PRIMARY])]
        held += found
        many += sum(map(len, found))
        while many >= parquet_of.GROUP:
            whole = pa.concat_tables(held)
            yield whole.slice(0, parquet_of.GROUP)
            held, many = [whole.slice(parquet_of.GROUP)], many - parquet_of.GROUP
    if many:
        yield pa.concat_tables(held)


class _Run:
    """The observations of a dataset's own file, an indicator at a time, with the columns that it lacks.

    Attributes:
        first: the indicator that comes next; None: there is none.
    """

    def __init__(self, work: Work, dataset: Dataset, schema: pyarrow.Schema):
        from pyarrow import parquet

        self._file = parquet.ParquetFile(work.folder / "downloads" / f"{dataset.name}.parquet")
        self._left = iter(range(self._file.num_row_groups))
        self._schema, self._known = schema, work.vocabulary.indicators
        self._same = {EDITION.name: work.edition.id, VERSIONS[0].name: dataset.version}
        self._next()

    def _next(self) -> None:
        number = next(self._left, None)
        if number is None:
            self.first: str | None = None
            self._file.close()
            return
        self._table = self._whole(self._file.read_row_group(number))
        self.first = self._table["indicator"][0].as_py()

    def _whole(self, rows: pyarrow.Table) -> pyarrow.Table:
        import pyarrow as pa

        added = {name: pa.repeat(value, len(rows)) for name, value in self._same.items()}
        coded = Coded.coded([rows["indicator"], rows["period"]])
        codes, versions = coded.mapped(self._held, 0, 1)
        added[VERSIONS[1].name] = versions.take(pa.array(codes))
        names = self._schema.names
        return pa.Table.from_arrays([added[n] if n in added else rows[n] for n in names], schema=self._schema)

    def _held(self, id: str, period: str) -> str | None:
        one = self._known.get(id)
        return version.number if one and (version := one.version(period)) else None

    def taken(self) -> Iterator[pyarrow.Table]:
        """The rows of the indicator that comes next."""
        import pyarrow.compute as pc

        taken = self.first
        while self.first == taken and taken is not None:
            many = pc.index(pc.not_equal(self._table["indicator"], taken), True).as_py()
            if many < 0:
                yield self._table
                self._next()
            else:
                yield self._table.slice(0, many)
                self._table = self._table.slice(many)
                self.first = self._table["indicator"][0].as_py()
