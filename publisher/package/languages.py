"""Languages: which texts a language of a site lacks, and is told in another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from publisher.declarations import Declaration
from publisher.errors import Problem, Severity
from publisher.model import LANGUAGES, demanded
from publisher.phrases import untold
from publisher.vocabulary import Vocabulary


def problems(vocabulary: Vocabulary, languages: Sequence[str], declarations: Iterable[Declaration]) -> list[Problem]:
    """What each language of a site lacks, a note a file: only where a language may lack something."""
    if demanded(languages):
        return []
    lacking: dict[tuple[str, str], list[str]] = {}
    for file, language, what in vocabulary.lacking:
        lacking.setdefault((file, language), []).append(what)
    for one in declarations:
        for language, what in _untold_in(one.values, languages, ""):
            lacking.setdefault((one.file, language), []).append(what)
    found = [
        Problem(
            file=file, column=language, fault=f"{len(texts)} texts lack '{language}': {', '.join(texts[:3])}"
            f"{' …' * (len(texts) > 3)}. They are told in the language they are first given in.",
            remedy=f"Add them in '{language}'.", rule="language-lacking", subject=language, severity=Severity.NOTE,
        )
        for (file, language), texts in sorted(lacking.items())
        if language in languages
    ]  # fmt: skip
    for language in languages:
        lacks, of = untold(language)
        if lacks and language not in LANGUAGES:
            found.append(
                Problem(
                    file=f"vocab/texts/{language}.po", subject=language, rule="language-lacking",
                    fault=f"{lacks} of the {of} texts of the program are not there and are told in English.",
                    remedy=f"Add them: 'msgid' the English, 'msgstr' the text in '{language}'.", severity=Severity.NOTE,
                )
            )  # fmt: skip
    return found


def _untold_in(value: Any, languages: Sequence[str], place: str) -> Iterator[tuple[str, str]]:
    """Language and place of each text of a declaration that lacks the language."""
    if isinstance(value, Mapping):
        if value and set(map(str, value)) <= set(languages):
            yield from ((code, place) for code in languages if not value.get(code))
            return
        for key, inner in value.items():
            yield from _untold_in(inner, languages, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _untold_in(inner, languages, f"{place}.{number}")
