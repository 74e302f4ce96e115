"""Tasks that workers are handed in tests: they are pickled by name, so they stand in a module that workers find."""

import errno
import os
import signal
from pathlib import Path


def write(text: str, folder: Path) -> None:
    """A part of one file."""
    (folder / "a.txt").write_text(text)


def die_once(mark: str, folder: Path) -> None:
    """End the process the first time, as a machine does that is switched off; be made the second."""
    if not os.path.exists(mark):
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    write("after all", folder)


def die(folder: Path) -> None:
    """End the process each time."""
    os.kill(os.getpid(), signal.SIGKILL)


def fill_the_disk(folder: Path) -> None:
    """What a full disk says."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder / "a.txt"))


def copy(source: Path, folder: Path) -> None:
    """A part made of a file."""
    (folder / "copy").write_bytes(source.read_bytes())


def stumble(text: str, folder: Path) -> None:
    """Fail in any process but the one that asks."""
    if os.environ.get("PUBLISHER_ASKS") != str(os.getpid()):
        raise ValueError(text)
    write(text, folder)
