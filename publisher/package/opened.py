"""Opened: a folder of packages whose declarations, descriptors and tables are each read once, when first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher import observations
from publisher.declarations import Declaration
from publisher.errors import NotThere, Refused
from publisher.model import Catalog, Dataset
from publisher.package import reading
from publisher.tables import dtypes
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd


#: Bytes of tables, as they lie in their files, that are held at a time: a table takes some three times as much.
HELD = 32_000_000


class Held:
    """The tables read last, of all packages of a folder together: at least one, else at most :data:`HELD`."""

    def __init__(self) -> None:
        self._frames: dict[Path, tuple[int, pd.DataFrame]] = {}

    def table(self, path: Path, types: Mapping[str, str]) -> pd.DataFrame:
        """A table, read where it is not held; columns without a type are text."""
        if (found := self._frames.pop(path, None)) is None:
            data = path.read_bytes()
            room = HELD - len(data)
            while self._frames and sum(size for size, _ in self._frames.values()) > room:
                del self._frames[next(iter(self._frames))]
            found = len(data), observations.read_csv(data, types)
        self._frames[path] = found  # the last
        return found[1]


class Package:
    """A package as it stands in its folder; what is read of it is kept for whoever asks next.

    Args:
        held: where tables are kept.
    """

    def __init__(self, folder: Path, held: Held | None = None):
        self.folder = folder
        self._held = held or Held()

    @cached_property
    def declaration(self) -> Declaration:
        """``dataset.yaml``; raises as :func:`publisher.package.reading.read_declaration` does."""
        return reading.read_declaration(self.folder.parent, self.folder.name)

    @cached_property
    def descriptor(self) -> Mapping[str, Any]:
        """``datapackage.json``; raises as :func:`publisher.package.reading.read_descriptor` does."""
        return reading.read_descriptor(self.folder)

    @cached_property
    def dataset(self) -> Dataset:
        """What the descriptor tells; raises as :func:`publisher.package.reading.load_dataset` does."""
        return reading.to_dataset(self.folder, self.descriptor)

    def table(self, name: str) -> pd.DataFrame:
        """A table, as :func:`publisher.package.reading.read_table` gives it; nobody writes into it."""
        table = reading.table_of(self.dataset, name)
        return self._held.table(self.folder / table.path, dtypes(table.columns))

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Every table by name, each read when it is asked for."""
        return _Tables(self)


class _Tables(Mapping[str, "pd.DataFrame"]):
    def __init__(self, package: Package):
        self._package, self._names = package, [table.name for table in package.dataset.tables]

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._names:
            raise KeyError(name)
        return self._package.table(name)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Packages:
    """The packages of a folder ``datapackages/``, each opened once; of their tables those asked for last are held."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._opened: dict[str, Package] = {}
        self._held = Held()

    def __getitem__(self, name: str) -> Package:
        return self._opened.setdefault(name, Package(self.folder / name, self._held))

    @cached_property
    def names(self) -> list[str]:
        """Names of the datasets: folders with a ``dataset.yaml``."""
        return reading.names(self.folder)

    @cached_property
    def declaration(self) -> Declaration:
        """``catalog.yaml``; raises as :func:`publisher.package.reading.read_catalog_declaration` does."""
        return reading.read_catalog_declaration(self.folder)

    @cached_property
    def catalog(self) -> Catalog:
        """The catalogue; raises as :func:`publisher.package.reading.load_catalog` does."""
        return reading.load_catalog(self.folder, self)

    def tables_of_all(self, vocabulary: Vocabulary) -> dict[str, pd.DataFrame]:
        """Tables that other packages may refer to, as ``package/table``; those that cannot be read are left out."""
        known = {}
        for place in referred_to(vocabulary):
            package, _, table = place.partition("/")
            try:
                known[place] = self[package].table(table)
            except (NotThere, Refused, OSError, ValueError):
                continue
        return known


def referred_to(vocabulary: Vocabulary) -> list[str]:
    """Tables that schemas of other packages refer to, as ``package/table``."""
    tables = vocabulary.tables.values()
    return sorted({key.table for table in tables for key in table.foreign_keys if "/" in key.table})
