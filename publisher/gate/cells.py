"""Cells: a CSV file held against the Table Schema of its table, all rows at once.

The rules are those of https://datapackage.org/standard/table-schema/ as frictionless applies them, compiled to
operations on whole columns. Stricter on purpose: a number may not be padded, grouped (``1_000``) or ``NaN``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from publisher.errors import Refused
from publisher.gate.findings import Findings
from publisher.gate.keys import unique
from publisher.model import Column, Table
from publisher.observations import optional
from publisher.patterns import Pattern

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Mask = np.ndarray[Any, np.dtype[np.bool_]]

#: What a number and a whole number look like (RE2 and Python alike).
NUMBER = r"^[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$"
INTEGER = r"^[-+]?[0-9]{1,18}$"
DATE = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
BOOLEANS = ("true", "false", "True", "False", "TRUE", "FALSE", "1", "0")


def read_cells(data: bytes, table: Table, findings: Findings) -> pd.DataFrame | None:
    """The rows of a CSV file, and every cell that its schema refuses.

    Args:
        data: the file.
        table: its schema.
        findings: what is wrong is added here.

    Returns:
        A column for each of the schema that the file has (only optional ones may be absent): text as ``category``
        (``""`` for none), ``number`` as float64, ``integer`` as Int64; a cell that cannot be read is none. None when
        the file cannot be read as a table at all.
    """
    text = _text(data, findings)
    if text is None:
        return None
    header = next(csv.reader(io.StringIO(text[:65536])), [])
    there = [one for one in table.columns if one.name in header or not optional(table.name, one.name)]
    table = replace(table, columns=there)
    if not _header(header, table, findings):
        return None
    arrow = _strings(data, text, table, findings)
    if arrow is None:
        return None
    import pandas as pd

    frame = {column.name: _typed(arrow[column.name], column, findings) for column in table.columns}
    result = pd.DataFrame(frame)
    for column in table.columns:
        _constraints(result[column.name], column, findings)
    if table.primary_key:
        unique(result, table, findings)
    return result


def _text(data: bytes, findings: Findings) -> str | None:
    if not data.strip():
        findings.whole(
            "file-empty", "the file is empty.", "Run 'publisher fetch' again, or take it back from version control."
        )
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        findings.whole(
            "not-utf8",
            f"byte {error.start} is not UTF-8; the file may be in cp1252 (Windows) or ISO 8859-1.",
            "Save it with the encoding UTF-8.",
            row=row,
        )
        return None
    if text.startswith("\ufeff"):
        findings.whole("byte-order-mark", "the file begins with a byte order mark.", "Save it as UTF-8 without BOM.")
        return None
    return text


def _header(header: Sequence[str], table: Table, findings: Findings) -> bool:
    names = [column.name for column in table.columns]
    if header == names:
        return True
    missing, extra = [n for n in names if n not in header], [h for h in header if h not in names]
    said = []
    if missing:
        said.append(f"columns are missing: {', '.join(missing)}")
    if extra:
        near = get_close_matches(extra[0], missing or names, 1)
        said.append(f"columns are unknown: {', '.join(extra)}" + (f" (meant '{near[0]}'?)" if near else ""))
    if not said:
        said.append(f"columns stand in another order or twice: {', '.join(header)}")
    findings.whole(
        "wrong-columns", f"{'; '.join(said)}.", f"The columns are, in this order: {', '.join(names)}.", row=1
    )
    return False


def _strings(data: bytes, text: str, table: Table, findings: Findings) -> Any:
    """Every cell as text, in an Arrow table; ragged rows are told and left out."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    dictionary = pa.dictionary(pa.int32(), pa.string())
    types = {c.name: pa.string() if c.type in ("number", "integer") else dictionary for c in table.columns}
    quoted = b'"' in data

    def parse(data: bytes) -> Any:
        return arrow_csv.read_csv(
            io.BytesIO(data),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=quoted, ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(column_types=types, strings_can_be_null=False),
        )

    if b"\n\n" not in data:
        try:
            return parse(data)
        except pa.ArrowInvalid:
            pass  # ragged or empty rows, told below
    kept, width = io.StringIO(), len(table.columns)
    writer, ragged = csv.writer(kept, lineterminator="\n"), []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), strict=True), 1):
            if len(row) == width:
                writer.writerow(row)
            else:
                ragged.append((number, len(row)))
    except csv.Error as error:
        findings.whole(
            "not-csv",
            f"the file stops being CSV near row {number + 1}: {error}.",
            "Look for a quotation mark that is not closed, or a file that was cut off.",
            row=number + 1,
        )
        return None
    for number, found in ragged[:20]:
        findings.whole(
            "ragged-row",
            f"the row has {found} cells where the header has {width}." if found else "the row is empty.",
            "Look for a missing or superfluous comma, or a file that was cut off.",
            row=number,
        )
    if len(ragged) > 20:
        findings.whole("ragged-row", f"{len(ragged) - 20} more rows have the wrong number of cells.", "See above.")
    return parse(kept.getvalue().encode())


