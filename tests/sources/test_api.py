"""What an API may not do to us: drip for ever, unfold without end, answer with something that is no data."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from publisher.errors import SourceError
from publisher.sources import api


class _Server(ThreadingHTTPServer):
    """Answers every request with the same bytes, ``pause`` seconds between two of its ``pieces``."""

    daemon_threads = True
    pieces: tuple[bytes, ...] = ()
    head: tuple[bytes, ...] = (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n",)
    pause = 0.0
    asked = 0


class _Answer(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.asked += 1
        for piece in (*self.server.head, *self.server.pieces):
            try:
                self.wfile.write(piece)
                self.wfile.flush()
            except OSError:
                return
            stopped.wait(self.server.pause)

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


stopped = threading.Event()


@pytest.fixture
def server() -> Iterator[_Server]:
    stopped.clear()
    with _Server(("127.0.0.1", 0), _Answer) as one:
        threading.Thread(target=one.serve_forever, args=(0.05,), daemon=True).start()
        yield one
        stopped.set()
        one.shutdown()


def ask(server: _Server, **fields: object) -> object:
    home = f"http://127.0.0.1:{server.server_address[1]}"
    with api.Api(home=home, sleep=lambda seconds: None, **fields) as client:
        return client.get(f"{home}/v3/data")


@pytest.mark.parametrize("place", ["head", "pieces"])
def test_an_answer_that_drips_ends_after_the_whole_time_it_may_take(server: _Server, place: str) -> None:
    head = server.head[0]
    drops = (
        tuple(bytes([byte]) for byte in head[:-2]) + (b"X-A: b\r\n",) * 999
        if place == "head"
        else (b"[", *[b" "] * 999)
    )
    server.pause = 0.05
    setattr(server, place, drops)
    with pytest.raises(SourceError, match=r"/v3/data: the answer had not ended after 0.4 seconds .* Try again later"):
        ask(server, whole_time=0.4, time_limit=5.0)
    assert server.asked == 1


def test_an_answer_that_unfolds_without_end_is_not_read(server: _Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "LARGEST_ANSWER", 1_000_000)
    server.head = (server.head[0][:-2] + b"Content-Encoding: gzip\r\n\r\n",)
    server.pieces = (gzip.compress(b"[" + b" " * 5_000_000 + b"]"),)
    assert len(server.pieces[0]) < 10_000
    with pytest.raises(SourceError, match=r"larger than 1000000 bytes once unpacked. Ask for less at a time"):
        ask(server)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"value": NaN}', "holds NaN"),
        (b"[-Infinity]", "holds -Infinity"),
        (b"[1e999]", "holds the number 1e999"),
        (b"[1" + b"0" * 400 + b"]", "holds a number of 401 digits"),
        (b"[" * 100_000 + b"]" * 100_000, "is nested too deeply"),
        (b'{"value": 1, "value": 2}', "says 'value' twice in one object"),
    ],
    ids=["NaN", "Infinity", "1e999", "many digits", "deep", "a name twice"],
)
def test_json_that_is_no_data_is_refused_at_once(server: _Server, content: bytes, words: str) -> None:
    server.pieces = (content,)
    with pytest.raises(SourceError) as error:
        ask(server)
    assert f"/v3/data: the answer {words}, which is no data. Tell those who run the server." in str(error.value)
    assert server.asked == 1


@pytest.mark.parametrize(
    "content", [b"", b"null", b"\xff\xfe[\x00", b'{"a": "\xe5"}', b"[1, 2", b"kod;antal\n0114;7\n"]
)
def test_what_is_not_json_is_asked_for_again_and_then_refused(server: _Server, content: bytes) -> None:
    server.pieces = (content,)
    with pytest.raises(SourceError, match=rf"/v3/data: .*not JSON.*, {api.TRIES} times. Try again later"):
        ask(server)
    assert server.asked == api.TRIES


def test_an_answer_that_cannot_be_unpacked_is_told(server: _Server) -> None:
    server.head = (server.head[0][:-2] + b"Content-Encoding: gzip\r\n\r\n",)
    server.pieces = (b"[1, 2]",)
    with pytest.raises(SourceError, match="/v3/data: the answer cannot be unpacked"):
        ask(server)


def test_a_byte_order_mark_is_no_fault(server: _Server) -> None:
    server.pieces = (b"\xef\xbb\xbf[1]",)
    assert [1] == ask(server)


def test_waiting_is_said(server: _Server) -> None:
    server.head = (b"HTTP/1.1 503 Wait\r\nRetry-After: 100\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",)
    told: list[str] = []
    with pytest.raises(SourceError, match="the server answered 503"):
        ask(server, progress=lambda what, done, total: told.append(what))
    assert told[:2] == [
        "127.0.0.1: the server answered 503; asked to wait 100 s (try 2 of 6)",
        "127.0.0.1: the server answered 503; asked to wait, 90 s left (try 2 of 6)",
    ]


def test_a_kept_answer_that_was_damaged_is_asked_for_again(server: _Server, tmp_path) -> None:
    server.pieces = (b"[1]",)
    assert [1] == ask(server, cache=tmp_path)
    [kept] = tmp_path.glob("*.json")
    kept.write_bytes(b"[1")
    assert [1] == ask(server, cache=tmp_path)
    assert [1] == ask(server, cache=tmp_path)
    assert 2 == server.asked
