"""Ranking with ties: tie groups, rank intervals, and no rank where a rank would mislead.

Ranks are competition ranks: a municipality's lowest possible rank is one more than the number
clearly better, its highest the number not clearly worse (Goldstein and Spiegelhalter (1996),
"League Tables and Their Limitations", JRSS A 159(3), ask for the interval rather than the rank).

Of a sample the interval is all there is: its ranks are those that the margins leave open (Klein, Wright and Wieczorek
(2020), "A joint confidence region for an overall ranking of populations", JRSS C 69(3)).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from publisher.model import Direction, Indicator, Text, ValueKind
from publisher.phrases import alike, tell
from publisher.statistics.bounds import Bounds, margin, rounding
from publisher.statistics.figures import Response, Series, response
from publisher.statistics.rules import RULES, Rules
from publisher.statistics.thin import thin_series
from publisher.statistics.wording import say
from publisher.statistics.words import per_language, percent, short

#: Refusals that say that the values are uncertain by an unknown amount.
UNCERTAIN = frozenset({"sample-without-margin", "thin-denominator"})

#: Differences as small as this are the arithmetic's, not the figures'.
_NOISE = 1e-9


@dataclass(frozen=True, kw_only=True)
class TieGroup:
    """Municipalities with the same value, best first among the groups."""

    value: float
    value_label: Text  #: name of the step; {} for numbers
    count: int
    rank_low: int | None  #: best rank of the group, 1 is first; None when nothing is ranked
    rank_high: int | None  #: worst rank of the group
    areas: Sequence[str]
    further: int | None  #: how many have come further; None when nothing is ranked
    share_further: float | None  #: the same in percent of those that answered
    bounds_further: Bounds  #: percent of those asked, had the missing all or none come further


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where one municipality stands."""

    area: str
    value: float
    rank_low: int  #: best rank that its ties allow
    rank_high: int  #: worst rank that its ties allow
    band_low: int  #: best rank that margin (rounding, convention, sampling) allows too
    band_high: int  #: worst rank that margin allows too
    worst: int  #: worst rank if all who are missing stood before it
    tied: int  #: how many have this value, itself included
    further: int  #: how many have come further by value


@dataclass(frozen=True)
class Refusal:
    """Why there is no rank."""

    code: str
    reason: Text


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """All that answered, in tie groups, with or without ranks."""

    indicator: str
    period: str
    groups: Sequence[TieGroup]
    standings: Mapping[str, Standing] = field(default_factory=dict)  #: empty when nothing is ranked
    refusal: Refusal | None
    n: int  #: how many answered
    asked: int
    missing: Mapping[str, str] = field(default_factory=dict)  #: area code to the status that says why
    undecided: Sequence[str] = ()  #: those of them that did not answer the question that decides who is asked
    not_asked: Sequence[str] = ()  #: areas nobody expected an answer from
    margin: Text = field(default_factory=dict)  #: what keeps differing values from being told apart; {} for nothing
    _half_widths: Mapping[str, float] = field(default_factory=dict)

    @property
    def ranked(self) -> bool:
        return self.refusal is None

    @property
    def uncertain(self) -> bool:
        """Whether the values are uncertain by an amount that nobody gives: then none can be told apart."""
        return self.refusal is not None and self.refusal.code in UNCERTAIN

    @cached_property
    def _values(self) -> Mapping[str, float]:
        return {area: group.value for group in self.groups for area in group.areas}

    def told_apart(self, one: str, other: str) -> bool:
        """Whether two municipalities' values differ by more than their margins; False also when one is missing."""
        if one not in self._values or other not in self._values or self.uncertain:
            return False
        apart = abs(self._values[one] - self._values[other])
        return apart > self._half_widths.get(one, 0.0) + self._half_widths.get(other, 0.0) + _NOISE


