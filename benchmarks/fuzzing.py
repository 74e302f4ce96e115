"""Many requests by chance against a running server: no fault of ours, nothing kept wrongly, a log that is JSON.

``python -m benchmarks fuzz --requests N --seed S [--url URL]``: no 500; 503 only with ``Retry-After``; JSON and XML
that parse; every address asked more than once is asked again plainly and compared with a server that has answered
nothing before.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import itertools
import json
import tempfile
import threading
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import zstandard

from benchmarks.processes import free_port, ours, running, table
from benchmarks.requests import Asked, Chance

#: Processes that ask, and connections of each, in every thread one.
PROCESSES, THREADS = 2, 6
#: Addresses whose answers are not the same twice: clocks, counters, an id of the request.
EVER_NEW = ("/explore", "/metrics", "/ready", "/health")
#: Bytes of an answer that are parsed.
PARSED = 3_000_000
#: Seconds to wait for an answer.
PATIENCE = 60.0
T = TypeVar("T")
FRESH = {"date", "age"}
COUNTING = threading.Lock()


@dataclass
class Found:
    """What the requests came to."""

    statuses: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    addresses: Counter[str] = field(default_factory=Counter)  #: how many times each was asked

    @classmethod
    def of(cls, parts: Iterable[Found]) -> Found:
        """What several processes found."""
        whole = cls()
        for part in parts:
            whole.statuses += part.statuses
            whole.addresses += part.addresses
            whole.faults += part.faults
        return whole

    def fault(self, text: str) -> None:
        self.faults.append(text)


@dataclass(frozen=True)
class Answer:
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def plain(self) -> bytes:
        """The body, no longer compressed."""
        encoding = self.headers.get("content-encoding", "")
        if not self.body or not encoding or self.status == 206:
            return self.body
        if encoding == "gzip":
            return gzip.decompress(self.body)
        return zstandard.ZstdDecompressor().decompressobj().decompress(self.body)


class Asker:
    """One connection, made anew where the server has closed it."""

    def __init__(self, base: str):
        self.place = urlsplit(base).netloc
        self.connection: http.client.HTTPConnection | None = None

    def ask(self, asked: Asked) -> Answer:
        """Send a request and read its answer.

        Raises:
            OSError, http.client.HTTPException: no answer, also not on a new connection.
        """
        for last in (False, True):
            fresh = self.connection is None
            try:
                return self._ask(asked)
            except (OSError, http.client.HTTPException):
                self.close()
                if fresh or last:
                    raise
        raise AssertionError

    def _ask(self, asked: Asked) -> Answer:
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.place, timeout=PATIENCE)
        own_host = any(name == "Host" for name, _ in asked.headers)
        self.connection._validate_path = lambda url: None  # type: ignore[attr-defined]
        self.connection.putrequest(asked.method, asked.path, skip_host=own_host, skip_accept_encoding=True)
        for name, value in asked.headers:
            self.connection.putheader(name, value)
        if asked.body:
            self.connection.putheader("Content-Length", str(len(asked.body)))
        self.connection.endheaders(asked.body or None)
        raw = self.connection.getresponse()
        answer = Answer(raw.status, {name.lower(): value for name, value in raw.getheaders()}, raw.read())
        if raw.will_close:
            self.close()
        return answer

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


@dataclass(frozen=True)
class Share:
    """What one asking process does."""

    folder: Path  #: of the edition
    seed: int
    requests: int  #: of all processes together
    which: int  #: number of this process
    base: str
    fresh: str = ""  #: base of the server that has answered nothing before

    def asked(self) -> Found:
        """Ask this process's part of the requests."""
        chance, found = Chance(self.folder, self.seed), Found()
        numbers = range(self.which, self.requests, PROCESSES)
        _each(numbers, self.base, lambda asker, number: _one(asker, chance.request(number), found))
        return found

    def compared(self, paths: Sequence[str]) -> Found:
        """Ask this process's part of some addresses at both servers."""
        found = Found()
        _each(paths[self.which :: PROCESSES], self.base, lambda asker, path: _compared(asker, self.fresh, path, found))
        return found


