"""A release time: an edition waits for it, is public from then on and not before, and can be taken back."""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from test_cli import run
from worlds import free_port, served, settings_of

from publisher import edition, package, releases
from publisher.edition.restoring import restore
from publisher.errors import NotThere, Refused
from publisher.fetch import fetch
from publisher.settings import Settings
from publisher.web.shelf import Shelf

FAR = "2099-12-01T08:00+01:00"
#: The editions of the world, and the package that waits.
OLD, NEW, NAME = "2023-03-28", "2099-12-01", "digitala-las"


def declare(settings: Settings, line: str, name: str = NAME) -> None:
    with (settings.packages / name / "dataset.yaml").open("a") as file:
        file.write(line + "\n")


def set_release(settings: Settings, when: str) -> None:
    """Give the edition that waits another time: its own word, which the manifest leaves to whoever runs the site."""
    path = settings.build / "next" / "edition.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"release": when}))


@pytest.fixture
def world(waiting_world: Path, tmp_path: Path) -> Settings:
    shutil.copytree(waiting_world, tmp_path / "world", symlinks=True)
    return settings_of(tmp_path / "world")


def test_before_its_time_an_edition_stands_and_is_shown_to_nobody(world: Settings) -> None:
    assert edition.ids(world.build) == [OLD, NEW]
    assert edition.ids(world.build, public=True) == [OLD]
    assert edition.current(world.build).name == OLD
    shelf = Shelf(world.build)
    assert (shelf.current().edition.id, shelf.ids()) == (OLD, [OLD])
    with pytest.raises(NotThere):
        shelf.edition(NEW)


def test_what_waits_is_dated_the_day_that_it_becomes_public(world: Settings) -> None:
    newest = package.load_dataset(world.packages / NAME).versions[0]
    assert (newest.number, newest.date) == ("1.0.1", NEW)
    recorded = package.read_table(world.packages / NAME, "revisions")["recorded"]
    assert set(recorded) == {NEW}
    assert releases.described(world.build / "next").published == NEW  # type: ignore[union-attr]


def test_once_its_time_has_come_whoever_reads_has_it_and_the_link_follows(world: Settings) -> None:
    shelf = Shelf(world.build)
    shelf.current()
    set_release(world, "2024-02-01T08:00+01:00")
    assert edition.current(world.build).name == NEW
    assert Shelf(world.build).current().edition.id == NEW
    shelf._look = 0.0  # a second later
    assert (shelf.current().edition.id, shelf.ids()) == (NEW, [OLD, NEW])
    shelf._look = 0.0
    shelf.current()
    assert os.readlink(world.build / "current") == f"editions/{NEW}"
    assert not (world.build / "next").is_symlink()


def test_a_server_that_may_not_write_releases_all_the_same(world: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "settle", lambda build: (_ for _ in ()).throw(PermissionError()))
    set_release(world, "2024-02-01T08:00+01:00")
    shelf = Shelf(world.build)
    for _ in range(2):
        shelf._look = 0.0
        assert shelf.current().edition.id == NEW
    assert os.readlink(world.build / "current") == f"editions/{OLD}"


def test_an_edition_that_is_damaged_when_its_time_comes_does_not_take_the_place(world: Settings) -> None:
    set_release(world, "2024-02-01T08:00+01:00")
    (world.build / "next" / "catalog.json").write_text("{}")
    shelf = Shelf(world.build)
    assert shelf.current().edition.id == OLD
    shelf._look = 0.0
    assert shelf.current().edition.id == OLD


def test_the_same_packages_go_on_waiting_and_are_not_built_twice(world: Settings) -> None:
    result = run(world, "build", "--quiet")
    assert result.exit_code == 0, result.stderr
    assert edition.ids(world.build) == [OLD, NEW]
    said = run(world, "build").stderr
    assert f"Edition {NEW} waits until {FAR}; until then nothing changes." in said


def test_a_newer_build_takes_the_place_of_what_waits(world: Settings) -> None:
    set_aside: list[str] = []
    edition.build(replace(world, base_url="https://data.example.se"), say=set_aside.append)
    assert set_aside == [f"Edition {NEW} no longer waits: it was built before this one."]
    assert edition.ids(world.build) == [OLD, f"{NEW}.2"]
    assert releases.waiting(world.build).id == f"{NEW}.2"  # type: ignore[union-attr]
    assert releases.described(world.build / "next").previous == OLD  # type: ignore[union-attr]


def test_roll_back_is_one_command(two_editions: Settings, tmp_path: Path) -> None:
    shutil.copytree(two_editions.build, tmp_path / "build", symlinks=True)
    settings = replace(two_editions, build=tmp_path / "build")
    shelf = Shelf(settings.build)
    assert shelf.current().edition.id == "2024-01-30"
    result = run(settings, "rollback")
    assert (0, f"{settings.build}/editions/{OLD}\n") == (result.exit_code, result.stdout), result.stderr
    assert shelf.current().edition.id == OLD
    assert run(settings, "rollback", "2024-01-30").exit_code == 0
    assert shelf.current().edition.id == "2024-01-30"


def test_roll_back_says_what_it_cannot_do(world: Settings) -> None:
    first = run(world, "rollback")
    assert first.exit_code == 2
    assert f"no edition before {OLD} can be served. Put the packages back as they were then" in first.stderr
    unknown = run(world, "rollback", "2020-01-01")
    assert unknown.exit_code == 2
    assert "there is no edition '2020-01-01' that can be served." in unknown.stderr
    hidden = run(world, "rollback", NEW)  # it waits, so there is nothing to go back to
    assert hidden.exit_code == 2
    assert releases.waiting(world.build) is not None


