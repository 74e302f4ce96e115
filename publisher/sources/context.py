"""What a source is given and what it hands back: the two nouns every module of this folder shares."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.errors import Problem
from publisher.model import LANGUAGES, Source, Text, all_of
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

#: A row of ``observations.csv`` on its way there: :data:`publisher.model.OBSERVATION_COLUMNS` to text,
#: a number or None. Codes are text, ``value``, ``numerator`` and ``denominator`` float, ``n`` int.
ObservationRow = dict[str, Any]

#: Called as long work goes on: what is being read, steps done, steps in all (None: not known yet).
Progress = Callable[[str, int, int | None], None]


def silent(what: str, done: int, total: int | None) -> None:
    """The progress that nobody watches."""


@dataclass(frozen=True, kw_only=True)
class SourceContext:
    """Everything a source may use besides its own declaration. Nothing else reads clock or environment."""

    #: Name of the dataset: the folder's name, ``bredband``.
    dataset: str
    #: The file the reader of a message edits: ``datapackages/bredband/dataset.yaml``.
    file: str
    vocabulary: Vocabulary
    #: Indicators of the dataset, in the order of dataset.yaml.
    indicators: Sequence[str] = ()
    #: Key of the agent of catalog.yaml that publishes; "" when not known.
    publisher: str = ""
    #: How often the dataset has new figures, a code of the EU frequency list: ``ANNUAL``; "" when not known.
    frequency: str = ""
    #: The dataset's own folder, where people keep what they write beside dataset.yaml.
    folder: Path = Path()
    #: Folder that declared files are read from, or the one file that is read and no other source;
    #: None: only the dataset's own folder and absolute paths.
    input: Path | None = None
    #: Keys of the observations that stand, if any; asked by what a source states anew.
    standing: Collection[tuple[str, ...]] = ()
    #: Indicators that have published values.
    published: Collection[str] = ()
    #: Another address to ask instead of the API's own (mirror, recording, test server).
    kolada_url: str | None = None
    pxweb_url: str | None = None
    #: ISO date of retrieval that is written into sources.csv.
    today: str
    #: Folder where finished answers wait, so that an interrupted fetch goes on where it stopped;
    #: None: nothing is kept. The caller empties it once the package is written.
    cache: Path | None = None
    #: Languages of the site: those that texts of a declaration are given in.
    languages: Sequence[str] = LANGUAGES
    #: ISO date of the package's last version; a source whose declaration says so asks only for what changed since.
    since: str | None = None
    progress: Progress = silent

    @property
    def read_in(self) -> Sequence[str]:
        """Languages that texts of a declaration have by now: what others than the program's lack has been filled in."""
        return self.languages if set(self.languages) == set(LANGUAGES) else all_of(self.languages)


@dataclass(kw_only=True)
class Fetched:
    """What a source brought home."""

    #: Rows of ``observations.csv``, in no promised order, keys unique unless a problem says so.
    observations: list[ObservationRow] = field(default_factory=list)
    #: Rows of ``observations.csv`` besides, of large files, as whole columns: text ``str``, numbers as declared.
    columns: list[pd.DataFrame] = field(default_factory=list)
    #: Rows of ``sources.csv``.
    sources: list[Source] = field(default_factory=list)
    #: Notes that rows refer to: id to text. Those of dataset.yaml need not be repeated here.
    notes: dict[str, Text] = field(default_factory=dict)
    #: Everything found wrong, errors and warnings; errors mean that nothing may be published.
    problems: list[Problem] = field(default_factory=list)
    #: Why a value changed, where the source says so: key (the five key columns) to text.
    reasons: dict[tuple[str, ...], Text] = field(default_factory=dict)
    #: Further tables of the package, name (without ``.csv``) to rows: ``{"undated": [{…}, …]}``.
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    #: True: the source was asked only for what changed, so rows that are absent stand as they were.
    partial: bool = False
    #: Titles of sources that add: rows that stand from them and are not brought again stand as they were.
    adding: set[str] = field(default_factory=set)
    #: Those of them that were not there to be read: what stands from them goes before what others bring.
    absent: set[str] = field(default_factory=set)
    #: Indicators that have ended and that their source gives no more: what was published of them stands.
    ended: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        """How many observations were brought."""
        return len(self.observations) + sum(map(len, self.columns))

    def by_rows(self) -> list[ObservationRow]:
        """Every observation as a row of its own; no columns are left."""
        while self.columns:
            table = self.columns.pop(0).astype("object")
            named = table.where(table.notna(), None).to_dict("records")
            self.observations += [{**row, "status": row["status"] or None, "note": ""} for row in named]
        return self.observations

    def add(self, other: Fetched) -> None:
        """Take over everything another source of the same dataset brought."""
        self.observations += other.observations
        self.columns += other.columns
        known = {source.id: source for source in self.sources}
        self.sources += [source for source in other.sources if source.id not in known]
        self.problems += [_two_of_one_name(known[s.id], s) for s in other.sources if known.get(s.id, s) != s]
        self.notes |= other.notes
        self.problems += other.problems
        self.reasons |= other.reasons
        self.ended |= other.ended
        for name, rows in other.tables.items():
            self.tables.setdefault(name, []).extend(rows)
        self.partial = self.partial or other.partial


def _two_of_one_name(first: Source, second: Source) -> Problem:
    """Two sources that would be one in ``sources.csv``: which of them a row is from could not be told."""
    if first.sha256 != second.sha256:
        fault, remedy = "are two files", "Give one of the files another name."
    else:
        fault, remedy = "are one, described in two ways", "Write the same title, publisher, url and note for both."
    fault = f"'{first.title}' and '{second.title}', both called '{second.id}' after their file, {fault}."
    return Problem(file=second.title, fault=fault, remedy=remedy, rule="source-twice", subject=second.id)
