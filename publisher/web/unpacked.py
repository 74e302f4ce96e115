"""Packed files on their way out: the text a piece at a time, or parts of it.

A frame of the text is in memory at most, and nothing more is unpacked for who does not read or has gone away. Who takes
zstd is sent one frame, as of every answer that is compressed on its way (:mod:`.gateway`): the many of the file are
good zstd, but Python's httpx breaks off where a piece from the network ends with a frame, and others stop at the first.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.responses import StreamingResponse

from publisher.errors import NoEdition
from publisher.packed import Packed, damage
from publisher.web.conditions import ranges

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

logger = logging.getLogger("publisher.web")


class _CutError(Exception):
    """A file turns out to be damaged when some of it has been sent."""


class Unpacked(StreamingResponse):
    """An answer with a packed file, as if it stood as text: whole, or what ``Range`` names.

    Args:
        path: the packed file.
        digest: SHA-256 that its text is to have.
        headers: as of the text.

    Raises:
        OSError: it cannot be read, or is damaged.
    """

    def __init__(self, path: Path, digest: str, media_type: str, headers: Mapping[str, str]):
        self._path, self._file = path, Packed(path)
        if self._file.sha256 != digest:
            self.close()
            raise damage(path)
        own = {"Accept-Ranges": "bytes", "Content-Length": str(self._file.size)}
        super().__init__((), headers={**headers, **own}, media_type=media_type)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it.

        Raises:
            NoEdition: it is damaged where it begins, so that nothing has been sent.
        """
        if scope["method"] == "HEAD":
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": b""})
            return
        asked = dict(scope["headers"]).get(b"range")
        pieces = self._read() if asked is None else self._parts(ranges(asked.decode("latin-1"), self._file.size) or ())
        try:
            first = await run_in_threadpool(next, pieces, b"")
        except _CutError:
            raise NoEdition(f"{self._path} is damaged.") from None
        self.body_iterator = iterate_in_threadpool(chain((first,), pieces))
        await super().__call__(scope, receive, send)

    async def stream_response(self, send: Send) -> None:
        """Send it; the connection of who has got half of a damaged file is cut."""
        try:
            await super().stream_response(send)
        except _CutError:
            return  # unfinished, which the server ends the connection for

    def _parts(self, wanted: Sequence[tuple[int, int]]) -> Iterator[bytes]:
        """The parts, first and last byte of each: one as it is, several as ``multipart/byteranges``."""
        self.status_code = 206
        joined: list[tuple[int, int]] = []
        for first, last in sorted(wanted):
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = joined[-1][0], max(last, joined[-1][1])
            else:
                joined.append((first, last))
        size, headers = self._file.size, self.headers
        if len(joined) == 1:
            [(first, last)] = joined
            headers["Content-Range"], headers["Content-Length"] = f"bytes {first}-{last}/{size}", str(last + 1 - first)
            return self._read(first, last + 1)
        boundary, kind = secrets.token_hex(13), headers["Content-Type"]
        heads = [
            f"--{boundary}\r\nContent-Type: {kind}\r\nContent-Range: bytes {first}-{last}/{size}\r\n\r\n".encode()
            for first, last in joined
        ]
        end = f"--{boundary}--".encode()
        length = sum(len(head) + last + 1 - first + 2 for head, (first, last) in zip(heads, joined, strict=True))
        headers["Content-Type"] = f"multipart/byteranges; boundary={boundary}"
        headers["Content-Length"] = str(length + len(end))
        told = (
            chain((head,), self._read(first, last + 1), (b"\r\n",))
            for head, (first, last) in zip(heads, joined, strict=True)
        )
        return chain(chain.from_iterable(told), (end,))

    def _read(self, first: int = 0, end: int | None = None) -> Iterator[bytes]:
        try:
            yield from self._file.text(first, end)
        except OSError as error:
            fields = {"file": str(self._path), "reason": error.strerror}
            logger.error("found a packed file damaged", extra={"fields": fields})
            raise _CutError from None
