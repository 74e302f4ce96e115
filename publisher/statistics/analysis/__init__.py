"""Analysis: what the figures say of each municipality, county and the nation, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publisher.statistics.analysis.county import county
from publisher.statistics.analysis.municipality import municipality
from publisher.statistics.analysis.nation import nation
from publisher.statistics.analysis.telling import Ground, Paragraph
from publisher.statistics.examples import Example
from publisher.statistics.landscape import Landscape, counties
from publisher.statistics.leads import Lead
from publisher.statistics.pieces import Pieces
from publisher.statistics.seen import Seen


def analyses(
    land: Landscape,
    held: Seen,
    examples: Sequence[Example] | None,
    leads: Mapping[str, Sequence[Lead]],
    comparisons: Mapping[str, int],
    pieces: Pieces | None = None,
) -> Mapping[str, Sequence[Paragraph]]:
    """Area code to its paragraphs in reading order: every municipality, every county, the nation.

    Args:
        examples: all good examples; None: the site tells none.
        leads: each municipality's.
        comparisons: how many were made of each municipality to find them.
        pieces: where it is kept what is told of some indicators alone; None: nowhere.
    """
    ground = Ground(land, held, examples, leads, comparisons, pieces or Pieces(land))
    return {
        **{area: municipality(ground, area) for area in land.groups.municipalities},
        **{area: county(ground, area) for area in counties(land.vocabulary)},
        land.groups.nation: nation(ground),
    }
