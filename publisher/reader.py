"""Reads one built edition: what pages, API and linked data need, without pandas or frictionless.

An edition never changes once it stands, so everything here may be cached for as long as the
edition is served.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import cast

import msgspec

from publisher.connection import Connection, open_database
from publisher.errors import NotThere
from publisher.model import Catalog, Edition
from publisher.vocabulary import Vocabulary

DATABASE = "ehalsa.db"

#: Folders of an edition that hold its catalogue and its linked data.
CATALOG, LINKED_DATA = "catalog", "linked-data"


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
    latest: bool = False  #: per indicator and area the last period that has a row
    sexes: Sequence[str] = ()
    service_areas: Sequence[str] = ()
    datasets: Sequence[str] = ()
    #: ISO date: what was public at the end of that day; None: now
    as_of: str | None = None


class Row(msgspec.Struct, frozen=True):
    """An observation as the database holds it."""

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


ROW_COLUMNS = tuple(Row.__struct_fields__)


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
    _own: threading.local = field(default_factory=threading.local, repr=False)
    datasets_by_name: dict[str, object] = field(default_factory=dict)

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
        catalog = msgspec.json.decode((folder / "catalog.json").read_bytes(), type=Catalog)
        return cls(
            folder=folder,
            edition=edition,
            vocabulary=vocabulary,
            catalog=catalog,
            datasets_by_name={dataset.name: dataset for dataset in catalog.datasets},
        )

    @cached_property
    def files(self) -> dict[str, str]:
        """Path of every file of the edition, relative to its folder, to its SHA-256."""
        manifest = msgspec.json.decode((self.folder / "manifest.json").read_bytes())
        return {entry["path"]: entry["sha256"] for entry in manifest["files"]}

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
        return open_database(self.folder / DATABASE)

    def observations(self, selection: Selection, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
        """The observations of a selection, in the order indicator, period, area, sex, service area."""
        sql, values = observations_sql(selection)
        if limit is not None:
            sql += " LIMIT ? OFFSET ?"
            values += [limit, offset]
        for row in self.connection.execute(sql, values):
            yield Row(*row)

    def count(self, selection: Selection) -> int:
        """How many observations a selection holds."""
        sql, values = observations_sql(selection)
        return int(self.connection.execute(f"SELECT count(*) FROM ({sql})", values).get)  # noqa: S608


#: The state of every observation at the end of a day: as the first revision after that day found it.
AS_OF = f"""
  SELECT {
    ", ".join(
        "o." + c
        if c
        not in {
            "value",
            "status",
            "n",
            "numerator",
            "denominator",
            "source",
            "source_place",
            "note",
            "value_label_sv",
            "value_label_en",
        }
        else (
            f"CASE WHEN r.kind IS NULL THEN o.{c} ELSE r.old_{c} END AS {c}"
            if not c.startswith("value_label")
            else f"CASE WHEN r.kind IS NULL THEN o.{c} ELSE (SELECT s.label_{c[-2:]} FROM steps s "
            f"WHERE s.indicator = o.indicator AND s.code = r.old_value) END AS {c}"
        )
        for c in ROW_COLUMNS
    )
}
  FROM observations o LEFT JOIN revisions r
    ON r.indicator = o.indicator AND r.period = o.period AND r.area = o.area AND r.sex = o.sex
   AND r.service_area = o.service_area AND r.position = (
     SELECT min(position) FROM revisions later
     WHERE later.indicator = o.indicator AND later.period = o.period AND later.area = o.area AND later.sex = o.sex
       AND later.service_area = o.service_area AND later.recorded > ?)
  JOIN datasets d ON d.name = o.dataset AND d.issued <= ?
  WHERE r.kind IS NULL OR r.kind <> 'added'
"""  # noqa: S608


def observations_sql(selection: Selection, columns: Sequence[str] = ROW_COLUMNS) -> tuple[str, list[object]]:
    """The SQL and its bound values for a selection (named columns only, every value bound).

    Args:
        columns: what is selected: columns of :data:`ROW_COLUMNS`, or expressions of them without bound values.
    """
    values: list[object] = []
    table = "observations"
    if selection.as_of is not None:
        table = f"({AS_OF})"
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
    inner = ROW_COLUMNS if selection.latest else columns
    sql = f"SELECT {', '.join(inner)} FROM {table}"  # noqa: S608
    if conditions:
        sql += " WHERE " + " AND ".join(conditions)
    if selection.latest:
        # max() over the group: SQLite gives the other columns of that same row's partition through the window.
        sql = (
            f"SELECT {', '.join(columns)} FROM (SELECT *, max(period) OVER "  # noqa: S608
            f"(PARTITION BY indicator, area) AS latest_period FROM ({sql})) WHERE period = latest_period"
        )
    return sql + " ORDER BY indicator, period, area, sex, service_area", values
