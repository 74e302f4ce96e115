"""The reconciliation service: valid by the shapes of version 0.2, certain only where a name means one thing."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any

import pytest
from jsonschema import Draft7Validator

Client = Any

#: The shapes of version 0.2, in words of our own.
TEXT: Mapping[str, Any] = {"type": "string", "minLength": 1}
TYPE = {"type": "object", "required": ["id", "name"], "properties": {"id": TEXT, "name": TEXT}}
PART = {"type": "object", "required": ["service_url", "service_path"], "additionalProperties": False,
        "properties": {"service_url": {"pattern": "^https?://"}, "service_path": {"pattern": "^/"},
                       "flyout_service_url": {"pattern": "^https?://"},
                       "flyout_service_path": {"pattern": r"^/.*\$\{id\}"}}}  # fmt: skip
MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace", "view", "preview", "suggest", "extend"],
    "properties": {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "name": TEXT, "identifierSpace": {"pattern": "^https?://"}, "schemaSpace": {"pattern": "^https?://"},
        "documentation": {"pattern": "^https?://"},
        "defaultTypes": {"type": "array", "items": TYPE, "uniqueItems": True},
        "view": {"properties": {"url": {"pattern": r"\{\{id\}\}"}}, "required": ["url"]},
        "preview": {"required": ["url", "width", "height"], "properties": {
            "url": {"pattern": r"\{\{id\}\}"}, "width": {"type": "integer"}, "height": {"type": "integer"}}},
        "suggest": {"properties": {"entity": PART, "type": PART, "property": PART},
                    "required": ["entity", "type", "property"]},
        "extend": {"required": ["propose_properties", "property_settings"], "properties": {
            "propose_properties": PART,
            "property_settings": {"type": "array", "items": {
                "required": ["type", "label", "name"], "properties": {"type": {"enum": ["number", "text", "checkbox",
                                                                                        "select"]}}}}}},
    },
}  # fmt: skip
CANDIDATE = {"type": "object", "required": ["id", "name", "score", "match", "type"], "properties": {
    "id": TEXT, "name": TEXT, "description": {"type": "string"}, "score": {"type": "number"},
    "match": {"type": "boolean"}, "type": {"type": "array", "items": TYPE, "minItems": 1}}}  # fmt: skip
RESULTS = {"type": "object", "additionalProperties": {
    "type": "object", "required": ["result"], "additionalProperties": False,
    "properties": {"result": {"type": "array", "items": CANDIDATE}}}}  # fmt: skip
CELL = {"oneOf": [
    {"type": "object", "required": [name], "additionalProperties": False, "properties": {name: {"type": kind}}}
    for name, kind in (("str", "string"), ("float", "number"), ("int", "integer"))
] + [{"type": "object", "required": ["id", "name"], "additionalProperties": False,
      "properties": {"id": TEXT, "name": TEXT}}]}  # fmt: skip
COLUMNS = {"type": "object", "required": ["meta", "rows"], "properties": {
    "meta": {"type": "array", "items": TYPE},
    "rows": {"type": "object", "additionalProperties": {
        "type": "object", "additionalProperties": {"type": "array", "items": CELL}}}}}  # fmt: skip
SUGGESTED = {"type": "object", "required": ["result"], "properties": {"result": {"type": "array", "items": TYPE}}}


@pytest.fixture
def service(pages: Client) -> Client:
    return pages


def valid(said: Any, shape: Mapping[str, Any]) -> Any:
    Draft7Validator.check_schema(shape)
    assert [error.message for error in Draft7Validator(shape).iter_errors(said)] == []
    return said


def match(service: Client, *texts: str, place: str = "/reconcile", **rest: Any) -> list[list[Any]]:
    queries = {f"q{i}": {"query": text, **rest} for i, text in enumerate(texts)}
    answer = service.post(place, data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    said = valid(answer.json(), RESULTS)
    return [said[key]["result"] for key in queries]


def extend(service: Client, ids: list[str], *columns: Mapping[str, Any], place: str = "/reconcile") -> Any:
    answer = service.post(place, data={"extend": json.dumps({"ids": ids, "properties": list(columns)})})
    assert answer.status_code == 200, answer.text
    return valid(answer.json(), COLUMNS)


@pytest.mark.parametrize("place", ["/reconcile", "/reconcile/", "/reconcile/en", "/reconcile/sv"])
def test_the_manifest_is_one_of_version_0_2(service: Client, place: str) -> None:
    said = valid(service.get(place).json(), MANIFEST)
    assert [one["id"] for one in said["defaultTypes"]] == ["municipality", "county", "nation", "group", "indicator"]
    if place.endswith("/en"):
        assert said["suggest"]["entity"]["service_url"].endswith("/reconcile/en")
        assert said["defaultTypes"][0]["name"] == "municipality"


def test_a_name_in_any_spelling_is_its_code_for_certain(service: Client) -> None:
    found = match(service, "Habo", "Håbo kommun", "SÄFFLE", "0114", "Stockholms stad", type="municipality")
    assert [(one[0]["id"], one[0]["match"]) for one in found] == [
        ("0643", True), ("0305", True), ("1785", True), ("0114", True), ("0180", True)
    ]  # fmt: skip


def test_what_is_only_alike_or_out_of_use_is_offered_and_not_certain(service: Client) -> None:
    alike, former, nothing = match(service, "Stokholm", "1917", "Zzyzx")
    assert alike[0]["id"] == "0180" and not any(one["match"] for one in alike)
    assert former[0]["id"] == "0331" and not former[0]["match"]
    assert nothing == []


def test_a_county_narrows_and_a_type_chooses(service: Client) -> None:
    inside = match(service, "Habo", properties=[{"pid": "county", "v": "Jönköpings län"}])[0]
    outside = match(service, "Habo", properties=[{"pid": "county", "v": "Uppsala län"}])[0]
    assert inside[0]["match"] and not outside[0]["match"]
    assert match(service, "Gotland", type="county")[0][0]["id"] == "09"
    assert match(service, "Gotland", type=["municipality"])[0][0]["id"] == "0980"
    assert match(service, "N07900", type="indicator", place="/reconcile/en")[0][0]["name"].startswith(
        "Access to broadband"
    )


def test_a_column_of_values_brings_its_status_and_its_period(service: Client) -> None:
    said = extend(
        service,
        ["0114", "0180", "nowhere"],
        {"id": "N00563"}, {"id": "N00563/status"}, {"id": "N00563/period"}, {"id": "county"},
        {"id": "U21349/label", "settings": {"period": "2021"}},
    )  # fmt: skip
    assert said["rows"]["0114"]["N00563"] == [{"float": 91.1}]
    assert said["rows"]["0114"]["N00563/status"] == []
    assert said["rows"]["0180"]["N00563"] == []  # missing is never 0
    assert said["rows"]["0180"]["N00563/status"] == [{"str": "unknown-reason"}]
    assert said["rows"]["0180"]["N00563/period"] == [{"str": "2022"}]
    assert said["rows"]["0114"]["county"] == [{"id": "01", "name": "Stockholms län"}]
    assert said["rows"]["0114"]["U21349/label"] == [{"str": "Breddinfört"}]
    assert all(cells == [] for cells in said["rows"]["nowhere"].values())


def test_the_values_of_every_municipality_are_those_of_the_api(service: Client) -> None:
    for indicator, period in (("N07900", "2022"), ("U21349", "2022"), ("U07354", "2022")):
        rows = service.get(f"/api/v1/observations?indicator={indicator}&period={period}&sex=T&service_area=_T").json()[
            "data"
        ]
        wanted = {"settings": {"period": period}}
        codes = [row["area"] for row in rows]
        said = extend(service, codes, {"id": indicator, **wanted}, {"id": f"{indicator}/status", **wanted})["rows"]
        assert len(codes) >= 290
        for row in rows:
            cells = said[row["area"]]
            assert [next(iter(cell.values())) for cell in cells[indicator]] == [
                v for v in [row["value"]] if v is not None
            ]
            assert [cell["str"] for cell in cells[f"{indicator}/status"]] == [s for s in [row["status"]] if s]


def test_things_types_and_columns_are_suggested(service: Client) -> None:
    places = valid(service.get("/reconcile/suggest/entity", params={"prefix": "upp"}).json(), SUGGESTED)["result"]
    assert {"0380", "03", "0114"} <= {one["id"] for one in places}
    assert valid(service.get("/reconcile/suggest/type", params={"prefix": "kom"}).json(), SUGGESTED)["result"]
    columns = valid(service.get("/reconcile/suggest/property", params={"prefix": "N07900"}).json(), SUGGESTED)["result"]
    assert [one["id"] for one in columns] == ["N07900", "N07900/status", "N07900/period"]
    proposed = service.get("/reconcile/properties", params={"type": "municipality", "limit": "3"}).json()
    assert len(valid(proposed["properties"], {"type": "array", "items": TYPE})) == 3


def test_a_thing_has_a_card_and_a_page(service: Client) -> None:
    card = service.get("/reconcile/preview", params={"id": "0114"})
    assert "Upplands Väsby" in card.text and "frame-ancestors *" in card.headers["content-security-policy"]
    unknown = service.get("/reconcile/preview", params={"id": "<script>"})
    assert (unknown.status_code, unknown.headers["content-type"]) == (404, "application/json")
    moved = service.get("/reconcile/view", params={"id": "N07900"}, follow_redirects=False)
    assert moved.status_code == 303 and moved.headers["location"].endswith("/id/indicator/N07900")


@pytest.mark.parametrize(
    ("form", "status", "told"),
    [
        ({"queries": "{"}, 400, "JSON"),
        ({"queries": "[]"}, 400, "queries"),
        ({"queries": '{"q0": 7}'}, 400, "queries"),
        ({"queries": '{"q0": {"query": {"a": 1}}}'}, 400, "q0.query"),
        ({"queries": '{"q0": {"query": "a", "typ": "x"}}'}, 400, "q0.typ"),
        ({"queries": '{"q0": {"query": "a", "type": "municipalty"}}'}, 404, "municipality"),
        ({"queries": '{"q0": {"query": "a", "limit": -1}}'}, 400, "q0.limit"),
        ({"queries": json.dumps({f"q{i}": {"query": "a"} for i in range(400)})}, 422, "320"),
        ({"extend": "{}"}, 400, "ids"),
        ({"extend": '{"ids": ["0114"], "properties": [{"id": "N0790"}]}'}, 404, "N07900"),
        ({"extend": '{"ids": ["0114"], "properties": [{"id": "N07900/valu"}]}'}, 404, "N07900/value"),
        ({"extend": '{"ids": ["0114"], "properties": [{"id": "N07900", "settings": {"period": "2015.."}}]}'}, 400,
         "period"),
        ({"extend": '{"ids": ["0114"], "properties": [{"id": "N07900", "settings": {"period": "1999"}}]}'}, 404,
         "2009"),
        ({"extend": '{"ids": ["0114"], "properties": [{"id": "N07900", "settings": {"sex": "X"}}]}'}, 400, "T, F, M"),
        ({"extend": json.dumps({"ids": [str(i) for i in range(400)], "properties": []})}, 422, "320"),
        ({"extend": json.dumps({"ids": [], "properties": [{"id": "name"}] * 30})}, 422, "20"),
        ({"queries": '{"q0": {"query": "' + "a" * 1_000_001 + '"}}'}, 413, "1000000"),
    ],
)  # fmt: skip
def test_a_fault_is_told_in_the_services_own_form(
    service: Client,
    form: Mapping[str, str],
    status: int,
    told: str,
) -> None:
    answer = service.post("/reconcile/en", data=form)
    assert answer.status_code == status, answer.text
    said = answer.json()
    assert said["status"] == "error" and told in json.dumps(said, ensure_ascii=False)


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/reconcile/nothing", 404), ("GET", "/reconcile/preview", 404), ("GET", "/reconcile/view?id=%00", 404),
        ("PUT", "/reconcile", 405), ("GET", "/reconcile/suggest/entity?cursor=x", 400),
        ("GET", "/reconcile?queries=%ff", 400),
        ("GET", "/reconcile/suggest/entity", 200), ("GET", "/reconcile/properties?limit=x&type=%F0%9F%92%A9", 200),
        ("GET", "/reconcile?query=Habo", 200), ("POST", "/reconcile", 200), ("OPTIONS", "/reconcile", 200),
    ],
)  # fmt: skip
def test_other_addresses_and_methods(service: Client, method: str, address: str, status: int) -> None:
    assert service.request(method, address).status_code == status


@pytest.mark.parametrize("kind", ["entity", "type", "property"])
def test_what_is_suggested_has_a_flyout_where_the_manifest_says(service: Client, kind: str) -> None:
    told = service.get("/reconcile/en").json()["suggest"][kind]
    prefix = {"entity": "stock", "type": "m", "property": "lock"}[kind]
    for one in service.get(f"/reconcile/en{told['service_path']}?prefix={prefix}").json()["result"][:5]:
        path = told["flyout_service_path"].replace("${id}", one["id"].replace("/", "%2F"))
        said = service.get(f"/reconcile/en{path}").json()
        assert said["id"] == one["id"] and html.escape(one["name"]) in said["html"]
    wrong = service.get(f"/reconcile/en{told['flyout_service_path'].replace('${id}', 'nothing%3Cb%3E')}")
    assert wrong.status_code == 404 and wrong.json()["status"] == "error"
