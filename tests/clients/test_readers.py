"""Descriptions of tables, opened by the programs that people read them with."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import httpx
import pytest
from programs import run_script

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
