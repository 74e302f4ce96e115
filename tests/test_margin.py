"""An optional column of observations: a block of the schema and a word of a declaration, and it stands everywhere.

A survey of residents, invented: shares with half the width of their interval, and a column nobody had thought of.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import cases
import pyarrow.parquet
import pytest
import python_calamine
from in_process import Api
from worlds import copy_small_world, some

from publisher import package
from publisher.edition import build, difference
from publisher.fetch import fetch
from publisher.reader import Reader, Selection
from publisher.settings import Settings
from publisher.web import create_service

#: Municipality to value, margin and days: in parts of one, as the source has them.
FIRST = {code: (round(0.10 + 0.06 * at, 2), None, None) for at, code in enumerate(cases.MUNICIPALITIES)}
APART = {code: (value, 0.03, 4 + at) for at, (code, (value, *_)) in enumerate(FIRST.items())}
WIDE = {code: (value, 0.4, None) for code, (value, *_) in FIRST.items()}
DAYS = """  - name: field_days
    type: integer
    title: {sv: Dagar i fält, en: Days in the field}
    description: {sv: Hur länge frågan stod öppen., en: How long the question was open.}
    constraints: {minimum: 0}
"""
Rows = dict[str, tuple[float, float | None, int | None]]


def said(folder: Path, years: dict[str, Rows]) -> Path:
    """A folder with what the survey's source says."""
    folder.mkdir(parents=True)
    lines = ["kommun,period,andel,±,dagar"]
    for year, rows in years.items():
        for code, cells in rows.items():
            lines.append(",".join((code, year, *("" if cell is None else str(cell) for cell in cells))))
    (folder / "enkat.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def fetched(settings: Settings, day: str, years: dict[str, Rows]) -> None:
    told = said(settings.packages.parent / "input" / day, years)
    fetch(replace(settings, input=told), ["enkat"], today=day, reason={"sv": "Rättat.", "en": "Corrected."})


def prepared(folder: Path) -> Settings:
    """The small world with the survey declared, its columns not yet in the schema."""
    settings = copy_small_world(folder)
    with (settings.vocab / "areas.ttl").open("a", encoding="utf-8") as file:
        file.write(cases._PREFIXES + cases._areas())
    indicator = cases._INDICATOR.format(
        id="ENKAT", label="Nöjda", unit="percent", kind="percent", direction="higher", end="", second="",
        most=" term:maximum 100 ; term:sampled true ;",
    )  # fmt: skip
    with (settings.vocab / "indicators.ttl").open("a", encoding="utf-8") as file:
        file.write(cases._PREFIXES + indicator)
    (settings.packages / "enkat").mkdir()
    uuid = "4d4b2f0e-7f54-4b0b-9a55-0d2c7a2f1b04"
    told = cases._DATASET.format(name="enkat", uuid=uuid, frequency="ANNUAL", ids="ENKAT").replace(
        "series: serien\n", ""
    )
    told += """  - {kind: table, file: enkat.csv, delimiter: ",", decimal: ".", title: Enkät, publisher: pts,
     url: "https://example.org/", header: [kommun, period], scale: 100,
     area: {column: kommun}, period: {column: period}, values: {andel: ENKAT}}
"""
    (settings.packages / "enkat" / "dataset.yaml").write_text(told, encoding="utf-8")
    return settings


def with_columns(settings: Settings) -> None:
    """The block put into the site's schema, after the margin, and two words into the declaration."""
    with (settings.vocab / "observations.schema.yaml").open("a", encoding="utf-8") as file:
        file.write("  - name: margin\n" + DAYS)
    declared = settings.packages / "enkat" / "dataset.yaml"
    words = 'values: {andel: ENKAT}, margin: {column: "±"}, field_days: {column: dagar}'
    declared.write_text(declared.read_text(encoding="utf-8").replace("values: {andel: ENKAT}", words), encoding="utf-8")


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Published without the columns, an edition made; then with them, twice; the edition of all made."""
    folder = tmp_path_factory.mktemp("survey") / "world"
    folder.mkdir()
    settings = prepared(folder)
    fetched(settings, "2024-01-10", {"2022": FIRST})
    build(settings)
    with_columns(settings)
    fetched(settings, "2024-02-10", {"2022": FIRST})
    fetched(settings, "2024-03-10", {"2022": APART, "2023": APART})
    narrower = APART | {"0180": (APART["0180"][0], 0.02, 5)}
    fetched(settings, "2024-04-10", {"2022": narrower, "2023": APART, "2024": WIDE})
    build(settings)
    return settings


@pytest.fixture(scope="module")
def api(survey: Settings) -> Api:
    return Api(create_service(survey, log=False))


def header(settings: Settings, name: str = "observations.csv") -> list[str]:
    with (settings.packages / "enkat" / name).open(encoding="utf-8") as file:
        return next(csv.reader(file))


def test_a_package_without_any_is_as_it_was_and_gets_no_version_for_a_new_column(survey: Settings) -> None:
    versions = package.load_dataset(survey.packages / "enkat").versions
    assert [version.date for version in versions] == ["2024-04-10", "2024-03-10", "2024-01-10"]
    first = package.at(survey.packages / "enkat", "1.0.0").decode().splitlines()[0].split(",")
    assert "margin" not in first and "field_days" not in first
    early = json.loads((survey.build / "current/datapackages/enkat/1.0.0/datapackage.json").read_bytes())
    assert [f["name"] for f in early["resources"][0]["schema"]["fields"]] == first


def test_what_a_source_gives_stands_in_the_package_in_the_unit_of_the_value(survey: Settings) -> None:
    names = header(survey)
    assert names[names.index("denominator") + 1 : names.index("source")] == ["margin", "field_days"]
    table = package.read_table(survey.packages / "enkat", "observations").set_index(["area", "period"])
    assert table.loc[("0180", "2022"), ["value", "margin", "field_days"]].tolist() == [16, 2, 5]
    assert table.loc[("0180", "2024"), "margin"] == 40


def test_a_changed_margin_is_an_amended_row_that_can_be_undone(survey: Settings) -> None:
    log = package.read_table(survey.packages / "enkat", "revisions")
    assert {"old_margin", "old_field_days"} <= set(log.columns)
    last = log[(log["area"] == "0180") & (log["recorded"] == "2024-04-10") & (log["period"] == "2022")]
    assert last[["kind", "old_margin", "old_field_days"]].to_numpy().tolist() == [["amended", 3, 5]]
    then = list(csv.DictReader(io.StringIO(package.at(survey.packages / "enkat", "2024-03-10").decode())))
    assert [row["margin"] for row in then if row["area"] == "0180"] == ["3", "3"]


def test_it_stands_in_every_format(api: Api) -> None:
    path = "/api/v1/observations?indicator=ENKAT&area=0180&period=2022&format="
    assert api.ask(path + "json").json()["data"][0]["margin"] == 2
    (row,) = csv.DictReader(io.StringIO(api.ask(path + "csv").text))
    assert (row["margin"], row["field_days"]) == ("2", "5")
    sheet = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(api.ask(path + "xlsx").content)
    ).get_sheet_by_index(0)
    names, cells = sheet.to_python()[:2]
    assert cells[names.index("margin")] == 2
    parquet = pyarrow.parquet.read_table(io.BytesIO(api.ask(path + "parquet").content))
    assert parquet.column("field_days").to_pylist() == [5]
    assert api.ask(path + "json-stat").json()["extension"]["margin"] == {"0": 2}
    described = {one["name"]: one for one in api.ask(path + "csvw").json()["tableSchema"]["columns"]}
    assert described["margin"]["dc:title"] == "Felmarginal" and described["field_days"]["datatype"] == "integer"
    words = {line["code"]: line for line in api.ask(path + "json").json()["meta"]["codebook"]["column"]}
    assert words["field_days"]["label"] == "Dagar i fält"


def test_it_is_as_it_was_on_an_earlier_day_and_in_an_earlier_edition(api: Api, survey: Settings) -> None:
    path = "observations?indicator=ENKAT&area=0180&period=2022"
    assert api.json(f"{path}&as_of=2024-03-15")["data"][0]["margin"] == 3
    assert "field_days" not in api.json(f"{path}&as_of=2024-02-15")["data"][0]
    first = sorted(path.name for path in (survey.build / "editions").iterdir())[0]
    (row,) = api.json(f"{path}&as_of={first}")["data"]
    assert row["value"] == 16 and "field_days" not in row
    assert api.json(f"municipalities/0180/profile?as_of={first}")["data"][0]["margin"] is None
    assert next(Reader.open(survey.build / "editions" / first).observations(Selection(areas=["0180"]))).margin is None


def test_pages_comparisons_and_the_description_of_the_api_have_it(api: Api) -> None:
    assert [
        one["margin"] for one in api.json("municipalities/0180/profile")["data"] if one["indicator"] == "ENKAT"
    ] == [40]
    (compared,) = api.json("compare?municipality=0180,0114&indicator=ENKAT&period=2022")["data"]
    assert [figure["margin"] for figure in compared["figures"]] == [2, 3]
    described = api.ask("/schema/openapi.json?lang=en").json()["components"]["schemas"]["Observation"]
    assert "margin" not in described["required"] and "95 percent" in described["properties"]["margin"]["description"]
    assert "±" in api.ask("/nyckeltal/ENKAT?ar=2022").text
    assert "±" in api.ask("/jamfor?kommun=0180,0114&nyckeltal=ENKAT&ar=2022").text


def test_it_stands_in_the_database_its_views_and_the_explorer(survey: Settings) -> None:
    folder = (survey.build / "current").resolve()
    connection = sqlite3.connect(folder / "ehalsa.db")
    where = "omrade_kod = '0180' AND period = '2022' AND nyckeltal_id = 'ENKAT'"
    asked = f"SELECT felmarginal, dagar_i_falt FROM varden WHERE {where}"
    assert connection.execute(asked).fetchall() == [(2, 5)]
    told = json.loads((folder / "explore/metadata.json").read_bytes())["databases"]["ehalsa"]["tables"]
    assert told["observations"]["column_titles"]["margin"] == "Felmarginal"
    assert "fält" in told["varden"]["column_titles"]["dagar_i_falt"]


def test_it_is_an_attribute_of_the_cube(survey: Settings, api: Api) -> None:
    folder = (survey.build / "current").resolve()
    lines = gzip.decompress((folder / "downloads/enkat.nt.gz").read_bytes()).decode().splitlines()
    mine = [line for line in lines if "observation/enkat.ENKAT.0180.2022" in line]
    (margin,) = (line for line in mine if "/id/term/margin>" in line)
    assert margin.endswith('"2"^^<http://www.w3.org/2001/XMLSchema#decimal> .')
    assert some(line for line in mine if "/id/term/fieldDays>" in line)
    assert some(line for line in lines if "structure/observations.field-days" in line and "cube#attribute" in line)
    answer = api.ask("/id/observation/enkat.ENKAT.0180.2022.T._T.nt").text
    assert '/id/term/margin> "2"^^' in answer
    beside = json.loads((folder / "datapackages/enkat/observations.csv-metadata.json").read_bytes())
    said = {one["name"]: one["propertyUrl"] for one in beside["tableSchema"]["columns"]}
    assert said["margin"].endswith("/id/term/margin")


def test_a_sample_is_ranked_where_its_margins_tell_municipalities_apart(api: Api) -> None:
    ranked = api.json("rankings/ENKAT?period=2022")
    assert ranked["data"][0]["rank_low"] == 1
    refused = api.json("rankings/ENKAT?period=2024")
    assert all(group["rank_low"] is None for group in refused["data"])
    assert "felmarginalerna" in json.dumps(refused, ensure_ascii=False)


def test_editions_with_and_without_are_held_against_each_other(survey: Settings) -> None:
    first, *_, last = sorted(path.name for path in (survey.build / "editions").iterdir())
    found = {(c.period, c.kind) for c in difference.between(survey.build, first, last) if c.indicator == "ENKAT"}
    assert found == {("2022", "amended"), ("2023", "added"), ("2024", "added")}
