"""Catalogue, series, datasets, distributions and services as DCAT-AP-SE 3.0.1, which is DCAT-AP 3.0.1 too.

One function a noun, a line a property, in the order of the profile's tables:
https://docs.dataportal.se/dcat/3.0.1/en/ and https://semiceu.github.io/DCAT-AP/releases/3.0.1/.
Every node has an IRI; texts carry their language; nothing here knows the web or the clock.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import DCTERMS, FOAF, PROV, RDF, SKOS, XSD, Graph, URIRef
from rdflib import Literal as Value

from publisher.model import Catalog, Dataset, Distribution, Period, Series
from publisher.rdf import authority
from publisher.rdf.authority import (
    ADMS,
    CC0,
    DCAT,
    DCATAP,
    DQV,
    FORMAT,
    SDMX_ATTRIBUTE,
    SDMX_DIMENSION,
    STATDCAT,
    concept,
)
from publisher.rdf.parties import (
    agent_iri,
    agent_to_rdf,
    contact_iri,
    contact_to_rdf,
    licence_iri,
    licence_to_rdf,
    page,
    period_to_rdf,
    put,
    rights_to_rdf,
    spoken_in,
    standard_to_rdf,
    tagged,
    when,
)
from publisher.rdf.provenance import declaration_to_rdf, lineage_to_rdf, quality_to_rdf
from publisher.rdf.services import SERVICES, service_to_rdf
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary


def header_graph(catalog: Catalog, vocabulary: Vocabulary, uris: Uris) -> Graph:
    """What all datasets share: the catalogue itself, series, services, agents, contact, licences, standards."""
    graph = Graph()
    catalog_to_rdf(catalog, graph, uris)
    for series in sorted(catalog.series.values(), key=lambda s: s.key):
        members = [d for d in catalog.datasets if d.series == series.key]
        if members:
            series_to_rdf(series, members, catalog, graph, uris)
    for service in SERVICES:
        service_to_rdf(service, catalog, graph, uris)
    for agent in catalog.agents.values():
        agent_to_rdf(agent, graph, uris)
    contact_to_rdf(catalog.contact, "utgivare", graph, uris)
    for licence in catalog.licences.values():
        licence_to_rdf(licence, graph, uris)
    for key in sorted(set(vocabulary.tables) | set(authority.STANDARDS)):
        standard_to_rdf(key, vocabulary, graph, uris)
    return spoken_in(graph, catalog.languages)


def dataset_graph(dataset: Dataset, catalog: Catalog, vocabulary: Vocabulary, uris: Uris) -> Graph:
    """One dataset with everything that belongs to it alone and is harvested: distributions, period, rights, quality."""
    graph = Graph()
    dataset_to_rdf(dataset, catalog, vocabulary, graph, uris)
    for distribution in dataset.distributions:
        distribution_to_rdf(distribution, dataset, catalog, graph, uris)
    rights_to_rdf(dataset, catalog, graph, uris)
    return spoken_in(graph, catalog.languages)


def background_graph(catalog: Catalog, uris: Uris) -> Graph:
    """What is told under ``/id/…`` and in SPARQL, but not harvested: how and by whom each dataset was made, each file's
    status.

    All three are optional in DCAT-AP 3.0.1, and a CKAN with ckanext-dcat 2.4.4 refuses the dataset that has them:
    ``prov:wasGeneratedBy`` becomes a field that a plain CKAN has no schema for; its recommended schema has no field for
    ``dcterms:creator`` and does not know the list from which DCAT-AP takes ``adms:status``. In what is harvested the
    makers are contributors, and the rights name them.
    """
    graph = Graph()
    for dataset in catalog.described:
        iri = URIRef(uris.id("dataset", dataset.name))
        put(graph, iri, PROV.wasGeneratedBy, lineage_to_rdf(dataset, catalog, graph, uris))
        makers = [agent_iri(catalog.agents[key], uris) for key in dataset.creators]
        put(graph, iri, DCTERMS.creator, *makers[:1])  # the Swedish profile allows one
        for distribution in dataset.distributions:
            node = URIRef(uris.distribution(dataset.name, distribution.key))
            put(graph, node, ADMS.status, concept("distribution-status", "COMPLETED"))
    return spoken_in(graph, catalog.languages)


def catalog_to_rdf(catalog: Catalog, graph: Graph, uris: Uris) -> URIRef:
    """dcat:Catalog, in the order of DCAT-AP-SE 3.0.1, "Catalog"."""
    iri = URIRef(uris.id("catalog", catalog.key))
    series = {d.series for d in catalog.datasets if d.series in catalog.series}
    members = [uris.id("dataset", d.name) for d in catalog.described]
    members += [uris.id("series", key) for key in sorted(s for s in series if s)]
    put(graph, iri, RDF.type, DCAT.Catalog)
    put(graph, iri, DCTERMS.title, *tagged(catalog.title))
    put(graph, iri, DCTERMS.description, *tagged(catalog.description))
    put(graph, iri, DCTERMS.publisher, agent_iri(catalog.agents[catalog.publisher], uris))
    put(graph, iri, DCTERMS.license, URIRef(CC0))
    put(graph, iri, DCAT.dataset, *map(URIRef, members))
    put(graph, iri, DCAT.service, *(URIRef(uris.id("service", s.key)) for s in SERVICES))
    put(graph, iri, DCTERMS.issued, when(catalog.issued or min((d.issued for d in catalog.datasets), default="")))
    put(graph, iri, DCTERMS.modified, when(catalog.modified or max((d.modified for d in catalog.datasets), default="")))
    put(graph, iri, DCTERMS.language, *languages(catalog))
    put(graph, iri, FOAF.homepage, page(graph, catalog.homepage or uris.file("")))
    put(graph, iri, DCTERMS.spatial, *country(catalog))
    put(graph, iri, DCAT.themeTaxonomy, authority.scheme("data-theme"))
    put(graph, iri, DCAT.contactPoint, contact_iri("utgivare", uris))
    return iri


def languages(catalog: Catalog) -> list[URIRef]:
    """The languages everything is told in, as the EU's list has them."""
    return [concept("language", authority.LANGUAGES[code]) for code in catalog.languages if code in authority.LANGUAGES]


