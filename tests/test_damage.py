"""Every kind of damage to every kind of file: ``check`` names that file first, with a remedy, or it is no damage."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from publisher import cli
from publisher.package import files
from publisher.settings import Settings
from publisher.vocabulary.schemas import OWN

#: What people write: a change of a byte, a lost first line (a remark) or a lost end may be an edit that stands.
WRITTEN = ("datapackages/catalog.yaml", "datapackages/digitala-las/dataset.yaml", "vocab/terms.ttl",
           "vocab/indicators.ttl", "vocab/areas.ttl", "vocab/cube.ttl", "vocab/observations.schema.yaml",
           "datasette_config/metadata.yaml", "datasette_config/settings.json")  # fmt: skip
#: What the program writes.
MADE = ("datapackages/ids.csv", *(f"datapackages/digitala-las/{name}" for name in (
    "datapackage.json", "observations.csv", "revisions.csv", "sources.csv", "notes.csv", "CHANGES.md")))  # fmt: skip


def _changed(path: Path) -> None:
    """One digit or letter in the middle is another."""
    data = bytearray(path.read_bytes())
    place = next(i for i in range(len(data) // 2, len(data)) if data[i] < 128 and chr(data[i]).isalnum())
    data[place] = ord("7") if data[place] != ord("7") else ord("8")
    path.write_bytes(bytes(data))


def _in_place(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        path.unlink()
        make(path)

    return damage


def _spliced(path: Path) -> None:
    half = len(path.read_bytes()) // 2
    path.write_bytes(path.read_bytes()[:half] + b"\xe5" + path.read_bytes()[half:])


GONE: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "not UTF-8": _spliced,
    "a folder": _in_place(Path.mkdir),
    "a link loop": _in_place(lambda path: path.symlink_to(path.name)),
}
ALTERED: dict[str, Callable[[Path], object]] = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[: len(path.read_bytes()) // 2]),
    "removed": Path.unlink,
    "a byte changed": _changed,
    "no header": lambda path: path.write_bytes(path.read_bytes().partition(b"\n")[2]),
}


@pytest.fixture
def world(small_world: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The small world with a configuration of its own; what is kept of its packages was found before the damage."""
    shutil.copytree(small_world.datasette_config, tmp_path / "world/datasette_config")
    monkeypatch.setenv("PUBLISHER_DATASETTE_CONFIG", str(tmp_path / "world/datasette_config"))
    return small_world


def check(world: Settings) -> tuple[int, list[str]]:
    """Exit code and lines of ``publisher check``; never a traceback."""
    folders = [f"--{name}={getattr(world, name)}" for name in ("packages", "vocab", "build")]
    result = CliRunner().invoke(cli.app, ["check", *folders])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout.splitlines()


@pytest.mark.parametrize("damage", GONE)
@pytest.mark.parametrize("file", [*WRITTEN, *MADE])
def test_a_file_that_cannot_be_read_is_named_first(world: Settings, file: str, damage: str) -> None:
    GONE[damage](world.packages.parent / file)
    code, lines = check(world)
    assert code == 1
    assert lines[0].startswith(f"error: {file}: ")
    assert any(words in lines[0] for words in ("Take it back from version control", "Save it with the encoding UTF-8"))


@pytest.mark.parametrize("damage", ALTERED)
@pytest.mark.parametrize("file", MADE)
def test_a_file_that_is_not_as_it_was_written_is_named_first(world: Settings, file: str, damage: str) -> None:
    ALTERED[damage](world.packages.parent / file)
    code, lines = check(world)
    assert code == 1
    assert lines[0].startswith(f"error: {file}: ")


@pytest.mark.parametrize("damage", ALTERED)
@pytest.mark.parametrize("file", WRITTEN)
def test_a_file_of_people_s_that_was_damaged_is_told_or_stands_as_an_edit(
    world: Settings, file: str, damage: str
) -> None:
    ALTERED[damage](world.packages.parent / file)
    code, lines = check(world)
    name = Path(file).name
    if damage == "removed" and "datasette_config" not in file:
        assert code == 1
        # where the program has a schema of its own, that stands in: an edit
        assert name in lines[0] or any((folder / name).exists() for folder in OWN)
    if code == 1:
        assert name in lines[0] or "[stale-descriptor]" in lines[0]


def test_a_dataset_yaml_that_was_cut_is_pointed_out(world: Settings) -> None:
    ALTERED["cut"](world.packages / "digitala-las/dataset.yaml")
    assert any("digitala-las/dataset.yaml: the last line has no end; the file may have been cut" in line
               for line in check(world)[1])  # fmt: skip


def test_what_nobody_reads_is_noted(world: Settings) -> None:
    (world.packages / "gammalt").mkdir()
    (world.packages / "digitala-las/läs mig.txt").write_text("x")
    code, lines = check(world)
    assert code == 0
    assert ["note: datapackages/gammalt: the folder has no dataset.yaml, so nothing in it is read. Remove it, or write "
            "the file. [not-read]"] == lines  # fmt: skip
    (world.packages / "digitala-las/ring").symlink_to("ring")
    code, lines = check(world)
    assert code == 1
    assert lines[0].startswith("error: datapackages/digitala-las/ring: it cannot be read: links lead in a ring.")


def test_a_descriptor_that_is_nested_too_deeply_is_told(world: Settings) -> None:
    (world.packages / "digitala-las/datapackage.json").write_text("[" * 100_000 + "]" * 100_000)
    code, lines = check(world)
    assert code == 1
    assert "digitala-las/datapackage.json: the file cannot be read: it is nested too deeply." in lines[0]


def test_ids_that_were_published_and_are_not_in_the_list_of_ids_are_named(world: Settings) -> None:
    path = world.packages / "ids.csv"
    path.write_text("".join(line for line in path.read_text().splitlines(True) if "U20341" not in line))
    code, lines = check(world)
    assert code == 1
    assert lines[0].startswith("error: datapackages/ids.csv: U20341 were published and are not in it. Take it back")


def test_a_sound_world_has_no_damage(world: Settings) -> None:
    assert [] == files.unreadable(world)
    assert (0, []) == check(world)
    shutil.rmtree(world.build / "parts")
    assert (0, []) == check(world)
