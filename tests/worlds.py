"""The small world, put together; for fixtures and tests that need one of their own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import httpx

from publisher.settings import Settings

if TYPE_CHECKING:
    from rdflib import Graph

    from publisher.model import Catalog
    from publisher.uris import Uris
    from publisher.vocabulary import Vocabulary

T = TypeVar("T")

PROJECT = Path(__file__).parents[1]
#: Where pages that are asked in process say they are.
BASE = "http://pages.test"
SPECIMENS = Path(__file__).parent / "specimens"


def composed(
    settings: Settings, words: Vocabulary, catalog: Catalog, frames: Any, inputs: Mapping[str, str], parts: Any = None
) -> Path:
    """An edition written by some of its parts and made current, without the checks before it; its folder."""
    from publisher.edition import make_current, write

    folder = write(settings, words, catalog, frames, inputs, parts=parts)
    make_current(settings.build, folder.name)
    return folder


def catalog_graph(catalog: Catalog, words: Vocabulary, uris: Uris) -> Graph:
    """The whole catalogue, as harvesters get it."""
    from publisher.catalog import dataset_graph, header_graph

    graph = header_graph(catalog, words, uris)
    for dataset in catalog.described:
        graph += dataset_graph(dataset, catalog, words, uris)
    return graph


def copy_small_world(target: Path) -> Settings:
    """The small world under ``target`` as people wrote it, with nothing fetched; settings that point there.

    Terms, table schemas and the catalogue's shapes are those of the project.
    """
    for name in ("vocab", "datapackages", "input"):
        shutil.copytree(SPECIMENS / "small_world" / name, target / name)
    vocab = PROJECT / "vocab"
    for path in [vocab / "terms.ttl", vocab / "cube.ttl", *vocab.glob("*.schema.yaml")]:
        shutil.copy(path, target / "vocab")
    shutil.copytree(vocab / "shapes", target / "vocab" / "shapes")
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


def world_of_its_own(fetched: Path, built: Settings, folder: Path) -> Path:
    """A copy of a fetched world with the parts kept of an edition of it, so that a build makes what is changed here."""
    shutil.copytree(fetched, folder)
    shutil.copytree(built.build / "parts", folder / "build" / "parts")
    return folder


def some(things: Iterable[T]) -> list[T]:
    """Things that a test looks at one by one: there must be one, else it would look at nothing and be content."""
    found = list(things)
    assert found, "there is nothing to look at"
    return found


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(
    settings: Settings,
    port: int,
    *options: str,
    log: IO[bytes] | int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """``publisher serve`` as a process of its own, answering ``/ready`` when this returns; ``log`` gets its stderr."""
    command = [sys.executable, "-m", "publisher", "serve", "--port", str(port), *options]
    for name in ("packages", "vocab", "build"):
        command += [f"--{name}", str(getattr(settings, name))]
    process = subprocess.Popen(command, cwd=PROJECT, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stderr=log)
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


@contextmanager
def served(settings: Settings, *options: str, port: int | None = None) -> Iterator[str]:
    """The address of a server process on an edition, which ends afterwards."""
    port = port or free_port()
    process = start_server(settings, port, *options)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)
