"""A store: where machines that share no folder meet, an address that fsspec knows.

``inputs/<SHA-256>`` are files that parts are made of, ``<step>/<key>/…`` the files of parts with ``sums.json``, which
comes last: without it a part is not there. Whole files are moved into place, and what is taken is held against its
checksum. Nothing in it is run or unpickled, so whoever writes there can spoil a build and do no more.
"""

from __future__ import annotations

import errno
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from publisher.errors import PublisherError, trouble
from publisher.parts import SUMS, Facts

#: What a disk of this machine says: no fault of the store.
_OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}


class Store:
    """A place for parts and inputs.

    Args:
        address: a folder, or an address of a protocol that fsspec knows.
        mark: file that stands in it for as long as a build goes on: where it is not, the store has vanished.

    Raises:
        PublisherError: there is no such protocol, or it lacks a library; as every method does when the store fails.
    """

    def __init__(self, address: str, mark: str):
        from fsspec.core import url_to_fs

        self.address, self._mark = address, mark
        try:
            self._fs, root = url_to_fs(address, use_listings_cache=False)
        except Exception as error:  # whatever its library raises: none is reached yet
            raise PublisherError(
                f"--parts {address}: {str(error).rstrip('.')}. Write a folder, or an address of a protocol that fsspec "
                "knows and whose library is installed, here and for every worker."
            ) from None
        self._root = str(root).rstrip("/")

    def open(self) -> None:
        """Put the mark there."""
        with self._told():
            self._fs.makedirs(self._root, exist_ok=True)
            self._fs.pipe_file(f"{self._root}/{self._mark}", b"a build goes on\n")

    def close(self) -> None:
        """Take the mark away."""
        with self._told():
            self._fs.rm_file(f"{self._root}/{self._mark}")

    def stands(self) -> bool:
        """Whether the mark is seen from here."""
        with self._told():
            return bool(self._fs.exists(f"{self._root}/{self._mark}"))

    def demand(self) -> None:
        """See to it that the mark is seen from here.

        Raises:
            PublisherError: it is not, so the store has vanished.
        """
        if not self.stands():
            raise self._gone("the mark of this build is no longer there")

    def has(self, step: str, key: str) -> bool:
        """Whether a part is there, sound or not."""
        with self._told():
            return bool(self._fs.exists(f"{self._root}/{step}/{key}/{SUMS}"))

    def put(self, step: str, key: str, folder: Path) -> None:
        """Put a part there."""
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        sums = {path.relative_to(folder).as_posix(): Facts.of(path) for path in files}
        for path in files:
            self._move(path, f"{step}/{key}/{path.relative_to(folder).as_posix()}")
        with tempfile.TemporaryDirectory() as beside:
            (Path(beside) / SUMS).write_bytes(msgspec.json.encode(sums))
            self._move(Path(beside) / SUMS, f"{step}/{key}/{SUMS}")

    def take(self, step: str, key: str, folder: Path) -> None:
        """Write a part's files into a folder."""
        with self._told():
            said = self._fs.cat_file(f"{self._root}/{step}/{key}/{SUMS}")
        try:
            sums = msgspec.json.decode(said, type=dict[str, Facts])
        except msgspec.MsgspecError:
            sums = {}
        for name, facts in sums.items():
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise self._spoilt(f"{step}/{key}/{SUMS}")
            self._fetch(f"{step}/{key}/{name}", folder / name, facts.sha256)
        if not sums:
            raise self._spoilt(f"{step}/{key}/{SUMS}")

    def carry(self, path: Path) -> tuple[str, str]:
        """Put a file there for whoever needs it; SHA-256 and name, by which :meth:`fetched` finds it."""
        sha256 = Facts.of(path).sha256
        with self._told():
            there = self._fs.exists(f"{self._root}/inputs/{sha256}")
        if not there:
            self._move(path, f"inputs/{sha256}")
        return sha256, path.name

    def fetched(self, told: Any, folder: Path) -> Path:
        """The file that :meth:`carry` told of, in ``folder``, where it is put once."""
        sha256, name = told
        path: Path = folder / sha256 / name
        if not path.is_file():
            self._fetch(f"inputs/{sha256}", path, sha256)
        return path

    def _move(self, path: Path, name: str) -> None:
        """Put a whole file into its place."""
        place, beside = f"{self._root}/{name}", f"{self._root}/.{uuid.uuid4().hex}"
        self.demand()
        with self._told():
            self._fs.put_file(str(path), beside)
            self._fs.makedirs(place.rpartition("/")[0], exist_ok=True)
            self._fs.mv(beside, place)

    def _fetch(self, name: str, path: Path, sha256: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        try:
            with self._told():
                self._fs.get_file(f"{self._root}/{name}", str(beside))
            if Facts.of(beside).sha256 != sha256:
                raise self._spoilt(name)
            beside.rename(path)
        finally:
            beside.unlink(missing_ok=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the store's library raises, whatever it is, as a sentence; a disk of ours speaks for itself."""
        try:
            yield
        except PublisherError:
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in _OF_THE_DISK:
                raise
            raise self._gone((trouble(error) or str(error) or type(error).__name__).partition(". Look")[0]) from None

    def _gone(self, why: str) -> PublisherError:
        return PublisherError(
            f"The store of parts {self.address} cannot be read or written: {why.rstrip('.')}. See to it that every "
            "worker and this machine reach it, and build again; what it has is taken from there."
        )

    def _spoilt(self, name: str) -> PublisherError:
        return PublisherError(
            f"The store of parts {self.address} is damaged: {name} is not what was put there. Delete it there, and "
            "build again."
        )
