"""Grids: a sheet of a workbook, a CSV or a Parquet file as rows of cells, each cell with its place.

Reading is strict: a file in another encoding than declared, a damaged workbook and an empty file
are refused with a message, never repaired by guessing.
"""

from publisher.sources.grid.cells import (
    Cell,
    Grid,
    Labelled,
    as_text,
    clean,
    fold,
    folded,
    letters,
    read_bytes,
    without_footnote,
)  # fmt: skip
from publisher.sources.grid.columnar import read_parquet
from publisher.sources.grid.delimited import read_csv
from publisher.sources.grid.workbook import read_workbook

__all__ = [
    "Cell", "Grid", "Labelled", "as_text", "clean", "fold", "folded", "letters", "read_bytes", "read_csv",
    "read_parquet", "read_workbook", "without_footnote",
]  # fmt: skip
