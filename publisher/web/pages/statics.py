"""The style sheets, the script and the icon: small files of our own that never change under their address."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from litestar import Request, Response, route

from publisher.web.finished import Finished
from publisher.web.problems import KNOWN, ProblemError

KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


@cache
def static_files() -> dict[str, Finished]:
    """Name to file, read once."""
    found = {}
    for place in files("publisher.web").joinpath("static").iterdir():
        kind = KINDS.get(place.name.rpartition(".")[2])
        if kind:
            headers = {"Cache-Control": "public, max-age=31536000, immutable"}
            found[place.name] = Finished(place.read_bytes(), kind, headers)
    return found


@route("/static/{name:str}", http_method=["GET", "HEAD"], sync_to_thread=False, include_in_schema=False)
def static(request: Request[Any, Any, Any]) -> Response[bytes]:
    found = static_files().get(request.path_params["name"])
    if found is None:
        raise ProblemError(404, KNOWN[404][1])
    return found.response()
