"""Packed files: large text of an edition kept as zstd, in frames of which each can be read alone.

``observations.csv`` stands as ``observations.csv.zst``, which ``zstd -d`` and any other reader of zstd makes into the
text again. After the frames come two that readers skip: one of ours with the SHA-256 of the text, and the table of
frames as zstd's seekable format has it, by which a part of the text is found without reading what stands before it.
https://github.com/facebook/zstd/blob/dev/contrib/seekable_format/zstd_seekable_compression_format.md
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import IO, NamedTuple

import zstandard

from publisher.model import Dataset
from publisher.parts import Facts

#: What the name of a packed file ends with, beyond that of the text.
END = ".zst"
#: Folders of an edition that have packed files.
FOLDERS = ("datapackages", "downloads")
#: Ends of the names of text. What is compressed already (Parquet, Excel, zip, gz) gains nothing.
TEXT = (".csv", ".json", ".ttl", ".xml")
#: Rows of a dataset's largest table beyond which its text is packed, where it is more than a frame.
ROWS = 50_000
#: Bytes of text in a frame: what is read at least for a part of a file, and held in memory at most.
FRAME = 1_048_576
#: How hard text is packed: observations that repeat their words come out no smaller at 3.
LEVEL = 1
#: Bytes of a piece of text that is handed on.
PIECE = 65_536

#: Frames that readers skip: that with the SHA-256 of the text, and the table of frames, which ends with its own word.
_DIGEST, _TABLE, _LAST = 0x184D2A50, 0x184D2A5E, 0x8F92EAB1
_HEAD, _ENTRY, _FOOT = struct.Struct("<II"), struct.Struct("<II"), struct.Struct("<IBI")
_DIGEST_HEAD = (_DIGEST, hashlib.sha256().digest_size)
_DIGEST_BYTES = _HEAD.size + hashlib.sha256().digest_size


def large(dataset: Dataset) -> bool:
    """Whether the text of a dataset's files is packed, where it is more than a frame."""
    return max((table.rows for table in dataset.tables), default=0) > ROWS


def at(path: Path) -> Path:
    """Where a file of an edition stands: itself, or packed."""
    beside = path.with_name(path.name + END)
    return beside if not path.exists() and beside.is_file() else path


def facts(path: Path) -> Facts:
    """Bytes and SHA-256 of a file of an edition: of the text, where it is packed.

    Raises:
        OSError: it is not there, or packed and damaged.
    """
    found = at(path)
    return Facts.of(path) if found == path else text_of(found)


def text_of(path: Path) -> Facts:
    """Bytes and SHA-256 of the text in a packed file, as they were when it was written.

    Raises:
        OSError: it cannot be read, or is damaged.
    """
    with Packed(path) as file:
        return Facts(file.size, file.sha256)


def damage(path: Path) -> OSError:
    """What is raised of a packed file that is not as it was written."""
    return OSError(errno.EBADMSG, "it is damaged", str(path))


def copy(path: Path, target: Path) -> None:
    """Copy a file of an edition as whoever asks for it gets it."""
    found = at(path)
    if found == path:
        shutil.copyfile(path, target)
        return
    with Packed(found) as file, target.open("wb") as out:
        out.writelines(file.text())


