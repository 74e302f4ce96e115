"""A worker's memory: everything in every format again and again, then mixed traffic while editions change.

``python -m benchmarks memory --minutes M``: a series of resident megabytes; level, and at most twice its start, which
is what the worker weighs after its first minute of mixed traffic. What it weighs before any request is told too.
"""

from __future__ import annotations

import argparse
import http.client
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.processes import Server, free_port, ours, running, table
from benchmarks.requests import Chance
from benchmarks.switching import _point, _two_editions
from publisher.model import LANGUAGES

#: Exports of everything, and the forms they come in.
EXPORTS = 20
FORMATS = ("csv", "xlsx", "json-stat", "parquet")
#: Connections of the mixed traffic.
CONNECTIONS = 6
#: A worker may weigh so many times what it weighed after its first minute of mixed traffic.
BOUND = 2.0


def main(options: argparse.Namespace) -> None:
    """Measure and print; leave with 1 when memory has more than doubled."""
    series: list[tuple[str, int]] = []
    with tempfile.TemporaryDirectory() as work:
        build, port = Path(work), free_port()
        names = _two_editions(options.build, build)
        with running(ours(build, 1, port), port, "/ready") as server:
            chance = Chance((build / "current").resolve(), options.seed)
            server.settle()
            fresh = _note(series, "start of the process", server)
            _traffic(server, chance, 60.0, 0)
            server.settle()
            start = _note(series, "the first minute of traffic", server)
            exported = 0
            for turn in range(EXPORTS):
                for form in FORMATS:
                    exported += _read(
                        f"{server.base}/api/v1/observations?format={form}&sex=T,F,M&lang={LANGUAGES[turn % 2]}"
                    )
                if turn % 5 == 4:
                    _note(series, f"{turn + 1} exports in {len(FORMATS)} formats", server)
            print(f"{exported / 2**20:,.0f} MB exported")
            for minute in range(options.minutes):
                _point(build, names[(minute + 1) % 2])
                _traffic(server, chance, 60.0, minute + 1)
                _note(series, f"{minute + 1} min of traffic, {minute + 1} editions", server)
            time.sleep(5)
            end = _note(series, "at rest", server)
    table(("after", "MB resident"), series)
    print(f"at the end {end / start:.2f} times the start, {end / fresh:.2f} times a fresh process")
    if end > BOUND * start:
        raise SystemExit(1)


def _note(series: list[tuple[str, int]], what: str, server: Server) -> int:
    size = server.resident()
    series.append((what, size))
    print(f"{what}: {size} MB", flush=True)
    return size


def _traffic(server: Server, chance: Chance, seconds: float, turn: int) -> None:
    """Mixed reading on several connections at once."""
    end = time.monotonic() + seconds

    def work(which: int) -> None:
        number = which + 1_000_000 * turn
        while time.monotonic() < end:
            _read(server.base + chance.request(number).path)
            number += CONNECTIONS

    threads = [threading.Thread(target=work, args=(which,)) for which in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _read(url: str) -> int:
    """Read an answer to its end; its bytes, none when it is refused."""
    size = 0
    try:
        with urllib.request.urlopen(url, timeout=300) as answer:
            while part := answer.read(1 << 20):
                size += len(part)
    except (OSError, ValueError, http.client.HTTPException):
        return 0
    return size
