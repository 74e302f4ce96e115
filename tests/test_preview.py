"""A draft beside the current edition: held against it, marked wherever it shows, handed to no harvester."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from in_process import Api
from test_cli import run
from test_edition import checksums
from worlds import copy_small_world, fetch_again, free_port, served, settings_of, some

from publisher import edition, package, review
from publisher.edition import difference, draft
from publisher.edition.sentences import differing, read
from publisher.errors import Problem, PublisherError, Refused, Severity
from publisher.reader import Reader
from publisher.settings import Settings
from publisher.translation import learn
from publisher.web import create_service
from publisher.web.drafts import Draft

OLD, NEW = "2023-03-28", "2024-01-30"


@pytest.fixture(scope="session")
def drafted(made_once: Any) -> Settings:
    """An edition of the first fetch, and a draft of the second beside it. Shared: read it, change nothing."""

    def make(folder: Path) -> None:
        settings = copy_small_world(folder)
        fetch_again(settings, "2023-03-28")
        edition.build(settings)
        (folder / "before.json").write_text(json.dumps(checksums(settings.build)))
        fetch_again(settings)
        draft.build(settings)

    return settings_of(made_once("drafted", make))


@pytest.fixture(scope="session")
def seen(drafted: Settings) -> Api:
    """The draft as it is served."""
    return Api(create_service(replace(drafted, build=drafted.build / "draft"), log=False))


@pytest.fixture(scope="session")
def now(drafted: Settings) -> Api:
    """The current edition as it is served."""
    return Api(create_service(drafted, log=False))


@pytest.fixture(scope="session")
def found(drafted: Settings) -> review.Review:
    told = review.read(drafted.build / "draft", NEW)
    assert told is not None
    return told


def test_the_current_edition_is_not_touched(drafted: Settings) -> None:
    before = json.loads((drafted.build.parent / "before.json").read_text())
    after = checksums(drafted.build)
    kept = ("current", "editions/")
    assert {path: digest for path, digest in after.items() if path.startswith(kept)} == {
        path: digest for path, digest in before.items() if path.startswith(kept)
    }
    assert edition.ids(drafted.build) == [OLD]
    assert Reader.open(drafted.build / "draft" / "current").edition.draft is True
    assert Reader.open(drafted.build / "current").edition.draft is False


def test_the_values_are_compared_one_by_one(drafted: Settings, found: review.Review) -> None:
    changes = difference.between(drafted.build / "draft", OLD, NEW)
    told = {(v.indicator, v.area, v.period, v.new_value, v.new_status) for d in found.datasets for v in d.values}
    assert told == {(c.indicator, c.area, c.period, c.new_value, c.new_status) for c in some(changes)}
    [one] = [d for d in found.datasets if d.counts]
    assert (one.name, one.before, one.after) == ("digitala-las", "1.0.0", "1.0.1")
    assert sum(one.counts.values()) == len(changes)
    assert (None, "not-answered", 1) in one.statuses
    assert one.versions[0][2]["en"].endswith("Corrected answers.")


def test_a_version_that_is_added_is_told_field_by_field_by_its_number(tmp_path: Path) -> None:
    settings = copy_small_world(tmp_path)
    fetch_again(settings, "2023-03-28")
    edition.build(settings)
    path = settings.vocab / "indicators.ttl"
    text = (
        path.read_text(encoding="utf-8")
        .replace(
            'indicator:U21349 ; dcat:version "1" ;',
            'indicator:U21349 ; dcat:version "1" ; dcat:endDate "2022-12-31"^^xsd:date ;',
        )
        .replace("dcterms:hasVersion version:U21349.1 .", "dcterms:hasVersion version:U21349.1, version:U21349.2 .")
    )
    path.write_text(
        text
        + """
version:U21349.2 a term:DefinitionVersion ; dcterms:isVersionOf indicator:U21349 ; dcat:version "2" ;
    dcat:startDate "2023-01-01"^^xsd:date ; skos:changeNote "Ny."@sv, "New."@en ; term:reason "Ny."@sv, "New."@en ;
    dcterms:source <https://example.org/> ; term:comparability concept:comparability.none .
