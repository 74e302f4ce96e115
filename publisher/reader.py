"""Reads one built edition: what pages, API and linked data need, without pandas or frictionless.

An edition never changes once it stands, so everything here may be cached for as long as the
edition is served.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import cast

import msgspec

from publisher import packed
from publisher.connection import Connection, open_database
from publisher.errors import NotThere
from publisher.model import Catalog, Edition, Observation
from publisher.outlines import BOUNDARIES, TILES, Outlines
from publisher.reported import KEPT, Report
from publisher.tables.observed import AVAILABLE, ORIGIN, PRIMARY, Observed
from publisher.vocabulary import Vocabulary


def database(folder: Path) -> Path:
    """The one database in an edition's folder, named after the site's key.

    Raises:
        NotThere: there is none, so this is no edition.
    """
    found = next(folder.glob("*.db"), None)
    if found is None:
        raise NotThere(f"{folder}: there is no database here. Run 'publisher build' first.")
    return found


#: Folder of an edition with what the site itself has of texts, borders, ready questions and reported figures.
SITE = "site"
#: Folders of an edition that hold its catalogue and its linked data.
CATALOG, LINKED_DATA = "catalog", "linked-data"
#: Which of the last periods a row is of: no name that a column of observations may have.
_HOW_NEW = '"how new"'


def order(id: str) -> tuple[str, int]:
    """The place of an edition among others: its day, then its number that day (``2024-01-30``, ``2024-01-30.2``)."""
    day, _, number = id.partition(".")
    return day, int(number or 1)


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which observations are asked for. An empty sequence means no restriction."""

    indicators: Sequence[str] = ()
    areas: Sequence[str] = ()
    periods: Sequence[str] = ()
    first_period: str | None = None
    last_period: str | None = None
    newest: int = 0  #: per indicator and area so many of the last periods that have a row; 0: all
    sexes: Sequence[str] = ()
    service_areas: Sequence[str] = ()
    datasets: Sequence[str] = ()
    #: ISO date: what was public at the end of that day; None: now
    as_of: str | None = None


