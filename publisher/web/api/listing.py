"""Lists of things other than observations: richer objects in JSON, plain columns in CSV, Excel and Parquet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from operator import attrgetter
from typing import Any, get_args

import msgspec
from litestar import Response
from litestar.response import Stream

from publisher.download import Cell, Cells, Download, Terms, citation, languages, short
from publisher.extract import drawn_on, licence
from publisher.model import Column, Text, localised
from publisher.phrases import tell
from publisher.tables import per_language
from publisher.web.api.answering import Asked, answer
from publisher.web.api.query import PAGE
from publisher.web.api.shapes import Said

#: On ranks, group values, differences and distances, wherever they stand beside the figures they are made of.
COMPUTED: Text = tell(
    "Ranks, group values, changes and distances are worked out by the project and may not be credited to the sources."
)


#: Types of fields that are numbers in a plain table.
_NUMBERS: Mapping[Any, str] = {int: "integer", int | None: "integer", float: "number", float | None: "number"}


@dataclass(frozen=True, kw_only=True)
class Field:
    """What is told of each thing of a list: in JSON, and as a column of a plain table."""

    name: str
    get: Callable[[Any], Any]  #: read off a thing; a text in every language where ``type`` is :data:`Said`
    type: Any  #: in JSON
    title: Text  #: of the column; {}: it is in JSON alone
    more: Text  #: what the title does not say
    cell: Callable[[Any], Cell] | None = None  #: in the table, where that is otherwise: a list in one cell
    sent: bool = True  #: False: it is in the table alone
    required: bool = False

    @cached_property
    def text(self) -> bool:
        """Whether it comes in the language asked for."""
        return self.type in (Said, Said | None)

    def columns(self, language: str) -> list[Column]:
        """Its columns in a plain table: one, or of a text one a language."""
        kind = _NUMBERS.get(getattr(self.type, "__origin__", self.type), "string")
        told = Column(name=self.name, type=kind, title=self.title, description=self.more, required=self.required)
        return per_language(told, languages(language)) if self.text else [told]

    def cells(self, language: str, thing: Any) -> Iterable[Cell]:
        """The cells of :meth:`columns`."""
        if self.text:
            return [localised(self.get(thing) or {}, code) for code in languages(language)]
        found = self.cell(thing) if self.cell else self.get(thing)
        return (short(found) if isinstance(found, float) else found,)

    def told(self, asked: Asked, thing: Any) -> Any:
        """What JSON says of a thing."""
        found = self.get(thing)
        if self.text:
            return asked.say(found) if found or self.type is Said else None
        return short(found) if isinstance(found, float) else found


def field(
    name: str,
    title: Text | None = None,
    type: Any = str,
    get: Callable[[Any], Any] | str = "",
    more: Text | None = None,
    **rest: Any,
) -> Field:
    """A field by name and title (none: in JSON alone); it is read off the attribute of its name, or of ``get``."""
    read = get if callable(get) else attrgetter(get or name)
    return Field(name=name, get=read, type=type, title=title or {}, more=dict(more or title or {}), **rest)


class Noun:
    """A kind of thing the API lists: its fields, once, for JSON, plain tables and OpenAPI."""

    def __init__(self, name: str, about: str, *fields: Field):
        sent = [one for one in fields if one.sent]
        self.table, self._sent = [one for one in fields if one.title], sent
        unset = {one.name: msgspec.UNSET for one in sent if msgspec.UnsetType in get_args(one.type)}
        self._columns: dict[str, tuple[Column, ...]] = {}
        self.struct: type[Any] = msgspec.defstruct(
            name,
            [(one.name, one.type, unset[one.name]) if one.name in unset else (one.name, one.type) for one in sent],
            namespace={"__doc__": about},
            module=__name__,
            kw_only=True,
        )

    def columns(self, language: str) -> tuple[Column, ...]:
        """The columns of a plain table."""
        if language not in self._columns:
            self._columns[language] = tuple(column for one in self.table for column in one.columns(language))
        return self._columns[language]

    def cells(self, language: str, thing: Any) -> list[Cell]:
        """A row of a plain table."""
        return [cell for one in self.table for cell in one.cells(language, thing)]

    def sent(self, asked: Asked, thing: Any) -> Any:
        """An object of JSON."""
        return self.struct(**{one.name: one.told(asked, thing) for one in self._sent})


async def listed(
    asked: Asked,
    title: Text,
    things: Sequence[Any],
    noun: Noun,
    shape: Callable[[Any], object] | None = None,
    meta: Mapping[str, object] | None = None,
    left_out: Sequence[Mapping[str, object]] = (),
    *,
    datasets: Collection[str],
    computed: bool = False,
) -> Response[bytes] | Stream:
    """A list in the format asked for: a page of it as JSON, all of it otherwise.

    Args:
        things: all of them, in order.
        noun: what is told of each.
        shape: a thing as an object of :mod:`publisher.web.api.shapes`, where JSON is nested otherwise than the noun.
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
        made = shape or partial(noun.sent, asked)
        data = [made(thing) for thing in shown]
        more |= {"returned": len(shown), "limit": limit, "offset": offset, "left_out": list(left_out)}
    columns = noun.columns(asked.language)
    rows = partial(map, partial(noun.cells, asked.language), things)
    download = table(asked, title, columns, rows, datasets, computed)
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
        outlines=asked.outlines,
    )


def takes(asked: Asked, name: str) -> bool:
    """Whether the path has a parameter."""
    return any(parameter.name == name for parameter in asked.parameters)
