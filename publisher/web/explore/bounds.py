"""Bounds on what a question may cost Datasette: SQLite's limits, the size of an answer, patterns read in one pass."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from publisher.model import LANGUAGES, Text
from publisher.phrases import tell

#: Bytes of the longest text or blob that SQL may make.
LONGEST_VALUE = 1_000_000

#: Bytes of text and blobs that an answer of rows may have in all.
LARGEST_ANSWER = 8_000_000

#: Limits of each connection. https://www.sqlite.org/limits.html
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1000,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 2100,  # Datasette itself asks with one for each row of an answer
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}

#: Functions that write a text as wide as they are told, in one step that no time limit reaches.
REFUSED = frozenset({"printf", "format", "load_extension"})


def in_both(text: Text) -> str:
    """A text as Datasette's errors have it, which knows no language: in the program's own, one after the other."""
    return BETWEEN.join(text.values())


def apart(said: str) -> Text:
    """What :func:`in_both` made a text of, by language; a sentence of Datasette's own is the same in each."""
    first, _, other = said.partition(BETWEEN)
    return dict(zip(LANGUAGES, (first, other or first), strict=True))


BETWEEN = " / "
TOO_LONG = in_both(
    tell("A value is longer than {bytes} bytes; shorten it, for example with substr().", bytes=LONGEST_VALUE)
)
TOO_LARGE = in_both(
    tell(
        "The answer is larger than {bytes} bytes; choose fewer rows or columns, or fetch it as CSV.",
        bytes=LARGEST_ANSWER,
    )
)

#: A comment that does not end is one to the end, as SQLite has it.
_COMMENT = r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"
_BEFORE = rf"\s*+(?:(?:--[^\n]*+\n|{_COMMENT})\s*+)*+"

#: What Datasette searches asked-for SQL and names with, by its own names, where its own take time by the square of the
#: length or worse; they accept the same.
PATTERNS: dict[str, Any] = {
    "allowed_sql_res": [re.compile(rf"{_BEFORE}(?:explain\s++(?:query\s++plan\s++)?)?(?:select|with)\b")],
    "_multi_line_comment_re": re.compile(_COMMENT),
    "css_class_re": re.compile(r"^[a-zA-Z][_a-zA-Z0-9-]*+$"),
}


def bound() -> None:
    """Let Datasette read what is asked of it in one pass."""
    import datasette.utils

    for name, pattern in PATTERNS.items():
        if not hasattr(datasette.utils, name):
            raise RuntimeError(f"datasette.utils.{name} is not there: is this Datasette 0.65?")
        setattr(datasette.utils, name, pattern)


def prepare(connection: sqlite3.Connection) -> None:
    """Set the limits on a connection."""
    for limit, most in LIMITS.items():
        connection.setlimit(limit, most)
    connection.set_authorizer(_allowed)


def _allowed(action: int, _: str | None, name: str | None, __: str | None, ___: str | None) -> int:
    refused = action == sqlite3.SQLITE_FUNCTION and (name or "").lower() in REFUSED
    return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK


class Weighed:
    """Makes rows of a connection, and stops an answer that gets too large."""

    def __init__(self) -> None:
        self._taken: WeakKeyDictionary[sqlite3.Cursor, int] = WeakKeyDictionary()

    def __call__(self, cursor: sqlite3.Cursor, cells: tuple[Any, ...]) -> sqlite3.Row:
        taken = self._taken.get(cursor, 0) + sum(len(cell) for cell in cells if isinstance(cell, str | bytes))
        if taken > LARGEST_ANSWER:
            raise sqlite3.OperationalError(TOO_LARGE)
        self._taken[cursor] = taken
        return sqlite3.Row(cursor, cells)


def in_words(execute: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """A database's ``execute`` that says in a sentence what SQLite says in few words, and prints nothing."""

    async def asked(*arguments: Any, **options: Any) -> Any:
        try:
            return await execute(*arguments, **options | {"log_sql_errors": False})
        except sqlite3.DataError as error:
            if "too big" in str(error):
                raise sqlite3.OperationalError(TOO_LONG) from None
            raise

    return asked
