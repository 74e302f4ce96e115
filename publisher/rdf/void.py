"""VoID: what linked data there is, how much of it, and where to get it. https://www.w3.org/TR/void/"""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import DCTERMS, RDF, XSD, Graph, URIRef
from rdflib import Literal as Value

from publisher.model import Catalog
from publisher.rdf.parties import agent_iri, put, tagged
from publisher.rdf.serialise import PREFIXES
from publisher.uris import Uris

_VOID = PREFIXES["void"]

#: Vocabularies that the data use.
VOCABULARIES = ("dcat", "dcterms", "dqv", "foaf", "prov", "qb", "sdmx-attribute", "sdmx-dimension", "skos", "vcard")


def void_graph(catalog: Catalog, triples: Mapping[str, int], total: int, uris: Uris) -> Graph:
    """A void:Dataset of everything, with a subset for the catalogue and words and one for each cube.

    Args:
        catalog: what is published.
        triples: number of triples in each dump: path under the base URL to count.
        total: number of triples of all dumps together, each counted once; as many as SPARQL has.
        uris: the public base.
    """
    graph = Graph()
    document = URIRef(uris.file("void"))
    whole = URIRef(f"{document}#all")
    put(graph, document, RDF.type, URIRef(_VOID + "DatasetDescription"))
    put(graph, document, URIRef(PREFIXES["foaf"] + "primaryTopic"), whole)
    _dataset(graph, whole, total)
    put(graph, whole, DCTERMS.title, *tagged(catalog.title))
    put(graph, whole, DCTERMS.publisher, agent_iri(catalog.agents[catalog.publisher], uris))
    put(graph, whole, URIRef(_VOID + "sparqlEndpoint"), URIRef(uris.file("sparql")))
    put(graph, whole, URIRef(_VOID + "vocabulary"), *(URIRef(PREFIXES[name]) for name in VOCABULARIES))
    for kind, key in (("indicator", ""), ("area", ""), ("dataset", "")):
        put(graph, whole, URIRef(_VOID + "uriSpace"), Value(uris.id(kind, key)))
    for dataset in catalog.datasets[:1]:
        put(graph, whole, URIRef(_VOID + "exampleResource"), URIRef(uris.id("dataset", dataset.name)))
    for path, count in triples.items():
        part = URIRef(f"{document}#{path.rpartition('/')[2].partition('.')[0]}")
        put(graph, whole, URIRef(_VOID + "subset"), part)
        _dataset(graph, part, count)
        put(graph, part, URIRef(_VOID + "dataDump"), URIRef(uris.file(path)))
    return graph


def _dataset(graph: Graph, node: URIRef, count: int) -> None:
    put(graph, node, RDF.type, URIRef(_VOID + "Dataset"))
    put(graph, node, URIRef(_VOID + "triples"), Value(str(count), datatype=XSD.integer))
