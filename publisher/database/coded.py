"""Coded: a package's observations in codes, cell for cell and row for row what the edition's database has of them.

Files of a dataset are made of it. Out of the database each row would have to come as objects, which costs four times as
much as reading the package's table again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from publisher.columns import Coded, Codes
from publisher.model import Column
from publisher.tables import kind
from publisher.tables.observed import CONTEXT, EDITION, PRIMARY, STORED_LABEL, Observed, nullable
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def coded(frame: pd.DataFrame, dataset: str, edition: str, vocabulary: Vocabulary, languages: Sequence[str]) -> Coded:
    """A package's observations in the order of the database's key.

    Args:
        frame: ``observations`` as :class:`publisher.package.opened.Package` gives it; every indicator is known.
        edition: id of the edition that the rows name.
        languages: that the names of values are told in.

    Returns:
        The columns of :meth:`publisher.tables.observed.Observed.downloaded`, without labels.
    """
    columns = Observed.of(vocabulary.tables).downloaded(languages, labels=False)
    known, place = vocabulary.indicators, {one.name: at for at, one in enumerate(columns)}
    same = {CONTEXT[1].name: dataset, EDITION.name: edition}
    made = Coded.coded(_column(frame, one, same.get(one.name)) for one in columns)
    made = made.taken(made.order([place[name] for name in PRIMARY]))
    codes, values = list(made.codes), list(made.values)
    at = place["indicator"], place["period"]
    unit = place[CONTEXT[0].name]
    codes[unit], values[unit] = made.mapped(lambda id, period: known[id].at(period).unit, *at)
    stepped = _stepped(made, at[0], vocabulary)
    for code in languages:

        def label(id: str, period: str, value: float | None, code: str = code) -> str | None:
            return next((s.label.get(code) for s in known[id].at(period).steps if s.code == value), None)

        name = place[STORED_LABEL if len(languages) == 1 else f"{STORED_LABEL}_{code}"]
        some, told = made.taken(stepped).mapped(label, *at, place["value"])
        codes[name], values[name] = _spread(some, told, stepped, len(made))
    return Coded(codes, values)


def _column(frame: pd.DataFrame, one: Column, same: str | None) -> pa.ChunkedArray[Any]:
    """A column of the table as the database has it: no text is None or '', as the column has it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    type, text = getattr(pa, kind(one).arrow)(), kind(one).sql == "TEXT"
    if same is not None:
        return pa.chunked_array([pa.repeat(same, len(frame))])
    none = "" if text and not nullable(one.name) else None
    if one.name not in frame:
        return pa.chunked_array([pa.repeat(pa.scalar(none, type), len(frame))])
    cells = pa.array(frame[one.name].array, type, from_pandas=True)
    if text and none is None:
        cells = pc.if_else(pc.equal(cells, ""), pa.scalar(None, type), cells)
    return cells if isinstance(cells, pa.ChunkedArray) else pa.chunked_array([cells])


def _stepped(made: Coded, indicator: int, vocabulary: Vocabulary) -> Codes:
    """The rows whose values may have a name: of indicators with steps."""
    import numpy as np

    known = vocabulary.indicators
    ids = made.cells(indicator)
    there = np.array([id in known and any(one.steps for one in known[id].scales) for id in ids], bool)
    return np.flatnonzero(there[made.codes[indicator]])


def _spread(some: Codes, values: pa.Array[Any], rows: Codes, many: int) -> tuple[Codes, pa.Array[Any]]:
    """Codes and values of some rows as those of all; the others have none."""
    import numpy as np
    import pyarrow as pa

    codes = np.full(many, len(values), "int64")
    codes[rows] = some
    return codes, pa.concat_arrays([values, pa.nulls(1, values.type)])
