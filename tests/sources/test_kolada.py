"""The Kolada source against a real server on the loopback address, faults included."""

from __future__ import annotations

from pathlib import Path

import pytest
import replay
from replay import Fault, Replay, page_of
from specimen import SPECIMENS, by_rule
from worlds import some

from publisher.errors import Refused, SourceError
from publisher.sources import api, kolada

DECLARED = {"kind": "kolada", "years": "2021..2022"}


@pytest.fixture(autouse=True)
def impatient(monkeypatch, request):
    """Waiting is shortened: what is tested is that we ask again, not how long we wait."""
    if request.node.get_closest_marker("shared"):
        return
    monkeypatch.setattr(api, "TRIES", 3)
    original = api.Api.__init__

    def quick(self, **fields):
        original(self, **{"sleep": lambda seconds: None, "time_limit": 1.0} | fields)

    monkeypatch.setattr(api.Api, "__init__", quick)


@pytest.fixture
def ask(context, monkeypatch):
    """Fetches indicators from a server with faults; three rows a page, so that paging is met."""
    monkeypatch.setattr(kolada, "PAGE", 3)

    def fetch(indicators, *faults, declared=None, **fields):
        with Replay(SPECIMENS, faults=faults) as server:
            fetch.requests = server.requests
            fetch.pages = lambda: [
                url.split("?")[1].split("&")[0].replace("per_page=3", "1") for url in server.requests
            ]
            world = context(indicators=indicators, kolada_url=server.kolada_url, **fields)
            return kolada.fetch(DECLARED | (declared or {}), world)

    return fetch


def test_all_pages_are_read_and_reasons_for_missing_kept(ask):
    fetched = ask(["U99901"])
    said = {(row["area"], row["period"]): (row["value"], row["status"]) for row in fetched.observations}
    assert {
        ("00", "2021"): (None, "unknown-reason"),
        ("0114", "2021"): (2.0, None),
        ("0114", "2022"): (1.0, None),
        ("0180", "2021"): (0.0, None),
        ("0180", "2022"): (2.0, None),
        ("1480", "2021"): (None, "not-answered"),
        ("1480", "2022"): (1.0, None),
        ("0980", "2021"): (None, "not-applicable"),
        ("0980", "2022"): (None, "suppressed"),
    } == said
    assert [] == fetched.problems
    assert ["1", "page=2", "page=3", "1", "page=2"] == ask.pages()  # all but the last once more: nothing moved


def test_regions_become_counties_and_kvinnor_becomes_f(ask):
    fetched = ask(["N99902"])
    said = {(row["area"], row["sex"]): row["value"] for row in fetched.observations}
    assert {
        ("00", "T"): 49.5, ("00", "F"): 50.0, ("00", "M"): 49.0,
        ("01", "T"): 49.9, ("01", "F"): 51.5, ("01", "M"): 48.25,
    } == said  # fmt: skip


