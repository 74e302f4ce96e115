"""Keys: no key stands twice in a table, and every reference to another table points at something."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from publisher.gate.findings import Findings
from publisher.model import Table

if TYPE_CHECKING:
    import pandas as pd


def key_codes(frame: pd.DataFrame, columns: tuple[str, ...] | list[str]) -> Any:
    """One whole number a row, equal for rows with equal keys and no others."""
    import numpy as np

    codes = np.zeros(len(frame), "int64")
    span = 1
    for name in columns:
        series = frame[name]
        if series.dtype == "category":
            part, size = series.cat.codes.to_numpy("int64"), len(series.cat.categories)
        else:
            part, uniques = series.factorize()
            size = len(uniques)
        span *= size + 1
        if span > 2**62:
            codes, uniques = np.unique(codes, return_inverse=True)[1], None
            span = (int(codes.max()) + 1 if len(codes) else 1) * (size + 1)
        codes = codes * (size + 1) + part + 1
    return codes


def unique(frame: pd.DataFrame, table: Table, findings: Findings) -> None:
    import numpy as np
    import pandas as pd

    codes = pd.Series(key_codes(frame, tuple(table.primary_key)))
    twice = codes.duplicated(keep="first").to_numpy()
    if not twice.any():
        return
    first = codes.drop_duplicates().reset_index().set_index(0)["index"]

    def fault(position: int) -> str:
        key = ", ".join(str(frame[name].iloc[position]) for name in table.primary_key)
        return f"the key ({key}) stands already on row {int(first[codes[position]]) + 2}."

    findings.rows(
        np.flatnonzero(twice), "duplicate-key", fault, "Keep one of the rows.", column=", ".join(table.primary_key)
    )


def references(
    frames: Mapping[str, pd.DataFrame], table: Table, known: Mapping[str, pd.DataFrame], findings: Findings
) -> None:
    """Foreign keys of a table: every reference must be there.

    Args:
        frames: tables of the same package by name.
        table: the table whose foreign keys are looked at.
        known: tables of all packages by ``package/table``.
    """
    import numpy as np

    frame = frames[table.name]
    for key in table.foreign_keys:
        target = frames.get(key.table) if "/" not in key.table else known.get(key.table)
        if target is None:
            findings.whole(
                "unknown-table",
                f"refers to '{key.table}', which is not there.",
                f"Run 'publisher fetch {key.table.split('/')[0]}' first, or correct vocab/{table.name}.schema.yaml.",
                column=", ".join(key.columns),
            )
            continue
        names = list(key.columns)
        there = set(map(tuple, target[list(key.references)].astype("str").drop_duplicates().to_numpy().tolist()))
        pairs = frame[names].astype("str").drop_duplicates()
        lost = [t for t in map(tuple, pairs.to_numpy().tolist()) if any(t) and t not in there]
        if lost:
            wrong = frame[names].astype("str").apply(tuple, axis=1).isin(lost).to_numpy()
            findings.rows(
                np.flatnonzero(wrong),
                "unknown-reference",
                lambda i, names=names, key=key: (  # type: ignore[misc]
                    f"'{', '.join(str(frame[n].iloc[i]) for n in names)}' is not in {key.table}."
                ),
                f"Correct it, or add it to {key.table}.",
                column=", ".join(names),
            )


def agents(sources: pd.DataFrame, known: Collection[str], findings: Findings) -> None:
    """Publishers of sources that are no agents of catalog.yaml; an edition could not say who they are."""
    import numpy as np

    publishers = sources["publisher"].astype("str")
    findings.rows(
        np.flatnonzero(~publishers.isin(list(known)).to_numpy()),
        "unknown-agent",
        lambda position: (
            f"the publisher '{publishers.iloc[position]}' of the source '{sources['id'].iloc[position]}' is not in "
            "agents: of catalog.yaml."
        ),
        "Describe it there, or name another publisher where the source is declared, and fetch.",
        column="publisher",
    )
