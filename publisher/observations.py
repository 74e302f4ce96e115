"""The tidy table: read and written in one canonical form, compared between two times, and put back to any earlier one.

In memory a table of observations is a pandas DataFrame with :data:`publisher.model.OBSERVATION_COLUMNS` in order:
text columns ``str`` with ``""`` for none, ``value``, ``numerator`` and ``denominator`` ``float64`` with NaN for none,
``n`` ``Int64`` with NA for none. On disk it is UTF-8 CSV with LF (https://www.rfc-editor.org/rfc/rfc4180), sorted by
key, numbers written shortest exact, empty for none: the same table is always the same bytes.

Two times: ``period`` is what a value describes, ``recorded`` in a table of revisions is when it became public. The
state of a day is the current table with every later revision undone, newest first.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.model import KEY_COLUMNS, OBSERVATION_COLUMNS, VALUE_COLUMNS, Indicator, RevisionKind, ValueKind
from publisher.tables.observed import ORIGIN

if TYPE_CHECKING:
    import pandas as pd

KEY = list(KEY_COLUMNS)
#: What stands before a column of observations where a revision keeps its earlier content.
OLD = "old_"
#: Columns of ``revisions.csv`` that every package has, in order.
REVISION_COLUMNS = (
    "recorded", "version", *KEY_COLUMNS, "kind", *(f"{OLD}{column}" for column in VALUE_COLUMNS),
    "new_value", "new_status", "reason_sv", "reason_en",
)  # fmt: skip

_NUMBERS = {"value": "float64", "n": "Int64", "numerator": "float64", "denominator": "float64"}
#: Type of the columns that every package has in both tables: ``str``, ``float64`` or ``Int64``.
DTYPES: Mapping[str, str] = {
    **dict.fromkeys((*OBSERVATION_COLUMNS, *REVISION_COLUMNS), "str"),
    **_NUMBERS,
    **{f"{OLD}{column}": dtype for column, dtype in _NUMBERS.items()},
    "new_value": "float64",
}

#: How truth is written in a table, and how it is read.
_TRUTH = {True: True, False: False, "true": True, "false": False}

#: Status of a row that has vanished from its source.
WITHDRAWN = "withdrawn"

#: Two measured values closer than this share of the larger are the same value; published figures differ by up to
#: 1e-7 between two days though nothing was revised.
MEASURED_TOLERANCE = 1e-6
#: Kinds whose values are whole: any difference counts.
EXACT_KINDS = frozenset(
    {ValueKind.BOOLEAN, ValueKind.ORDINAL, ValueKind.COUNT, ValueKind.AMOUNT, ValueKind.CONDITIONAL}
)


def tolerances(indicators: Iterable[Indicator]) -> dict[str, float]:
    """How far two values of an indicator may differ (share of the larger) and still be the same value."""
    return {
        i.id: 0.0 if any(one.value_kind in EXACT_KINDS for one in i.scales) else MEASURED_TOLERANCE for i in indicators
    }


def number_text(number: float) -> str:
    """A number in its shortest exact form: ``47``, ``0.1``, ``1e-07``; ``-0`` is ``0``."""
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return repr(float(number))


def frame(
    rows: Iterable[Mapping[str, Any]] | pd.DataFrame,
    columns: Iterable[str] = OBSERVATION_COLUMNS,
    dtypes: Mapping[str, str] = DTYPES,
) -> pd.DataFrame:
    """Rows as a table with given columns and types; None, NaN and absent become none.

    Raises:
        ValueError: a number is not a number.
    """
    import pandas as pd

    columns = list(columns)
    table = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows), columns=columns)
    made = {}
    for column in columns:
        wanted = dtypes.get(column, "str")
        if column not in table.columns:
            empty = "" if wanted == "str" else None
            made[column] = pd.Series([empty] * len(table), dtype=wanted)
        else:
            made[column] = _typed(table[column], wanted).reset_index(drop=True)
    return pd.DataFrame(made, columns=columns)


def _typed(series: pd.Series[Any], wanted: str) -> pd.Series[Any]:
    """A column in one of this module's types, None and NaN as none."""
    import pandas as pd

    if wanted == "float64":
        return pd.to_numeric(series).astype("float64") + 0.0  # -0 becomes 0
    if str(series.dtype) == wanted:
        return series.fillna("") if wanted == "str" and series.hasnans else series
    if wanted == "str":
        return series.astype("object").where(series.notna(), "").astype("str")
    if wanted == "boolean":
        return series.astype("object").map(_TRUTH).astype("boolean")
    return pd.to_numeric(series).astype("Int64")