def test_roll_back_ends_the_waiting_and_after_the_time_goes_back_before_it(world: Settings) -> None:
    result = run(world, "rollback", OLD)
    assert f"Edition {NEW} no longer waits; 'publisher build' makes it again." in result.stderr
    assert edition.ids(world.build) == [OLD]
    edition.build(world)
    set_release(world, "2024-02-01T08:00+01:00")
    assert run(world, "rollback").exit_code == 0
    assert Shelf(world.build).current().edition.id == OLD
    assert edition.ids(world.build) == [OLD, NEW]


@pytest.mark.parametrize(("release", "current"), [(FAR, OLD), ("2024-02-01T08:00+01:00", NEW)])
def test_what_waits_in_a_backup_waits_where_it_is_put_back(world: Settings, release: str, current: str) -> None:
    set_release(world, release)
    empty = replace(world, build=world.build.parent / "elsewhere")
    restore(empty, world.build)
    assert Shelf(empty.build).current().edition.id == current


def test_a_first_publication_that_waits_says_so(world: Settings) -> None:
    (world.build / "current").unlink()
    result = run(world, "serve", "--port", free_port())
    assert result.exit_code == 2
    assert f"edition {NEW} waits until {FAR}, and none is public before it." in result.stderr


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("2026-12-01T08:00", "'2026-12-01T08:00' does not say in which zone."),
        ("2026-12-01", "'2026-12-01' is not a day and an hour."),
        ("2026-02-30T08:00Z", "'2026-02-30T08:00Z' is not a day and an hour."),
        ("2026-12-01T08:00+99:00", "'2026-12-01T08:00+99:00' is not a day and an hour."),
        ("soon", "'soon' is not a day and an hour."),
        ("[2026-12-01T08:00Z]", "'['2026-12-01T08:00Z']' is not a day and an hour."),
    ],
)
def test_a_release_time_that_is_none_is_told_with_its_line(small_world: Settings, written: str, fault: str) -> None:
    declare(small_world, f"release: {written}")
    [said] = [line for line in run(small_world, "check").stdout.splitlines() if "column 'release'" in line]
    assert said.endswith(f"{fault} Write it with its distance from UTC, as 2026-12-01T08:00+01:00. [wrong-shape]")


def test_a_time_that_is_past_is_refused_by_the_fetch_and_the_remedies_work(small_world: Settings) -> None:
    before = {p: p.read_bytes() for p in small_world.packages.rglob("*") if p.is_file() and p.name != "dataset.yaml"}
    path = small_world.packages / NAME / "dataset.yaml"
    plain = path.read_text()
    declare(small_world, "release: 2024-01-29T08:00+01:00")
    result = run(small_world, "fetch", "--descriptions", NAME, "--date", "2024-01-30")
    assert 1 == result.exit_code
    assert "column 'release': 2024-01-29T08:00+01:00 is past, and this would be version 1.0.2." in result.stderr
    assert {p: p.read_bytes() for p in before} == before
    path.write_text(plain)
    assert run(small_world, "fetch", "--descriptions", NAME).exit_code == 0
    declare(small_world, f"release: {FAR}")
    assert run(small_world, "fetch", "--descriptions", NAME).exit_code == 0


def test_two_times_to_come_are_refused_together(small_world: Settings) -> None:
    others = [name for name in package.names(small_world.packages) if name != NAME]
    declare(small_world, f"release: {FAR}")
    declare(small_world, "release: 2098-12-01T08:00+01:00", others[0])
    fetch(small_world, today="2024-02-01", descriptions=True)
    with pytest.raises(Refused, match="an edition is released whole") as refusal:
        edition.build(small_world)
    assert [p.rule for p in refusal.value.problems] == ["releases-differ"]
    path = small_world.packages / others[0] / "dataset.yaml"
    path.write_text(path.read_text().replace("release: 2098", "release: 2099"))
    fetch(small_world, today="2024-02-01", descriptions=True)
    edition.build(small_world)
    assert releases.waiting(small_world.build) is not None


def until(base: str, id: str) -> list[tuple[datetime, str]]:
    """Ask, each time on a new connection, until sixteen answers in a row come from an edition.

    Returns:
        What was answered, with the time just after.
    """
    told: list[tuple[datetime, str]] = []
    while {found for _, found in told[-16:]} != {id} or len(told) < 16:
        found = httpx.get(f"{base}/ready", trust_env=False).json()["edition"]
        told.append((releases.now(), found))
        time.sleep(0.05)
    return told


def test_two_processes_take_the_edition_at_its_time_and_not_before_and_let_it_go_at_once(world: Settings) -> None:
    with served(world, "--workers", "2") as base:
        page = httpx.get(f"{base}/kommun/0331", trust_env=False).text
        when = (releases.now() + timedelta(seconds=3)).isoformat(timespec="seconds")
        set_release(world, when)
        assert all(answered >= releases.moment(when) for answered, found in until(base, NEW) if found == NEW)
        assert httpx.get(f"{base}/kommun/0331", trust_env=False).text != page
        assert run(world, "rollback").exit_code == 0
        until(base, OLD)
        assert httpx.get(f"{base}/kommun/0331", trust_env=False).text == page
    assert run(world, "rollback", NEW).exit_code == 0
    with served(world) as base:
        until(base, NEW)
