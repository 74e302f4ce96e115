"""A table in codes is the same bytes as its rows, in every format."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pyarrow
import pytest

from publisher.columns import Coded, Wrapped, chunks
from publisher.download import Cell, Cells, Download
from publisher.formats import FORMATS, geojson, json, xlsx
from publisher.formats.csv import CELL, write
from publisher.tables import column, kind

Maker = Callable[..., Download]

TEXTS = [
    "plain",
    'a "word"',
    "a, b",
    "two\nlines",
    "räksmörgås",
    None,
    " kept ",
    "\r",
    "plain",
    "semi;colon",
    "it's = 1",
]
#: As a table has them, and as the database gives them.
NUMBERS: list[tuple[float | None, Cell]] = [
    (47.0, 47), (-3.0, -3), (None, None), (0.1, 0.1), (1e-07, 1e-07), (2.5e17, 250_000_000_000_000_000), (1e30, 1e30),
    (33.333333333333336, 33.333333333333336), (0.0, 0), (5.5, 5.5), (1e15, 10**15),
]  # fmt: skip


def coded(download: Download) -> Coded:
    return Coded.of(download.rows(), [kind(one).arrow for one in download.columns])


@pytest.mark.parametrize("language", ["sv", "all"])
@pytest.mark.parametrize("key", FORMATS)
def test_a_table_in_codes_is_the_same_bytes_as_its_rows(key: str, language: str, a_download: Maker) -> None:
    plain = a_download(language=language)
    place = [one.name for one in plain.columns].index("period")
    rows = [[*row[:place], f"{1000 + number}", *row[place + 1 :]] for number in range(1_200) for row in plain.rows()]
    by_rows = a_download(language=language, rows=lambda: rows)
    by_table = a_download(language=language, rows=lambda: rows, table=coded(by_rows))
    assert b"".join(FORMATS[key].write(by_table)) == b"".join(FORMATS[key].write(by_rows))


def test_a_cell_stands_in_a_line_as_the_standard_library_writes_it() -> None:
    rows = [(text, number, place) for place, (text, (_, number)) in enumerate(zip(TEXTS, NUMBERS, strict=True))]
    held = [(text, number, place) for place, (text, (number, _)) in enumerate(zip(TEXTS, NUMBERS, strict=True))]
    named = [
        column(name, {"sv": "x", "en": "x"}, type=type)
        for name, type in (("t", "string"), ("v", "number"), ("n", "integer"))
    ]
    told = {"title": {}, "url": "", "edition": "", "published": "", "publisher": {}, "citation": {}, "columns": named}
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows([["t", "v", "n"], *rows])
    table = Coded.of(held, [kind(one).arrow for one in named])
    for download in (Download(rows=lambda: rows, **told), Download(table=table, **told)):  # type: ignore[arg-type]
        assert b"".join(write(download)).decode() == buffer.getvalue()


def test_a_collection_for_each_indicator_and_period_is_the_one_of_its_rows_alone(download: Download) -> None:
    names = [one.name for one in download.columns]
    indicator, period = names.index("indicator"), names.index("period")
    made = dict(geojson.each(download))
    assert list(made) == sorted(made)
    groups: dict[tuple[str, str], list[Cells]] = {}
    for row in download.rows():
        groups.setdefault((str(row[indicator]), str(row[period])), []).append(row)
    assert set(made) == {f"{id}-{of}.geojson" for id, of in groups}
    for (id, of), rows in groups.items():
        (one,) = (each for each in download.indicators if each.id == id)
        title = {code: f"{text}, {of}" for code, text in one.label.items()}
        alone = Download(**{**vars(download), "rows": lambda: rows, "indicators": [one], "title": title})  # noqa: B023
        assert made[f"{id}-{of}.geojson"] == b"".join(geojson.write(alone))


def test_what_a_column_is_made_of_is_asked_once_for_what_comes_again() -> None:
    asked: list[object] = []

    def told(*cells: object) -> str:
        asked.append(cells)
        return "-".join(map(str, cells))

    rows = [(code, place) for code in "abab" for place in "xy"] * 300
    for found in (chunks(rows, 7), Coded.of(rows, ["string", "string"]).chunks(7)):
        asked.clear()
        text = b"".join(chunk.joined(chunk.told(told, 0, 1), "|") for chunk in found)
        assert text == "".join(f"{code}-{place}|" for code, place in rows).encode()
        assert len(asked) == 4


@pytest.mark.parametrize("made", [CELL, json.CELL, xlsx._CELL, *json.fields(["a", "b"])])
def test_texts_that_are_wrapped_together_are_those_that_are_made_one_by_one(made: Wrapped) -> None:
    odd = [chr(code) for code in (*range(0x300), 0x2013, 0x2028, 0xFEFF, 0x1F600)]
    texts = ["", None, " ", "a b", *(f"{start}{one}{end}" for one in odd for start in ("", "a") for end in ("", "z"))]
    assert made.all(pyarrow.array(texts, "string")).to_pylist() == [made(text) for text in texts]
    plain = ["Malmö", "N00945, rad 7"] if made is not CELL else ["Malmö"]
    assert made.all(pyarrow.array(plain, "string")).to_pylist() == list(map(made, plain))
