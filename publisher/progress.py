"""Progress of long work on the terminal: a bar where somebody watches, a line a step where it goes to a log."""

from __future__ import annotations

import sys
import time
from typing import TextIO

#: Characters of the bar.
WIDTH = 24
#: Seconds between two drawings of the bar.
PACE = 0.1


class Bar:
    """Drawn on stderr; says nothing when quiet.

    Called as ``bar(what, done, total)``: what is going on, steps done, steps in all (None: not known).
    """

    def __init__(self, stream: TextIO | None = None, quiet: bool = False):
        self.stream = stream or sys.stderr
        self.quiet = quiet
        self.live = self.stream.isatty()
        self._what = ""
        self._drawn = 0.0

    def __call__(self, what: str, done: int, total: int | None) -> None:
        if self.quiet:
            return
        if not self.live:
            if what != self._what:
                count = f" ({done} of {total})" if total else ""
                print(f"{what}{count}", file=self.stream, flush=True)
            self._what = what
            return
        now = time.monotonic()
        if what == self._what and now - self._drawn < PACE and done != total:
            return
        self._what, self._drawn = what, now
        filled = round(WIDTH * done / total) if total else 0
        bar = f"[{'█' * filled}{'·' * (WIDTH - filled)}] {done}/{total} " if total else ""
        self.stream.write(f"\r\x1b[2K{bar}{what[:80]}")
        self.stream.flush()

    def close(self) -> None:
        """Take the bar away."""
        if self.live and not self.quiet and self._what:
            self.stream.write("\r\x1b[2K")
            self.stream.flush()
