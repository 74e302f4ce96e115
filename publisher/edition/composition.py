"""The parts an edition is made of, in the order they are made: each writes its files into the edition's folder."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import yaml

from publisher import memory, observations, packed
from publisher.columns import Coded
from publisher.database import Writer, figures_of, write_database
from publisher.database.comparisons import write_comparisons
from publisher.database.further_tables import write_further_tables
from publisher.download import Format, in_all
from publisher.edition import linkeddata, packages, whole
from publisher.edition.workers import ALONE, Shared, Task, Workers
from publisher.formats import FORMATS
from publisher.model import Catalog, Dataset, Distribution, Edition, Text, all_of, localised
from publisher.outlines import BOUNDARIES, TILES, Drawn, Outlines
from publisher.package.reading import reported, table_of
from publisher.parts import Facts, Parts, digest
from publisher.phrases import tell
from publisher.reader import SITE
from publisher.reported import KEPT
from publisher.rooms import shut
from publisher.settings import Settings
from publisher.tables import dtypes
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
        workers: who makes parts beside this process.
        kept: what was made before of the same.
        held: what dumps of observations hold, by their names.
    """

    folder: Path
    edition: Edition
    vocabulary: Vocabulary
    catalog: Catalog
    frames: Frames
    settings: Settings
    workers: Workers = ALONE
    kept: Parts = field(default_factory=lambda: Parts(None))
    held: dict[str, Held] = field(default_factory=dict)

    @cached_property
    def words(self) -> str:
        """Digest of the vocabulary, an input of many parts."""
        return digest(self.vocabulary)

    @cached_property
    def outlines(self) -> Outlines | None:
        """The outlines of the areas; None where the site has no borders that say where in the world they lie."""
        known, file = self.vocabulary, self.settings.vocab / BOUNDARIES
        return self._drawn(Outlines.read(file, known.areas, known.members), file)

    @cached_property
    def tiles(self) -> Outlines | None:
        """A square for each municipality; None where the site has none."""
        known, files = self.vocabulary, (self.settings.vocab / BOUNDARIES, self.settings.vocab / TILES)
        return self._drawn(Outlines.tiled(*files, known.areas, known.members), *files)

    def _drawn(self, outlines: Outlines | None, *files: Path) -> Outlines | None:
        """Outlines of some files, with what was worked out of them before."""
        if outlines is not None:
            rests_on = [self.words, [Facts.of(path) for path in files]]
            outlines.keep(self.kept.value("outlines", rests_on, outlines.drawn, Drawn))
        return outlines

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
        """Bytes and SHA-256 of a file of the edition as it is had, by its path relative to the edition's folder."""
        return packed.facts(self.folder / path)

    @cached_property
    def shared(self) -> Shared:
        """What tasks of workers share."""
        return Shared(vocabulary=self.vocabulary, outlines=self.outlines)

    def begin(self, tasks: Iterable[Task]) -> None:
        """Let workers go ahead with parts that will be asked for."""
        self.workers.begin(tasks, self.kept, self.shared)


Part = Callable[[Work], None]


def ahead(work: Work) -> None:
    """Let workers begin with the figures of every package, and then with all that rests on packages and figures."""
    if work.workers.alone:
        return
    made = figures_of(work.catalog, work.vocabulary, work.settings.packages.resolve(), work.words)
    figures = {
        task.dataset: (inputs, task) for inputs, task in made if all(p.is_file() for p, _ in task.files.values())
    }
    largest = sorted(figures, key=lambda name: -sum(p.stat().st_size for p, _ in figures[name][1].files.values()))
    work.begin(Task("figures", inputs, task.write) for inputs, task in map(figures.__getitem__, largest))
    work.begin(packages.tasks(work))
    drawn_on = {d.name: d for d in _drawn_on(work)}
    for name in largest:
        if name in drawn_on:
            work.begin(Downloads.of(work, drawn_on[name]).tasks())


def database(work: Work) -> None:
    """``<key>.db``: everything the server reads, also to be had as ``downloads/<key>.db``."""
    from publisher import exploration

    name = f"{work.catalog.key}.db"
    own = work.settings.datasette_config / "views.sql"
    views = own.read_text(encoding="utf-8") if own.is_file() else ""
    writers: tuple[Writer, ...] = (write_further_tables, partial(write_comparisons, parts=work.kept, words=work.words))
    # nobody explores an edition of an earlier day: its views stay views
    stored = {} if work.edition.reconstructed else exploration.kept(work.settings.datasette_config)
    made = work.folder / name
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
    vocab, told_in, rooms = work.settings.vocab, work.catalog.languages, work.catalog.rooms

    def make(folder: Path) -> None:
        for name, content in schemas.written(vocab)[0].items():
            if not shut(name, rooms):
                told = schemas.spoken(content, told_in)
                text = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=120)
                (folder / f"{name}.schema.yaml").write_text(text, encoding="utf-8")

    sums = [(path.name, Facts.of(path)) for path in sorted(vocab.glob("*.schema.yaml"))]
    work.kept.files("schemas", [sums, told_in, rooms], make, target)


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
    for dataset in _drawn_on(work):
        every = Downloads.of(work, dataset)
        for task in every.tasks():
            work.kept.files(task.step, task.inputs, task.make, work.folder / "downloads")
        work.add_distributions(dataset.name, [_download_distribution(work, dataset, form) for form in every.formats])
        _last.clear()
        memory.give_back()


