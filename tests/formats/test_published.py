"""Values, statuses and units survive every format: of the project's own packages, and of whatever might be published.

Of the packages a sample: of each indicator, period, sex, service area and status the first two rows and every fortieth.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pyarrow.parquet
import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
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
    seen: Counter[tuple[str, ...]] = Counter()
    with path.open(newline="", encoding="utf-8") as file:
        every = list(csv.DictReader(file))
    rows = []
    for row in every:
        seen[kind := tuple(row[name] for name in ("indicator", "period", "sex", "service_area", "status"))] += 1
        if seen[kind] <= 2 or seen[kind] % 40 == 0:
            rows.append(raw(row, request.param, words))
    return downloaded(request.param, sorted(rows), words)


def downloaded(dataset: str, rows: list[tuple[Cell, ...]], words: Vocabulary) -> Download:
    ids = dict.fromkeys(str(row[0]) for row in rows)
    observed = Observed.of(words.tables)
    indicators = [words.indicators[id] for id in ids]
    name = {"sv": dataset, "en": dataset}
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


FORMS = {"csv": test_csv, "json": test_json, "xlsx": test_xlsx, "parquet": test_parquet, "json-stat": test_jsonstat}


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_may_be_published_comes_back_from_every_format(words: Vocabulary, data: st.DataObject) -> None:
    numbers = st.floats(-1e12, 1e12, allow_subnormal=False).map(short)
    missing = sorted(code for code, status in words.statuses.items() if status.missing)
    said = st.one_of(
        st.tuples(numbers, st.sampled_from([None, *sorted(words.statuses.keys() - set(missing))])),
        st.tuples(st.none(), st.sampled_from(missing)),
    )
    key = st.tuples(
        st.sampled_from(sorted(words.indicators)), st.sampled_from(sorted(words.areas)),
        st.sampled_from(["2021", "2022"]), st.sampled_from("TFM"), st.just("_T"),
    )  # fmt: skip
    rows = [
        (*at, value, None, status, n, None, None, None, words.indicators[at[0]].unit, "d", "källa", place, "", "1")
        for at, ((value, status), n, place) in data.draw(
            st.dictionaries(key, st.tuples(said, st.none() | st.integers(1, 10**6), st.text("å,;\"= 1", max_size=4)),
                            min_size=1, max_size=6)
        ).items()
    ]  # fmt: skip
    made = downloaded("d", sorted(rows, key=lambda row: row[:5]), words)
    for test in FORMS.values():
        test(made)
