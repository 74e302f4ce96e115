"""Tables that packages declare are tables of the database, with the promises of their schema."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from publisher import vocabulary
from publisher.database.further_tables import table_sql

PROJECT = Path(__file__).parents[1]


@pytest.fixture
def database() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("CREATE TABLE areas (code TEXT PRIMARY KEY)")
    tables = {name: table for name, table in vocabulary.load(PROJECT / "vocab").tables.items() if name[:6] == "grant_"}
    for table in tables.values():
        connection.execute(table_sql(table, set(tables)))
    connection.execute("INSERT INTO areas VALUES ('0114')")
    connection.execute(
        "INSERT INTO grant_programmes "
        "(id, title_sv, title_en, official_title, year, scope, giver, reports_complete, source) "
        "VALUES ('p', 'a', 'a', 'a', '2018', 'e-health', 'staten', 0, 's')"
    )
    return connection


USE = "INSERT INTO grant_uses VALUES (?, ?, ?, ?)"


def test_codes_keep_their_zeros_and_amounts_are_whole(database: sqlite3.Connection) -> None:
    database.execute(USE, ("p", "0114", "x", 10))
    assert [("p", "0114", "x", 10)] == database.execute("SELECT * FROM grant_uses").fetchall()


@pytest.mark.parametrize(
    "row",
    [("p", "0114", "x", None), ("no such", "0114", "x", 1), ("p", "114", "x", 1)],
)
def test_what_the_schema_forbids_the_database_refuses(database: sqlite3.Connection, row: tuple[object, ...]) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        database.execute(USE, row)


def test_a_key_stands_once(database: sqlite3.Connection) -> None:
    database.execute(USE, ("p", "0114", "x", 1))
    with pytest.raises(sqlite3.IntegrityError):
        database.execute(USE, ("p", "0114", "x", 2))
