"""The proof: points metric by metric, links compared with what is said of them, and a gate against falls."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import msgspec
from hand_made import URIS, catalog, dataset, distribution, vocabulary
from rdflib import RDF

from publisher.catalog import dataset_graph
from publisher.model import Catalog
from publisher.quality import mqa, score
from publisher.quality.conformance import Finding
from publisher.quality.report import report_graph, to_lines
from publisher.quality.score import Answer, Ask, Report
from publisher.rdf.authority import DQV
from publisher.rdf.serialise import Told


def always(status: int = 200, size: int | None = None, sha256: str | None = None) -> Ask:
    return lambda url: Answer(status=status, bytes=size, sha256=sha256)


def report(world: Catalog, ask: Ask | None = None, findings: list[Finding] | None = None) -> Report:
    parts = {d.name: Told.of(dataset_graph(d, world, vocabulary(), URIS)) for d in world.datasets}
    found = {d.name: findings or [] for d in world.datasets}
    return score.assess(world, parts, found, [], ask or always(), URIS, edition="e", asked="files")


WRONG = Finding(severity="Violation", focus=URIS.id("dataset", "larm"), path="", message="Wrong.")


def test_all_there_is_to_have() -> None:
    assert sum(metric.points for metric in mqa.METRICS) == mqa.MAXIMUM
    assert report(catalog(dataset())).points == mqa.MAXIMUM


def test_terms_on_no_list_cost_ten_points() -> None:
    found = report(catalog(dataset("villkorad", licence="villkor")))
    assert (found.points, found.datasets[0].metrics["knownLicence"]) == (395, 0)


def test_a_dead_link_costs_its_points_and_is_a_problem() -> None:
    found = report(catalog(dataset()), always(404))
    assert found.points == 405 - 50 - 30
    assert {p.rule for p in score.problems(found)} == {"catalogue-link"}
    assert not found.clean


def test_half_the_links_dead_is_half_the_points() -> None:
    found = report(catalog(dataset()), lambda url: Answer(status=404 if url.endswith(".zip") else 200))
    assert found.datasets[0].metrics["accessUrlStatusCode"] == 25


def test_a_violation_costs_thirty_points_and_stops_publication() -> None:
    found = report(catalog(dataset()), findings=[WRONG])
    assert found.points == 375
    assert [p.rule for p in score.problems(found)] == ["catalogue-shape"]


def test_of_interoperability_the_best_distribution_counts() -> None:
    only_zip = dataset(distributions=(distribution("zip", format="ZIP", media_type="application/zip"),))
    assert report(catalog(only_zip)).datasets[0].metrics["formatMediaTypeMachineInterpretable"] == 0
    assert report(catalog(dataset())).datasets[0].metrics["formatMediaTypeMachineInterpretable"] == 20


def test_a_dataset_without_files_has_no_points_for_them() -> None:
    assert report(catalog(dataset(distributions=()))).datasets[0].points == 30 + 30 + 20 + 20 + 30 + 10 + 5 + 20 + 10


def test_a_file_that_is_not_what_the_catalogue_says_is_found() -> None:
    assert "bytes" in report(catalog(dataset()), always(size=1)).datasets[0].links[0].fault
    assert "SHA-256" in report(catalog(dataset()), always(size=300, sha256="c" * 64)).datasets[0].links[0].fault


def test_files_are_asked_in_the_folder_they_are_served_from(tmp_path: Path) -> None:
    (tmp_path / "downloads").mkdir()
    (tmp_path / "downloads" / "a b.csv").write_bytes(b"x")
    ask = score.ask_files(tmp_path, URIS)
    assert ask(URIS.file("downloads/a b.csv")) == Answer(status=200, bytes=1, sha256=hashlib.sha256(b"x").hexdigest())
    assert ask(URIS.file("downloads/../../etc/passwd")).status == 404
    assert ask("https://elsewhere.example/downloads/a b.csv").status == 404


def test_a_fall_stops_the_build_until_it_is_accepted() -> None:
    before, now = report(catalog(dataset())), report(catalog(dataset()), findings=[WRONG])
    assert [p.rule for p in score.regressions(before, now)] == ["score-fell"]
    assert score.regressions(before, now, accepted=("score-fell",)) == []
    assert score.regressions(now, before) == []
    assert score.regressions(None, now) == []


def test_a_catalogue_that_loses_a_fifth_stops_the_build() -> None:
    five = [dataset(f"d{n}") for n in range(5)]
    before = report(catalog(*five))
    assert [p.rule for p in score.regressions(before, report(catalog(*five[:4])))] == ["catalogue-shrank"]
    six = report(catalog(*five, dataset("d5")))
    assert score.regressions(six, before) == []


def test_a_new_dataset_on_other_terms_is_no_fall() -> None:
    before = report(catalog(dataset()))
    assert score.regressions(before, report(catalog(dataset(), dataset("villkorad", licence="villkor")))) == []


def test_the_catalogue_counts_every_file_alike() -> None:
    many = dataset("villkorad", licence="villkor", distributions=tuple(distribution(f"d{n}") for n in range(8)))
    assert report(catalog(dataset(), many)).metrics["knownLicence"] == 10 * 2 / 10


def test_a_line_a_dataset_says_what_is_missing() -> None:
    lines = to_lines(report(catalog(), always(404)))
    assert len([line for line in lines if "links faulty" in line]) == 2
    assert any("knownLicence -10" in line for line in lines)
    assert sum(line.startswith("link: ") for line in lines) == 4


def test_the_report_survives_json_and_becomes_measurements() -> None:
    found = report(catalog())
    assert msgspec.json.decode(msgspec.json.encode(found), type=Report) == replace(found)
    graph = report_graph(found, URIS)
    assert len(set(graph.subjects(RDF.type, DQV.QualityMeasurement))) == 2 * (len(mqa.METRICS) + 1)
