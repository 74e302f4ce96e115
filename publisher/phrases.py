"""Phrases: what the program says outside its templates, in the languages it is written in and those a site brings.

A text is told by its English (:func:`tell`), whose Swedish stands in ``publisher.po`` as that of the pages does. A room
with many has a catalogue of its own, ``statistics.po``, ``mcp.po``, ``catalogue.po``: the context of an entry is the
key that code knows it by, its message id the English (:func:`phrases`). A site's catalogue of a further language has
the same message ids, without context. Gaps stand in braces.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from publisher.model import LANGUAGES, PHRASES, Text, localised
from publisher.translation import CONTEXT, catalogue, entries, translations

#: Rooms whose phrases have a catalogue of their own.
ROOMS = ("statistics", "mcp", "catalogue")


def told_in() -> tuple[str, ...]:
    """The languages that sentences are put together in: the program's own, and those that a site has brought."""
    return (*LANGUAGES, *(language for language in PHRASES if language not in LANGUAGES)) if PHRASES else LANGUAGES


def tell(english: str, context: str = "", /, **gaps: object) -> Text:
    """A text of the program in the languages it is written in; with its gaps filled, in every language told.

    Args:
        english: the message id, a literal: tests look for those that the catalogue lacks.
        context: that tells apart two messages that are alike in English.
        gaps: by name; one that is a text itself is filled in by language.
    """
    text = {
        language: told.pgettext(context, english) if context else told.gettext(english)
        for language, told in ((language, translations(language)) for language in LANGUAGES)
    }
    return filled(text, gaps) if gaps else text


def filled(text: Text, gaps: Mapping[str, object]) -> Text:
    """A text with its gaps filled, in every language told.

    Raises:
        KeyError: a gap has no value.
    """
    texts, values, told = [(name, value) for name, value in gaps.items() if isinstance(value, dict)], dict(gaps), {}
    for language in told_in():
        for name, value in texts:
            values[name] = localised(value, language)
        told[language] = localised(text, language).format_map(values)
    return told


def each(write: Callable[[str], str]) -> Text:
    """What is written of a language, in every language told."""
    return {language: write(language) for language in told_in()}


def alike(words: str) -> Text:
    """A text that is the same in every language."""
    return dict.fromkeys(LANGUAGES, words)


def joined(*texts: Text, between: str = " ") -> Text:
    """Texts after each other; those that are empty are left out, ``{}`` when all are."""
    kept = [text for text in texts if any(text.values())]
    if not kept:
        return {}
    return each(lambda language: between.join(filter(None, (localised(text, language) for text in kept))))


def untold(language: str) -> tuple[int, int]:
    """How many of the program's texts a language's catalogue lacks, and how many there are."""
    every, own = translations(LANGUAGES[0]), translations(language)
    keys = {key.rpartition(CONTEXT)[2] for key in (*every.messages, *every.plurals)}
    keys |= {text[LANGUAGES[-1]] for room in ROOMS for text in phrases(room).values()}
    return len(keys - {*own.messages, *own.plurals}), len(keys)


@cache
def phrases(room: str) -> Mapping[str, Text]:
    """The phrases of a room by key, in the order of its catalogue."""
    return {
        entry["msgctxt"]: {LANGUAGES[0]: entry["msgstr"], LANGUAGES[-1]: entry["msgid"]}
        for entry in entries(catalogue(LANGUAGES[0], room))
        if "msgctxt" in entry
    }
