"""Find a municipality, indicator or dataset by what somebody typed: whole words, beginnings of words, near misses."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

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


def find(
    connection: sqlite3.Connection, text: str, language: str, kinds: Sequence[str] = (), limit: int = 20
) -> list[Found]:
    """What matches ``text``, best first: the very name, names that begin so, texts with all the words, near misses.

    Args:
        connection: an edition's database.
        text: as typed; accents, case and punctuation do not matter, nor one or two letters in a name.
        language: ``sv`` or ``en``; the other language's titles are searched when this one gives nothing.
        kinds: only these kinds; none: all.
        limit: at most so many.
    """
    wanted = folded(text)[:200]
    if not wanted:
        return []
    scope = f" AND s.kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
    found: dict[tuple[str, str], Found] = {}
    for tongue in (language, "en" if language == "sv" else "sv"):
        for exact, sql, values in _questions(wanted, scope):
            for kind, key, title, other in connection.execute(sql, [tongue, *values, *kinds]):
                if (exact or nearness(wanted, other) >= ALIKE) and len(found) < limit:
                    found.setdefault((kind, key), Found(kind=kind, key=key, title=title, exact=exact))
            if found and not exact:
                break
        if found:
            break
    if any(f.exact for f in found.values()):
        return [f for f in found.values() if f.exact]
    return sorted(found.values(), key=lambda f: (-nearness(wanted, folded(f.title)), f.title))


def _questions(wanted: str, scope: str) -> list[tuple[bool, str, list[str]]]:
    """The questions to ask in turn: whether the answer is what was asked for, SQL, bound values."""
    head = "SELECT s.kind, s.key, s.title, s.folded FROM search s WHERE s.language = ?"
    by_name = f"{head} AND s.folded = ?{scope} ORDER BY s.id"
    by_beginning = (
        f"{head} AND (s.folded LIKE ? || '%' OR s.key = ? COLLATE NOCASE){scope}"
        " ORDER BY length(s.folded), s.id LIMIT 40"
    )
    by_words = (
        "SELECT s.kind, s.key, s.title, s.folded FROM search_fts f JOIN search s ON s.id = f.rowid"
        f" WHERE s.language = ? AND search_fts MATCH ?{scope} ORDER BY bm25(search_fts, 8.0, 1.0), s.id LIMIT 60"
    )
    by_trigrams = (
        "SELECT s.kind, s.key, s.title, s.folded FROM search_trigrams t JOIN search s ON s.id = t.rowid"
        f" WHERE s.language = ? AND search_trigrams MATCH ?{scope} ORDER BY bm25(search_trigrams), s.id LIMIT 60"
    )
    words = " AND ".join(f'"{word}"*' for word in wanted.split())
    questions = [
        (True, by_name, [wanted]),
        (True, by_beginning, [wanted, wanted]),
        (True, by_words, [words]),
    ]
    if parts := sorted(trigrams(wanted)):
        questions.append((False, by_trigrams, [" OR ".join(f'"{part}"' for part in parts)]))
    return questions


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
