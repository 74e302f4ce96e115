"""Tables: files people make, CSV and workbooks of any shape, read as a declaration says.

The words of a declaration are described in :mod:`publisher.sources.declaration`. Everything that
does not fit is told, with its row and column; a file is read whole or not at all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from publisher.errors import Refused, SourceError
from publisher.model import Source
from publisher.sources.codes import slug
from publisher.sources.context import Fetched, SourceContext
from publisher.sources.declaration import TableDeclaration, read_declaration
from publisher.sources.grid import as_text, read_bytes, read_csv, read_parquet, read_workbook
from publisher.sources.header import Header, find_header
from publisher.sources.packed import unfold
from publisher.sources.reading import TableReading


def fetch(declaration: Mapping[str, Any], context: SourceContext) -> Fetched:
    """Read every file a table declaration names.

    Returns:
        A row an observation, a source a file, all problems found in cells.

    Raises:
        Refused: the declaration is wrong.
        SourceError: a file is missing, damaged, in another encoding, or its head is not there.
    """
    table, faults = read_declaration(declaration, context.file)
    if table is None:
        raise Refused(faults.problems())
    fetched = Fetched()
    paths = files(table.file, context)
    for done, path in enumerate(paths):
        context.progress(path.name, done, len(paths))
        fetched.add(read_file(table, path, context))
    context.progress(table.file, len(paths), len(paths))
    return fetched


def read_file(table: TableDeclaration, path: Path, context: SourceContext) -> Fetched:
    """Read one file as declared; see :func:`fetch`."""
    content = read_bytes(path)
    packed = unfold(content, path.name, table.member)
    file = packed or path
    delimiter = ""
    form = table.format or format_of(packed.name if packed else path.name)
    if form == "csv":
        delimiter = table.delimiter or delimiter_of(file.name)
        grid = read_csv(file, table.encoding, delimiter)
    elif form == "parquet":
        grid = read_parquet(file)
    else:
        grid = read_workbook(file, table.sheet)
    if form == "parquet" and table.header is None:
        header = Header(names=[as_text(cell) for cell in grid.rows[0]], first_row=1)
    else:
        header = find_header(
            grid,
            table.header,
            rows=table.header_rows,
            row=table.header_row,
            fill=table.fill_header,
            delimiter=delimiter,
        )
    source = Source(
        id=slug(path.stem) if table.sheet is None else slug(f"{path.stem} {table.sheet}"),
        title=table.title,
        publisher=table.publisher,
        url=table.url,
        retrieved=context.today,
        sha256=packed.sha256 if packed else grid.sha256,
        note=table.note,
    )
    reading = TableReading(table, grid, header, source.id, context)
    return Fetched(observations=reading.observations(), sources=[source], problems=reading.faults.problems())


def files(name: str, context: SourceContext) -> list[Path]:
    """The files a declaration means, in the order of their names.

    Raises:
        SourceError: there is none.
    """
    folder = context.input or Path()
    whole = Path(name)
    if whole.is_absolute():
        folder, name = Path(whole.anchor), str(whole.relative_to(whole.anchor))
    pattern = name.replace("[", "[[]").replace("?", "[?]")  # only * is special
    try:
        for form in ("NFC", "NFD"):  # as some computers write the letters of a file's name
            spelt = unicodedata.normalize(form, pattern)
            if found := sorted(path for path in folder.glob(spelt) if path.is_file()):
                return found
    except (ValueError, OSError, NotImplementedError) as error:
        raise SourceError(
            f"{context.file}: source.file: '{name}' is no name of a file ({error}). Write it as 'folder/file_*.csv'."
        ) from error
    where = (
        f"in the input folder ({folder})" if context.input or whole.is_absolute() else "and no input folder is given"
    )
    raise SourceError(
        f"{context.file}: source.file: there is no file '{name}' {where}. "
        "Correct 'file', or say where the file lies with --input or PUBLISHER_INPUT."
    )


def format_of(name: str) -> str:
    """How a file is read, by the end of its name."""
    lowered = name.lower()
    if lowered.endswith(".parquet"):
        return "parquet"
    return "csv" if lowered.endswith((".csv", ".txt", ".tsv", ".tab")) else "xlsx"


def delimiter_of(name: str) -> str:
    """What stands between cells where nothing else is declared, by the end of a file's name."""
    return "\t" if name.lower().endswith((".tsv", ".tab")) else ";"
