"""A cluster: schedulers and workers of Dask in processes of their own, which make the bytes that one process makes.

Skipped where the extra is not installed, as it is not by README's first command: .ci/clients has it and runs these.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import tasks
from test_edition import checksums
from test_workers import SHARED
from worlds import PROJECT

from publisher import edition
from publisher.edition.workers import Task, engaged
from publisher.errors import PublisherError
from publisher.parts import Parts, key_of
from publisher.settings import Settings

pytest.importorskip(
    "distributed", reason="the extra [cluster] is not installed: pip install -c constraints.txt '.[cluster]'"
)


@contextmanager
def processes() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start programs; they end with the test."""
    started = []

    def start(*words: str, **how: Any) -> subprocess.Popen[bytes]:
        path = os.pathsep.join([*how.pop("path", []), str(PROJECT), str(PROJECT / "tests")])
        environment = {**os.environ, "PYTHONPATH": path, **how.pop("env", {})}
        process = subprocess.Popen(
            [sys.executable, *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how
        )
        started.append(process)
        return process

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.wait(10)


@pytest.fixture
def small_world(small_world: Settings) -> Settings:
    """The small world with no part kept: all is for workers to make."""
    shutil.rmtree(small_world.build / edition.PARTS_KEPT)
    return small_world


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    with processes() as start:
        yield start


@pytest.fixture
def scheduler(start: Callable[..., Any], tmp_path: Path) -> str:
    """Address of a scheduler without workers."""
    told = tmp_path / "scheduler.json"
    start("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
          "--scheduler-file", str(told))  # fmt: skip
    for _ in range(300):
        if told.is_file() and told.read_text():
            return str(json.loads(told.read_text())["address"])
        time.sleep(0.1)
    raise TimeoutError


def worker(start: Callable[..., Any], scheduler: str, **how: Any) -> Any:
    """A worker of a scheduler, without a nanny: what ends it, ends it."""
    return start(
        "-m", "distributed.cli.dask_worker", scheduler, "--nthreads", "1", "--no-dashboard", "--no-nanny", **how
    )


def fault(settings: Settings, cluster: str, store: object = None) -> str:
    """What a build is refused with; nothing may be left of it."""
    before = checksums(settings.build) if settings.build.exists() else {}
    with pytest.raises(PublisherError) as told:
        build(settings, cluster, store)
    kept = ("parts", "cache", "lock")
    after = {name: sum for name, sum in checksums(settings.build).items() if not name.startswith(kept)}
    assert after == {name: sum for name, sum in before.items() if not name.startswith(kept)}
    return str(told.value)


def build(
    settings: Settings, cluster: str, store: object = None, do: Callable[[Any], object] = lambda crew: None
) -> Path:
    parts = settings.build / edition.PARTS_KEPT
    with engaged(1, cluster, str(store) if store else None, parts) as crew:
        do(crew)
        return edition.build(settings, crew)


def killing(crew: Any, parts: Path) -> None:
    """End a worker as soon as the first download is there."""
    first = next(iter(crew._client.run(os.getpid).values()))

    def kill() -> None:
        while not any(parts.glob("downloads/*")):
            time.sleep(0.001)
        os.kill(first, signal.SIGKILL)

    threading.Thread(target=kill, daemon=True).start()


def test_two_workers_of_which_one_is_killed_midway_write_the_bytes_of_one_process(
    small_world: Settings, built_edition: Settings
) -> None:
    made = build(small_world, "local:2", do=partial(killing, parts=small_world.build / edition.PARTS_KEPT))
    assert checksums(made) == checksums(edition.current(built_edition.build))


def test_workers_that_share_no_folder_meet_in_a_store_and_the_next_build_takes_what_is_there(
    scheduler: str, start: Callable[..., Any], small_world: Settings, built_edition: Settings, tmp_path: Path
) -> None:
    for _ in range(2):
        worker(start, scheduler)
    made = build(small_world, scheduler, f"file://{tmp_path}/store")
    assert checksums(made) == checksums(edition.current(built_edition.build))
    assert {path.name for path in (tmp_path / "store").iterdir()} >= {"inputs", "downloads", "figures", "cubes"}
    written = {path: path.stat().st_mtime_ns for path in (tmp_path / "store").rglob("*") if path.is_file()}
    again = build(replace(small_world, build=tmp_path / "again"), scheduler, f"file://{tmp_path}/store")
    assert checksums(again) == checksums(made)
    assert written == {path: path.stat().st_mtime_ns for path in (tmp_path / "store").rglob("*") if path.is_file()}


def test_a_part_that_ends_every_worker_is_given_up(tmp_path: Path) -> None:
    kept, task = Parts(tmp_path / "parts"), Task("texts", [1], tasks.die)
    with engaged(1, "local:2", None, tmp_path / "parts") as crew:
        crew.begin([task], kept, SHARED)
        with pytest.raises(
            PublisherError, match=r"several workers ended, .* made a part \(texts\)\. Give them more memory"
        ):
            kept.kept(task.step, task.inputs, task.make)


def test_a_part_whose_worker_died_is_made_by_another(tmp_path: Path) -> None:
    kept, task = Parts(tmp_path / "parts"), Task("texts", [1], partial(tasks.die_once, str(tmp_path / "mark")))
    with engaged(1, "local:2", None, tmp_path / "parts") as crew:
        crew.begin([task], kept, SHARED)
        assert kept.contents("texts", [1], lambda folder: pytest.fail("made here")) == {"a.txt": b"after all"}


def test_the_full_disk_of_a_worker_is_told_with_its_name(
    scheduler: str, start: Callable[..., Any], small_world: Settings, tmp_path: Path
) -> None:
    import resource

    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    worker(start, scheduler, preexec_fn=narrow)
    assert fault(small_world, scheduler, tmp_path / "store").startswith("Worker tcp://127.0.0.1:")
    kept, task = Parts(tmp_path / "parts"), Task("texts", [1], tasks.fill_the_disk)
    with engaged(1, scheduler, str(tmp_path / "store"), tmp_path / "parts") as crew:
        crew.begin([task], kept, SHARED)
        with pytest.raises(PublisherError, match=r"^Worker tcp://.*: .*a\.txt: the disk is full\. Make room on it"):
            kept.kept(task.step, task.inputs, task.make)


def test_nobody_at_an_address_is_told_within_a_minute(small_world: Settings) -> None:
    assert "no scheduler answers there" in fault(small_world, "tcp://127.0.0.1:9")


def test_a_scheduler_without_workers_is_told(
    scheduler: str, small_world: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publisher.edition import cluster

    monkeypatch.setattr(cluster, "LONELY", 2.0)
    assert fault(small_world, scheduler) == (
        f"--cluster {scheduler}: no worker is there. Start some ('dask worker ADDRESS --nthreads 1'), or build with "
        "--jobs."
    )


def test_a_worker_of_another_version_is_named_and_refused(
    scheduler: str, start: Callable[..., Any], small_world: Settings, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(PROJECT / "publisher", other / "publisher", ignore=shutil.ignore_patterns("__pycache__"))
    (other / "publisher" / "words.py").write_text((PROJECT / "publisher/words.py").read_text() + "\n#\n")
    worker(start, scheduler)
    worker(start, scheduler, path=[str(other)], cwd=other)
    with engaged_when(scheduler, 2):
        said = fault(small_world, scheduler)
    assert "is of another version of the program (program " in said
    assert said.endswith("Install the same commit and constraints.txt everywhere, and start the workers again.")


def test_a_worker_without_the_program_is_refused(
    scheduler: str, start: Callable[..., Any], small_world: Settings, tmp_path: Path
) -> None:
    (tmp_path / "hidden" / "publisher").mkdir(parents=True)
    (tmp_path / "hidden" / "publisher" / "__init__.py").touch()
    worker(start, scheduler, path=[str(tmp_path / "hidden")], cwd=tmp_path)
    assert "is of another version of the program (it has none that knows of clusters)" in fault(small_world, scheduler)


def test_a_store_that_workers_do_not_see_is_refused(
    scheduler: str, start: Callable[..., Any], small_world: Settings
) -> None:
    worker(start, scheduler)
    said = fault(small_world, scheduler, "memory://parts")
    assert "does not see memory://parts (the mark of this build is not there)" in said


@pytest.mark.parametrize(
    ("store", "said"),
    [
        (
            "nothing://x",
            "--parts nothing://x: Protocol not known: nothing. Write a folder, or an address of a protocol",
        ),
        ("/proc/nowhere", "The store of parts /proc/nowhere cannot be read or written: "),
    ],
)
def test_a_store_that_cannot_be_is_refused(store: str, said: str, small_world: Settings) -> None:
    assert fault(small_world, "local:1", store).startswith(said)


def test_a_store_that_vanishes_midway_stops_the_build(small_world: Settings, tmp_path: Path) -> None:
    def vanish() -> None:
        while not any((tmp_path / "store").glob("*/*/sums.json")):
            time.sleep(0.001)
        (tmp_path / "store").rename(tmp_path / "gone")

    threading.Thread(target=vanish, daemon=True).start()
    assert f"The store of parts {tmp_path}/store cannot be read or written" in fault(
        small_world, "local:1", tmp_path / "store"
    )


def test_what_was_spoilt_in_a_store_is_not_published(small_world: Settings, tmp_path: Path) -> None:
    store, source = tmp_path / "store", tmp_path / "a"
    source.write_text("a")
    task = Task("copies", [1], partial(tasks.copy, source))
    with engaged(1, "local:1", str(store), tmp_path / "parts") as crew:
        crew.begin([task], kept := Parts(tmp_path / "parts"), SHARED)
        assert kept.contents("copies", [1], task.make) == {"copy": b"a"}
        (store / "copies" / key_of("copies", [1]) / "copy").write_text("b")
        crew.begin([task], other := Parts(tmp_path / "other"), SHARED)
        with pytest.raises(
            PublisherError, match=r"is damaged: copies/\w+/copy is not what was put there\. Delete it there"
        ):
            other.kept("copies", [1], task.make)


def test_that_no_worker_is_left_is_told(
    scheduler: str, start: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publisher.edition import cluster

    monkeypatch.setattr(cluster, "LONELY", 5.0)
    ended = worker(start, scheduler)
    kept, task = Parts(tmp_path / "parts"), Task("texts", [1], tasks.die)
    with engaged(1, scheduler, None, tmp_path / "parts") as crew:
        crew.begin([task], kept, SHARED)  # ends the only worker, and nobody starts another
        with pytest.raises(PublisherError, match="no worker is there"):
            kept.kept(task.step, task.inputs, task.make)
    assert ended.wait(10) == -signal.SIGKILL


@contextmanager
def engaged_when(scheduler: str, number: int) -> Iterator[None]:
    """Wait until so many workers are there."""
    from distributed import Client

    with Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(number, timeout=30)
    yield
