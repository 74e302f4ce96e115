"""Analysis: what the figures say of each municipality, county and the nation, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publisher.statistics.analysis.municipality import municipality
from publisher.statistics.analysis.telling import Paragraph
from publisher.statistics.examples import Example
from publisher.statistics.landscape import Landscape
from publisher.statistics.leads import Lead, Seen
from publisher.statistics.ranking import Ranking


def analyses(
    land: Landscape, held: Seen, good: Sequence[Example], found: Mapping[str, Sequence[Lead]]
) -> Mapping[str, Sequence[Paragraph]]:
    """Area code to its paragraphs in reading order: every municipality, every county, the nation.

    Args:
        good: all good examples.
        found: each municipality's leads.
    """
    ranks: dict[str, Ranking] = {}
    return {area: municipality(land, area, held, good, found[area], ranks) for area in land.groups.municipalities}
