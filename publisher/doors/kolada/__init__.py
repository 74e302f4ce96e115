"""The door for clients of Kolada: version 3 of its API at ``/kolada/v3``, with Kolada's own values and no others.

A copy, on Kolada's terms: every answer says in the header ``Copy-Of`` of what, until which period and which day. Beside
Kolada's own parameters there is ``as_of``. https://api.kolada.se/v3/docs
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import msgspec
from litestar import Litestar, Request, Response

from publisher.doors import knocking
from publisher.doors.knocking import Knock, near, refused
from publisher.doors.kolada import listing, values
from publisher.doors.kolada.copied import copy_of
from publisher.doors.kolada.envelope import Page
from publisher.kolada import MOST_IDS, PAGE
from publisher.model import localised
from publisher.phrases import tell
from publisher.reader import Reader
from publisher.web.api import asking
from publisher.web.api.naming import names
from publisher.web.problems import ProblemError

PATH = "/kolada/v3"
METHODS = ("GET", "HEAD", "OPTIONS")
#: Values that are read in the event loop: a few milliseconds. More are read in a thread.
QUICK = 2000
#: Dimensions of data, as they are written in the query, to what they are called in a path.
IN_PATH = {"kpi_id": "kpi", "municipality_id": "municipality", "ou_id": "ou", "year": "year"}
COMMON = ("page", "per_page", "as_of")
#: Lists, and what they may be narrowed by beside the title.
LISTS: dict[str, tuple[Callable[..., list[dict[str, Any]]], tuple[str, ...]]] = {
    "kpi": (listing.kpis, ()),
    "kpi_groups": (listing.kpi_groups, ()),
    "municipality": (listing.municipalities, ("type",)),
    "municipality_groups": (listing.municipality_groups, ()),
    "ou": (listing.units, ("municipality",)),
}
DATA = ("data", "oudata")


def application(app: Litestar) -> Any:
    """The door as an ASGI application.

    Args:
        app: the application whose API is asked.
    """

    def refuse(problem: ProblemError, code: str, request: Request[Any, Any, Any]) -> Response[bytes]:
        """A problem as Kolada's server tells it: ``detail``, with what is nearest beside it."""
        body = {"detail": localised(problem.detail, code), **problem.extra}
        headers = {**problem.headers, "Cache-Control": "no-store", "Vary": "Accept-Language"}
        if problem.status < 500:
            headers["Copy-Of"] = copy_of(app.state.shelf.current())
        return Response(
            msgspec.json.encode(body), status_code=problem.status, media_type="application/json", headers=headers
        )

    return knocking.application(app, PATH, answer, refuse, METHODS)


async def answer(knock: Knock) -> Response[Any]:
    """The answer to a request."""
    name, *rest = [unquote(part) for part in knock.path.split("/")[1:]] or [""]
    found: dict[str, list[str]] = {}
    for key, text in knock.query():
        found.setdefault(key.removesuffix("[]"), []).append(text)
    if name in DATA:
        allowed = (*IN_PATH, "from_date", *COMMON)
    elif name in LISTS and len(rest) < 2:
        allowed = ("title", "id", *LISTS[name][1], *COMMON)
    else:
        every = ", ".join(f"{PATH}/{one}" for one in (*LISTS, *DATA))
        raise ProblemError(404, tell("There is nothing here. There are: {there}.", there=every))
    for key, texts in found.items():
        if key in listing.UNKNOWN and name == "kpi":
            words = tell(
                "only {source} knows this: the copy cannot be narrowed by it. Leave it out and choose by title, id or "
                "{groups}.",
                source=listing.SOURCE,
                groups=f"{PATH}/kpi_groups",
            )
            raise refused(key, words, 422, allowed=list(allowed))
        if key not in allowed:
            met, said = near(key, allowed)
            words = tell("there is no such parameter.{meant} There are {there}.", meant=said, there=", ".join(allowed))
            raise refused(key[:80], words, 422, nearest=met)
        if len(texts) > 1 and key not in (*IN_PATH, "id"):
            raise refused(key, tell("may stand only once."), 422)
    one = {key: texts[0] for key, texts in found.items()}
    reader, day = asking.edition(knock.inquirer.app.state.shelf, one.get("as_of") or None)
    page = Page(
        base=f"{reader.edition.base_url}{knock.path and PATH + knock.path}",
        query=[
            *((key, text) for key, text in knock.query() if key not in COMMON),
            ("as_of", one.get("as_of") or reader.edition.id),  # so that no two pages are of two editions
        ],
        number=knocking.whole("page", one.get("page", "1"), 1, 1_000_000),
        size=knocking.whole("per_page", one.get("per_page", str(PAGE)), 1, PAGE),
    )
    if name in DATA:
        given = (reader, day, name, rest, found, page)
        named = ids(rest[1]) if rest[:1] == ["kpi"] and len(rest) > 1 else ids(",".join(found.get("kpi_id", [])))
        there = names(reader).available
        few = named and sum(there[id].rows for id in named if id in there) <= QUICK
        body = _data(*given) if few else await asyncio.to_thread(_data, *given)
    else:
        make, _ = LISTS[name]
        written = rest[:1] or found.get("id")
        only = ids(",".join(written)) if written else None
        body = page.sent(listing.chosen(reader, name, make(reader, one), only, one))
    headers = {"Cache-Control": "public, max-age=300", "Copy-Of": copy_of(reader, day)}
    if terms := listing.terms(reader):
        headers["Link"] = ", ".join(f'<{url}>; rel="license"' for url in terms)
    return Response(body, media_type="application/json", headers=headers)


def _data(
    reader: Reader, day: str | None, name: str, rest: list[str], found: dict[str, list[str]], page: Page
) -> bytes:
    """A page of values; both ways of addressing mean the same."""
    asked = {IN_PATH[key]: ids(",".join(texts)) for key, texts in found.items() if key in IN_PATH}
    parts = tuple(IN_PATH.values())
    for place in range(0, len(rest), 2):
        part = rest[place]
        if part not in parts or place + 1 == len(rest) or part in asked:
            met, said = near(part, parts)
            words = tell("write kpi/…/municipality/…/year/….{meant}", meant=said)
            raise refused("/".join(rest)[:80], words, 404, nearest=met)
        asked[part] = ids(rest[place + 1])
    if name == "oudata" or "ou" in asked:
        return page.sent([])  # none of Kolada's values of units is here
    return page.sent(values.items(reader, day, asked, (found.get("from_date") or [""])[0]))


def ids(text: str) -> list[str]:
    """The ids of a part of a path, or of a parameter.

    Raises:
        ProblemError: 422 for more than Kolada takes.
    """
    several = [part.strip() for part in text.split(",") if part.strip()]
    if len(several) > MOST_IDS:
        words = tell("At most {most_ids} ids in a part of the address. Split the request.", most_ids=MOST_IDS)
        raise ProblemError(422, words, bound=MOST_IDS)
    return several
