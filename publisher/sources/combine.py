"""Sums: rows of a file that are parts of one value, added together.

A sum is honest about its parts. What cannot exist adds nothing; a part whose value is not known
leaves the whole unknown, with the part's status as the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from publisher.model import KEY_COLUMNS, OBSERVATION_COLUMNS
from publisher.sources.context import ObservationRow

#: A part with this status adds nothing: the thing cannot exist there.
NOTHING = "not-applicable"


def add_together(rows: Sequence[ObservationRow]) -> list[ObservationRow]:
    """Rows of the same key as one, its value, numerator and denominator their sums.

    ``n`` is the sum of theirs or, where the parts say none, the number of parts that have a value.
    A missing part makes the sum missing, unless all it says is that there can be no value.
    A sum of only such parts is itself not applicable. Parts that were rounded make an approximate sum.
    """
    groups: dict[tuple[str, ...], list[ObservationRow]] = {}
    for row in rows:
        groups.setdefault(tuple(row[column] for column in KEY_COLUMNS), []).append(row)
    return [_sum(parts) if len(parts) > 1 else parts[0] for parts in groups.values()]


def _total(parts: Sequence[ObservationRow], column: str) -> float | None:
    """The sum of a column beside the value; None where a part does not say it."""
    numbers = [part[column] for part in parts]
    return None if None in numbers else fsum(numbers)


def _sum(parts: Sequence[ObservationRow]) -> ObservationRow:
    known = [part for part in parts if part["value"] is not None]
    unknown = [part["status"] for part in parts if part["value"] is None and part["status"] != NOTHING]
    value = None if unknown or not known else fsum(part["value"] for part in known)
    status = unknown[0] if unknown else NOTHING if not known else None
    marked = [part["status"] for part in known if part["status"]]
    return parts[0] | {
        "value": value,
        "status": status or (marked[0] if marked else None),
        "n": None if value is None else len(known) if (n := _total(known, "n")) is None else int(n),
        "numerator": None if value is None else _total(known, "numerator"),
        "denominator": None if value is None else _total(known, "denominator"),
        **dict.fromkeys(parts[0].keys() - set(OBSERVATION_COLUMNS)),  # a margin of a sum is no sum of margins
        "source_place": f"{parts[0]['source_place']} … {parts[-1]['source_place']} ({len(parts)} cells)",
    }
