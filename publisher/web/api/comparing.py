"""``/api/v1/compare``: municipalities side by side, with group values, rank intervals and verdicts on comparability."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from itertools import combinations
from typing import Any, NamedTuple

from litestar import Response

from publisher.model import Area, AreaKind, Indicator, Observation
from publisher.phrases import tell
from publisher.reader import Selection
from publisher.statistics.ranking import Ranking
from publisher.web.api import asking, naming, shapes, spans
from publisher.web.api.answering import Asked, answers
from publisher.web.api.listing import Noun, field, listed
from publisher.web.api.parameters import AS_OF, EARLIER, INDICATOR, MUNICIPALITY, ONE_PERIOD
from publisher.web.api.query import PERIOD_CODE
from publisher.web.api.rankings import only_whole_editions, period_of
from publisher.web.api.shapes import Said
from publisher.web.api.standing import (
    figure_fields,
    figured,
    group_values,
    groups_of,
    moved,
    movement,
    placed,
    ranks,
    refusals,
)
from publisher.web.book import book_of
from publisher.web.problems import ProblemError


class Compared(NamedTuple):
    """A municipality's figure in a comparison: a row of the plain table."""

    indicator: Indicator
    area: Area
    comparison: shapes.Comparison
    figure: shapes.Figure


COMPARED = Noun(
    "Compared",
    "A municipality's figure in a comparison.",
    field("indicator", tell("indicator", "column"), get="indicator.id", required=True),
    field("indicator_label", tell("name of the indicator"), Said, "indicator.label"),
    field("period", tell("period"), get="comparison.period", required=True),
    field("area", tell("municipality"), get="area.code", required=True),
    field("area_label", tell("name of the municipality"), Said, "area.label"),
    *figure_fields("figure", "indicator"),
    field("unit", tell("unit"), get="indicator.unit"),
    *placed("figure.rank", "rank_low", "rank_high", "band_low", "band_high", "ranked"),
    *moved("figure.before"),
    field("refusal", tell("why not ranked"), str | None,
          lambda one: one.comparison.refusal and one.comparison.refusal.code),
)  # fmt: skip


@answers("compare", "/api/v1/compare", "comparisons", tell("Municipalities side by side"), shapes.Comparison,
         (MUNICIPALITY, INDICATOR, ONE_PERIOD, EARLIER, AS_OF))  # fmt: skip
async def compare(asked: Asked) -> Response[Any]:
    """Some municipalities by some indicators at one time each."""
    only_whole_editions(asked)
    municipalities = municipalities_of(asked)
    wanted = asked.one("period", "latest")
    indicators = [asking.indicator(asked.reader, name) for name in asked.many("indicator")]
    left: list[dict[str, object]] = []
    if not indicators:
        held = naming.names(asked.reader).available
        every = asked.reader.vocabulary.indicators
        indicators = [every[id] for id in sorted(held) if "municipality" in held[id].kinds]
    keys: list[tuple[Indicator, str]] = []
    for one in indicators:
        try:
            keys.append((one, period_of(asked.reader, one, wanted)))
            _check_earlier(asked, *keys[-1])
        except ProblemError as problem:
            if len(indicators) == 1 or problem.status != 404:
                raise
            keys = [(other, period) for other, period in keys if other is not one]
            left.append({"indicator": one.id, "code": "period", "reason": asked.say(problem.detail)})
    comparisons = await asyncio.to_thread(_compare, asked, municipalities, keys)
    things: list[object] = list(comparisons)
    if asked.format.key != "json":
        words = asked.reader.vocabulary
        things = [
            Compared(words.indicators[one.indicator].at(one.period), words.areas[figure.area], one, figure)
            for one in comparisons
            for figure in one.figures
        ]
    return await listed(
        asked,
        tell("Comparison"),
        things,
        COMPARED,
        lambda one: one,
        meta={"municipalities": {area.code: asked.say(area.label) for area in municipalities}},
        left_out=left,
        datasets=naming.datasets_of(asked.reader, [one.id for one, _ in keys]),
        computed=True,
    )


