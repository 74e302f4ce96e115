"""What is installed: every library by its hash, on which terms, and a wheel that is whole."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from contextlib import suppress
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from typer.testing import CliRunner
from worlds import PROJECT, free_port, some

from publisher import licences
from publisher.cli import app
from publisher.errors import NotThere

DECLARED = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
HASHED = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
COMMAND = re.search(r"^#    (uv pip compile .*)$", HASHED, re.MULTILINE)
AGAIN = f"Write requirements.txt again: {COMMAND[1] if COMMAND else ''}"


def pins(text: str) -> dict[str, str]:
    """Name of each library to the rest of its line: ``==1.2 ; marker``."""
    found = re.findall(r"^([A-Za-z0-9._-]+)(==[^\\\n]*)", text, re.MULTILINE)
    return {str(canonicalize_name(name)): rest.strip() for name, rest in found}


def test_the_hashes_are_of_the_versions_that_are_pinned() -> None:
    pinned = pins((PROJECT / "constraints.txt").read_text(encoding="utf-8"))
    differing = {name: (rest, pinned.get(name)) for name, rest in pins(HASHED).items()}
    differing = {name: both for name, both in differing.items() if both[0].split() != (both[1] or "").split()}
    assert not differing, AGAIN
    for entry in some(re.split(r"\n(?=[a-z])", HASHED)[1:]):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


def test_everything_that_the_program_needs_is_hashed_its_builder_too() -> None:
    assert DECLARED["project"]["optional-dependencies"]["build"] == DECLARED["build-system"]["requires"]
    hashed, seen = pins(HASHED), set()
    todo = [Requirement(text) for text in (*DECLARED["project"]["dependencies"], *DECLARED["build-system"]["requires"])]
    while todo:
        one = todo.pop()
        name = canonicalize_name(one.name)
        assert name in hashed, f"{name}. {AGAIN}"
        version = re.match(r"==([^ ;]+)", hashed[name])
        assert version and one.specifier.contains(version[1], prereleases=True), f"{one}. {AGAIN}"
        if (asked := (name, frozenset(one.extras))) in seen:
            continue
        seen.add(asked)
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # not installed here: that it is hashed is known
        extras = {"", *one.extras}
        for needed in map(Requirement, needs):
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                todo.append(needed)
    assert len(seen) > len(DECLARED["project"]["dependencies"])


def test_how_the_hashes_are_written_again_is_told() -> None:
    assert COMMAND and COMMAND[1] in (PROJECT / "docs" / "operate.md").read_text(encoding="utf-8")


def described(folder: Path, name: str, *lines: str) -> None:
    """The metadata of a library, as an installer leaves them."""
    home = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    home.mkdir()
    (home / "METADATA").write_text("\n".join(["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *lines, ""]))


def test_licences_are_told_as_libraries_state_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = "License :: OSI Approved"
    needs = [f"Requires-Dist: op-{name}" for name in ("spdx", "class", "text[more]", "none")]
    described(tmp_path, "op-site", *needs, "Requires-Dist: op-elsewhere ; sys_platform == 'amiga'", "License: MIT")
    described(tmp_path, "op-spdx", "License-Expression: MIT OR Apache-2.0", "Project-URL: Source, http://a.example/")
    described(tmp_path, "op-class", f"Classifier: {free}", f"Classifier: {free} :: ISC License (ISCL)", "License: long")
    described(tmp_path, "op-text", "License: BSD", "Requires-Dist: op-more ; extra == 'more'", "Requires-Dist: op-site")
    described(tmp_path, "op-more", "Home-page: http://b.example/", "License: " + "x" * 200)
    described(tmp_path, "op-none")
    described(tmp_path, "op-elsewhere")
    monkeypatch.syspath_prepend(tmp_path)
    with suppress(ImportError):
        import importlib_metadata  # noqa: F401 -- from then on it finds libraries in the place of Python's own
    assert [(one.name, one.licence, one.home) for one in licences.installed("op-site")] == [
        ("op-site", "MIT", ""),
        ("op-class", "ISC License (ISCL)", ""),
        ("op-more", "x" * licences.LONGEST_NAME, "http://b.example/"),
        ("op-none", licences.NOT_STATED, ""),
        ("op-spdx", "MIT OR Apache-2.0", "http://a.example/"),
        ("op-text", "BSD", ""),
    ]
    with pytest.raises(NotThere, match=r"first command of README\.md"):
        licences.installed("op-nowhere")


def test_every_library_of_ours_states_its_licence() -> None:
    listed = CliRunner().invoke(app, ["about", "--licences"])
    assert listed.exit_code == 0, listed.output
    assert listed.stdout.startswith("ehalsa-publisher")
    assert re.search(r"^litestar +2\S+ +MIT", listed.stdout, re.MULTILINE)
    assert licences.NOT_STATED not in listed.stdout
    assert CliRunner().invoke(app, ["about"]).stdout.split() == listed.stdout.splitlines()[0].split()


def test_a_wheel_is_whole_and_says_where_a_site_is_to_be_had(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=PROJECT, check=True,
        capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "installed")
    ours = {path.relative_to(PROJECT) for path in (PROJECT / "publisher").rglob("*") if path.is_file()}
    ours = {path for path in ours if "__pycache__" not in path.parts and path.suffix != ".pyc"}
    assert ours == {p.relative_to(tmp_path / "installed") for p in (tmp_path / "installed/publisher").rglob("*.*")}
    void = tmp_path / "void"
    void.mkdir()

    def said(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PUBLISHER_")}
        environment |= {"PYTHONPATH": str(tmp_path / "installed"), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-P", "-m", "publisher", *arguments]
        return subprocess.run(command, cwd=void, env=environment, capture_output=True, text=True)

    for verb in (("up", f"--port={free_port()}"), ("build",), ("check",), ("fetch",)):
        told = said(*verb)
        assert (told.returncode, told.stdout, list(void.iterdir())) == (2, "", [])
        assert "'publisher new FOLDER'" in told.stderr and told.stderr.count("\n") == 1
    assert said("new", "site").returncode == 0
    assert said("build", "--packages", "site/datapackages", "--vocab", "site/vocab", "--build", "b").returncode == 0