""",
        encoding="utf-8",
    )
    fetch_again(settings)
    _, told = draft.build(settings, pages=0)
    where = {one.place: (one.old, one.new) for one in told.words if one.name == "U21349"}
    assert where["versions.1.valid_to"] == (None, "2022")
    assert where["versions.2.change.en"] == (None, "New.")
    assert "versions" not in where and not any("{" in f"{old}{new}" for old, new in where.values())


def test_what_pages_would_say_is_what_they_say(found: review.Review, seen: Api, now: Api) -> None:
    for language in ("sv", "en"):
        sentences = some(found.pages[language].sentences)
        assert any("kommun/" in one.page for one in sentences)
        assert any("nyckeltal/" in one.page for one in sentences)
        for one in sentences:
            assert all(text in read(now.ask(one.page).text)[1] for text in one.before)
            assert all(text in read(seen.ask(one.page).text)[1] for text in one.after)


def test_a_page_is_read_by_its_sentences() -> None:
    page = """<body><p>aside</p><main><h1>Title</h1><p>One <b>is</b> 5&nbsp;%.<br>Two.</p><ul><li>a<ul><li>b</ul></ul>
    <table><tr><td><p>no</p></table><div class="x cite"><p>no</p></div><nav><li>no</nav><p>last</main><p>no"""
    assert read(page) == ("Title", ["Title", "One is 5 %. Two.", "a", "b", "last"])
    [one] = differing("/p", "<main><p>a</p><p>b</p></main>", "<main><p>a</p><p>c</p></main>")
    assert (one.before, one.after) == (["b"], ["c"])


PLACES = (
    "/", "/en", "/kommun/0331", "/en/kommun/0331", "/lan/03", "/riket", "/nyckeltal", "/nyckeltal/U21349", "/data",
    "/data/digitala-las", "/jamfor", "/andringar", "/kalender", "/granskning", "/en/granskning", "/om", "/sok?q=Heby",
    "/catalog", "/catalog/report", "/sparql", "/schema", "/explore/", "/nothing", "/kommun/nothing",
    "/kommun/0331?utgava=" + OLD,
    "/inbaddad/nyckeltal/U21349/fordelning", "/id/dataset/digitala-las.html",
)  # fmt: skip


@pytest.mark.parametrize("path", PLACES)
def test_every_page_is_marked_and_closed_to_robots(seen: Api, path: str) -> None:
    answer = seen.ask(path, Accept="text/html")
    while answer.is_redirect:
        answer = seen.ask(answer.headers["location"].removeprefix("http://127.0.0.1:8000"), Accept="text/html")
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.text.count('<aside class="draft"') == 1
    words = "Draft" if path.startswith("/en") else "Utkast"
    assert re.search(rf"<body[^>]*><aside[^>]*>.*?<strong>({words}|Utkast)</strong>", answer.text)
    assert answer.headers["x-robots-tag"] == "noindex, nofollow, noarchive"
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_pages_of_ours_say_noindex_themselves(seen: Api, now: Api) -> None:
    assert '<meta name="robots" content="noindex, nofollow">' in seen.ask("/kommun/0331").text
    assert "noindex" not in now.ask("/kommun/0331").text


@pytest.mark.parametrize(
    "path",
    ["/datasets/dcat", "/catalog", "/catalog.rdf", "/catalog.ttl", "/catalog.jsonld", "/catalog/report.json", "/void",
     "/.well-known/void", "/sitemap.xml", "/feed.atom", "/feed.atom?lang=en", "/llms.txt", "/kalender.ics"],
)  # fmt: skip
def test_a_harvester_gets_403_of_a_draft_and_never_that_something_is_gone(seen: Api, now: Api, path: str) -> None:
    assert now.ask(path, Accept="application/rdf+xml").status_code in (200, 303)
    answer = seen.ask(path, Accept="application/rdf+xml, */*;q=0.1")
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert "<" not in answer.text and answer.headers["x-robots-tag"].startswith("noindex")


def test_robots_are_told_to_stay_away(seen: Api) -> None:
    assert seen.ask("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_nothing_of_a_draft_shows_on_the_current_edition(now: Api) -> None:
    for path in ("/granskning", "/granskning.json", "/granskning.md"):
        assert now.ask(path).status_code == 404
    answer = now.ask("/")
    assert "x-robots-tag" not in answer.headers and 'class="draft"' not in answer.text
    assert now.ask(f"/?utgava={NEW}").headers["location"] == f"/?utgava={OLD}"  # as of any later day
    assert [one["id"] for one in now.json("editions")["data"]] == [OLD]


def test_the_reviewers_page_tells_each_part(seen: Api, found: review.Review) -> None:
    title = next(one.title["en"] for one in found.datasets if one.counts)
    page = unescape(seen.ask("/en/granskning").text)
    for text in (
        f"The draft of edition {NEW}, held against the current edition {OLD}.",
        title, "1.0.0 → 1.0.1", "Statuses that change", "Changed values: 3", "Corrected answers.",
        "What the gate says", "What was accepted, and why", "pages were compared, sentence by sentence",
    ):  # fmt: skip
        assert text in page, text
    data = json.loads(seen.ask("/granskning.json").content)
    assert (data["draft"], data["current"]) == (NEW, OLD)
    text = seen.ask("/granskning.md").text
    assert "digitala-las: 1.0.0 → 1.0.1" in text and "```diff\n- " in text


def test_the_bar_speaks_the_languages_of_the_site(drafted: Settings) -> None:
    reader = Reader.open(drafted.build / "draft" / "current")
    reader.catalog = replace(reader.catalog, languages=("fi", "sv"))
    learn({"fi": 'msgid "Draft"\nmsgstr "Luonnos"\n'})
    bars = {code: Draft(reader).bar(code).decode() for code in ("fi", "sv", "en")}
    assert "<strong>Luonnos</strong>" in bars["fi"] and 'href="/granskning"' in bars["fi"]
    assert "<strong>Utkast</strong>" in bars["sv"] and 'href="/sv/granskning"' in bars["sv"]
    assert bars["en"] == bars["fi"]  # a page in no language of the site


def test_the_text_for_a_pull_request_is_cut_and_says_so(found: review.Review) -> None:
    said = [review.Sentence(page=f"/{n}", title="t", before=["a" * 80], after=["b" * 80]) for n in range(3000)]
    pages = review.Pages(asked=1, of=1, differ=1, total=3000, sentences=said)
    text = review.to_text(replace(found, pages={"sv": pages}))
    assert len(text) < 65_536
    assert text.endswith("**Cut here: the whole is in the JSON.**\n")


def test_a_draft_of_a_draft_is_refused_in_a_sentence_and_the_remedy_works(drafted: Settings) -> None:
    home = replace(drafted, build=drafted.build / "draft")
    before = checksums(home.build / "editions")
    for verb in (("preview", "--json"), ("build",), ("rollback",), ("mirror", drafted.build.parent / "mirror")):
        result = run(home, *map(str, verb))
        assert (1, "") == (result.exit_code, result.stdout)
        assert f"{home.build} holds a draft, which is only looked at. Give --build {drafted.build}" in result.stderr
    assert checksums(home.build / "editions") == before
    again = run(drafted, "preview", "--json", "--base-url", "http://127.0.0.1:8000")
    assert again.exit_code == 0, again.stderr
    assert json.loads(again.stdout)["draft"] == NEW  # as it stands: nothing has changed, nothing is built


def test_warnings_are_let_through_and_listed_and_errors_are_not(
    drafted: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(drafted.build.parent, tmp_path / "world", symlinks=True)
    world = settings_of(tmp_path / "world")
    shutil.rmtree(world.build / "draft")
    said = Problem(file="datapackages/x", fault="It jumps.", remedy="Look.", rule="jump", severity=Severity.WARNING)
    monkeypatch.setattr(package, "problems", lambda *_, **__: [said])
    with pytest.raises(Refused):
        edition.build(world)
    _, found = draft.build(world, pages=0)
    assert [entry["fault"] for entry in found.gate] == ["It jumps."]
    assert "## What the gate says: 1 warning\n\n- warning: datapackages/x: It jumps. [jump]" in review.to_text(found)
    monkeypatch.setattr(package, "problems", lambda *_, **__: [replace(said, severity=Severity.ERROR)])
    before = checksums(world.build)
    with pytest.raises(Refused):
        draft.build(world)
    assert checksums(world.build) == before


def test_where_nothing_is_public_yet_everything_is_new_and_it_is_served(small_world: Settings) -> None:
    port = free_port()
    result = run(small_world, "preview", "--text", "--base-url", f"http://127.0.0.1:{port}")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith(f"# Draft of edition {NEW}, nothing is public yet\n")
    assert not (small_world.build / "current").exists()
    with served(replace(small_world, build=small_world.build / "draft"), port=port) as base:
        answer = httpx.get(f"{base}/granskning", trust_env=False)
        assert answer.status_code == 200 and "Inget är publicerat än" in answer.text
        assert httpx.get(f"{base}/datasets/dcat", trust_env=False).status_code == 403
    with pytest.raises(PublisherError):
        edition.current(small_world.build)
