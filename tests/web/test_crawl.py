"""Every page of the real edition, in both languages: whole, in one language, without dead ends."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from urllib.parse import urlsplit

import pytest
from litestar.testing import TestClient
from messages import messages
from reading import TROUBLE, Reader
from worlds import some

from publisher.settings import Settings
from publisher.translation import CONTEXT, translations

BASE = "http://pages.test"
#: Pages that stand by themselves.
PLAIN = ("", "/nyckeltal", "/jamfor", "/riket", "/goda-exempel", "/stimulansmedel", "/data", "/andringar", "/metod",
         "/tillganglighet", "/integritet", "/om", "/sok?q=larm")  # fmt: skip
#: What others than the pages answer for; their own tests see to them.
OTHERS = ("/api/", "/schema", "/explore/", "/datapackages/", "/downloads/", "/catalog", "/datasets/", "/sparql", "/id/",
          "/static/", "/vocab/", "/.well-known/")  # fmt: skip


@pytest.fixture(scope="module")
def paths(pages: TestClient, real_settings: Settings) -> list[str]:  # type: ignore[type-arg]
    from publisher.web.book import book_of

    book = book_of(pages.app.state.shelf.current())  # type: ignore[attr-defined]
    return [
        *PLAIN,
        *(f"/kommun/{area.code}" for area in book.municipalities),
        *(f"/lan/{area.code}" for area in book.counties),
        *(f"/nyckeltal/{id}" for id in book.reader.vocabulary.indicators),
        *(f"/data/{name}" for name in book.datasets),
    ]


@dataclass
class Page:
    """A page that was fetched; read strictly when somebody asks."""

    html: str

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.html)

    @cached_property
    def text(self) -> str:
        """What stands between the tags, roughly."""
        return unescape(re.sub(r"<script.*?</script>|<[^>]*>", " ", self.html, flags=re.DOTALL))

    @cached_property
    def own(self) -> str:
        """The text without what is marked to be in another language."""
        html = re.sub(r'<(td|a|span)(?: [^>]*)? lang="[^"]*"[^>]*>.*?</\1>', " ", self.html, flags=re.DOTALL)
        return Page(html).text

    @cached_property
    def links(self) -> set[str]:
        return {
            unescape(link)
            for link in re.findall(r'<(?:a|link|form|script)\b[^>]*?(?:href|action|src)="([^"]*)"', self.html)
        }


@pytest.fixture(scope="module")
def crawled(pages: TestClient, paths: list[str]) -> dict[str, Page]:  # type: ignore[type-arg]
    """Every page; each must answer 200."""
    found = {}
    for language in ("", "/en"):
        for path in paths:
            address = language + path or "/"
            answer = pages.get(address, headers={"Accept": "text/html"})
            assert answer.status_code == 200, address
            found[address] = Page(answer.text)
    return found


@pytest.fixture(scope="module")
def sample(crawled: dict[str, Page]) -> dict[str, Reader]:
    """Pages read strictly: all but nine of ten municipalities and three of four indicators, which are made alike."""
    many = {"/kommun/": 10, "/nyckeltal/": 4, "/lan/": 3}
    seen: Counter[str] = Counter()
    found = {}
    for address, page in crawled.items():
        kind = next((kind for kind in many if kind in address), "")
        seen[kind] += 1
        if not kind or seen[kind] % many[kind] == 1:
            found[address] = page.reader
    return found


def test_there_are_all_290_municipalities_and_all_indicators(crawled: dict[str, Page]) -> None:
    assert sum(address.startswith("/kommun/") for address in crawled) == 290
    assert sum(address.startswith("/lan/") for address in crawled) == 21
    assert sum(address.startswith("/nyckeltal/") for address in crawled) > 100


def test_every_page_is_well_formed(sample: dict[str, Reader]) -> None:
    faults = {address: reader.faults[:3] for address, reader in sample.items() if reader.faults}
    assert faults == {}


def test_no_page_shows_what_only_a_program_in_trouble_writes(crawled: dict[str, Page]) -> None:
    found = {
        address: page.text[max(0, hit.start() - 60) : hit.end() + 40]
        for address, page in crawled.items()
        if not address.endswith("/metod")
        and (hit := TROUBLE.search(page.text))  # the method speaks of the verdict None
    }
    assert found == {}


def test_no_table_is_empty(sample: dict[str, Reader]) -> None:
    assert [address for address, reader in sample.items() if reader.empty_tables] == []


def test_no_paragraph_item_or_heading_is_empty(crawled: dict[str, Page]) -> None:
    """A screen reader stops at each, and reads nothing."""
    empty = re.compile(r"<(p|li|dd|h[1-6])( [^>]*)?>\s*</\1>")
    assert {address: hit[0] for address, page in crawled.items() if (hit := empty.search(page.html))} == {}


def test_every_page_says_its_language_and_its_edition(crawled: dict[str, Page]) -> None:
    for address, page in some(crawled.items()):
        english = address.startswith("/en")
        assert f'<html lang="{"en" if english else "sv"}">' in page.html, address
        assert ("Edition 20" if english else "Utgåva 20") in page.text, address


def test_no_link_is_dead(pages: TestClient, crawled: dict[str, Page]) -> None:  # type: ignore[type-arg]
    inside = set()
    for address, page in some(crawled.items()):
        for link in page.links:
            parts = urlsplit(link.removeprefix(BASE))
            if parts.scheme or parts.netloc:
                continue
            if not parts.path and parts.fragment:
                assert f'id="{parts.fragment}"' in page.html, f"{address}: #{parts.fragment}"
            elif parts.path and parts.path not in crawled:
                inside.add(parts.path + (f"?{parts.query}" if parts.query and "/jamfor" not in parts.path else ""))
    wanted = {link for link in inside if not link.startswith(OTHERS)}
    # one of a kind is enough where a thousand addresses differ only by a code
    kinds = {
        re.sub(r"[?].*|\d{4}|[NU]\d{5}", "*", link) + str(sorted(re.findall(r"(\w+)=", link))): link
        for link in sorted(wanted)
    }
    dead = {link: status for link in kinds.values() if (status := pages.get(link).status_code) >= 400}
    assert dead == {}


def test_no_page_speaks_the_other_language(pages: TestClient) -> None:  # type: ignore[type-arg]
    """No message of the catalogue that differs between the languages stands in the other's pages unmarked."""
    swedish = translations("sv").messages
    told = [(key.rpartition(CONTEXT)[2], swedish.get(key, key)) for key in messages() if "%" not in key]
    tell_tale = [(en, sv) for en, sv in told if len(en) > 14 and en != sv]
    assert len(tell_tale) > 80
    for address in ("/", "/kommun/1785", "/nyckeltal/U21349", "/nyckeltal/N07900", "/riket", "/lan/17",
                    "/data/bredband", "/jamfor", "/andringar", "/goda-exempel", "/stimulansmedel"):  # fmt: skip
        text, english = (Page(pages.get(where).text).own for where in (address, "/en" + address.rstrip("/")))
        assert [en for en, _ in tell_tale if en in text] == [], address
        assert [sv for _, sv in tell_tale if sv in english] == [], address
