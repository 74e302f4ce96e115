"""The door to an edition's database, for reading.

Built with ``sqlite3`` and ``sqlite-utils``, read through APSW (https://rogerbinns.github.io/apsw/): rows come at half
the processor time, with the same version of SQLite on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
from apsw import Connection

__all__ = ["UNREADABLE", "Connection", "DatabaseError", "mappings", "open_database"]

#: Whatever the database may say instead of an answer.
DatabaseError = apsw.Error
#: What it says when the file is gone, cut or damaged.
UNREADABLE = (apsw.CorruptError, apsw.NotADBError, apsw.CantOpenError, apsw.IOError)


def open_database(path: Path) -> Connection:
    """A connection that only reads, to a file that does not change; for one thread at a time."""
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI | apsw.SQLITE_OPEN_NOMUTEX
    return Connection(f"{path.resolve().as_uri()}?immutable=1", flags=flags)


def mappings(cursor: apsw.Cursor) -> Iterator[dict[str, Any]]:
    """Rows as mappings from the column's name to its value."""
    names: list[str] = []
    for row in cursor:
        names = names or [name for name, *_ in cursor.description]
        yield dict(zip(names, row, strict=True))
