"""Open ends: a declaration that has no last year brings this year's figures by one command, from a real server.

The server on the loopback address answers as Kolada's API, version 3, is documented at https://api.kolada.se/v3/docs :
items in ``values``, pages by ``next_url``, 25 ids and 5,000 rows at a time; and it is busy (429 with Retry-After, RFC
6585 and RFC 9110), slow and moved (3xx with Location) as any server of the web may be.
"""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from replay import Fault, Replay
from specimen import World
from typer.testing import CliRunner
from worlds import PROJECT

from publisher.cli import app
from publisher.sources import kolada
from publisher.sources.kolada import _years

FOLDERS = {"packages": "datapackages", "vocab": "vocab", "build": "build", "input": "input/2024-01-30"}
DECLARED = "datapackages/digitala-las/dataset.yaml"
ARCHIVED = {"last": 2022, "note": {"sv": "Läst ur en kopia.", "en": "Read from a copy."}}
#: Municipality to what it answered in 2021 and 2022.
ROWS = {"0114": (0, 2), "0180": (2, 2), "0331": (1, 0), "1785": (1, 2)}
SAID = {(geo, year): value for geo, two in ROWS.items() for year, value in zip((2021, 2022), two, strict=True)}


def answers(folder: Path, rows: dict[tuple[str, int], int]) -> None:
    """A file of what Kolada says of the two indicators."""
    place = folder / "kolada/ehealth_raw"
    place.mkdir(parents=True, exist_ok=True)
    for kpi in ("u21349", "u20341"):
        lines = [f"{geo},{year},{min(value, 1) if kpi == 'u20341' else value}" for (geo, year), value in rows.items()]
        (place / f"{kpi}.csv").write_text(f"geo,year,{kpi}\n" + "\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kolada, "PAGE", 3)
    answers(tmp_path / "data", SAID)
    return tmp_path / "data"


def declare(world: World, **more: object) -> None:
    """The dataset as one that Kolada alone is to bring, with nothing published yet."""
    path = world.folder / DECLARED
    for other in path.parent.iterdir():
        if other != path:
            other.unlink()
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    values["source"] = {"kind": "kolada", "years": "2021..", "archived": ARCHIVED} | more
    path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")


def arguments(world: World, *options: str) -> list[str]:
    folders = [f"--{name}={world.folder / place}" for name, place in FOLDERS.items()]
    return ["fetch", "digitala-las", "--date", "2024-02-01", *folders, *options]


def run(world: World, server: Replay, *options: str) -> tuple[int, str]:
    """``publisher fetch``: exit code and everything said."""
    result = CliRunner().invoke(app, arguments(world, *options), env={"PUBLISHER_KOLADA_URL": server.kolada_url})
    return result.exit_code, result.output


def bring(world: World, data: Path, *faults: Fault) -> str:
    with Replay(data, faults=list(faults)) as server:
        code, said = run(world, server)
    assert 0 == code, said
    return said


def rows(world: World, name: str) -> list[dict[str, str]]:
    with (world.folder / f"datapackages/digitala-las/{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("declared", "years"),
    [
        ("2021..", ["2021", "2022", "2023", "2024"]),
        ("2021..2022", ["2021", "2022"]),
        ("2022", ["2022"]),
        ("2025..", ["2025"]),
        ("..2022", []),
        ("..", []),
        ("i år", []),
    ],
)
def test_years_without_a_last_one_go_on_to_this_year(declared: str, years: list[str]) -> None:
    assert _years(declared, "2024-06-01") == years


def test_this_years_figures_come_by_one_command_and_the_copy_stays_with_its_note(world: World, data: Path) -> None:
    """Without editing: asked again a year later, the same declaration brings the year that has come."""
    declare(world)
    bring(world, data)
    assert {row["note_sv"] for row in rows(world, "sources")} == {"Läst ur en kopia."}
    before = {(r["indicator"], r["area"], r["period"]): r for r in rows(world, "observations")}
    answers(data, SAID | {(geo, 2023): 2 for geo in ROWS} | {("0114", 2022): 1})
    faults = [
        Fault(kind="busy", wait=0),
        Fault(kind="error", where="?page=2"),
        Fault(kind="drop", where="?page=3"),
        Fault(kind="along", where="?page=2"),
    ]
    said = bring(world, data, *faults)
    assert "8 added" in said and "revised" in said
    after = {(r["indicator"], r["area"], r["period"]): r for r in rows(world, "observations")}
    assert len(after) == len(before) + 8
    assert after["U21349", "0114", "2022"]["value"] == "1"
    [revised] = [r for r in rows(world, "revisions") if r["kind"] == "revised" and r["indicator"] == "U21349"]
    assert (revised["old_value"], revised["area"], revised["period"]) == ("2", "0114", "2022")
    notes = {row["id"]: row["note_sv"] for row in rows(world, "sources")}
    assert notes[before["U21349", "0180", "2022"]["source"]] == "Läst ur en kopia."
    assert after["U21349", "0180", "2021"]["source"] == before["U21349", "0180", "2021"]["source"]
    assert notes[after["U21349", "0180", "2023"]["source"]] == ""


def test_nothing_new_changes_no_byte_however_many_years_pass(world: World, data: Path) -> None:
    declare(world)
    bring(world, data)
    before = world.published()
    bring(world, data)
    assert before == world.published()


def test_what_ended_and_is_gone_from_the_source_stands(world: World, data: Path) -> None:
    declare(world)
    bring(world, data)
    path = world.folder / "vocab/indicators.ttl"
    end = 'term:retired "2022-12-31"^^xsd:date ;\n    term:question "Finns digitala lås?"'
    path.write_text(path.read_text(encoding="utf-8").replace('term:question "Finns digitala lås?"', end))
    (data / "kolada/ehealth_raw/u21349.csv").unlink()
    said = bring(world, data)
    assert "no values any more of U21349, which ended. What was published stands" in said
    assert len([r for r in rows(world, "observations") if r["indicator"] == "U21349" and r["value"]]) == 8


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"years": "..2022"}, "source.years: '..2022' are not years. Write 'years: 2009..' (to this year)"),
        ({"archived": {"last": 2022}}, "source.archived: 'note' is missing. See docs/sources.md."),
        (
            {"archived": ARCHIVED | {"last": "i fjol"}},
            "source.archived.last: 'i fjol' is not a year. Write 'last: 2022'.",
        ),
        ({"archived": ARCHIVED | {"note": {"sv": "Kopia."}}}, "source.archived.note: there is no text in 'en'."),
        ({"archive": ARCHIVED}, "source: 'archive' is not a word of a declaration. Nearest: archived."),
    ],
)
def test_each_word_that_does_not_fit_is_told_with_place_and_remedy(
    world: World, data: Path, more: dict[str, object], words: str
) -> None:
    declare(world, **more)
    before = world.published()
    with Replay(data) as server:
        code, said = run(world, server)
    assert code == 1 and words in said
    assert before == world.published() and not server.requests


