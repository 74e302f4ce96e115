"""A package's folder on disk: replaced whole, alone or with others, in a step that is either done or not done.

All files of the next version are written to a hidden folder beside the package and brought to the disk. When those of
every package are there, a hidden file says so: from then on they are put in place, each in one operation of the file
system, and whoever comes next brings that to its end. A process killed at any moment leaves all packages as they were
or all as they will be; what it left beside them is swept away by the next fetch.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from publisher.errors import PublisherError

#: Called at each step with its name; tests end the process there.
Checkpoint = Callable[[str], None]

#: Hidden file among the packages: while it stands, next versions that are whole are being put in place.
ORDER = ".publishing"

_EXCHANGE = 2  # RENAME_EXCHANGE, https://man7.org/linux/man-pages/man2/rename.2.html
_AT_FDCWD = -100


def unwatched(step: str) -> None:
    """The checkpoint of everyday use."""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def staging(folder: Path) -> Path:
    """Where the next version of a package is written."""
    return folder.parent / f".{folder.name}.new"


class Change(msgspec.Struct, frozen=True):
    """What a package's next version differs in: files to their SHA-256, and files that it has no more."""

    files: dict[str, str]
    removed: Sequence[str] = ()

    @classmethod
    def of(cls, files: Mapping[str, bytes], removed: Collection[str] = ()) -> Change:
        return cls(files={name: sha256(data) for name, data in files.items()}, removed=sorted(removed))

    def stands_in(self, folder: Path) -> bool:
        """Whether a folder is that version already."""
        return not any((folder / name).exists() for name in self.removed) and all(
            (folder / name).is_file() and sha256((folder / name).read_bytes()) == digest
            for name, digest in self.files.items()
        )


class _Order(msgspec.Struct, frozen=True):
    """What is to be put in place: packages by name, and files beside them."""

    packages: dict[str, Change]
    files: Sequence[str]


def stage(
    folder: Path, files: Mapping[str, bytes], remove: frozenset[str] = frozenset(), checkpoint: Checkpoint = unwatched
) -> Path:
    """Write a package's next version beside it: what the folder holds, with ``files`` in place of those of their name.

    Args:
        folder: the package.
        files: name to content.
        remove: names that the next version does not have.

    Returns:
        The hidden folder, whole and on disk.
    """
    target = staging(folder)
    shutil.rmtree(target, ignore_errors=True)
    checkpoint("stage begins")
    target.mkdir()
    checkpoint("folder made")
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            (target / name).mkdir(exist_ok=True)
        elif name not in files and name not in remove:
            _link(path, target / name)
            checkpoint(f"{name} kept")
    for name, content in files.items():
        with (target / name).open("wb") as file:
            half = len(content) // 2
            file.write(content[:half])
            checkpoint(f"{name} half written")
            file.write(content[half:])
            file.flush()
            os.fsync(file.fileno())
        checkpoint(f"{name} written")
    sync(target)
    checkpoint("stage done")
    return target


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def commit(
    packages: Path, changes: Mapping[str, Change], files: Sequence[str] = (), checkpoint: Checkpoint = unwatched
) -> None:
    """Put every staged package and file in its place: all of them, also when this is killed and run again.

    Args:
        packages: the folder of packages.
        changes: name of a staged package to what its next version differs in.
        files: names of staged files.
    """
    stage_file(packages / ORDER, msgspec.json.encode(_Order(packages=dict(changes), files=files)))
    checkpoint("before the order")
    replace_file(packages / ORDER)
    checkpoint("after the order")
    try:
        finish(packages, checkpoint)
    except BaseException:  # interrupted, or refused by the system
        if not any(change.stands_in(packages / name) for name, change in changes.items()):
            (packages / ORDER).unlink(missing_ok=True)
            sweep(packages)
        raise


