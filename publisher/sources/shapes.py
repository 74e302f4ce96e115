"""Shapes: what the words of a declaration may be, so that a slip of the pen is told and not stumbled over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from publisher.model import demanded
from publisher.patterns import MOST_COPIES, MOST_SIGNS, Pattern
from publisher.sources.faults import Faults, listing, nearest

#: Name of the rule that every fault of a declaration carries.
RULE = "declaration"


@dataclass(frozen=True)
class Shape:
    """What a value of a declaration must be."""

    words: str  #: what is expected, in words: ``text``
    fits: Callable[[Any], bool]
    inner: Callable[[Any, str, Faults], None] | None = None  #: looks into a value that fits
    fields: Mapping[str, Shape] = field(default_factory=dict)  #: the words it may have

    def check(self, value: Any, place: str, faults: Faults) -> None:
        """Note every fault of a value; ``place`` is where it stands, ``source.area.as``."""
        if not self.fits(value):
            shown = f"'{' '.join(value.split())[:60]}'" if isinstance(value, str) else repr(value)[:60]
            faults.add(RULE, f"{shown} is not {self.words}.", f"Write {self.words}.", column=place)
        elif self.inner is not None:
            self.inner(value, place, faults)


def _is_text(value: Any) -> bool:
    if isinstance(value, int):
        return not isinstance(value, bool) and abs(value) < 10**15
    return isinstance(value, str) and value != ""


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    except OverflowError:
        return False


def _is_pattern(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(Pattern(value))
    except ValueError:
        return False


TEXT = Shape("text", _is_text)
ADDRESS = Shape("an address, https://… written out", lambda value: _is_text(value) and "…" not in str(value))
#: May also be empty.
WORDS = Shape("text", lambda value: value == "" or _is_text(value))
CHARACTER = Shape("one character in quotation marks", lambda value: isinstance(value, str) and len(value) == 1)
WHOLE = Shape("a whole number over 0", lambda v: isinstance(v, int) and not isinstance(v, bool) and v > 0)
NUMBER = Shape("a number", _is_number)
FACTOR = Shape("a number other than 0", lambda value: _is_number(value) and value != 0)
FLAG = Shape("true or false", lambda value: isinstance(value, bool))
PATTERN = Shape(
    f"a regular expression of at most {MOST_SIGNS} signs and {MOST_COPIES} counted repetitions", _is_pattern
)
SCALAR = Shape("text or a number", lambda value: value is None or isinstance(value, str | int | float))
PAIRS = Shape("'word: value' pairs", lambda value: isinstance(value, Mapping))


def _languages(value: Any, place: str, faults: Faults) -> None:
    lacking = [code for code in faults.languages if not str(value.get(code, "")).strip(" …")]
    for code in lacking if demanded(faults.languages) or len(lacking) == len(faults.languages) else ():
        faults.add("missing-language", f"there is no text in '{code}'.", f"Write '{code}: …' too.", column=place)
    for code in value:
        if code not in faults.languages:
            remedy = f"Write it in {' and '.join(faults.languages)}."
            faults.add(RULE, f"'{code}' is no language of the site.", remedy, column=place)


#: A text in the languages of the site.
BY_LANGUAGE = Shape(
    "a text by language, {sv: …, en: …}",
    lambda v: isinstance(v, Mapping) and all(isinstance(text, str) for pair in v.items() for text in pair),
    _languages,
)


def one_of(*known: str) -> Shape:
    """One of some words."""
    return Shape(f"one of {listing(known)}", lambda value: isinstance(value, str) and value in known)


def many(shape: Shape) -> Shape:
    """One of a shape, or a list of them."""

    def inner(value: Any, place: str, faults: Faults) -> None:
        for entry in value if isinstance(value, list) else [value]:
            shape.check(entry, place, faults)

    return Shape(f"{shape.words} or a list", lambda value: value not in (None, [], {}), inner, shape.fields)


def by_name(shape: Shape) -> Shape:
    """A mapping from any text to a shape."""

    def inner(value: Any, place: str, faults: Faults) -> None:
        for name, entry in value.items():
            if not WORDS.fits(name):
                fault = f"the name {name!r} is read as no text."
                faults.add(RULE, fault, "Put it in quotation marks as it stands in the file.", column=place)
            shape.check(entry, f"{place}.{name}", faults)

    return Shape("'name: value' pairs", lambda value: isinstance(value, Mapping), inner, shape.fields)


def record(fields: Mapping[str, Shape], needed: Sequence[str] = ()) -> Shape:
    """A mapping with known words."""

    def inner(value: Any, place: str, faults: Faults) -> None:
        for word, entry in value.items():
            if word in fields:
                fields[word].check(entry, f"{place}.{word}", faults)
            else:
                remedy = f"{nearest(str(word), list(fields))}Known: {listing(list(fields), 40)}."
                faults.add(RULE, f"'{word}' is not a word of a declaration.", remedy, column=place)
        for word in needed:
            if word not in value:
                faults.add(RULE, f"'{word}' is missing.", "See docs/sources.md.", column=place)

    return Shape("'word: value' pairs", lambda value: isinstance(value, Mapping), inner, fields)


def either(*shapes: Shape) -> Shape:
    """Any of some shapes; the first that a value has at first sight is held against it."""

    def inner(value: Any, place: str, faults: Faults) -> None:
        next(shape for shape in shapes if shape.fits(value)).check(value, place, faults)

    words = " or ".join(dict.fromkeys(shape.words for shape in shapes))
    fields = {word: field for shape in shapes for word, field in shape.fields.items()}
    return Shape(words, lambda v: any(shape.fits(v) for shape in shapes), inner, fields)
