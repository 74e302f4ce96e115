"""The catalogue: the harvest address, every form of it, pages of it, its proof, and VoID.

``/datasets/dcat`` is where dataportal.se looks first; the whole catalogue is always in one document.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response, get, route

from publisher.phrases import tell
from publisher.rdf import serialise
from publisher.reader import CATALOG, LINKED_DATA, Reader
from publisher.web.describe import forms
from publisher.web.describe.wording import texts
from publisher.web.finished import Finished
from publisher.web.languages import everywhere, of_path
from publisher.web.pages.view import Crumb, View, to_language
from publisher.web.problems import ProblemError

if TYPE_CHECKING:
    from publisher.rdf.descriptions import Descriptions

#: Datasets on a page of the paged catalogue.
PAGE = 100

#: Suffixes of the catalogue's addresses and the form each gives.
SUFFIXES = {**{suffix: suffix for suffix in serialise.FORMS}, **serialise.ALIASES}


def addresses(reader: Reader) -> dict[str, str]:
    """Address of each form of the whole catalogue, and of its page."""
    base = reader.edition.base_url
    return {suffix: f"{base}/catalog.{suffix}" for suffix in serialise.FORMS} | {"html": f"{base}/catalog"}


@lru_cache(maxsize=32)
def _digest(path: Path) -> str:
    """SHA-256 of a file of an edition, which never changes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def whole(reader: Reader, suffix: str, negotiated: bool) -> Finished:
    """The catalogue as the build wrote it and read it back.

    Raises:
        ProblemError: 503 when the edition has none; never a part of it.
    """
    folder = reader.folder / CATALOG
    try:
        body = (folder / f"catalog.{suffix}").read_bytes()
        digest = _digest(folder / "catalog.nt")
    except OSError as error:
        text = tell("The catalogue is not built.")
        raise ProblemError(503, text) from error
    return forms.graph((), suffix, reader, addresses(reader), negotiated=negotiated, digest=digest, body=body)