class Packed:
    """A packed file, open to be read.

    Attributes:
        size: bytes of the text.
        sha256: of the text.

    Raises:
        OSError: it cannot be read, or is damaged; as every method does.
    """

    def __init__(self, path: Path):
        self._path = path
        self._file = path.open("rb")
        try:
            entries = self._entries()
            *frames, (last, empty) = entries
            self._starts = [0, *accumulate(size for size, _ in frames)]
            self._offsets = [0, *accumulate(size for _, size in frames)]
            self.size = self._offsets[-1]
            told = self._read(self._starts[-1], last)
            if (last, empty) != (_DIGEST_BYTES, 0) or _HEAD.unpack(told[: _HEAD.size]) != _DIGEST_HEAD:
                raise self._damage()
            self.sha256 = told[_HEAD.size :].hex()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Packed:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def text(self, first: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The text from one byte up to another, a piece at a time; a frame of it is in memory."""
        end = self.size if end is None else end
        unpack = zstandard.ZstdDecompressor().decompress
        while first < end:
            place = bisect_right(self._offsets, first) - 1
            start, length = self._offsets[place], self._offsets[place + 1] - self._offsets[place]
            packed = self._read(self._starts[place], self._starts[place + 1] - self._starts[place])
            try:
                if zstandard.frame_content_size(packed) != length:  # or it might ask for any amount of memory
                    raise self._damage()
                frame = unpack(packed)
            except zstandard.ZstdError:
                raise self._damage() from None
            upto = min(end - start, length)
            for begin in range(first - start, upto, PIECE):
                yield frame[begin : min(begin + PIECE, upto)]
            first = start + upto

    def _entries(self) -> list[tuple[int, int]]:
        """Bytes of each frame and of the text in it, from the table at the end."""
        whole = os.fstat(self._file.fileno()).st_size
        number, _, word = _FOOT.unpack(self._read(max(whole - _FOOT.size, 0), _FOOT.size))
        length = number * _ENTRY.size + _FOOT.size
        start = whole - length - _HEAD.size
        if word != _LAST or number == 0 or start < 0:
            raise self._damage()
        table = self._read(start, _HEAD.size + length)
        entries = list(_ENTRY.iter_unpack(table[_HEAD.size : -_FOOT.size]))
        if _HEAD.unpack(table[: _HEAD.size]) != (_TABLE, length) or sum(size for size, _ in entries) != start:
            raise self._damage()
        return entries

    def _read(self, start: int, length: int) -> bytes:
        self._file.seek(start)
        found = self._file.read(length)
        if len(found) != length:
            raise self._damage()
        return found

    def _damage(self) -> OSError:
        return damage(self._path)


class _Frame(NamedTuple):
    packed: int
    text: int


class Packing:
    """A file that is written: packed from its first frame on that is full, else as it is."""

    def __init__(self, path: Path):
        self._path, self._text, self._frames = path, bytearray(), list[_Frame]()
        self._digest = hashlib.sha256()
        self._pack = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress
        self._file: IO[bytes] | None = None

    def write(self, data: bytes | memoryview) -> int:
        """Take some text; it is on the disk once a frame is full, or the file closed."""
        for start in range(0, len(data), FRAME):
            self._text += data[start : start + FRAME]
            if len(self._text) > FRAME:
                self._end_frame(FRAME)
        return len(data)

    def writelines(self, lines: Iterable[bytes]) -> None:
        """Take text piece by piece."""
        for line in lines:
            self.write(line)

    def finish(self) -> None:
        """Write what is left, the checksum and the table."""
        if not self._frames:
            self._path.write_bytes(self._text)
            return
        self._end_frame(len(self._text))
        digest = self._digest.digest()
        entries = [*self._frames, _Frame(_DIGEST_BYTES, 0)]
        self._out.write(_HEAD.pack(*_DIGEST_HEAD) + digest)
        self._out.write(_HEAD.pack(_TABLE, len(entries) * _ENTRY.size + _FOOT.size))
        self._out.writelines(_ENTRY.pack(*entry) for entry in entries)
        self._out.write(_FOOT.pack(len(entries), 0, _LAST))

    def close(self) -> None:
        """Let go of the file, finished or not."""
        if self._file is not None:
            self._file.close()

    @property
    def _out(self) -> IO[bytes]:
        if self._file is None:
            self._file = self._path.with_name(self._path.name + END).open("wb")
        return self._file

    def _end_frame(self, length: int) -> None:
        frame = bytes(self._text[:length])
        del self._text[:length]
        self._digest.update(frame)
        packed = self._pack(frame)
        self._frames.append(_Frame(len(packed), length))
        self._out.write(packed)


@contextmanager
def opened(path: Path, packs: bool) -> Iterator[IO[bytes] | Packing]:
    """A file to be written, under its name and, where it comes out packed, :data:`END`.

    Args:
        packs: whether text of more than a frame is packed (:func:`large`); what is no text by its name never is.
    """
    if not packs or path.suffix not in TEXT:
        with path.open("wb") as file:
            yield file
        return
    packing = Packing(path)
    try:
        yield packing
        packing.finish()
    finally:
        packing.close()
