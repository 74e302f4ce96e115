"""The addresses of doors: what a site names under ``doors:`` answers there, loaded by the first who knocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import asgi
from litestar.exceptions import NotFoundException
from litestar.types import Receive, Scope, Send

from publisher.errors import NoEdition
from publisher.rooms import DOORS, Door


def _address(door: Door) -> Any:
    """The handler of everything below a door's path."""

    @asgi(door.path, is_mount=True, copy_scope=True, name=f"door-{door.name}")
    async def knock(scope: Scope, receive: Receive, send: Send) -> None:
        state = scope["litestar_app"].state
        try:
            opened = door.name in state.shelf.current().catalog.doors
        except NoEdition:
            opened = True  # nobody knows: 503, as everywhere
            state.shelf.current()
        if not opened:
            raise NotFoundException
        answer: Callable[..., Any] | None = state.get(f"door-{door.name}")
        if answer is None:
            answer = door.load().application(scope["litestar_app"])
            state[f"door-{door.name}"] = answer
        await answer(scope, receive, send)

    return knock


ROUTES = [_address(door) for door in DOORS.values()]
