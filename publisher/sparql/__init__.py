"""SPARQL 1.1 for anybody: read-only, without federation, bounded in time, rows and number of queries at once.

https://www.w3.org/TR/sparql11-protocol/ Each query runs in a process of its own pool
(:mod:`publisher.sparql.worker`), which is killed when time is up; the server goes on as if nothing had been.
"""

from __future__ import annotations

import json
import logging
import os
import re
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from publisher import releases
from publisher.rdf.descriptions import dumps
from publisher.sparql.tokens import TOKENS

logger = logging.getLogger("publisher.sparql")

#: Seconds a query may take.
SECONDS = 10.0

#: Rows or triples an answer may have.
ROWS = 100_000

#: Queries that run at once, that may wait for their turn, and seconds that they wait at most.
AT_ONCE = 2
WAITING = 4
PATIENCE = 10.0

#: Seconds a new worker may take to open (or make) the store of an edition.
OPENING = 120.0

#: Bytes of an edition's dumps (N-Triples, gzip) of which a store is made unasked: those of about a million values. A
#: store of a million takes some 140 s of processor and 1 GB of memory, one of seven millions 1,000 s and 5.5 GB.
LARGEST = 90_000_000

#: Characters of a query that are read.
LONGEST = 50_000

#: Forms of a table of solutions: name, media type.
TABLE_FORMS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
}

_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_FORMS = frozenset({"SELECT", "CONSTRUCT", "DESCRIBE", "ASK"})


class QueryRefused(Exception):
    """A query was not answered.

    Attributes:
        reason: ``syntax``, ``update``, ``federation``, ``dataset``, ``too-long``, ``too-slow``, ``too-many``,
            ``unacceptable``, ``busy``, ``opening``, ``not-made`` or ``failed``.
        message: what the engine said, where it said something.
    """

    def __init__(self, reason: str, message: str = ""):
        super().__init__(message or reason)
        self.reason = reason
        self.message = message


@dataclass(frozen=True)
class Answered:
    """An answer: ``kind`` is ``table`` or ``graph``, ``form`` a key of TABLE_FORMS or of serialise.FORMS."""

    kind: str
    form: str
    body: bytes


def inspect(query: str) -> None:
    """Refuse what must not reach the engine: updates, federation, datasets from elsewhere.

    Words are found by SPARQL's own tokens, so that a comment, a text or a name that says SERVICE is no SERVICE. This
    is for the sake of a clear answer; what gets past it, the worker cannot do, because it can open nothing any more.

    Raises:
        QueryRefused: with the reason.
    """
    if len(query) > LONGEST:
        raise QueryRefused("too-long")
    words: list[str] = []
    service = False  # whether the name before may be SERVICE and, without a space, what is to be asked
    for match in TOKENS.finditer(query):
        if match["comment"]:
            continue
        word = (match["word"] or "").upper()
        if match["open"] is not None or match["other"] is not None:
            word = match[0].upper()  # the engine may yet read it as two short texts and go on
        if ("SERVICE" in word and match["local"] is None) or (service and match["mark"] == "{"):
            raise QueryRefused("federation")
        service = "SERVICE" in word and words[-1:] != ["GRAPH"]
        if word and match["local"] is None:
            words += re.split(r"[.-]", word)
    if any(word.startswith("FROM") for word in words):
        raise QueryRefused("dataset")
    first = next((word for word in words if word in _FORMS | _UPDATES), None)
    if first in _UPDATES:
        raise QueryRefused("update")


