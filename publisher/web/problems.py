"""One shape for what goes wrong: RFC 9457 problem details, in Swedish or English; a page for those who read pages.

https://www.rfc-editor.org/rfc/rfc9457
"""

from __future__ import annotations

import html
import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from publisher import pruned
from publisher.connection import UNREADABLE
from publisher.errors import NoEdition, NotThere, PublisherError
from publisher.model import LANGUAGES, Text, Withdrawal, localised
from publisher.phrases import alike, joined, tell
from publisher.translation import translations
from publisher.web import accept
from publisher.web.examples import filled
from publisher.web.languages import of_path

logger = logging.getLogger("publisher.web")

MEDIA_TYPE = "application/problem+json"

#: Addresses that are asked by programs: they get JSON even when a browser asks.
FOR_PROGRAMS = ("/api/", "/sparql", "/schema", "/datapackages/", "/downloads/", "/catalog.", "/datasets/dcat")

#: Title and next step of each status that we answer.
KNOWN: Mapping[int, tuple[Text, Text]] = {
    400: (tell("The request cannot be understood"), tell("See the description at /schema.")),
    404: (tell("Not found"), tell("Check the address, or search from the start page /en.")),
    405: (tell("Method not allowed here"), tell("Everything here is read-only: use GET or HEAD.")),
    406: (tell("Not available in that form"), tell("Change Accept, or add ?format= to the address.")),
    410: (tell("Withdrawn", "problem"), tell("See /en/andringar for what happened.")),
    413: (tell("Too large"), tell("Split the request into several.")),
    414: (tell("The address is too long"), tell("Split the request, or fetch the whole dataset from /en/data.")),
    416: (tell("The file is not that long"), tell("Ask for a range within the file.")),
    422: (tell("Too much at once"), tell("Split the request, or fetch the whole dataset from /en/data.")),
    429: (tell("Too many requests right now"), tell("Wait a moment and try again.")),
    500: (tell("An error of ours"), tell("It has been noted. Try again in a moment.")),
    503: (tell("It cannot be answered just now"), tell("Try again in a moment.")),
}  # fmt: skip

#: Renders an error as a page: request, status, title, detail, language. ``app.state.error_page`` holds a better one.
ErrorPage = Callable[["Request[Any, Any, Any]", int, str, str, str], str]


class ProblemError(Exception):
    """Raise this in a handler to answer with a problem.

    Attributes:
        status: HTTP status.
        title: what is wrong, in a few words.
        detail: what is wrong in this request, and the next step.
        headers: of the answer.
        extra: further members: ``allowed`` values, the ``bound``, what ``replaced_by`` …
    """

    def __init__(
        self,
        status: int,
        detail: Text,
        title: Text | None = None,
        headers: Mapping[str, str] | None = None,
        **extra: object,
    ):
        super().__init__(localised(detail, "en"))
        self.headers = headers or {}
        self.status = status
        self.title: Text = title or KNOWN.get(status, KNOWN[500])[0]
        self.detail = detail
        self.extra = extra


def withdrawn(one: Withdrawal, base: str) -> ProblemError:
    """410 for a dataset that was published and is no more: since when, why, and what took its place."""
    places = [f"{base}/id/dataset/{name}" for name in one.replaced_by]
    listed = ", ".join(places)
    return ProblemError(
        410,
        joined(
            tell("The dataset {name} is withdrawn since {date}:", name=one.name, date=one.date),
            one.reason,
            tell("Instead there is: {listed}.", listed=listed) if places else {},
        ),
        replaced_by=places,
    )


def refuse_pruned(build: Path, id: str, base: str) -> None:
    """410 for an edition that was taken away by rule: since when, and which one stands for its day.

    Raises:
        ProblemError: it was; else nothing happens.
    """
    try:
        one = pruned.read(build).get(id)
    except PublisherError:
        return  # 'publisher prune' and 'publisher build' say so
    if one is not None:
        place = f"{base}/id/edition/{one.instead}"
        detail = tell(
            "Edition {id} was pruned on {on}. The last one of that day stands: {instead}, {place}",
            id=id,
            on=one.on,
            instead=one.instead,
            place=place,
        )
        raise ProblemError(410, detail, replaced_by=[place])


def language(request: Request[Any, Any, Any]) -> str:
    """The language to answer in: ``?lang=``, else the path's (``/en/…``), else by Accept-Language, else the first."""
    known = languages(request)
    for asked in (request.query_params.get("lang"), of_path(path_of(request))):
        if asked in known:
            return str(asked)
    return accept.language(request.headers.get("accept-language", ""), known)


def languages(request: Request[Any, Any, Any]) -> Sequence[str]:
    """The languages of the site; all there are while it has no edition."""
    shelf = request.app.state.get("shelf")
    try:
        return tuple(shelf.current().catalog.languages) if shelf else LANGUAGES
    except (NoEdition, *UNREADABLE):
        return LANGUAGES


def path_of(request: Request[Any, Any, Any]) -> str:
    """The path that was asked for; a mount leaves only what follows it in ``request.url``."""
    return unquote(request.scope["raw_path"].split(b"?")[0].decode("latin-1"))


