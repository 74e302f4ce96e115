"""Grids: a sheet of a workbook or a CSV file as rows of cells, each cell with its place.

Reading is strict: a file in another encoding than declared, a damaged workbook and an empty file
are refused with a message, never repaired by guessing.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from publisher.errors import SourceError

#: A cell: text, or a number as a workbook holds it.
Cell = str | float

#: A file larger than this is not read (bytes).
LARGEST_FILE = 300_000_000

_SPACE = re.compile(r"\s+")
_SOFT_HYPHEN = re.compile("(?<=\\d)\u00ad(?=\\d)")
#: UTF-8 read as if it were Latin-1: "Ã¥", "Ã¤", "Ã¶", "â€“".
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf„…–—‘’“”•€¡-¿]|â€[\u0090-\u009d“”™˜œ¦]")


def clean(text: str) -> str:
    """Text with single ordinary spaces, trimmed, without what cannot be seen.

    A soft hyphen between digits ("0\u00ad4" in statistics databases) is a hyphen; elsewhere it is nothing.
    """
    if "\u00ad" in text:
        text = _SOFT_HYPHEN.sub("-", text).replace("\u00ad", "")
    return _SPACE.sub(" ", text.replace("\ufeff", "").replace("\u200b", "")).strip()


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


def read_bytes(path: Path) -> bytes:
    """A whole file.

    Raises:
        SourceError: it is missing, empty or larger than :data:`LARGEST_FILE`.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise SourceError(
                f"{path.name}: the file is {size} bytes; more than {LARGEST_FILE} are not read. Split it."
            )
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path.name}: cannot be read ({error.strerror}). Check name and permissions.") from error
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise SourceError(f"{path.name}: the file is empty. Fetch it again; nothing has been changed.")
    return content


def read_csv(path: Path, encoding: str = "utf-8", delimiter: str = ";") -> Grid:
    """A CSV file as a grid; a byte-order mark and any line ending are accepted.

    Raises:
        SourceError: missing, empty, or not in the declared encoding.
    """
    content = read_bytes(path)
    text = decode(content, encoding, path.name)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append([clean(cell) for cell in row])
    except csv.Error as error:
        raise SourceError(
            f"{path.name}: row {len(rows) + 1}: a quotation mark is never closed or stands in the middle of a cell "
            f"({error}). The file may have been cut; fetch it again."
        ) from error
    return Grid(file=path.name, sheet=None, rows=rows, sha256=sha256(content).hexdigest())


def read_parquet(path: Path) -> Grid:
    """A Parquet file as a grid: its column names, then its rows; a null is an empty cell.

    Raises:
        SourceError: missing, empty, damaged or cut.
    """
    import pyarrow as pa
    from pyarrow import parquet

    content = read_bytes(path)
    try:
        table = parquet.read_table(pa.BufferReader(content))
    except pa.ArrowException as error:
        raise SourceError(
            f"{path.name}: this is not a whole Parquet file ({error}). It may have been cut; fetch it again."
        ) from error
    columns = [_parquet_cells(column.to_pylist()) for column in table.columns]
    return Grid(
        file=path.name,
        sheet=None,
        rows=[table.column_names, *zip(*columns, strict=True)],
        sha256=sha256(content).hexdigest(),
    )


def _parquet_cells(column: Sequence[object]) -> list[Cell]:
    """Cells as text or numbers; whole numbers become text, since a year or a code is no amount."""
    return [
        "" if cell is None or cell != cell else cell if isinstance(cell, float) else clean(str(cell)) for cell in column
    ]


def decode(content: bytes, encoding: str, name: str) -> str:
    """Bytes as text, or a message that says which encoding would fit.

    Raises:
        SourceError: the bytes are not text in this encoding, or the text was spoiled before it came here.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") and "16" not in encoding:
        raise SourceError(f"{name}: the file is UTF-16, not {encoding}. Write 'encoding: utf-16' in the declaration.")
    if content[:2] == b"PK" or (b"\x00" in content[:4096] and "16" not in encoding):
        raise SourceError(f"{name}: this is not a text file. A workbook needs 'format: xlsx' in the declaration.")
    if content[:1] == b"<" and b"<html" in content[:2000].lower():
        raise SourceError(f"{name}: this is a web page, not a table. Fetch the file itself again.")
    try:
        text = content.decode("utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding)
    except LookupError as error:
        raise SourceError(
            f"{name}: '{encoding}' is not an encoding. Common ones: utf-8, cp1252, iso-8859-1, utf-16."
        ) from error
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        other = "cp1252" if encoding.lower().startswith("utf") else "utf-8"
        line = content.split(b"\n")[row - 1].decode(other, errors="replace")
        raise SourceError(
            f"{name}: row {row}: the file is not {encoding}. Read as {other} the row says "
            f"'{clean(line)[:60]}'; if that looks right, write 'encoding: {other}' in the declaration."
        ) from error
    for pattern, fault, remedy in (
        (re.compile("\ufffd"), "holds the sign for a lost letter (U+FFFD)", "Ask for the file again from its origin."),
        (
            _MOJIBAKE,
            "looks like UTF-8 that was read as another encoding",
            "Write 'encoding: utf-8' in the declaration.",
        ),
    ):
        if found := pattern.search(text):
            row = text.count("\n", 0, found.start()) + 1
            around = clean(text[max(0, found.start() - 15) : found.end() + 15])
            if pattern is _MOJIBAKE and encoding.lower().startswith("utf"):
                remedy = "The letters were spoiled before the file was saved: ask for it again from its origin."
            raise SourceError(f"{name}: row {row}: '{around}' {fault}. {remedy}")
    return text


def read_workbook(path: Path, sheet: str | None = None) -> Grid:
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
        wanted = names[0] if sheet is None else next((n for n in names if clean(n) == clean(sheet)), None)
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


def as_text(cell: Cell) -> str:
    """A cell as text; a whole number without decimals, ``114`` and not ``114.0``."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return cell
