"""Workbooks and CSV files with a kind of cell in them, each written as people's programs write it."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlsxwriter
import xlwt
from cell_kinds import COLUMNS, PLAIN, Cell, Kind
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont


def cells(kind: Kind) -> list[Any]:
    """The row of a table in which a kind of cell stands."""
    return [kind.cell if name == kind.column else PLAIN[name] for name in COLUMNS]


def write_csv(path: Path, kind: Kind) -> None:
    row = [kind.csv if name == kind.column else PLAIN[name] for name in COLUMNS]
    path.write_text(f"{';'.join(COLUMNS)}\n{';'.join(row)}\n", encoding="utf-8")


def write_xlsx(path: Path, kind: Kind) -> None:
    if kind.cell.formula and kind.cell.value is not None:
        with xlsxwriter.Workbook(path) as made:  # says of itself that all must be calculated anew
            page = made.add_worksheet("Blad 1")
            page.write_row(0, 0, COLUMNS)
            for column, cell in enumerate(cells(kind)):
                if isinstance(cell, Cell):
                    page.write_formula(1, column, f"={cell.formula}", None, cell.value)
                else:
                    page.write_string(1, column, cell)
        return
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Blad 1"
    sheet.append(COLUMNS)
    for column, cell in enumerate(cells(kind), start=1):
        here = sheet.cell(2, column)
        if not isinstance(cell, Cell):
            here.value = cell
            continue
        if cell.formula:
            here.value = f"={cell.formula}"
        elif cell.runs:
            here.value = CellRichText(
                *(TextBlock(InlineFont(vertAlign="superscript" if up else None), text) for text, up in cell.runs)
            )
        elif cell.value != "":
            here.value = cell.value
        here.number_format = cell.form
        if cell.raised:
            here.font = openpyxl.styles.Font(vertAlign="superscript")
    book.save(path)


def write_xls(path: Path, kind: Kind) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Blad 1")
    for column, name in enumerate(COLUMNS):
        sheet.write(0, column, name)
    raised = xlwt.Font()
    raised.escapement = xlwt.Font.ESCAPEMENT_SUPERSCRIPT
    for column, cell in enumerate(cells(kind)):
        if not isinstance(cell, Cell):
            sheet.write(1, column, cell)
            continue
        style = xlwt.XFStyle()
        style.num_format_str = cell.form
        if cell.raised:
            style.font = raised
        if cell.error:
            sheet.row(1).set_cell_error(column, {"#N/A": 42, "#REF!": 23}[cell.value], style)
        elif cell.formula:
            sheet.write(1, column, xlwt.Formula(cell.formula), style)
        elif cell.runs:
            sheet.write_rich_text(1, column, [(text, raised) if up else text for text, up in cell.runs], style)
        elif cell.value != "":
            sheet.write(1, column, cell.value, style)
    book.save(str(path))


_NAMESPACES = {
    "office": "office", "table": "table", "text": "text", "style": "style", "number": "datastyle",
}  # fmt: skip
_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content {namespaces}>
<office:automatic-styles>
<style:style style:name="up" style:family="text"><style:text-properties style:text-position="33% 58%"/></style:style>
<style:style style:name="u" style:family="table-cell"><style:text-properties style:text-position="super 58%"/>
</style:style>
{style}<style:style style:name="c" style:family="table-cell" style:data-style-name="shown"/>
</office:automatic-styles>
<office:body><office:spreadsheet>
<table:table table:name="Blad 1">{rows}</table:table>
</office:spreadsheet></office:body>
</office:document-content>"""


def write_ods(path: Path, kind: Kind) -> None:
    row = "".join(_ods_cell(cell) if isinstance(cell, Cell) else _ods_text(escape(cell)) for cell in cells(kind))
    write_ods_rows(path, [COLUMNS, row], kind.cell.ods)


def write_ods_rows(path: Path, rows: Sequence[Sequence[str] | str], style: str = "") -> None:
    """An OpenDocument workbook; a row is its texts, or XML; ``style`` holds the style "shown" of cells."""
    namespaces = [
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for prefix, name in _NAMESPACES.items()
    ]
    namespaces.append('xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"')
    texts = [row if isinstance(row, str) else "".join(_ods_text(escape(text)) for text in row) for row in rows]
    lines = "".join(f"<table:table-row>{text}</table:table-row>" for text in texts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        file.writestr("content.xml", _DOCUMENT.format(namespaces=" ".join(namespaces), style=style, rows=lines))


def _ods_text(inner: str) -> str:
    return _ods("string", inner)


def _ods(kind: str, shown: str, **attributes: str) -> str:
    """A cell: its kind, what it shows, and attributes with _ for what stands after the colon: ``office_value``."""
    given = [f"{key.replace('_', ':', 1).replace('_', '-')}={quoteattr(text)}" for key, text in attributes.items()]
    return f'<table:table-cell office:value-type="{kind}" {" ".join(given)}><text:p>{shown}</text:p></table:table-cell>'


def _ods_cell(cell: Cell) -> str:
    style = {"table_style_name": "u" if cell.raised else "c"} if cell.raised or cell.ods else {}
    if cell.runs:
        spans = (f'<text:span text:style-name="up">{text}</text:span>' if up else text for text, up in cell.runs)
        return _ods_text("".join(spans))
    if cell.error:
        return _ods("string", cell.value, table_formula="of:=NA()", calcext_value_type="error")
    if cell.formula:
        return f"<table:table-cell table:formula={quoteattr('of:=' + cell.formula)}/>"
    if cell.value == "":
        return "<table:table-cell/>"
    if cell.value is True:
        return _ods("boolean", "SANT", office_boolean_value="true")
    if isinstance(cell.value, str):
        return _ods_text(cell.value)
    if "date-style" in cell.ods:
        return _ods("date", "x", office_date_value="2021-03-31", **style)
    if "time-style" in cell.ods:
        return _ods("time", "x", office_time_value="PT12H30M00S", **style)
    return _ods("percentage" if "percentage-style" in cell.ods else "float", "x", office_value=str(cell.value), **style)


_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def write_raw_xlsx(
    path: Path, rows: str, *, book: str = "", strings: str = "", styles: str = "", after: str = "", root: str = ""
) -> None:
    """A workbook with the rows of its sheet as XML; ``root``: attributes of the sheet's first element.

    Targets are written with and without the leading slash, as programs do.
    """
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            (
                ("worksheet", "/xl/worksheets/a.xml"),
                ("sharedStrings", "s.xml"),
                ("styles", "st.xml"),
                ("chartsheet", "c"),
            )
        )
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="a" Type="{_OFFICE}/officeDocument" '
        'Target="xl/w.xml"/></Relationships>',
        "xl/w.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{book}<sheets><sheet name="Blad 1" r:id="r0"/>'
        '<sheet name="Diagram" r:id="r3"/></sheets></workbook>',
        "xl/_rels/w.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
        "xl/worksheets/a.xml": f"<worksheet {root or f'xmlns={quoteattr(_MAIN)}'}><sheetData>{rows}</sheetData>{after}"
        "</worksheet>",
    }
    parts |= {"xl/s.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>'} if strings else {}
    parts |= {"xl/st.xml": f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>'} if styles else {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)


def write_xlsb(path: Path, kind: Kind) -> None:
    """A binary workbook as far as its list of parts goes; no further is looked."""
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("xl/workbook.bin", b"\x83\x01\x00")


WRITERS = {"xlsx": write_xlsx, "xls": write_xls, "ods": write_ods, "xlsb": write_xlsb, "csv": write_csv}
