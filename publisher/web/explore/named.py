"""Areas in a ready question, by any of their names: ``City of X`` is asked of as ``X``, as its SQL has it.

Which parameters name areas stands at the question, ``names`` in ``datasette_config/questions.yaml``, and in the
edition's ``metadata.json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from publisher.folding import folded
from publisher.model import Area, AreaKind
from publisher.phrases import joined, tell
from publisher.web.book import Book
from publisher.web.problems import ProblemError

#: What a kind of area is called in a sentence; None: any kind.
CALLED = {
    AreaKind.MUNICIPALITY.value: tell("a municipality"),
    AreaKind.COUNTY.value: tell("a county"),
    None: tell("an area"),
}


def understood(question: Mapping[str, Any], query: bytes, book: Book) -> bytes:
    """The query of a ready question with each area called as the database calls it.

    Args:
        question: what the edition's metadata say of it.
        query: as it was sent.
        book: the edition.

    Raises:
        ProblemError: 404 for what is no area's name, with the nearest; 400 for a name of several.
    """
    named: Mapping[str, str] = question.get("names") or {}
    sent = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    if not any(name in named and value.strip() for name, value in sent):
        return query
    return urlencode(
        [
            (name, _area(name, value, named[name], book).label["sv"] if name in named and value.strip() else value)
            for name, value in sent
        ]
    ).encode()


def _area(parameter: str, text: str, wanted: str, book: Book) -> Area:
    """The area that a text means; ``wanted`` is its kind, or ``area`` for any."""
    kind = None if wanted == "area" else AreaKind(wanted)
    found = book.names.find(text, kind)
    if not found and kind is None:
        found = [
            area
            for area in book.reader.vocabulary.areas.values()
            if area.kind is AreaKind.GROUP and folded(text) in {folded(area.code), *map(folded, area.label.values())}
        ]
    if len(found) == 1:
        return found[0]
    called = CALLED[kind and kind.value]
    near = [(area.code, area.label["sv"]) for area in found or book.names.near(text, kind)]
    listed = ", ".join(f"{title} ({code})" for code, title in near)
    several = tell(
        "{parameter}: '{text}' may be {listed}. Write the whole name, or the code.",
        parameter=parameter,
        text=text[:80],
        listed=listed,
    )
    none = joined(
        tell(
            "{parameter}: '{text}' is not the name or code of {kind}.", parameter=parameter, text=text[:80], kind=called
        ),
        tell("Nearest: {near}.", near=listed)
        if near
        else tell("All are at /explore/{key}/areas.", key=book.reader.catalog.key),
    )
    raise ProblemError(
        400 if found else 404,
        several if found else none,
        parameter=parameter,
        nearest=[code for code, _ in near],
    )
