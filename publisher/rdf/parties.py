"""Agents, contacts, licences, rights, periods, standards and pages: what datasets point at, as RDF.

DCAT-AP-SE 3.0.1 wants each typed by the class of both profiles (``foaf:Organization`` and
``foaf:Agent``), because no harvester loads the ontologies that say one is the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import DCTERMS, FOAF, OWL, PROV, RDF, RDFS, XSD, Graph, URIRef
from rdflib import Literal as Value
from rdflib.term import Node

from publisher.model import LANGUAGES, Agent, Catalog, Contact, Dataset, Licence, Period, Text
from publisher.phrases import tell
from publisher.rdf import authority
from publisher.rdf.authority import DCAT, ODRS, VCARD
from publisher.rdf.serialise import clean
from publisher.uris import STANDARD_LICENCES, Uris
from publisher.vocabulary import Vocabulary


def put(graph: Graph, subject: URIRef, predicate: URIRef, *objects: Node | None) -> None:
    """Add a triple for every object that is there."""
    for thing in objects:
        if thing is not None:
            graph.add((subject, predicate, thing))


def tagged(text: Text) -> list[Value]:
    """A text as one literal a language, free of what XML cannot carry; empty texts are left out."""
    return [Value(clean(words), lang=language) for language, words in text.items() if words]


def spoken_in(graph: Graph, languages: Sequence[str]) -> Graph:
    """The graph without the texts in languages that a site is not told in, and without those that a language lacks.

    What a further language lacks is there in the words of another; tagged as its own it would be a lie.
    """
    for subject, predicate, thing in list(graph):
        if not isinstance(thing, Value) or (code := thing.language) is None:
            continue
        if code not in languages:
            away = code in LANGUAGES
        else:
            others = () if code in LANGUAGES else (*languages[: languages.index(code)], LANGUAGES[-1])
            away = code != languages[0] and any(
                other in languages and (subject, predicate, Value(str(thing), lang=other)) in graph for other in others
            )
        if away:
            graph.remove((subject, predicate, thing))
    return graph


def when(moment: str | None) -> Value | None:
    """The day of an ISO date or time, the first of a year: an xsd:date like every day we tell; None for nothing.

    A question that compares dates and years, or dates and times, loses the rows of one kind without a word.
    """
    return Value(Period.parse(moment[:10]).start, datatype=XSD.date) if moment else None


def page(graph: Graph, address: str) -> URIRef:
    """A web page, typed as the range shapes want it."""
    put(graph, URIRef(address), RDF.type, FOAF.Document)
    return URIRef(address)


def agent_iri(agent: Agent, uris: Uris) -> URIRef:
    """The agent's official IRI, by which portals merge agents, else the one we mint."""
    if agent.iri:
        return URIRef(agent.iri)
    if agent.identifier:
        return URIRef(f"http://dataportal.se/organisation/SE{agent.identifier.replace('-', '')}")
    return URIRef(uris.id("agent", agent.key))


def agent_to_rdf(agent: Agent, graph: Graph, uris: Uris) -> URIRef:
    """foaf:Agent, in the order of DCAT-AP-SE 3.0.1.

    The profile demands an ADMS type of every foaf:Agent. Of whom we know none, a newspaper that is the source
    of one figure, is only a prov:Agent; a publisher or creator without a type fails the shapes.
    """
    iri = agent_iri(agent, uris)
    put(graph, iri, RDF.type, PROV.Agent, *([FOAF.Agent, FOAF.Organization] if agent.type else []))
    put(graph, iri, FOAF.name, *tagged(agent.name))
    put(graph, iri, DCTERMS.type, authority.publisher_type(agent.type) if agent.type else None)
    put(graph, iri, DCTERMS.description, *tagged(agent.role))
    put(graph, iri, DCTERMS.identifier, Value(agent.identifier) if agent.identifier else None)
    put(graph, iri, FOAF.homepage, page(graph, agent.homepage) if agent.homepage else None)
    put(graph, iri, OWL.sameAs, *(URIRef(one) for one in (agent.ror, agent.orcid) if one))
    return iri


def agent_alias_to_rdf(agent: Agent, graph: Graph, uris: Uris) -> None:
    """Our own IRI of an agent that has an official one, so that it answers too."""
    own = URIRef(uris.id("agent", agent.key))
    if own != agent_iri(agent, uris):
        put(graph, own, RDF.type, FOAF.Agent, FOAF.Organization)
        put(graph, own, FOAF.name, *tagged(agent.name))
        put(graph, own, OWL.sameAs, agent_iri(agent, uris))


def contact_iri(key: str, uris: Uris) -> URIRef:
    """IRI of a contact: ``utgivare``, or the name of the dataset it is for. Never the publisher's own."""
    return URIRef(uris.id("contact", key))


