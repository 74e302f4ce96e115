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
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

import zstandard

from publisher.model import LANGUAGES, Text
from publisher.phrases import tell
from publisher.web import accept
from publisher.web.answers import APART, LARGEST, NOTHING, OF_A_BODY, Answers, Kept, Key, question
from publisher.web.bounded import Bounded
from publisher.web.conditions import joined, judged
from publisher.web.drafts import ROBOTS, TITLE, Draft
from publisher.web.languages import of_path, path_in, routed
from publisher.web.metrics import observe

# ASGI as its specification has it: https://asgi.readthedocs.io/en/latest/specs/main.html
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

access = logging.getLogger("publisher.access")

#: In the scope of a GET that stands for a HEAD: whoever streams may spare the body, all but an empty first part.
HEAD = "publisher.head"

#: Longest path and query that are read, in bytes: 320 municipalities by name fit many times over.
LONGEST_URL = 32_768  # the server itself stops reading at 64 kB, without a word

#: Bodies shorter than this are sent as they are, in bytes.
SHORTEST_COMPRESSED = 600

#: Compressed bodies kept for the next who asks, in bytes, where the answer itself is not (:mod:`.answers`).
KEPT = 16 * 1024 * 1024

COMPRESSIBLE = (
    b"text/",
    b"application/geo+json",
    b"application/json",
    b"application/ld+json",
    b"application/problem+json",
    b"application/rdf+xml",
    b"application/vnd.sdmx.",
    b"application/sparql-results",
    b"application/n-triples",
    b"application/javascript",
    b"application/xml",
    b"application/atom+xml",
    b"application/manifest+json",
    b"application/vnd.datapackage+json",
    b"application/vnd.jsonstat+json",
    b"application/csvm+json",
    b"image/svg+xml",
)

#: Files of the edition, sent from the disk.
FILES = ("/datapackages/", "/downloads/", "/vocab/")

#: Encodings we can send, the preferred first.
ENCODINGS = ("zstd", "gzip")

#: Pages, Datasette's too, run no inline script and ask no other host.
POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    b"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    b"frame-ancestors 'none'"
)

ALWAYS = (
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"ETag, Link, Content-Disposition, Content-Location, Content-Range, Accept-Ranges, Allow, Retry-After, Copy-Of",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    # LinkChecker asks some three times a second, whatever it is told, unless the host names it (linkcheckerrc(5)).
    (b"linkchecker", b"1"),
)

