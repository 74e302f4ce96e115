"""Comparisons: the statistics of an edition as tables of its database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import starmap
from typing import TYPE_CHECKING, Any

from publisher.database.figures import cells
from publisher.model import Catalog, Observation
from publisher.parts import Parts
from publisher.statistics.tables import tables
from publisher.tables.observed import ORIGIN
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

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
    exemplary = "examples" in catalog.rooms
    rested = [(d.name, t.sha256) for d in catalog.datasets for t in d.tables if t.name == "observations"]
    filled = (parts or Parts(None)).value(
        "statistics",
        [words, exemplary, rested],
        lambda: tables(vocabulary, compared(frames), exemplary=exemplary, parts=parts, words=words),
        dict[str, list[tuple[Any, ...]]],
    )
    connection.executescript(files("publisher").joinpath("statistics", "statistics.sql").read_text(encoding="utf-8"))
    connection.execute("BEGIN")  # executescript has committed what was under way
    for table, rows in filled.items():
        if rows:
            sql = f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})"  # noqa: S608
            connection.executemany(sql, rows)
    if not filled["examples"]:
        connection.execute("DROP TABLE examples")


def compared(frames: Mapping[str, Mapping[str, pd.DataFrame]]) -> Iterator[Observation]:
    """Every observation of every dataset without its origin; what a data frame has for nothing (NaN, NA) is None."""
    names = Observation._fields[: Observation._fields.index(ORIGIN[0])]
    for name in sorted(frames):
        frame = frames[name].get("observations")
        if frame is None or frame.empty:
            continue
        columns = [cells(frame, column) for column in names]
        columns[names.index("status")] = [status or None for status in columns[names.index("status")]]
        yield from starmap(Observation, zip(*columns, strict=True))
