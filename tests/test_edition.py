"""An edition: whole or not at all, the same bytes for the same input, older ones left alone."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from worlds import composed, copy_small_world, fetch_again, settings_of, some

from publisher import edition, exploration, package, vocabulary
from publisher.edition import composition, packages, workers
from publisher.errors import NotThere, Refused
from publisher.reader import Reader, Selection
from publisher.settings import Settings
from publisher.web.shelf import Shelf


def checksums(folder: Path) -> dict[str, str]:
    """Path and content of every file and link under a folder; but of what is shown while a first edition is made."""
    return {
        path.relative_to(folder).as_posix(): os.readlink(path)
        if path.is_symlink()
        else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if (path.is_symlink() or path.is_file()) and path.relative_to(folder).parts[0] != "first"
    }


def test_the_same_input_gives_the_same_bytes(fetched_world: Path, tmp_path: Path) -> None:
    one, other = settings_of(fetched_world), settings_of(fetched_world)
    first = edition.build(replace(one, build=tmp_path / "one"))
    second = edition.build(replace(other, build=tmp_path / "other"))
    assert checksums(first) == checksums(second)


def test_two_processes_write_the_same_bytes_as_one(built_edition: Settings, tmp_path: Path) -> None:
    parallel = edition.build(replace(built_edition, build=tmp_path / "parallel"), workers.Processes(2))
    assert checksums(parallel) == checksums(edition.current(built_edition.build))


def test_folders_may_be_named_from_where_one_stands(small_world: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small_world.packages.parent)
    here = replace(small_world, packages=Path("datapackages"), vocab=Path("vocab"), build=Path("build"))
    assert edition.build(here) == Path("build/editions/2024-01-30")
    assert Reader.open(Path("build/current")).edition.id == "2024-01-30"


def test_unchanged_input_makes_no_new_edition(small_world: Settings) -> None:
    first = edition.build(small_world)
    before = checksums(small_world.build)
    assert edition.build(small_world) == first
    assert checksums(small_world.build) == before


def test_a_new_edition_leaves_the_older_one_alone(small_world: Settings) -> None:
    first = edition.build(small_world)
    before = checksums(first)
    second = edition.build(replace(small_world, base_url="https://data.example.se/ehalsa"))
    assert checksums(first) == before
    assert edition.ids(small_world.build) == ["2024-01-30", "2024-01-30.2"]
    assert edition.current(small_world.build) == second.resolve()
    assert Reader.open(second).edition.previous == "2024-01-30"


def test_input_as_it_once_was_gives_the_edition_of_that_time(small_world: Settings) -> None:
    first = edition.build(small_world)
    edition.build(replace(small_world, base_url="https://data.example.se"))
    assert edition.build(small_world) == first
    assert edition.current(small_world.build) == first.resolve()


def test_editions_are_ordered_by_day_and_number() -> None:
    ids = ["2024-01-30.10", "2023-03-28", "2024-01-30.2", "2024-01-30"]
    assert sorted(ids, key=edition.order) == ["2023-03-28", "2024-01-30", "2024-01-30.2", "2024-01-30.10"]


def test_an_edition_follows_each_fetch_and_says_what_is_new(fetched_world: Path, tmp_path: Path) -> None:
    settings = copy_small_world(tmp_path)
    fetch_again(settings, "2023-03-28")
    edition.build(settings)
    fetch_again(settings)
    edition.build(settings)
    shelf = Shelf(settings.build)
    assert shelf.ids() == ["2023-03-28", "2024-01-30"]
    assert "3 ändrades" in shelf.current().edition.summary["sv"]
    now = Selection(indicators=["U21349"], areas=["0331"], periods=["2022"])
    assert [(r.value, r.status) for r in shelf.current().observations(now)] == [(None, "not-answered")]
    assert [r.value for r in shelf.edition("2023-03-28").observations(now)] == [1]
    assert [r.value for r in shelf.current().observations(replace(now, as_of="2023-12-31"))] == [1]


def test_the_manifest_names_every_file_truly(built_edition: Settings) -> None:
    folder = edition.current(built_edition.build)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    told = {entry["path"]: (entry["bytes"], entry["sha256"]) for entry in manifest["files"]}
    found = {
        path.relative_to(folder).as_posix(): (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert told == found
    assert manifest["inputs"]["base_url"] == "http://127.0.0.1:8000"
    assert manifest["inputs"]["datapackages/digitala-las/observations.csv"]


def test_no_path_of_this_machine_is_in_an_edition(built_edition: Settings) -> None:
    folder = edition.current(built_edition.build)
    here = str(built_edition.packages.parent).encode()
    assert [p for p in folder.rglob("*") if p.is_file() and here in p.read_bytes()] == []


def test_every_version_of_a_package_stands_beside_the_current_one(built_edition: Settings) -> None:
    folder = edition.current(built_edition.build) / "datapackages" / "digitala-las"
    first, now = (folder / "1.0.0" / "observations.csv").read_text(), (folder / "observations.csv").read_text()
    assert "U21349,0331,2022,T,_T,1," in first
    assert "U21349,0331,2022,T,_T,,not-answered," in now
    assert now == (folder / "1.0.1" / "observations.csv").read_text()
    descriptor = json.loads((folder / "1.0.0" / "datapackage.json").read_bytes())
    table = next(r for r in descriptor["resources"] if r["name"] == "observations")
    assert table["hash"] == "sha256:" + hashlib.sha256(first.encode()).hexdigest()
    assert descriptor["version"] == "1.0.0"
    told = json.loads((folder / "1.0.0" / "observations.csv-metadata.json").read_bytes())
    assert told["url"].endswith("observations.csv") and "tableSchema" in told


def test_a_zip_holds_the_package_and_no_clock(built_edition: Settings) -> None:
    folder = edition.current(built_edition.build) / "datapackages"
    archive = zipfile.ZipFile(io.BytesIO((folder / "bredband.zip").read_bytes()))
    for entry in some(archive.infolist()):
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert archive.read(entry) == (folder / "bredband" / entry.filename).read_bytes()
    assert "datapackage.json" in archive.namelist()


def test_problems_leave_everything_as_it_was(small_world: Settings) -> None:
    edition.build(small_world)
    before = checksums(small_world.build)
    path = small_world.packages / "digitala-las" / "observations.csv"
    path.write_text(path.read_text().replace("0180", "0181"))
    with pytest.raises(Refused) as refused:
        edition.build(small_world)
    assert any("0181" in str(problem) for problem in refused.value.problems)
    assert checksums(small_world.build) == before


def test_without_an_edition_the_message_says_what_to_do(small_world: Settings) -> None:
    with pytest.raises(NotThere, match="publisher build"):
        edition.current(small_world.build)


# --- killed at any moment

#: What a process does to files, as Python's audit events tell it.
DEEDS = {"open", "os.rename", "os.mkdir", "os.symlink", "os.remove", "os.rmdir", "os.link", "sqlite3.connect"}


def compose(settings: Settings) -> Path:
    """Compose the edition of a world, without the checks before it, which write nothing."""
    words, catalog = vocabulary.load(settings.vocab), package.load_catalog(settings.packages)
    frames = {
        d.name: {t.name: package.read_table(settings.packages / d.name, t.name) for t in d.tables}
        for d in catalog.datasets
    }
    parts = (composition.database, packages.every, composition.explore, composition.descriptions)
    return composed(settings, words, catalog, frames, {"base_url": settings.base_url}, parts)


def compose_in_a_child(settings: Settings, die_at: int | None = None) -> int:
    """Compose in a forked process; let it die at its ``die_at``-th deed under the build folder.

    Returns:
        The number of deeds done, when it was not killed; else 0.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        deeds = 0

        def watch(event: str, args: tuple[object, ...]) -> None:
            nonlocal deeds
            if event in DEEDS and any(str(settings.build) in str(a) for a in args):
                deeds += 1
                if deeds == die_at:
                    os._exit(9)

        sys.addaudithook(watch)
        try:
            compose(settings)
            os.write(writing, str(deeds).encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        return int(pipe.read() or 0)


@pytest.mark.parametrize("points", [8, pytest.param(24, marks=pytest.mark.whole)])
def test_a_build_killed_at_any_point_leaves_the_former_edition_whole(
    small_world: Settings, tmp_path: Path, points: int
) -> None:
    edition.build(small_world)
    trial = settings_of(tmp_path / "trial")
    changed = replace(trial, base_url="https://data.example.se")

    def begin() -> None:
        shutil.rmtree(tmp_path / "trial", ignore_errors=True)
        shutil.copytree(small_world.packages.parent, tmp_path / "trial", symlinks=True)

    begin()
    before = checksums(trial.build / "editions")
    total = compose_in_a_child(changed)
    expected = checksums(edition.current(trial.build))
    assert total >= 24
    for point in sorted({1 + i * (total - 1) // (points - 1) for i in range(points)}):
        begin()  # parts that a killed build has finished would stay, and the next have less to do
        assert compose_in_a_child(changed, die_at=point) == 0
        assert before.items() <= checksums(trial.build / "editions").items()
        stands = edition.current(trial.build)
        if stands.name == "2024-01-30":
            assert edition.ids(trial.build)[0] == "2024-01-30"
        else:
            assert checksums(stands) == expected
    begin()
    assert compose_in_a_child(changed, die_at=total // 2) == 0
    assert checksums(compose(changed)) == expected
    assert not (trial.build / "making").exists()


# --- the database


def test_foreign_keys_hold_and_codes_keep_their_zeros(built_edition: Settings) -> None:
    database = sqlite3.connect(edition.current(built_edition.build) / "ehalsa.db")
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert ("0114",) in database.execute("SELECT code FROM areas").fetchall()


def test_a_value_stands_with_its_meaning_and_a_missing_one_with_its_reason(built_edition: Settings) -> None:
    database = sqlite3.connect(edition.current(built_edition.build) / "ehalsa.db")
    sql = "SELECT varde, betydelse, status, lan, enhet FROM varden WHERE nyckeltal_id = 'U21349' AND period = '2022'"
    assert database.execute(sql + " AND omrade = 'Säffle'").fetchall() == [
        (2.0, "Breddinfört", None, "Värmlands län", "steg")
    ]
    ((value, meaning, status, _, _),) = database.execute(sql + " AND omrade = 'Heby'")
    assert (value, meaning) == (None, None) and status


def test_the_view_people_ask_is_kept_with_an_index_for_each_facet(built_edition: Settings) -> None:
    database = sqlite3.connect(edition.current(built_edition.build) / "ehalsa.db")
    told = exploration.kept(built_edition.datasette_config)["varden"]
    assert told["facets"]
    for facet in told["facets"]:
        sql = f"EXPLAIN QUERY PLAN SELECT {facet}, count(*) FROM varden WHERE {facet} IS NOT NULL GROUP BY {facet}"
        assert "COVERING INDEX" in " ".join(row[3] for row in database.execute(sql)), facet
    key = ", ".join(told["key"])
    in_order = f"EXPLAIN QUERY PLAN SELECT * FROM varden ORDER BY {key} LIMIT 51"
    assert "TEMP B-TREE" not in " ".join(row[3] for row in database.execute(in_order))


@pytest.mark.parametrize(
    "words",
    ["key: nyckeltal_id", "key: [nyckeltal_id]", "key: [nothing]", "key: [nyckeltal_id, period], facets: [nothing]"],
)
def test_a_view_that_cannot_be_kept_is_named_with_a_remedy(small_world: Settings, tmp_path: Path, words: str) -> None:
    own = tmp_path / "datasette_config"
    shutil.copytree(small_world.datasette_config, own)
    (own / "tables.yaml").write_text(f"tables:\n  varden: {{{words}}}\n")
    with pytest.raises(Refused) as refused:
        edition.build(replace(small_world, datasette_config=own))
    (problem,) = refused.value.problems
    assert problem.file == "datasette_config/tables.yaml" and "'varden'" in problem.fault and problem.remedy
    assert not (small_world.build / "current").exists()


def test_every_table_of_the_packages_is_in_the_database_row_by_row(built_edition: Settings) -> None:
    database = sqlite3.connect(edition.current(built_edition.build) / "ehalsa.db")
    rows = sum(len(path.read_text().splitlines()) - 1 for path in built_edition.packages.glob("*/observations.csv"))
    assert database.execute("SELECT count(*) FROM observations").fetchone() == (rows,)
    assert database.execute("SELECT count(*) FROM varden").fetchone() == (rows,)
