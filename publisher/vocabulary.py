"""``vocab/`` as Python: indicators, areas, groups, statuses, code lists and table schemas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from publisher.model import Area, Concept, Indicator, Membership, Status, Table


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """What our words mean."""

    indicators: Mapping[str, Indicator]
    areas: Mapping[str, Area]
    memberships: Sequence[Membership]
    statuses: Mapping[str, Status]
    #: scheme (``unit``, ``sex``, ``service-area``, ``subject`` …) to code to concept
    concepts: Mapping[str, Mapping[str, Concept]]
    #: table schemas by name: ``observations``, ``revisions``, ``sources``, ``notes`` …
    tables: Mapping[str, Table] = field(default_factory=dict)

    def members(self, group: str, year: str | None = None) -> tuple[str, ...]:
        """Codes of the municipalities of a group or county, of the nation all of them.

        Args:
            group: code of a group, county or the nation.
            year: membership in that year; None: today's.

        Returns:
            Municipality codes in order; empty when the group is unknown.
        """
        found = {
            m.area
            for m in self.memberships
            if m.group == group
            and (
                m.valid_to is None
                if year is None
                else (m.valid_from is None or m.valid_from <= year) and (m.valid_to is None or year <= m.valid_to)
            )
        }
        return tuple(sorted(found))


def load(folder: Path) -> Vocabulary:
    """Read ``vocab/``.

    Raises:
        Refused: a term is missing, doubled or malformed; every problem is listed.
    """
    raise NotImplementedError
