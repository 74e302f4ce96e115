"""What a file may unfold to: what reaches a bound (lowered here) is refused in one sentence with its place."""

from __future__ import annotations

import zipfile

import openpyxl
import pyarrow as pa
import pytest
import xlwt
from cell_kinds import KINDS
from cell_writers import WRITERS, write_ods_rows, write_raw_xlsx
from pyarrow import parquet

from publisher.errors import SourceError
from publisher.sources.grid import archive, cells, read_csv, read_parquet, read_workbook


def refusal(read, path) -> str:
    with pytest.raises(SourceError) as error:
        read(path)
    assert 1 == len(str(error.value).splitlines())
    return str(error.value)


def replaced(path, part, old, new):
    """A zip with a text in one of its parts replaced; it must be there."""
    with zipfile.ZipFile(path) as file:
        held = {name: file.read(name) for name in file.namelist()}
    assert old in held[part]
    held[part] = held[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in held.items():
            file.writestr(name, content)


def far_xlsx(path, row, column):
    book = openpyxl.Workbook()
    book.active.title = "Blad 1"
    book.active["A1"] = book.active.cell(row, column).value = "x"
    book.save(path)


def far_xls(path, row, column):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Blad 1")
    sheet.write(0, 0, "x")
    sheet.write(row - 1, column - 1, "x")
    book.save(str(path))


def far_ods(path, row, column):
    empty = f'<table:table-row table:number-rows-repeated="{row - 3}"><table:table-cell/></table:table-row>'
    skipped = f'<table:table-cell table:number-columns-repeated="{column - 1}"/>'
    last = f'{skipped}<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    write_ods_rows(path, [["x"], f"</table:table-row>{empty}<table:table-row>{last}"])


FAR = {"xlsx": (far_xlsx, 1_048_576, 16_384, "XFD1048576"), "ods": (far_ods, 1_048_576, 16_384, "XFD1048576"),
       "xls": (far_xls, 65_536, 256, "IV65536")}  # fmt: skip


@pytest.mark.parametrize("ending", FAR)
def test_cells_that_stand_far_apart_are_refused_by_the_far_one(ending, tmp_path):
    write, row, column, name = FAR[ending]
    write(tmp_path / f"bok.{ending}", row, column)
    said = refusal(read_workbook, tmp_path / f"bok.{ending}")
    assert f"bok.{ending}: Blad 1!{name}: the sheet reaches so far that it has more than 10000000 cells" in said


@pytest.mark.parametrize("ending", FAR)
def test_cells_some_way_apart_are_read_without_those_between(ending, tmp_path):
    FAR[ending][0](tmp_path / f"bok.{ending}", 20_000, 100)
    grid = read_workbook(tmp_path / f"bok.{ending}")
    assert (20_000, 101, "x") == (len(grid.rows), sum(map(len, grid.rows)), grid.rows[-1][-1])


@pytest.mark.parametrize("rows", [1, 50])
def test_cells_repeated_in_ods_are_counted_before_they_are_made(rows, tmp_path):
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    again = f'</table:table-row><table:table-row table:number-rows-repeated="{rows * 1000}">{cell}'
    write_ods_rows(tmp_path / "bok.ods", [["Kod"], again])
    assert "bok.ods: Blad 1!" in refusal(read_workbook, tmp_path / "bok.ods")


def test_a_row_repeated_in_ods_stands_as_often(tmp_path):
    cell = '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="1"/>'
    write_ods_rows(
        tmp_path / "bok.ods",
        [["Kod", "Antal"], f'</table:table-row><table:table-row table:number-rows-repeated="3">{cell}'],
    )
    assert [[], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0]] == [
        list(row) for row in read_workbook(tmp_path / "bok.ods").rows[1:]
    ]


def test_a_broken_cell_in_a_repeated_row_of_ods_is_broken_in_each(tmp_path):
    cell = '<table:table-cell table:formula="of:=1"/>'
    again = f'</table:table-row><table:table-row table:number-rows-repeated="3" table:visibility="collapse">{cell}'
    write_ods_rows(tmp_path / "bok.ods", [["Kod"], again])
    grid = read_workbook(tmp_path / "bok.ods")
    assert ([(2, 0), (3, 0), (4, 0)], [2, 3, 4]) == (sorted(grid.broken), sorted(grid.hidden_rows))