def test_in_a_log_it_says_what_it_waits_for_and_ctrl_c_leaves_what_came(world: World, data: Path) -> None:
    declare(world)
    with Replay(data, faults=[Fault(kind="busy", wait=100, where="?page=3", times=9)]) as server:
        program = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        program += "from publisher.sources import kolada; kolada.PAGE = 3; from publisher.cli import app; app()"
        command = [sys.executable, "-c", program, *arguments(world)]
        environment = os.environ | {"PUBLISHER_KOLADA_URL": server.kolada_url, "PYTHONPATH": str(PROJECT)}
        running = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True)
        told: list[str] = []
        assert running.stderr is not None
        for line in running.stderr:
            told.append(line)
            if "asked to wait" in line:
                break
        running.send_signal(signal.SIGINT)
        told += running.stderr.readlines()
        assert running.wait(60) == 130
        assert "127.0.0.1: the server answered 429; asked to wait 100 s (try 2 of 6)\n" in told
        assert "Answers that came are kept for today's next fetch; --fresh asks anew." in "".join(told)
        server.faults.clear()
        asked = len(server.requests)
        code, said = run(world, server)
        assert code == 0 and "answers of a fetch begun earlier today are used again; --fresh asks anew" in said
        kept = [url for url in server.requests[asked:] if "page=2" in url]
        assert len(kept) == 1, "page 2 came before; it is asked for once more, to see that nothing moved"


def test_fresh_asks_for_everything_anew(world: World, data: Path) -> None:
    declare(world)
    with Replay(data, faults=[Fault(kind="html", where="?page=3")]) as server:
        assert run(world, server)[0] == 1
        asked = len(server.requests)
        code, said = run(world, server, "--fresh")
        assert code == 0 and "used again" not in said
        assert "per_page=3" in server.requests[asked] and "page=2" not in server.requests[asked]
