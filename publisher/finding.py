"""Find a place, indicator, grant or dataset by what somebody typed: inflections, synonyms, compounds, near misses."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from publisher.connection import Connection
from publisher.folding import folded
from publisher.words import SILENT, halves, stem, telling, words

#: How alike two words must be for one to be a misspelling of the other, and to be told as near: shared trigrams, 0–1.
ALIKE, NEAR = 0.5, 0.3
#: So alike, one is taken for an inflection that the stemmer does not know.
SAME = 0.75
#: How much a word tells that is only begun, is half of what was typed, or is what may have been meant.
BEGUN, HALF, MEANT = 0.6, 0.5, 0.7
#: How much the first part of a compound tells beside the last.
FORE = 0.8
#: A word that tells no more is only said somewhere: those of other languages may know it by name.
SAID = 0.5
#: What a word that had to be guessed at counts beside one that is known.
GUESSED = 0.3
#: What is added: the whole name was typed, it begins so, all of it is told by the words.
NAMED, BEGINS, WHOLE = 2.0, 0.2, 0.25
#: Things far below the best are left out.
FAR = 0.5
#: At most so many words of a question, each of so many letters, are looked for.
WORDS, LETTERS = 12, 60

TOLD = """
  SELECT s.kind, s.key, w.word, w.weight FROM search_words w JOIN search s ON s.id = w.thing
  WHERE w.language = ? AND w.word >= ? AND w.word < ?
"""
KNOWN = "SELECT DISTINCT word FROM search_words WHERE language = ? AND word IN (SELECT value FROM json_each(?))"
#: Words that share any run of three letters.
ALIKE_TO = """
  SELECT n.folded FROM search_trigrams JOIN search_near n ON n.id = search_trigrams.rowid
  WHERE search_trigrams MATCH ? AND n.language = ? ORDER BY bm25(search_trigrams), n.id LIMIT 60
"""
THINGS = "SELECT kind, key, title, folded, length, first FROM search WHERE language = ? ORDER BY id"
LANGUAGES = "SELECT DISTINCT language FROM search"
PLACES = ("municipality", "county", "nation")
KINDS = (*PLACES, "page", "indicator", "dataset")

Thing = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something that matches."""

    kind: str  #: one of :data:`KINDS`
    key: str  #: its code, id or name
    title: str  #: in the language searched
    exact: bool  #: False: only by words that are like those typed, perhaps misspelt
    named: bool = False  #: its very name or code was typed


@dataclass(frozen=True)
class Term:
    """A word that was typed: the things it leads to, and how much it tells of each."""

    things: dict[Thing, float]
    guessed: bool = False  #: it had to be guessed at


def find(
    connection: Connection, text: str, language: str, kinds: Sequence[str] = KINDS, limit: int = 20
) -> list[Found]:
    """What matches ``text``, best first.

    A thing is as good as the share of the question's words that tell of it, rare words counting for more; see
    :mod:`publisher.database.search` for what a word tells where. Its very name comes first.

    Args:
        connection: an edition's database.
        text: as typed; accents, case, inflection and punctuation do not matter, nor one or two letters in a word.
        language: of titles; words of the site's other languages are understood where this one has none such.
        kinds: only these of :data:`KINDS`.
        limit: at most so many.
    """
    wanted = folded(text[:200])
    if not wanted:
        return []
    terms = [term for word in _asked(text, language) for term in _terms(connection, word, language)]
    beside = len(terms) > 1
    typed = {form for word in words(text[:200], language) for form in (word, word.removesuffix("s"))}
    rarity = [math.log(1 + 1000 / max(1, len(term.things))) * (GUESSED if term.guessed else 1) for term in terms]
    total = sum(rarity) or 1.0
    scored = []
    for place, (kind, key, title, name, length, first) in enumerate(connection.execute(THINGS, (language,))):
        if kind not in kinds:
            continue
        told = [term.things.get((kind, key), 0.0) for term in terms]
        named = wanted == name or (wanted == folded(key) and not wanted.isalpha())  # a key of letters is a word too
        if not any(told) and not named:
            continue
        if beside and kind in PLACES and typed.isdisjoint(name.split()):
            continue  # beside other words, a place is called by its name
        score = sum(weight * rare for weight, rare in zip(told, rarity, strict=True)) / total
        score += WHOLE * min(1.0, sum(weight >= BEGUN for weight in told) / max(1, length)) + first
        score += NAMED if named else BEGINS if name.startswith(wanted) else 0
        exact = named or any(weight and not term.guessed for weight, term in zip(told, terms, strict=True))
        scored.append((-score, place, Found(kind=kind, key=key, title=title, exact=exact, named=named)))
    scored.sort(key=lambda one: one[:2])
    return [found for score, _, found in scored if score <= scored[0][0] * FAR][:limit]


