"""CSV as RFC 4180 has it: UTF-8, CRLF, a header row, quotes where needed.

For Excel in Swedish: ``bom`` puts a byte order mark first, a decimal comma makes the separator a semicolon. In CSV for
people, texts that would be run as formulas are marked (:mod:`publisher.formulas`); published files give what is stored.
An empty field is None; no text of ours is empty. https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, cast

from publisher.download import Cell, Cells, Download
from publisher.formulas import guarded

if TYPE_CHECKING:
    import pyarrow

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


def lines(table: pyarrow.Table) -> bytes:
    """The rows of a table as :func:`write` gives them, without header: each different cell is written once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = []
    for column in table.columns:
        coded = column.combine_chunks().dictionary_encode()
        cells = pa.array([_cell(cell) for cell in coded.dictionary.to_pylist()], pa.string())
        columns.append(pc.fill_null(cells.take(coded.indices), ""))
    rows = pc.binary_join_element_wise(*columns, ",").to_pylist()
    return "".join(f"{row}\r\n" for row in rows).encode()


#: Texts that stand in a line as they are, whatever comes beside them.
_PLAIN = re.compile(r"[\w /().:;%&+*'–-]+")


def _cell(cell: Cell) -> str:
    """A cell as it stands in a line; a whole number without decimals."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1 << 63 else repr(cell)
    if isinstance(cell, str) and _PLAIN.fullmatch(cell):
        return cell
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow([cell, 0])
    return buffer.getvalue()[: -len(",0\r\n")]


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return text


def _with_comma(cells: Cells) -> list[Cell]:
    return [repr(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in cells]
