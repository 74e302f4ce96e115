"""Packages read: the catalogue with every dataset, a table, a table as it once was."""

from __future__ import annotations

import json
import os.path
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from publisher import declarations, observations, rooms
from publisher.declarations import Declaration
from publisher.errors import NotThere, Problem, Refused
from publisher.model import (
    LANGUAGES,
    Agent,
    Catalog,
    Contact,
    Dataset,
    Examples,
    Licence,
    Series,
    Table,
    Version,
    Withdrawal,
    all_of,
    complete,
    spoken,
)
from publisher.package import folder as disk
from publisher.package.descriptor import descriptor_to_dataset
from publisher.reported import FILE, Report
from publisher.tables import dtypes

if TYPE_CHECKING:
    import pandas as pd

    from publisher.package.opened import Packages

DESCRIPTOR = "datapackage.json"
DECLARATION = "dataset.yaml"
CATALOG = "catalog.yaml"


def names(packages: Path) -> list[str]:
    """Names of the datasets: folders with a ``dataset.yaml``."""
    return sorted(path.parent.name for path in packages.glob(f"[!.]*/{DECLARATION}"))


def read_declaration(packages: Path, name: str) -> Declaration:
    """A dataset's ``dataset.yaml``.

    Raises:
        NotThere: there is no such dataset.
        Refused: the file is not YAML.
    """
    path = packages / name / DECLARATION
    if not path.is_file():
        raise NotThere(f"{packages}/{name}: there is no {DECLARATION} here. Datasets: {', '.join(names(packages))}.")
    return declarations.read(path, f"{packages.name}/{name}/{DECLARATION}")


def read_catalog_declaration(packages: Path) -> Declaration:
    """``catalog.yaml``.

    Raises:
        Refused: the file is not there or not YAML.
    """
    return declarations.read(packages / CATALOG, f"{packages.name}/{CATALOG}")


def read_reported_declaration(packages: Path) -> Declaration | None:
    """``reported.yaml``; None when there is none.

    Raises:
        Refused: the file is not YAML.
    """
    path = packages / FILE
    return declarations.read(path, f"{packages.name}/{FILE}") if os.path.lexists(path) else None


def reported(packages: Path, languages: Sequence[str]) -> list[Report]:
    """The reports of ``reported.yaml``, the newest first; the gate has looked at the file first."""
    declared = read_reported_declaration(packages)
    found = [
        msgspec.convert(
            {
                name: told if isinstance(told, dict) else str(told)
                for name, told in one.items()
                if told not in (None, "")
            },
            Report,
        )
        for one in (declared.values.get("reported") or () if declared else ())
    ]
    every = all_of(languages)
    found = [replace(one, said=complete(one.said, every), became=complete(one.became, every)) for one in found]
    return sorted(found, key=lambda one: one.date, reverse=True)


def told_in(packages: Path) -> tuple[str, ...]:
    """The languages that the site is told in, as ``catalog.yaml`` has them; none where they cannot be read there."""
    try:
        told = read_catalog_declaration(packages).values.get("languages", LANGUAGES)
    except Refused:
        return ()
    return tuple(told) if isinstance(told, (list, tuple)) and all(isinstance(code, str) for code in told) else ()


def to_catalog(values: Mapping[str, Any]) -> Catalog:
    """What ``catalog.yaml`` says, without datasets; the gate has looked at it first."""
    if set(told := values.get("languages") or LANGUAGES) != set(LANGUAGES):
        values = spoken(dict(values), all_of(told))
    return Catalog(
        title=values["title"],
        description=values["description"],
        publisher=str(values["publisher"]),
        contact=msgspec.convert(values["contact"], Contact),
        licence=str(values["licence"]),
        agents={
            str(key): msgspec.convert({"key": str(key), **entry}, Agent, strict=False)
            for key, entry in values["agents"].items()
        },
        licences={
            str(key): msgspec.convert({"key": str(key), "url": "", **entry}, Licence)
            for key, entry in values["licences"].items()
        },
        homepage=values.get("homepage"),
        series={
            str(key): msgspec.convert({"key": str(key), **entry}, Series)
            for key, entry in (values.get("series") or {}).items()
        },
        withdrawn={
            str(key): msgspec.convert({"name": str(key), **entry}, Withdrawal)
            for key, entry in (values.get("withdrawn") or {}).items()
        },
        key=str(values.get("key") or Catalog.key),
        country=values.get("country"),
        languages=values.get("languages") or LANGUAGES,
        examples=msgspec.convert(values.get("examples") or {}, Examples),
        texts=values.get("texts") or {},
        rooms=[given] if isinstance(given := values.get("rooms") or [], str) else given,
        doors=[given] if isinstance(given := values.get("doors") or [], str) else given,
    )


