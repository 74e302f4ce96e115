"""Tables of a package beyond its observations, in the edition's database as their Table Schema says.

What a schema promises (types, keys, code lists, foreign keys within the package) is promised by
SQLite too, so a new table of a package needs no line of SQL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from publisher.model import Catalog, Table
from publisher.tables import kind
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

    from publisher.database import Frames

#: Tables of packages that ``schema.sql`` holds in a form of its own.
OF_THE_SCHEMA = frozenset(
    {"observations", "revisions", "table_revisions", "sources", "notes", "areas", "memberships", "area_changes"}
)


def write_further_tables(
    connection: sqlite3.Connection, catalog: Catalog, vocabulary: Vocabulary, frames: Frames
) -> None:
    """Create and fill a table for each declared table of each package that has none yet."""
    for dataset in catalog.datasets:
        tables = [table for table in dataset.tables if table.name not in OF_THE_SCHEMA]
        within = {table.name for table in tables}
        for table in tables:
            connection.execute(table_sql(table, within))
            frame = frames.get(dataset.name, {}).get(table.name)
            if frame is None or frame.empty:
                continue
            _insert(connection, table.name, _rows(frame, table))
        log = frames.get(dataset.name, {}).get("table_revisions")
        if log is not None and not log.empty:
            rows = _rows(log, vocabulary.tables["table_revisions"])
            _insert(connection, "table_revisions", [(dataset.name, *row) for row in rows])


def _rows(frame: pd.DataFrame, table: Table) -> list[tuple[Any, ...]]:
    """The rows of a frame in the order of the schema's columns, sorted."""
    return sorted(zip(*(_values(frame[c.name].tolist()) for c in table.columns), strict=True), key=_order)


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * len(rows[0]))
    connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)  # noqa: S608


def _values(column: list[object]) -> Iterator[object]:
    """A column's values as SQLite takes them: missing ones as NULL, truth as 1 and 0."""
    for value in column:
        if value is None or str(value) in ("", "nan", "<NA>"):
            yield None
        elif isinstance(value, bool):
            yield int(value)
        else:
            yield value


def _order(row: Sequence[object]) -> list[tuple[bool, str]]:
    return [(value is None, str(value)) for value in row]


def table_sql(table: Table, within: set[str]) -> str:
    """``CREATE TABLE`` for a Table Schema.

    Args:
        table: the table.
        within: names of the package's own further tables, which its foreign keys may point at beside ``areas``.
    """
    lines = []
    for column in table.columns:
        line = f'"{column.name}" {kind(column).sql}'
        if column.required:
            line += " NOT NULL"
        if column.enum:
            codes = ", ".join("'" + code.replace("'", "''") + "'" for code in column.enum)
            line += f' CHECK ("{column.name}" IN ({codes}))'
        elif column.type == "boolean":
            line += f' CHECK ("{column.name}" IN (0, 1))'
        lines.append(line)
    if table.primary_key:
        lines.append(f"PRIMARY KEY ({_names(table.primary_key)})")
    for key in table.foreign_keys:
        name = key.table.rpartition("/")[2]
        if name in within or name == "areas":
            target = _names(["code"] if name == "areas" else key.references)
            lines.append(f'FOREIGN KEY ({_names(key.columns)}) REFERENCES "{name}" ({target})')
    return f'CREATE TABLE "{table.name}" (\n  ' + ",\n  ".join(lines) + "\n)"


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
