"""What a door costs: its work below its protocol beside the API's uncached answers to the same question, and memory.

Milliseconds of processor time, the least of many rounds: each question is asked of door and API in turn, in one process
and past all that keeps finished answers. Then servers are started: of a site with doors and of the same without, and
each door is used first in a fresh one.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import tempfile
import time
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import msgspec
from litestar import Litestar

from benchmarks.processes import Server, free_port, ours, running, table
from publisher.doors.inquiry import Inquirer
from publisher.doors.mcp.tools import call
from publisher.model import AreaKind
from publisher.rooms import DOORS
from publisher.settings import Settings
from publisher.web import create_app

#: Times that a question is asked in a row, before the other side is asked.
REPEATED = 3


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question, as a door and as the API is asked it.

    Attributes:
        name: as it stands in the table.
        door: path of the door, or the name of a tool of MCP.
        given: what the tool is given.
        api: paths of the API that together say what the door says.
    """

    name: str
    door: str
    given: Mapping[str, str] | None = None
    api: Sequence[str]


def questions(codes: Sequence[str]) -> list[Question]:
    """What is asked.

    Args:
        codes: of all municipalities.
    """
    steps, shares = (
        "/api/v1/observations?indicator=U21349&period=2022&limit=400",
        "/api/v1/observations?indicator=N07900",
    )
    three, area, county = ",".join(codes[:3]), codes[0], codes[0][:2]
    columns = {"ids": list(codes), "properties": [{"id": f"U21349{one}"} for one in ("", "/status", "/period")]}
    return [
        Question(
            name="PxWeb `data`, 291 cells",
            door="/pxweb/api/v2/tables/U21349/data?valuecodes[Region]=*&valuecodes[ContentsCode]=*&valuecodes[Tid]=2022",
            api=[steps],
        ),
        Question(
            name="PxWeb `metadata`",
            door="/pxweb/api/v2/tables/U21349/metadata",
            api=[steps],
        ),
        Question(name="Kolada `data`, 291 items", door="/kolada/v3/data/kpi/U21349/year/2022", api=[steps]),
        Question(name="Kolada `kpi`", door="/kolada/v3/kpi", api=["/api/v1/indicators"]),
        Question(
            name="reconciliation, 290 areas × 3 columns",
            door=f"/reconcile?extend={quote(json.dumps(columns))}",
            api=[f"/api/v1/observations?indicator=U21349&period=latest&limit=400&area={','.join(codes)}"],
        ),
        Question(
            name="MCP `indicator`", door="indicator", given={"indicator": "U21349"}, api=["/api/v1/indicators/U21349"]
        ),
        Question(
            name="MCP `values` of one municipality",
            door="values",
            given={"indicator": "U21349", "area": area},
            api=[f"/api/v1/observations?indicator=U21349&area={area}"],
        ),
        Question(
            name="MCP `values` of 291 steps, their places among them",
            door="values",
            given={"indicator": "U21349", "period": "2022", "limit": "400"},
            api=[steps, "/api/v1/rankings/U21349?period=2022"],
        ),
        Question(
            name="MCP `values` of 300 shares, each with a number, a place and a sentence of its own",
            door="values",
            given={"indicator": "N07900", "period": "2022", "limit": "400"},
            api=[f"{shares}&period=2022&limit=400", "/api/v1/rankings/N07900?period=2022"],
        ),
        Question(
            name="MCP `compare`, three municipalities",
            door="compare",
            given={"indicator": "U21349", "municipality": three},
            api=[f"/api/v1/compare?indicator=U21349&municipality={three}"],
        ),
        Question(name="MCP `ranking`", door="ranking", given={"indicator": "U21349"}, api=["/api/v1/rankings/U21349"]),
        Question(
            name="MCP `profile` of a municipality, 25 indicators",
            door="profile",
            given={"area": area},
            api=[f"/api/v1/municipalities/{area}/profile"],
        ),
        Question(
            name="MCP `profile` of a county, 25 indicators",
            door="profile",
            given={"area": county},
            api=[f"/api/v1/compare?municipality={area}"],
        ),
        Question(name="MCP `changes`, 100 rows", door="changes", given={}, api=["/api/v1/changes?limit=100"]),
    ]


def main(options: argparse.Namespace) -> None:
    """Measure and print."""
    app = create_app(Settings(build=options.build))
    vocabulary = app.state.shelf.current().vocabulary
    codes = sorted(code for code, area in vocabulary.areas.items() if area.kind is AreaKind.MUNICIPALITY)
    asyncio.run(_work(app, questions(codes), options.rounds))
    with tempfile.TemporaryDirectory() as work:
        _memory(options.build, Path(work))


