"""One datatype for one thing: a question that compares two kinds of literals loses the rows of one without a word."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from worlds import PROJECT

from publisher import package, vocabulary
from publisher.catalog import background_graph, dataset_graph, header_graph
from publisher.rdf import serialise
from publisher.rdf.descriptions import dumps
from publisher.rdf.parties import when
from publisher.settings import Settings
from publisher.uris import Uris

#: A missing value has no number, and says so by its datatype: https://cube.link/
UNDEFINED = {"http://purl.org/linked-data/sdmx/2009/measure#obsValue": {"decimal", "Undefined"}}
#: Datatypes of a moment; there is one.
MOMENTS = {"gYear", "gYearMonth", "dateTime", "date"}


def datatypes(triples: Iterable[ox.Triple | ox.Quad]) -> dict[str, set[str]]:
    """Of each predicate, the datatypes of its literals, by their last word."""
    found: dict[str, set[str]] = defaultdict(set)
    for triple in triples:
        if isinstance(triple.object, ox.Literal):
            found[triple.predicate.value].add(re.split("[#/]", triple.object.datatype.value)[-1])
    return found


def stored(folder: Path) -> Iterator[ox.Quad]:
    for path in dumps(folder):
        if path.is_file():
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            yield from ox.parse(data, format=ox.RdfFormat.N_TRIPLES)


def published() -> Iterator[ox.Triple]:
    """What the committed packages' catalogue, its background and the vocabulary say."""
    uris, words = Uris("http://127.0.0.1:8000"), vocabulary.load(PROJECT / "vocab")
    catalog = package.load_catalog(PROJECT / "datapackages")
    yield from vocabulary.rebased(PROJECT / "vocab", uris)
    yield from serialise.triples(background_graph(catalog, uris))
    yield from serialise.triples(header_graph(catalog, words, uris))
    for dataset in catalog.datasets:
        yield from serialise.triples(dataset_graph(dataset, catalog, words, uris))


def test_every_property_of_the_store_has_one_datatype(built_edition: Settings) -> None:
    found = datatypes(stored((built_edition.build / "current").resolve()))
    assert len(found) > 40
    assert {name: kinds for name, kinds in found.items() if len(kinds) > 1} == UNDEFINED
    assert MOMENTS & set().union(*found.values()) == {"date"}


def test_so_has_every_property_of_what_is_committed(real_settings: Settings) -> None:
    grants = (real_settings.build / "current" / "linked-data" / "grants.nt").read_bytes()
    found = datatypes([*published(), *ox.parse(grants, format=ox.RdfFormat.N_TRIPLES)])
    assert len(found) > 40
    assert {name: kinds for name, kinds in found.items() if len(kinds) > 1} == {}
    assert MOMENTS & set().union(*found.values()) == {"date"}


def test_so_have_the_files_that_people_write() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for path in (PROJECT / "vocab").glob("*.ttl"):
        for name, kinds in datatypes(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri="x:y")).items():
            found[name] |= kinds
    assert {name for name, kinds in found.items() if len(kinds) > 1} == set()


def test_a_year_or_time_that_somebody_wrote_is_published_as_its_day(tmp_path: Path) -> None:
    (tmp_path / "areas.ttl").write_text(
        """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @prefix term: <../id/term/> .
        <../id/area/a> dcat:startDate "2019"^^xsd:gYear ; dcat:endDate "2020"^^xsd:gYear .
        <../id/area/b> dcat:startDate "2021-Q2" ; dcat:endDate "2024-02"^^xsd:gYearMonth ; term:retired "2022" .""",
        encoding="utf-8",
    )
    told = {
        (t.subject.value[-1], t.predicate.value.rpartition("/")[2].rpartition("#")[2]): str(t.object).partition("^")[0]
        for t in vocabulary.rebased(tmp_path, Uris("http://127.0.0.1:8000"))
    }
    assert told == {
        ("a", "startDate"): '"2019-01-01"',
        ("a", "endDate"): '"2020-12-31"',
        ("b", "startDate"): '"2021-04-01"',
        ("b", "endDate"): '"2024-02-29"',
        ("b", "retired"): '"2022-12-31"',
    }


@pytest.mark.parametrize(
    ("moment", "day"), [("2022", "2022-01-01"), ("2022-03-31", "2022-03-31"), ("2022-03-31T10:00:00Z", "2022-03-31")]
)
def test_a_moment_of_the_catalogue_is_a_day(moment: str, day: str) -> None:
    told = when(moment)
    assert told is not None and (str(told), str(told.datatype)) == (day, "http://www.w3.org/2001/XMLSchema#date")
    assert when("") is None
