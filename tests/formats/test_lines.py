"""Lines of CSV out of columns are the same bytes as row by row."""

from __future__ import annotations

import pyarrow as pa

from publisher.download import Cell, Download
from publisher.formats import csv
from publisher.tables import column

TEXTS = ["plain", 'a "word"', "a, b", "two\nlines", "räksmörgås", None, " kept ", "\r", "plain"]
#: As a table has them, and as the database gives them.
NUMBERS: list[tuple[float | None, Cell]] = [
    (47.0, 47), (-3.0, -3), (None, None), (0.1, 0.1), (1e-07, 1e-07), (2.5e17, 250_000_000_000_000_000), (1e30, 1e30),
    (33.333333333333336, 33.333333333333336), (0.0, 0),
]  # fmt: skip


def test_lines_of_columns_are_those_of_rows() -> None:
    rows = [(text, number, place) for place, (text, (_, number)) in enumerate(zip(TEXTS, NUMBERS, strict=True))]
    named = [column(name, kind, "x", "x") for name, kind in (("t", "string"), ("v", "number"), ("n", "integer"))]
    download = Download(
        title={}, url="", edition="", published="", publisher={}, citation={}, columns=named, rows=lambda: rows
    )
    table = pa.table({"t": TEXTS, "v": [number for number, _ in NUMBERS], "n": list(range(len(TEXTS)))})
    header, *_ = b"".join(csv.write(download)).split(b"\r\n", 1)
    assert b"".join(csv.write(download)) == header + b"\r\n" + csv.lines(table)
