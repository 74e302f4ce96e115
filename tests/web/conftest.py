"""The pages of an edition made of the committed packages, asked in process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient
from worlds import BASE

from publisher.settings import Settings

PROJECT = Path(__file__).parents[2]


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
