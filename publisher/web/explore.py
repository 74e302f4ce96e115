"""Datasette under ``/explore/``, read-only, of the current edition: the one place that imports Datasette.

The edition holds a whole Datasette configuration directory, ``explore/``; ``datasette
build/current/explore`` serves the same thing without us.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litestar import Request, asgi

from publisher.errors import NotThere
from publisher.web.problems import ProblemError

if TYPE_CHECKING:
    from datasette.app import Datasette
    from litestar.types import Receive, Scope, Send

    from publisher.web.shelf import Shelf

#: Where Datasette lives. No other route may begin with these letters: a mount matches by prefix.
MOUNT = "/explore"

#: Questions that may be under way at once; SQL is answered one at a time, so more would only wait.
AT_ONCE = 40


class Explorer:
    """The Datasette of the current edition, opened by the first who asks; a new one when the edition changes.

    It weighs some 30 MB, a third of what the rest of the service does, so a process nobody explores with goes without.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._open: tuple[Path, Any] | None = None
        self.under_way = 0

    async def application(self, shelf: Shelf) -> Any:
        """Datasette's ASGI application for the current edition.

        Raises:
            NotThere: no edition, or one without ``explore/``.
        """
        reader = shelf.current()
        held = self._open
        if held is not None and held[0] == reader.folder:
            return held[1]
        async with self._lock:
            held = self._open
            if held is None or held[0] != reader.folder:
                # In a thread: importing Datasette takes seconds, in which others are to be answered.
                datasette = await asyncio.to_thread(open_datasette, reader.folder / "explore")
                await datasette.invoke_startup()
                self._open = held = (reader.folder, datasette.app())
        return held[1]


def open_datasette(folder: Path) -> Datasette:
    """Datasette on a configuration directory, all of its files heeded.

    ``settings=`` and ``metadata=`` in code would make it ignore ``settings.json`` and ``metadata.json``.
    """
    import datasette.app
    import datasette.handle_exception

    datasette.handle_exception.rich = None  # see datasette_config/plugins/quiet_errors.py
    if not (folder / "metadata.json").is_file():
        raise NotThere(f"{folder}: this edition has no configuration for Datasette.")
    return datasette.app.Datasette([], config_dir=folder)


explorer = Explorer()


@asgi(MOUNT, is_mount=True, copy_scope=True)
async def explore(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand Datasette the request with a path that does not know of the mount."""
    raw: bytes = scope["raw_path"].split(b"?")[0]
    after = raw.removeprefix(MOUNT.encode()).decode("latin-1")
    if after and not after.startswith("/"):
        raise NotThere(f"There is no page {raw.decode('latin-1')}. The data are explored at {MOUNT}/.")
    path = "/" + after.strip("/")
    application = await explorer.application(scope["litestar_app"].state.shelf)
    query: bytes = scope["query_string"]
    if path.endswith(".json") and b"_facet" not in query and b"_nofacet" not in query:
        # Datasette counts a table's facets anew for every page of JSON, where nobody asked for them.
        query = query + b"&_nofacet=1" if query else b"_nofacet=1"
    inner = {
        "type": "http",
        "asgi": scope["asgi"],
        "http_version": scope["http_version"],
        "method": Request(scope).method,
        "scheme": scope["scheme"],
        "path": path,
        "raw_path": path.encode("latin-1"),
        "query_string": query,
        "root_path": "",
        "headers": scope["headers"],
        "client": scope["client"],
        "server": scope["server"],
    }
    if explorer.under_way >= AT_ONCE:
        raise ProblemError(
            429,
            {
                "sv": "Många frågar databasen just nu. Vänta en stund, eller hämta filerna från /data.",
                "en": "Many are asking the database right now. Wait a moment, or fetch the files from /en/data.",
            },
            bound=AT_ONCE,
        )
    explorer.under_way += 1
    try:
        await application(inner, receive, send)
    finally:
        explorer.under_way -= 1


ROUTES = [explore]
