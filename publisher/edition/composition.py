"""The parts an edition is made of, in the order they are made: each writes its files into the edition's folder."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import yaml

from publisher.database import Writer, write_database
from publisher.database.comparisons import write_comparisons
from publisher.database.further_tables import write_further_tables
from publisher.download import Cells, Download, Format, in_all
from publisher.edition import linkeddata, packages, whole
from publisher.formats import FORMATS
from publisher.model import Catalog, Dataset, Distribution, Edition, Text, all_of, localised
from publisher.outlines import BOUNDARIES, TILES, Outlines
from publisher.package.reading import reported
from publisher.parts import Facts, Parts, digest
from publisher.phrases import tell
from publisher.reader import SITE
from publisher.reader import database as database_of
from publisher.reported import KEPT
from publisher.rooms import shut
from publisher.settings import Settings
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary, schemas

if TYPE_CHECKING:
    from publisher.database import Frames
    from publisher.rdf.void import Held


@dataclass
class Work:
    """An edition in the making.

    Attributes:
        folder: temporary folder that becomes the edition's.
        edition: id, date, versions.
        vocabulary: what our words mean.
        catalog: grows distributions as files are written; written last.
        frames: the packages' tables, read: dataset name to table name to rows.
        settings: where packages, vocabulary and configuration are; the public base URL.
        jobs: how many processes may be used.
        kept: what was made before of the same.
        held: what dumps of observations hold, by their names.
    """

    folder: Path
    edition: Edition
    vocabulary: Vocabulary
    catalog: Catalog
    frames: Frames
    settings: Settings
    jobs: int = 1
    kept: Parts = field(default_factory=lambda: Parts(None))
    held: dict[str, Held] = field(default_factory=dict)

    @cached_property
    def words(self) -> str:
        """Digest of the vocabulary, an input of many parts."""
        return digest(self.vocabulary)

    @cached_property
    def outlines(self) -> Outlines | None:
        """The outlines of the areas; None where the site has no borders that say where in the world they lie."""
        known = self.vocabulary
        return Outlines.read(self.settings.vocab / BOUNDARIES, known.areas, known.members)

    @cached_property
    def tiles(self) -> Outlines | None:
        """A square for each municipality; None where the site has none."""
        known, vocab = self.vocabulary, self.settings.vocab
        return Outlines.tiled(vocab / BOUNDARIES, vocab / TILES, known.areas, known.members)

    @property
    def terms(self) -> Catalog:
        """The catalogue without its datasets and days: what it says of agents, licences and languages."""
        return replace(self.catalog, datasets=(), whole=None, issued="", modified="")

    def brought(self, dataset: Dataset) -> Edition:
        """The edition that brought a version of a dataset: that of the day on which it became public."""
        day = dataset.modified
        return Edition(id=day, published=day, base_url=self.edition.base_url, datasets={}, previous=None, summary={})

    @property
    def told(self) -> Sequence[str]:
        """The languages that files are told in, in the order of their columns."""
        return [code for code in all_of(self.catalog.languages) if code in self.catalog.languages]

    def add_distributions(self, dataset: str, distributions: Sequence[Distribution]) -> None:
        """Tell the catalogue of files written for a dataset."""
        self.catalog = replace(
            self.catalog,
            datasets=[
                replace(d, distributions=[*d.distributions, *distributions]) if d.name == dataset else d
                for d in self.catalog.datasets
            ],
        )

    def notes(self, dataset: Dataset) -> list[tuple[str, str, Text]]:
        """The notes that a dataset's values refer to: dataset, id, text."""
        frame = self.frames[dataset.name].get("notes")
        rows = [] if frame is None else frame.to_dict("records")
        return [
            (dataset.name, row["id"], {code: row[f"note_{code}"] for code in self.vocabulary.languages}) for row in rows
        ]

    def facts(self, path: str) -> Facts:
        """Bytes and SHA-256 of a file of the edition, by its path relative to the edition's folder."""
        return Facts.of(self.folder / path)


Part = Callable[[Work], None]


def database(work: Work) -> None:
    """``<key>.db``: everything the server reads, also to be had as ``downloads/<key>.db``."""
    from publisher import exploration

    name = f"{work.catalog.key}.db"
    own = work.settings.datasette_config / "views.sql"
    views = own.read_text(encoding="utf-8") if own.is_file() else ""
    writers: tuple[Writer, ...] = (write_further_tables, partial(write_comparisons, parts=work.kept, words=work.words))
    stored, made = exploration.kept(work.settings.datasette_config), work.folder / name
    write_database(
        made, work.catalog, work.vocabulary, work.frames, writers, views, stored, parts=work.kept, words=work.words
    )
    (work.folder / "downloads").mkdir()
    (work.folder / "downloads" / name).symlink_to(f"../{name}")


