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


@pytest.mark.parametrize(
    "asked", ["lang=sv", "lang=en", "lang=en&kommun=Heby", "nyckeltal=u21349", "slag=revised&sedan=2024"]
)
def test_the_feed_is_atom(service: Api, asked: str) -> None:
    answer = service.ask(f"/feed.atom?{asked}")
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


def test_a_feed_of_one_area_or_indicator_tells_what_changed_there_and_no_more(service: Api) -> None:
    text = service.ask("/feed.atom?lang=en&kommun=Heby").text
    assert "Digital locks, Heby, 2022: Pilot or test → Not answered" in text
    assert "Upplands Väsby" not in text and "/id/edition/" not in text
    for nothing in ("kommun=Stockholm", "nyckeltal=U20341", "slag=withdrawn", "datamangd=bredband", "sedan=2024-02"):
        feed = ET.fromstring(service.ask(f"/feed.atom?{nothing}").text)
        assert not feed.findall(f"{ATOM}entry") and feed.findtext(f"{ATOM}updated") == "2024-01-30T00:00:00Z", nothing


FILTERS = {"slag": "revisd", "datamangd": "digitala-l", "nyckeltal": "U2134", "kommun": "Hebi", "omrade": "Hebi",
           "sedan": "2024-02-31"}  # fmt: skip


@pytest.mark.parametrize(("name", "wrong"), FILTERS.items())
def test_a_filter_that_is_not_understood_is_refused_with_what_is_near(service: Api, name: str, wrong: str) -> None:
    near = {"slag": "revised", "datamangd": "digitala-las", "nyckeltal": "U21349", "sedan": "2024-01-30"}.get(
        name, "0331"
    )
    for path in ("/feed.atom", "/andringar", "/en/andringar"):
        answer = service.ask(f"{path}?{name}={wrong}")
        assert answer.status_code == 400 and near in answer.text, path


def test_a_change_is_told_once_alike_on_the_page_and_by_the_api(service: Api) -> None:
    (once,) = service.json("changes/once?lang=en")["data"]
    assert (once["kind"], once["values"], once["areas"], once["indicators"]) == ("revised", 3, 3, ["U21349"])
    assert once["reason"] == "Corrected answers."
    (narrowed,) = service.json("changes/once?area=Heby&kind=revised&since=2024-01-30&dataset=digitala-las")["data"]
    assert narrowed["values"] == 1
    assert service.json("changes/once?kind=added")["data"] == []
    rows = service.ask("/api/v1/changes/once?format=csv").text.splitlines()
    assert rows[1].startswith("2024-01-30,digitala-las,1.0.1,revised,3,3,U21349,2022,2022,")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", service.ask("/en/andringar", accept="text/html").text))
    assert (
        "Revised: Digital locks 30 January 2024, version 1.0.1 Corrected answers. 3 values , 2022: Digital locks"
        in text
    )
    assert text.index("Revised: Digital locks") < text.index("Versions of datasets") < text.index("Editions 2024")


def test_pages_of_municipalities_and_indicators_lead_to_their_own_feed(service: Api) -> None:
    for page, feed in (("/kommun/0331", "kommun=0331"), ("/en/nyckeltal/U21349", "nyckeltal=U21349")):
        addresses = re.findall(r'href="([^"]*/feed\.atom[^"]*)"', service.ask(page, accept="text/html").text)
        mine = [address for address in addresses if feed in address]
        assert len(mine) >= 2, page  # in the head, and to be clicked
        assert service.ask(mine[0].replace("&amp;", "&")).status_code == 200


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
