"""Revisions of tables that are not observations: what changed in which cell, so that any earlier state can be had.

Tables here are frames of text as ``package.reading`` gives them; an empty cell is ''.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from publisher.model import Text
from publisher.observations import version_key

if TYPE_CHECKING:
    import pandas as pd

NAME = "table_revisions"
COLUMNS = ("recorded", "version", "table", "key", "column", "kind", "old", "new", "reason_sv", "reason_en")
#: Tables that keep a history of their own, or only grow.
UNWATCHED = frozenset({"observations", "revisions", "sources", "notes", NAME})
#: Stands for a whole row that was added.
ROW = "*"
SEPARATOR = "|"

#: A change before it is recorded: table, key, column, kind, old, new.
Change = tuple[str, str, str, str, str, str]


def changes(table: str, key: Sequence[str], old: pd.DataFrame, new: pd.DataFrame) -> list[Change]:
    """What makes the new rows of a table from the old, in the order of the keys.

    Args:
        table: its name.
        key: its primary key.
        old, new: rows by columns; both have the key's columns.
    """
    before, after = _by_key(old, key), _by_key(new, key)
    found: list[Change] = []
    for row in sorted(before.keys() | after.keys()):
        if row not in before:
            found.append((table, row, ROW, "added", "", ""))
        elif row not in after:
            found += [(table, row, column, "withdrawn", text, "") for column, text in before[row].items()]
        else:
            found += [
                (table, row, column, "revised", before[row].get(column, ""), after[row].get(column, ""))
                for column in dict.fromkeys([*before[row], *after[row]])
                if before[row].get(column, "") != after[row].get(column, "")
            ]
    return found


def recorded(found: Sequence[Change], day: str, version: str, reason: Text) -> list[dict[str, str]]:
    """Changes as rows of ``table_revisions.csv``.

    Args:
        day: ISO date on which they became public.
        version: the package's version that came of them.
        reason: why, in Swedish and English.
    """
    return [
        dict(zip(COLUMNS, (day, version, *change, reason["sv"], reason.get("en") or reason["sv"]), strict=True))
        for change in found
    ]


def as_of(table: str, key: Sequence[str], rows: pd.DataFrame, log: pd.DataFrame, date: str) -> list[dict[str, str]]:
    """The rows of a table as they were public at the end of a day, sorted by key.

    Args:
        rows: the table as it stands.
        log: ``table_revisions.csv``.
        date: ISO date.
    """
    return _undone(table, key, rows, [r for r in log.to_dict("records") if str(r["recorded"]) > date])


def at_version(
    table: str, key: Sequence[str], rows: pd.DataFrame, log: pd.DataFrame, version: str
) -> list[dict[str, str]]:
    """The rows of a table as a version of the package held them, sorted by key; see :func:`as_of`."""
    late = version_key(version)
    return _undone(table, key, rows, [r for r in log.to_dict("records") if version_key(r["version"]) > late])


def _undone(
    table: str, key: Sequence[str], rows: pd.DataFrame, later: Sequence[Mapping[str, Any]]
) -> list[dict[str, str]]:
    """The rows of a table before some changes, which are given oldest first."""
    state = _by_key(rows, key)
    for change in reversed([r for r in later if r["table"] == table]):
        if change["kind"] == "added":
            state.pop(change["key"], None)
        else:
            state.setdefault(change["key"], {})[change["column"]] = _text(change["old"])
    return [state[row] for row in sorted(state)]


def _by_key(rows: pd.DataFrame, key: Sequence[str]) -> dict[str, dict[str, str]]:
    columns = list(rows.columns)
    return {
        SEPARATOR.join(_text(row[columns.index(name)]) for name in key): dict(
            zip(columns, map(_text, row), strict=True)
        )
        for row in rows.itertuples(index=False, name=None)
    }


def _text(cell: Any) -> str:
    if cell is None or str(cell) in ("<NA>", "nan"):
        return ""
    if type(cell).__name__ in ("bool", "bool_"):  # Python's own or numpy's
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def watched(names: Mapping[str, Any]) -> list[str]:
    """Names of the tables whose changes are recorded here."""
    return sorted(name for name in names if name not in UNWATCHED)
