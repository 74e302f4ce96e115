"""Kolada's version 3: shapes as its own answers have them, both ways of addressing, paging, and a round trip."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from doors.sockets import on_a_socket
from jsonschema import Draft7Validator
from worlds import BASE

from publisher.doors.kolada import values
from publisher.reader import Reader, Selection
from publisher.settings import Settings
from publisher.sources import kolada
from publisher.sources.context import SourceContext

DOOR = "/kolada/v3"
TEXT: Mapping[str, Any] = {"type": "string", "minLength": 1}
URL = {"type": ["string", "null"], "pattern": "^http"}


def of(**properties: Any) -> dict[str, Any]:
    """An object with these members and no others, as a schema."""
    return {"type": "object", "required": list(properties), "properties": properties, "additionalProperties": False}


def envelope(item: Any) -> dict[str, Any]:
    return of(values={"type": "array", "items": item}, next_url=URL, previous_url=URL, count={"type": "integer"})


# The shapes in words of our own. What only Kolada knows is null.
UNKNOWN = {"type": "null"}
KPI = of(
    id=TEXT, title=TEXT, description={"type": "string"}, is_divided_by_gender={"type": "boolean"},
    municipality_type={"enum": ["K", "L", "A"]}, auspice=UNKNOWN, operating_area=UNKNOWN, perspective=UNKNOWN,
    prel_publication_date=UNKNOWN, publication_date=UNKNOWN, publ_period=TEXT, has_ou_data={"const": False},
)  # fmt: skip
MUNICIPALITY = of(id={"pattern": r"^\d{4}$"}, title=TEXT, type={"enum": ["K", "L"]})
GROUP = of(
    id=TEXT, title=TEXT, members={"type": "array", "minItems": 1, "items": of(member_id=TEXT, member_title=TEXT)}
)
VALUE = of(gender={"enum": ["T", "K", "M"]}, count={"type": "integer"}, value={"type": ["number", "null"]},
           status={"enum": ["", "Missing", "Privacy", "Not applicable"]})  # fmt: skip
ITEM = of(
    kpi=TEXT, municipality=TEXT, period={"type": "integer"}, values={"type": "array", "minItems": 1, "items": VALUE}
)
SHAPES = {"kpi": KPI, "kpi_groups": GROUP, "municipality": MUNICIPALITY, "municipality_groups": GROUP, "ou": False}


@pytest.fixture
def service(pages: Any) -> Any:
    return pages


def get(service: Any, path: str, item: Any = ITEM) -> Any:
    answer = service.get(f"{DOOR}/{path}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["copy-of"].startswith('https://api.kolada.se/v3; until="2022"; read="20')
    assert 'rel="license"' in answer.headers["link"]
    said = answer.json()
    errors = Draft7Validator(envelope(item)).iter_errors(said)
    assert [f"{list(error.path)}: {error.message}"[:200] for error in errors] == []
    assert said["count"] == len(said["values"])
    return said


def refused(service: Any, path: str, status: int) -> Any:
    answer = service.get(f"{DOOR}/{path}", headers={"Accept-Language": "en"})
    assert answer.status_code == status, answer.text
    assert "copy-of" in answer.headers
    return answer.json()


@pytest.mark.parametrize("name", SHAPES)
def test_lists_have_koladas_shape(service: Any, name: str) -> None:
    values = get(service, name, SHAPES[name])["values"]
    assert bool(values) == (name != "ou")
    ids = [one["id"] for one in values]
    assert ids == sorted(set(ids))
    if values:
        both = get(service, f"{name}/{ids[0]},{ids[1]}", SHAPES[name])["values"]
        assert both == values[:2]
        assert values[1] in get(service, f"{name}?title={values[1]['title'][:9].upper()}", SHAPES[name])["values"]


def test_municipalities_have_koladas_codes_and_types(service: Any) -> None:
    found = {one["id"]: one for one in get(service, "municipality?type=L", MUNICIPALITY)["values"]}
    assert len(found) == 22 and found["0000"]["title"] == "Riket" and "0001" in found
    assert len(get(service, "municipality?type=K", MUNICIPALITY)["values"]) == 290
    groups = get(service, "municipality_groups", GROUP)["values"]
    assert all(one["id"].startswith("G") for one in groups), "groups of others have no id of Kolada's"


def test_only_koladas_own_indicators_are_here(service: Any, real_settings: Settings) -> None:
    reader = Reader.open(real_settings.build / "current")
    theirs = "https://api.kolada.se/v3/%"
    rows = reader.connection.execute(
        "SELECT DISTINCT o.indicator FROM observations o JOIN sources s ON s.dataset = o.dataset AND s.id = o.source "
        "WHERE s.url LIKE ?", (theirs,)
    )  # fmt: skip
    assert {one["id"] for one in get(service, "kpi", KPI)["values"]} == {id for (id,) in rows}
    assert "befolkning" in reader.vocabulary.indicators
    assert refused(service, "data/kpi/befolkning", 404)["parameter"] == "kpi"


def test_a_source_of_koladas_id_in_another_dataset_is_not_koladas(real_settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(real_settings.build / "current", tmp_path / "edition")
    reader = Reader.open(tmp_path / "edition")
    asked = {"kpi": ["N00563"], "municipality": ["0114"], "year": ["2022"]}
    with closing(sqlite3.connect(reader.database)) as database, database:
        (theirs,) = database.execute(
            "SELECT id FROM sources WHERE url LIKE 'https://api.kolada.se/v3/%' AND dataset NOT IN "
            "(SELECT dataset FROM observations WHERE indicator = 'N00563') ORDER BY id"
        ).fetchone()  # fmt: skip
        changed = database.execute(
            "UPDATE observations SET source = ? WHERE (indicator, area, period, sex) = ('N00563', '0114', '2022', 'F')",
            (theirs,),
        ).rowcount
    assert changed == 1
    [item] = values.items(reader, None, asked, "")
    assert [value["gender"] for value in item["values"]] == ["M", "T"]


def test_both_ways_of_addressing_give_the_same(service: Any) -> None:
    in_path = get(service, "data/kpi/N00563,U21349/municipality/0114,0001,0000/year/2022,2021")["values"]
    query = "kpi_id=N00563&kpi_id=U21349&municipality_id=0114,0001&municipality_id=0000&year=2021&year=2022"
    assert get(service, f"data/?{query}")["values"] == in_path == get(service, f"data?{query}")["values"]
    keys = [(one["kpi"], one["municipality"], one["period"]) for one in in_path]
    assert keys == sorted(keys) and len(keys) == 3 * 2 + 2 * 2, "no county has U21349"
    genders = {tuple(value["gender"] for value in one["values"]) for one in in_path if one["kpi"] == "N00563"}
    assert genders == {("K", "M", "T")}


def test_pages_lead_to_one_another_and_hold_everything_once(service: Any) -> None:
    whole = get(service, "data/kpi/N07900/year/2021,2022")["values"]
    place, found, pages = "data/kpi/N07900/year/2021,2022?per_page=250", list[Any](), list[Any]()
    while place:
        pages.append(said := get(service, place))
        found += said["values"]
        place = (said["next_url"] or "").removeprefix(f"{BASE}{DOOR}/")
    assert found == whole and [page["count"] for page in pages] == [250, 250, 124]
    assert pages[0]["previous_url"] is None and "page=1" in pages[1]["previous_url"]
    assert "as_of=20" in pages[0]["next_url"], "pages are of one edition, whatever is published meanwhile"
    assert get(service, "data/kpi/N07900?page=99")["values"] == []


def test_units_are_not_here(service: Any) -> None:
    for path in ("oudata/kpi/N00563/ou/V11E1/year/2022", "oudata/?ou_id=V11E1", "data?ou_id=V11E1"):
        assert get(service, path)["values"] == []


def test_an_earlier_day_has_what_was_public_then_and_changes_since_a_day_are_told(service: Any) -> None:
    path = "data/kpi/N00563/municipality/0114"
    assert get(service, f"{path}?as_of=2020-01-01")["values"] == []
    assert 'as_of="2020-01-01"' in service.get(f"{DOOR}/{path}?as_of=2020-01-01").headers["copy-of"]
    assert get(service, f"{path}?as_of=2999-01-01")["values"] == get(service, path)["values"] != []
    assert get(service, f"{path}?from_date=2999-01-01")["values"] == []
    assert get(service, f"{path}?from_date=2000-01-01")["values"] == get(service, path)["values"]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("kpo", 404, "/kolada/v3/kpi"),
        ("kpi/N0056", 404, "N00563"),
        ("municipality/0114x", 404, "0114 (Upplands Väsby)"),
        ("data/kpi/N0056", 404, "N00563"),
        ("data/municipality/Säffle/year/2022", 404, "1785"),
        ("data", 422, "/data/kpi/N"),
        ("data/kpi/N00563/munincipality/0114", 404, "Did you mean municipality?"),
        ("data/kpi", 404, "kpi/…"),
        ("data/kpi/N00563/kpi/N00563", 404, "kpi/…"),
        ("data?kpi=N00563", 422, "kpi_id"),
        ("data/kpi/N00563/year/22", 422, "2022"),
        ("data/kpi/N00563?from_date=igår", 422, "2024-01-30"),
        ("data/kpi/N00563?as_of=2020-99-99", 400, "2024-01-30"),
        ("kpi?per_page=5001", 400, "5000"),
        ("kpi?page=0", 400, "1"),
        ("kpi?title=a&title=b", 422, "once"),
        ("municipality?type=X", 422, "K (municipality)"),
        ("data/kpi/" + ",".join(f"N{n:05}" for n in range(26)), 422, "25"),
    ],
)
def test_a_fault_is_told_as_koladas_server_does_with_the_next_step(
    service: Any, path: str, status: int, said: str
) -> None:
    assert said in refused(service, path, status)["detail"]


def test_a_title_of_signs_alone_means_those_signs(service: Any) -> None:
    titles = [one["title"] for one in service.get(f"{DOOR}/kpi?title=%25").json()["values"]]
    assert titles and all("%" in title for title in titles)
    assert service.get(f"{DOOR}/kpi?title=%00").json()["values"] == []


def test_nothing_is_written_here(service: Any) -> None:
    answer = service.post(f"{DOOR}/kpi")
    assert answer.status_code == 405 and "GET" in answer.headers["allow"] and answer.json()["detail"]


def test_what_our_own_reader_of_kolada_fetches_from_the_door_is_what_stands(
    service: Any, real_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kolada, "PAGE", 900)
    reader = Reader.open(real_settings.build / "current")
    ids = ("N00563", "U07356", "N70465")
    declared = {"kind": "kolada", "years": "2020..2022", "url": f"{BASE}{DOOR}"}
    with on_a_socket(service) as address:
        context = SourceContext(dataset="x", file="x", vocabulary=reader.vocabulary, indicators=ids, today="2026-11-29",
                                kolada_url=f"{address}{DOOR}")  # fmt: skip
        fetched = kolada.fetch(declared, context)
    assert fetched.problems == []
    key = ("indicator", "area", "period", "sex", "value", "status", "n")
    came = {tuple(row[name] for name in key) for row in fetched.observations}  # type: ignore[literal-required]
    assert came == {tuple(getattr(row, name) for name in key) for row in reader.observations(Selection(indicators=ids))}
    assert len(came) > 2000


def test_a_list_is_narrowed_by_ids_in_the_query_as_in_the_path(service: Any) -> None:
    for path in ("kpi", "municipality", "kpi_groups"):
        ids = [one["id"] for one in service.get(f"{DOOR}/{path}").json()["values"]][:2]
        there = service.get(f"{DOOR}/{path}/{','.join(ids)}").json()["values"]
        for query in (f"id={','.join(ids)}", f"id={ids[0]}&id={ids[1]}"):
            assert service.get(f"{DOOR}/{path}?{query}").json()["values"] == there != []
    refused(service, "kpi?id=U2134", 404)


@pytest.mark.parametrize("name", ["operating_area", "publication_date", "auspice", "perspective"])
def test_what_only_kolada_knows_narrows_nothing_and_says_so(service: Any, name: str) -> None:
    said = refused(service, f"kpi?{name}=Hälso- och sjukvård", 422)
    assert said["parameter"] == name and "title" in said["allowed"] and "kpi_groups" in said["detail"]
