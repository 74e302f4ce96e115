"""The difference between two editions, value by value: what ``publisher diff`` tells.

Both editions' databases are read; nothing else is needed, so the answer holds for any two editions that stand. Values
are the same when they are exactly the same: a package keeps an unchanged value untouched, down to its last decimal, so
what differs here is what ``revisions.csv`` records between the two.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from publisher import releases
from publisher.errors import NotThere
from publisher.model import KEY_COLUMNS, RevisionKind
from publisher.observations import WITHDRAWN, number_text
from publisher.reader import database
from publisher.tables.observed import ADDED, ORIGIN, STORED_LABEL


def _difference(compared: Mapping[str, Sequence[str]]) -> str:
    """SQL of the rows that the second edition has and the first lacks or has otherwise, and of those it lacks itself.

    Args:
        compared: columns to compare of ``earlier`` and of ``later``; what an edition does not have is NULL there.
    """
    names = list(dict.fromkeys((*compared["later"], *compared["earlier"])))
    key = ", ".join(KEY_COLUMNS)

    def of(edition: str, letter: str) -> list[str]:
        return [f"{letter}.{name}" if name in compared[edition] else "NULL" for name in names]

    old, new = of("earlier", "a"), of("later", "b")
    differs = " OR ".join(f"{one} IS NOT {other}" for one, other in zip(old, new, strict=True))
    return f"""
SELECT b.dataset, {key}, a.indicator IS NOT NULL, 1, {", ".join(old)}, {", ".join(new)}
FROM later.observations b LEFT JOIN earlier.observations a USING ({key})
WHERE a.indicator IS NULL OR {differs}
UNION ALL
SELECT a.dataset, {key}, 1, 0, {", ".join(old)}, {", ".join(["NULL"] * len(names))}
FROM earlier.observations a LEFT JOIN later.observations b USING ({key})
WHERE b.indicator IS NULL
ORDER BY 1, 2, 3, 4, 5, 6
"""  # noqa: S608


@dataclass(frozen=True, kw_only=True)
class Change:
    """One observation that two editions tell differently."""

    dataset: str
    indicator: str
    area: str
    period: str
    sex: str
    service_area: str
    kind: str  #: as in ``revisions.csv``
    old_value: float | None
    old_status: str | None
    new_value: float | None
    new_status: str | None


def between(build: Path, earlier: str, later: str) -> list[Change]:
    """Every observation that differs between two editions, in the order of dataset and key.

    Args:
        build: folder of the editions.
        earlier: id of an edition, or ``current``.
        later: id of another, or ``current``.

    Raises:
        NotThere: there is no such edition.
    """
    connection = sqlite3.connect(":memory:", uri=True)
    try:
        for name, id in (("earlier", earlier), ("later", later)):
            address = f"{database(folder(build, id)).resolve().as_uri()}?immutable=1"
            connection.execute(f"ATTACH ? AS {name}", (address,))
        compared = {
            name: [
                column
                for (column,) in connection.execute("SELECT name FROM pragma_table_info('observations', ?)", (name,))
                if column not in {*KEY_COLUMNS, *ADDED, *ORIGIN} and not column.startswith(STORED_LABEL)
            ]
            for name in ("earlier", "later")
        }
        return [_change(row) for row in connection.execute(_difference(compared))]
    finally:
        connection.close()


def folder(build: Path, id: str) -> Path:
    """The folder of an edition.

    Raises:
        NotThere: there is no such edition; the message names those there are.
    """
    if id == "current" and (now := releases.standing(build)).exists():
        return build / os.readlink(now)
    found = build / "editions" / id
    if id in ("", ".", "..") or "/" in id or not any(found.glob("*.db")):
        known = sorted(path.parent.name for path in (build / "editions").glob("*/*.db"))
        raise NotThere(f"There is no edition '{id}'. There are: {', '.join(known) or 'none; run publisher build'}.")
    return found


def _change(row: Sequence[object]) -> Change:
    dataset, *key = row[:6]
    had, has, *cells = row[6:]
    old, new = cells[: len(cells) // 2], cells[len(cells) // 2 :]
    if not had:
        kind = RevisionKind.ADDED
    elif not has or (new[1] == WITHDRAWN and old[1] != WITHDRAWN):
        kind = RevisionKind.WITHDRAWN
    elif old[:2] == new[:2]:
        kind = RevisionKind.AMENDED
    elif old[1] == WITHDRAWN:
        kind = RevisionKind.RESTORED
    else:
        kind = RevisionKind.REVISED
    return Change(
        dataset=str(dataset),
        **dict(zip(KEY_COLUMNS, map(str, key), strict=True)),
        kind=kind.value,
        old_value=old[0],  # type: ignore[arg-type]
        old_status=old[1],  # type: ignore[arg-type]
        new_value=new[0],  # type: ignore[arg-type]
        new_status=new[1],  # type: ignore[arg-type]
    )


def to_json(changes: Sequence[Change]) -> str:
    """The changes as a JSON array, one object a line."""
    return "[" + ",\n ".join(json.dumps(asdict(change), ensure_ascii=False) for change in changes) + "]"


def to_lines(changes: Sequence[Change]) -> Iterator[str]:
    """The changes for people and for ``cut``: kind, dataset, key, old and new, with tabs between."""
    for change in changes:
        key = [getattr(change, column) for column in KEY_COLUMNS]
        old, new = _shown(change.old_value, change.old_status), _shown(change.new_value, change.new_status)
        yield "\t".join([change.kind, change.dataset, *key, old, new])


def _shown(value: float | None, status: str | None) -> str:
    return " ".join([number_text(value) if value is not None else "–", *([status] if status else [])])


def summary(changes: Sequence[Change]) -> str:
    """How many changes there are of each kind."""
    counts = {kind.value: sum(change.kind == kind.value for change in changes) for kind in RevisionKind}
    return ", ".join(f"{number} {kind}" for kind, number in counts.items() if number) or "No difference."