@route(
    [f"/catalog.{suffix}" for suffix in SUFFIXES],
    http_method=["GET", "HEAD"],
    sync_to_thread=False,
    include_in_schema=False,
)
def form(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The whole catalogue in the form its address names."""
    suffix = request.scope["path"].rstrip("/").rpartition(".")[2]
    return whole(forms.current(request), SUFFIXES[suffix], negotiated=False).response()


@route("/datasets/dcat", http_method=["GET", "HEAD"], sync_to_thread=False, include_in_schema=False)
def harvest(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The whole catalogue, RDF/XML to whoever does not ask for another form; never paged."""
    suffix = forms.suffix_for(request, first="rdf", html=False)
    return whole(forms.current(request), suffix, negotiated=True).response()


@route(everywhere("/catalog"), http_method=["GET", "HEAD"], sync_to_thread=False, include_in_schema=False)
def catalog(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The catalogue in the form asked for; ``?page=`` gives a hundred datasets at a time."""
    if moved := to_language(request):
        return moved.response()
    reader = forms.current(request)
    page = request.query_params.get("page")
    if page is not None:
        return _page(request, reader, str(page)).response()
    suffix = "html" if of_path(request.scope["path"]) else forms.suffix_for(request)
    if suffix != "html":
        return whole(reader, suffix, negotiated=True).response()
    view = View(request)
    words = texts(view.language)
    return view.page(
        "catalogue.html",
        title=words["catalogue"],
        description=words["catalogue-about"],
        t=words,
        datasets=view.reader.catalog.described,
        forms=[(form, f"/catalog.{suffix}") for suffix, form in serialise.FORMS.items()],
        harvest=view.reader.edition.base_url + "/datasets/dcat",
        headers={"Link": forms.links(addresses(reader), "html"), "Vary": "Accept"},
    ).response()


def _page(request: Request[Any, Any, Any], reader: Reader, asked: str) -> Finished:
    suffix = forms.suffix_for(request, html=False)
    known = forms.descriptions(reader)
    try:
        triples = known.page(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0, PAGE)
    except LookupError as error:
        detail = tell("The catalogue's pages are {error}.", error=error)
        raise ProblemError(404 if asked.isdigit() else 400, detail, allowed=str(error)) from None
    base = reader.edition.base_url
    places = {s: f"{base}/catalog?page={asked}&format={s}" for s in serialise.FORMS}
    return forms.graph(triples, suffix, reader, places, negotiated=True)


@route("/void", http_method=["GET", "HEAD"], sync_to_thread=False, include_in_schema=False)
def void(request: Request[Any, Any, Any]) -> Response[bytes]:
    """What linked data there is and where: https://www.w3.org/TR/void/"""
    reader = forms.current(request)
    suffix = forms.suffix_for(request, first="ttl", html=False)
    base = reader.edition.base_url
    places = {s: f"{base}/void?format={s}" for s in serialise.FORMS}
    triples = serialise.parse((reader.folder / LINKED_DATA / "void.nt").read_bytes(), "nt")
    return forms.graph(triples, suffix, reader, places, negotiated=True).response()


@get("/.well-known/void", sync_to_thread=False, include_in_schema=False)
def well_known(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Where crawlers look for VoID: https://www.w3.org/TR/void/#well-known"""
    return Finished(b"", "text/plain", {"Location": "/void"}, 303).response()


@dataclass(frozen=True)
class Metric:
    """A metric of the assessment and the points it can give."""

    name: str
    points: int


def report_addresses(reader: Reader) -> dict[str, str]:
    base = reader.edition.base_url
    places = {suffix: f"{base}/catalog/report.{suffix}" for suffix in serialise.FORMS}
    return places | {"html": f"{base}/catalog/report"}


@route(
    everywhere("/catalog/report"),
    http_method=["GET", "HEAD"],
    sync_to_thread=False,
    include_in_schema=False,
)
def report(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The proof: SHACL, metadata quality and links, as a page, JSON or RDF."""
    if moved := to_language(request):
        return moved.response()
    reader, for_people = forms.current(request), of_path(request.scope["path"])
    accept = request.headers.get("accept", "")
    if request.query_params.get("format") == "json" or (
        not for_people and forms.best(accept, [forms.HTML, "application/json"]) == "application/json"
    ):
        return _report_json(reader, negotiated=True).response()
    suffix = "html" if for_people else forms.suffix_for(request, first="html")
    if suffix != "html":
        return _report_graph(forms.descriptions(reader), suffix, negotiated=True).response()
    return _report_page(View(request)).response()


@route("/catalog/report.json", http_method=["GET", "HEAD"], sync_to_thread=False, include_in_schema=False)
def report_json(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The proof as JSON."""
    return _report_json(forms.current(request), negotiated=False).response()


@route(
    [f"/catalog/report.{suffix}" for suffix in SUFFIXES],
    http_method=["GET", "HEAD"],
    sync_to_thread=False,
    include_in_schema=False,
)
def report_form(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The points as dqv:QualityMeasurement in the form the address names."""
    suffix = SUFFIXES[request.scope["path"].rstrip("/").rpartition(".")[2]]
    return _report_graph(forms.descriptions(forms.current(request)), suffix, negotiated=False).response()


def _report_json(reader: Reader, negotiated: bool) -> Finished:
    headers = {"Cache-Control": forms.CACHED, "Link": forms.links(report_addresses(reader))}
    if negotiated:
        headers["Vary"] = "Accept"
    return Finished((reader.folder / CATALOG / "report.json").read_bytes(), "application/json", headers)


def _report_graph(known: Descriptions, suffix: str, negotiated: bool) -> Finished:
    data = (known.reader.folder / LINKED_DATA / "report.nt").read_bytes()
    return forms.graph(
        serialise.parse(data, "nt"), suffix, known.reader, report_addresses(known.reader), negotiated=negotiated
    )


def _report_page(view: View) -> Finished:
    try:
        found = msgspec.json.decode((view.reader.folder / CATALOG / "report.json").read_bytes())
    except FileNotFoundError:
        id = view.reader.edition.id
        detail = tell(
            "Edition {id} was put together afterwards from the data packages and has no catalogue. The "
            "report of the latest edition is at /catalog/report.",
            id=id,
        )
        raise view.not_found(detail) from None
    words = texts(view.language)
    return view.page(
        "report.html",
        title=words["report"],
        description=words["report-about"],
        crumbs=[Crumb(words["catalogue"], view.href("/catalog"))],
        t=words,
        rules=(view.reader.folder / "vocab/shapes/catalogue.ttl").is_file(),
        report=found,
        metrics=[Metric(name, points) for name, points in found["weights"].items()],
        headers={"Link": forms.links(report_addresses(view.reader), "html"), "Vary": "Accept"},
    )


ROUTES = [form, harvest, catalog, void, well_known, report, report_json, report_form]
