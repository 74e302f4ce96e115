"""The same values, with the same statuses, through every door and the API: a line a door in ``WAYS``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree import ElementTree

import pytest

from publisher.kolada import STATUSES
from publisher.rooms import DOORS

#: Area to value and status.
Said = Mapping[str, tuple[float | None, str | None]]
#: Indicator and period of some 300 values each: with reasons of one kind, of several, and all there.
SERIES = [("N00563", "2022"), ("U07356", "2022"), ("N07900", "2022")]
PXWEB = "/pxweb/api/v2/tables/{}/data?valuecodes[Region]=*&valuecodes[ContentsCode]=*&valuecodes[Tid]={}"


@pytest.fixture
def service(pages: Any) -> Any:
    return pages


def of_api(service: Any, id: str, period: str) -> Said:
    rows = service.get(f"/api/v1/observations?indicator={id}&period={period}&sex=T&limit=400").json()["data"]
    return {row["area"]: (row["value"], row["status"]) for row in rows}


def of_reconcile(service: Any, id: str, period: str) -> Said:
    asked = {"ids": list(of_api(service, id, period)),
             "properties": [{"id": name, "settings": {"period": period}} for name in (id, f"{id}/status")]}  # fmt: skip
    rows = service.post("/reconcile", data={"extend": json.dumps(asked)}).json()["rows"]

    def cell(cells: list[Mapping[str, Any]]) -> Any:
        return next(iter(cells[0].values())) if cells else None

    return {area: (cell(row[id]), cell(row[f"{id}/status"])) for area, row in rows.items()}


def of_pxweb(service: Any, id: str, period: str) -> Said:
    said = service.get(PXWEB.format(id, period)).json()
    reasons, marks = said["extension"].get("status", {}), said.get("status", {})
    assert {cell for cell, value in enumerate(said["value"]) if value is None} == set(map(int, marks))
    assert all((mark == ".") == (reasons[cell] in ("not-asked", "not-applicable")) for cell, mark in marks.items())
    index = said["dimension"]["Region"]["category"]["index"]
    return {area: (said["value"][at], reasons.get(str(at))) for area, at in index.items()}


def of_pxweb_csv(service: Any, id: str, period: str) -> Said:
    """CSV has the marks alone: what they stand for is of the other form."""
    text = service.get(PXWEB.format(id, period) + "&outputFormat=csv&outputFormatParams=UseCodes").text
    rows = list(csv.reader(io.StringIO(text)))[1:]
    reasons = of_pxweb(service, id, period)
    assert all(cell == (".." if reasons[area][1] != "not-applicable" else ".")
               for area, cell in rows if reasons[area][0] is None)  # fmt: skip
    return {area: (None if cell.startswith(".") else float(cell), reasons[area][1]) for area, cell in rows}


def of_kolada(service: Any, id: str, period: str) -> Said:
    found = {}
    for item in service.get(f"/kolada/v3/data/kpi/{id}/year/{period}").json()["values"]:
        [one] = [value for value in item["values"] if value["gender"] == "T"]
        code = item["municipality"]
        area = code if code[:2] != "00" else code[2:] if code != "0000" else "00"
        found[area] = (one["value"], STATUSES[one["status"]] if one["value"] is None else None)
    return found


def of_geojson(service: Any, id: str, period: str) -> Said:
    place = f"/api/v1/observations?indicator={id}&period={period}&sex=T&format=geojson"
    rows = [feature["properties"] for feature in service.get(place).json()["features"]]
    return {row["code"]: (row.get("value"), row["status"]) for row in rows}


def of_geoparquet(service: Any, id: str, period: str) -> Said:
    import pyarrow.parquet

    body = service.get(f"/api/v1/observations?indicator={id}&period={period}&sex=T&format=geoparquet").content
    rows = pyarrow.parquet.read_table(io.BytesIO(body), columns=["code", "value", "status"]).to_pylist()
    return {row["code"]: (row["value"], row["status"]) for row in rows}


def of_sdmx(service: Any, id: str, period: str) -> Said:
    """SDMX-CSV; SDMX-ML has the same cells, and of both SDMX's own status is that of ours."""
    place = f"/api/v1/observations?indicator={id}&period={period}&sex=T&format=sdmx-"
    rows = list(csv.DictReader(io.StringIO(service.get(f"{place}csv").text, newline="")))
    elements = [one.attrib for one in ElementTree.fromstring(service.get(f"{place}ml").content).iter("Obs")]
    assert [{k: v for k, v in row.items() if v and k in elements[0]} for row in rows] == [
        {k: v for k, v in one.items() if k in elements[0]} for one in elements
    ]
    assert all((row["OBS_STATUS"] == "A") == (not row["STATUS"]) for row in rows)
    return {row["REF_AREA"]: (float(row["OBS_VALUE"]) if row["OBS_VALUE"] else None, row["STATUS"] or None)
            for row in rows}  # fmt: skip


#: How each door is asked for all the values of an indicator in a period; ``mcp`` is asked below.
WAYS: Mapping[str, Callable[[Any, str, str], Said]] = {
    "reconcile": of_reconcile,
    "pxweb": of_pxweb,
    "pxweb as CSV": of_pxweb_csv,
    "kolada": of_kolada,
    "GeoJSON": of_geojson,
    "GeoParquet": of_geoparquet,
    "SDMX": of_sdmx,
}


def test_every_door_has_its_line() -> None:
    assert set(DOORS) <= {*WAYS, "mcp"}


@pytest.mark.parametrize(("id", "period"), SERIES)
@pytest.mark.parametrize("way", WAYS)
def test_values_and_statuses_are_the_apis(service: Any, way: str, id: str, period: str) -> None:
    ours = of_api(service, id, period)
    assert 290 < len(ours) < 320
    assert dict(WAYS[way](service, id, period)) == dict(ours)


@pytest.mark.parametrize(("id", "period"), SERIES)
def test_an_assistant_is_told_the_same(service: Any, tool: Any, id: str, period: str) -> None:
    said = tool("values", {"indicator": id, "period": period, "sex": "T", "limit": 400})
    assert {row["area"]: (row["value"], row["status"]) for row in said["data"]} == dict(of_api(service, id, period))


def test_the_apis_own_formats_come_through(service: Any) -> None:
    import pyarrow.parquet

    body = service.get(PXWEB.format("U07356", "2022") + "&outputFormat=parquet").content
    rows = pyarrow.parquet.read_table(io.BytesIO(body)).to_pylist()
    assert {row["area"]: (row["value"], row["status"]) for row in rows} == dict(of_api(service, "U07356", "2022"))
    assert service.get(PXWEB.format("U07356", "2022") + "&outputFormat=xlsx").content[:2] == b"PK"
