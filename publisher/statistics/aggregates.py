"""Aggregates: what a county, a group, the nation or any selection says, each value kind by its own arithmetic.

======================================  =====================================================
value kind                              aggregate
======================================  =====================================================
boolean, conditional, ordinal           share of answering municipalities per step, percent
multiple choice, 0 or 1 a municipality  share of answering municipalities, percent
percent, ratio with numerator and       ratio of sums
denominator
percent, ratio                          median and quartiles over municipalities, unweighted
count, amount                           sum over those that answered
======================================  =====================================================

Steps are never averaged, nor are shares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import fsum

from publisher.model import Indicator, Text, ValueKind
from publisher.phrases import alike, tell
from publisher.statistics.bounds import Bounds, quantile, quantile_bounds, share_bounds, undusted
from publisher.statistics.figures import Response, Series, response
from publisher.statistics.rules import RULES, Rules


class Method(StrEnum):
    """How an aggregate was made."""

    SHARES = "shares"  #: share of answering municipalities per step
    RATIO_OF_SUMS = "ratio-of-sums"  #: numerators added, divided by denominators added
    MEDIAN = "median"  #: middle municipality, with quartiles
    SUM = "sum"  #: added over those that answered
    NONE = "none"  #: may not be combined, or there is nothing to combine


#: What each method is called, for people.
METHODS: Mapping[Method, Text] = {
    Method.SHARES: tell("Share of the municipalities that answered, in percent. Every municipality counts the same."),
    Method.RATIO_OF_SUMS: tell(
        "The numerators added up and divided by the denominators added up. Large municipalities weigh more."
    ),
    Method.MEDIAN: tell("The median of the municipalities, each counted the same, whatever its size."),
    Method.SUM: tell("The sum for the municipalities that answered. Nothing is estimated for those missing."),
    Method.NONE: tell("The values cannot be combined."),
}

_STEPS = frozenset({ValueKind.BOOLEAN, ValueKind.ORDINAL, ValueKind.CONDITIONAL})


@dataclass(frozen=True, kw_only=True)
class Part:
    """One step of an indicator within an aggregate."""

    code: int  #: the step's value in the data
    label: Text
    count: int  #: municipalities on this step
    share: float | None  #: percent of those that answered; None when nobody did
    bounds: Bounds  #: percent of those asked, had the missing all or none been here


@dataclass(frozen=True, kw_only=True)
class Aggregate:
    """What a set of municipalities says about one indicator at one time."""

    indicator: str
    period: str
    method: Method
    #: share of the highest step, ratio, median or sum; unit as the indicator's, percent for shares
    value: float | None
    bounds: Bounds  #: of ``value``
    parts: Sequence[Part] = ()  #: every step, lowest first, when the method is shares
    first_quartile: float | None = None
    third_quartile: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int  #: how many answered
    asked: int  #: how many were asked
    missing: Mapping[str, int] = field(default_factory=dict)  #: status code to count
    not_asked: int = 0
    undecided: int = 0  #: how many did not answer the question that decides who is asked
    small: bool = False  #: so few answered that one answer moves a share by much

    @property
    def note(self) -> Text:
        """What the method is, for people."""
        return METHODS[self.method]

    def share(self, code: int) -> float | None:
        """Percent on a step; None when there is no such step or no answer."""
        return next((part.share for part in self.parts if part.code == code), None)


def aggregate(
    indicator: Indicator,
    period: str,
    series: Series,
    areas: Iterable[str],
    gate: Series | None = None,
    rules: Rules = RULES,
) -> Aggregate:
    """What ``areas`` say together.

    Args:
        series: the figures of one period and breakdown, area code to figure.
        areas: the municipalities to combine; their order is irrelevant.
        gate: figures of the question that decides who was asked, same period.
    """
    indicator = indicator.at(period)
    answers = response(series, areas, gate)
    method = method_of(indicator, series, answers)
    common = {
        "indicator": indicator.id,
        "period": period,
        "method": method,
        "n": answers.n,
        "asked": answers.asked,
        "missing": answers.reasons(),
        "not_asked": len(answers.not_asked),
        "undecided": len(answers.undecided),
        "small": 0 < answers.n < rules.small_group,
    }
    if method is Method.SHARES:
        return _shares(indicator, answers, common)
    if method is Method.RATIO_OF_SUMS:
        return _ratio_of_sums(indicator, series, answers, common)
    if method is Method.MEDIAN:
        return _median(indicator, answers, common, rules)
    if method is Method.SUM:
        total = undusted(fsum(answers.answered.values()))
        # at least what is known; what the missing have nobody knows
        bounds = Bounds(total, None if answers.missing or answers.undecided else total)
        return Aggregate(value=total, bounds=bounds, **common)  # type: ignore[arg-type]
    return Aggregate(value=None, bounds=Bounds(None, None), **common)  # type: ignore[arg-type]


def method_of(indicator: Indicator, series: Series, answers: Response) -> Method:
    """The arithmetic that the indicator's value kind allows for these answers."""
    if not answers.answered:
        return Method.NONE
    kind = indicator.value_kind
    if kind in _STEPS:
        return Method.SHARES
    if kind is ValueKind.MULTIPLE_CHOICE:
        return Method.SHARES if set(answers.answered.values()) <= {0.0, 1.0} else Method.NONE
    if kind in {ValueKind.COUNT, ValueKind.AMOUNT}:
        return Method.SUM
    if all(series[area].numerator is not None and series[area].denominator for area in answers.answered):
        return Method.RATIO_OF_SUMS
    return Method.MEDIAN


