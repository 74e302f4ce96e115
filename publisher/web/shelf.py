"""The shelf of editions a server reads from: the current one, and any older one that still stands."""

from __future__ import annotations

import gc
import logging
import os
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

from publisher.errors import NoEdition, NotThere
from publisher.model import EDITION_FORMAT, Catalog, Edition
from publisher.reader import Reader, order
from publisher.releases import CURRENT, FIRST, NEXT, described, due, moment, try_to_settle, waiting
from publisher.web.bounded import Bounded
from publisher.web.proof import proved

logger = logging.getLogger("publisher.web")

#: Older editions kept open at once.
OPEN_EDITIONS = 4
#: Seconds between two looks for an edition that waits for its release time.
EVERY = 1.0
#: Seconds until an edition that could not be read is tried again.
AGAIN = 5.0

#: Device, inode, nanosecond of the last change and size of an edition's ``edition.json``.
Mark = tuple[int, int, int, int]


def let_the_collector_rest() -> None:
    """Have what hung on a former edition collected, and an edition's half a million objects looked at no more.

    These never change. Measured: a third less processor time per answer made anew.
    """
    gc.unfreeze()  # or what hung on the former in circles, Datasette's 30 MB, would never be found
    gc.collect()
    gc.freeze()


class Shelf:
    """Editions under ``build/``; follows ``build/current`` when a new edition is moved into place."""

    def __init__(self, build: Path):
        self.build = build
        self._said, self._next, self._first = (
            os.fspath(build / place / "edition.json") for place in (CURRENT, NEXT, FIRST)
        )
        self._whole = False  # whether an edition has been served
        self._look = 0.0
        self._comes: float | None = None  # seconds since 1970 of the release that is waited for, or has come
        self._passed_over: float | None = None  # that of one that cannot be read
        self._lock = threading.Lock()
        self._current: tuple[Mark, Reader] | None = None
        self._refused: tuple[Mark | None, float] | None = None
        self._open: Bounded[str, Reader] = Bounded(OPEN_EDITIONS)  # closed when the last request lets go of it
        self.told: Callable[[Reader], None] = lambda reader: None  #: called when another edition becomes current

    def standing(self) -> Mark | None:
        """What tells the edition that is served from any other; None while there is none."""
        try:
            return self._standing()[0]
        except NoEdition:
            return None

    def current(self) -> Reader:
        """The current edition; a request keeps the reader it got, however many editions come after.

        One that cannot be read does not take the place of the former.

        Raises:
            NoEdition: no edition has been built yet, or none that can be read.
        """
        return self._standing()[1]

    def _come(self) -> bool:
        """Whether the time has come of an edition that waited; once a second it is seen which one does."""
        if (now := time.monotonic()) >= self._look:
            self._look = now + EVERY
            found = described(self.build / NEXT)
            comes = None if found is None or found.release is None else moment(found.release).timestamp()
            if comes is not None and comes == self._comes and self._current is not None and comes <= time.time():
                try_to_settle(self.build)
            self._comes = comes
        return self._comes is not None and self._comes != self._passed_over and self._comes <= time.time()

    def _standing(self) -> tuple[Mark, Reader]:
        said = self._next if self._come() else self._said
        try:
            mark = _mark(said)
        except FileNotFoundError:
            if said == self._next:
                said, self._comes = self._said, None
                return self._standing()
            mark = None
            if not os.path.isdir(os.path.dirname(said)):
                with suppress(OSError):
                    mark = None if self._whole else _mark(self._first)
                if mark is None:
                    self._current = None  # taken away: it may come back as another
                    raise NoEdition(self._none()) from None
                said = self._first
        except OSError:
            mark = None
        held = self._current
        if held is None or held[0] != mark:
            with self._lock:
                held = self._current
                if held is None or held[0] != mark:
                    held = self._take(mark, said)
        return held

    @property
    def unfinished(self) -> bool:
        """Whether what was last served is of an edition in the making."""
        return self._current is not None and self._current[1].edition.unfinished

    def _none(self) -> str:
        waits = waiting(self.build)
        when = "" if waits is None else f" The first is public from {waits.release}."
        return f"There is no edition yet. Run 'publisher build'.{when}"

    def doubt(self) -> None:
        """Let go of the current edition, which could not be read; it is proved again when it is next asked for."""
        with self._lock:
            if self._current is not None:
                _made.drop(id(self._current[1]))
            self._current = self._refused = None

    def _take(self, mark: Mark | None, said: str) -> tuple[Mark, Reader]:
        """Take an edition that is proved to be readable, else go on with the one held."""
        former = self._current
        now = time.monotonic()
        if self._refused is None or self._refused[0] != mark or now - self._refused[1] >= AGAIN:
            try:
                if mark is None:
                    os.stat(said)  # says why
                reader = proved(Path(said).parent.resolve())
            except (NoEdition, OSError, RuntimeError) as error:
                if self._refused is None or self._refused[0] != mark:
                    kept = former[1].edition.id if former else None
                    fields = {"reason": str(error), "kept": kept}
                    logger.error("refused an edition that cannot be read", extra={"fields": fields})
                self._refused = (mark, now)
                if said == self._next:
                    self._passed_over = self._comes
                    return self._take(_mark(self._said), self._said) if former is None else former
            else:
                # Older editions too: who was answering from one at the last change has made things of it anew since.
                self._open.clear()
                _made.clear()
                self._refused = None
                self._current = former = (mark or _mark(said), reader)
                self._whole = self._whole or not reader.edition.unfinished
                self.told(reader)
                let_the_collector_rest()
        if former is None:
            raise NoEdition("The current edition cannot be read; the log says why. Run 'publisher build'.")
        return former

    def edition(self, id: str) -> Reader:
        """An edition by its id.

        Raises:
            NotThere: no such edition; the message names those that are.
            NoEdition: it stands but cannot be read.
        """
        current = self.current()
        if id == current.edition.id:
            return current
        known = self.ids()
        if id not in known:
            raise NotThere(f"There is no edition '{id}'. There are: {', '.join(known)}.")
        return self._open.once(id, lambda: self._older(id))

    def _older(self, id: str) -> Reader:
        reader = proved(self.build / "editions" / id)
        current = self.current()
        reader.vocabulary = reader.vocabulary.completed(current.vocabulary)
        if not reader.site.is_dir():  # an edition of 0.1, which had these in the program
            reader.site = current.site
        return reader

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
        if not is_edition_or_day(when):
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

    def waiting(self) -> Catalog | None:
        """The catalogue of the edition that waits for its release time; None when none does."""
        if waiting(self.build) is None:
            return None
        try:
            path = self.build / NEXT / "catalog.json"
            return _catalogue(path.resolve(), _mark(os.fspath(path)))
        except (OSError, msgspec.MsgspecError):
            return None  # it will be refused when its time comes

    def editions(self) -> list[Edition]:
        """All editions that stand and that this program can read, oldest first."""
        try:
            found = [_described(folder) for folder in (self.build / "editions").iterdir()]
        except OSError:
            if self.unfinished:
                return []
            raise NoEdition("There is no edition yet. Run 'publisher build'.") from None
        public = (one for one in found if one and one.format == EDITION_FORMAT and due(one.release))
        return sorted(public, key=lambda one: order(one.id))

    def ids(self) -> list[str]:
        """Ids of all editions that stand and that this program can read, oldest first."""
        return [one.id for one in self.editions()]


