"""Mistakes in the vocabulary: all told at once, each with place, fault and remedy; and what a right one gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from worlds import some

from publisher import vocabulary
from publisher.errors import Problem, Refused

PROJECT = Path(__file__).parents[1]
VOCAB = PROJECT / "vocab"
TERMS = (VOCAB / "terms.ttl").read_text(encoding="utf-8")

PREFIXES = """
@prefix agent: <../id/agent/> .
@prefix area: <../id/area/> .
@prefix concept: <../id/concept/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix indicator: <../id/indicator/> .
@prefix membership: <../id/membership/> .
@prefix scheme: <../id/scheme/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix term: <../id/term/> .
@prefix version: <../id/version/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
LOCKS = """
indicator:lock a skos:Concept, term:Indicator ;
    skos:inScheme scheme:indicator ; skos:broader concept:subject.valfardsteknik ; skos:notation "lock" ;
    skos:prefLabel "Lås"@sv, "Locks"@en ;
    skos:definition "Om kommunen har lås."@sv, "Whether the municipality has locks."@en ;
    term:unit concept:unit.step ; term:valueKind concept:value-kind.ordinal ; term:scale scheme:scale-breddinforande ;
    term:direction concept:direction.neither ; term:directionSource "Ingen."@sv, "Nobody."@en ;
    term:respondent "Kommunen."@sv, "The municipality."@en ;
    term:serviceArea concept:service-area._T ; dcterms:creator agent:projektet ;
    dcterms:source <https://example.org/> ; dcterms:hasVersion version:lock.1 .
version:lock.1 a term:DefinitionVersion ;
    dcterms:isVersionOf indicator:lock ; dcat:version "1" ; term:comparability concept:comparability.full .
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vocabulary of our real terms and one indicator."""
    (tmp_path / "terms.ttl").write_text(TERMS, encoding="utf-8")
    write(tmp_path, LOCKS)
    return tmp_path


def write(folder: Path, blocks: str, name: str = "indicators.ttl") -> None:
    (folder / name).write_text(PREFIXES + blocks, encoding="utf-8")


def refused(folder: Path) -> list[Problem]:
    with pytest.raises(Refused) as refusal:
        vocabulary.load(folder)
    return list(refusal.value.problems)


def test_the_example_in_the_documentation_loads(folder: Path) -> None:
    """In a file of its own under the lines of prefixes, as the page says."""
    told = (PROJECT / "docs" / "vocabulary.md").read_text(encoding="utf-8").split("```turtle")
    head, example = (one.split("```")[0] for one in told[1:3])
    (folder / "indicators.ttl").unlink(missing_ok=True)
    (folder / "mine.ttl").write_text(head + example, encoding="utf-8")
    assert list(vocabulary.load(folder).indicators) == ["digital-tillsyn-andel"]


def test_all_faults_are_told_at_once_with_subject_property_and_line(folder: Path) -> None:
    write(
        folder,
        LOCKS.replace(', "Locks"@en', "")
        .replace("unit.step", "unit.stepp")
        .replace("term:respondent", "term:respondant")
        .replace("    dcterms:source <https://example.org/> ;", "   "),
    )
    found = {(problem.column, problem.rule) for problem in refused(folder)}
    assert found == {
        ("skos:prefLabel", "missing-language"),
        ("term:unit", "unknown-term"),
        ("term:respondant", "unknown-property"),
        ("term:respondent", "missing-property"),
        ("dcterms:source", "missing-property"),
    }
    for problem in some(refused(folder)):
        assert problem.file == f"{folder.name}/indicators.ttl"
        assert problem.subject == "indicator:lock"
        assert problem.row == 1 + (PREFIXES + LOCKS).splitlines().index(LOCKS.strip().splitlines()[0])
    by_rule = {problem.rule: problem for problem in refused(folder)}
    assert by_rule["unknown-term"].remedy.startswith("Nearest known: step")
    assert by_rule["unknown-property"].remedy.startswith("Nearest known: term:respondent")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("unit.step", "unit.percent", "unit-of-kind"),
        ("scheme:scale-breddinforande", "scheme:scale-ja-nej", "scale-of-kind"),
        ("value-kind.ordinal", "value-kind.percent", "limits-of-kind"),
        ('skos:notation "lock"', 'skos:notation "locks"', "notation"),
        ("dcterms:hasVersion version:lock.1", "dcterms:hasVersion version:lock.2", "versions-disagree"),
        ("value-kind.ordinal", "value-kind.conditional", "asked-if"),
        ('"Locks"@en', '"Locks"@en, "Bolts"@en', "doubled-value"),
        ("agent:projektet", "<https://example.org/>", "bad-value"),
        ("term:scale scheme:scale-breddinforande ;", "", "missing-property"),
        ('"Locks"@en', '"Locks"', "missing-language"),
    ],
)
def test_what_does_not_fit_together_is_refused(folder: Path, old: str, new: str, rule: str) -> None:
    assert old in LOCKS
    write(folder, LOCKS.replace(old, new))
    assert rule in {problem.rule for problem in refused(folder)}


