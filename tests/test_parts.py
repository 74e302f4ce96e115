"""Parts: what was made of the same things is taken as it was kept, and what is not as it was kept is made again."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from worlds import fetch_again

from publisher import edition, package, parts, vocabulary
from publisher.edition import history
from publisher.fetch import fetch
from publisher.package import checking
from publisher.parts import Parts
from publisher.settings import Settings


def counting(text: str, made: list[str]) -> Callable[[Path], None]:
    """A way to make a part of one file, which notes each time that it is gone."""

    def make(folder: Path) -> None:
        made.append(text)
        (folder / "in").mkdir()
        (folder / "in" / "table.csv").write_text(text)

    return make


def test_what_is_made_of_the_same_things_is_made_once_and_linked(tmp_path: Path) -> None:
    kept, made = Parts(tmp_path / "parts"), list[str]()
    first = kept.files("tables", {"a": 1}, counting("a", made), tmp_path / "one")
    second = kept.files("tables", {"a": 1}, counting("a", made), tmp_path / "two")
    assert made == ["a"]
    assert first == second
    assert first["in/table.csv"].bytes == 1
    assert (tmp_path / "one/in/table.csv").samefile(tmp_path / "two/in/table.csv")
    assert kept.value("count", [1], lambda: {"n": 1.0}, dict[str, float]) == {"n": 1.0}
    assert kept.value("count", [1], lambda: {"n": 2.0}, dict[str, float]) == {"n": 1.0}


def test_another_input_another_step_and_another_program_are_other_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, made = Parts(tmp_path / "parts"), list[str]()
    kept.files("tables", {"a": 1}, counting("a", made), tmp_path / "1")
    kept.files("tables", {"a": 2}, counting("b", made), tmp_path / "2")
    kept.files("figures", {"a": 1}, counting("c", made), tmp_path / "3")
    monkeypatch.setattr(parts, "program", lambda: "of tomorrow")
    kept.files("tables", {"a": 1}, counting("d", made), tmp_path / "4")
    assert made == ["a", "b", "c", "d"]


@pytest.mark.parametrize("damage", ["other", "gone", "sums", "version"])
def test_a_damaged_part_is_said_in_a_sentence_and_made_again_and_who_holds_it_keeps_it(
    tmp_path: Path, damage: str
) -> None:
    said, made = list[str](), list[str]()
    kept = Parts(tmp_path / "parts", said.append)
    kept.files("tables", {"a": 1}, counting("good", made), tmp_path / "one")
    [file], [sums] = (tmp_path / "parts").rglob("table.csv"), (tmp_path / "parts").rglob("sums.json")
    if damage == "other":
        file.unlink()
        file.write_text("evil")
    elif damage == "gone":
        file.unlink()
    else:
        sums.write_bytes(b"{" if damage == "sums" else b'{"in/table.csv":{"version":2}}')
    assert kept.files("tables", {"a": 1}, counting("good", made), tmp_path / "two")
    assert made == ["good", "good"]
    assert [text.count("is damaged; that part is made again.") for text in said] == [1]
    assert (tmp_path / "one/in/table.csv").read_text() == (tmp_path / "two/in/table.csv").read_text() == "good"
    kept.files("tables", {"a": 1}, counting("good", made), tmp_path / "three")
    assert len(made) == 2


def test_a_part_that_was_not_finished_is_no_part_and_is_swept_away(tmp_path: Path) -> None:
    def interrupted(folder: Path) -> None:
        (folder / "half").write_text("ha")
        raise OSError(errno.ENOSPC, "no space")

    kept, made = Parts(tmp_path / "parts"), list[str]()
    with pytest.raises(OSError, match="no space"):
        kept.files("tables", {"a": 1}, interrupted, tmp_path / "one")
    assert not list((tmp_path / "parts").rglob("half"))
    left = tmp_path / "parts" / "tables" / ".of-a-process-that-was-killed"
    (left / "in").mkdir(parents=True)
    kept.files("tables", {"a": 1}, counting("a", made), tmp_path / "one")
    kept.sweep()
    assert not left.exists()
    assert made == ["a"]


def test_a_value_is_there_also_where_nothing_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert Parts(tmp_path / "file").value("count", [1], lambda: 5, int) == 5
    assert Parts(None).value("count", [1], lambda: 6, int) == 6


def test_the_oldest_that_no_edition_holds_go_first_when_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, made = Parts(tmp_path / "parts"), list[str]()
    for number, text in enumerate(("held", "old", "new")):
        kept.files("tables", text, counting(text, made), tmp_path / text)
        home = next(
            path for path in (tmp_path / "parts/tables").iterdir() if text in (path / "in/table.csv").read_text()
        )
        os.utime(home, (number, number))
        if text != "held":
            (tmp_path / text / "in/table.csv").unlink()
    monkeypatch.setattr(parts, "ROOM", 3)
    kept.sweep()
    assert len(list((tmp_path / "parts").rglob("table.csv"))) == 3  # all was asked for just now
    Parts(tmp_path / "parts").sweep()
    assert {path.read_text() for path in (tmp_path / "parts").rglob("table.csv")} == {"held", "new"}


def test_the_verdict_on_a_package_is_kept_until_something_it_rests_on_changes(
    small_world: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    look = checking.package_problems

    def noted(opened: package.Package, name: str, *rest: object) -> object:
        looked.append(name)
        return look(opened, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "package_problems", noted)
    kept = Parts(small_world.build / "parts-of-its-own")

    def judged() -> list[str]:
        looked.clear()
        found = package.problems(small_world.packages, vocabulary.load(small_world.vocab), parts=kept)
        assert found == package.problems(small_world.packages, vocabulary.load(small_world.vocab))
        return looked[: len(looked) - len(package.names(small_world.packages))]

    every = package.names(small_world.packages)
    assert judged() == every
    assert judged() == []
    path = small_world.packages / "digitala-las" / "observations.csv"
    path.write_text(path.read_text().replace("0180", "0181"))
    assert judged() == ["digitala-las"]
    assert judged() == ["digitala-las"]  # what is wrong is looked at again
    path.write_text(path.read_text().replace("0181", "0180"))
    assert judged() == []
    terms = small_world.vocab / "terms.ttl"
    terms.write_text(terms.read_text().replace('"procent"@sv', '"Procent"@sv'))
    assert judged() == every


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def described_again(world: Settings) -> None:
    """Fetch nothing and describe anew, as 'publisher fetch --descriptions' does."""
    fetch(world, today="2024-01-30", descriptions=True)


def a_value(world: Settings) -> None:
    assert world.input
    edited(world.input / "bredband.csv", "0114,2022,88.25", "0114,2022,88.5")
    fetch_again(world, "2024-01-30")


def a_label(world: Settings) -> None:
    edited(world.vocab / "indicators.ttl", '"Digitala lås"@sv, "Digital locks"@en ;', '"E-lås"@sv, "E-locks"@en ;')
    described_again(world)


def a_title(world: Settings) -> None:
    edited(world.packages / "digitala-las" / "dataset.yaml", "title: {sv: Digitala lås,", "title: {sv: Digitala låsen,")
    described_again(world)


def a_member(world: Settings) -> None:
    edited(world.vocab / "areas.ttl", "term:member area:0114, area:0180 .", "term:member area:0180 .")


def everything(world: Settings, into: Path) -> dict[str, str]:
    """Path and content of all that stands when an edition is built and the earlier days are reconstructed."""
    there = replace(world, build=into)
    edition.build(there)
    for day in history.missing(there):
        history.reconstruct(there, day)
    return {
        path.relative_to(into).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((into / "editions").rglob("*"))
        if path.is_file()
    }


def test_what_is_linked_is_the_same_bytes_as_what_is_made_from_nothing_whatever_changed(
    small_world: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, with_parts = small_world, tmp_path / "with-parts"
    before = everything(world, with_parts)
    for number, change in enumerate((a_value, a_label, a_title, a_member, "base URL", "program")):
        if change == "base URL":
            world = replace(world, base_url="https://data.example.se/site")
        elif change == "program":
            monkeypatch.setattr(parts, "program", lambda: "of tomorrow")
            monkeypatch.setattr(edition, "program", lambda: "of tomorrow")
        elif callable(change):
            change(world)
        shutil.rmtree(with_parts / "editions")
        (with_parts / "current").unlink()
        found, anew = everything(world, with_parts), everything(world, tmp_path / f"nothing-{number}")
        assert found == anew, change
        assert found != before, change
        before = found


@pytest.fixture
def with_parts(small_world: Settings, built_edition: Settings) -> Settings:
    """A world of its own for one test with an edition and its parts, linked as a build has linked them."""
    shutil.rmtree(small_world.build)
    shutil.copytree(built_edition.build, small_world.build, symlinks=True, copy_function=os.link)
    return small_world


def test_after_one_changed_value_only_its_datasets_files_are_made(with_parts: Settings) -> None:
    first = edition.build(with_parts)
    a_value(with_parts)
    second = edition.build(with_parts)
    assert second != first
    again = [path.name for path in (second / "downloads").iterdir() if path.samefile(first / "downloads" / path.name)]
    assert {name.partition(".")[0] for name in again} == {"digitala-las"}
    assert set(again) == {
        path.name for path in (first / "downloads").iterdir() if path.name.startswith("digitala-las.")
    }


def test_the_order_of_words_is_an_input_too() -> None:
    assert parts.digest({"a": 1, "b": 2}) != parts.digest({"b": 2, "a": 1})


def test_a_build_says_that_a_kept_part_is_damaged_and_its_edition_is_right(with_parts: Settings) -> None:
    small_world = with_parts
    first = edition.build(small_world)
    right = {path.name: path.read_bytes() for path in (first / "downloads").iterdir() if path.suffix != ".db"}
    [kept] = (small_world.build / "parts/downloads").rglob("bredband.csv")
    kept.unlink()
    kept.write_bytes(b"nothing")
    shutil.rmtree(small_world.build / "editions")
    (small_world.build / "current").unlink()
    said: list[str] = []
    second = edition.build(small_world, say=said.append)
    assert [text for text in said if "bredband.csv is damaged; that part is made again." in text] == said
    assert len(said) == 1
    assert {path.name: path.read_bytes() for path in (second / "downloads").iterdir() if path.suffix != ".db"} == right


def test_an_earlier_version_is_not_taken_from_an_edition_put_together_afterwards(
    small_world: Settings, tmp_path: Path
) -> None:
    def earlier(path: str) -> bool:
        return path.startswith("editions/2024-01-30") and "/1.0.0/" in path

    a_value(small_world)
    first = {path: one for path, one in everything(small_world, tmp_path / "build").items() if earlier(path)}
    assert any(path.endswith(".csv-metadata.json") for path in first)
    a_title(small_world)
    second = everything(small_world, tmp_path / "build")
    assert {path.replace("2024-01-30", "2024-01-30.2", 1): one for path, one in first.items()}.items() <= second.items()
