"""Sources: where observations come from, a module a kind, named in :data:`SOURCES`.

``source:`` in a ``dataset.yaml`` is one declaration or a list of them, each with a ``kind``.
:func:`fetch_dataset` reads them all, ties the notes of the dataset to their rows and returns one
:class:`Fetched`. Only modules of this folder, and the part ``source`` of a room
(:mod:`publisher.rooms`), open files of others or a network connection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from publisher.errors import Problem, Refused
from publisher.rooms import ROOMS, Room
from publisher.sources import added, figures, kolada, pxweb, register, table
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
    reads: list[Fetched] = []
    restated: list[tuple[int, Sequence[Any], Fetched]] = []
    faults = [fault for number, one in enumerate(declarations) for fault in _kind_faults(one, number, context)]
    if not declarations:
        faults = [_fault(context, "source", "'source' is an empty list.", "Write a source, with its 'kind'.")]
    if faults:
        raise Refused(faults)
    chosen = added.chosen(declarations, context)
    fetched.partial = len(chosen) < len(declarations)
    for number, declaration in enumerate(declarations):
        if number not in chosen:
            continue
        if declaration.get("adds") is True:
            fetched.adding.add(str(declaration.get("title")))
            if added.waits(declaration, context):
                fetched.absent.add(str(declaration.get("title")))
                continue
        try:
            read = SOURCES[declaration["kind"]](declaration, context)
        except Refused as refused:
            faults += [_placed(problem, number, len(declarations), context) for problem in refused.problems]
        else:
            if entries := declaration.get("restated") if declaration["kind"] != "figures" else None:
                restated.append((number, entries if isinstance(entries, list) else [entries], read))
            reads.append(read)
    if restated or dataset.get("attach") is not None:
        for read in reads:
            read.by_rows()
    for number, entries, read in restated:
        faults += added.state_anew(entries, f"source {number + 1}.restated", read, reads, context)
    for read in reads:
        fetched.add(read)
    if faults:
        raise Refused([*faults, *fetched.problems])
    idle = (
        "note-fits-nothing" if fetched.partial or fetched.absent or fetched.ended else ""
    )  # its rows may be among those that stand
    fetched.problems += [p for p in attach_notes(fetched.observations, dataset, context.file) if p.rule != idle]
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
