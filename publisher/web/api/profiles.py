"""``/api/v1/municipalities/{code}/profile`` and ``…/similar``: one municipality among the others."""

from __future__ import annotations

import asyncio

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect, Stream

from publisher.download import Cells, short
from publisher.model import Area, Column, Observation
from publisher.reader import Selection
from publisher.statistics.traits import LABELS, MEASURED, Trait, ordered, weights_from
from publisher.tables import column
from publisher.web.api import asking, naming, shapes
from publisher.web.api.answering import AnyRequest, Asked, ask
from publisher.web.api.comparing import only_municipality
from publisher.web.api.listing import FORMATS, listed, text_cells, text_columns
from publisher.web.api.parameters import AS_OF, MOST_ALIKE, WEIGHTS
from publisher.web.api.query import refuse
from publisher.web.api.rankings import only_whole_editions
from publisher.web.api.standing import group_values, groups_of, movement, ranks, refusals, step_label
from publisher.web.book import book_of

PROFILE_PATH = "/api/v1/municipalities/{code}/profile"
PROFILE_PARAMETERS = (AS_OF,)
SIMILAR_PATH = "/api/v1/municipalities/{code}/similar"
SIMILAR_PARAMETERS = (WEIGHTS, MOST_ALIKE, AS_OF)


