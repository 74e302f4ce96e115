"""What those who run the service, and the robots that visit it, ask for."""

from __future__ import annotations

from litestar import MediaType, Request, Response, route
from litestar.datastructures import State

from publisher.errors import NotThere
from publisher.web.shelf import Shelf

READ = ["GET", "HEAD"]


@route("/health", http_method=READ, media_type=MediaType.JSON, sync_to_thread=False, include_in_schema=False)
def health() -> dict[str, str]:
    """The process is alive."""
    return {"status": "alive"}


@route("/ready", http_method=READ, sync_to_thread=False, include_in_schema=False)
def ready(state: State) -> Response[dict[str, str]]:
    """An edition is loaded: 200, else 503."""
    shelf: Shelf = state.shelf
    try:
        edition = shelf.current().edition
    except NotThere as error:
        return Response({"status": "not ready", "reason": str(error)}, status_code=503)
    return Response({"status": "ready", "edition": edition.id})


@route("/robots.txt", http_method=READ, sync_to_thread=False, include_in_schema=False)
def robots(request: Request, state: State) -> Response[str]:
    """Robots may read everything but the pages without end."""
    base = state.settings.base_url
    text = f"User-agent: *\nDisallow: /explore/\nDisallow: /sparql\nSitemap: {base}/sitemap.xml\n"
    return Response(text, media_type="text/plain; charset=utf-8")


ROUTES = [health, ready, robots]
