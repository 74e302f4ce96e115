"""Comparisons: the statistics of an edition as tables of its database."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

from publisher.database import sums
from publisher.database.figures import insert
from publisher.database.kept import fill, script, unindexed
from publisher.model import SEX_TOTAL, TOTAL, AreaKind, Catalog, Observation
from publisher.parts import Parts
from publisher.statistics.figures import Broken, Figures, broken, periods_of
from publisher.statistics.landscape import Landscape, laid_out
from publisher.statistics.tables import COMPARED, comparisons, rested_on, told
from publisher.tables.observed import Observed
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
        found = stored(connection, vocabulary, sums.of_all(catalog, frames, kept))
        return laid_out(vocabulary, found, _answered(connection), parts=kept)

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


#: Periods of an indicator whose figures are held: they are read once for all that is asked of them together.
_HELD = 320


def stored(connection: sqlite3.Connection, vocabulary: Vocabulary, told: Mapping[str, str]) -> Figures:
    """The figures of the database, without their origin, read a period of an indicator at a time.

    Args:
        told: indicator to the digest of its figures.
    """
    known = Observed.of(vocabulary.tables).names
    untold = dict.fromkeys(set(Observation._fields) - set(sums.COMPARED), "''")
    columns = ", ".join(untold.get(name, name if name in known else "NULL") for name in Observation._fields)
    sql = f"SELECT {columns} FROM observations WHERE indicator = ? AND period = ?"  # noqa: S608
    total = f"{sql} AND sex = '{SEX_TOTAL}' AND service_area = '{TOTAL}'"

    @lru_cache(_HELD)
    def read(indicator: str, period: str, every: bool) -> Broken:
        rows = connection.execute(sql if every else total, [indicator, period]).fetchall()
        return broken(map(partial(tuple.__new__, Observation), rows))  # as they come, without Python at each

    periods = periods_of(connection.execute("SELECT DISTINCT indicator, period FROM availability"))
    apart = connection.execute("SELECT DISTINCT indicator FROM availability WHERE service_area <> ?", [TOTAL])
    return Figures(periods, read, told, {id for (id,) in apart})


def _answered(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Indicator to its periods in which any municipality has a value for all sexes and services together."""
    sql = (
        "SELECT indicator, period FROM availability WHERE sex = ? AND service_area = ? AND kind = ? AND with_value > 0"
    )
    return periods_of(connection.execute(sql, [SEX_TOTAL, TOTAL, AreaKind.MUNICIPALITY.value]))
