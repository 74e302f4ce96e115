"""Kept: tables of an edition's database that are made once of the same inputs, and copied from then on.

Each group of tables is a part that holds an SQLite file; its rows are copied as they lie, in the order of their key.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path

from publisher.errors import Problem, Refused
from publisher.model import LANGUAGES
from publisher.parts import Parts

#: The file of a part.
FILE = "tables.db"
#: Names of tables that :func:`passed`, for as long as a connection lives.
_CHECKED = "CREATE TEMP TABLE IF NOT EXISTS checked (name TEXT PRIMARY KEY)"


def new(path: Path) -> sqlite3.Connection:
    """Connect to a database that is written once and read when it is whole: a crash leaves nothing of use."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -16384"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def script(place: str, languages: Sequence[str]) -> str:
    """A file of SQL of the program, its texts in further languages too: ``label_en`` is followed by ``label_fi``."""
    sql = files("publisher").joinpath(place).read_text(encoding="utf-8")
    more = [code for code in languages if code not in LANGUAGES]
    written = rf"(\w+)_{LANGUAGES[-1]} ([A-Z ]+)"
    return re.sub(written, lambda m: m[0] + "".join(f", {m[1]}_{code} {m[2]}" for code in more), sql)


def fill(
    connection: sqlite3.Connection,
    names: Sequence[str],
    parts: Parts,
    step: str,
    inputs: object,
    make: Callable[[sqlite3.Connection], None],
) -> None:
    """Add rows to tables; what is under way is committed before, and something begun after.

    Args:
        connection: of the database, in which the tables stand.
        names: of the tables.
        parts: where their rows are kept.
        step, inputs: as of :meth:`publisher.parts.Parts.value`.
        make: fills tables of the same columns in another database.

    Raises:
        Refused: a value is of another type than its column.
    """
    sql = described(connection, names)
    passed(connection, names)
    if connection.in_transaction:
        connection.execute("COMMIT")  # nothing can be attached within
    with parts.opened(step, [sql, inputs], partial(write, sql=sql, make=make)) as folder:
        connection.execute("ATTACH ? AS part", [str(folder / FILE)])
        for name in names:
            connection.execute(f'INSERT INTO main."{name}" SELECT * FROM part."{name}"')  # noqa: S608
        connection.execute("DETACH part")
    connection.execute("BEGIN")


def described(connection: sqlite3.Connection, names: Sequence[str]) -> list[str]:
    """The SQL that makes some tables, in the order they stand in the database: what their rows are kept under too."""
    marks = ", ".join("?" * len(names))
    return [s for (s,) in connection.execute(f"SELECT sql FROM sqlite_master WHERE name IN ({marks})", names)]  # noqa: S608


def write(folder: Path, *, sql: Sequence[str], make: Callable[[sqlite3.Connection], None]) -> None:
    """Write a part: :data:`FILE` with some tables, filled."""
    with closing(new(folder / FILE)) as part:
        part.executescript(";".join(sql))
        part.execute("BEGIN")
        make(part)
        check_types(part)
        part.execute("COMMIT")


def passed(connection: sqlite3.Connection, names: Sequence[str]) -> None:
    """Let :func:`check_types` pass over tables: what they hold has been checked where it came from."""
    connection.execute(_CHECKED)
    connection.executemany("INSERT OR IGNORE INTO checked VALUES (?)", [(name,) for name in names])


@contextmanager
def unindexed(connection: sqlite3.Connection, names: Sequence[str]) -> Iterator[None]:
    """Do without the indexes of tables while they are filled: made afterwards, in one go, they cost less."""
    sql = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''"
    indexes = [(name, made) for name, table, made in connection.execute(sql) if table in names]
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    yield
    for _, made in indexes:
        connection.execute(made)


def check_types(connection: sqlite3.Connection) -> None:
    """Refuse values of another type than their column's: what STRICT does, which readers before 3.37 cannot open.

    Raises:
        Refused: a value is of another type than its column.
    """
    connection.execute(_CHECKED)
    of: dict[str, list[tuple[str, str]]] = {}
    for table, column, type in connection.execute(
        "SELECT t.name, c.name, lower(c.type) FROM main.sqlite_master t JOIN pragma_table_info(t.name) c "
        "WHERE t.type = 'table' AND c.type IN ('TEXT', 'INTEGER', 'REAL') AND t.name NOT IN (SELECT name FROM checked)"
    ):
        of.setdefault(table, []).append((column, type))
    problems = []
    for table, typed in of.items():
        counts = ", ".join(f"sum(typeof(\"{column}\") NOT IN ('null', '{type}'))" for column, type in typed)
        wrong = connection.execute(f'SELECT {counts} FROM "{table}"').fetchone()  # noqa: S608
        problems += [
            Problem(
                file="datapackages",
                fault=f"{count} values of column '{column}' of table '{table}' are not {type}.",
                remedy="Run 'publisher check': it names each row.",
                rule="type",
                subject=table,
            )
            for (column, type), count in zip(typed, wrong, strict=True)
            if count
        ]
    if problems:
        raise Refused(problems)
