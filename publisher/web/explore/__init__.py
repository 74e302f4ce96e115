"""Datasette under ``/explore/``, read-only, of the current edition: the one room that imports Datasette.

The edition holds a whole Datasette configuration directory, ``explore/``; ``datasette
build/current/explore`` serves the same without us, for whoever wants it on a machine of their own: without the bounds
(:mod:`.bounds`), with Datasette's own errors (:mod:`.faults`), with CSV cut at its row limit (:mod:`.whole`), and with
areas called only as the table ``areas`` calls them (:mod:`.named`).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from litestar import Request, asgi
from litestar.exceptions import MethodNotAllowedException

from publisher.errors import NotThere
from publisher.phrases import tell
from publisher.web.book import book_of
from publisher.web.explore import bounds, named, plugin, whole
from publisher.web.explore.asked import MOUNT, Asked, said
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


@dataclass
class Opened:
    """A Datasette in use."""

    folder: Path  #: of its edition
    datasette: Datasette
    application: Any  #: the ASGI application of it
    askers: int = 0


class Explorer:
    """The Datasette of the current edition, opened by the first who asks; a new one when the edition changes.

    It weighs some 30 MB, a third of what the rest of the service does, so a process nobody explores with goes without.
    """

    def __init__(self) -> None:
        self._opening = asyncio.Lock()
        self._counting = Lock()  # an edition is left from whatever thread found the new one
        self._open: Opened | None = None
        self.under_way = 0

    @asynccontextmanager
    async def opened(self, shelf: Shelf) -> AsyncIterator[Opened]:
        """Datasette for the current edition, for as long as one question takes.

        Raises:
            NotThere: no edition, or one without ``explore/``.
        """
        folder = shelf.current().folder
        if (held := self._taken(folder)) is None:
            async with self._opening:
                if (held := self._taken(folder)) is None:
                    # In a thread: importing Datasette takes seconds, in which others are to be answered.
                    datasette = await asyncio.to_thread(open_datasette, folder / "explore")
                    for database in datasette.databases.values():
                        database._execute_writes = endable(database._execute_writes)
                        database.execute = bounds.in_words(database.execute)
                    await datasette.invoke_startup()
                    self.leave()
                    with self._counting:
                        self._open = held = Opened(folder, datasette, datasette.app(), askers=1)
        try:
            yield held
        finally:
            with self._counting:
                held.askers -= 1
                last = held is not self._open and not held.askers
            if last:
                end(held.datasette)

    def _taken(self, folder: Path) -> Opened | None:
        with self._counting:
            if (held := self._open) is None or held.folder != folder:
                return None
            held.askers += 1
            return held

    def leave(self) -> None:
        """Let go of the Datasette that is open; who is asking it is answered first."""
        with self._counting:
            held, self._open = self._open, None
            last = held is not None and not held.askers
        if held is not None and last:
            end(held.datasette)


class Ended(BaseException):
    """Ends a thread that waits for things to write; Datasette answers any :class:`Exception` there and waits on."""


def endable(write: Callable[[], None]) -> Callable[[], None]:
    """What a thread of Datasette's does, until it is told to end."""

    def until_ended() -> None:
        with suppress(Ended):
            write()

    return until_ended


def end(datasette: Datasette) -> None:
    """End the threads of a Datasette; they hold its connections, and all of it with them.

    It has no end of its own: the thread that writes its internal database waits for ever.
    """
    for database in datasette.databases.values():
        if database._write_thread is not None:
            database._write_queue.put(SimpleNamespace(fn=_ended))
            database._write_thread.join(1)  # it has nothing to do, and ends at once
    if datasette.executor is not None:
        datasette.executor.shutdown(wait=False)


def _ended(connection: sqlite3.Connection) -> None:
    connection.close()
    raise Ended


def open_datasette(folder: Path) -> Datasette:
    """Datasette on a configuration directory, all of its files heeded.

    ``settings=`` and ``metadata=`` in code would make it ignore ``settings.json`` and ``metadata.json``.
    """
    import datasette.app
    import datasette.facets
    import datasette.handle_exception
    from datasette import hookimpl
    from datasette.plugins import pm

    if not (folder / "metadata.json").is_file():
        raise NotThere("this edition has no configuration for Datasette.")
    bounds.bound()
    if pm.is_registered(datasette.handle_exception):
        for replaced in (datasette.handle_exception, datasette.facets):
            pm.unregister(replaced)
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
        detail = tell(
            "The address has more than {parameters} conditions and choices. Remove some.", parameters=PARAMETERS
        )
        raise ProblemError(400, detail, bound=PARAMETERS)
    if explorer.under_way >= AT_ONCE:
        detail = tell("Many are asking the database right now. Wait a moment, or fetch the files from /en/data.")
        raise ProblemError(503, detail, bound=AT_ONCE)
    explorer.under_way += 1
    try:
        shelf = scope["litestar_app"].state.shelf
        async with explorer.opened(shelf) as held:
            asked = Asked(
                datasette=held.datasette,
                application=held.application,
                scope=scope,
                receive=receive,
                path=path,
                query=named.understood(said(held.datasette, path), query, book_of(shelf.current())),
            )
            if path.endswith(".csv"):
                await whole.answer(asked, send)
            else:
                await asked.answer(send)
    finally:
        explorer.under_way -= 1


ROUTES = [explore]
