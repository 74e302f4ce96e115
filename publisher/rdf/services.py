"""The services that answer questions about all datasets, and dcat:DataService as DCAT-AP-SE 3.0.1 wants it.

https://docs.dataportal.se/dcat/3.0.1/en/
"""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import DCTERMS, FOAF, RDF, Graph, URIRef

from publisher.model import Catalog, Text
from publisher.phrases import tell
from publisher.rdf import authority
from publisher.rdf.authority import DCAT, FORMAT, concept
from publisher.rdf.parties import agent_iri, contact_iri, page, put, tagged
from publisher.uris import Uris

REST = URIRef("http://www.wikidata.org/entity/Q749568")


@dataclass(frozen=True, kw_only=True)
class Service:
    """An address that answers questions about all datasets."""

    key: str
    title: Text
    description: Text
    endpoint: str  #: path under the base URL
    endpoint_description: str
    format: str  #: code of the EU file-type list
    conforms_to: str  #: key of :data:`publisher.rdf.authority.STANDARDS`
    page: str  #: where a person reads about it


#: The titles contain "API", which is how dataportal.se tells an API from a file.
SERVICES = (
    Service(
        key="api",
        title=tell("Indicator API"),
        description=tell("Definitions, areas, observations, comparisons and revisions as JSON, CSV and other formats."),
        endpoint="api/v1",
        endpoint_description="schema/openapi.json",
        format="JSON",
        conforms_to="openapi",
        page="schema",
    ),
    Service(
        key="explore",
        title=tell("API for questions of your own in SQL (Datasette)"),
        description=tell("The whole database to read, sort and query, in a browser or as JSON."),
        endpoint="explore",
        endpoint_description="explore/-/databases.json",
        format="JSON",
        conforms_to="datasette",
        page="explore",
    ),
    Service(
        key="sparql",
        title=tell("SPARQL API"),
        description=tell(
            "The catalogue, the words and the observations as linked data, to be queried with SPARQL 1.1."
        ),
        endpoint="sparql",
        endpoint_description="void",
        format="JSON",
        conforms_to="sparql",
        page="sparql",
    ),
)


def service_to_rdf(service: Service, catalog: Catalog, graph: Graph, uris: Uris) -> URIRef:
    """dcat:DataService, in the order of DCAT-AP-SE 3.0.1. No licence: the datasets served differ in theirs."""
    iri = URIRef(uris.id("service", service.key))
    put(graph, iri, RDF.type, DCAT.DataService)
    put(graph, iri, DCTERMS.title, *tagged(service.title))
    put(graph, iri, DCAT.endpointURL, URIRef(uris.file(service.endpoint)))
    put(graph, iri, FORMAT, concept("file-type", service.format))
    put(graph, iri, DCAT.endpointDescription, URIRef(uris.file(service.endpoint_description)))
    put(graph, iri, DCAT.contactPoint, contact_iri("utgivare", uris))
    put(graph, iri, DCAT.keyword, *tagged(tell("indicators")))
    put(graph, iri, DCTERMS.accessRights, concept("access-right", "PUBLIC"))
    put(graph, iri, DCTERMS.publisher, agent_iri(catalog.agents[catalog.publisher], uris))
    put(graph, iri, DCAT.theme, *(concept("data-theme", code) for one in catalog.datasets for code in one.themes))
    put(graph, iri, DCTERMS.conformsTo, URIRef(authority.STANDARDS[service.conforms_to][0]))
    put(graph, iri, DCAT.servesDataset, *(URIRef(uris.id("dataset", d.name)) for d in catalog.datasets))
    put(graph, iri, DCTERMS.type, REST)
    put(graph, iri, DCTERMS.description, *tagged(service.description))
    put(graph, iri, FOAF.page, page(graph, uris.file(service.page)))
    return iri
