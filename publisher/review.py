"""A review: what a draft would change, held against the current edition; as data, as JSON and as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import msgspec

#: File in the folder of the draft, beside its editions.
FILE = "review.json"
#: Changed values of a dataset, differences of descriptions, and sentences that are kept; how many there are is always
#: said.
MOST_VALUES, MOST_WORDS, MOST_SENTENCES = 500, 500, 3000
#: Places of a page that the text for a pull request tells.
OF_A_PAGE = 5
#: Characters of that text: a pull request of GitHub takes 65,536, and somebody may want to write a line above.
LONGEST_TEXT = 60_000


@dataclass(frozen=True, kw_only=True)
class Value:
    """One value that would be told otherwise, in codes and figures."""

    kind: str  #: as in ``revisions.csv``
    indicator: str
    area: str
    period: str
    sex: str
    service_area: str
    old_value: float | None
    old_status: str | None
    new_value: float | None
    new_status: str | None


@dataclass(frozen=True, kw_only=True)
class Words:
    """One word or text of a description."""

    what: str  #: ``dataset``, ``indicator`` or ``area``
    name: str  #: its name, id or code
    place: str  #: field, ``title.sv``
    old: str | None  #: None: it was not there
    new: str | None


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A warning that a person has accepted in ``dataset.yaml``."""

    rule: str
    subject: str
    reason: Mapping[str, str]
    new: bool  #: not in the current edition


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """A dataset in the review."""

    name: str
    title: Mapping[str, str]
    before: str | None  #: version in the current edition; None: it is new
    after: str | None  #: version in the draft; None: it is gone
    versions: Sequence[tuple[str, str, Mapping[str, str]]] = ()  #: number, day and notes of those that are new
    announced: str | None = None  #: day that the current edition gives for the next release
    release: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)  #: changed values of each kind
    statuses: Sequence[tuple[str | None, str | None, int]] = ()  #: status before, after, and of how many values
    values: Sequence[Value] = ()  #: the first of them
    words: Sequence[Words] = ()
    accepted: Sequence[Accepted] = ()


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """Sentences that stand one after the other on a page, before and after."""

    page: str  #: path, with its language
    title: str
    before: Sequence[str]
    after: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Pages:
    """What the pages of one language would say otherwise."""

    asked: int  #: pages that were compared
    of: int  #: pages that there are
    differ: int
    sentences: Sequence[Sentence] = ()  #: the first of them
    total: int = 0  #: of all


@dataclass(frozen=True, kw_only=True)
class Review:
    """What a draft would change."""

    draft: str  #: its edition's id
    current: str | None  #: id of the edition it is held against; None: nothing is public yet
    release: str | None = None
    datasets: Sequence[Reviewed] = ()
    words: Sequence[Words] = ()  #: of indicators and areas
    words_total: int = 0
    gate: Sequence[Mapping[str, object]] = ()  #: as ``publisher check --json`` gives them
    pages: Mapping[str, Pages] = field(default_factory=dict)  #: by language

    @property
    def changed(self) -> bool:
        """Whether anything would change."""
        return bool(self.words or any(d.before != d.after or d.counts or d.words for d in self.datasets))


def read(home: Path, draft: str) -> Review | None:
    """The review of a draft; None when there is none, or that of another."""
    try:
        found = msgspec.json.decode((home / FILE).read_bytes(), type=Review)
    except (OSError, msgspec.MsgspecError):
        return None
    return found if found.draft == draft else None


def write(home: Path, review: Review) -> None:
    """Write a review beside its draft, whole or not at all."""
    new = home / f"{FILE}.new"
    new.write_bytes(to_json(review))
    new.replace(home / FILE)


def to_json(review: Review) -> bytes:
    """The review as JSON, an object a line where there are many."""
    return msgspec.json.format(msgspec.json.encode(review, order="deterministic"), indent=1) + b"\n"


def to_text(review: Review) -> str:
    """The review in Markdown and English, folded, for a pull request; what is cut is said to be."""
    kept: list[str] = []
    left = LONGEST_TEXT
    for block in _blocks(review):
        if (left := left - len(block) - 1) < 0:
            kept.append("\n**Cut here: the whole is in the JSON.**")
            break
        kept.append(block)
    return "\n".join(kept) + "\n"