def country(catalog: Catalog) -> list[URIRef]:
    """The country that the figures are of; none when the site names none."""
    return [concept("country", catalog.country)] if catalog.country else []


def series_to_rdf(series: Series, members: Sequence[Dataset], catalog: Catalog, graph: Graph, uris: Uris) -> URIRef:
    """dcat:DatasetSeries, in the order of DCAT-AP-SE 3.0.1; what members share is said alike on both."""
    iri = URIRef(uris.id("series", series.key))
    spans = [d.temporal for d in members if d.temporal]
    put(graph, iri, RDF.type, DCAT.DatasetSeries)
    put(graph, iri, DCTERMS.title, *tagged(series.title))
    put(graph, iri, DCTERMS.description, *tagged(series.description))
    put(graph, iri, DCTERMS.publisher, agent_iri(catalog.agents[catalog.publisher], uris))
    put(graph, iri, DCAT.contactPoint, contact_iri("utgivare", uris))
    put(graph, iri, DCTERMS.spatial, *country(catalog))
    put(graph, iri, DCAT.keyword, *(word for d in members for word in keywords(d)))
    put(graph, iri, DCAT.theme, *(concept("data-theme", code) for d in members for code in d.themes))
    put(graph, iri, DCTERMS.conformsTo, *(main_standard(d, uris) for d in members))
    put(graph, iri, DCTERMS.issued, when(min(d.issued for d in members)))
    put(graph, iri, DCTERMS.modified, when(max(d.modified for d in members)))
    if spans:
        span = (min(first for first, _ in spans), max(last for _, last in spans))
        put(graph, iri, DCTERMS.temporal, period_to_rdf(*span, graph, uris))
    put(graph, iri, DCTERMS.accrualPeriodicity, concept("frequency", "IRREG"))
    put(graph, iri, DCAT.landingPage, page(graph, uris.file("data")))
    return iri


