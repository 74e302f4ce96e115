"""Patterns: regular expressions that people write in declarations and schemas, bounded in time and in size.

Read by the library ``regex``, whose matches can be given up: some patterns of a few signs take longer than the age of
the universe to say that a text of thirty is not like them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from math import prod
from time import process_time

import regex
from regex import Match

from publisher.errors import Problem, Refused

__all__ = ["LONGEST", "MOST_COPIES", "MOST_SIGNS", "Match", "Pattern"]

#: Processor time that one pattern may take in all, over every text it is asked of (seconds).
LONGEST = 10.0
#: Signs of a pattern, and how many copies its counted repetitions ``{n}`` may come to, within each other or beside.
MOST_SIGNS, MOST_COPIES = 1_000, 100_000

_COUNTED = re.compile(r"\{(\d{1,18})")
#: Texts whose outcome is kept.
_KEPT = 10_000


class Pattern:
    """A regular expression, its letters composed (NFC) as those of files are.

    Args:
        text: as it is written.
        file: the file that it stands in, for messages.
        place: where it stands in that file: ``source.area.pattern``.

    Raises:
        ValueError: it is no regular expression, or one larger than :data:`MOST_SIGNS` and :data:`MOST_COPIES` allow.
    """

    def __init__(self, text: str, file: str = "", place: str | None = None):
        if len(text) > MOST_SIGNS:
            raise ValueError(f"it has more than {MOST_SIGNS} signs")
        if prod(max(1, int(count)) for count in _COUNTED.findall(text)) > MOST_COPIES:
            raise ValueError(f"its counted repetitions come to more than {MOST_COPIES} copies")
        self.text, self._file, self._place, self._left = text, file, place, LONGEST
        try:
            self._regex = regex.compile(unicodedata.normalize("NFC", text))
        except (regex.error, RecursionError, OverflowError) as error:
            raise ValueError(str(error)) from None
        self.groups: Mapping[str, int] = self._regex.groupindex
        self._ask = lru_cache(_KEPT)(self._within)

    def fullmatch(self, text: str) -> Match[str] | None:
        """The match of a whole text.

        Raises:
            Refused: the pattern has taken longer than :data:`LONGEST`.
        """
        return self._ask(self._regex.fullmatch, text)

    def search(self, text: str) -> Match[str] | None:
        """The first match within a text; raises as :meth:`fullmatch`."""
        return self._ask(self._regex.search, text)

    def _within(self, match: Callable[..., Match[str] | None], text: str) -> Match[str] | None:
        began = process_time()
        try:
            return match(text, timeout=self._left)
        except (TimeoutError, MemoryError):
            self._left = 0.0
        finally:
            self._left = max(0.0, self._left - (process_time() - began))
        raise Refused([self._too_slow(text)])

    def _too_slow(self, text: str) -> Problem:
        shown = f"'{text[:40]}'" + f" … ({len(text)} signs)" * (len(text) > 40)
        fault = f"the pattern {self.text[:100]} takes longer than {LONGEST:g} s, and was given up at {shown}."
        remedy = (
            "Write it so that it reads a text in one way only: no repetition within a repetition, as in (a+)+, "
            "no alternatives that begin alike, as in (a|ab)*."
        )
        return Problem(
            file=self._file, column=self._place, fault=fault, remedy=remedy, rule="slow-pattern", subject=self.text
        )
