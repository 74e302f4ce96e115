"""Tables: files people make, CSV and workbooks of any shape, read as a declaration says.

The words of a declaration are described in :mod:`publisher.sources.declaration`. Everything that
does not fit is told, with its row and column; a file is read whole or not at all.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.errors import Refused, SourceError
from publisher.model import Source
from publisher.sources import columnwise
from publisher.sources.codes import slug
from publisher.sources.context import Fetched, SourceContext
from publisher.sources.declaration import TableDeclaration, read_declaration
from publisher.sources.grid import Grid, as_text, delimited, read_bytes, read_csv, read_parquet, read_workbook
from publisher.sources.grid.columnar import read_columns
from publisher.sources.header import Header, find_header
from publisher.sources.packed import Member, unfold
from publisher.sources.reading import TableReading
from publisher.sources.scale import check_scale
from publisher.tables.observed import Observed

if TYPE_CHECKING:
    import pyarrow as pa

#: What may stand between the cells of a text file.
DELIMITERS = (";", ",", "\t", "|")


def fetch(declaration: Mapping[str, Any], context: SourceContext) -> Fetched:
    """Read every file a table declaration names.

    Returns:
        A row an observation, a source a file, all problems found in cells.

    Raises:
        Refused: the declaration is wrong.
        SourceError: a file is missing, damaged, in another encoding, or its head is not there.
    """
    table, faults = read_declaration(
        declaration, context.file, Observed.of(context.vocabulary.tables).figures, context.read_in
    )
    if table is not None and context.indicators:
        check_scale(table.scale, context.indicators, faults)
    if table is None or faults.count:
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
    packed = unfold(read_bytes(path), path.name, table.member)

    source = Source(
        id=slug(path.stem) if table.sheet is None else slug(f"{path.stem} {table.sheet}"),
        title=table.title,
        publisher=table.publisher,
        url=table.url,
        retrieved=context.today,
        sha256=packed.sha256 if packed else sha256(path.read_bytes()).hexdigest(),
        note=table.note,
    )
    fetched = Fetched(sources=[source])
    reading = _by_columns(table, packed or path, source.id, context, fetched)
    if reading is None:
        reading = TableReading(table, *_table(table, packed or path), source.id, context)
        fetched.observations = reading.observations()
    fetched.problems = reading.faults.problems()
    return fetched


def _by_columns(
    table: TableDeclaration, file: Path | Member, source: str, context: SourceContext, fetched: Fetched
) -> TableReading | None:
    """Read a large file of one kind of rows into ``fetched``; None, and nothing, when it must be read by rows."""
    form = table.format or format_of(file.name)
    if form == "xlsx" or (form == "parquet") != (table.header is None) or not columnwise.fits(table):
        return None
    found: tuple[Grid, pa.Table] | None
    try:
        if form == "parquet":
            rows, _ = read_columns(file)
            found = Grid(file=file.name, sheet=None, rows=[rows.column_names]), rows
        else:
            delimiter = table.delimiter or delimiter_of(file.name)
            found = delimited.read_columns(file, table.encoding, delimiter, columnwise.FEWEST)
        if found is None or found[1].num_rows < columnwise.FEWEST:
            return None
        head, rows = found
        names = _head(table, head) if table.header else Header(names=list(map(as_text, head.rows[0])), first_row=1)
    except SourceError:
        return None  # which rows will tell
    if names.first_row != 1:
        return None
    reading = TableReading(table, head, names, source, context)
    try:
        fetched.columns.append(columnwise.read(reading, rows))
    except columnwise.ByRows:
        return None
    return reading


def _table(table: TableDeclaration, file: Path | Member) -> tuple[Grid, Header]:
    """The cells of a file, and the head among them."""
    form = table.format or format_of(file.name)
    if form == "parquet":
        grid = read_parquet(file)
        if table.header is None:
            return grid, Header(names=[as_text(cell) for cell in grid.rows[0]], first_row=1)
    elif form == "xlsx":
        grid = read_workbook(file, table.sheet)
    else:
        delimiter = table.delimiter or delimiter_of(file.name)
        grid = read_csv(file, table.encoding, delimiter)
        try:
            return grid, _head(table, grid)
        except SourceError as error:
            for other in DELIMITERS:
                if other != delimiter and _divides(table, file, other):
                    shown, tried = json.dumps(other), json.dumps(delimiter)
                    raise SourceError(
                        f"{grid.name}: no row holds the head with {tried} between the cells; with {shown} one does. "
                        f"Write 'delimiter: {shown}' in the declaration."
                    ) from error
            raise
    return grid, _head(table, grid)


def _head(table: TableDeclaration, grid: Grid) -> Header:
    return find_header(grid, table.header, rows=table.header_rows, row=table.header_row, fill=table.fill_header)


def _divides(table: TableDeclaration, file: Path | Member, delimiter: str) -> bool:
    """Whether the head is there when another sign stands between the cells."""
    try:
        _head(table, read_csv(file, table.encoding, delimiter))
    except SourceError:
        return False
    return True


def files(name: str, context: SourceContext) -> list[Path]:
    """The files a declaration means, in the order of their names; ``./`` begins one in the dataset's own folder.

    Raises:
        SourceError: there is none.
    """
    if context.input is not None and context.input.is_file() and not name.startswith("./"):
        return [context.input]
    folder = context.input or Path()
    whole = Path(name)
    own = name.startswith("./")
    if own:
        folder, name = context.folder, name[2:]
    if whole.is_absolute():
        folder, name = Path(whole.anchor), str(whole.relative_to(whole.anchor))
    try:
        if found := matching(folder, name):
            return found
    except (ValueError, OSError, NotImplementedError, IndexError) as error:
        raise SourceError(
            f"{context.file}: source.file: '{name}' is no name of a file ({error}). Write it as 'folder/file_*.csv'."
        ) from error
    if own:
        raise SourceError(
            f"{context.file}: source.file: there is no file '{name}' beside it. Put it there, or correct 'file'."
        )
    where = (
        f"in the input folder ({folder})" if context.input or whole.is_absolute() else "and no input folder is given"
    )
    raise SourceError(
        f"{context.file}: source.file: there is no file '{name}' {where}. "
        "Correct 'file', or say where the file lies with --input or PUBLISHER_INPUT."
    )


def matching(folder: Path, name: str) -> list[Path]:
    """The files of a folder that have a name, in order; only ``*`` is special.

    Raises:
        ValueError, OSError, NotImplementedError, IndexError: it is no name of a file.
    """
    pattern = name.replace("[", "[[]").replace("?", "[?]")
    spelt = (unicodedata.normalize(form, pattern) for form in ("NFC", "NFD"))  # as computers write letters
    return next((found for one in spelt if (found := sorted(p for p in folder.glob(one) if p.is_file()))), [])


def format_of(name: str) -> str:
    """How a file is read, by the end of its name."""
    lowered = name.lower()
    if lowered.endswith(".parquet"):
        return "parquet"
    return "csv" if lowered.endswith((".csv", ".txt", ".tsv", ".tab")) else "xlsx"


def delimiter_of(name: str) -> str:
    """What stands between cells where nothing else is declared, by the end of a file's name."""
    return "\t" if name.lower().endswith((".tsv", ".tab")) else ";"
