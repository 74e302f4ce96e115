"""Graphs as answers: which form is wanted, and the headers harvesters go by.

https://www.rfc-editor.org/rfc/rfc9110#name-content-negotiation
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from litestar import Request

from publisher.phrases import tell
from publisher.rdf import serialise
from publisher.reader import Reader
from publisher.web.accept import media_type
from publisher.web.conditions import http_date
from publisher.web.finished import Finished
from publisher.web.problems import ProblemError
from publisher.web.shelf import made_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from publisher.rdf.descriptions import Descriptions

HTML = "text/html"

#: An edition does not change, but which edition is current does.
CACHED = "public, max-age=300"


def current(request: Request[Any, Any, Any]) -> Reader:
    """The current edition.

    Raises:
        NoEdition: there is none; never half a catalogue.
    """
    reader: Reader = request.app.state.shelf.current()
    return reader


def descriptions(reader: Reader) -> Descriptions:
    """The descriptions of an edition."""
    from publisher.rdf.descriptions import Descriptions

    return made_of(reader, Descriptions)


def best(accept: str, offered: Sequence[str]) -> str | None:
    """The media type to send, as :func:`publisher.web.accept.media_type` finds it; None when none fits.

    Args:
        accept: the ``Accept`` header; empty means anything.
        offered: media types without parameters, the preferred first.
    """
    place = media_type(accept, offered)
    return None if place is None else offered[place]


def suffix_for(request: Request[Any, Any, Any], first: str = "rdf", html: bool = True) -> str:
    """The form to send: ``?format=``, else ``Accept``: a key of :data:`publisher.rdf.serialise.FORMS` or ``html``.

    Args:
        request: what was asked.
        first: the form sent to those who take anything.
        html: whether there is a page too.

    Raises:
        ProblemError: 406, or 400 for ``format=``, naming what there is.
    """
    forms = serialise.FORMS
    names = sorted(forms, key=lambda suffix: suffix != first) + (["html"] if html else [])
    if first == "html":
        names = ["html", *forms]
    asked = request.query_params.get("format")
    if asked is not None:
        asked = serialise.ALIASES.get(asked, asked)
        if asked in names:
            return str(asked)
        raise _unacceptable(names, f"format={asked[:40]}", 400)
    types = {HTML if name == "html" else forms[name].media_type: name for name in names}
    accept = request.headers.get("accept", "")
    chosen = best(accept, list(types))
    if chosen is None:
        raise _unacceptable([*types], accept[:80])
    return types[chosen]


def _unacceptable(known: Sequence[str], asked: str, status: int = 406) -> ProblemError:
    listed = ", ".join(known)
    detail = tell("“{asked}” is not available here. There are: {listed}.", asked=asked, listed=listed)
    return ProblemError(status, detail, allowed=list(known))


def graph(
    triples: Sequence[ox.Triple],
    suffix: str,
    reader: Reader,
    addresses: Mapping[str, str],
    *,
    negotiated: bool = False,
    digest: str | None = None,
    body: bytes | None = None,
) -> Finished:
    """A graph in one form.

    Args:
        triples: what to say, as :func:`publisher.rdf.serialise.ordered` gives it; may be empty when ``body`` is given.
        suffix: the form.
        reader: the edition it comes from.
        addresses: address of each form of the same thing, and of the page (``html``).
        negotiated: whether ``Accept`` decided the form.
        digest: SHA-256 of the canonical triples, when it is known.
        body: the bytes, when they are written already.
    """
    form = serialise.FORMS[suffix]
    digest = digest or serialise.digest(triples)
    headers = {
        "ETag": f'"{digest}-{suffix}"',
        "Last-Modified": modified(reader),
        "Cache-Control": CACHED,
        "Link": links(addresses, suffix),
        "Content-Location": addresses[suffix],
    }
    if negotiated:
        headers["Vary"] = "Accept"
    return Finished(serialise.write(triples, suffix) if body is None else body, form.content_type, headers)


def modified(reader: Reader) -> str:
    """The day of the newest change in the catalogue, as HTTP writes times."""
    day = max((d.modified for d in reader.catalog.datasets), default=reader.edition.published)
    return http_date(day)


def links(addresses: Mapping[str, str], but: str = "") -> str:
    """The ``Link`` header that names the other forms of the same thing."""
    types = {suffix: form.media_type for suffix, form in serialise.FORMS.items()} | {"html": HTML}
    return ", ".join(
        f'<{address}>; rel="alternate"; type="{types[suffix]}"'
        for suffix, address in addresses.items()
        if suffix != but
    )
