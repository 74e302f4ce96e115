"""One model, many dialects: each is read back with another library than wrote it, and carries what it is said to."""

from __future__ import annotations

import csv
import gzip
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import dialects
import pytest
import rdflib
import readings
from dialects import DIALECTS
from worlds import PROJECT, some

from publisher.model import KEY_COLUMNS, OBSERVATION_COLUMNS
from publisher.reader import Reader
from publisher.settings import Settings
from publisher.uris import Uris

NAME = "digitala-las"
NUMBERS = ("value", "n", "numerator", "denominator")
Row = Mapping[str, object]


def plain(row: Row) -> dict[str, object]:
    """Cells that compare across formats: no text for none, numbers as numbers."""
    cells: dict[str, object] = {}
    for name in OBSERVATION_COLUMNS:
        cell = row.get(name)
        empty = cell is None or cell == "" or cell != cell
        cells[name] = None if empty else float(str(cell)) if name in NUMBERS else str(cell)
    return cells


def by_key(rows: Iterator[Row]) -> dict[tuple[object, ...], dict[str, object]]:
    found = [plain(row) for row in rows]
    return {tuple(row[name] for name in KEY_COLUMNS): row for row in found}


@pytest.fixture(scope="module")
def folder(built_edition: Settings) -> Path:
    return (built_edition.build / "current").resolve()


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[tuple[object, ...], dict[str, object]]:
    with (folder / "datapackages" / NAME / "observations.csv").open(newline="") as file:
        return by_key(iter(list(csv.DictReader(file))))


def read_csv(folder: Path) -> Iterator[Row]:
    with (folder / "downloads" / f"{NAME}.csv").open(newline="", encoding="utf-8-sig") as file:
        yield from csv.DictReader(file)


def read_package(folder: Path) -> Iterator[Row]:
    from frictionless import Package

    package = Package(str(folder / "datapackages" / NAME / "datapackage.json"))
    for row in package.get_resource("observations").read_rows():
        yield row.to_dict()


def read_xlsx(folder: Path) -> Iterator[Row]:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(folder / "downloads" / f"{NAME}.xlsx").get_sheet_by_index(0).to_python()
    head = next(number for number, row in enumerate(sheet) if "indicator" in row)
    for row in sheet[head + 1 :]:
        yield dict(zip(map(str, sheet[head]), row, strict=True))


def read_json(folder: Path) -> Iterator[Row]:
    yield from json.loads((folder / "downloads" / f"{NAME}.json").read_bytes())["data"]


def read_json_stat(folder: Path) -> Iterator[Row]:
    """By the standard's rule: cells in the order of the dimensions, the last turning fastest."""
    cube = json.loads((folder / "downloads" / f"{NAME}.jsonstat.json").read_bytes())
    lists = [cube["dimension"][name]["category"]["index"] for name in cube["id"]]
    codes = [sorted(index, key=index.get) if isinstance(index, dict) else index for index in lists]
    for place, key in enumerate(product(*codes)):
        values, statuses = cube["value"], cube.get("status", {})
        value = values.get(str(place)) if isinstance(values, dict) else values[place]
        status = statuses.get(str(place)) if isinstance(statuses, dict) else statuses[place]
        if value is not None or status is not None:
            yield dict(zip(cube["id"], key, strict=True)) | {"value": value, "status": status}


def read_parquet(folder: Path) -> Iterator[Row]:
    import pandas

    yield from pandas.read_parquet(folder / "downloads" / f"{NAME}.parquet").to_dict("records")


def read_geojson(folder: Path) -> Iterator[Row]:
    with zipfile.ZipFile(folder / "downloads" / f"{NAME}.geojson.zip") as packed:
        for name in packed.namelist():
            for feature in json.loads(packed.read(name))["features"]:
                yield feature["properties"] | {"area": feature["properties"]["code"], "note": None}


def read_geoparquet(folder: Path) -> Iterator[Row]:
    import pandas

    frame = pandas.read_parquet(folder / "downloads" / f"{NAME}.geo.parquet")
    yield from frame.rename(columns={"code": "area"}).drop(columns="note").to_dict("records")


