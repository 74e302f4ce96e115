"""Figures withheld before they are published, as the ``disclosure`` of a dataset says.

The rules are those of :mod:`publisher.statistics.disclosure`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from publisher.errors import Problem, Refused
from publisher.model import KEY_COLUMNS, AreaKind, Observation
from publisher.statistics.disclosure import SUPPRESSED, disclose, rules_from
from publisher.statistics.figures import groups
from publisher.tables.observed import ORIGIN
from publisher.vocabulary import Vocabulary

#: What a withheld figure keeps: what it would have been of, and where it stands.
KEPT = {*KEY_COLUMNS, *ORIGIN, "note"}


def withhold(
    rows: Sequence[dict[str, Any]], declared: Iterable[Mapping[str, Any]], words: Vocabulary, file: str
) -> int:
    """Take the values out of the rows that must be withheld, in place.

    Args:
        rows: rows of ``observations.csv`` on their way there; what is withheld gets the status ``suppressed``.
        declared: the ``disclosure`` of ``dataset.yaml``.
        words: areas and groups, for totals.
        file: the dataset.yaml, for messages.

    Returns:
        How many rows were withheld.

    Raises:
        Refused: a rule is wrong.
    """
    try:
        rules = rules_from(declared)
    except (ValueError, TypeError, AttributeError) as error:
        remedy = "Write a list of rules, each with indicators: [ID] and threshold: 5."
        raise Refused(
            [Problem(file=file, column="disclosure", fault=str(error), remedy=remedy, rule="wrong-shape")]
        ) from None
    cells = [
        Observation(**{name: row[name] for name in Observation._fields if row.get(name) not in (None, "")})
        for row in rows
    ]
    counties = [area.code for area in words.areas.values() if area.kind is AreaKind.COUNTY]
    count = 0
    for row, cell in zip(rows, disclose(cells, rules, groups(words), counties), strict=True):
        if cell.status == SUPPRESSED and row["value"] is not None:
            row |= dict.fromkeys(row.keys() - KEPT) | {"status": SUPPRESSED}
            count += 1
    return count