def test_overlapping_versions_are_refused(folder: Path) -> None:
    second = """
version:lock.2 a term:DefinitionVersion ;
    dcterms:isVersionOf indicator:lock ; dcat:version "2" ; dcat:startDate "2020-01-01"^^xsd:date ;
    skos:changeNote "Nytt."@sv, "New."@en ; term:reason "Så."@sv, "So."@en ; dcterms:source <https://example.org/> ;
    term:comparability concept:comparability.none .
"""
    first = LOCKS.replace("version:lock.1 .", "version:lock.1, version:lock.2 .", 1)
    write(
        folder, first.replace('dcat:version "1" ;', 'dcat:version "1" ; dcat:endDate "2020-12-31"^^xsd:date ;') + second
    )
    (problem,) = refused(folder)
    assert problem.rule == "overlapping-versions"
    assert problem.subject == "version:lock.2"


def test_a_former_id_is_not_reused(folder: Path) -> None:
    write(folder, LOCKS.replace('skos:notation "lock" ;', 'skos:notation "lock" ; term:formerId "lock" ;'))
    assert [problem.rule for problem in refused(folder)] == ["id-reused"]


def test_broken_turtle_names_file_and_line_and_the_other_files_are_still_checked(folder: Path) -> None:
    write(folder, "area:1 a area:2\narea:3 a area:4 .", "areas.ttl")
    write(folder, LOCKS.replace("unit.step", "unit.stepp"))
    first, second = sorted(refused(folder))
    assert (first.file, first.row, first.rule) == (
        f"{folder.name}/areas.ttl",
        PREFIXES.count("\n") + 2,
        "turtle-syntax",
    )
    assert second.rule == "unknown-term"


@pytest.mark.parametrize("prefix", ["indicator", "skos", "term"])
def test_a_prefix_that_is_not_declared_is_given_as_the_line_to_write(folder: Path, prefix: str) -> None:
    lines = PREFIXES.splitlines(keepends=True)
    without = "".join(line for line in lines if not line.startswith(f"@prefix {prefix}:"))
    (folder / "indicators.ttl").write_text(without + LOCKS, encoding="utf-8")
    [fault] = [one for one in refused(folder) if one.rule == "turtle-syntax"]
    line = fault.remedy.partition("'")[2].partition("'")[0]
    (folder / "indicators.ttl").write_text(f"{line}\n{without}{LOCKS}", encoding="utf-8")
    assert list(vocabulary.load(folder).indicators) == ["lock"]


def test_an_unnamed_node_is_refused(folder: Path) -> None:
    write(folder, LOCKS.replace("<https://example.org/>", "[]"))
    assert "unnamed-node" in {problem.rule for problem in refused(folder)}


def test_a_subject_described_in_two_files_is_refused(folder: Path) -> None:
    write(folder, LOCKS, "more.ttl")
    assert "doubled-subject" in {problem.rule for problem in refused(folder)}


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path)
    assert problem.rule == "no-vocabulary"


AREAS = """
area:00 a skos:Concept, term:Area ; skos:notation "00" ; term:areaKind concept:area-kind.nation ;
    skos:prefLabel "Riket"@sv, "Sweden"@en .
area:03 a skos:Concept, term:Area ; skos:notation "03" ; term:areaKind concept:area-kind.county ;
    skos:prefLabel "Uppsala län"@sv, "Uppsala County"@en .
area:0331 a skos:Concept, term:Area ; skos:notation "0331" ; term:areaKind concept:area-kind.municipality ;
    skos:prefLabel "Heby"@sv, "Heby"@en ; term:county area:03 ; term:formerCode "1917" .
area:g a skos:Concept, term:Area ; skos:notation "g" ; term:areaKind concept:area-kind.group ; term:groupType "t" ;
    skos:prefLabel "Grupp"@sv, "Group"@en ; dcat:endDate "2022-12-31"^^xsd:date ; term:member area:0331 .
membership:03.0331 a term:Membership ;
    term:group area:03 ; term:memberArea area:0331 ; dcat:startDate "2007-01-01"^^xsd:date .
"""


