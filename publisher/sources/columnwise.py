"""Column by column: a large table whose every cell reads without a fault, read by its different texts.

Each text of a column is looked up once, by the functions that read rows. Whatever is out of the ordinary, in the
declaration or in a single cell, leaves the whole file to be read by rows, which tells where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from publisher.errors import Severity
from publisher.model import KEY_COLUMNS, SEX_TOTAL, TOTAL
from publisher.sources.columns import Column
from publisher.sources.declaration import TableDeclaration
from publisher.sources.grid import Cell
from publisher.sources.grid.columnar import cells_of
from publisher.sources.numbers import LEAVE_OUT, Reading
from publisher.sources.periods import period_code, period_misfit
from publisher.sources.reading import TableReading

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    Array = np.ndarray[Any, np.dtype[Any]]

#: Rows from which a table is read so; below, rows cost nothing.
FEWEST = 20_000


class ByRows(Exception):
    """The table takes more than its columns to read."""


def fits(table: TableDeclaration) -> bool:
    """Whether a declaration reads each row for itself, and each key from one column."""
    beyond = table.fill_down or table.stop or table.keep or table.skip or table.combine or table.scale is not None
    parts = (table.area, *table.parts.values())
    return not beyond and len(table.area.columns) == 1 and all(len(part.columns) <= 1 for part in parts)


def read(reading: TableReading, file: pa.Table) -> pd.DataFrame:
    """Observations of a table, a column a key and a number; text as ``str``.

    Args:
        reading: what reads its cells, with a grid that has its head alone.
        file: its rows below the head, in order; text or numbers.

    Raises:
        ByRows: it must be read by rows; what was noted in ``reading`` is of no use.
    """
    import pyarrow as pa

    table, columns = reading.table, reading.columns
    if any(problem.severity is Severity.ERROR for problem in reading.faults.problems()) or not all(
        reading.header.names
    ):
        raise ByRows
    told = reading.faults.count
    valued = [column for one in columns.values if (column := reading.keys.of_column(one)) is not None]
    if len(valued) != len(columns.values) or any(column.scale for column in valued):
        raise ByRows
    for index, text in reading.header.marks.items():
        if text in {str(cell).casefold() for cell in _encoded(file, index)[1]}:
            raise ByRows  # the head may stand here again
    shared = {key: _same(code, file.num_rows) for key, code in (("sex", SEX_TOTAL), ("service_area", TOTAL))}
    shared["area"] = _codes(reading, file, table.area.columns[0], reading.keys.area)
    figures = {
        key: pa.nulls(file.num_rows, pa.int64() if whole else pa.float64()) for key, whole in reading.figures.items()
    }
    for key, part in table.parts.items():
        if not part.anywhere:
            continue
        if key in reading.figures:
            figures[key] = _figure(reading, file, key)
        elif not part.columns:
            if (stated := reading.keys.text(part, key, (), 2)) in (None, LEAVE_OUT):
                raise ByRows
            shared[key] = _same(stated, file.num_rows)
        else:

            def code(cells: Sequence[Cell], row: int, part: Any = part, key: str = key) -> str | None:
                return reading.keys.text(part, key, cells, row)

            shared[key] = _codes(reading, file, part.columns[0], code)
    blocks = [_block(reading, file, column, shared, figures) for column in valued]
    for numbers in reading.all_numbers:
        numbers.finish()
    reading.keys.finish()
    whole = pa.concat_tables(blocks)
    reading.rows_read = file.num_rows
    reading.check_expectations(whole.num_rows, len(whole["area"].unique()))
    if reading.faults.count != told:
        raise ByRows
    import pandas as pd

    found: pd.DataFrame = whole.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    return found


def _block(
    reading: TableReading, file: pa.Table, column: Column, shared: dict[str, Any], figures: dict[str, Any]
) -> pa.Table:
    """The observations of one column of values.

    Raises:
        ByRows: a period does not fit, an indicator is not the dataset's, or a key stands twice.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    codes = shared | {key: _same(code, file.num_rows) for key, code in column.keys.items()}
    known = reading.context.indicators
    if known and set(codes["indicator"].dictionary.to_pylist()) - set(known):
        raise ByRows
    periods = codes["period"].dictionary.to_pylist()
    if any(period_misfit(text, reading.context.frequency) for text in periods):
        raise ByRows
    codes["period"] = pa.DictionaryArray.from_arrays(
        codes["period"].indices, pa.array([period_code(text) for text in periods], pa.string())
    )
    keys = np.zeros(file.num_rows, "int64")
    span = 1
    made = {}
    for key in KEY_COLUMNS:
        made[key] = codes[key].cast(pa.string())
        again = made[key].dictionary_encode()  # two texts may be one code
        span *= len(again.dictionary) + 1
        keys = keys * (len(again.dictionary) + 1) + again.indices.to_numpy()
    if span > 2**62 or len(np.unique(keys)) < len(keys):
        raise ByRows
    values, status = _values(reading, file, column)
    if "status" in codes:
        stated = pc.if_else(pc.equal(own := codes["status"].cast(pa.string()), ""), pa.scalar(None, pa.string()), own)
        none = pc.is_null(values)
        status = pc.if_else(none, pc.coalesce(stated, status), pc.coalesce(status, stated))
    made |= {"value": values, "status": pc.fill_null(status, "")} | figures
    made["source"] = _same(reading.source, file.num_rows).cast(pa.string())
    numbers = pa.array(np.arange(reading.header.first_row + 1, reading.header.first_row + 1 + file.num_rows))
    before, after = reading.grid.place(0, column.index).split("1", 1)
    made["source_place"] = pc.binary_join_element_wise(before, numbers.cast(pa.string()), after, "")
    return pa.table(made)


