"""The revisions of an edition: those that are asked for, and each change told once for all the values that it made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from publisher.connection import Connection, mappings
from publisher.model import RevisionKind

#: What was public before and is otherwise now comes first, what is new last.
ORDER = (
    RevisionKind.REVISED, RevisionKind.WITHDRAWN, RevisionKind.RESTORED, RevisionKind.AMENDED, RevisionKind.ADDED,
)  # fmt: skip
_RANK = f"CASE kind {' '.join(f'WHEN {kind.value!r} THEN {i}' for i, kind in enumerate(ORDER))} END"
_ONCE = """
  SELECT *, count(*) AS "values", count(DISTINCT area) AS areas, min(period) AS first, max(period) AS last,
    json_group_array(DISTINCT indicator) AS indicators
  FROM revisions{where}
  GROUP BY recorded, dataset, version, kind, reason_sv, reason_en
  ORDER BY kind = 'added', recorded DESC, {rank}, dataset, version DESC, min(indicator), min(position)
"""
_EACH = """
  SELECT * FROM revisions{where}
  ORDER BY kind = 'added', recorded DESC, {rank}, dataset, version DESC, indicator, period, area, sex, service_area
  LIMIT ? OFFSET ?
"""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which revisions are meant: of any of the values of each column that has some; all without any."""

    kind: Sequence[str] = ()  #: of :class:`RevisionKind`
    dataset: Sequence[str] = ()
    version: Sequence[str] = ()
    indicator: Sequence[str] = ()
    area: Sequence[str] = ()
    period: Sequence[str] = ()
    since: str = ""  #: ISO date, month or year: recorded then or later
    until: str = ""  #: ISO date: recorded then or before

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__dataclass_fields__)

    def where(self) -> tuple[str, list[object]]:
        """The clause of a statement on ``revisions``, with a space before it or empty, and the values it binds."""
        conditions: list[str] = []
        values: list[object] = []
        for column in ("kind", "dataset", "version", "indicator", "area", "period"):
            if chosen := getattr(self, column):
                conditions.append(f"{column} IN (SELECT value FROM json_each(?))")  # noqa: S608  columns are ours
                values.append(json.dumps(list(chosen)))
        for sign, day in ((">=", self.since), ("<=", self.until)):
            if day:
                conditions.append(f"recorded {sign} ?")
                values.append(day)
        return (f" WHERE {' AND '.join(conditions)}" if conditions else "", values)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one version of a dataset did to values in one way and for one reason."""

    recorded: str  #: ISO date
    dataset: str
    version: str
    kind: str
    values: int
    areas: int  #: how many
    indicators: Sequence[str]  #: ids, sorted
    first: str  #: period
    last: str
    row: Mapping[str, Any] = field(repr=False)  #: one of its revisions: the reason in each language

    @property
    def reason(self) -> dict[str, str]:
        """Why, by language."""
        return {name.removeprefix("reason_"): text for name, text in self.row.items() if name.startswith("reason_")}


def changes(connection: Connection, selection: Selection) -> Iterator[Change]:
    """Each change once: those of what was public before, the newest first, then what was added."""
    where, values = selection.where()
    for row in mappings(connection.execute(_ONCE.format(where=where, rank=_RANK), values)):
        yield Change(
            **{
                name: row[name]
                for name in ("recorded", "dataset", "version", "kind", "values", "areas", "first", "last")
            },
            indicators=sorted(json.loads(row["indicators"])),
            row=row,
        )


def count(connection: Connection, selection: Selection) -> int:
    """How many revisions a selection has."""
    where, values = selection.where()
    return int(connection.execute(f"SELECT count(*) FROM revisions{where}", values).get)  # noqa: S608


def rows(connection: Connection, selection: Selection, limit: int, offset: int = 0) -> list[dict[str, Any]]:
    """Revisions value by value, rows of the table ``revisions``: what was public before first, then the newest."""
    where, values = selection.where()
    return list(mappings(connection.execute(_EACH.format(where=where, rank=_RANK), [*values, limit, offset])))
