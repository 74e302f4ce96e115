"""Published beside computed: the source's own figure for a county, group or the nation, and why ours may differ."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.model import Indicator, Observation, Text
from publisher.statistics.aggregates import Aggregate, Method
from publisher.statistics.bounds import decimals
from publisher.statistics.figures import Figures
from publisher.statistics.words import number


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
        return {
            "sv": f"Bara {computed.n} av kommunerna har ett värde: för få att räkna på.",
            "en": f"Only {computed.n} of the municipalities have a value: too few to compute from.",
        }
    if computed.value is None:
        return {
            "sv": "Ingen kommuns värde finns att räkna på; bara det publicerade värdet visas.",
            "en": "There is no municipality's value to compute from; only the published value is shown.",
        }
    if computed.method is Method.MEDIAN:
        return {
            "sv": "Det publicerade värdet är källans eget, med källans vägning. Medianen här räknar varje kommun lika. "
            "De svarar på olika frågor och behöver inte stämma överens.",
            "en": "The published value is the source's own, weighted as the source weighs. The median here counts "
            "every municipality the same. They answer different questions and need not agree.",
        }
    return _agreement(figure, value, computed, computed.value)


def _agreement(figure: Observation, value: float, computed: Aggregate, ours: float) -> Text:
    places = min(decimals(value), 1)
    percent = computed.method is not Method.SUM
    count = computed.parts[-1].count if computed.parts else None
    sv = f"Räknat på kommunernas svar: {number(ours, 1 if percent else 0, 'sv')}{' %' if percent else ''}"
    en = f"Computed from the municipalities' answers: {number(ours, 1 if percent else 0, 'en')}{'%' if percent else ''}"
    if count is not None:
        sv += f" ({count} av {computed.n} svarande)"
        en += f" ({count} of {computed.n} answering)"
    sign = {"sv": " %" if percent else "", "en": "%" if percent else ""}
    shown = {language: number(value, places, language) + sign[language] for language in ("sv", "en")}
    if round(ours + 1e-9, places) == round(value, places):
        return {
            "sv": f"{sv}; avrundat är det samma som det publicerade, {shown['sv']}.",
            "en": f"{en}; rounded, this is the same as the published {shown['en']}.",
        }
    reasons: dict[str, list[str]] = {"sv": [], "en": []}
    if figure.status in {"approximate", "estimated"}:
        reasons["sv"].append("det publicerade värdet är ungefärligt eller skattat")
        reasons["en"].append("the published value is approximate or estimated")
    if figure.n is not None and figure.n != computed.n:
        reasons["sv"].append(f"källan räknade på {figure.n} svar, vi på {computed.n}")
        reasons["en"].append(f"the source counted {figure.n} answers, we {computed.n}")
    if value in computed.bounds and computed.asked > computed.n:
        reasons["sv"].append("skillnaden ryms i vad de kommuner som saknas kan betyda")
        reasons["en"].append("the difference is within what the missing municipalities may mean")
    if not reasons["sv"]:
        reasons["sv"].append("varför är inte känt")
        reasons["en"].append("why is not known")
    return {
        "sv": f"{sv}; det publicerade är {shown['sv']}. De skiljer sig: {'; '.join(reasons['sv'])}.",
        "en": f"{en}; the published figure is {shown['en']}. They differ: {'; '.join(reasons['en'])}.",
    }
