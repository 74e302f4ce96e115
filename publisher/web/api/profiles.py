"""``/api/v1/municipalities/{code}/profile`` and ``…/similar``: one municipality among the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from litestar import Response
from msgspec import Meta

from publisher.model import Area, Indicator, Observation, Text
from publisher.phrases import alike, joined, tell
from publisher.reader import Selection
from publisher.statistics.similar import Neighbour
from publisher.statistics.traits import MEASURED, Trait, labels, ordered, weights_from
from publisher.web import examples
from publisher.web.api import asking, naming, shapes
from publisher.web.api.answering import Asked, answers
from publisher.web.api.comparing import only_municipality
from publisher.web.api.listing import Noun, field, listed
from publisher.web.api.parameters import AS_OF, MOST_ALIKE, WEIGHTS
from publisher.web.api.query import refuse
from publisher.web.api.rankings import only_whole_editions
from publisher.web.api.shapes import Code, Said
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


class Profiled(NamedTuple):
    """An indicator's latest figure of a municipality: a row of the plain table."""

    indicator: Indicator
    profile: shapes.Profile
    country: str  #: code of the nation

    def nation(self) -> shapes.GroupValue | None:
        """What all municipalities say together."""
        return next((group for group in self.profile.groups if group.area == self.country), None)


def _of_nation(name: str) -> Callable[[Profiled], Any]:
    return lambda one: getattr(one.nation(), name, None)


PROFILED = Noun(
    "Profiled",
    "An indicator's latest figure of a municipality.",
    field("indicator", tell("indicator", "column"), get="indicator.id", required=True),
    field("indicator_label", tell("name of the indicator"), Said, "indicator.label"),
    field("subject", tell("subject"), get="indicator.subject"),
    field("period", tell("period"), get="profile.period", required=True),
    *figure_fields("profile", "indicator"),
    field("unit", tell("unit"), get="indicator.unit"),
    *placed("profile.rank", "rank_low", "rank_high", "ranked"),
    field("nation_method", tell("measure of the country's municipalities"), get=_of_nation("method")),
    field("nation_value", tell("the country's municipalities by that measure"), float | None, _of_nation("value")),
    *moved("profile.before"),
    field("nation_published", tell("the nation according to the source"), float | None, _of_nation("published")),
    field("refusal", tell("why not ranked"), str | None, lambda one: one.profile.refusal and one.profile.refusal.code),
)  # fmt: skip
_WITHIN = {"code": (examples.AREA, tell("Code or name of the municipality."))}
Distance = Annotated[float, Meta(description="0 is the same in every trait; two at random are about 1.4 apart.")]
Squares = Annotated[dict[str, float], Meta(description="Squared difference per trait, before weights.")]


class Alike(NamedTuple):
    """A municipality that resembles another, with its name."""

    asked: Asked
    label: Text
    near: Neighbour


SIMILAR = Noun(
    "Similar",
    "A municipality that resembles another.",
    field("area", tell("municipality"), Code, "near.area", required=True),
    field("area_label", tell("name of the municipality"), Said, "label", sent=False),
    field("label", type=Said),
    field("distance", tell("distance"), Distance, "near.distance"),
    field("reasons", tell("alike"), Said, lambda one: joined(*one.near.reasons, between="; "), sent=False),
    field("against", tell("unlike"), Said, lambda one: joined(*one.near.against, between="; "), sent=False),
    field("reasons", type=list[Said], get=lambda one: [one.asked.say(text) for text in one.near.reasons]),
    field("against", type=list[Said], get=lambda one: [one.asked.say(text) for text in one.near.against]),
    field("squares", type=Squares, get=lambda one: {str(trait): square for trait, square in one.near.squares.items()}),
)  # fmt: skip


@answers("profile", "/api/v1/municipalities/{code}/profile", "comparisons",
         tell("A municipality's values among the others"), shapes.Profile, (AS_OF,), within=_WITHIN)  # fmt: skip