def unmet(connection: Connection, text: str, language: str, found: Sequence[Found]) -> list[str]:
    """The telling words of a text that nothing of what was found is about, as they were typed."""
    met = {(one.kind, one.key) for one in found}
    typed = {folded(word): word.strip(".,;:!?()”“\"'") for word in text[:200].split()}
    return [
        typed.get(word, word)
        for word in _asked(text, language)
        if not any(met & term.things.keys() for term in _terms(connection, word, language) if not term.guessed)
    ]


def near_words(connection: Connection, text: str, language: str, most: int = 6) -> list[str]:
    """Words of names that are like those typed, the nearest first, folded."""
    found = [pair for word in _asked(text, language) for pair in _alike(connection, word, language, NEAR)]
    return list(dict.fromkeys(word for _, word in sorted(found, key=lambda pair: (-pair[0], pair[1]))))[:most]


def _asked(text: str, language: str) -> list[str]:
    return [word[:LETTERS] for word in telling(text[:200], language)[:WORDS]]


def _terms(connection: Connection, word: str, language: str) -> list[Term]:
    """What a word leads to: one term, two of a compound that is not known as a whole."""
    others = [code for (code,) in connection.execute(LANGUAGES) if code != language]
    tongues = (language, *sorted(others))
    things: dict[Thing, float] = {}
    for tongue in tongues:
        for thing, told in _led_to(connection, [(form, 1.0) for form in _forms(word, tongue)], tongue).items():
            things[thing] = max(told, things.get(thing, 0.0))
        if max(things.values(), default=0.0) > SAID:
            break
    if things:
        return [Term(things)]
    for tongue in tongues:
        if len(word) > 2 and (things := _led_to(connection, [(word, 1.0)], tongue, whole=False)):
            return [Term(things)]
    if slip := _meant(connection, word, tongues, SAME):
        return [slip]
    for tongue in tongues:
        pairs = list(halves(word, tongue))
        known = _known(connection, {part for pair in pairs for part in pair}, tongue)
        known -= {stem(silent, tongue) for silent in SILENT.get(tongue, ())}
        for first, last in pairs:
            if {first, last} <= known:  # what the word is a kind of stands last
                return [Term(_led_to(connection, [way], tongue)) for way in ((first, FORE), (last, 1.0))]
    if slip := _meant(connection, word, tongues, ALIKE):
        return [slip]
    for tongue in tongues:
        pieces = {part for pair in halves(word, tongue) for part in pair if len(part) > 3}
        if known := _known(connection, pieces, tongue):
            longest = max(sorted(known), key=len)
            return [Term(_led_to(connection, [(longest, HALF)], tongue), guessed=True)]
    return [Term({}, guessed=True)]


def _forms(word: str, language: str) -> list[str]:
    """A word as names of places have it and as all else has it."""
    return list(dict.fromkeys((word, stem(word, language))))


def _meant(connection: Connection, word: str, languages: Sequence[str], least: float) -> Term | None:
    """What the words that one is like lead to, in the first language that has any."""
    for language in languages:
        if alike := _alike(connection, word, language, least):
            ways = [(form, MEANT * likeness) for likeness, other in alike[:4] for form in _forms(other, language)]
            return Term(_led_to(connection, ways, language), guessed=alike[0][0] < SAME)
    return None


def _led_to(
    connection: Connection, ways: Iterable[tuple[str, float]], language: str, whole: bool = True
) -> dict[Thing, float]:
    """The things that stems lead to, each as much as the best of them tells; of words that begin so, less.

    Args:
        ways: stems, and how much of what they tell is believed.
        whole: False: words that begin so are enough; else they only join a word that is there.
    """
    found: dict[Thing, float] = {}
    for wanted, belief in ways:
        rows = list(connection.execute(TOLD, (language, wanted, wanted + "\U0010ffff")))
        if whole and not any(word == wanted for _, _, word, _ in rows):
            continue
        for kind, key, word, weight in rows:
            if word != wanted and whole and (len(wanted) < 4 or kind in PLACES):
                continue
            told = weight * belief * (1.0 if word == wanted else BEGUN)
            found[kind, key] = max(told, found.get((kind, key), 0.0))
    return found


def _known(connection: Connection, stems: Iterable[str], language: str) -> set[str]:
    return {word for (word,) in connection.execute(KNOWN, (language, json.dumps(sorted(stems))))}


def _alike(connection: Connection, word: str, language: str, least: float) -> list[tuple[float, str]]:
    """Likeness and word of those that a word is like, the nearest first."""
    runs = " OR ".join(f'"{run}"' for run in sorted(trigrams(word)))
    if not runs:
        return []
    alike = [(likeness(word, other), other) for (other,) in connection.execute(ALIKE_TO, (runs, language))]
    return sorted((pair for pair in alike if pair[0] >= least), key=lambda pair: (-pair[0], pair[1]))


def trigrams(text: str) -> set[str]:
    """Runs of three characters of a folded text."""
    return {text[i : i + 3] for i in range(len(text) - 2)}


def likeness(one: str, other: str) -> float:
    """How much of the trigrams of two folded texts they share (Dice), ends counted: 0 nothing, 1 all."""
    a, b = trigrams(f"  {one} "), trigrams(f"  {other} ")
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