def wants_page(request: Request[Any, Any, Any]) -> bool:
    """Whether a person with a browser is asking, for something that is a page."""
    if path_of(request).startswith(FOR_PROGRAMS):
        return False
    return accept.media_type(request.headers.get("accept", ""), ["application/json", MEDIA_TYPE, "text/html"]) == 2


def meant(near: Sequence[str]) -> Text:
    """A sentence, after a space, that asks whether what is nearest was meant; '' when nothing is near."""
    told = ", ".join(near)
    return tell(" Did you mean {told}?", told=told) if near else dict.fromkeys(LANGUAGES, "")


def problem(
    status: int, title: Text, detail: Text, request: Request[Any, Any, Any], **extra: object
) -> Response[bytes]:
    """An answer that says what is wrong and what to do: problem+json, or a page when a browser asks for one.

    Args:
        status: HTTP status.
        title: what kind of problem, a few words, per language.
        detail: what is wrong in this request and the next step, per language.
        request: what was asked.
        extra: further members of the JSON object.
    """
    code = language(request)
    detail = _filled(detail, request)
    headers = {"Content-Language": code, "Cache-Control": "no-store", "Vary": "Accept, Accept-Language"}
    if status in (429, 503):
        headers["Retry-After"] = "10"
    if wants_page(request):
        render: ErrorPage = request.app.state.get("error_page") or plain_page
        text = render(request, status, localised(title, code), localised(detail, code), code)
        return Response(text.encode(), status_code=status, media_type="text/html", headers=headers)
    body = {
        "type": "about:blank",
        "title": localised(title, code),
        "status": status,
        "detail": localised(detail, code),
        "instance": path_of(request),
        **extra,
    }
    return Response(msgspec.json.encode(body), status_code=status, media_type=MEDIA_TYPE, headers=headers)


def _filled(detail: Text, request: Request[Any, Any, Any]) -> Text:
    """A detail with its examples; as it is while there is no edition that has any."""
    shelf = request.app.state.get("shelf")
    try:
        return filled(dict(detail), shelf.current()) if shelf else detail
    except (NoEdition, *UNREADABLE):
        return detail


def plain_page(request: Request[Any, Any, Any], status: int, title: str, detail: str, code: str) -> str:
    """An error as a page that needs nothing else."""
    home = translations(code).gettext("To the start page")
    where = "/" if code == languages(request)[0] else f"/{code}"
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title></head>"
        f"<body><main><h1>{html.escape(title)}</h1><p>{html.escape(detail)}</p>"
        f'<p><a href="{where}">{home}</a></p><p>{status}</p></main></body></html>'
    )


def _problem_error(request: Request[Any, Any, Any], error: ProblemError) -> Response[bytes]:
    answer = problem(error.status, error.title, error.detail, request, **error.extra)
    answer.headers.update(error.headers)
    return answer


def _no_edition(request: Request[Any, Any, Any], error: NoEdition) -> Response[bytes]:
    """Nothing to answer from just now: it comes back by itself, so nobody is told that the thing is gone."""
    title, step = KNOWN[503]
    said = tell("There is no edition to answer from just now.")
    return problem(503, title, joined(said, step), request)


def _unreadable(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The database is gone or damaged: the edition is proved anew before anything more is read of it."""
    logger.error("found the edition's database unreadable", exc_info=error)
    request.app.state.shelf.doubt()
    return _no_edition(request, NoEdition(str(error)))


def _not_there(request: Request[Any, Any, Any], error: NotThere) -> Response[bytes]:
    title, step = KNOWN[404]
    return problem(404, title, joined(alike(str(error)), step), request)


def _http_exception(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """Litestar's own refusals: unknown path, wrong method, a parameter of the wrong type."""
    status = error.status_code
    if status >= 500:
        return _unexpected(request, error)
    title, step = KNOWN.get(status, (alike(HTTPStatus(status).phrase), {}))
    detail: Text = step
    extra: dict[str, object] = {}
    if status == 400:
        faults = error.extra if isinstance(error.extra, list) else []
        named = "; ".join(f"{fault.get('key', '?')}: {fault.get('message', '')}" for fault in faults)
        detail = joined(alike(named or error.detail), step)
        extra["errors"] = [{"key": fault.get("key"), "message": fault.get("message")} for fault in faults]
    answer = problem(status, title, detail, request, **extra)
    answer.headers.update(error.headers or {})
    return answer


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Something we did not foresee: the log gets the story, the reader an apology and no more."""
    logger.error("failed to answer %s %s", request.method, path_of(request), exc_info=error)
    title, step = KNOWN[500]
    return problem(500, title, step, request)


HANDLERS: ExceptionHandlersMap = {
    ProblemError: _problem_error,
    NoEdition: _no_edition,
    **dict.fromkeys(UNREADABLE, _unreadable),
    NotThere: _not_there,
    HTTPException: _http_exception,
    500: _unexpected,
    Exception: _unexpected,
}
