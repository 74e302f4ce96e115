"""A package can be kept, understood, cited and checked by somebody who has nothing but its zip."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import bagit
import pytest
import yaml
from frictionless import Package
from rdflib import Graph, URIRef
from worlds import catalog_graph, some

from publisher import edition, package, vocabulary
from publisher.edition.archive import archived, bagged, citation_file, licence_text, manifest
from publisher.edition.packages import zipped
from publisher.model import Agent, Catalog, Dataset
from publisher.rdf.authority import ADMS
from publisher.settings import Settings
from publisher.uris import Uris

URIS = Uris("https://data.example.se")
DOI, ROR, ORCID = "10.5281/zenodo.1234567", "https://ror.org/056d84691", "https://orcid.org/0000-0002-1825-0097"


@pytest.fixture(scope="module")
def folder(two_editions: Settings) -> Path:
    return edition.current(two_editions.build) / "datapackages"


@pytest.fixture(scope="module")
def catalog(two_editions: Settings) -> Catalog:
    return package.load_catalog(two_editions.packages)


def given(catalog: Catalog, **values: object) -> tuple[Dataset, Catalog]:
    """The dataset of digital locks with other values."""
    dataset = next(one for one in catalog.datasets if one.name == "digitala-las")
    changed = replace(dataset, **values)  # type: ignore[arg-type]
    return changed, replace(catalog, datasets=[changed])


def inside(path: Path) -> dict[str, bytes]:
    archive = zipfile.ZipFile(path)
    return {name: archive.read(name) for name in archive.namelist()}


def test_a_zip_opens_in_frictionless_and_holds_what_explains_it(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(folder / "digitala-las.zip") as archive:
        archive.extractall(tmp_path)
    found = Package(str(tmp_path / "datapackage.json"))
    assert {resource.name for resource in found.resources} >= {"observations", "revisions", "sources", "notes"}
    assert found.validate().valid
    held = {path.name for path in tmp_path.iterdir()}
    assert held >= {"README.md", "LICENSE.txt", "CITATION.cff", "codebook.csv", "manifest-sha256.txt", "CHANGES.md"}


def test_the_manifest_names_every_file_by_its_checksum(folder: Path) -> None:
    for path in some([folder / "digitala-las.zip", folder / "digitala-las" / "1.0.0" / "digitala-las.zip"]):
        held = inside(path)
        told = held.pop("manifest-sha256.txt")
        assert told == manifest(held)
        assert len(told.splitlines()) == len(held) >= 10


def test_the_codebook_tells_indicators_steps_statuses_and_the_areas_that_occur(folder: Path) -> None:
    held = inside(folder / "digitala-las.zip")
    rows = list(csv.DictReader(io.StringIO(held["codebook.csv"].decode())))
    told = {(row["kind"], row["of"], row["code"]): row for row in rows}
    assert told["indicator", "", "U21349"]["definition_en"] == "How far the municipality has come with digital locks."
    assert [told["step", "U21349", code]["label_sv"] for code in "012"] == [
        "Nej", "Pilot- eller testverksamhet", "Breddinfört",
    ]  # fmt: skip
    assert told["status", "", "not-answered"]["type"] == "missing"
    assert told["unit", "", "step"]["label_en"] == "step"
    assert told["column", "observations", "area"]["type"] == "string"
    used = {row["area"] for row in csv.DictReader(io.StringIO(held["observations.csv"].decode()))}
    assert {code for kind, _, code in told if kind == "area"} == used
    assert told["area", "17", "1785"]["label_sv"] == "Säffle"


def test_an_earlier_version_tells_of_itself(folder: Path) -> None:
    held = inside(folder / "digitala-las" / "1.0.0" / "digitala-las.zip")
    assert "Version 1.0.0, 2023-03-28." in held["README.md"].decode()
    assert yaml.safe_load(held["CITATION.cff"])["version"] == "1.0.0"
    assert json.loads(held["datapackage.json"])["version"] == "1.0.0"


def test_the_bag_is_valid_and_its_day_is_that_of_the_version(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(folder / "digitala-las-bag.zip") as archive:
        archive.extractall(tmp_path)
    bag = bagit.Bag(str(tmp_path / "digitala-las-bag"))
    bag.validate()
    assert bag.info["Bagging-Date"] == "2024-01-30"
    packed = inside(folder / "digitala-las.zip")
    assert {f"data/{name}" for name in packed} == set(bag.payload_files())
    changed = tmp_path / "digitala-las-bag" / "data" / "observations.csv"
    changed.write_bytes(changed.read_bytes().replace(b"U21349", b"U21340", 1))
    with pytest.raises(bagit.BagValidationError):
        bag.validate()


def test_the_same_package_gives_the_same_bytes(catalog: Catalog, two_editions: Settings, folder: Path) -> None:
    words, built = vocabulary.load(two_editions.vocab), inside(folder / "digitala-las.zip")
    for name in [one.name for one in some(catalog.datasets)]:
        dataset = next(one for one in catalog.datasets if one.name == name)
        made = []
        for _ in range(2):
            files = archived({"observations.csv": built["observations.csv"]}, dataset, catalog, words, TOLD)
            made.append(zipped(bagged(f"{name}-bag", files, dataset, catalog, URIS)))
        assert made[0] == made[1]


TOLD = edition.Edition(
    id="2024-01-30", published="2024-01-30", base_url=URIS.base, datasets={}, previous=None, summary={}
)


def test_terms_that_are_no_standard_licence_are_told_and_no_licence_is_claimed(catalog: Catalog) -> None:
    dataset, own = given(catalog)
    text = licence_text(dataset, own, URIS)
    assert "This is no standard licence, and none is claimed." in text
    assert "https://data.example.se/id/licence/kolada-villkor" in text
    assert "Creative Commons" not in text
    cited = yaml.safe_load(citation_file(dataset, own, URIS))
    assert "license" not in cited and cited["license-url"] == "https://data.example.se/id/licence/kolada-villkor"


@pytest.mark.parametrize(
    ("url", "spdx", "words"),
    [
        ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0", "CC0 1.0 Universal"),
        ("http://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0", "Attribution 4.0 International"),
        ("http://creativecommons.org/licenses/by-sa/4.0/", "CC-BY-SA-4.0", "Attribution-ShareAlike 4.0 International"),
    ],
)
def test_a_standard_licence_comes_with_its_legal_text(catalog: Catalog, url: str, spdx: str, words: str) -> None:
    terms = replace(catalog.licences["kolada-villkor"], url=url)
    dataset, own = given(replace(catalog, licences={"kolada-villkor": terms}))
    text = licence_text(dataset, own, URIS)
    assert words in text and url in text and len(text) > 6000
    assert yaml.safe_load(citation_file(dataset, own, URIS))["license"] == spdx


def test_doi_ror_and_orcid_are_shown_where_they_are_given(catalog: Catalog, two_editions: Settings) -> None:
    known = catalog.agents["projektet"]
    person = Agent(key="ada", name={"sv": "Ada Lovelace", "en": "Ada Lovelace"}, orcid=ORCID)
    agents = {**catalog.agents, "projektet": replace(known, ror=ROR), "ada": person}
    dataset, own = given(replace(catalog, agents=agents), doi=DOI, creators=["ada"])
    cited = yaml.safe_load(citation_file(dataset, own, URIS))
    assert cited["doi"] == DOI
    assert [(one.get("website"), one.get("orcid")) for one in cited["authors"]] == [(ROR, None), (None, ORCID)]
    described = package.dataset_to_descriptor(dataset, own)
    assert package.descriptor_to_dataset(described).doi == DOI
    assert {ROR, ORCID} <= {value for one in described["contributors"] for value in one.values() if type(value) is str}
    graph: Graph = catalog_graph(own, vocabulary.load(two_editions.vocab), URIS)
    assert (URIRef(URIS.id("dataset", dataset.name)), ADMS.identifier, URIRef(f"https://doi.org/{DOI}")) in graph
    assert {str(thing) for thing in graph.objects(None, URIRef("http://www.w3.org/2002/07/owl#sameAs"))} == {ROR, ORCID}
    held = bagged("x", {"a.csv": b""}, dataset, own, URIS)
    assert f"External-Identifier: https://doi.org/{DOI}" in held["x/bag-info.txt"].decode()


def test_a_package_without_a_doi_says_nothing_of_one(catalog: Catalog) -> None:
    dataset, own = given(catalog)
    assert '"doi"' not in json.dumps(package.dataset_to_descriptor(dataset, own))
    assert "doi" not in yaml.safe_load(citation_file(dataset, own, URIS))


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("https://doi.org/10.5281/zenodo.1234567", "Write 10.5281/zenodo.1234567."),
        ("zenodo.1234567", "Write 10.5281/zenodo.1234567, without"),
        ("10.5281/", "without https://doi.org/ before it."),
    ],
)  # fmt: skip
def test_a_doi_that_is_none_is_told_with_line_and_remedy(small_world: Settings, written: str, remedy: str) -> None:
    path = small_world.packages / "digitala-las" / "dataset.yaml"
    path.write_text(path.read_text() + f"doi: {written}\n")
    found = [
        p for p in package.problems(small_world.packages, vocabulary.load(small_world.vocab)) if p.rule == "bad-id"
    ]
    assert [(p.file, p.column) for p in found] == [("datapackages/digitala-las/dataset.yaml", "doi")]
    assert "is not a DOI as it is written here" in found[0].fault and remedy in found[0].remedy
    assert found[0].row == len(path.read_text().splitlines())


@pytest.mark.parametrize(
    ("field", "written", "said", "remedy"),
    [
        ("ror", "https://ror.org/056d84692", "its check digits are others", "as ror.org shows it"),
        ("ror", "056D84691", "is not a ROR as it is written here", "Write https://ror.org/056d84691."),
        ("orcid", "0000-0002-1825-0097", "is not an ORCID as it is", "Write https://orcid.org/0000-0002-1825-0097."),
        ("orcid", "https://orcid.org/0000-0002-1825-0098", "its check digit is another", "as orcid.org shows it"),
    ],
)
def test_an_agents_identifier_is_held_to_its_check_digits(
    small_world: Settings, field: str, written: str, said: str, remedy: str
) -> None:
    path = small_world.packages / "catalog.yaml"
    path.write_text(path.read_text().replace("  projektet: {", f"  projektet: {{{field}: '{written}', ", 1))
    found = [
        p for p in package.problems(small_world.packages, vocabulary.load(small_world.vocab)) if p.rule == "bad-id"
    ]
    assert [(p.file, p.column) for p in found] == [("datapackages/catalog.yaml", f"agents.projektet.{field}")]
    assert said in found[0].fault and remedy in found[0].remedy


def test_a_name_that_ends_as_a_bag_does_is_refused(small_world: Settings) -> None:
    (small_world.packages / "bredband").rename(small_world.packages / "bredband-bag")
    found = package.problems(small_world.packages, vocabulary.load(small_world.vocab))
    assert any("may not end in '-bag'" in p.fault for p in found)
