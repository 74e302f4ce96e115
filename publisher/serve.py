"""Serve the current edition with uvicorn: one process or several, log lines as JSON, no request dropped at a stop."""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from publisher.settings import Settings

if TYPE_CHECKING:
    from litestar import Litestar

    from publisher.web.gateway import Gateway


class JsonLines(logging.Formatter):
    """A log record as one line of JSON: a past-tense fact with its figures."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        fields = getattr(record, "fields", None)
        if isinstance(fields, Mapping):
            line |= fields
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure_logging(quiet: bool) -> None:
    """Log to stderr, a JSON object a line; only what went wrong when ``quiet``."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING if quiet else logging.INFO, force=True)
    logging.getLogger("uvicorn.access").disabled = True  # the gateway logs every answer with its size and time
    logging.getLogger("httpx").setLevel(logging.WARNING)


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Serve until interrupted; requests under way are answered first.

    Args:
        settings: where the editions are, under which base URL.
        host: address to listen on.
        port: port to listen on.
        workers: number of processes.
    """
    import uvicorn

    from publisher import sparql

    sparql.prepare(settings.build)
    configure_logging(settings.quiet)
    os.environ.update(settings.as_environment())  # read by each worker
    with tempfile.TemporaryDirectory(prefix="publisher-metrics-") as counters:
        if workers > 1:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = counters
        uvicorn.run(
            "publisher.serve:handed_down",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=10,
            proxy_headers=True,
        )


def handed_down() -> Gateway:
    """The service that a worker runs, from what :func:`serve` handed down."""
    from publisher.web import create_service
    from publisher.web.pages import warm

    settings = Settings.from_environment()
    configure_logging(settings.quiet)
    service = create_service(settings, log=not settings.quiet)
    warm.in_background(cast("Litestar", service.app).state.shelf)
    return service