def read_sdmx(folder: Path) -> Iterator[Row]:
    """The SDMX-ML file; the SDMX-CSV file says the same."""
    with (folder / "downloads" / f"{NAME}.sdmx.csv").open(newline="", encoding="utf-8") as file:
        lines = [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(file)]
    names = {"area": "REF_AREA", "period": "TIME_PERIOD", "value": "OBS_VALUE"}
    root = ElementTree.parse(folder / "downloads" / f"{NAME}.sdmx.xml").getroot()
    elements = [element.attrib for element in root.iter("Obs")]
    assert [
        {k: v for k, v in row.items() if not k.startswith("STRUCTURE") and k != "ACTION"} for row in lines
    ] == elements
    for found in elements:
        yield {name: found.get(names.get(name, name.upper())) for name in OBSERVATION_COLUMNS}


def read_sqlite(folder: Path) -> Iterator[Row]:
    connection = sqlite3.connect(folder / "downloads" / "ehalsa.db")
    connection.row_factory = sqlite3.Row
    for row in connection.execute("SELECT * FROM observations WHERE dataset = ?", (NAME,)):
        yield dict(row)


def read_cube(folder: Path) -> Iterator[Row]:
    """The Turtle file with rdflib; the N-Triples file says the same."""
    graph = rdflib.Graph().parse(folder / "downloads" / f"{NAME}.ttl")
    data = gzip.decompress((folder / "downloads" / f"{NAME}.nt.gz").read_bytes())
    lines = rdflib.Graph().parse(data=data, format="nt")
    assert set(graph) == set(lines)
    uris = Uris(Reader.open(folder).edition.base_url)
    sdmx = "http://purl.org/linked-data/sdmx/2009/"
    term = uris.id("term", "")
    predicates = {
        "indicator": term + "indicator", "area": sdmx + "dimension#refArea", "period": sdmx + "dimension#refPeriod",
        "sex": sdmx + "dimension#sex", "service_area": term + "breakdown", "value": sdmx + "measure#obsValue",
        "status": term + "status", "n": term + "n", "numerator": term + "numerator",
        "denominator": term + "denominator",
        "source": "http://www.w3.org/ns/prov#hadPrimarySource", "source_place": term + "sourcePlace",
        "note": term + "noteId",
    }  # fmt: skip
    beginnings = {
        "indicator": uris.id("indicator", ""), "area": uris.id("area", ""), "period": uris.id("period", ""),
        "sex": sdmx + "code#sex-", "service_area": uris.id("concept", "service-area."), "status": uris.id("status", ""),
        "source": uris.id("source", f"{NAME}."),
    }  # fmt: skip
    observation = rdflib.URIRef("http://purl.org/linked-data/cube#Observation")
    for node in graph.subjects(rdflib.RDF.type, observation):
        said = {name: graph.value(node, rdflib.URIRef(iri)) for name, iri in predicates.items()}
        cells = {name: "" if thing is None else str(thing) for name, thing in said.items()}  # a zero is a value
        yield {name: text.removeprefix(beginnings.get(name, "")) for name, text in cells.items()}


READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "Data Package 2.0": read_package,
    "CSV download": read_csv,
    "XLSX": read_xlsx,
    "JSON": read_json,
    "JSON-stat 2.0": read_json_stat,
    "Parquet": read_parquet,
    "GeoJSON": read_geojson,
    "GeoParquet 1.1": read_geoparquet,
    "SDMX 2.1 and SDMX-CSV 2.0": read_sdmx,
    "SQLite": read_sqlite,
    "RDF Data Cube": read_cube,
}


@pytest.mark.parametrize("name", READERS)
def test_a_dialect_carries_the_columns_it_is_said_to(
    name: str, folder: Path, expected: dict[tuple[object, ...], dict[str, object]]
) -> None:
    carries = next(d.carries for d in DIALECTS if d.name == name)
    found = by_key(READERS[name](folder))
    assert set(found) == set(expected)
    for key, row in some(found.items()):
        assert {n: row[n] for n in carries} == {n: expected[key][n] for n in carries}
        assert all(row[n] is None for n in OBSERVATION_COLUMNS if n not in carries)


def test_no_code_loses_its_zeros_on_the_way(folder: Path) -> None:
    for reader in some(READERS.values()):
        assert {"0180"} <= {str(row["area"]) for row in reader(folder)}


def test_the_document_has_the_tables() -> None:
    document = (PROJECT / "docs" / "dialects.md").read_text(encoding="utf-8")
    assert dialects.table() in document
    assert readings.table() in document


def test_at_least_eight_readers_are_asked_and_those_of_packages_and_parquet_keep_every_code() -> None:
    assert len({one.reader for one in readings.READINGS}) >= 8
    for one in readings.READINGS:
        if not one.opens.endswith(".csv") and one.rows:
            assert one.row == readings.WHOLE, one.reader
