"""The door for OpenRefine and its like: the Reconciliation Service API 0.2 at ``/reconcile``.

Names become codes of areas and ids of indicators, and codes become columns of values with their status and period.
https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import msgspec
from litestar import Litestar, Request, Response
from litestar.response import Redirect

from publisher.connection import UNREADABLE
from publisher.doors.inquiry import Inquirer
from publisher.doors.reconcile import describing, extending, matching
from publisher.errors import NoEdition
from publisher.model import localised
from publisher.web.accept import language
from publisher.web.problems import KNOWN, ProblemError

if TYPE_CHECKING:
    from litestar.types import Receive, Scope, Send

#: Bytes of a request that are read, and fields of a form.
LARGEST, FIELDS = 1_000_000, 50
METHODS = ("GET", "HEAD", "POST", "OPTIONS")

Form = Mapping[str, str]
#: What answers at an address: who asks, what is asked, in which language the address is.
Handler = Callable[[Inquirer, Form, str], Awaitable[Any]]


async def _service(inquirer: Inquirer, form: Form, place: str) -> Any:
    """The service itself: matches, columns, or what it is."""
    if "queries" in form:
        return await matching.batch(inquirer, _json("queries", form["queries"]))
    if "query" in form:  # one question, as in the days before batches
        text = form["query"]
        query = _json("query", text) if text.lstrip().startswith("{") else {"query": text}
        return (await matching.batch(inquirer, {"q": query}))["q"]
    if "extend" in form:
        return await extending.extend(inquirer, _json("extend", form["extend"]))
    return describing.manifest(inquirer, place)


#: What follows the service's address, to what answers there.
PLACES: Mapping[str, Handler] = {
    "": _service,
    "/suggest/entity": matching.suggest,
    "/suggest/type": matching.suggest_types,
    "/suggest/property": extending.suggest,
    "/properties": extending.propose,
    "/preview": describing.preview,
    "/view": describing.view,
}


def application(app: Litestar) -> Any:
    """The door as an ASGI application.

    Args:
        app: the application whose API is asked.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        request: Request[Any, Any, Any] = Request(scope, receive)
        response = await respond(app, request)
        await response.to_asgi_response(app=None, request=request)(scope, receive, send)

    return answer


async def respond(app: Litestar, request: Request[Any, Any, Any]) -> Response[Any]:
    """The answer to a request, in the service's own form of error where there is none."""
    accepts, code = request.headers.get("accept-language", ""), "en"
    try:
        told = app.state.shelf.current().catalog.languages
        code = language(accepts, told) if accepts else told[0]
        if request.method not in METHODS:
            raise ProblemError(405, KNOWN[405][1], headers={"Allow": ", ".join(METHODS)})
        raw = request.scope["raw_path"].split(b"?")[0].decode("latin-1").removeprefix("/reconcile").rstrip("/")
        place, _, rest = raw.removeprefix("/").partition("/")
        place, rest = (place, f"/{rest}" if rest else "") if place in told else ("", raw)
        handler = PLACES.get(rest)
        if handler is None:
            there = ", ".join(f"/reconcile{one}" for one in PLACES)
            raise ProblemError(404, {"sv": f"Här finns inget. Det finns: {there}.",
                                     "en": f"There is nothing here. There are: {there}."})  # fmt: skip
        code = place or code
        found = await handler(Inquirer(app=app, language=code), await _form(request), place)
    except ProblemError as problem:
        return _error(problem, code)
    except (NoEdition, *UNREADABLE):
        return _error(ProblemError(503, KNOWN[503][1]), code)
    headers = {"Vary": "Accept-Language", "Cache-Control": "public, max-age=300", "Content-Language": code}
    if isinstance(found, Redirect):
        return found
    if isinstance(found, str):
        headers["Content-Security-Policy"] = describing.POLICY
        return Response(found.encode(), media_type="text/html; charset=utf-8", headers=headers)
    return Response(msgspec.json.encode(found), media_type="application/json", headers=headers)


def _error(problem: ProblemError, code: str) -> Response[Any]:
    said = localised(problem.detail, code)
    body = {"status": "error", "message": said, "details": localised(problem.title, code), **problem.extra}
    headers = {**problem.headers, "Cache-Control": "no-store", "Vary": "Accept-Language"}
    return Response(
        msgspec.json.encode(body), status_code=problem.status, media_type="application/json", headers=headers
    )


async def _form(request: Request[Any, Any, Any]) -> Form:
    """The fields of the address and, of a POST, of the form.

    Raises:
        ProblemError: 400 or 413.
    """
    query: bytes = request.scope["query_string"]
    if request.method == "POST":
        body, more = b"", True
        while more:
            message: Any = await request.receive()
            body += message.get("body", b"")
            more = bool(message.get("more_body"))
            if len(body) > LARGEST:
                raise ProblemError(413, {"sv": f"Högst {LARGEST} byte läses. Dela upp frågan i flera.",
                                         "en": f"At most {LARGEST} bytes are read. Split the request into several."},
                                   bound=LARGEST)  # fmt: skip
        query = query + b"&" + body if query else body
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except ValueError:
        raise ProblemError(400, {
            "sv": "Skicka fälten queries eller extend som ett formulär (application/x-www-form-urlencoded, UTF-8).",
            "en": "Send the fields queries or extend as a form (application/x-www-form-urlencoded, UTF-8).",
        }) from None  # fmt: skip
    return dict(pairs)


def _json(name: str, text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError):
        raise ProblemError(400, {"sv": f"{name}: det här är inte JSON. Skriv till exempel {EXAMPLES[name]}.",
                                 "en": f"{name}: this is no JSON. Write for example {EXAMPLES[name]}."},
                           parameter=name) from None  # fmt: skip


EXAMPLES = {
    "queries": '{"q0": {"query": "…"}}',
    "query": '{"query": "…"}',
    "extend": '{"ids": ["…"], "properties": [{"id": "…"}]}',
}
