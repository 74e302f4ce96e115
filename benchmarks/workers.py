"""What workers gain: a build from nothing by one process, by ``--jobs N`` and by ``--cluster local:N``, in turn.

``python -m benchmarks workers --site FOLDER``: wall seconds from "Building …" to "… is current.", so without the start
of an engine, which stands beside; processor seconds of all processes; ratios to one process, of the same round, their
median; and whether the bytes are the same. Needs the extra ``[cluster]``. On a busy machine more processes get more of
it, too: believe the ratios of a quiet one.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.processes import table


class Cost(NamedTuple):
    """What a build cost, in seconds, and the digest of all its bytes."""

    start: float
    wall: float
    processor: float
    bytes: str


def main(options: argparse.Namespace) -> None:
    """Measure and print."""
    number = str(options.workers)
    ways = {"one process": [], f"--jobs {number}": ["--jobs", number]}
    ways[f"--cluster local:{number}"] = ["--cluster", f"local:{number}"]
    found: dict[str, list[Cost]] = {way: [] for way in ways}
    for _ in range(options.rounds):
        for way, words in ways.items():
            found[way].append(_built(options.site, words))
    one = found["one process"]
    rows = []
    for way, costs in found.items():
        ratio = median(alone.wall / cost.wall for alone, cost in zip(one, costs, strict=True))
        same = {cost.bytes for cost in costs} == {one[0].bytes}
        rows.append(
            (
                way,
                *(f"{median(cost[i] for cost in costs):.1f}" for i in range(3)),
                f"{ratio:.2f}",
                "yes" if same else "NO",
            )
        )
    table(("who builds", "start s", "wall s", "processor s", "times as fast", "same bytes"), rows)


def _built(site: Path, words: list[str]) -> Cost:
    with tempfile.TemporaryDirectory() as build:
        command = [sys.executable, "-P", "-m", "publisher", "build", "--build", build, *words]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        before, times = _processor(), [time.monotonic()]
        process = subprocess.Popen(
            command, cwd=site, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith(b"Building") or line.endswith(b"is current.\n"):
                times.append(time.monotonic())
            else:
                print(line.decode(), file=sys.stderr, end="")
        if process.wait():
            raise SystemExit(f"{site}: 'publisher build {' '.join(words)}' failed.")
        begun, built, done = times
        return Cost(built - begun, done - built, _processor() - before, _bytes(Path(build)))


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _bytes(build: Path) -> str:
    edition = (build / "current").resolve()
    whole = hashlib.sha256()
    for path in sorted(path for path in edition.rglob("*") if path.is_file()):
        whole.update(f"{path.relative_to(edition)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()
