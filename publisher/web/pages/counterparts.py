"""Measures elsewhere (OECD, the Nordic countries, the EU) beside ours: what each measures, and what of ours is near.

They are the concepts of the scheme ``counterpart`` that an indicator names by ``skos:closeMatch`` or
``skos:relatedMatch``. Their figures are not ours to give, and none is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publisher.model import Concept, Indicator
from publisher.phrases import tell
from publisher.web.finished import Finished
from publisher.web.pages.view import Crumb, View, page

#: How an indicator names a counterpart, before its code.
OURS = "id/concept/counterpart."


@dataclass(frozen=True)
class Counterpart:
    """A measure elsewhere, and ours that it is near to or related with."""

    label: str
    family: str  #: what it is part of; "" for a whole
    definition: str
    source: str  #: address where it is told of
    near: bool  #: close, else only related
    ours: Sequence[tuple[str, str]] = ()  #: label and address of our indicators


def known(view: View) -> Mapping[str, Concept]:
    """Code to concept, in the vocabulary's order."""
    concepts = view.reader.vocabulary.concepts.get("counterpart", {})
    return dict(sorted(concepts.items(), key=lambda entry: (entry[1].order, entry[0])))


def counterparts_of(view: View, indicator: Indicator) -> list[Counterpart]:
    """What is measured elsewhere beside an indicator."""
    close = {iri.rpartition(OURS)[2] for iri in indicator.close_match if OURS in iri}
    related = {iri.rpartition(OURS)[2] for iri in indicator.related_match if OURS in iri}
    return [told(view, one, code in close) for code, one in known(view).items() if code in close | related]


def told(view: View, one: Concept, near: bool, ours: Sequence[tuple[str, str]] = ()) -> Counterpart:
    """A counterpart in words."""
    words = view.words
    return Counterpart(
        label=words.text(one.label),
        family=", ".join(words.concept("counterpart", code) for code in one.broader),
        definition=words.text(one.definition),
        source=one.source or "",
        near=near,
        ours=ours,
    )


def named(view: View) -> dict[str, list[tuple[str, str]]]:
    """Code of each counterpart that an indicator names, to label and address of those indicators."""
    found: dict[str, list[tuple[str, str]]] = {}
    for indicator in view.reader.vocabulary.indicators.values():
        for iri in (*indicator.close_match, *indicator.related_match):
            if OURS in iri:
                entry = (view.words.text(indicator.label), view.href(f"/nyckeltal/{indicator.id}"))
                found.setdefault(iri.rpartition(OURS)[2], []).append(entry)
    return found


@page("/motsvarigheter")
def counterparts(view: View) -> Finished:
    """All of them, each with our indicators that name it."""
    naming = named(view)
    if not naming:
        raise view.not_found(tell("No indicator here has a counterpart in other measurements."))
    title = view.say("Beside other countries")
    return view.page(
        "counterparts.html",
        title=title,
        description=view.say(
            "What is measured elsewhere beside the indicators here, how it differs, where to read it."
        ),
        crumbs=[Crumb(view.say("Indicators"), view.href("/nyckeltal"))],
        found=[told(view, one, False, naming.get(code, ())) for code, one in known(view).items()],
    )