def test_a_source_names_the_public_address_and_its_checksum_stands_while_the_values_do(ask):
    first, again = ask(["U99901", "N99902"]), ask(["N99902", "U99901"])
    assert "https://api.kolada.se/v3/data/kpi/U99901/year/2021,2022" == first.sources[0].url
    assert "2026-11-21" == first.sources[0].retrieved
    assert {s.id: s.sha256 for s in first.sources} == {s.id: s.sha256 for s in again.sources}
    assert {"kolada-U99901"} == {row["source"] for row in first.observations if row["indicator"] == "U99901"}
    assert "0114 2021 T" in {row["source_place"] for row in first.observations}


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="busy", wait=0),
        Fault(kind="busy", wait="Sat, 21 Nov 2020 12:00:00 GMT"),
        Fault(kind="error", where="page=2"),
        Fault(kind="drop"),
        Fault(kind="drop", where="?page=3", times=2),
        Fault(kind="cut", where="page=2"),
        Fault(kind="truncated", where="page=2"),
        Fault(kind="slow", wait=1.3),
    ],
    ids=lambda fault: f"{fault.kind}{fault.where}",
)
def test_a_passing_fault_is_survived(ask, fault):
    assert 9 == len(ask(["U99901"], fault).observations)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(kind="html", times=9), "answered 200 with a web page instead of data"),
        (Fault(kind="truncated", times=9), "the answer is cut or is not JSON"),
        (Fault(kind="v2", times=9), "not the envelope of Kolada's version 3: 'values' and 'next_url' are expected"),
        (Fault(kind="elsewhere", times=9), "points to https://example.org/v3/data/kpi/N00000?page=2, another server"),
        (Fault(kind="moved", times=9), "it has moved to https://example.org/, another server, which is not asked"),
        (Fault(kind="busy", wait=3600, times=9), "asks us to wait 3600 seconds"),
        (Fault(kind="drop", times=9), "the connection was lost"),
        (Fault(kind="slow", wait=1.3, times=9), "no answer within 1 seconds"),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else "",
)
def test_a_lasting_fault_is_told_with_the_address(ask, fault, words):
    with pytest.raises(SourceError) as error:
        ask(["U99901"], fault)
    assert words in str(error.value)
    assert "/data/kpi/U99901" in str(error.value) or fault.kind == "elsewhere"


def test_what_was_fetched_before_an_interruption_is_not_asked_again(ask, tmp_path):
    with pytest.raises(SourceError):
        ask(["U99901"], Fault(kind="drop", where="?page=3", times=9), cache=tmp_path / "kept")
    assert 2 == len(list((tmp_path / "kept").glob("*.json")))
    fetched = ask(["U99901"], cache=tmp_path / "kept")
    assert 9 == len(fetched.observations)
    assert ["page=3", "1", "page=2"] == ask.pages()  # between the two runs the pages could have moved


class Moving(Replay):
    """A server at which items come and go between two requests."""

    def __init__(self, *changes):
        super().__init__(SPECIMENS)
        self.changes = dict(changes)  # number of a request to what happens to the items before it is answered

    def next_fault(self, address):
        fault = super().next_fault(address)
        if change := self.changes.get(len(self.requests)):
            change(self.kolada.items["U99901"])
        return fault


def _read(server, context, **fields):
    with server:
        return kolada.fetch(DECLARED, context(indicators=["U99901"], kolada_url=server.kolada_url, **fields))


def _gone(items):
    items.pop(0)


def _come(items):
    items.insert(0, {"kpi": "U99901", "municipality": "0115", "period": 2021, "values": [
        {"gender": "T", "count": 1, "status": "", "value": 1.0}]})  # fmt: skip


@pytest.mark.parametrize("change", [_gone, _come], ids=["an item is lost", "an item is met twice"])
@pytest.mark.parametrize("request_number", [2, 3])
def test_pages_that_moved_once_are_read_again_whole(context, monkeypatch, tmp_path, change, request_number):
    monkeypatch.setattr(kolada, "PAGE", 3)
    server = Moving((request_number, change))
    fetched = _read(server, context, cache=tmp_path)
    assert [] == fetched.problems
    still = {(item["municipality"], str(item["period"])) for item in server.kolada.items["U99901"]}
    said = [tuple(row["source_place"].split()[:2]) for row in fetched.observations]
    assert still == set(said)
    assert len(said) == len(still)


@pytest.mark.parametrize("change", [_gone, _come], ids=["an item is lost", "an item is met twice"])
def test_pages_that_move_again_and_again_are_refused(context, monkeypatch, tmp_path, change):
    monkeypatch.setattr(kolada, "PAGE", 3)
    with pytest.raises(SourceError, match=r"/data/kpi/U99901.*moved while they were read, twice in a row") as error:
        _read(Moving((2, change), (5, change), (8, change)), context, cache=tmp_path)
    assert "fetch again later" in str(error.value)


