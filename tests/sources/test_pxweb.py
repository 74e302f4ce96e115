"""The PxWebApi 2 source against a server on the loopback address; six cells a call, so that it must ask in portions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from replay import Fault, Replay
from specimen import SPECIMENS, by_rule

from publisher.errors import Refused, SourceError
from publisher.sources import api, pxweb
from publisher.sources.jsonstat import read_cube

DECLARED = {
    "kind": "pxweb",
    "url": "https://statistik.example.org/api/v2",
    "table": "TAB1",
    "title": "Provtabell",
    "publisher": "scb",
    "select": {"Region": "*", "Kon": "*", "ContentsCode": "*", "Tid": "last 2"},
    "area": "Region",
    "period": "Tid",
    "sex": {"dimension": "Kon", "codes": {"1": "M", "2": "F"}},
    "indicator": "antal",
    "marks": {"..": "suppressed", ".": "not-applicable"},
}


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    original = api.Api.__init__
    monkeypatch.setattr(api.Api, "__init__", lambda self, **f: original(self, **{"sleep": lambda seconds: None} | f))


@pytest.fixture
def ask(context):
    def fetch(*faults, **declared):
        with Replay(SPECIMENS, faults=faults) as server:
            fetch.requests = server.requests
            return pxweb.fetch(DECLARED | declared, context(pxweb_url=server.pxweb_url))

    return fetch


def test_a_table_is_asked_in_portions_and_every_cell_becomes_a_row(ask):
    fetched = ask()
    said = {(r["area"], r["sex"], r["period"]): (r["value"], r["status"]) for r in fetched.observations}
    assert 12 == len(said)
    assert (100.0, None) == said["00", "M", "2025-12"]
    assert (None, "suppressed") == said["0114", "F", "2026-01"]
    assert (None, "not-applicable") == said["0180", "F", "2025-12"]
    assert (41.0, None) == said["0180", "F", "2026-01"]
    assert 3 == sum("/data" in address for address in ask.requests)
    assert "https://statistik.example.org/api/v2/tables/TAB1?lang=sv" == fetched.sources[0].url


def test_a_part_of_a_table_can_be_chosen(ask):
    fetched = ask(select={"Region": ["01*"], "Kon": ["2"], "ContentsCode": "*", "Tid": "last 1"})
    assert {("0114", "2026-01"), ("0180", "2026-01")} == {(r["area"], r["period"]) for r in fetched.observations}


def test_a_long_selection_is_posted(ask, monkeypatch):
    monkeypatch.setattr(pxweb, "LONGEST_ADDRESS", 10)
    assert 12 == len(ask().observations)
    assert all("valueCodes" not in address for address in ask.requests)


def test_a_busy_server_is_asked_again(ask):
    assert 12 == len(ask(Fault(kind="busy", wait=1, where="/data"), Fault(kind="drop", where="/metadata")).observations)


def test_wrong_dimensions_and_codes_are_told_before_data_are_asked_for(ask):
    with pytest.raises(Refused) as refused:
        ask(select={"Region": ["0115"], "Kön": "*", "ContentsCode": "*"}, sex="T")
    text = str(refused.value)
    assert "'Region' has no code '0115'. Nearest: 0114" in text
    assert "the table has no dimension 'Kön'" in text
    assert "'Tid' must be selected" in text
    assert not any("/data" in address for address in ask.requests)


def test_a_dimension_that_no_column_tells_apart_is_refused(ask):
    with pytest.raises(Refused, match="2 codes of 'Kon' are selected, but no column tells them apart"):
        ask(sex="T")


def test_an_unknown_sign_is_told(ask):
    found = by_rule(ask(marks={".": "not-applicable"}).problems)
    assert "the status '..' is not known" in found["unknown-mark"]


def test_a_web_page_or_another_format_is_refused_with_the_address(ask):
    with pytest.raises(SourceError, match=r"/config: the server answered 200 with a web page"):
        ask(Fault(kind="html"))
    with pytest.raises(SourceError, match=r"/tables/TAB9/metadata.* answered 404"):
        ask(table="TAB9")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": "1.0"}, "not a dataset of JSON-stat 2.0"),
        ({"value": [1, 2]}, "2 values came for 12 cells"),
        ({"size": [3, 2, 1, 3]}, "dimension 'Tid' has 2 codes, its size is 3"),
        ({"id": ["Region", "Saknas"]}, "the JSON-stat lacks 'Saknas'"),
    ],
)
def test_a_damaged_cube_is_refused(change, words):
    answer = json.loads((SPECIMENS / "pxweb/TAB1_data.json").read_bytes())
    with pytest.raises(SourceError, match=words):
        read_cube(answer | change, "svar")


def test_sparse_values_one_status_for_all_and_a_list_of_codes_are_json_stat_too():
    answer = {
        "class": "dataset", "version": "2.0", "id": ["a"], "size": [2], "value": {"1": 5}, "status": "e",
        "dimension": {"a": {"category": {"index": ["x", "y"], "label": {"x": "X"}}}},
    }  # fmt: skip
    assert [({"a": "x"}, None, "e"), ({"a": "y"}, 5, "e")] == list(read_cube(answer, "svar").cells())


@pytest.mark.shared
def test_recorded_answers_of_scb_are_read(shared: Path, context):
    recorded = json.loads((shared / "data/pxweb/scb_api_v2_recorded/TAB6471_data.json").read_bytes())
    codes = {name: list(recorded["dimension"][name]["category"]["index"]) for name in recorded["id"]}
    declared = DECLARED | {
        "url": "https://statistikdatabasen.scb.se/api/v2",
        "table": "TAB6471",
        "select": codes | {"ContentsCode": "*"},
        "codelists": {"Alder": "agg_alder10"},
        "sex": {"dimension": "Kon", "codes": {"TotSa": "T", "1": "M", "2": "F"}},
        "service_area": {"dimension": "Alder"},
    }
    with Replay(shared / "data") as server:
        fetched = pxweb.fetch(declared, context(pxweb_url=server.pxweb_url))
    assert [] == fetched.problems
    assert len(recorded["value"]) == len(fetched.observations) == 21 * 11 * 3 * 4
    assert recorded["value"][0] == next(
        row["value"] for row in fetched.observations if row["source_place"] == "01 0-9 TotSa 000007SF 2026M01"
    )


@pytest.mark.shared
def test_examples_that_are_not_json_are_refused(shared: Path):
    text = (shared / "data/pxweb/scb_pxapi_specs/response-scb-all-region.json").read_bytes()
    assert "the answer is cut or is not JSON" in api._not_json(text, "application/json", "svar")
