"""A package's folder on disk: read, and replaced whole in one step that is either done or not done.

All files of the next version are written to a hidden folder beside the package, brought to the disk, and then the two
folders change places in one operation of the file system. A process killed at any moment leaves the former package
whole; what it left beside it is swept away by the next fetch.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

#: Called at each step with its name; tests end the process there.
Checkpoint = Callable[[str], None]

_EXCHANGE = 2  # RENAME_EXCHANGE, https://man7.org/linux/man-pages/man2/rename.2.html
_AT_FDCWD = -100


def unwatched(step: str) -> None:
    """The checkpoint of everyday use."""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def staging(folder: Path) -> Path:
    """Where the next version of a package is written."""
    return folder.parent / f".{folder.name}.new"


def ready(folder: Path) -> Path:
    """Where a finished version waits when it must be moved in file by file."""
    return folder.parent / f".{folder.name}.ready"


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


def replace(folder: Path, checkpoint: Checkpoint = unwatched) -> None:
    """Put the staged version in the package's place."""
    target = staging(folder)
    checkpoint("before the exchange")
    if exchange(target, folder):
        checkpoint("after the exchange")
        sync(folder.parent)
        shutil.rmtree(target)
    else:
        target.rename(ready(folder))
        checkpoint("ready")
        sync(folder.parent)
        roll_forward(folder, checkpoint)
    checkpoint("replaced")


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


def roll_forward(folder: Path, checkpoint: Checkpoint = unwatched) -> None:
    """Move a finished version in, file by file; begun once, it is always brought to its end."""
    waiting = ready(folder)
    for path in sorted(p for p in waiting.rglob("*") if p.is_file()):
        name = path.relative_to(waiting)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, folder / name)
        checkpoint(f"{name} moved")
    shutil.rmtree(waiting)
    sync(folder)


def recover(packages: Path) -> list[str]:
    """Bring to an end, or sweep away, what a killed fetch left. Returns what was done, for the log."""
    done = []
    for path in sorted(packages.glob(".*.ready")):
        roll_forward(packages / path.name[1 : -len(".ready")])
        done.append(f"{path.name}: a finished version was moved into place")
    for path in sorted(packages.glob(".*.new")):
        shutil.rmtree(path)
        done.append(f"{path.name}: left by an interrupted fetch, removed")
    for path in sorted(packages.glob(".*.part")):
        path.unlink()
    return done


def sync(folder: Path) -> None:
    """Bring a folder's list of names to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def stage_file(path: Path, content: bytes) -> Path:
    """Write what will replace a file beside it, whole and on disk."""
    new = path.with_name(f".{path.name}.part")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return new


def replace_file(path: Path) -> None:
    """Put a staged file in its place."""
    os.replace(path.with_name(f".{path.name}.part"), path)
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
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            busy()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
