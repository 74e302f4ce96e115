"""Watched: a command whose memory is limited runs under somebody who says what ended it.

Libraries in C and C++ (BLAS, Arrow) end the whole process when they find no memory; no line of Python runs after that.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable


def watched(work: Callable[[], object]) -> None:
    """Do work; where ``ulimit -v`` is set, in a forked child, whose end is told in a sentence if nobody else told it.

    Raises:
        SystemExit: with the exit code of the work, or 1 when it was ended from below Python.
    """
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        work()
        return
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one more that finds no room is told as Ctrl-C (SIGINT)
    ended, end = os.pipe()
    if (child := os.fork()) == 0:
        os.close(ended)
        try:
            work()
            code = 0
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else int(left.code is not None)
        except MemoryError:  # nobody had room to tell of it: not said
            os._exit(1)
        finally:
            os.write(end, b".")  # from here on all has been said
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)  # libraries that found no memory may fall when they are taken down
    os.close(end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells the child as well
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: os.kill(child, number))
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if not _said(ended) and code not in (-signal.SIGTERM, -signal.SIGHUP, -signal.SIGINT):
        print(
            f"A library found no memory within the limit of {limit >> 20} MB and ended the process. Raise the limit "
            "(ulimit -v) and run it again: what was begun is then finished or taken back.",
            file=sys.stderr,
        )
        code = 1
    sys.exit(code if code >= 0 else 128 - code)


def _said(ended: int) -> bool:
    """Whether Python came to its end; a process of its own that lives on may hold the pipe open."""
    os.set_blocking(ended, False)
    try:
        return bool(os.read(ended, 1))
    except BlockingIOError:
        return False
