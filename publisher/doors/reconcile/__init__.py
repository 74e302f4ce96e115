"""The door for OpenRefine and its like: the Reconciliation Service API 0.2 at ``/reconcile``.

Names become codes of areas and ids of indicators, and codes become columns of values with their status and period.
https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec
from litestar import Litestar, Request, Response
from litestar.response import Redirect

from publisher.doors import knocking
from publisher.doors.inquiry import Inquirer
from publisher.doors.knocking import Knock
from publisher.doors.reconcile import describing, extending, matching
from publisher.model import localised
from publisher.phrases import tell
from publisher.web.problems import ProblemError, languages, path_of

PATH = "/reconcile"

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
    "/flyout/entity": describing.flyout,
    "/flyout/type": describing.flyout_type,
    "/flyout/property": extending.flyout,
    "/properties": extending.propose,
    "/preview": describing.preview,
    "/view": describing.view,
}


def application(app: Litestar) -> Any:
    """The door as an ASGI application.

    Args:
        app: the application whose API is asked.
    """
    return knocking.application(app, PATH, respond, refuse)


async def respond(knock: Knock) -> Response[Any]:
    """The answer to a request."""
    told = knock.inquirer.reader.catalog.languages
    place, _, rest = knock.path.removeprefix("/").partition("/")
    place, rest = (place, f"/{rest}" if rest else "") if place in told else ("", knock.path)
    handler = PLACES.get(rest)
    if handler is None:
        there = ", ".join(f"{PATH}{one}" for one in PLACES)
        raise ProblemError(404, tell("There is nothing here. There are: {there}.", there=there))
    knock = knock.spoken(place) if place else knock
    form = knock.query()
    if knock.request.method == "POST":
        form += knocking.pairs(await knock.body())
    found = await handler(knock.inquirer, dict(form), place)
    if isinstance(found, Redirect):
        return found
    headers = {"Vary": "Accept-Language", "Cache-Control": "public, max-age=300"}
    headers["Content-Language"] = knock.inquirer.told
    if isinstance(found, str):
        headers["Content-Security-Policy"] = describing.POLICY
        return Response(found.encode(), media_type="text/html", headers=headers)
    return Response(msgspec.json.encode(found), media_type="application/json", headers=headers)


def refuse(problem: ProblemError, code: str, request: Request[Any, Any, Any]) -> Response[bytes]:
    """A problem in the service's own form of error."""
    place = path_of(request).removeprefix(f"{PATH}/")[:2]
    code = place if place in languages(request) else code
    said = localised(problem.detail, code)
    body = {"status": "error", "message": said, "details": localised(problem.title, code), **problem.extra}
    headers = {**problem.headers, "Cache-Control": "no-store", "Vary": "Accept-Language"}
    return Response(
        msgspec.json.encode(body), status_code=problem.status, media_type="application/json", headers=headers
    )


def _json(name: str, text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError):
        words = tell("{name}: this is no JSON. Write for example {example}.", name=name, example=EXAMPLES[name])
        raise ProblemError(400, words, parameter=name) from None


EXAMPLES = {
    "queries": '{"q0": {"query": "…"}}',
    "query": '{"query": "…"}',
    "extend": '{"ids": ["…"], "properties": [{"id": "…"}]}',
}