@dataclass
class Reader:
    """One edition, opened read-only.

    Attributes:
        folder: the edition's folder.
        edition: id, date, versions of its datasets.
        vocabulary: indicators, areas, groups, statuses.
        catalog: publisher, agents, licences and every dataset with its distributions.
    """

    folder: Path
    edition: Edition
    vocabulary: Vocabulary
    catalog: Catalog
    #: texts, borders and ready questions of the site, as the edition was built with them
    site: Path
    _own: threading.local = field(default_factory=threading.local, repr=False)

    @classmethod
    def open(cls, folder: Path) -> Reader:
        """Open an edition's folder.

        Raises:
            NotThere: the folder holds no edition.
        """
        folder = folder.resolve()
        if not (folder / "edition.json").is_file():
            raise NotThere(f"{folder}: there is no edition here. Run 'publisher build' first.")
        edition = msgspec.json.decode((folder / "edition.json").read_bytes(), type=Edition)
        vocabulary = msgspec.json.decode((folder / "vocabulary.json").read_bytes(), type=Vocabulary)
        said = (folder / "catalog.json").read_bytes()
        catalog = msgspec.json.decode(said, type=Catalog)
        if b'"key":' not in said:  # an edition of 0.1, which had the key in the program
            catalog = replace(catalog, key=database(folder).stem)
        return cls(
            site=folder / SITE,
            folder=folder,
            edition=edition,
            vocabulary=vocabulary,
            catalog=catalog,
        )

    @cached_property
    def database(self) -> Path:
        """The edition's database."""
        return database(self.folder)

    @cached_property
    def reported(self) -> list[Report]:
        """Reported figures, the newest first; none where the site keeps no list."""
        path = self.site / KEPT
        return msgspec.json.decode(path.read_bytes(), type=list[Report]) if path.is_file() else []

    @cached_property
    def outlines(self) -> Outlines | None:
        """The outlines of the areas; None where the site has no borders that say where in the world they lie."""
        return Outlines.read(self.site / BOUNDARIES, self.vocabulary.areas, self.vocabulary.members)

    @cached_property
    def tiles(self) -> Outlines | None:
        """A square for each municipality; None where the site has none, or no borders that say where it lies."""
        known = self.vocabulary
        return Outlines.tiled(self.site / BOUNDARIES, self.site / TILES, known.areas, known.members)

    @cached_property
    def files(self) -> dict[str, str]:
        """Path of every file of the edition, relative to its folder, to its SHA-256; of a packed one, of its text."""
        manifest = msgspec.json.decode((self.folder / "manifest.json").read_bytes())
        return {
            entry["path"].removesuffix(packed.END) if "text" in entry else entry["path"]: entry.get("text", entry)[
                "sha256"
            ]
            for entry in manifest["files"]
        }

    @property
    def connection(self) -> Connection:
        """The edition's database, read-only, for the thread that asks; closed with the thread or the reader."""
        try:
            return cast(Connection, self._own.connection)
        except AttributeError:
            self._own.connection = opened = self.connect()
            return opened

    def connect(self) -> Connection:
        """A connection of one's own, for what goes on in several threads by turns."""
        return open_database(self.database)

    @cached_property
    def observed(self) -> Observed:
        """The columns of the edition's observations."""
        return Observed.of(self.vocabulary.tables)

    @cached_property
    def available(self) -> str:
        """SQL of what there is to ask for: the table ``availability``, in editions that have it whole."""
        columns = {name for _, name, *_ in self.connection.execute("PRAGMA table_info(availability)")}
        return "availability" if "with_value" in columns else f"({AVAILABLE})"

    @cached_property
    def figures(self) -> str:
        """SQL of what is compared of an observation, in the order of :class:`Observation`: all but its origin."""
        return self._fields(Observation._fields[: Observation._fields.index(ORIGIN[0])])

    def _fields(self, names: Sequence[str]) -> str:
        return ", ".join(name if name in self.observed.names else f"NULL AS {name}" for name in names)

    def observations(self, selection: Selection) -> Iterator[Observation]:
        """The observations of a selection, in the order indicator, period, area, sex, service area."""
        sql, values = observations_sql(self.observed, selection, [self._fields(Observation._fields)])
        return map(Observation._make, self.connection.execute(sql, values))

    def count(self, selection: Selection) -> int:
        """How many observations a selection holds."""
        sql, values = observations_sql(self.observed, selection, ["1"])
        return int(self.connection.execute(f"SELECT count(*) FROM ({sql})", values).get)  # noqa: S608


def observations_sql(observed: Observed, selection: Selection, columns: Sequence[str] = ()) -> tuple[str, list[object]]:
    """The SQL and its bound values for a selection (named columns only, every value bound).

    Args:
        columns: what is selected: columns of ``observed.names``, which they are when none is given, or expressions of
            them without bound values.
    """
    columns = columns or observed.names
    values: list[object] = []
    table = "observations"
    if selection.as_of is not None:
        table = f"({observed.as_of})"
        values += [selection.as_of, selection.as_of]
    conditions = []
    for column, chosen in (
        ("indicator", selection.indicators),
        ("area", selection.areas),
        ("period", selection.periods),
        ("sex", selection.sexes),
        ("service_area", selection.service_areas),
        ("dataset", selection.datasets),
    ):
        if chosen:
            conditions.append(f"{column} IN ({', '.join('?' * len(chosen))})")
            values += list(chosen)
    if selection.first_period is not None:
        conditions.append("period >= ?")
        values.append(selection.first_period)
    if selection.last_period is not None:
        conditions.append("period <= ?")
        values.append(selection.last_period + "\uffff")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    if selection.newest:  # the keys are in an index, so that only the rows wanted are read
        key = ", ".join(PRIMARY)
        table = (
            f"(SELECT {key}, dense_rank() OVER (PARTITION BY indicator, area ORDER BY period DESC) AS {_HOW_NEW} "  # noqa: S608
            f"FROM {table}{where}) CROSS JOIN {table} USING ({key})"
        )
        where = f" WHERE {_HOW_NEW} <= ?"
        values = [*values, *values[: 2 * (selection.as_of is not None)], selection.newest]
    sql = f"SELECT {', '.join(columns)} FROM {table}{where}"  # noqa: S608
    return sql + " ORDER BY indicator, period, area, sex, service_area", values