async def _work(app: Litestar, asked: Sequence[Question], rounds: int) -> None:
    rows = []
    for one in asked:
        sides = (partial(_door, app, one), partial(_api, app, one))
        sizes = [await side() for side in sides]
        spent: list[list[float]] = [[], []]
        for _ in range(8 * rounds):
            for side, found in zip(sides, spent, strict=True):
                before = time.process_time()
                for _ in range(REPEATED):
                    await side()
                found.append((time.process_time() - before) / REPEATED * 1000)
        door, api = map(min, spent)  # the rounds that others on the machine disturbed least
        rows.append(
            (one.name, f"{door:.1f} ms", f"{api:.1f} ms", f"{door / api:.1f}", *(f"{size:,}" for size in sizes))
        )
    table(("question", "door", "API", "ratio", "bytes of the door", "of the API"), rows)


async def _door(app: Litestar, one: Question) -> int:
    if one.given is not None:
        return len(msgspec.json.encode(await call(Inquirer(app=app), one.door, one.given)))
    return await _get(app, one.door)


async def _api(app: Litestar, one: Question) -> int:
    return sum([await _get(app, path) for path in one.api])


async def _get(app: Litestar, address: str) -> int:
    """The bytes of an answer.

    Raises:
        RuntimeError: it is no answer.
    """
    path, _, query = address.partition("?")
    status, body = await Inquirer(app=app)._answer(path, query)
    if status != 200:
        raise RuntimeError(f"{address[:200]}: {status}, {body[:300]!r}")
    return len(body)


#: What somebody first asks of a door.
FIRST: Mapping[str, Sequence[str]] = {
    "pxweb": ("/pxweb/api/v2/config", "/pxweb/api/v2/tables/U21349/data"),
    "kolada": ("/kolada/v3/data/kpi/U21349/year/2022",),
    "reconcile": ("/reconcile", "/reconcile?queries=" + quote('{"q0": {"query": "Ale"}}')),
    "mcp": ("/mcp",),
}
#: What a worker has done before: a page and a list, so that what they share is no door's.
BEFORE = ("/", "/nyckeltal/U21349", "/api/v1/observations?indicator=U21349&period=2022", "/api/v1/areas", "/sok?q=Ale")
HANDSHAKE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}},
}


def _memory(build: Path, work: Path) -> None:
    """Print what a worker weighs at its start with and without doors, and what each door adds on its first use."""
    (work / "with").mkdir()
    _edition(build, work / "with", doors=True)
    (work / "without").mkdir()
    _edition(build, work / "without", doors=False)
    rows = []
    for name in ("without", "with", "without", "with"):
        begun = time.monotonic()
        port = free_port()
        with running(ours(work / name, 1, port), port, "/ready") as server:
            took, spent = time.monotonic() - begun, server.seconds()
            start = _settled(server)
            for path in BEFORE:
                _ask(server, path)
            rows.append((f"{name} doors", f"{took:.1f} s", f"{spent:.1f} s", f"{start:.1f}", f"{_settled(server):.1f}"))
    table(("site", "until ready", "processor", "MB of its own at start", "after five answers"), rows)
    rows = []
    for door, paths in FIRST.items():
        port = free_port()
        with running(ours(work / "with", 1, port), port, "/ready") as server:
            for path in 3 * BEFORE:
                _ask(server, path)
            sizes = [_settled(server)]
            for path in paths:
                _ask(server, path)
                sizes.append(_settled(server))
        added = [f"{after - before:+.1f}" for before, after in pairwise(sizes)]
        rows.append((DOORS[door].path, f"{sizes[0]:.1f}", ", ".join(added)))
    table(("first use of", "MB before", "MB with each question"), rows)


def _edition(build: Path, target: Path, *, doors: bool) -> None:
    """The current edition, its files linked, with the lines of its doors or without."""
    source = (build / "current").resolve()
    folder = target / "editions" / source.name
    for file in sorted(source.rglob("*")):
        if file.is_file():
            place = folder / file.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(file, place) if file.stat().st_dev == target.stat().st_dev else place.write_bytes(file.read_bytes())
    if not doors:
        catalog = json.dumps({**json.loads((folder / "catalog.json").read_bytes()), "doors": []}).encode()
        manifest = json.loads((folder / "manifest.json").read_bytes())
        entry = next(one for one in manifest["files"] if one["path"] == "catalog.json")
        entry |= {"bytes": len(catalog), "sha256": hashlib.sha256(catalog).hexdigest()}
        for name, body in (("catalog.json", catalog), ("manifest.json", json.dumps(manifest).encode())):
            (folder / name).unlink()  # it is linked: the edition's own stays as it is
            (folder / name).write_bytes(body)
    (target / "current").symlink_to(f"editions/{source.name}")


def _settled(server: Server) -> float:
    """Megabytes that the largest process has to itself, when it has come to rest."""
    server.settle()
    sizes = []
    for pid in server.pids():
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            sizes.append(sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty:")) / 1024)
    return max(sizes)


def _ask(server: Server, path: str) -> None:
    """Ask once; MCP is greeted."""
    request = urllib.request.Request(server.base + path)
    if path == "/mcp":
        request.data = json.dumps(HANDSHAKE).encode()
        request.add_header("Content-Type", "application/json")
        request.add_header("Accept", "application/json, text/event-stream")
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()
