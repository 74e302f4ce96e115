"""Connections within bounds, over real sockets: half-sent requests end, and the silent give way to those who ask."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import httpx
import pytest
import uvicorn
from worlds import free_port

from publisher.serve import connections
from publisher.serve.connections import Bounded


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Reads the body, sends its length; ``/much`` sends more than any buffer takes."""
    size, more = 0, scope["type"] == "http"
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    if scope["path"] == "/parts":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for part in (b"one", b"two", b""):
            await send({"type": "http.response.body", "body": part, "more_body": bool(part)})
        return
    body = b"x" * 30_000_000 if scope["path"] == "/much" else b"%d" % size
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server whose times are short."""
    for name, seconds in (("HEAD_SECONDS", 0.4), ("BODY_SECONDS", 0.4), ("STUCK_SECONDS", 0.6), ("EVERY", 0.1)):
        monkeypatch.setattr(connections, name, seconds)
    monkeypatch.setattr(Bounded, "most", 60)
    monkeypatch.setattr(Bounded, "_next_look", None)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(echo, port=port, http=Bounded, ws="none", lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield port
    server.should_exit = True
    thread.join()


def opened(port: int, said: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(said)
    return connection


def heard(connection: socket.socket) -> bytes:
    """Everything until the server closes."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)


HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (b"", b""),
        (HEAD, b"HTTP/1.1 408"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf", b"HTTP/1.1 408"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf", b"HTTP/1.1 408"),
    ],
)
def test_what_never_comes_to_its_end_is_ended(port: int, said: bytes, answer: bytes) -> None:
    with closing(opened(port, said)) as connection:
        assert heard(connection).startswith(answer)


def test_a_byte_now_and_then_buys_no_time(port: int) -> None:
    with closing(opened(port, HEAD)) as connection, pytest.raises(ConnectionError):
        for _ in range(100):
            connection.sendall(b"X: y\r\n")
            time.sleep(0.1)


def test_a_second_request_has_a_time_of_its_own(port: int) -> None:
    with closing(opened(port, HEAD + b"\r\n")) as connection:
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        connection.sendall(HEAD)
        assert heard(connection).startswith(b"HTTP/1.1 408")


def test_one_who_knows_no_chunks_gets_none(port: int) -> None:
    with closing(opened(port, b"GET /parts HTTP/1.0\r\n\r\n")) as connection:
        head, _, body = heard(connection).partition(b"\r\n\r\n")
    assert b"onetwo" == body and b"transfer-encoding" not in head.lower()
    with closing(opened(port, b"GET / HTTP/1.0\r\n\r\n")) as connection:
        assert heard(connection).endswith(b"content-length: 1\r\nconnection: close\r\n\r\n0")


def test_a_reader_who_takes_nothing_is_left(port: int) -> None:
    with closing(opened(port, b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")) as connection:
        time.sleep(2)
        assert len(heard(connection)) < 30_000_000


def test_a_reader_on_a_slow_line_gets_everything(port: int) -> None:
    with closing(socket.socket()) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        connection.settimeout(20)
        connection.connect(("127.0.0.1", port))
        connection.sendall(b"GET /much HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        slowly = 0
        for _ in range(25):  # far from what the system holds for it
            slowly += len(connection.recv(32_768))
            time.sleep(0.1)
        assert slowly + len(heard(connection)) > 30_000_000


def test_a_request_that_comes_slowly_but_whole_is_answered(port: int) -> None:
    with closing(opened(port)) as connection:
        for piece in (b"POST / HTTP/1.1\r\nHost: x\r\n", b"Content-Length: 2\r\nConnection: close\r\n\r\n", b"a", b"b"):
            connection.sendall(piece)
            time.sleep(0.1)
        assert heard(connection).endswith(b"\r\n\r\n2")


@pytest.mark.parametrize("said", [b"", HEAD, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"])
def test_the_silent_shut_nobody_out(port: int, said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEAD_SECONDS", "BODY_SECONDS"):
        monkeypatch.setattr(connections, name, 600.0)
    with ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(closing(opened(port, said)))
        answers = [httpx.get(f"http://127.0.0.1:{port}/", trust_env=False, timeout=20) for _ in range(20)]
    assert [200] * 20 == [answer.status_code for answer in answers]


def test_where_all_are_being_answered_the_next_is_told_when_to_come(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bounded, "most", 5)
    monkeypatch.setattr(connections, "STUCK_SECONDS", 600.0)
    with ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(closing(opened(port, b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")))
        time.sleep(0.5)
        answer = httpx.get(f"http://127.0.0.1:{port}/", trust_env=False, timeout=20)
    assert (503, "5", 503) == (answer.status_code, answer.headers["retry-after"], answer.json()["status"])


def test_a_process_may_open_what_it_is_allowed_to() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(200, before[1]), before[1]))
        assert connections.raised_limit() <= resource.getrlimit(resource.RLIMIT_NOFILE)[0] * connections.SHARE
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == min(before[1], 4 * connections.MOST)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
