"""Parquet files as grids."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from publisher.errors import SourceError
from publisher.sources.grid.cells import Cell, Grid, clean, read_bytes
from publisher.sources.packed import Member


def read_parquet(path: Path | Member) -> Grid:
    """A Parquet file as a grid: its column names, then its rows; a null is an empty cell.

    Raises:
        SourceError: missing, empty, damaged or cut.
    """
    import pyarrow as pa
    from pyarrow import parquet

    content = read_bytes(path)
    try:
        table = parquet.read_table(pa.BufferReader(content))
    except pa.ArrowException as error:
        raise SourceError(
            f"{path.name}: this is not a whole Parquet file ({error}). It may have been cut; fetch it again."
        ) from error
    columns = [_parquet_cells(column.to_pylist()) for column in table.columns]
    return Grid(
        file=path.name,
        sheet=None,
        rows=[table.column_names, *zip(*columns, strict=True)],
        sha256=sha256(content).hexdigest(),
    )


def _parquet_cells(column: Sequence[object]) -> list[Cell]:
    """Cells as text or numbers; whole numbers become text, since a year or a code is no amount."""
    return [
        "" if cell is None or cell != cell else cell if isinstance(cell, float) else clean(str(cell)) for cell in column
    ]