def _same(code: str, rows: int) -> Any:
    """A code in every row."""
    import numpy as np
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, "int32")), pa.array([code], pa.string()))


def _encoded(file: pa.Table, index: int) -> tuple[Any, list[Cell]]:
    """A column's cells: a place for each row, and the different ones.

    Raises:
        ByRows: they are no single things, lists for one.
    """
    import pyarrow as pa

    column = file.column(index)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    try:
        encoded = column.combine_chunks().dictionary_encode("encode")
    except pa.ArrowNotImplementedError as error:
        raise ByRows from error
    return encoded.indices, cells_of(encoded.dictionary)


def _codes(reading: TableReading, file: pa.Table, name: str, code: Callable[[Sequence[Cell], int], str | None]) -> Any:
    """What the cells of a column mean, a code a row.

    Raises:
        ByRows: one is empty, left out, or has no meaning.
    """
    import pyarrow as pa

    index = reading.columns.places[name]
    places, cells = _encoded(file, index)
    row: list[Cell] = [""] * (index + 1)
    found = []
    for cell in cells:
        row[index] = cell
        meant = code(tuple(row), 2)
        if cell == "" or meant in (None, LEAVE_OUT):
            raise ByRows
        found.append(meant)
    return pa.DictionaryArray.from_arrays(places, pa.array(found, pa.string()))


def _figure(reading: TableReading, file: pa.Table, key: str) -> Any:
    """A number beside the value, a row.

    Raises:
        ByRows: a whole number has more than 64 bits.
    """
    import pyarrow as pa

    part = reading.table.parts[key]
    whole = reading.figures[key]
    index = reading.columns.places[part.columns[0]] if part.columns else 0
    places, cells = _encoded(file, index)
    row: list[Cell] = [""] * (index + 1)
    found = []
    for cell in cells:
        row[index] = cell
        found.append(reading.figure(part, key, tuple(row), 2))
    try:
        return pa.array(found, pa.int64() if whole else pa.float64()).take(places)
    except OverflowError as error:
        raise ByRows from error


def _values(reading: TableReading, file: pa.Table, column: Column) -> tuple[Any, Any]:
    """The values of a column, none where there is none, and the status of each that has one.

    Raises:
        ByRows: a cell is left out or no number.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = reading.numbers_of(column)
    given = file.column(column.index)
    if pa.types.is_float64(given.type) and not column.marks:
        values = given.combine_chunks()
        if not np.isfinite(pc.drop_null(values).to_numpy()).all():
            raise ByRows
        missing = numbers.read("", 2, column.name)
        return values, pc.if_else(pc.is_null(values), missing and missing.status, pa.scalar(None, pa.string()))
    places, cells = _encoded(file, column.index)
    readings: list[Reading] = []
    for cell in cells:
        if (found := numbers.read(cell, 2, column.name)) is None:
            raise ByRows
        readings.append(found)
    return (
        pa.array([one.value for one in readings], pa.float64()).take(places),
        pa.array([one.status for one in readings], pa.string()).take(places),
    )
