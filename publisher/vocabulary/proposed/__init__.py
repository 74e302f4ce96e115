"""New indicators without typing: what a catalogue, a table's metadata or a table of one's own knows of them, as blocks.

``read`` gives a :class:`Proposed` for each indicator of a file, ``guesses`` adds what its name gives away, ``blocks``
writes it as ``vocab/indicators.ttl`` has it. What is not known is left out, never made up: the check asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from publisher.errors import NotThere, PublisherError
from publisher.vocabulary import Vocabulary
from publisher.vocabulary.proposed.blocks import form, to_turtle, unwritten
from publisher.vocabulary.proposed.nouns import Proposed, columns
from publisher.vocabulary.proposed.reading import read

__all__ = ["Made", "Proposed", "columns", "proposals", "write_new"]


@dataclass(frozen=True)
class Made:
    """What was made of some files.

    Attributes:
        turtle: blocks, with their prefixes.
        form: the same as CSV in our own columns.
        told: what a person must write, read over or describe, in lines.
    """

    turtle: str
    form: str
    told: Sequence[str]


def proposals(
    files: Sequence[Path],
    words: Vocabulary,
    told: Sequence[str],
    *,
    only: str | None = None,
    language: str | None = None,
    given: Sequence[str] = (),
) -> Made:
    """Blocks for the indicators of some files that the vocabulary does not have yet.

    Args:
        words: the vocabulary they come into, with its units, scales and subjects.
        told: the languages of the site.
        only: ids, with commas between; None: all.
        language: that names are in, where a file does not say.
        given: ``COLUMN=TEXT``, for those that say nothing in that column.

    Raises:
        NotThere: there is no such file, column or indicator.
        Refused: a file is none of those that can be read.
        PublisherError: there is nothing to propose.
    """
    found = [one for path in files for one in read(path, words.concepts, told, language)]
    if only is not None:
        wanted = [id.strip() for id in only.split(",") if id.strip()]
        there = {one.values["id"] for one in found}
        if lost := [id for id in wanted if id not in there]:
            near = get_close_matches(lost[0], list(there), 3)
            meant = f" Meant {' or '.join(near)}?" if near else ""
            raise NotThere(f"--only: '{lost[0]}' is in none of the files.{meant}")
        found = [one for one in found if one.values["id"] in wanted]
    known = {id.lower() for id in words.indicators}
    new = [one for one in found if one.values["id"].lower() not in known]
    if not new:
        raise PublisherError(f"{files[0]}: the vocabulary has all {len(found)} indicators already.")
    for text in given:
        column, sign, value = text.partition("=")
        if not sign or column not in columns(told) or not value.strip():
            raise NotThere(f"--set '{text}': write COLUMN=TEXT with one of {', '.join(columns(told)[1:])}.")
        for one in new:
            if not one.values.get(column) or column in one.guessed:
                one.values[column] = value.strip()
                one.guessed.pop(column, None)
    lines = unwritten(new, told, words.concepts.get("unit", {}))
    if len(found) > len(new):
        lines.insert(0, f"Left out: {len(found) - len(new)} that the vocabulary has already.")
    return Made(
        to_turtle(new, told), form(new, told), [*lines, f"{len(new)} indicator{'s' * (len(new) != 1)} proposed."]
    )


def write_new(path: Path, text: str) -> None:
    """Write a file that was not there.

    Raises:
        PublisherError: there is one already; nothing is overwritten.
    """
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError:
        raise PublisherError(f"{path}: there is such a file already. Give another name, or remove it.") from None
