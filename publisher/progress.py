"""Progress of long work: a bar where somebody watches, lines where it goes to a log, both with the time left."""

from __future__ import annotations

import sys
import time
from typing import TextIO

#: Characters of the bar.
WIDTH = 24
#: Seconds between two drawings of the bar.
PACE = 0.1
#: Seconds between two lines of a log about the same work.
LINE_PACE = 10.0


def lasting(seconds: float) -> str:
    """A length of time as people say it: ``40 s``, ``12 min``, ``2 h 5 min``."""
    if seconds < 60:
        return f"{max(seconds, 1):.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


class Bar:
    """Drawn on stderr; says nothing when quiet.

    Called as ``bar(what, done, total)``: what is going on, steps done, steps in all (None: not known). Where nobody
    watches, other work is told at once, and the same work (the words before the first comma) every ten seconds.
    """

    def __init__(self, stream: TextIO | None = None, quiet: bool = False):
        self.stream = stream or sys.stderr
        self.quiet = quiet
        self.live = self.stream.isatty()
        self._what = ""
        self._drawn = 0.0
        self._began: tuple[int | None, float, int] = (None, 0.0, 0)  # total, when, and how much was done then

    def __call__(self, what: str, done: int, total: int | None) -> None:
        if self.quiet:
            return
        now = time.monotonic()
        if total != self._began[0]:
            self._began = (total, now, done)
        if not self.live:
            same = what.partition(",")[0] == self._what.partition(",")[0] and ";" not in what
            if (what == self._what and done == total) or (same and now - self._drawn < LINE_PACE):
                return
            print(f"{what}{self._counted(done, total, now)}", file=self.stream, flush=True)
            self._what, self._drawn = what, now
            return
        if what == self._what and now - self._drawn < PACE and done != total:
            return
        self._what, self._drawn = what, now
        filled = round(WIDTH * done / total) if total else 0
        bar = f"[{'█' * filled}{'·' * (WIDTH - filled)}] {done}/{total} " if total else ""
        self.stream.write(f"\r\x1b[2K{bar}{what[:80]}")
        self.stream.flush()

    def _counted(self, done: int, total: int | None, now: float) -> str:
        """`` (3 of 953, about 4 min left)``; "" when it is not known how much there is."""
        if not total:
            return ""
        _, when, before = self._began
        if done <= before or done >= total or now - when < LINE_PACE:
            return f" ({done} of {total})"
        left = (now - when) / (done - before) * (total - done)
        return f" ({done} of {total}, about {lasting(left)} left)"

    def close(self) -> None:
        """Take the bar away."""
        if self.live and not self.quiet and self._what:
            self.stream.write("\r\x1b[2K")
            self.stream.flush()
