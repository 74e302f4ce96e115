"""Sources: where observations come from, a module a kind, named in :data:`SOURCES`.

``source:`` in a ``dataset.yaml`` is one declaration or a list of them, each with a ``kind``.
:func:`fetch_dataset` reads them all, ties the notes of the dataset to their rows and returns one
:class:`Fetched`. Only modules of this folder open files of others or a network connection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from publisher.errors import Problem, Refused
from publisher.sources import figures, grants, kolada, pxweb, register, stories, table
from publisher.sources.context import Fetched, ObservationRow, Progress, SourceContext
from publisher.sources.notes import attach_notes

__all__ = ["SOURCES", "Fetched", "ObservationRow", "Progress", "SourceContext", "fetch_dataset"]

#: ``kind`` of a source declaration to the function that reads it.
SOURCES: dict[str, Callable[[Mapping[str, Any], SourceContext], Fetched]] = {
    "figures": figures.fetch,
    "grants": grants.fetch,
    "kolada": kolada.fetch,
    "pxweb": pxweb.fetch,
    "register": register.fetch,
    "stories": stories.fetch,
    "table": table.fetch,
}


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
    kinds = [str(entry.get("kind")) if isinstance(entry, Mapping) else str(entry) for entry in declarations]
    faults = [
        Problem(
            file=context.file,
            column="source.kind",
            fault=f"'{kind}' is not a kind of source.",
            remedy=f"Known: {', '.join(SOURCES)}.",
            rule="unknown-source-kind",
        )
        for kind in kinds
        if kind not in SOURCES
    ]
    if faults:
        raise Refused(faults)
    fetched = Fetched()
    for declaration in declarations:
        fetched.add(SOURCES[declaration["kind"]](declaration, context))
    fetched.problems += attach_notes(fetched.observations, dataset, context.file)
    return fetched
