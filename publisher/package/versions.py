"""A package as it was: the same tables undone to an earlier version or day, described as they were then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from publisher import observations, table_revisions
from publisher.observations import version_key
from publisher.package import reading, writing
from publisher.package.opened import Packages
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

#: Columns that name sources, in any table.
_SOURCES = ("source", "old_source")
#: Columns that name notes.
_NOTES = ("note", "old_note")


def version_files(packages: Packages, name: str, number: str, vocabulary: Vocabulary) -> Mapping[str, bytes]:
    """The files of a version of a package, by name.

    Every table holds the rows it held then, and no source or note that came later. Words about the dataset are
    today's: they are not part of the promise that a value stays findable. Where nobody has changed them since, every
    file is the same bytes as when the version was new.

    Raises:
        NotThere: the package has no such version.
    """
    package = packages[name]
    dataset = package.dataset
    reading.version_at(dataset, number)
    versions = [v for v in dataset.versions if version_key(v.number) <= version_key(number)]
    now = package.tables()
    frames = dict(now)
    _undo(frames, number, vocabulary)
    _forget(frames, versions[0].date)
    same = {
        table.name: (package.folder / table.path).read_bytes()
        for table in dataset.tables
        if frames[table.name] is now[table.name]
    }
    catalog = reading.to_catalog(packages.declaration.values)
    written = writing.draft(name, package.declaration, catalog, vocabulary, frames, versions, written=same).files
    return {**written, reading.DECLARATION: (package.folder / reading.DECLARATION).read_bytes()}


def _undo(frames: dict[str, pd.DataFrame], number: str, vocabulary: Vocabulary) -> None:
    """Put tables, and the logs of their changes, back to a version."""
    if "revisions" in frames:
        log = frames["revisions"]
        frames["observations"] = observations.at_version(frames["observations"], log, number)
    if table_revisions.NAME in frames:
        log = frames[table_revisions.NAME]
        for name in table_revisions.watched(frames):
            table = vocabulary.tables[name]
            if not _later(log, name, number):
                continue
            rows = table_revisions.at_version(name, table.primary_key, frames[name], log, number)
            filled = [{column: text or None for column, text in row.items()} for row in rows]
            frames[name] = writing.table_frame(table, filled)
    for name in {"revisions", table_revisions.NAME} & set(frames):
        log = frames[name]
        past = {n for n in log["version"].unique() if version_key(n) <= version_key(number)}
        kept = log["version"].isin(past)
        if not kept.all():
            frames[name] = log[kept].reset_index(drop=True)


def _later(log: pd.DataFrame, table: str, number: str) -> bool:
    """Whether a log has changes of a table after a version."""
    late = {one for one in log["version"].unique() if version_key(one) > version_key(number)}
    return bool(((log["table"] == table) & log["version"].isin(late)).any())


def _forget(frames: dict[str, pd.DataFrame], day: str) -> None:
    """Leave out sources and notes that no row refers to, unless the source was retrieved by then for other tables."""
    tables = bool(table_revisions.watched(frames))
    for name, columns in (("sources", _SOURCES), ("notes", _NOTES)):
        if name not in frames:
            continue
        used = {
            id
            for other, frame in frames.items()
            if other != name
            for column in columns
            if column in frame
            for cell in frame[column].unique()
            for id in str(cell).split()
        }
        frame = frames[name]
        kept = frame["id"].isin(used)
        if name == "sources" and tables:
            kept |= frame["retrieved"] <= day
        if not kept.all():
            frames[name] = frame[kept].reset_index(drop=True)


def write_state(
    packages: Packages,
    day: str,
    target: Path,
    vocabulary: Vocabulary,
    files: Callable[[str, str], Mapping[str, bytes]] | None = None,
) -> list[str]:
    """Write the packages into another folder as they were public at the end of a day.

    Args:
        packages: as they are.
        day: ISO date.
        target: a folder that does not exist.
        files: gives the files of a version of a package; None: :func:`version_files`.

    Returns:
        Names of the datasets that were public then; one that was not is left out.
    """
    target.mkdir(parents=True)
    for path in packages.folder.iterdir():
        if path.is_file() and not path.name.startswith("."):
            (target / path.name).write_bytes(path.read_bytes())
    written = []
    made = files or (lambda name, number: version_files(packages, name, number, vocabulary))
    for name in packages.names:
        if not (packages.folder / name / reading.DESCRIPTOR).is_file():
            continue
        version = reading.version_at(packages[name].dataset, day)
        if version is None:
            continue
        (target / name).mkdir()
        for file, content in made(name, version.number).items():
            (target / name / file).write_bytes(content)
        written.append(name)
    return written
