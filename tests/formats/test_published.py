"""Every value, status and unit of every indicator in the project's own packages survives every format."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
import python_calamine
from worlds import some

from publisher import vocabulary
from publisher.download import Cell, Download, short
from publisher.extract import labelled
from publisher.formats import FORMATS
from publisher.outlines import BOUNDARIES, Outlines
from publisher.tables.observed import Observed
from publisher.vocabulary import Vocabulary

PROJECT = Path(__file__).parents[2]
DATASETS = sorted(path.parent.name for path in (PROJECT / "datapackages").glob("*/observations.csv"))
#: What every format must give back.
TOLD = ("indicator", "area", "period", "sex", "service_area", "value", "status", "n", "unit")

Told = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return vocabulary.load(PROJECT / "vocab")


@pytest.fixture(scope="module", params=DATASETS)
def download(request: pytest.FixtureRequest, words: Vocabulary) -> Download:
    """A dataset as it is published."""
    path = PROJECT / "datapackages" / request.param / "observations.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = sorted(raw(row, request.param, words) for row in csv.DictReader(file))
    ids = dict.fromkeys(str(row[0]) for row in rows)
    observed = Observed.of(words.tables)
    indicators = [words.indicators[id] for id in ids]
    name = {"sv": request.param, "en": request.param}
    return Download(
        title=name,
        url="https://data.example.se/",
        edition="1",
        published="2026-11-21",
        publisher=name,
        citation=name,
        columns=observed.downloaded(["sv"]),
        rows=lambda: labelled(rows, observed, words, "sv"),
        indicators=indicators,
        areas=list(words.areas.values()),
        statuses=list(words.statuses.values()),
        concepts={scheme: list(words.concepts[scheme].values()) for scheme in ("unit", "sex", "service-area")},
        outlines=Outlines.read(PROJECT / "vocab" / BOUNDARIES, words.areas, words.members),
    )


def raw(row: dict[str, str], dataset: str, words: Vocabulary) -> tuple[Cell, ...]:
    """A row of a package as the database gives it."""

    def number(name: str) -> float | None:
        return short(float(row[name])) if row[name] else None

    key = tuple(row[name] for name in ("indicator", "area", "period", "sex", "service_area"))
    n = int(row["n"]) if row["n"] else None
    counts = (n, number("numerator"), number("denominator"), None)
    unit = words.indicators[row["indicator"]].unit
    origin = (dataset, row["source"], row["source_place"], row["note"], "1")
    return (*key, number("value"), None, row["status"] or None, *counts, unit, *origin)


def told(download: Download) -> Told:
    names = [column.name for column in download.columns]
    at = [names.index(name) for name in TOLD]
    return [tuple(row[i] for i in at) for row in download.rows()]


def written(key: str, download: Download) -> bytes:
    return b"".join(FORMATS[key].write(download))


def test_csv(download: Download) -> None:
    numbers = {"value": float, "n": int}
    rows = csv.DictReader(io.StringIO(written("csv", download).decode(), newline=""))
    assert [tuple(numbers.get(k, str)(r[k]) if r[k] else None for k in TOLD) for r in rows] == told(download)


def test_json(download: Download) -> None:
    answer = json.loads(written("json", download))
    assert [tuple(row[name] for name in TOLD) for row in answer["data"]] == told(download)
    units = {line["code"]: line["unit"] for line in answer["meta"]["codebook"]["indicator"]}
    assert all(units[row["indicator"]] == row["unit"] for row in some(answer["data"]))


def test_xlsx(download: Download) -> None:
    sheet = python_calamine.load_workbook(io.BytesIO(written("xlsx", download))).get_sheet_by_name("data")
    header, *rows = sheet.to_python()
    at = [header.index(name) for name in TOLD]
    found = [tuple(row[i] if row[i] != "" else None for i in at) for row in rows]
    assert Counter(found) == Counter(told(download))
    moved = {row for row in found[:100] if row not in told(download)[:100]}  # what shows the type of a column
    assert [row for row in found if row not in moved] == [row for row in told(download) if row not in moved]
    assert len(moved) < len(TOLD)


def test_parquet(download: Download) -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(written("parquet", download)), columns=list(TOLD))
    assert [tuple(row[name] for name in TOLD) for row in table.to_pylist()] == told(download)


def test_layers(download: Download) -> None:
    expected = sorted(told(download), key=repr)
    names = ["code" if name == "area" else name for name in TOLD]
    rows = json.loads(written("geojson", download))["features"]
    assert sorted((tuple(row["properties"].get(name) for name in names) for row in rows), key=repr) == sorted(
        (tuple(float(cell) if i == 5 and cell is not None else cell for i, cell in enumerate(row)) for row in expected),
        key=repr,
    )
    table = pyarrow.parquet.read_table(io.BytesIO(written("geoparquet", download)), columns=names)
    assert Counter(tuple(row.values()) for row in table.to_pylist()) == Counter(expected)


def test_jsonstat(download: Download) -> None:
    cube = json.loads(written("json-stat", download))
    assert pytest.importorskip("jsonstat_validator").validate_jsonstat(cube)
    places = [{code: i for i, code in enumerate(cube["dimension"][name]["category"]["index"])} for name in cube["id"]]
    values, statuses = cube["value"], cube.get("status", {})
    n = cube["extension"].get("n", {})
    units = cube["dimension"]["indicator"]["category"]["unit"]
    for row in some(told(download)):
        position = 0
        for code, codes, size in zip(row[:5], places, cube["size"], strict=True):
            position = position * size + codes[code]
        cell = str(position)
        value = values[position] if isinstance(values, list) else values[cell]
        assert (value, statuses.get(cell), n.get(cell)) == (row[5], row[6], row[7])
        assert row[0] in units
