"""What goes wrong in Datasette, told by whose fault it is: what the asker wrote is 400 and the like, never 500."""

from __future__ import annotations

import sqlite3
import traceback

from litestar.exceptions import HTTPException

from publisher.phrases import tell
from publisher.web.explore.bounds import in_both

#: Faults of SQLite that are not the question's: memory, disk, file. https://www.sqlite.org/rescode.html
OURS = frozenset(
    {
        sqlite3.SQLITE_INTERNAL, sqlite3.SQLITE_PERM, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOTADB,
    }
)  # fmt: skip

UNREADABLE = in_both(
    tell(
        "The address cannot be read ({told}). Correct or remove what stands after the question mark, or start again "
        "from the table."
    )
)
TOO_SLOW = in_both(
    tell(
        "The question was cut off, it took too long. Choose fewer rows with WHERE, or fetch the files from the data "
        "page."
    )
)
BROKEN = in_both(tell("Something went wrong at our end; it has been noted."))


def told(error: Exception) -> tuple[int, str]:
    """Status and sentence for what went wrong with a question to Datasette."""
    from datasette.database import QueryInterrupted
    from datasette.utils.asgi import Base400
    from datasette.views.base import DatasetteError

    if isinstance(error, Base400):
        return error.status, str(error.args[0] if error.args else "")
    if isinstance(error, QueryInterrupted) or getattr(error, "title", None) == "SQL Interrupted":
        return 400, TOO_SLOW
    if isinstance(error, DatasetteError):
        return (400 if error.status == 500 else error.status), str(error.message)
    if isinstance(error, HTTPException):
        return error.status_code, error.detail
    if ours(error):
        return 500, BROKEN
    return 400, UNREADABLE.format(told=f"{type(error).__name__}: {str(error)[:200]}")


def ours(error: BaseException) -> bool:
    """Whether a fault lies with the server: its disk, its memory, a template."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in OURS
    if isinstance(error, OSError | MemoryError):
        return True
    return any(frame.filename.endswith(".html") for frame in traceback.extract_tb(error.__traceback__))
