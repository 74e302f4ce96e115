"""PxWebApi 2, what fewer clients ask: folders, saved queries, and the plain forms of the cells."""

from __future__ import annotations

import json
from typing import Any

import pytest
from doors.test_pxweb import DOOR, TABLE, TEXT, of
from jsonschema import Draft7Validator

CHOSEN = [
    {"variableCode": "Region", "valueCodes": ["0114", "0180"]},
    {"variableCode": "ContentsCode", "valueCodes": ["*"]},
    {"variableCode": "Tid", "valueCodes": ["2022"]},
]
FOLDER = of("type id label links", type={"const": "FolderInformation"}, id=TEXT, label=TEXT)


@pytest.fixture
def door(pages: Any) -> Any:
    return pages


def test_every_table_is_reached_by_folders(door: Any) -> None:
    root = door.get(f"{DOOR}/navigation?lang=en").json()
    assert root["id"] is None and root["language"] == "en"
    found = []
    for one in root["folderContents"]:
        Draft7Validator(FOLDER).validate(one)
        inner = door.get(f"{DOOR}/navigation/{one['id']}?lang=en").json()
        assert (inner["id"], inner["label"]) == (one["id"], one["label"])
        for table in inner["folderContents"]:
            Draft7Validator(TABLE).validate(table)
            assert one["id"] in [part["id"] for path in table["paths"] for part in path]
        found += [table["id"] for table in inner["folderContents"]]
    listed = door.get(f"{DOOR}/tables?pageSize=1000&includeDiscontinued=true").json()["tables"]
    assert sorted(found) == sorted(table["id"] for table in listed)
    dataset = listed[0]["paths"][0][-1]["id"]
    assert door.get(f"{DOOR}/navigation/{dataset}").json()["folderContents"]
    problem = door.get(f"{DOOR}/navigation/bredbnad?lang=en")
    assert problem.status_code == 404 and problem.json()["nearest"][0] == "bredband"


def test_a_saved_query_is_its_own_id_and_runs_as_it_was_saved(door: Any) -> None:
    query: dict[str, Any] = {
        "tableId": "u21349",
        "language": "en",
        "outputFormat": "csv",
        "outputFormatParams": ["UseCodes"],
        "selection": {"selection": CHOSEN, "placement": {"heading": ["Tid"], "stub": ["Region"]}},
    }
    made = door.post(f"{DOOR}/savedqueries", content=json.dumps(query))
    assert made.status_code == 201 and made.json()["selection"] == query["selection"]
    again = door.post(
        f"{DOOR}/savedqueries", content=json.dumps({name.upper(): query[name] for name in reversed(query)})
    )
    assert again.json()["id"] == made.json()["id"]
    place = f"{DOOR}/savedqueries/{made.json()['id']}"
    assert door.get(place).json() == made.json()
    asked = {"selection": CHOSEN, "placement": query["selection"]["placement"]}
    whole = door.post(f"{DOOR}/tables/U21349/data?lang=en&outputFormat=csv&outputFormatParams=UseCodes", json=asked)
    assert door.get(f"{place}/data").text == whole.text
    assert door.get(f"{place}/data?outputFormat=json-stat2&lang=sv").json()["dimension"]["Region"]["label"] == "Område"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400), ("[]", 400), ("{}", 400), ('{"tableId": 3}', 400), ('{"tableId": "U2134"}', 404), ("{" * 9000, 400),
        ('{"tableId": "U21349", "outputFormatParams": "x"}', 400), ('{"tableId": "U21349", "selection": []}', 400),
        ('{"tableId": "U21349", "selection": {"selection": [{"variableCode": 1}]}}', 400),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_is_refused(door: Any, body: str, status: int) -> None:
    answer = door.post(f"{DOOR}/savedqueries?lang=en", content=body)
    assert answer.status_code == status and answer.json()["detail"], answer.text


@pytest.mark.parametrize("times", [20, 40_000])
def test_what_is_saved_is_found_again_however_well_it_packs(door: Any, times: int) -> None:
    many = {"selection": [{"variableCode": "Region", "valueCodes": ["0114"] * times}]}
    made = door.post(f"{DOOR}/savedqueries?lang=en", content=json.dumps({"tableId": "U21349", "selection": many}))
    if times > 20:
        assert made.status_code == 400 and "too large to be saved" in made.json()["detail"]
    else:
        assert door.get(f"{DOOR}/savedqueries/{made.json()['id']}").json() == made.json()


@pytest.mark.parametrize("id", ["1", "eNo", "%C3%A5", "A" * 9000, "eNqrVgIAAWcAtA", "..%2F.."])
def test_what_is_no_saved_query_is_not_found(door: Any, id: str) -> None:
    for rest in ("", "/data"):
        assert door.get(f"{DOOR}/savedqueries/{id}{rest}").status_code in (400, 404, 414)


def test_methods_are_those_of_the_address(door: Any) -> None:
    assert door.get(f"{DOOR}/savedqueries").headers["Allow"] == "POST, OPTIONS"
    assert door.post(f"{DOOR}/savedqueries/1", content="{}").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert door.post(f"{DOOR}/config", content="{}").status_code == 405


def test_plain_forms_have_the_same_cells_and_marks(door: Any) -> None:
    chosen = "valuecodes[Region]=*&valuecodes[ContentsCode]=*&valuecodes[Tid]=*&lang=en"
    for id in ("U21349", "N00563", "U07348"):
        stat = door.get(f"{DOOR}/tables/{id}/data?{chosen}").json()
        cells = [stat["status"][str(at)] if value is None else str(value) for at, value in enumerate(stat["value"])]
        plain = door.get(f"{DOOR}/tables/{id}/data?{chosen}&outputFormat=json-px").json()
        assert [row["values"] for row in plain["data"]] == [[cell] for cell in cells]
        keyed = [code for code in stat["id"] if code != "ContentsCode"]
        assert [column["code"] for column in plain["columns"]] == [*keyed, id]
        last = [list(stat["dimension"][code]["category"]["index"])[-1] for code in keyed]
        assert plain["data"][-1]["key"] == last
        page = door.get(f"{DOOR}/tables/{id}/data?{chosen}&outputFormat=html&outputFormatParams=IncludeTitle")
        told = page.text.replace("<td>", "\n<td>").splitlines()
        assert [line[4:].split("<")[0] for line in told if line.startswith("<td>")] == cells
        assert "<script" not in page.text and "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert f"<caption>{stat['label'].split('&')[0][:10]}" in page.text


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_what_the_api_streams_comes_whole_through_the_door(door: Any, form: str) -> None:
    rows = door.get("/api/v1/observations?indicator=befolkning&limit=1").json()["meta"]["count"]
    assert rows > 20_000  # more than is made whole
    chosen = "valuecodes[Region]=*&valuecodes[ContentsCode]=*&valuecodes[Tid]=*"
    answer = door.get(f"{DOOR}/tables/befolkning/data?{chosen}&lang=en&outputFormat={form}")
    assert answer.status_code == 200
    assert answer.content == door.get(f"/api/v1/observations?indicator=befolkning&lang=en&format={form}").content


@pytest.mark.parametrize(
    "path",
    [f"{DOOR}/tables?zzzzqqqq=1", f"{DOOR}/codelists/qqqqqqqq", "/kolada/v3/kpi?qqqqqqqq=1", "/kolada/v3/data/qqq/1"],
)
def test_what_nothing_is_near_is_refused_without_a_guess(door: Any, path: str) -> None:
    answer = door.get(path)
    assert 400 <= answer.status_code < 500 and "None" not in answer.text and "Menade du" not in answer.text
