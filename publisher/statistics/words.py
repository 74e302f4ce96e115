"""Words: numbers, lists and names as they stand in Swedish and English sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from publisher.model import LANGUAGES, Text, written

#: No-break space: between thousands in Swedish, before a percent sign and a unit.
NBSP = "\u00a0"

_SMALL = {
    "sv": ("ingen", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"),
    "en": ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
}


def number(value: float, places: int, language: str) -> str:
    """A number with fixed decimals: ``12 345,6`` in Swedish, ``12,345.6`` in English; a true minus sign."""
    text = f"{abs(value):,.{places}f}"
    if float(text.replace(",", "")) and value < 0:
        text = f"−{text}"
    if language == "sv":
        text = text.replace(",", NBSP).replace(".", ",")
    return text


def percent(value: float, places: int = 0, *, language: str) -> str:
    """A percentage: ``57,9 %`` in Swedish, ``57.9%`` in English; more than none and less than all stay so."""
    if places == 0 and 0 < value <= 0.5:  # a half is rounded to none
        return {"sv": f"mindre än 1{NBSP}%", "en": "less than 1%"}[written(language)]
    if places == 0 and 99.5 <= value < 100:
        return {"sv": f"mer än 99{NBSP}%", "en": "more than 99%"}[written(language)]
    return number(value, places, language) + (f"{NBSP}%" if language == "sv" else "%")


def counted(count: int, language: str, neuter: bool = False) -> str:
    """A whole number in a sentence: in letters up to twelve, in figures above."""
    if 0 <= count < len(_SMALL[written(language)]):
        if language == "sv" and neuter and count < 2:
            return ("inget", "ett")[count]
        return _SMALL[written(language)][count]
    return number(count, 0, language)


def none_or(count: int, language: str) -> str:
    """A whole number in figures, none in letters: for numbers that stand beside each other."""
    return number(count, 0, language) if count else _SMALL[written(language)][0]


def capital(text: str) -> str:
    """The text with its first letter capital."""
    return text[:1].upper() + text[1:]


def in_sentence(label: str) -> str:
    """A label as it stands within a sentence: its first letter small, unless the word is an acronym (``GPS-larm``)."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] in {" ", "-"} else label


def bracketed(label: str) -> str:
    """A label whose narrowing stands in brackets, so that it can stand inside a sentence.

    ``Automatisering, äldreomsorg`` → ``Automatisering (äldreomsorg)``.
    """
    head, comma, rest = label.partition(", ")
    return f"{head} ({rest})" if comma and "(" not in label else label


def listed(items: Iterable[str], language: str) -> str:
    """``a, b och c``; ``a, b and c``. Items with commas of their own are set apart by semicolons."""
    parts = list(items)
    word = {"sv": "och", "en": "and"}[written(language)]
    if len(parts) < 2:
        return "".join(parts)
    if any(re.search(r",(?!\d)", re.sub(r"\([^)]*\)", "", part)) for part in parts):
        return "; ".join(parts[:-1]) + f"; {word} {parts[-1]}"
    return ", ".join(parts[:-1]) + f" {word} {parts[-1]}"


def some(items: Sequence[str], language: str, most: int = 5) -> str:
    """A list that stops in time: ``a, b, c och 12 till``."""
    if len(items) <= most + 1:
        return listed(items, language)
    rest = len(items) - most
    others = counted(rest, language)
    word = {"sv": f"och {others} andra", "en": f"and {others} others"}[written(language)]
    return f"{', '.join(items[:most])} {word}"


def both(sv: str, en: str) -> Text:
    """A text in both languages."""
    return {"sv": sv, "en": en}


def per_language(write: Callable[..., str], *values: object) -> Text:
    """What a function of this module writes in each language."""
    return {language: write(*values, language=language) for language in LANGUAGES}


def short(value: float) -> Text:
    """A median of whole numbers: with a decimal only when it has one."""
    return per_language(number, value, 0 if float(value).is_integer() else 1)
