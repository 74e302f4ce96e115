"""A graph survives every form, and the same triples give the same bytes."""

from __future__ import annotations

import json

import pytest
import rdflib
from hand_made import URIS, catalog, vocabulary
from rdflib.compare import isomorphic
from worlds import catalog_graph, some

from publisher.rdf import serialise

RDFLIB_NAMES = {"rdf": "xml", "ttl": "turtle", "jsonld": "json-ld", "nt": "nt"}


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return catalog_graph(catalog(), vocabulary(), URIS)


@pytest.mark.parametrize("suffix", serialise.FORMS)
def test_another_library_reads_the_same_graph_back(suffix: str, graph: rdflib.Graph) -> None:
    data = serialise.write(serialise.triples(graph), suffix)
    assert isomorphic(graph, rdflib.Graph().parse(data=data, format=RDFLIB_NAMES[suffix]))


@pytest.mark.parametrize("suffix", serialise.FORMS)
def test_what_is_written_is_read(suffix: str, graph: rdflib.Graph) -> None:
    triples = serialise.triples(graph)
    assert triples == serialise.parse(serialise.write(triples, suffix), suffix)


@pytest.mark.parametrize("suffix", serialise.FORMS)
def test_order_of_insertion_does_not_show(suffix: str, graph: rdflib.Graph) -> None:
    turned = rdflib.Graph()
    for triple in reversed(list(graph)):
        turned.add(triple)
    assert serialise.write(serialise.triples(graph), suffix) == serialise.write(serialise.triples(turned), suffix)


def test_json_ld_is_one_object_with_its_context_inside(graph: rdflib.Graph) -> None:
    document = json.loads(serialise.write(serialise.triples(graph), "jsonld"))
    assert sorted(document) == ["@context", "@graph"]
    assert all(isinstance(namespace, str) for namespace in some(document["@context"].values()))


def test_characters_xml_cannot_carry_are_left_out() -> None:
    assert serialise.clean("a\x00b\x0bc\n\ufffeå") == "abc\nå"


def test_the_digest_is_of_the_triples_and_not_of_a_form(graph: rdflib.Graph) -> None:
    triples = serialise.triples(graph)
    assert serialise.digest(triples) == serialise.digest(serialise.parse(serialise.write(triples, "ttl"), "ttl"))
