"""Comparisons: the statistics of an edition as tables of its database."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from functools import cache, partial
from itertools import starmap
from typing import TYPE_CHECKING

from publisher.database.figures import insert
from publisher.database.kept import fill, script, unindexed
from publisher.model import Catalog, Observation
from publisher.parts import Parts
from publisher.statistics.landscape import Landscape, landscape
from publisher.statistics.tables import COMPARED, comparisons, rested_on, told
from publisher.tables.observed import ORIGIN, Observed
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    from publisher.database import Frames


def write_comparisons(
    connection: sqlite3.Connection,
    catalog: Catalog,
    vocabulary: Vocabulary,
    frames: Frames,
    parts: Parts | None = None,
    words: str = "",
) -> None:
    """Compute rankings, aggregates, leads, examples and analyses, and write them as tables of ``statistics.sql``.

    Args:
        parts: where they are kept for as long as no observation and no word changes.
        words: digest of the vocabulary.
    """
    exemplary, kept = "examples" in catalog.rooms, parts or Parts(None)
    rested = [(d.name, t.sha256) for d in catalog.datasets for t in d.tables if t.name == "observations"]

    @cache
    def land() -> Landscape:
        return landscape(vocabulary, compared(connection, vocabulary), parts=kept)

    def compare(part: sqlite3.Connection, id: str) -> None:
        for table, rows in comparisons(land(), id).items():
            insert(part, table, rows)

    def tell(part: sqlite3.Connection) -> None:
        for table, rows in told(land(), exemplary=exemplary, parts=kept, words=words).items():
            insert(part, table, rows)

    sql = script("statistics/statistics.sql", vocabulary.languages)
    names = re.findall(r"CREATE TABLE (\w+)", sql)
    connection.executescript(sql)
    with unindexed(connection, names):
        for id, key in kept.value("compared", [words, rested], lambda: rested_on(land()), dict[str, str]).items():
            fill(connection, COMPARED, kept, "comparisons", [words, id, key], partial(compare, id=id))
        others = [name for name in names if name not in COMPARED]
        fill(connection, others, kept, "statistics", [words, exemplary, rested], tell)
    if connection.execute("SELECT count(*) FROM examples").fetchone() == (0,):
        connection.execute("DROP TABLE examples")


def compared(connection: sqlite3.Connection, vocabulary: Vocabulary) -> Iterator[Observation]:
    """Every observation of the database without its origin."""
    names = Observation._fields[: Observation._fields.index(ORIGIN[0])]
    known = Observed.of(vocabulary.tables).names
    columns = ", ".join(name if name in known else "NULL" for name in names)
    return starmap(Observation, connection.execute(f"SELECT {columns} FROM observations"))  # noqa: S608
