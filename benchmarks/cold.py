"""Processor time and size of a page that nobody has asked for: medians of each kind of page, from one worker::

python -m benchmarks cold --build build

Every address is asked once. A start page, of which there is one in a language, is asked for with words that it does not
know, so that no answer is found finished. What the server prepares for itself has come to its end before.
"""

from __future__ import annotations

import argparse
import random
import statistics
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.processes import Server, free_port, ours, running, table
from publisher.model import AreaKind
from publisher.reader import Reader

#: Milliseconds of processor that a page may take at the median, and its bytes as sent.
MOST_MS, MOST_BYTES = 40, 60_000
#: Bytes of a municipality's page, compressed, with its strip.
MOST_OF_A_MUNICIPALITY = 50_000
#: Pages of each kind that are asked.
ASKED = 40


def main(options: argparse.Namespace) -> None:
    """Measure and print."""
    reader = Reader.open((options.build / "current").resolve())
    chance = random.Random(options.seed)
    asked = {kind: list(paths) for kind, paths in _addresses(reader, chance).items()}
    port = free_port()
    with running(ours(options.build, 1, port), port, "/ready") as server:
        server.settle()
        for kind in asked:  # one of each first, in the other language: what a process does once
            _ask(server, f"/en{asked[kind][-1]}")
        rows = [_row(kind, [_ask(server, path) for path in paths[:ASKED]]) for kind, paths in asked.items()]
    table(("page", "asked", "ms processor", "worst tenth", "bytes", "most", ""), rows)


def _addresses(reader: Reader, chance: random.Random) -> dict[str, Iterator[str]]:
    """Kind of page to its addresses, in an order of chance."""
    areas = reader.vocabulary.areas.values()
    codes = [area.code for area in areas if area.kind is AreaKind.MUNICIPALITY]
    counties = [area.code for area in areas if area.kind is AreaKind.COUNTY]
    measured = [id for (id,) in reader.connection.execute("SELECT DISTINCT indicator FROM availability ORDER BY 1")]
    for one in (codes, counties, measured):
        chance.shuffle(one)
    return {
        "start": (f"/?x={n}" for n in range(ASKED)),
        "municipality": (f"/kommun/{code}" for code in codes),
        "county": (f"{path}/lan/{code}" for code in counties for path in ("", "/en")),
        "nation": (f"/riket?x={n}" for n in range(ASKED)),
        "indicator": (f"/nyckeltal/{id}" for id in measured),
        "compare": (f"/jamfor?kommun={','.join(chance.sample(codes, 2 + n % 4))}" for n in range(ASKED)),
    }


def _ask(server: Server, path: str) -> tuple[float, int]:
    """Milliseconds of processor that an answer took, and its bytes as they come to a browser."""
    given = {"Accept": "text/html", "Accept-Encoding": "gzip, br, zstd"}
    question = urllib.request.Request(server.base + path.replace("/en/en/", "/en/"), headers=given)
    before = _nanoseconds(server)
    with urllib.request.urlopen(question) as answer:
        body = answer.read()
    return (_nanoseconds(server) - before) / 1e6, len(body)


def _nanoseconds(server: Server) -> int:
    """Processor time of all threads so far: ``/proc`` counts whole ticks elsewhere, here nanoseconds."""
    total = 0
    for pid in server.pids():
        for place in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            total += int(place.read_text().split()[0])
    return total


def _row(kind: str, found: list[tuple[float, int]]) -> tuple[object, ...]:
    times = sorted(time for time, _ in found)
    sizes = [size for _, size in found]
    most = MOST_OF_A_MUNICIPALITY if kind == "municipality" else MOST_BYTES
    middle = statistics.median(times)
    told = [f"above {MOST_MS} ms"] * (middle > MOST_MS) + [f"above {most:,} bytes"] * (max(sizes) > most)
    return (kind, len(found), f"{middle:.1f}", f"{times[-len(times) // 10]:.1f}", f"{statistics.median(sizes):,.0f}",
            f"{max(sizes):,}", ", ".join(told))  # fmt: skip
