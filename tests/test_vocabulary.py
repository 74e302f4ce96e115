"""The vocabulary: complete in both languages, true to its sources, published as it stands."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
import yaml
from worlds import some

from publisher import vocabulary
from publisher.model import LANGUAGES, Comparability, Direction, Indicator, ValueKind
from publisher.statistics.comparability import comparable_before, definition_verdict, segments
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary, ids, schemas, turtle

PROJECT = Path(__file__).parents[1]
VOCAB = PROJECT / "vocab"


@pytest.fixture(scope="module")
def ours() -> Vocabulary:
    return vocabulary.load(VOCAB)


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


# ---- what we publish


def test_every_indicator_is_complete_in_both_languages(ours: Vocabulary) -> None:
    for indicator in some(ours.indicators.values()):
        for text in (indicator.label, indicator.definition, indicator.direction_source, indicator.respondent):
            assert tuple(text) == LANGUAGES, indicator.id
            assert all(text.values()), indicator.id
        for text in (indicator.question, indicator.note):
            assert tuple(text) in ((), LANGUAGES), indicator.id
        assert indicator.source, indicator.id
        assert indicator.versions, indicator.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_and_definitions_tell_indicators_apart(ours: Vocabulary, language: str) -> None:
    for texts in (
        Counter(indicator.label[language] for indicator in ours.indicators.values()),
        Counter(indicator.definition[language] for indicator in ours.indicators.values()),
    ):
        assert [text for text, count in texts.items() if count > 1] == []


def test_every_concept_and_status_has_a_label_in_both_languages(ours: Vocabulary) -> None:
    entries = [concept for codes in ours.concepts.values() for concept in codes.values()]
    for entry in [*entries, *ours.statuses.values()]:
        assert tuple(entry.label) == LANGUAGES


def test_statuses_without_a_value_map_to_the_missing_codes_of_sdmx(ours: Vocabulary) -> None:
    missing = {status.sdmx for status in ours.statuses.values() if status.missing}
    present = {status.sdmx for status in ours.statuses.values() if not status.missing}
    assert missing == {"O", "L", "M", "Q"}
    assert present == {"A", "E", "P", "B"}


def test_agents_of_indicators_are_named_in_the_catalogue(ours: Vocabulary) -> None:
    catalogue = yaml.safe_load((PROJECT / "datapackages" / "catalog.yaml").read_text(encoding="utf-8"))
    assert {indicator.publisher for indicator in ours.indicators.values()} <= set(catalogue["agents"])


def test_every_subject_and_unit_in_use_is_declared_with_its_place(ours: Vocabulary) -> None:
    for indicator in some(ours.indicators.values()):
        assert indicator.subject in ours.concepts["subject"]
        assert indicator.unit in ours.concepts["unit"]
        assert indicator.service_area in ours.concepts["service-area"]


def test_versions_do_not_overlap_and_say_why(ours: Vocabulary) -> None:
    for indicator in some(ours.indicators.values()):
        ends = ""
        for version in indicator.versions:
            assert (version.valid_from or "0") > ends
            ends = version.valid_to or "9999"
            if version.number != "1":
                assert version.change and version.reason and version.source


@pytest.mark.parametrize(
    ("id", "year", "verdict"),
    [
        ("e-tjanster-nagon", "2022", Comparability.NONE),  # read from websites instead of asked
        ("e-tjanst-ansokan-ekonomiskt-bistand", "2022", Comparability.NONE),
        ("trygghetslarm-digitala-via-mobilnat", "2015", Comparability.NONE),  # alarms instead of municipalities
        ("trygghetslarm-digitala-via-fast", "2015", Comparability.NONE),
        ("npo-samtliga-vardenheter-konsument", "2014", Comparability.NONE),  # municipalities instead of counties
        ("mobil-dokumentation", "2015", Comparability.NONE),  # name and content changed
        ("styrande-dokument-strategi-lang-sikt", "2021", Comparability.NONE),  # any document, then divided
        ("N07900", "2010", Comparability.NONE),  # mean falls from 35.3 to 22.1
        ("N07900", "2015", Comparability.CAUTION),  # households instead of population
        ("N07900", "2021", Comparability.CAUTION),  # population again
        ("U21359", "2021", Comparability.NONE),  # yes/no in the title, three steps in the data
        ("trygghetslarm-personer-65plus", "2014", Comparability.CAUTION),  # no 2013
    ],
)
def test_real_breaks_are_encoded(ours: Vocabulary, id: str, year: str, verdict: Comparability) -> None:
    began = {version.valid_from: version.comparability for version in ours.indicators[id].versions}
    assert began[year] == verdict


def test_a_question_on_what_a_law_lets_a_municipality_grant_has_a_version_ready_for_each_new_law(
    ours: Vocabulary,
) -> None:
    granted = [i for i in ours.indicators.values() if "beviljas enligt socialtjänstlagen" in i.definition["sv"]]
    older = [i for i in granted if i.service_area == "aldre-ordinart-boende"]
    assert len(granted) == 18 and len(older) == 9
    for one, law in [(i, "2025-07-01") for i in granted] + [(i, "2024-03-01") for i in older]:
        version = next(v for v in one.versions if v.valid_from == law)
        assert version.comparability is Comparability.NONE, one.id
    for one in granted:
        assert not definition_verdict(one, "2022", "2025").allowed
        assert segments(one, ["2021", "2022", "2025"]) == [("2021", "2022"), ("2025",)]
        assert comparable_before(one, "2025", ["2021", "2022"]) is None
    for one in older:
        assert segments(one, ["2022", "2024", "2025"]) == [("2022",), ("2024",), ("2025",)]


def test_the_nations_figures_are_indicators_of_their_own_and_a_later_survey_has_a_source(ours: Vocabulary) -> None:
    municipal = [i for i in ours.indicators.values() if i.later_surveys or i.national_figures]
    beside = {id for i in municipal for id in i.national_figures}
    assert {"digital-tillsyn-natt-funktionsnedsattning", "digital-tillsyn-dag-funktionsnedsattning"} <= beside
    assert not beside & {i.id for i in municipal}
    assert all(not i.retired for i in municipal if i.later_surveys)
    assert all(survey.source for survey in ours.concepts["survey"].values())


def test_series_that_the_source_has_ended_say_when(ours: Vocabulary) -> None:
    ended = {id: one.retired for id, one in ours.indicators.items() if one.retired and id[0] in "UN"}
    assert {id for id, year in ended.items() if year == "2022"} == {
        "U07340", "U07341", "U07348", "U07351", "U07355", "U07358",
    }  # fmt: skip
    assert all(year == "2023" and id.startswith("N705") for id, year in ended.items() if year != "2022")


def test_a_direction_is_sourced_and_having_none_of_the_documents_is_worse(ours: Vocabulary) -> None:
    assert ours.indicators["styrande-dokument-inget-av-dessa"].direction is Direction.LOWER
    assert ours.indicators["befolkning"].direction is Direction.NEITHER
    assert ours.indicators["U31341"].direction is Direction.CONTESTED


def test_matches_point_at_eurovoc_or_at_concepts_of_ours(ours: Vocabulary) -> None:
    counterparts = {f"id/concept/counterpart.{code}" for code in ours.concepts["counterpart"]}
    for indicator in some(ours.indicators.values()):
        assert indicator.close_match or indicator.related_match, indicator.id
        for iri in (*indicator.close_match, *indicator.related_match):
            known = iri in counterparts or iri.removeprefix("id/indicator/") in ours.indicators
            assert known or iri.startswith("http://eurovoc.europa.eu/"), (indicator.id, iri)


def test_the_registry_lists_what_the_vocabulary_names_and_nothing_else() -> None:
    entries = ids.read(VOCAB)
    gone = {(entry.kind, entry.id) for entry in entries if entry.state in ("renamed", "withdrawn")}
    assert {(entry.kind, entry.id) for entry in entries} - gone == ids.named(turtle.read(VOCAB))
    assert len(entries) == len({(entry.kind, entry.id) for entry in entries})


# ---- true to the sources


@pytest.mark.shared
def test_all_72_kpis_are_defined_under_their_official_names(ours: Vocabulary, shared: Path) -> None:
    names: dict[str, set[str]] = {}
    for row in rows(shared / "data/kolada/ehealth_kpis.csv"):
        names.setdefault(row["kpi"], set()).update((row["title"], row["title_2026"]))
    assert len(names) == 72
    assert [id for id, known in names.items() if ours.indicators[id].official_name not in known] == []


@pytest.mark.shared
def test_all_19_indicators_of_socialstyrelsen_and_every_figure_are_defined(ours: Vocabulary, shared: Path) -> None:
    defined = [row["slug (ours)"] for row in rows(shared / "data/socialstyrelsen/indicators.csv")]
    figures = {row["indicator_slug"] for row in rows(shared / "data/socialstyrelsen/figures.csv")}
    assert len(defined) == 19
    assert {*defined, *figures} - set(ours.indicators) == set()


def fits(indicator: Indicator, value: float) -> bool:
    if indicator.steps:
        return value in {step.code for step in indicator.steps}
    if indicator.value_kind is ValueKind.COUNT and value != int(value):
        return False
    return (indicator.minimum or 0) <= value <= (float("inf") if indicator.maximum is None else indicator.maximum)


@pytest.mark.shared
def test_every_real_value_is_of_its_indicators_kind(ours: Vocabulary, shared: Path) -> None:
    read = 0
    for path in sorted((shared / "data/kolada/ehealth_raw").glob("*.csv")):
        id = path.name.split("--")[2]
        for row in rows(path):
            if row[id]:
                read += 1
                assert fits(ours.indicators[id.upper()], float(row[id])), (id, row)
    for row in some(rows(shared / "data/socialstyrelsen/figures.csv")):
        if row["value"]:
            assert fits(ours.indicators[row["indicator_slug"]], float(row["value"])), row
    assert read > 35_000


@pytest.mark.shared
def test_no_sentence_is_copied_from_the_sources(ours: Vocabulary, shared: Path) -> None:
    theirs = " ".join(
        (row["description"] or "").casefold() for row in rows(shared / "data/kolada/catalogue/kpi_derived.csv")
    )
    for indicator in some(ours.indicators.values()):
        for sentence in indicator.definition["sv"].split(". "):
            assert sentence.casefold().rstrip(".") not in theirs, (indicator.id, sentence)


# ---- published as it stands


@pytest.mark.parametrize("base", ["https://data.example.se", "http://127.0.0.1:8000/ehalsa"])
def test_the_files_give_public_iris_wherever_they_are_served(base: str) -> None:
    triples = vocabulary.rebased(VOCAB, Uris(base))
    subjects = {triple.subject.value for triple in triples}
    assert Uris(base).id("indicator", "U21349") in subjects
    standard = ("http://purl.org/", "http://www.w3.org/")
    assert [subject for subject in subjects if not subject.startswith((base, *standard))] == []


def test_what_the_vocabulary_points_at_within_itself_is_there() -> None:
    triples = vocabulary.rebased(VOCAB, Uris("https://x"))
    subjects = {triple.subject.value for triple in triples}
    objects = {str(triple.object.value) for triple in triples if not hasattr(triple.object, "language")}
    ours = {iri for iri in objects if iri.startswith("https://x/id/") and not iri.startswith("https://x/id/agent/")}
    assert ours - subjects == set()


def test_every_term_in_use_is_declared_in_both_languages() -> None:
    triples = vocabulary.rebased(VOCAB, Uris("https://x"))
    used = {triple.predicate.value for triple in triples} | {str(triple.object.value) for triple in triples}
    labelled = Counter(
        triple.subject.value
        for triple in triples
        if triple.predicate.value == "http://www.w3.org/2000/01/rdf-schema#label"
    )
    terms = {iri for iri in used if iri.startswith("https://x/id/term/")}
    assert {term: labelled[term] for term in terms} == dict.fromkeys(terms, len(LANGUAGES))


def test_rdflib_sees_the_same_triples() -> None:
    triples = vocabulary.rebased(VOCAB, Uris("https://data.example.se"))
    graph = rdflib.Graph().parse(data="".join(f"{triple} .\n" for triple in triples), format="nt")
    assert len(graph) == len(triples)


def test_the_vocabulary_is_imported_without_the_heavy_libraries() -> None:
    heavy = "{'rdflib', 'pandas', 'pyoxigraph', 'frictionless', 'yaml'} & set(sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, publisher.vocabulary; print({heavy} or '')"],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == ""


def laid(folder: Path, text: str) -> tuple[list[str], list[str]]:
    """Names of the columns of observations when a site's file says this, and what is wrong in it."""
    (folder / "observations.schema.yaml").write_text(text, encoding="utf-8")
    tables, problems = schemas.read(folder, ["percent"])
    return [column.name for column in tables["observations"].columns], [str(one) for one in problems]