def ranking(
    indicator: Indicator,
    period: str,
    series: Series,
    areas: Iterable[str],
    gate: Series | None = None,
    rules: Rules = RULES,
) -> Ranking:
    """Rank municipalities by one indicator at one time; their order is irrelevant.

    Refused, with the reason, where more is not known to be better or worse, where few have a value,
    where nearly all have the same, for samples whose error the source does not give or is larger than
    most differences, and for shares of a few dozen. The tie groups are there all the same: best first, or
    in order of code where nothing is ranked.
    """
    indicator = indicator.at(period)
    answers = response(series, areas, gate)
    lower_is_better = indicator.direction is Direction.LOWER
    rounded = rounding(answers.answered.values(), rules)
    widths = {area: margin(indicator, series[area], rounded, rules) for area in answers.answered}
    sampled = indicator.sampled or any(series[area].margin is not None for area in answers.answered)
    refusal = _refusal(indicator, series, answers, sampled, rules)
    if refusal is None and sampled:
        refusal = _within_margins(answers.answered, widths, rules)
    tie_groups = _tie_groups(indicator, answers, lower_is_better, refusal is None)
    standings = _standings(tie_groups, widths, len(answers.missing), lower_is_better) if refusal is None else {}
    if refusal is None and sampled:
        tie_groups, standings = _left_open(tie_groups, standings, answers)
    return Ranking(
        indicator=indicator.id,
        period=period,
        groups=tie_groups,
        standings=standings,
        refusal=refusal,
        n=answers.n,
        asked=answers.asked,
        missing={**answers.missing, **answers.reasons_of(series, answers.undecided)},
        undecided=answers.undecided,
        not_asked=answers.not_asked,
        margin=_margin_text(indicator, rounded, sampled, rules, refusal) if any(widths.values()) or refusal else {},
        _half_widths=widths,
    )


def _tie_groups(indicator: Indicator, answers: Response, lower_is_better: bool, ranked: bool) -> list[TieGroup]:
    by_value: dict[float, list[str]] = {}
    for area, value in answers.answered.items():
        by_value.setdefault(value, []).append(area)
    labels = {float(step.code): step.label for step in indicator.steps}
    found = []
    before = 0
    for value in sorted(by_value, reverse=not lower_is_better):
        members = sorted(by_value[value])
        found.append(
            TieGroup(
                value=value,
                value_label=labels.get(value, {}),
                count=len(members),
                rank_low=before + 1 if ranked else None,
                rank_high=before + len(members) if ranked else None,
                areas=members,
                further=before if ranked else None,
                share_further=100 * before / answers.n if ranked else None,
                bounds_further=Bounds(
                    100 * before / answers.asked, 100 * (before + len(answers.missing)) / answers.asked
                )
                if ranked
                else Bounds(None, None),
            )
        )
        before += len(members)
    return found if ranked else sorted(found, key=lambda group: group.areas[0])


def _standings(
    tie_groups: Sequence[TieGroup], widths: Mapping[str, float], missing: int, lower_is_better: bool
) -> dict[str, Standing]:
    sign = -1.0 if lower_is_better else 1.0
    values = {area: sign * group.value for group in tie_groups for area in group.areas}
    lows = sorted(values[area] - widths[area] for area in values)
    highs = sorted(values[area] + widths[area] for area in values)
    found = {}
    for group in tie_groups:
        for area in group.areas:
            own, width = values[area], widths[area]
            clearly_better = len(lows) - bisect_right(lows, own + width + _NOISE)
            clearly_worse = bisect_left(highs, own - width - _NOISE)
            assert group.rank_low is not None and group.rank_high is not None
            found[area] = Standing(
                area=area,
                value=group.value,
                rank_low=group.rank_low,
                rank_high=group.rank_high,
                band_low=clearly_better + 1,
                band_high=len(values) - clearly_worse,
                worst=len(values) - clearly_worse + missing,
                tied=group.count,
                further=group.rank_low - 1,
            )
    return found


