"""What is published equals what the sources say: counted, and drawn at random."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from worlds import PROJECT

from publisher import vocabulary
from publisher.sources.kolada import SEX

pytestmark = pytest.mark.shared

PACKAGES = PROJECT / "datapackages"
KOLADA = (
    "automatisering", "bredband", "bredbandskollen", "digital-vard-regioner", "internet-i-boendet",
    "medborgarundersokning-internet", "valfardsteknik",
)  # fmt: skip


def published(*names: str) -> dict[tuple[str, ...], dict[str, str]]:
    """Rows of packages by key."""
    rows = {}
    for name in names:
        with (PACKAGES / name / "observations.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows[row["indicator"], row["area"], row["period"], row["sex"], row["service_area"]] = row
    return rows


def raw(shared: Path) -> dict[tuple[str, ...], str]:
    """Every value of the archived copy of Kolada by our key."""
    values = {}
    for path in (shared / "data/kolada/ehealth_raw").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                kpi = list(row)[-1]
                area = row["geo"][2:] if row["geo"].startswith("00") else row["geo"]
                values[kpi.upper(), area, row["year"], SEX[row.get("gender", "T")], "_T"] = row[kpi]
    return values


def not_concerned(said: dict[tuple[str, ...], str]) -> set[tuple[str, ...]]:
    """Rows about those a question was not for: a "no" to the one before it, or no yes to a task that the region has."""
    before = {"U07354": "U07345", "U07355": "U07358"}
    home_care = ("U07348", "U07356")
    return {
        key
        for key, value in said.items()
        if (key[0] in before and value == "" and said.get((before[key[0]], *key[1:]), "") in ("0", "0.0"))
        or (key[0] in home_care and len(key[1]) == 4 and key[1].startswith("01") and value in ("", "0", "0.0"))
    }


def test_every_row_of_the_source_is_published_and_no_other(shared: Path):
    said, told = raw(shared), published(*KOLADA)
    assert (38_596, 72) == (len(said), len({key[0] for key in said}))
    assert set(said) == set(told)
    blank, apart = {key for key, value in said.items() if value == ""}, not_concerned(said)
    assert 2_673 == len(blank)
    assert apart == {key for key, row in told.items() if row["status"] == "not-applicable"}
    assert blank - apart == {key for key, row in told.items() if row["status"] == "unknown-reason"}
    assert blank | apart == {key for key, row in told.items() if row["value"] == ""}


def test_national_regional_and_municipal_rows_are_told_apart(shared: Path):
    areas = vocabulary.load(PROJECT / "vocab").areas
    kinds = {}
    for key in published(*KOLADA):
        kinds.setdefault(areas[key[1]].kind.value, set()).add(key[1])
    assert {"nation": 1, "county": 21, "municipality": 290} == {kind: len(codes) for kind, codes in kinds.items()}


def test_twenty_values_drawn_at_random_equal_the_source(shared: Path):
    said, told = raw(shared), published(*KOLADA)
    drawn = random.Random(2022).sample(sorted(key for key, value in said.items() if value), 20)
    assert {key: float(said[key]) for key in drawn} == {key: float(told[key]["value"]) for key in drawn}


def test_every_national_figure_is_published_with_its_source(shared: Path):
    told = published("ehalsa-riket")
    with (PACKAGES / "ehalsa-riket/sources.csv").open(encoding="utf-8", newline="") as file:
        addresses = {row["id"]: row["url"] for row in csv.DictReader(file)}
    with (shared / "data/socialstyrelsen/figures.csv").open(encoding="utf-8-sig", newline="") as file:
        figures = list(csv.DictReader(file))
    by_place: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for key, row in told.items():
        area = {"00": "0000"}.get(key[1], key[1].replace("storlek-", "size"))
        by_place.setdefault((key[0], area, key[2]), []).append(row)
    missed = []
    for figure in figures:
        rows = by_place.get((figure["indicator_slug"], figure["area_code"], figure["year"]), [])
        if not any(
            (float(row["value"]) if row["value"] else None) == (float(figure["value"]) if figure["value"] else None)
            and addresses[row["source"]] == figure["source"]
            for row in rows
        ):
            missed.append((figure["indicator_slug"], figure["year"], figure["value"]))
    undated = [figure for figure in missed if figure[1] == ""]
    assert 157 == len(figures)
    assert 4 == len(undated)
    assert [("trygghetslarm-enbart-digitala-kommuner", "2014", "8")] == [f for f in missed if f not in undated]
    assert 152 + 20 == len(told)  # and twenty of the time after 2022, which the file does not have


@pytest.mark.parametrize(
    ("indicator", "period", "value"),
    [
        ("trygghetslarm-antal", "2014", "212000"),
        ("trygghetslarm-digitala-andel", "2016", "48"),
        ("npo-samtliga-vardenheter-konsument", "2015", "69"),
        ("kvalitetsledningssystem-valfardsteknik", "2022", "65"),
        ("svarsfrekvens", "2022", "99"),
    ],
)
def test_five_national_figures_stand_as_published(indicator, period, value):
    assert value == published("ehalsa-riket")[indicator, "00", period, "T", "_T"]["value"]


def test_the_known_contradictions_stand_as_notes():
    told = published("ehalsa-riket")
    notes = {
        ("trygghetslarm-enbart-digitala-kommuner", "00", "2014", "T", "_T"): "omraknat-2014",
        ("styrande-dokument-handlingsplan", "storlek-1", "2022", "T", "ifo"): "gruppstorlek-287",
        ("styrande-dokument-handlingsplan", "00", "2022", "T", "ifo"): "flera-svar",
        ("trygghetslarm-anslutning-blandad", "00", "2014", "T", "_T"): "summa-101",
        ("trygghetslarm-digitala-via-mobilnat", "00", "2015", "T", "_T"): "raknat-i-kommuner",
        ("trygghetslarm-personer-65plus", "1283", "2017", "T", "_T"): "helsingborg-saknas",
    }
    assert {} == {key: note for key, note in notes.items() if note not in told[key]["note"].split()}
    assert "not-answered" == told["trygghetslarm-personer-65plus", "1283", "2017", "T", "_T"]["status"]
