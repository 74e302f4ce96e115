"""Headers: where the head of a table stands in a grid, and what its columns are called.

A head is found by texts that stand in it. Several rows of it are joined downwards, and a text over
merged cells belongs to every column below: "Inflyttade därav från Egna länet".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from publisher.errors import SourceError
from publisher.sources.faults import listing, nearest
from publisher.sources.grid import Grid, as_text, clean, letters

#: The head is looked for in so many rows.
_ROWS_SEARCHED = 200


@dataclass(frozen=True, kw_only=True)
class Header:
    """The head of a table."""

    names: Sequence[str]  #: a name a column, "" where there is none
    first_row: int  #: index in the grid of the first row of data, from 0

    def column(self, name: str) -> int | None:
        """Index of the column of this name; None when there is none or more than one."""
        found = [index for index, known in enumerate(self.names) if fold(known) == fold(name)]
        return found[0] if len(found) == 1 else None

    def explain(self, name: str) -> str:
        """Why a name is not a column, and what there is instead."""
        alike = [letters(i) for i, known in enumerate(self.names) if fold(known) == fold(name)]
        if alike:
            return f"the name '{name}' stands over {len(alike)} columns ({', '.join(alike)})."
        known = [name for name in self.names if name]
        return f"there is no column '{name}'. {nearest(name, known)}Columns: {listing(known, 30)}."


def fold(name: str) -> str:
    """A column name as it is compared: spaces and letter case do not count."""
    return clean(name).casefold()


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
        row: row, from 1, that the head must begin in; None: wherever its texts are found.
        fill: a text also stands over the empty cells to its right (for files that lost their merged cells).

    Raises:
        SourceError: the head is not there, or not in the row it must be in; the message names what was
            looked for and what was found where.
    """
    if texts is None:
        width = max(len(cells) for cells in grid.rows)
        return Header(names=[letters(index) for index in range(width)], first_row=(row or 1) - 1)
    wanted = [fold(text) for text in texts]
    best, best_hits = -1, 0
    for index, cells in enumerate(grid.rows[:_ROWS_SEARCHED]):
        here = {fold(as_text(cell)) for cell in cells}
        hits = sum(text in here for text in wanted)
        if hits == len(wanted):
            if row is not None and index != row - 1:
                raise SourceError(
                    f"{grid.name}: row {index + 1}: the head ({_quoted(texts)}) stands here, expected was row {row}. "
                    f"Look whether the table is still the same; if so, write 'header_row: {index + 1}'."
                )
            return Header(names=_join(grid, index, rows, fill), first_row=index + rows)
        if hits > best_hits:
            best, best_hits = index, hits
    raise SourceError(f"{grid.name}: no row holds the head ({_quoted(texts)}). {_found_instead(grid, best, wanted)}")


def _quoted(texts: Sequence[str]) -> str:
    return ", ".join(f"'{text}'" for text in texts)


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
    width = max(len(cells) for cells in head)
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
