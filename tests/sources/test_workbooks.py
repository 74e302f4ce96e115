"""Workbooks as many programs write them: the same cells, and what a stored result of a formula is worth."""

from __future__ import annotations

import pytest
from cell_kinds import DAY
from cell_writers import write_ods_rows, write_raw_xlsx

from publisher.errors import SourceError
from publisher.sources.grid import read_workbook


@pytest.fixture
def read(tmp_path):
    """Writes rows of XML as a workbook and reads them: its cells, and where they are broken."""

    def fetch(rows, **more):
        write_raw_xlsx(tmp_path / "bok.xlsx", rows, **more)
        grid = read_workbook(tmp_path / "bok.xlsx")
        return [list(row) for row in grid.rows], {place: cell.fault for place, cell in grid.broken.items()}

    return fetch


@pytest.mark.parametrize(
    ("rows", "more", "cells"),
    [
        ('<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>', {}, [[1.0, 2.0], [3.0]]),  # no places
        ('<row r="2"><c r="C2"><v>1</v></c></row>', {}, [[], ["", "", 1.0]]),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t>Åre</t></is></c></row>', {}, [["Åre"]]),
        ('<row r="1"><c r="A1" t="inlineStr"><is><r><t>41,5</t></r><r><rPr><vertAlign val="superscript"/></rPr>'
         "<t>1</t></r></is></c></row>", {}, [["41,5¹"]]),
        ('<row r="1"><c r="A1" t="s"><v>1</v></c></row>',
         {"strings": "<si><t>a</t></si><si><t xml:space='preserve'> b  c </t></si>"}, [["b c"]]),
        ('<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
         {"strings": '<si><t>課</t><rPh sb="0" eb="1"><t>カ</t></rPh><phoneticPr fontId="1"/></si>'}, [["課"]]),
        ('<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
         {"strings": "<si><r><t>CO</t></r><r><rPr><vertAlign val='subscript'/></rPr><t>2</t></r></si>"}, [["CO2"]]),
        ('<row r="1"><c r="A1" t="str"><v>a_x000D_b</v></c></row>', {}, [["a b"]]),
        ('<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c></row>', {}, [[1.0, 0.0]]),
        ('<row r="1"><c r="A1" t="d"><v>2021-03-31</v></c></row>', {}, [["2021-03-31"]]),
        ('<row r="1"><c r="A1" t="d"><v>2021-03-31T00:00:00Z</v></c></row>', {}, [["2021-03-31"]]),
        (f'<row r="1"><c r="A1" s="1"><v>{DAY - 1462}</v></c></row>',
         {"book": '<workbookPr date1904="1"/>', "styles": '<cellXfs><xf/><xf numFmtId="14"/></cellXfs>'},
         [["2021-03-31"]]),
        ('<row r="1"><c r="A1" s="1"><v>0.415</v></c></row>',
         {"styles": '<cellXfs><xf/><xf numFmtId="10"/></cellXfs>'}, [[41.5]]),
        ('<row r="1"><c r="A1" s="1"><v>0</v></c></row>',
         {"styles": '<cellXfs><xf/><xf numFmtId="37"/></cellXfs>'}, [[0.0]]),
        (f'<row r="1"><c r="A1" s="1"><v>{DAY}</v></c></row>',
         {"styles": '<numFmts><numFmt numFmtId="164" formatCode="&quot;år &quot;yyyy"/></numFmts>'
                    '<cellXfs><xf/><xf numFmtId="164"/></cellXfs>'},
         [["2021"]]),
        ('<row r="1"><c r="A1" s="7"><v>1</v></c></row>', {"styles": "<cellXfs><xf/></cellXfs>"}, [[1.0]]),
        ('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>', {}, [[2.0]]),
        ('<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>1</v></c></row>', {}, [["", 1.0]]),
        ('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>',
         {"book": '<calcPr calcId="1" calcMode="manual"/>'}, [[2.0]]),
        ('<row r="1"><c r="A1"><v>1</v></c></row>',
         {"after": '<extLst><ext><f>1</f><v>9</v><t>x</t></ext></extLst>'}, [[1.0]]),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="1048576" ht="20"/>', {}, [[1.0]]),
    ],
)  # fmt: skip
def test_cells_are_the_same_however_they_are_written(read, rows, more, cells):
    assert (cells, {}) == read(rows, **more)


def test_names_of_elements_may_have_a_prefix(read):
    root = 'xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main" xmlns="urn:x"'
    assert ([[1.0]], {}) == read('<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>', root=root)


