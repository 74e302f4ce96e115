"""``/metrics`` in the text format of Prometheus: answers by group of addresses, the edition, its data, the last runs.

Each metric is explained in ``docs/operate.md``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from publisher import __version__
from publisher.errors import NoEdition
from publisher.model import Dataset, Period
from publisher.runs import OUTCOMES, VERBS, last
from publisher.web.shelf import Shelf

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


class Standing(Collector):
    """What stands as it is asked for: the edition that is served, the age of its data, the last build and fetch."""

    def __init__(self, shelf: Shelf):
        self.shelf = shelf

    def collect(self) -> Iterator[Metric]:
        """Times are seconds since 1970, so that an age is ``time() - …``; days begin at midnight, UTC."""
        try:
            reader = self.shelf.current()
        except NoEdition:
            reader = None
        yield _gauge("publisher_ready", "Whether an edition is loaded: 1, else 0.", {(): float(reader is not None)})
        if reader is not None:
            edition = reader.edition
            about = {"edition": edition.id, "published": edition.published, "program": __version__}
            yield InfoMetricFamily("publisher_edition", "The edition that is served, and the program.", value=about)
            yield _gauge("publisher_edition_published_timestamp_seconds", "Day of the newest data in the edition that "
                         "is served.", {(): _midnight(edition.published)})  # fmt: skip
            with suppress(OSError):
                built = (reader.folder / "edition.json").stat().st_mtime
                yield _gauge("publisher_edition_built_timestamp_seconds", "When it was built.", {(): built})
            datasets = reader.catalog.datasets
            for name, text, when in (
                ("updated", "Day a dataset was last changed.", lambda d: d.modified),
                ("covers_until", "Last day its values are about.", _until),
                ("next_release", "Day its next version is expected, as dataset.yaml says.", lambda d: d.next_release),
            ):
                found: dict[tuple[str, ...], float] = {(d.name,): _midnight(day) for d in datasets if (day := when(d))}
                yield _gauge(f"publisher_dataset_{name}_timestamp_seconds", text, found, ["dataset"])
        with suppress(NoEdition):
            standing = float(len(self.shelf.ids()))
            yield _gauge("publisher_editions", "Editions that stand.", {(): standing})
        with suppress(OSError):
            free = float(shutil.disk_usage(self.shelf.build).free)
            yield _gauge("publisher_disk_free_bytes", "Room on the disk of the build folder.", {(): free})
        runs = [run for verb in VERBS if (run := last(self.shelf.build, verb)) is not None]
        outcomes: dict[tuple[str, ...], float] = {
            (r.verb, one): float(r.outcome == one) for r in runs for one in OUTCOMES
        }
        yield _gauge(
            "publisher_run_outcome", "How the last run ended: 1 for its outcome.", outcomes, ["run", "outcome"]
        )
        for field, name, text in (
            ("ended", "publisher_run_ended_timestamp_seconds", "When the last run ended."),
            ("seconds", "publisher_run_seconds", "How long the last run took."),
            ("problems", "publisher_run_problems", "Problems that the last run was held back by."),
        ):
            by_run: dict[tuple[str, ...], float] = {(run.verb,): float(getattr(run, field)) for run in runs}
            yield _gauge(name, text, by_run, ["run"])


def _gauge(name: str, text: str, values: Mapping[tuple[str, ...], float], labels: list[str] | None = None) -> Metric:
    metric = GaugeMetricFamily(name, text, labels=labels or [])
    for of, value in values.items():
        metric.add_metric(of, value)
    return metric


def _midnight(day: str) -> float:
    return datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()


def _until(dataset: Dataset) -> str:
    return Period.parse(dataset.temporal[1]).end if dataset.temporal else ""


def exposition(shelf: Shelf) -> bytes:
    """All metrics of this service, of every worker when there are several."""
    standing = CollectorRegistry()
    standing.register(Standing(shelf))
    counted = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    return generate_latest(counted) + generate_latest(standing)
