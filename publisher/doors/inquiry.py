"""An inquiry: a question put to the API within the process, by a door on behalf of who knocks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Litestar

from publisher.download import Download
from publisher.formats import json
from publisher.model import all_of
from publisher.reader import Reader
from publisher.web.api import asking
from publisher.web.api.answering import WITHIN
from publisher.web.problems import ProblemError


@dataclass(frozen=True, kw_only=True)
class Inquirer:
    """Who asks, in which language.

    Attributes:
        app: the application whose API is asked.
        language: a language of the site; '' for its first.
    """

    app: Litestar
    language: str = ""

    @cached_property
    def reader(self) -> Reader:
        """The edition that was current when it was first asked: one throughout an answer."""
        return self.app.state.shelf.current()  # type: ignore[no-any-return]

    @property
    def told(self) -> str:
        """The language of the answers."""
        return self.language or self.reader.catalog.languages[0]

    def edition(self, as_of: str) -> Reader:
        """The edition that ``as_of`` asks for; '' the current one.

        Raises:
            ProblemError: as the API does.
        """
        return asking.edition(self.app.state.shelf, as_of or None)[0]

    async def ask(
        self, path: str, parameters: Mapping[str, str], keep: Callable[[list[Any]], list[Any]] | None = None
    ) -> dict[str, Any]:
        """The JSON of an answer of ``/api/v1``.

        Args:
            path: ``observations``, ``rankings/{id}``: what follows ``/api/v1/``, its parts percent-encoded.
            parameters: as an address has them, a list with commas.
            keep: which of the rows are wanted; they are the objects of :mod:`publisher.web.api.shapes`.

        Raises:
            ProblemError: what the API refuses, in its own words.
        """
        found = await self._download(path, parameters)
        return json.whole(replace(found, data=keep(list(found.data))) if keep else found)

    async def rows(self, path: str, parameters: Mapping[str, str]) -> list[Any]:
        """The rows of an answer alone, as the objects that they are written from.

        Raises:
            ProblemError: what the API refuses, in its own words.
        """
        found = await self._download(path, parameters)
        return list(found.data)

    async def _download(self, path: str, parameters: Mapping[str, str]) -> Download:
        within: list[Download] = []
        await self.fetch(path, parameters, within)
        [found] = within
        return found

    async def fetch(self, path: str, parameters: Mapping[str, str], within: list[Download] | None = None) -> bytes:
        """The bytes of an answer of ``/api/v1``, in the format asked for.

        Args:
            within: takes an answer of JSON before it is written.

        Raises:
            ProblemError: what the API refuses, in its own words.
        """
        asked = {"lang": self.told, **parameters}
        query = "&".join(f"{quote(name)}={quote(text, safe='')}" for name, text in asked.items())
        status, body = await self._answer(f"/api/v1/{path}", query, within)
        if status != 200:
            said = msgspec.json.decode(body) if body else {}
            known = all_of(tuple(self.reader.catalog.languages))
            extra = {
                name: told
                for name, told in said.items()
                if name not in ("type", "title", "status", "detail", "instance")
            }
            raise ProblemError(status, dict.fromkeys(known, said.get("detail", "")), **extra)
        return body

    async def _answer(self, path: str, query: str, within: list[Download] | None = None) -> tuple[int, bytes]:
        raw = f"{path}".encode()
        scope: Any = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": path, "raw_path": raw, "query_string": query.encode(), "root_path": "",
            "headers": [(b"host", b"localhost"), (b"accept", b"application/json")],
            "client": ("127.0.0.1", 0), "server": ("127.0.0.1", 80), "state": {},
        }  # fmt: skip
        if within is not None:
            scope[WITHIN] = within
        status, parts, asked, whole = 500, [], False, asyncio.Event()

        async def receive() -> Any:
            nonlocal asked
            if asked:  # what streams listens whether who asked has gone, and ends when they have
                await whole.wait()
                return {"type": "http.disconnect"}
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    whole.set()

        await self.app(scope, receive, send)
        return status, b"".join(parts)


def part(text: str) -> str:
    """A part of a path, percent-encoded."""
    return quote(text, safe="")