def test_a_site_s_schema_is_laid_over_the_program_s(tmp_path: Path) -> None:
    own = [column.name for column in schemas.read(tmp_path, [])[0]["observations"].columns]
    days = (
        "  - {name: days, type: integer, title: {sv: Dagar, en: Days}, description: {sv: Hur länge., en: How long.}}\n"
    )
    assert laid(tmp_path, "fields:\n" + days) == ([*own, "days"], [])
    at = own.index("n") + 1
    assert laid(tmp_path, "fields:\n  - name: n\n" + days) == ([*own[:at], "days", *own[at:]], [])
    names, problems = laid(tmp_path, "fields:\n  - {name: area, constraints: {required: true, pattern: 'X-.*'}}\n")
    assert (names, problems) == (own, [])
    told = schemas.read(tmp_path, [])[0]["observations"]
    assert next(c for c in told.columns if c.name == "area").pattern == "X-.*"


def test_every_value_of_a_site_s_column_has_its_old_one_in_the_revisions(tmp_path: Path) -> None:
    days = (
        "  - {name: days, type: integer, title: {sv: Dagar, en: Days}, description: {sv: Hur länge., en: How long.}}\n"
    )
    laid(tmp_path, "fields:\n" + days)
    assert "old_days" in [column.name for column in schemas.read(tmp_path, [])[0]["revisions"].columns]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fields:\n  - {name: arae, titel: {sv: a, en: b}}\n", "titel"),
        ("fields:\n  - {name: area, patern: x}\n", "patern"),
        ("fields: area\n", "no fields"),
        ("feilds: []\n", "feilds"),
        ("fields:\n  - {name: n}\n  - {name: n}\n", "two fields called 'n'"),
    ],
)
def test_a_slip_in_what_is_laid_over_is_told(tmp_path: Path, text: str, told: str) -> None:
    _, problems = laid(tmp_path, text)
    assert any(told in one and "vocab" not in one.partition(":")[0].partition("/")[0] for one in problems), problems