def dataset_to_rdf(dataset: Dataset, catalog: Catalog, vocabulary: Vocabulary, graph: Graph, uris: Uris) -> URIRef:
    """dcat:Dataset, in the order of DCAT-AP-SE 3.0.1, then what StatDCAT-AP 1.0.1 adds."""
    iri = URIRef(uris.id("dataset", dataset.name))
    creators = [agent_iri(catalog.agents[key], uris) for key in dataset.creators]
    put(graph, iri, RDF.type, DCAT.Dataset)
    put(graph, iri, DCTERMS.title, *tagged(dataset.title))
    put(graph, iri, DCTERMS.description, *tagged(dataset.description))
    put(graph, iri, DCTERMS.publisher, agent_iri(catalog.agents[dataset.publisher], uris))
    put(graph, iri, DCAT.contactPoint, contact_iri("utgivare" if dataset.contact is None else dataset.name, uris))
    if dataset.contact is not None:
        contact_to_rdf(dataset.contact, dataset.name, graph, uris)
    put(graph, iri, DCAT.keyword, *keywords(dataset))
    put(graph, iri, DCAT.theme, *(concept("data-theme", code) for code in dataset.themes))
    put(graph, iri, DCTERMS.spatial, *country(catalog))
    if dataset.temporal:
        put(graph, iri, DCTERMS.temporal, period_to_rdf(*dataset.temporal, graph, uris))
    put(graph, iri, DCAT.distribution, *(URIRef(uris.distribution(dataset.name, d.key)) for d in dataset.distributions))
    put(graph, iri, DCTERMS.issued, when(dataset.issued))
    put(graph, iri, DCTERMS.accessRights, concept("access-right", "PUBLIC"))
    put(graph, iri, DCTERMS.conformsTo, main_standard(dataset, uris))
    put(graph, iri, DCTERMS.identifier, Value(dataset.id))
    put(graph, iri, ADMS.identifier, *doi_to_rdf(dataset, graph))
    put(graph, iri, DCTERMS.contributor, *creators)
    put(graph, iri, DCTERMS.modified, when(dataset.modified))
    put(graph, iri, DCAT.version, Value(dataset.version))
    put(graph, iri, DCTERMS.accrualPeriodicity, concept("frequency", dataset.frequency))
    if dataset.temporal:
        resolution = authority.RESOLUTIONS[Period.parse(dataset.temporal[0]).kind]
        put(graph, iri, DCAT.temporalResolution, Value(resolution, datatype=XSD.duration))
    put(graph, iri, DCTERMS.language, *languages(catalog))
    put(graph, iri, DCAT.landingPage, page(graph, uris.landing_page(dataset)))
    put(graph, iri, ADMS.versionNotes, *tagged(dataset.versions[0].notes))
    put(graph, iri, FOAF.page, page(graph, uris.file("metod")))
    if dataset.series in catalog.series:
        put(graph, iri, DCAT.inSeries, URIRef(uris.id("series", str(dataset.series))))
    put(graph, iri, URIRef(uris.id("term", "nextRelease")), when(dataset.next_release))
    put(graph, iri, DQV.hasQualityMeasurement, *quality_to_rdf(dataset, vocabulary, graph, uris))
    put(graph, iri, DQV.hasQualityAnnotation, *declaration_to_rdf(dataset, graph, uris))
    statistics_to_rdf(dataset, vocabulary, graph, uris)
    return iri


def doi_to_rdf(dataset: Dataset, graph: Graph) -> list[URIRef]:
    """The dataset's DOI as an adms:Identifier, in the form that resolves. https://www.w3.org/TR/vocab-adms/"""
    if not dataset.doi:
        return []
    iri = URIRef(f"https://doi.org/{dataset.doi}")
    put(graph, iri, RDF.type, ADMS.Identifier)
    put(graph, iri, SKOS.notation, Value(str(iri), datatype=XSD.anyURI))
    put(graph, iri, ADMS.schemaAgency, Value("International DOI Foundation"))
    return [iri]


