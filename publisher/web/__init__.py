"""Every address of the service on one page."""

from __future__ import annotations

from litestar import Litestar
from litestar.datastructures import State

from publisher.settings import Settings
from publisher.web.shelf import Shelf


def create_app(settings: Settings) -> Litestar:
    """The whole service: pages, API, catalogue, linked data, files, Datasette, operations.

    Every handler finds its edition through ``app.state.shelf`` (:class:`~publisher.web.shelf.Shelf`).
    """
    return Litestar(route_handlers=[], state=State({"settings": settings, "shelf": Shelf(settings.build)}))
