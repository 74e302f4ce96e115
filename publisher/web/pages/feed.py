"""The feed of editions and new versions of datasets (Atom, RFC 4287)."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, route
from markupsafe import escape

from publisher.model import localised
from publisher.web.pages.view import View

ATOM = "application/atom+xml; charset=utf-8"
KEPT = {"Cache-Control": "public, max-age=60"}


@route("/feed.atom", http_method=["GET", "HEAD"], sync_to_thread=False, include_in_schema=False)
def feed(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Editions and new versions of datasets as Atom (RFC 4287), in the language of ``?lang=``, else Swedish."""
    view = View(request, language="en" if request.query_params.get("lang") == "en" else "sv")
    entries = []
    for id in reversed(view.shelf.ids()[-20:]):
        edition = view.newest if id == view.newest.id else view.shelf.edition(id).edition
        entries.append(
            (
                edition.published,
                view.uris.id("edition", id),
                view.say("Edition %(id)s", id=id),
                view.absolute("/andringar", utgava=id),
                localised(edition.summary, view.language),
            )
        )
    for dataset in view.book.datasets.values():
        entries += [
            (
                version.date,
                f"{view.uris.id('dataset', dataset.name)}#{version.number}",
                f"{view.words.text(dataset.title)} {version.number}",
                view.absolute(f"/data/{dataset.name}"),
                view.words.text(version.notes),
            )
            for version in dataset.versions
        ]
    entries.sort(key=lambda entry: (entry[0], entry[1]), reverse=True)
    catalog = view.reader.catalog
    body = "".join(
        f"<entry><id>{escape(id)}</id><title>{escape(title)}</title><updated>{date[:10]}T00:00:00Z</updated>"
        f'<link href="{escape(address)}"/><summary>{escape(summary or title)}</summary></entry>\n'
        for date, id, title, address, summary in entries[:100]
    )
    me = view.settings.base_url + "/feed.atom" + ("?lang=en" if view.language == "en" else "")
    text = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{view.language}">'
        f"<id>{escape(me)}</id><title>{escape(view.words.text(catalog.title))}</title>"
        f"<updated>{entries[0][0][:10]}T00:00:00Z</updated>"
        f"<author><name>{escape(view.words.text(catalog.agents[catalog.publisher].name))}</name></author>"
        f'<link rel="self" href="{escape(me)}"/><link href="{escape(view.absolute("/andringar"))}"/>\n{body}</feed>\n'
    )
    return Response(text.encode(), media_type=ATOM, headers=KEPT)