async def profile(asked: Asked, code: str) -> Response[Any]:
    """Every indicator's latest value with rank, group values and the value before."""
    only_whole_editions(asked)
    area = asking.area(asked.reader, code)
    only_municipality(area)
    if area.code != code:
        return asked.elsewhere(code=area.code)
    found, every = _profile(asked, area), asked.reader.vocabulary.indicators
    present = {one.indicator for one in found}
    held = naming.names(asked.reader).available
    absent = [id for id, there in held.items() if "municipality" in there.kinds and id not in present]
    words = tell("No value is published for the municipality.")
    nation = asked.reader.vocabulary.nation
    return await listed(
        asked,
        tell("Profile: {area}", area=area.label),
        found
        if asked.format.key == "json"
        else [Profiled(every[one.indicator].at(one.period), one, nation) for one in found],
        PROFILED,
        lambda one: one,
        meta={"area": area.code, "label": asked.say(area.label)},
        left_out=[{"indicator": id, "code": "no-row", "reason": asked.say(words)} for id in sorted(absent)],
        datasets=naming.datasets_of(asked.reader, present),
        computed=True,
    )


def _profile(asked: Asked, area: Area) -> list[shapes.Profile]:
    reader = asked.reader
    every = reader.vocabulary.indicators
    series: dict[str, dict[str, Observation]] = {}
    for row in reader.observations(Selection(areas=[area.code], sexes=["T"], service_areas=["_T"], newest=2)):
        series.setdefault(row.indicator, {})[row.period] = row
    latest = {id: max(rows) for id, rows in series.items() if id in every}
    keys = sorted(latest.items())
    standing = ranks(reader, keys, [area.code])
    refused = refusals(reader, asked.say, keys)
    grouped = group_values(asked, keys, groups_of(reader, [area.code]))
    found = []
    for id, period in keys:
        one, row = every[id].at(period), series[id][period]
        found.append(
            shapes.Profile(
                indicator=id,
                label=asked.say(one.label),
                subject=one.subject,
                unit=one.unit,
                value_kind=str(one.value_kind),
                direction=str(one.direction),
                period=period,
                rank=standing.get((id, period, area.code)),
                refusal=refused.get((id, period)),
                before=movement(asked, one, area, period, series[id], refused.get((id, period))),
                groups=grouped.get((id, period), []),
                **figured(asked, one, row),
            )
        )
    return found


@answers("similar", "/api/v1/municipalities/{code}/similar", "comparisons", tell("Similar municipalities with reasons"),
         SIMILAR.struct, (WEIGHTS, MOST_ALIKE, AS_OF), within=_WITHIN)  # fmt: skip
async def similar(asked: Asked, code: str) -> Response[Any]:
    """Municipalities that resemble one, with distance and the reasons for and against."""
    only_whole_editions(asked)
    area = asking.area(asked.reader, code)
    only_municipality(area)
    if area.code != code:
        return asked.elsewhere(code=area.code)
    for text in asked.many("weights"):
        if text.partition(":")[0] not in set(Trait):
            raise asking.unknown_code("weights", text.partition(":")[0], [str(trait) for trait in Trait])
    try:
        weights = weights_from(",".join(asked.many("weights")))
    except ValueError as error:
        raise refuse(WEIGHTS, alike(str(error))) from None
    count = int(asked.one("limit"))
    found = await asyncio.to_thread(lambda: book_of(asked.reader).similar(area.code, weights, count))
    similar = {division.code for division in asked.reader.vocabulary.divisions("similar")}
    official = {
        group.group_type: list(asking.members(asked.reader, group.code)[1])
        for group in asked.reader.vocabulary.areas.values()
        if group.group_type in similar and group.code.endswith(f"-{area.code}")
    }
    areas = asked.reader.vocabulary.areas
    no_weight = tell("No trait weighs anything: give at least one weight above 0.")
    return await listed(
        asked,
        tell("Similar to {area}", area=area.label),
        [Alike(asked, areas[one.area].label, one) for one in found],
        SIMILAR,
        meta={
            "area": area.code,
            "weights": {str(trait): weights[trait] for trait in ordered(weights)},
            "traits": {str(trait): asked.say(text) for trait, text in labels(asked.reader.vocabulary).items()},
            "official": official,
        },
        left_out=[] if found else [{"code": "no-weight", "reason": asked.say(no_weight)}],
        datasets=naming.datasets_of(asked.reader, MEASURED) | naming.datasets_with(asked.reader, "areas"),
        computed=True,
    )


ROUTES = [profile, similar]
