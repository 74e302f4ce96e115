"""Release times: from when an edition is public, and which of those that stand is the current one by the clock.

``build/current`` is a link to the current edition. ``build/next`` is a link to one that is built and waits for its
time: from then on, and not before, it is the current one, whoever reads; ``current`` follows at the next occasion to
write. Both are links that are replaced in one step, so a process that is killed leaves what was or what will be.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import msgspec

from publisher.errors import NotThere
from publisher.model import Dataset, Edition

#: Links in the build folder.
CURRENT, NEXT = "current", "next"
#: Folder of the build folder with what can be read already of an edition in the making, where no other stands.
FIRST = "first"
#: File that is held while links are changed.
LOCK = "lock"

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(?P<zone>Z|[+-]\d\d:\d\d)?")


@lru_cache(maxsize=1024)
def moment(text: str) -> datetime:
    """A moment as people write it, ``2026-12-01T08:00+01:00``.

    Raises:
        ValueError: it is none, or lacks its zone; the message says which.
    """
    found = _MOMENT.fullmatch(text)
    try:
        when = datetime.fromisoformat(text) if found else None
    except ValueError:
        when = None
    if when is None or found is None:
        raise ValueError(f"'{text[:40]}' is not a day and an hour.")
    if found["zone"] is None:
        raise ValueError(f"'{text}' does not say in which zone.")
    return when


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def due(release: str | None, at: datetime | None = None) -> bool:
    """Whether a release time has come; what has none is public at once."""
    return release is None or moment(release) <= (at or now())


def day(release: str | None) -> str:
    """The day of a release where it is made; '' for none."""
    return release[:10] if release else ""


def last(datasets: Iterable[Dataset]) -> str | None:
    """The release time of an edition: the last of its datasets'."""
    return max((d.release for d in datasets if d.release), key=moment, default=None)


def pending(datasets: Iterable[Dataset], at: datetime | None = None) -> dict[str, str]:
    """Name to release time of the datasets whose time has not come."""
    return {d.name: d.release for d in datasets if d.release and not due(d.release, at)}


def described(folder: Path) -> Edition | None:
    """What the edition in a folder says of itself; None when there is none that can be read."""
    try:
        return msgspec.json.decode((folder / "edition.json").read_bytes(), type=Edition)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def waiting(build: Path) -> Edition | None:
    """The edition that waits for its time; None: none does, or its time has come."""
    found = described(build / NEXT)
    return found if found is not None and not due(found.release) else None


def standing(build: Path) -> Path:
    """The link that leads to the current edition, which may not be there."""
    found = described(build / NEXT)
    return build / (NEXT if found is not None and due(found.release) else CURRENT)


def current(build: Path) -> Path:
    """The folder of the current edition.

    Raises:
        NotThere: nothing has been built.
    """
    folder = standing(build)
    if folder.exists():
        return folder.resolve()
    if (waits := waiting(build)) is not None:
        raise NotThere(
            f"{build}: edition {waits.id} waits until {waits.release}, and none is public before it. Build the "
            "packages as they were before, or look at it with 'publisher preview'."
        )
    raise NotThere(f"{build}: there is no edition yet. Run 'publisher build' or 'publisher up'.")


def point(build: Path, link: str, id: str) -> None:
    """Let a link lead to an edition, in one step that a reader sees either whole or not at all."""
    target, place = f"editions/{id}", build / link
    if place.is_symlink() and os.readlink(place) == target:
        return
    new = build / f"{link}.new"
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(place)
    handle = os.open(build, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(build: Path) -> None:
    """Let ``current`` lead to the edition whose time has come. The caller holds the lock of the build folder."""
    found = described(build / NEXT)
    if found is not None and due(found.release):
        point(build, CURRENT, found.id)
        (build / NEXT).unlink()


def try_to_settle(build: Path) -> None:
    """The same, by who does not hold the lock; nothing when somebody else does, or nothing can be written."""
    try:
        with (build / LOCK).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            settle(build)
    except OSError:
        return


def withdraw(build: Path, but: str | None = None) -> str | None:
    """Let no edition wait any more, and take it away: nobody has seen it. The caller holds the lock.

    Args:
        but: id of one that may go on waiting.

    Returns:
        The id of the edition that is gone; None when none waited.
    """
    settle(build)
    link = build / NEXT
    if not link.is_symlink():
        return None
    id = Path(os.readlink(link)).name
    if id == but:
        return None
    link.unlink()
    shutil.rmtree(build / "editions" / id, ignore_errors=True)
    return id
