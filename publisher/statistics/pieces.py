"""Pieces: what is said of some indicators alone, kept for as long as none of their figures changes.

One value changes what is told of its indicator and of what is counted together with it. All else is taken as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar, cast

from publisher.parts import Parts, digest
from publisher.statistics.landscape import Landscape

Made = TypeVar("Made")


class Pieces:
    """What was made of some indicators of a landscape.

    Args:
        parts: where it is kept; None: for this landscape only.
        words: digest of the vocabulary.
    """

    def __init__(self, land: Landscape, parts: Parts | None = None, words: str = ""):
        self._land, self._parts, self._words = land, parts or Parts(None), words
        self._made: dict[tuple[str, ...], Any] = {}

    def of(self, step: str, ids: Sequence[str], make: Callable[[], Made], type: type[Made]) -> Made:
        """What ``make`` gives, once.

        Args:
            step: what it is, a word.
            ids: the indicators whose figures it looks at: these, and those that they name. Beside them it may look at
                words, rules, likeness, and what the latest period and the themes are, and at nothing else.
            make: makes it.
        """
        key = (step, *ids)
        if key not in self._made and self._parts.folder is None:
            self._made[key] = make()
        elif key not in self._made:
            known = self._land.figures.sums
            sums = [(id, known.get(id)) for id in sorted({other for id in ids for other in self._named(id)})]
            self._made[key] = self._parts.value(step, [self._common, ids, sums], make, type)
        return cast(Made, self._made[key])

    @cached_property
    def _common(self) -> str:
        land = self._land
        return digest([self._words, land.rules, land.latest, land.themes, land.traits, land.peers])

    def _named(self, id: str) -> Iterator[str]:
        one = self._land.vocabulary.indicators[id]
        yield from (name for name in (id, one.asked_if, one.published_as, one.count_of) if name)
