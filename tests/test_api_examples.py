"""The examples of docs/api.md and docs/by-hand.md do what they say, as far as their tools are installed."""

from __future__ import annotations

import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pyarrow.parquet
import pytest
from worlds import free_port, served, settings_of

from publisher import edition
from publisher.web.api.operations import OPERATIONS

PAGE = Path(__file__).parents[1] / "docs" / "api.md"
TEXT = PAGE.read_text(encoding="utf-8")
BY_HAND = (PAGE.parent / "by-hand.md").read_text(encoding="utf-8")
BASE = "http://127.0.0.1:8000"
#: Libraries the examples need that the project does not.
OPTIONAL = ("polars", "duckdb")


def examples(language: str) -> Iterator[str]:
    """Blocks of one language, in the order of the page."""
    for found in re.finditer(rf"```{language}\n(.*?)```", TEXT, re.DOTALL):
        yield found[1]


@pytest.fixture(scope="module")
def server(fetched_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose edition knows its own address, so that links between pages can be followed."""
    world = tmp_path_factory.mktemp("examples") / "world"
    shutil.copytree(fetched_world, world)
    port = free_port()
    settings = replace(settings_of(world), base_url=f"http://127.0.0.1:{port}")
    edition.build(settings)
    with served(settings, port=port) as address:
        yield address


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the examples are run: later ones read files that earlier ones fetched."""
    return tmp_path_factory.mktemp("examples")


def run(command: list[str], text: str, folder: Path, base: str) -> str:
    known = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(folder)}
    done = subprocess.run(
        command, input=text.replace(BASE, base), text=True, capture_output=True, cwd=folder, timeout=300, env=known
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_shell_and_python_examples_run_in_order(server: str, folder: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    said = []
    for language, text in re.findall(r"```(sh|python)\n(.*?)```", TEXT, re.DOTALL):
        if any(name in text and importlib.util.find_spec(name) is None for name in OPTIONAL):
            continue
        command = ["bash", "-e"] if language == "sh" else [sys.executable, "-"]
        said.append(run(command, text, folder, server))
        assert "problem+json" not in said[-1]
        assert '"status":4' not in said[-1]
    whole = "\n".join(said)
    assert (folder / "digitala-las.csv").read_bytes().startswith(b"\xef\xbb\xbfindicator;")
    assert "Stockholm" in whole
    assert "8 8" in whole  # every page was fetched
    assert "0180,Stockholm" in whole  # SPARQL agrees


def test_r_example_runs(server: str, folder: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("needs R")
    for text in examples("r"):
        assert run(["Rscript", "-"], text, folder, server)


#: Programs of docs/by-hand.md to what says that they are here.
PROGRAMS = {
    "sh": ["curl", "--version"],
    "r": ["Rscript", "--version"],
    "library(readr)": ["Rscript", "-e", "library(readr)"],
    "soffice": ["soffice", "--version"],
}


def here(name: str) -> bool:
    command = PROGRAMS[name]
    return shutil.which(command[0]) is not None and not subprocess.run(command, capture_output=True).returncode


def test_what_is_done_by_hand_keeps_every_code(server: str, tmp_path: Path) -> None:
    if not here("sh"):
        pytest.skip("needs curl")
    said = {}
    for language, text in re.findall(r"```(sh|python|r)\n(.*?)```", BY_HAND, re.DOTALL):
        if any(name in text and importlib.util.find_spec(name) is None for name in OPTIONAL):
            continue
        if not all(here(name) for name in PROGRAMS if name == language or name in text.split("\n")[0]):
            continue
        command = {"sh": ["bash", "-e"], "python": [sys.executable, "-"], "r": ["Rscript", "-"]}[language]
        said[text] = run(command, text, tmp_path, server)
    told = "\n".join(said.values())
    first = (tmp_path / "observations.csv").read_text(encoding="utf-8").splitlines()[1].split(",")
    assert f"{first[2]} T" in told  # pandas
    assert f"{first[2]},text,real" in told  # sqlite-utils
    assert "('T', " in told  # DuckDB
    if here("soffice"):
        sheet = (tmp_path / "observations.fods").read_text(encoding="utf-8")
        assert f"<text:p>{first[2]}</text:p>" in sheet
        assert 'office:value="180"' not in sheet


def test_what_power_bi_is_told_to_read_is_there(server: str) -> None:
    (text,) = re.findall(r"```powerquery\n(.*?)```", BY_HAND, re.DOTALL)
    (address,) = re.findall(r'Web.Contents\("([^"]*)"\)', text)
    (columns,) = re.findall(r"SelectColumns\(Source, \{(.*?)\}\)", text)
    data = httpx.get(address.replace(BASE, server), trust_env=False).content
    held = pyarrow.parquet.read_schema(io.BytesIO(data))
    assert set(re.findall(r'"(\w+)"', columns)) <= set(held.names)
    assert {"string"} == {str(held.field(name).type) for name in ("area", "period", "sex")}


def test_every_path_is_on_the_page() -> None:
    for operation in OPERATIONS:
        assert operation.path.removeprefix("/api/v1") in TEXT.replace("/observations?", "/observations ?"), (
            operation.path
        )


def test_what_examples_ask_in_other_languages_is_answered(server: str) -> None:
    for language in ("r", "powerquery"):
        for text in examples(language):
            assert f"{BASE}/api/v1/observations" in text
            assert "U21349" in text
    answer = httpx.get(f"{server}/api/v1/observations?indicator=U21349&format=csv", trust_env=False)
    assert answer.status_code == 200