def _drawn_on(work: Work) -> list[Dataset]:
    return [d for d in work.catalog.datasets if "observations" in work.frames.get(d.name, {})]


@dataclass(frozen=True, kw_only=True)
class Downloads:
    """All that a dataset's files to download are made of. They change with it and its words, not with each edition:

    the edition they name is that of the day its version became public.
    """

    source: Path  #: its observations
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
        place = table_of(dataset, "observations").path
        return cls(
            source=(work.settings.packages / dataset.name / place).resolve(),
            dataset=replace(dataset, distributions=()),
            catalog=work.catalog.terms,
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
    def language(self) -> str:
        """The language that files are told in; all of them where there are several."""
        return in_all(self.told) if len(self.told) > 1 else self.told[0]

    @property
    def formats(self) -> list[Format]:
        """The formats it is written in: layers of a map where there are outlines."""
        return [form for form in FORMATS.values() if self.outlined or not form.layer]

    def tasks(self) -> Iterator[Task]:
        """A part a format."""
        for form in self.formats:
            yield Task("downloads", [form.key, self.inputs], partial(self.write, form.key))

    def write(self, key: str, folder: Path) -> None:
        """Write the dataset in a format into a folder."""
        from publisher.extract import dataset_download

        form, rows, labels = FORMATS[key], _rows(self), key not in ("json", "json-stat")
        table = f"{self.dataset.name}.{FORMATS[form.about or key].extension}"
        download = dataset_download(
            self.dataset,
            rows.told if labels else rows.plain,
            catalog=self.catalog,
            vocabulary=self.vocabulary,
            edition=self.edition,
            url=Uris(self.edition.base_url).file(f"downloads/{table}"),
            beside=table if form.about else None,
            areas=rows.areas,
            notes=self.notes,
            labels=labels,
            language=self.language,
            outlines=self.outlines,
        )
        path = folder / _file(self.dataset, form)
        if form.each:
            with path.open("wb") as archive:
                packages.zip_into(archive, form.each(download))
        else:
            with packed.opened(path, packed.large(self.dataset)) as file:
                file.writelines(form.write(download))


class Rows(NamedTuple):
    """A dataset's observations, as they stand and with the names of codes, and the areas that occur."""

    plain: Coded
    told: Coded
    areas: list[str]


#: The rows last read and the key of what they were read for: the formats of a dataset come one after another.
_last: list[tuple[str, Rows]] = []


def _rows(task: Downloads) -> Rows:
    from publisher.database.coded import coded
    from publisher.extract import labelled_table
    from publisher.tables.observed import Observed

    key = digest(task.inputs)
    if _last and _last[0][0] == key:
        return _last[0][1]
    _last.clear()
    types = dtypes(table_of(task.dataset, "observations").columns)
    frame = observations.read_csv(task.source.read_bytes(), types)
    plain = coded(frame, task.dataset.name, task.edition.id, task.vocabulary, task.told)
    told = labelled_table(plain, Observed.of(task.vocabulary.tables), task.vocabulary, task.language)
    _last.append((key, Rows(plain, told, sorted(plain.cells(1)[:-1]))))
    return _last[0][1]


def _file(dataset: Dataset, form: Format) -> str:
    return f"{dataset.name}.{form.extension}{'.zip' if form.each else ''}"


_VALUES: Text = tell("All values with labels, unit, status and source, and the codebook in the same file.")
_LAYERS: Text = tell(
    "A file for each indicator and period: outlines of areas with code, name, value, status, period and note."
)


def _download_distribution(work: Work, dataset: Dataset, form: Format) -> Distribution:
    path, told = f"downloads/{_file(dataset, form)}", _LAYERS if form.each else _VALUES
    facts = work.facts(path)
    return Distribution(
        key=f"download-{form.key}",
        title={
            code: f"{localised_title} ({localised(form.title, code)})"
            for code, localised_title in dataset.title.items()
        },
        description=told,
        path=path,
        format=form.file_type,
        media_type=form.media_type,
        conforms_to=form.key if form.layer else "sdmx" if form.key.startswith("sdmx") else None,
        bytes=facts.bytes,
        sha256=facts.sha256,
        modified=dataset.modified,
    )


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
    ahead, database, vocabulary_files, site_files, linkeddata.words, linkeddata.ahead, packages.every, downloads,
    whole.everything, linkeddata.cubes, linkeddata.codebooks, linkeddata.of_rooms, linkeddata.catalogue, explore,
    descriptions,
)  # fmt: skip