def _shares(indicator: Indicator, answers: Response, common: Mapping[str, object]) -> Aggregate:
    labels = {step.code: step.label for step in indicator.steps}
    codes = sorted(
        set(labels) | {int(value) for value in answers.answered.values()} | ({0, 1} if not labels else set())
    )
    counts = Counter(answers.answered.values())
    parts = [
        Part(
            code=code,
            label=labels.get(code, alike(str(code))),
            count=counts[code],
            share=100 * counts[code] / answers.n if answers.n else None,
            bounds=share_bounds(counts[code], answers.n, answers.asked),
        )
        for code in codes
    ]
    return Aggregate(value=parts[-1].share, bounds=parts[-1].bounds, parts=parts, **common)  # type: ignore[arg-type]


def _median(indicator: Indicator, answers: Response, common: Mapping[str, object], rules: Rules) -> Aggregate:
    ordered = sorted(answers.answered.values())
    if len(ordered) < rules.fewest_spread:  # a median of two or three is no median of a county
        return Aggregate(value=None, bounds=Bounds(None, None), **common)  # type: ignore[arg-type]
    minimum, maximum = limits(indicator)
    return Aggregate(
        value=quantile(ordered, 0.5),
        bounds=quantile_bounds(ordered, len(answers.missing), 0.5, minimum, maximum),
        first_quartile=quantile(ordered, 0.25),
        third_quartile=quantile(ordered, 0.75),
        minimum=ordered[0],
        maximum=ordered[-1],
        **common,  # type: ignore[arg-type]
    )


def limits(indicator: Indicator) -> tuple[float | None, float | None]:
    """The least and the greatest value an indicator can take; None where nothing limits it."""
    percent = indicator.value_kind in {ValueKind.PERCENT, ValueKind.MULTIPLE_CHOICE}
    never_negative = percent or indicator.value_kind in {ValueKind.COUNT, ValueKind.AMOUNT}
    return (
        indicator.minimum if indicator.minimum is not None else (0.0 if never_negative else None),
        indicator.maximum if indicator.maximum is not None else (100.0 if percent else None),
    )


def _ratio_of_sums(indicator: Indicator, series: Series, answers: Response, common: Mapping[str, object]) -> Aggregate:
    figures = [series[area] for area in sorted(answers.answered)]
    numerator = undusted(fsum(figure.numerator or 0.0 for figure in figures))
    denominator = undusted(fsum(figure.denominator or 0.0 for figure in figures))
    scale = 100.0 if indicator.value_kind is ValueKind.PERCENT else 1.0
    value = undusted(scale * numerator / denominator)
    known = Bounds(None, None) if answers.missing else Bounds(value, value)  # the missing denominators are unknown
    return Aggregate(
        value=value,
        bounds=known,
        numerator=numerator,
        denominator=denominator,
        **common,  # type: ignore[arg-type]
    )
