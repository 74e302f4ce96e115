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
from publisher.web.book import Book
from publisher.web.problems import ProblemError

#: What a kind of area is called in a sentence; None: any kind.
CALLED = {
    AreaKind.MUNICIPALITY.value: ("en kommun", "a municipality"),
    AreaKind.COUNTY.value: ("ett län", "a county"),
    None: ("ett område", "an area"),
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
    swedish, english = CALLED[kind and kind.value]
    near = [(area.code, area.label["sv"]) for area in found or book.names.near(text, kind)]
    listed = ", ".join(f"{title} ({code})" for code, title in near)
    several = {
        "sv": f"{parameter}: '{text[:80]}' kan vara {listed}. Skriv namnet helt, eller koden.",
        "en": f"{parameter}: '{text[:80]}' may be {listed}. Write the whole name, or the code.",
    }
    none = {
        "sv": f"{parameter}: '{text[:80]}' är inte namnet på eller koden för {swedish}."
        + (f" Närmast: {listed}." if near else f" Alla finns på /explore/{book.reader.catalog.key}/areas."),
        "en": f"{parameter}: '{text[:80]}' is not the name or code of {english}."
        + (f" Nearest: {listed}." if near else f" All are at /explore/{book.reader.catalog.key}/areas."),
    }
    raise ProblemError(
        400 if found else 404,
        several if found else none,
        parameter=parameter,
        nearest=[code for code, _ in near],
    )
