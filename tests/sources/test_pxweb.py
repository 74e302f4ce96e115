"""The PxWebApi 2 source against a server on the loopback address; six cells a call, so that it must ask in portions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from replay import Fault, Replay
from specimen import SPECIMENS, by_rule
from worlds import some

from publisher.errors import Refused, SourceError
from publisher.sources import api, pxweb
from publisher.sources.faults import Faults
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
    assert all("valueCodes" not in address for address in some(ask.requests))


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
        ({"id": ["Region", "Kon", "Kon", "Tid"]}, "a dimension stands twice in 'id': Region, Kon, Kon, Tid"),
        ({"id": ["Region", "Kon"]}, "4 sizes came for 2 dimensions"),
        ({"value": {"12": 1}}, "one of the values is for cell '12', there are 12"),
        ({"status": {"x": "."}}, "one of the statuses is for cell 'x'"),
        ({"value": {"0": 1, "01": 2}}, "one of the values is for cell '01'"),
        ({"value": {"": 1}}, "one of the values is for cell ''"),
        ({"value": {"9" * 5000: 1}}, "one of the values is for cell '999"),
        ({"status": ["."]}, "1 statuses came for 12 cells"),
        ({"value": 7}, "the values are neither a list nor an object"),
        ({"dimension": []}, "the JSON-stat lacks"),
    ],
)
def test_a_damaged_cube_is_refused(change, words):
    answer = json.loads((SPECIMENS / "pxweb/TAB1_data.json").read_bytes())
    with pytest.raises(SourceError, match=words):
        read_cube(answer | change, "svar")


@pytest.mark.parametrize(
    "index", [{"00": 0, "0114": 2, "0180": 3}, {"00": 0, "0114": 1, "0180": 1}, ["00", "00", "0114"]]
)
def test_codes_whose_places_are_not_sure_are_refused(index):
    answer = json.loads((SPECIMENS / "pxweb/TAB1_data.json").read_bytes())
    answer["dimension"]["Region"]["category"]["index"] = index
    with pytest.raises(SourceError, match=r"svar: the JSON-stat lacks (a place for every code|codes that stand once)"):
        read_cube(answer, "svar")


@pytest.fixture
def one(tmp_path, context):
    """Reads a table of one dimension beside the region: cells by region, each a value and a sign."""

    def read(cells, tid="2022", often="", **declared):
        index = {code: number for number, code in enumerate(cells)}
        cube = {
            "class": "dataset", "version": "2.0", "updated": "2026-01-01", "id": ["Region", "Tid"],
            "size": [len(cells), 1],
            "dimension": {
                "Region": {"category": {"index": index, "label": dict.fromkeys(cells, "x")}},
                "Tid": {"category": {"index": {tid: 0}, "label": {tid: tid}}},
            },
            "value": [value for value, _ in cells.values()],
            "status": {str(number): sign for number, (_, sign) in enumerate(cells.values()) if sign},
        }  # fmt: skip
        (tmp_path / "pxweb").mkdir(exist_ok=True)
        config = {"maxDataCells": 100, "maxCallsPerTimeWindow": 1000, "timeWindow": 1}
        for name, content in {"config": config, "TAB1_data": cube, "TAB1_metadata": cube}.items():
            (tmp_path / f"pxweb/{name}.json").write_text(json.dumps(content), encoding="utf-8")
        plain = {key: DECLARED[key] for key in ("kind", "url", "table", "title", "publisher", "indicator", "marks")}
        plain |= {"select": {"Region": "*", "Tid": "*"}, "area": "Region", "period": "Tid"}
        with Replay(tmp_path) as server:
            return pxweb.fetch(
                plain | declared, context(pxweb_url=server.pxweb_url, indicators=["antal"], frequency=often)
            )

    return read


def _said(fetched):
    return [(row["area"], row["value"], row["status"]) for row in fetched.observations]


def _periods(fetched):
    assert [] == fetched.problems
    return [row["period"] for row in fetched.observations]


def test_a_mark_that_means_a_number_holds_though_the_server_writes_null_beside_it(one):
    cells = {"0114": (None, "-"), "0115": (0, "-"), "0117": (7, ""), "0120": (None, ".."), "0123": (5, "p")}
    marks = {"-": 0, "..": "suppressed", "p": "provisional"}
    fetched = one(cells, marks=marks)
    assert [] == fetched.problems
    right = [("0114", 0, None), ("0115", 0, None), ("0117", 7, None), ("0120", None, "suppressed")]
    assert [*right, ("0123", 5, "provisional")] == _said(fetched)
    assert [("0117", 7, None)] == _said(one({"0114": (None, "-"), "0117": (7, "")}, marks={"-": "leave-out"}))
    with pytest.raises(Refused, match=r"the mark '-' means 'nothing', which is not a status. Known: .*a number"):
        one(cells, marks={"-": "nothing"})


def test_a_mark_that_contradicts_its_cell_is_told(one):
    found = by_rule(one({"0114": (3, "-")}, marks={"-": 0}).problems)
    assert "'-' is said to mean '0', but stands beside the value 3 (0114 2022)" in found["wrong-status"]
    found = by_rule(one({"0114": (3, "..")}).problems)
    assert "'..' is said to mean 'suppressed', but stands beside a value" in found["wrong-status"]


def test_a_period_that_does_not_fit_the_dataset_is_told(one):
    found = by_rule(one({"0114": (3, "")}, tid="2022M01", often="ANNUAL").problems)
    assert "'2022M01' is a month, which does not fit a dataset with 'frequency: ANNUAL'" in found["unknown-period"]
    yearly = {"dimension": "Tid", "codes": {"2022M01": "2022"}}
    assert ["2022"] == _periods(one({"0114": (3, "")}, tid="2022M01", often="ANNUAL", period=yearly))
    assert ["2022-01"] == _periods(one({"0114": (3, "")}, tid="2022M01", often="MONTHLY"))


def test_text_among_values_is_told(one):
    found = by_rule(one({"0114": ("12", ""), "0115": (True, "")}).problems[:1])
    assert "scb TAB1 (https://statistik.example.org/api/v2): 0114 2022: '12' is not a number." in found["not-a-number"]


def test_a_former_code_that_is_not_applicable_gives_way_to_the_present_one(one):
    area = {"dimension": "Region", "codes": {"1917": "0331", "0331": "0331"}}
    right = [("0331", 41.5, None)]
    assert right == _said(one({"1917": (None, "."), "0331": (41.5, "")}, area=area))
    assert right == _said(one({"0331": (41.5, ""), "1917": (None, ".")}, area=area))


@pytest.mark.parametrize("other", [(39, ""), (41.5, ""), (None, "..")])
def test_of_two_cells_for_one_key_none_is_chosen(one, other):
    area = {"dimension": "Region", "codes": {"1917": "0331", "0331": "0331"}}
    fetched = one({"1917": other, "0331": (41.5, "")}, area=area)
    assert ["1917 2022", "0331 2022"] == [row["source_place"] for row in fetched.observations]


def test_a_table_that_was_updated_between_two_portions_is_read_again(ask, monkeypatch):
    states = iter(["1", "2", "2", "3", "3", "3", "3", "3", "3"])
    original = pxweb.read_cube

    def dated(answer, where):
        return original(answer | {"updated": next(states)} if "/data" in where else answer, where)

    monkeypatch.setattr(pxweb, "read_cube", dated)
    assert 12 == len(ask().observations)
    states = iter("123456789")
    with pytest.raises(SourceError, match=r"/tables/TAB1: the table was updated while it was read, twice in a row"):
        ask()


@pytest.mark.parametrize("change", [{"timeWindow": 1e9}, {"maxDataCells": 0}, {"maxCallsPerTimeWindow": -1}])
def test_limits_that_cannot_be_kept_are_refused(ask, monkeypatch, change):
    config = {"maxDataCells": 100, "maxCallsPerTimeWindow": 1000, "timeWindow": 1} | change
    monkeypatch.setattr(api.Api, "get", lambda self, url, **_: config)
    with pytest.raises(SourceError, match=r"/config: 'maxDataCells', .* are expected"):
        ask()


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


@pytest.mark.parametrize(
    ("declared", "codes", "chosen"),
    [
        ("last 2", ["2022", "2021", "2020"], ["2021", "2022"]), ("last 1", ["2021K1", "2021K3", "2021K2"], ["2021K3"]),
        ("last 1", ["b", "a"], ["a"]), ("last 9", ["2021"], ["2021"]),
        (["a?", "b[1]"], ["a?", "ab", "b1", "b[1]"], ["a?", "b[1]"]),
    ],
)  # fmt: skip
def test_the_last_periods_are_the_latest_and_only_an_asterisk_is_special(declared, codes, chosen):
    faults = Faults("dataset.yaml")
    assert chosen == pxweb._chosen(declared, codes, "Tid", faults)
    assert 0 == faults.count


def test_the_last_none_is_refused():
    faults = Faults("dataset.yaml")
    assert [] == pxweb._chosen("last 0", ["2021"], "Tid", faults)
    assert ["unknown-code"] == [problem.rule for problem in faults.problems()]
