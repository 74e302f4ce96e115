"""The parts an edition is made of, in the order they are made: each writes its files into the edition's folder."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import yaml

from publisher.database import Writer, write_database
from publisher.database.comparisons import write_comparisons
from publisher.database.further_tables import write_further_tables
from publisher.download import Format, in_all
from publisher.edition import linkeddata, packages, whole
from publisher.model import Catalog, Dataset, Distribution, Edition, Text, all_of, localised
from publisher.reader import SITE
from publisher.rooms import shut
from publisher.settings import Settings
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary, schemas

if TYPE_CHECKING:
    from publisher.database import Frames


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
    """

    folder: Path
    edition: Edition
    vocabulary: Vocabulary
    catalog: Catalog
    frames: Frames
    settings: Settings
    jobs: int = 1

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

    def facts(self, path: str) -> tuple[int, str]:
        """Bytes and SHA-256 of a file of the edition, by its path relative to the edition's folder."""
        import hashlib

        with (self.folder / path).open("rb") as file:
            return (self.folder / path).stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


Part = Callable[[Work], None]

#: Writers of tables beyond ``schema.sql``.
WRITERS: tuple[Writer, ...] = (write_further_tables, write_comparisons)


def database(work: Work) -> None:
    """``<key>.db``: everything the server reads, also to be had as ``downloads/<key>.db``."""
    name = f"{work.catalog.key}.db"
    own = work.settings.datasette_config / "views.sql"
    views = own.read_text(encoding="utf-8") if own.is_file() else ""
    write_database(work.folder / name, work.catalog, work.vocabulary, work.frames, WRITERS, views)
    (work.folder / "downloads").mkdir()
    (work.folder / "downloads" / name).symlink_to(f"../{name}")


def vocabulary_files(work: Work) -> None:
    """``vocab/…``: what our words mean, as it stands, and the schema of every table whole."""
    target = work.folder / "vocab"
    target.mkdir()
    for path in sorted(work.settings.vocab.glob("*.ttl")):
        shutil.copyfile(path, target / path.name)
    contents, _ = schemas.written(work.settings.vocab)
    for name, content in contents.items():
        if not shut(name, work.catalog.rooms):
            told = schemas.spoken(content, work.catalog.languages)
            text = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=120)
            (target / f"{name}.schema.yaml").write_text(text, encoding="utf-8")


#: The line by which a ready question says that it asks of a room.
_ROOM = re.compile(rb"^# room: ([a-z]+)\n", re.MULTILINE)


def site_files(work: Work) -> None:
    """``site/…``: texts, borders and ready questions, which pages show and nothing else reads."""
    settings = work.settings
    for source, pattern, target in (
        (settings.vocab, "boundaries.json", "."),
        (settings.vocab / "texts", "*.md", "texts"),
        (settings.datasette_config / "questions", "*.rq", "questions"),
    ):
        (work.folder / SITE / target).mkdir(parents=True, exist_ok=True)
        for path in sorted(source.glob(pattern)):
            content = path.read_bytes()
            of_room = _ROOM.search(content)
            if of_room is None or of_room[1].decode() in work.catalog.rooms:
                (work.folder / SITE / target / path.name).write_bytes(_ROOM.sub(b"", content))


def downloads(work: Work) -> None:
    """``downloads/<name>.<extension>``: every dataset with observations in every format, codebook inside."""
    chosen = [d for d in work.catalog.datasets if "observations" in work.frames.get(d.name, {})]
    with _workers(work.jobs) as pool:
        tasks = [_Task(work=_light(work), dataset=d, notes=work.notes(d)) for d in chosen]
        written = list(pool.map(_write_downloads, tasks)) if pool else [_write_downloads(task) for task in tasks]
    for dataset, distributions in zip(chosen, written, strict=True):
        work.add_distributions(dataset.name, distributions)


@dataclass(frozen=True, kw_only=True)
class _Task:
    """What a process needs to write a dataset's downloads."""

    work: Work
    dataset: Dataset
    notes: Sequence[tuple[str, str, Text]]


def _light(work: Work) -> Work:
    """The work without its frames, which are not handed to other processes."""
    return replace(work, frames={})


def _write_downloads(task: _Task) -> list[Distribution]:
    import sqlite3

    from publisher.extract import dataset_download
    from publisher.formats import FORMATS
    from publisher.reader import Selection, observations_sql
    from publisher.reader import database as database_of
    from publisher.tables.observed import Observed

    work, dataset = task.work, task.dataset
    uris = Uris(work.settings.base_url)
    connection = sqlite3.connect(f"{database_of(work.folder).resolve().as_uri()}?immutable=1", uri=True)
    observed = Observed.of(work.vocabulary.tables)
    columns = observed.selected(work.told, work.edition.id)
    rows = connection.execute(*observations_sql(observed, Selection(datasets=[dataset.name]), columns)).fetchall()
    connection.close()
    areas = sorted({row[1] for row in rows})
    made = []
    for form in FORMATS.values():
        path = f"downloads/{dataset.name}.{form.extension}"
        table = f"{dataset.name}.{FORMATS[form.about or form.key].extension}"
        download = dataset_download(
            dataset,
            lambda: rows,
            catalog=work.catalog,
            vocabulary=work.vocabulary,
            edition=work.edition,
            url=uris.file(f"downloads/{table}"),
            beside=table if form.about else None,
            areas=areas,
            notes=task.notes,
            labels=form.key not in ("json", "json-stat"),
            language=in_all(work.told) if len(work.told) > 1 else work.told[0],
        )
        with (work.folder / path).open("wb") as file:
            file.writelines(form.write(download))
        made.append(_download_distribution(work, dataset, form, path))
    return made


def _download_distribution(work: Work, dataset: Dataset, form: Format, path: str) -> Distribution:
    size, digest = work.facts(path)
    return Distribution(
        key=f"download-{form.key}",
        title={
            code: f"{localised_title} ({localised(form.title, code)})"
            for code, localised_title in dataset.title.items()
        },
        description={
            "sv": "Alla värden med namn, enhet, status och källa, och kodboken i samma fil.",
            "en": "All values with labels, unit, status and source, and the codebook in the same file.",
        },
        path=path,
        format=form.file_type,
        media_type=form.media_type,
        bytes=size,
        sha256=digest,
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

#: What an edition is made of, in the order it is made.
PARTS: tuple[Part, ...] = (
    database, vocabulary_files, site_files, packages.every, downloads, whole.everything, linkeddata.words,
    linkeddata.cubes, linkeddata.codebooks, linkeddata.of_rooms, linkeddata.catalogue, explore, descriptions,
)  # fmt: skip
