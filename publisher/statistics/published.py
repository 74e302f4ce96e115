"""Published beside computed: the source's own figure for a county, group or the nation, and why ours may differ."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.model import Indicator, Observation, Text
from publisher.phrases import each, joined, tell
from publisher.statistics.aggregates import Aggregate, Method
from publisher.statistics.bounds import decimals
from publisher.statistics.figures import Figures
from publisher.statistics.words import number, per_cent


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A published figure and the one computed from the municipalities, side by side."""

    indicator: str  #: under which it was published
    area: str
    period: str
    published: float
    status: str | None  #: of the published figure
    published_n: int | None
    computed: float | None
    difference: float | None  #: published minus computed; None when they measure different things
    explanation: Text


def published(figures: Figures, indicator: Indicator, area: str, period: str) -> Observation | None:
    """The source's own figure for an area that consists of municipalities; None when there is none."""
    for name in (indicator.id, indicator.published_as):
        found = figures.series(name, period).get(area) if name else None
        if found is not None and found.value is not None:
            return found
    return None


def beside(figure: Observation, computed: Aggregate) -> Beside:
    """Put a published figure beside a computed one and say in words why they agree or differ."""
    value = figure.value if figure.value is not None else 0.0
    same_measure = computed.method in {Method.SHARES, Method.RATIO_OF_SUMS, Method.SUM} and computed.value is not None
    return Beside(
        indicator=figure.indicator,
        area=figure.area,
        period=figure.period,
        published=value,
        status=figure.status,
        published_n=figure.n,
        computed=computed.value,
        difference=value - computed.value if same_measure and computed.value is not None else None,
        explanation=_explanation(figure, value, computed),
    )


def _explanation(figure: Observation, value: float, computed: Aggregate) -> Text:
    if computed.value is None and computed.n:
        return tell("Only {n} of the municipalities have a value: too few to compute from.", n=computed.n)
    if computed.value is None:
        return tell("There is no municipality's value to compute from; only the published value is shown.")
    if computed.method is Method.MEDIAN:
        return tell(
            "The published value is the source's own, weighted as the source weighs. The median here counts "
            "every municipality the same. They answer different questions and need not agree."
        )
    return _agreement(figure, value, computed, computed.value)


def _agreement(figure: Observation, value: float, computed: Aggregate, ours: float) -> Text:
    places = min(decimals(value), 1)
    share = computed.method is not Method.SUM
    count = computed.parts[-1].count if computed.parts else None
    figured, shown = _figure(ours, 1 if share else 0, share), _figure(value, places, share)
    if count is None:
        what = tell("Computed from the municipalities' answers: {ours}", ours=figured)
    else:
        what = tell(
            "Computed from the municipalities' answers: {ours} ({count} of {n} answering)",
            ours=figured, count=count, n=computed.n,
        )  # fmt: skip
    if round(ours + 1e-9, places) == round(value, places):
        return tell("{what}; rounded, this is the same as the published {shown}.", what=what, shown=shown)
    reasons = []
    if figure.status in {"approximate", "estimated"}:
        reasons.append(tell("the published value is approximate or estimated"))
    if figure.n is not None and figure.n != computed.n:
        reasons.append(tell("the source counted {theirs} answers, we {ours}", theirs=figure.n, ours=computed.n))
    if value in computed.bounds and computed.asked > computed.n:
        reasons.append(tell("the difference is within what the missing municipalities may mean"))
    why = joined(*(reasons or [tell("why is not known")]), between="; ")
    return tell("{what}; the published figure is {shown}. They differ: {reasons}.", what=what, shown=shown, reasons=why)


def _figure(value: float, places: int, share: bool) -> Text:
    """A number, with the sign of per cent where it is a share; never in words."""
    return each(lambda language: number(value, places, language) + (per_cent(language) if share else ""))
