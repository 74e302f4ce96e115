"""What can be searched for, and the words that lead to it: names, synonyms, what it belongs to, what is said of it."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from publisher import rooms
from publisher.database.figures import insert
from publisher.database.kept import fill
from publisher.folding import folded
from publisher.model import AreaKind, Catalog, Concept, Indicator, Text, localised
from publisher.parts import Parts
from publisher.vocabulary import Vocabulary
from publisher.words import SILENT, parts, stem, telling, words

#: How much a word tells of a thing, by where it stands: 0 nothing, 1 it is its name.
NAME, SYNONYM, KIN, OFFICIAL, TEXT, STEP = 1.0, 0.9, 0.6, 0.5, 0.35, 0.15
#: Of a word that stands there as a part of a compound.
PART = 0.6
#: What is set before its like: by the finest areas there are figures of; a dataset comes after what is in it.
FIRST = {AreaKind.MUNICIPALITY: 0.16, AreaKind.COUNTY: 0.05, AreaKind.NATION: 0.04, AreaKind.GROUP: 0.02}
#: Kinds whose names are not inflected as words are.
PLACES = tuple(kind.value for kind in (AreaKind.MUNICIPALITY, AreaKind.COUNTY, AreaKind.NATION))
RETIRED, BACKGROUND, DATASET = -0.1, -0.06, -0.4
AVAILABLE = "SELECT DISTINCT indicator, kind FROM availability"


@dataclass
class Thing:
    """Something that a search may find."""

    kind: str
    key: str
    title: Text
    names: list[str] = field(default_factory=list)  #: others of any language
    others: Mapping[str, Sequence[str]] = field(default_factory=dict)  #: others by language
    fields: list[tuple[float, Text | str]] = field(default_factory=list)  #: what else is said, and how much that tells
    first: float = 0.0
    within: Text = field(default_factory=dict)  #: words that tell in a title what it belongs to: as kin

    def texts(self, language: str) -> Iterator[tuple[float, str]]:
        """Its texts in a language, and how much the words of each tell."""
        title, within = localised(self.title, language), {*words(self.within.get(language, ""), language)}
        own = [word for word in words(title, language) if word not in within]
        yield NAME, " ".join(own) or title
        yield KIN, title
        yield OFFICIAL, self.key
        for name in self.names:
            yield NAME, name
        for name in in_language(self.others, language):
            many = len(telling(name, language))
            yield (SYNONYM if many < 2 else max(KIN, SYNONYM / math.sqrt(many))), name
        for weight, text in self.fields:
            yield weight, text if isinstance(text, str) else text.get(language, "")


def in_language(names: Mapping[str, Sequence[str]], language: str) -> tuple[str, ...]:
    """The names that have a language, and those without any."""
    return (*names.get(language, ()), *names.get("", ()))


def write_search(connection: sqlite3.Connection, catalog: Catalog, vocabulary: Vocabulary, parts: Parts) -> None:
    """One row a thing and language in ``search``; its words in ``search_words``; words to guess at, ``search_near``."""
    things = [*_areas(vocabulary)]
    for room in rooms.parts("sought"):
        things += room.sought(connection, catalog, vocabulary)
    things += [*_indicators(connection, vocabulary), *_datasets(catalog)]
    make = partial(_write, things=things, languages=vocabulary.languages)
    fill(connection, ("search", "search_words", "search_near"), parts, "search", [things, vocabulary.languages], make)


def _write(connection: sqlite3.Connection, things: Sequence[Thing], languages: Sequence[str]) -> None:
    rows: list[tuple[object, ...]] = []
    told: list[tuple[str, str, int, float]] = []
    near: dict[tuple[str, str], None] = {}
    for language in languages:
        silent = SILENT.get(language, frozenset())
        said = [[(weight, words(text, language)) for weight, text in thing.texts(language)] for thing in things]
        known = {stem(word, language) for word in {word for told_of in said for _, some in told_of for word in some}}
        known -= {stem(word, language) for word in silent}
        taken: dict[str, tuple[str, ...]] = {}
        for thing, told_of in zip(things, said, strict=True):
            title = localised(thing.title, language)
            length = len({stem(word, language) for word in words(title, language) if word not in silent})
            number = len(rows) + 1
            rows.append((number, thing.kind, thing.key, language, title, folded(title), length, thing.first))
            found: dict[str, float] = {}
            for weight, some in told_of:
                for word in some:
                    if weight >= KIN and len(word) > 3 and word not in silent:
                        near[language, word] = None
                    own = word if thing.kind in PLACES else stem(word, language)
                    if word not in taken:
                        taken[word] = parts(word, language, known - {own}) or ()
                    found[own] = max(weight, found.get(own, 0))
                    for part in taken[word]:
                        found[part] = max(weight * PART, found.get(part, 0))
            told += [(language, word, number, round(weight, 2)) for word, weight in sorted(found.items())]
    insert(connection, "search", rows)
    insert(connection, "search_words", sorted(told))
    insert(connection, "search_near", [(i, *pair) for i, pair in enumerate(sorted(near), start=1)])


def _areas(vocabulary: Vocabulary) -> Iterator[Thing]:
    for kind in (AreaKind.MUNICIPALITY, AreaKind.COUNTY, AreaKind.NATION):
        for area in sorted(vocabulary.areas.values(), key=lambda a: a.code):
            if area.kind is kind:
                names = [area.official_name, *area.other_names, *area.former_codes]
                yield Thing(kind.value, area.code, area.label or {"sv": area.code}, names)


def _indicators(connection: sqlite3.Connection, vocabulary: Vocabulary) -> Iterator[Thing]:
    areas = vocabulary.concepts.get("service-area", {}).values()
    within = {code: " ".join(localised(area.label, code) for area in areas) for code in vocabulary.languages}
    available: dict[str, list[float]] = {}
    for indicator, kind in connection.execute(AVAILABLE):
        available.setdefault(indicator, []).append(FIRST[AreaKind(kind)])
    for one in sorted(vocabulary.indicators.values(), key=lambda i: i.id):
        first = max(available.get(one.id, [0.0])) + (RETIRED if one.retired else 0)
        subject = vocabulary.concepts.get("subject", {}).get(one.subject or "")
        first += BACKGROUND if subject and subject.background else 0
        label = one.label or {"sv": one.id}
        yield Thing("indicator", one.id, label, [], one.other_names, _said(one, vocabulary), first, within)


def _said(one: Indicator, vocabulary: Vocabulary) -> list[tuple[float, Text | str]]:
    found: list[tuple[float, Text | str]] = [
        (OFFICIAL, one.official_name),
        (TEXT, one.definition),
        (TEXT, one.question),
    ]
    found += [(STEP, step.label) for scale in one.scales for step in scale.steps]
    for scheme, code in (("subject", one.subject), ("service-area", one.service_area)):
        kin: Mapping[str, Concept] = vocabulary.concepts.get(scheme, {})
        if code in kin and code != "_T":
            found += [(KIN, kin[code].label), (KIN, {k: " ".join(v) for k, v in kin[code].other_names.items()})]
            found += [(OFFICIAL, kin[wider].label) for wider in kin[code].broader if wider in kin]
    return found


def _datasets(catalog: Catalog) -> Iterator[Thing]:
    for one in sorted(catalog.datasets, key=lambda d: d.name):
        keywords: list[tuple[float, Text | str]] = [
            (KIN, {language: " ".join(given) for language, given in one.keywords.items()})
        ]
        yield Thing("dataset", one.name, one.title, [], {}, [*keywords, (TEXT, one.description)], DATASET)
