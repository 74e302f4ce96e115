"""The pages of an edition made of the committed packages, asked in process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from litestar.testing import TestClient

from publisher.settings import Settings

PROJECT = Path(__file__).parents[2]
#: Where the pages say they are.
BASE = "http://pages.test"


@pytest.fixture(scope="session")
def real_settings(made_once: Callable[[str, Callable[[Path], object]], Path]) -> Settings:
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
        from publisher.edition import compose, composition, linkeddata

        words = vocabulary.load(settings.vocab)
        catalog = package.load_catalog(settings.packages)
        frames = {
            dataset.name: {
                table.name: package.read_table(settings.packages / dataset.name, table.name) for table in dataset.tables
            }
            for dataset in catalog.datasets
        }
        parts = (composition.database, composition.site_files, linkeddata.of_rooms, composition.descriptions)
        compose(replace(settings, build=folder), words, catalog, frames, {}, parts=parts)

    return replace(settings, build=made_once("real", make))


def client(settings: Settings) -> TestClient:  # type: ignore[type-arg]
    from publisher.web import create_app

    return TestClient(create_app(settings), base_url=BASE, raise_server_exceptions=True)


@pytest.fixture(scope="session")
def pages(real_settings: Settings) -> Iterator[TestClient]:  # type: ignore[type-arg]
    """A client of the real edition's pages."""
    with client(real_settings) as found:
        yield found


@pytest.fixture(scope="session")
def small_pages(built_edition: Settings) -> Iterator[TestClient]:  # type: ignore[type-arg]
    """A client of the small world's pages."""
    with client(built_edition) as found:
        yield found
