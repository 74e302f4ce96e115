"""A mirror works from any web server, and from none."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from worlds import some

from publisher import edition
from publisher.edition.mirror import file_name, mirror
from publisher.errors import PublisherError
from publisher.settings import Settings


@pytest.fixture(scope="module")
def mirrored(built_edition: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mirror") / "site"
    assert mirror(built_edition, folder) > 100
    return folder


def pages(folder: Path) -> list[Path]:
    return [p for p in sorted(folder.rglob("*.html")) if p.relative_to(folder).parts[0] not in ("downloads", "catalog")]


def test_the_pages_that_matter_are_there_in_both_languages(mirrored: Path) -> None:
    for name in ("", "kommun/1785", "nyckeltal/U21349", "lan/17", "data", "andringar", "metod"):
        for language in ("", "en"):
            assert (mirrored / language / name / "index.html").is_file(), f"{language}/{name}"


def test_every_link_within_the_mirror_leads_to_a_file(mirrored: Path) -> None:
    broken = []
    for page in pages(mirrored):
        text = re.sub(r'<link[^>]*rel="(?:canonical|alternate)"[^>]*>', "", page.read_text())
        for link in re.findall(r'\s(?:href|src|action)="([^"]*)"', text):
            there = urlsplit(html.unescape(link))
            if not there.scheme and there.path and not (page.parent / unquote(there.path)).exists():
                broken.append(f"{page.relative_to(mirrored)}: {link}")
    assert broken == []


def test_no_link_begins_at_the_root_of_a_server(mirrored: Path) -> None:
    for page in some(pages(mirrored)):
        assert not re.search(r'<(?:a|script|img|form)[^>]*\s(?:href|src|action)="/', page.read_text()), page


def test_packages_and_downloads_are_the_editions_own(mirrored: Path, built_edition: Settings) -> None:
    folder = edition.current(built_edition.build)
    for name in ("datapackages/digitala-las/1.0.0/observations.csv", "downloads/bredband.xlsx", "vocab/terms.ttl"):
        assert (mirrored / name).read_bytes() == (folder / name).read_bytes()


def test_a_folder_that_holds_something_is_left_alone(built_edition: Settings, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(PublisherError, match="not empty"):
        mirror(built_edition, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("address", "kind", "name"),
    [("/", "text/html", "index.html"), ("/en", "text/html", "en/index.html"),
     ("/nyckeltal/U1", "text/html", "nyckeltal/U1/index.html"), ("/catalog.ttl", "text/turtle", "catalog.ttl"),
     ("/feed.atom?lang=en", "application/atom+xml", "feed.en.atom"),
     ("/datasets/dcat", "application/rdf+xml", "datasets/dcat"),
     ("/api/v1/areas", "application/json", "api/v1/areas.json"),
     ("/schema/openapi.json", "application/json", "schema/openapi.json")],
)  # fmt: skip
def test_an_address_has_a_file_that_a_web_server_knows(address: str, kind: str, name: str) -> None:
    assert file_name(address, kind) == name
