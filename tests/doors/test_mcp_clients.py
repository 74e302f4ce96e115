"""The official client, unmodified, over HTTP and by the standard streams, in both generations of the protocol."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from worlds import PROJECT, served

from publisher.settings import Settings

pytest.importorskip("mcp")
from mcp import StdioServerParameters
from mcp.client import Client

#: Bytes of the list of tools as it goes over the wire.
LONGEST_LIST = 4000


@pytest.fixture(scope="module")
def address(real_settings: Settings) -> Iterator[str]:
    """The address of a server of the real edition."""
    with served(real_settings) as found:
        # the SDK is loaded by the first who knocks
        httpx.post(f"{found}/mcp", json={}, headers={"Accept": "application/json"}, timeout=60)
        yield found


async def talk(server: Any, mode: str) -> dict[str, Any]:
    """What a client learns: protocol, tools, an answer, an error, the method."""
    async with Client(server, mode=mode, read_timeout_seconds=60) as client:
        listed = await client.list_tools()
        asked = {"municipality": "Habo", "indicator": "N07900", "period": "2022", "earlier": "2009", "lang": "en"}
        answer = await client.call_tool("compare", asked)
        error = await client.call_tool("values", {"indicator": "U21349", "area": "Stokholm", "lang": "en"})
        bare = await client.call_tool("compare", {"municipality": "Habo", "lang": "en"})
        [method] = (await client.list_resources()).resources
        text = (await client.read_resource(str(method.uri))).contents[0]
        return {
            "protocol": client.protocol_version,
            "instructions": client.instructions,
            "tools": [tool.name for tool in listed.tools],
            "bytes": len(listed.model_dump_json(by_alias=True, exclude_none=True).encode()),
            "answer": answer.structured_content,
            "error": (error.is_error, error.structured_content),
            "bare": bare.structured_content,
            "method": text.text,  # type: ignore[union-attr]
        }


def is_whole(learnt: dict[str, Any]) -> None:
    assert learnt["tools"] == ["find", "indicator", "values", "compare", "ranking", "profile", "changes"]
    assert learnt["bytes"] <= LONGEST_LIST
    assert "never 0" in learnt["instructions"]
    assert learnt["answer"]["verdict"] == "refused"
    assert "2010..2022" in learnt["answer"]["refused"][0]["instead"]
    failed, said = learnt["error"]
    assert failed and "0180" in said["nearest"] and "find" in said["instead"]
    assert learnt["bare"]["example"].isascii()  # an id of the edition's, not the sign that stands for one
    assert learnt["method"].startswith("# ")


@pytest.mark.parametrize(("mode", "protocol"), [("auto", "2026-07-28"), ("legacy", "2025-11-25")])
def test_over_http_both_generations_are_answered_on_one_path(address: str, mode: str, protocol: str) -> None:
    learnt = asyncio.run(talk(f"{address}/mcp", mode))
    assert learnt["protocol"] == protocol
    is_whole(learnt)


@pytest.mark.parametrize(("mode", "protocol"), [("auto", "2026-07-28"), ("legacy", "2025-11-25")])
def test_by_the_standard_streams_too(real_settings: Settings, mode: str, protocol: str) -> None:
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "publisher", "mcp", "--build", str(real_settings.build)],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    learnt = asyncio.run(talk(server, mode))
    assert learnt["protocol"] == protocol
    is_whole(learnt)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"[{}]", b'"x"', b"\xff\xfe", b"[" * 5000, b"1" * 5000, b'{"jsonrpc":"2.0"}',
        b'{"jsonrpc":"2.0","id":1,"method":"nothing/there"}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call"}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"values","arguments":[]}}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"values","arguments":{"indicator":{"a":[]}}}}',
        b'{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///etc/passwd"}}',
        b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1066"}}',
        b'{"jsonrpc":"2.0","id":1e400,"method":"ping"}',
        b'{"a":"' + b"x" * 70_000 + b'"}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("protocol", ["", "2025-11-25", "2026-07-28", "1066-10-14"])
def test_what_is_no_question_is_refused_and_nothing_fails(address: str, body: bytes, protocol: str) -> None:
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    headers |= {"MCP-Protocol-Version": protocol} if protocol else {}
    answer = httpx.post(f"{address}/mcp", content=body, headers=headers, timeout=30)
    assert answer.status_code < 500, answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "HEAD"])
def test_another_method_is_told_what_to_use(address: str, method: str) -> None:
    answer = httpx.request(method, f"{address}/mcp", headers={"Accept": "text/event-stream"}, timeout=30)
    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"]
    assert method == "HEAD" or "POST" in answer.json()["detail"]
