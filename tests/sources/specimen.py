"""Folders of specimens and declarations, problems by rule, and a world to fetch in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from typer.testing import CliRunner

from publisher.cli import app
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


@dataclass
class World:
    """A copy of the small world with an edition, and what stands in it."""

    folder: Path

    def change(self, path: str, old: str, new: str) -> None:
        """Replace a text in a file; it must be there."""
        text = (self.folder / path).read_text(encoding="utf-8")
        assert old in text
        (self.folder / path).write_text(text.replace(old, new), encoding="utf-8")

    def published(self) -> dict[str, str]:
        """Checksums of every file of packages and build, but for what people write and kept answers."""
        return {
            str(path.relative_to(self.folder)): sha256(path.read_bytes()).hexdigest()
            for part in ("datapackages", "build")
            for path in sorted((self.folder / part).rglob("*"))
            if path.is_file() and path.name not in ("dataset.yaml", "fetch.lock")
            if not {"fetch", "runs"} & set(path.parts)
        }

    def fetch(self, name: str = "digitala-las", **environment: str) -> tuple[int, str]:
        """``publisher fetch``: exit code and everything said."""
        arguments = ["fetch", name, "--quiet", "--input", str(self.folder / "input/2024-01-30"), "--date", "2024-02-01"]
        for option in ("vocab", "build"):
            arguments += [f"--{option}", str(self.folder / option)]
        arguments += ["--packages", str(self.folder / "datapackages")]
        result = CliRunner().invoke(app, arguments, env=environment)
        return result.exit_code, result.output
