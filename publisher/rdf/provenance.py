"""Where a dataset came from and how complete it is: PROV-O and the Data Quality Vocabulary.

https://www.w3.org/TR/prov-o/ https://www.w3.org/TR/vocab-dqv/
"""

from __future__ import annotations

from datetime import date

from rdflib import DCTERMS, FOAF, PROV, RDF, RDFS, XSD, Graph, URIRef
from rdflib import Literal as Value

from publisher.model import Catalog, Comparability, Dataset, Period, Text
from publisher.phrases import tell
from publisher.rdf.authority import DQV, OA
from publisher.rdf.parties import agent_iri, put, tagged, when
from publisher.rdf.serialise import clean
from publisher.statistics.declaration import HEADINGS
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary


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
        put(graph, node, DCTERMS.title, Value(clean(source.title), lang=catalog.languages[0]))
        if source.publisher in catalog.agents:
            put(graph, node, DCTERMS.publisher, agent_iri(catalog.agents[source.publisher], uris))
        put(graph, node, FOAF.page, URIRef(source.url) if "://" in source.url else None)
        put(graph, node, DCTERMS.date, when(source.retrieved))
        put(graph, node, DCTERMS.identifier, Value(f"sha256:{source.sha256}") if source.sha256 else None)
        put(graph, node, RDFS.comment, *tagged(source.note))
    return iri


def _made(dataset: Dataset) -> Text:
    return tell("Compilation of {title}, version {number}", title=dataset.title, number=dataset.version)


def declaration_to_rdf(dataset: Dataset, graph: Graph, uris: Uris) -> list[URIRef]:
    """dqv:QualityAnnotation a heading of the declaration on the page of a dataset whose time is known."""
    if dataset.temporal is None:
        return []
    found = []
    for dimension in HEADINGS:
        node = URIRef(uris.id("annotation", f"{dataset.name}.{dimension}"))
        put(graph, node, RDF.type, DQV.QualityAnnotation)
        put(graph, node, OA.hasTarget, URIRef(uris.id("dataset", dataset.name)))
        put(graph, node, OA.hasBody, URIRef(f"{uris.file(f'data/{dataset.name}')}#kvalitet-{dimension}"))
        put(graph, node, OA.motivatedBy, DQV.qualityAssessment)
        put(graph, node, DQV.inDimension, URIRef(uris.id("metric", dimension)))
        found.append(node)
    return found


def measured(dataset: Dataset, vocabulary: Vocabulary) -> dict[str, float]:
    """Metric to value: what ``vocab/cube.ttl`` defines, of what is known.

    Coverage, missing and suppressed are percent of the areas expected over all indicators and periods; comparable is
    percent of the indicators; lag is days from the end of the last period until its latest source was retrieved.
    """
    found: dict[str, float] = {}
    if expected := sum(q.areas_expected for q in dataset.quality):
        found["coverage"] = 100 * sum(q.areas_with_value for q in dataset.quality) / expected
        found["missing"] = 100 * sum(q.areas_missing for q in dataset.quality) / expected
        found["suppressed"] = 100 * sum(q.areas_suppressed for q in dataset.quality) / expected
    known = [vocabulary.indicators[id] for id in dataset.indicators if id in vocabulary.indicators]
    if known:
        whole = [one for one in known if all(v.comparability is not Comparability.NONE for v in one.in_order[1:])]
        found["comparable"] = 100 * len(whole) / len(known)
    retrieved = max((source.retrieved for source in dataset.sources), default="")
    if known and dataset.temporal and retrieved:
        ended = date.fromisoformat(Period.parse(dataset.temporal[1]).end)
        if (lag := (date.fromisoformat(retrieved[:10]) - ended).days) >= 0:
            found["lag"] = lag
    return found


def quality_to_rdf(dataset: Dataset, vocabulary: Vocabulary, graph: Graph, uris: Uris) -> list[URIRef]:
    """dqv:QualityMeasurement over the whole dataset, of each metric that is known of it."""
    found = []
    for metric, value in measured(dataset, vocabulary).items():
        node = URIRef(uris.id("measurement", f"{dataset.name}.{metric}"))
        put(graph, node, RDF.type, DQV.QualityMeasurement)
        put(graph, node, DQV.isMeasurementOf, URIRef(uris.id("metric", metric)))
        put(graph, node, DQV.computedOn, URIRef(uris.id("dataset", dataset.name)))
        put(graph, node, DQV.value, Value(f"{value:.1f}", datatype=XSD.decimal))
        found.append(node)
    return found
