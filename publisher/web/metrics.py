"""Counters for ``/metrics`` in the text format of Prometheus, by group of addresses."""

from __future__ import annotations

import os
from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

#: First parts of addresses that are counted apart; all others are ``other``.
GROUPS = frozenset(
    {"api", "catalog", "datapackages", "datasets", "downloads", "en", "explore", "health", "id", "jamfor", "kommun"}
    | {"lan", "metrics", "nyckeltal", "ready", "riket", "schema", "sparql", "static", "vocab"}
)

REQUESTS = Counter("publisher_requests", "Requests answered.", ("group", "method", "status"))
SECONDS = Histogram(
    "publisher_request_seconds",
    "Seconds from request to the end of the answer.",
    ("group",),
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
)

_counters: dict[tuple[str, str, int], Any] = {}
_clocks: dict[str, Any] = {}


def group(path: str) -> str:
    """The group an address is counted in: its first part where we know it, ``page`` for the start page."""
    first = path[1:].partition("/")[0].partition(".")[0]
    return first if first in GROUPS else "start" if not first else "other"


def observe(path: str, method: str, status: int, seconds: float) -> None:
    """Count an answered request."""
    name = group(path)
    if method not in ("GET", "HEAD", "POST", "OPTIONS"):
        method = "other"
    key = (name, method, status)
    counter = _counters.get(key)
    if counter is None:
        counter = _counters[key] = REQUESTS.labels(name, method, str(status))
        _clocks.setdefault(name, SECONDS.labels(name))
    counter.inc()
    _clocks[name].observe(seconds)


def exposition() -> bytes:
    """All metrics of this service, of every worker when there are several."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(REGISTRY)
