"""A dataset fetched from Kolada through the command line: faults survived, and nothing new changes no byte."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from replay import Fault, Replay
from specimen import World

from publisher.sources import kolada

DECLARED = "datapackages/digitala-las/dataset.yaml"
ROWS = {"0114": (0, 2), "0180": (2, 2), "0331": ("", ""), "1785": (1, 2)}


@pytest.fixture
def data(tmp_path: Path, monkeypatch) -> Path:
    """What Kolada says of two indicators, in a world with four municipalities; two items a page."""
    monkeypatch.setattr(kolada, "PAGE", 2)
    folder = tmp_path / "data/kolada/ehealth_raw"
    folder.mkdir(parents=True)
    for kpi in ("u21349", "u20341"):
        lines = [f"{geo},{year},{min(value, 1) if kpi == 'u20341' and value != '' else value}"
                 for geo, values in ROWS.items() for year, value in zip((2021, 2022), values, strict=True)]  # fmt: skip
        (folder / f"{kpi}.csv").write_text(f"geo,year,{kpi}\n" + "\n".join(lines) + "\n")
    return tmp_path / "data"


def test_a_dataset_comes_from_kolada_and_a_second_fetch_changes_no_byte(world: World, data: Path):
    text = (world.folder / DECLARED).read_text(encoding="utf-8")
    start, end = text.index("source:\n"), text.index("notes:\n")
    source = "source: {kind: kolada, years: 2021..2022}\n"
    (world.folder / DECLARED).write_text(text[:start] + source + text[end:], encoding="utf-8")
    faults = [Fault(kind="busy", wait=0), Fault(kind="drop", where="?page=2")]
    with Replay(data, faults=faults) as server:
        code, said = world.fetch(PUBLISHER_KOLADA_URL=server.kolada_url)
        assert 0 == code, said
        with (world.folder / "datapackages/digitala-las/observations.csv").open(encoding="utf-8") as file:
            rows = {(row["indicator"], row["area"], row["period"]): row for row in csv.DictReader(file)}
        assert 16 == len(rows)
        assert ("", "unknown-reason") == tuple(rows["U21349", "0331", "2022"][c] for c in ("value", "status"))
        assert "2" == rows["U21349", "1785", "2022"]["value"]
        before, asked = world.published(), len(server.requests)
        code, said = world.fetch(PUBLISHER_KOLADA_URL=server.kolada_url)
        assert 0 == code, said
        assert asked < len(server.requests)
    assert before == world.published()
