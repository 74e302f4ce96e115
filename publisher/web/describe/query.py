"""``/sparql``: the SPARQL 1.1 Protocol for programs, a form with examples for people.

https://www.w3.org/TR/sparql11-protocol/ https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from litestar import Request, Response, route

from publisher.phrases import tell
from publisher.rdf import serialise
from publisher.reader import Reader
from publisher.settings import Settings
from publisher.sparql import LONGEST, TABLE_FORMS, Answered, Engine, QueryRefused
from publisher.web.describe import forms, queryform
from publisher.web.describe.refusals import GRAPH_TYPES, NAMES, TABLE_TYPES, refusal
from publisher.web.finished import Finished
from publisher.web.languages import everywhere, of_path
from publisher.web.pages.view import to_language
from publisher.web.problems import ProblemError

FORM_TYPES = {"application/x-www-form-urlencoded", "application/sparql-query"}


class Engines:
    """The engine of the current edition; that of the edition before ends when a new one is asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    def of(self, reader: Reader, settings: Settings) -> Engine:
        with self._lock:
            if self._engine is None or self._engine.folder != reader.folder:
                if self._engine is not None:
                    self._engine.close()
                self._engine = Engine(reader.folder, settings.build / "stores", wanted=settings.sparql)
            return self._engine


_engines = Engines()


@dataclass(frozen=True)
class Asked:
    """What a request asks: the query and whether it names graphs of its own."""

    query: str | None
    names_graphs: bool


async def _asked(request: Request[Any, Any, Any]) -> Asked:
    """The query of a GET or POST.

    Raises:
        ProblemError: 400 for two queries, 403 for an update, 415 for another kind of body.
    """
    parameters: dict[str, list[str]] = parse_qs(
        request.scope["query_string"].decode("latin-1"), keep_blank_values=True, errors="replace"
    )
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/sparql-update":
            raise refusal(QueryRefused("update"))
        if kind not in FORM_TYPES:
            detail = tell("Send the query as {types}.", types=" / ".join(sorted(FORM_TYPES)))
            raise ProblemError(415, detail, title=tell("That format is not read here"))
        body = await request.body()
        if len(body) > 4 * LONGEST:
            raise refusal(QueryRefused("too-long"))
        text = body.decode("utf-8", "replace")
        if kind == "application/sparql-query":
            parameters.setdefault("query", []).append(text)
        else:
            for name, values in parse_qs(text, keep_blank_values=True, errors="replace").items():
                parameters.setdefault(name, []).extend(values)
    if "update" in parameters:
        raise refusal(QueryRefused("update"))
    queries = parameters.get("query", [])
    if len(queries) > 1:
        raise ProblemError(400, tell("Send one query at a time."))
    graphs = any(name in parameters for name in ("default-graph-uri", "named-graph-uri"))
    return Asked(queries[0] if queries else None, graphs)


@route(everywhere("/sparql"), http_method=["GET", "HEAD", "POST"], status_code=200, include_in_schema=False)
async def sparql(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Answer a query; without one, the form for people and the service description for programs."""
    from litestar.concurrency import sync_to_thread

    if request.method != "POST" and (moved := to_language(request)):
        return moved.response()
    reader, for_people = forms.current(request), of_path(request.scope["path"])
    asked = await _asked(request)
    wanted = request.query_params.get("format") or request.query_params.get("output")
    accept = request.headers.get("accept", "")
    as_page = wanted == "html" or (
        wanted is None and (for_people or forms.best(accept, [*TABLE_TYPES, *GRAPH_TYPES, forms.HTML]) == forms.HTML)
    )
    if asked.query is None or not asked.query.strip():
        if request.method == "POST":
            raise ProblemError(400, tell("There is no query."))
        return queryform.page(request).response() if as_page else _service(request, reader).response()
    if as_page:

        def ask() -> Answered:
            return _answer(request, reader, asked, "json", "ttl")

        return (await sync_to_thread(queryform.answer, request, reader, asked.query, ask)).response()
    table, graph = _wanted(request, wanted)
    try:
        answered = await sync_to_thread(_answer, request, reader, asked, table, graph)
    except QueryRefused as error:
        raise refusal(error) from None
    kind = TABLE_FORMS[answered.form] if answered.kind == "table" else serialise.FORMS[answered.form].content_type
    headers = {"Vary": "Accept", "Cache-Control": forms.CACHED if request.method != "POST" else "no-store"}
    return Finished(answered.body, kind, headers).response()


def _answer(
    request: Request[Any, Any, Any], reader: Reader, asked: Asked, table: str | None, graph: str | None
) -> Answered:
    if asked.names_graphs:
        raise QueryRefused("dataset")
    engine = _engines.of(reader, request.app.state.settings)
    return engine.query(str(asked.query), reader.edition.base_url + "/", table, graph)


def _wanted(request: Request[Any, Any, Any], named: str | None) -> tuple[str | None, str | None]:
    """The form of a table and of a graph that are wanted; None where none is acceptable."""
    if named is not None:
        named = named.lower().removeprefix("application/").removeprefix("text/")
        named = NAMES.get(named, named)
        graph = {"json": "jsonld", "xml": "rdf"}.get(named, named)
        table = named if named in TABLE_FORMS else None
        if table or graph in serialise.FORMS:
            return table, graph if graph in serialise.FORMS else None
    accept = request.headers.get("accept", "")
    table_type, graph_type = forms.best(accept, list(TABLE_TYPES)), forms.best(accept, list(GRAPH_TYPES))
    return TABLE_TYPES[table_type] if table_type else None, GRAPH_TYPES[graph_type] if graph_type else None


def _service(request: Request[Any, Any, Any], reader: Reader) -> Finished:
    """The endpoint described: what it speaks and what it gives."""
    import pyoxigraph as ox

    suffix = forms.suffix_for(request, first="ttl", html=False)
    base = reader.edition.base_url
    sd = "http://www.w3.org/ns/sparql-service-description#"
    formats = "http://www.w3.org/ns/formats/"
    node = ox.NamedNode(f"{base}/sparql")

    def said(predicate: str, *objects: str) -> list[ox.Triple]:
        return [ox.Triple(node, ox.NamedNode(predicate), ox.NamedNode(thing)) for thing in objects]

    triples = [
        *said(serialise.RDF_TYPE, sd + "Service"),
        *said(sd + "endpoint", node.value),
        *said(sd + "supportedLanguage", sd + "SPARQL11Query"),
        *said(sd + "resultFormat", *(formats + name for name in (
            "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle",
            "N-Triples", "RDF_XML", "JSON-LD"))),
        *said(serialise.PREFIXES["rdfs"] + "seeAlso", f"{base}/void"),
    ]  # fmt: skip
    places = {s: f"{base}/sparql?format={s}" for s in serialise.FORMS}
    return forms.graph(serialise.ordered(triples), suffix, reader, places, negotiated=True)


ROUTES = [sparql]
