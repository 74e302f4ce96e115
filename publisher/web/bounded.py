"""What is kept in memory because an edition never changes, within bounds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar, cast

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Made = TypeVar("Made")


class Bounded(Generic[K, V]):
    """Things by key, for several threads; the one not asked for the longest goes first.

    Args:
        most: weight kept at most.
        weigh: what a thing weighs; one unless told.
    """

    def __init__(self, most: int, weigh: Callable[[V], int] = lambda _: 1):
        self.most = most
        self.weigh = weigh
        self.weight = 0
        self._held: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """What is held under a key; None when nothing is."""
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key]

    def put(self, key: K, thing: V) -> V:
        """Hold a thing, unless another thread was first; what is held."""
        with self._lock:
            if key in self._held:
                return self._held[key]
            self._held[key] = thing
            self.weight += self.weigh(thing)
            while self.weight > self.most and self._held:
                _, gone = self._held.popitem(last=False)
                self.weight -= self.weigh(gone)
        return thing

    def drop(self, key: K) -> None:
        """Hold a thing no longer."""
        with self._lock:
            if key in self._held:
                self.weight -= self.weigh(self._held.pop(key))

    def clear(self) -> None:
        """Hold nothing."""
        with self._lock:
            self._held.clear()
            self.weight = 0

    def once(self, key: K, make: Callable[[], V]) -> V:
        """What is held under a key, else made now. Two threads may make the same; the first is kept."""
        found = self.get(key)
        return self.put(key, make()) if found is None else found


class Computed(Bounded[tuple[str, ...], Any]):
    """What is worked out of an edition, things of every kind: a key begins with the name of its kind."""

    def once(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        """What is held under a key, which ``make`` alone makes."""
        return cast(Made, super().once(key, make))
