"""README promises two commands and tells every verb; CI runs the very line; nothing names an index or one machine."""

from __future__ import annotations

import re
import subprocess
import tomllib
from itertools import chain

from worlds import PROJECT, some

from publisher.cli import app

README = (PROJECT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_are_one_line_each() -> None:
    first, second = re.findall(r"```sh\n(.*)\n```", README)
    assert first.endswith("publisher up") and "--require-hashes -r requirements.txt" in first
    assert "--no-deps --no-build-isolation ." in first
    assert second.endswith("-m pytest") and "[test]" in second


def test_every_verb_is_in_the_readme() -> None:
    verbs = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert {verb for verb in verbs if f"`publisher {verb}" not in README} <= {"report-form"}


def test_what_the_readme_points_at_is_there() -> None:
    for link in some(re.findall(r"\]\(([^)#]+)\)", README)):
        if not link.startswith("http"):
            assert (PROJECT / link).is_file(), link


def test_ci_runs_the_readmes_own_line() -> None:
    grep = ["grep", "-m1", "-F", "'.[test]'", "README.md"]
    line = subprocess.run(grep, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.strip()
    assert line == re.findall(r"```sh\n(.*)\n```", README)[1]
    assert " ".join(grep[1:-2]) in (PROJECT / ".ci" / "run").read_text()


def test_every_dependency_is_pinned_and_no_index_is_named() -> None:
    pinned = (PROJECT / "constraints.txt").read_text()
    hashed = (PROJECT / "requirements.txt").read_text()
    assert not re.search(r"https?://|--index|--extra-index|--find-links", hashed)
    assert not re.search(r"https?://|--index|--extra-index|--find-links", pinned)
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    for requirement in chain(project["dependencies"], *project["optional-dependencies"].values()):
        name = re.split(r"[^A-Za-z0-9-]", requirement)[0]
        assert re.search(rf"^{re.escape(name)}==", pinned, re.MULTILINE | re.IGNORECASE), name
