"""JSON-stat 2.0, class dataset: https://json-stat.org/full/

The dimensions are the key of an observation; ``indicator`` has the role *metric* and carries the
units. ``index`` is an object, as statistical offices send it: readers stop at the array that the standard allows
too. Values and statuses are objects keyed by position when the cube is sparse. What the standard
has no place for (n, numerator, denominator, source, notes) stands in ``extension`` under the same
positions, and the codes of ``status`` are explained there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from publisher.columns import Coded, Codes, digits
from publisher.download import Download
from publisher.formats.json import CELL, meta
from publisher.model import KEY_COLUMNS, ValueKind
from publisher.tables.observed import ADDED, STORED_LABEL

DIMENSIONS = KEY_COLUMNS
#: Columns with a place of their own in the standard, and those that the codebook tells; others stand in ``extension``.
PLACED = frozenset((*DIMENSIONS, "value", "status")) | ADDED
#: Kinds of value shown without decimals; others with one. The values themselves are not rounded.
WHOLE = frozenset({ValueKind.BOOLEAN, ValueKind.CONDITIONAL, ValueKind.ORDINAL, ValueKind.COUNT, ValueKind.AMOUNT})
#: A cube with a smaller share of its cells filled gives its values as an object.
DENSE = 0.5


def write(download: Download) -> Iterator[bytes]:
    """One JSON-stat dataset.

    Raises:
        ValueError: the download has no observations' columns.
    """
    import numpy as np

    names = [column.name for column in download.columns]
    missing = [name for name in (*DIMENSIONS, "value", "status") if name not in names]
    if missing:
        raise ValueError(f"JSON-stat wants observations; these columns are not there: {', '.join(missing)}.")
    place, table = {name: names.index(name) for name in names}, download.coded()
    categories, cells, every = list[list[str]](), np.zeros(len(table), "int64"), 1
    for name in DIMENSIONS:
        known, codes = table.cells(place[name]), table.codes[place[name]]
        occur = sorted(np.unique(codes).tolist(), key=lambda code: str(known[code]))
        order = np.zeros(len(known), "int64")
        order[occur] = range(len(occur))
        cells, every = cells * len(occur) + order[codes], every * len(occur)
        categories.append([str(known[code]) for code in occur])
    document: dict[str, object] = {
        "version": "2.0",
        "class": "dataset",
        "label": download.text(download.title),
        "source": "; ".join(dict.fromkeys(source.title for _, source in download.sources)),
        "updated": download.published,
        "href": download.url,
        "id": list(DIMENSIONS),
        "size": [len(codes) for codes in categories],
        "role": {"time": ["period"], "geo": ["area"], "metric": ["indicator"]},
        "dimension": {
            name: _dimension(download, name, codes) for name, codes in zip(DIMENSIONS, categories, strict=True)
        },
        "value": _dense(table, place["value"], cells, every)
        if len(table) >= DENSE * every
        else _sparse(table, place["value"], cells),
    }
    if (statuses := _told(table, place["status"], cells)) is not None:
        document["status"] = statuses
    explained = meta(download)
    document["note"] = [download.text(text) for text in (*download.rights, *download.cautions)]
    document["extension"] = {
        **{
            name: found
            for name in names
            if name not in PLACED and not name.startswith(STORED_LABEL)
            if (found := _told(table, place[name], cells))
        },
        "status_label": {status.code: download.text(status.label) for status in download.statuses},
        **{key: explained[key] for key in ("edition", "citation", "licences", "sources", "codebook")},
    }
    yield msgspec.json.encode(document)


def _dense(table: Coded, place: int, cells: Codes, every: int) -> msgspec.Raw:
    """The column as an array with an entry for each cell of the cube."""
    import numpy as np

    codes = np.full(every, len(table.values[place]) - 1)  # None
    codes[cells] = table.codes[place]
    whole = Coded([codes], [table.values[place]])
    return msgspec.Raw(b"[%s]" % b"".join(chunk.joined(chunk.told(CELL, 0), ",") for chunk in whole.chunks())[:-1])


def _sparse(table: Coded, place: int, cells: Codes) -> msgspec.Raw:
    """The column as an object, its keys the cells of the cube."""
    fields = []
    for chunk in table.chunks():
        at, cells = digits(cells[: chunk.count]), cells[chunk.count :]
        fields.append(chunk.joined('"', at, '":', chunk.told(CELL, place), ","))
    return msgspec.Raw(b"{%s}" % b"".join(fields)[:-1])


def _told(table: Coded, place: int, cells: Codes) -> msgspec.Raw | None:
    """The same of the rows in which the column has anything; None: there is none."""
    there = table.there(place)
    return _sparse(table.taken(there), place, cells[there]) if there.any() else None


def _dimension(download: Download, name: str, codes: Sequence[str]) -> dict[str, object]:
    """A dimension: its label, its categories in order, their labels, for indicators their units."""
    column = next(column for column in download.columns if column.name == name)
    known = {
        "indicator": {indicator.id: indicator.label for indicator in download.indicators},
        "area": {area.code: area.label for area in download.areas},
        "period": {},
    }.get(name) or {concept.code: concept.label for concept in download.concepts.get(name.replace("_", "-"), ())}
    category: dict[str, object] = {
        "index": {code: position for position, code in enumerate(codes)},
        "label": {code: download.text(known[code]) if code in known else code for code in codes},
    }
    if name == "indicator":
        units = {concept.code: concept for concept in download.concepts.get("unit", ())}
        category["unit"] = {
            indicator.id: {
                "label": download.text(units[indicator.unit].label),
                "symbol": download.text(units[indicator.unit].symbol),
                "decimals": 0 if indicator.value_kind in WHOLE else 1,
            }
            for indicator in download.indicators
            if indicator.id in codes and indicator.unit in units and len({one.unit for one in indicator.scales}) == 1
        }
    return {"label": download.text(column.title), "category": category}
