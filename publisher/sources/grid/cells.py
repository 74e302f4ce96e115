"""Cells: what a file says in one place, and the grid they stand in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from publisher.errors import SourceError
from publisher.sources.packed import Member

#: A cell: text, or a number as a workbook holds it.
Cell = str | float

#: A file larger than this is not read (bytes).
LARGEST_FILE = 300_000_000

_SPACE = re.compile(r"\s+")
_SOFT_HYPHEN = re.compile("(?<=\\d)\u00ad(?=\\d)")


def clean(text: str) -> str:
    """Text with single ordinary spaces, trimmed, letters composed (NFC), without what cannot be seen.

    A soft hyphen between digits ("0\u00ad4" in statistics databases) is a hyphen; elsewhere it is nothing.
    """
    if "\u00ad" in text:
        text = _SOFT_HYPHEN.sub("-", text).replace("\u00ad", "")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.replace("\ufeff", "").replace("\u200b", ""))
    return _SPACE.sub(" ", text).strip()


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The cells of one sheet or CSV file."""

    file: str  #: the file's name, ``elever_2020.csv``
    sheet: str | None  #: None for CSV
    rows: Sequence[Sequence[Cell]]  #: rows of equal or unequal length, first row first
    #: merged cells as (first row, first column, last row, last column), from 0
    merged: Sequence[tuple[int, int, int, int]] = ()
    sha256: str = ""  #: of the whole file

    @property
    def name(self) -> str:
        """File and sheet as a message names them."""
        return self.file if self.sheet is None else f"{self.file}: {self.sheet}"

    def place(self, row: int, column: int) -> str:
        """Where a cell stands, in the words of the program people open it with.

        Args:
            row: from 0.
            column: from 0.

        Returns:
            ``Tabell 1!C10`` in a workbook, ``row 10, column 3`` in a CSV file.
        """
        if self.sheet is None:
            return f"row {row + 1}, column {column + 1}"
        return f"{self.sheet}!{letters(column)}{row + 1}"


def letters(column: int) -> str:
    """The letters a spreadsheet gives a column: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def as_text(cell: Cell) -> str:
    """A cell as text; a whole number without decimals, ``114`` and not ``114.0``."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return cell


def read_bytes(path: Path | Member) -> bytes:
    """A whole file, or one that was packed.

    Raises:
        SourceError: it is missing, empty or larger than :data:`LARGEST_FILE`.
    """
    try:
        size = len(path.content) if isinstance(path, Member) else path.stat().st_size
        if size > LARGEST_FILE:
            raise SourceError(
                f"{path.name}: the file is {size} bytes; more than {LARGEST_FILE} are not read. Split it."
            )
        content = path.content if isinstance(path, Member) else path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path.name}: cannot be read ({error.strerror}). Check name and permissions.") from error
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise SourceError(f"{path.name}: the file is empty. Fetch it again; nothing has been changed.")
    return content
