"""The door for assistants: the Model Context Protocol, by HTTP at ``/mcp`` and by the standard streams.

The official SDK speaks it, both the stateless protocol (2026-07-28) and that of those who first shake hands
(2025-11-25 and before); it is the extra ``[mcp]`` and is loaded by the first who knocks. https://modelcontextprotocol.io
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from litestar import Litestar, Request

from publisher.phrases import tell
from publisher.web.problems import ProblemError

if TYPE_CHECKING:
    from litestar.types import Receive, Scope, Send

#: Bytes of a request: as many as an address may have, and an envelope.
LARGEST = 65_536
METHODS = ("POST", "OPTIONS")
#: The module that brings the SDK: it takes a second to load, in which others are to be answered.
SERVER = f"{__name__}.server"

WRONG_METHOD = tell(
    "MCP is spoken here: POST JSON-RPC. Give the address to an assistant; for readers there is /api/v1."
)
MISSING = tell(
    "The extra for assistants is not installed on the server. Who runs it writes: pip install '.[mcp]'. The "
    "same answers are at /api/v1."
)


def application(app: Litestar) -> Any:
    """The door as an ASGI application.

    Args:
        app: the application whose API is asked.
    """

    loaded: list[Any] = []

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if Request(scope).method not in METHODS:
            raise ProblemError(405, WRONG_METHOD, headers={"Allow": ", ".join(METHODS)})
        if find_spec("mcp") is None:
            raise ProblemError(503, MISSING)
        if not loaded:  # whoever knocks meanwhile waits too: what is half loaded answers nothing
            loaded.append(await asyncio.to_thread(import_module, SERVER))
        await loaded[0].over_http(app, scope, receive, send)

    return answer
