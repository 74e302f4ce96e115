"""Analysis: what the figures say of each municipality, county and the nation, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publisher.statistics.analysis.telling import Paragraph
from publisher.statistics.examples import Example
from publisher.statistics.landscape import Landscape
from publisher.statistics.leads import Seen


def analyses(land: Landscape, held: Seen, good: Sequence[Example]) -> Mapping[str, Sequence[Paragraph]]:
    """Area code to its paragraphs in reading order."""
    return {}