def _within_margins(values: Mapping[str, float], widths: Mapping[str, float], rules: Rules) -> Refusal | None:
    """Why a sample is not ranked: too few pairs differ by more than their margins together."""
    lows = sorted(value - widths[area] for area, value in values.items())
    apart = sum(len(lows) - bisect_right(lows, value + widths[area] + _NOISE) for area, value in values.items())
    pairs = len(lows) * (len(lows) - 1) / 2
    if apart >= rules.pairs_apart * pairs:
        return None
    share = 100 * apart / pairs
    detail = tell(
        "No ranking: the values rest on samples, and the difference is larger than the margins together "
        "in only {percent} of all pairs of municipalities.",
        percent=per_language(percent, share),
    )
    return Refusal("sample-within-margins", detail)


def _left_open(
    tie_groups: Sequence[TieGroup], standings: Mapping[str, Standing], answers: Response
) -> tuple[list[TieGroup], dict[str, Standing]]:
    """Groups and standings of a sample: the ranks are those that the margins leave open, not those of the values."""
    open_ = {
        area: replace(one, rank_low=one.band_low, rank_high=one.band_high, further=one.band_low - 1)
        for area, one in standings.items()
    }
    groups = []
    for group in tie_groups:
        low = min(open_[area].rank_low for area in group.areas)
        groups.append(
            replace(
                group,
                rank_low=low,
                rank_high=max(open_[area].rank_high for area in group.areas),
                further=low - 1,
                share_further=100 * (low - 1) / answers.n,
                bounds_further=Bounds(
                    100 * (low - 1) / answers.asked, 100 * (low - 1 + len(answers.missing)) / answers.asked
                ),
            )
        )
    return groups, open_


def undirected(indicator: Indicator) -> Refusal | None:
    """Why an indicator is not ranked at any time: more is not known to be better or worse."""
    if indicator.direction is Direction.CONTESTED:
        detail = tell("No ranking: whether more is better is contested. {source}", source=indicator.direction_source)
        return Refusal("direction-contested", detail)
    if indicator.direction is Direction.NEITHER:
        return Refusal("direction-neither", tell("No ranking: more is neither better nor worse."))
    return None


def _refusal(indicator: Indicator, series: Series, answers: Response, sampled: bool, rules: Rules) -> Refusal | None:
    if (refusal := undirected(indicator)) is not None:
        return refusal
    if answers.n < rules.fewest_ranked:
        return Refusal("too-few", tell("No ranking: only {n} have a value.", n=answers.n))
    if sampled and not all(series[area].n or series[area].margin is not None for area in answers.answered):
        detail = tell("No ranking: the values rest on samples and the source does not say how uncertain they are.")
        return Refusal("sample-without-margin", detail)
    if thin_series(indicator, series, answers.answered, rules):
        detail = tell(
            "No ranking: in several municipalities the share is counted on very few, and the source does not "
            "say how many."
        )
        return Refusal("thin-denominator", detail)
    value, most = Counter(answers.answered.values()).most_common(1)[0]
    if most >= rules.tied_share * answers.n:
        labels = {float(step.code): step.label for step in indicator.steps}
        label = labels.get(value, alike(f"{value:g}"))
        share = 100 * most / answers.n
        detail = tell(
            "No ranking: {percent} gave the same answer, {label}.", percent=per_language(percent, share), label=label
        )
        return Refusal("nearly-all-tie", detail)
    return None


def _margin_text(indicator: Indicator, rounded: float, sampled: bool, rules: Rules, refusal: Refusal | None) -> Text:
    if refusal is not None and refusal.code in UNCERTAIN:
        return tell("How uncertain the values are is not known: differences between them may be chance.")
    if not rounded and indicator.value_kind in {ValueKind.BOOLEAN, ValueKind.ORDINAL, ValueKind.CONDITIONAL}:
        return {}
    if sampled:
        return tell("The values rest on samples. Those that differ by less than their margins cannot be told apart.")
    width = rules.margins.get(indicator.unit, 0.0)
    if indicator.value_kind is ValueKind.PERCENT and width > rounded:
        return say("apart.one" if 2 * width == 1 else "apart.many", apart=short(2 * width))
    if indicator.unit in rules.relative_margins:
        share = per_language(percent, 100 * rules.relative_margins[indicator.unit])
        return say("apart.share", share=share)
    return tell("The values are rounded; those closer to each other than the rounding cannot be told apart.")