def load_catalog(packages: Path, opened: Packages | None = None) -> Catalog:
    """The catalogue: who publishes, and every dataset that has been fetched, as its ``datapackage.json`` tells it.

    Datasets of a room that is not open are left out.

    Tables come with schema, bytes, checksum and rows; distributions are made when an edition is built.

    Args:
        opened: the same packages, opened already.

    Raises:
        Refused: catalog.yaml is not there or lacks what it must have, or a descriptor cannot be read.
    """
    from dataclasses import replace

    from publisher.package.opened import Packages

    every = opened or Packages(packages)
    declared = every.declaration
    try:
        catalog = to_catalog(declared.values)
    except (KeyError, AttributeError, msgspec.ValidationError) as error:
        fault = f"the file lacks something or has it in another shape: {error}."
        remedy = "Run 'publisher check'."
        raise Refused([Problem(file=declared.file, fault=fault, remedy=remedy, rule="wrong-shape")]) from error
    datasets = [
        every[name].dataset
        for name in every.names
        if (packages / name / DESCRIPTOR).is_file() and not rooms.closed(every[name].declaration.values, catalog.rooms)
    ]
    return replace(
        catalog,
        datasets=datasets,
        issued=str(declared.values.get("issued") or min((d.issued for d in datasets), default="")),
        modified=max((d.modified for d in datasets), default=""),
    )


def read_descriptor(folder: Path) -> dict[str, Any]:
    """A package's ``datapackage.json``.

    Raises:
        NotThere: nothing has been fetched yet.
        Refused: the file is not JSON.
    """
    file = f"{folder.parent.name}/{folder.name}/{DESCRIPTOR}"
    try:
        descriptor: dict[str, Any] = json.loads((folder / DESCRIPTOR).read_bytes())
    except FileNotFoundError:
        raise NotThere(f"{file}: nothing has been fetched yet. Run 'publisher fetch {folder.name}'.") from None
    except ValueError as error:
        raise Refused([_unreadable(file, str(error))]) from None
    return descriptor


def _unreadable(file: str, why: str) -> Problem:
    fault = f"the descriptor cannot be read: {why}."
    remedy = "Take it back from version control, or run 'publisher fetch' again."
    return Problem(file=file, fault=fault, remedy=remedy, rule="bad-descriptor")


def load_dataset(folder: Path) -> Dataset:
    """What a package's ``datapackage.json`` tells.

    Raises:
        NotThere: nothing has been fetched yet.
        Refused: the descriptor cannot be read.
    """
    return to_dataset(folder, read_descriptor(folder))


def to_dataset(folder: Path, descriptor: Mapping[str, Any]) -> Dataset:
    """What a descriptor tells, that was read from a folder.

    Raises:
        Refused: it lacks what it must have.
    """
    try:
        return descriptor_to_dataset(descriptor)
    except (KeyError, TypeError, AttributeError, msgspec.ValidationError) as error:
        why = f"{type(error).__name__} {error}"
        raise Refused([_unreadable(f"{folder.parent.name}/{folder.name}/{DESCRIPTOR}", why)]) from None


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """A table of a package: text ``str`` with ``""`` for none, ``number`` float64, ``integer`` Int64, ``boolean``.

    Raises:
        NotThere: the package has no such table.
        Refused: the descriptor cannot be read.
        pyarrow.ArrowInvalid: a cell is not of its column's type ('publisher check' says which).
    """
    table = table_of(load_dataset(folder), name)
    return observations.read_csv((folder / table.path).read_bytes(), dtypes(table.columns))


def table_of(dataset: Dataset, name: str) -> Table:
    """A table of a dataset by its name.

    Raises:
        NotThere: it has none of that name.
    """
    table = next((t for t in dataset.tables if t.name == name), None)
    if table is None:
        raise NotThere(f"{dataset.name} has no table '{name}'. It has: {', '.join(t.name for t in dataset.tables)}.")
    return table


def version_at(dataset: Dataset, when: str) -> Version | None:
    """The version of a dataset that was current at the end of a day, or that has a number.

    Args:
        when: ISO date or version number.

    Returns:
        None when the dataset was not published yet.

    Raises:
        NotThere: no version has that number.
    """
    if "-" in when:
        return next((v for v in dataset.versions if v.date <= when), None)  # newest first
    found = next((v for v in dataset.versions if v.number == when), None)
    if found is None:
        numbers = ", ".join(v.number for v in dataset.versions)
        raise NotThere(f"{dataset.name} has no version '{when}'. It has: {numbers}.")
    return found


def at(folder: Path, when: str) -> bytes:
    """``observations.csv`` as it was published at a date or in a version, byte for byte.

    Args:
        folder: the package.
        when: ISO date (the end of that day) or version number.

    Raises:
        NotThere: no such version, nothing published yet at that date, or no observations in the package.
    """
    dataset = load_dataset(folder)
    version = version_at(dataset, when)
    if version is None:
        raise NotThere(f"{folder.name} was first published on {dataset.issued}; there is nothing for {when}.")
    current, revisions = read_table(folder, "observations"), read_table(folder, "revisions")
    return observations.csv_bytes(observations.slim(observations.at_version(current, revisions, version.number)))


def file_facts(data: bytes) -> dict[str, Any]:
    """``bytes`` and ``sha256`` of a file's content."""
    return {"bytes": len(data), "sha256": disk.sha256(data)}
