"""Triples about a thing as people read them."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from publisher.rdf import serialise
from publisher.rdf.descriptions import Descriptions
from publisher.web.describe.wording import texts
from publisher.web.pages.view import View

#: Predicates that name a thing, the best first.
NAMES = tuple(
    serialise.PREFIXES[prefix] + local
    for prefix, local in (
        ("skos", "prefLabel"),
        ("dcterms", "title"),
        ("foaf", "name"),
        ("rdfs", "label"),
        ("vcard", "fn"),
    )
)


@dataclass(frozen=True)
class Shown:
    """A value on a page."""

    text: str
    href: str = ""
    language: str = ""


class Page:
    """Triples as people read them."""

    def __init__(self, known: Descriptions, view: View, iri: str):
        self.known, self.view, self.iri = known, view, iri

    @property
    def title(self) -> str:
        """What the thing is called; '' when nothing says."""
        return self.name(self.iri)

    def name(self, iri: str) -> str:
        """What a thing is called, in the page's language where that is said; '' when nothing says."""
        said = self.known.said(iri)
        for predicate in NAMES:
            found = {
                t.object.language or "": t.object.value
                for t in said
                if t.predicate.value == predicate and isinstance(t.object, ox.Literal)
            }
            if found:
                return found.get(self.view.language) or found.get("sv") or next(iter(found.values()))
        return ""

    def facts(self, triples: list[ox.Triple]) -> list[tuple[Shown, list[Shown]]]:
        """What is said of the thing: property and values, in the order of the triples."""
        subject = ox.NamedNode(self.iri)
        found: dict[str, list[ox.Triple]] = {}
        for t in triples:
            if t.subject == subject:
                found.setdefault(t.predicate.value, []).append(t)
        return [(self._predicate(p), [self._value(t.object) for t in self._chosen(said)]) for p, said in found.items()]

    def _chosen(self, said: list[ox.Triple]) -> list[ox.Triple]:
        """Texts in the page's language where there is one; everything else."""
        mine = [t for t in said if isinstance(t.object, ox.Literal) and t.object.language == self.view.language]
        rest = [t for t in said if not (isinstance(t.object, ox.Literal) and t.object.language)]
        return [*mine, *rest] if mine else said

    def _predicate(self, iri: str) -> Shown:
        known = texts(self.view.language).get(f"property:{self._short(iri)}")
        text = known or self.name(iri) or self._short(iri)
        return Shown(text=text, href=self._href(iri))

    def _value(self, term: object) -> Shown:
        if isinstance(term, ox.NamedNode):
            return Shown(text=self.name(term.value) or self._short(term.value), href=self._href(term.value))
        assert isinstance(term, ox.Literal)
        return Shown(text=term.value or "–", language=term.language or "")

    def _href(self, iri: str) -> str:
        base = self.known.reader.edition.base_url
        if iri.startswith(base + "/"):
            return f"{self.view.root}{iri.removeprefix(base)}"
        return iri if iri.startswith(("http://", "https://", "mailto:")) else ""

    def _short(self, iri: str) -> str:
        for prefix, namespace in serialise.PREFIXES.items():
            if iri.startswith(namespace):
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return iri.removeprefix(self.known.reader.edition.base_url)
