"""Words as a search compares them: folded, stemmed by their language, compounds taken apart, words that say nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from importlib.resources import files

import Stemmer

from publisher.folding import folded

#: Words of questions that tell nothing of what is asked for. A language without a list has none; its rare words decide.
SILENT = {
    place.name: frozenset(place.joinpath("silent.txt").read_text(encoding="utf-8").split())
    for place in files("publisher").joinpath("locale").iterdir()
    if place.joinpath("silent.txt").is_file()
}
#: A part of a compound has so many letters, at least.
SHORTEST = 3
#: "e-tjänst" is one word.
_LETTER = re.compile(r"\b(\w)[-\u2010\u2011](?=\w)")


def words(text: str, language: str) -> list[str]:
    """The folded words of a text in their order; a single letter belongs to the next: "e-tjänst"."""
    found: list[str] = []
    alone = ""
    for word in folded(_LETTER.sub(r"\1", text)).split():
        if len(word) == 1 and word.isalpha() and word not in SILENT.get(language, ()) and not alone:
            alone = word
            continue
        found.append(alone + word)
        alone = ""
    return [*found, alone] if alone else found


def telling(text: str, language: str) -> list[str]:
    """The words of a question that say what is asked for, once each; all of them when none does."""
    every = dict.fromkeys(words(text, language))
    return [word for word in every if word not in SILENT.get(language, ())] or list(every)


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """What a folded word shares with its inflections; the word itself in a language without a stemmer of Snowball.

    Snowball leaves the definite -an of Swedish ("kameran" by "kamera"); it goes where the -a alone would have gone.
    """
    stemmer = _stemmer(language)
    if stemmer is None:
        return word
    found: str = stemmer.stemWord(word)
    if language == "sv" and found.endswith("an") and stemmer.stemWord(found[:-1]) == found[:-2]:
        return found[:-2]
    return found


def halves(word: str, language: str) -> Iterator[tuple[str, str]]:
    """Stems of the two words that a folded word may be put together of, the longest last word first."""
    for i in range(SHORTEST, len(word) - SHORTEST + 1):
        last = stem(word[i:], language)
        yield stem(word[:i], language), last
        if word[i - 1] == "s" and i > SHORTEST:  # what joins the two
            yield stem(word[: i - 1], language), last


def parts(word: str, language: str, known: Collection[str]) -> tuple[str, str] | None:
    """The stems of a compound, both of them known."""
    return next((pair for pair in halves(word, language) if pair[0] in known and pair[1] in known), None)


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    try:
        return Stemmer.Stemmer(language, 0)
    except KeyError:
        return None
