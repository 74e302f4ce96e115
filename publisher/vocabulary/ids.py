"""``vocab/ids.csv``: every name the vocabulary ever gave an IRI, so that none vanishes and none is given twice.

Columns: ``kind`` (indicator, status, scheme, concept, term), ``id``, ``since`` (ISO date), ``state`` and
``replaced_by`` (ids separated by spaces). States: ``current``; ``ended``, the source collects it no more but its values
stand; ``renamed``, the id leads to ``replaced_by``; ``withdrawn``, it answers 410. Areas are not listed: the country
keeps their codes. What packages publish is kept in ``datapackages/ids.csv``, which the program writes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from publisher.errors import Problem
from publisher.vocabulary.turtle import Graph

COLUMNS = ("kind", "id", "since", "state", "replaced_by")
#: States of an id that nothing may carry any longer.
_GONE = ("renamed", "withdrawn")
_STATES = ("current", "ended", *_GONE)
_CLASSES = {
    "indicator": ("term:Indicator",),
    "status": ("term:Status",),
    "scheme": ("skos:ConceptScheme",),
    "concept": ("skos:Concept",),
    "term": ("rdfs:Class", "rdf:Property"),
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the registry."""

    kind: str
    id: str
    since: str
    state: str
    replaced_by: Sequence[str]
    row: int


def named(graph: Graph) -> set[tuple[str, str]]:
    """Kind and id of everything the vocabulary names now, areas apart."""
    return {
        (kind, node.key)
        for kind, classes in _CLASSES.items()
        for class_ in classes
        for node in graph.nodes(class_)
        if node.path.startswith(f"id/{kind}/")
    }


def read(folder: Path) -> list[Entry]:
    """The rows of ``ids.csv`` in the file's order; none when there is no such file."""
    path = folder / "ids.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Entry(
                **{column: found.get(column) or "" for column in COLUMNS[:-1]},
                replaced_by=tuple((found.get("replaced_by") or "").split()),
                row=row,
            )
            for row, found in enumerate(csv.DictReader(file), 2)
        ]


def problems(graph: Graph) -> list[Problem]:
    """Where the vocabulary and the registry of its ids disagree; an id not registered yet is none."""
    entries, now = read(graph.folder), named(graph)
    ended = {node.key for node in graph.nodes("term:Indicator") if node.one("term:retired", required=False)}
    found: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        key, what = (entry.kind, entry.id), f"The {entry.kind} '{entry.id}'"
        faults = [
            (key in seen, "stands in two rows.", "Keep the older row.", "doubled-id"),
            (entry.kind not in _CLASSES, "is of no known kind.", f"Write one of {', '.join(_CLASSES)}.", "bad-id"),
            (entry.state not in _STATES, f"is '{entry.state}'.", f"Write one of {', '.join(_STATES)}.", "bad-id"),
            (not re.fullmatch(r"\d{4}-\d\d-\d\d", entry.since), "has no date.", "Write 2026-11-21.", "bad-id"),
            (
                entry.state in _GONE and key in now, f"is {entry.state} and in use again.",
                "An id is never reused: give the new thing another.", "id-reused",
            ),
            (
                entry.state not in _GONE and key not in now, "is no longer in the vocabulary.",
                "Put it back (with term:retired if it has ended), or write renamed or withdrawn here.", "id-vanished",
            ),
            (
                entry.state == "renamed" and not entry.replaced_by, "is renamed to nothing.",
                "Write the new id in replaced_by.", "bad-id",
            ),
            (
                entry.kind == "indicator" and key in now and (entry.state == "ended") != (entry.id in ended),
                f"is {entry.state} here but has {'a' if entry.id in ended else 'no'} term:retired.",
                "Let the two agree.", "id-state",
            ),
            *(
                (
                    (entry.kind, other) not in now, f"is replaced by '{other}', which is not known.",
                    "Correct replaced_by.", "unknown-id",
                )
                for other in entry.replaced_by
            ),
        ]  # fmt: skip
        seen.add(key)
        found += [
            Problem(
                file=f"{graph.folder.name}/ids.csv", row=entry.row, fault=f"{what} {fault}", remedy=remedy, rule=rule,
                subject=entry.id,
            )
            for wrong, fault, remedy, rule in faults
            if wrong
        ]  # fmt: skip
    return found
