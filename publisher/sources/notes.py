"""Notes: which remark of ``dataset.yaml`` belongs to which rows.

::

    notes:
      alarm-basis: {sv: …, en: …}
    attach:
      - {note: alarm-basis, indicator: trygghetslarm-*, period: "2014"}

Each entry of ``attach`` names a note and patterns (``*`` stands for anything) for any key column;
a list of patterns means any of them. A row gets the note when all named columns match.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from publisher.errors import Problem, Severity
from publisher.model import KEY_COLUMNS
from publisher.sources.context import ObservationRow
from publisher.sources.faults import Faults
from publisher.sources.shapes import TEXT, many, record
from publisher.wildcard import like

_COLUMNS = (*KEY_COLUMNS, "status")
_SHAPE = many(record({"note": TEXT} | dict.fromkeys(_COLUMNS, many(TEXT)), needed=("note",)))


def attach_notes(rows: Sequence[ObservationRow], dataset: Mapping[str, Any], file: str) -> list[Problem]:
    """Add the ids of notes to the ``note`` of every row that ``attach`` describes.

    Returns:
        Problems: an unknown note or column (error), a pattern that fits no row (warning).
    """
    problems = []
    entries = dataset.get("attach")
    if entries is None:
        return []
    faults = Faults(file)
    _SHAPE.check(entries, "attach", faults)
    if faults.count:
        return faults.problems()
    notes = dataset.get("notes")
    for entry in entries if isinstance(entries, list) else [entries]:
        note = str(entry["note"])
        if not isinstance(notes, Mapping) or note not in notes:
            fault = f"note '{note}' is not among the notes."
            remedy = "Write it under notes: with sv and en."
            problems.append(Problem(file=file, column="attach", fault=fault, remedy=remedy, rule="unknown-note"))
            continue
        patterns = {
            column: [str(p) for p in (value if isinstance(value, list) else [value])]
            for column, value in entry.items()
            if column != "note"
        }
        found = False
        for row in rows:
            if all(any(like(str(row.get(c) or ""), p) for p in ps) for c, ps in patterns.items()):
                found = True
                have = str(row.get("note") or "").split()
                if note not in have:
                    row["note"] = " ".join(sorted([*have, note]))
        if not found:
            problems.append(
                Problem(
                    file=file,
                    column="attach",
                    subject=note,
                    fault=f"note '{note}' fits no row.",
                    remedy="Correct the pattern or remove the note.",
                    rule="note-fits-nothing",
                    severity=Severity.WARNING,
                )
            )
    return problems
