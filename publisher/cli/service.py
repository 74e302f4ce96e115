"""Verbs that answer others: pages and API, a draft, an assistant; and which program this is."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import Annotated

import typer

from publisher.cli.editions import make
from publisher.cli.verb import Host, Jobs, Json, Port, Site, Workers, at_a_site, say, verb
from publisher.errors import NotThere
from publisher.settings import Settings


@verb("packages", "vocab", "build", "base_url")
def serve(
    site: Site,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 1,
) -> None:
    """Serve the current edition; a newer one is picked up without dropping a request.

    Example: publisher serve --port 8000 --workers 2
    """
    answer(site.settings(), host, port, workers)


def answer(settings: Settings, host: str, port: int, workers: int, unfinished: bool = False) -> None:
    from publisher import releases
    from publisher import serve as server

    if not unfinished:
        releases.current(settings.build)
    settings = server.at_home(settings)

    server.listener(host, port).close()
    if sys.stderr.isatty():  # else it is the log, a JSON object a line
        say(f"Serving {settings.build}/current at http://{host}:{port}/ (stop with Ctrl-C)", settings.quiet)
    server.serve(settings, host, port, workers)


@verb("packages", "vocab", "build", "base_url")
def up(
    site: Site,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 1,
) -> None:
    """Build an edition if the inputs are newer than the current one, then serve it.

    Example: publisher up
    """
    from publisher import serve as server

    server.listener(host, port).close()  # said before anything is built
    settings = at_a_site(site.settings())
    if settings.base_url == Settings.base_url:  # nobody said another: the addresses are where it is served
        settings = replace(settings, base_url=f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}")  # noqa: S104
    from publisher import releases
    from publisher.edition import first, history

    if releases.described(releases.standing(settings.build)) is None:
        with first.building(settings):
            answer(settings, host, port, workers, unfinished=True)
        return
    make(settings)
    with history.in_background(settings):
        answer(settings, host, port, workers)


@verb("packages", "vocab", "build", "base_url")
def preview(
    site: Site,
    host: Host = "127.0.0.1",
    port: Port = 8001,
    json_: Annotated[bool, typer.Option("--json", help="Serve nothing; the review as JSON.")] = False,
    text: Annotated[
        bool, typer.Option("--text", help="Serve nothing; the review in Markdown, for a pull request.")
    ] = False,
    pages: Annotated[
        int, typer.Option("--pages", metavar="N", min=0, help="Pages of a kind to compare sentence by sentence.")
    ] = 50,
    jobs: Jobs = 1,
) -> None:
    """Build a draft beside the current edition, hold it against that, and serve it; nothing is published.

    Its pages are marked, closed to robots and harvesters; what would change is told at /granskning.

    Example: publisher preview --port 8001
    """
    from publisher import review
    from publisher import serve as server
    from publisher.edition import draft, workers
    from publisher.progress import Bar

    looked_at = not (json_ or text)
    if looked_at:
        server.listener(host, port).close()  # said before anything is built
    settings = site.settings()
    if not settings.base_url_asked:
        settings = replace(settings, base_url=f"http://{host}:{port}")
    say("Building a draft …", site.quiet)
    bar = Bar(quiet=site.quiet)
    try:
        with workers.engaged(jobs) as crew:
            served, found = draft.build(settings, crew, pages, lambda said: say(said, site.quiet), bar)
    finally:
        bar.close()
    say(f"Draft {found.draft} stands in {served.build}; the current edition is untouched.", site.quiet)
    if json_:
        typer.echo(review.to_json(found).decode(), nl=False)
    elif text:
        typer.echo(review.to_text(found), nl=False)
    else:
        answer(served, host, port, 1)


@verb("packages", "vocab", "build")
def mcp(site: Site) -> None:
    """Answer an assistant by the standard streams (MCP); a server answers at /mcp where the site has that door.

    Example: publisher mcp
    """
    settings = site.settings()
    if not (settings.build / "current").exists():
        raise NotThere(f"{settings.build}: there is no edition yet. Run 'publisher build' or 'publisher up'.")
    from importlib.util import find_spec

    if find_spec("mcp") is None:
        raise NotThere("The extra for assistants is not installed. Run: pip install '.[mcp]'")
    import asyncio

    from publisher import serve as server
    from publisher.doors.mcp.server import over_streams
    from publisher.web import create_app

    asyncio.run(over_streams(create_app(server.at_home(settings))))


@verb(quiet=False)
def about(
    licences: Annotated[
        bool, typer.Option("--licences", help="Also list every library that is installed with it, and its licence.")
    ] = False,
    json_: Json = False,
) -> None:
    """Which program this is, and on what terms it and its libraries are.

    Example: publisher about --licences
    """
    from dataclasses import asdict

    from publisher.licences import installed

    found = installed() if licences else installed()[:1]
    if json_:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    widths = [max(len(getattr(one, field)) for one in found) for field in ("name", "version", "licence")]
    for one in found:
        columns = zip((one.name, one.version, one.licence), widths, strict=True)
        typer.echo("  ".join([text.ljust(width) for text, width in columns] + [one.home]).rstrip())
