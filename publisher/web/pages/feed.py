"""The feed of editions and new versions of datasets, with what they changed (Atom, RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, route

from publisher.model import Dataset, Version, localised
from publisher.phrases import tell
from publisher.revisions import Selection, changes, rows
from publisher.web.pages.changes import addressed, kind_words, narrowing, revised
from publisher.web.pages.view import View
from publisher.web.problems import ProblemError, languages

ATOM = "application/atom+xml; charset=utf-8"
KEPT = {"Cache-Control": "public, max-age=60"}

#: Editions, entries, and changed values of a version that are told one by one.
MOST_EDITIONS, MOST_ENTRIES, MOST_VALUES = 20, 100, 25


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry of the feed.

    Attributes:
        date: ISO date.
        id: an IRI that never changes.
        title, summary: plain text.
        address: of the page that tells more.
        content: markup; '' when the summary says it all.
    """

    date: str
    id: str
    title: str
    address: str
    summary: str
    content: str = ""

    def xml(self) -> str:
        told = f'<content type="html">{escape(self.content)}</content>' if self.content else ""
        return (
            f"<entry><id>{escape(self.id)}</id><title>{escape(self.title)}</title>"
            f"<updated>{self.date[:10]}T00:00:00Z</updated>"
            f'<link rel="alternate" type="text/html" href="{escape(self.address)}"/>'
            f"<summary>{escape(self.summary or self.title)}</summary>{told}</entry>\n"
        )


def in_language(request: Request[Any, Any, Any]) -> View:
    """The current edition in ``?lang=``, else in the site's first language.

    Raises:
        ProblemError: 400, the site is not told in it.
    """
    known = languages(request)
    language = request.query_params.get("lang", known[0])
    if language not in known:
        text = f"”{language[:20]}”: {', '.join(known)}."
        raise ProblemError(400, tell("lang: {text}", text=text), allowed=list(known))
    return View(request, language=language, edition=False)


@route("/feed.atom", http_method=["GET", "HEAD"], sync_to_thread=False, include_in_schema=False)
def feed(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Editions and new versions of datasets as Atom (RFC 4287), in ``?lang=``, else the site's first language.

    Narrowed as ``/andringar`` is: then the versions that changed what is asked for, and no editions.
    """
    view = in_language(request)
    asked = narrowing(view)
    given = addressed(view, asked)
    query = given if view.language == languages(request)[0] else {"lang": view.language, **given}
    me = f"{view.base}/feed.atom" + (f"?{urlencode(query, safe=',:')}" if query else "")
    found = narrowed(view, asked, me) if asked else [*editions(view), *versions(view)]
    entries = sorted(found, key=lambda entry: (entry.date, entry.id), reverse=True)
    catalog = view.reader.catalog
    body = "".join(entry.xml() for entry in entries[:MOST_ENTRIES])
    title = ": ".join([view.words.text(catalog.title), *([", ".join(told(view, asked))] if asked else [])])
    updated = entries[0].date if entries else view.reader.edition.published
    text = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{view.language}">'
        f"<id>{escape(me)}</id><title>{escape(title)}</title>"
        f"<updated>{updated[:10]}T00:00:00Z</updated>"
        f"<author><name>{escape(view.words.text(catalog.agents[catalog.publisher].name))}</name></author>"
        f'<link rel="self" type="application/atom+xml" href="{escape(me)}"/>'
        f'<link rel="alternate" type="text/html" href="{escape(view.absolute("/andringar", **given))}"/>\n'
        f"{body}</feed>\n"
    )
    return Response(text.encode(), media_type=ATOM, headers=KEPT)


def editions(view: View) -> Iterator[Entry]:
    """The newest editions."""
    for one in view.shelf.editions()[-MOST_EDITIONS:]:
        yield Entry(
            date=one.published,
            id=view.uris.id("edition", one.id),
            title=view.say("Edition %(id)s", id=one.id),
            address=view.absolute("/andringar", utgava=one.id),
            summary=localised(one.summary, view.language),
        )


def versions(view: View) -> Iterator[Entry]:
    """The newest versions of datasets, with the values they changed; those of a day with the same words are one."""
    found: dict[tuple[str, str], list[tuple[Version, Dataset]]] = {}
    for dataset in view.book.datasets.values():
        for version in dataset.versions:
            found.setdefault((version.date, view.words.text(version.notes)), []).append((version, dataset))
    for (day, notes), pairs in sorted(found.items(), key=lambda one: one[0][0], reverse=True)[:MOST_ENTRIES]:
        version, dataset = pairs[0]
        there = view.absolute(f"/data/{dataset.name}") if len(pairs) == 1 else view.absolute("/andringar", sedan=day)
        yield Entry(
            date=day,
            id=f"{view.uris.id('dataset', dataset.name)}#{version.number}",
            title=", ".join(f"{view.words.text(one.title)} {number.number}" for number, one in pairs),
            address=there,
            summary=notes,
            content="".join(changed(view, one, number) for number, one in pairs),
        )


def narrowed(view: View, asked: Selection, me: str) -> Iterator[Entry]:
    """The newest versions of datasets that changed something asked for, with what they changed of it.

    Args:
        me: address of the feed, whose entries are its own: another feed tells other values of the same version.
    """
    words = kind_words(view)
    mine: dict[tuple[str, str], list[str]] = {}
    for one in changes(view.reader.connection, asked):
        said = f"{words[one.kind]}: {view.words.number(one.values)}. {view.stored(one.row, 'reason')}"
        mine.setdefault((one.dataset, one.version), []).append(said.strip())
    for (name, number), said_of in mine.items():
        dataset = view.book.datasets[name]
        version = next((one for one in dataset.versions if one.number == number), None)
        if version is not None:
            yield Entry(
                date=version.date,
                id=f"{me}#{name}-{number}",
                title=f"{view.words.text(dataset.title)} {number}",
                address=view.absolute("/andringar", **{**addressed(view, asked), "datamangd": name}),
                summary=" ".join(said_of),
                content=changed(view, dataset, version, asked),
            )


def told(view: View, asked: Selection) -> Iterator[str]:
    """What a feed is narrowed to, in words."""
    vocabulary, words = view.reader.vocabulary, view.words
    yield from (words.text(vocabulary.areas[code].label) for code in asked.area)
    yield from (words.text(vocabulary.indicators[id].label) for id in asked.indicator)
    yield from (words.text(view.book.datasets[name].title) for name in asked.dataset)
    yield from (kind_words(view)[kind].lower() for kind in asked.kind)
    if asked.since:
        yield view.say("since %(day)s", day=words.date(asked.since) if len(asked.since) == 10 else asked.since)


def changed(view: View, dataset: Dataset, version: Version, asked: Selection | None = None) -> str:
    """Old value, new value and reason of what a version changed, as HTML; '' when it changed no value."""
    mine = replace(asked or Selection(), dataset=[dataset.name], version=[version.number])
    found = [revised(view, row) for row in rows(view.reader.connection, mine, MOST_VALUES)]
    if not found:
        return ""
    items = "".join(
        f"<li>{escape(f'{r.indicator}, {r.area}, {r.period}: {r.old} → {r.new} ({r.kind.lower()}). {r.reason}')}</li>"
        for r in found
    )
    given = {**(addressed(view, asked) if asked else {}), "datamangd": dataset.name, "sedan": version.date}
    address = view.absolute("/andringar", **given)
    return (
        f"{'' if asked else f'<p>{escape(view.words.text(version.notes))}</p>'}<ul>{items}</ul>"
        f'<p><a href="{escape(address)}">{escape(view.say("All changed values"))}</a></p>'
    )