def test_members_are_those_of_the_year_asked(folder: Path) -> None:
    write(folder, AREAS, "areas.ttl")
    read = vocabulary.load(folder)
    assert (read.members("03"), read.members("03", "2006"), read.members("03", "2007")) == (("0331",), (), ("0331",))
    assert (read.members("g"), read.members("g", "2022")) == ((), ("0331",))
    assert read.members("00") == ("0331",)
    assert read.areas["0331"].former_codes == ("1917",)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("term:county area:03", "term:county area:30", "unknown-term"),
        ("term:member area:0331", "term:member area:0332", "unknown-term"),
        ('term:groupType "t" ;', "", "missing-property"),
        ("area-kind.county", "area-kind.country", "unknown-term"),
        ('"2007-01-01"^^xsd:date', '"i fjol"', "bad-value"),
    ],
)
def test_a_fault_of_an_area_is_refused(folder: Path, old: str, new: str, rule: str) -> None:
    assert old in AREAS
    write(folder, AREAS.replace(old, new), "areas.ttl")
    assert [problem.rule for problem in refused(folder)] == [rule]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("indicator,gone,2026-01-01,current,", "id-vanished"),
        ("indicator,lock,2026-01-01,withdrawn,", "id-reused"),
        ("indicator,old,2026-01-01,renamed,", "bad-id"),
        ("indicator,old,2026-01-01,renamed,lokc", "unknown-id"),
        ("indicator,lock,2026-01-01,ended,", "id-state"),
        ("indicator,lock,yesterday,current,", "bad-id"),
        ("indicator,lock,2026-01-01,current,\nindicator,lock,2026-01-01,current,", "doubled-id"),
    ],
)
def test_an_id_that_vanished_or_came_back_is_refused(folder: Path, row: str, rule: str) -> None:
    (folder / "ids.csv").write_text("kind,id,since,state,replaced_by\n" + row + "\n", encoding="utf-8")
    assert [problem.rule for problem in refused(folder)] == [rule]


TABLE = """
title: {sv: Tal, en: Numbers}
description: {sv: Alla tal., en: All numbers.}
primaryKey: [area]
foreignKeys: [{fields: [area], reference: {package: kommunregister, resource: areas, fields: [code]}}]
fields:
  - {name: area, type: string, title: {sv: Område, en: Area}, description: {sv: Koden., en: The code.}}
  - {name: speed, type: number, unit: mbit-per-second, title: {sv: Fart, en: Speed}, description: {sv: Den., en: It.},
     constraints: {required: true, minimum: 0}}
"""


def test_a_table_schema_becomes_a_table(folder: Path) -> None:
    (folder / "numbers.schema.yaml").write_text(TABLE, encoding="utf-8")
    table = vocabulary.load(folder).tables["numbers"]
    assert (table.path, table.primary_key, [column.name for column in table.columns]) == (
        "numbers.csv", ("area",), ["area", "speed"],
    )  # fmt: skip
    assert table.foreign_keys[0].table == "kommunregister/areas"
    assert (table.columns[1].unit, table.columns[1].required, table.columns[1].minimum) == ("mbit-per-second", True, 0)


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        ("mbit-per-second", "mbit-per-sekund", "Nearest known: mbit-per-second."),
        ("primaryKey: [area]", "primaryKey: [aera]", "Nearest known: area."),
        ("constraints", "constraint", "Nearest known: constraints."),
        ("type: number", "type: nummer", "Nearest known: number."),
        (", en: Area}", "}", "Write {sv: …, en: …}."),
    ],
)
def test_a_fault_of_a_table_schema_names_what_is_nearest(folder: Path, old: str, new: str, remedy: str) -> None:
    assert old in TABLE
    (folder / "numbers.schema.yaml").write_text(TABLE.replace(old, new, 1), encoding="utf-8")
    assert remedy in {problem.remedy for problem in refused(folder)}
