"""Every address of the service on one page."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from litestar import Litestar
from litestar.datastructures import State

from publisher.formats import FORMATS
from publisher.settings import Settings
from publisher.web.answers import Answers
from publisher.web.gateway import Gateway
from publisher.web.pages import ERROR_PAGE
from publisher.web.problems import HANDLERS
from publisher.web.shelf import Shelf

MODULES = ("pages", "api", "describe", "downloads", "explore", "operations")


def routes() -> list[Any]:
    """Every handler of the service."""
    found: list[Any] = []
    for name in MODULES:
        if find_spec(f"publisher.web.{name}"):
            found += getattr(import_module(f"publisher.web.{name}"), "ROUTES", ())
    return found


def create_app(settings: Settings) -> Litestar:
    """The whole service: pages, API, catalogue, linked data, files, Datasette, operations.

    Every handler finds its edition through ``app.state.shelf`` (:class:`~publisher.web.shelf.Shelf`).
    """
    state = State({"settings": settings, "shelf": Shelf(settings.build), "formats": FORMATS, "error_page": ERROR_PAGE})
    return Litestar(
        route_handlers=routes(),
        state=state,
        exception_handlers=HANDLERS,
        logging_config=None,
        openapi_config=None,  # web/api/description.py describes the API
    )


def create_service(settings: Settings, log: bool = True) -> Gateway:
    """The application behind its gateway: what a server runs."""
    prefix = urlsplit(settings.base_url).path
    return Gateway(create_app(settings), prefix=prefix, log=log, answers=Answers(settings.build))
