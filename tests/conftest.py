"""Worlds that tests live in: specimens beside the project, a small world, an edition of it, a server on it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
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
    """The small world's ``vocab/`` and ``datapackages/`` under ``target``, and settings that point there."""
    for name in ("vocab", "datapackages"):
        shutil.copytree(SPECIMENS / "small_world" / name, target / name)
    return Settings(
        packages=target / "datapackages",
        vocab=target / "vocab",
        build=target / "build",
        datasette_config=PROJECT / "datasette_config",
        quiet=True,
    )


@pytest.fixture
def small_world(tmp_path: Path) -> Settings:
    """A world of its own for one test: four municipalities, four indicators, two packages; nothing built."""
    return copy_small_world(tmp_path)


@pytest.fixture(scope="session")
def built_edition(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The small world with an edition of it. Shared by all tests: read it, change nothing."""
    from publisher import edition

    settings = copy_small_world(tmp_path_factory.mktemp("world"))
    edition.build(settings)
    return settings


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
