"""Added: a later source beside earlier ones: which are read, what one states anew, and what waits.

A table that ``adds`` says nothing of what it does not mention. What it states ``restated`` goes before what every other
source says of the same keys, with a reason an indicator and period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from publisher.errors import Problem, SourceError
from publisher.model import KEY_COLUMNS, all_of, complete
from publisher.sources.context import Fetched, ObservationRow, SourceContext
from publisher.sources.faults import listing
from publisher.sources.proposal import proposed
from publisher.sources.table import files
from publisher.wildcard import like

_FILES = ("table", "figures")


def chosen(declarations: Sequence[Any], context: SourceContext) -> list[int]:
    """The places of the sources that are read: all, or those that the one file given fits.

    Raises:
        SourceError: the input is not there, or the file fits none; the message has a declaration to begin with.
    """
    given = context.input
    if given is None or given.is_dir():
        return list(range(len(declarations)))
    if not given.is_file():
        raise SourceError(f"--input: there is no file or folder '{given}'. Correct the path.")
    found = [number for number, one in enumerate(declarations) if _fits(one, given.name)]
    if found:
        return found
    named = [f"'{one['file']}'" for one in declarations if one.get("kind") in _FILES and "file" in one]
    asked = f"the files declared are {listing(named)}" if named else "no source of it is a file"
    raise SourceError(
        f"{context.file}: source: '{given.name}' fits no declaration ({asked}). Make 'source' a list, with what stands "
        f"there as its first entry, and add this one once you have read it:\n{proposed(given, context)}"
    )


def _fits(declaration: Mapping[str, Any], name: str) -> bool:
    file = declaration.get("file")
    return declaration.get("kind") in _FILES and isinstance(file, str) and like(name, PurePath(file).name)


def waits(declaration: Mapping[str, Any], context: SourceContext) -> bool:
    """Whether the file of a source that adds is not given this time: what came of it stands."""
    try:
        return not files(str(declaration.get("file")), context)
    except SourceError:
        return bool(context.standing)


def state_anew(
    entries: Sequence[Mapping[str, Any]], place: str, read: Fetched, reads: Sequence[Fetched], context: SourceContext
) -> list[Problem]:
    """Let what one source states anew go before the rows of the others, which are taken out of ``reads``.

    Returns:
        An entry that fits no row of the source, or to whose rows nothing is published or brought that it could restate.
    """
    problems = []
    for entry in entries:
        wanted = str(entry["indicator"]), str(entry["period"])
        keys = {_key(row) for row in read.observations if (row["indicator"], row["period"]) == wanted}
        others = {_key(row) for one in reads if one is not read for row in one.observations} & keys
        if not keys or not (others or any(key in keys for key in context.standing)):
            fault = "the source has no such value" if not keys else "nothing was published of it that could be replaced"
            problems.append(
                Problem(
                    file=context.file,
                    column=place,
                    fault=f"{wanted[0]} {wanted[1]} is to be stated anew, but {fault}.",
                    remedy="Correct 'indicator' and 'period', or take the entry away.",
                    rule="restates-nothing",
                    subject="/".join(wanted),
                )
            )
            continue
        for one in reads:
            if one is not read:
                one.observations = [row for row in one.observations if _key(row) not in others]
        read.reasons |= dict.fromkeys(keys, complete(entry["reason"], all_of(context.languages)))
    return problems


def _key(row: ObservationRow) -> tuple[str, ...]:
    return tuple(str(row[column]) for column in KEY_COLUMNS)
