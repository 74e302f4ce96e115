"""The description of the API is the API: every path, every parameter, every shape."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
from in_process import BASE, Api
from worlds import some

from publisher.web.api import ROUTES
from publisher.web.api.operations import OPERATIONS
from publisher.web.api.parameters import period_pattern


@pytest.fixture(scope="module")
def document(api: Api) -> Any:
    return api.ask("/schema/openapi.json?lang=en").json()


def test_every_route_is_described(document: Any) -> None:
    served = {re.sub(r":\w+}", "}", path) for route in ROUTES for path in route.paths if path.startswith("/api/v1")}
    assert set(document["paths"]) == {path for path in served if "/grants" not in path}  # this world has no grants


def test_every_reference_leads_somewhere(document: Any) -> None:
    for reference in set(re.findall(r'"#/([^"]+)"', json.dumps(document))):
        found = document
        for part in reference.split("/"):
            found = found[part]


def test_every_operation_has_examples_and_errors(document: Any) -> None:
    for methods in some(document["paths"].values()):
        operation = methods["get"]
        assert {"200", "400", "404", "405", "406", "410", "414", "422", "503"} <= set(operation["responses"])
        assert all(p["description"] for p in some(operation["parameters"]))
        assert all("example" in p for p in operation["parameters"] if p["in"] == "path" or p["required"])


def test_every_example_is_answered(api: Api, document: Any) -> None:
    for path, methods in some(document["paths"].items()):
        if path == "/api/v1/grants/{id}":
            continue  # the small world has no grants
        query = []
        for parameter in methods["get"]["parameters"]:
            example = parameter.get("example")
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", example)
            elif parameter["required"]:
                query.append(f"{parameter['name']}={','.join(example)}")
        answer = api.ask(f"{path}?{'&'.join(query)}")
        assert answer.status_code == 200, path
        assert faults(document, methods["get"], answer.json()) == [], path


def faults(document: Any, operation: Any, answer: Any) -> list[str]:
    """What the description says of an operation's JSON and the answer is not."""
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    told = jsonschema.Draft202012Validator({**schema, "components": document["components"]}).iter_errors(answer)
    return [f"{error.json_path}: {error.message[:200]}" for error in told]


@pytest.mark.parametrize(
    "asked",
    ["areas", "areas?kind=municipality", "areas/0180", "areas/00", "indicators", "editions", "changes",
     "observations?lang=all", "municipalities/0180/similar", "municipalities", "rankings/U21349",
     "indicators?lang=all"],
)  # fmt: skip
def test_answers_are_what_the_description_says(api: Api, document: Any, asked: str) -> None:
    path = re.sub(r"/(0180|00|U21349)", "/{…}", "/api/v1/" + asked.partition("?")[0])
    operation = next(m["get"] for p, m in document["paths"].items() if re.sub(r"{\w+}", "{…}", p) == path)
    assert faults(document, operation, api.json(asked)) == []


def test_every_default_that_is_stated_is_the_one_that_holds(api: Api, document: Any) -> None:
    stated = 0
    for path, methods in some(document["paths"].items()):
        defaults = {p["name"]: p["schema"]["default"] for p in methods["get"]["parameters"] if "default" in p["schema"]}
        address = path.replace("{code}", "0180")
        left_out = api.ask(address).json()
        for name, value in defaults.items():
            stated += 1
            spelt = api.ask(f"{address}?{name}={value}").json()
            for answer in (left_out, spelt):
                answer["links"] = answer["meta"]["citation"] = None
            assert left_out == spelt, (path, name)
        if "limit" in defaults:
            assert left_out["meta"]["limit"] == defaults["limit"], path
    assert stated > 10


def test_what_generators_of_clients_stumble_over_is_not_there(document: Any) -> None:
    assert document["info"]["contact"]["url"] == f"{BASE}/om"
    about = document["components"]["schemas"]["About"]["properties"]
    for name in ("areas", "codebook"):
        assert about[name]["type"] == "object"
        assert about[name].get("additionalProperties", True) in (True, {})
    assert about["licences"]["items"].get("additionalProperties", True) in (True, {})


def test_json_observations_have_the_columns_of_csv_but_for_labels(api: Api, document: Any) -> None:
    labels = {"indicator_label", "area_label", "status_label"}
    columns = set(api.ask("/api/v1/observations?area=0180&format=csv").text.splitlines()[0].split(",")) - labels
    described = document["components"]["schemas"]["Observation"]
    assert columns == set(described["properties"]) - {"value_label_sv", "value_label_en"}
    assert columns - {"value_label", "margin"} == set(described["required"])


def test_both_languages_describe_the_same_paths(api: Api, document: Any) -> None:
    swedish = api.ask("/schema/openapi.json").json()
    assert set(swedish["paths"]) == set(document["paths"])
    assert swedish["info"]["description"] != document["info"]["description"]
    for operation in OPERATIONS:
        assert set(operation.summary) == {"sv", "en"}


def test_the_viewer_works_offline(api: Api) -> None:
    answer = api.ask("/schema?lang=en")
    assert answer.headers["content-type"].startswith("text/html")
    assert "<script" not in answer.text
    assert not re.findall(r'(?:src|href)="https?://', answer.text)
    for operation in OPERATIONS:
        assert (f'id="{operation.name}"' in answer.text) is (operation.tag != "grants")


@pytest.mark.parametrize(
    "text", ["2022", "2022-03", "2022-Q1", "2015..2022", "2022..2022", "1999..2001", "2015..", "..2022"]
)
def test_the_pattern_of_periods_admits(text: str) -> None:
    assert re.search(period_pattern(), text)


@pytest.mark.parametrize("text", ["2022..2015", "2020..2019", "2001..1999", "22", "2022-13", ".."])
def test_the_pattern_of_periods_refuses(text: str) -> None:
    assert not re.search(period_pattern(), text)
