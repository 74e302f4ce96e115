"""Worlds that tests live in: specimens beside the project, a small world, an edition of it, a server on it."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from worlds import BASE, PROJECT, composed, copy_small_world, fetch_again, served, settings_of, world_of_its_own

from publisher.model import PHRASES
from publisher.settings import Settings

if TYPE_CHECKING:
    from in_process import Api
    from litestar.testing import TestClient

    from publisher.fetch import Outcome

# A machine may be busy: no test is about time. ``--hypothesis-profile whole`` looks four times as long.
hypothesis.settings.register_profile("project", deadline=None, max_examples=25)
hypothesis.settings.register_profile("whole", deadline=None)
hypothesis.settings.load_profile("project")

#: Makes a folder by a name and a function that fills it.
Once = Callable[[str, Callable[[Path], object]], Path]


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def a_collector_left_alone() -> Iterator[None]:
    """A service made in this process does not look through all that tests hold each time that it takes an edition.

    That is for a process that does nothing but serve; servers that tests start in processes of their own have it.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("publisher.web.shelf.let_the_collector_rest", lambda: None)
        yield


@pytest.fixture(autouse=True, scope="module")
def languages_of_one_site() -> Iterator[None]:
    """A file of tests leaves no language behind that its sites have brought: the next has sites of its own."""
    before = dict(PHRASES)
    yield
    PHRASES.clear()
    PHRASES.update(before)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data, shapes and judges beside the project; the test is skipped where there is none."""
    folder = PROJECT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the folder of specimens beside the project")
    return folder


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Makes a folder for all processes that run tests: the first who asks for the name makes it, others wait for it.

    What lies there is shared: read it, change nothing.
    """
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def once(name: str, make: Callable[[Path], object]) -> Path:
        folder, whole = base / "once" / name, base / "once" / f"{name}.whole"
        folder.parent.mkdir(exist_ok=True)
        with (base / "once" / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not whole.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                whole.touch()
        return folder

    return once


@pytest.fixture(scope="session")
def fetched_world(made_once: Once) -> Path:
    """A folder with the small world, fetched twice: ``digitala-las`` has two versions. Copy it, change nothing."""

    def make(folder: Path) -> None:
        settings = copy_small_world(folder)
        fetch_again(settings, "2023-03-28")
        fetch_again(settings)

    return made_once("fetched", make)


@pytest.fixture
def small_world(fetched_world: Path, built_edition: Settings, tmp_path: Path) -> Settings:
    """A world of its own for one test: four municipalities, four indicators, two packages fetched; nothing built.

    The parts of an edition of it are kept, so that a build makes what a test has changed and no more. That this is the
    same bytes as a build from nothing is what tests/test_parts.py shows.
    """
    return settings_of(world_of_its_own(fetched_world, built_edition, tmp_path / "world"))


@pytest.fixture(scope="session")
def built_edition(fetched_world: Path, made_once: Once) -> Settings:
    """The small world with an edition of it. Shared by all tests: read it, change nothing."""
    from publisher import edition

    def make(folder: Path) -> None:
        shutil.copytree(fetched_world, folder, dirs_exist_ok=True)
        edition.build(settings_of(folder))

    return settings_of(made_once("built", make))


@pytest.fixture(scope="session")
def two_editions(made_once: Once) -> Settings:
    """The small world with an edition after each of its two fetches. Shared by all tests: read it, change nothing."""
    from publisher import edition

    def make(folder: Path) -> None:
        settings = copy_small_world(folder)
        for day in ("2023-03-28", "2024-01-30"):
            fetch_again(settings, day)
            edition.build(settings)

    return settings_of(made_once("two-editions", make))


@pytest.fixture(scope="session")
def waiting_world(made_once: Once) -> Path:
    """An edition of the first fetch, and one of the second that waits for 2099; days are announced for both packages.

    Copy it, change nothing.
    """
    from publisher import edition

    def make(folder: Path) -> None:
        settings = copy_small_world(folder)
        for name, day in (("digitala-las", "2098-06-01"), ("bredband", "2023-06-01")):
            with (settings.packages / name / "dataset.yaml").open("a") as file:
                file.write(f"next_release: {day}\n")
        fetch_again(settings, "2023-03-28")
        edition.build(settings)
        with (settings.packages / "digitala-las" / "dataset.yaml").open("a") as file:
            file.write("release: 2099-12-01T08:00+01:00\n")
        fetch_again(settings)
        edition.build(settings)

    return made_once("waiting", make)


@pytest.fixture(scope="session")
def cases_edition(made_once: Once) -> Settings:
    """An edition of the world made by hand for what happens seldom. Shared by all tests: read it, change nothing."""
    import cases

    from publisher import edition

    return settings_of(made_once("cases", lambda folder: edition.build(cases.make(folder))))


@pytest.fixture(scope="session")
def real_settings(made_once: Once) -> Settings:
    """An edition of the committed packages: its database and descriptions, which is all that pages read."""
    settings = Settings(
        packages=PROJECT / "datapackages",
        vocab=PROJECT / "vocab",
        datasette_config=PROJECT / "datasette_config",
        base_url=BASE,
        quiet=True,
    )

    def make(folder: Path) -> None:
        from publisher import package, vocabulary
        from publisher.edition import composition, linkeddata

        words = vocabulary.load(settings.vocab)
        catalog = package.load_catalog(settings.packages)
        frames = {
            dataset.name: {
                table.name: package.read_table(settings.packages / dataset.name, table.name) for table in dataset.tables
            }
            for dataset in catalog.datasets
        }
        parts = (composition.database, composition.site_files, linkeddata.of_rooms, composition.descriptions)
        composed(replace(settings, build=folder), words, catalog, frames, {}, parts)

    return replace(settings, build=made_once("real", make))


@pytest.fixture(scope="session")
def api(built_edition: Settings) -> Api:
    """The service of the small world, in process. Shared by all tests of a process: ask it, change nothing."""
    from in_process import Api

    from publisher.web import create_service

    return Api(create_service(built_edition, log=False))


@pytest.fixture(scope="session")
def pages(real_settings: Settings) -> Iterator[TestClient]:  # type: ignore[type-arg]
    """A client of the pages of the committed packages. Shared by all tests of a process: ask it, change nothing."""
    from in_process import client

    with client(real_settings) as found:
        yield found


@pytest.fixture(scope="session")
def small_pages(built_edition: Settings) -> Iterator[TestClient]:  # type: ignore[type-arg]
    """A client of the small world's pages. Shared by all tests of a process: ask it, change nothing."""
    from in_process import client

    with client(built_edition) as found:
        yield found


@pytest.fixture(scope="session")
def live_server(built_edition: Settings) -> Iterator[str]:
    """Base URL of a real server process on the edition of the small world."""
    with served(built_edition) as address:
        yield address


@pytest.fixture(scope="session")
def three_snapshots(shared: Path, made_once: Once) -> tuple[Settings, list[Outcome]]:
    """Three real snapshots of Kolada fetched in order into one package, and what came of each. Change nothing."""
    import pickle

    import snapshots

    def make(folder: Path) -> None:
        (folder / "told").write_bytes(pickle.dumps(snapshots.fetch_all(folder / "world", shared / "data")))

    found: tuple[Settings, list[Outcome]] = pickle.loads((made_once("snapshots", make) / "told").read_bytes())
    return found