def test_a_year_that_was_not_asked_for_is_told(ask, monkeypatch):
    def of_another_year(*asked):
        page = page_of(*asked)
        return page | {"values": [item | {"period": 1990 + item["period"] % 10} for item in page["values"]]}

    monkeypatch.setattr(replay, "page_of", of_another_year)
    fetched = ask(["U99901"])
    assert [] == fetched.observations
    messages = [str(problem) for problem in fetched.problems if problem.rule == "unknown-period"]
    assert any("U99901: the answer holds 1991, which was not asked for." in message for message in messages)


def test_a_count_of_all_pages_is_held_against_what_came(ask, monkeypatch):
    monkeypatch.setattr(replay, "page_of", lambda *a: page_of(*a) | {"count": 96})
    with pytest.raises(SourceError, match="they say there are 96 items, 9 came"):
        ask(["U99901"])


def test_two_codes_of_kolada_s_for_one_area_are_both_handed_on_for_the_gate_to_refuse(ask):
    fetched = ask(["U99903"], declared={"areas": {"G123456": "0114"}})
    places = [row["source_place"].split()[0] for row in fetched.observations if row["area"] == "0114"]
    assert ["0114", "G123456"] == sorted(places)


def test_values_are_scaled_as_declared_in_decimal(ask, context):
    assert 49.9 in {row["value"] for row in ask(["N99902"]).observations}
    scaled = {row["value"] for row in ask(["N99902"], declared={"scale": {"N99902": 0.01}}).observations}
    assert {0.495, 0.5, 0.49, 0.499, 0.515, 0.4825} == scaled
    with pytest.raises(Refused, match=r"'N99903' is no indicator of the dataset. Nearest: N99902"):
        ask(["N99902"], declared={"scale": {"N99903": 100}})


def test_progress_is_told_page_by_page(ask):
    told = []
    ask(["U99901"], progress=lambda what, done, total: told.append((what, done, total)))
    assert ("Kolada U99901–U99901, page 3", 0, 1) in told
    assert ("Kolada", 1, 1) == told[-1]


def test_at_most_25_ids_are_asked_at_a_time(ask):
    ids = ["U99901", *[f"U{number}" for number in range(50000, 50030)]]
    ask(ids)
    kpis = {address.split("/kpi/")[1].split("/")[0] for address in ask.requests}
    assert [25, 6] == sorted((len(part.split(",")) for part in kpis), reverse=True)


def test_a_deleted_value_is_withdrawn_and_one_with_a_status_is_handed_on_for_the_gate_to_hold(ask):
    fetched = ask(["U99903"])
    said = {row["area"]: (row["value"], row["status"]) for row in fetched.observations}
    assert {"0114": (None, "withdrawn"), "0180": (3.0, "not-answered")} == said
    told = by_rule(fetched.problems)
    assert ["groups-left-out"] == list(told)
    assert "1 groups of Kolada's have no code of ours and were left out: G123456." in told["groups-left-out"]


def test_a_group_is_read_only_when_it_has_a_code_of_ours(ask):
    fetched = ask(["U99903"], declared={"areas": {"G123456": "skr2023-A1"}})
    [group] = [row for row in fetched.observations if row["area"] == "skr2023-A1"]
    assert (4.5, 7) == (group["value"], group["n"])


def test_only_what_changed_since_a_day_is_asked_for(ask):
    fetched = ask(["U99903"], since="2024-01-01", declared={"changes_only": True})
    assert fetched.partial
    assert ["0114"] == [row["area"] for row in fetched.observations]
    assert "from_date=2024-01-01" in ask.requests[0]
    assert not ask(["U99903"], since="2024-01-01").partial


@pytest.mark.parametrize("value", [[1], {"a": 1}, "5", True])
def test_a_value_that_is_no_number_is_told_whatever_it_is(context, value):
    reading = kolada._Reading({"years": "2021"}, context(indicators=["U99901"]))
    said = {"gender": "T", "count": 1, "status": "", "value": value}
    reading.take({"kpi": "U99901", "municipality": "0114", "period": 2021, "values": [said]}, "svar")
    [problem] = reading.finish(["U99901"], ["2021"], "svar").problems
    assert "not-a-number" == problem.rule


