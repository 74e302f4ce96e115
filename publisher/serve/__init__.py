"""Serve the current edition with uvicorn: one process or several, log lines as JSON, no request dropped at a stop."""

from __future__ import annotations

import os
import socket
import tempfile
from contextlib import suppress
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING, cast

from publisher import log, releases
from publisher.errors import NotThere
from publisher.model import LANGUAGES
from publisher.settings import Settings

if TYPE_CHECKING:
    from litestar import Litestar
    from uvicorn import Config
    from uvicorn.supervisors import Multiprocess

    from publisher.web.gateway import Gateway
    from publisher.web.shelf import Shelf


def at_home(settings: Settings) -> Settings:
    """The settings with the base URL that the current edition was built for: its addresses are in its files.

    Raises:
        NotThere: another base URL was asked for.
    """
    found = releases.described(releases.standing(settings.build))
    if found is None:
        return settings  # the server says so, and takes the next edition that can be read
    built = found.base_url
    if settings.base_url_asked and settings.base_url != built:
        raise NotThere(
            f"{settings.build}/current: this edition was built for {built}, and {settings.base_url} was asked for "
            "(--base-url or PUBLISHER_BASE_URL). Leave it out, or run "
            f"'publisher build --base-url {settings.base_url}' first."
        )
    return replace(settings, base_url=built)


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Serve until interrupted; requests under way are answered first.

    Args:
        settings: where the editions are, under which base URL.
        host: address to listen on.
        port: port to listen on.
        workers: number of processes.

    Raises:
        NotThere: the address cannot be listened on.
    """
    import uvicorn

    from publisher import memory, sparql
    from publisher.serve.connections import IDLE_SECONDS, Bounded

    memory.prepare()

    log.configure(settings.quiet)
    sparql.prepare(settings.build, wanted=settings.sparql)
    os.environ.update(settings.as_environment())  # read by each worker
    with tempfile.TemporaryDirectory(prefix="publisher-metrics-") as counters:
        if workers > 1:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = counters
        config = uvicorn.Config(
            "publisher.serve:handed_down",
            factory=True,
            http=Bounded,
            host=host,
            port=port,
            workers=workers,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=10,
            proxy_headers=True,
            ws="none",  # a WebSocket would be a connection without bounds, and nothing here speaks it
        )
        try:
            if workers > 1:
                evenly(config).run()
            else:
                uvicorn.Server(config).run()
        finally:
            log.restore()


def evenly(config: Config) -> Multiprocess:
    """Processes that each listen on a socket of their own, so that the kernel deals connections out among them.

    With one socket for all, the process that wakes first takes every connection that waits: sixteen that arrive
    together may end with one process while the others idle. (SO_REUSEPORT, ``man 7 socket``.)
    """
    from uvicorn.supervisors import Multiprocess

    class Evenly(Multiprocess):
        @property
        def sockets(self) -> list[socket.socket]:
            """A new socket for each process that is started; it goes with the process."""
            return [listener(config.host, config.port, shared=True)]

        @sockets.setter
        def sockets(self, value: list[socket.socket]) -> None:
            """Sockets given from outside are not used."""

    return Evenly(config, sockets=[])


def listener(host: str, port: int, shared: bool = False) -> socket.socket:
    """A socket bound to an address.

    Args:
        host: name or address of this machine.
        port: port number.
        shared: whether further sockets of this user may be bound to the same address.

    Raises:
        NotThere: the address is taken, or none of this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared and hasattr(socket, "SO_REUSEPORT"):
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind(address)
    except OSError as error:
        raise NotThere(
            f"{host} port {port}: cannot be listened on ({error.strerror}). Choose another with --port or --host."
        ) from None
    return bound


def handed_down() -> Gateway:
    """The service that a worker runs, from what :func:`serve` handed down."""
    from publisher import memory
    from publisher.serve.connections import Bounded, raised_limit
    from publisher.web import create_service

    memory.spare()
    Bounded.most = raised_limit()
    settings = Settings.from_environment()
    log.configure(settings.quiet)
    service = create_service(settings, log=not settings.quiet)
    Thread(target=warm, args=(cast("Litestar", service.app).state.shelf,), name="warm", daemon=True).start()
    return service


def warm(shelf: Shelf) -> None:
    """Make what the first readers would otherwise wait for; nothing when there is no edition yet."""
    from publisher.outlines import BOUNDARIES, TILES
    from publisher.web.api.naming import names
    from publisher.web.maps import drawing, tiles
    from publisher.web.pages.filling import environment

    with suppress(NotThere):
        names(shelf.current())
        drawing(shelf.current().site / BOUNDARIES)
        tiles(shelf.current().site / TILES)
    for language in LANGUAGES:
        jinja = environment(language)
        for name in jinja.list_templates(extensions=["html"]):
            jinja.get_template(name)
