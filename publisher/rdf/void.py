"""VoID: what linked data there is, how much of it, and where to get it. https://www.w3.org/TR/void/"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from rdflib import DCTERMS, RDF, XSD, Graph, URIRef
from rdflib import Literal as Value

from publisher.cube import Cube
from publisher.model import Catalog
from publisher.rdf.dump import Written
from publisher.rdf.parties import agent_iri, put, tagged
from publisher.rdf.serialise import PREFIXES
from publisher.uris import Uris

_VOID = PREFIXES["void"]
_TYPE = f"<{RDF.type}>".encode()

#: Vocabularies that the data use.
VOCABULARIES = ("dcat", "dcterms", "dqv", "foaf", "prov", "qb", "sdmx-attribute", "sdmx-dimension", "skos", "vcard")


@dataclass
class Held:
    """What a file of N-Triples holds."""

    triples: int = 0
    new: int = 0  #: of them, those that are in no file counted before
    subjects: set[bytes] = field(default_factory=set)
    properties: set[bytes] = field(default_factory=set)
    classes: set[bytes] = field(default_factory=set)
    alone: int = 0  #: subjects that are in no other file, and not listed

    @classmethod
    def of(cls, lines: Iterable[bytes], known: Collection[bytes] = ()) -> Held:
        """Count lines, each a triple and ended; ``known`` are those of other files."""
        subjects, properties, classes = set[bytes](), set[bytes](), set[bytes]()
        triples = new = 0
        for line in lines:
            subject, predicate, thing = line.split(b" ", 2)
            triples += 1
            new += line not in known
            subjects.add(subject)
            properties.add(predicate)
            if predicate == _TYPE:
                classes.add(thing)
        return cls(triples, new, subjects, properties, classes)

    @classmethod
    def together(cls, parts: Iterable[Held], triples: int) -> Held:
        """What some files hold that have so many different triples."""
        found = cls(triples, triples)
        for part in parts:
            found.subjects |= part.subjects
            found.properties |= part.properties
            found.classes |= part.classes
        return found

    def count_in(self, written: Written, cube: Cube) -> None:
        """Count in a package's observations, which are in no other file, written as N-Triples."""
        self.triples += written.lines
        self.new += written.lines
        self.alone += written.observations
        self.properties |= {one.encode() for one in written.properties}
        if written.observations:
            self.classes |= {f"{thing} .\n".encode() for said, thing in cube.head if said.encode() == _TYPE}

    def add(self, part: Held) -> None:
        """Count a part in, what it shares with the whole once."""
        self.triples += part.new
        self.subjects |= part.subjects
        self.properties |= part.properties
        self.classes |= part.classes
        self.alone += part.alone


def void_graph(catalog: Catalog, held: Mapping[str, Held], whole_of_it: Held, uris: Uris) -> Graph:
    """A void:Dataset of everything, with a subset for the catalogue and words and one for each cube.

    Args:
        catalog: what is published.
        held: what is in each dump: path under the base URL to counts.
        whole_of_it: what is in all dumps together, each thing counted once; as many as SPARQL has.
        uris: the public base.
    """
    graph = Graph()
    document = URIRef(uris.file("void"))
    whole = URIRef(f"{document}#all")
    put(graph, document, RDF.type, URIRef(_VOID + "DatasetDescription"))
    put(graph, document, URIRef(PREFIXES["foaf"] + "primaryTopic"), whole)
    _dataset(graph, whole, whole_of_it)
    put(graph, whole, DCTERMS.title, *tagged(catalog.title))
    put(graph, whole, DCTERMS.publisher, agent_iri(catalog.agents[catalog.publisher], uris))
    put(graph, whole, URIRef(_VOID + "sparqlEndpoint"), URIRef(uris.file("sparql")))
    put(graph, whole, URIRef(_VOID + "vocabulary"), *(URIRef(PREFIXES[name]) for name in VOCABULARIES))
    for kind, key in (("indicator", ""), ("area", ""), ("dataset", "")):
        put(graph, whole, URIRef(_VOID + "uriSpace"), Value(uris.id(kind, key)))
    for dataset in catalog.datasets[:1]:
        put(graph, whole, URIRef(_VOID + "exampleResource"), URIRef(uris.id("dataset", dataset.name)))
    for path, counts in held.items():
        part = URIRef(f"{document}#{path.rpartition('/')[2].partition('.')[0]}")
        put(graph, whole, URIRef(_VOID + "subset"), part)
        _dataset(graph, part, counts)
        put(graph, part, URIRef(_VOID + "dataDump"), URIRef(uris.file(path)))
    return graph


def _dataset(graph: Graph, node: URIRef, held: Held) -> None:
    put(graph, node, RDF.type, URIRef(_VOID + "Dataset"))
    for name, count in (
        ("triples", held.triples),
        ("distinctSubjects", len(held.subjects) + held.alone),
        ("properties", len(held.properties)),
        ("classes", len(held.classes)),
    ):
        put(graph, node, URIRef(_VOID + name), Value(str(count), datatype=XSD.integer))
