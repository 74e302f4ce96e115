"""Comparisons: the statistics of an edition as tables of its database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING

from publisher.model import Catalog
from publisher.statistics.figures import Cell
from publisher.statistics.tables import tables
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

    from publisher.database import Frames

#: Columns that a comparison reads, in the order of :class:`~publisher.statistics.figures.Cell`.
_COLUMNS = (
    "indicator", "area", "period", "sex", "service_area", "value", "status", "n", "numerator", "denominator",
)  # fmt: skip


def write_comparisons(connection: sqlite3.Connection, catalog: Catalog, vocabulary: Vocabulary, frames: Frames) -> None:
    """Compute rankings, aggregates, leads, examples and analyses, and write them as tables of ``statistics.sql``."""
    connection.executescript(files("publisher").joinpath("statistics", "statistics.sql").read_text(encoding="utf-8"))
    connection.execute("BEGIN")  # executescript has committed what was under way
    for table, rows in tables(vocabulary, cells(frames)).items():
        if rows:
            sql = f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})"  # noqa: S608
            connection.executemany(sql, rows)


def cells(frames: Mapping[str, Mapping[str, pd.DataFrame]]) -> Iterator[Cell]:
    """Every observation of every dataset; what a data frame has for nothing (NaN, NA) is None."""
    for name in sorted(frames):
        frame = frames[name].get("observations")
        if frame is None or frame.empty:
            continue
        columns = [frame[column].astype("object").where(frame[column].notna(), None).tolist() for column in _COLUMNS]
        for indicator, area, period, sex, service, value, status, n, numerator, denominator in zip(
            *columns, strict=True
        ):
            yield Cell(
                indicator=indicator,
                area=area,
                period=period,
                sex=sex,
                service_area=service,
                value=value,
                status=status or None,
                n=None if n is None else int(n),
                numerator=numerator,
                denominator=denominator,
            )
