"""What disk and memory refuse is told in a sentence, leaves the state whole, and is swept up."""

from __future__ import annotations

import errno
import fcntl
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from worlds import PROJECT, fetch_again

from publisher import edition
from publisher.errors import PublisherError, trouble
from publisher.settings import Settings


def run(settings: Settings, *arguments: str, file_limit: int | None = None) -> tuple[int, str]:
    """A verb in a process of its own: exit code and everything said."""

    def limited() -> None:
        if file_limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))

    command = [sys.executable, "-m", "publisher", *arguments]
    for name in ("packages", "vocab", "build"):
        command += [f"--{name}", str(getattr(settings, name))]
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, preexec_fn=limited, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def state(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but locks, and hidden ones too."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("lock", "fetch.lock") and "fetch" not in path.parts
    }


def test_a_fetch_that_may_not_write_so_large_a_file_says_so_and_leaves_nothing(small_world: Settings) -> None:
    with (small_world.packages / "digitala-las/dataset.yaml").open("a") as file:
        file.write("next_release: 2025-01-30\n")
    before = state(small_world.packages)
    code, said = run(small_world, "fetch", "--descriptions", file_limit=2000)
    assert (code, before) == (1, state(small_world.packages))
    assert "a file would be larger than is allowed here. Raise the limit (ulimit -f) and run it again." in said
    assert "Nothing was changed." in said
    assert "Traceback" not in said
    assert run(small_world, "fetch", "--descriptions")[0] == 0


def test_a_build_that_may_not_write_so_large_a_file_says_so_and_leaves_nothing(small_world: Settings) -> None:
    code, said = run(small_world, "build", file_limit=100_000)
    assert code == 1
    assert "Traceback" not in said
    assert "and run it again." in said
    assert "Nothing was changed." in said
    assert {} == state(small_world.build)


def test_a_build_folder_that_cannot_be_made_is_told(small_world: Settings) -> None:
    shutil.rmtree(small_world.build)
    small_world.build.write_text("in the way")
    for verb in (["build"], ["fetch", "--descriptions"]):
        code, said = run(small_world, *verb)
        assert code == 1
        assert "Traceback" not in said
        assert str(small_world.build) in said


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "x", "/a/b"), "/a/b: the disk is full. Make room on it and run it again."),
        (OSError(errno.EROFS, "x", "/a"), "/a: the disk can only be read."),
        (PermissionError(errno.EACCES, "x", "/a"), "/a: this user may not do that."),
        (OSError(errno.ELOOP, "x", "/a", None, "/b"), "/a → /b: links lead in a ring."),
        (OSError(errno.EBADF, "Bad file descriptor"), "Bad file descriptor. Look at the path and run it again."),
        (MemoryError(), "there is not enough memory."),
        (RuntimeError("can't start new thread"), "there is not enough memory."),
        (ImportError("libx.so: failed to map segment from shared object"), "there is not enough memory."),
        (BrokenProcessPool("A process in the pool was terminated abruptly"), "there is not enough memory."),
        (
            sqlite3.OperationalError("database or disk is full"),
            "the database cannot be written: database or disk is full.",
        ),
    ],
)
def test_each_refusal_is_a_sentence_with_its_place_and_a_remedy(error: BaseException, words: str) -> None:
    said = trouble(error)
    assert said is not None and said.startswith(words)
    assert said.endswith("run it again.")


@pytest.mark.parametrize(
    "error", [KeyError("x"), RuntimeError("x"), sqlite3.IntegrityError("UNIQUE"), BrokenPipeError(errno.EPIPE, "x")]
)
def test_a_fault_of_ours_is_no_trouble_of_the_system_s(error: BaseException) -> None:
    assert trouble(error) is None


def test_a_second_build_says_that_it_waits(small_world: Settings) -> None:
    small_world.build.mkdir(exist_ok=True)
    with (small_world.build / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        said: list[str] = []

        def say(text: str) -> None:
            said.append(text)
            fcntl.flock(held, fcntl.LOCK_UN)

        with edition.locked(small_world, say):
            pass
    assert [f"Another build is at work in {small_world.build}; waiting until it is done."] == said


def test_an_edition_whose_inputs_changed_while_it_was_built_is_not_taken(
    small_world: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = edition.compose

    def disturbed(*arguments: object, **options: object) -> Path:
        with (small_world.packages / "catalog.yaml").open("a") as file:
            file.write("# a word\n")
        return original(*arguments, **options, parts=())  # type: ignore[arg-type]

    monkeypatch.setattr(edition, "compose", disturbed)
    with pytest.raises(PublisherError, match=r"datapackages/catalog.yaml was changed while the edition was built"):
        edition.build(small_world)
    assert [] == edition.ids(small_world.build)
    assert not (small_world.build / "making").exists()


def test_of_two_packages_none_is_changed_when_the_second_finds_no_room(
    small_world: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publisher.package import folder

    for name in ("bredband", "digitala-las"):
        with (small_world.packages / name / "dataset.yaml").open("a") as file:
            file.write("next_release: 2025-01-30\n")
    before = state(small_world.packages)
    original, staged = folder.stage, []

    def full(home: Path, *arguments: object) -> Path:
        if staged:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(home))
        staged.append(home)
        return original(home, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(folder, "stage", full)
    with pytest.raises(OSError, match="No space left"):
        fetch_again(small_world, "2024-01-30")
    assert len(staged) == 1
    assert before == state(small_world.packages)
