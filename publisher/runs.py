"""Runs: what became of the last build and the last fetch, written down for whoever watches the service.

``build/runs/build.json`` and ``build/runs/fetch.json``, a JSON object each with the fields of :class:`Run`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from publisher.errors import NotThere, Refused

#: What is written down, and how it may end: as asked, held back by problems, by another fault, by who started it.
VERBS = ("build", "fetch")
OUTCOMES = ("done", "refused", "failed", "interrupted")


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run as it ended."""

    verb: str  #: one of :data:`VERBS`
    outcome: str  #: one of :data:`OUTCOMES`
    ended: float  #: seconds since 1970
    seconds: float  #: how long it took
    problems: int = 0  #: how many it was held back by


@contextmanager
def recorded(build: Path, verb: str) -> Iterator[None]:
    """Write down what becomes of what is done within; what it raises goes on.

    Nothing is written where there is no build folder or none that can be written, nor of a command that was wrong.
    """
    begun, outcome, problems = time.time(), "failed", 0
    try:
        yield
        outcome = "done"
    except Refused as refusal:
        outcome, problems = "refused", len(refusal.problems)
        raise
    except KeyboardInterrupt:
        outcome = "interrupted"
        raise
    except NotThere:
        outcome = ""
        raise
    finally:
        now = time.time()
        if outcome and build.is_dir():
            run = Run(verb=verb, outcome=outcome, ended=round(now, 1), seconds=round(now - begun, 1), problems=problems)
            with suppress(OSError):
                place, new = build / "runs" / f"{verb}.json", build / "runs" / f"{verb}.json.new"
                place.parent.mkdir(exist_ok=True)
                new.write_bytes(msgspec.json.encode(run) + b"\n")
                new.replace(place)


def last(build: Path, verb: str) -> Run | None:
    """The last run of a verb; None when none is written down, or not so that it can be read."""
    try:
        return msgspec.json.decode((build / "runs" / f"{verb}.json").read_bytes(), type=Run)
    except (OSError, msgspec.MsgspecError):
        return None
