"""Compared: a municipality's answers, numbers, changes and themes against others', screened anew with SciPy.

What stands out, and that nothing does, is thereby recounted; as in :mod:`tools.recounted` nothing that the statistics
compute is used, but their limits.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd
from scipy import stats

from publisher.model import Direction, ValueKind
from publisher.statistics.rules import RULES
from tools.recounted import STEPPED, Recounted, screened

#: Questions that a theme must have to be counted.
THEME = 4
#: Decimals that a published share must have for a fraction to give its denominator away.
TELLING = range(5, 17)


def apart(own: float, others: pd.Series, few: bool = True) -> float | None:
    """Probability of a value as far from the others' median; None where too many of them lie as far out."""
    middle = others.median()
    spread = max(others.std(), 1.4826 * (others - middle).abs().median())
    far = int((others >= own).sum() if own > middle else (others <= own).sum())
    if not spread or far > RULES.lead_share * len(others):
        return None
    chance = float(2 * stats.norm.sf(abs(own - middle) / spread))
    return max(chance, far / len(others)) if few and far > RULES.lead_few * len(others) else chance


class Compared(Recounted):
    """What is counted, and what of it stands out."""

    @lru_cache  # noqa: B019  one is made a run
    def standing_out(self, area: str) -> tuple[int, int]:
        """How many comparisons are made of a municipality, and how many of them stand out."""
        families = (self._themes_of(area), self._numbers_of(area), self._answers_of(area))
        made = [list(family) for family in families]
        out = [sum(screened([chance for chance in family if chance is not None], len(family))) for family in made]
        return sum(map(len, made)), sum(out)

    def _themes_of(self, area: str) -> Iterator[float | None]:
        for ids in self.themes.values():
            others = self.elsewhere[ids[0]]
            counts = pd.DataFrame({id: self.now(id) == self.ends(id)[1] for id in ids}).dropna().sum(axis=1)
            peers = counts[counts.index.isin([code for code in self.peers(area) if code not in others])]
            if len(ids) >= THEME and area in counts.index and area not in others and len(peers) >= RULES.small_group:
                yield apart(counts[area], peers)
        net = self.net.up - self.net.down
        if area in net.index and len(net) >= RULES.small_group:
            spread = max(net.std(), 1.4826 * (net - net.median()).abs().median())
            far = abs(net[area] - net.median()) / spread if spread else 0.0
            yield float(2 * stats.norm.sf(far)) if far >= 1 else None

    def _numbers_of(self, area: str) -> Iterator[float | None]:
        for id in self.values:
            one = self.indicator(id)
            if one.value_kind in STEPPED or one.sampled or one.value_kind in {ValueKind.COUNT, ValueKind.AMOUNT}:
                continue
            firm = self.now(id)[~self.thin[id]]
            peers = firm[firm.index.isin(self.peers(area))]
            if (
                area in firm.index
                and one.direction is not Direction.NEITHER
                and len(peers) >= RULES.small_group
                and self.thin[id].mean() <= RULES.thin_share
            ):
                least = 5.0 if one.unit == "percent" else 0.2 * abs(peers.median())
                yield apart(firm[area], peers) if abs(firm[area] - peers.median()) >= least else None

    def _answers_of(self, area: str) -> Iterator[float | None]:
        for id in self.values:
            if self.indicator(id).value_kind not in STEPPED:
                continue
            everywhere, borne = self.now(id), self.borne(id)
            peers = borne[borne.index.isin(self.peers(area))]
            if area in borne.index and len(peers) >= RULES.small_group:
                tails = []
                for here, all_ in ((peers >= borne[area], everywhere >= borne[area]),
                                   (peers <= borne[area], everywhere <= borne[area])):  # fmt: skip
                    like = int(here.sum())
                    tails.append(((like + RULES.lead_prior * all_.mean()) / (len(peers) + RULES.lead_prior), like))
                chance, like = min(tails)
                yield None if like > RULES.lead_share * len(peers) else min(1.0, 2 * chance)
            moved, better = self.changed[id], self.indicator(id).direction in {Direction.HIGHER, Direction.LOWER}
            if moved is None or not better or area not in moved.index or area in self.elsewhere[id]:
                continue
            old, new = moved.loc[area]
            alike = moved.new[moved.old == old]
            if old != new and len(alike) > RULES.small_group:
                far = int((alike >= new).sum() if new > old else (alike <= new).sum())
                yield None if far > RULES.lead_share * len(alike) else far / len(alike)

    @cached_property
    def changed(self) -> dict[str, pd.DataFrame | None]:
        """Every question's old and new answers, also of those that only some are asked."""
        return {id: self.moved(id) for id in self.values if self.indicator(id).value_kind in STEPPED}

    @cached_property
    def thin(self) -> dict[str, pd.Series]:
        """Indicator to whether each municipality's latest share rests on a few dozen."""
        found = {}
        for id in self.values:
            values, one = self.now(id), self.indicator(id)
            rows = self.rows[(self.rows.indicator == id) & (self.rows.period == self.latest[id])].set_index("area")
            known = pd.Series(np.nan, index=values.index)
            for column in ("n", "denominator"):
                if column in rows:
                    said = pd.to_numeric(rows[column], errors="coerce").reindex(values.index)
                    known = said.where(said.notna(), known)
            given = one.value_kind is ValueKind.PERCENT and one.base != "all"
            away = values.map(given_away) if given else pd.Series(False, index=values.index)
            share = one.value_kind in {ValueKind.PERCENT, ValueKind.RATIO}
            found[id] = (known < RULES.thin).where(known.notna(), away).astype(bool) & share
        return found

    def middle_half(self, area: str) -> tuple[int, int]:
        """In how many percentages a municipality lies among the middle half of its like, of how many."""
        within = of = 0
        for id in self.values:
            one = self.indicator(id)
            firm = self.now(id)[~self.thin[id]]
            peers = firm[firm.index.isin(self.peers(area))]
            if (
                one.value_kind is ValueKind.PERCENT
                and not one.sampled
                and self.thin[id].mean() <= RULES.thin_share
                and one.direction is not Direction.NEITHER
                and len(peers) >= RULES.small_group
                and area in firm.index
            ):
                of += 1
                within += bool(peers.quantile(0.25) <= firm[area] <= peers.quantile(0.75))
        return within, of


def given_away(value: float) -> bool:
    """Whether a share in percent is that of a small denominator, as exactly as it is published."""
    decimals = len(repr(value).partition(".")[2])
    if decimals not in TELLING or not 0 < value < 100:
        return False
    denominators = np.arange(2, RULES.thin)
    return bool((abs(100 * np.round(value * denominators / 100) / denominators - value) <= 0.6 * 10.0**-decimals).any())
