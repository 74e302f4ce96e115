"""What an archive's own programs say of a package, its citation and its bag; what a browser does with a mirror."""

from __future__ import annotations

import shutil
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


@pytest.mark.parametrize(
    ("asked", "found"),
    [("saffle", "kommun/1785"), ("las", "nyckeltal/U21349"), ("stokholm", "kommun/0180"), ("zzz", "Inget heter")],
)
def test_a_mirror_on_a_disk_is_searched_in_a_browser(mirror: Path, asked: str, found: str) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("no chromium")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000", "--dump-dom"]
    command = [browser, *options, f"{(mirror / 'sok' / 'index.html').as_uri()}?q={asked}"]
    page = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    assert found in page.partition("</noscript>")[0] + page.partition("</noscript>")[2].partition("<footer")[0]


@pytest.fixture(scope="module")
def mirror(built_edition: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from publisher.edition.mirror import mirror as write

    folder = tmp_path_factory.mktemp("mirror") / "site"
    write(built_edition, folder)
    return folder
