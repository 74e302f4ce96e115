"""The shelf of editions a server reads from: the current one, and any older one that still stands."""

from __future__ import annotations

import gc
import os
import re
import threading
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

from publisher.errors import NotThere
from publisher.model import EDITION_FORMAT, Edition
from publisher.reader import Reader, order
from publisher.web.bounded import Bounded

#: Older editions kept open at once.
OPEN_EDITIONS = 4


class Shelf:
    """Editions under ``build/``; follows ``build/current`` when a new edition is moved into place."""

    def __init__(self, build: Path):
        self.build = build
        self._lock = threading.Lock()
        self._current: tuple[str, Reader] | None = None
        self._open: Bounded[str, Reader] = Bounded(OPEN_EDITIONS)  # closed when the last request lets go of it

    def current(self) -> Reader:
        """The current edition; a request keeps the reader it got, however many editions come after.

        Raises:
            NotThere: no edition has been built yet.
        """
        try:
            target = os.readlink(self.build / "current")
        except OSError:
            raise NotThere(f"{self.build}: there is no edition yet. Run 'publisher build'.") from None
        held = self._current
        if held is None or held[0] != target:
            with self._lock:
                held = self._current
                if held is None or held[0] != target:
                    if held is not None:
                        _made.drop(id(held[1]))
                    self._current = held = (target, Reader.open(self.build / target))
                    # An edition's half a million objects never change: the collector need not look at them again.
                    # Measured: a third less processor time per answer made anew.
                    gc.collect()
                    gc.freeze()
        return held[1]

    def edition(self, id: str) -> Reader:
        """An edition by its id.

        Raises:
            NotThere: no such edition; the message names those that are.
        """
        current = self.current()
        if id == current.edition.id:
            return current
        known = self.ids()
        if id not in known:
            raise NotThere(f"There is no edition '{id}'. There are: {', '.join(known)}.")
        return self._open.once(id, lambda: Reader.open(self.build / "editions" / id))

    def at(self, when: str) -> Reader:
        """The edition with an id; else the one that was current at the end of a day.

        A number that the day never had, or had before the build folder was lost, gives the day's last edition.

        Args:
            when: id of an edition or ISO date.

        Raises:
            NotThere: nothing was public then, the day's edition does not stand, or it is neither id nor day.
        """
        known = self.ids()
        if when in known:
            return self.edition(when)
        current = self.current()
        day = when.partition(".")[0]
        if not _ID.fullmatch(when) or not _is_day(day):
            raise NotThere(f"There is no edition '{when[:40]}'. There are: {', '.join(known)}.")
        if day >= current.edition.published:
            return current
        days = {version.date for dataset in current.catalog.datasets for version in dataset.versions}
        stood = max((d for d in days if d <= day), default=None)
        found = max((id for id in known if order(id)[0] <= day), key=order, default=None)
        if found is not None and (stood is None or order(found)[0] >= stood):
            return self.edition(found)
        if stood is None:
            raise NotThere(f"Nothing was public on {day}. The first edition is of {min(days | set(known))}.")
        raise NotThere(f"The edition of {stood}, current on {day}, does not stand. 'publisher build' reconstructs it.")

    def editions(self) -> list[Edition]:
        """All editions that stand and that this program can read, oldest first."""
        found = [_described(p) for p in (self.build / "editions").iterdir() if (p / "edition.json").is_file()]
        return sorted((one for one in found if one.format == EDITION_FORMAT), key=lambda one: order(one.id))

    def ids(self) -> list[str]:
        """Ids of all editions that stand and that this program can read, oldest first."""
        return [one.id for one in self.editions()]


#: Readers and what has been made of them, for the current edition and the older ones last asked for.
_made: Bounded[int, tuple[Reader, dict[Callable[[Reader], Any], Any]]] = Bounded(1 + OPEN_EDITIONS)

T = TypeVar("T")


def made_of(reader: Reader, make: Callable[[Reader], T]) -> T:
    """What a function makes of an edition: made on first use, dropped when another edition becomes current."""
    _, things = _made.once(id(reader), lambda: (reader, {}))
    if make not in things:
        things.setdefault(make, make(reader))
    return cast(T, things[make])


#: What the id of an edition looks like.
_ID = re.compile(r"\d{4}-\d\d-\d\d(?:\.\d{1,6})?")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1024)
def _described(folder: Path) -> Edition:
    """What an edition's folder says of it; an edition never changes."""
    return msgspec.json.decode((folder / "edition.json").read_bytes(), type=Edition)