def numbers(table: pd.DataFrame) -> list[str]:
    """The columns of observations that hold numbers: the value and what is known of it."""
    return [str(name) for name in table.columns if table[name].dtype.kind in "fi"]


def optional(table: str, column: str) -> bool:
    """Whether packages may have a column of ``observations`` or ``revisions``, and go without it."""
    return table in ("observations", "revisions") and column not in DTYPES


def slim(table: pd.DataFrame) -> pd.DataFrame:
    """Observations or revisions as a package has them: without the optional columns that hold nothing."""
    more = [name for name in table.columns if name not in DTYPES]
    return table.drop(columns=[name for name in more if table[name].isna().all() or table[name].eq("").all()])


def alike(*tables: pd.DataFrame) -> list[pd.DataFrame]:
    """Tables with the columns of all of them; where one has a column that another lacks, that one has nothing in it."""
    columns: list[str] = []
    for table in tables:
        before = -1
        for name in table.columns:
            if name not in columns:
                columns.insert(before + 1, name)
            before = columns.index(name)
    dtypes = {name: str(table[name].dtype) for table in tables for name in table.columns}
    return [table if list(table.columns) == columns else frame(table, columns, dtypes) for table in tables]


def canonical(table: pd.DataFrame) -> pd.DataFrame:
    """The table in the order of its key (by code point), numbered from 0."""
    import numpy as np

    key, span = np.zeros(len(table), "int64"), 1
    for column in KEY:
        codes, uniques = table[column].factorize(sort=True)
        span *= len(uniques) + 1
        if span > 2**62 or (codes < 0).any():
            return table.sort_values(KEY, kind="stable", ignore_index=True)
        key = key * (len(uniques) + 1) + codes
    if (key[1:] >= key[:-1]).all():
        return table.reset_index(drop=True)
    return table.take(np.argsort(key, kind="stable")).reset_index(drop=True)


def read(path: Path) -> pd.DataFrame:
    """Read ``observations.csv`` (or ``revisions.csv``; the header says which columns there are).

    Raises:
        FileNotFoundError: there is no such file.
        pyarrow.ArrowInvalid: a cell is not of its column's type, or a row is ragged.
    """
    return read_csv(path.read_bytes(), DTYPES)


def read_csv(data: bytes, dtypes: Mapping[str, str]) -> pd.DataFrame:
    """Read a table in this module's form; columns without a type are text.

    Raises:
        pyarrow.ArrowInvalid: a cell is not of its column's type, or a row is ragged.
    """
    import pandas as pd
    import pyarrow as pa
    from pyarrow import csv

    header = next(iter(data.split(b"\n", 1)), b"").decode("utf-8").strip().split(",")
    arrow_types = {"str": pa.string(), "float64": pa.float64(), "Int64": pa.int64(), "boolean": pa.bool_()}
    types = {name: arrow_types[dtypes.get(name, "str")] for name in header}
    if data.find(b"\n") in (-1, len(data) - 1):  # a header alone, as in most logs of revisions
        table = pa.schema(list(types.items())).empty_table()
    else:
        table = csv.read_csv(
            io.BytesIO(data),
            parse_options=csv.ParseOptions(newlines_in_values=b'"' in data),
            convert_options=csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=False),
        )
    return table.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}.get)


def write(table: pd.DataFrame, path: Path) -> None:
    """Write observations in canonical form: sorted by key, shortest exact numbers."""
    path.write_bytes(csv_bytes(slim(canonical(table))))


def csv_bytes(table: pd.DataFrame) -> bytes:
    """A table as CSV, rows in the order they have: UTF-8, LF, quotes only where needed, empty for none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    header = (",".join(_quoted(str(name)) for name in table.columns) + "\n").encode()
    if not len(table):
        return header
    columns = [_texts(table[name]) for name in table.columns]
    lines = pc.binary_join_element_wise(*columns, pa.scalar(",", pa.large_string()))
    ended = pc.binary_join_element_wise(lines, pa.scalar("\n", pa.large_string()), pa.scalar("", pa.large_string()))
    return header + b"".join(memoryview(a.buffers()[2])[: a.nbytes and _length(a)] for a in _chunks(ended))


def _texts(series: pd.Series[Any]) -> Any:
    """The cells of a column as they stand in a file, in Arrow."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if str(series.dtype) == "str":
        whole = pc.fill_null(pa.array(series.array, pa.large_string()), "")
        if not pc.any(special := pc.match_substring_regex(whole, '[,"\n\r]')).as_py():
            return whole
        mark = pa.scalar('"', pa.large_string())
        marked = pc.binary_join_element_wise(
            mark, pc.replace_substring(whole, '"', '""'), mark, pa.scalar("", pa.large_string())
        )
        return pc.if_else(special, marked, whole)
    codes, uniques = series.factorize(use_na_sentinel=True)
    kind = series.dtype.kind
    if kind in "fiu":
        texts = [number_text(u) for u in uniques]
    elif kind == "b":
        texts = [str(u).lower() for u in uniques]
    else:
        texts = [_quoted(str(u)) for u in uniques]
    return pc.take(pa.array([*texts, ""], pa.large_string()), pa.array(codes % (len(texts) + 1)))


