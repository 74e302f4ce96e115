"""The feed of editions and new versions of datasets, with what they changed (Atom, RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from litestar import Request, Response, route

from publisher.connection import mappings
from publisher.model import Dataset, Version, localised
from publisher.web.pages.changes import revised
from publisher.web.pages.view import View
from publisher.web.problems import ProblemError, languages

ATOM = "application/atom+xml; charset=utf-8"
KEPT = {"Cache-Control": "public, max-age=60"}

#: Editions, entries, and changed values of a version that are told one by one.
MOST_EDITIONS, MOST_ENTRIES, MOST_VALUES = 20, 100, 25

#: Values of a version, those that were public before and are otherwise now first.
VALUES = """
  SELECT * FROM revisions WHERE dataset = ? AND version = ? ORDER BY kind = 'added', position LIMIT ?
"""


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
        raise ProblemError(400, {"sv": f"lang: {text}", "en": f"lang: {text}"}, allowed=list(known))
    return View(request, language=language, edition=False)


@route("/feed.atom", http_method=["GET", "HEAD"], sync_to_thread=False, include_in_schema=False)
def feed(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Editions and new versions of datasets as Atom (RFC 4287), in ``?lang=``, else the site's first language."""
    view, known = in_language(request), languages(request)
    language = view.language
    entries = sorted([*editions(view), *versions(view)], key=lambda entry: (entry.date, entry.id), reverse=True)
    catalog = view.reader.catalog
    body = "".join(entry.xml() for entry in entries[:MOST_ENTRIES])
    me = view.base + "/feed.atom" + (f"?lang={language}" if language != known[0] else "")
    text = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{view.language}">'
        f"<id>{escape(me)}</id><title>{escape(view.words.text(catalog.title))}</title>"
        f"<updated>{entries[0].date[:10]}T00:00:00Z</updated>"
        f"<author><name>{escape(view.words.text(catalog.agents[catalog.publisher].name))}</name></author>"
        f'<link rel="self" type="application/atom+xml" href="{escape(me)}"/>'
        f'<link rel="alternate" type="text/html" href="{escape(view.absolute("/andringar"))}"/>\n{body}</feed>\n'
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
    """The newest versions of datasets, with the values they changed."""
    found = [(version, dataset) for dataset in view.book.datasets.values() for version in dataset.versions]
    for version, dataset in sorted(found, key=lambda pair: pair[0].date, reverse=True)[:MOST_ENTRIES]:
        yield Entry(
            date=version.date,
            id=f"{view.uris.id('dataset', dataset.name)}#{version.number}",
            title=f"{view.words.text(dataset.title)} {version.number}",
            address=view.absolute(f"/data/{dataset.name}"),
            summary=view.words.text(version.notes),
            content=changed(view, dataset, version),
        )


def changed(view: View, dataset: Dataset, version: Version) -> str:
    """Old value, new value and reason of what a version changed, as HTML; '' when it changed no value."""
    cursor = view.reader.connection.execute(VALUES, [dataset.name, version.number, MOST_VALUES])
    rows = [revised(view, row) for row in mappings(cursor)]
    if not rows:
        return ""
    items = "".join(
        f"<li>{escape(f'{r.indicator}, {r.area}, {r.period}: {r.old} → {r.new} ({r.kind.lower()}). {r.reason}')}</li>"
        for r in rows
    )
    address = view.absolute("/andringar", datamangd=dataset.name, sedan=version.date)
    return (
        f"<p>{escape(view.words.text(version.notes))}</p><ul>{items}</ul>"
        f'<p><a href="{escape(address)}">{escape(view.say("All changed values"))}</a></p>'
    )
