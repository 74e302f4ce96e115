"""Graphs to bytes and back: RDF/XML, Turtle, JSON-LD and N-Triples, the same bytes for the same triples.

rdflib models, pyoxigraph writes: triples are sorted first, there are no blank nodes, so neither hash
seed nor insertion order shows in a file. JSON-LD is one object with an inline context and ``@graph``,
because naive consumers fetch no context and expect no list at the top.
Forms: https://www.w3.org/TR/rdf-syntax-grammar/ https://www.w3.org/TR/turtle/
https://www.w3.org/TR/json-ld11/ https://www.w3.org/TR/n-triples/
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import pyoxigraph as ox
    from rdflib import Graph

#: Prefixes that every document of ours binds.
PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "oa": "http://www.w3.org/ns/oa#",
    "odrs": "http://schema.theodi.org/odrs#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-code": "http://purl.org/linked-data/sdmx/2009/code#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "statdcat": "http://data.europa.eu/m8g/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

RDF_TYPE = PREFIXES["rdf"] + "type"
XSD_STRING = PREFIXES["xsd"] + "string"

#: What XML 1.0 forbids: https://www.w3.org/TR/xml/#charsets
_ILLEGAL_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Form:
    """One way to write a graph."""

    suffix: str  #: ``ttl``
    media_type: str
    title: str
    file_type: str  #: code of the EU file-type list
    _write: Callable[[Sequence[ox.Triple]], bytes]
    _format: str  #: the form's name in pyoxigraph

    @property
    def content_type(self) -> str:
        """Media type with the charset, never ``text/plain`` or ``application/xml``: harvesters go by it."""
        return f"{self.media_type}; charset=utf-8"


def clean(text: str) -> str:
    """The text without characters that would make a whole RDF/XML file unreadable."""
    return _ILLEGAL_IN_XML.sub("", text)


@dataclass(frozen=True)
class Told:
    """An rdflib graph as N-Triples, its lines sorted; a graph again for who asks for one."""

    lines: bytes

    @classmethod
    def of(cls, graph: Graph) -> Told:
        return cls(b"".join(sorted(graph.serialize(format="nt", encoding="utf-8").splitlines(keepends=True))))

    @cached_property
    def graph(self) -> Graph:
        return graph_of(self.lines, "nt")


def graph_of(data: bytes, suffix: str, base: str | None = None) -> Graph:
    """What a file says as a graph of rdflib, whose own parsers take twice as long.

    Raises:
        SyntaxError: it is not what its suffix says.
    """
    import pyoxigraph as ox
    from rdflib import BNode, Graph, Literal, URIRef

    @cache
    def iri(text: str) -> URIRef:
        return URIRef(text)

    def term(one: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> URIRef | BNode | Literal:
        if isinstance(one, ox.NamedNode):
            return iri(one.value)
        if isinstance(one, ox.Literal):
            kind = None if one.language or one.datatype.value == XSD_STRING else iri(one.datatype.value)
            return Literal(one.value, lang=one.language, datatype=kind)
        assert isinstance(one, ox.BlankNode)  # no triple is said of another
        return BNode(one.value)

    graph, form = Graph(), getattr(ox.RdfFormat, FORMS[suffix]._format)
    for quad in ox.parse(data, format=form, base_iri=base):
        graph.add((term(quad.subject), iri(quad.predicate.value), term(quad.object)))
    return graph


def triples(*graphs: Graph | Told) -> list[ox.Triple]:
    """The triples of rdflib graphs, together and sorted."""
    import pyoxigraph as ox

    told = (one if isinstance(one, Told) else Told.of(one) for one in graphs)
    return ordered(triple for one in told for triple in ox.parse(one.lines, format=ox.RdfFormat.N_TRIPLES))


def ordered(some: Iterable[ox.Triple | ox.Quad]) -> list[ox.Triple]:
    """Triples without doubles, by subject, types first, then predicate and object."""
    import pyoxigraph as ox

    unique = {ox.Triple(t.subject, t.predicate, t.object) for t in some}
    return sorted(
        unique, key=lambda t: (str(t.subject), t.predicate.value != RDF_TYPE, t.predicate.value, str(t.object))
    )


def canonical(some: Iterable[ox.Triple]) -> bytes:
    """Canonical N-Triples, a line a triple, sorted by line: what hashes and comparisons are made of."""
    import pyoxigraph as ox

    lines = ox.serialize(some, format=ox.RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(lines.splitlines(keepends=True)))


def digest(some: Iterable[ox.Triple]) -> str:
    """SHA-256 (hexadecimal) of the canonical N-Triples."""
    return hashlib.sha256(canonical(some)).hexdigest()


def write(some: Sequence[ox.Triple], suffix: str) -> bytes:
    """A graph in one form.

    Args:
        some: triples in the order they shall be written, as :func:`ordered` gives them.
        suffix: a key of :data:`FORMS`.
    """
    return FORMS[suffix]._write(some)


def parse(data: bytes, suffix: str, base: str | None = None) -> list[ox.Triple]:
    """The triples of a file.

    Raises:
        SyntaxError: it is not what its suffix says.
    """
    import pyoxigraph as ox

    return ordered(ox.parse(data, format=getattr(ox.RdfFormat, FORMS[suffix]._format), base_iri=base))


def said(data: bytes, suffix: str) -> bytes:
    """What a file says, as :func:`canonical` gives it."""
    import pyoxigraph as ox

    return canonical(quad.triple for quad in ox.parse(data, format=getattr(ox.RdfFormat, FORMS[suffix]._format)))


def _with(name: str) -> Callable[[Sequence[ox.Triple]], bytes]:
    def write_form(some: Sequence[ox.Triple]) -> bytes:
        import pyoxigraph as ox

        iris = {t.predicate.value for t in some}
        iris |= {t.object.value for t in some if isinstance(t.object, ox.NamedNode)}
        iris |= {t.object.datatype.value for t in some if isinstance(t.object, ox.Literal)}
        used = {name: namespace for name, namespace in PREFIXES.items() if any(i.startswith(namespace) for i in iris)}
        return ox.serialize(some, format=getattr(ox.RdfFormat, name), prefixes=used) or b""

    return write_form


def _json_ld(some: Sequence[ox.Triple]) -> bytes:
    """Nodes in the order given; predicates and types as compact IRIs, everything else spelled out."""
    nodes: dict[str, dict[str, object]] = {}
    used: set[str] = set()

    def compact(iri: str) -> str:
        for name, namespace in PREFIXES.items():
            if iri.startswith(namespace) and not iri.startswith("//", len(namespace)):
                used.add(name)
                return f"{name}:{iri[len(namespace) :]}"
        return iri

    for t in some:
        subject = _name(t.subject)
        node = nodes.setdefault(subject, {"@id": subject})
        if t.predicate.value == RDF_TYPE:
            values = node.setdefault("@type", [])
            value: object = compact(_name(t.object))
        else:
            values = node.setdefault(compact(t.predicate.value), [])
            value = _json_ld_value(t.object, compact)
        assert isinstance(values, list)
        values.append(value)
    for node in nodes.values():
        for key, values in node.items():
            if isinstance(values, list) and len(values) == 1:
                node[key] = values[0]
    context = {name: iri for name, iri in PREFIXES.items() if name in used}
    document = {"@context": context, "@graph": list(nodes.values())}
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _name(term: object) -> str:
    import pyoxigraph as ox

    if isinstance(term, ox.NamedNode):
        return term.value
    if isinstance(term, ox.BlankNode):
        return str(term)
    raise TypeError(f"{term} cannot be a node of JSON-LD.")


def _json_ld_value(term: object, compact: Callable[[str], str]) -> object:
    import pyoxigraph as ox

    if not isinstance(term, ox.Literal):
        return {"@id": _name(term)}
    if term.language:
        return {"@language": term.language, "@value": term.value}
    if term.datatype.value == XSD_STRING:
        return term.value
    return {"@type": compact(term.datatype.value), "@value": term.value}


def _n_triples(some: Sequence[ox.Triple]) -> bytes:
    return canonical(some)


#: Every form, the harvesters' first.
FORMS: dict[str, Form] = {
    form.suffix: form
    for form in (
        Form("rdf", "application/rdf+xml", "RDF/XML", "RDF_XML", _with("RDF_XML"), "RDF_XML"),
        Form("ttl", "text/turtle", "Turtle", "RDF_TURTLE", _with("TURTLE"), "TURTLE"),
        Form("jsonld", "application/ld+json", "JSON-LD", "JSON_LD", _json_ld, "JSON_LD"),
        Form("nt", "application/n-triples", "N-Triples", "RDF_N_TRIPLES", _n_triples, "N_TRIPLES"),
    )
}

#: Other suffixes that lead to a form.
ALIASES = {"xml": "rdf"}
