"""A dataset read back from its DCAT description: what :mod:`publisher.catalog` writes, the other way.

Shows that nothing was lost on the way, and what DCAT has no place for (:data:`LOST`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from rdflib import DCTERMS, FOAF, PROV, RDFS, Graph, URIRef
from rdflib import Literal as Value
from rdflib.term import Node

from publisher.model import Catalog, Contact, Dataset, Distribution, Source, Text, Version
from publisher.rdf.authority import ADMS, DCAT, FORMAT, IANA, NAL, STANDARDS, VCARD
from publisher.rdf.parties import agent_iri
from publisher.uris import Uris

#: Fields of a dataset that its DCAT description does not carry, and why.
LOST: Mapping[str, str] = {
    "tables": "columns are in the Table Schema that dcterms:conformsTo names",
    "versions": "only the current version is described",
    "quality": "only sums over the dataset are measured",
    "indicators": "linked from the vocabulary, not from the catalogue",
    "area_kinds": "no property says which kinds of areas are covered",
    "accepted": "warnings accepted in writing are the package's",
    "demonstration": "nothing that is a demonstration is published",
}


def dataset_from_rdf(graph: Graph, name: str, catalog: Catalog, uris: Uris) -> Dataset:
    """The dataset that a catalogue describes, but for the fields in :data:`LOST`.

    Args:
        graph: the catalogue and its background (:func:`publisher.catalog.background_graph`).
        name: key of the dataset's IRI.
        catalog: agents and licences by key; their IRIs are made again to find the keys.
        uris: the public base.
    """
    iri = URIRef(uris.id("dataset", name))
    agents = {str(agent_iri(agent, uris)): agent.key for agent in catalog.agents.values()}
    licences = {uris.licence(licence): key for key, licence in catalog.licences.items()}
    distributions = [_distribution(graph, node, name, uris) for node in _iris(graph, iri, DCAT.distribution)]
    licence = next(
        (str(o) for d in _iris(graph, iri, DCAT.distribution) for o in graph.objects(d, DCTERMS.license)), ""
    )
    series = graph.value(iri, DCAT.inSeries)
    return Dataset(
        name=name,
        id=_text(graph, iri, DCTERMS.identifier),
        title=_texts(graph, iri, DCTERMS.title),
        description=_texts(graph, iri, DCTERMS.description),
        keywords=_keywords(graph, iri),
        themes=sorted(_code(o) for o in graph.objects(iri, DCAT.theme)),
        publisher=agents[_text(graph, iri, DCTERMS.publisher)],
        creators=_creators(graph, iri, agents),
        contact=_contact(graph, iri, name, uris),
        licence=licences[licence],
        rights=_texts(graph, URIRef(uris.id("rights", name)), RDFS.label),
        temporal=_temporal(graph, iri, uris),
        frequency=_code(graph.value(iri, DCTERMS.accrualPeriodicity)),
        issued=_text(graph, iri, DCTERMS.issued),
        modified=_text(graph, iri, DCTERMS.modified),
        next_release=_text(graph, iri, URIRef(uris.id("term", "nextRelease"))) or None,
        versions=(
            Version(
                number=_text(graph, iri, DCAT.version),
                date=_made(graph, iri),
                notes=_texts(graph, iri, ADMS.versionNotes),
            ),
        ),
        sources=_sources(graph, iri, name, agents, uris),
        distributions=sorted(distributions, key=lambda d: d.key),
        series=_key(series, uris, "series") if series is not None else None,
        landing_page=_text(graph, iri, DCAT.landingPage).removeprefix(uris.base + "/"),
    )


def _distribution(graph: Graph, node: URIRef, name: str, uris: Uris) -> Distribution:
    standard = graph.value(node, DCTERMS.conformsTo)
    size = graph.value(node, DCAT.byteSize)
    return Distribution(
        key=_key(node, uris, "distribution").removeprefix(f"{name}."),
        title=_texts(graph, node, DCTERMS.title),
        description=_texts(graph, node, DCTERMS.description),
        path=unquote(_text(graph, node, DCAT.downloadURL).removeprefix(uris.base + "/")),
        format=_code(graph.value(node, FORMAT)),
        media_type=_text(graph, node, DCAT.mediaType).removeprefix(IANA),
        bytes=int(str(size)) if size is not None else None,
        sha256=_text(graph, node, URIRef(uris.id("term", "sha256"))) or None,
        conforms_to=_standard(standard, uris) if standard is not None else None,
        modified=_text(graph, node, DCTERMS.modified) or None,
    )


def _standard(node: Node, uris: Uris) -> str:
    known = {address: key for key, (address, _) in STANDARDS.items()}
    return known.get(str(node)) or _key(node, uris, "standard")


def _sources(graph: Graph, iri: URIRef, name: str, agents: Mapping[str, str], uris: Uris) -> list[Source]:
    found = []
    for node in _iris(graph, iri, PROV.wasGeneratedBy, PROV.used):
        found.append(
            Source(
                id=_key(node, uris, "source").removeprefix(f"{name}."),
                title=_text(graph, node, DCTERMS.title),
                publisher=agents.get(_text(graph, node, DCTERMS.publisher), ""),
                url=_text(graph, node, FOAF.page),
                retrieved=_text(graph, node, DCTERMS.date),
                sha256=_text(graph, node, DCTERMS.identifier).removeprefix("sha256:"),
                note=_texts(graph, node, RDFS.comment),
            )
        )
    return sorted(found, key=lambda source: source.id)


def _contact(graph: Graph, iri: URIRef, name: str, uris: Uris) -> Contact | None:
    node = graph.value(iri, DCAT.contactPoint)
    if node != URIRef(uris.id("contact", name)):
        return None
    assert isinstance(node, URIRef)
    return Contact(
        name=_texts(graph, node, VCARD.fn),
        email=_text(graph, node, VCARD.hasEmail).removeprefix("mailto:") or None,
        url=_text(graph, node, VCARD.hasURL) or None,
    )


def _creators(graph: Graph, iri: URIRef, agents: Mapping[str, str]) -> list[str]:
    first = [agents[str(o)] for o in graph.objects(iri, DCTERMS.creator)]
    return first + sorted(
        agents[str(o)] for o in graph.objects(iri, DCTERMS.contributor) if agents[str(o)] not in first
    )


def _keywords(graph: Graph, iri: URIRef) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in sorted(o for o in graph.objects(iri, DCAT.keyword) if isinstance(o, Value)):
        found.setdefault(word.language or "", []).append(str(word))
    return found


def _temporal(graph: Graph, iri: URIRef, uris: Uris) -> tuple[str, str] | None:
    node = graph.value(iri, DCTERMS.temporal)
    if node is None:
        return None
    first, _, last = _key(node, uris, "period").partition("--")
    return first, last or first


def _made(graph: Graph, iri: URIRef) -> str:
    return next((_text(graph, node, DCTERMS.date) for node in _iris(graph, iri, PROV.wasGeneratedBy)), "")


def _iris(graph: Graph, start: URIRef, *path: URIRef) -> list[URIRef]:
    nodes: Iterable[Any] = [start]
    for predicate in path:
        nodes = [o for node in nodes for o in graph.objects(node, predicate)]
    return sorted(node for node in nodes if isinstance(node, URIRef))


def _text(graph: Graph, node: Node, predicate: URIRef) -> str:
    return str(graph.value(node, predicate) or "")


def _texts(graph: Graph, node: Node, predicate: URIRef) -> Text:
    return {o.language or "": str(o) for o in graph.objects(node, predicate) if isinstance(o, Value)}


def _code(node: Node | None) -> str:
    return str(node or "").removeprefix(NAL).rpartition("/")[2]


def _key(node: Node, uris: Uris, kind: str) -> str:
    return unquote(str(node).removeprefix(uris.id(kind, "")))
