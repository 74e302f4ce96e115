"""Words: numbers, lists and names as they stand in sentences, in the program's languages and, by CLDR, any other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from publisher.model import LANGUAGES, Text, localised
from publisher.phrases import each, phrases
from publisher.translation import locale, translations

#: No-break space: between thousands in Swedish, before a percent sign and a unit.
NBSP = "\u00a0"
MINUS = "\u2212"


def number(value: float, places: int, language: str) -> str:
    """A number with fixed decimals: ``12 345,6`` in Swedish, ``12,345.6`` in English; a true minus sign."""
    plain = f"{abs(value):,.{places}f}"
    sign = MINUS if value < 0 and plain.strip("0,.") else ""
    if language == "sv":
        plain = plain.replace(",", NBSP).replace(".", ",")
    elif language not in LANGUAGES:
        signs = locale(language).number_symbols["latn"]
        plain = plain.translate({ord(","): signs["group"], ord("."): signs["decimal"]})
    return sign + plain


@cache
def per_cent(language: str) -> str:
    """The sign of per cent after a number, with the space that a language has before it."""
    return f"{NBSP}%" if locale(language).percent_formats[None].suffix[0] == f"{NBSP}%" else "%"


def percent(value: float, places: int = 0, *, language: str) -> str:
    """A percentage: ``57,9 %`` in Swedish, ``57.9%`` in English; more than none and less than all stay so."""
    if places == 0 and 0 < value <= 0.5:  # a half is rounded to none
        return translations(language).gettext("less than %s") % f"1{per_cent(language)}"
    if places == 0 and 99.5 <= value < 100:
        return translations(language).gettext("more than %s") % f"99{per_cent(language)}"
    return number(value, places, language) + per_cent(language)


def counted(count: int, language: str, neuter: bool = False) -> str:
    """A whole number in a sentence: in letters up to twelve where the language has them, in figures above."""
    known = phrases("statistics")
    text = (known.get(f"number.{count}.neuter") if neuter else None) or known.get(f"number.{count}", {})
    said = localised(text, language)
    untold = language not in LANGUAGES and said == text.get("en")
    return number(count, 0, language) if not said or untold else said


def none_or(count: int, language: str) -> str:
    """A whole number in figures, none in letters: for numbers that stand beside each other."""
    return number(count, 0, language) if count else counted(0, language)


def capital(text: str) -> str:
    """The text with its first letter capital."""
    return text[:1].upper() + text[1:]


def in_sentence(label: str) -> str:
    """A label as it stands within a sentence: its first letter small, unless the word is an acronym (``GPS-larm``)."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] in {" ", "-"} else label


def narrowed(label: str) -> list[str]:
    """What a label names, and each narrowing of it: its parts between commas, but those in brackets.

    ``Automatisering, äldreomsorg (ja, nej)`` → ``Automatisering``, ``äldreomsorg (ja, nej)``.
    """
    return re.split(r", (?![^()]*\))", label)


def bracketed(label: str) -> str:
    """A label whose narrowing stands in brackets, so that it can stand inside a sentence.

    ``Automatisering, äldreomsorg`` → ``Automatisering (äldreomsorg)``.
    """
    head, *rest = narrowed(label)
    return f"{head} ({', '.join(rest)})" if rest and "(" not in label else label


def listed(items: Iterable[str], language: str) -> str:
    """``a, b och c``; ``a, b and c``. Items with commas of their own are set apart by semicolons."""
    parts = list(items)
    if len(parts) < 2:
        return "".join(parts)
    word = translations(language).gettext("and")
    if any(re.search(r",(?!\d)", re.sub(r"\([^)]*\)", "", part)) for part in parts):
        return "; ".join(parts[:-1]) + f"; {word} {parts[-1]}"
    return ", ".join(parts[:-1]) + f" {word} {parts[-1]}"


def some(items: Sequence[str], language: str, most: int = 5) -> str:
    """A list that stops in time: ``a, b, c och 12 till``."""
    if len(items) <= most + 1:
        return listed(items, language)
    others = localised(phrases("statistics")["and.others"], language)
    return f"{', '.join(items[:most])} {others.format(others=counted(len(items) - most, language))}"


def per_language(write: Callable[..., str], *values: object) -> Text:
    """What a function of this module writes in each language."""
    return each(lambda language: write(*values, language=language))


def list_of(texts: Iterable[Text]) -> Text:
    """Texts as a list within a sentence."""
    kept = list(texts)
    return each(lambda language: listed([localised(text, language) for text in kept], language))


def short(value: float) -> Text:
    """A median of whole numbers: with a decimal only when it has one."""
    return per_language(number, value, 0 if float(value).is_integer() else 1)
