"""Excel workbooks (ECMA-376): data, codebook, sources, about the edition.

Written by hand as a zip of XML, a chunk of rows at a time: six times as fast as openpyxl's
write-only mode, in bounded memory, and the same input gives the same bytes (see
``docs/decisions.md``). Codes are text cells, so 0114 stays 0114.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any
from xml.sax.saxutils import escape

from publisher.columns import Chunk, Coded, Wrapped, chunks
from publisher.download import LEVEL, Cell, Cells, Download, codebook
from publisher.phrases import tell

#: Rows a sheet can hold, the header among them.
SHEET_ROWS = 1_048_576
#: Rows at the top of a sheet within which each column that holds anything shows it.
EARLY = 100

_NAMES = {
    "data": tell("data"), "codebook": tell("codebook"), "sources": tell("sources"), "about": tell("about the edition"),
}  # fmt: skip
_ABOUT = {
    "title": tell("title"),
    "description": tell("description"),
    "publisher": tell("publisher"),
    "edition": tell("edition"),
    "published": tell("published"),
    "url": tell("address that gives this file again"),
    "citation": tell("cite as"),
    "licence": tell("licence"),
    "rights": tell("on use"),
    "caution": tell("caution"),
}
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_STYLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
#: Characters XML 1.0 cannot hold.
_ILLEGAL = {code: None for code in range(32) if code not in (9, 10, 13)}
#: Cell formats: 0 general, 1 text (``@``), 2 bold text for headers.
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill>'
    '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/>'
    '<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class _Pipe(io.RawIOBase):
    """A sink that cannot seek, as a network connection; what was written is taken from time to time."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        return len(part)

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def write(download: Download) -> Iterator[bytes]:
    """The workbook in chunks, what explains the rows first. More than a sheet holds go on in the sheets ``data 2`` …"""
    names = {name: download.text(text) for name, text in _NAMES.items()}
    pipe = _Pipe()
    data: dict[str, str] = {}  # part to name of the sheet; they stand first in the workbook
    others: dict[str, str] = {}
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as book:

        def sheet(part: str, header: Sequence[str], held: Iterable[Chunk]) -> Iterator[bytes]:
            with book.open(_entry(f"xl/worksheets/{part}.xml"), "w") as file:
                for text in _sheet(header, held):
                    file.write(text)
                    if taken := pipe.taken():
                        yield taken

        for path, text in _frame(download):
            book.writestr(_entry(path), text)
        for part, make in (("codebook", _codebook), ("sources", _sources), ("about", _about)):
            others[part] = names[part]
            header, lines = make(download)
            yield from sheet(part, header, chunks(_types_seen_early(list(lines).__iter__, len(header))))
        for held in _sheets(download):
            part = f"sheet{len(data) + 1}"
            data[part] = f"{names['data']} {len(data) + 1}" if data else names["data"]
            yield from sheet(part, [c.name for c in download.columns], held)
        for path, text in _contents(data | others):
            book.writestr(_entry(path), text)
    yield pipe.taken()


def _entry(path: str) -> zipfile.ZipInfo:
    """A zip entry without the clock: every file is dated 1980-01-01. The level is the entry's: the archive's is not
    asked for where a file is opened to be written."""
    entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
    entry.compress_type, entry._compresslevel = zipfile.ZIP_DEFLATED, LEVEL  # type: ignore[attr-defined]
    return entry


def _sheets(download: Download) -> Iterator[Iterable[Chunk]]:
    """The rows by sheets; one where there are none."""
    limit = SHEET_ROWS - 1
    if download.table is not None:
        for first in range(0, max(len(download.table), 1), limit):
            yield _shown_early(download.table.taken(slice(first, first + limit))).chunks()
        return
    rows = _types_seen_early(download.rows, len(download.columns))
    first_rows: list[Cells] = list(islice(rows, 1))
    yield chunks(chain(first_rows, islice(rows, limit - len(first_rows))))
    while first_rows := list(islice(rows, 1)):
        yield chunks(chain(first_rows, islice(rows, limit - 1)))


def _shown_early(table: Coded) -> Coded:
    """The rows of a sheet as :func:`_types_seen_early` gives them."""
    import numpy as np

    firsts = {int(table.there(place).argmax()) for place in range(len(table.values)) if len(table)}  # 0: it has nothing
    forward = sorted(row for row in firsts if row >= EARLY)
    rest = np.delete(np.arange(len(table)), forward)
    return table.taken(np.insert(rest, EARLY - len(forward), forward)) if forward else table


def _types_seen_early(rows: Callable[[], Iterable[Cells]], width: int) -> Iterator[Cells]:
    """The rows in their order, but for the few that show what a column holds which looks empty in a sheet's first rows.

    Readers that guess from those (readxl: 1,000) take such a column for logical and lose what comes later, without a
    word. A row that is brought forward stands last among the first :data:`EARLY`.
    """
    early: dict[int, dict[int, Cells]] = {}
    unseen: list[int] = []
    for number, row in enumerate(rows()):
        sheet, place = divmod(number, SHEET_ROWS - 1)
        if place == 0:
            unseen = list(range(width))
        if unseen and (found := [index for index in unseen if row[index] not in (None, "")]):
            unseen = [index for index in unseen if index not in found]
            if place >= EARLY:
                early.setdefault(sheet, {})[number] = row
    for number, row in enumerate(rows()):
        sheet, place = divmod(number, SHEET_ROWS - 1)
        forward = early.get(sheet, {})
        if place == EARLY - len(forward):
            yield from forward.values()
        if number not in forward:
            yield row


