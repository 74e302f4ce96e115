"""Packages written: a dataset's next version drafted in memory, then put in place whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from publisher import observations
from publisher.changes import changes_text
from publisher.declarations import Declaration
from publisher.gate import coverage
from publisher.model import (
    LANGUAGES,
    AreaKind,
    Catalog,
    Column,
    Contact,
    Dataset,
    Quality,
    Source,
    Table,
    Text,
    Version,
    all_of,
    spoken,
)
from publisher.package import checking, reading
from publisher.package import folder as disk
from publisher.package.descriptor import dataset_to_descriptor, to_json
from publisher.tables import dtypes
from publisher.vocabulary import Vocabulary
from publisher.vocabulary.schemas import told_in

if TYPE_CHECKING:
    import pandas as pd

    from publisher.package.opened import Package

CHANGES = "CHANGES.md"
#: Tables that come first in a descriptor, in this order; others follow by name.
ORDER = ("observations", "revisions", "sources", "notes")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A package's next version, in memory."""

    name: str
    dataset: Dataset
    #: Files that the program writes, by name.
    files: dict[str, bytes]
    #: Files of the version before that this one does not have.
    removed: frozenset[str] = frozenset()
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def table_frame(table: Table, rows: Sequence[Mapping[str, Any]] | pd.DataFrame) -> pd.DataFrame:
    """Rows as a table with the columns and types of its schema, in the order of its key.

    Raises:
        ValueError: a number is not a number.
    """
    import pandas as pd

    names = [column.name for column in table.columns]
    given = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows), columns=names)
    frame = observations.frame(given, names, dtypes(table.columns))
    key = [name for name in table.primary_key if name in names]
    return frame.sort_values(key, kind="stable", ignore_index=True) if key else frame


def specialised(
    name: str, dataset_indicators: Sequence[str], vocabulary: Vocabulary, frame: pd.DataFrame | None = None
) -> Table:
    """The schema of a table in one package: ``observations`` lists the codes its columns may hold.

    Args:
        frame: the table itself, for which optional columns it has.

    Raises:
        KeyError: there is no ``vocab/<name>.schema.yaml``.
    """
    table = vocabulary.tables[name]
    if frame is not None and name in ("observations", "revisions"):
        there = set(packaged(name, frame).columns)
        table = replace(table, columns=[column for column in table.columns if column.name in there])
    if name != "observations":
        return table
    codes: Mapping[str, Sequence[str]] = {
        "indicator": sorted(dataset_indicators),
        "status": list(vocabulary.statuses),
        "service_area": list(vocabulary.concepts.get("service-area", {})),
    }

    def limited(column: Column) -> Column:
        return replace(column, enum=tuple(codes[column.name])) if codes.get(column.name) else column

    return replace(table, columns=[limited(column) for column in table.columns])