def vocabulary_files(work: Work) -> None:
    """``vocab/…``: what our words mean, as it stands, and the schema of every table whole."""
    target = work.folder / "vocab"
    target.mkdir()
    for path in sorted(work.settings.vocab.glob("*.ttl")):
        shutil.copyfile(path, target / path.name)
    contents, _ = schemas.written(work.settings.vocab)
    told = {
        name: schemas.spoken(content, work.catalog.languages)
        for name, content in contents.items()
        if not shut(name, work.catalog.rooms)
    }

    def make(folder: Path) -> None:
        for name, content in told.items():
            text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
            (folder / f"{name}.schema.yaml").write_text(text, encoding="utf-8")

    work.kept.files("schemas", told, make, target)


#: The line by which a ready question says that it asks of a room.
_ROOM = re.compile(rb"^# room: ([a-z]+)\n", re.MULTILINE)


def site_files(work: Work) -> None:
    """``site/…``: texts, borders, ready questions and reported figures, which pages show and nothing else reads."""
    settings = work.settings
    for source, pattern, target in (
        (settings.vocab, BOUNDARIES, "."),
        (settings.vocab, TILES, "."),
        (settings.vocab / "texts", "*.md", "texts"),
        (settings.datasette_config / "questions", "*.rq", "questions"),
    ):
        (work.folder / SITE / target).mkdir(parents=True, exist_ok=True)
        for path in sorted(source.glob(pattern)):
            content = path.read_bytes()
            of_room = _ROOM.search(content)
            if of_room is None or of_room[1].decode() in work.catalog.rooms:
                (work.folder / SITE / target / path.name).write_bytes(_ROOM.sub(b"", content))
    known = {*(one.name for one in work.catalog.datasets), *work.catalog.withdrawn}
    reports = [one for one in reported(settings.packages, work.catalog.languages) if one.dataset in known]
    if reports:
        (work.folder / SITE / KEPT).write_bytes(msgspec.json.encode(reports))


def downloads(work: Work) -> None:
    """``downloads/<name>.<extension>``: every dataset with observations in every format, codebook inside."""
    chosen = [d for d in work.catalog.datasets if "observations" in work.frames.get(d.name, {})]
    tasks = {d.name: Downloads.of(work, d) for d in chosen}
    with _workers(work.jobs) as pool:
        if pool:
            todo = [task for task in tasks.values() if not work.kept.has("downloads", task.inputs)]
            list(pool.map(_keep_downloads, todo, repeat(Parts(work.kept.folder))))
    for dataset in chosen:
        task = tasks[dataset.name]
        written = work.kept.files("downloads", task.inputs, task.write, work.folder / "downloads")
        made = [_download_distribution(dataset, form, written) for form in task.formats]
        work.add_distributions(dataset.name, made)


def _keep_downloads(task: Downloads, kept: Parts) -> None:
    kept.kept("downloads", task.inputs, task.write)


@dataclass(frozen=True, kw_only=True)
class Downloads:
    """All that a dataset's files to download are made of. They change with it and its words, not with each edition:

    the edition they name is that of the day its version became public.
    """

    database: Path
    dataset: Dataset
    catalog: Catalog
    vocabulary: Vocabulary
    words: str  #: digest of the vocabulary
    edition: Edition
    told: Sequence[str]
    notes: Sequence[tuple[str, str, Text]]
    outlines: Outlines | None  #: of the areas
    outlined: str  #: digest of the site's file of borders; '' where there are no outlines

    @classmethod
    def of(cls, work: Work, dataset: Dataset) -> Downloads:
        return cls(
            database=database_of(work.folder).resolve(),
            dataset=replace(dataset, distributions=()),
            catalog=work.terms,
            vocabulary=work.vocabulary,
            words=work.words,
            edition=work.brought(dataset),
            told=work.told,
            notes=work.notes(dataset),
            outlines=work.outlines,
            outlined=Facts.of(work.settings.vocab / BOUNDARIES).sha256 if work.outlines else "",
        )

    @property
    def inputs(self) -> object:
        """What the key of the part is made of; the rows are those of the dataset's tables, which it has the sums of."""
        return [self.dataset, self.catalog, self.words, self.edition, self.told, self.notes, self.outlined]

    @property
    def formats(self) -> list[Format]:
        """The formats it is written in: layers of a map where there are outlines."""
        return [form for form in FORMATS.values() if self.outlined or not form.layer]

    def write(self, folder: Path) -> None:
        """Write the dataset in every format into a folder."""
        _write_downloads(self, folder)