def test_many_formulas_that_fill_areas_are_taken_together(tmp_path):
    one = '<c><f t="array" ref="A1:C30" ca="1">RAND()</f><v>1</v></c>'
    write_raw_xlsx(tmp_path / "bok.xlsx", 30 * f"<row>{one}{one}<c><v>1</v></c></row>")
    assert 90 == len(read_workbook(tmp_path / "bok.xlsx").broken)


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_workbook_that_unfolds_to_more_than_the_bound_is_refused(ending, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_UNFOLDED", 1000)
    WRITERS[ending](tmp_path / f"bok.{ending}", KINDS[0])
    assert "the workbook unfolds to more than 1000 bytes" in refusal(read_workbook, tmp_path / f"bok.{ending}")


def test_what_a_part_unfolds_to_is_counted_whatever_the_archive_says(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_UNFOLDED", 1000)
    far_xlsx(tmp_path / "bok.xlsx", 2, 2)
    opened = archive.Archive((tmp_path / "bok.xlsx").read_bytes(), "bok.xlsx")
    opened._parts["xl/workbook.xml"].file_size = 10  # said of a part that unfolds to more
    opened._left = 20
    with pytest.raises(SourceError, match=r"bok.xlsx: .*(unfolds to more than|not a whole workbook)"):
        opened.parse("xl/workbook.xml", lambda *_: None, lambda _: None, lambda _: None)


def test_a_zip_of_many_parts_is_not_looked_into(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_PARTS", 3)
    far_xlsx(tmp_path / "bok.xlsx", 2, 2)
    assert "parts; more than 3 are not read" in refusal(read_workbook, tmp_path / "bok.xlsx")


@pytest.mark.parametrize(
    ("ending", "part", "root"),
    [
        ("xlsx", "xl/worksheets/sheet1.xml", b"<worksheet"), ("xlsx", "xl/workbook.xml", b"<workbook "),
        ("xlsx", "xl/styles.xml", b"<styleSheet"), ("ods", "content.xml", b"<office:document-content"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("entity", [b'<!ENTITY a "b">', b'<!ENTITY a SYSTEM "file:///etc/hostname">', b""])
def test_a_document_type_in_a_workbook_is_refused(ending, part, root, entity, tmp_path):
    WRITERS[ending](tmp_path / f"bok.{ending}", KINDS[0])
    name = root.strip(b"< ")
    replaced(tmp_path / f"bok.{ending}", part, root, b"<!DOCTYPE " + name + b" [" + entity + b"]>" + root)
    said = refusal(read_workbook, tmp_path / f"bok.{ending}")
    assert f"bok.{ending}: {part}: declares a document type" in said
    assert "save it as .xlsx" in said


@pytest.mark.parametrize("number", ["NaN", "INF", "1e999", "abc"])
def test_a_cell_whose_number_is_none_is_broken(number, tmp_path):
    book = openpyxl.Workbook()
    book.active["B2"] = 7
    book.save(tmp_path / "bok.xlsx")
    replaced(tmp_path / "bok.xlsx", "xl/worksheets/sheet1.xml", b"<v>7</v>", f"<v>{number}</v>".encode())
    assert [(1, 1)] == list(read_workbook(tmp_path / "bok.xlsx").broken)


def test_csv_and_parquet_with_more_cells_than_the_bound_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(cells, "MOST_CELLS", 5)
    (tmp_path / "a.csv").write_text("a;b\n1;2\n3;4\n")
    parquet.write_table(pa.table({"a": [1, 2, 3], "b": [1, 2, 3]}), tmp_path / "a.parquet")
    assert "a.csv: row 3: more than 5 cells are not read. Split it." in refusal(read_csv, tmp_path / "a.csv")
    assert "a.parquet: the file has 3 rows of 2 columns; more than 5" in refusal(read_parquet, tmp_path / "a.parquet")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'<?xml?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "saved as one XML file"),
        (b"  <html></html>", "this is a web page"), (b"Kod;Antal\n", "Write 'format: csv'"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not a whole workbook"),
        (b"PK\x03\x04" + bytes(60), "not a whole"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_told_with_what_to_do(content, words, tmp_path):
    (tmp_path / "bok.xlsx").write_bytes(content)
    assert words in refusal(read_workbook, tmp_path / "bok.xlsx")
