"""Editions kept for years: pruned by rule and written down, put back from a backup when it is whole."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from in_process import Api
from test_cli import run
from worlds import settings_of

from publisher import edition, pruned
from publisher.edition import history
from publisher.settings import Settings
from publisher.web import create_service

DAY = "2024-01-30"
#: Editions beside the first of the day, which is real: copies of it under other ids.
OTHERS = ("2024-01-20", "2024-01-20.2", f"{DAY}.2", f"{DAY}.3", f"{DAY}.4")


@pytest.fixture
def world(built_edition: Settings, tmp_path: Path) -> Settings:
    """Six editions of two days; the last is current."""
    shutil.copytree(built_edition.build.parent, tmp_path / "world", symlinks=True)
    settings = settings_of(tmp_path / "world")
    home = settings.build / "editions"
    for id in OTHERS:
        shutil.copytree(home / DAY, home / id)
        told = json.loads((home / id / "edition.json").read_bytes())
        (home / id / "edition.json").write_text(json.dumps(told | {"id": id, "published": id[:10]}))
    edition.make_current(settings.build, OTHERS[-1])
    return settings


def prune(settings: Settings, *options: str) -> tuple[int, list[str], str]:
    """Exit code, ids printed, and what was said."""
    done = run(settings, "prune", *options)
    return done.exit_code, done.stdout.split(), done.stderr


def test_what_no_rule_keeps_is_pruned_and_written_down(world: Settings) -> None:
    (world.packages / "cited.txt").write_text(f"# theses\n{DAY}.2   # Andersson 2025\n\n")
    before = edition.ids(world.build)
    gone = ["2024-01-20", DAY, f"{DAY}.3"]
    assert prune(world, "--keep", "1", "--dry-run")[:2] == (0, gone)
    assert (edition.ids(world.build), pruned.read(world.build)) == (before, {})
    assert prune(world, "--keep", "1")[:2] == (0, gone)
    assert edition.ids(world.build) == ["2024-01-20.2", f"{DAY}.2", f"{DAY}.4"]
    written = json.loads((world.build / "pruned.json").read_bytes())
    assert {id: (one["published"], one["instead"]) for id, one in written.items()} == {
        "2024-01-20": ("2024-01-20", "2024-01-20.2"), DAY: (DAY, f"{DAY}.4"), f"{DAY}.3": (DAY, f"{DAY}.4"),
    }  # fmt: skip
    assert all(one["digest"] and one["on"] for one in written.values())
    assert prune(world, "--keep", "1")[:2] == (0, [])


def test_the_newest_stay_in_any_case(world: Settings) -> None:
    assert prune(world)[:2] == (0, [])
    assert prune(world, "--keep", "3")[:2] == (0, ["2024-01-20", DAY])


def test_addresses_of_what_was_pruned_answer(world: Settings) -> None:
    prune(world, "--keep", "1")
    api = Api(create_service(world, log=False))
    page = api.ask(f"/kommun/1785?utgava={DAY}.3")
    assert (page.status_code, page.headers["location"]) == (303, f"/kommun/1785?utgava={DAY}.4")
    for path in (f"/id/edition/{DAY}.3", f"/downloads/ehalsa-{DAY}.3.db", f"/api/v1/observations?as_of={DAY}.3"):
        gone = api.ask(path, Accept="application/json", Accept_Language="en")
        assert (path, gone.status_code) == (path, 410)
        assert f"{DAY}.3 was pruned on" in gone.text
        assert gone.json()["replaced_by"] == [f"http://127.0.0.1:8000/id/edition/{DAY}.4"]
    assert api.ask(f"/id/edition/{DAY}.4.ttl").status_code == 200
    assert api.ask(f"/api/v1/observations?as_of={DAY}&limit=1").status_code == 200  # that is a day
    assert api.ask(f"/id/edition/{DAY}.9").status_code == 404


def test_the_next_build_neither_makes_it_again_nor_gives_its_id_away(world: Settings) -> None:
    lacking = history.missing(world)
    prune(world, "--keep", "1")
    assert history.missing(world) == lacking
    inputs = edition.read_inputs(world)
    (world.packages / "cited.txt").write_text(f"{DAY}.4\n")
    assert edition.read_inputs(world) == inputs  # a citation makes no new edition
    with (world.packages / "catalog.yaml").open("a") as file:
        file.write("# a word\n")
    edition.make_current(world.build, f"{DAY}.4")
    assert edition.build(world).name == f"{DAY}.5"


def test_a_line_that_names_no_edition_is_refused_by_its_number(world: Settings) -> None:
    (world.packages / "cited.txt").write_text(f"{DAY}.2\nlatest\n2024-13-01\n")
    code, ids, said = prune(world, "--keep", "1")
    assert (code, ids, len(edition.ids(world.build))) == (1, [], 6)
    assert "datapackages/cited.txt: row 2: 'latest' is not the id of an edition." in said and "row 3" in said
    (world.packages / "cited.txt").write_text(f"2020-01-01\n{DAY}.3\n")
    assert "cited.txt names 2020-01-01, which does not stand here" in prune(world, "--keep", "1")[2]


def test_a_list_of_the_pruned_that_cannot_be_read_is_told_and_keeps_ids_safe(world: Settings) -> None:
    (world.build / "pruned.json").write_text("{")
    code, _, said = prune(world)
    assert code == 1 and "pruned.json: it cannot be read" in said and "backup" in said
    assert Api(create_service(world, log=False)).ask(f"/id/edition/{DAY}.9").status_code == 404
    with (world.packages / "catalog.yaml").open("a") as file:
        file.write("# a word\n")
    built = run(world, "build")
    assert built.exit_code == 1 and "pruned.json: it cannot be read" in built.stderr


# --- backup and restore


def restored(settings: Settings, copy: Path, build: Path) -> tuple[int, str, list[str]]:
    """Exit code, what was said, and the editions that stand afterwards."""
    done = run(replace(settings, build=build), "restore", str(copy))
    return done.exit_code, done.stderr, edition.ids(build)


@pytest.fixture
def backup(world: Settings, tmp_path: Path) -> Path:
    prune(world, "--keep", "1")
    shutil.copytree(world.build, tmp_path / "backup", symlinks=True)
    return tmp_path / "backup"


def test_a_whole_backup_is_put_back_with_what_was_pruned(world: Settings, backup: Path, tmp_path: Path) -> None:
    for linked in (True, False):
        build = tmp_path / f"new-{linked}"
        if not linked:  # some ways of copying lose links
            (backup / "current").unlink()
        code, _, ids = restored(world, backup, build)
        assert (code, ids) == (0, edition.ids(world.build))
        assert (build / "current").resolve().name == f"{DAY}.4"
        assert pruned.read(build) == pruned.read(world.build)
        assert restored(world, backup, build)[0] == 0  # once more: nothing to do


def test_half_a_backup_is_one_sentence_and_nothing_is_changed(world: Settings, backup: Path, tmp_path: Path) -> None:
    home = backup / "editions"
    listed = len(json.loads((home / f"{DAY}.4" / "manifest.json").read_bytes())["files"]) - 1
    (home / f"{DAY}.4" / "catalog.json").unlink()
    whole = (home / f"{DAY}.4" / "vocabulary.json").read_bytes()
    (home / f"{DAY}.4" / "vocabulary.json").write_bytes(whole[: len(whole) // 2])
    (home / "2024-01-20.2" / "manifest.json").write_text('{"files": [')
    (home / "2024-01-25").mkdir()
    build = tmp_path / "new"
    code, said, ids = restored(world, backup, build)
    assert (code, ids, (build / "current").exists(), (build / "restoring").exists()) == (1, [], False, False)
    assert f"{DAY}.4: 2 of {listed} files are missing or other than they were, first catalog.json" in said
    assert "2024-01-20.2: its manifest.json cannot be read" in said and "2024-01-25: it has no manifest.json" in said
    remedy = "Copy the backup again, whole, or name an empty folder with --build, and run it again."
    assert said.rstrip().endswith(f"{remedy}\nNothing was changed.")


def test_a_backup_of_something_else_is_refused(world: Settings, backup: Path, tmp_path: Path) -> None:
    code, said, _ = restored(world, tmp_path, tmp_path / "new")
    assert code == 2 and "there is no edition in it" in said
    standing = world.build / "editions" / f"{DAY}.4" / "manifest.json"
    standing.write_bytes(standing.read_bytes() + b"\n")
    code, said, _ = restored(world, backup, world.build)
    assert code == 1 and f"{DAY}.4: another edition stands under this id" in said