#: Readers and what has been made of them, for the current edition and the older ones last asked for.
_made: Bounded[int, tuple[Reader, dict[Callable[[Reader], Any], Any]]] = Bounded(1 + OPEN_EDITIONS)

T = TypeVar("T")


def made_of(reader: Reader, make: Callable[[Reader], T]) -> T:
    """What a function makes of an edition: made on first use, dropped when any edition becomes current."""
    _, things = _made.once(id(reader), lambda: (reader, {}))
    if make not in things:
        things.setdefault(make, make(reader))
    return cast(T, things[make])


#: What the id of an edition looks like.
_ID = re.compile(r"\d{4}-\d\d-\d\d(?:\.\d{1,6})?")


def is_edition_or_day(text: str) -> bool:
    """Whether a text is written as an edition's id or a day is, whether or not there is such an edition."""
    return bool(_ID.fullmatch(text)) and _is_day(text.partition(".")[0])


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _described(folder: Path) -> Edition | None:
    """What an edition's folder says of it; None when it says nothing that can be read."""
    try:
        return _decoded(folder, _mark(os.fspath(folder / "edition.json")))
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


@lru_cache(maxsize=1024)
def _decoded(folder: Path, _mark: Mark) -> Edition:
    return msgspec.json.decode((folder / "edition.json").read_bytes(), type=Edition)


@lru_cache(maxsize=1)
def _catalogue(path: Path, _mark: Mark) -> Catalog:
    return msgspec.json.decode(path.read_bytes(), type=Catalog)


def _mark(path: str) -> Mark:
    """A file as it stands: another file, or another content, has another mark."""
    about = os.stat(path)
    return about.st_dev, about.st_ino, about.st_mtime_ns, about.st_size
