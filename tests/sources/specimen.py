"""Folders of specimens and declarations, and problems by rule."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from publisher.errors import Problem

SPECIMENS = Path(__file__).parent / "specimens"
DECLARATIONS = Path(__file__).parent / "declarations"


def by_rule(problems: Iterable[Problem]) -> dict[str, str]:
    """Problems as rule to message, each rule once."""
    found: dict[str, str] = {}
    for problem in problems:
        assert problem.rule not in found, f"{problem.rule} is said twice"
        found[problem.rule] = str(problem)
    return found
