"""Every format, read back by a library that did not write it, gives the rows that went in."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas
import pytest
import python_calamine

from publisher.download import Cells, Download
from publisher.formats import FORMATS

Maker = Callable[..., Download]


def written(key: str, download: Download) -> bytes:
    return b"".join(FORMATS[key].write(download))


def expected(download: Download) -> list[tuple[object, ...]]:
    """The rows with '' and None alike: no text of ours is empty."""
    return [tuple(None if cell == "" else cell for cell in row) for row in download.rows()]


def names(download: Download) -> list[str]:
    return [column.name for column in download.columns]


def typed(download: Download, rows: list[list[str]]) -> list[tuple[object, ...]]:
    """Texts as cells, after the types of the columns."""
    types = {"number": float, "integer": int}
    return [
        tuple(
            types.get(column.type, str)(cell) if cell != "" else None
            for column, cell in zip(download.columns, row, strict=True)
        )
        for row in rows
    ]


@pytest.mark.parametrize("key", FORMATS)
def test_same_download_gives_same_bytes(key: str, download: Download) -> None:
    assert written(key, download) == written(key, download)


@pytest.mark.parametrize("key", FORMATS)
def test_an_empty_selection_is_still_a_file(key: str, a_download: Maker) -> None:
    assert written(key, a_download(rows=lambda: [])) != b""


def test_csv_is_rfc_4180(download: Download) -> None:
    data = written("csv", download)
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") >= 8
    header, *rows = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    assert (header, typed(download, rows)) == (names(download), expected(download))


def test_csv_read_by_pandas(download: Download) -> None:
    text = [c.name for c in download.columns if c.type == "string"]
    frame = pandas.read_csv(
        io.BytesIO(written("csv", download)),
        dtype=dict.fromkeys(text, str),
        keep_default_na=False,
        na_values={c: [""] for c in names(download)},
    )
    assert cells_of(frame) == expected(download)


def test_csv_read_by_polars(download: Download) -> None:
    polars = pytest.importorskip("polars")
    kinds = {"number": polars.Float64, "integer": polars.Int64}
    schema = {column.name: kinds.get(column.type, polars.String) for column in download.columns}
    assert polars.read_csv(written("csv", download), schema=schema).rows() == expected(download)


def cells_of(frame: pandas.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(None if pandas.isna(cell) else cell for cell in row) for row in frame.itertuples(index=False)]


def test_csv_for_excel_has_bom_and_decimal_comma(a_download: Maker) -> None:
    download = a_download(bom=True, decimal=",")
    data = written("csv", download)
    assert data.startswith(b"\xef\xbb\xbfindicator;")
    frame = pandas.read_csv(io.BytesIO(data), sep=";", decimal=",", encoding="utf-8-sig", dtype={"area": str})
    assert list(frame.value.dropna()) == [row[7] for row in expected(download) if row[7] is not None]


def test_csv_for_people_runs_no_formula_and_leaves_numbers(a_download: Maker) -> None:
    texts = ["=1+1", "+46 8 123", "-", "@SUM(A1)", "\t=1", "\r=1", "-0.1", "-0,1", "+5", "a=b", "'x"]
    row = list(expected(a_download())[0])
    rows = [[text, *row[1:7], -0.1, *row[8:]] for text in texts]

    def read(guarded: bool) -> list[list[str]]:
        data = written("csv", a_download(rows=lambda: iter(rows), guarded=guarded)).decode()
        return list(csv.reader(io.StringIO(data, newline="")))[1:]

    assert [line[0] for line in read(False)] == texts
    assert [line[0] for line in read(True)] == [
        "'=1+1", "'+46 8 123", "'-", "'@SUM(A1)", "'\t=1", "'\r=1", "-0.1", "-0,1", "+5", "a=b", "'x",
    ]  # fmt: skip
    assert {line[7] for line in read(True)} == {"-0.1"}


def test_json_has_one_shape_and_its_codebook(download: Download) -> None:
    answer = json.loads(written("json", download))
    assert list(answer) == ["data", "links", "meta"]
    assert [tuple(None if v == "" else v for v in row.values()) for row in answer["data"]] == expected(download)
    meta = answer["meta"]
    assert meta["edition"] == "2026-11-21"
    assert {line["code"] for line in meta["codebook"]["status"]} == {"not-answered", "suppressed", "estimated"}
    assert meta["codebook"]["unit"][1] == {"code": "percent", "label": "procent"}
    assert meta["licences"][0]["url"] == "http://creativecommons.org/publicdomain/zero/1.0/"


def test_both_languages_at_once(a_download: Maker) -> None:
    answer = json.loads(written("json", a_download(language="all")))
    assert answer["meta"]["title"] == {"sv": "Två nyckeltal", "en": "Två nyckeltal (en)"}
    last = answer["data"][-1]
    assert (last["value_label_sv"], last["value_label_en"]) == ("Breddinfört", "Broadly introduced")


def test_xlsx_read_by_openpyxl_and_calamine(download: Download) -> None:
    data = written("xlsx", download)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["data", "kodbok", "källor", "om utgåvan"]
    header, *rows = book["data"].iter_rows(values_only=True)
    assert (list(header), rows) == (names(download), expected(download))
    assert book["data"]["C2"].number_format == "@"
    calamine = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_name("data").to_python()
    assert [tuple(None if cell == "" else cell for cell in row) for row in calamine[1:]] == expected(download)


def test_xlsx_explains_itself(download: Download) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", download)))
    lines = list(book["kodbok"].iter_rows(values_only=True))
    assert ("status", None, "suppressed", "sekretess", "För få.", None, "missing") in lines
    assert ("step", "U1", "2", "Breddinfört", None, None, None) in lines
    about = dict(list(book["om utgåvan"].iter_rows(values_only=True))[1:])
    assert about["utgåva"] == "2026-11-21"
    assert about["villkor"] == "CC0 http://creativecommons.org/publicdomain/zero/1.0/"
    assert book["källor"]["C2"].value == "En källa"


def test_xlsx_goes_on_in_another_sheet(monkeypatch: pytest.MonkeyPatch, a_download: Maker) -> None:
    monkeypatch.setattr("publisher.formats.xlsx.SHEET_ROWS", 4)
    download = a_download()
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", download)))
    sheets = [name for name in book.sheetnames if name.startswith("data")]
    assert sheets == ["data", "data 2", "data 3"]
    assert [row for name in sheets for row in list(book[name].iter_rows(values_only=True))[1:]] == expected(download)


def test_xlsx_shows_what_each_column_holds_to_readers_that_look_at_the_first_rows(a_download: Maker) -> None:
    full = expected(a_download())
    bare = [
        None if column.name in ("status", "status_label", "numerator", "note") else "x"
        for column in a_download().columns
    ]
    noted, counted, reason = full[:3]
    rows = [bare] * 1200 + [reason] + [bare] * 300 + [counted, noted] + [bare] * 50
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", a_download(rows=lambda: iter(rows)))))
    header, *found = book["data"].iter_rows(values_only=True)
    held = {name for index, name in enumerate(header) if any(row[index] is not None for row in found)}
    early = {name for index, name in enumerate(header) if any(row[index] is not None for row in found[:100])}
    assert early == held
    assert {"status", "status_label", "numerator", "note"} <= early
    assert found[97:100] == [tuple(row) for row in (reason, counted, noted)]  # the rest keep their order
    assert sorted(map(repr, found)) == sorted(repr(tuple(row)) for row in rows)


def test_xlsx_moves_no_row_of_a_sheet_that_shows_all_it_holds(a_download: Maker) -> None:
    rows = [[str(number), *expected(a_download())[0][1:]] for number in range(500)]
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", a_download(rows=lambda: iter(rows)))))
    assert [row[0] for row in list(book["data"].iter_rows(values_only=True))[1:]] == [row[0] for row in rows]


def test_xlsx_drops_what_xml_cannot_hold(a_download: Maker) -> None:
    data = written("xlsx", a_download(title={"sv": "a<b & c"}, citation={"sv": "x\x0by"}))
    assert (
        dict(list(openpyxl.load_workbook(io.BytesIO(data))["om utgåvan"].iter_rows(values_only=True)))["hänvisa så här"]
        == "xy"
    )
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def test_parquet_read_by_duckdb(tmp_path: Path, download: Download) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "a.parquet"
    path.write_bytes(written("parquet", download))
    rows = duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()
    assert [tuple(None if cell == "" else cell for cell in row) for row in rows] == expected(download)
    types = dict(
        duckdb.sql(f"SELECT name, duckdb_type FROM parquet_schema('{path}') WHERE name <> 'schema'").fetchall()
    )
    assert (types["area"], types["value"], types["n"]) == ("VARCHAR", "DOUBLE", "BIGINT")


def test_parquet_carries_units_definitions_and_licence(tmp_path: Path, download: Download) -> None:
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(io.BytesIO(written("parquet", download)))
    assert [tuple(None if cell == "" else cell for cell in row.values()) for row in table.to_pylist()] == expected(
        download
    )
    said = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert said["licence"] == "http://creativecommons.org/publicdomain/zero/1.0/"
    assert json.loads(said["codebook"])["indicator"][1]["definition"] == "Vad & hur <mäts>"
    assert table.schema.field("value").metadata[b"title"] == "Värde".encode()


def test_parquet_in_many_row_groups(monkeypatch: pytest.MonkeyPatch, a_download: Maker) -> None:
    import pyarrow.parquet

    monkeypatch.setattr("publisher.formats.parquet.GROUP", 2)
    download = a_download()
    file = pyarrow.parquet.ParquetFile(io.BytesIO(written("parquet", download)))
    assert file.metadata.num_row_groups == 4
    assert [row["value"] for row in file.read().to_pylist()] == [row[7] for row in expected(download)]


def cube_cells(document: dict[str, object], codes: list[str]) -> tuple[object, object]:
    """Value and status at a place of a JSON-stat cube, found as the standard says (row-major order)."""
    position = 0
    for name, size, code in zip(document["id"], document["size"], codes, strict=True):  # type: ignore[call-overload]
        position = position * size + document["dimension"][name]["category"]["index"][code]  # type: ignore[index]
    value = document["value"]
    found = value[position] if isinstance(value, list) else value.get(str(position))  # type: ignore[attr-defined]
    return found, document.get("status", {}).get(str(position))  # type: ignore[attr-defined]


@pytest.mark.parametrize("dense", [0.0, 1.1])
def test_jsonstat_has_every_value_and_status_in_its_place(
    dense: float, monkeypatch: pytest.MonkeyPatch, a_download: Maker
) -> None:
    monkeypatch.setattr("publisher.formats.jsonstat.DENSE", dense)
    download = a_download()
    document = json.loads(written("json-stat", download))
    assert isinstance(document["value"], list) == (dense == 0.0)
    for row in download.rows():
        assert cube_cells(document, [str(row[i]) for i in (0, 2, 4, 5, 6)]) == (row[7], row[9])
    assert document["dimension"]["indicator"]["category"]["unit"]["N2"] == {
        "label": "procent",
        "symbol": "%",
        "decimals": 1,
    }
    assert document["extension"]["n"] == {k: v for k, v in document["extension"]["n"].items() if v in (28, 3, 287)}


def test_jsonstat_is_valid(a_download: Maker) -> None:
    validator = pytest.importorskip("jsonstat_validator")
    assert validator.validate_jsonstat(json.loads(written("json-stat", a_download())))


def test_jsonstat_read_by_the_toolkit(tmp_path: Path, download: Download) -> None:
    toolkit = toolkit_folder()
    (tmp_path / "cube.json").write_bytes(written("json-stat", download))
    wanted = [[str(row[i]) for i in (0, 2, 4, 5, 6)] for row in download.rows()]
    (tmp_path / "keys.json").write_text(json.dumps(wanted))
    answer = subprocess.run(
        ["node", "--input-type=commonjs", "-e", TOOLKIT, str(toolkit), str(tmp_path)],
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(answer.stdout) == [[row[7], row[9]] for row in download.rows()]


#: Reads cells by name with jsonstat-toolkit and prints value and status of each.
TOOLKIT = """
const [folder, work] = process.argv.slice(-2), fs = require("fs");
const JSONstat = require(folder);
const cube = (JSONstat.default || JSONstat)(JSON.parse(fs.readFileSync(work + "/cube.json")));
const keys = JSON.parse(fs.readFileSync(work + "/keys.json"));
console.log(JSON.stringify(keys.map(key => {
  const cell = cube.Data(Object.fromEntries(cube.id.map((name, i) => [name, key[i]])));
  return [cell.value, cell.status === undefined ? null : cell.status];
})));
"""


def toolkit_folder() -> Path:
    """Where jsonstat-toolkit is installed: here or in NODE_PATH; skips the test where it is not."""
    import os

    for folder in [*os.environ.get("NODE_PATH", "").split(":"), "node_modules"]:
        if folder and (Path(folder) / "jsonstat-toolkit").is_dir() and shutil.which("node"):
            return (Path(folder) / "jsonstat-toolkit").resolve()
    pytest.skip("needs node and the npm package jsonstat-toolkit")


def test_csvw_describes_every_column(download: Download) -> None:
    document = json.loads(written("csvw", download))
    assert [column["name"] for column in document["tableSchema"]["columns"]] == names(download)
    assert document["dc:license"] == [{"@id": "http://creativecommons.org/publicdomain/zero/1.0/"}]


def test_writing_holds_one_chunk_not_the_table(a_download: Maker) -> None:
    """CSV, XLSX, JSON and Parquet give bytes long before the last row has been read."""
    row: Cells = next(iter(a_download().rows()))
    for key in ("csv", "xlsx", "json", "parquet"):
        read = 0

        def many() -> object:
            nonlocal read
            for _ in range(60_000):
                read += 1
                yield row

        chunks = FORMATS[key].write(a_download(rows=many))
        size = 0
        while size < 2000:
            size += len(next(chunks))
        assert read < 60_000, key
