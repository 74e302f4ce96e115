"""Sheets: the cells of a workbook put in their places, within bounds."""

from __future__ import annotations

import re
from functools import lru_cache

from publisher.errors import SourceError
from publisher.sources.grid import cells as nouns
from publisher.sources.grid.cells import Broken, Cell, letters

#: Columns a sheet can have.
MOST_COLUMNS = 16_384
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
#: The same cell with two contents.
_TWICE = Broken(
    "(twice)", "stands twice in the workbook, with two contents.", "Open the file, save it, and fetch it again."
)


def reference(text: str) -> tuple[int, int] | None:
    """Row and column, from 0, of a cell's name: ``C10`` is (9, 2); None when it is no name of a cell."""
    if (found := _REFERENCE.fullmatch(text)) is None:
        return None
    return int(found[2]) - 1, _column(found[1])


@lru_cache(maxsize=20_000)
def _column(name: str) -> int:
    column = 0
    for letter in name.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


class Sheet:
    """Cells on their way into a grid, row by row from above; rows are as long as their last cell.

    Args:
        name: file and sheet, for messages.
    """

    def __init__(self, name: str):
        self.name = name
        self.rows: list[list[Cell]] = []
        self.broken: dict[tuple[int, int], Broken] = {}
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden: set[int] = set()  #: rows
        self.hidden_columns: set[int] = set()
        self.state = ""  #: ``hidden``, ``very hidden``; "" when it is shown
        self._width = 0

    def put(self, row: int, column: int, cell: Cell | Broken) -> None:
        """Put a cell in its place.

        Raises:
            SourceError: the sheet reaches farther than :data:`publisher.sources.grid.cells.MOST_CELLS`.
        """
        if column >= self._width or row >= len(self.rows):
            self._widen(row, column)
        if isinstance(cell, Broken):
            self.broken[row, column] = cell
            cell = cell.text
        line = self.rows[row]
        missing = column - len(line)
        if missing < 0:
            if line[column] not in ("", cell) and (row, column) not in self.broken:
                self.broken[row, column] = _TWICE
            line[column] = cell
            return
        if missing:
            line += [""] * missing
        line.append(cell)

    def hide_columns(self, first: int, last: int) -> None:
        """Note columns that are not shown, both from 0."""
        self.hidden_columns.update(range(max(first, 0), min(last, MOST_COLUMNS) + 1))

    def repeat(self, row: int, times: int) -> None:
        """Let a row stand ``times`` times from its place on; the same list."""
        if row < len(self.rows) and times > 1:
            self._widen(row + times - 1, 0, empty=False)
            self.rows += [self.rows[row]] * (row + times - len(self.rows))
            below = range(row + 1, row + times)
            self.hidden.update(below if row in self.hidden else ())
            broken = [
                (column, cell) for column in range(len(self.rows[row])) if (cell := self.broken.get((row, column)))
            ]
            self.broken |= {(further, column): cell for further in below for column, cell in broken}

    def _widen(self, row: int, column: int, empty: bool = True) -> None:
        self._width = max(self._width, column + 1)
        if (row + 1) * self._width > nouns.MOST_CELLS:
            raise SourceError(
                f"{self.name}!{letters(column)}{row + 1}: the sheet reaches so far that it has more than "
                f"{nouns.MOST_CELLS} cells, which are not read. Remove cells far from the table, or split it."
            )
        if empty:
            self.rows += [[] for _ in range(row + 1 - len(self.rows))]
