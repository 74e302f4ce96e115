"""Worlds that tests live in: specimens beside the project, a small world, an edition of it, a server on it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from publisher.settings import Settings

PROJECT = Path(__file__).parents[1]
SPECIMENS = Path(__file__).parent / "specimens"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data, shapes and judges beside the project; the test is skipped where there is none."""
    folder = PROJECT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the folder of specimens beside the project")
    return folder


def copy_small_world(target: Path) -> Settings:
    """The small world under ``target`` as people wrote it, with nothing fetched; settings that point there.

    Terms and table schemas are those of the project.
    """
    for name in ("vocab", "datapackages", "input"):
        shutil.copytree(SPECIMENS / "small_world" / name, target / name)
    for path in [PROJECT / "vocab" / "terms.ttl", *(PROJECT / "vocab").glob("*.schema.yaml")]:
        shutil.copy(path, target / "vocab")
    return Settings(
        packages=target / "datapackages",
        vocab=target / "vocab",
        build=target / "build",
        input=target / "input" / "2023-03-28",
        datasette_config=PROJECT / "datasette_config",
        quiet=True,
    )


def fetch_again(settings: Settings, day: str = "2024-01-30", reason: str = "Rättade svar.") -> None:
    """Fetch what the small world's sources said on a day: 2023-03-28 first, then 2024-01-30."""
    from publisher.fetch import fetch

    later = replace(settings, input=settings.input and settings.input.parent / day)
    fetch(later, today=day, reason={"sv": reason, "en": "Corrected answers."})


@pytest.fixture(scope="session")
def fetched_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small world, fetched twice: ``digitala-las`` has two versions. Copy it, change nothing."""
    folder = tmp_path_factory.mktemp("fetched")
    settings = copy_small_world(folder)
    fetch_again(settings, "2023-03-28")
    fetch_again(settings)
    return folder


def settings_of(folder: Path) -> Settings:
    """Settings for a world that stands in a folder."""
    return Settings(
        packages=folder / "datapackages",
        vocab=folder / "vocab",
        build=folder / "build",
        input=folder / "input" / "2024-01-30",
        datasette_config=PROJECT / "datasette_config",
        quiet=True,
    )


@pytest.fixture
def small_world(fetched_world: Path, tmp_path: Path) -> Settings:
    """A world of its own for one test: four municipalities, four indicators, two packages fetched; nothing built."""
    shutil.copytree(fetched_world, tmp_path / "world")
    return settings_of(tmp_path / "world")


@pytest.fixture(scope="session")
def built_edition(fetched_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The small world with an edition of it. Shared by all tests: read it, change nothing."""
    from publisher import edition

    folder = tmp_path_factory.mktemp("built") / "world"
    shutil.copytree(fetched_world, folder)
    edition.build(settings_of(folder))
    return settings_of(folder)


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(settings: Settings, port: int, *options: str) -> subprocess.Popen[bytes]:
    """``publisher serve`` as a process of its own, answering ``/ready`` when this returns."""
    command = [sys.executable, "-m", "publisher", "serve", "--port", str(port), *options]
    for name in ("packages", "vocab", "build"):
        command += [f"--{name}", str(getattr(settings, name))]
    process = subprocess.Popen(
        command, cwd=PROJECT, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stderr=subprocess.DEVNULL
    )
    for _ in range(300):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/ready", trust_env=False).status_code == 200:
                return process
        except httpx.HTTPError:
            pass
        if process.poll() is not None:
            break
        time.sleep(0.1)
    process.kill()
    raise RuntimeError("the server did not become ready")


@pytest.fixture(scope="session")
def live_server(built_edition: Settings) -> Iterator[str]:
    """Base URL of a real server process on the edition of the small world."""
    port = free_port()
    process = start_server(built_edition, port)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=10)
