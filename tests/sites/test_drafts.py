"""A draft of another site: marked in its own languages, or in its one, whatever it has of rooms."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from in_process import Api
from test_sites import TODAY, settings

from publisher import edition, fetch
from publisher.edition import draft
from publisher.web import create_service


@pytest.mark.parametrize(
    ("name", "words"),
    [("a", {"": "Luonnos", "/sv": "Utkast", "/en": "Draft"}), ("b", {"": "Draft"})],
)
def test_a_draft_is_marked_in_the_languages_of_its_site(tmp_path: Path, name: str, words: dict[str, str]) -> None:
    folder = tmp_path / "site"
    shutil.copytree(Path(__file__).with_name(name), folder)
    world = settings(folder)
    fetch.fetch(world, today=TODAY)
    edition.build(world)
    declared = min(world.packages.glob("*/dataset.yaml"))
    with declared.open("a") as file:
        file.write("next_release: 2099-06-01\n")
    fetch.fetch(world, today=TODAY, descriptions=True)
    served, found = draft.build(world, pages=2)
    api = Api(create_service(served, log=False))
    assert list(found.pages) == [code.lstrip("/") or ("fi" if name == "a" else "en") for code in words]
    assert any("2099" in text for pages in found.pages.values() for one in pages.sentences for text in one.after)
    for before, word in words.items():
        for path in ("", "/granskning", "/kalender", "/nothing"):
            page = api.ask(f"{before}{path}" or "/", Accept="text/html")
            assert page.text.count('<aside class="draft"') == 1
            assert f"<strong>{word}</strong>" in page.text
    assert "2099" in api.ask("/kalender").text
    assert api.ask("/datasets/dcat").status_code == 403
    assert json.loads(api.ask("/granskning.json").content)["current"] == TODAY