def packaged(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A table as it lies in a package: one of observations goes without the optional columns that hold nothing."""
    return observations.slim(frame) if name in ("observations", "revisions") else frame


def retold(name: str, frame: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """A table that stands, with columns of texts in the languages of the site as they are now; a new one is empty."""
    table = vocabulary.tables.get(name)
    if table is None or name in ("observations", "revisions"):
        return frame
    wanted = told_in(column.name for column in table.columns)
    return frame if told_in(map(str, frame.columns)) == wanted else table_frame(table, frame)


def labels(vocabulary: Vocabulary, indicators: Sequence[str]) -> dict[str, dict[str, Text]]:
    """What the codes of a package's columns mean."""
    known = vocabulary.indicators
    return {
        "indicator": {code: known[code].label for code in indicators if code in known},
        "status": {code: status.label for code, status in vocabulary.statuses.items()},
        "sex": {code: concept.label for code, concept in vocabulary.concepts.get("sex", {}).items()},
        "service_area": {code: c.label for code, c in vocabulary.concepts.get("service-area", {}).items()},
    }


def units(vocabulary: Vocabulary, indicators: Sequence[str]) -> dict[str, list[str]]:
    """Unit and value kind of each indicator: what the next fetch holds the vocabulary against."""
    known = vocabulary.indicators
    return {code: [known[code].unit, known[code].value_kind.value] for code in indicators if code in known}


def to_dataset(name: str, values: Mapping[str, Any], catalog: Catalog, versions: Sequence[Version]) -> Dataset:
    """What ``dataset.yaml`` says, with versions, without tables; the gate has looked at it first."""

    def listed(value: Any) -> list[str]:
        return [str(v) for v in (value if isinstance(value, list) else [value])] if value is not None else []

    if set(catalog.languages) != set(LANGUAGES):
        values = spoken(dict(values), all_of(catalog.languages))
    temporal = values.get("temporal")
    return Dataset(
        name=name,
        id=str(values["id"]),
        title=_text(values["title"]),
        description=_text(values["description"]),
        keywords={language: [str(w) for w in words] for language, words in values["keywords"].items()},
        themes=listed(values["themes"]),
        publisher=str(values.get("publisher") or catalog.publisher),
        creators=listed(values["creators"]),
        contact=msgspec.convert(values["contact"], Contact) if values.get("contact") else None,
        licence=str(values["licence"]),
        rights=_text(values["rights"]),
        indicators=listed(values.get("indicators")),
        area_kinds=[AreaKind(k) for k in listed(values.get("area_kinds"))],
        temporal=(str(temporal[0]), str(temporal[1])) if temporal else None,
        frequency=str(values["frequency"]),
        issued=versions[-1].date,
        modified=versions[0].date,
        next_release=str(values["next_release"]) if values.get("next_release") else None,
        release=str(values["release"]) if values.get("release") else None,
        versions=list(versions),
        series=str(values["series"]) if values.get("series") else None,
        accepted=[
            {
                "rule": str(entry["rule"]),
                "subject": str(entry.get("subject") or "*"),
                "reason_sv": entry["reason"]["sv"].strip(),
                "reason_en": entry["reason"]["en"].strip(),
            }
            for entry in values.get("accepted") or ()
        ],
        demonstration=bool(values.get("demonstration", False)),
        doi=str(values["doi"]) if values.get("doi") else None,
    )


def _text(value: Mapping[str, str]) -> dict[str, str]:
    return {language: str(text).strip() for language, text in value.items()}


def draft(
    name: str,
    one: Declaration,
    catalog: Catalog,
    vocabulary: Vocabulary,
    frames: Mapping[str, pd.DataFrame],
    versions: Sequence[Version],
    before: Dataset | None = None,
    written: Mapping[str, bytes] | None = None,
) -> Draft:
    """A package's next version.

    Args:
        frames: its tables, as they shall be.
        versions: newest first, the new one included.
        before: the version that stands.
        written: tables that are written already, by name; the others are written here.

    Raises:
        KeyError: there is no schema for a table.
    """
    dataset = to_dataset(name, one.values, catalog, versions)
    order = [t for t in ORDER if t in frames] + sorted(set(frames) - set(ORDER))
    files: dict[str, bytes] = {}
    tables = []
    for table_name in order:
        frame = frames[table_name]
        table = specialised(table_name, dataset.indicators, vocabulary, frame)
        data = (written or {}).get(table_name) or observations.csv_bytes(packaged(table_name, frame))
        files[table.path] = data
        tables.append(replace(table, rows=len(frames[table_name]), **reading.file_facts(data)))
    dataset = replace(dataset, tables=tables, sources=_sources(frames.get("sources")))
    if (rows := frames.get("observations")) is not None:
        dataset = replace(
            dataset,
            quality=[Quality(**q) for q in coverage.quality(rows, checking.context(one, vocabulary))],
            temporal=dataset.temporal
            or ((str(rows["period"].min()), str(rows["period"].max())) if len(rows) else None),
        )
    files |= described(dataset, catalog, vocabulary, frames.get("revisions"))
    gone = frozenset(table.path for table in before.tables) - set(files) if before else frozenset()
    return Draft(name=name, dataset=dataset, files=files, removed=gone, frames=frames)


def described(
    dataset: Dataset, catalog: Catalog, vocabulary: Vocabulary, revisions: pd.DataFrame | None
) -> dict[str, bytes]:
    """The two files that tell of a package: ``datapackage.json`` and ``CHANGES.md``."""
    facts = {"units": units(vocabulary, dataset.indicators)}
    descriptor = dataset_to_descriptor(dataset, catalog, labels(vocabulary, dataset.indicators), facts)
    return {
        reading.DESCRIPTOR: to_json(descriptor),
        CHANGES: changes_text(dataset, revisions, vocabulary, catalog.languages).encode(),
    }


def redescribed(package: Package, one: Declaration, catalog: Catalog, vocabulary: Vocabulary) -> dict[str, bytes]:
    """The package's files as they would be written now over the tables that stand.

    Raises:
        KeyError: there is no schema any more for a table.
    """
    before = package.dataset
    written = {table.name: (package.folder / table.path).read_bytes() for table in before.tables}
    return draft(before.name, one, catalog, vocabulary, package.tables(), before.versions, before, written).files


def _sources(frame: pd.DataFrame | None) -> list[Source]:
    if frame is None:
        return []
    return [
        Source(
            id=row["id"],
            title=row["title"],
            publisher=row["publisher"],
            url=row["url"],
            retrieved=row["retrieved"],
            sha256=row["sha256"],
            note={k.removeprefix("note_"): v for k, v in row.items() if k.startswith("note_") and v},
        )
        for row in frame.to_dict("records")
    ]


def stage_package(packages: Path, drafted: Draft, checkpoint: disk.Checkpoint = disk.unwatched) -> bool:
    """Write a draft beside the package it will replace (:func:`publisher.package.folder.commit`).

    Returns:
        False when the folder holds exactly this already and nothing was written.
    """
    folder = packages / drafted.name
    if same(folder, drafted):
        return False
    disk.stage(folder, drafted.files, drafted.removed, checkpoint)
    return True


def write_package(packages: Path, drafted: Draft, checkpoint: disk.Checkpoint = disk.unwatched) -> bool:
    """Put a draft in the package's place, whole or not at all.

    Returns:
        False when the folder held exactly this already and was not touched.
    """
    if written := stage_package(packages, drafted, checkpoint):
        disk.commit(packages, {drafted.name: disk.Change.of(drafted.files, drafted.removed)}, checkpoint=checkpoint)
    return written


def same(folder: Path, drafted: Draft) -> bool:
    """Whether a folder holds exactly what a draft says."""
    return disk.Change.of(drafted.files, drafted.removed).stands_in(folder)


def registry(packages: Path, datasets: Sequence[Dataset]) -> bytes | None:
    """``ids.csv`` with what ``datasets`` publish for the first time added at its end; None when there is nothing."""
    entries = checking.read_registry(packages)
    known = {(entry["kind"], entry["id"]) for entry in entries}
    more = []
    for dataset in sorted(datasets, key=lambda d: d.name):
        for kind, id_, key in [
            ("dataset", dataset.name, dataset.id),
            *(("indicator", indicator, dataset.name) for indicator in sorted(dataset.indicators)),
        ]:
            if (kind, id_) not in known:
                more.append({"kind": kind, "id": id_, "key": key, "since": dataset.modified})
    if not more:
        return None
    text = io.StringIO()
    writer = csv.DictWriter(text, checking.REGISTRY_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows([*entries, *more])
    return text.getvalue().encode()
