"""Datasette under ``/explore/``, read-only, of the current edition: the one room that imports Datasette.

The edition holds a whole Datasette configuration directory, ``explore/``; ``datasette
build/current/explore`` serves the same without us, for whoever wants it on a machine of their own: without the bounds
(:mod:`.bounds`), with Datasette's own errors (:mod:`.faults`) and with CSV cut at its row limit (:mod:`.whole`).
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from litestar import Request, asgi
from litestar.exceptions import MethodNotAllowedException

from publisher.errors import NotThere
from publisher.web.explore import bounds, plugin, whole
from publisher.web.explore.asked import MOUNT, Asked
from publisher.web.problems import ProblemError

if TYPE_CHECKING:
    from datasette.app import Datasette
    from litestar.types import Receive, Scope, Send

    from publisher.web.shelf import Shelf

#: Questions that may be under way at once; SQL is answered one at a time, a second and a half at most, and who would
#: wait longer than some ten such is told to come back.
AT_ONCE = 12

#: Parameters that an address may have; a form of ours sends a tenth.
PARAMETERS = 200

METHODS = ("GET", "HEAD", "OPTIONS")

#: Characters of a path that are left as they were sent; others are percent-encoded.
PLAIN = "/%~:@!$&'()*+,;=-._"


class Explorer:
    """The Datasette of the current edition, opened by the first who asks; a new one when the edition changes.

    It weighs some 30 MB, a third of what the rest of the service does, so a process nobody explores with goes without.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._open: tuple[Path, Datasette, Any] | None = None
        self.under_way = 0

    async def opened(self, shelf: Shelf) -> tuple[Datasette, Any]:
        """Datasette for the current edition, and its ASGI application.

        Raises:
            NotThere: no edition, or one without ``explore/``.
        """
        reader = shelf.current()
        held = self._open
        if held is not None and held[0] == reader.folder:
            return held[1], held[2]
        async with self._lock:
            held = self._open
            if held is None or held[0] != reader.folder:
                # In a thread: importing Datasette takes seconds, in which others are to be answered.
                datasette = await asyncio.to_thread(open_datasette, reader.folder / "explore")
                await datasette.invoke_startup()
                for database in datasette.databases.values():
                    database.execute = bounds.in_words(database.execute)
                self._open = held = (reader.folder, datasette, datasette.app())
        return held[1], held[2]


def open_datasette(folder: Path) -> Datasette:
    """Datasette on a configuration directory, all of its files heeded.

    ``settings=`` and ``metadata=`` in code would make it ignore ``settings.json`` and ``metadata.json``.
    """
    import datasette.app
    import datasette.handle_exception
    from datasette import hookimpl
    from datasette.plugins import pm

    if not (folder / "metadata.json").is_file():
        raise NotThere(f"{folder}: this edition has no configuration for Datasette.")
    bounds.bound()
    if pm.is_registered(datasette.handle_exception):
        pm.unregister(datasette.handle_exception)
        for hook in plugin.HOOKS:
            hookimpl(hook)
        pm.register(plugin)
    return datasette.app.Datasette([], config_dir=folder)


explorer = Explorer()


@asgi(MOUNT, is_mount=True, copy_scope=True)
async def explore(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand Datasette the request with a path that does not know of the mount."""
    method = Request(scope).method
    if method not in METHODS:
        raise MethodNotAllowedException(headers={"Allow": ", ".join(METHODS)})
    if method == "OPTIONS":
        head = [(b"allow", ", ".join(METHODS).encode()), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 204, "headers": head})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    raw: bytes = scope["raw_path"].split(b"?")[0]
    after = quote(raw.removeprefix(MOUNT.encode()), safe=PLAIN)
    if after and not after.startswith("/"):
        raise NotThere(f"There is no page {raw.decode('latin-1')}. The data are explored at {MOUNT}/.")
    path, query = "/" + after.strip("/"), scope["query_string"]
    if query.count(b"&") >= PARAMETERS:
        raise ProblemError(
            400,
            {
                "sv": f"Adressen har fler än {PARAMETERS} villkor och val. Ta bort några.",
                "en": f"The address has more than {PARAMETERS} conditions and choices. Remove some.",
            },
            bound=PARAMETERS,
        )
    if explorer.under_way >= AT_ONCE:
        raise ProblemError(
            503,
            {
                "sv": "Många frågar databasen just nu. Vänta en stund, eller hämta filerna från /data.",
                "en": "Many are asking the database right now. Wait a moment, or fetch the files from /en/data.",
            },
            bound=AT_ONCE,
        )
    explorer.under_way += 1
    try:
        datasette, application = await explorer.opened(scope["litestar_app"].state.shelf)
        asked = Asked(
            datasette=datasette, application=application, scope=scope, receive=receive, path=path, query=query
        )
        if path.endswith(".csv"):
            await whole.answer(asked, send)
        else:
            await asked.answer(send)
    finally:
        explorer.under_way -= 1


ROUTES = [explore]