@get("/api/v1/municipalities/{code:str}/profile", name="api-profile")
async def profile(request: AnyRequest, code: FromPath[str]) -> Response[bytes] | Stream | Redirect:
    """Every indicator's latest value with rank, group values and the value before."""
    asked = ask(request, f"/api/v1/municipalities/{code}/profile", PROFILE_PARAMETERS, FORMATS)
    only_whole_editions(asked)
    area = asking.area(asked.reader, code)
    only_municipality(area)
    if area.code != code:
        return Redirect(asked.elsewhere(f"/api/v1/municipalities/{area.code}/profile"), status_code=308)
    found = _profile(asked, area)
    present = {one.indicator for one in found}
    held = naming.names(asked.reader).available
    absent = [id for id, there in held.items() if "municipality" in there.kinds and id not in present]
    words = {"sv": "Inget värde är utgivet för kommunen.", "en": "No value is published for the municipality."}
    return await listed(
        asked,
        {"sv": f"Profil: {area.label['sv']}", "en": f"Profile: {area.label['en']}"},
        found,
        _profile_columns(asked.language),
        lambda one: _profile_cells(asked, one),
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
    for row in reader.observations(Selection(areas=[area.code], sexes=["T"], service_areas=["_T"])):
        series.setdefault(row.indicator, {})[row.period] = row
    latest = {id: max(rows) for id, rows in series.items() if id in every}
    keys = sorted(latest.items())
    standing = ranks(reader, keys, [area.code])
    refused = refusals(asked, keys)
    grouped = group_values(asked, keys, groups_of(reader, [area.code]))
    found = []
    for id, period in keys:
        one, row = every[id], series[id][period]
        label = step_label(one, row.value)
        found.append(
            shapes.Profile(
                indicator=id,
                label=asked.say(one.label),
                subject=one.subject,
                unit=one.unit,
                value_kind=str(one.value_kind),
                direction=str(one.direction),
                period=period,
                value=short(row.value),
                value_label=asked.say(label) if label else None,
                status=row.status,
                n=row.n,
                numerator=short(row.numerator),
                denominator=short(row.denominator),
                margin=short(row.margin),
                rank=standing.get((id, period, area.code)),
                refusal=refused.get((id, period)),
                before=movement(asked, one, area, period, series[id], refused.get((id, period))),
                groups=grouped.get((id, period), []),
            )
        )
    return found


def _profile_columns(language: str) -> list[Column]:
    return [
        column("indicator", "string", "nyckeltal", "indicator", required=True),
        *text_columns(language, "indicator_label", "nyckeltalets namn", "name of the indicator"),
        column("subject", "string", "ämne", "subject"),
        column("period", "string", "period", "period", required=True),
        column("value", "number", "värde", "value"),
        *text_columns(language, "value_label", "värdet i ord", "value in words"),
        column("status", "string", "status", "status"),
        column("n", "integer", "antal svar", "number of answers"),
        column("numerator", "number", "täljare", "numerator"),
        column("denominator", "number", "nämnare", "denominator"),
        column("margin", "number", "felmarginal", "margin of error"),
        column("unit", "string", "enhet", "unit"),
        column("rank_low", "integer", "bästa plats", "best rank"),
        column("rank_high", "integer", "sämsta plats", "worst rank"),
        column("ranked", "integer", "antal med värde", "number with a value"),
        column("nation_method", "string", "mått på landets kommuner", "measure of Sweden's municipalities"),
        column("nation_value", "number", "landets kommuner efter måttet", "Sweden's municipalities by that measure"),
        column("earlier", "string", "tidigare period", "earlier period"),
        column("old_value", "number", "tidigare värde", "old value"),
        column("comparability", "string", "jämförbarhet", "comparability"),
        column("move", "string", "förändring", "move"),
        column("nation_published", "number", "riket enligt källan", "the nation according to the source"),
        column("refusal", "string", "varför inte rangordnat", "why not ranked"),
    ]


def _profile_cells(asked: Asked, one: shapes.Profile) -> Cells:
    indicator = asked.reader.vocabulary.indicators[one.indicator]
    nation = next((group for group in one.groups if group.area == "00"), None)
    return [
        one.indicator,
        *text_cells(asked.language, indicator.label),
        one.subject,
        one.period,
        one.value,
        *text_cells(asked.language, step_label(indicator, one.value) or {}),
        one.status,
        one.n,
        one.numerator,
        one.denominator,
        one.margin,
        one.unit,
        *((one.rank.rank_low, one.rank.rank_high, one.rank.ranked) if one.rank else [None] * 3),
        *((nation.method, nation.value) if nation else [None] * 2),
        *(
            (one.before.earlier, one.before.old, one.before.comparability, one.before.move)
            if one.before
            else [None] * 4
        ),
        nation.published if nation else None,
        one.refusal.code if one.refusal else None,
    ]


@get("/api/v1/municipalities/{code:str}/similar", name="api-similar")
async def similar(request: AnyRequest, code: FromPath[str]) -> Response[bytes] | Stream | Redirect:
    """Municipalities that resemble one, with distance and the reasons for and against."""
    asked = ask(request, f"/api/v1/municipalities/{code}/similar", SIMILAR_PARAMETERS, FORMATS)
    only_whole_editions(asked)
    area = asking.area(asked.reader, code)
    only_municipality(area)
    if area.code != code:
        return Redirect(asked.elsewhere(f"/api/v1/municipalities/{area.code}/similar"), status_code=308)
    for text in asked.many("weights"):
        if text.partition(":")[0] not in set(Trait):
            raise asking.unknown_code("weights", text.partition(":")[0], [str(trait) for trait in Trait])
    try:
        weights = weights_from(",".join(asked.many("weights")))
    except ValueError as error:
        raise refuse(WEIGHTS, str(error), str(error)) from None
    count = int(asked.one("limit"))
    found = await asyncio.to_thread(lambda: book_of(asked.reader).similar(area.code, weights, count))
    official = {
        group.group_type: list(asking.members(asked.reader, group.code)[1])
        for group in asked.reader.vocabulary.areas.values()
        if (group.group_type or "").startswith("liknande") and group.code.endswith(f"-{area.code}")
    }
    areas = asked.reader.vocabulary.areas
    no_weight = {
        "sv": "Ingen egenskap väger något: ge minst en vikt över 0.",
        "en": "No trait weighs anything: give at least one weight above 0.",
    }
    return await listed(
        asked,
        {"sv": f"Liknar {area.label['sv']}", "en": f"Similar to {area.label['en']}"},
        found,
        [
            column("area", "string", "kommun", "municipality", required=True),
            *text_columns(asked.language, "area_label", "kommunens namn", "name of the municipality"),
            column("distance", "number", "avstånd", "distance"),
            *text_columns(asked.language, "reasons", "liknar", "alike"),
            *text_columns(asked.language, "against", "skiljer", "unlike"),
        ],
        lambda one: [
            one.area,
            *text_cells(asked.language, areas[one.area].label),
            one.distance,
            *text_cells(asked.language, {c: "; ".join(t[c] for t in one.reasons) for c in ("sv", "en")}),
            *text_cells(asked.language, {c: "; ".join(t[c] for t in one.against) for c in ("sv", "en")}),
        ],
        lambda one: shapes.Similar(
            area=one.area,
            label=asked.say(areas[one.area].label),
            distance=one.distance,
            reasons=[asked.say(text) for text in one.reasons],
            against=[asked.say(text) for text in one.against],
            squares={str(trait): square for trait, square in one.squares.items()},
        ),
        meta={
            "area": area.code,
            "weights": {str(trait): weights[trait] for trait in ordered(weights)},
            "traits": {str(trait): asked.say(text) for trait, text in LABELS.items()},
            "official": official,
        },
        left_out=[] if found else [{"code": "no-weight", "reason": asked.say(no_weight)}],
        datasets=naming.datasets_of(asked.reader, MEASURED) | naming.datasets_with(asked.reader, "areas"),
        computed=True,
    )


ROUTES = [profile, similar]
