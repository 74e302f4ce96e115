"""Programs of others, each in an environment of its own, against a server on the committed packages.

``.ci/clients`` installs them into a folder and names it in ``CLIENTS_HOME``; what is not there is skipped by name.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from worlds import PROJECT, free_port, served

from publisher import edition
from publisher.settings import Settings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.clients)


@pytest.fixture(scope="session")
def home() -> Path:
    """Folder of the clients' environments: ``ckan``, ``readers`` and ``node``."""
    return Path(os.environ.get("CLIENTS_HOME", Path.home() / ".cache" / "publisher-clients"))


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A copy of the committed packages, an edition of them, and a server at its base URL. Tests may publish anew."""
    folder = tmp_path_factory.mktemp("published")
    shutil.copytree(PROJECT / "datapackages", folder / "datapackages")
    port = free_port()
    settings = Settings(
        packages=folder / "datapackages",
        vocab=PROJECT / "vocab",
        build=folder / "build",
        datasette_config=PROJECT / "datasette_config",
        base_url=f"http://127.0.0.1:{port}",
        quiet=True,
    )
    edition.build(settings)
    with served(settings, port=port):
        yield settings
