"""Parquet files as grids."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from publisher.errors import SourceError
from publisher.sources.grid import cells
from publisher.sources.grid.cells import Cell, Grid, clean, read_bytes
from publisher.sources.packed import Member


def read_parquet(path: Path | Member) -> Grid:
    """A Parquet file as a grid: its column names, then its rows; a null is an empty cell, a truth value 1 or 0.

    Raises:
        SourceError: missing, empty, damaged, cut or too large.
    """
    import pyarrow as pa
    from pyarrow import parquet

    content = read_bytes(path)
    try:
        file = parquet.ParquetFile(pa.BufferReader(content))
        if file.metadata.num_rows * file.metadata.num_columns > cells.MOST_CELLS:
            raise SourceError(
                f"{path.name}: the file has {file.metadata.num_rows} rows of {file.metadata.num_columns} columns; more "
                f"than {cells.MOST_CELLS} cells are not read. Split it."
            )
        table = file.read()
    except (pa.ArrowException, OSError) as error:
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
    return ["" if cell is None else _parquet_cell(cell) for cell in column]


def _parquet_cell(cell: object) -> Cell:
    if isinstance(cell, float | Decimal | bool):
        return float(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return clean(str(cell))