#: Headers of a request that make an answer depend on what the client has.
CONDITIONS = frozenset({b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since"})

_OF_THE_CONNECTION = frozenset({b"transfer-encoding", b"connection", b"keep-alive"})

#: Something has changed that the client said must not have.
FAILED: dict[str, Any] = {
    "type": "http.response.start",
    "status": 412,
    "headers": [(b"content-length", b"0"), (b"cache-control", b"no-store"), *ALWAYS],
}

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
        prefix: path under which a proxy shows the service, ``/data``, or ''; requests may come with it or without.
        log: whether every request is logged.
        answers: finished answers of the current edition; none: every request is answered anew.
    """

    def __init__(self, app: Application, prefix: str = "", log: bool = True, answers: Answers | None = None):
        self.app = app
        self.prefix = prefix.encode()
        self.log = log
        self.answers = answers
        self.draft: Draft | None = None
        self.compressed: Bounded[tuple[bytes, str], bytes] = Bounded(KEPT, len)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        edition = None if self.answers is None else self.answers.current()
        path: str = scope["path"]
        raw: bytes = scope["raw_path"]
        prefix = self.prefix
        if prefix and (raw == prefix or raw.startswith(prefix + b"/")):
            scope["raw_path"] = raw = raw[len(prefix) :] or b"/"
            scope["path"] = path = path[len(prefix.decode()) :] or "/"
        routed(scope)
        asked = dict(scope["headers"])
        several_hosts = False
        if len(asked) != len(scope["headers"]):
            scope["headers"] = joined(scope["headers"])
            several_hosts = asked.get(b"host") != (asked := dict(scope["headers"])).get(b"host")
        key: Key | None = None
        if self.answers is not None and not several_hosts:
            key = question(scope, raw, asked)
            if key is not None:
                kept = self.answers.find(key)
                if kept is None and not path.startswith(APART):
                    kept = await self.answers.made_by_another(key)
                if kept is not None:
                    status, sent = await give(kept, asked, scope["method"], send)
                    self._told(scope, path, scope["method"], status, sent, started)
                    return
        exchange = Exchange(self, scope, asked, send, key, edition)
        try:
            if len(raw) + len(scope["query_string"]) > LONGEST_URL:
                await exchange.refuse_length()
            elif several_hosts:
                await exchange.refuse_hosts()
            elif self.draft is not None and self.draft.withheld(path, asked):
                await exchange.refuse_harvest(self.draft)
            elif scope["method"] == "OPTIONS" and b"access-control-request-method" in asked:
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


async def give(kept: Kept, asked: Mapping[bytes, bytes], method: str, send: Send) -> tuple[int, int]:
    """Send a finished answer; its status and the bytes of its body."""
    if not CONDITIONS.isdisjoint(asked) and (status := judged(asked, kept.tag, kept.modified)) != 200:
        await send(kept.unchanged if status == 304 else FAILED)
        await send(NOTHING)
        return status, 0
    await send(kept.start)
    if method == "HEAD":
        await send(NOTHING)
        return 200, 0
    await send(kept.body)
    return 200, len(kept.body["body"])


class Exchange:
    """One request and its answer on the way out.

    Args:
        asked: the request's headers, each once.
        key: under which the answer is kept when it turns out to be one to keep; None: under none.
        edition: that which is current as the request begins.
    """

    def __init__(
        self,
        gateway: Gateway,
        scope: Scope,
        asked: Mapping[bytes, bytes],
        send: Send,
        key: Key | None = None,
        edition: object = None,
    ):
        self.gateway = gateway
        self.method: str = scope["method"]
        self.asked = asked
        self.out = send
        self.status = 500
        self.sent = 0
        self.start: Message | None = None
        self.compressor: Any = None
        self.ended = False
        # A HEAD may have spared the body; a file is as quickly read as kept.
        self.key = key if self.method == "GET" and not scope["path"].startswith(FILES) else None
        self.asked_for = key
        self.edition = edition
        self.headers_sent: list[tuple[bytes, bytes]] = []
        self.parts: list[bytes] = []
        self.scope = scope
        if self.method == "HEAD":  # every GET answers HEAD too, with the same headers; ranges are for GET alone
            headers = [header for header in scope["headers"] if header[0] != b"range"]
            self.scope = {**scope, "method": "GET", "headers": headers, HEAD: True}

    async def send(self, message: Message) -> None:
        """What the application sends, on its way to the client."""
        if message["type"] == "http.response.start":
            self.start = message  # held until the first part of the body tells what it is
            self.status = message["status"]
            return
        if message["type"] != "http.response.body":
            await self.out(message)
            return
        if self.ended:
            return  # the client has it already, or asked for the head alone
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
        # How the bytes are framed is the server's to say: a length and chunks together are forbidden (RFC 9112, 6.2).
        headers: list[tuple[bytes, bytes]] = [
            (name, value) for k, value in start.get("headers", ()) if (name := k.lower()) not in _OF_THE_CONNECTION
        ]
        body = message.get("body", b"")
        found = dict(headers)
        more = bool(message.get("more_body")) or int(found.get(b"content-length") or 0) > len(body)
        kind = found.get(b"content-type", b"")
        plain = self.status == 200 and self.method in ("GET", "HEAD")
        if plain and not more and b"etag" not in found:
            headers.append((b"etag", b'W/"' + fingerprint(body).hex().encode() + b'"'))
        if self.gateway.draft is not None and kind.startswith(b"text/html"):
            body, headers = self._marked(self.gateway.draft, body, headers)
        encoding = ""
        if (
            (self.status == 200 or self.status >= 400)
            and b"content-encoding" not in found
            and kind.startswith(COMPRESSIBLE)
            and (more or len(body) >= SHORTEST_COMPRESSED)
            and self.method != "OPTIONS"
        ):
            headers = with_vary(headers, b"Accept-Encoding")
            if b"range" not in self.asked or self.method == "HEAD":
                encoding = accept.encoding(self.asked.get(b"accept-encoding", b"").decode("latin-1"), ENCODINGS)
            if encoding:
                headers = weakened([h for h in headers if h[0] not in (b"content-length", b"accept-ranges")])
                headers.append((b"content-encoding", encoding.encode()))
        if plain and not CONDITIONS.isdisjoint(self.asked):
            found = dict(headers)
            status = judged(self.asked, found.get(b"etag", b""), found.get(b"last-modified", b""))
            if status != 200:
                await self._spared(status, *((headers, kind) if status == 304 else (FAILED["headers"], b"")))
                return
        if encoding and more and self.method == "GET":
            self.compressor = compressor(encoding)
            body = self.compressor.compress(body)
        elif encoding and not more:
            body = self._compressed(body, encoding)
            headers.append((b"content-length", str(len(body)).encode()))
        if not more and self.status not in (204, 304) and not any(k == b"content-length" for k, _ in headers):
            headers.append((b"content-length", str(len(body)).encode()))
        if self.method == "HEAD" and more:
            await self._spared(self.status, headers, kind)
            return
        await self._head(headers, kind)
        await self._body(body, bool(message.get("more_body")))

    def _marked(
        self, draft: Draft, body: bytes, headers: list[tuple[bytes, bytes]]
    ) -> tuple[bytes, list[tuple[bytes, bytes]]]:
        """A page of a draft with its bar, and its length."""
        found = dict(headers)
        language = found.get(b"content-language", b"").decode() or of_path(path_in(self.scope)) or ""
        marked = draft.marked(body, language)
        if b"content-length" in found:
            length = b"%d" % (int(found[b"content-length"]) + len(marked) - len(body))
            headers = [(k, length if k == b"content-length" else v) for k, v in headers]
        return marked, headers

    async def _spared(self, status: int, headers: list[tuple[bytes, bytes]], kind: bytes) -> None:
        """Send a head alone, and nothing of what may follow."""
        self.status = status
        if status == 304:
            headers = [header for header in headers if header[0] not in OF_A_BODY]
        self.key, self.ended = None, True
        self.let_others_go_on()
        await self._head(list(headers), kind)
        await self.out(NOTHING)

    def _compressed(self, body: bytes, encoding: str) -> bytes:
        """A whole body compressed; what is not kept as a finished answer is kept here."""
        if self.key is not None:
            return compress(body, encoding)
        return self.gateway.compressed.once((fingerprint(body), encoding), lambda: compress(body, encoding))

    async def _head(self, headers: list[tuple[bytes, bytes]], kind: bytes) -> None:
        names = {name for name, _ in headers}
        if (draft := self.gateway.draft) is not None:
            headers.append(ROBOTS)
            if not draft.kept:
                headers = [(k, b"no-store" if k == b"cache-control" else v) for k, v in headers]
        headers += [h for h in ALWAYS if h[0] not in names]
        if kind.startswith(b"text/html") and b"content-security-policy" not in names:
            headers.append((b"content-security-policy", POLICY))
        prefix = self.gateway.prefix
        if prefix and b"location" in names:
            headers = [(k, prefix + v if k == b"location" and is_ours(v, prefix) else v) for k, v in headers]
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
        await self._refuse(
            414,
            tell("The address is too long"),
            tell(
                "At most {longest_url} bytes of path and query are read. Split the request into several.",
                longest_url=LONGEST_URL,
            ),
            bound=LONGEST_URL,
        )

    async def refuse_harvest(self, draft: Draft) -> None:
        """403 as a problem: a draft is handed to no harvester."""
        await self._refuse(403, TITLE, draft.detail)

    async def refuse_hosts(self) -> None:
        """400 as a problem: a request has one ``Host`` (RFC 9112, 3.2)."""
        await self._refuse(400, tell("Several hosts"), tell("Send Host once."))

    async def _refuse(self, status: int, title: Text, detail: Text, **extra: object) -> None:
        """A problem (RFC 9457) that needs nothing of the application."""
        self.status = status
        code = accept.language(self.asked.get(b"accept-language", b"").decode("latin-1"), LANGUAGES)
        said = {"type": "about:blank", "title": title[code], "status": status, "detail": detail[code]}
        said |= {"instance": path_in(self.scope)[:200], **extra}
        body = json.dumps(said, ensure_ascii=False).encode()
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
            (b"vary", b"Accept-Language"),
        ]
        await self._head(headers, b"")
        await self._body(body, False)


def is_ours(location: bytes, prefix: bytes) -> bool:
    """Whether a redirect points within this host and lacks the prefix that the proxy shows."""
    return location.startswith(b"/") and not location.startswith((b"//", prefix + b"/")) and location != prefix


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
