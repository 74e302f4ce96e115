"""CSV as RFC 4180 has it: UTF-8, CRLF, a header row, quotes where needed.

For Excel in Swedish: ``bom`` puts a byte order mark first, a decimal comma makes the separator a semicolon. In CSV for
people, texts that would be run as formulas are marked (:mod:`publisher.formulas`); published files give what is stored.
An empty field is None; no text of ours is empty. https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import cast

from publisher.columns import Coded, Wrapped
from publisher.download import Cell, Cells, Download
from publisher.formulas import guarded

#: Rows per chunk of bytes: some 100 kB, a few milliseconds.
CHUNK = 500


def write(download: Download) -> Iterator[bytes]:
    """The rows in chunks, header first; nothing is held but one chunk."""
    if download.table is not None:
        yield line(column.name for column in download.columns)
        yield from lines(download.table)
        return
    comma = download.decimal == ","
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";" if comma else ",", lineterminator="\r\n")
    if download.bom:
        buffer.write("\ufeff")
    writer.writerow([column.name for column in download.columns])
    rows: Iterator[Cells] = iter(download.rows())
    if download.guarded:
        rows = ([cast("Cell", guarded(cell)) for cell in row] for row in rows)
    while chunk := list(islice(rows, CHUNK)):
        writer.writerows(map(_with_comma, chunk) if comma else chunk)
        yield _taken(buffer)
    if rest := _taken(buffer):
        yield rest


def lines(table: Coded) -> Iterator[bytes]:
    """A table as :func:`write` gives its rows, without the header."""
    for chunk in table.chunks():
        yield chunk.joined(*separated(chunk.told(CELL, place) for place in range(len(table.values))), "\r\n")


def separated(columns: Iterable[object]) -> list[object]:
    """Columns with what stands between them."""
    return [*chain.from_iterable((",", column) for column in columns)][1:]


def line(cells: Iterable[Cell]) -> bytes:
    """A row, the shortest way."""
    return (",".join(map(cell, cells)) + "\r\n").encode()


#: What a text is quoted for.
_QUOTED = re.compile(r"""[",\r\n]""")


def cell(cell: Cell) -> str:
    """A cell as it stands in a line, beside others."""
    if cell is None:
        return ""
    text = cell if isinstance(cell, str) else repr(cell)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


#: :func:`cell`, of a table in codes.
CELL = Wrapped(cell, "", "", _QUOTED.pattern)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return text


def _with_comma(cells: Cells) -> list[Cell]:
    return [repr(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in cells]
