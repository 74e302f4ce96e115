"""Requests a second for three questions: ours warm, cold and behind nginx, Datasette, Litestar + SQLite, nginx alone.

q1 one indicator × all municipalities · q2 five municipalities × ten indicators × all periods · q3 a
municipality's profile with rank and group values. Datasette is asked for the same figures by its JSON API,
q3 by one SQL statement. It runs as as many processes as the others have workers, the connections shared out.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import statistics
import sys
import tempfile
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks.plain import PROFILE
from benchmarks.processes import Load, Server, free_port, have, ours, running, table, wrk
from publisher.reader import Reader, database

AREAS = ("0180", "1480", "1280", "0380", "0580")
WARM, COLD, DATASETTE, NGINX = "ours, warm", "ours, cold", "Datasette 0.65 JSON", "nginx, same bytes"
BEHIND, FRONT = "ours, behind deploy/nginx.conf", Path(__file__).parents[1] / "deploy" / "nginx.conf"

#: Indicator and its latest period.
Indicators = list[tuple[str, str]]


@dataclass
class Peers:
    """Servers that answer the same questions, each at its own addresses."""

    stack: ExitStack
    servers: dict[str, list[Server]] = field(default_factory=dict)
    paths: dict[str, dict[str, str]] = field(default_factory=dict)  #: peer to question to path

    def add(self, name: str, commands: dict[int, list[str]], paths: dict[str, str], **env: str) -> None:
        """Start a peer, one process for each port."""
        ready = paths["q1"]
        self.servers[name] = [
            self.stack.enter_context(running(command, port, ready, env)) for port, command in commands.items()
        ]
        self.paths[name] = paths


def main(options: argparse.Namespace) -> None:
    """Measure and print."""
    if not have("wrk"):
        print("wrk is not installed (apt-get install wrk): nothing can be measured.")
        return
    folder = (options.build / "current").resolve()
    reader = Reader.open(folder)
    indicators = _indicators(reader)
    questions = {
        "q1": f"/api/v1/observations?indicator={indicators[0][0]}&period={indicators[0][1]}",
        "q2": f"/api/v1/observations?indicator={','.join(id for id, _ in indicators[:10])}&area={','.join(AREAS)}",
        "q3": f"/api/v1/municipalities/{AREAS[0]}/profile",
    }
    with ExitStack() as stack, tempfile.TemporaryDirectory() as work:
        peers = Peers(stack)
        port = free_port()
        peers.add(WARM, {port: ours(options.build, options.workers, port)}, questions)
        server = peers.servers[WARM][0]
        bodies = {name: _body(server.base + path) for name, path in questions.items()}
        _plain(peers, options, folder, indicators)
        _datasette(peers, options, folder, indicators)
        _nginx(peers, options, Path(work), bodies)
        _behind(peers, options, Path(work), port, questions)
        for name, path in questions.items():
            cold = _cold(Path(work), name, path, reader)
            loads, spent = _measure(peers, name, cold, options)
            print(f"\n{name}: {path}  ({len(bodies[name]):,} bytes)")
            _show(loads, spent)
        print(f"\nours: {server.resident()} MB resident in the largest process")


def _indicators(reader: Reader) -> Indicators:
    """Indicators with values for all municipalities and their latest period, the best covered first."""
    found = reader.connection.execute(
        "SELECT indicator, max(period), sum(observations) FROM availability WHERE kind = 'municipality' AND sex = 'T' "
        "AND service_area = '_T' GROUP BY 1 HAVING sum(observations) BETWEEN 500 AND 5000 "
        "ORDER BY indicator <> 'U21349', 3 DESC, 1"
    )
    return [(id, period) for id, period, _ in found]


def _body(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:
        body: bytes = answer.read()
        return body


def _plain(peers: Peers, options: argparse.Namespace, folder: Path, indicators: Indicators) -> None:
    port = free_port()
    run = ["uvicorn", "benchmarks.plain:app", "--no-access-log", "--log-level", "error"]
    command = [sys.executable, "-m", *run, "--port", str(port), "--workers", str(options.workers)]
    (id, period) = indicators[0]
    paths = {
        "q1": f"/observations?indicator={id}&period={period}",
        "q2": f"/observations?indicator={','.join(id for id, _ in indicators[:10])}&area={','.join(AREAS)}",
        "q3": f"/profile?area={AREAS[0]}",
    }
    peers.add("Litestar + sqlite3", {port: command}, paths, BENCHMARK_DATABASE=str(database(folder)))


def _datasette(peers: Peers, options: argparse.Namespace, folder: Path, indicators: Indicators) -> None:
    if importlib.util.find_spec("datasette") is None:
        print("Datasette is not installed: left out.")
        return
    base = f"/{database(folder).stem}"
    listed = {"_shape": "objects", "_size": "max", "_nofacet": "1", "_nocount": "1"}
    (id, period) = indicators[0]
    many = {"indicator__in": ",".join(id for id, _ in indicators[:10]), "area__in": ",".join(AREAS)}
    profile = {"sql": PROFILE, "area": AREAS[0], "_shape": "objects"}
    paths = {
        "q1": f"{base}/observations.json?" + urlencode({"indicator": id, "period": period, **listed}),
        "q2": f"{base}/observations.json?" + urlencode({**many, **listed}),
        "q3": f"{base}.json?" + urlencode(profile, quote_via=quote),
    }
    settings = ["--setting", "max_returned_rows", "5000", "--setting", "sql_time_limit_ms", "10000"]
    run = [sys.executable, "-m", "datasette", "serve", "-i", str(database(folder)), *settings, "--port"]
    ports = [free_port() for _ in range(options.workers)]
    peers.add(DATASETTE, {port: [*run, str(port)] for port in ports}, paths)


def _nginx(peers: Peers, options: argparse.Namespace, work: Path, bodies: dict[str, bytes]) -> None:
    if not have("nginx"):
        print("nginx is not installed (apt-get install nginx-light): left out.")
        return
    port = free_port()
    for name, body in bodies.items():
        (work / f"{name}.json").write_bytes(body)
    work.chmod(0o755)
    (work / "nginx.conf").write_text(
        f"daemon off; worker_processes {options.workers}; pid {work}/nginx.pid; error_log {work}/error.log;\n"
        "events { worker_connections 1024; }\n"
        "http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; open_file_cache max=100;\n"
        f"types {{ application/json json; }} server {{ listen 127.0.0.1:{port}; root {work}; }} }}\n"
    )
    paths = {name: f"/{name}.json" for name in bodies}
    peers.add(NGINX, {port: ["nginx", "-c", f"{work}/nginx.conf"]}, paths)


def _behind(peers: Peers, options: argparse.Namespace, work: Path, inner: int, questions: dict[str, str]) -> None:
    """The server that is measured, behind the project's own configuration of nginx, its lines to edit edited."""
    if not have("nginx"):
        return
    port, home = free_port(), work / "front"
    home.mkdir()
    text = FRONT.read_text(encoding="utf-8")
    for old, new in (
        (r"server 127\.0\.0\.1:8000;", f"server 127.0.0.1:{inner};"),
        (r"listen 80;", f"listen 127.0.0.1:{port};"),
        (r"/var/cache/nginx/publisher", f"{home}/kept"),
        (r"/var/lib/publisher/build", str(options.build.resolve())),
        (r"/var/log/nginx", str(home)),
    ):
        text = re.sub(old, new, text)
    (home / "site.conf").write_text(text, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (home / "nginx.conf").write_text(
        f"daemon off; {user} worker_processes {options.workers}; pid {home}/nginx.pid; error_log {home}/error.log;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ keepalive_requests 10000000; include {home}/site.conf; }}\n"
    )
    peers.add(BEHIND, {port: ["nginx", "-c", f"{home}/nginx.conf"]}, questions)


def _cold(work: Path, name: str, path: str, reader: Reader) -> Path:
    """A script for wrk that asks the same question in ever new words, so that no answer is found finished."""
    script = work / f"{name}.lua"
    if name == "q3":
        codes = [f"'{code}'" for code, area in reader.vocabulary.areas.items() if area.kind.value == "municipality"]
        tails = ["", "?lang=sv", "?format=json", "?lang=sv&format=json", "?format=json&lang=sv", "?bom=0"]
        script.write_text(
            f"local codes, n = {{{', '.join(codes)}}}, 0\n"
            f"local tails = {{{', '.join(repr(tail) for tail in tails)}}}\n"
            "request = function()\n  n = n + 1\n  local code = codes[(n - 1) % #codes + 1]\n"
            "  local tail = tails[math.floor((n - 1) / #codes) % #tails + 1]\n"
            "  return wrk.format('GET', '/api/v1/municipalities/' .. code .. '/profile' .. tail)\nend\n"
        )
    else:
        script.write_text(
            "local n = 0\nrequest = function()\n  n = n + 1\n"
            f"  return wrk.format('GET', '{path}&limit=' .. (1000 + n % 9000))\nend\n"
        )
    return script


Loads = dict[str, list[Load]]
Spent = dict[str, list[float]]


def _measure(peers: Peers, name: str, cold: Path, options: argparse.Namespace) -> tuple[Loads, Spent]:
    """Interleaved runs of one question: what each gave, and the processor seconds each request took."""
    loads: Loads = {peer: [] for peer in (*peers.servers, COLD)}
    spent: Spent = {peer: [] for peer in loads}
    for _ in range(options.rounds):
        for peer in loads:
            servers = peers.servers[WARM if peer == COLD else peer]
            before = sum(server.seconds() for server in servers)
            path = "" if peer == COLD else peers.paths[peer][name]
            load = _all(servers, path, options, cold if peer == COLD else None)
            loads[peer].append(load)
            answered = max(load.rate * max(1, round(options.seconds)), 1)
            spent[peer].append((sum(server.seconds() for server in servers) - before) / answered)
    return loads, spent


def _all(servers: list[Server], path: str, options: argparse.Namespace, script: Path | None) -> Load:
    """Load on all processes of a peer at once, the connections shared out."""
    share = max(1, options.connections // len(servers))
    with ThreadPoolExecutor(len(servers)) as pool:
        runs = list(pool.map(lambda server: wrk(server.base + path, options.seconds, share, script), servers))
    return Load(
        sum(r.rate for r in runs), max(r.p50 for r in runs), max(r.p99 for r in runs), sum(r.failed for r in runs)
    )


def _show(loads: Loads, spent: Spent) -> None:
    median = statistics.median
    rates = {peer: median(load.rate for load in runs) for peer, runs in loads.items()}
    datasette, nginx = rates.get(DATASETTE), rates.get(NGINX)
    header = ("", "requests/s", "× Datasette", "× nginx", "µs processor", "p50 ms", "p99 ms", "p99/p50", "failed")
    table(
        header,
        [
            (
                peer,
                f"{rates[peer]:,.0f}",
                f"{rates[peer] / datasette:.1f}" if datasette else "–",
                f"{rates[peer] / nginx:.2f}" if nginx else "–",
                f"{1e6 * median(spent[peer]):,.0f}",
                f"{median(load.p50 for load in runs):.2f}",
                f"{median(load.p99 for load in runs):.2f}",
                f"{median(load.p99 / load.p50 for load in runs):.1f}",
                sum(load.failed for load in runs),
            )
            for peer, runs in loads.items()
        ],
    )