def contact_to_rdf(contact: Contact, key: str, graph: Graph, uris: Uris) -> URIRef:
    """The contact, in the order of DCAT-AP-SE 3.0.1, which allows exactly one type: vcard:Organization.

    That one is a vcard:Kind, as DCAT-AP wants it, is said by the vCard ontology, which its validator loads.
    """
    iri = contact_iri(key, uris)
    put(graph, iri, RDF.type, VCARD.Organization)
    put(graph, iri, VCARD.fn, *tagged(contact.name))
    put(graph, iri, VCARD.hasEmail, URIRef(f"mailto:{contact.email}") if contact.email else None)
    put(graph, iri, VCARD.hasURL, page(graph, uris.resolve(contact.url)) if contact.url else None)
    return iri


def licence_iri(licence: Licence, uris: Uris) -> URIRef:
    """A standard licence's own IRI; for any other terms a licence document of ours."""
    return URIRef(uris.licence(licence))


def licence_to_rdf(licence: Licence, graph: Graph, uris: Uris) -> URIRef:
    """dcterms:LicenseDocument. A standard licence is only named; terms of a source are told in our words."""
    iri = licence_iri(licence, uris)
    put(graph, iri, RDF.type, DCTERMS.LicenseDocument)
    put(graph, iri, DCTERMS.title, *tagged(licence.title))
    put(graph, iri, DCTERMS.description, *tagged(licence.text))
    if licence.url not in STANDARD_LICENCES and licence.url:
        put(graph, iri, RDFS.seeAlso, URIRef(uris.resolve(licence.url)))
    return iri


def rights_to_rdf(dataset: Dataset, catalog: Catalog, graph: Graph, uris: Uris) -> URIRef:
    """dcterms:RightsStatement: what the source says about use and credit, else the licence in words; whom to credit.

    Typed as the Swedish template wants it too, with the text and the address of an attribution.
    http://schema.theodi.org/odrs
    """
    iri = URIRef(uris.id("rights", dataset.name))
    licence = catalog.licences[dataset.licence]
    put(graph, iri, RDF.type, DCTERMS.RightsStatement, ODRS.RightsStatement)
    put(graph, iri, RDFS.label, *tagged(dataset.rights or licence.text or licence.title))
    put(graph, iri, ODRS.attributionText, *tagged(licence.credit or credit(dataset, catalog)))
    put(graph, iri, ODRS.attributionURL, URIRef(uris.landing_page(dataset)))
    return iri


def credit(dataset: Dataset, catalog: Catalog) -> Text:
    """Who is named as the source where the terms prescribe no words: those who made the figures."""
    makers = [catalog.agents[key].name for key in dataset.creators or [dataset.publisher]]
    return {
        language: f"{word}: " + ", ".join(name.get(language) or next(iter(name.values())) for name in makers)
        for language, word in tell("Source").items()
    }


def period_key(first: str, last: str) -> str:
    """Key of a period's IRI: ``2022``, ``2013--2022``."""
    return first if first == last else f"{first}--{last}"


def period_to_rdf(first: str, last: str, graph: Graph, uris: Uris) -> URIRef:
    """dcterms:PeriodOfTime from the first day of one period to the last day of another."""
    iri = URIRef(uris.id("period", period_key(first, last)))
    put(graph, iri, RDF.type, DCTERMS.PeriodOfTime)
    put(graph, iri, RDFS.label, *tagged(dict.fromkeys(LANGUAGES, first if first == last else f"{first}–{last}")))
    put(graph, iri, DCAT.startDate, when(Period.parse(first).start))
    put(graph, iri, DCAT.endDate, when(Period.parse(last).end))
    return iri


def standard_to_rdf(key: str, vocabulary: Vocabulary | None, graph: Graph, uris: Uris) -> URIRef:
    """dcterms:Standard: one of :data:`publisher.rdf.authority.STANDARDS`, else a Table Schema of ours.

    Without a vocabulary only the IRI is given; the catalogue's header describes our schemas.
    """
    if key in authority.STANDARDS:
        address, name = authority.STANDARDS[key]
        put(graph, URIRef(address), RDF.type, DCTERMS.Standard)
        put(graph, URIRef(address), DCTERMS.title, Value(name, lang="en"))
        return URIRef(address)
    iri = URIRef(uris.id("standard", key))
    table = vocabulary.tables.get(key) if vocabulary is not None else None
    if table is not None:
        put(graph, iri, RDF.type, DCTERMS.Standard)
        put(graph, iri, DCTERMS.title, *tagged({lang: f"Table Schema: {text}" for lang, text in table.title.items()}))
        put(graph, iri, DCTERMS.description, *tagged(table.description))
        put(graph, iri, RDFS.seeAlso, URIRef(uris.file(f"vocab/{key}.schema.yaml")))
    return iri
