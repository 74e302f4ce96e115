"""Workbooks as grids: a sheet of an Excel or OpenDocument file."""

from __future__ import annotations

import datetime
import io
from hashlib import sha256
from pathlib import Path

from publisher.errors import SourceError
from publisher.sources.grid.cells import Cell, Grid, clean, read_bytes
from publisher.sources.packed import Member


def read_workbook(path: Path | Member, sheet: str | None = None) -> Grid:
    """A sheet of an Excel or OpenDocument workbook as a grid.

    Args:
        path: an ``.xlsx``, ``.xls`` or ``.ods`` file.
        sheet: name of the sheet; None: the only one there is.

    Raises:
        SourceError: missing, empty, damaged or cut, or the sheet is not there; the sheets there are are named.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    content = read_bytes(path)
    if content[:1] == b"<":
        raise SourceError(f"{path.name}: this is a web page, not a workbook. Fetch the file itself again.")
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = list(workbook.sheet_names)
        if sheet is None and len(names) != 1:
            raise SourceError(
                f"{path.name}: the workbook has {len(names)} sheets. Write 'sheet:' with one of: {names}."
            )
        wanted = (
            names[0]
            if sheet is None
            else next((n for n in names if clean(n).casefold() == clean(sheet).casefold()), None)
        )
        if wanted is None:
            raise SourceError(f"{path.name}: there is no sheet '{sheet}'. Sheets: {', '.join(names)}.")
        found = workbook.get_sheet_by_name(wanted)
        rows = [[_cell(value) for value in row] for row in found.to_python(skip_empty_area=False)]
        merged = [(*start, *end) for start, end in found.merged_cell_ranges or ()]
    except CalamineError as error:
        raise SourceError(
            f"{path.name}: not a whole workbook ({error}). It may have been cut on the way; fetch it again."
        ) from error
    if not any(any(cell != "" for cell in row) for row in rows):
        raise SourceError(f"{path.name}: {wanted}: the sheet is empty. Fetch the file again; nothing has been changed.")
    return Grid(file=path.name, sheet=wanted, rows=rows, merged=merged, sha256=sha256(content).hexdigest())


def _cell(value: object) -> Cell:
    """A cell as text or number; days become ISO dates, truth values 1 and 0."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.datetime | datetime.time):
        return value.isoformat()
    return clean(str(value))