class Worker:
    """One process that holds a store open."""

    def __init__(self, folder: Path, stores: Path):
        self.process = _started(folder, stores, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdin is not None and self.process.stdout is not None
        self.stdin, self.stdout = self.process.stdin, self.process.stdout
        self.ready = False

    def ask(self, request: Mapping[str, object], seconds: float) -> tuple[dict[str, object], bytes]:
        """Send a query and read the answer.

        Raises:
            TimeoutError: time is up; the worker must be killed.
            EOFError: the worker is gone.
        """
        if not self.ready:
            self._read(OPENING)
            self.ready = True
        try:
            self.stdin.write(json.dumps(request).encode() + b"\n")
            self.stdin.flush()
        except BrokenPipeError:
            raise EOFError from None
        return self._read(seconds)

    def _read(self, seconds: float) -> tuple[dict[str, object], bytes]:
        until = time.monotonic() + seconds
        data = b""
        while b"\n" not in data:
            data += self._some(until)
        line, _, body = data.partition(b"\n")
        head = json.loads(line)
        parts, length = [body], len(body)
        while length < head["length"]:
            part = self._some(until)
            parts.append(part)
            length += len(part)
        return head, b"".join(parts)

    def _some(self, until: float) -> bytes:
        left = until - time.monotonic()
        if left <= 0 or not select.select([self.stdout], [], [], left)[0]:
            raise TimeoutError
        data = self.stdout.read1(1 << 20)  # type: ignore[attr-defined]
        if not data:
            raise EOFError
        return bytes(data)

    def kill(self) -> None:
        """Stop the process at once."""
        self.process.kill()
        self.process.wait()
        self.stdin.close()
        self.stdout.close()


class Engine:
    """Answers queries about one edition.

    Args:
        folder: the edition's folder.
        stores: folder where stores are kept.
        seconds: time a query may take.
        rows: rows or triples an answer may have.
        wanted: the store is made however large the edition is.
    """

    def __init__(self, folder: Path, stores: Path, seconds: float = SECONDS, rows: int = ROWS, *, wanted: bool = False):
        self.made = wanted or not large(folder)
        self.folder, self.stores, self.seconds, self.rows = folder, stores, seconds, rows
        self._idle: list[Worker] = []
        self._lock = threading.Lock()
        self._turns = threading.Semaphore(AT_ONCE)
        self._waiting = 0
        self._closed = False

    def query(self, text: str, base: str, table: str | None = "json", graph: str | None = "ttl") -> Answered:
        """Answer a query.

        Args:
            text: the query.
            base: base IRI for relative IRIs in it.
            table: wanted form of solutions, a key of :data:`TABLE_FORMS`; None: none is acceptable.
            graph: wanted form of triples, a key of :data:`publisher.rdf.serialise.FORMS`; None: none is acceptable.

        Raises:
            QueryRefused: it is not answered, and why.
        """
        inspect(text)
        if not self.made:
            raise QueryRefused("not-made")
        request = {"query": text, "base": base, "rows": self.rows, "table": table, "graph": graph}
        with self._turn():
            head, body = self._ask(request)
        if head["outcome"] != "ok":
            raise QueryRefused(str(head["outcome"]), str(head.get("message", "")))
        return Answered(kind=str(head["kind"]), form=str(head["form"]), body=body)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for one of the places; refuse when too many are waiting already."""
        with self._lock:
            if self._waiting >= WAITING:
                raise QueryRefused("busy")
            self._waiting += 1
        try:
            if not self._turns.acquire(timeout=PATIENCE):
                raise QueryRefused("busy")
        finally:
            with self._lock:
                self._waiting -= 1
        try:
            yield
        finally:
            self._turns.release()

    def _ask(self, request: Mapping[str, object]) -> tuple[dict[str, object], bytes]:
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        worker = worker or Worker(self.folder, self.stores)
        try:
            answer = worker.ask(request, self.seconds)
        except TimeoutError:
            opened = worker.ready
            worker.kill()
            raise QueryRefused("too-slow" if opened else "opening") from None
        except EOFError:
            worker.kill()
            raise QueryRefused("failed", "It needs more memory than it may have, or is nested too deeply.") from None
        except BaseException:
            worker.kill()
            raise
        with self._lock:
            if not self._closed:
                self._idle.append(worker)
                return answer
        worker.kill()
        return answer

    def close(self) -> None:
        """Stop the workers; a query under way is answered first."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.kill()


def large(folder: Path) -> bool:
    """Whether an edition is so large that its store is made only where somebody wants it."""
    return sum(path.stat().st_size for path in dumps(folder) if path.is_file()) > LARGEST


def prepare(build: Path, *, wanted: bool = False) -> None:
    """Have the current edition's store made in the background, at low priority, if it is not there yet.

    Args:
        wanted: however large the edition is; else one that is :func:`large` goes without.
    """
    folder = releases.standing(build).resolve()
    if large(folder) and not wanted:
        logger.warning(
            "%s is larger than what a store for SPARQL is made of unasked, so /sparql refuses and names the files. "
            "Set PUBLISHER_SPARQL=1 to have the store made.",
            folder.name,
        )
        return
    _started(folder, build / "stores", "prepare", stdin=subprocess.DEVNULL, process_group=0)


def _started(folder: Path, stores: Path, *only: str, **streams: Any) -> subprocess.Popen[bytes]:
    """A process of :mod:`publisher.sparql.worker`; what it has to say of itself goes into this process's log.

    Paths are made whole here and the process stays in our folder: where the program is installed it is not to write.
    """
    command = [sys.executable, "-P", "-m", "publisher.sparql.worker", str(folder.resolve()), str(stores.resolve())]
    paths = [str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    process = subprocess.Popen(  # noqa: S603
        [*command, *only], stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)}, **streams
    )
    threading.Thread(target=_retell, args=(process.stderr,), name="sparql-log", daemon=True).start()
    return process


def _retell(lines: IO[bytes]) -> None:
    """Log what a process says, a line of at most 4,000 bytes at a time."""
    with lines:
        while line := lines.readline(4000):
            logger.warning("%s", line.decode("utf-8", "replace").rstrip())
