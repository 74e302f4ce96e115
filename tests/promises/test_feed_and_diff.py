"""Changes are told alike by the API, the page, the feed and ``publisher diff``; the feed is Atom (RFC 4287)."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from in_process import Api
from typer.testing import CliRunner
from worlds import some

from publisher.cli import app
from publisher.settings import Settings
from publisher.web import create_service

ATOM = "{http://www.w3.org/2005/Atom}"
#: What an element may hold, and how often (least, most), as RFC 4287 says in 4.1.1 and 4.1.2.
FEED = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "author": (1, 9), "link": (1, 9), "entry": (0, 999)}
ENTRY = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "link": (1, 9), "summary": (0, 1), "content": (0, 1)}
#: A date construct (3.3).
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@pytest.fixture(scope="module")
def service(two_editions: Settings) -> Api:
    return Api(create_service(two_editions, log=False))


def faults(element: ET.Element, may: dict[str, tuple[int, int]]) -> list[str]:
    """Where an element has too few or too many children, or some it may not have."""
    names = [child.tag.removeprefix(ATOM) for child in element]
    return [
        f"{name}: {names.count(name)}" for name, (least, most) in may.items() if not least <= names.count(name) <= most
    ] + [f"{name}: not allowed" for name in set(names) - set(may)]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_feed_is_atom(service: Api, language: str) -> None:
    answer = service.ask(f"/feed.atom?lang={language}")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.text)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert [fault for one, may in ((feed, FEED), *((e, ENTRY) for e in entries)) for fault in faults(one, may)] == []
    ids = [e.findtext(f"{ATOM}id") for e in (feed, *entries)]
    assert len(set(ids)) == len(ids) and all(str(id).startswith("http://127.0.0.1:8000/") for id in some(ids))
    assert all(DATE.fullmatch(str(e.findtext(f"{ATOM}updated"))) for e in (feed, *entries))
    dates = [str(e.findtext(f"{ATOM}updated")) for e in entries]
    assert dates == sorted(dates, reverse=True) and feed.findtext(f"{ATOM}updated") == dates[0]
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    for one in (feed, *entries):
        links = [link.attrib for link in one.findall(f"{ATOM}link")]
        assert sum(link.get("rel", "alternate") == "alternate" for link in links) == 1
        assert all(link["href"].startswith("http://127.0.0.1:8000/") for link in some(links))
    (me,) = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert me.get("href") == feed.findtext(f"{ATOM}id")
    for content in some(feed.iter(f"{ATOM}content")):
        assert content.get("type") == "html" and not list(content)
        ET.fromstring(f"<div>{content.text}</div>")


def test_the_feed_lists_a_revision_with_old_new_and_reason(service: Api) -> None:
    text = service.ask("/feed.atom?lang=en").text
    assert "Digital locks, Heby, 2022: Pilot or test → Not answered (revised). Corrected answers." in text
    swedish = "Digitala lås, Heby, 2022: Pilot- eller testverksamhet → Svar saknas (reviderade). Rättade svar."
    assert swedish in service.ask("/feed.atom").text


def test_every_entry_of_the_feed_leads_to_a_page(service: Api) -> None:
    feed = ET.fromstring(service.ask("/feed.atom").text)
    for link in some(feed.iter(f"{ATOM}link")):
        path = str(link.get("href")).removeprefix("http://127.0.0.1:8000")
        assert service.ask(path).status_code == 200, path


def test_the_page_lists_a_revision_with_old_new_and_reason(service: Api) -> None:
    text = re.sub(r"<[^>]*>", " ", service.ask("/en/andringar?kommun=Heby&sedan=2024-01-01").text)
    assert re.search(r"Digital locks\s+Heby\s+2022\s+Pilot or test\s+Not answered\s+Corrected answers\.", text)
    assert "No published value has been changed" in service.ask("/en/andringar?sedan=2024-02-01").text


def test_diff_agrees_with_changes_and_with_the_package(service: Api, two_editions: Settings) -> None:
    asked = ["diff", "2023-03-28", "current", "--json", "--quiet", "--build", str(two_editions.build)]
    answer = CliRunner().invoke(app, asked)
    assert answer.exit_code == 0, answer.output
    columns = ("indicator", "area", "period", "sex", "service_area", "kind", "old_value", "old_status", "new_value")
    diff = {tuple(row[c] for c in columns) for row in json.loads(answer.stdout)}
    told = {tuple(row[c] for c in columns) for row in service.json("changes?since=2023-03-29")["data"]}
    logged = (two_editions.packages / "digitala-las" / "revisions.csv").read_text(encoding="utf-8").splitlines()
    assert diff == told
    assert len(diff) == len(logged) - 1 == 3


def test_changes_reach_back_no_further_than_asked(service: Api, tmp_path: Path) -> None:
    assert len(service.json("changes?since=2024-01-30")["data"]) == 3
    assert service.json("changes?since=2024-01-31")["data"] == []
    assert service.json("changes?as_of=2023-03-28")["data"] == []
