"""APIs: asking a server politely for JSON, and saying clearly what went wrong when it does not come.

Slow, busy and dropped answers are tried again; answers that are not what was promised are not. The size of an answer
and the whole time it takes are bounded, whatever the server does in between.
Finished answers wait in a folder, so that an interrupted fetch goes on where it stopped.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from math import isinf
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from publisher.errors import SourceError
from publisher.sources.context import Progress, silent

#: An answer larger than this, once it is unpacked, is not read (bytes). The largest that an API of ours gives is 5 MB.
LARGEST_ANSWER = 50_000_000
#: Tries in all before giving up.
TRIES = 6
#: A server may ask us to wait at most so long (seconds).
LONGEST_WAIT = 120.0
#: Time allowed for connecting, and between two pieces of an answer (seconds).
TIME_LIMIT = 60.0
#: Time allowed from a question to the end of its answer, however evenly it drips in (seconds).
WHOLE_TIME = 300.0

#: While something is waited for, it is said every so many seconds.
TICK = 10.0
#: Redirects that are followed from one address, on the server that was asked.
_MOST_REDIRECTS = 5

#: Hosts that no proxy stands before.
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
#: More digits than any count has.
_MOST_DIGITS = 30
_MOVED = (301, 302, 303, 307, 308)
_BUSY = (408, 425, 429, 500, 502, 503, 504)


@dataclass(kw_only=True)
class Api:
    """A client of one server.

    Args:
        home: the API's public base address, which its answers name: ``https://api.kolada.se/v3``.
        base: the address asked instead; None: ``home``.
        cache: folder for finished answers; None: nothing is kept.
        interval: least time between two calls (seconds).
        time_limit: for connecting, and between two pieces of an answer (seconds).
        whole_time: from a question to the end of its answer (seconds).
        progress: told when the server lets us wait.
    """

    home: str
    base: str | None = None
    cache: Path | None = None
    interval: float = 0.0
    time_limit: float = TIME_LIMIT
    whole_time: float = WHOLE_TIME
    sleep: Callable[[float], None] = time.sleep
    progress: Progress = silent
    _last: float = field(default=0.0, init=False)
    _recalled: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.home = self.home.rstrip("/")
        self.base = (self.base or self.home).rstrip("/")
        for address in (self.home, self.base):
            if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
                raise SourceError(f"'{address}' is not an address of the web. Write http://… or https://….")
        self._loop = asyncio.Runner()  # so that one limit holds for all of an answer: name, head, body
        self._client = httpx.AsyncClient(
            timeout=self.time_limit,
            headers={"Accept": "application/json", "User-Agent": "open-data-publisher"},
            follow_redirects=False,
            trust_env=urlsplit(self.base).hostname not in _LOOPBACK,
        )

    def __enter__(self) -> Api:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._loop.run(self._client.aclose())
        self._loop.close()

    def address(self, url: str) -> str:
        """Where to ask for an address that an answer named; only this server is ever asked.

        Raises:
            SourceError: the address leads elsewhere.
        """
        assert self.base is not None
        for own in (self.home, self.base):
            if url == own or url.startswith((f"{own}/", f"{own}?")):
                return self.base + url.removeprefix(own)
        if url.startswith("/"):
            parts = urlsplit(self.base)
            return f"{parts.scheme}://{parts.netloc}{url}"
        raise SourceError(
            f"{self.home}: an answer points to {url}, another server, which is not asked. "
            "If the service has moved, write its new address in the declaration."
        )

    def get(self, url: str, *, body: Mapping[str, Any] | None = None, again: bool = False) -> Any:
        """The JSON at an address, from the cache if it was fetched before.

        Args:
            url: an address under ``home`` or ``base``.
            body: sent as JSON with POST; None: GET.
            again: a second asking beside the first, with an answer of its own.

        Raises:
            SourceError: no answer after :data:`TRIES` tries, an error, or something else than JSON; the
                message names the address.
        """
        where = self.address(url)
        kept = self._kept(url, body, again)
        if kept is not None and kept.is_file():
            with suppress(ValueError):  # damaged since: it is asked for again
                found = read_json(kept.read_bytes(), where)
                if not self._recalled:
                    self._recalled = True
                    self.progress("answers of a fetch begun earlier today are used again; --fresh asks anew", 0, None)
                return found
        content = self._try(where, body)
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            whole = kept.with_suffix(".part")
            whole.write_bytes(content)
            whole.replace(kept)
        return read_json(content, where)

    def forget(self, url: str, body: Mapping[str, Any] | None = None) -> None:
        """Ask for an address anew next time."""
        for again in (False, True):
            if (kept := self._kept(url, body, again)) is not None:
                kept.unlink(missing_ok=True)

    def _kept(self, url: str, body: Mapping[str, Any] | None, again: bool) -> Path | None:
        if self.cache is None:
            return None
        key = url + (json.dumps(body, sort_keys=True) if body else "") + (" again" if again else "")
        return self.cache / f"{sha256(key.encode()).hexdigest()}.json"

    def _try(self, url: str, body: Mapping[str, Any] | None) -> bytes:
        fault, wait, asked, home, moved = "", 0.0, 0.0, url, 0
        for attempt in range(TRIES):
            if fault:
                self._wait(wait, f"{fault}; {'asked to wait' if asked else 'waiting'}", f"try {attempt + 1} of {TRIES}")
            else:
                self.sleep(max(self._last + self.interval - time.monotonic(), 0.0))
            wait, asked = 0.5 * 2**attempt, 0.0
            try:
                status, headers, content = self._loop.run(self._told(url, body))
                while status in _MOVED and moved < _MOST_REDIRECTS:
                    url, moved = self._moved(home, url, headers.get("location")), moved + 1
                    status, headers, content = self._loop.run(self._told(url, body))
                self._last = time.monotonic()
            except httpx.TimeoutException:
                fault = f"no answer within {self.time_limit:g} seconds"
                continue
            except httpx.ConnectError as error:
                fault = f"no network, or no such server ({error})"
                continue
            except httpx.TransportError as error:
                fault = f"the connection was lost ({type(error).__name__}: {error})"
                continue
            except httpx.DecodingError as error:
                fault = f"the answer cannot be unpacked ({error})"
                continue
            if status in _BUSY:
                fault = f"the server answered {status}"
                asked = _retry_after(headers.get("retry-after"), url)
                wait = max(wait, asked)
                continue
            if status != 200:
                raise SourceError(f"{url}: the server answered {status}. {_meaning(status)}")
            if (fault := _not_json(content, headers.get("content-type", ""), url)) == "":
                return content
        raise SourceError(f"{url}: {fault}, {TRIES} times. Try again later; what was fetched so far is kept.")

    def _wait(self, seconds: float, why: str, attempt: str) -> None:
        """Sleep, and say every :data:`TICK` seconds why and how long still."""
        host = urlsplit(self.base or "").hostname
        self.progress(f"{host}: {why} {seconds:.3g} s ({attempt})", 0, None)
        while seconds > TICK:
            self.sleep(TICK)
            seconds -= TICK
            self.progress(f"{host}: {why}, {seconds:.0f} s left ({attempt})", 0, None)
        self.sleep(seconds)

    def _moved(self, home: str, url: str, location: str | None) -> str:
        """The address that an answer sends us to, on the server that was asked.

        Raises:
            SourceError: it sends us to another server, or nowhere.
        """
        target = urljoin(url, location or "")
        if location and urlsplit(target).netloc == urlsplit(url).netloc:
            return target
        where = f" to {target.partition('?')[0]}, another server, which is not asked" if location else ""
        raise SourceError(
            f"{home}: it has moved{where}. Look whether that is right, and write the new address of the API under "
            "'url' in the declaration."
        )

    async def _told(self, url: str, body: Mapping[str, Any] | None) -> tuple[int, httpx.Headers, bytes]:
        """Ask, and say every :data:`TICK` seconds that there is no answer yet."""
        asking = asyncio.ensure_future(self._ask(url, body))
        waited = 0.0
        try:
            while not (await asyncio.wait({asking}, timeout=TICK))[0]:
                waited += TICK
                self.progress(f"{urlsplit(url).hostname}: no whole answer yet after {waited:.0f} s", 0, None)
            return asking.result()
        finally:
            asking.cancel()

    async def _ask(self, url: str, body: Mapping[str, Any] | None) -> tuple[int, httpx.Headers, bytes]:
        content = bytearray()
        try:
            async with (
                asyncio.timeout(self.whole_time),
                self._client.stream("GET" if body is None else "POST", url, json=body) as answer,
            ):
                async for piece in answer.aiter_bytes():
                    content += piece
                    if len(content) > LARGEST_ANSWER:
                        raise SourceError(
                            f"{url}: the answer is larger than {LARGEST_ANSWER} bytes once unpacked. "
                            "Ask for less at a time, or tell those who run the server."
                        )
                return answer.status_code, answer.headers, bytes(content)
        except TimeoutError:
            raise SourceError(
                f"{url}: the answer had not ended after {self.whole_time:g} seconds ({len(content)} bytes had come). "
                "Try again later, or ask for less at a time; what was fetched so far is kept."
            ) from None


def read_json(content: bytes, where: str) -> Any:
    """JSON as RFC 8259 has it: no ``NaN``, no name twice in an object, no numbers that a computer has no room for.

    Args:
        content: UTF-8.
        where: address or file, for messages.

    Raises:
        SourceError: it is JSON in a way that must not be read on, however often it is asked for.
        ValueError: it is not JSON; it may have been cut.
    """

    def refuse(what: str) -> SourceError:
        return SourceError(f"{where}: the answer {what}, which is no data. Tell those who run the server.")

    def constant(name: str) -> Any:
        raise refuse(f"holds {name}")

    def number(text: str) -> float:
        if isinf(value := float(text)):
            raise refuse(f"holds the number {text[:40]}")
        return value

    def whole(text: str) -> int:
        if len(text) > _MOST_DIGITS:
            raise refuse(f"holds a number of {len(text)} digits")
        return int(text)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            raise refuse(f"says '{next(n for n in names if names.count(n) > 1)[:40]}' twice in one object")
        return found

    try:
        return json.loads(content, parse_constant=constant, parse_float=number, parse_int=whole, object_pairs_hook=once)
    except RecursionError:
        raise refuse("is nested too deeply") from None


def _retry_after(value: str | None, url: str) -> float:
    """Seconds a server asks us to wait; 0 when it does not say.

    Raises:
        SourceError: longer than :data:`LONGEST_WAIT`.
    """
    if not value:
        return 0.0
    try:
        wait = float(value)
    except ValueError:
        try:
            wait = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
        except (TypeError, ValueError):
            return 0.0
    if wait > LONGEST_WAIT:
        raise SourceError(f"{url}: the server asks us to wait {wait:.0f} seconds. Try again after that time.")
    return max(wait, 0.0)


def _meaning(status: int) -> str:
    if 300 <= status < 400:
        return "It sends us from one address to the next without end. Tell those who run the server."
    if status in (401, 403):
        return "It wants a key or refuses us; this program uses only open addresses."
    if status == 404:
        return "There is nothing at this address: check the ids in the declaration."
    return "Check the ids and the address in the declaration."


def _not_json(content: bytes, kind: str, url: str) -> str:
    """A fault worth trying again for (an answer cut short), or "" when the content is JSON.

    Raises:
        SourceError: a web page or another kind of text: trying again would not help.
    """
    start = content[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<") or "html" in kind:
        raise SourceError(
            f"{url}: the server answered 200 with a web page instead of data. It may be down for maintenance, or "
            "something between us and it answers in its place; open the address in a browser to see."
        )
    if not start.startswith((b"{", b"[")):
        return "the answer is empty or not JSON"
    try:
        read_json(content, url)
    except ValueError as error:
        return f"the answer is cut or is not JSON ({error})"
    return ""