def finish(packages: Path, checkpoint: Checkpoint = unwatched) -> None:
    """Bring to its end what was begun by :func:`commit`; nothing when nothing was.

    Raises:
        PublisherError: the order is not one of ours.
    """
    if not (packages / ORDER).exists():
        return
    try:
        order = msgspec.json.decode((packages / ORDER).read_bytes(), type=_Order)
    except msgspec.MsgspecError:
        raise PublisherError(f"{packages / ORDER}: the file cannot be read. Remove it and run it again.") from None
    for name, change in order.packages.items():
        folder, new = packages / name, staging(packages / name)
        if new.exists() and not change.stands_in(folder):
            checkpoint(f"before {name}")
            if not exchange(new, folder):
                _move(new, folder, change, checkpoint)
            checkpoint(f"after {name}")
            sync(packages)
        shutil.rmtree(new, ignore_errors=True)
    for name in order.files:
        if _part(packages / name).exists():
            checkpoint(f"before {name}")
            replace_file(packages / name)
    checkpoint("all in place")
    (packages / ORDER).unlink()
    sync(packages)
    checkpoint("done")


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0:
        return True
    fault = ctypes.get_errno()
    if fault in (errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.EOPNOTSUPP):
        return False
    raise OSError(fault, os.strerror(fault), str(one), None, str(other))


def _move(new: Path, folder: Path, change: Change, checkpoint: Checkpoint) -> None:
    """Put a staged version in the package's place file by file, where two folders cannot change places."""
    for path in sorted(p for p in new.rglob("*") if p.is_file()):
        name = path.relative_to(new)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, folder / name)
        checkpoint(f"{name} moved")
    for gone in change.removed:
        (folder / gone).unlink(missing_ok=True)
    sync(folder)


def recover(packages: Path) -> None:
    """Bring to an end, or sweep away, what a killed fetch left."""
    finish(packages)
    sweep(packages)


def sync(folder: Path) -> None:
    """Bring a folder's list of names to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _part(path: Path) -> Path:
    """Where what will replace a file is written."""
    return path.with_name(f".{path.name.lstrip('.')}.part")


def stage_file(path: Path, content: bytes) -> None:
    """Write what will replace a file beside it, whole and on disk."""
    with _part(path).open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path) -> None:
    """Put a staged file in its place."""
    os.replace(_part(path), path)
    sync(path.parent)


def sweep(packages: Path) -> None:
    """Take away what was staged and is not to be put in place, so that it does not fill the disk."""
    for path in packages.glob(".*.new"):
        shutil.rmtree(path, ignore_errors=True)
    for path in packages.glob(".*.part"):
        path.unlink(missing_ok=True)


@contextmanager
def alone(lock: Path, busy: Callable[[], None]) -> Iterator[None]:
    """One at a time: whoever comes second says so by ``busy``, and waits.

    Args:
        lock: a file that is held as long as the work lasts; its folder is made.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        _wait(file.fileno(), fcntl.LOCK_EX, busy)
        yield


@contextmanager
def held(packages: Path, busy: Callable[[], None], *, writes: bool = False) -> Iterator[None]:
    """Hold the folder of packages itself: many read at a time, or one writes; others say so by ``busy``, and wait."""
    try:
        handle = os.open(packages, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        yield  # whoever reads there will say what is wrong
        return
    try:
        _wait(handle, fcntl.LOCK_EX if writes else fcntl.LOCK_SH, busy)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, how: int, busy: Callable[[], None]) -> None:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        busy()
        fcntl.flock(handle, how)
    except OSError:  # a file system without locks: a build finds out afterwards whether its inputs were changed
        return


@contextmanager
def made_whole(folder: Path) -> Iterator[Path]:
    """A folder to fill beside one that is new or empty, whose place it takes when all is well; else it goes.

    Raises:
        PublisherError: there is something in the folder, or it is none.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PublisherError(f"{folder}: the folder is not empty. Name a new one, or empty it first.")
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        yield partial
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
