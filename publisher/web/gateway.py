"""The gateway every request passes: a proxy's prefix, limits, conditional requests, compression, headers, log, metrics.

A plain ASGI application around the Litestar one, so that it also holds for mounts, refusals and 404s,
and costs little. Handlers that set ``ETag``, ``Content-Encoding`` or ``Content-Security-Policy`` keep theirs.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
import zlib
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

import zstandard

from publisher.web.answers import APART, LARGEST, NOTHING, Answers, Kept, Key, question
from publisher.web.bounded import Bounded
from publisher.web.metrics import observe

# ASGI as its specification has it: https://asgi.readthedocs.io/en/latest/specs/main.html
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

access = logging.getLogger("publisher.access")

#: In the scope of a GET that stands for a HEAD: whoever streams may spare the body.
HEAD = "publisher.head"

#: Longest path and query that are read, in bytes: 320 municipalities by name fit many times over.
LONGEST_URL = 32_768  # the server itself stops reading at 64 kB, without a word

#: Bodies shorter than this are sent as they are, in bytes.
SHORTEST_COMPRESSED = 600

#: Compressed bodies kept for the next who asks, in bytes, where the answer itself is not (:mod:`.answers`).
KEPT = 16 * 1024 * 1024

COMPRESSIBLE = (
    b"text/",
    b"application/json",
    b"application/ld+json",
    b"application/problem+json",
    b"application/rdf+xml",
    b"application/sparql-results",
    b"application/n-triples",
    b"application/javascript",
    b"application/xml",
    b"application/atom+xml",
    b"application/manifest+json",
    b"application/vnd.datapackage+json",
    b"image/svg+xml",
)

#: Files whose own handler answers HEAD, Range and If-None-Match.
FILES = ("/datapackages/", "/downloads/", "/vocab/")

#: Pages, Datasette's too, run no inline script and ask no other host.
POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    b"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'"
)

ALWAYS = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Content-Disposition, Retry-After"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
)

PREFLIGHT = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
)


class Gateway:
    """What stands before the application.

    Args:
        app: the application.
        prefix: path under which a proxy shows the service, ``/ehalsa``, or ''; requests may come with it or without.
        log: whether every request is logged.
        answers: finished answers of the current edition; none: every request is answered anew.
    """

    def __init__(self, app: Application, prefix: str = "", log: bool = True, answers: Answers | None = None):
        self.app = app
        self.prefix = prefix
        self.log = log
        self.answers = answers
        self.compressed: Bounded[tuple[bytes, str], bytes] = Bounded(KEPT, len)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        path: str = scope["path"]
        if self.prefix and (path == self.prefix or path.startswith(self.prefix + "/")):
            path = path[len(self.prefix) :] or "/"
            scope["path"] = path
            scope["raw_path"] = scope["raw_path"][len(self.prefix) :] or b"/"
        key: Key | None = None
        edition = ""
        if self.answers is not None:
            key, condition = question(scope, scope["raw_path"])
            if key is not None:
                kept = self.answers.find(key)
                if kept is None and not path.startswith(APART):
                    kept = await self.answers.made_by_another(key)
                if kept is not None:
                    status, sent = await give(kept, condition, scope["method"], send)
                    self._told(scope, path, scope["method"], status, sent, started)
                    return
                edition = self.answers.edition
        exchange = Exchange(self, scope, send, path, key, edition)
        try:
            if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_URL:
                await exchange.refuse_length()
            elif scope["method"] == "OPTIONS" and exchange.asked(b"access-control-request-method"):
                await send({"type": "http.response.start", "status": 204, "headers": list(PREFLIGHT)})
                await send({"type": "http.response.body", "body": b""})
                exchange.status = 204
            else:
                await self.app(exchange.scope, receive, exchange.send)
        finally:
            exchange.let_others_go_on()
            self._told(scope, path, exchange.method, exchange.status, exchange.sent, started)

    def _told(self, scope: Scope, path: str, method: str, status: int, sent: int, started: float) -> None:
        """Count and log an answered request."""
        seconds = time.perf_counter() - started
        observe(path, method, status, seconds)
        if self.log:
            fields = {
                "method": method,
                "path": path,
                "query": scope["query_string"].decode("latin-1"),
                "status": status,
                "bytes": sent,
                "ms": round(1000 * seconds, 2),
            }
            access.info("answered", extra={"fields": fields})


async def give(kept: Kept, condition: bytes, method: str, send: Send) -> tuple[int, int]:
    """Send a finished answer; its status and the bytes of its body."""
    if condition and kept.tag and matches(condition, kept.tag):
        await send(kept.unchanged)
        await send(NOTHING)
        return 304, 0
    await send(kept.start)
    if method == "HEAD":
        await send(NOTHING)
        return 200, 0
    await send(kept.body)
    return 200, len(kept.body["body"])


class Exchange:
    """One request and its answer on the way out."""

    def __init__(
        self, gateway: Gateway, scope: Scope, send: Send, path: str, key: Key | None = None, edition: str = ""
    ):
        self.gateway = gateway
        self.method: str = scope["method"]
        self.path = path
        self.headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
        self.out = send
        self.status = 500
        self.sent = 0
        self.start: Message | None = None
        self.compressor: Any = None
        self.whole_file = path.startswith(FILES)
        self.key = None if self.whole_file else key
        self.asked_for = key
        self.edition = edition
        self.headers_sent: list[tuple[bytes, bytes]] = []
        self.parts: list[bytes] = []
        self.scope = scope
        if self.method == "HEAD" and not self.whole_file:
            self.scope = {**scope, "method": "GET", HEAD: True}  # every GET answers HEAD too, with the same headers

    def asked(self, name: bytes) -> bytes:
        """A header of the request, or b''."""
        for key, value in self.headers:
            if key == name:
                return value
        return b""

    async def send(self, message: Message) -> None:
        """What the application sends, on its way to the client."""
        if message["type"] == "http.response.start":
            self.start = message  # held until the first part of the body tells what it is
            self.status = message["status"]
            return
        if message["type"] != "http.response.body":
            await self.out(message)
            return
        if self.start is not None:
            start, self.start = self.start, None
            await self._first(start, message)
            return
        body = message.get("body", b"")
        if self.compressor is not None:
            body = self.compressor.compress(body)
            if not message.get("more_body"):
                body += self.compressor.flush()
        await self._body(body, bool(message.get("more_body")))

    async def _first(self, start: Message, message: Message) -> None:
        """Send the head, now that it is known whether the body comes whole."""
        headers: list[tuple[bytes, bytes]] = [(k.lower(), v) for k, v in start.get("headers", ())]
        body, more = message.get("body", b""), bool(message.get("more_body"))
        found = dict(headers)
        kind = found.get(b"content-type", b"")
        if self.status == 200 and self.method in ("GET", "HEAD") and not more and not self.whole_file:
            tag = found.get(b"etag")
            if tag is None:
                tag = b'W/"' + fingerprint(body).hex().encode() + b'"'
                headers.append((b"etag", tag))
            if matches(self.asked(b"if-none-match"), tag):
                self.status = 304
                headers = [h for h in headers if h[0] not in (b"content-length", b"content-type", b"content-encoding")]
                await self._head(headers, kind)
                await self._body(b"", False)
                return
        if (
            (self.status == 200 or self.status >= 400)
            and b"content-encoding" not in found
            and kind.startswith(COMPRESSIBLE)
            and (more or len(body) >= SHORTEST_COMPRESSED)
            and self.method != "OPTIONS"
        ):
            headers = with_vary(headers, b"Accept-Encoding")
            encoding = "" if self.asked(b"range") else accepted(self.asked(b"accept-encoding"))
            if encoding:
                headers = weakened([h for h in headers if h[0] not in (b"content-length", b"accept-ranges")])
                headers.append((b"content-encoding", encoding.encode()))
                if more:
                    self.compressor = compressor(encoding)
                    body = self.compressor.compress(body)
                else:
                    body = self._compressed(body, encoding)
                    headers.append((b"content-length", str(len(body)).encode()))
        if not more and b"content-length" not in found and not any(k == b"content-length" for k, _ in headers):
            headers.append((b"content-length", str(len(body)).encode()))
        await self._head(headers, kind)
        await self._body(body, more)

    def _compressed(self, body: bytes, encoding: str) -> bytes:
        """A whole body compressed; what is not kept as a finished answer is kept here."""
        if self.key is not None:
            return compress(body, encoding)
        return self.gateway.compressed.once((fingerprint(body), encoding), lambda: compress(body, encoding))

    async def _head(self, headers: list[tuple[bytes, bytes]], kind: bytes) -> None:
        names = {name for name, _ in headers}
        headers += [h for h in ALWAYS if h[0] not in names]
        if kind.startswith(b"text/html") and b"content-security-policy" not in names:
            headers.append((b"content-security-policy", POLICY))
        prefix = self.gateway.prefix
        if prefix and b"location" in names:
            headers = [
                (k, prefix.encode() + v if k == b"location" and is_ours(v, prefix.encode()) else v) for k, v in headers
            ]
        self.headers_sent = headers
        await self.out({"type": "http.response.start", "status": self.status, "headers": headers})

    async def _body(self, body: bytes, more: bool) -> None:
        if self.key is not None:
            self._keep(body, more)
        if self.method == "HEAD":
            body = b""
        self.sent += len(body)
        await self.out({"type": "http.response.body", "body": body, "more_body": more})

    def let_others_go_on(self) -> None:
        """Tell those who wait for the same answer that it is made, or will not be kept."""
        if self.asked_for is not None and self.gateway.answers is not None:
            self.gateway.answers.made(self.asked_for)
            self.asked_for = None

    def _keep(self, body: bytes, more: bool) -> None:
        """Collect an answer until it is whole, then keep it for the next who asks."""
        self.parts.append(body)
        public = any(name == b"cache-control" and b"public" in value for name, value in self.headers_sent)
        if self.status != 200 or not public or sum(map(len, self.parts)) > LARGEST:
            self.let_others_go_on()
            self.key = None
            self.parts.clear()
        elif not more and self.key is not None and self.gateway.answers is not None:
            self.gateway.answers.keep(self.key, self.edition, self.headers_sent, b"".join(self.parts))

    async def refuse_length(self) -> None:
        """414 as a problem; the address is too long to find out who would answer."""
        self.status = 414
        english = self.asked(b"accept-language").lower().startswith(b"en")
        body = json.dumps(
            {
                "type": "about:blank",
                "title": "The address is too long" if english else "Adressen är för lång",
                "status": 414,
                "detail": f"At most {LONGEST_URL} bytes of path and query are read. Split the request into several."
                if english
                else f"Högst {LONGEST_URL} byte av sökväg och fråga läses. Dela upp frågan i flera.",
                "instance": self.path[:200],
                "bound": LONGEST_URL,
            },
            ensure_ascii=False,
        ).encode()
        await self._head(
            [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())], b""
        )
        await self._body(body, False)


def is_ours(location: bytes, prefix: bytes) -> bool:
    """Whether a redirect points within this host and lacks the prefix that the proxy shows."""
    return location.startswith(b"/") and not location.startswith((b"//", prefix + b"/")) and location != prefix


def matches(asked: bytes, tag: bytes) -> bool:
    """Whether ``If-None-Match`` names the tag, compared weakly (RFC 9110, 13.1.2)."""
    if not asked:
        return False
    bare = tag.removeprefix(b"W/")
    return asked.strip() == b"*" or any(t.strip().removeprefix(b"W/") == bare for t in asked.split(b","))


def accepted(asked: bytes) -> str:
    """The encoding to use for an ``Accept-Encoding``: zstd, else gzip, else ''."""
    weights: dict[str, float] = {}
    for entry in asked.decode("latin-1").lower().split(","):
        name, _, parameters = entry.strip().partition(";")
        try:
            weights[name.strip()] = float(parameters.partition("q=")[2] or 1)
        except ValueError:
            weights[name.strip()] = 0
    best = max(("zstd", "gzip"), key=lambda name: weights.get(name, weights.get("*", 0)))
    return best if weights.get(best, weights.get("*", 0)) > 0 else ""


def compressor(encoding: str) -> Any:
    """An incremental compressor with ``compress`` and ``flush``, fast rather than tight."""
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=3).compressobj()
    return zlib.compressobj(level=4, wbits=31)  # a gzip wrapper without a clock


def compress(body: bytes, encoding: str) -> bytes:
    """A body compressed whole."""
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=6).compress(body)
    made = zlib.compressobj(level=6, wbits=31)
    return made.compress(body) + made.flush()


def with_vary(headers: list[tuple[bytes, bytes]], name: bytes) -> list[tuple[bytes, bytes]]:
    """The headers with a name added to ``Vary``."""
    old = [v for k, v in headers if k == b"vary"]
    if any(name.lower() in v.lower() for v in old):
        return headers
    return [h for h in headers if h[0] != b"vary"] + [(b"vary", b", ".join([*old, name]))]


def weakened(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers with a weak ``ETag``: compressed bytes are the same thing, not the same bytes."""
    return [(k, b"W/" + v if k == b"etag" and not v.startswith(b"W/") else v) for k, v in headers]


def fingerprint(body: bytes) -> bytes:
    """Twelve bytes that stand for a body."""
    return hashlib.blake2b(body, digest_size=12).digest()
