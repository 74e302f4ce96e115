"""A site of Kolada is made of a copy of it: names as they stand, guesses held against the values, and it is fetched."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from typer.testing import CliRunner

from publisher import fetch, vocabulary
from publisher.cli import app
from publisher.errors import NotThere, PublisherError
from publisher.new import kolada
from publisher.settings import Settings

VOCAB = Path(__file__).parents[1] / "vocab"
CATALOGUE = [
    ("N1", "Elever med behörighet, andel (%)", "Antal elever med behörighet.", "Skola"),
    ("N2", "Kostnad per elev, kr/elev", "Kostnad delad med elever.", "Skola"),
    ("N3", "Tomma platser, andel (%)", "Kan bli över hundra.", "Skola"),
    ("N4", "Resultat", "Utan enhet.", "Ekonomi, övergripande"),
    ("N6", "Lönesumma, mkr", "Lön.", "Skola"),
    ("N7", "Omsättning, mnkr", "Företagens.", "Skola"),
    ("N8", "Vårdtid, antal dagar", "Medel.", "Skola"),
    ("N0", "Utan ett enda värde, antal", "Ingen har svarat.", "Skola"),
    ("N5", "Information om förändringar, andel (%)", "Av dem som svarat.", "Skola"),
]
ROWS = [("N1", geo, "T", year, 50.5 + year % 3) for geo in ("0114", "0180", "01", "0") for year in (2020, 2021)]
ROWS += [("N1", "0114", "K", 2020, 51.0), ("N2", "0114", "T", 2020, 90_000.0), ("N3", "0180", "T", 2020, 120.0)]
ROWS += [("N5", "0180", "T", 2020, 20.0), ("N5", "0114", "T", 2020, 71.5)]
ROWS += [("N6", "0180", "T", 2020, 383_785.0), ("N6", "0114", "T", 2020, 1_200.0)]
ROWS += [("N7", "0180", "T", 2020, 396.5), ("N8", "0180", "T", 2020, 2.5)]
ROWS += [("N4", "0180", "T", 2020, -345.0), ("N9", "0180", "T", 2020, 1.0)]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return write(tmp_path / "copy", CATALOGUE)


def write(folder: Path, catalogue: Sequence[Sequence[str]]) -> Path:
    folder.mkdir()
    with (folder / "kpi.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([kolada.CATALOGUE, *catalogue])
    rows = [*ROWS, ("N0", "0180", "T", 2020, None), ("N0", "0114", "T", 2020, None)]
    columns = dict(zip(kolada.VALUES, map(list, zip(*rows, strict=True)), strict=True))
    table = pyarrow.table(columns)
    for name in ("kpi", "geo", "gender"):
        table = table.set_column(table.schema.get_field_index(name), name, table[name].dictionary_encode())
    pyarrow.parquet.write_table(table, folder / "values.parquet")
    return folder


def test_a_site_has_its_guesses_marked_and_is_fetched(tmp_path: Path, copy: Path) -> None:
    told = kolada.make(tmp_path / "site", copy, VOCAB)
    assert told[0] == "Left out: 1 with values that the catalogue has no name for."
    assert told[1] == "Left out: 1 whose rows are all without a value."
    site = tmp_path / "site"
    found = vocabulary.load(site / "vocab", ["sv"]).indicators
    assert {id: (one.value_kind.value, one.unit) for id, one in found.items()} == {
        "N1": ("percent", "percent"), "N2": ("ratio", "kr-elev"), "N3": ("ratio", kolada.BEYOND),
        "N5": ("percent", "percent"), "N4": ("ratio", kolada.UNSTATED), "N6": ("ratio", "mkr"),
        "N7": ("ratio", "mnkr"), "N8": ("ratio", "antal-dagar"),
    }  # fmt: skip
    assert (found["N3"].maximum, found["N4"].minimum) == (None, -1000)
    units = vocabulary.load(site / "vocab", ["sv"]).concepts["unit"]
    assert units["kr-elev"].label["sv"] == "kr/elev"  # as its name has it, since it stands after every number
    assert (units["antal-dagar"].label["sv"], units["antal-dagar"].symbol["sv"]) == ("antal dagar", "dagar")
    assert not units["kr-elev"].symbol
    assert units[kolada.UNSTATED].label["sv"] == "se nyckeltalets namn"
    assert units[kolada.UNSTATED].in_name  # nothing is written after the number
    text = (site / "vocab" / "indicators.ttl").read_text(encoding="utf-8")
    assert "# guessed: value_kind ratio, since its values go from 120 to 120, so it is no share" in text
    settings = Settings(
        packages=site / "datapackages", vocab=site / "vocab", build=site / "build", input=site / "input", quiet=True
    )
    fetch.fetch(settings, ["skola"], today="2026-11-29")
    with (site / "datapackages" / "skola" / "observations.csv").open(encoding="utf-8", newline="") as file:
        rows = {
            (row["indicator"], row["area"], row["period"], row["sex"]): row["value"] for row in csv.DictReader(file)
        }
    ours = {"0": "00"}
    assert rows == {
        (kpi, ours.get(geo, geo), str(year), {"K": "F"}.get(sex, sex)): f"{value:g}"
        for kpi, geo, sex, year, value in ROWS
        if kpi in ("N1", "N2", "N3", "N5", "N6", "N7", "N8")
    }


@pytest.mark.parametrize(
    ("kind", "values", "why"),
    [
        ("amount", (-3.0, 7.5, False), "not all whole"),
        ("percent", (0.0, 0.8, False), "parts of one"),
        ("percent", (0.0, 1.0, True), ""),
        ("percent", (-1.0, 50.0, False), "no share"),
        ("count", (0.0, 3.5, False), "no number of things"),
        ("amount", (-3.0, 7.0, True), ""),
    ],
)
def test_a_guess_that_values_gainsay_is_taken_back(kind: str, values: tuple[float, float, bool], why: str) -> None:
    said = kolada._gainsaid({"value_kind": kind}, *values)
    assert why in said if why else not said


def test_a_large_area_becomes_several_datasets(tmp_path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kolada, "MOST", 9)
    kolada.make(tmp_path / "site", copy, VOCAB, ["Skola"])
    assert sorted(path.name for path in (tmp_path / "site" / "input").iterdir()) == [
        "skola-1.parquet", "skola-2.parquet",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lost", "said"),
    [("kpi.csv", "no CSV file there has the columns id, title"), ("values.parquet", "no Parquet file there has the")],
)
def test_what_the_copy_lacks_is_named_and_nothing_is_made(tmp_path: Path, copy: Path, lost: str, said: str) -> None:
    (copy / lost).unlink()
    with pytest.raises(NotThere, match=said):
        kolada.make(tmp_path / "site", copy, VOCAB)
    assert not (tmp_path / "site").exists()


def test_an_id_that_stands_twice_and_an_area_that_is_not_there_are_refused(tmp_path: Path, copy: Path) -> None:
    with pytest.raises(NotThere, match="Meant skola"):
        kolada.make(tmp_path / "site", copy, VOCAB, ["skolan"])
    twice = write(tmp_path / "twice", [*CATALOGUE, CATALOGUE[0]])
    with pytest.raises(PublisherError, match="'N1' stands there twice"):
        kolada.make(tmp_path / "site", twice, VOCAB)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("given", ["nowhere", "a file"])
def test_a_copy_that_is_no_folder_is_told(tmp_path: Path, given: str) -> None:
    source = tmp_path / given
    if given == "a file":
        source.write_text("id,title\n")
    with pytest.raises(NotThere, match=f"--from: there is no folder '{source}'. Name the one that the copy"):
        kolada.make(tmp_path / "site", source, VOCAB)
    assert not (tmp_path / "site").exists()


def test_its_readme_says_commands_that_work(tmp_path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kolada.make(tmp_path / "site", copy, VOCAB)
    monkeypatch.chdir(tmp_path / "site")
    said = (tmp_path / "site" / "README.md").read_text(encoding="utf-8")
    commands = [line.split("#")[0].split()[1:] for line in said.splitlines() if line.startswith("    publisher ")]
    assert [command[0] for command in commands] == ["fetch", "up", "check"]
    for command in (commands[0], commands[2]):
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, result.output