def _write_downloads(task: Downloads, folder: Path) -> None:
    import sqlite3

    from publisher.extract import dataset_download, labelled
    from publisher.reader import Selection, observations_sql
    from publisher.tables.observed import Observed

    dataset, uris = task.dataset, Uris(task.edition.base_url)
    connection = sqlite3.connect(f"{task.database.as_uri()}?immutable=1", uri=True)
    observed = Observed.of(task.vocabulary.tables)
    columns = observed.selected(task.told, task.edition.id)
    rows = connection.execute(*observations_sql(observed, Selection(datasets=[dataset.name]), columns)).fetchall()
    connection.close()
    areas = sorted({row[1] for row in rows})
    language = in_all(task.told) if len(task.told) > 1 else task.told[0]
    told = list(labelled(rows, observed, task.vocabulary, language))
    for form in task.formats:
        table = f"{dataset.name}.{FORMATS[form.about or form.key].extension}"
        labels = form.key not in ("json", "json-stat")
        download = dataset_download(
            dataset,
            partial(list, told if labels else rows),
            catalog=task.catalog,
            vocabulary=task.vocabulary,
            edition=task.edition,
            url=uris.file(f"downloads/{table}"),
            beside=table if form.about else None,
            areas=areas,
            notes=task.notes,
            labels=labels,
            language=language,
            outlines=task.outlines,
        )
        with (folder / _file(dataset, form)).open("wb") as file:
            file.writelines(_each(form, download) if form.each else form.write(download))


def _file(dataset: Dataset, form: Format) -> str:
    return f"{dataset.name}.{form.extension}{'.zip' if form.each else ''}"


def _each(form: Format, download: Download) -> Iterator[bytes]:
    """A zip of a file an indicator and period: a layer is of one."""
    names = [one.name for one in download.columns]
    indicator, period = names.index("indicator"), names.index("period")
    rows: dict[str, list[Cells]] = {}
    for row in download.rows():
        rows.setdefault(f"{row[indicator]}-{row[period]}", []).append(row)
    known = {one.id: one for one in download.indicators}
    made = {}
    for name, found in rows.items():
        one = known.get(str(found[0][indicator]))
        title = {code: f"{localised(one.label, code)}, {found[0][period]}" for code in one.label} if one else {}
        chosen = [one] if one else []
        alone = replace(download, title=title or download.title, indicators=chosen, rows=partial(list, found))
        made[f"{name}.{form.extension}"] = b"".join(form.write(alone))
    yield packages.zipped(made)


_VALUES: Text = tell("All values with labels, unit, status and source, and the codebook in the same file.")
_LAYERS: Text = tell(
    "A file for each indicator and period: outlines of areas with code, name, value, status, period and note."
)


def _download_distribution(dataset: Dataset, form: Format, written: Mapping[str, Facts]) -> Distribution:
    name = _file(dataset, form)
    told = _LAYERS if form.each else _VALUES
    return Distribution(
        key=f"download-{form.key}",
        title={
            code: f"{localised_title} ({localised(form.title, code)})"
            for code, localised_title in dataset.title.items()
        },
        description=told,
        path=f"downloads/{name}",
        format=form.file_type,
        media_type=form.media_type,
        conforms_to=form.key if form.layer else "sdmx" if form.key.startswith("sdmx") else None,
        bytes=written[name].bytes,
        sha256=written[name].sha256,
        modified=dataset.modified,
    )


@contextmanager
def _workers(jobs: int) -> Iterator[Executor | None]:
    """A pool of processes, or None for one job. Spawned, so that a process starts with nothing but its task."""
    if jobs <= 1:
        yield None
        return
    with ProcessPoolExecutor(min(jobs, os.cpu_count() or 1), mp_context=get_context("spawn")) as pool:
        yield pool


def explore(work: Work) -> None:
    """``explore/``: a Datasette configuration directory on the edition's database."""
    from publisher.exploration import write_configuration

    write_configuration(work.folder, work.settings, work.vocabulary, work.catalog)


def descriptions(work: Work) -> None:
    """``edition.json``, ``vocabulary.json`` and ``catalog.json``: what the server reads into memory."""
    for name, thing in (
        ("edition.json", work.edition),
        ("vocabulary.json", work.vocabulary),
        ("catalog.json", work.catalog),
    ):
        (work.folder / name).write_bytes(msgspec.json.encode(thing, order="deterministic"))


#: What an edition is made of that is reconstructed afterwards: what pages, API and packages read, no downloads.
RECONSTRUCTED: tuple[Part, ...] = (database, vocabulary_files, site_files, packages.now, descriptions)

#: After it, everything is there that pages read but the descriptions.
READABLE: Part = site_files

#: What an edition is made of, in the order it is made.
PARTS: tuple[Part, ...] = (
    database, vocabulary_files, site_files, packages.every, downloads, whole.everything, linkeddata.words,
    linkeddata.cubes, linkeddata.codebooks, linkeddata.of_rooms, linkeddata.catalogue, explore, descriptions,
)  # fmt: skip
