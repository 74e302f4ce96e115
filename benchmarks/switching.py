"""200 connections of mixed questions while editions change: no failed request, no mixed answer, memory back.

Two copies of the edition take turns at being current; every answer must name one of them and no other.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import shutil
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from benchmarks.processes import Server, free_port, have, ours, running, wrk

CONNECTIONS = 200
#: Clients that read what they get, beside the load.
CHECKERS = 4


def main(options: argparse.Namespace) -> None:
    """Measure and print."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    seconds = max(options.seconds * 5, 10)
    with tempfile.TemporaryDirectory() as work:
        build = Path(work)
        names = _two_editions(options.build, build)
        port = free_port()
        with running(ours(build, options.workers, port), port, "/ready") as server:
            _warm(server, build, names)
            before = server.resident()
            script = build / "mixed.lua"
            script.write_text(_script())
            with ThreadPoolExecutor(1) as pool:
                load = pool.submit(wrk, server.base, seconds, CONNECTIONS, script) if have("wrk") else None
                counts = asyncio.run(_checked(server.base, build, names, seconds))
            time.sleep(1)
            after = server.resident()
    print(f"{seconds:.0f} s, {counts['switches']} switches of edition")
    if load is None:
        print("wrk is not installed: only the checked requests were made")
    else:
        done = load.result()
        print(f"{CONNECTIONS} connections: {done.rate * seconds:,.0f} answers, failed {done.failed}")
    print(f"checked answers {counts['answers']:,}, failed {counts['failed']}, of two editions {counts['mixed']}")
    print(f"resident MB in the largest process: {before} before, {after} after")


CODES = [f"{code:04}" for code in (114, 180, 380, 580, 1280, 1480, 1785, 2480)]
PATHS = [
    *(f"/api/v1/municipalities/{code}/profile" for code in CODES),
    *(f"/api/v1/observations?area={code}&lang={language}" for code in CODES for language in ("sv", "en")),
    "/api/v1/indicators",
    "/api/v1/areas?kind=county",
    "/api/v1/observations?format=csv&indicator=U21349",
]


def _warm(server: Server, build: Path, names: list[str]) -> None:
    """Ask everything of both editions once, and let what is prepared beside come to its end (the store for SPARQL)."""
    for name in reversed(names):
        _point(build, name)
        for path in PATHS:
            httpx.get(server.base + path, timeout=30, trust_env=False)
        server.settle()


def _script() -> str:
    """The paths in turn, for wrk."""
    listed = ", ".join(f"'{path}'" for path in PATHS)
    return (
        f"local paths, n = {{{listed}}}, 0\n"
        "request = function()\n  n = n + 1\n  return wrk.format('GET', paths[n % #paths + 1])\nend\n"
    )


def _two_editions(source: Path, build: Path) -> list[str]:
    """Two editions that differ in their id alone."""
    folder = (source / "current").resolve()
    names = []
    for suffix in ("", ".2"):
        edition = json.loads((folder / "edition.json").read_text())
        edition["id"] = edition["published"] + suffix
        target = build / "editions" / edition["id"]
        shutil.copytree(folder, target, symlinks=True)
        (target / "edition.json").write_text(json.dumps(edition))
        names.append(edition["id"])
    _point(build, names[0])
    return names


def _point(build: Path, name: str) -> None:
    new = build / "current.new"
    new.unlink(missing_ok=True)
    new.symlink_to(f"editions/{name}")
    os.replace(new, build / "current")


async def _checked(base: str, build: Path, names: list[str], seconds: float) -> Counter[str]:
    """Switch editions while some clients read every answer they get."""
    counts: Counter[str] = Counter()
    end = time.monotonic() + seconds

    async def asking(client: httpx.AsyncClient, turn: int) -> None:
        while time.monotonic() < end:
            turn += 1
            try:
                answer = await client.get(PATHS[turn % len(PATHS)])
            except httpx.HTTPError:
                counts["failed"] += 1
                continue
            counts["answers"] += 1
            counts["failed"] += answer.status_code != 200
            counts["mixed"] += _mixture(answer, names)

    async def switching() -> None:
        turn = 0
        while time.monotonic() < end - 1:
            await asyncio.sleep(seconds / 6)
            turn += 1
            _point(build, names[turn % 2])
            counts["switches"] += 1

    async with httpx.AsyncClient(base_url=base, timeout=30, trust_env=False) as client:
        await asyncio.gather(switching(), *(asking(client, turn) for turn in range(CHECKERS)))
    return counts


def _mixture(answer: httpx.Response, names: list[str]) -> bool:
    """Whether an answer speaks of two editions, or of none."""
    if not answer.headers["content-type"].startswith("application/json"):
        found = {name for name in names if f",{name}\r\n" in answer.text}
    else:
        body = answer.json()
        found = {body["meta"]["edition"]} | {
            row["edition"] for row in body["data"] if isinstance(row, dict) and "edition" in row
        }
    return len(found) != 1
