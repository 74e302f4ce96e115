"""The first minutes: pages are shown of an edition in the making as soon as they can be right, where no other stands.

``build/first/`` is laid out by the build once database, words and texts are made, a third of its work. What is made
after that (catalogue, downloads, explorer) answers 503 meanwhile (:mod:`publisher.web.drafts`).
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from publisher import releases
from publisher.edition import beside
from publisher.errors import PublisherError
from publisher.settings import Settings


@contextmanager
def building(settings: Settings) -> Iterator[None]:
    """Let another process build, and go on as soon as there is something to show; it then makes history too.

    Raises:
        PublisherError: nothing could be built, which that process has told the reasons of; also when that turns out
            while something else is done, which is then interrupted (``SIGINT``).
    """
    before = _mark(settings.build)
    failed = PublisherError("No edition could be built.")
    with beside.building(settings, quiet=settings.quiet) as process:

        def watch() -> None:
            if process.wait() > 0:
                os.kill(os.getpid(), signal.SIGINT)

        try:
            import publisher.web  # noqa: F401  takes seconds, of which there are some now

            while process.poll() is None and _mark(settings.build) in (None, before):
                time.sleep(0.02)
            if process.poll():
                raise failed
            Thread(target=watch, name="first", daemon=True).start()
            yield
        except KeyboardInterrupt:
            if (process.poll() or 0) > 0:
                raise failed from None
            raise
        if (process.poll() or 0) > 0:  # what was interrupted may have ended as if somebody had asked it to
            raise failed


def _mark(build: Path) -> tuple[str, int] | None:
    """What tells that there is something new to show: the edition that stands, else the first pages of one."""
    for folder in (releases.standing(build), build / releases.FIRST):
        try:
            return folder.name, (folder / "edition.json").stat().st_ino
        except OSError:
            continue
    return None
