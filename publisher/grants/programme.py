"""Programmes of stimulus grants as an edition holds them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from publisher.connection import Connection, mappings
from publisher.grants.telling import TOLD, changed
from publisher.model import Catalog, Table, Text
from publisher.observations import version_key

#: A row of a table ``grant_*``: column to value, NULL as None.
Row = dict[str, Any]

#: Parts of a programme to the table they lie in and the order they are read in.
PARTS = {
    "tranches": ("grant_tranches", "id"),
    "purposes": ("grant_purposes", "purpose"),
    "conditions": ("grant_conditions", "id"),
    "amounts": ("grant_amounts", "recipient IS NULL, recipient, part_of IS NOT NULL, amount DESC, id"),
    "reports": ("grant_reports", "recipient"),
    "answers": ("grant_answers", "recipient, condition"),
    "uses": ("grant_uses", "recipient, purpose"),
    "assessments": ("grant_assessments", "recipient, condition"),
    "proposals": ("grant_proposals", "recipient"),
    "decisions": ("grant_decisions", "recipient, decided"),
    "conclusions": ("grant_conclusions", "id"),
    "gaps": ("grant_gaps", "id"),
}


@dataclass(frozen=True, kw_only=True)
class Programme:
    """One programme with all that is known of it; every part is rows of its ``vocab/grant_*.schema.yaml``."""

    row: Row  #: of ``grant_programmes``
    nations: Collection[str]  #: codes of the nation, which stands for all recipients
    tranches: Sequence[Row]
    purposes: Sequence[Row]
    conditions: Sequence[Row]
    amounts: Sequence[Row]
    reports: Sequence[Row]
    answers: Sequence[Row]
    uses: Sequence[Row]
    assessments: Sequence[Row]
    proposals: Sequence[Row]
    decisions: Sequence[Row]
    conclusions: Sequence[Row]
    gaps: Sequence[Row]
    sources: Sequence[Row]  #: rows of ``sources`` that any part names

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def total(self) -> Row | None:
        """The amount the programme as a whole was given or may use; None when it is not published."""
        whole = [
            amount
            for amount in self.amounts
            if amount["kind"] in ("granted", "ceiling")
            and amount["part_of"] is None
            and (amount["recipient"] is None or amount["recipient"] in self.nations)
        ]
        return max(whole, key=lambda amount: int(amount["amount"]), default=None)

    def of(self, recipient: str) -> dict[str, list[Row]]:
        """What concerns one recipient: part to rows, empty parts left out."""
        found = {
            part: [row for row in getattr(self, part) if row.get("recipient") == recipient]
            for part in ("amounts", "reports", "answers", "uses", "assessments", "proposals", "decisions")
        }
        return {part: rows for part, rows in found.items() if rows}


def programmes(connection: Connection, catalog: Catalog, as_of: str | None = None) -> list[Programme]:
    """Every programme of an edition, the latest year first; none when the edition holds no grants.

    Args:
        connection: the edition's database.
        catalog: its catalogue, which knows the dataset that holds the grants.
        as_of: ISO date: as it was public at the end of that day; None: as it is.
    """
    dataset = next((d for d in catalog.datasets if any(t.name == "grant_programmes" for t in d.tables)), None)
    if dataset is None or (as_of is not None and as_of < dataset.issued):
        return []
    schemas = {table.name: table for table in dataset.tables}
    later = _later(connection, dataset.name, as_of) if as_of else {}

    def read(table: str, order: str) -> list[Row]:
        rows = _rows(connection, table, order)
        return _undone(rows, schemas[table], later[table]) if table in later else rows

    parts = {part: read(table, order) for part, (table, order) in PARTS.items()}
    sources = {row["id"]: row for row in _rows(connection, "sources", "dataset, id") if row["dataset"] == dataset.name}
    nations = {code for (code,) in connection.execute("SELECT code FROM areas WHERE kind = 'nation'")}
    found = []
    for row in read("grant_programmes", "scope, year DESC, id"):
        own = {part: [r for r in rows if r["programme"] == row["id"]] for part, rows in parts.items()}
        used = {r["source"] for rows in ([row], *own.values()) for r in rows if r.get("source")}
        named = [sources[id] for id in sorted(used) if id in sources]
        found.append(Programme(row=row, nations=nations, sources=named, **own))
    return found


def history(connection: Connection, catalog: Catalog, programme: str) -> list[tuple[str, list[tuple[str, list[Text]]]]]:
    """What became known of a programme's reports, verdicts and decisions after its first publication.

    Returns:
        Day of publication, and recipient with what was new, the latest day first.
    """
    dataset = next((d for d in catalog.datasets if any(t.name == "grant_programmes" for t in d.tables)), None)
    if dataset is None:
        return []
    schemas = {table.name: table for table in dataset.tables}
    later = _later(connection, dataset.name, "")
    days = sorted({c["recorded"] for table in TOLD for c in later.get(table, ())}, reverse=True)
    after = {
        table: [row for row in _rows(connection, table, "recipient") if row["programme"] == programme] for table in TOLD
    }
    found = []
    for day in days:
        then = {table: [c for c in later.get(table, ()) if c["recorded"] == day] for table in TOLD}
        before = {
            table: [row for row in _undone(rows, schemas[table], then[table]) if row["programme"] == programme]
            for table, rows in after.items()
        }
        told = changed(before, after)
        if told:
            found.append((day, [(recipient, texts) for (_, recipient), texts in told.items()]))
        after = before
    return found


def _rows(connection: Connection, table: str, order: str) -> list[Row]:
    known = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
    if not connection.execute(known, [table]).get:  # an edition that was built before the table was
        return []
    return list(mappings(connection.execute(f"SELECT * FROM {table} ORDER BY {order}")))  # noqa: S608


def _later(connection: Connection, dataset: str, as_of: str) -> dict[str, list[Row]]:
    """Changes recorded after a day, by table, the newest first."""
    found: dict[str, list[Row]] = {}
    log = [c for c in _rows(connection, "table_revisions", "recorded") if c["dataset"] == dataset]
    for change in sorted(log, key=lambda c: (c["recorded"], version_key(c["version"])), reverse=True):
        if change["recorded"] > as_of:
            found.setdefault(change["table"], []).append(change)
    return found


def _undone(rows: list[Row], table: Table, later: Sequence[Row]) -> list[Row]:
    """Rows with later changes undone; a row that has come back stands last."""
    types = {column.name: column.type for column in table.columns}
    state = {"|".join(str(row[name]) for name in table.primary_key): dict(row) for row in rows}
    for change in later:
        if change["kind"] == "added":
            state.pop(change["key"], None)
        else:
            row = state.setdefault(change["key"], dict.fromkeys(types))
            row[change["column"]] = _typed(change["old"], types[change["column"]])
    return list(state.values())


def _typed(text: str | None, type: str) -> object:
    if not text:
        return None
    if type == "boolean":
        return int(text == "true")
    return int(text) if type == "integer" else float(text) if type == "number" else text
