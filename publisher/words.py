"""Words as a search compares them: folded, stemmed by their language, compounds taken apart, words that say nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

import Stemmer

from publisher.folding import folded

_SWEDISH = """
  aldrig alla allt alltid an andel andelen andra annu antal antalet anvanda anvander anvands ar at att av bara beror
  bland blev bli blir bor borde borjat byta de dem den denna deras dess det detta dig dina ditt dom du efter eller en
  ens er era ett fa far fatt fick finnas finns for fran fungerar gar ge genom ger gett gor gora ha hade han har hej
  henne hon honom hos hur i idag in ingen inom inte istallet jag just kan kommer kommun kommunen kommunens kommuner
  kommunerna kommunernas lan landet ligga ligger lite man manga maste med mellan men mer mest mig min mot mycket nagon
  nagra nar ni nu ny nya nytt och ocksa om oss over pa per procent redan sa sager samt sedan ser siffra siffror
  siffrorna sig sin sina sitt ska skulle som stallet statistik stor stora stort svenska ta tar till under ut utan
  utvecklats utveckling utvecklingen vad vanlig vanliga vanligt var vara varfor varje vart vem veta vi via vid vilja
  vilka vilken vilket vill visa
"""
_ENGLISH = """
  a about all also am among an and any are as at be because been being between but by can common could counties county
  developed did do does each figure figures find for from get give given had has have how i if in instead into is it
  its just know large like many me more most much municipalities municipality my new no not now number of on one only
  or our out over own per percent percentage s share show so some statistics such t tell than that the their them then
  there these they this to up us use used uses using very was we were what when where which while who why will with
  would you your
"""
#: Words of questions that tell nothing of what is asked for. A language without a list has none; its rare words decide.
SILENT = {"sv": frozenset(_SWEDISH.split()), "en": frozenset(_ENGLISH.split())}
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
