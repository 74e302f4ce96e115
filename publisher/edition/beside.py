"""Beside: a build in a process of its own, of the same program as this one, that ends when this one does."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from publisher.settings import Settings


class _Ended(BaseException):
    """This process was told to end (``SIGTERM``)."""


@contextmanager
def building(
    settings: Settings, *, quiet: bool, low: bool = False, **streams: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Let another process build while something else is done; it is ended afterwards, also when ``SIGTERM`` is the end.

    Args:
        settings: of the build.
        quiet: nothing is said of how far it is.
        low: at low priority.
        streams: of the process, as :class:`subprocess.Popen` takes them.
    """
    command = [sys.executable, "-P", "-m", "publisher", "build", *(["--quiet"] if quiet else [])]
    if low and (nice := shutil.which("nice")):
        command = [nice, *command]
    paths = [str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | settings.as_environment() | {"PYTHONPATH": os.pathsep.join(paths)}
    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, _end) if main else None
    told = False
    try:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, **streams)  # noqa: S603
        try:
            yield process
        finally:
            process.terminate()
            process.wait()
    except _Ended:
        told = True
    finally:
        if main:
            signal.signal(signal.SIGTERM, before)
    if told:
        signal.raise_signal(signal.SIGTERM)
        raise SystemExit(128 + signal.SIGTERM)  # the first process of a container does not die of its signals


def _end(number: int, frame: FrameType | None) -> None:
    raise _Ended
