"""Known: what becomes of things that come again and again, each worked out once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

Thing = TypeVar("Thing", bound=Hashable)
Made = TypeVar("Made")

#: How many are kept: whoever sends ever new ones fills no memory.
MOST = 5_000


class Known(dict[Thing, Made]):
    """What a function makes of things, asked for as ``known[thing]``, at the speed of a dictionary.

    Args:
        make: a function of the thing alone. Things that are equal are one: 1 and 1.0.
    """

    def __init__(self, make: Callable[[Thing], Made]) -> None:
        self._make = make

    def __missing__(self, thing: Thing) -> Made:
        made = self._make(thing)
        if len(self) < MOST:
            self[thing] = made
        return made
