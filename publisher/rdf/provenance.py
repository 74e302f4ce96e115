"""Where a dataset came from and how complete it is: PROV-O and the Data Quality Vocabulary.

https://www.w3.org/TR/prov-o/ https://www.w3.org/TR/vocab-dqv/
"""

from __future__ import annotations

from rdflib import DCTERMS, FOAF, PROV, RDF, RDFS, XSD, Graph, URIRef
from rdflib import Literal as Value

from publisher.model import Catalog, Dataset
from publisher.rdf.authority import DQV
from publisher.rdf.parties import agent_iri, put, tagged, when
from publisher.rdf.serialise import clean
from publisher.uris import Uris


def lineage_to_rdf(dataset: Dataset, catalog: Catalog, graph: Graph, uris: Uris) -> URIRef:
    """prov:Activity that made the current version out of its sources.

    Sources are prov:Entity and never dcterms:source, whose range is a dataset of the catalogue:
    portals would list a dataset that does not exist.
    """
    iri = URIRef(uris.id("activity", f"{dataset.name}.{dataset.version}"))
    put(graph, iri, RDF.type, PROV.Activity)
    put(graph, iri, RDFS.label, *tagged(_made(dataset)))
    put(graph, iri, DCTERMS.date, when(dataset.versions[0].date))
    put(graph, iri, PROV.wasAssociatedWith, agent_iri(catalog.agents[dataset.publisher], uris))
    for source in dataset.sources:
        node = URIRef(uris.id("source", f"{dataset.name}.{source.id}"))
        put(graph, iri, PROV.used, node)
        put(graph, node, RDF.type, PROV.Entity)
        put(graph, node, DCTERMS.title, Value(clean(source.title), lang="sv"))
        if source.publisher in catalog.agents:
            put(graph, node, DCTERMS.publisher, agent_iri(catalog.agents[source.publisher], uris))
        put(graph, node, FOAF.page, URIRef(source.url) if "://" in source.url else None)
        put(graph, node, DCTERMS.date, when(source.retrieved))
        put(graph, node, DCTERMS.identifier, Value(f"sha256:{source.sha256}") if source.sha256 else None)
        put(graph, node, RDFS.comment, *tagged(source.note))
    return iri


def _made(dataset: Dataset) -> dict[str, str]:
    number = dataset.version
    return {
        "sv": f"Sammanställning av {dataset.title.get('sv', dataset.name)}, version {number}",
        "en": f"Compilation of {dataset.title.get('en', dataset.name)}, version {number}",
    }


def quality_to_rdf(dataset: Dataset, graph: Graph, uris: Uris) -> list[URIRef]:
    """dqv:QualityMeasurement over the whole dataset: coverage, missing and suppressed, in percent of areas expected.

    The metrics are defined in ``vocab/cube.ttl``. Nothing is said of a dataset with nothing to expect.
    """
    expected = sum(q.areas_expected for q in dataset.quality)
    if not expected:
        return []
    counts = {
        "coverage": sum(q.areas_with_value for q in dataset.quality),
        "missing": sum(q.areas_missing for q in dataset.quality),
        "suppressed": sum(q.areas_suppressed for q in dataset.quality),
    }
    found = []
    for metric, count in counts.items():
        node = URIRef(uris.id("measurement", f"{dataset.name}.{metric}"))
        put(graph, node, RDF.type, DQV.QualityMeasurement)
        put(graph, node, DQV.isMeasurementOf, URIRef(uris.id("metric", metric)))
        put(graph, node, DQV.computedOn, URIRef(uris.id("dataset", dataset.name)))
        put(graph, node, DQV.value, Value(f"{100 * count / expected:.1f}", datatype=XSD.decimal))
        found.append(node)
    return found