def main(options: argparse.Namespace) -> None:
    """Ask, ask again, compare, read the log; print, and leave with 1 when something is wrong."""
    folder = (options.build / "current").resolve()
    with ExitStack() as stack, tempfile.TemporaryDirectory() as work:
        log = Path(work) / "log"
        base = options.url or stack.enter_context(_server(options.build, options.workers, log)).base
        pool = stack.enter_context(ProcessPoolExecutor(PROCESSES, get_context("spawn")))
        shares = [Share(folder, options.seed, options.requests, which, base) for which in range(PROCESSES)]
        started = time.monotonic()
        found = Found.of(pool.map(Share.asked, shares))
        seconds = time.monotonic() - started
        print(f"{options.requests:,} requests, seed {options.seed}: {options.requests / seconds:,.0f} a second")
        table(("status", "answers"), sorted(found.statuses.items()))
        # What was asked once alone was made once alone: nothing kept has been given of it.
        again = sorted(path for path, times in found.addresses.items() if times > 1 and not path.startswith(EVER_NEW))
        print(f"{len(found.addresses):,} addresses, faults so far: {len(found.faults)}", flush=True)
        fresh = stack.enter_context(_server(options.build, options.workers, Path(work) / "fresh")).base
        shares = [replace(share, fresh=fresh) for share in shares]
        found = Found.of([found, *pool.map(Share.compared, shares, [again] * PROCESSES)])
        print(f"{len(again):,} addresses asked again plainly and compared with a fresh server")
        for line in log.read_text(errors="replace").splitlines() if log.exists() else ():
            _a_log_line(line, found)
    for fault in found.faults[:200]:
        print(fault)
    print(f"faults: {len(found.faults)}")
    if found.faults:
        raise SystemExit(1)


def _server(build: Path, workers: int, log: Path):  # type: ignore[no-untyped-def]
    port = free_port()
    command = [argument for argument in ours(build, workers, port) if argument != "--quiet"]
    return running(command, port, "/ready", log=log)


def _each(things: Iterable[T], base: str, do: Callable[[Asker, T], None]) -> None:
    """Do something with each thing, on several connections at once."""
    left, lock = iter(things), threading.Lock()

    def work() -> None:
        asker = Asker(base)
        while True:
            with lock:
                batch = list(itertools.islice(left, 8))
            if not batch:
                break
            for thing in batch:
                do(asker, thing)
        asker.close()

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _one(asker: Asker, asked: Asked, found: Found) -> None:
    try:
        answer = asker.ask(asked)
    except (OSError, http.client.HTTPException) as error:
        found.fault(f"no answer ({type(error).__name__}: {error}): {asked}")
        return
    with COUNTING:
        found.statuses[str(answer.status)] += 1
        found.addresses[asked.path] += 1
    if answer.status >= 500 and not (answer.status == 503 and "retry-after" in answer.headers):
        found.fault(f"{answer.status}: {asked}")
    if asked.method == "HEAD" and answer.body:
        found.fault(f"a body for HEAD: {asked}")
    if (wrong := _unreadable(answer)) and asked.method != "HEAD":
        found.fault(f"{wrong}: {asked}")


def _unreadable(answer: Answer) -> str:
    """Why a body is not what its type says; '' when it is, or when there is nothing to tell."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if not answer.body or answer.status in (206, 304) or len(answer.body) > PARSED:
        return ""
    try:
        if kind.endswith(("/json", "+json")):
            json.loads(answer.plain)
        elif kind.endswith(("/xml", "+xml")):
            ET.fromstring(answer.plain)
    except (ValueError, ET.ParseError, OSError, zstandard.ZstdError) as error:
        return f"{kind} that does not parse ({error})"
    return ""


def _compared(asker: Asker, fresh: str, path: str, found: Found) -> None:
    """Ask both servers the same, with no header at all."""
    asked = Asked(0, "GET", path, ())
    other: Asker = asker.__dict__.setdefault("other", Asker(fresh))
    try:
        here, there = asker.ask(asked), other.ask(asked)
    except (OSError, http.client.HTTPException) as error:
        found.fault(f"no answer when asked again ({type(error).__name__}): {path}")
        return
    if 503 in (here.status, there.status) or (here.status == there.status == 422 and path.startswith("/sparql")):
        return
    if (here.status, here.body) != (there.status, there.body):
        found.fault(
            f"kept wrongly, {here.status} for {there.status}, {len(here.body)} bytes for {len(there.body)}: {path}"
        )
    different = {name for name, _ in set(here.headers.items()) ^ set(there.headers.items())} - FRESH
    if different:
        found.fault(f"kept wrongly, headers {sorted(different)}: {path}")


def _a_log_line(line: str, found: Found) -> None:
    try:
        if not isinstance(json.loads(line), dict):
            raise ValueError
    except ValueError:
        found.fault(f"a line of the log that is no JSON object: {line[:200]}")
