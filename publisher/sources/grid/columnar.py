"""Parquet files as grids."""

from __future__ import annotations

import datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.errors import SourceError
from publisher.sources.grid import cells
from publisher.sources.grid.cells import Cell, Grid, clean, read_bytes
from publisher.sources.packed import Member

if TYPE_CHECKING:
    import pyarrow as pa


def read_parquet(path: Path | Member) -> Grid:
    """A Parquet file as a grid: its column names, then its rows; a null is an empty cell, a truth value 1 or 0.

    Raises:
        SourceError: missing, empty, damaged, cut or too large.
    """
    table, digest = read_columns(path)
    columns = [cells_of(column) for column in table.columns]
    return Grid(file=path.name, sheet=None, rows=[table.column_names, *zip(*columns, strict=True)], sha256=digest)


def read_columns(path: Path | Member) -> tuple[pa.Table, str]:
    """The columns of a Parquet file, and the SHA-256 of the whole.

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
        return file.read(), sha256(content).hexdigest()
    except (pa.ArrowException, OSError) as error:
        raise SourceError(
            f"{path.name}: this is not a whole Parquet file ({error}). It may have been cut; fetch it again."
        ) from error


def cells_of(column: pa.ChunkedArray[Any] | pa.Array[Any]) -> list[Cell]:
    """Cells as text or numbers; whole numbers become text, since a year or a code is no amount.

    A number of 32 bits is the shortest that is stored so, 41.1 and not 41.099998474121094.
    """
    import pyarrow as pa

    if pa.types.is_float32(column.type):
        return ["" if cell is None else float(cell) for cell in column.cast(pa.string()).to_pylist()]
    return ["" if cell is None else _parquet_cell(cell) for cell in column.to_pylist()]


def _parquet_cell(cell: object) -> Cell:
    if isinstance(cell, float | Decimal | bool):
        return float(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, bytes):  # text that its writer did not say is text
        return clean(cell.decode("utf-8", "backslashreplace"))
    return clean(str(cell))
