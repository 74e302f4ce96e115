"""What an archive's own programs say of a package: its citation, its bag."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest
from worlds import some

from publisher import edition
from publisher.settings import Settings

pytestmark = pytest.mark.clients


def run(home: Path, program: str, *arguments: str) -> str:
    path = home / "archive" / "bin" / program
    if not path.is_file():
        pytest.skip(f"no {path} (.ci/clients installs it)")
    done = subprocess.run([str(path), *arguments], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    return done.stdout + done.stderr


def test_cffconvert_finds_every_citation_valid(built_edition: Settings, home: Path) -> None:
    for path in some(edition.current(built_edition.build).glob("datapackages/*/CITATION.cff")):
        assert "valid according to schema version 1.2.0" in run(home, "cffconvert", "--validate", "-i", str(path))


def test_bagit_finds_every_bag_valid(built_edition: Settings, home: Path, tmp_path: Path) -> None:
    for path in some(edition.current(built_edition.build).glob("datapackages/*-bag.zip")):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(tmp_path)
        assert "is valid" in run(home, "python", "-m", "bagit", "--validate", str(tmp_path / path.stem))
