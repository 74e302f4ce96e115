"""What we hook into Datasette; the module itself is the plugin. https://docs.datasette.io/en/stable/plugin_hooks.html"""

from __future__ import annotations

import logging
import sqlite3
from typing import TYPE_CHECKING, Any

from publisher.web.explore import bounds
from publisher.web.explore.faults import told

if TYPE_CHECKING:
    from datasette.app import Datasette

logger = logging.getLogger("publisher.web.explore")


def handle_exception(datasette: Datasette, request: Any, exception: Exception) -> Any:
    """The answer to a request that failed, as JSON where JSON was asked for.

    Stands for Datasette's own, which answers 500 for many a mistake and prints everything.
    """

    async def answer() -> Any:
        from datasette import Response

        status, sentence = told(exception)
        if status >= 500:
            logger.error("failed to answer /explore%s", request.path, exc_info=exception)
        said = {"ok": False, "error": sentence, "status": status, "title": None}
        if request.path.partition("?")[0].endswith(".json"):
            return Response.json(said, status=status)
        template = datasette.jinja_env.select_template([f"{status}.html", "error.html"])
        page = await template.render_async({**said, "urls": datasette.urls, "menu_links": list})
        return Response.html(page, status=status)

    return answer()


def prepare_connection(conn: sqlite3.Connection) -> None:
    """Every connection that Datasette opens is within bounds."""
    bounds.prepare(conn)
    conn.row_factory = bounds.Weighed()


def register_facet_classes() -> list[type]:
    """Datasette's own, but that of a column, which knows what is counted already."""
    from datasette import facets

    from publisher.web.explore.counted import Counted

    return [Counted if one is facets.ColumnFacet else one for one in facets.register_facet_classes()]


def extra_template_vars() -> dict[str, Any]:
    """Templates may promise whole CSV: :mod:`publisher.web.explore.whole`."""
    return {"whole_csv": True}


HOOKS = (handle_exception, prepare_connection, register_facet_classes, extra_template_vars)
