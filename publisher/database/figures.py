"""Figures: a package's observations and their revisions as rows of the edition's database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

from publisher import observations
from publisher.database import kept
from publisher.errors import Problem, Refused
from publisher.model import Column, Dataset, Indicator, Text
from publisher.tables import kind
from publisher.tables.observed import PRIMARY, STORED_LABEL, Observed, nullable
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[Sequence[object]]) -> None:
    """Insert rows, whole and in the order given, into a table of as many columns."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    sql = f"INSERT INTO {table} VALUES ({', '.join('?' * len(first))})"  # noqa: S608
    connection.execute(sql, first)
    connection.executemany(sql, rows)


#: Observations that are made rows at a time: cells of Python's own weigh some twenty times what a table has of them.
BATCH = 20_000
#: The tables that hold a package's figures.
FIGURES = ("observations", "revisions")


def rests_on(dataset: Dataset, words: str) -> object:
    """What a dataset's figures are kept under; ``words`` is the digest of the vocabulary."""
    return [dataset.name, [(table.name, table.sha256) for table in dataset.tables if table.name in FIGURES], words]


@dataclass(frozen=True)
class Figures:
    """What a package's figures are made of, away from the database: its files, each with the types of its columns."""

    dataset: str
    files: Mapping[str, tuple[Path, Mapping[str, str]]]
    vocabulary: Vocabulary
    sql: Sequence[str]

    def write(self, folder: Path) -> None:
        """Write the part; raises as :func:`write_figures` does."""
        tables = {name: observations.read_csv(path.read_bytes(), types) for name, (path, types) in self.files.items()}
        make = partial(write_figures, dataset=self.dataset, tables=tables, vocabulary=self.vocabulary)
        kept.write(folder, sql=self.sql, make=make)


def write_figures(
    connection: sqlite3.Connection, dataset: str, tables: Mapping[str, pd.DataFrame], vocabulary: Vocabulary
) -> None:
    """Insert a package's observations and their revisions, each in the order of its table's key."""
    write_observations(connection, dataset, tables.get("observations"), vocabulary)
    write_revisions(connection, dataset, tables.get("revisions"), vocabulary)


def write_observations(
    connection: sqlite3.Connection, dataset: str, frame: pd.DataFrame | None, vocabulary: Vocabulary
) -> None:
    """Insert a package's observations in the order of the table's key, with unit and the value's meaning in words."""
    if frame is None or frame.empty:
        return
    observed = Observed.of(vocabulary.tables)
    for id in frame["indicator"].unique():
        if id not in vocabulary.indicators:
            raise Refused([_unknown_indicator(dataset, str(id))])
    frame = frame.sort_values(list(PRIMARY), kind="stable")
    for first in range(0, len(frame), BATCH):
        rows = _rows(frame.iloc[first : first + BATCH], dataset, observed, vocabulary)
        insert(connection, "observations", rows)
    if all(_typed(frame, one) for one in observed.stored):
        kept.passed(connection, ["observations"])


def _rows(
    frame: pd.DataFrame, dataset: str, observed: Observed, vocabulary: Vocabulary
) -> Iterator[tuple[object, ...]]:
    """Observations as rows of the database's table."""
    ids, values = cells(frame, "indicator"), cells(frame, "value")
    known: dict[object, Indicator] = {id: vocabulary.indicators[str(id)] for id in dict.fromkeys(ids)}
    at = {id: indicator.at for id, indicator in known.items() if indicator.rescaled}
    if at:  # an indicator whose scale has changed is one thing a period: what a row is of has both
        ids = [(id, period) if id in at else id for id, period in zip(ids, cells(frame, "period"), strict=True)]
        known |= {pair: at[pair[0]](str(pair[1])) for pair in dict.fromkeys(ids) if isinstance(pair, tuple)}
    units = {id: indicator.unit for id, indicator in known.items()}
    meaning: dict[tuple[object, object], Text] = {
        (id, float(step.code)): step.label for id, one in known.items() for step in one.steps
    }
    labels = [meaning.get(pair, {}) for pair in zip(ids, values, strict=True)]
    columns: dict[str, Iterable[object]] = {
        f"{STORED_LABEL}_{code}": [label.get(code) for label in labels] for code in observed.languages
    }
    columns |= {"dataset": repeat(dataset), "unit": [units[id] for id in ids], "value": values}
    return zip(*(columns.get(o.name) or _stored(frame, o) for o in observed.stored), strict=False)


def write_revisions(
    connection: sqlite3.Connection, dataset: str, frame: pd.DataFrame | None, vocabulary: Vocabulary
) -> None:
    """Insert a package's revisions in the order of the table's key; ``position`` is the order they were recorded in."""
    if frame is None or frame.empty:
        return
    frame = frame.assign(position=range(1, len(frame) + 1))
    frame = frame.sort_values([*PRIMARY, "recorded", "version"], kind="stable")
    told = [_stored(frame, one) for one in vocabulary.tables["revisions"].columns]
    insert(connection, "revisions", zip(repeat(dataset), cells(frame, "position"), *told, strict=False))


def cells(frame: pd.DataFrame, name: str) -> list[object]:
    """A column as plain Python values, None where there is none; as if empty where the package goes without it."""
    import pyarrow

    if name not in frame:
        return [None] * len(frame)
    made = pyarrow.array(frame[name].array, from_pandas=True)
    result: list[object] = made.to_pylist()
    return result


def _stored(frame: pd.DataFrame, one: Column) -> list[object]:
    """The cells of a column of observations or revisions: no text is NULL or '', as the column has it."""
    found = cells(frame, one.name)
    if one.type in ("number", "integer"):
        return found
    none = None if nullable(one.name.removeprefix("old_").removeprefix("new_")) else ""
    return [text or none for text in found]


def _typed(frame: pd.DataFrame, one: Column) -> bool:
    """Whether a column of a table holds nothing but what its column in the database takes."""
    if one.name not in frame:
        return True
    of = {"TEXT": "U", "REAL": "fi", "INTEGER": "i"}.get(kind(one).sql, "")
    dtype = frame[one.name].dtype
    return ("U" if str(dtype) == "str" else dtype.kind) in of


def _unknown_indicator(dataset: str, id: str) -> Problem:
    return Problem(
        file=f"datapackages/{dataset}/observations.csv",
        column="indicator",
        fault=f"'{id}' is not in vocab/indicators.ttl.",
        remedy="Describe the indicator there, or take its rows out.",
        rule="unknown-indicator",
        subject=id,
    )