def statistics_to_rdf(dataset: Dataset, vocabulary: Vocabulary, graph: Graph, uris: Uris) -> None:
    """StatDCAT-AP 1.0.1: which dimensions, attributes and units the figures have."""
    if not dataset.indicators:
        return
    iri = URIRef(uris.id("dataset", dataset.name))
    known = [vocabulary.indicators[i] for i in dataset.indicators if i in vocabulary.indicators]
    units = sorted({one.unit for indicator in known for one in indicator.scales})
    put(graph, iri, DCTERMS.type, concept("dataset-type", "STATISTICAL"))
    put(graph, iri, STATDCAT.dimension, SDMX_DIMENSION.refArea, SDMX_DIMENSION.refPeriod, SDMX_DIMENSION.sex)
    put(graph, iri, STATDCAT.dimension, URIRef(uris.id("term", "indicator")), URIRef(uris.id("term", "breakdown")))
    put(graph, iri, STATDCAT.attribute, SDMX_ATTRIBUTE.unitMeasure, SDMX_ATTRIBUTE.obsStatus)
    put(graph, iri, STATDCAT.statUnitMeasure, *(URIRef(uris.id("concept", f"unit.{unit}")) for unit in units))


def distribution_to_rdf(
    distribution: Distribution, dataset: Dataset, catalog: Catalog, graph: Graph, uris: Uris
) -> URIRef:
    """dcat:Distribution, in the order of DCAT-AP-SE 3.0.1; the licence stands here and nowhere else."""
    iri = URIRef(uris.distribution(dataset.name, distribution.key))
    address = URIRef(uris.file(distribution.path))
    put(graph, iri, RDF.type, DCAT.Distribution)
    put(graph, iri, DCAT.accessURL, address)
    put(graph, iri, FORMAT, file_type(distribution.format, graph))
    put(graph, iri, DCTERMS.description, *tagged(distribution.description))
    put(graph, iri, DCATAP.availability, concept("planned-availability", "STABLE"))
    put(graph, iri, DCTERMS.license, licence_iri(catalog.licences[dataset.licence], uris))
    put(graph, iri, DCTERMS.title, *tagged(distribution.title))
    put(graph, iri, DCTERMS.language, *languages(catalog))
    put(graph, iri, DCAT.downloadURL, address)
    if distribution.conforms_to is not None:
        put(graph, iri, DCTERMS.conformsTo, standard_to_rdf(distribution.conforms_to, None, graph, uris))
    if distribution.bytes is not None:
        put(graph, iri, DCAT.byteSize, Value(str(distribution.bytes), datatype=XSD.nonNegativeInteger))
    put(graph, iri, DCTERMS.issued, when(dataset.issued))
    put(graph, iri, DCTERMS.modified, when(distribution.modified or dataset.modified))
    put(graph, iri, DCTERMS.rights, URIRef(uris.id("rights", dataset.name)))
    if distribution.sha256:
        put(graph, iri, URIRef(uris.id("term", "sha256")), Value(distribution.sha256))
    put(graph, iri, DCAT.mediaType, media_type(distribution.media_type, graph))
    if distribution.path.endswith(".gz"):
        put(graph, iri, DCAT.compressFormat, media_type("application/gzip", graph))
    if distribution.path.endswith(".zip"):
        put(graph, iri, DCAT.packageFormat, media_type("application/zip", graph))
    return iri


def file_type(code: str, graph: Graph) -> URIRef:
    """The IRI of a code of the EU's file types; one that harvesters' copies of the list often lack is told of."""
    iri = concept("file-type", code)
    if code == "BIN":
        put(graph, iri, RDF.type, DCTERMS.MediaTypeOrExtent)
        put(graph, iri, SKOS.inScheme, authority.scheme("file-type"))
    return iri


def media_type(name: str, graph: Graph) -> URIRef:
    """The IANA IRI of a media type, typed as the range shapes want it: no harvester loads IANA's list."""
    iri = authority.media_type(name)
    put(graph, iri, RDF.type, DCTERMS.MediaType)
    return iri


def keywords(dataset: Dataset) -> list[Value]:
    """The dataset's keywords, one literal each, with their language."""
    return [word for language, words in dataset.keywords.items() for text in words for word in tagged({language: text})]


def main_standard(dataset: Dataset, uris: Uris) -> URIRef | None:
    """What the dataset's main table conforms to: our Table Schema's IRI; None when it has no table."""
    names = [table.name for table in dataset.tables]
    if not names:
        return None
    return URIRef(uris.id("standard", "observations" if "observations" in names else names[0]))
