"""The protocol: tools listed and called, the method read as a resource. The one module that knows the SDK."""

from __future__ import annotations

import asyncio
import logging
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Litestar
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError

from publisher import __version__
from publisher.connection import UNREADABLE
from publisher.doors.inquiry import Inquirer
from publisher.doors.knocking import shown
from publisher.doors.mcp import LARGEST
from publisher.doors.mcp.tools import TOOLS, call
from publisher.doors.mcp.wording import template
from publisher.errors import NoEdition
from publisher.model import LANGUAGES, localised
from publisher.reader import Reader
from publisher.web.accept import language
from publisher.web.problems import KNOWN, ProblemError

if TYPE_CHECKING:
    from litestar.types import Receive, Scope, Send

logger = logging.getLogger("publisher.web")
logging.getLogger("mcp").setLevel(logging.WARNING)

#: What an assistant is told before it asks.
INSTRUCTIONS = """\
Figures of official and other sources, with what must be known to use them. Print only sentences from "say": they are \
true as they stand. "refused" says what may not be said, why, and what may be asked instead: do not compute it by \
other means. Heed "heed". A value that is null is missing, never 0 and never no. Name the period of every value, and \
the source as "citation" has it. Begin with find. Lists are written with commas; codes are text: a zero at the \
front stays. lang is a language of the site.\
"""
#: Every tool only reads, and here alone: a client need not ask its user first.
READS = types.ToolAnnotations(read_only_hint=True)
#: The next step where a parameter is at fault, beside what the API says.
NEXT = {
    "period": "next.period", "earlier": "next.period", "municipality": "next.municipality", "indicator": "next.name",
    "area": "next.name",
}  # fmt: skip
#: How long a client may keep the list of tools, in milliseconds.
KEPT = 3_600_000


def made(app: Litestar, accepts: str = "") -> Server[Any]:
    """The server of one conversation.

    Args:
        app: the application whose API is asked.
        accepts: ``Accept-Language`` of who asks.
    """

    def inquirer() -> Inquirer:
        told = app.state.shelf.current().catalog.languages
        return Inquirer(app=app, language=language(accepts, told) if accepts else "")

    async def tools(context: Any, params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(
            tools=[
                types.Tool(name=tool.name, description=tool.about, input_schema=tool.schema, annotations=READS)
                for tool in TOOLS.values()
            ],
            ttl_ms=KEPT,
            cache_scope="public",
        )

    async def answer(context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            asking = inquirer()
            said = await call(asking, params.name, params.arguments or {})
        except ProblemError as problem:
            return refused(problem, params.arguments, accepts, app)
        except (NoEdition, *UNREADABLE):
            return refused(ProblemError(503, KNOWN[503][1]), params.arguments, accepts, app)
        return types.CallToolResult(content=[_text(said)], structured_content=said)

    async def resources(context: Any, params: Any) -> types.ListResourcesResult:
        method = types.Resource(
            name="method", uri=f"{base()}/metod", mime_type="text/markdown",
            description="How values are compared, ranked and combined here, and what is refused.",
        )  # fmt: skip
        return types.ListResourcesResult(resources=[method], ttl_ms=KEPT, cache_scope="public")

    async def read(context: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        if str(params.uri) != f"{base()}/metod":
            raise MCPError(
                types.INVALID_PARAMS, f"There is no resource {str(params.uri)[:200]}. There is {base()}/metod."
            )
        text = await asyncio.to_thread(method_text, app, inquirer().told)
        contents = types.TextResourceContents(uri=params.uri, mime_type="text/markdown", text=text)
        return types.ReadResourceResult(contents=[contents], ttl_ms=KEPT, cache_scope="public")

    def base() -> str:
        return str(app.state.shelf.current().edition.base_url)

    return Server(
        "publisher",
        version=__version__,
        instructions=INSTRUCTIONS,
        get_tool_input_schema=lambda name: TOOLS[name].schema if name in TOOLS else None,
        on_list_tools=tools,
        on_call_tool=answer,
        on_list_resources=resources,
        on_read_resource=read,
    )


def _text(said: Any) -> types.TextContent:
    return types.TextContent(text=msgspec.json.encode(said).decode())


def refused(problem: ProblemError, given: Any, accepts: str, app: Litestar) -> types.CallToolResult:
    """A question that cannot be answered: the fault, the nearest there is, and the next step."""
    try:
        told = tuple(app.state.shelf.current().catalog.languages)
    except (NoEdition, *UNREADABLE):
        told = LANGUAGES
    wanted = str((given or {}).get("lang"))
    code: str = wanted if wanted in told else language(accepts, told) if accepts else told[0]
    problem = shown(problem, app)
    said = {"error": localised(problem.detail, code), "status": problem.status, **problem.extra}
    named = str(problem.extra.get("parameter"))
    key = NEXT.get(named)
    if named == "earlier" and problem.status == 400:
        key = "next.earlier"
    if key is not None and (key != "next.name" or "nearest" in problem.extra):
        said["instead"] = template(code, key)
    return types.CallToolResult(content=[_text(said)], structured_content=said, is_error=True)


def method_text(app: Litestar, code: str) -> str:
    """The text of the method page, as the site has it."""
    reader: Reader = app.state.shelf.current()
    own = reader.site / "texts" / f"method.{code}.md"
    places = [own, *(files("publisher.web").joinpath("texts", f"method.{one}.md") for one in (code, LANGUAGES[-1]))]
    return next(place for place in places if place.is_file()).read_text(encoding="utf-8")


async def over_http(app: Litestar, scope: Scope, receive: Receive, send: Send) -> None:
    """One exchange: nothing is kept between two."""
    headers = dict(scope["headers"])
    server = made(app, headers.get(b"accept-language", b"").decode("latin-1"))
    manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True, max_request_body_size=LARGEST)
    async with manager.run():
        await manager.handle_request(scope, receive, send)  # type: ignore[arg-type]


async def over_streams(app: Litestar) -> None:
    """A conversation by the standard streams, until they are closed."""
    server = made(app)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())
