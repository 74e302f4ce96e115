"""Worlds that tests live in: specimens beside the project, a small world, an edition of it, a server on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from worlds import PROJECT, copy_small_world, fetch_again, free_port, settings_of, start_server

from publisher.settings import Settings

if TYPE_CHECKING:
    from publisher.fetch import Outcome

hypothesis.settings.register_profile("project", deadline=None)  # a machine may be busy: no test is about time
hypothesis.settings.load_profile("project")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data, shapes and judges beside the project; the test is skipped where there is none."""
    folder = PROJECT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the folder of specimens beside the project")
    return folder


@pytest.fixture(scope="session")
def fetched_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small world, fetched twice: ``digitala-las`` has two versions. Copy it, change nothing."""
    folder = tmp_path_factory.mktemp("fetched")
    settings = copy_small_world(folder)
    fetch_again(settings, "2023-03-28")
    fetch_again(settings)
    return folder


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


@pytest.fixture(scope="session")
def cases_edition(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An edition of the world made by hand for what happens seldom. Shared by all tests: read it, change nothing."""
    import cases

    from publisher import edition

    settings = cases.make(tmp_path_factory.mktemp("cases"))
    edition.build(settings)
    return settings


@pytest.fixture(scope="session")
def live_server(built_edition: Settings) -> Iterator[str]:
    """Base URL of a real server process on the edition of the small world."""
    port = free_port()
    process = start_server(built_edition, port)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture(scope="session")
def three_snapshots(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, list[Outcome]]:
    """Three real snapshots of Kolada fetched in order into one package, and what came of each. Change nothing."""
    import snapshots

    return snapshots.fetch_all(tmp_path_factory.mktemp("snapshots") / "world", shared / "data")
