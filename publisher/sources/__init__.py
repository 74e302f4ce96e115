"""Sources: where observations come from, a module a kind, named in :data:`SOURCES`.

``source:`` in a ``dataset.yaml`` is one declaration or a list of them, each with a ``kind``.
:func:`fetch_dataset` reads them all, ties the notes of the dataset to their rows and returns one
:class:`Fetched`. Only modules of this folder, and the part ``source`` of a room
(:mod:`publisher.rooms`), open files of others or a network connection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from publisher.errors import Problem, Refused
from publisher.rooms import ROOMS, Room
from publisher.sources import figures, kolada, pxweb, register, table
from publisher.sources.context import Fetched, ObservationRow, Progress, SourceContext
from publisher.sources.faults import nearest
from publisher.sources.notes import attach_notes

__all__ = ["SOURCES", "Fetched", "ObservationRow", "Progress", "SourceContext", "fetch_dataset"]

Read = Callable[[Mapping[str, Any], SourceContext], Fetched]


def _of(room: Room) -> Read:
    def fetch(declaration: Mapping[str, Any], context: SourceContext) -> Fetched:
        read: Read = room.part("source").fetch
        return read(declaration, context)

    return fetch


#: ``kind`` of a source declaration to the function that reads it; those of rooms are loaded when they are needed.
SOURCES: dict[str, Read] = dict(
    sorted(
        {
            "figures": figures.fetch,
            "kolada": kolada.fetch,
            "pxweb": pxweb.fetch,
            "register": register.fetch,
            "table": table.fetch,
            **{room.kind: _of(room) for room in ROOMS.values()},
        }.items()
    )
)


def fetch_dataset(dataset: Mapping[str, Any], context: SourceContext) -> Fetched:
    """Read every source of a dataset.

    Args:
        dataset: the whole ``dataset.yaml``; ``source``, ``notes`` and ``attach`` are used.
        context: see :class:`SourceContext`.

    Returns:
        What all sources brought together. ``problems`` holds what was found wrong in single values;
        as long as one of them is an error, nothing may be published.

    Raises:
        SourceError: a source could not be read at all (no file, no answer, not the promised format).
        Refused: a declaration is wrong, or a file does not look as declared; every problem is listed.
    """
    declared = dataset.get("source")
    declarations: list[Any] = declared if isinstance(declared, list) else [declared]
    fetched = Fetched()
    faults = [fault for number, one in enumerate(declarations) for fault in _kind_faults(one, number, context)]
    if not declarations:
        faults = [_fault(context, "source", "'source' is an empty list.", "Write a source, with its 'kind'.")]
    if faults:
        raise Refused(faults)
    for number, declaration in enumerate(declarations):
        try:
            read = SOURCES[declaration["kind"]](declaration, context)
        except Refused as refused:
            faults += [_placed(problem, number, len(declarations), context) for problem in refused.problems]
        else:
            fetched.add(read)
    if faults:
        raise Refused([*faults, *fetched.problems])
    fetched.problems += attach_notes(fetched.observations, dataset, context.file)
    return fetched


def _fault(context: SourceContext, place: str, fault: str, remedy: str) -> Problem:
    return Problem(file=context.file, column=place, fault=fault, remedy=remedy, rule="unknown-source-kind")


def _kind_faults(declaration: Any, number: int, context: SourceContext) -> list[Problem]:
    """What is wrong with a source before its kind can look at it."""
    if not isinstance(declaration, Mapping):
        fault = f"source {number + 1} is not 'word: value' pairs."
        return [_fault(context, "source", fault, "Write 'kind:' and what docs/sources.md says of the kind.")]
    kind = declaration.get("kind")
    if isinstance(kind, str) and kind in SOURCES:
        return []
    near = nearest(str(kind), list(SOURCES))
    shown = "none" if kind is None else str(kind)[:40]
    return [
        _fault(context, "source.kind", f"'{shown}' is not a kind of source.", f"{near}Known: {', '.join(SOURCES)}.")
    ]


def _placed(problem: Problem, number: int, count: int, context: SourceContext) -> Problem:
    """A fault of one of several sources, with which of them it is."""
    if count == 1 or problem.file != context.file or not (problem.column or "").startswith("source"):
        return problem
    return replace(problem, column=f"source {number + 1}{(problem.column or '').removeprefix('source')}")
