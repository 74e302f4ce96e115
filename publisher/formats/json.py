"""JSON in the one shape our collections have: ``data``, ``links``, ``meta``; the codebook in ``meta``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

import msgspec

from publisher.columns import Coded, Wrapped
from publisher.download import Cell, Download, codebook
from publisher.model import Text, localised

#: Rows per chunk of bytes.
CHUNK = 500
_SOURCE = ("id", "title", "publisher", "url", "retrieved")


def write(download: Download) -> Iterator[bytes]:
    """The rows as objects, then links and everything that explains them."""
    encode = msgspec.json.Encoder().encode
    end = b',"links":' + encode({"self": download.url, **download.links}) + b',"meta":' + encode(meta(download)) + b"}"
    if download.data is not None:
        yield b'{"data":' + encode(download.data) + end
        return
    start = b'{"data":['
    for chunk in _from_rows(download) if download.table is None else _from_table(download, download.table):
        yield start + chunk
        start = b","
    if start != b",":
        yield start
    yield b"]" + end


def _from_rows(download: Download) -> Iterator[bytes]:
    names, rows, encode = [column.name for column in download.columns], iter(download.rows()), msgspec.json.encode
    while chunk := list(islice(rows, CHUNK)):
        yield encode([dict(zip(names, row, strict=True)) for row in chunk])[1:-1]


def _from_table(download: Download, table: Coded) -> Iterator[bytes]:
    tellers = fields([column.name for column in download.columns])
    for chunk in table.chunks():
        yield chunk.joined("{", *(chunk.told(tell, place) for place, tell in enumerate(tellers)), "},")[:-1]


def fields(names: Sequence[str]) -> list[Callable[[Cell], str]]:
    """What gives the cells of a row as fields of an object, what stands before each with it."""
    starts = [f"{',' if place else ''}{text(name)}:" for place, name in enumerate(names)]
    return [Wrapped(partial(_field, start), f'{start}"', '"', _ESCAPED) for start in starts]


def _field(start: str, cell: Cell) -> str:
    return start + text(cell)


#: What a text may have in it that is escaped.
_ESCAPED = r"""[^ !#-\[\]-~À-ÿ–]"""


def text(thing: object) -> str:
    """A thing of msgspec's types as JSON."""
    return msgspec.json.encode(thing).decode()


#: :func:`text`, of the cells of a table in codes.
CELL = Wrapped(text, '"', '"', _ESCAPED)


def whole(download: Download) -> dict[str, Any]:
    """What :func:`write` says, as mappings and lists, less areas and codebook: for whoever asks within the process."""
    names = [column.name for column in download.columns]
    data = download.data
    if data is None:
        data = [dict(zip(names, row, strict=True)) for row in download.rows()]
    said = {"data": data, "links": {"self": download.url, **download.links}, "meta": meta(download, False)}
    return msgspec.to_builtins(said)  # type: ignore[no-any-return]


def meta(download: Download, words: bool = True) -> dict[str, object]:
    """What explains the rows: edition, citation, licences, sources, cautions; the names of areas and the codebook.

    Args:
        words: whether names and codebook are among it.
    """

    both, language = len(download.languages) > 1, download.languages[0]

    def said(text: Text) -> object:
        return dict(text) if both else text.get(language) or localised(text, language)

    book: dict[str, list[dict[str, object]]] = {}
    for entry in codebook(download) if words else ():
        line: dict[str, object] = {"code": entry.code, "label": said(entry.label)}
        if entry.of:
            line["of"] = entry.of
        if entry.definition and entry.definition is not entry.label:
            line["definition"] = said(entry.definition)
        if entry.unit:
            line["unit"] = entry.unit
        if entry.type:
            line["type"] = entry.type
        book.setdefault(entry.kind, []).append(line)
    return {
        "title": said(download.title),
        "edition": download.edition,
        "published": download.published,
        "language": download.language,
        **download.meta,
        "cautions": [said(text) for text in download.cautions],
        "citation": said(download.citation),
        "licences": [
            {
                "title": said(licence.title),
                "url": licence.url,
                "datasets": [one.dataset for one in download.terms if one.licence == licence and one.dataset],
            }
            for licence in download.licences.values()
        ],
        "rights": [said(text) for text in download.rights],
        "sources": [
            {"dataset": dataset, **{name: getattr(source, name) for name in _SOURCE}}
            for dataset, source in download.sources
        ],
        **({"areas": {area.code: said(area.label) for area in download.areas}, "codebook": book} if words else {}),
    }
