"""The catalogue says what the profile asks for, in IRIs that stay."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import rdflib
from hand_made import URIS, catalog, dataset, distribution, vocabulary
from rdflib import DCTERMS, PROV, RDF, XSD, Literal, URIRef
from worlds import catalog_graph, some

from publisher.catalog import background_graph, dataset_graph, header_graph
from publisher.model import AgentSince
from publisher.rdf.authority import ADMS, DCAT, DCATAP, ODRS, VCARD


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return catalog_graph(catalog(), vocabulary(), URIS)


def iri(kind: str, key: str) -> URIRef:
    return URIRef(URIS.id(kind, key))


def test_no_blank_nodes(graph: rdflib.Graph) -> None:
    assert [term for triple in graph for term in triple if isinstance(term, rdflib.BNode)] == []


def test_every_text_says_its_language(graph: rdflib.Graph) -> None:
    texts = (DCTERMS.title, DCTERMS.description, DCAT.keyword)
    assert all(o.language in {"sv", "en"} for p in some(texts) for o in graph.objects(None, p))


def test_every_node_of_ours_that_is_pointed_at_is_described(graph: rdflib.Graph) -> None:
    described = set(graph.subjects())
    elsewhere = re.compile(r"https://data\.example\.se/id/(concept|metric|term)/")  # the vocabulary's
    ours = {o for o in graph.objects() if str(o).startswith(URIS.base + "/id/") and not elsewhere.match(str(o))}
    assert set() == ours - described


def test_a_distribution_says_format_and_media_type_by_iri(graph: rdflib.Graph) -> None:
    node = iri("distribution", "larm.observations-csv")
    assert str(graph.value(node, DCTERMS["format"])) == "http://publications.europa.eu/resource/authority/file-type/CSV"
    assert str(graph.value(node, DCAT.mediaType)) == "https://www.iana.org/assignments/media-types/text/csv"
    assert Literal("300", datatype=XSD.nonNegativeInteger) == graph.value(node, DCAT.byteSize)
    assert (node, DCATAP.availability, None) in graph


def test_a_standard_licence_keeps_its_iri_and_other_terms_get_a_document_of_ours(graph: rdflib.Graph) -> None:
    assert (
        str(graph.value(iri("distribution", "larm.zip"), DCTERMS.license))
        == "http://creativecommons.org/publicdomain/zero/1.0/"
    )
    terms = graph.value(iri("distribution", "villkorad.zip"), DCTERMS.license)
    assert iri("licence", "villkor") == terms
    assert (terms, RDF.type, DCTERMS.LicenseDocument) in graph


def test_licences_stand_on_distributions_and_cc0_on_the_catalogue_only(graph: rdflib.Graph) -> None:
    kinds = {kind for s in graph.subjects(DCTERMS.license) for kind in graph.objects(s, RDF.type)}
    assert {DCAT.Catalog, DCAT.Distribution} == kinds


def test_the_catalogue_is_its_header_and_its_datasets() -> None:
    world, words = catalog(), vocabulary()
    parts = header_graph(world, words, URIS)
    for one in world.datasets:
        parts += dataset_graph(one, world, words, URIS)
    assert set(parts) == set(catalog_graph(world, words, URIS))


def test_series_and_members_point_at_each_other_through_the_catalogue(graph: rdflib.Graph) -> None:
    series = iri("series", "e-halsa")
    assert [iri("dataset", "larm")] == list(graph.subjects(DCAT.inSeries, series))
    assert (iri("catalog", "ehalsa"), DCAT.dataset, series) in graph
    assert [DCAT.DatasetSeries] == list(graph.objects(series, RDF.type))


def test_a_dataset_has_one_creator(graph: rdflib.Graph) -> None:
    said = graph + background_graph(catalog(), URIS)
    assert [iri("agent", "myndigheten")] == list(said.objects(iri("dataset", "larm"), DCTERMS.creator))


def test_nothing_is_claimed_that_is_not_so(graph: rdflib.Graph) -> None:
    text = " ".join(str(term) for triple in graph for term in triple)
    for claim in ("hvdCategory", "applicableLegislation", "healthdataportal", "spdx.org", "adms#identifier"):
        assert claim not in text


def test_the_identifier_and_not_the_title_makes_the_iri() -> None:
    renamed = dataset(title={"sv": "Nytt namn", "en": "New name"})
    new = dataset_graph(renamed, catalog(), vocabulary(), URIS)
    assert (iri("dataset", "larm"), DCTERMS.identifier, Literal(renamed.id)) in new


def test_an_unknown_code_is_refused_and_the_known_are_named() -> None:
    wrong = catalog(dataset(distributions=(distribution(format="SQLITE"),)))
    with pytest.raises(ValueError, match=r"'SQLITE' is not in the EU list 'file-type'.*CSV"):
        catalog_graph(wrong, vocabulary(), URIS)


def test_an_agent_with_an_organisation_number_gets_the_iri_that_portals_merge_by() -> None:
    world = catalog()
    agency = replace(world.agents["myndigheten"], identifier="202100-0000")
    graph = header_graph(replace(world, agents={**world.agents, "myndigheten": agency}), vocabulary(), URIS)
    assert (URIRef("http://dataportal.se/organisation/SE2021000000"), RDF.type, None) in graph


def test_an_agent_is_called_what_it_is_called_on_the_day() -> None:
    moved = AgentSince(since="2027-01-01", source="https://example.org/", name={"sv": "Ny", "en": "New"})
    task = AgentSince(since="2026-06-01", source="https://example.org/", role={"sv": "Fler", "en": "More"})
    agency = replace(catalog().agents["myndigheten"], dated=(moved, task))
    days = [agency.at(day) for day in ("2026-05-31", "2026-06-01", "2027-01-01")]
    assert [agency.name, agency.name, moved.name] == [agent.name for agent in days]
    assert [agency.role, task.role, task.role] == [agent.role for agent in days]


def test_what_a_harvester_refuses_is_told_beside_what_is_harvested(graph: rdflib.Graph) -> None:
    """ckanext-dcat 2.4.4: the properties, each optional, for which a CKAN refuses the whole dataset."""
    background = background_graph(catalog(), URIS)
    for predicate in (PROV.wasGeneratedBy, ADMS.status, DCTERMS.creator):
        assert (None, predicate, None) not in graph
        assert (None, predicate, None) in background
    assert {iri("dataset", "larm"), iri("dataset", "villkorad")} == set(background.subjects(PROV.wasGeneratedBy))
    assert set(graph.subjects(RDF.type, DCAT.Distribution)) == set(background.subjects(ADMS.status))


def test_a_contact_has_exactly_one_type(graph: rdflib.Graph) -> None:
    contacts = set(graph.objects(None, DCAT.contactPoint))
    assert [[VCARD.Organization]] * len(contacts) == [list(graph.objects(node, RDF.type)) for node in contacts]
    assert contacts


def test_rights_say_whom_to_credit_in_the_words_the_terms_prescribe_else_by_name(graph: rdflib.Graph) -> None:
    def credit(name: str) -> set[tuple[str, str | None]]:
        said = graph.objects(iri("rights", name), ODRS.attributionText)
        return {(str(text), text.language) for text in said if isinstance(text, Literal)}

    assert {
        ("Källa: Myndigheten, Kolada", "sv"),
        ("Source: The authority, Kolada", "en"),
    } == credit("larm")
    assert {("Källa: Villkoret", "sv"), ("Källa: Villkoret", "en")} == credit("villkorad")
    for node in graph.objects(None, DCTERMS.rights):
        assert {DCTERMS.RightsStatement, ODRS.RightsStatement} == set(graph.objects(node, RDF.type))
        assert graph.value(node, ODRS.attributionURL) is not None


def test_a_series_spans_its_datasets_and_is_as_old_as_the_oldest_and_as_new_as_the_newest() -> None:
    early = dataset("tidig", temporal=("2008", "2019"), issued="2025-02-01", modified="2025-03-01")
    late = dataset("sen", temporal=("2015-Q1", "2023-Q2"), issued="2026-01-01", modified="2026-04-01")
    for datasets in ((early, late), (late, early)):
        graph = catalog_graph(catalog(*datasets), vocabulary(), URIS)
        series = iri("series", "e-halsa")
        span = graph.value(series, DCTERMS.temporal)
        assert str(graph.value(span, DCAT.startDate)) == "2008-01-01"
        assert str(graph.value(span, DCAT.endDate)) == "2023-06-30"
        assert str(graph.value(series, DCTERMS.issued)).startswith("2025-02-01")
        assert str(graph.value(series, DCTERMS.modified)).startswith("2026-04-01")
        assert set(graph.subjects(DCAT.inSeries, series)) == {iri("dataset", "tidig"), iri("dataset", "sen")}
        whole = iri("catalog", "ehalsa")
        assert str(graph.value(whole, DCTERMS.issued)).startswith("2025-02-01")
        assert str(graph.value(whole, DCTERMS.modified)).startswith("2026-04-01")


def test_a_distribution_is_issued_with_its_dataset_and_modified_when_it_was_written() -> None:
    told = dataset(distributions=(distribution(), distribution("zip", modified="2026-11-19")))
    graph = catalog_graph(catalog(told), vocabulary(), URIS)
    for key, modified in (("larm.observations-csv", told.modified), ("larm.zip", "2026-11-19")):
        node = iri("distribution", key)
        assert str(graph.value(node, DCTERMS.issued)).startswith(told.issued)
        assert str(graph.value(node, DCTERMS.modified)).startswith(modified)
    assert told.issued != told.modified
