"""The register source: areas, memberships and what happened to areas, as tables from ``vocab/``.

The vocabulary is where people keep the areas; a package of the same makes them something that
spreadsheets, databases and foreign keys of other packages can use.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publisher.errors import Refused
from publisher.sources.context import Fetched, SourceContext
from publisher.sources.faults import Faults
from publisher.sources.shapes import TEXT, record

_SHAPE = record({"kind": TEXT})


def fetch(declaration: Mapping[str, Any], context: SourceContext) -> Fetched:
    """The tables ``areas``, ``memberships`` and ``area_changes``; no observations.

    Args:
        declaration: nothing but its ``kind``.

    Raises:
        Refused: the declaration has other words.
    """
    faults = Faults(context.file)
    _SHAPE.check(declaration, "source", faults)
    if problems := faults.problems():
        raise Refused(problems)
    vocabulary = context.vocabulary
    areas = [
        {
            "code": area.code,
            "kind": area.kind.value,
            **{f"label_{code}": area.label[code] for code in vocabulary.languages},
            "official_name": area.official_name or None,
            "group_type": area.group_type,
            "county": area.county,
            "former_codes": " ".join(area.former_codes) or None,
            "wikidata": area.wikidata,
            "nuts": area.nuts,
        }
        for area in vocabulary.areas.values()
    ]
    memberships = [
        {
            "group": membership.group,
            "area": membership.area,
            "valid_from": membership.valid_from or "",
            "valid_to": membership.valid_to,
        }
        for membership in vocabulary.memberships
    ]
    changes = [
        {
            "area": area.code,
            "date": change.date,
            **{f"description_{code}": change.description[code] for code in vocabulary.languages},
            "comparability": change.comparability.value,
            "related": " ".join(change.related) or None,
            "source": change.source,
        }
        for area in vocabulary.areas.values()
        for change in area.changes
    ]
    return Fetched(tables={"areas": areas, "memberships": memberships, "area_changes": changes})
