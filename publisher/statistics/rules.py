"""Rules: every threshold of the statistics in one frozen object, so that none hides in a formula.

They are conventions, not estimates; the method page lists them. Change them in a copy and pass it in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Thresholds of the statistics.

    The shares are between 0 and 1, probabilities too; percent is said where it is percent.
    """

    #: No ranking when one value is shared by at least this share of those that answered.
    tied_share: float = 0.9
    #: Fewer values than this are not ranked.
    fewest_ranked: int = 5
    #: Of fewer values than this no median and no range is told.
    fewest_spread: int = 4
    #: Below this many answers shares are given with a caution: one answer moves them by ten points or more.
    small_group: int = 10
    #: Two values closer than this, counted from each, are not told apart (unit code to half-width in that unit).
    margins: Mapping[str, float] = field(default_factory=lambda: {"percent": 0.5})
    #: The same as a share of the value, for units where it is the relation that matters.
    relative_margins: Mapping[str, float] = field(default_factory=lambda: {"mbit-per-second": 0.05})
    #: Values with more decimals than this are taken as unrounded.
    decimals: int = 3
    #: A share of fewer than this is thin: one household or person moves it by a percentage point or more.
    thin: int = 100
    #: Nothing is ranked or screened where more than this share of the municipalities have a thin share.
    thin_share: float = 0.05
    #: A sample is ranked when at least this share of all pairs of municipalities differ by more than their margins.
    pairs_apart: float = 0.5
    #: Normal quantile for the margin of a sample of known size (95 percent).
    quantile: float = 1.96
    #: How many similar municipalities are listed.
    similar: int = 7
    #: How many similar municipalities leads and changes are held against.
    peers: int = 30
    #: A lead wants an answer that at most this share of the similar municipalities shares or exceeds.
    lead_share: float = 0.2
    #: "Most" similar municipalities are at least this share of those that answered; "unlike most": the rest gave it.
    most: float = 2 / 3
    #: False discovery rate among the leads of one municipality (Benjamini–Hochberg).
    lead_rate: float = 0.1
    #: A theme or number that more than this share of the similar municipalities equals or exceeds does not stand out.
    lead_few: float = 1 / 15
    #: What does not stand out is told as what only looks so when its probability is at most this.
    lead_chance: float = 0.1
    #: The nation's share counts as this many extra answers when a share among few similar is estimated.
    lead_prior: float = 10.0
    #: Where at least this share of those asked answered, a missing answer is worth telling.
    nearly_all: float = 0.95
    #: Leads told per municipality.
    leads: int = 12
    #: Broad introduction counts as early while at most this share of those that answered has it.
    early_share: float = 0.25
    #: An improvement counts as clear among the best of this share of those with a like start.
    improved_share: float = 0.1
    #: An answer that came to the highest counts as improved where at most this share of the like started did.
    improved_steps: float = 1 / 3
    #: How many municipalities with the nearest start a change of a percentage is held against.
    like_start: int = 30
    #: Moves up and down must differ by an exact sign test at this level before single moves are shown as examples.
    sign_level: float = 0.05


RULES = Rules()
