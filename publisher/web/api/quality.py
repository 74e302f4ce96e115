"""``/api/v1/quality``: what is known of the quality of each indicator's figures."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response
from msgspec import Meta

from publisher.model import Comparability
from publisher.phrases import tell
from publisher.statistics.declaration import declared
from publisher.web.api import asking
from publisher.web.api.answering import Asked, answers
from publisher.web.api.listing import Noun, field, listed
from publisher.web.api.parameters import AS_OF, DATASET, INDICATOR, PAGING
from publisher.web.api.selecting import find_dataset
from publisher.web.api.shapes import Day, IndicatorId

Days = Annotated[int | None, Meta(description="Days.")]
QUALITY = Noun(
    "Quality",
    "What is known of the quality of an indicator's figures.",
    field("indicator", tell("indicator", "column"), IndicatorId, "indicator.id", required=True),
    field("dataset", tell("dataset"), required=True),
    field("first_period", tell("first period"), str, "first"),
    field("last_period", tell("last period"), str, "last"),
    field("periods", tell("number of periods"), int),
    field("observations", tell("number of observations"), int),
    field("values", tell("number of values"), int),
    field("areas_expected", tell("areas expected"), int | None, lambda one: _latest(one, 1),
          tell("Areas expected to have a value in the latest period for which that is known.")),
    field("areas_with_value", tell("areas with a value"), int | None, lambda one: _latest(one, 2)),
    field("areas_missing", tell("areas without a value"), int | None, lambda one: _latest(one, 3)),
    field("areas_suppressed", tell("areas suppressed"), int | None, lambda one: _latest(one, 4)),
    field("sampled", tell("sampled"), bool, "indicator.sampled", tell("Whether the figures rest on samples."),
          cell=lambda one: str(one.indicator.sampled).lower()),
    field("margins", tell("values with a margin"), int),
    field("bases", tell("values with a known base"), int),
    field("revised", tell("values corrected"), int),
    field("withdrawn", tell("values withdrawn"), int),
    field("largest_correction", tell("largest correction"), float | None, "largest"),
    field("issued", tell("first issued"), Day, "since"),
    field("retrieved", tell("retrieved"), str | None),
    field("lag", tell("days until retrieved"), Days,
          more=tell("Days from the end of the latest period until it was retrieved.")),
    field("age", tell("age in days"), int, more=tell("Days from the end of the latest period until the edition.")),
    field("changes_cautious", tell("changes comparable with caution"), int,
          lambda one: one.verdicts[Comparability.CAUTION],
          tell("Changes of the definition across which comparing takes caution.")),
    field("changes_breaking", tell("changes not comparable"), int, lambda one: one.verdicts[Comparability.NONE],
          tell("Changes of the definition across which years cannot be compared.")),
)  # fmt: skip


def _latest(one: object, place: int) -> int | None:
    coverage = one.coverage  # type: ignore[attr-defined]
    return coverage[-1][place] if coverage else None


@answers("quality", "/api/v1/quality", "words", tell("The quality of the figures by indicator"), QUALITY.struct,
         (DATASET, INDICATOR, AS_OF, *PAGING))  # fmt: skip
async def quality(asked: Asked) -> Response[Any]:
    """The quality of indicators, by id."""
    datasets = {find_dataset(asked.reader, name).name for name in asked.many("dataset")}
    chosen = [asking.indicator(asked.reader, name).id for name in asked.many("indicator")]
    found = [one for one in declared(asked.reader, chosen) if not datasets or one.dataset in datasets]
    left = []
    if asked.as_of:  # no edition stands for that day, and today's counts are not those of then
        found = []
        words = tell(
            "No edition stands for {as_of}, and quality is counted by edition: see /api/v1/editions.", as_of=asked.as_of
        )
        left.append({"code": "not-published-then", "reason": asked.say(words)})
    elif not found:
        words = tell("The selection has no figures.")
        left.append({"code": "nothing-matches", "reason": asked.say(words)})
    title = tell("The quality of the figures")
    drawn = {one.dataset for one in found}
    return await listed(asked, title, found, QUALITY, left_out=left, datasets=drawn, computed=True)


ROUTES = [quality]
