"""Knocking: a request to a door by HTTP, its language, query and body, and the form of its refusals."""

from __future__ import annotations

import difflib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from litestar import Litestar, Request, Response

from publisher.connection import UNREADABLE
from publisher.doors.inquiry import Inquirer
from publisher.errors import NoEdition
from publisher.model import Text
from publisher.phrases import alike, joined, tell
from publisher.web.accept import language
from publisher.web.examples import filled
from publisher.web.problems import KNOWN, ProblemError, meant

if TYPE_CHECKING:
    from litestar.types import Receive, Scope, Send

#: Bytes of a body that are read, and fields of a query or form.
LARGEST, FIELDS = 1_000_000, 700
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Knock:
    """A request to a door.

    Attributes:
        inquirer: who asks, in which language; the edition is the current one.
        request: what was sent.
        path: what follows the door's own path, percent-encoded, without a slash at its end.
    """

    inquirer: Inquirer
    request: Request[Any, Any, Any]
    path: str

    def spoken(self, code: str) -> Knock:
        """The same, answered in another language of the site."""
        return Knock(inquirer=Inquirer(app=self.inquirer.app, language=code), request=self.request, path=self.path)

    def query(self) -> Pairs:
        """Names and values of the address.

        Raises:
            ProblemError: 400.
        """
        return pairs(self.request.scope["query_string"])

    async def body(self) -> bytes:
        """The body.

        Raises:
            ProblemError: 413.
        """
        found, more = b"", True
        while more:
            message: Any = await self.request.receive()
            found += message.get("body", b"")
            more = bool(message.get("more_body"))
            if len(found) > LARGEST:
                words = tell("At most {largest} bytes are read. Split the request into several.", largest=LARGEST)
                raise ProblemError(413, words, bound=LARGEST)
        return found


#: What answers a knock, and what tells that it cannot be: the problem, and the language to tell it in.
Answer = Callable[[Knock], Awaitable[Response[Any]]]
Refuse = Callable[[ProblemError, str, Request[Any, Any, Any]], Response[Any]]


def application(app: Litestar, path: str, answer: Answer, refuse: Refuse, methods: Sequence[str] = METHODS) -> Any:
    """A door as an ASGI application.

    Args:
        app: the application whose API is asked.
        path: of the door.
        answer: what answers.
        refuse: tells a problem in the door's own form of error.
        methods: those that are let in.
    """

    async def respond(request: Request[Any, Any, Any]) -> Response[Any]:
        code = "en"
        try:
            told = app.state.shelf.current().catalog.languages
            accepts = request.headers.get("accept-language", "")
            code = language(accepts, told) if accepts else told[0]
            if request.method not in methods:
                raise ProblemError(405, KNOWN[405][1], headers={"Allow": ", ".join(methods)})
            raw = request.scope["raw_path"].split(b"?")[0].decode("latin-1").removeprefix(path).rstrip("/")
            return await answer(Knock(inquirer=Inquirer(app=app, language=code), request=request, path=raw))
        except ProblemError as problem:
            return refuse(shown(problem, app), code, request)
        except (NoEdition, *UNREADABLE):
            return refuse(ProblemError(503, KNOWN[503][1], headers={"Retry-After": "10"}), code, request)

    async def knocked(scope: Scope, receive: Receive, send: Send) -> None:
        request: Request[Any, Any, Any] = Request(scope, receive)
        response = await respond(request)
        await response.to_asgi_response(app=None, request=request)(scope, receive, send)

    return knocked


def shown(problem: ProblemError, app: Litestar) -> ProblemError:
    """A problem with the edition's own examples in its words, as the API tells it."""
    try:
        reader = app.state.shelf.current()
    except (NoEdition, *UNREADABLE):
        return problem
    problem.detail, problem.extra = filled(dict(problem.detail), reader), filled(problem.extra, reader)
    return problem


def pairs(text: bytes) -> Pairs:
    """Names and values of a query or a form.

    Raises:
        ProblemError: 400 for what is no UTF-8, 422 for too many.
    """
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except UnicodeError:
        raise ProblemError(400, tell("Write the fields as UTF-8, percent-encoded.")) from None
    except ValueError:
        words = tell("At most {fields} fields are read. Split the request into several.", fields=FIELDS)
        raise ProblemError(422, words, bound=FIELDS) from None


def whole(name: str, text: str, low: int, high: int) -> int:
    """A whole number within bounds.

    Raises:
        ProblemError: 400 naming the bounds.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
        words = tell("'{text}' will not do. Write a whole number {low}–{high}.", text=text[:40], low=low, high=high)
        raise refused(name, words, bound=high)
    return int(text)


def refused(name: str, said: Text, status: int = 400, title: str = "", **extra: object) -> ProblemError:
    """A fault of something named.

    Args:
        title: what the protocol calls such a fault.
    """
    problem = ProblemError(status, joined(alike(f"{name}:"), said), alike(title) if title else None, parameter=name)
    problem.extra |= extra
    return problem


def near(text: str, known: Sequence[str]) -> tuple[list[str], Text]:
    """The nearest of what there is to what was written, and a sentence that asks whether one of them was meant."""
    folded = {one.casefold(): one for one in known}
    found = [folded[one] for one in difflib.get_close_matches(text[:80].casefold(), list(folded), n=3, cutoff=0.6)]
    return found, meant(found)


def listed(known: Sequence[str], most: int = 12) -> str:
    """The first of what there is, and how many more there are."""
    return ", ".join(known[:most]) + (f" … ({len(known)})" if len(known) > most else "")
