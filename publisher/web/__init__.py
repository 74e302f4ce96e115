"""Every address of the service on one page.

=============================================  ========================================================================
pages (Swedish here, English under ``/en/…``)  ``/`` ``/sok`` ``/kommun/{code}`` ``/lan/{code}`` ``/riket``
                                               ``/nyckeltal`` ``/nyckeltal/{id}`` ``/nyckeltal/{id}/{chart}``
                                               ``/lage/{code}/{id}`` ``/varde/{id}/{area}``
                                               ``/varde/{id}/{area}/{period}``
                                               ``/jamfor`` ``/jamfor/{file}`` ``/goda-exempel``
                                               ``/goda-exempel/formular.yaml``
                                               ``/inbaddad/nyckeltal/{id}/{chart}``
                                               ``/kommun/{code}/remsa.svg`` ``/kommun/{code}/remsa.png``
                                               ``/inbaddad/kommun/{code}``
                                               ``/lan/{code}/matris.svg`` ``/lan/{code}/matris.png``
                                               ``/motsvarigheter`` ``/rapporterat``
                                               ``/stimulansmedel`` ``/stimulansmedel/{id}``
                                               ``/data`` ``/data/{name}`` ``/data/{name}/{file}``
                                               ``/andringar`` ``/kalender`` ``/granskning`` ``/metod``
                                               ``/tillganglighet`` ``/integritet`` ``/om``
                                               ``/feed.atom`` ``/static/{name}``
api                                            ``/api/v1/indicators`` ``/api/v1/indicators/{id}`` ``/api/v1/areas``
                                               ``/api/v1/areas/{code}`` ``/api/v1/municipalities``
                                               ``/api/v1/municipalities/{code}/profile``
                                               ``/api/v1/municipalities/{code}/similar`` ``/api/v1/observations``
                                               ``/api/v1/compare`` ``/api/v1/rankings/{indicator}``
                                               ``/api/v1/changes`` ``/api/v1/changes/once``
                                               ``/api/v1/grants`` ``/api/v1/grants/{id}``
                                               ``/api/v1/reported`` ``/api/v1/quality``
                                               ``/api/v1/editions`` ``/schema`` ``/schema/openapi.json``
describe: catalogue and linked data            ``/catalog`` ``/catalog.rdf`` ``/catalog.xml`` ``/catalog.ttl``
                                               ``/catalog.jsonld`` ``/catalog.nt`` ``/datasets/dcat``
                                               ``/catalog/report`` and its forms, ``/id/{kind}/{key}`` ``/sparql``
                                               ``/void`` ``/.well-known/void``
downloads: files of the edition                ``/datapackages/…`` ``/downloads/…`` ``/vocab/…``
explore: Datasette                             ``/explore/…``
doors: protocols of others                     ``/mcp`` ``/reconcile/…`` ``/pxweb/api/v2/…``
                                               ``/kolada/v3/…``
operations                                     ``/health`` ``/ready`` ``/metrics`` ``/robots.txt`` ``/sitemap.xml``
                                               ``/llms.txt`` ``/.well-known/security.txt`` ``/kalender.ics``
                                               ``/granskning.json`` ``/granskning.md``
=============================================  ========================================================================
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from litestar import Litestar
from litestar.datastructures import State
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin

from publisher.errors import PublisherError
from publisher.formats import FORMATS
from publisher.reader import Reader
from publisher.settings import Settings
from publisher.web import api, describe, doors, downloads, explore, operations, pages
from publisher.web.answers import Answers
from publisher.web.drafts import Draft, Unfinished, refuse_unfinished
from publisher.web.gateway import Gateway
from publisher.web.pages import ERROR_PAGE
from publisher.web.pages.view import asset
from publisher.web.problems import HANDLERS
from publisher.web.shelf import Shelf


def routes() -> list[Any]:
    """Every handler of the service."""
    sides = (pages, api, describe, downloads, explore, doors, operations)
    return [handler for side in sides for handler in side.ROUTES]


class Service(Litestar):
    """Litestar less the plugins for pydantic and attrs, 12 MB that it loads whenever those are installed."""

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]


def create_app(settings: Settings) -> Litestar:
    """The whole service: pages, API, catalogue, linked data, files, Datasette, operations.

    Every handler finds its edition through ``app.state.shelf`` (:class:`~publisher.web.shelf.Shelf`).
    """
    state = State({"settings": settings, "shelf": Shelf(settings.build), "formats": FORMATS, "error_page": ERROR_PAGE})
    return Service(
        route_handlers=routes(),
        state=state,
        guards=[refuse_unfinished],
        exception_handlers=HANDLERS,
        logging_config=None,
        openapi_config=None,  # web/api/description.py describes the API
    )


def create_service(settings: Settings, log: bool = True) -> Gateway:
    """The application behind its gateway: what a server runs."""
    app = create_app(settings)
    shelf: Shelf = app.state.shelf
    gateway = Gateway(app, prefix=urlsplit(settings.base_url).path, log=log, answers=Answers(shelf.standing))

    def follow(reader: Reader) -> None:
        gateway.prefix = urlsplit(reader.edition.base_url).path.encode()
        kind = Draft if reader.edition.draft else Unfinished if reader.edition.unfinished else None
        gateway.draft = kind(reader, asset("draft.css")) if kind else None
        explore.explorer.leave()

    shelf.told = follow
    with suppress(PublisherError):
        shelf.current()  # whose languages addresses may begin with
    return gateway