def _blocks(review: Review) -> Iterator[str]:
    against = f"against edition {review.current}" if review.current else "nothing is public yet"
    yield f"# Draft of edition {review.draft}, {against}"
    if review.release:
        yield f"\nPublic from {review.release}."
    if not review.changed:
        yield "\nNo value and no description differs."
    for one in review.datasets:
        yield from _dataset(one)
    if review.words:
        yield from _folded(f"Words of indicators and areas: {review.words_total}", _words(review.words), 50)
    told = [f"{p['severity']}: {p['file']}: {p['fault']} [{p['rule']}]" for p in review.gate]
    loud = [line for line in told if not line.startswith("note")]
    yield f"\n## What the gate says: {_number(len(loud), 'warning')}\n"
    yield from (f"- {line}" for line in loud)
    if quiet := [line for line in told if line.startswith("note")]:
        yield from _folded(_number(len(quiet), "note"), quiet, 50)
    for language, pages in list(review.pages.items())[:1]:
        yield (
            f"\n## Pages in '{language}': {pages.differ} of the {pages.asked} compared say something else "
            f"({pages.of} in all)"
        )
        for page, group in groupby(pages.sentences, lambda sentence: sentence.page):
            found = list(group)
            lines = [f"\n<details><summary>{page} ({found[0].title}): {len(found)}</summary>\n\n```diff"]
            for sentence in found[:OF_A_PAGE]:
                lines += [f"- {text}" for text in sentence.before] + [f"+ {text}" for text in sentence.after]
            more = f"\n… {len(found) - OF_A_PAGE} more in the JSON" if len(found) > OF_A_PAGE else ""
            yield "\n".join([*lines, f"```{more}\n\n</details>"])


def _dataset(one: Reviewed) -> Iterator[str]:
    if one.before == one.after and not one.counts and not one.words:
        return
    yield f"\n## {one.name}: {one.before or 'new'} → {one.after or 'gone'}\n"
    yield from (f"- {number}, {day}: {notes.get('en', '')}" for number, day, notes in one.versions)
    if one.announced and one.release and one.announced != one.release[:10]:
        yield f"- announced for {one.announced}, and released {one.release}"
    for entry in one.accepted:
        new = "newly accepted" if entry.new else "accepted"
        yield f"- {new}: {entry.rule} of {entry.subject}: {entry.reason.get('en', '')}"
    yield from (f"- status {old or 'none'} → {new or 'none'}: {count}" for old, new, count in one.statuses)
    if one.counts:
        total = ", ".join(f"{number} {kind}" for kind, number in one.counts.items())
        yield from _folded(f"Values: {total}", list(map(_value, one.values)), 50, sum(one.counts.values()))
    if one.words:
        yield from _folded(f"Descriptions: {len(one.words)}", _words(one.words), 50)


def _value(one: Value) -> str:
    key = " ".join(
        part for part in (one.indicator, one.area, one.period, one.sex, one.service_area) if part not in ("T", "_T")
    )
    return f"{one.kind} {key}: {_cell(one.old_value, one.old_status)} → {_cell(one.new_value, one.new_status)}"


def _cell(value: float | None, status: str | None) -> str:
    return " ".join(["–" if value is None else f"{value:.10g}", *([status] if status else [])])


def _words(words: Sequence[Words]) -> list[str]:
    return [f"{w.what} {w.name}, {w.place}: {w.old or '–'} → {w.new or '–'}" for w in words]


def _folded(title: str, lines: Sequence[str], most: int, total: int | None = None) -> Iterator[str]:
    told = [f"- {line}" for line in lines[:most]]
    if (left := (total or len(lines)) - most) > 0:
        told.append(f"- … {left} more")
    yield "\n".join([f"<details><summary>{title}</summary>\n", *told, "\n</details>"])


def _number(n: int, noun: str) -> str:
    return f"{n} {noun}{'s' if n != 1 else ''}"
