"""Any selection of values, in every format, with what must be known to read them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
from in_process import Api
from worlds import some

from publisher.settings import Settings

ONE = "observations?indicator=U21349"


def keys(answer: Any) -> list[tuple[str, str, str]]:
    return [(row["area"], row["period"], row["sex"]) for row in answer["data"]]


def test_an_observation_has_the_fields_that_are_promised(api: Api) -> None:
    answer = api.json(f"{ONE}&area=0114&period=2022")
    assert list(answer) == ["data", "links", "meta"]
    (row,) = answer["data"]
    assert row == {
        "indicator": "U21349",
        "area": "0114",
        "period": "2022",
        "sex": "T",
        "service_area": "_T",
        "value": 2,
        "value_label": row["value_label"],
        "status": None,
        "n": None,
        "numerator": None,
        "denominator": None,
        "margin": None,
        "unit": row["unit"],
        "dataset": "digitala-las",
        "source": row["source"],
        "source_place": row["source_place"],
        "note": "",
        "edition": "2024-01-30",
    }
    assert row["value_label"]
    described = api.ask("/schema/openapi.json").json()["components"]["schemas"]["Observation"]
    assert set(row) <= set(described["properties"])


def test_a_missing_value_is_null_with_its_reason(api: Api) -> None:
    (row,) = api.json(f"{ONE}&area=0331&period=2021")["data"]
    assert row["value"] is None
    assert row["status"]
    codes = [line["code"] for line in api.json(ONE)["meta"]["codebook"]["status"]]
    assert row["status"] in codes


def test_filters_combine(api: Api) -> None:
    assert keys(api.json("observations?indicator=N00563&area=0180&sex=F,M")) == [
        ("0180", "2022", "F"),
        ("0180", "2022", "M"),
    ]
    assert {row["dataset"] for row in api.json("observations?dataset=bredband")["data"]} == {"bredband"}


def test_lists_may_be_repeated_or_written_with_commas(api: Api) -> None:
    assert api.json(f"{ONE}&area=0114,0180")["data"] == api.json(f"{ONE}&area=0180&area=0114")["data"]


def test_group_adds_its_municipalities_to_the_areas(api: Api) -> None:
    assert {area for area, _, _ in keys(api.json(f"{ONE}&group=01"))} == {"0114", "0180"}
    assert {area for area, _, _ in keys(api.json(f"{ONE}&group=01&area=1785"))} == {"0114", "0180", "1785"}


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2022", {"2022"}),
        ("2021..2022", {"2021", "2022"}),
        ("2022..", {"2022"}),
        ("..2021", {"2021"}),
        ("2021,2022", {"2021", "2022"}),
        ("latest", {"2022"}),
    ],
)
def test_period_is_one_a_range_a_list_or_the_latest(api: Api, period: str, expected: set[str]) -> None:
    assert {row["period"] for row in api.json(f"{ONE}&period={period}")["data"]} == expected


@pytest.mark.parametrize("name", ["1785", "Säffle", "säffle", "SA\u0308FFLE", "saffle", "%20S%C3%A4ffle%20"])
def test_areas_go_by_code_or_name_in_any_form(api: Api, name: str) -> None:
    assert {area for area, _, _ in keys(api.json(f"{ONE}&area={name}"))} == {"1785"}


def test_the_language_is_asked_for_or_negotiated(api: Api) -> None:
    swedish, english = api.json(f"{ONE}&area=0180"), api.json(f"{ONE}&area=0180", Accept_Language="en-GB,sv;q=0.5")
    assert (swedish["meta"]["language"], english["meta"]["language"]) == ("sv", "en")
    assert swedish["data"][0]["value_label"] != english["data"][0]["value_label"]
    both = api.json(f"{ONE}&area=0180&lang=all")
    assert both["data"][0]["value_label_sv"] == swedish["data"][0]["value_label"]
    assert both["meta"]["title"] == {"sv": swedish["meta"]["title"], "en": english["meta"]["title"]}


def test_meta_says_edition_count_citation_and_sources(api: Api) -> None:
    meta = api.json(ONE)["meta"]
    assert (meta["edition"], meta["count"], meta["returned"]) == ("2024-01-30", 8, 8)
    assert "2024-01-30" in meta["citation"]
    assert meta["sources"][0]["dataset"] == "digitala-las"
    assert meta["areas"]["0180"] == "Stockholm"


def test_pages_follow_one_another_within_the_same_edition(api: Api) -> None:
    seen, path = [], f"{ONE}&limit=3"
    for _ in range(10):
        answer = api.json(path)
        seen += keys(answer)
        if "next" not in answer["links"]:
            break
        assert "as_of=2024-01-30" in answer["links"]["next"]
        path = answer["links"]["next"].partition("/api/v1/")[2]
    assert seen == keys(api.json(ONE))
    past = api.json(f"{ONE}&offset=100")
    assert past["data"] == []
    assert past["meta"]["left_out"][0]["code"] == "past-the-end"


def test_as_of_a_day_gives_what_was_public_then(api: Api) -> None:
    now, then = f"{ONE}&area=0114&period=2022", f"{ONE}&area=0114&period=2022&as_of=2023-12-31"
    assert api.json(now)["data"][0]["value"] == 2
    answer = api.json(then)
    assert answer["data"][0]["value"] == 1
    assert answer["meta"]["as_of"] == "2023-12-31"
    before = api.json(f"{ONE}&as_of=2020-01-01")
    assert before["data"] == []
    assert before["meta"]["left_out"][0]["code"] == "not-published-then"


def test_as_of_takes_the_id_of_an_edition_and_days_to_come(api: Api) -> None:
    assert api.json(f"{ONE}&as_of=2024-01-30")["data"] == api.json(ONE)["data"]
    assert api.json(f"{ONE}&as_of=2999-01-01")["data"] == api.json(ONE)["data"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("indicator=U21349&sex=F", "sex"),
        ("indicator=U21349&area=00", "area-kind"),
        ("indicator=N00563&area=1785", "no-row"),
        ("indicator=N07900,U21349&period=2022&area=0180&sex=M", "sex"),
    ],
)
def test_nothing_is_never_an_empty_list_without_a_reason(api: Api, query: str, code: str) -> None:
    answer = api.json(f"observations?{query}")
    assert answer["data"] == []
    assert code in [line["code"] for line in answer["meta"]["left_out"]]
    assert all(line["reason"] for line in some(answer["meta"]["left_out"]))


def test_breaks_and_changes_of_areas_are_told_in_meta(api: Api) -> None:
    meta = api.json("observations?indicator=N07900&area=0180")["meta"]
    assert [line["comparability"] for line in meta["breaks"]] == ["none"]
    for line in some(meta["breaks"]):
        assert line["comparability"] in {"caution", "none"}
        assert line["reason"]
    assert len(meta["cautions"]) == len(meta["breaks"])


FORMATS = {
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json-stat": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "csvw": "application/csvm+json",
}


@pytest.mark.parametrize("key", FORMATS)
def test_a_format_is_asked_for_by_parameter_or_accept(api: Api, key: str) -> None:
    by_name = api.ask(f"/api/v1/{ONE}&format={key}")
    by_type = api.ask(f"/api/v1/{ONE}", Accept=f"text/html;q=0.9, {FORMATS[key]}, */*;q=0.1")
    for answer in (by_name, by_type):
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == FORMATS[key]
        assert {name.strip() for name in answer.headers["vary"].split(",")} >= {"Accept", "Accept-Language"}
        assert answer.headers["access-control-allow-origin"] == "*"


def test_quality_values_decide(api: Api) -> None:
    answer = api.ask(f"/api/v1/{ONE}", Accept="application/json;q=0.1, text/csv;q=0.8, */*;q=0")
    assert answer.headers["content-type"].startswith("text/csv")
    assert api.ask(f"/api/v1/{ONE}", Accept="application/*").headers["content-type"] == "application/json"
    assert api.problem(ONE, 406, Accept="image/png, text/html")["allowed"][0] == "application/json"


def test_every_format_holds_the_same_rows(api: Api) -> None:
    query = "/api/v1/observations?dataset=digitala-las,bredband&format="
    rows = api.json("observations?dataset=digitala-las,bredband")["data"]
    told = ("indicator", "area", "period", "sex", "value", "status", "n", "unit")
    expected = [tuple(row[name] for name in told) for row in rows]

    numbers = {"value": float, "n": int}
    text = csv.DictReader(io.StringIO(api.ask(f"{query}csv").text, newline=""))
    assert [tuple(numbers.get(k, str)(r[k]) if r[k] else None for k in told) for r in text] == expected

    sheet = openpyxl.load_workbook(io.BytesIO(api.ask(f"{query}xlsx").content))["data"]
    header, *lines = sheet.iter_rows(values_only=True)
    at = [header.index(name) for name in told]
    assert [tuple(line[i] for i in at) for line in lines] == expected

    table = pyarrow.parquet.read_table(io.BytesIO(api.ask(f"{query}parquet").content)).to_pylist()
    assert [
        (r["indicator"], r["area"], r["period"], r["sex"], r["value"], r["status"], r["n"], r["unit"]) for r in table
    ] == expected

    cube = json.loads(api.ask(f"{query}json-stat").content)
    for row in some(rows):
        position = 0
        for name, size in zip(cube["id"], cube["size"], strict=True):
            position = position * size + cube["dimension"][name]["category"]["index"][row[name]]
        values = cube["value"]
        value = values[position] if isinstance(values, list) else values[str(position)]
        assert (value, cube.get("status", {}).get(str(position))) == (row["value"], row["status"])


def test_csv_names_its_codebook_licence_and_edition(api: Api) -> None:
    answer = api.ask(f"/api/v1/{ONE}&format=csv")
    link = answer.headers["link"]
    assert 'rel="describedby"; type="application/csvm+json"' in link
    assert 'rel="license"' in link
    assert answer.headers["content-disposition"] == 'attachment; filename="observations-2024-01-30.csv"'
    described = link.partition('rel="describedby"')[0].rpartition("<")[2].partition(">")[0]
    metadata = api.ask(described.partition("8000")[2]).json()
    assert [c["name"] for c in metadata["tableSchema"]["columns"]] == answer.text.splitlines()[0].split(",")
    assert metadata["url"].endswith("format=csv&indicator=U21349")


def test_csv_for_excel(api: Api) -> None:
    answer = api.ask("/api/v1/observations?indicator=N07900&area=0114&format=csv&bom=1&decimal=comma")
    assert answer.content.startswith(b"\xef\xbb\xbfindicator;")
    assert ";88,25;" in answer.text


def test_large_answers_are_streamed_and_the_same(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = api.ask("/api/v1/observations?format=csv&lang=en")
    monkeypatch.setattr("publisher.web.api.answering.WHOLE", 2)
    monkeypatch.setattr("publisher.web.api.observations.WHOLE", 2)
    monkeypatch.setattr(api.service, "answers", None)
    streamed = api.ask("/api/v1/observations?format=csv&lang=en")
    assert "content-length" not in streamed.headers
    assert streamed.content == whole.content
    monkeypatch.setattr("publisher.web.api.observations._cells", None)  # no row is read for a HEAD
    head = api.ask("/api/v1/observations?format=csv&lang=en", "HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == streamed.headers["etag"]


def cells(text: str) -> set[tuple[str | float, ...]]:
    """Keys, values and statuses of a CSV file of observations."""
    names = ("indicator", "area", "period", "sex", "service_area", "status")
    return {
        (*(row[name] for name in names), row["value"] and float(row["value"]))
        for row in csv.DictReader(io.StringIO(text, newline=""))
    }


def test_every_observation_of_the_packages_comes_back(api: Api, built_edition: Settings) -> None:
    packages = Path(built_edition.packages).glob("*/observations.csv")
    published = {row for path in packages for row in cells(path.read_text(encoding="utf-8"))}
    assert cells(api.ask("/api/v1/observations?format=csv").text) == published
