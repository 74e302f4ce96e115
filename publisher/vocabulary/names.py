"""What areas are called: codes, names, official forms, other languages' names, and a name with the county it lies in.

One reading for pages, API and explorer, learned from the names in ``vocab/areas.ttl``: a word that ends the names of
several areas of a kind ("kommun", "stad"; "län", "County") may be left out or added, a first word likewise ("Region").
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from publisher.folding import folded, written
from publisher.model import Area, AreaKind
from publisher.vocabulary import Vocabulary

#: Kinds of areas that can be asked for by name, in order of precedence: of one name the municipality first.
NAMED = (AreaKind.MUNICIPALITY, AreaKind.COUNTY, AreaKind.NATION)
#: A word belongs to a kind of name when so many areas have it.
COMMON = 3
#: How alike a name must be to be told as near, 0–1, and how many are told.
ALIKE = 0.7
FEW = 4
#: What stands between the two in English: "Municipality of X", "City of X".
OF = "of "
#: What may stand between an area and the one it lies in: "i", "in".
LONGEST_LINK = 3


class AreaNames:
    """The names of a vocabulary's areas."""

    def __init__(self, vocabulary: Vocabulary):
        self._areas = vocabulary.areas
        self._within: dict[str, set[str]] = {}
        for area in vocabulary.areas.values():
            if area.county:
                self._within.setdefault(area.code, set()).add(area.county)
        for one in vocabulary.memberships:
            self._within.setdefault(one.area, set()).add(one.group)
        said = {kind: [a for a in vocabulary.areas.values() if a.kind is kind] for kind in NAMED}
        self._last: dict[AreaKind, frozenset[str]] = {}
        self._first: dict[AreaKind, frozenset[str]] = {}
        for kind, areas in said.items():
            words = [(area.code, *name.split()) for area in areas for name in _names(area) if " " in name]
            called = vocabulary.concepts.get("area-kind", {}).get(kind.value)
            self._last[kind] = _common({(code, parts[-1]) for code, *parts in words})
            self._last[kind] |= {folded(word) for word in called.label.values()} if called else set()
            self._first[kind] = _common({(code, parts[0]) for code, *parts in words})
        self._names: dict[AreaKind, Mapping[str, Sequence[str]]] = {}
        for kind, areas in said.items():
            whole: dict[str, list[str]] = {}
            bare: dict[str, list[str]] = {}
            for area in areas:
                own = set(_names(area))
                for name in (folded(area.code), *_names(area)):
                    _add(whole, name, area.code)
                    for shorter in self._shorter(name, kind):
                        if shorter + "s" not in own:  # else the s is its own, no genitive
                            _add(bare, shorter, area.code)
            self._names[kind] = bare | whole

    def find(self, text: str, kind: AreaKind | None = None) -> list[Area]:
        """The areas that a text may mean, of the first kind that has any; [] when there is none.

        Of names that differ by accents alone (Aby and Åby) the one that is written is meant; where none is, all are.

        Args:
            text: a code, or a name in any case and spelling of accents, perhaps with "kommun", "stad", "Region" or with
                the county it lies or lay in: "Aby in its county".
            kind: only this kind; None: those of :data:`NAMED`, the first first.
        """
        wanted = folded(text[:200])
        for sought in NAMED if kind is None else (kind,):
            known = self._names.get(sought, {})
            for name in dict.fromkeys((wanted, *self._shorter(wanted, sought))):
                if name in known:
                    return _as_written([self._areas[code] for code in known[name]], text[:200])
        return self._placed(wanted.split(), kind)

    def near(self, text: str, kind: AreaKind | None = None) -> list[Area]:
        """At most :data:`FEW` areas with a name that is nearly a text, or has all its words; the nearest first."""
        wanted = folded(text[:80])
        kinds = NAMED if kind is None else (kind,)
        known = [name for one in kinds for name in self._names.get(one, {})]
        alike = difflib.get_close_matches(wanted, dict.fromkeys(known), n=FEW, cutoff=ALIKE)
        alike += [name for name in known if wanted and set(wanted.split()) <= set(name.split())]
        codes = [code for name in alike for one in kinds for code in self._names.get(one, {}).get(name, ())]
        return [self._areas[code] for code in dict.fromkeys(codes)][:FEW]

    def _placed(self, words: Sequence[str], kind: AreaKind | None) -> list[Area]:
        """The areas of the first words that lie or lay in the one of the last words."""
        for end in range(len(words) - 1, 0, -1):
            places = [words[end:]]
            if len(words[end]) <= LONGEST_LINK and len(words) > end + 1:
                places.append(words[end + 1 :])
            for place in places:
                around = {code for name, codes in self._around().items() if name == " ".join(place) for code in codes}
                if around and (found := self._inside(" ".join(words[:end]), around, kind)):
                    return found
        return []

    def _inside(self, name: str, around: set[str], kind: AreaKind | None) -> list[Area]:
        kinds = NAMED if kind is None else (kind,)
        codes = [code for one in kinds for code in self._names.get(one, {}).get(name, ())]
        return [self._areas[code] for code in codes if self._within.get(code, set()) & around]

    def _around(self) -> Mapping[str, Sequence[str]]:
        return self._names[AreaKind.COUNTY]

    def _shorter(self, name: str, kind: AreaKind) -> Iterator[str]:
        """A folded name without a last word that many of a kind have, without the genitive, without a first word."""
        start, _, rest = name.partition(" ")
        before, _, last = name.rpartition(" ")
        if before and last in self._last[kind]:
            yield before
            yield before.removesuffix("s")
        if rest and (start in self._first[kind] or (start in self._last[kind] and rest.startswith(OF))):
            rest = rest.removeprefix(OF)
            yield rest
            yield from self._shorter(rest, kind)


def _names(area: Area) -> Iterator[str]:
    return (folded(name) for name in (*area.label.values(), area.official_name, *area.other_names) if name)


def _as_written(areas: list[Area], text: str) -> list[Area]:
    """Of areas whose names are the same without accents, those whose very name the text has; all when it has none."""
    if len(areas) < 2:
        return areas
    asked = f" {written(text)} "
    said = [a for a in areas if any(f" {written(name)} " in asked for name in (*a.label.values(), *a.other_names))]
    return said or areas


def _common(words: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The words that names of several areas have, given each area's."""
    return frozenset(word for word, count in Counter(word for _, word in words).items() if count >= COMMON)


def _add(names: dict[str, list[str]], name: str, code: str) -> None:
    codes = names.setdefault(name, [])
    if code not in codes:
        codes.append(code)
