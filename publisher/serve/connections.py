"""Connections within bounds: how long a request may take to arrive, how many may be open, who goes when there are more.

A request that never comes to its end costs whoever sends it nothing. So there is a time to the end of its head, one to
the end of its body, one for a reader who takes nothing; and where all places are taken, the longest silent gives way
to a newcomer. Looked after once a second for all connections together: a request that comes whole pays nothing.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import suppress
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: Seconds from a connection, or from the first byte of a further request, to the end of the head.
HEAD_SECONDS = 15.0
#: Seconds from the end of the head to the end of the body.
BODY_SECONDS = 30.0
#: Seconds that a reader may take nothing of an answer.
STUCK_SECONDS = 60.0
#: Seconds that a connection may be silent between two requests: more than nginx keeps one by itself (60), and than
#: libraries do that know pages to walk; with uvicorn's 5, a request that is sent as we hang up is lost.
IDLE_SECONDS = 75
#: Connections a process holds at most, and the share of its descriptors that they may be.
MOST, SHARE = 4000, 0.75
#: Seconds between two looks.
EVERY = 1.0

LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"

logger = logging.getLogger("publisher.serve")


def raised_limit() -> int:
    """Let the process open as many descriptors as it is allowed to; how many connections it may then hold."""
    try:
        import resource
    except ImportError:  # not on Windows
        return MOST
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * MOST if hard == resource.RLIM_INFINITY else min(hard, 4 * MOST)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return MOST if soft == resource.RLIM_INFINITY else min(MOST, int(SHARE * soft))


async def full(scope: Any, receive: Any, send: Any) -> None:
    """What a newcomer is told when every place is taken by somebody who is being answered."""
    body = b'{"type":"about:blank","title":"Too many at once","status":503,"detail":"Try again in a moment."}'
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", b"%d" % len(body)),
        (b"retry-after", b"5"),
        (b"cache-control", b"no-store"),
        (b"access-control-allow-origin", b"*"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


class Unmeasured(int):
    """A length that is not known, so that nothing is more and nothing is missing."""

    def __lt__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return False

    def __sub__(self, other: int) -> Unmeasured:
        return self

    __hash__ = int.__hash__


class Bounded(HttpToolsProtocol):
    """A connection that does not wait for ever."""

    most: ClassVar[int] = MOST  #: connections of this process
    _next_look: ClassVar[asyncio.TimerHandle | None] = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.began = self.loop.time()
        self._noticed: tuple[object, float] = (None, self.began)
        if len(self.connections) > self.most:
            self._make_room()
        if Bounded._next_look is None:
            Bounded._next_look = self.loop.call_later(EVERY, look, self.connections, self.loop)

    def on_headers_complete(self) -> None:
        """To HTTP/1.0, which knows no chunks, the end of the connection is the end of an answer (RFC 9112, 6.1)."""
        super().on_headers_complete()
        if self.scope["http_version"] == "1.0" and self.cycle is not None:
            self.cycle.chunked_encoding = False
            self.cycle.expected_content_length = Unmeasured()

    def _make_room(self) -> None:
        """Part with whoever has been silent or half-said the longest; else tell this newcomer to come again."""
        others: list[Bounded] = [one for one in self.connections if one is not self]  # type: ignore[misc]
        staying = [one for one in others if not one.transport.is_closing()]
        if len(staying) < self.most:
            return
        waiting = [one for one in staying if one.waits()]
        if waiting:
            min(waiting, key=lambda one: one.began).transport.abort()
        elif len(staying) < self.most + 50:
            self.app = full
        else:
            self.transport.abort()

    def waits(self) -> bool:
        """Whether nothing is being answered: no request, or half a one."""
        cycle = self.cycle
        unsent = self.transport.get_write_buffer_size()
        return not unsent and (cycle is None or cycle.response_complete or cycle.more_body)

    def overdue(self, now: float) -> bool:
        """Whether the client has had its time; called every second."""
        cycle = self.cycle
        if cycle is None:
            return now - self.began > HEAD_SECONDS
        if unsent := self.transport.get_write_buffer_size():
            state, seconds = f"reader {unsent} {on_its_way(self.transport)}", STUCK_SECONDS
        elif cycle.response_complete:
            if self.timeout_keep_alive_task is not None:
                return False  # between two requests: uvicorn's own time
            state, seconds = "head", HEAD_SECONDS
        elif cycle.more_body:
            state, seconds = "body", BODY_SECONDS
        else:
            return False
        if self._noticed[0] != (cycle, state):
            self._noticed = ((cycle, state), now)
        return now - self._noticed[1] > seconds

    def cut(self) -> None:
        """End the connection, saying why to whoever has begun to say something and has heard nothing yet."""
        cycle = self.cycle
        unheard = cycle is None or cycle.response_complete or not cycle.response_started
        if self.scope is not None and unheard and not self.transport.get_write_buffer_size():
            self.transport.write(LATE)
            self.transport.close()
        else:
            self.transport.abort()


def on_its_way(transport: asyncio.Transport) -> int:
    """Bytes that the system holds and the client has not taken; 0 where it does not say.

    It may hold megabytes, and asks for more when a third of them is gone: minutes to a reader on a slow line.
    """
    try:
        import fcntl
        import termios

        told = fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, bytes(4))
    except (ImportError, OSError, AttributeError):  # not on Windows; closed meanwhile
        return 0
    return int.from_bytes(told, sys.byteorder)


def look(connections: set[Any], loop: asyncio.AbstractEventLoop) -> None:
    """Cut what is overdue, and look again later while there are connections."""
    now = loop.time()
    late = [one for one in connections if one.overdue(now)]
    for one in late:
        one.cut()
    if late:
        logger.warning("cut connections that took too long", extra={"fields": {"connections": len(late)}})
    Bounded._next_look = loop.call_later(EVERY, look, connections, loop) if connections else None
