"""Harvested the way CKAN does: HEAD, GET, identity by IRI and identifier, and what is missing is deleted."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace

import pytest
import rdflib
from in_process import Api
from rdflib import DCTERMS, RDF

from publisher import edition
from publisher.errors import Refused
from publisher.rdf import serialise
from publisher.rdf.authority import DCAT
from publisher.settings import Settings
from publisher.web import create_service


@dataclass
class Portal:
    """A portal that holds what it harvested: IRI of a dataset to its triples."""

    held: dict[str, str] = field(default_factory=dict)
    identifiers: dict[str, str] = field(default_factory=dict)

    def harvest(self, api: Api) -> dict[str, list[str]]:
        """Harvest once and tell what was created, updated and deleted."""
        assert api.ask("/datasets/dcat", "HEAD", accept="*/*").status_code == 200
        answer = api.ask("/datasets/dcat", accept="*/*")
        assert answer.headers["content-type"].partition(";")[0] == "application/rdf+xml"
        graph = rdflib.Graph().parse(data=answer.content, format="xml")
        found, identifiers = {}, {}
        for dataset in graph.subjects(RDF.type, DCAT.Dataset):
            own = rdflib.Graph()
            for node in [dataset, *graph.objects(dataset, DCAT.distribution)]:
                for triple in graph.triples((node, None, None)):
                    own.add(triple)
            found[str(dataset)] = serialise.digest(serialise.triples(own))
            identifiers[str(dataset)] = str(graph.value(dataset, DCTERMS.identifier))
        assert len(set(identifiers.values())) == len(identifiers)
        told = {
            "created": sorted(set(found) - set(self.held)),
            "updated": sorted(iri for iri in set(found) & set(self.held) if found[iri] != self.held[iri]),
            "deleted": sorted(set(self.held) - set(found)),
        }
        for iri in set(found) & set(self.held):
            assert identifiers[iri] == self.identifiers[iri]
        self.held, self.identifiers = found, identifiers
        return told


NOTHING: dict[str, list[str]] = {"created": [], "updated": [], "deleted": []}


WITHDRAWN = """withdrawn:
  bredband:
    date: "2024-02-01"
    reason: {sv: Mätningen upphörde., en: The survey ended.}
    replaced_by: [digitala-las]
"""


def test_a_second_harvest_changes_nothing(api: Api) -> None:
    portal = Portal()
    assert len(portal.harvest(api)["created"]) == 3  # two packages, and everything in one file
    assert portal.harvest(api) == NOTHING


def test_a_withdrawn_dataset_is_deleted_once_and_its_iri_says_so(small_world: Settings) -> None:
    edition.build(small_world)
    api, portal = Api(create_service(small_world, log=False)), Portal()
    portal.harvest(api)
    shutil.rmtree(small_world.packages / "bredband")
    with pytest.raises(Refused) as vanished:
        edition.build(small_world)
    assert {problem.rule for problem in vanished.value.problems} == {"id-vanished"}
    with (small_world.packages / "catalog.yaml").open("a") as file:
        file.write(WITHDRAWN)

    with pytest.raises(Refused) as refused:
        edition.build(small_world)
    assert {problem.rule for problem in refused.value.problems} == {"catalogue-shrank"}
    assert portal.harvest(api) == NOTHING  # the standing edition stands

    edition.build(replace(small_world, accept=("catalogue-shrank",)))
    base = small_world.base_url
    told = portal.harvest(api)  # what stays may be updated: its downloads name the edition they are of
    assert (told["created"], told["deleted"]) == ([], [f"{base}/id/dataset/bredband"])
    assert portal.harvest(api) == NOTHING
    for path in ("/id/dataset/bredband", "/id/dataset/bredband.ttl", "/datapackages/bredband/datapackage.json"):
        found = api.problem(path, 410, accept_language="en")
        assert found["replaced_by"] == [f"{base}/id/dataset/digitala-las"]
        assert "The survey ended." in found["detail"] and "2024-02-01" in found["detail"]
    assert api.ask("/id/dataset/digitala-las").status_code == 303


def test_a_catalogue_that_is_being_built_is_never_seen(built_edition: Settings) -> None:
    api, portal = Api(create_service(built_edition, log=False)), Portal()
    portal.harvest(api)
    making = built_edition.build / "making" / "2099-01-01" / "catalog"
    making.mkdir(parents=True)
    (making / "catalog.rdf").write_text('<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22')
    try:
        assert portal.harvest(api) == NOTHING
    finally:
        shutil.rmtree(built_edition.build / "making")
