"""Workbooks as grids: a sheet of an Excel or OpenDocument file, as a person sees it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from publisher.errors import SourceError
from publisher.sources.grid import ods, xls, xlsx
from publisher.sources.grid.archive import Archive
from publisher.sources.grid.cells import Grid, clean, read_bytes
from publisher.sources.packed import Member

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_workbook(path: Path | Member, sheet: str | None = None) -> Grid:
    """A sheet of an Excel or OpenDocument workbook as a grid.

    What a number format shows counts: 41.5 % is 41.5, 0114 is ``0114``, a date shown as a year is that year.
    Errors, formulas without a result and the like are in :attr:`Grid.broken`.

    Args:
        path: an ``.xlsx``, ``.xls`` or ``.ods`` file; what it is, its content says.
        sheet: name of the sheet; None: the only one there is.

    Raises:
        SourceError: missing, empty, damaged, cut or too large, of a kind that hides what is shown, or the sheet is
            not there; the sheets there are are named.
    """
    content = read_bytes(path)
    workbook = _workbook(content, path.name)
    names = list(workbook.sheets)
    if sheet is None and len(names) != 1:
        raise SourceError(f"{path.name}: the workbook has {len(names)} sheets. Write 'sheet:' with one of: {names}.")
    wanted = (
        names[0] if sheet is None else next((n for n in names if clean(n).casefold() == clean(sheet).casefold()), None)
    )
    if wanted is None:
        raise SourceError(f"{path.name}: there is no sheet '{sheet}'. Sheets: {', '.join(names)}.")
    found = workbook.read(wanted, f"{path.name}: {wanted}")
    if not found.rows:
        raise SourceError(f"{path.name}: {wanted}: the sheet is empty. Fetch the file again; nothing has been changed.")
    return Grid(
        file=path.name,
        sheet=wanted,
        rows=found.rows,
        merged=found.merged,
        sha256=sha256(content).hexdigest(),
        broken=found.broken,
        hidden_rows=found.hidden,
        hidden_columns=found.hidden_columns,
        hidden=found.state,
    )


def _workbook(content: bytes, file: str) -> xlsx.Workbook | xls.Workbook | ods.Workbook:
    """A workbook by what its first bytes and parts say it is."""
    if content[:2] == b"PK":
        archive = Archive(content, file)
        if "xl/workbook.bin" in archive:
            raise SourceError(
                f"{file}: a binary workbook (.xlsb) does not let us know what its cells show: per cent, zeros before a "
                "code, years. Open it in Excel or LibreOffice and save it as .xlsx."
            )
        if "content.xml" in archive:
            return ods.Workbook(archive)
        return xlsx.Workbook(archive)
    if content[:8] == _OLE or content[:1] == b"\x09":
        return xls.Workbook(content, file)
    if b"urn:schemas-microsoft-com:office:spreadsheet" in content[:4000] or b"opendocument" in content[:4000]:
        raise SourceError(
            f"{file}: this is a workbook saved as one XML file, which is not read. Open it in a spreadsheet "
            "program and save it as .xlsx."
        )
    if content.lstrip()[:1] == b"<":
        raise SourceError(f"{file}: this is a web page, not a workbook. Fetch the file itself again.")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        raise SourceError(
            f"{file}: this is JSON, not a table. A table of a PxWeb server is read with 'kind: pxweb'; else save it as "
            "CSV."
        )
    if content[:5] == b"%PDF-":
        raise SourceError(f"{file}: this is a PDF, whose tables are not read. Ask for the figures as CSV or .xlsx.")
    raise SourceError(
        f"{file}: not a whole workbook (it is text, or cut at its beginning). Write 'format: csv' in the declaration "
        "if it is text; else fetch it again."
    )
