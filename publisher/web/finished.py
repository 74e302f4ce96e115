"""Finished answers: bytes made once per edition and kept with their entity tag, bounded by size.

An edition never changes, so an answer made from it is good for as long as the edition is served. The gateway answers
conditional requests and compresses.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from litestar import Response

#: Bytes of answers kept per edition.
BOUND = 64 * 2**20


@dataclass(frozen=True)
class Finished:
    """An answer."""

    body: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    def response(self) -> Response[bytes]:
        return Response(self.body, status_code=self.status, headers=dict(self.headers), media_type=self.media_type)


def finish(body: bytes, media_type: str, headers: Mapping[str, str], status: int = 200) -> Finished:
    """Make an answer; its entity tag is made of its content."""
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    return Finished(body=body, media_type=media_type, headers={**headers, "ETag": tag}, status=status)


class Store:
    """Finished answers by key, the least recently used dropped first."""

    def __init__(self, bound: int = BOUND):
        self.bound = bound
        self.size = 0
        self._held: OrderedDict[tuple[str, ...], Finished] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, ...], make: Callable[[], Finished]) -> Finished:
        """The answer kept under a key, else made now. Only answers with status 200 are kept."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
                return found
        made = make()
        if made.status == 200 and len(made.body) < self.bound // 8:
            with self._lock:
                if key not in self._held:
                    self._held[key] = made
                    self.size += len(made.body)
                while self.size > self.bound:
                    _, old = self._held.popitem(last=False)
                    self.size -= len(old.body)
        return made
