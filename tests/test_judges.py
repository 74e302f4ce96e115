"""Outside judges on the committed packages: programs and rules of others, run against a server of ours."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from worlds import PROJECT, free_port, served

from publisher import edition
from publisher.edition import workers
from publisher.settings import Settings

pytestmark = pytest.mark.shared

HOME = Path(os.environ.get("JUDGES_HOME", Path.home() / ".cache" / "judges"))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The committed packages, built."""
    port = free_port()
    settings = Settings(
        packages=PROJECT / "datapackages",
        vocab=PROJECT / "vocab",
        build=tmp_path_factory.mktemp("real") / "build",
        datasette_config=PROJECT / "datasette_config",
        base_url=f"http://127.0.0.1:{port}",
        quiet=True,
    )
    edition.build(settings, workers.Processes(2))
    return settings


@pytest.fixture(scope="module")
def service(real: Settings) -> Iterator[str]:
    """Base URL of a server on them, the one that the edition names."""
    with served(real, port=int(real.base_url.rpartition(":")[2])) as address:
        yield address


def verdict(shared: Path, judge: str, *arguments: str) -> str:
    """The last line of what a judge says; the test is skipped where it has not been set up."""
    if not (HOME / "venv").is_dir():
        pytest.skip("the judges have not been set up")
    command = [sys.executable if judge.endswith(".py") else "bash", str(shared / "judges" / judge), *arguments]
    # What has no end is not walked, nor more than a tenth of the municipalities, whose pages are of one kind.
    environment = os.environ | {"SKIP": "/explore/|/sparql|/api/|/id/|[?]|/kommun/...[1-9]"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    said = [line for line in done.stdout.splitlines() if line.strip()]
    for line in said:
        if not line.startswith("ok"):
            print(line)
    return said[-1] if said else done.stderr


def test_the_catalogue_conforms(shared: Path, service: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = verdict(shared, "01_shacl.py", f"{service}/catalog.rdf")
    # The judge knows a part of the EU's list of file types; GEOJSON and XML are on the list and not in that part.
    beyond = "//publications.europa.eu/resource/authority/file-type/(?:GEOJSON|XML)"
    many = len(re.findall(rf'format [^>]*{beyond}"', httpx.get(f"{service}/catalog.rdf").text))
    assert re.findall(r"(\d+) violation\(s\)", capsys.readouterr().out) == [str(many)] * 2
    assert said.endswith("; failed: DCAT-AP 3.0.1 range: no violation, DCAT-AP 3.0.1 code lists: no violation")


def test_the_catalogue_scores_as_much_as_its_licences_allow(shared: Path, service: str) -> None:
    # Kolada's terms are no licence on the EU's list: 10 of 405 points, which we do not buy by naming another.
    assert verdict(shared, "02_mqa.py", f"{service}/catalog.rdf", "--min", "395").startswith("PASS")


def test_every_data_package_is_one(shared: Path, real: Settings, service: str) -> None:
    listed = httpx.get(f"{service}/datapackages", trust_env=False).json()["data"]
    assert [d["name"] for d in listed] == sorted(p.parent.name for p in real.packages.glob("*/datapackage.json"))
    said = [verdict(shared, "03_datapackage.py", package["descriptor"]) for package in listed]
    assert [line for line in said if not line.startswith("PASS")] == []


def test_datasette_is_whole_and_withstands_harm(shared: Path, service: str) -> None:
    assert verdict(shared, "07_datasette.py", f"{service}/explore", "--pages", "80").startswith("PASS")


def test_no_link_is_dead(shared: Path, service: str) -> None:
    assert verdict(shared, "06_links.sh", f"{service}/", "2").startswith("PASS")


def test_a_build_of_the_real_packages_is_the_same_bytes_again(real: Settings, tmp_path: Path) -> None:
    again = edition.build(replace(real, build=tmp_path / "again"))
    first = edition.current(real.build)
    assert (again / "manifest.json").read_bytes() == (first / "manifest.json").read_bytes()
