"""An edition proved before it is served: whole by its manifest, readable, a row in its database."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from publisher.connection import DatabaseError
from publisher.errors import NoEdition
from publisher.reader import Reader

#: What answers are made of: compared byte for byte with the manifest. Of the rest, the size (100 ms in all).
READ_WHOLE = ("catalog.json", "vocabulary.json")
#: It is read in any case, and an operator may give an edition another id.
OWN_WORD = "edition.json"

#: What reading a damaged edition may end in; ``RuntimeError`` is a loop of links.
FAULTS = (OSError, RuntimeError, ValueError, KeyError, TypeError, msgspec.MsgspecError, DatabaseError)


class Entry(msgspec.Struct):
    """A file in ``manifest.json``."""

    path: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct):
    """The part of ``manifest.json`` that is compared."""

    files: list[Entry]


def proved(folder: Path) -> Reader:
    """The edition in a folder, opened.

    Raises:
        NoEdition: it cannot be read; the message names the file and what is wrong with it.
    """
    try:
        manifest = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest)
        for entry in manifest.files:
            _compare(folder / entry.path, entry)
        reader = Reader.open(folder)
        a_row(reader)
    except NoEdition:
        raise
    except FAULTS as error:
        raise NoEdition(f"{folder} cannot be read ({error}). Build again, or copy it whole.") from error
    return reader


def _compare(path: Path, entry: Entry) -> None:
    if entry.path == OWN_WORD:
        return
    if (size := path.stat().st_size) != entry.bytes:
        raise NoEdition(
            f"{path} has {size} bytes, its manifest says {entry.bytes}. Build again, or copy the edition whole."
        )
    if entry.path in READ_WHOLE or ("/" not in entry.path and entry.path.endswith(".db")):
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != entry.sha256:
                raise NoEdition(f"{path} is not what its manifest says. Build again, or copy the edition whole.")


def a_row(reader: Reader) -> None:
    """Read a row of the edition's database from the disk.

    Raises:
        NoEdition: it cannot be read.
    """
    try:
        connection = reader.connect()
        try:
            found = connection.execute("SELECT count(*) FROM datasets").get
            connection.execute("SELECT * FROM observations LIMIT 1").get  # noqa: B018
        finally:
            connection.close()
    except DatabaseError as error:
        raise NoEdition(f"{reader.database} cannot be read ({error}).") from error
    if not found:
        raise NoEdition(f"{reader.database} holds no dataset.")
