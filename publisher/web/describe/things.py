"""``/id/{kind}/{key}``: 303 to a description of the thing, in the form asked for; 410 for what was withdrawn.

https://www.w3.org/TR/cooluris/ . ``/id/dataset/x.ttl`` is a document about ``/id/dataset/x``.
A key may itself end like a suffix: a thing that is there goes before a document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from litestar import Request, Response, route
from litestar.params import FromPath

from publisher import rooms
from publisher.model import AreaKind
from publisher.phrases import tell
from publisher.rdf import serialise
from publisher.reader import Reader
from publisher.web.describe import forms
from publisher.web.describe.wording import kind_of, texts
from publisher.web.finished import Finished
from publisher.web.languages import prefix
from publisher.web.pages.view import Crumb, View
from publisher.web.problems import ProblemError, language, refuse_pruned, withdrawn
from publisher.web.shelf import Shelf

if TYPE_CHECKING:
    from publisher.rdf.descriptions import Descriptions

#: Endings of documents about things, and the form each gives.
SUFFIXES = {**{suffix: suffix for suffix in serialise.FORMS}, **serialise.ALIASES, "html": "html"}


@route("/id/{kind:str}/{key:str}", http_method=["GET", "HEAD"], sync_to_thread=False, include_in_schema=False)
def thing(request: Request[Any, Any, Any], kind: FromPath[str], key: FromPath[str]) -> Response[bytes]:
    """A thing (303 to its description) or a document about one (200)."""
    known = forms.descriptions(_reader(request, kind, key))
    if known.known(kind, key):
        return _see_other(request, known, kind, key).response()
    stem, dot, suffix = key.rpartition(".")
    if dot and suffix in SUFFIXES and known.known(kind, stem):
        return _document(request, known, kind, stem, SUFFIXES[suffix]).response()
    for name in (key, stem):
        if (replaced := known.gone.get(f"{kind}/{name}")) is not None:
            return _gone(known, kind, name, replaced, suffix if name == stem else "").response()
    detail = tell(
        "Nothing is called /id/{kind}/{key}. Search from /en/catalog or the start page /en.",
        kind=kind[:40],
        key=key[:80],
    )
    raise ProblemError(404, detail)


def _reader(request: Request[Any, Any, Any], kind: str, key: str) -> Reader:
    """The edition that tells of a thing: the current one, and of an edition that edition itself."""
    reader = forms.current(request)
    shelf: Shelf = request.app.state.shelf
    for id in (key, key.rpartition(".")[0]) if kind == "edition" else ():
        if id in shelf.ids():
            return shelf.edition(id)
        if id == key or not key.rpartition(".")[2].isdigit():  # 2024-01-30.ttl, not another number of that day
            refuse_pruned(shelf.build, id, reader.edition.base_url)
    return reader


def path(kind: str, key: str) -> str:
    return f"/id/{kind}/{quote(key, safe='.-_~')}"


def _see_other(request: Request[Any, Any, Any], known: Descriptions, kind: str, key: str) -> Finished:
    suffix = forms.suffix_for(request, first="rdf")
    root = forms.current(request).edition.base_url
    where = (people_page(known.reader, kind, key, language(request)) if suffix == "html" else None) or (
        f"{path(kind, key)}.{suffix}"
    )
    headers = {
        "Location": root + where,
        "Vary": "Accept, Accept-Language",
        "Link": forms.links(addresses(known, kind, key)),
        "Cache-Control": "no-cache",
    }
    return Finished(b"", "text/plain", headers, 303)


def addresses(known: Descriptions, kind: str, key: str) -> dict[str, str]:
    """Address of each document about a thing."""
    base = known.reader.edition.base_url + path(kind, key)
    return {suffix: f"{base}.{suffix}" for suffix in (*serialise.FORMS, "html")}


def people_page(reader: Reader, kind: str, key: str, code: str) -> str | None:
    """The page that tells people of a thing, where it has one of its own."""
    before = prefix(code, reader.catalog.languages)
    if kind == "indicator" and key in reader.vocabulary.indicators:
        return f"{before}/nyckeltal/{key}"
    if kind == "dataset":
        return f"{before}/data/{key}"
    for page_of in rooms.given("pages", "page_of"):
        if own := page_of(reader, kind, key):
            return f"{before}{own}"
    if kind == "catalog":
        return f"{before}/catalog"
    area = reader.vocabulary.areas.get(key) if kind == "area" else None
    if area is not None and area.kind is not AreaKind.GROUP:
        return before + {
            AreaKind.NATION: "/riket", AreaKind.COUNTY: f"/lan/{key}", AreaKind.MUNICIPALITY: f"/kommun/{key}",
        }[area.kind]  # fmt: skip
    return None


def _gone(known: Descriptions, kind: str, key: str, replaced: list[str], suffix: str) -> Finished:
    """301 to the one thing that took its place, else 410."""
    base = known.reader.edition.base_url
    if kind == "dataset" and (one := known.reader.catalog.withdrawn.get(key)) is not None:
        raise withdrawn(one, base)
    if len(replaced) == 1 and known.known(kind, replaced[0]):
        where = base + path(kind, replaced[0]) + (f".{suffix}" if suffix in SUFFIXES else "")
        return Finished(b"", "text/plain", {"Location": where}, 301)
    places = [base + path(kind, name) for name in replaced]
    instead = tell(" Instead there are: {places}.", places=", ".join(places)) if places else ""
    detail = tell(
        "{kind}/{key} is withdrawn and will not come back.{instead} See /en/andringar.",
        kind=kind,
        key=key,
        instead=instead,
    )
    raise ProblemError(410, detail, replaced_by=places)


def _document(request: Request[Any, Any, Any], known: Descriptions, kind: str, key: str, suffix: str) -> Finished:
    triples = known.describe(kind, key)
    if suffix != "html":
        return forms.graph(triples, suffix, known.reader, addresses(known, kind, key))
    from publisher.web.describe.thingpage import Page

    view = View(request)
    view.language = language(request)
    words = texts(view.language)
    page = Page(known, view, known.uris.id(kind, key))
    title = page.title or key
    return view.page(
        "thing.html",
        title=title,
        description=f"{kind_of(kind, view.language)}: {title}",
        crumbs=[Crumb(words["catalogue"], view.href("/catalog"))],
        robots=False,
        t=words,
        kind=kind_of(kind, view.language),
        iri=page.iri,
        facts=page.facts(triples),
        others=[(s, form.title, address) for (s, form), address in zip(
            serialise.FORMS.items(), addresses(known, kind, key).values(), strict=False)],
        headers={"Link": forms.links(addresses(known, kind, key), "html"), "Vary": "Accept-Language"},
    )  # fmt: skip


ROUTES = [thing]
