"""``/api/v1/observations``: any selection of values, with what must be known to read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import starmap
from typing import Any

from litestar import Response

from publisher.download import Cells, languages
from publisher.extract import labelled
from publisher.model import Area, Text
from publisher.phrases import tell
from publisher.reader import Reader, Selection, observations_sql
from publisher.web.api import shapes
from publisher.web.api.answering import INLINE, WHOLE, Asked, answer, answers
from publisher.web.api.explaining import describe, left_out, narrowed
from publisher.web.api.naming import Names, names
from publisher.web.api.operation import EVERY
from publisher.web.api.parameters import (
    AREA,
    AS_OF,
    DATASET,
    GROUP,
    INDICATOR,
    OUTLINES,
    PAGING,
    PERIOD,
    SERVICE_AREA,
    SEX,
)
from publisher.web.api.selecting import Wanted, select, understand


@answers("observations", "/api/v1/observations", "data", tell("Values: any selection, any format"), shapes.Observation,
         (INDICATOR, AREA, GROUP, PERIOD, SEX, SERVICE_AREA, DATASET, AS_OF, OUTLINES, *PAGING), EVERY)  # fmt: skip
async def observations(asked: Asked) -> Response[Any]:
    """Values with status, n, numerator, denominator, source and edition."""
    wanted = understand(asked)
    held = names(asked.reader)
    selection = select(asked, wanted)
    if asked.format.key == "json":
        return await page(asked, wanted, selection)
    rows = bounded_count(asked.reader, selection)
    download = describe(asked, wanted, wanted.ids(held), _areas(asked.reader, wanted, held))
    aside = rows > INLINE or asked.format.key not in ("csv", "csvw")
    download = replace(download, rows=lambda: _cells(asked, selection, aside))
    return await answer(asked, download, rows)


async def page(asked: Asked, wanted: Wanted, selection: Selection) -> Response[Any]:
    """One page of JSON, with what is left out and why."""
    limit, offset = int(asked.one("limit")), int(asked.one("offset"))
    reader = asked.reader
    observed, codes = reader.observed, languages(asked.language)
    columns = observed.selected(codes, reader.edition.id)
    rows = reader.connection.execute(*_paged(reader, selection, limit + 1, offset, columns))
    found = list(starmap(observed.sent(codes), rows))
    more = len(found) > limit
    del found[limit:]
    count = offset + len(found) if not more and found else reader.count(selection)
    links = {"first": asked.url(offset="")} if offset else {}
    pinned = asked.one("as_of") or reader.edition.id
    if more:
        links["next"] = asked.url(as_of=pinned, offset=str(offset + limit))
    if offset and offset >= count > 0:
        left: list[dict[str, object]] = [{"code": "past-the-end", "reason": asked.say(_PAST)}]
    else:
        left = left_out(asked, wanted, found, complete=not more and not offset)
    ids = sorted({row.indicator for row in found} | {i.id for i in wanted.indicators})
    download = describe(
        asked, wanted, ids, [reader.vocabulary.areas[code] for code in sorted({row.area for row in found})]
    )
    download = replace(
        narrowed(download, found),
        links=links,
        data=found,
        columns=observed.downloaded(codes, labels=False),
        meta={
            "count": count,
            "returned": len(found),
            "limit": limit,
            "offset": offset,
            "as_of": asked.one("as_of") or None,
            "left_out": left,
            **download.meta,
        },
    )
    return await answer(asked, download, len(found))


_PAST: Text = tell("offset lies past the last row; links.first is the first page.")


def _paged(
    reader: Reader, selection: Selection, limit: int, offset: int, columns: Sequence[str]
) -> tuple[str, list[object]]:
    sql, values = observations_sql(reader.observed, selection, columns)
    return f"{sql} LIMIT ? OFFSET ?", [*values, limit, offset]


def bounded_count(reader: Reader, selection: Selection) -> int:
    """How many rows a selection holds; counting stops just above what is answered whole."""
    sql, values = _paged(reader, selection, WHOLE + 1, 0, ["1"])
    return int(reader.connection.execute(f"SELECT count(*) FROM ({sql})", values).get)  # noqa: S608


def _cells(asked: Asked, selection: Selection, aside: bool) -> Iterator[Cells]:
    """The rows of a selection; ``aside`` reads on a connection of its own, for use in another thread."""
    reader = asked.reader
    columns = reader.observed.selected(languages(asked.language), reader.edition.id)
    connection = reader.connect() if aside else reader.connection
    rows = connection.execute(*observations_sql(reader.observed, selection, columns))
    yield from labelled(rows, reader.observed, reader.vocabulary, asked.language)


def _areas(reader: Reader, wanted: Wanted, held: Names) -> list[Area]:
    """Areas that may occur, for their names."""
    codes = wanted.area_codes or [code for code in reader.vocabulary.areas if code in held.observed]
    return [reader.vocabulary.areas[code] for code in codes]


ROUTES = [observations]
