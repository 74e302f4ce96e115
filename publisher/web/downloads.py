"""The files of an edition: packages, whole and by version, with Range, ETag and true media types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import asgi
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from litestar.types import Receive, Scope, Send

MOUNTS = ("/datapackages", "/downloads")


@asgi(["/datapackages", "/downloads"], is_mount=True, copy_scope=True)
async def files(scope: Scope, receive: Receive, send: Send) -> None:
    reader = scope["litestar_app"].state.shelf.current()
    application = StaticFiles(directory=reader.folder)
    path = scope["raw_path"].split(b"?")[0].decode("latin-1")
    inner = {**scope, "path": path, "root_path": ""}
    await application(inner, receive, send)


ROUTES = [files]