def _chunks(array: Any) -> Iterable[Any]:
    return array.chunks if hasattr(array, "chunks") else [array]


def _length(array: Any) -> int:
    """Bytes of text in a large_string array that begins at its buffer's start."""
    import numpy as np

    return int(np.frombuffer(array.buffers()[1], dtype="int64", count=len(array) + 1)[-1])


def _quoted(text: str) -> str:
    if any(character in text for character in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text


def revise(
    old: pd.DataFrame, new: pd.DataFrame, tolerance_by_indicator: Mapping[str, float], partial: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What is public once ``new`` has come after ``old``, and the revisions that lead there.

    A row in which all but its source and place stand is kept as it was, with these and with its last decimals. A row
    that is not in ``new`` stays, without value and with status ``withdrawn``.

    Args:
        old: what was published.
        new: the source's table as it is now; keys must be unique.
        tolerance_by_indicator: share of the larger value two values may differ by and be the same;
            :data:`MEASURED_TOLERANCE` for indicators not named.
        partial: True: ``new`` holds only what changed, so rows absent from it stand.

    Returns:
        The current table in canonical order, and its revisions in the order of the key: :data:`REVISION_COLUMNS`
        without ``recorded``, ``version`` and the reasons.
    """
    import numpy as np
    import pandas as pd

    old, new = alike(old, new)
    values = [str(name) for name in new.columns if name not in KEY]
    figures = numbers(new)
    both = old.merge(new, on=KEY, how="outer", suffixes=("_old", "_new"), indicator="side", sort=False)
    side = both["side"].astype("str").to_numpy()
    in_old, in_new = side != "right_only", side != "left_only"
    old_status = both["status_old"].fillna("").to_numpy()
    was_withdrawn = old_status == WITHDRAWN
    gone = ~in_new & ~was_withdrawn & (not partial)
    new_status = np.where(gone, WITHDRAWN, both["status_new"].fillna("").to_numpy())
    tolerance = both["indicator"].map(tolerance_by_indicator).fillna(MEASURED_TOLERANCE).to_numpy("float64")

    def differs(column: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
        a = both[f"{column}_old"].astype("float64").to_numpy()
        b = both[f"{column}_new"].astype("float64").to_numpy()
        close = np.abs(a - b) <= tolerance * np.maximum(np.abs(a), np.abs(b))
        same: np.ndarray[Any, np.dtype[np.bool_]] = close | (np.isnan(a) & np.isnan(b))
        return ~same

    matched = in_old & in_new
    revised = matched & (differs("value") | (old_status != new_status))
    amended = matched & np.logical_or.reduce(
        [
            differs(column) if column in figures else _other_text(both, column)
            for column in values
            if column not in ("value", "status", *ORIGIN)
        ]
    )
    kind = np.select(
        [
            ~in_old,
            gone | (revised & (new_status == WITHDRAWN)),
            revised & was_withdrawn,
            revised,
            amended,
        ],
        [
            RevisionKind.ADDED,
            RevisionKind.WITHDRAWN,
            RevisionKind.RESTORED,
            RevisionKind.REVISED,
            RevisionKind.AMENDED,
        ],
        "",
    )
    changed = kind != ""
    keeps = in_old & ~(changed & in_new)  # rows whose text columns come from what was published
    current = both[KEY].copy()
    for column in values:
        current[column] = both[f"{column}_old"].where(keeps, both[f"{column}_new"])
    current["status"] = np.where(gone, WITHDRAWN, current["status"].fillna("").to_numpy())
    for column in figures:
        current[column] = current[column].mask(gone)

    part = both[changed]
    revisions = part[KEY].copy()
    revisions["kind"] = kind[changed]
    for column in values:
        revisions[f"{OLD}{column}"] = part[f"{column}_old"]
    revisions["new_value"] = part["value_new"].mask(gone[changed])
    revisions["new_status"] = new_status[changed]
    dtypes = {name: str(new[name].dtype) for name in new.columns}
    dtypes |= {f"{OLD}{name}": dtype for name, dtype in dtypes.items()} | {"new_value": "float64"}
    return (
        canonical(frame(current, new.columns, dtypes)),
        frame(revisions, revisions.columns, dtypes).sort_values(KEY, kind="stable", ignore_index=True)
        if len(revisions)
        else pd.DataFrame({c: pd.Series(dtype=dtypes.get(c, "str")) for c in revisions.columns}),
    )


def _other_text(both: pd.DataFrame, column: str) -> Any:
    return both[f"{column}_old"].fillna("").to_numpy() != both[f"{column}_new"].fillna("").to_numpy()


def compare(old: pd.DataFrame, new: pd.DataFrame, tolerance_by_indicator: Mapping[str, float]) -> pd.DataFrame:
    """The revisions between two tables, in the order of the key; see :func:`revise`."""
    return revise(old, new, tolerance_by_indicator)[1]


def undo(current: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """The table before a run of revisions, its rows in the order they have.

    Args:
        current: the table after them.
        later: the revisions to undo, oldest first, with at least key, kind and the ``old_`` columns.

    Raises:
        ValueError: a revision is about a row that is not in the table; rows never leave it.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if not len(later):
        return current
    keys = _joined_keys(later)
    places: dict[str, int] = {}
    for place, key in enumerate(keys.to_pylist()):
        places.setdefault(key, place)  # the first revision after the time that is asked for
    found = pc.index_in(_joined_keys(current), value_set=pa.array(list(places), pa.large_string()))
    touched = np.flatnonzero(pc.is_valid(found).to_numpy(zero_copy_only=False))
    if len(touched) != len(places):
        raise ValueError(f"{len(places) - len(touched)} revisions are about rows that are not in the table.")
    first = np.fromiter(places.values(), "int64", len(places))[found.take(pa.array(touched)).to_numpy()]
    added = (later["kind"] == RevisionKind.ADDED.value).to_numpy()[first]
    told = [str(name) for name in later.columns if name.startswith(OLD)]
    current = alike(current, later.loc[[], told].rename(columns=lambda name: name.removeprefix(OLD)))[0]
    before = current.copy(deep=False)
    touched_rows, first_rows = touched[~added], first[~added]
    empty = frame(current.loc[touched_rows, KEY], current.columns, current.dtypes.astype(str).to_dict())
    for column in current.columns.drop(KEY):
        values, old = current[column].array, f"{OLD}{column}"
        was = later[old].array[first_rows] if old in told else empty[column].array
        if not _same(values[touched_rows], was):  # most revisions leave most columns as they are
            values = values.copy()
            values[touched_rows] = was
            before[column] = values
    if not added.any():
        return before
    there = np.ones(len(current), bool)
    there[touched[added]] = False
    return before[there].reset_index(drop=True)


def _same(a: Any, b: Any) -> bool:
    """Whether two columns hold the same, none being equal to none."""
    import pandas as pd

    none, other = pd.isna(a), pd.isna(b)
    return bool((none == other).all() and (a[~none] == b[~none]).all())


def _joined_keys(table: pd.DataFrame) -> Any:
    """The five parts of each key as one text, in Arrow."""
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = [pa.array(table[column].array, pa.large_string()) for column in KEY]
    joined = pc.binary_join_element_wise(*parts, pa.scalar("\x1f", pa.large_string()))
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def as_of(current: pd.DataFrame, revisions: pd.DataFrame, date: str) -> pd.DataFrame:
    """What was public at the end of a day, byte for byte once written.

    Says nothing about the time before the first publication, which no revision records: ask the package.

    Args:
        current: the table now.
        revisions: its revisions, oldest first.
        date: ISO date.
    """
    if not len(revisions):
        return current
    return undo(current, revisions[(revisions["recorded"] > date).to_numpy(bool)])


def version_key(number: str) -> tuple[int, ...]:
    """A version number as something that sorts: ``1.10.0`` after ``1.9.0``."""
    return tuple(int(part) for part in number.split("."))


def at_version(current: pd.DataFrame, revisions: pd.DataFrame, version: str) -> pd.DataFrame:
    """What a version of the package held, byte for byte once written."""
    late = {number for number in revisions["version"].unique() if version_key(number) > version_key(version)}
    return undo(current, revisions[revisions["version"].isin(late)])
