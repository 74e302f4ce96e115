"""Layers of a map through the API and as files: the values of the API, types that hold, limits that are said."""

from __future__ import annotations

import io
import json
import zipfile

import pyarrow.parquet
import pytest
import rdflib
from in_process import Api
from rdflib import DCTERMS, URIRef
from worlds import some

from publisher.formats import FORMATS
from publisher.rdf.authority import DCAT, FORMAT
from publisher.reader import Reader
from publisher.settings import Settings

ONE = "observations?indicator=N07900&period=2021"
TOLD = ("indicator", "period", "sex", "value", "status", "n")


def test_a_layer_of_an_indicator_and_period_has_the_values_of_the_api(api: Api) -> None:
    expected = {row["area"]: tuple(row[name] for name in TOLD) for row in api.json(ONE)["data"]}
    answer = api.ask(f"/api/v1/{ONE}&format=geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    found = {f["properties"]["code"]: f["properties"] for f in answer.json()["features"]}
    assert {code: tuple(row.get(name) for name in TOLD) for code, row in found.items()} == expected
    table = pyarrow.parquet.read_table(io.BytesIO(api.ask(f"/api/v1/{ONE}&format=geoparquet").content)).to_pylist()
    assert {row["code"]: tuple(row[name] for name in TOLD) for row in table} == expected


def test_the_areas_are_a_layer_too_and_only_they(api: Api) -> None:
    found = api.ask("/api/v1/municipalities?format=geojson").json()["features"]
    assert {f["properties"]["code"]: f["geometry"]["type"] for f in found}["0114"] == "MultiPolygon"
    assert "geojson" not in api.problem("indicators?format=geojson", 400)["allowed"]


@pytest.mark.parametrize("wrong", ["geo-json", "GeoJSON", "geojsn"])
def test_a_format_almost_named_is_answered_with_the_one_meant(api: Api, wrong: str) -> None:
    assert api.problem(f"{ONE}&format={wrong}", 400)["nearest"] == ["geojson"]


def test_a_site_without_borders_says_so_and_what_to_take(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reader, "outlines", property(lambda self: None))
    told = api.problem(f"{ONE}&lang=en&format=geojson", 406)
    assert "vocab/boundaries.json" in told["detail"]
    assert "geojson" not in told["allowed"]
    assert api.ask(f"/api/v1/{ONE}&format={told['allowed'][1]}").status_code == 200


def test_squares_are_asked_for_by_name_and_a_site_without_them_says_so(api: Api) -> None:
    assert api.problem("municipalities?format=geojson&outlines=tiles", 404)["allowed"] == ["borders"]
    assert api.problem("municipalities?format=geojson&outlines=tile", 400)["nearest"] == ["tiles"]
    assert api.ask("/api/v1/municipalities?format=geojson&outlines=borders").status_code == 200


def test_more_rows_than_a_layer_takes_are_refused_with_what_takes_them(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = FORMATS["geojson"]
    monkeypatch.setitem(vars(form), "most", 3)
    assert api.problem(f"{ONE}&sex=T&format=geojson", 422)["maximum"] == 3
    assert api.ask(f"/api/v1/{ONE}&format=geoparquet").status_code == 200


def test_files_are_a_layer_an_indicator_and_period_and_the_catalogue_names_them(built_edition: Settings) -> None:
    folder = (built_edition.build / "current").resolve()
    with zipfile.ZipFile(folder / "downloads" / "bredband.geojson.zip") as packed:
        names = packed.namelist()
        layer = json.loads(packed.read(names[0]))
    assert all(name.count("-") >= 1 and name.endswith(".geojson") for name in some(names))
    assert {f"{f['properties']['indicator']}-{f['properties']['period']}.geojson" for f in layer["features"]} == {
        names[0]
    }
    assert layer["meta"]["borders"]["since"] == "2003-01-01"
    graph = rdflib.Graph().parse(next((folder / "catalog").glob("*.ttl")))
    base = built_edition.base_url
    for file, kind, packed_as in (
        ("bredband.geojson.zip", "GEOJSON", "application/zip"),
        ("bredband.geo.parquet", "PARQUET", ""),
        ("areas.geojson", "GEOJSON", ""),
    ):
        [node] = graph.subjects(DCAT.downloadURL, URIRef(f"{base}/downloads/{file}"))
        assert str(graph.value(node, FORMAT)).endswith(f"/{kind}")
        assert str(graph.value(node, DCAT.packageFormat) or "").endswith(packed_as)
        if kind == "GEOJSON":
            assert str(graph.value(node, DCAT.mediaType)).endswith("/application/geo+json")
    assert (None, DCTERMS.conformsTo, URIRef("https://www.rfc-editor.org/rfc/rfc7946")) in graph
