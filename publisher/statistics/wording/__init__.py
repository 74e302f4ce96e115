"""Wording: every sentence the statistics write, in Swedish and English side by side.

Words in braces are filled in by :func:`say`; a value that is a text of its own is filled in with the
wording of the same language. No phrase names a cause: figures say what, never why.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from publisher.model import LANGUAGES, Text
from publisher.statistics.wording.analysis import ANALYSIS
from publisher.statistics.wording.brief import BRIEF
from publisher.statistics.wording.country import COUNTRY
from publisher.statistics.wording.leads import LEADS
from publisher.statistics.wording.patterns import PATTERNS

#: Key to Swedish and English.
PHRASES: Final[Mapping[str, tuple[str, str]]] = {**LEADS, **ANALYSIS, **COUNTRY, **PATTERNS, **BRIEF}


def say(key: str, **values: object) -> Text:
    """A phrase in both languages with its gaps filled.

    Raises:
        KeyError: there is no such phrase, or a gap has no value.
    """
    texts = [(name, value) for name, value in values.items() if isinstance(value, dict)]
    told = {}
    for language, template in zip(LANGUAGES, PHRASES[key], strict=True):
        for name, text in texts:
            values[name] = text[language]
        told[language] = template.format_map(values)
    return told


def joined(*texts: Text) -> Text:
    """Sentences after each other; those that are empty are left out, ``{}`` when all are."""
    kept = [text for text in texts if any(text.values())]
    if not kept:
        return {}
    return {language: " ".join(filter(None, (text.get(language, "") for text in kept))) for language in LANGUAGES}
