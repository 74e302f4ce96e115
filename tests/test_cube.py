"""Observations as a data cube: fast and one by one alike, nothing lost, every constraint held."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import cube_structure
import pyoxigraph as ox
import pytest
import rdflib
from hand_made import URIS, vocabulary

from publisher.cube import N_TRIPLES, Cube, observation, scale_of, turtle
from publisher.model import OBSERVATION_COLUMNS, Concept
from publisher.rdf import dump, integrity
from publisher.settings import Settings
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary, rebased

ROWS = [
    ("U1", "0114", "2021", "T", "_T", "47", "", "12", "5.5", "12", "kolada", "", ""),
    ("U1", "0114", "2022", "T", "_T", "", "not-answered", "", "", "", "kolada", "", ""),
    ("U1", "0180", "2022", "F", "aldreomsorg", "1e-05", "estimated", "", "", "", "a b", 'rad 7, "C"\\\nnästa', "x y"),
    ("U2", "0180", "2022-Q1", "T", "_T", "1", "", "", "", "", "kolada", "", ""),
]  # fmt: skip


@pytest.fixture
def observations(tmp_path: Path) -> Path:
    path = tmp_path / "observations.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(OBSERVATION_COLUMNS)
        writer.writerows(ROWS)
    return path


def words() -> Vocabulary:
    both = {"sv": "Nej", "en": "No"}, {"sv": "Ja", "en": "Yes"}
    base = vocabulary()
    steps = {str(n): Concept(code=str(n), scheme="scale-ja-nej", label=label) for n, label in enumerate(both)}
    areas = {code: Concept(code=code, scheme="service-area", label=both[0]) for code in ("_T", "aldreomsorg")}
    return Vocabulary(
        indicators=base.indicators, areas=base.areas, memberships=(), statuses=base.statuses,
        concepts={**base.concepts, "scale-ja-nej": steps, "service-area": areas},
    )  # fmt: skip


def written(observations: Path, name: str) -> Path:
    target = observations.parent / name
    syntax = turtle(URIS) if name.endswith("ttl") else N_TRIPLES
    assert len(ROWS) == dump.write(Cube("larm", words(), URIS, syntax), observations, target).observations
    return target


def test_turtle_and_n_triples_say_the_same(observations: Path) -> None:
    lines = set(ox.parse(path=str(written(observations, "o.nt"))))
    assert lines == set(ox.parse(path=str(written(observations, "o.ttl"))))
    assert len(lines) == len(rdflib.Graph().parse(written(observations, "o.ttl")))


def test_one_observation_is_written_as_all_are(observations: Path) -> None:
    cube = Cube("larm", words(), URIS, N_TRIPLES)
    one_by_one = "".join(observation(cube, dict(zip(OBSERVATION_COLUMNS, row, strict=True))) for row in ROWS)
    assert one_by_one == written(observations, "o.nt").read_text()


def test_the_address_of_the_service_may_hold_dots_and_zeros(observations: Path) -> None:
    uris = Uris("http://127.0.0.1:8000/0.0")
    cube = Cube("larm.0", words(), uris, N_TRIPLES)
    dump.write(cube, observations, observations.parent / "o.nt")
    one_by_one = "".join(observation(cube, dict(zip(OBSERVATION_COLUMNS, row, strict=True))) for row in ROWS)
    assert one_by_one == (observations.parent / "o.nt").read_text()


def test_a_compressed_dump_has_the_same_bytes_every_time(observations: Path) -> None:
    first = written(observations, "o.nt.gz").read_bytes()
    assert first == written(observations, "o.nt.gz").read_bytes()
    assert gzip.decompress(first) == written(observations, "o.nt").read_bytes()


def test_batches_do_not_show(observations: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = written(observations, "o.nt").read_bytes()
    monkeypatch.setattr(dump, "BATCH", 1)
    assert whole == written(observations, "o.nt").read_bytes()


def test_every_column_comes_back(observations: Path) -> None:
    graph = rdflib.Graph().parse(written(observations, "o.ttl"))
    node = rdflib.URIRef(URIS.observation("larm", ROWS[2][:5]))
    term = rdflib.Namespace(URIS.id("term", ""))
    measure = rdflib.URIRef("http://purl.org/linked-data/sdmx/2009/measure#obsValue")
    assert graph.value(node, measure) == rdflib.Literal("0.00001", datatype=rdflib.XSD.decimal)
    assert str(graph.value(node, term.sourcePlace)) == ROWS[2][11]
    assert str(graph.value(node, term.noteId)) == "x y"
    assert str(graph.value(node, term.status)) == URIS.id("status", "estimated")
    first = rdflib.URIRef(URIS.observation("larm", ROWS[0][:5]))
    assert [graph.value(first, term[name]).toPython() for name in ("n", "numerator")] == [12, rdflib.Literal(5.5).value]


def test_a_missing_value_is_there_but_is_no_number(observations: Path) -> None:
    graph = rdflib.Graph().parse(written(observations, "o.nt"))
    node = rdflib.URIRef(URIS.observation("larm", ROWS[1][:5]))
    value = graph.value(node, rdflib.URIRef("http://purl.org/linked-data/sdmx/2009/measure#obsValue"))
    assert value == rdflib.Literal("", datatype=rdflib.URIRef("https://cube.link/Undefined"))


def test_a_step_is_linked_to_its_concept(observations: Path) -> None:
    graph = rdflib.Graph().parse(written(observations, "o.ttl"))
    node = rdflib.URIRef(URIS.observation("larm", ROWS[3][:5]))
    assert str(graph.value(node, rdflib.URIRef(URIS.id("term", "step")))) == URIS.id("concept", "scale-ja-nej.1")


def test_an_indicator_without_steps_has_no_scale() -> None:
    assert scale_of(words().indicators["U1"], words()) is None


def test_the_integrity_constraints_hold_on_a_sound_table(observations: Path) -> None:
    assert integrity.check_observations(observations, words(), "o.csv") == []


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ("cube-ic-11", ("U1", "", "2022", "T", "_T", "1", "", "", "", "", "kolada", "", "")),
        ("cube-ic-12", ROWS[0]),
        ("cube-ic-13", ("U1", "0180", "2019", "T", "_T", "1", "", "", "", "", "", "", "")),
        ("cube-ic-14", ("U1", "0180", "2019", "T", "_T", "", "", "", "", "", "kolada", "", "")),
        ("cube-ic-14", ("U1", "0180", "2019", "T", "_T", "1", "not-answered", "", "", "", "kolada", "", "")),
        ("cube-ic-19", ("U9", "0180", "2019", "T", "_T", "1", "", "", "", "", "kolada", "", "")),
    ],
)  # fmt: skip
def test_a_broken_constraint_is_found(rule: str, row: tuple[str, ...], observations: Path) -> None:
    with observations.open("a") as file:
        file.write(",".join(row) + "\n")
    assert rule in {problem.rule for problem in integrity.check_observations(observations, words(), "o.csv")}


def test_the_structure_of_our_cube_holds() -> None:
    triples = rebased(Path(__file__).parents[1] / "vocab", URIS)
    assert cube_structure.broken(triples) == []


def test_a_structure_without_a_range_is_found() -> None:
    broken = ox.parse(
        "@prefix qb: <http://purl.org/linked-data/cube#> . "
        "<urn:d> a qb:DataStructureDefinition ; qb:component <urn:c> . <urn:c> qb:dimension <urn:x> .",
        format=ox.RdfFormat.TURTLE,
    )
    faults = cube_structure.broken(ox.Triple(q.subject, q.predicate, q.object) for q in broken)
    assert faults == ["IC-3: <urn:d>", "IC-4: <urn:x>"]


@pytest.mark.parametrize("suffix", ["nt.gz", "ttl"])
def test_one_dump_alone_is_a_whole_cube(suffix: str, built_edition: Settings) -> None:
    """Dataset, structure and words are in the file: the structure breaks no constraint, and codes have names."""
    folder = built_edition.build / "current" / "downloads"
    data = (folder / f"digitala-las.{suffix}").read_bytes()
    store = ox.Store()
    if suffix == "nt.gz":
        store.load(gzip.decompress(data), format=ox.RdfFormat.N_TRIPLES)
    else:
        store.load(data, format=ox.RdfFormat.TURTLE)
    for name, question in cube_structure.STRUCTURE.items():
        assert [] == list(store.query(cube_structure.PREFIXES + question)), name
    whole = "SELECT (COUNT(*) AS ?n) { ?o qb:dataSet ?d . ?d a qb:DataSet ; qb:structure ?s . ?s qb:component ?c }"
    assert next(iter(store.query(cube_structure.PREFIXES + whole)))["n"].value != "0"  # type: ignore[union-attr,index]
    nameless = """SELECT DISTINCT ?code { ?o a qb:Observation ; ?p ?code .
      FILTER(CONTAINS(STR(?code), "/id/") && !CONTAINS(STR(?code), "/id/source/"))
      FILTER NOT EXISTS { ?code skos:prefLabel|rdfs:label|a ?said } }"""
    assert [] == list(store.query(cube_structure.PREFIXES + nameless))


@pytest.mark.parametrize("engine", ["rdflib", "pyoxigraph"])
def test_what_the_docs_advise_keeps_missing_values_out_in_each_engine(engine: str, observations: Path) -> None:
    place = written(observations, "o.nt")
    value = "<http://purl.org/linked-data/sdmx/2009/measure#obsValue>"
    query = f"SELECT (COUNT(*) AS ?n) (MAX(?v) AS ?most) {{ ?o {value} ?v FILTER(isNumeric(?v) && ?v > 0) }}"
    if engine == "rdflib":
        (row,) = rdflib.Graph().parse(place).query(query)
        told = [str(cell) for cell in row]  # type: ignore[union-attr]
    else:
        store = ox.Store()
        store.load(path=str(place), format=ox.RdfFormat.N_TRIPLES)
        told = [cell.value for cell in next(iter(store.query(query)))]  # type: ignore[arg-type, call-overload]
    assert told == ["3", "47"]
