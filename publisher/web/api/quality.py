"""``/api/v1/quality``: what is known of the quality of each indicator's figures."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.response import Stream
from msgspec import Meta

from publisher.model import Comparability
from publisher.phrases import tell
from publisher.statistics.declaration import declared
from publisher.web.api import asking
from publisher.web.api.answering import AnyRequest, ask
from publisher.web.api.listing import FORMATS, Noun, field, listed
from publisher.web.api.parameters import AS_OF, DATASET, INDICATOR, PAGING
from publisher.web.api.selecting import find_dataset
from publisher.web.api.shapes import Day, IndicatorId

PATH = "/api/v1/quality"
PARAMETERS = (DATASET, INDICATOR, AS_OF, *PAGING)

Days = Annotated[int | None, Meta(description="Days.")]
QUALITY = Noun(
    "Quality",
    "What is known of the quality of an indicator's figures.",
    field("indicator", "nyckeltal", "indicator", IndicatorId, "indicator.id", required=True),
    field("dataset", "datamängd", "dataset", required=True),
    field("first_period", "första period", "first period", str, "first"),
    field("last_period", "sista period", "last period", str, "last"),
    field("periods", "antal perioder", "number of periods", int),
    field("observations", "antal observationer", "number of observations", int),
    field("values", "antal värden", "number of values", int),
    field("areas_expected", "väntade områden", "areas expected", int | None, lambda one: _latest(one, 1),
          ("Områden som väntas ha ett värde den senaste perioden med sådan uppgift.",
           "Areas expected to have a value in the latest period for which that is known.")),
    field("areas_with_value", "områden med värde", "areas with a value", int | None, lambda one: _latest(one, 2)),
    field("areas_missing", "områden utan värde", "areas without a value", int | None, lambda one: _latest(one, 3)),
    field("areas_suppressed", "skyddade områden", "areas suppressed", int | None, lambda one: _latest(one, 4)),
    field("sampled", "urval", "sampled", bool, "indicator.sampled",
          ("Om siffrorna bygger på urval.", "Whether the figures rest on samples."),
          cell=lambda one: str(one.indicator.sampled).lower()),
    field("margins", "värden med felmarginal", "values with a margin", int),
    field("bases", "värden med känd bas", "values with a known base", int),
    field("revised", "rättade värden", "values corrected", int),
    field("withdrawn", "tillbakadragna värden", "values withdrawn", int),
    field("largest_correction", "största rättelse", "largest correction", float | None, "largest"),
    field("issued", "första utgivning", "first issued", Day, "since"),
    field("retrieved", "hämtad", "retrieved", str | None),
    field("lag", "dagar till hämtning", "days until retrieved", Days,
          more=("Dagar från den senaste periodens slut till hämtningen.",
                "Days from the end of the latest period until it was retrieved.")),
    field("age", "ålder i dagar", "age in days", int,
          more=("Dagar från den senaste periodens slut till utgåvan.",
                "Days from the end of the latest period until the edition.")),
    field("changes_cautious", "jämförbar med försiktighet", "changes comparable with caution", int,
          lambda one: one.verdicts[Comparability.CAUTION],
          ("Ändringar av definitionen över vilka jämförelser kräver försiktighet.",
           "Changes of the definition across which comparing takes caution.")),
    field("changes_breaking", "ej jämförbar", "changes not comparable", int,
          lambda one: one.verdicts[Comparability.NONE],
          ("Ändringar av definitionen över vilka åren inte kan jämföras.",
           "Changes of the definition across which years cannot be compared.")),
)  # fmt: skip


def _latest(one: object, place: int) -> int | None:
    coverage = one.coverage  # type: ignore[attr-defined]
    return coverage[-1][place] if coverage else None


@get(PATH, name="api-quality")
async def quality(request: AnyRequest) -> Response[bytes] | Stream:
    """The quality of indicators, by id."""
    asked = ask(request, PATH, PARAMETERS, FORMATS)
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
