"""The doors of an edition made of the committed packages, asked as their clients ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest

from publisher.settings import Settings


@pytest.fixture(scope="session")
def tool(real_settings: Settings) -> Callable[[str, Mapping[str, Any]], Mapping[str, Any]]:
    """Calls a tool as the protocol does, without the protocol: what it is given, and the JSON it answers."""
    pytest.importorskip("mcp")
    from mcp import types

    from publisher.doors.mcp.server import made
    from publisher.web import create_app

    app = create_app(real_settings)

    def call(name: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
        handler = made(app).get_request_handler("tools/call")
        assert handler is not None
        params = types.CallToolRequestParams(name=name, arguments=dict(given))
        found = asyncio.run(handler.handler(None, params))  # type: ignore[arg-type]
        [content] = found.content  # type: ignore[union-attr]
        said = msgspec.json.decode(content.text)
        assert said == found.structured_content  # type: ignore[union-attr]
        return {"is_error": found.is_error, **said}  # type: ignore[union-attr]

    return call
