"""Names near to what somebody typed: forgives accents, small slips and halves of names."""

from __future__ import annotations

from collections.abc import Iterable

from publisher.folding import folded
from publisher.model import Area, AreaKind
from publisher.web.book import Book


def distance(one: str, other: str, most: int) -> int:
    """Edits (insert, drop, change, swap neighbours) between two texts; ``most + 1`` when there are more.

    The optimal string alignment distance: Boytsov (2011), "Indexing Methods for Approximate Dictionary Searching".
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, before_above = row, before
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before_above[j - 2] + 1)
            row.append(cost)
        before = above
        if min(row) > most:
            return most + 1
    return row[-1]


def nearness(asked: str, name: str) -> float | None:
    """How well a folded name answers a folded question: 0 is the name itself; None is not at all."""
    if asked == name:
        return 0.0
    if name.startswith(asked):
        return 0.5
    if any(word.startswith(asked) for word in name.split()):
        return 1.0
    allowed = 1 if len(asked) < 5 else 2 if len(asked) < 9 else 3
    apart = distance(asked, name, allowed)
    if apart <= allowed:
        return 1.0 + apart
    if len(asked) > 3 and asked in name:
        return 3.5
    return None


def suggestions(book: Book, asked: str, *kinds: AreaKind) -> list[Area]:
    """Areas whose names are near to what was asked, the nearest first."""
    plain = folded(asked)
    for ending in (" kommun", " stad", " lan", " municipality", " county"):
        plain = plain.removesuffix(ending)
    if not plain:
        return []
    scored = []
    for area in _areas(book, kinds or (AreaKind.MUNICIPALITY, AreaKind.COUNTY, AreaKind.NATION)):
        names = {folded(name) for name in (*area.label.values(), area.official_name) if name}
        names |= {name.removesuffix(" lan").removesuffix(" county").removesuffix("s") for name in names}
        scores = [score for name in names if (score := nearness(plain, name)) is not None]
        if scores:
            scored.append((min(scores), folded(area.label["sv"]), area))
    return [area for _, _, area in sorted(scored, key=lambda found: found[:2])]


def _areas(book: Book, kinds: Iterable[AreaKind]) -> Iterable[Area]:
    for kind in kinds:
        if kind is AreaKind.MUNICIPALITY:
            yield from book.municipalities
        elif kind is AreaKind.COUNTY:
            yield from book.counties
        else:
            yield from (book.reader.vocabulary.areas[code] for code in sorted(book.codes[kind]))
