"""The log of a real server: a JSON object a line, whoever speaks and whatever is asked."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import httpx
import pytest
from worlds import free_port, start_server

from publisher import log
from publisher.settings import Settings


@contextmanager
def written() -> Iterator[io.StringIO]:
    """What goes to stderr while a server runs."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level, noisy = root.handlers[:], root.level, logging.raiseExceptions
    with redirect_stderr(stream), redirect_stdout(io.StringIO()):
        log.configure(quiet=False)
        try:
            yield stream
        finally:
            log.restore()
            root.handlers[:], logging.raiseExceptions = handlers, noisy
            root.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


FORGED = '{"level": "error", "event": "mine"}'


@pytest.mark.parametrize("end_of_line", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_whatever_is_printed_is_one_line_however_it_breaks(end_of_line: str) -> None:
    with written() as stream:
        print(f"ERROR: sql = 'x{end_of_line}{FORGED}{end_of_line}'", file=sys.stderr)
        print("half", end="")
        print(f" and {end_of_line} half")
    found = lines(stream)
    assert [line["logger"] for line in found] == ["stderr", "stdout"]
    assert FORGED in found[0]["event"]


def test_tracebacks_and_warnings_and_lone_surrogates_are_lines_of_json_too() -> None:
    with written() as stream:
        try:
            raise ValueError(f"\n{FORGED}\ud800")
        except ValueError:
            traceback.print_exc()
            logging.getLogger("a").exception("failed\n%s", FORGED)
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            log.configure(quiet=False)
            warnings.warn(f"old\n{FORGED}", stacklevel=1)
        thread = threading.Thread(target=lambda: json.loads(f"\n{FORGED}x"))
        thread.start()
        thread.join()
    found = lines(stream)
    assert {line["logger"] for line in found} == {"stderr", "a", "py.warnings", "publisher"}
    assert not [line for line in found if line["event"] == "mine"]


def test_after_the_server_has_ended_people_are_spoken_to_in_their_own_way() -> None:
    with written() as stream:
        log.restore()
        print("Done.", file=sys.stderr)
    assert stream.getvalue() == "Done.\n"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_writes_a_json_object_a_line_whatever_is_asked(
    built_edition: Settings, tmp_path: Path, workers: str
) -> None:
    port = free_port()
    with (tmp_path / "log").open("wb") as told:
        server = start_server(built_edition, port, "--workers", workers, log=told)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
                for sql in (
                    f"select '\n{FORGED}\n",
                    f"select * from nowhere\n{FORGED}",
                    "select abs(-9223372036854775808)",
                ):
                    client.get("/explore/ehalsa", params={"sql": sql})
                client.get(f"/explore/ehalsa/areas?name__exact='%0a{FORGED}&_where='%0a{FORGED}")
                client.get("/explore/ehalsa/areas?_sort=none")
                client.get(f"/explore/ehalsa/areas?_next=%0a{FORGED}&_size=%0a{FORGED}")
                client.get("/nothing%0a" + FORGED)
                client.get("/sparql", params={"query": f"SELECT\n{FORGED}"})
        finally:
            server.terminate()
            server.wait(timeout=15)
    found = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert {"time", "level", "logger", "event"} <= set.intersection(*map(set, found))
    assert any(line["event"] == "answered" for line in found)
    assert not [line for line in found if line["event"] == "mine"]
