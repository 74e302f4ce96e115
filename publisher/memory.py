"""Memory given back: what a large answer or a part of an edition took is the machine's again when it is made.

The C library keeps what is freed, in as many heaps as threads have asked; a worker that had made twenty large exports
stayed four times as heavy as before them. https://www.gnu.org/software/libc/manual/html_node/Malloc-Tunable-Parameters.html
"""

from __future__ import annotations

import ctypes
import gc
import os
from contextlib import suppress
from threading import Event, Thread
from typing import Any

#: Parameters of ``mallopt``: how many heaps there may be, and from how many bytes a block is asked for by itself.
_ARENA_MAX, _MMAP_THRESHOLD = -8, -3
#: Objects made between two looks; the interpreter's 700 make a tenth of a build of looking.
_MADE = 10_000
#: Seconds between two times that free memory is given back.
EVERY = 10.0


def _library() -> Any:
    """The C library; None where it is not glibc."""
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.gnu_get_libc_version  # noqa: B018
        return library
    return None


def prepare() -> None:
    """For the processes started from here, and for Arrow in this one: the C library's memory alone."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def seldom() -> None:
    """Look for what hangs together in circles seldom: a build makes millions of objects, and nearly none does."""
    gc.set_threshold(_MADE, 10, 10)


def give_back() -> None:
    """Give back what is free: some milliseconds, without the interpreter's lock."""
    if (library := _library()) is not None:
        library.malloc_trim(0)


def spare() -> None:
    """Keep few heaps, and give back what is free every :data:`EVERY` seconds, for as long as the process lives."""

    def work() -> None:
        never = Event()
        while not never.wait(EVERY):
            give_back()

    if (library := _library()) is not None:
        library.mallopt(_ARENA_MAX, 2)
        library.mallopt(_MMAP_THRESHOLD, 256 * 1024)
    Thread(target=work, name="memory", daemon=True).start()
