"""Rows: which rows of a grid are data, and what stands in them where cells are merged or filled down.

Nothing is left out in silence: a row is blank, left out by a word of the declaration, or told.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence

from publisher.errors import Severity
from publisher.sources.columns import Columns
from publisher.sources.faults import Faults, listing
from publisher.sources.grid import Cell, Grid, as_text, fold, folded, letters
from publisher.sources.header import Header
from publisher.wildcard import like


def cell_at(cells: Sequence[Cell], index: int) -> Cell:
    """A cell of a row; an empty one beyond its end."""
    return cells[index] if index < len(cells) else ""


class Rows:
    """The rows of data of one file, each with its number from 1."""

    def __init__(self, grid: Grid, header: Header, columns: Columns, faults: Faults):
        self.table, self.grid, self.header, self.columns, self.faults = columns.table, grid, header, columns, faults
        self._keys = set(columns.places.values())
        self._values = {column.index for column in columns.values}
        self._down: dict[int, Cell] = {
            columns.places[name]: "" for name in self.table.fill_down if name in columns.places
        }
        self._examples: dict[int, str] = {}
        self._spread, self._parts = self._merged()
        named = {index for index, name in enumerate(header.names) if name}
        self._nameless = [i for i in range(len(header.names)) if i not in named | self._keys | self._values]

    def _merged(self) -> tuple[dict[tuple[int, int], Cell], dict[tuple[int, int], str]]:
        """What a key cell within merged cells says, and the merged cells that a value cell is only a part of."""
        spread: dict[tuple[int, int], Cell] = {}
        parts: dict[tuple[int, int], str] = {}
        last = len(self.grid.rows) - 1
        for top, left, bottom, right in self.grid.merged:
            if top < self.header.first_row:
                continue
            if left in self._keys:
                text = cell_at(self.grid.rows[top], left) if top <= last else ""
                spread |= {(row, left): text for row in range(top + 1, min(bottom, last) + 1)}
            elif left in self._values:
                within = [column for column in self._values if left <= column <= right]
                place = f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"
                for row in range(top, min(bottom, last) + 1):
                    parts |= {(row, column): place for column in within}
        return spread, parts

    def __iter__(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        stopped = not self.table.stop
        again: tuple[int, str] | None = None
        stop = [fold(pattern) for pattern in self.table.stop]
        skip, keep = self._patterns(self.table.skip), self._patterns(self.table.keep)
        for index, cells in enumerate(self.grid.rows[self.header.first_row :], start=self.header.first_row):
            first = next((cell for cell in cells if cell != ""), None)
            if first is None:
                continue
            if stop and any(like(folded(first), pattern) for pattern in stop):
                stopped = True
                self._tell_below(index + 1, as_text(first))
                break
            cells = self._filled(index, cells)
            if skip and any(self._like(cells, column, patterns) for column, patterns in skip):
                continue
            if self.header.stands_in(cells):
                again = again or (index + 1, as_text(first))
                self._head_again(index + 1, *again)
            elif self._whole(index + 1, cells, first) and all(
                self._like(cells, column, patterns) for column, patterns in keep
            ):
                self._look(index, cells)
                yield index + 1, cells
        if not stopped:
            self.faults.add(
                "no-end",
                f"the file ends without any of the texts that end the table ({listing(self.table.stop)}).",
                "The file may have been cut on the way: fetch it again, or correct 'stop' in the declaration.",
                row=len(self.grid.rows),
            )

    def _tell_below(self, number: int, first: str) -> None:
        """Note rows below the end that have what a row of the table has: all its keys and a value."""
        keys = self._keys - set(self._down)
        below = sum(
            all(cell_at(cells, index) != "" for index in keys) and any(cell_at(cells, i) != "" for i in self._values)
            for cells in self.grid.rows[number:]
        )
        if below:
            fault = f"the table ends here, with '{first[:40]}'; {below} rows like its own stand below and are not read."
            remedy = "Nothing need be done if they are another table; else correct 'stop'."
            self.faults.add("rows-below", fault, remedy, row=number, severity=Severity.NOTE)

    def _filled(self, index: int, cells: Sequence[Cell]) -> Sequence[Cell]:
        """A row with what stands above in merged cells and in columns that are filled down."""
        if not self._spread and not self._down:
            return cells
        filled = list(cells)
        if self.grid.sheet is not None:
            filled += [""] * (len(self.header.names) - len(filled))
        for column in self._keys:
            if (index, column) in self._spread:
                filled[column] = self._spread[index, column]
        for column, above in self._down.items():
            if column < len(filled):
                filled[column] = filled[column] if filled[column] != "" else above
                self._down[column] = filled[column]
        return filled

    def _patterns(self, declared: Mapping[str, Sequence[str]]) -> list[tuple[int, list[str]]]:
        return [(self.columns.places[name], [fold(text) for text in texts]) for name, texts in declared.items()]

    @staticmethod
    def _like(cells: Sequence[Cell], column: int, patterns: Collection[str]) -> bool:
        text = folded(cell_at(cells, column))
        return any(like(text, pattern) for pattern in patterns)

    def _whole(self, number: int, cells: Sequence[Cell], first: Cell) -> bool:
        """Whether a row of a text file has as many cells as its head; one that has not is told."""
        width = self.header.width
        if self.grid.sheet is not None or len(cells) == width:
            return True
        if len(cells) < width:
            self.faults.add(
                "short-row",
                f"the row has {len(cells)} cells and the head {width}.",
                "The file may have been cut: fetch it again. Text below the table is declared with "
                f"'stop: [{quoted(as_text(first))}]'.",
                row=number,
            )
            return False
        read = self._keys | self._values
        surplus = [index for index in range(width, len(cells)) if cells[index] != "" and index not in read]
        if surplus:
            count = surplus[-1] + 1
            self.faults.add(
                "long-row",
                f"the row has {count} cells and the head {width}: a delimiter stands within a cell, or a name "
                "is missing in the head.",
                "Put numbers and text that hold the delimiter in quotation marks in the file, or declare its true "
                "'delimiter'.",
                row=number,
            )
            return False
        return True

    def _head_again(self, number: int, first_time: int, first: str) -> None:
        index, text = next(iter(self.header.marks.items()))
        self.faults.add(
            "head-again",
            "the head stands here again: another table, or the same one going on.",
            f"Another table is read with 'header_row: {first_time}', and the one above it ends with "
            f"'stop: [{quoted(first)}]'. If the same table goes on, write "
            f"'skip: {{{quoted(self.header.called(index))}: [{quoted(as_text(text))}]}}'.",
            row=number,
        )

    def _look(self, index: int, cells: Sequence[Cell]) -> None:
        """Tell what stands in a row and is read nowhere, or belongs to more rows than this."""
        for column in self._nameless:
            if (cell := cell_at(cells, column)) != "":
                example = self._examples.setdefault(column, as_text(cell)[:40])
                self.faults.add(
                    "nameless-column",
                    f"column {letters(column)} has no name in the head and is not read; it says '{example}'.",
                    f"Nothing need be done if it is not meant; a declaration calls it '${letters(column)}'.",
                    row=index + 1,
                    severity=Severity.NOTE,
                )
        for column in self._values if self._parts else ():
            if (index, column) in self._parts:
                self.faults.add(
                    "merged-value",
                    f"one value stands in the merged cells {self._parts[index, column]}: nothing says of which it is.",
                    "Write it in each cell in the file, or leave the rows out with 'skip'.",
                    row=index + 1,
                    column=self.header.called(column),
                )


def quoted(text: str) -> str:
    """A text as a declaration writes it, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)