@pytest.mark.parametrize(
    ("cell", "book", "words"),
    [
        ("<f>1+1</f>", "", "never calculated"), ("<f>1+1</f><v></v>", "", "never calculated"),
        ('<f t="shared" si="0"/>', "", "never calculated"), ('<f ca="1">RAND()</f><v>2</v>', "", "calculated anew"),
        ("<f>1+1</f><v>2</v>", '<calcPr fullCalcOnLoad="1"/>', "calculated anew"),
        ("<f>1+1</f><v>2</v>", '<calcPr fullCalcOnLoad="true"/>', "calculated anew"),
        ("<f>1+1</f><v>2</v>", '<calcPr calcCompleted="0"/>', "calculated anew"),
    ],
)  # fmt: skip
def test_a_result_that_is_missing_or_out_of_date_is_broken(read, cell, book, words):
    _, broken = read(f'<row r="1"><c r="A1">{cell}</c><c r="B1"><v>1</v></c></row>', book=book)
    assert [(0, 0)] == list(broken)
    assert words in broken[0, 0]


def test_every_cell_that_one_formula_fills_must_be_calculated_anew(read):
    rows = '<row r="1"><c r="A1"><f t="array" ref="A1:B2" ca="1">RAND()</f><v>1</v></c><c r="B1"><v>2</v></c></row>'
    _, broken = read(f'{rows}<row r="2"><c r="A2"><v>3</v></c><c r="B2"><v>4</v></c><c r="C2"><v>5</v></c></row>')
    assert {(0, 0), (0, 1), (1, 0), (1, 1)} == set(broken)


def test_an_error_is_broken_and_says_what_it_is(read):
    cells, broken = read('<row r="1"><c r="A1" t="e"><v>#DIV/0!</v></c></row>')
    assert [["#DIV/0!"]] == cells
    assert {(0, 0): "is an error of the spreadsheet, #DIV/0!."} == broken


def test_an_empty_result_in_ods_is_an_empty_cell_and_none_is_broken(tmp_path):
    one = '<table:table-cell table:formula="of:=1"><text:p/></table:table-cell>'
    write_ods_rows(tmp_path / "bok.ods", [["Kod", "a", "b"], f"{one}{one.replace('<text:p/>', '')}"])
    grid = read_workbook(tmp_path / "bok.ods")
    assert [(1, 1)] == list(grid.broken)
    assert "" == grid.rows[1][0]


def test_comments_drawings_and_readings_are_no_text_of_an_ods_cell(tmp_path):
    cell = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>9</text:p></office:annotation>'
        "<text:p>41,5</text:p></table:table-cell>"
    )
    write_ods_rows(tmp_path / "bok.ods", [cell])
    assert "41,5" == read_workbook(tmp_path / "bok.ods").rows[0][0]


@pytest.mark.parametrize(
    ("attributes", "text", "shown"),
    [
        ('office:value-type="float" office:value="114"', "0114", "0114"),
        ('office:value-type="float" office:value="114"', "114", 114.0),
        ('office:value-type="percentage" office:value="0.415"', "41.5%", 41.5),
        ('office:value-type="date" office:date-value="2021-01-01"', "2021", "2021"),
        ('office:value-type="date" office:date-value="2021-01-01T00:00:00"', "01/01/2021", "2021-01-01"),
        ('office:value-type="currency" office:currency="SEK" office:value="12"', "12 kr", 12.0),
    ],
)
def test_an_ods_cell_without_a_style_shows_the_text_beside_it(attributes, text, shown, tmp_path):
    write_ods_rows(tmp_path / "bok.ods", [f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"])
    assert shown == read_workbook(tmp_path / "bok.ods").rows[0][0]


def test_hidden_rows_are_read_and_named(tmp_path, read):
    write_raw_xlsx(tmp_path / "b.xlsx", '<row r="1"><c><v>1</v></c></row><row r="2" hidden="1"><c><v>2</v></c></row>')
    grid = read_workbook(tmp_path / "b.xlsx")
    assert ([[1.0], [2.0]], [1]) == (grid.rows, sorted(grid.hidden_rows))


def test_a_cell_that_stands_twice_with_two_contents_is_broken(read):
    cells, broken = read('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>')
    assert ([[1.0]], {}) == (cells, broken)
    _, broken = read('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>5</v></c><c r="A1"><v>2</v></c></row>')
    assert {(0, 0): "stands twice in the workbook, with two contents."} == broken


@pytest.mark.parametrize(
    ("content", "words"), [('\ufeff\n{"class": "dataset"}', "JSON"), ("[1]", "JSON"), ("%PDF-1.7", "PDF")]
)
def test_a_file_of_another_kind_is_called_by_it(tmp_path, content, words):
    (tmp_path / "tabell.json").write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=f"this is .*{words}"):
        read_workbook(tmp_path / "tabell.json")