def _typed(array: Any, column: Column, findings: Findings) -> pd.Series[Any]:
    """A column in its type; cells that are not of it are told and become none."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    if column.type in ("number", "integer"):
        number = column.type == "number"
        if not pc.sum(pc.binary_length(array)).as_py():  # nothing in any row, as in most of n, numerator, denominator
            none, dtype = (np.nan, "float64") if number else (pd.NA, "Int64")
            return pd.Series(none, index=pd.RangeIndex(len(array)), dtype=dtype)
        good = pc.match_substring_regex(array, NUMBER if number else INTEGER)
        filled = pc.not_equal(array, "")
        bad = np.flatnonzero(pc.and_(filled, pc.invert(good)).to_numpy(zero_copy_only=False))
        if len(bad):
            _not_a_number(array, bad, column, findings)
        cast = pc.cast(pc.if_else(good, array, pa.scalar(None, pa.string())), pa.float64() if number else pa.int64())
        found = cast.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
        if number:
            endless = np.flatnonzero(np.isinf(found.to_numpy()))
            findings.rows(
                endless, "wrong-type", lambda i: "the number is too large.", "Write it in full.", column=column.name
            )
        return found
    found = array.to_pandas() if len(array) else pd.Series(pd.Categorical([], categories=pd.Index([], dtype="str")))
    if column.type in ("date", "boolean", "year"):
        values = [str(value) for value in found.cat.categories]
        if column.type == "date":
            refused = [v for v in values if v and not _is_date(v)]
            remedy = "Write the day as 2022-03-31."
        elif column.type == "year":
            refused = [v for v in values if v and not re.fullmatch("[0-9]{4}", v)]
            remedy = "Write the year with four digits."
        else:
            refused = [v for v in values if v and v not in BOOLEANS]
            remedy = "Write true or false."
        _refuse(found, refused, "wrong-type", f"is not a {column.type}", remedy, column, findings)
    return found


def _is_date(text: str) -> bool:
    from datetime import date

    try:
        return bool(re.fullmatch(DATE, text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _not_a_number(array: Any, bad: Any, column: Column, findings: Findings) -> None:
    what = "number" if column.type == "number" else "whole number"

    def remedy(position: int) -> str:
        text = str(array[position].as_py())
        if re.fullmatch(r"[-+]?[0-9]+,[0-9]+", text.strip()):
            return f"Write {text.strip().replace(',', '.')} with a decimal point."
        if text.strip() in {"-", "–", ".", "..", "x", "X", "NA", "null", "None"}:
            return "Leave the cell empty and say why in status: not-answered, suppressed, not-applicable …"
        return f"Write a {what}, or leave the cell empty."

    findings.rows(bad, "wrong-type", lambda i: f"'{array[i].as_py()}' is not a {what}.", remedy, column=column.name)


def _refuse(
    series: pd.Series[Any], refused: list[str], rule: str, fault: str, remedy: str, column: Column, findings: Findings
) -> None:
    """Tell the texts among ``refused``."""
    findings.texts(series, refused, rule, lambda text: f"'{text}' {fault}.", remedy, column=column.name)


def _constraints(series: pd.Series[Any], column: Column, findings: Findings) -> None:
    import numpy as np

    numeric = column.type in ("number", "integer")
    if column.required:
        empty = series.isna() if numeric else series == ""
        findings.rows(
            np.flatnonzero(empty.to_numpy()),
            "required",
            lambda i: "the cell is empty.",
            f"{column.title.get('en', column.name)} must be given in every row.",
            column=column.name,
        )
    if numeric:
        values = series.to_numpy("float64", na_value=np.nan)
        for limit, beyond, word in (
            (column.minimum, np.less, "below"),
            (column.maximum, np.greater, "above"),
        ):
            if limit is not None:
                findings.rows(
                    np.flatnonzero(beyond(values, limit)),
                    "out-of-range",
                    lambda i, word=word, limit=limit: f"{series.iloc[i]} is {word} {limit}.",  # type: ignore[misc]
                    "Correct the value at its source, or the limit in the schema.",
                    column=column.name,
                )
        return
    if column.pattern is None and not column.enum:
        return
    texts = [text for text in series.cat.categories.tolist() if text != ""]
    if column.pattern is not None:
        try:
            pattern = Pattern(column.pattern, findings.file, column.name)
            refused = [text for text in texts if not pattern.fullmatch(text)]
            _refuse(series, refused, "pattern", "is not written as it should be", _shape(column), column, findings)
        except ValueError as error:
            fault = f"the pattern of the column is no regular expression that is read: {error}."
            remedy = "Correct it in the schema in vocab/, and fetch again."
            findings.whole("pattern", fault, remedy, column=column.name)
        except Refused as refusal:
            findings.problems += refusal.problems
    if column.enum:
        refused = [text for text in texts if text not in column.enum]
        remedy = f"Allowed: {', '.join(column.enum[:20])}{' …' if len(column.enum) > 20 else ''}."
        _refuse(series, refused, "not-in-list", "is not in the code list", remedy, column, findings)


def _shape(column: Column) -> str:
    return column.description.get("en") or f"It must match {column.pattern}."