def test_everything_strange_is_told_at_once(ask):
    found = by_rule(ask(["U99904", "U99905"]).problems)
    assert {"unknown-status", "unknown-area", "unknown-sex", "not-a-number", "no-values"} == set(found)
    assert "'9999' is not an area" in found["unknown-area"]
    assert "U99905: Kolada has no values of it for 2021–2022" in found["no-values"]


def test_a_wrong_declaration_is_refused_with_every_fault(context):
    with pytest.raises(Refused) as refused:
        kolada.fetch({"kind": "kolada", "year": 2022, "years": True}, context(indicators=["X1"]))
    assert "'year' is not a word of a declaration. Nearest: years" in str(refused.value)
    assert "source.years: True is not text" in str(refused.value)
    with pytest.raises(Refused) as refused:
        kolada.fetch({"kind": "kolada", "years": "22"}, context(indicators=["X1"]))
    text = str(refused.value)
    assert "'22' are not years" in text
    assert "'X1' is not an id of Kolada's" in text


def test_only_addresses_of_the_web_are_asked(context):
    with pytest.raises(SourceError, match="is not an address of the web"):
        kolada.fetch(DECLARED, context(indicators=["U99901"], kolada_url="file:///etc"))


@pytest.mark.shared
def test_the_archived_copy_holds_72_indicators_and_every_row_of_it_is_read(shared: Path, context):
    names = {path.name.split("--")[2].upper() for path in (shared / "data/kolada/ehealth_raw").glob("*.csv")}
    rows = sum(
        len(path.read_text(encoding="utf-8").splitlines()) - 1
        for path in (shared / "data/kolada/ehealth_raw").glob("*.csv")
    )
    faults = [Fault(kind="busy", wait=0), Fault(kind="drop", where="page=2")]
    with Replay(shared / "data", faults=faults) as server:
        fetched = kolada.fetch(
            {"kind": "kolada", "years": "2009..2022"}, context(indicators=sorted(names), kolada_url=server.kolada_url)
        )
    assert (72, 38_596) == (len(names), rows)
    assert rows == len(fetched.observations)
    assert 2_673 == sum(row["status"] == "unknown-reason" for row in fetched.observations)
    assert 72 == len(fetched.sources)
    assert [] == fetched.problems


@pytest.mark.shared
def test_snapshots_that_have_values_beside_statuses_are_handed_on_whole(shared: Path, context):
    import pandas as pd

    frame = pd.read_parquet(shared / "data/kolada/snapshots/2023-03-28_KOLADA_data_raw.parquet")
    frame = frame[frame["kpi"].isin(["N15816", "N17813"])]
    reading = kolada._Reading({"years": f"{frame.year.min()}..{frame.year.max()}"}, context())
    for row in frame.itertuples():
        value = {"gender": row.gender, "count": row.count, "status": row.status, "value": row.value}
        if pd.isna(row.value):
            value["value"] = None
        item = {"kpi": row.kpi, "municipality": row.municipality_id, "period": row.year, "values": [value]}
        reading.take(item, "snapshot")
    rows = reading.finish(["N15816", "N17813"], ["2010", "2022"], kolada.HOME).observations
    assert len(frame) == len(rows)
    both = [row for row in rows if row["value"] is not None and row["status"] is not None]
    assert 330 == len(both)
    assert {"not-answered", "suppressed"} == {row["status"] for row in both}


@pytest.mark.shared
def test_recorded_pages_of_version_3_are_read_with_their_statuses(shared: Path, context):
    with Replay(shared / "data") as server:
        fetched = kolada.fetch(
            {"kind": "kolada", "years": "2009..2023"},
            context(indicators=["N15428", "N17813", "N11051", "N09890"], kolada_url=server.kolada_url),
        )
    statuses = [row["status"] for row in fetched.observations]
    assert {None, "not-answered", "not-applicable", "suppressed"} == set(statuses)
    assert all((row["value"] is None) == (row["status"] is not None) for row in some(fetched.observations))
