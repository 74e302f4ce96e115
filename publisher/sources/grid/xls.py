"""Excel workbooks of before 2007 (.xls): a sheet as it is shown, read with xlrd."""

from __future__ import annotations

import io
from itertools import pairwise

import xlrd

from publisher.errors import SourceError
from publisher.sources.grid.cells import Broken, Cell, clean, joined
from publisher.sources.grid.formats import Format, number_format
from publisher.sources.grid.sheet import Sheet
from publisher.sources.grid.xlsx import EPOCH, EPOCH_1904, RAISED_WHOLE, error

_EMPTY_RESULT = Broken(
    "(formula)",
    "is a formula without a result, or with an empty one; this kind of file does not tell which.",
    "Open the file in a spreadsheet program and save it as .xlsx.",
)
_RAISED = 1  #: xlrd's word for a superscript font


class Workbook:
    """An old Excel workbook.

    Attributes:
        sheets: names of its sheets, in order.

    Raises:
        SourceError: not a whole workbook, or protected by a password.
    """

    def __init__(self, content: bytes, file: str):
        self._file = file
        try:
            self._book = xlrd.open_workbook(
                file_contents=content, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
            )
        except Exception as error:  # what xlrd raises of a damaged file is of many kinds
            raise self._damaged(error) from error
        self.sheets = {name: name for name in self._book.sheet_names()}
        self._formats: dict[int, tuple[Format | None, bool]] = {}

    def read(self, sheet: str, name: str) -> Sheet:
        """A sheet's cells; ``name`` is file and sheet for messages."""
        try:
            return self._cells(self._book.sheet_by_name(sheet), Sheet(name))
        except SourceError:
            raise
        except Exception as error:
            raise self._damaged(error) from error

    def _cells(self, found: xlrd.sheet.Sheet, cells: Sheet) -> Sheet:
        for row in range(found.nrows):
            hidden = row in found.rowinfo_map and found.rowinfo_map[row].hidden
            for column in range(found.row_len(row)):
                cell = self._cell(found, row, column)
                if cell != "":
                    cells.put(row, column, cell)
                    if hidden:
                        cells.hidden.add(row)
        for column, has in found.colinfo_map.items():
            if has.hidden or has.width == 0:
                cells.hide_columns(column, column)
        cells.state = ("", "hidden", "very hidden")[found.visibility]
        cells.merged = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in found.merged_cells]
        return cells

    def _cell(self, sheet: xlrd.sheet.Sheet, row: int, column: int) -> Cell | Broken:
        kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
        if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
            return ""
        if kind == xlrd.XL_CELL_ERROR:
            return error(xlrd.error_text_from_code.get(int(value), "#ERROR!"))
        if kind == xlrd.XL_CELL_BOOLEAN:
            return float(value)
        shown, raised = self._style(sheet.cell_xf_index(row, column))
        if kind == xlrd.XL_CELL_TEXT:
            if value == "":
                return _EMPTY_RESULT
            text = clean(self._joined(value, sheet.rich_text_runlist_map.get((row, column), []), raised))
            if raised and text and len(text) < 4:
                return RAISED_WHOLE
            return text if shown is None else shown.words(text)
        if raised:
            return RAISED_WHOLE
        return float(value) if shown is None else shown.number(float(value), (EPOCH, EPOCH_1904)[self._book.datemode])

    def _style(self, index: int) -> tuple[Format | None, bool]:
        if index not in self._formats:
            style = self._book.xf_list[index]
            form = self._book.format_map.get(style.format_key)
            shown = number_format("General" if form is None else form.format_str)
            font = self._book.font_list[style.font_index]
            self._formats[index] = (None if shown.plain else shown, font.escapement == _RAISED)
        return self._formats[index]

    def _joined(self, text: str, runs: list[tuple[int, int]], raised: bool) -> str:
        if not runs:
            return text
        marks = [(0, None), *runs, (len(text), None)]
        return joined(
            (text[start:end], raised if font is None else self._book.font_list[font].escapement > 0)
            for (start, font), (end, _) in pairwise(marks)
        )

    def _damaged(self, error: Exception) -> SourceError:
        return SourceError(
            f"{self._file}: not a whole workbook ({error}). It may have been cut on the way, or be protected by a "
            "password: fetch it again, or save it without."
        )
