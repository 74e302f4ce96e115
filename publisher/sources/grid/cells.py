"""Cells: what a file says in one place, and the grid they stand in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from publisher.errors import SourceError
from publisher.sources.packed import Member


@dataclass(frozen=True, slots=True)
class Labelled:
    """A number of a workbook to which its number format adds words: 12 that shows ``12 st``."""

    value: float  #: in the magnitude that is shown
    before: str = ""
    after: str = ""
    instead: bool = False  #: the words stand alone, in the number's place: 0 that shows ``–``

    def __str__(self) -> str:
        return f"{self.before}{'' if self.instead else as_text(self.value)}{self.after}".strip()


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell of a workbook whose meaning cannot be known; refused where it is used."""

    text: str  #: what stands in the grid instead: the error as shown, ``#N/A``, or words in brackets
    fault: str  #: a sentence
    remedy: str  #: a sentence


#: A cell as a person sees it: text, or a number in the magnitude and with the precision it is stored with.
Cell = str | float | Labelled

#: More cells than this, rows times columns, are not read.
MOST_CELLS = 10_000_000
#: A file larger than this is not read (bytes).
LARGEST_FILE = 300_000_000

_SPACE = re.compile(r"\s+")
_UNSEEN = dict.fromkeys(map(ord, "\ufeff\u200b\u2060\u200e\u200f"))
_SOFT_HYPHEN = re.compile("(?<=\\d)\u00ad(?=\\d)")


_RAISED = str.maketrans("0123456789()+-= ,*", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁺⁻⁼ ,*")
#: A longer text is no number (characters).
_LONGEST_NUMBER = 100
_RAISED_END = re.compile("(?<=.)[ ,*]*[⁰¹²³⁴-⁹⁽⁾][⁰¹²³⁴-⁹⁽⁾ ,*]*$")


def clean(text: str) -> str:
    """Text with single ordinary spaces, trimmed, letters composed (NFC), without what cannot be seen.

    A soft hyphen between digits ("0\u00ad4" in statistics databases) is a hyphen; elsewhere it is nothing.
    """
    if "\u00ad" in text:
        text = _SOFT_HYPHEN.sub("-", text).replace("\u00ad", "")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_UNSEEN))
    return _SPACE.sub(" ", text).strip()


def fold(name: str) -> str:
    """A name as it is compared: spaces, letter case and how letters are composed do not count."""
    return clean(name).casefold()


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The cells of one sheet or CSV file."""

    file: str  #: the file's name, ``elever_2020.csv``
    sheet: str | None  #: None for CSV
    rows: Sequence[Sequence[Cell]]  #: rows of equal or unequal length, first row first
    #: merged cells as (first row, first column, last row, last column), from 0
    merged: Sequence[tuple[int, int, int, int]] = ()
    sha256: str = ""  #: of the whole file
    #: cells whose meaning cannot be known, by row and column from 0
    broken: Mapping[tuple[int, int], Broken] = field(default_factory=dict)
    #: rows with cells, and columns, that the sheet does not show, from 0; they are read
    hidden_rows: Container[int] = ()
    hidden_columns: Container[int] = ()
    #: how the sheet itself is hidden: ``hidden``, ``very hidden`` (no menu shows it); "" when it is not
    hidden: str = ""

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
    """A cell as text; a whole number without decimals, ``114`` and not ``114.0``; ``2022¹`` without its footnote."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, Labelled):
        return str(cell)
    return cell if cell.isascii() else without_footnote(cell)


@lru_cache(maxsize=10_000)
def folded(cell: Cell) -> str:
    """The text of a cell as it is compared."""
    return fold(as_text(cell))


def raised(text: str) -> str:
    """The raised digits and brackets of a text run as characters of their own: 1) is ¹⁾."""
    return text.translate(_RAISED)


def joined(runs: Iterable[tuple[str, bool]]) -> str:
    """The text of a cell out of its runs, each with whether it is raised or lowered.

    Beside a number a raised digit refers to a footnote, and becomes a character that is no digit: 41,5 and a raised 1
    is ``41,5¹``. Among words it stays what it is: ``km2``, ``CO2``.
    """
    runs = list(runs)
    if not any(map(str.isalpha, "".join(text for text, _ in runs))):
        runs = [(raised(text) if up else text, up) for text, up in runs]
    return "".join(text for text, _ in runs)


def without_footnote(text: str) -> str:
    """A number, year or code without the raised footnote digits behind it; other text as it is."""
    return text if len(text) > _LONGEST_NUMBER or any(map(str.isalpha, text)) else _RAISED_END.sub("", text)


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
