"""Packed files: the one file meant in a zip or gzip file, unfolded up to a bound.

Workbooks are zip files too; their own list of parts tells them apart, and they are left as they are.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from publisher.errors import SourceError
from publisher.sources.faults import listing
from publisher.wildcard import like

#: What a packed file may unfold to (bytes); a file of some kilobytes can unfold to gigabytes.
LARGEST_UNFOLDED = 300_000_000

_ZIP, _GZIP = (b"PK\x03\x04", b"PK\x05\x06"), b"\x1f\x8b"
#: Parts that only a workbook has (Office Open XML, OpenDocument).
_WORKBOOK = ("[Content_Types].xml", "xl/workbook.xml", "mimetype", "META-INF/manifest.xml", "content.xml")
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


@dataclass(frozen=True, kw_only=True)
class Member:
    """A file that was packed."""

    name: str  #: as a message names it: ``elever.zip: elever_2020.csv``
    content: bytes
    sha256: str  #: of the packed file, which is what its publisher offers


def unfold(content: bytes, name: str, member: str | None = None) -> Member | None:
    """The file meant in a packed one.

    Args:
        content: the packed file.
        name: its name, for messages and for the name of what a gzip file holds.
        member: which file of a zip file, ``*`` for anything; None: the only one there is.

    Returns:
        The file; None when the content is not packed.

    Raises:
        SourceError: it is damaged, locked, unfolds to more than :data:`LARGEST_UNFOLDED`, or does not hold the
            one file that is meant; what it holds is named.
    """
    lowered = name.lower()
    if content[:2] == _GZIP:
        inner = name[:-3] if lowered.endswith(".gz") else name
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
                return _member(inner, file.read(LARGEST_UNFOLDED + 1), content, name)
        except _DAMAGED as error:
            raise _damaged(name, "gzip", error) from error
    if content[:4] not in _ZIP:
        if lowered.endswith((".zip", ".gz")):
            raise SourceError(f"{name}: this is not a {lowered.rpartition('.')[2]} file. Fetch the file itself again.")
        if member is not None:
            raise SourceError(f"{name}: the file is not packed, so nothing in it is '{member}'. Remove 'member'.")
        return None
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGED as error:
        if lowered.endswith(".zip"):
            raise _damaged(name, "zip", error) from error
        return None  # a workbook that was cut: its reader says so
    with archive:
        names = archive.namelist()
        if any(part in names for part in _WORKBOOK):
            return None
        chosen = _choose([n for n in names if not n.endswith("/") and not _of_a_mac(n)], name, member)
        try:
            with archive.open(chosen) as opened:
                return _member(f"{name}: {chosen}", opened.read(LARGEST_UNFOLDED + 1), content, name)
        except _DAMAGED as error:
            raise _damaged(f"{name}: {chosen}", "zip", error) from error


def _of_a_mac(name: str) -> bool:
    """Whether a Mac put the file beside those that somebody meant to pack."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] == ".DS_Store"


def _choose(names: Sequence[str], name: str, member: str | None) -> str:
    if member is None and len(names) == 1:
        return names[0]
    fitting = [n for n in names if member is not None and like(n.casefold(), member.casefold())]
    if len(fitting) == 1:
        return fitting[0]
    if not names:
        raise SourceError(f"{name}: the zip file holds no file. Fetch it again; nothing has been changed.")
    remedy = f"Write 'member: \"{(fitting or names)[0]}\"' in the declaration, or the one that is meant."
    if member is None:
        raise SourceError(f"{name}: the zip file holds {len(names)} files: {listing(names)}. {remedy}")
    which = f"{len(fitting)} files of the zip file are" if fitting else "no file of the zip file is"
    raise SourceError(f"{name}: {which} '{member}'. It holds: {listing(names)}. {remedy}")


def _member(name: str, content: bytes, packed: bytes, outer: str) -> Member:
    if len(content) > LARGEST_UNFOLDED:
        raise SourceError(
            f"{outer}: the packed file unfolds to more than {LARGEST_UNFOLDED} bytes, which are not read. Split it."
        )
    return Member(name=name, content=content, sha256=sha256(packed).hexdigest())


def _damaged(name: str, kind: str, error: Exception) -> SourceError:
    if isinstance(error, RuntimeError) and "password" in str(error):
        return SourceError(f"{name}: the zip file is locked with a password. Unpack it and give the file itself.")
    return SourceError(
        f"{name}: not a whole {kind} file ({error}). It may have been cut on the way; fetch it again, or unpack it "
        "and give the file itself."
    )
