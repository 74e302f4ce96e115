"""Examples: the ids and codes that texts show, as the site names them or as its edition has them.

A text is written with a sign for each (:data:`INDICATOR` …) and filled when somebody asks; the signs are of Unicode's
private use, so that no id, name or question of anybody's is one of them.
"""

from __future__ import annotations

from typing import Any, TypeVar

from publisher.model import AreaKind
from publisher.reader import Reader
from publisher.web.shelf import made_of

#: Signs for an indicator, a municipality's code and name, a second one, a group of it, a dataset, a subject.
INDICATOR, AREA, NAME, OTHER, GROUP, DATASET, SUBJECT = (chr(0xE000 + number) for number in range(7))

_Thing = TypeVar("_Thing")


class Examples(dict[int, str]):
    """Sign, by its number in Unicode, to what stands for it."""

    group: str  #: code of a group that the municipality is in; '' when it is in none


def examples(reader: Reader) -> Examples:
    """What an edition shows where an example is wanted."""
    return made_of(reader, _examples)


def filled(thing: _Thing, reader: Reader) -> _Thing:
    """A text, or texts within lists and mappings, with every sign filled."""
    return _filled(thing, examples(reader))  # type: ignore[no-any-return]


def _filled(thing: Any, known: Examples) -> Any:
    if isinstance(thing, str):
        return thing.translate(known)
    if isinstance(thing, dict):
        return {key: _filled(value, known) for key, value in thing.items()}
    return [_filled(value, known) for value in thing] if isinstance(thing, list | tuple) else thing


def _examples(reader: Reader) -> Examples:
    vocabulary, wanted = reader.vocabulary, reader.catalog.examples
    municipalities = sorted(a.code for a in vocabulary.areas.values() if a.kind is AreaKind.MUNICIPALITY)
    areas = [code for code in (*wanted.areas, *municipalities) if code in municipalities] or [vocabulary.nation]
    row = reader.connection.execute(
        "SELECT o.indicator, o.dataset FROM availability o JOIN indicators i ON i.id = o.indicator "
        "ORDER BY o.kind != 'municipality', o.indicator != ?, o.indicator LIMIT 1",
        [wanted.indicator or ""],
    ).fetchone()
    indicator, dataset = (str(row[0]), str(row[1])) if row else ("", "")
    kind = vocabulary.division("kind")
    groups = vocabulary.groups_of.get(areas[0], ())
    named = [group for group in groups if vocabulary.areas[group].group_type == kind] or groups
    subject = vocabulary.indicators[indicator].subject if indicator in vocabulary.indicators else ""
    area = vocabulary.areas.get(areas[0])
    name = next(iter(area.label.values()), "") if area else ""
    signs = (INDICATOR, AREA, NAME, OTHER, GROUP, DATASET, SUBJECT)
    shown = (indicator, areas[0], name, areas[min(1, len(areas) - 1)], named[0] if named else "", dataset, subject)
    found = Examples({ord(sign): text for sign, text in zip(signs, shown, strict=True)})
    found.group = shown[4]
    return found
