"""What tests of sources share: the real vocabulary, a context."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from specimen import World
from worlds import settings_of

from publisher import vocabulary as vocabularies
from publisher.settings import Settings
from publisher.sources import SourceContext
from publisher.vocabulary import Vocabulary


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The project's own vocabulary."""
    return vocabularies.load(Path(__file__).parents[2] / "vocab")


@pytest.fixture
def context(vocabulary: Vocabulary, tmp_path: Path) -> Callable[..., SourceContext]:
    """A context whose input folder is the test's own; fields can be overridden."""
    plain = SourceContext(
        dataset="prov", file="datapackages/prov/dataset.yaml", vocabulary=vocabulary, input=tmp_path, today="2026-11-21"
    )

    def make(**fields: Any) -> SourceContext:
        return replace(plain, **fields)

    return make


@pytest.fixture
def world(built_edition: Settings, tmp_path: Path) -> World:
    shutil.copytree(built_edition.packages.parent, tmp_path / "world", symlinks=True)
    assert (settings_of(tmp_path / "world").build / "current").exists()
    return World(tmp_path / "world")
