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

    #: File in the words of the reader, relative to the project: ``datapackages/bredband/dataset.yaml``.
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


class Refused(PublisherError):
    """Problems were found and nothing was changed.

    Attributes:
        problems: every problem found, errors first.
    """

    def __init__(self, problems: Iterable[Problem]):
        self.problems: Sequence[Problem] = sorted(
            problems, key=lambda p: (list(Severity).index(p.severity), p.file, p.row or 0, p.rule)
        )
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SourceError(PublisherError):
    """A source could not be read; the message names address or file, place, fault and remedy."""


class NotThere(PublisherError):
    """Something asked for by name does not exist; the message says what does."""


class NoEdition(NotThere):
    """There is no edition to answer from just now: none is built, or it cannot be read."""
