"""Lists of things other than observations: richer objects in JSON, plain columns in CSV, Excel and Parquet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from litestar import Response
from litestar.response import Stream

from publisher.download import Cells, Download, Terms, citation, languages
from publisher.extract import drawn_on, licence
from publisher.model import Column, Text, localised
from publisher.tables import column, per_language
from publisher.web.api.answering import Asked, answer
from publisher.web.api.query import PAGE

#: Formats of a list.
FORMATS = ("json", "csv", "xlsx", "parquet", "csvw")
#: What an answer about a single thing can be had in.
SINGLE = ("json",)
#: On ranks, group values, differences and distances, wherever they stand beside the figures they are made of.
COMPUTED: Text = {
    "sv": "Rang, gruppvärden, förändringar och avstånd är framräknade av projektet och får inte tillskrivas källorna.",
    "en": "Ranks, group values, changes and distances are worked out by the project and may not be credited to the "
    "sources.",
}


def text_columns(language: str, name: str, sv: str, en: str) -> list[Column]:
    """A column of texts, or one per language when both are asked for."""
    return per_language(column(name, "string", sv, en), languages(language))


def text_cells(language: str, text: Text) -> list[str]:
    """The cells of :func:`text_columns`."""
    return [localised(text, code) for code in languages(language)]


async def listed(
    asked: Asked,
    title: Text,
    things: Sequence[Any],
    columns: Sequence[Column],
    cells: Callable[[Any], Cells],
    shape: Callable[[Any], object],
    meta: Mapping[str, object] | None = None,
    left_out: Sequence[Mapping[str, object]] = (),
    *,
    datasets: Collection[str],
    computed: bool = False,
) -> Response[bytes] | Stream:
    """A list in the format asked for: a page of it as JSON, all of it otherwise.

    Args:
        things: all of them, in order.
        columns: of the plain table.
        cells: a thing as a row of it.
        shape: a thing as an object of :mod:`publisher.web.api.shapes`.
        left_out: why the list is shorter than one might think.
        datasets: names of those the list draws on, for terms and sources; none: it is all our own.
        computed: whether something in it is worked out by us.
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
    download = table(asked, title, columns, lambda: map(cells, things), datasets, computed)
    return await answer(asked, replace(download, data=data, links={**download.links, **links}, meta=more), count)


async def single(asked: Asked, title: Text, thing: object, *, datasets: Collection[str]) -> Response[bytes] | Stream:
    """One thing, as JSON."""
    return await answer(asked, replace(table(asked, title, (), lambda: (), datasets), data=thing), 1)


def table(
    asked: Asked,
    title: Text,
    columns: Sequence[Column],
    rows: Callable[[], Iterable[Cells]],
    datasets: Collection[str],
    computed: bool = False,
) -> Download:
    """A download of something else than observations, with the terms and sources of what it draws on."""
    edition, catalog = asked.reader.edition, asked.reader.catalog
    url = asked.data_url()
    found = [dataset for dataset in catalog.datasets if dataset.name in datasets]
    origin = drawn_on(found, catalog, edition)
    terms = [*origin["terms"], *([Terms(rights=COMPUTED)] if computed else [])]
    if not found:
        terms.append(Terms(licence=licence(catalog, catalog.licence, edition)))
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
        terms=terms,
        sources=origin["sources"],
        guarded=asked.one("raw") != "1",
        bom=asked.one("bom") == "1",
        decimal="," if asked.one("decimal") == "comma" else ".",
    )


def takes(asked: Asked, name: str) -> bool:
    """Whether the path has a parameter."""
    return any(parameter.name == name for parameter in asked.parameters)
