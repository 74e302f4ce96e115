"""``/api/v1/reported``: figures that readers said are wrong, and what became of each."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response
from msgspec import Meta

from publisher.phrases import tell
from publisher.reported import about
from publisher.web.api import asking
from publisher.web.api.answering import Asked, answers
from publisher.web.api.listing import Noun, field, listed
from publisher.web.api.parameters import AREA, AS_OF, DATASET, INDICATOR, PAGING
from publisher.web.api.selecting import find_dataset
from publisher.web.api.shapes import Day, Said

Became = Annotated[str, Meta(description="open, corrected or stands.")]
REPORTED = Noun(
    "Report",
    "One figure that a reader said is wrong.",
    field("date", tell("reported"), Day, more=tell("Day it was said."), required=True),
    field("dataset", tell("dataset"), required=True),
    field("indicator", tell("indicator", "column"), str | None),
    field("area", tell("area", "column"), str | None),
    field("period", tell("period"), str | None),
    field("status", tell("outcome"), Became,
          more=tell("open: being looked into; corrected; stands: the figure stands."), required=True),
    field("said", tell("what was said"), Said),
    field("became", tell("what became of it"), Said | None),
)  # fmt: skip


@answers("reported", "/api/v1/reported", "history", tell("Reported figures and outcomes"), REPORTED.struct,
         (DATASET, INDICATOR, AREA, AS_OF, *PAGING))  # fmt: skip
async def reported(asked: Asked) -> Response[Any]:
    """Reported figures, the newest first."""
    reader = asked.reader
    found = about(
        reader.reported,
        [find_dataset(reader, name).name for name in asked.many("dataset")],
        [asking.indicator(reader, name).id for name in asked.many("indicator")],
        [asking.area(reader, name).code for name in asked.many("area")],
    )
    found = [one for one in found if one.date <= (asked.as_of or one.date)]
    left = []
    if not found:
        words = tell("Nothing has been reported for the selection.")
        left.append({"code": "no-reports", "reason": asked.say(words)})
    title = tell("Reported figures")
    return await listed(asked, title, found, REPORTED, left_out=left, datasets=())


ROUTES = [reported]
