"""Parts: files and values kept by what they were made of, so that what has not changed is not made again.

A part is a pure function of named inputs. It is kept under the digest of these, of its step and of the program, with
the checksum of every file; it is looked through each time it is taken. What is damaged is said, and made again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import sys
import time
import uuid
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import msgspec
import zstandard

from publisher import __version__

#: Libraries whose bytes are in what is made.
TOOLS = (
    "datasette", "frictionless", "litestar", "msgspec", "pandas", "pyarrow", "pyoxigraph", "rdflib", "sqlite-utils",
    "zstandard",
)  # fmt: skip
#: Bytes of parts that neither an edition nor the last build holds, beyond which the oldest go.
ROOM = 500_000_000

#: The file of a part that says what else it has; the file of a part that is one value.
SUMS, _VALUE = "sums.json", "value"

Kept = TypeVar("Kept")


#: What was found of files, by what tells that one is still the same: a file with several names is read once.
_FOUND: dict[tuple[int, ...], Facts] = {}
#: Nanoseconds within which a file may be written twice at what its disk takes for one time.
_TICK = 20_000_000


class Facts(msgspec.Struct, frozen=True, array_like=True):
    """Bytes and SHA-256 of a file."""

    bytes: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Facts:
        with path.open("rb") as file:
            told = os.fstat(file.fileno())
            same = (told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns)
            if same in _FOUND:
                return _FOUND[same]
            found = cls(told.st_size, hashlib.file_digest(file, "sha256").hexdigest())
        if time.time_ns() - told.st_mtime_ns > _TICK:
            _FOUND[same] = found
        return found


class Parts:
    """What is kept in one folder.

    Args:
        folder: where; need not exist. None: nothing is kept.
        say: told in a sentence when a part was damaged.
    """

    def __init__(self, folder: Path | None, say: Callable[[str], None] | None = None):
        self.folder, self._say = folder, say
        self._expected: dict[Path, Callable[[], object]] = {}
        self._asked: set[Path] = set()

    def value(
        self,
        step: str,
        inputs: object,
        make: Callable[[], Kept],
        type: type[Kept],
        worth: Callable[[Kept], bool] = lambda made: True,
    ) -> Kept:
        """A value of msgspec's types, made of ``inputs``; where it cannot be kept it is made each time.

        Args:
            step: what it is, a word.
            inputs: all that ``make`` looks at, of msgspec's types.
            worth: whether what was made is kept.
        """
        home = self._home(step, inputs)
        if home is None:
            return make()
        if self._sound(home) is not None:
            with suppress(OSError, msgspec.MsgspecError):  # of another form: made again
                return msgspec.msgpack.decode((home / _VALUE).read_bytes(), type=type)
        made = make()
        if not worth(made):
            return made
        told = msgspec.msgpack.encode(made)
        with suppress(OSError):  # a full or read-only disk keeps nothing; whoever must write there will say so
            self._keep(home, lambda folder: (folder / _VALUE).write_bytes(told))
        return msgspec.msgpack.decode(told, type=type)  # the same as when it is taken: a list where it was a tuple

    def files(self, step: str, inputs: object, make: Callable[[Path], object], target: Path) -> Mapping[str, Facts]:
        """Put a part's files into ``target``, as links where the disk knows them.

        Args:
            step, inputs: as of :meth:`value`.
            make: writes the files into the folder it is given.

        Returns:
            Path within the part to what the file is.

        Raises:
            OSError: the disk is full or cannot be written.
        """
        home = self._home(step, inputs)
        if home is None:
            before = set(_files(target))
            make(target)
            return {_name(path, target): Facts.of(path) for path in _files(target) if path not in before}
        sums = self.kept(step, inputs, make)
        for name in sums:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            link(home / name, target / name)
        return sums

    def kept(self, step: str, inputs: object, make: Callable[[Path], object]) -> Mapping[str, Facts]:
        """See to it that a part is kept; see :meth:`files`."""
        return self.keep(step, key_of(step, inputs), make)

    def keep(self, step: str, key: str, make: Callable[[Path], object]) -> Mapping[str, Facts]:
        """See to it that a part is kept whose key (:func:`key_of`) is known; see :meth:`files`."""
        if self.folder is None:
            return {}
        sums = self._sound(home := self.folder / step / key)
        return self._keep(home, make) if sums is None else sums

    def expect(self, step: str, key: str, come: Callable[[], object]) -> None:
        """Let whoever asks for a part wait first for others who make it: ``come`` ends when they are done."""
        if self.folder is not None:
            self._expected[self.folder / step / key] = come

    @contextmanager
    def opened(self, step: str, inputs: object, make: Callable[[Path], object]) -> Iterator[Path]:
        """The folder of a part's files, to read; see :meth:`files`."""
        home = self._home(step, inputs)
        if home is not None:
            self.kept(step, inputs, make)
            yield home
            return
        with TemporaryDirectory() as folder:
            make(Path(folder))
            yield Path(folder)

    def contents(self, step: str, inputs: object, make: Callable[[Path], object]) -> dict[str, bytes]:
        """The files of a part by their paths within it; see :meth:`files`."""
        with self.opened(step, inputs, make) as folder:
            return {_name(path, folder): path.read_bytes() for path in _files(folder) if path.name != SUMS}

    def has(self, step: str, inputs: object) -> bool:
        """Whether a part is kept, sound or not."""
        home = self._home(step, inputs)
        return home is not None and home.is_dir()

    def _home(self, step: str, inputs: object) -> Path | None:
        if self.folder is None:
            return None
        return self.folder / step / key_of(step, inputs)

    def _sound(self, home: Path) -> Mapping[str, Facts] | None:
        """What a part holds; None when it is not there or not as it was written, which is said."""
        self._asked.add(home)
        if (come := self._expected.pop(home, None)) is not None:
            come()
        if not home.is_dir():
            return None
        try:
            sums = msgspec.json.decode((home / SUMS).read_bytes(), type=dict[str, Facts])
            wrong = next((name for name, facts in sums.items() if Facts.of(home / name) != facts), None)
            os.utime(home)
        except (OSError, msgspec.MsgspecError):
            wrong = SUMS
        if wrong is None:
            return sums
        if self._say is not None:
            self._say(f"{home / wrong} is damaged; that part is made again.")
        return None

    def _keep(self, home: Path, make: Callable[[Path], object]) -> Mapping[str, Facts]:
        """Make a part beside its place, then move it there."""
        making = home.parent / f".{home.name}.{uuid.uuid4().hex}"  # other machines may write here too
        shutil.rmtree(home, ignore_errors=True)  # a damaged one: editions that hold its files keep them
        try:
            making.mkdir(parents=True)
            make(making)
            sums = {_name(path, making): Facts.of(path) for path in _files(making)}
            (making / SUMS).write_bytes(msgspec.json.encode(sums))
            try:
                making.rename(home)
            except OSError:
                if not home.is_dir():  # else another has made the same
                    raise
        finally:
            shutil.rmtree(making, ignore_errors=True)
        return sums

    def sweep(self) -> None:
        """Remove what a killed process left half made, and the oldest of what nobody holds beyond :data:`ROOM`.

        An edition holds the files that it has, and what was asked for here stays: the next build asks for most of it.
        """
        if self.folder is None or not self.folder.is_dir():
            return
        alone: list[tuple[float, int, Path]] = []
        for home in self.folder.glob("*/*"):
            if home.name.startswith("."):
                shutil.rmtree(home, ignore_errors=True)
                continue
            if home in self._asked:
                continue
            sizes = []
            for one in _within(home):
                if one.name != SUMS:
                    if (told := one.stat()).st_nlink > 1:
                        break
                    sizes.append(told.st_size)
            else:
                alone.append((home.stat().st_mtime, sum(sizes), home))
        room = ROOM
        for _, size, home in sorted(alone, reverse=True):
            room -= size
            if room < 0:
                shutil.rmtree(home, ignore_errors=True)


