"""CSV as RFC 4180 has it: UTF-8, CRLF, a header row, quotes where needed.

For Excel in Swedish: ``bom`` puts a byte order mark first, a decimal comma makes the separator a semicolon. In CSV for
people, texts that would be run as formulas are marked (:mod:`publisher.formulas`); published files give what is stored.
An empty field is None; no text of ours is empty. https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import cast

from publisher.download import Cell, Cells, Download
from publisher.formulas import guarded

#: Rows per chunk of bytes: some 100 kB, a few milliseconds.
CHUNK = 500


def write(download: Download) -> Iterator[bytes]:
    """The rows in chunks, header first; nothing is held but one chunk."""
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


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return text


def _with_comma(cells: Cells) -> list[Cell]:
    return [repr(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in cells]
