"""What can go wrong, and how it is said.

::

    PublisherError
    ├── Refused            problems were found; carries every one of them
    ├── SourceError        a source could not be read (network, file, format)
    └── NotThere           something asked for does not exist (edition, dataset, file)
        └── NoEdition      there is no edition to answer from, for the time being

A :class:`Problem` is data, not an exception: checks collect them all, the command line prints
them all, and ``--json`` gives them to programs.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem weighs."""

    ERROR = "error"  #: nothing is published while it stands
    WARNING = "warning"  #: suspicious but possible: published once accepted in dataset.yaml
    NOTE = "note"  #: worth knowing; stops nothing


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """One fault: where it is, what it is, what to do about it."""

    #: File in the words of the reader, relative to the project: ``datapackages/NAME/dataset.yaml``.
    file: str
    #: What is wrong, in words.
    fault: str
    #: What to do about it, in words.
    remedy: str
    #: Short stable name of the rule, ``unknown-area``; used to accept warnings in writing.
    rule: str
    #: 1-based line or row number in the file (the header of a table is row 1); None for the whole file.
    row: int | None = None
    #: Column, field or property.
    column: str | None = None
    #: What the rule is about (an indicator, an area, a key), for acceptance of warnings.
    subject: str | None = None
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f": row {self.row}"
        if self.column is not None:
            place += f", column '{self.column}'" if self.row is not None else f": {self.column}"
        return f"{place}: {self.fault} {self.remedy} [{self.rule}]"

    def as_json(self) -> dict[str, object]:
        """The problem as a JSON object with the field names of this class."""
        return asdict(self)


class PublisherError(Exception):
    """Base of all errors that the command line turns into a message and exit code 1."""


#: Rules of files that could not be read to their end: what is lacking elsewhere may stand in the rest.
UNREAD = ("turtle-syntax",)


class Refused(PublisherError):
    """Problems were found and nothing was changed.

    Attributes:
        problems: every problem found, errors first, first what left a file unread.
    """

    def __init__(self, problems: Iterable[Problem]):
        self.problems: Sequence[Problem] = sorted(
            problems,
            key=lambda p: (list(Severity).index(p.severity), p.rule not in UNREAD, p.file, p.row or 0, p.rule),
        )
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SourceError(PublisherError):
    """A source could not be read; the message names address or file, place, fault and remedy."""


class NotThere(PublisherError):
    """Something asked for by name does not exist; the message says what does."""


class NoEdition(NotThere):
    """There is no edition to answer from just now: none is built, or it cannot be read."""


#: What the system says when it refuses, and what a person can do about it.
_REFUSALS: dict[int, tuple[str, str]] = {
    errno.ENOSPC: ("the disk is full", "Make room on it"),
    errno.EDQUOT: ("the quota of disk is used up", "Make room, or ask for more"),
    errno.EFBIG: ("a file would be larger than is allowed here", "Raise the limit (ulimit -f)"),
    errno.EROFS: ("the disk can only be read", "Name a folder that can be written, or mount it for writing"),
    errno.EACCES: ("this user may not do that", "Give the user the right, or name another folder"),
    errno.EPERM: ("this user may not do that", "Give the user the right, or name another folder"),
    errno.EMFILE: ("too many files are open", "Raise the limit (ulimit -n)"),
    errno.ENFILE: ("too many files are open", "Raise the system's limit"),
    errno.EBADMSG: ("it is damaged", "Put it back from a backup ('publisher restore COPY'), or take the edition away"),
    errno.EIO: ("the disk does not answer", "Look whether it is failing"),
    errno.ELOOP: ("links lead in a ring", "Remove the link"),
    errno.ENOTDIR: ("a file stands where a folder is expected", "Move it away"),
    errno.EISDIR: ("a folder stands where a file is expected", "Move it away"),
    errno.EEXIST: ("something else stands there", "Move it away"),
    errno.ENOMEM: ("there is not enough memory", "Let it have more (ulimit -v)"),
}
_MEMORY = "there is not enough memory. Let it have more (ulimit -v, or the limit of the container) and run it again."


#: What libraries say that found no room for data, code or a thread.
_NO_MEMORY = (
    "allocate", "allocation error", "out of memory", "not enough memory", "failed to map segment",
    "can't start new thread", "launch worker thread", "terminated abruptly",
    "without exception set", "without setting an exception",  # Python's own: it had no room for the exception either
)  # fmt: skip


def trouble(error: BaseException) -> str | None:
    """What disk, memory or system refused, in a sentence with place and remedy; None: it is another kind of fault.

    Libraries say it in their own ways: a database of a full disk, a library that found no room to be loaded, one
    that wraps what it was told in an error of its own.
    """
    text = str(error)
    if isinstance(error, MemoryError) or any(words in text.lower() for words in _NO_MEMORY):
        return _MEMORY
    if isinstance(error, sqlite3.Error):
        if any(w in text for w in ("full", "disk I/O", "readonly", "unable to open")):
            return (
                f"the database cannot be written: {text}. Look whether the disk is full or read-only and run it again."
            )
        return None
    if not isinstance(error, OSError):
        return trouble(error.__cause__) if error.__cause__ else None
    if error.errno == errno.EPIPE:  # whoever reads what we say has gone
        return None
    fault, remedy = _REFUSALS.get(error.errno or 0, (error.strerror or text, "Look at the path"))
    place = " → ".join(str(name) for name in (error.filename, error.filename2) if isinstance(name, str | bytes | int))
    return f"{place + ': ' if place else ''}{fault}. {remedy} and run it again."
