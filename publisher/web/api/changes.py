"""``/api/v1/changes`` and ``…/once``, ``/api/v1/editions``: what was public when, and what became of it."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from litestar import Response
from msgspec import Meta

from publisher import revisions
from publisher.model import Text
from publisher.phrases import tell
from publisher.web.api import asking
from publisher.web.api.answering import Asked, answers
from publisher.web.api.listing import Noun, field, listed
from publisher.web.api.parameters import AREA, AS_OF, CHANGE, DATASET, INDICATOR, PAGING, SINCE
from publisher.web.api.query import refuse
from publisher.web.api.selecting import find_dataset
from publisher.web.api.shapes import Code, Day, IndicatorId, Period, Said

PARAMETERS = (SINCE, DATASET, INDICATOR, AREA, CHANGE, AS_OF, *PAGING)

Kind = Annotated[str, Meta(description="added, revised, withdrawn, restored or amended.")]
#: What is told of a revision, by itself or with its like.
_REVISED = (
    field("recorded", tell("recorded"), Day, more=tell("Day it became public."), required=True),
    field("dataset", tell("dataset"), required=True),
    field("version", tell("version"), required=True),
    field("kind", tell("kind"), Kind, required=True),
)  # fmt: skip
CHANGED = Noun(
    "Change",
    "One revision of one value.",
    *_REVISED,
    field("indicator", tell("indicator", "column"), IndicatorId, required=True),
    field("area", tell("area", "column"), Code, required=True),
    field("period", tell("period"), Period, required=True),
    field("sex", tell("sex"), required=True),
    field("service_area", tell("service area"), required=True),
    field("old_value", tell("old value"), float | None),
    field("old_status", tell("old status"), str | None),
    field("new_value", tell("new value"), float | None),
    field("new_status", tell("new status"), str | None),
    field("old_n", tell("old number of answers"), int | None),
    field("old_numerator", tell("old numerator"), float | None),
    field("old_denominator", tell("old denominator"), float | None),
    field("reason", tell("reason"), Said, lambda row: {"sv": row.reason_sv, "en": row.reason_en}),
)  # fmt: skip
ONCE = Noun(
    "ChangeOnce",
    "What one version of a dataset did to values in one way and for one reason.",
    *_REVISED,
    field("values", tell("values"), int, more=tell("How many values."), required=True),
    field("areas", tell("areas"), int, more=tell("How many areas."), required=True),
    field("indicators", tell("indicators"), list[IndicatorId], cell=lambda one: " ".join(one.indicators)),
    field("first", tell("first period"), Period, required=True),
    field("last", tell("last period"), Period, required=True),
    field("reason", tell("reason"), Said),
)  # fmt: skip
#: What is read of a row of the table ``revisions``.
Revision = namedtuple("Revision", [*(one.name for one in CHANGED.table[:-1]), "reason_sv", "reason_en"])  # type: ignore[misc]


@answers("changes", "/api/v1/changes", "history", tell("Changed values, newest first"), CHANGED.struct, PARAMETERS)
async def changes(asked: Asked) -> Response[Any]:
    """Revisions, newest first: old value, new value, day and reason."""
    where, values = selection(asked).where()
    sql = f"SELECT {', '.join(Revision._fields)} FROM revisions{where}"  # noqa: S608
    sql += " ORDER BY recorded DESC, dataset, version DESC, indicator, period, area, sex, service_area"
    rows = list(map(Revision._make, asked.reader.connection.execute(sql, values)))
    return await _answer(asked, tell("Changes"), rows, CHANGED)


@answers("changesOnce", "/api/v1/changes/once", "history", tell("Each change once, revisions first"), ONCE.struct,
         PARAMETERS)  # fmt: skip
async def once(asked: Asked) -> Response[Any]:
    """Each change once for all the values that it made: what was public before first, then what was added."""
    found = list(revisions.changes(asked.reader.connection, selection(asked)))
    return await _answer(asked, tell("Changes, each once"), found, ONCE)


async def _answer(asked: Asked, title: Text, rows: Sequence[Any], noun: Noun) -> Response[Any]:
    left = []
    if not rows:
        words = tell("No changes after the first publication are recorded for the selection.")
        left.append({"code": "no-changes", "reason": asked.say(words)})
    return await listed(asked, title, rows, noun, left_out=left, datasets={row.dataset for row in rows})


def selection(asked: Asked) -> revisions.Selection:
    """The revisions that a question is about."""
    reader = asked.reader
    if since := asked.one("since"):
        try:
            since = date.fromisoformat(since).isoformat()
        except ValueError:
            raise refuse(SINCE, tell("Write a day.")) from None
    return revisions.Selection(
        kind=asked.many("kind"),
        dataset=[find_dataset(reader, name).name for name in asked.many("dataset")],
        indicator=[asking.indicator(reader, name).id for name in asked.many("indicator")],
        area=[asking.area(reader, name).code for name in asked.many("area")],
        since=since or "",
        until=asked.as_of or "",
    )


ROUTES = [changes, once]
