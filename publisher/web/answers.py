"""Finished answers: what went over the wire once goes again as it is, as long as the edition stands.

An edition never changes, so an answer marked ``Cache-Control: public`` is a function of the edition
and the request alone. It is kept as the very messages that were sent, compressed and tagged, under
what it may depend on: path, query, ``Accept``, ``Accept-Language``, ``Accept-Encoding``. A hit costs a
look into a dictionary and never reaches the application (measurements in ``docs/decisions.md``).
A new edition empties the shelf.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Bytes kept at most, per process.
BOUND = 48 * 2**20
#: Answers larger than this are not kept.
LARGEST = 2 * 2**20
#: Longest header that an answer is kept under; real ones are shorter.
LONGEST_HEADER = 400
#: Seconds that others wait at most for an answer being made: who makes it may be held up by a slow reader.
PATIENCE = 5.0
#: What an answer weighs beside its body: headers, key, objects.
OVERHEAD = 1500

#: Addresses whose answers are never kept: nobody waits for another's.
APART = ("/explore", "/sparql", "/health", "/ready", "/metrics", "/datapackages/", "/downloads/", "/vocab/")

Headers = Sequence[tuple[bytes, bytes]]
#: Path, query, Accept, Accept-Language, Accept-Encoding.
Key = tuple[bytes, bytes, bytes, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was sent."""

    start: dict[str, Any]
    body: dict[str, Any]
    tag: bytes
    modified: bytes
    size: int
    unchanged: dict[str, Any]  #: the head of a 304


NOTHING: dict[str, Any] = {"type": "http.response.body", "body": b""}


class Answers:
    """Answers of the current edition, the least recently asked for going first.

    Args:
        standing: what tells one edition from another; None while there is none. Asked for every request.
        bound: bytes kept at most.
    """

    def __init__(self, standing: Callable[[], Hashable], bound: int = BOUND):
        self.standing = standing
        self.bound = bound
        self.size = 0
        self.hits = 0
        self.edition: Hashable = None
        self.held: OrderedDict[Key, Kept] = OrderedDict()
        self.making: dict[Key, asyncio.Event] = {}

    def current(self) -> Hashable:
        """The edition that is current now; a new one empties the shelf."""
        edition = self.standing()
        if edition != self.edition:
            self.held.clear()
            self.size = 0
            self.edition = edition
        return edition

    def find(self, key: Key) -> Kept | None:
        """What was answered to the same question, of the edition last seen by :meth:`current`."""
        kept = self.held.get(key)
        if kept is not None:
            self.hits += 1
            self.held.move_to_end(key)
        return kept

    async def made_by_another(self, key: Key) -> Kept | None:
        """Wait while somebody else's request makes the same answer, so that a crowd makes it once.

        Returns:
            The answer; None when nobody was making it (the caller now is, and says :meth:`made`), when it turned
            out to be none to keep, or when it takes longer than :data:`PATIENCE`.
        """
        event = self.making.get(key)
        if event is None:
            self.making[key] = asyncio.Event()
            return None
        try:
            await asyncio.wait_for(event.wait(), PATIENCE)
        except TimeoutError:
            return None
        self.current()
        return self.find(key)

    def made(self, key: Key) -> None:
        """Let those who wait go on."""
        event = self.making.pop(key, None)
        if event is not None:
            event.set()

    def keep(self, key: Key, edition: Hashable, headers: Headers, body: bytes) -> None:
        """Keep an answer with status 200, if it is marked public and the edition it was begun under still stands."""
        found = dict(headers)
        control = found.get(b"cache-control", b"")
        if len(body) > LARGEST or b"public" not in control or b"set-cookie" in found or self.current() != edition:
            return
        if max(map(len, key[2:])) > LONGEST_HEADER or edition is None or key in self.held:
            return
        whole = [*headers] if b"content-length" in found else [*headers, (b"content-length", b"%d" % len(body))]
        size = len(body) + len(key[0]) + len(key[1]) + OVERHEAD
        self.held[key] = Kept(
            start={"type": "http.response.start", "status": 200, "headers": whole},
            body={"type": "http.response.body", "body": body},
            tag=found.get(b"etag", b""),
            modified=found.get(b"last-modified", b""),
            size=size,
            unchanged={
                "type": "http.response.start",
                "status": 304,
                "headers": [h for h in headers if h[0] not in OF_A_BODY],
            },
        )
        self.size += size
        while self.size > self.bound:
            _, gone = self.held.popitem(last=False)
            self.size -= gone.size


#: Headers that a 304 has not.
OF_A_BODY = frozenset({b"content-length", b"content-type", b"content-encoding", b"accept-ranges"})


def question(scope: Mapping[str, Any], path: bytes, asked: Mapping[bytes, bytes]) -> Key | None:
    """What an answer may depend on; None when the request wants more than a kept answer.

    Args:
        path: the path as asked for, without a proxy's prefix.
        asked: the request's headers, each once.
    """
    method = scope["method"]
    if method != "HEAD" and (method != "GET" or b"range" in asked):
        return None
    return (
        path,
        scope["query_string"],
        asked.get(b"accept", b""),
        asked.get(b"accept-language", b""),
        asked.get(b"accept-encoding", b""),
    )
