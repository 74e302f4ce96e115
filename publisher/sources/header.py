"""Headers: where the head of a table stands in a grid, and what its columns are called.

A head is found by texts that stand in it. Several rows of it are joined downwards, and a text over
merged cells belongs to every column below: "Inflyttade därav från Egna länet".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from publisher.errors import SourceError
from publisher.sources.faults import listing, nearest
from publisher.sources.grid import Cell, Grid, as_text, fold, folded, letters

#: The head is looked for in so many rows.
_ROWS_SEARCHED = 200
_LETTER = re.compile(r"\$([A-Z]{1,3})")


@dataclass(frozen=True, kw_only=True)
class Header:
    """The head of a table."""

    names: Sequence[str]  #: a name a column, "" where there is none
    first_row: int  #: index in the grid of the first row of data, from 0
    #: column to text, folded, of the texts the head was found by; empty when there is no head
    marks: Mapping[int, str] = field(default_factory=dict)
    #: the names there would be if texts stood over the empty cells to their right; empty: the same
    filled: Sequence[str] = ()

    def column(self, name: str) -> int | None:
        """Index of the column of this name, or of this letter (``$F``); None when there is none or more than one."""
        found = self._alike(name)
        if not found and (letter := _LETTER.fullmatch(name)) and (index := _index(letter[1])) < len(self.names):
            return index
        return found[0] if len(found) == 1 else None

    def called(self, index: int) -> str:
        """What a declaration calls a column: its name, or its letter where it has none of its own."""
        name = self.names[index] if index < len(self.names) else ""
        return name if name and len(self._alike(name)) == 1 else f"${letters(index)}"

    @cached_property
    def width(self) -> int:
        """Columns up to the last that has a name."""
        return max((index + 1 for index, name in enumerate(self.names) if name), default=0)

    def stands_in(self, cells: Sequence[Cell]) -> bool:
        """Whether a row holds the texts of the head, each in its column."""
        for index, text in self.marks.items():
            if index >= len(cells) or folded(cells[index]) != text:
                return False
        return bool(self.marks)

    def explain(self, name: str) -> tuple[str, str]:
        """Why a name is not a column, and what there is instead; what to do about it."""
        if alike := self._alike(name):
            there = " or ".join(f"'${letters(index)}'" for index in alike)
            shown = ", ".join(letters(index) for index in alike)
            return (
                f"the name '{name}' stands over {len(alike)} columns ({shown}).",
                f"Write the letter of the one that is meant instead of the name, {there}, or correct the file.",
            )
        known = [name for name in self.names if name]
        remedy = "Correct the name in the declaration or the file."
        if re.fullmatch("[A-Z]{1,3}", name):
            remedy = f"Correct the name in the declaration, or write '${name}' if the column's letter is meant."
        return f"there is no column '{name}'. {nearest(name, known)}Columns: {listing(known, 30)}.", remedy

    def _alike(self, name: str) -> list[int]:
        wanted = fold(name)
        return [index for index, known in enumerate(self.names) if fold(known) == wanted and wanted]


def _index(letter: str) -> int:
    index = 0
    for sign in letter:
        index = index * 26 + ord(sign) - 64
    return index - 1


def find_header(
    grid: Grid,
    texts: Sequence[str] | None,
    *,
    rows: int = 1,
    row: int | None = None,
    fill: bool = False,
) -> Header:
    """Find the head of a table.

    Args:
        grid: the cells.
        texts: texts of which each stands in a cell of the head's first row; None: the table has no head
            and its columns are called A, B, C.
        rows: how many rows the head has.
        row: row, from 1, that the head must begin in; None: the first in which its texts are found.
        fill: a text also stands over the empty cells to its right (for files that lost their merged cells).

    Raises:
        SourceError: the head is not there, not in the row it must be in, or higher than declared; the message
            names what was looked for and what was found where.
    """
    if texts is None:
        width = max(len(cells) for cells in grid.rows)
        return Header(names=[letters(index) for index in range(width)], first_row=(row or 1) - 1)
    wanted = [fold(text) for text in texts]
    best, best_hits = -1, 0
    found: list[int] = []
    for index, cells in enumerate(grid.rows):
        if index >= _ROWS_SEARCHED and index + 1 != row:
            continue
        here = {fold(as_text(cell)) for cell in cells}
        hits = sum(text in here for text in wanted)
        if hits == len(wanted):
            found.append(index)
        if hits > best_hits:
            best, best_hits = index, hits
    if row is not None and found and row - 1 not in found:
        raise _elsewhere(grid, texts, row, found)
    if not found:
        raise SourceError(
            f"{grid.name}: no row holds the head ({_quoted(texts)}). {_found_instead(grid, best, wanted)}"
        )
    first = found[0] if row is None else row - 1
    for top, _, bottom, _ in grid.merged:
        if first <= top < first + rows <= bottom < len(grid.rows):
            raise SourceError(
                f"{grid.name}: row {top + 1}: cells of the head are merged over rows {top + 1} to {bottom + 1}, and "
                f"the head is {_rows(rows)} high. Write 'header_rows: {bottom + 1 - first}' in the declaration."
            )
    places = {fold(as_text(cell)): index for index, cell in reversed(list(enumerate(grid.rows[first])))}
    return Header(
        names=_join(grid, first, rows, fill),
        filled=_join(grid, first, rows, True) if rows > 1 and not fill else (),
        first_row=first + rows,
        marks={places[text]: text for text in wanted},
    )


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _quoted(texts: Iterable[str]) -> str:
    return ", ".join(f"'{text}'" for text in texts)


def _elsewhere(grid: Grid, texts: Sequence[str], row: int, found: Sequence[int]) -> SourceError:
    here = found[0] + 1
    more = f" and in row {listing([str(index + 1) for index in found[1:]])}" if len(found) > 1 else ""
    return SourceError(
        f"{grid.name}: row {here}: the head ({_quoted(texts)}) stands here{more}, expected was row {row}. "
        f"Look whether the table is still the same; if so, write 'header_row: {here}'"
        f"{', or the row of the table that is meant' if more else ''}."
    )


def _found_instead(grid: Grid, best: int, wanted: Sequence[str]) -> str:
    if best >= 0:
        here = [as_text(cell) for cell in grid.rows[best] if cell != ""]
        missing = [text for text in wanted if text not in {fold(cell) for cell in here}]
        return (
            f"Nearest is row {best + 1}, which lacks {_quoted(missing)} and holds: {listing(here)}. "
            "Correct 'header' in the declaration if the table is still the same."
        )
    fullest = max(range(min(len(grid.rows), 50)), key=lambda index: sum(cell != "" for cell in grid.rows[index]))
    here = [as_text(cell) for cell in grid.rows[fullest] if cell != ""]
    return (
        f"None of these texts was found in the first {_ROWS_SEARCHED} rows; row {fullest + 1} holds: {listing(here)}. "
        "Check that this is the right file and sheet, then correct 'header' in the declaration."
    )


def _join(grid: Grid, first: int, rows: int, fill: bool) -> list[str]:
    """The rows of a head joined downwards to one name a column."""
    head = [[as_text(cell) for cell in cells] for cells in grid.rows[first : first + rows]]
    width = max(len(cells) for cells in grid.rows)
    for cells in head:
        cells += [""] * (width - len(cells))
    for top, left, bottom, right in grid.merged:
        for row in range(max(top, first), min(bottom, first + rows - 1) + 1):
            text = head[top - first][left] if top >= first and left < width else ""
            for column in range(left, min(right, width - 1) + 1):
                head[row - first][column] = text if row == top else ""
    if fill:
        begins = [False] * width  # a text higher up begins another group here
        for cells in head[:-1]:
            own = [cell != "" for cell in cells]
            for column in range(1, width):
                if not cells[column] and not begins[column]:
                    cells[column] = cells[column - 1]
            begins = [before or here for before, here in zip(begins, own, strict=True)]
    return [_together([cells[column] for cells in head]) for column in range(width)]


def _together(parts: Sequence[str]) -> str:
    """Parts of a name joined; a word divided by a hyphen at the end of a row is made whole."""
    name = ""
    for part in filter(None, parts):
        if re.search(r"\w-$", name) and part[:1].islower():
            name = name[:-1] + part
        else:
            name = f"{name} {part}" if name else part
    return name
