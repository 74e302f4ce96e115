"""The service asked in process, no socket: whole behind its gateway, or its pages as a browser asks them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
from litestar.testing import TestClient
from worlds import BASE as PAGES

from publisher.settings import Settings
from publisher.web import create_app
from publisher.web.gateway import Gateway

BASE = "http://127.0.0.1:8000"


def client(settings: Settings) -> TestClient:  # type: ignore[type-arg]
    """A client of an edition's pages; what fails there is raised here."""
    return TestClient(create_app(settings), base_url=PAGES, raise_server_exceptions=True)


@dataclass
class Api:
    """A service and what it answers."""

    service: Gateway

    def ask(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        """The answer to one request; headers are written with underscores."""
        sent = {"Accept-Encoding": "identity"} | {name.replace("_", "-"): value for name, value in headers.items()}

        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.service, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
                return await client.request(method, path, headers=sent)

        return asyncio.run(answer())

    def json(self, path: str, **headers: str) -> Any:
        """The JSON of a good answer."""
        answer = self.ask(f"/api/v1/{path}", **headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def problem(self, path: str, status: int, **headers: str) -> Any:
        """The problem of a bad answer, which is of the one shape."""
        answer = self.ask(f"/api/v1/{path}" if not path.startswith("/") else path, **headers)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        found = answer.json()
        assert found["status"] == status
        assert found["title"] and found["detail"]
        return found
