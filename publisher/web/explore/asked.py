"""One question to Datasette: what it is handed, and what comes back of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publisher.web.explore.bounds import apart
from publisher.web.explore.faults import told
from publisher.web.problems import ProblemError

#: Where Datasette lives. No other route may begin with these letters: a mount matches by prefix.
MOUNT = "/explore"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request for a path that does not know of the mount."""

    datasette: Any
    application: Any  #: the ASGI application of it
    scope: Mapping[str, Any]
    receive: Any
    path: str  #: ASCII, percent-encoded
    query: bytes

    async def answer(self, send: Any, path: str | None = None, query: bytes | None = None) -> None:
        """Let Datasette answer, at another path or query where one is given.

        Redirects of it stay under the mount, whatever it makes of a percent-encoded path.

        Raises:
            ProblemError: it failed before it began to answer.
        """
        path, query = path or self.path, self.query if query is None else query
        if path.endswith(".json") and b"_facet" not in query and b"_nofacet" not in query:
            # Datasette counts a table's facets anew for every page of JSON, where nobody asked for them.
            query = query + b"&_nofacet=1" if query else b"_nofacet=1"
        inner = {
            "type": "http",
            "asgi": self.scope["asgi"],
            "http_version": self.scope["http_version"],
            "method": "GET",
            "scheme": self.scope["scheme"],
            "path": path,
            "raw_path": path.encode("ascii"),
            "query_string": query,
            "root_path": "",
            "headers": self.scope["headers"],
            "client": self.scope["client"],
            "server": self.scope["server"],
        }
        begun = False
        home = str(self.datasette.setting("base_url")).rstrip("/").encode()

        async def passed_on(message: Any) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = [(name.lower(), value) for name, value in message.get("headers", ())]
                # Its form for messages brings a cookie against forgery, though nobody can send a form here.
                headers = [(n, stays(v, home) if n == b"location" else v) for n, v in headers if n != b"set-cookie"]
                if message["status"] == 200:
                    headers += self.licences()
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self.application(inner, self.receive, passed_on)
        except Exception as error:
            if begun:
                raise
            status, sentence = told(error)
            if status >= 500:
                raise
            raise ProblemError(status, apart(sentence)) from error

    def licences(self) -> list[tuple[bytes, bytes]]:
        """Headers that name the licences of what is shown: of the table, view or question, else of everything."""
        told = said(self.datasette, self.path)
        urls = dict.fromkeys(one["licence_url"] for one in told.get("terms", ()))
        if not urls and (one := told.get("license_url")):
            urls = {one: None}
        return [(b"link", f'<{url}>; rel="license"'.encode("ascii", "ignore")) for url in urls]


def said(datasette: Any, path: str) -> Mapping[str, Any]:
    """What the metadata say of the table, view or ready question at a path, else of the database, else of all."""
    whole = datasette.metadata() or {}
    database, _, name = path.strip("/").partition("/")
    told = (whole.get("databases") or {}).get(database.partition(".")[0], whole)
    name = name.partition("/")[0].partition(".")[0]
    found: Mapping[str, Any] = {**told.get("tables", {}), **told.get("queries", {})}.get(name, told)
    return found


def stays(location: bytes, home: bytes) -> bytes:
    """Where a redirect of Datasette's leads, with the mount before it; the gateway adds a proxy's prefix."""
    place = location.split(b"?")[0]
    if not location.startswith(b"/") or place == home or place.startswith(home + b"/"):
        return location
    return MOUNT.encode() + b"/" + location.lstrip(b"/")
