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
from worlds import PROJECT, fetch_again, free_port, settings_of

from publisher import edition
from publisher.errors import PublisherError, trouble
from publisher.settings import Settings


def run(
    settings: Settings, *arguments: str, file_limit: int | None = None, memory: int | None = None
) -> tuple[int, str]:
    """A verb in a process of its own, with limits in bytes and megabytes: exit code and everything said."""

    def limited() -> None:
        if file_limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))
        if memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (memory << 20, memory << 20))

    command = [sys.executable, "-m", "publisher", *arguments]
    for name in ("packages", "vocab", *(["build"] if "report-form" not in arguments else [])):
        command += [f"--{name}", str(getattr(settings, name))]
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, preexec_fn=limited, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


#: Folders of what is kept, and of what is written down of the last runs.
KEPT = {"fetch", "runs", "parts"}


def state(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but locks, kept parts and what is written down of the last runs; hidden ones too."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("lock", "fetch.lock") and not KEPT & {*path.parts}
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
        (
            Exception("Unknown error: Failed to launch worker thread: Resource temporarily unavailable"),
            "there is not enough memory.",
        ),
        (SystemError("error return without exception set"), "there is not enough memory."),
        (SystemError("<f> returned NULL without setting an exception"), "there is not enough memory."),
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


def test_what_a_library_wraps_in_an_error_of_its_own_is_told_all_the_same() -> None:
    full = ValueError("after the response started")
    full.__cause__ = OSError(errno.ENOSPC, "x", "/a/b")
    assert trouble(full) == "/a/b: the disk is full. Make room on it and run it again."
    ours = ValueError("x")
    ours.__cause__ = KeyError("y")
    assert trouble(ours) is None


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
    original = edition.write

    def disturbed(*arguments: object, **options: object) -> Path:
        with (small_world.packages / "catalog.yaml").open("a") as file:
            file.write("# a word\n")
        return original(*arguments, **{**options, "parts": ()})  # type: ignore[arg-type]

    monkeypatch.setattr(edition, "write", disturbed)
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


VERBS: dict[str, list[str]] = {
    "fetch": ["fetch", "--date=2024-06-03", "--reason=Rättat.", "--reason-en=Put right.",
              "--input={folder}/input/2023-03-28"],
    "check": ["check"],
    "build": ["build"],
    "up": ["up", "--port={port}"],
    "mirror": ["mirror", "{folder}/mirror"],
    "score": ["score"],
    "diff": ["diff", "current", "current"],
}  # fmt: skip


@pytest.fixture
def built_world(built_edition: Settings, tmp_path: Path) -> Settings:
    """A world of its own for one test, with an edition of it."""
    shutil.copytree(built_edition.build.parent, tmp_path / "world", symlinks=True)
    return settings_of(tmp_path / "world")


def words(verb: str, settings: Settings) -> list[str]:
    folder = str(settings.build.parent)
    return [word.format(folder=folder, port=free_port()) for word in VERBS[verb]]


def everything(settings: Settings) -> tuple[dict[str, bytes], list[str]]:
    """What is published, and what lies in the folder that editions are built in or beside."""
    made = settings.build / "editions"
    beside = sorted(p.name for p in (*settings.build.glob("*"), *settings.build.parent.glob("*")))
    return state(settings.packages) | state(made), [
        n for n in beside if n not in ("lock", "fetch.lock", "runs", "first")
    ]  # see edition.first


@pytest.mark.parametrize(
    ("verb", "megabytes"),
    [
        *((verb, 100) for verb in VERBS if verb not in ("fetch", "build")),
        ("fetch", 260),
        ("check", 260),
        ("build", 260),
    ],
)
def test_a_verb_that_finds_no_memory_says_so_changes_nothing_and_runs_again(
    built_world: Settings, verb: str, megabytes: int
) -> None:
    """Python, Arrow and BLAS find at different places that there is none; some end the process in C."""
    if verb == "build":  # there is something to build
        with (built_world.packages / "catalog.yaml").open("a") as file:
            file.write("# a word\n")
    before = everything(built_world)
    code, said = run(built_world, *words(verb, built_world), memory=megabytes)
    assert "Traceback" not in said
    if code == 0:
        assert verb in ("mirror", "score", "diff", "check")  # whose verdict is kept
        return
    assert code == 1
    assert "(ulimit -v" in said and "and run it again" in said
    after = everything(built_world)
    assert (before[0], [name for name in after[1] if name != "making"]) == (after[0], before[1])
    if verb in ("fetch", "build"):
        assert run(built_world, *words(verb, built_world))[0] == 0
        assert "making" not in everything(built_world)[1]


WATCHED = """
import os, resource, signal, sys, time
from publisher.watched import watched
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
def ended(number, frame):
    print("told", flush=True)
    sys.exit(5)
def waits():
    signal.signal(signal.SIGTERM, ended)
    print("waits", flush=True)
    time.sleep(60)
def passes(code):
    if os.fork() == 0:
        time.sleep(0.2)
        os._exit(0)
    sys.exit(code)
def full():
    raise MemoryError
watched({work})
"""


@pytest.mark.parametrize(
    ("work", "code", "told"),
    [
        ("lambda: sys.exit(0)", 0, False), ("lambda: sys.exit(3)", 3, False), ("lambda: passes(2)", 2, False),
        ("full", 1, True), ("os.abort", 1, True), ("lambda: os._exit(0)", 1, True), ("lambda: os._exit(127)", 1, True),
        ("lambda: os.kill(os.getpid(), signal.SIGSEGV)", 1, True),
    ],
)  # fmt: skip
def test_what_ends_a_limited_process_from_below_is_told_by_who_watches(work: str, code: int, told: bool) -> None:
    command = [sys.executable, "-c", WATCHED.replace("{work}", work)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == code
    sentence = (
        "A library found no memory within the limit of 1024 MB and ended the process. Raise the limit (ulimit -v)"
    )
    assert (sentence in done.stderr) == told


def test_who_watches_passes_a_stop_on() -> None:
    command = [sys.executable, "-c", WATCHED.replace("{work}", "waits")]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waits\n"
        process.terminate()
        said, complained = process.communicate(timeout=30)
    assert (process.returncode, said, complained) == (5, "told\n", "")


@pytest.mark.parametrize("verb", ["up", "mirror", "fetch", "check", "score", "diff"])
def test_a_verb_that_may_write_no_large_file_says_so_or_needs_none(built_world: Settings, verb: str) -> None:
    with (built_world.packages / "catalog.yaml").open("a") as file:
        file.write("# a word\n")
    before = everything(built_world)
    code, said = run(built_world, *words(verb, built_world), file_limit=1000)
    assert "Traceback" not in said
    assert everything(built_world) == before
    if verb in ("check", "score", "diff"):
        assert code == 0
        return
    assert code == 1
    assert "and run it again." in said
    assert "Nothing was changed." in said


def test_a_fetch_on_a_day_before_the_last_is_held_back_and_a_build_keeps_its_days(built_world: Settings) -> None:
    before = everything(built_world)
    given = f"--input={built_world.build.parent}/input/2023-03-28"
    fetch = ["fetch", given, "--reason=Rättat.", "--reason-en=Corrected.", "--date=2021-01-01"]
    code, said = run(built_world, *fetch)
    assert code == 1
    assert "the fetch is dated 2021-01-01, but version 1.0.1 was published on 2024-01-30." in said
    assert "Traceback" not in said
    assert everything(built_world) == before
