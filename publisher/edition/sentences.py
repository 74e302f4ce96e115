"""What the pages of a draft say otherwise: each is asked of both editions, and compared sentence by sentence.

The pages are those that are served, so nothing can be said on one that is not held against what it says today. Tables
and charts are left out: the values in them are compared one by one.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from html.parser import HTMLParser
from pathlib import Path

import httpx

from publisher import review
from publisher.edition.difference import Change
from publisher.model import AreaKind
from publisher.reader import Reader
from publisher.settings import Settings
from publisher.web.languages import prefix

#: Elements that hold a sentence, and those of which nothing is read.
BLOCKS = frozenset({"p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "summary", "figcaption", "caption"})
PASSED_OVER = frozenset({"table", "svg", "nav", "form", "script", "style", "footer"})
#: Class of a part that names the edition, and so differs always.
_CITATION = "cite"
#: Elements that have no end.
_EMPTY = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})


class _Reading(HTMLParser):
    """Reads the sentences of a page's main part."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sentences: list[str] = []
        self.title = ""
        self._main = self._over = 0
        self._open: list[str] = []
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _EMPTY:
            if tag == "br":
                self._text.append(" ")
            return
        self._open.append(tag)
        if tag == "main":
            self._main = len(self._open)
        elif not self._over and (tag in PASSED_OVER or _CITATION in (dict(attrs).get("class") or "").split()):
            self._say()
            self._over = len(self._open)
        elif tag in BLOCKS:
            self._say()

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            return
        while self._open:
            depth, last = len(self._open), self._open.pop()
            if last in BLOCKS and not self._over:
                self._say(last)
            if depth == self._over:
                self._over = 0
            if depth == self._main:
                self._main = 0
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._main and not self._over:
            self._text.append(data)

    def _say(self, tag: str = "") -> None:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if text:
            self.sentences.append(text)
            if tag == "h1" and not self.title:
                self.title = text


def read(page: str) -> tuple[str, list[str]]:
    """Title and sentences of a page, in the order they are read."""
    reading = _Reading()
    reading.feed(page)
    reading.close()
    return reading.title, reading.sentences


def compare(
    build: Path,
    served: Settings,
    against: Reader,
    draft: Reader,
    changes: Sequence[Change],
    most: int,
    progress: Callable[[str, int, int | None], None],
) -> dict[str, review.Pages]:
    """Language of the site to what its pages would say otherwise.

    Args:
        build: the build folder of the current edition.
        served: settings that the draft is served with.
        most: how many pages of a kind are asked, those with the most changed values first.
    """
    from publisher.web import create_service

    paths, of = chosen(against, draft, changes, most)
    now = create_service(replace(served, build=build, base_url=against.edition.base_url), log=False)
    then = create_service(served, log=False)
    codes = draft.catalog.languages
    told = {}
    for code in codes:
        pages = [f"{prefix(code, codes)}/{path}".rstrip("/") or "/" for path in paths]
        found = asyncio.run(_asked((now, then), pages, progress))
        sentences = [one for path, (old, new) in found.items() for one in differing(path, old, new)]
        told[code] = review.Pages(
            asked=len(pages),
            of=of,
            differ=len({one.page for one in sentences}),
            sentences=sentences[: review.MOST_SENTENCES],
            total=len(sentences),
        )
    return told


def chosen(against: Reader, draft: Reader, changes: Sequence[Change], most: int) -> tuple[list[str], int]:
    """Paths to compare, without language and leading slash, and how many pages there are."""
    from publisher.web.operations import addresses

    every = list(dict.fromkeys([*addresses(draft), *addresses(against)]))
    of_areas = Counter(change.area for change in changes)
    of_indicators = Counter(change.indicator for change in changes)
    for id in draft.vocabulary.indicators:  # whose words differ
        if draft.vocabulary.indicators[id] != against.vocabulary.indicators.get(id):
            of_indicators[id] += 1
    for area in draft.vocabulary.areas.values():
        if area.kind is AreaKind.MUNICIPALITY and (county := area.county):
            of_areas[county] += of_areas[area.code]
    weights: Mapping[str, Counter[str]] = {"kommun": of_areas, "lan": of_areas, "nyckeltal": of_indicators}
    kinds: dict[str, list[str]] = {}
    for path in every:
        kinds.setdefault(path.partition("/")[0] if "/" in path else "", []).append(path)
    found = [*kinds.pop("", []), *sorted(f"data/{d.name}" for d in draft.catalog.datasets)]
    found = [path for path in found if path not in ("andringar", "kalender")]  # the changes themselves
    for kind, paths in kinds.items():
        weight = weights.get(kind, Counter())
        found += sorted(paths, key=lambda path: -weight[path.partition("/")[2]])[:most]  # others as they stand
    return found, len(every) + len(draft.catalog.datasets)


async def _asked(
    apps: tuple[object, object], paths: Sequence[str], progress: Callable[[str, int, int | None], None]
) -> dict[str, tuple[str, str]]:
    """Each page as both services give it; '' where there is none."""
    found = {}
    transports = [httpx.ASGITransport(app=app, raise_app_exceptions=False) for app in apps]  # type: ignore[arg-type]
    clients = [httpx.AsyncClient(transport=transport, base_url="http://review") for transport in transports]
    for number, path in enumerate(paths, 1):
        texts = []
        for client in clients:
            answer = await client.get(path, headers={"Accept": "text/html", "Accept-Encoding": "identity"})
            texts.append(answer.text if answer.status_code == 200 else "")
        found[path] = (texts[0], texts[1])
        progress("pages", number, len(paths))
    for client in clients:
        await client.aclose()
    return found


def differing(path: str, old: str, new: str) -> Iterable[review.Sentence]:
    """Where the sentences of a page differ."""
    (was, before), (title, after) = read(old), read(new)
    for tag, i, j, k, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield review.Sentence(page=path, title=title or was, before=before[i:j], after=after[k:end])
