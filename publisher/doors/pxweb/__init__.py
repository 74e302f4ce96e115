"""The door for clients of statistics databases: PxWebApi 2 at ``/pxweb/api/v2``, a table an indicator.

https://github.com/PxTools/PxApiSpecs
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

import msgspec
from litestar import Litestar, Request, Response

from publisher.doors import knocking
from publisher.doors.knocking import Knock, near, refused
from publisher.doors.pxweb import describing, folders, saved, selecting, writing
from publisher.doors.pxweb.table import codelist, table_of
from publisher.model import LANGUAGES, localised
from publisher.phrases import tell
from publisher.web.problems import MEDIA_TYPE, ProblemError, path_of

PATH = "/pxweb/api/v2"
#: Names of the query's parameters, in any case; the deep ones are written ``valuecodes[Region]=…``.
PARAMETERS = (
    "lang", "query", "pastDays", "includeDiscontinued", "pageNumber", "pageSize", "outputFormat", "outputFormatParams",
    "defaultSelection", "heading", "stub",
)  # fmt: skip
DEEP = ("valueCodes", "codelist")
#: Cells that are counted in the event loop: a few milliseconds. More are read in a thread.
QUICK = 2000


def application(app: Litestar) -> Any:
    """The door as an ASGI application.

    Args:
        app: the application whose API is asked.
    """
    return knocking.application(app, PATH, answer, refuse)


class Query:
    """The query of an address: parameters, and what is written about dimensions."""

    def __init__(self, knock: Knock):
        self.plain: dict[str, str] = {}
        self.deep: dict[str, dict[str, str]] = {name: {} for name in DEEP}
        names = {name.casefold(): name for name in (*PARAMETERS, *DEEP)}
        for written, text in knock.query():
            name, opened, dimension = written.partition("[")
            known = names.get(name.casefold())
            if known is None or (known in DEEP) != bool(opened) or (opened and not dimension.endswith("]")):
                there = [*PARAMETERS, *(f"{one}[…]" for one in DEEP)]
                found, said = near(name, there)
                words = tell(
                    "there is no such parameter.{meant} There are {there}.", meant=said, there=", ".join(there)
                )
                raise refused(written[:80], words, title="Non-existent parameter", nearest=found)
            held = self.deep[known] if known in DEEP else self.plain
            key = dimension[:-1] if known in DEEP else known
            held[key] = f"{held[key]},{text}" if key in held else text

    def get(self, name: str, default: str = "") -> str:
        return self.plain.get(name) or default

    def flag(self, name: str) -> bool:
        """A parameter that is ``true`` or ``false``; false when it is left out.

        Raises:
            ProblemError: 400.
        """
        text = self.get(name, "false").casefold()
        if text not in ("true", "false"):
            raise refused(name, tell("write true or false."))
        return text == "true"


Handler = Callable[[Knock, Query, str], Awaitable[Any]]


async def _config(knock: Knock, query: Query, id: str) -> Any:
    return describing.config(knock.inquirer)


async def _tables(knock: Knock, query: Query, id: str) -> Any:
    days = query.get("pastDays")
    return await asyncio.to_thread(  # the first who asks waits for every table to be made
        describing.tables,
        knock.inquirer,
        query.get("query"),
        knocking.whole("pastDays", days, 1, 100_000) if days else 0,
        query.flag("includeDiscontinued"),
        knocking.whole("pageNumber", query.get("pageNumber", "1"), 1, 1_000_000),
        knocking.whole("pageSize", query.get("pageSize", str(describing.PAGE)), 1, describing.MOST),
    )


async def _table(knock: Knock, query: Query, id: str) -> Any:
    return describing.one(knock.inquirer, table_of(knock.inquirer, id))


async def _metadata(knock: Knock, query: Query, id: str) -> Any:
    table = table_of(knock.inquirer, id)
    if query.flag("defaultSelection"):
        table = table.narrowed(selecting.default(table))
    return describing.metadata(
        knock.inquirer, table.narrowed(selecting.by_lists(knock.inquirer, table, query.deep["codelist"]))
    )


async def _default(knock: Knock, query: Query, id: str) -> Any:
    table = table_of(knock.inquirer, id)
    return describing.selection(knock.inquirer, table, selecting.default(table))


async def _codelist(knock: Knock, query: Query, id: str) -> Any:
    return describing.codes(knock.inquirer, codelist(knock.inquirer, id))


async def _data(knock: Knock, query: Query, id: str) -> Any:
    asked = selecting.Asked(
        codes={name: selecting.split(text) for name, text in query.deep["valueCodes"].items()},
        lists=query.deep["codelist"],
        heading=query.get("heading"),
        stub=query.get("stub"),
    )
    if knock.request.method == "POST":
        asked = asked.also(selecting.posted(await knock.body()))
    return await _cells(knock, query, id, asked)


async def _cells(knock: Knock, query: Query, id: str, asked: selecting.Asked) -> Any:
    """The cells of a selection, in the format of a query."""
    table = table_of(knock.inquirer, id)
    form, params = writing.form_of(query.get("outputFormat")), writing.params_of(query.get("outputFormatParams"))
    chosen = selecting.chosen(knock.inquirer, table, asked)
    placed = selecting.placed(table, chosen, asked)
    if form in writing.THE_APIS:
        return await writing.from_api(knock.inquirer, table, chosen, form)

    def made() -> Response[bytes]:
        return writing.written(knock.inquirer, table, chosen, placed, form, params)

    return made() if selecting.cells(chosen) <= QUICK else await asyncio.to_thread(made)


async def _navigation(knock: Knock, query: Query, id: str) -> Any:
    return await asyncio.to_thread(folders.folder, knock.inquirer, id)


async def _saved(knock: Knock, query: Query, id: str) -> Any:
    if knock.request.method == "POST":
        kept = saved.posted(await knock.body())
        table_of(knock.inquirer, kept["tableId"])
        return Response(msgspec.json.encode(kept), status_code=201, media_type="application/json")
    return saved.query_of(id)


async def _run(knock: Knock, query: Query, id: str) -> Any:
    kept = saved.query_of(id)
    for name in ("outputFormat", "outputFormatParams"):
        if name in kept and not query.get(name):
            query.plain[name] = ",".join(kept[name]) if isinstance(kept[name], list) else kept[name]
    if not query.get("lang") and kept.get("language") in knock.inquirer.reader.catalog.languages:
        knock = knock.spoken(kept["language"])
    return await _cells(knock, query, kept["tableId"], selecting.listing_of(kept["selection"]))


#: What follows the door's path, ``{}`` for an id, to what answers there.
PLACES: dict[tuple[str, ...], Handler] = {
    ("config",): _config,
    ("tables",): _tables,
    ("tables", "{}"): _table,
    ("tables", "{}", "metadata"): _metadata,
    ("tables", "{}", "defaultselection"): _default,
    ("tables", "{}", "data"): _data,
    ("codelists", "{}"): _codelist,
    ("navigation",): _navigation,
    ("navigation", "{}"): _navigation,
    ("savedqueries",): _saved,
    ("savedqueries", "{}"): _saved,
    ("savedqueries", "{}", "data"): _run,
}


READ = ("GET", "HEAD", "OPTIONS")


async def answer(knock: Knock) -> Response[Any]:
    """The answer to a request."""
    parts = [unquote(part) for part in knock.path.split("/")[1:]]
    id = parts[1] if len(parts) > 1 else ""
    handler = PLACES.get(tuple("{}" if place == 1 else part.casefold() for place, part in enumerate(parts)))
    if handler is None:
        there = ", ".join(f"{PATH}/{'/'.join(place)}".replace("{}", "{id}") for place in PLACES)
        raise ProblemError(404, tell("There is nothing here. There are: {there}.", there=there))
    query = Query(knock)
    allow = (*READ, "POST") if handler is _data else ("POST", "OPTIONS") if handler is _saved and not id else READ
    if knock.request.method not in allow:
        takes = ", ".join(allow)
        words = tell("This address takes {takes}. POST belongs to /tables/{{id}}/data and /savedqueries.", takes=takes)
        raise ProblemError(405, words, headers={"Allow": takes})
    told = knock.inquirer.reader.catalog.languages
    # A language that the site does not have gives its first, as PxWeb does: every answer says which it is in.
    knock = knock.spoken(lang if (lang := query.get("lang").casefold()) in told else told[0])
    found = await handler(knock, query, id)
    if not isinstance(found, Response):
        found = Response(msgspec.json.encode(found), media_type="application/json")
    found.headers |= {"Cache-Control": "public, max-age=300", "Content-Language": knock.inquirer.told}
    return found


def refuse(problem: ProblemError, code: str, request: Request[Any, Any, Any]) -> Response[bytes]:
    """A problem as PxWeb tells it: its own titles, in English, and what is wrong and what to do in the reader's."""
    asked = str(request.query_params.get("lang", "")).casefold()
    body = {
        "type": "Parameter error" if problem.status < 500 else "about:blank",
        "title": localised(problem.title, "en"),
        "status": problem.status,
        "detail": localised(problem.detail, asked if asked in LANGUAGES else code),
        "instance": path_of(request),
        **problem.extra,
    }
    headers = {**problem.headers, "Cache-Control": "no-store", "Vary": "Accept-Language"}
    return Response(msgspec.json.encode(body), status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)
