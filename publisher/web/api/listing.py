"""Lists of things other than observations: richer objects in JSON, plain columns in CSV, Excel and Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from litestar import Response
from litestar.response import Stream

from publisher.columns import column
from publisher.download import ALL, Cells, Download, citation
from publisher.model import LANGUAGES, Column, Text, localised
from publisher.web.api.answering import Asked, answer
from publisher.web.api.query import PAGE

#: Formats of a list.
FORMATS = ("json", "csv", "xlsx", "parquet", "csvw")
#: What an answer about a single thing can be had in.
SINGLE = ("json",)


def texts(language: str) -> tuple[str, ...]:
    """Languages that a column of texts is given in."""
    return LANGUAGES if language == ALL else (language,)


def text_columns(language: str, name: str, sv: str, en: str) -> list[Column]:
    """A column of texts, or one per language when both are asked for."""
    if language == ALL:
        return [column(f"{name}_{code}", "string", f"{sv} ({code})", f"{en} ({code})") for code in LANGUAGES]
    return [column(name, "string", sv, en)]


def text_cells(language: str, text: Text) -> list[str]:
    """The cells of :func:`text_columns`."""
    return [localised(text, code) for code in texts(language)]


async def listed(
    asked: Asked,
    title: Text,
    things: Sequence[Any],
    columns: Sequence[Column],
    cells: Callable[[Any], Cells],
    shape: Callable[[Any], object],
    meta: Mapping[str, object] | None = None,
    left_out: Sequence[Mapping[str, object]] = (),
) -> Response[bytes] | Stream:
    """A list in the format asked for: a page of it as JSON, all of it otherwise.

    Args:
        things: all of them, in order.
        columns: of the plain table.
        cells: a thing as a row of it.
        shape: a thing as an object of :mod:`publisher.web.api.shapes`.
        left_out: why the list is shorter than one might think.
    """
    count = len(things)
    links: dict[str, str] = {}
    more: dict[str, object] = {"count": count, **(meta or {})}
    data: object = None
    if asked.format.key == "json":
        limit, offset = int(asked.one("limit", str(PAGE))), int(asked.one("offset", "0"))
        shown = things[offset : offset + limit]
        if offset:
            links["first"] = asked.url(offset="")
        if offset + limit < count:
            pinned = asked.one("as_of") or asked.reader.edition.id
            links["next"] = asked.url(
                offset=str(offset + limit), **({"as_of": pinned} if takes(asked, "as_of") else {})
            )
        data = [shape(thing) for thing in shown]
        more |= {"returned": len(shown), "limit": limit, "offset": offset, "left_out": list(left_out)}
    return await answer(asked, table(asked, title, columns, lambda: map(cells, things), data, links, more), count)


async def single(
    asked: Asked, title: Text, thing: object, meta: Mapping[str, object] | None = None
) -> Response[bytes] | Stream:
    """One thing, as JSON."""
    return await answer(asked, table(asked, title, (), lambda: (), thing, {}, meta or {}), 1)


def table(
    asked: Asked,
    title: Text,
    columns: Sequence[Column],
    rows: Callable[[], Iterable[Cells]],
    data: object,
    links: Mapping[str, str],
    meta: Mapping[str, object],
) -> Download:
    """A download of something else than observations."""
    edition, catalog = asked.reader.edition, asked.reader.catalog
    url = asked.url()
    return Download(
        title=title,
        url=url,
        edition=edition.id,
        published=edition.published,
        publisher=catalog.agents[catalog.publisher].name,
        citation=citation(catalog, title, edition, url),
        language=asked.language,
        columns=columns,
        rows=rows,
        data=data,
        links={**links, **({"csv": asked.url(format="csv")} if asked.format.key == "csvw" else {})},
        meta=meta,
        licences=[catalog.licences[catalog.licence]] if catalog.licence in catalog.licences else [],
        bom=asked.one("bom") == "1",
        decimal="," if asked.one("decimal") == "comma" else ".",
    )


def takes(asked: Asked, name: str) -> bool:
    """Whether the path has a parameter."""
    return any(parameter.name == name for parameter in asked.parameters)
