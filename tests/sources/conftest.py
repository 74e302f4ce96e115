"""What tests of sources share: the real vocabulary, a context, problems by rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publisher import vocabulary as vocabularies
from publisher.errors import Problem
from publisher.sources import SourceContext
from publisher.vocabulary import Vocabulary

SPECIMENS = Path(__file__).parent / "specimens"
DECLARATIONS = Path(__file__).parent / "declarations"


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


def by_rule(problems: Iterable[Problem]) -> dict[str, str]:
    """Problems as rule to message, each rule once."""
    found: dict[str, str] = {}
    for problem in problems:
        assert problem.rule not in found, f"{problem.rule} is said twice"
        found[problem.rule] = str(problem)
    return found
