"""Descriptions of tables, opened by the programs that people read them with."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import httpx
import pytest
from programs import run_script
from readings import AREA, INDICATOR, NAME, PERIOD, READINGS, Reading

from publisher import package
from publisher.settings import Settings


def rows_of(settings: Settings, name: str) -> list[dict[str, str]]:
    with (settings.packages / name / "observations.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def names(published: Settings) -> list[str]:
    return [
        d.name
        for d in package.load_catalog(published.packages).datasets
        if any(t.name == "observations" for t in d.tables)
    ]


def test_csvw_opens_every_description_and_finds_the_table_it_describes(
    home: Path, published: Settings, names: list[str]
) -> None:
    base, python = published.base_url, home / "readers/bin/python"
    places = [f"{base}/downloads/{name}.csv-metadata.json" for name in names]
    places += [f"{base}/datapackages/{name}/observations.csv-metadata.json" for name in names]
    places.append(f"{base}/api/v1/observations?indicator=U21349&period=2022&format=csvw")
    asked = ["indicators", "areas", "municipalities"]
    places += [f"{base}/api/v1/{path}?format=csvw" for path in asked]
    for place, line in zip(places, run_script(python, "read_csvw.py", *places).splitlines(), strict=True):
        found = json.loads(line)
        assert (place, True) == (found["place"], found["valid"])
        name = place.split("/")[-1 if "/downloads/" in place else -2].partition(".")[0]
        if name in names:
            assert {row["area"] for row in rows_of(published, name)} == set(found["areas"]), place
            assert len(rows_of(published, name)) == found["rows"], place


@pytest.mark.parametrize("processor", ["rdf-parser-csvw", "csvwlib"])
def test_other_processors_make_the_same_rows_and_codes_of_the_described_tables(
    processor: str, home: Path, published: Settings
) -> None:
    """csvwlib 0.3.2 stops at an empty cell of the type decimal, which the description of a package has."""
    base, name, asked = published.base_url, "medborgarundersokning-internet", f"indicator={INDICATOR}&area={AREA},01"
    places = [f"downloads/{name}.csv", f"downloads/{name}.csv-metadata.json"]
    places += [f"api/v1/observations?{asked}&format={form}" for form in ("csv", "csvw")]
    if processor == "csvwlib":
        told = run_script(home / "csvw/bin/python", "read_csvw_as_rdf.py", *(f"{base}/{place}" for place in places))
    else:
        places += [f"datapackages/{name}/observations.csv{end}" for end in ("", "-metadata.json")]
        given = [f"{base}/{place}" for place in places]
        node = Path(shutil.which("node") or "node")
        told = run_script(node, "read_csvw.mjs", *given, CLIENTS_NODE=home / "node")
    rows = rows_of(published, name)
    whole = {"rows": len(rows), "areas": sorted({row["area"] for row in rows})}
    chosen = [r for r in rows_of(published, NAME) if r["indicator"] == INDICATOR and r["area"] in (AREA, "01")]
    wanted = [whole, {"rows": len(chosen), "areas": ["01", AREA]}, whole]
    found = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    assert wanted[: len(places) // 2] == [{key: one[key] for key in ("rows", "areas")} for one in found]


def test_the_header_of_a_csv_is_the_titles_of_its_description(published: Settings, names: list[str]) -> None:
    """Section 6.4.3 of the metadata vocabulary: titles and header are compared by a processor that validates."""
    for name in names:
        described = httpx.get(f"{published.base_url}/downloads/{name}.csv-metadata.json", trust_env=False).json()
        header = httpx.get(f"{published.base_url}/downloads/{described['url']}", trust_env=False).text.partition(
            "\r\n"
        )[0]
        assert header.split(",") == [column["titles"][0] for column in described["tableSchema"]["columns"]]


def test_croissant_keeps_codes_whole(home: Path, published: Settings, names: list[str]) -> None:
    python = home / "readers/bin/python"
    for name in names[:3]:
        address = f"{published.base_url}/datapackages/{name}/croissant.json"
        found = json.loads(run_script(python, "read_croissant.py", address).splitlines()[-1])
        rows = rows_of(published, name)
        areas = {area.removeprefix("b'").removesuffix("'") for area in found["observations"]["areas"]}
        assert ({row["area"] for row in rows}, len(rows)) == (areas, found["observations"]["rows"])


@pytest.mark.parametrize("reading", READINGS, ids=lambda one: f"{one.program[1]}-{one.opens.rpartition('.')[2]}")
def test_a_reader_gives_what_the_table_says(reading: Reading, home: Path, published: Settings) -> None:
    environment, name = reading.program
    given = (name, str((published.build / "current").resolve()), NAME, AREA, PERIOD)
    if environment == "node":
        told = run_script(Path(shutil.which("node") or "node"), "read_package.mjs", *given, CLIENTS_NODE=home / "node")
    elif environment == "r":
        told = run_script(Path(shutil.which("Rscript") or "Rscript"), "read_tables.R", *given)
    else:
        told = run_script(home / environment / "bin/python", "read_package.py", *given)
    found = json.loads(told.splitlines()[-1])
    assert (reading.rows, reading.row, reading.keys) == (found["rows"], found["row"], found["keys"])


RANGES = [("packages", "polars", "observations.parquet"), ("packages", "pyarrow", "observations.parquet"),
          ("ranges", "duckdb", "observations.parquet"), ("node", "hyparquet", "observations.parquet"),
          ("node", "sqljs", "ehalsa.db")]  # fmt: skip


@pytest.mark.parametrize(("environment", "reader", "file"), RANGES)
def test_the_one_file_is_read_in_ranges_and_never_whole(
    environment: str, reader: str, file: str, home: Path, published: Settings
) -> None:
    address = f"{published.base_url}/downloads/{file}"
    dated = httpx.head(address, trust_env=False).headers["content-location"]
    before = _answered(published)
    if environment == "node":
        browser = shutil.which("chromium")
        if reader == "sqljs" and browser is None:
            pytest.skip("no chromium (Debian's), in which sql.js-httpvfs works")
        program, script = Path(shutil.which("node") or "node"), "read_ranges.mjs"
    else:
        browser, program, script = None, home / environment / "bin/python", "read_ranges.py"
    told = run_script(
        program, script, reader, dated, INDICATOR, AREA, CLIENTS_NODE=home / "node", CHROMIUM=browser or ""
    )
    rows = [row for row in rows_of(published, NAME) if row["indicator"] == INDICATOR]
    periods = sorted(row["period"] for row in rows if row["area"] == AREA)
    assert {"rows": len(rows), "periods": periods} == json.loads(told.splitlines()[-1])
    after = _answered(published)
    assert after["206"] > before["206"]
    assert after["200"] == before["200"], "the whole file was sent"


def _answered(settings: Settings) -> dict[str, float]:
    """How many GETs of downloads the server has answered, by status."""
    told = httpx.get(f"{settings.base_url}/metrics", trust_env=False).text
    found = re.findall(r'requests_total{group="downloads",method="GET",status="(\d+)"} (\S+)', told)
    return {"200": 0.0, "206": 0.0} | {status: float(count) for status, count in found}
