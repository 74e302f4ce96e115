"""All observations as one stream: time to the first byte, time in all, and how far memory rises."""

from __future__ import annotations

import argparse
import threading
import time
import urllib.request

from benchmarks.processes import Server, free_port, ours, running, table


def main(options: argparse.Namespace) -> None:
    """Measure and print."""
    port = free_port()
    rows = []
    with running(ours(options.build, 1, port), port, "/ready") as server:
        server.settle()
        for key in ("csv", "csv", "xlsx", "parquet"):
            before = server.resident()
            first, whole, size, most = _stream(server, f"/api/v1/observations?format={key}")
            rows.append((key, f"{size:,}", f"{1000 * first:.0f}", f"{whole:.2f}", before, most))
    table(("", "bytes", "first byte ms", "seconds", "MB before", "MB most"), rows)


def _stream(server: Server, path: str) -> tuple[float, float, int, int]:
    most = server.resident()
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.02):
            most = max(most, server.resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    begun = time.perf_counter()
    with urllib.request.urlopen(server.base + path) as answer:
        size = len(answer.read(1))
        first = time.perf_counter() - begun
        while part := answer.read(65_536):
            size += len(part)
    done.set()
    watcher.join()
    return first, time.perf_counter() - begun, size, most
