"""Find a municipality, indicator or dataset by what somebody typed: whole words, beginnings of words, near misses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from publisher.connection import Connection
from publisher.folding import folded

#: How alike two texts must be to count as a misspelling: shared trigrams of all their trigrams, 0–1.
ALIKE = 0.45


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something that matches."""

    kind: str  #: ``municipality``, ``county``, ``nation``, ``indicator`` or ``dataset``
    key: str  #: its code, id or name
    title: str  #: in the language searched
    exact: bool  #: False: only alike, perhaps misspelt


#: Titles that are, or begin with, what was typed; things whose code, id or name it is.
BY_NAME = """
  SELECT kind, key, title, folded FROM search
  WHERE language = :language AND kind IN (SELECT value FROM json_each(:kinds)) AND folded = :text ORDER BY id
"""
BY_BEGINNING = """
  SELECT kind, key, title, folded FROM search
  WHERE language = :language AND kind IN (SELECT value FROM json_each(:kinds))
    AND (folded LIKE :text || '%' OR key = :text COLLATE NOCASE)
  ORDER BY length(folded), id LIMIT 40
"""
#: Titles and texts with all the words, each perhaps only begun.
BY_WORDS = """
  SELECT kind, key, s.title, folded FROM search_fts JOIN search s ON s.id = search_fts.rowid
  WHERE language = :language AND kind IN (SELECT value FROM json_each(:kinds)) AND search_fts MATCH :words
  ORDER BY bm25(search_fts, 8.0, 1.0), s.id LIMIT 60
"""
#: Titles that share any run of three characters.
BY_TRIGRAMS = """
  SELECT kind, key, title, s.folded FROM search_trigrams JOIN search s ON s.id = search_trigrams.rowid
  WHERE language = :language AND kind IN (SELECT value FROM json_each(:kinds)) AND search_trigrams MATCH :trigrams
  ORDER BY bm25(search_trigrams), s.id LIMIT 60
"""
KINDS = ("municipality", "county", "nation", "indicator", "dataset")


def find(
    connection: Connection, text: str, language: str, kinds: Sequence[str] = KINDS, limit: int = 20
) -> list[Found]:
    """What matches ``text``, best first: the very name, names that begin so, texts with all the words, near misses.

    Args:
        connection: an edition's database.
        text: as typed; accents, case and punctuation do not matter, nor one or two letters in a name.
        language: the others are searched when this one gives nothing.
        kinds: only these of :data:`KINDS`.
        limit: at most so many.
    """
    wanted = folded(text)[:200]
    if not wanted:
        return []
    values = {
        "kinds": json.dumps(list(kinds)),
        "text": wanted,
        "words": " AND ".join(f'"{word}"*' for word in wanted.split()),
        "trigrams": " OR ".join(f'"{part}"' for part in sorted(trigrams(wanted))),
    }
    told = [code for (code,) in connection.execute("SELECT DISTINCT language FROM search ORDER BY language DESC")]
    languages = (language, *(code for code in told if code != language))
    for tongue in languages:
        exact = [
            Found(kind=kind, key=key, title=title, exact=True)
            for sql in (BY_NAME, BY_BEGINNING, BY_WORDS)
            for kind, key, title, _ in connection.execute(sql, values | {"language": tongue})
        ]
        if exact:
            return list(dict.fromkeys(exact))[:limit]
    alike: dict[tuple[str, str], tuple[float, str, Found]] = {}
    for tongue in languages if values["trigrams"] else ():
        for kind, key, title, other in connection.execute(BY_TRIGRAMS, values | {"language": tongue}):
            if (near := nearness(wanted, other)) >= ALIKE:
                alike.setdefault((kind, key), (-near, title, Found(kind=kind, key=key, title=title, exact=False)))
    return [found for _, _, found in sorted(alike.values(), key=lambda a: a[:2])][:limit]


def trigrams(text: str) -> set[str]:
    """Runs of three characters of a folded text."""
    return {text[i : i + 3] for i in range(len(text) - 2)}


def likeness(one: str, other: str) -> float:
    """How much of the trigrams of two folded texts they share (Dice), ends counted: 0 nothing, 1 all."""
    a, b = trigrams(f"  {one} "), trigrams(f"  {other} ")
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def nearness(wanted: str, title: str) -> float:
    """The likeness of what was typed to a title, or to the word of the title that is most like it."""
    return max(likeness(wanted, part) for part in (title, *title.split()))
