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

from publisher.download import Download
from publisher.formats.json import meta
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
    names = [column.name for column in download.columns]
    missing = [name for name in (*DIMENSIONS, "value", "status") if name not in names]
    if missing:
        raise ValueError(f"JSON-stat wants observations; these columns are not there: {', '.join(missing)}.")
    place = {name: names.index(name) for name in names}
    at = [place[name] for name in DIMENSIONS]
    seen: list[dict[object, int]] = [{} for _ in DIMENSIONS]
    count = 0
    for row in download.rows():
        count += 1
        for codes, position in zip(seen, at, strict=True):
            codes[row[position]] = 0
    categories = [sorted(str(code) for code in codes) for codes in seen]
    for codes, ordered in zip(seen, categories, strict=True):
        codes.update({code: index for index, code in enumerate(ordered)})
    sizes = [len(codes) for codes in categories]
    cells = 1
    strides: list[int] = []
    for size in reversed(sizes):
        strides.insert(0, cells)
        cells *= size

    values: dict[str, object] = {}
    statuses: dict[str, object] = {}
    extension: dict[str, dict[str, object]] = {
        name: {} for name in names if name not in PLACED and not name.startswith(STORED_LABEL)
    }
    for row in download.rows():
        cell = str(sum(codes[row[p]] * stride for codes, p, stride in zip(seen, at, strides, strict=True)))
        values[cell] = row[place["value"]]
        if row[place["status"]] is not None:
            statuses[cell] = row[place["status"]]
        for name, found in extension.items():
            if row[place[name]] not in (None, ""):
                found[cell] = row[place[name]]
    dense = count >= DENSE * cells
    document: dict[str, object] = {
        "version": "2.0",
        "class": "dataset",
        "label": download.text(download.title),
        "source": "; ".join(dict.fromkeys(source.title for _, source in download.sources)),
        "updated": download.published,
        "href": download.url,
        "id": list(DIMENSIONS),
        "size": sizes,
        "role": {"time": ["period"], "geo": ["area"], "metric": ["indicator"]},
        "dimension": {
            name: _dimension(download, name, codes) for name, codes in zip(DIMENSIONS, categories, strict=True)
        },
        "value": [values.get(str(cell)) for cell in range(cells)] if dense else values,
    }
    if statuses:
        document["status"] = statuses
    explained = meta(download)
    document["note"] = [download.text(text) for text in (*download.rights, *download.cautions)]
    document["extension"] = {
        **{name: found for name, found in extension.items() if found},
        "status_label": {status.code: download.text(status.label) for status in download.statuses},
        **{key: explained[key] for key in ("edition", "citation", "licences", "sources", "codebook")},
    }
    yield msgspec.json.encode(document)


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