def key_of(step: str, inputs: object) -> str:
    """What a part is kept under: the digest of its step, the program and its inputs."""
    return digest([step, program(), inputs])[:40]


def digest(thing: object) -> str:
    """SHA-256 of a thing of msgspec's types: the order of a mapping counts, for what is made may go by it; no sets."""
    return hashlib.sha256(msgspec.msgpack.encode(thing)).hexdigest()


@cache
def program() -> str:
    """SHA-256 of the program's files as they were when this process first asked, and of the libraries it makes with."""
    whole = hashlib.sha256()
    for path in _files(here := Path(__file__).parent):
        if "__pycache__" not in path.parts and not path.name.startswith("."):
            whole.update(_name(path, here).encode())
            whole.update(path.read_bytes())
    tools: Mapping[str, Any] = {name: metadata.version(name) for name in TOOLS}
    own = [sqlite3.sqlite_version, zlib.ZLIB_RUNTIME_VERSION, zstandard.ZSTD_VERSION]
    told = [__version__, sys.version, *own, *sorted(tools.items())]
    whole.update(repr(told).encode())
    return whole.hexdigest()[:16]


def _within(folder: str | Path) -> Iterator[os.DirEntry[str]]:
    """The files under a folder, as the disk has them: thousands are looked at in a build."""
    with os.scandir(folder) as found:
        for one in found:
            if one.is_dir(follow_symlinks=False):
                yield from _within(one.path)
            elif one.is_file():
                yield one


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def link(source: str | Path, target: str | Path) -> None:
    """Let a file stand in a second place, as a link where the disk knows them."""
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without links
        shutil.copyfile(source, target)
