"""A scale that changes: each version of a definition counts in its own, and nothing is held against another.

Two questions of the small world are asked in four steps from 2023 on, one that had three and one of yes and no. What
the refusal says to write is written, with words for each "…", and then the figures are published.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from in_process import Api
from worlds import copy_small_world, some

from publisher import vocabulary
from publisher.cube import N_TRIPLES, Cube
from publisher.edition import build
from publisher.errors import Problem, Refused
from publisher.fetch import fetch
from publisher.model import ValueKind
from publisher.observations import read
from publisher.rdf import dump
from publisher.settings import Settings
from publisher.uris import Uris
from publisher.web import create_service

LATER = "kommun,år,U21349,U20341\n0114,2023,3,0\n0180,2023,2,3\n0331,2023,0,1\n1785,2023,3,2\n"
STEPS = ("Inget", "Försök", "Delvis", "Helt")


def later(settings: Settings, rows: str = LATER) -> Settings:
    """The small world with a file of the next year, declared as what adds to the first."""
    path = settings.packages.parent / "svar-2023.csv"
    path.write_text(rows, encoding="utf-8")
    declared = settings.packages / "digitala-las" / "dataset.yaml"
    values = yaml.safe_load(declared.read_text(encoding="utf-8"))
    first = values["source"]
    values["source"] = [first, first | {"adds": True, "file": path.name, "title": "Svar 2023"}]
    declared.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return replace(settings, input=path)


def refusals(settings: Settings) -> dict[str, Problem]:
    with pytest.raises(Refused) as refused:
        fetch(settings, ["digitala-las"], today="2024-06-01")
    return {(problem.subject or "").partition("/")[0]: problem for problem in refused.value.problems}


def write(settings: Settings, problem: Problem) -> None:
    """Do what a refusal says: three edits of indicators.ttl, each "…" answered."""
    path = settings.vocab / "indicators.ttl"
    text, (said, block) = path.read_text(encoding="utf-8"), problem.remedy.split(":\n", 1)
    [(new, old, last)] = re.findall(r"add version:(\S+) to .* let version:(\S+) end with (dcat:endDate \S+)", said)
    text = text.replace(f"dcterms:hasVersion version:{old} .", f"dcterms:hasVersion version:{old}, version:{new} .")
    first = f'dcterms:isVersionOf indicator:{old[:-2]} ; dcat:version "1" ;'
    text = text.replace(first, f"{first} {last.removesuffix(',')} ;")
    words = iter(STEPS)
    block = re.sub(
        r'(skos:notation "\d" ; skos:prefLabel) "…"@sv, "…"@en',
        lambda found: f'{found[1]} "{(word := next(words))}"@sv, "{word} (en)"@en',
        block,
    )
    block = block.replace('"…"', '"Fyra steg från 2023."').replace("https://…", "https://example.org/")
    path.write_text(f"{text}\n{block}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = copy_small_world(tmp_path_factory.mktemp("scale"))
    fetch(settings, ["digitala-las"], today="2024-01-01")
    added = later(settings)
    for problem in refusals(added).values():
        write(settings, problem)
    [outcome] = fetch(added, ["digitala-las"], today="2024-06-01")
    assert outcome.counts == {"added": 8}
    fetch(settings, ["bredband"], today="2024-06-01")
    build(settings)
    return settings


@pytest.fixture(scope="module")
def api(world: Settings) -> Api:
    return Api(create_service(world, log=False))


def test_many_values_off_the_scale_are_told_once_an_indicator_with_what_to_write(tmp_path: Path) -> None:
    settings = copy_small_world(tmp_path)
    fetch(settings, ["digitala-las"], today="2024-01-01")
    before = read(settings.packages / "digitala-las" / "observations.csv")
    found = refusals(later(settings))
    assert "2 values of U21349 for 2023 are not steps of its scale (3)" in found["U21349"].fault
    assert "2 values of U20341 for 2023 are not steps of its scale (2, 3)" in found["U20341"].fault
    assert "version:U20341.2 a term:DefinitionVersion" in found["U20341"].remedy
    assert before.equals(read(settings.packages / "digitala-las" / "observations.csv"))


def test_what_is_pasted_and_not_answered_is_refused_place_by_place(tmp_path: Path) -> None:
    settings = copy_small_world(tmp_path)
    fetch(settings, ["digitala-las"], today="2024-01-01")
    block = refusals(later(settings))["U21349"].remedy.split(":\n", 1)[1]
    with (settings.vocab / "indicators.ttl").open("a", encoding="utf-8") as file:
        file.write(block)
    with pytest.raises(Refused) as refused:
        vocabulary.load(settings.vocab)
    told = [str(problem) for problem in refused.value.problems]
    assert any("version:U21349.2 has dcterms:source https://…" in one for one in told)
    assert sum("has an empty skos:prefLabel in 'sv'" in one for one in told) == 5


def test_each_period_has_the_scale_of_its_version(world: Settings) -> None:
    words = vocabulary.load(world.vocab)
    question = words.indicators["U20341"]
    assert question.at("2022").value_kind is ValueKind.BOOLEAN and question.at("2022").unit == "yes-no"
    assert question.at("2023").value_kind is ValueKind.ORDINAL and question.at("2023").unit == "step"
    assert [step.label["sv"] for step in question.at("2023").at("2022").at("2024").steps] == list(STEPS)


def test_a_value_off_the_scale_of_its_own_period_is_refused(world: Settings, tmp_path: Path) -> None:
    settings = copy_small_world(tmp_path)
    (settings.vocab / "indicators.ttl").write_bytes((world.vocab / "indicators.ttl").read_bytes())
    first = settings.input and settings.input / "digitala-las.csv"
    assert first
    first.write_text(first.read_text().replace("0114,2022,1,0", "0114,2022,3,0"))
    with pytest.raises(Refused, match="3 is not a step of the scale") as refused:
        fetch(settings, ["digitala-las"], today="2024-01-01")
    assert [problem.rule for problem in refused.value.problems] == ["not-a-step"]


def test_the_database_tells_each_value_in_the_words_of_its_own_scale(world: Settings) -> None:
    connection = sqlite3.connect((world.build / "current").resolve() / "ehalsa.db")
    asked = "SELECT period, value_label_sv, unit FROM observations WHERE indicator = 'U20341' AND area = '0180'"
    assert connection.execute(asked).fetchall() == [
        ("2021", "Ja", "yes-no"), ("2022", "Ja", "yes-no"), ("2023", "Helt", "step"),
    ]  # fmt: skip
    steps = connection.execute("SELECT code, label_sv FROM steps WHERE indicator = 'U20341'").fetchall()
    assert steps == list(enumerate(STEPS))
    earlier = connection.execute("SELECT version, code, label_sv FROM earlier_steps WHERE indicator = 'U20341'")
    assert earlier.fetchall() == [("1", 0, "Nej"), ("1", 1, "Ja")]
    [(share,)] = connection.execute(
        "SELECT value FROM aggregates WHERE indicator = 'U21349' AND period = '2023' AND area = '00' AND step = 3"
    ).fetchall()
    assert share == 50
    moves = connection.execute("SELECT DISTINCT later FROM movements WHERE indicator = 'U21349'").fetchall()
    assert moves == []


def test_the_api_tells_the_scale_of_each_version_and_compares_with_none_before(api: Api) -> None:
    one = api.json("indicators/U20341")["data"]
    assert [step["label"] for step in one["steps"]] == list(STEPS)
    assert [[step["label"] for step in v["steps"]] for v in one["versions"]] == [["Nej", "Ja"], list(STEPS)]
    assert [v["value_kind"] for v in one["versions"]] == ["boolean", "ordinal"]
    (compared,) = api.json("compare?municipality=0180,0114&indicator=U20341")["data"]
    figure = compared["figures"][0]
    assert (compared["period"], figure["value_label"]) == ("2023", "Helt")
    before = figure["before"]
    assert (before["old_label"], before["comparability"], before["move"]) == ("Ja", "none", "broken")
    then = api.json("compare?municipality=0180,0114&indicator=U20341&period=2022")["data"][0]
    assert (then["value_kind"], then["figures"][0]["value_label"]) == ("boolean", "Ja")
    rows = csv.DictReader(io.StringIO(api.ask("/api/v1/observations?indicator=U20341&area=0180&format=csv").text))
    assert [row["value_label"] for row in rows] == ["Ja", "Ja", "Helt"]


def test_the_codebook_of_a_download_has_the_steps_of_each_version(api: Api) -> None:
    book: dict[str, Any] = api.json("observations?indicator=U20341")["meta"]["codebook"]
    assert [(line["of"], line["label"]) for line in book["step"]] == [
        *(("U20341, version 1", label) for label in ("Nej", "Ja")),
        *(("U20341, version 2", label) for label in STEPS),
    ]


@pytest.mark.parametrize(("year", "there", "not_there"), [("2023", "Delvis", "Breddinfört 1"), ("2022", "Nej", "Helt")])
def test_the_page_of_a_year_speaks_of_that_years_steps(api: Api, year: str, there: str, not_there: str) -> None:
    page = api.ask(f"/nyckeltal/U21349?ar={year}").text
    steps = some(re.findall(r"<dt>Steg \d{4}</dt><dd>([^<]*)", page))
    assert there in steps[0] and not_there not in steps[0]
    assert (
        not re.search(r'id="kommunerna".*?<figcaption', page, re.S) or not_there not in page.partition("utveckling")[0]
    )


def test_no_page_draws_a_line_or_tells_a_change_across(api: Api) -> None:
    page = api.ask("/nyckeltal/U21349").text
    assert "I en annan skala, som inte kan ritas bredvid: 2021:" in page
    place = api.ask("/lage/0180/U21349").text
    assert "Längre än" not in place and "Mindre långt än" not in place
    history = api.ask("/jamfor?kommun=0180,0114&nyckeltal=U21349").text
    assert "Breddinfört" in history and "Delvis" in history and "inte jämförbart med tidigare" in history


def test_an_observation_points_at_the_step_of_its_own_scale(world: Settings, tmp_path: Path) -> None:
    cube = Cube("digitala-las", vocabulary.load(world.vocab), Uris("https://a.example"), N_TRIPLES)
    dump.write(cube, world.packages / "digitala-las" / "observations.csv", tmp_path / "cube.nt")
    told = (tmp_path / "cube.nt").read_text(encoding="utf-8")
    place = r"digitala-las\.U20341\.0180\.\d{4}\.T\._T> \S+"
    steps = re.findall(place + r"id/term/step> <\S+/(scale-\S+)>", told)
    units = re.findall(place + r"unitMeasure> <\S+/(unit\.\S+)>", told)
    assert steps == ["scale-ja-nej.1", "scale-ja-nej.1", "scale-u20341-2023.3"]
    assert units == ["unit.yes-no", "unit.yes-no", "unit.step"]


def test_the_scale_of_a_version_leads_to_its_steps_in_the_linked_data(world: Settings) -> None:
    [path] = (world.build / "current").resolve().rglob("digitala-las*.nt.gz")
    told = gzip.decompress(path.read_bytes()).decode()
    assert re.search(r"version/U20341\.2> <\S+/term/scale> <\S+/scheme/scale-u20341-2023>", told)
    assert re.search(r"concept/scale-u20341-2023\.3> <\S+prefLabel> \"Helt\"@sv", told)


def test_counting_otherwise_is_never_comparable_with_before(world: Settings, tmp_path: Path) -> None:
    settings = copy_small_world(tmp_path)
    text = (world.vocab / "indicators.ttl").read_text(encoding="utf-8")
    place = text.index("version:U20341.2 a ")
    text = text[:place] + text[place:].replace("comparability.none", "comparability.caution", 1)
    (settings.vocab / "indicators.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        vocabulary.load(settings.vocab)
    [problem] = refused.value.problems
    assert problem.rule == "scale-comparability" and "version:U20341.2" in problem.fault
    assert problem.remedy == "Write concept:comparability.none."


def test_a_version_may_be_put_between_two_others_and_takes_the_next_free_number(
    world: Settings, tmp_path: Path
) -> None:
    """The address of a version is kept for good, so nothing is numbered anew."""
    settings = copy_small_world(tmp_path)
    text = (world.vocab / "indicators.ttl").read_text(encoding="utf-8")
    block = text[text.index("version:U20341.2 a ") : text.index("scheme:scale-u20341-2023 a ")]
    between = block.replace("U20341.2", "U20341.3").replace('dcat:version "2"', 'dcat:version "3"')
    between = between.replace('"2023-01-01"^^xsd:date', '"2022-07-01"^^xsd:date ; dcat:endDate "2022-12-31"^^xsd:date')
    text = text.replace("version:U20341.1, version:U20341.2", "version:U20341.1, version:U20341.2, version:U20341.3")
    text = text.replace('dcat:endDate "2022-12-31"', 'dcat:endDate "2022-06-30"')
    (settings.vocab / "indicators.ttl").write_text(text + between, encoding="utf-8")
    found = vocabulary.load(settings.vocab).indicators["U20341"].versions
    assert [version.number for version in found] == ["1", "3", "2"]