def _check_earlier(asked: Asked, indicator: Indicator, period: str) -> None:
    """Refuse an ``earlier`` that nothing is published for, or that is not earlier.

    Raises:
        ProblemError: 400 or 404 naming the periods there are.
    """
    if not (earlier := asked.one("earlier")):
        return
    before = [one for one in book_of(asked.reader).periods(indicator.id) if one < period]
    said, there = earlier[:40], ", ".join(before)
    if not before:
        detail = tell(
            "earlier: nothing of {indicator} is published before {period}. Leave earlier out, or choose a later period "
            "if there is one.",
            indicator=indicator.id,
            period=period,
        )
        raise ProblemError(404, detail, parameter="earlier", allowed=before)
    if earlier >= period or not PERIOD_CODE.fullmatch(earlier):
        detail = tell(
            "earlier: '{said}' is not earlier than {period}. Earlier ones: {there}.",
            said=said,
            period=period,
            there=there,
        )
        raise ProblemError(400, detail, parameter="earlier", allowed=before)
    spans.check_periods(spans.periods([earlier]), before, [indicator.id], "earlier")


def municipalities_of(asked: Asked) -> list[Area]:
    """The municipalities asked for.

    Raises:
        ProblemError: 404 for what is no municipality.
    """
    found = {area.code: area for area in (asking.area(asked.reader, name) for name in asked.many("municipality"))}
    for area in found.values():
        only_municipality(area)
    return list(found.values())


def only_municipality(area: Area) -> None:
    """Refuse counties, groups and the nation.

    Raises:
        ProblemError: 404.
    """
    if area.kind is not AreaKind.MUNICIPALITY:
        detail = tell(
            "{code} {area} is no municipality. They are at /api/v1/municipalities.", code=area.code, area=area.label
        )
        raise ProblemError(404, detail, parameter="municipality")


def _compare(asked: Asked, areas: list[Area], wanted: list[tuple[Indicator, str]]) -> list[shapes.Comparison]:
    reader = asked.reader
    keys = [(one.id, period) for one, period in wanted]
    codes = [area.code for area in areas]
    standing = ranks(reader, keys, codes)
    refused = refusals(reader, asked.say, keys)
    grouped = group_values(asked, keys, groups_of(reader, codes))
    rows: dict[tuple[str, str], dict[str, Observation]] = {}
    chosen = Selection(indicators=[one.id for one, _ in wanted], areas=codes, sexes=["T"], service_areas=["_T"])
    for row in reader.observations(chosen) if keys else ():
        rows.setdefault((row.indicator, row.area), {})[row.period] = row
    found = []
    for one, period in ((one.at(period), period) for one, period in wanted):
        full = book_of(reader).ranking(one, period)
        found.append(
            shapes.Comparison(
                indicator=one.id,
                label=asked.say(one.label),
                unit=one.unit,
                value_kind=str(one.value_kind),
                direction=str(one.direction),
                period=period,
                figures=[
                    _figure(
                        asked,
                        one,
                        area,
                        period,
                        rows,
                        standing.get((one.id, period, area.code)),
                        refused.get((one.id, period)),
                    )
                    for area in areas
                ],
                groups=grouped.get((one.id, period), []),
                refusal=refused.get((one.id, period)),
                not_told_apart=[list(pair) for pair in combinations(codes, 2) if _close(full, *pair)],
                margin=asked.say(full.margin) if full.margin else "",
            )
        )
    return found


def _close(full: Ranking, one: str, other: str) -> bool:
    """Whether both have a value and the two cannot be told apart."""
    answered = {area for group in full.groups for area in group.areas if area in {one, other}}
    return len(answered) == 2 and not full.told_apart(one, other)


def _figure(
    asked: Asked,
    one: Indicator,
    area: Area,
    period: str,
    rows: Mapping[tuple[str, str], Mapping[str, Observation]],
    rank: shapes.Rank | None,
    refusal: shapes.Refusal | None,
) -> shapes.Figure:
    series = rows.get((one.id, area.code), {})
    row = series.get(period)
    if earlier := asked.one("earlier"):
        series = {code: one for code, one in series.items() if code in (earlier, period)}
    before = movement(asked, one, area, period, series, refusal)
    told = figured(asked, one, row)
    return shapes.Figure(area=area.code, label=asked.say(area.label), rank=rank, before=before, **told)


ROUTES = [compare]
