"""Templates: compiled once, for all languages and processes, and anew when they or the library are others."""

from __future__ import annotations

import sys
from pathlib import Path

import jinja2
import pytest

from publisher.web.pages.filling import Compiled


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compiled:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    cache = Compiled()
    cache.directory = str(tmp_path / "kept")
    return cache


def said(cache: Compiled, source: str) -> str:
    loader = jinja2.DictLoader({"page.html": source})
    return jinja2.Environment(loader=loader, bytecode_cache=cache).get_template("page.html").render(name="Täby")


def test_a_template_is_compiled_once_and_anew_when_it_changes(kept: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as once:
        assert said(kept, "Hej {{ name }}") == "Hej Täby"
        once.setattr(jinja2.Environment, "compile", None)
        assert said(kept, "Hej {{ name }}") == "Hej Täby"
    assert said(kept, "Hej då {{ name }}") == "Hej då Täby"


def test_what_is_kept_is_of_one_version_of_the_library(kept: Compiled) -> None:
    said(kept, "Hej {{ name }}")
    [file] = Path(kept.directory).iterdir()
    assert file.name.endswith(jinja2.__version__)


@pytest.mark.parametrize("fault", ["damaged", "no folder", "not wanted"])
def test_without_it_pages_are_the_same(kept: Compiled, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    folder = Path(kept.directory)
    if fault == "damaged":
        said(kept, "Hej {{ name }}")
        [file] = folder.iterdir()
        file.write_bytes(file.read_bytes()[:40])
    elif fault == "no folder":
        folder.write_text("a file")
    else:
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert said(kept, "Hej {{ name }}") == "Hej Täby"
    assert fault != "not wanted" or not folder.exists()
