"""Delimited text as grids: CSV files in any declared encoding."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.errors import SourceError
from publisher.sources.grid import cells
from publisher.sources.grid.cells import Cell, Grid, clean, read_bytes
from publisher.sources.packed import Member

if TYPE_CHECKING:
    import pyarrow as pa

#: UTF-8 read as if it were Latin-1: "Ã¥", "Ã¤", "Ã¶", "â€“".
_LOST = re.compile("\ufffd")
#: Signs of cp1252 read as Latin-1, which has nothing to see there.
_CONTROLS = re.compile("[\u0080-\u0084\u0086-\u009f]")
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf„…–—‘’“”•€¡-¿]|â€[\u0090-\u009d“”™˜œ¦]")


def read_csv(path: Path | Member, encoding: str = "utf-8", delimiter: str = ";") -> Grid:
    """A CSV file as a grid; a byte-order mark and any line ending are accepted.

    Raises:
        SourceError: missing, empty, too large, or not in the declared encoding.
    """
    content = read_bytes(path)
    text = decode(content, encoding, path.name)
    rows: list[list[Cell]] = []
    cleaned, count = _Cleaned(), 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            count += len(row)
            if count > cells.MOST_CELLS:
                raise SourceError(
                    f"{path.name}: row {len(rows) + 1}: more than {cells.MOST_CELLS} cells are not read. Split it."
                )
            rows.append([cleaned[cell] for cell in row])
    except csv.Error as error:
        raise SourceError(
            f"{path.name}: row {len(rows) + 1}: a quotation mark is never closed or stands in the middle of a cell "
            f"({error}). The file may have been cut; fetch it again."
        ) from error
    return Grid(file=path.name, sheet=None, rows=rows, sha256=sha256(content).hexdigest())


def read_columns(path: Path | Member, encoding: str, delimiter: str, fewest: int) -> tuple[Grid, pa.Table] | None:
    """The columns of a plain CSV file, as text: a grid of its first row, and the rows below.

    Returns:
        None when it has fewer rows than ``fewest``, when rows are ragged, or when cells or rows may be divided in
        another way than by delimiters and ends of line.

    Raises:
        SourceError: as :func:`read_csv` does.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow

    content = read_bytes(path)
    between, ends, quotes = delimiter.encode(), content.count(b"\n"), content.count(b'"')
    if ends < fewest or encoding.lower() not in ("utf-8", "utf8") or len(delimiter) != 1 or not delimiter.isascii():
        return None
    if not content.isascii():
        decode(content, encoding, path.name)
    if b"\0" in content or b"\n\n" in content or b"\n\r" in content:
        return None
    if content.count(b"\r") != content.count(b"\r\n"):
        return None
    if quotes:
        framed = b"\n" + content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
        opened = framed.count(between + b'"') + framed.count(b'\n"')
        closed = framed.count(b'"' + between) + framed.count(b'"\n')
        if b'""' in content or opened != closed or opened + closed != quotes:
            return None
    first = read_csv(Member(name=path.name, content=content[: content.find(b"\n") + 1], sha256=""), encoding, delimiter)
    width = len(first.rows[0])
    if ends * width > cells.MOST_CELLS:
        return None  # refused by rows
    names = list(map(str, range(width)))
    text = pa.dictionary(pa.int32(), pa.string())
    try:
        rows = arrow.read_csv(
            pa.BufferReader(content),
            read_options=arrow.ReadOptions(column_names=names, skip_rows=1),
            parse_options=arrow.ParseOptions(delimiter=delimiter),
            convert_options=arrow.ConvertOptions(
                column_types=dict.fromkeys(names, text), strings_can_be_null=False, check_utf8=True
            ),
        )
    except pa.ArrowInvalid:
        return None
    return replace(first, sha256=sha256(content).hexdigest()), rows


class _Cleaned(dict[str, str]):
    """Texts to what they are without what cannot be seen: each is cleaned once."""

    def __missing__(self, text: str) -> str:
        return self.setdefault(text, clean(text))


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
        (_LOST, "holds the sign for a lost letter (U+FFFD)", "Ask for the file again from its origin."),
        (
            _MOJIBAKE,
            "looks like UTF-8 that was read as another encoding",
            "Write 'encoding: utf-8' in the declaration.",
        ),
        (
            _CONTROLS,
            "holds control signs, where cp1252 has dashes and quotation marks",
            "Write 'encoding: cp1252' in the declaration.",
        ),
    ):
        if found := pattern.search(text):
            row = text.count("\n", 0, found.start()) + 1
            around = clean(text[max(0, found.start() - 15) : found.end() + 15])
            if pattern is not _LOST and encoding.lower().startswith("utf"):
                remedy = "The letters were spoiled before the file was saved: ask for it again from its origin."
            raise SourceError(f"{name}: row {row}: '{around}' {fault}. {remedy}")
    return text
