"""``/api/v1/rankings/{indicator}``: tie groups and rank intervals, or the reason why there is no rank."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple

from litestar import Response

from publisher.download import short
from publisher.model import Indicator, Text
from publisher.phrases import tell
from publisher.reader import Reader
from publisher.statistics.ranking import Ranking, Standing, TieGroup
from publisher.web.api import asking, naming, shapes, spans
from publisher.web.api.answering import Asked, answers
from publisher.web.api.listing import Noun, field, listed
from publisher.web.api.parameters import AS_OF, ONE_INDICATOR, ONE_PERIOD
from publisher.web.api.query import PERIOD_CODE, refuse
from publisher.web.api.shapes import Said
from publisher.web.book import book_of
from publisher.web.problems import ProblemError


class Placed(NamedTuple):
    """A municipality in its tie group: a row of the plain table."""

    area: str
    area_label: Text
    group: TieGroup
    standing: Standing | None
    refusal: str | None


PLACED = Noun(
    "Placed",
    "A municipality in its tie group.",
    field("area", tell("municipality"), required=True),
    field("area_label", tell("name of the municipality"), Said),
    field("value", tell("value"), float | None, "group.value"),
    field("value_label", tell("value in words"), Said, "group.value_label"),
    field("rank_low", tell("best rank"), int | None, "group.rank_low"),
    field("rank_high", tell("worst rank"), int | None, "group.rank_high"),
    field("band_low", tell("best rank with margin"), int | None, lambda one: one.standing and one.standing.band_low),
    field("band_high", tell("worst rank with margin"), int | None, lambda one: one.standing and one.standing.band_high),
    field("tied", tell("tied"), int, "group.count"),
    field("refusal", tell("why not ranked"), str | None),
)  # fmt: skip


@answers("ranking", "/api/v1/rankings/{indicator}", "comparisons", tell("Ranking in groups of ties"), shapes.TieGroup,
         (ONE_PERIOD, AS_OF), within={"indicator": ONE_INDICATOR.within})  # fmt: skip
async def ranking(asked: Asked, indicator: str) -> Response[Any]:
    """All municipalities by one indicator at one time, in tie groups."""
    only_whole_editions(asked)
    one = asking.indicator(asked.reader, indicator)
    period = await asyncio.to_thread(period_of, asked.reader, one, asked.one("period", "latest"))
    found = await asyncio.to_thread(book_of(asked.reader).ranking, one, period)
    title: Text = tell("Ranking: {label}, {period}", label=one.label, period=period)
    meta = {
        "indicator": one.id,
        "label": asked.say(one.label),
        "unit": one.at(period).unit,
        "direction": str(one.direction),
        "period": period,
        "ranked": found.ranked,
        "refusal": None
        if found.refusal is None
        else shapes.Refusal(code=found.refusal.code, reason=asked.say(found.refusal.reason)),
        "n": found.n,
        "asked": None if one.sampled else found.asked,
        "missing": dict(found.missing),
        "undecided": list(found.undecided),
        "not_asked": list(found.not_asked),
        "margin": asked.say(found.margin) if found.margin else None,
    }
    things: list[object] = list(found.groups)
    if asked.format.key != "json":
        areas = asked.reader.vocabulary.areas
        refusal = found.refusal.code if found.refusal else None
        placed = [
            Placed(area, areas[area].label, group, found.standings.get(area), refusal)
            for group in found.groups
            for area in group.areas
        ]
        things = [*(placed if found.ranked else sorted(placed, key=lambda one: one.area))]
    return await listed(
        asked,
        title,
        things,
        PLACED,
        lambda group: _shape(asked, found, group),
        meta=meta,
        datasets=naming.datasets_of(asked.reader, [one.id]),
        computed=True,
    )


def only_whole_editions(asked: Asked) -> None:
    """Refuse a day between editions: statistics are computed once per edition.

    Raises:
        ProblemError: 404 naming the editions.
    """
    if asked.as_of is None:
        return
    ids = asked.request.app.state.shelf.ids()
    detail = tell(
        "as_of: comparisons exist for whole editions: {ids}. The values as they stood on a day are at "
        "/api/v1/observations.",
        ids=", ".join(ids),
    )
    raise ProblemError(404, detail, parameter="as_of", allowed=ids)


def period_of(reader: Reader, indicator: Indicator, wanted: str) -> str:
    """The period asked for, ``latest`` the last with a value for any municipality.

    Raises:
        ProblemError: 404 naming the periods there are.
    """
    book = book_of(reader)
    there = book.periods(indicator.id)
    if not there:
        kinds = (
            sorted(naming.names(reader).available[indicator.id].kinds)
            if indicator.id in naming.names(reader).available
            else []
        )
        listed_kinds = ", ".join(kinds)
        raise ProblemError(
            404,
            tell("{id}: no values are published.", id=indicator.id)
            if not kinds
            else tell(
                "{indicator} has no values for municipalities (there are for: {listed_kinds}).",
                indicator=indicator.id,
                listed_kinds=listed_kinds,
            ),
            parameter="indicator",
        )
    if wanted == "latest":
        return book.latest(indicator.id) or there[-1]
    if not PERIOD_CODE.fullmatch(wanted):
        detail = tell(
            "'{wanted}' is not one period. Write {there} or latest; several periods are at "
            "/api/v1/observations?indicator={indicator}&period={there2}..{there}.",
            wanted=wanted[:40],
            there=there[-1],
            indicator=indicator.id,
            there2=there[0],
        )
        raise refuse(ONE_PERIOD, detail)
    spans.check_periods(spans.periods([wanted]), there, [indicator.id])
    return wanted


def _shape(asked: Asked, found: Ranking, group: TieGroup) -> shapes.TieGroup:
    standings = [found.standings[area] for area in group.areas if area in found.standings]
    return shapes.TieGroup(
        value=short(group.value) or 0,
        value_label=asked.say(group.value_label) if group.value_label else None,
        count=group.count,
        refused=not found.ranked,
        rank_low=group.rank_low,
        rank_high=group.rank_high,
        band_low=min((s.band_low for s in standings), default=None),
        band_high=max((s.band_high for s in standings), default=None),
        further=group.further,
        share_further=group.share_further,
        areas=list(group.areas),
    )


ROUTES = [ranking]