def _sheet(header: Sequence[str], held: Iterable[Chunk]) -> Iterator[bytes]:
    """A worksheet: frozen header, filter, one column width for short words and one for long texts."""
    letters = [_letters(index) for index in range(len(header))]
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{44 if name in _WIDE else 14}" customWidth="1"/>'
        for i, name in enumerate(header, 1)
    )
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData><row r="1">'
        + "".join(
            f'<c r="{letter}1" s="2" t="inlineStr"><is><t>{escape(name)}</t></is></c>'
            for letter, name in zip(letters, header, strict=True)
        )
        + "</row>"
    ).encode()
    last = 1
    for chunk in held:
        at = chunk.numbers(last + 1)
        cells = [chunk.marked(f'<c r="{letter}', at, chunk.told(_CELL, place)) for place, letter in enumerate(letters)]
        yield chunk.joined('<row r="', at, '">', *cells, "</row>")
        last += chunk.count
    yield f'</sheetData><autoFilter ref="A1:{letters[-1]}{last}"/></worksheet>'.encode()


def _cell(cell: Cell) -> str:
    """What follows the place of a cell; '' where there is nothing."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return f'" s="1" t="inlineStr"><is>{_text(cell)}</is></c>'
    return f'"><v>{cell!r}</v></c>'


#: The same of a table in codes.
_CELL = Wrapped(_cell, '" s="1" t="inlineStr"><is><t>', "</t></is></c>", r"""[^ -%'-;=?-~À-ÿ–]|^ | $|^$""")
#: Columns that hold texts.
_WIDE = {
    "indicator_label", "indicator_label_sv", "indicator_label_en", "label", "label_sv", "label_en",
    "definition", "definition_sv", "definition_en", "title", "url", "text", "note",
}  # fmt: skip


def _text(cell: str) -> str:
    kept = ' xml:space="preserve"' if cell != cell.strip() or "\n" in cell else ""
    return f"<t{kept}>{escape(cell.translate(_ILLEGAL))}</t>"


def _letters(index: int) -> str:
    """Column name of a 0-based index: A … Z, AA …"""
    name = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        name = chr(65 + digit) + name
    return name


def _codebook(download: Download) -> tuple[list[str], Iterable[Cells]]:
    languages = download.languages
    texts = [f"{name}_{code}" if len(languages) > 1 else name for name in ("label", "definition") for code in languages]
    rows = (
        [
            entry.kind,
            entry.of,
            entry.code,
            *[
                text.get(code, "") if len(languages) > 1 else download.text(text)
                for text in (entry.label, entry.definition)
                for code in languages
            ],
            entry.unit,
            entry.type,
        ]
        for entry in codebook(download)
    )
    return ["kind", "of", "code", *texts, "unit", "type"], rows


def _sources(download: Download) -> tuple[list[str], Iterable[Cells]]:
    header = ["dataset", "id", "title", "publisher", "url", "retrieved", "sha256", "note"]
    rows = (
        [dataset, s.id, s.title, s.publisher, s.url, s.retrieved, s.sha256, download.text(s.note)]
        for dataset, s in download.sources
    )
    return header, rows


def _about(download: Download) -> tuple[list[str], Iterable[Cells]]:
    text = download.text
    lines: list[tuple[str, Cell]] = [
        ("title", text(download.title)),
        ("description", text(download.description)),
        ("publisher", text(download.publisher)),
        ("edition", download.edition),
        ("published", download.published),
        ("url", download.url),
        ("citation", text(download.citation)),
        *[("licence", f"{text(licence.title)} {licence.url}") for licence in download.licences.values()],
        *[("rights", text(rights)) for rights in download.rights],
        *[("caution", text(caution)) for caution in download.cautions],
    ]
    return ["what", "text"], ([text(_ABOUT[key]), value] for key, value in lines if value)


def _contents(sheets: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The parts that say which sheets the workbook has, by part, in their order."""
    numbered = list(enumerate(sheets.items(), 1))
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{_BOOK_TYPE}"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_STYLE_TYPE}"/><Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        + "".join(f'<Override PartName="/xl/worksheets/{part}.xml" ContentType="{_SHEET_TYPE}"/>' for part in sheets)
        + "</Types>",
    )
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, (_, name) in numbered)
        + "</sheets></workbook>",
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/{part}.xml"/>'
            for n, (part, _) in numbered
        )
        + f'<Relationship Id="rId{len(sheets) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    )


def _frame(download: Download) -> Iterator[tuple[str, str]]:
    """The parts that make sheets a workbook, whichever they are."""
    yield (
        "_rels/.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/></Relationships>',
    )
    yield "xl/styles.xml", _STYLES
    yield (
        "docProps/core.xml",
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(download.text(download.title))}</dc:title>"
        f"<dc:creator>{escape(download.text(download.publisher))}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{download.published}T00:00:00Z</dcterms:created>'
        "</cp:coreProperties>",
    )
