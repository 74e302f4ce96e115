"""A mirror works from any web server, and from none."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlencode, urlsplit

import pytest
from worlds import PROJECT, some

from publisher import edition
from publisher.edition.mirror import file_name, mirror
from publisher.errors import PublisherError
from publisher.folding import folded
from publisher.settings import Settings
from publisher.web.shelf import Shelf


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


class Links(HTMLParser):
    """Every address in a page that something is had from or leads to, but which page it is a copy of."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag != "link" or (told.get("rel") != "canonical" and "hreflang" not in told):
            self.found += [v for k in ("href", "src", "action", "data", "srcset", "poster") if (v := told.get(k))]


def test_every_link_leads_to_a_file_when_a_page_is_opened_from_a_disk(mirrored: Path) -> None:
    broken = []
    for page in some(mirrored.rglob("*.html")):
        for link in Links(page.read_text()).found:
            there = urlsplit(link)
            if not there.scheme and there.path and not (page.parent / unquote(there.path)).is_file():
                broken.append(f"{page.relative_to(mirrored)}: {link}")
    for sheet in some(mirrored.rglob("*.css")):
        broken += [link for link in re.findall(r"url\([\"']?([^)\"']+)", sheet.read_text()) if "data:" not in link]
    assert broken == []


def test_the_feed_and_the_triples_of_a_dataset_are_beside_the_pages_that_name_them(mirrored: Path) -> None:
    assert "../../feed.atom" in Links((mirrored / "kommun/1785/index.html").read_text()).found
    assert "../../../feed.en.atom" in Links((mirrored / "en/kommun/1785/index.html").read_text()).found
    assert "../../id/dataset/bredband.ttl" in Links((mirrored / "data/bredband/index.html").read_text()).found


def test_names_and_words_are_looked_up_without_a_server(mirrored: Path, built_edition: Settings) -> None:
    for language, page, title in (("sv", "sok", "Digitala lås"), ("en", "en/sok", "Digital locks")):
        text = (mirrored / page / "index.html").read_text()
        script = mirrored / "mirror" / f"index.{language}.js"
        assert f"mirror/index.{language}.js" in text and "mirror/search.js" in text
        assert "fetch(" not in (mirrored / "mirror" / "search.js").read_text(), "a page on a disk may read no file"
        known = json.loads(script.read_text().removeprefix("window.mirrorIndex="))
        assert title in {entry[1] for entry in known["entries"]} and len(known["headings"]) == 5
        for _, _, file, name, _ in some(known["entries"]):
            assert (mirrored / file).is_file() and name == folded(name)
        links = Links(text.partition("<noscript>")[2].partition("</noscript>")[0]).found
        assert len(links) == 3, "without a script the lists are a step away"
    form = re.search(r'<form class="search[^>]*action="([^"]*)"', (mirrored / "kommun/1785/index.html").read_text())
    assert form is None or form[1] == "../../sok/index.html"


def test_a_form_that_needs_a_server_asks_the_service(mirrored: Path, built_edition: Settings) -> None:
    base = Shelf(built_edition.build).current().edition.base_url
    forms = re.findall(r'<form[^>]*action="([^"]*)"', (mirrored / "jamfor/index.html").read_text())
    assert {action for action in forms if "sok" not in action} == {f"{base}/jamfor"}


def test_the_readme_names_the_type_of_every_file_as_the_service_sends_it(mirrored: Path) -> None:
    told = dict(re.findall(r"^\| (?:the file )?`([^`]+)` \| `([^`]+)` \|$", (mirrored / "README.md").read_text(), re.M))
    assert told[".ttl"] == "text/turtle; charset=utf-8" and told[".csv-metadata.json"] == "application/csvm+json"
    assert told["datasets/dcat"] == "application/rdf+xml; charset=utf-8"
    own = ("README.md", "manifest-sha256.txt")
    for path in some(p.relative_to(mirrored).as_posix() for p in mirrored.rglob("*") if p.is_file()):
        assert path in (*told, *own) or any(path.endswith(end) for end in told), path


def test_the_manifest_checks_every_file(mirrored: Path) -> None:
    lines = (mirrored / "manifest-sha256.txt").read_text().splitlines()
    told = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    files = [p for p in mirrored.rglob("*") if p.is_file() and p.name != "manifest-sha256.txt"]
    files += list(mirrored.glob("datapackages/**/manifest-sha256.txt"))
    assert told == {p.relative_to(mirrored).as_posix(): sha256(p.read_bytes()).hexdigest() for p in some(files)}


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
     ("/feed.atom?lang=fi", "application/atom+xml", "feed.fi.atom"),
     ("/datasets/dcat", "application/rdf+xml", "datasets/dcat"),
     ("/api/v1/areas", "application/json", "api/v1/areas.json"),
     ("/schema/openapi.json", "application/json", "schema/openapi.json")],
)  # fmt: skip
def test_an_address_has_a_file_that_a_web_server_knows(address: str, kind: str, name: str) -> None:
    assert file_name(address, kind) == name


def test_nginx_for_a_mirror_knows_every_ending_that_it_has(mirrored: Path) -> None:
    told = set(re.findall(r"^\| `\.(\w+)` \|", (mirrored / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    conf = (PROJECT / "deploy" / "nginx-mirror.conf").read_text(encoding="utf-8")
    types = re.findall(r"^ {8}\S+ +([\w ]+);$", conf.partition("types {")[2].partition("}")[0], re.MULTILINE)
    assert told - {ending for one in types for ending in one.split()} == set()
    assert len(told) > 15


@pytest.mark.parametrize(
    ("page", "asked", "told"),
    [
        ("sok", "lås", ("../nyckeltal/U21349/index.html",)),
        ("sok", "SAFFLE", ("../kommun/1785/index.html",)),
        ("en/sok", "locks", ("../../en/nyckeltal/U21349/index.html",)),
        ("sok", "Säfle", ("Menade du något av de här?", "../kommun/1785/index.html")),
        ("sok", "<b>xyzzy</b>", ("Inget heter ”&lt;b&gt;xyzzy&lt;/b&gt;”, inte heller något liknande.",)),
    ],
)
def test_names_and_words_are_found_by_a_browser_from_the_disk(
    mirrored: Path, tmp_path: Path, page: str, asked: str, told: tuple[str, ...]
) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("chromium is not installed (Debian: chromium)")
    address = f"{(mirrored / page / 'index.html').as_uri()}?{urlencode({'q': asked})}"
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--dump-dom"]
    seen = subprocess.run([browser, *options, address], capture_output=True, text=True, timeout=120).stdout
    found = seen.partition("</noscript>")[2].partition("</main>")[0]
    assert [one for one in told if one not in found] == [], found
