"""GeoJSON: a feature a row, in longitude and latitude (RFC 7946), for QGIS, ArcGIS, Leaflet and others.

The columns are those of the table, but for ``code`` and ``name``, which is what an area's are called in a layer, the
text of a note, which no layer has a codebook for, and ``kind`` and ``border``, which say what the outline is of. What
explains the rows stands in ``meta``, a member of the collection that readers pass over, and so does the edition: GDAL
takes a column of ``2026-11-29`` for dates, and the next, ``2026-11-29.2``, for text.
https://www.rfc-editor.org/rfc/rfc7946
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import NamedTuple

import msgspec

from publisher.download import Cell, Cells, Download
from publisher.formats.json import meta
from publisher.model import AreaKind, Column, localised
from publisher.outlines import Outlines, Shape
from publisher.tables import column, kind
from publisher.tables.observed import EDITION

#: What an area's columns are called in a layer.
CALLED = {"area": "code", "area_label": "name", "label": "name"}
#: What a layer has beyond its table.
KIND = column("kind", "string", "områdesslag", "kind of area")
BORDER = column(
    "border", "string", "gränsen", "the border",
    "Vad området omfattade då, där det var ett annat än det som är ritat; annars tomt.",
    "What the area comprised then, where it was another than is drawn; empty otherwise.",
)  # fmt: skip
NOTE = column("note", "string", "not", "note")


class Feature(NamedTuple):
    """A row of a layer: the area that it is of, its period where it has one, its cells."""

    area: str
    period: str | None
    cells: Cells


class Layer:
    """A download as a layer.

    Attributes:
        columns: of the features, without the geometry.

    Raises:
        ValueError: it has no outlines, or no column of areas.
    """

    def __init__(self, download: Download):
        names = [one.name for one in download.columns]
        at = next((names.index(name) for name in ("area", "code") if name in names), None)
        if download.outlines is None or at is None:
            raise ValueError(f"A layer wants outlines and a column of areas; there are: {', '.join(names)}.")
        self.outlines: Outlines = download.outlines
        self._download, self._area = download, at
        self._period = names.index("period") if "period" in names else None
        self._note = names.index("note") if "note" in names and "dataset" in names else None
        self._dataset = names.index("dataset") if self._note is not None else 0
        self._order = [at, *(i for i, name in enumerate(names) if _called(name).startswith("name") and i != at)]
        self._order += [i for i, name in enumerate(names) if i not in self._order and name != EDITION.name]
        self._notes = {(dataset, id): download.text(text) for dataset, id, text in download.notes}
        self._kind = "kind" not in names
        self.columns: list[Column] = [
            NOTE if i == self._note else replace(one, name=_called(one.name))
            for i, one in ((i, download.columns[i]) for i in self._order)
        ]
        self.columns += [*([KIND] if self._kind else []), *([BORDER] if self._period is not None else [])]

    def features(self) -> list[Feature]:
        """The rows, those of the nation and counties first, so that municipalities are drawn above them."""
        known, differ = self.outlines.areas, self.outlines.differ
        pick = itemgetter(*self._order)
        types = [self._download.columns[i].type for i in self._order]
        numbers = [place for place, type in enumerate(types) if type == "number"]
        note = None if self._note is None else self._order.index(self._note)
        found: list[Feature] = []
        for row in self._download.rows():
            code = str(row[self._area])
            period = None if self._period is None else str(row[self._period])
            cells: list[Cell] = [*pick(row)]
            for place in numbers:
                if (cell := cells[place]) is not None:
                    cells[place] = float(cell)
            if note is not None:
                dataset, ids = str(row[self._dataset]), str(cells[note] or "").split()
                cells[note] = " ".join(self._notes.get((dataset, id), id) for id in ids) or None
            if self._kind:
                cells.append(known[code].kind.value if code in known else None)
            if period is not None:
                differs = differ(code, period)
                cells.append(localised(differs, self._download.languages[0]) if differs else None)
            found.append(Feature(code, period, cells))
        order = {AreaKind.COUNTY: 1, AreaKind.MUNICIPALITY: 2}
        found.sort(key=lambda one: order.get(known[one.area].kind, 0) if one.area in known else 0)
        return found

    def bounds(self, features: Sequence[Feature]) -> tuple[float, float, float, float] | None:
        """West, south, east and north of all that is drawn; None when nothing is."""
        drawn = {(one.area, one.period and one.period[:4]) for one in features}
        boxes = [box for key in drawn if (box := self.outlines.box(*key))]
        if not boxes:
            return None
        west, south, east, north = zip(*boxes, strict=True)
        return min(west), min(south), max(east), max(north)

    def about(self) -> dict[str, object]:
        """Whose the borders are, since when the country is divided so, and how far off they may be."""
        return {
            "credit": self._download.text(self.outlines.credit),
            "since": self.outlines.since or None,
            "metres": self.outlines.metres,
        }


def _called(name: str) -> str:
    stem = next(
        (one for one in ("area_label", "label") if name.startswith(f"{one}_") and len(name) == len(one) + 3), name
    )
    return CALLED.get(stem, stem) + name[len(stem) :]


def write(download: Download) -> Iterator[bytes]:
    """One FeatureCollection.

    Numbers that no row has are left out, but for the value: a reader would take them for text. A number with decimals
    is written with them, 47.0, so that a layer of whole percentages is one of decimals too.

    Raises:
        ValueError: the download has no outlines.
    """
    layer = Layer(download)
    features = layer.features()
    kept = [
        i
        for i, one in enumerate(layer.columns)
        if one.name == "value" or kind(one).json == "string" or any(row.cells[i] is not None for row in features)
    ]
    names, pick = [layer.columns[i].name for i in kept], itemgetter(*kept)
    encode = msgspec.json.Encoder().encode
    head: dict[str, object] = {"type": "FeatureCollection", "name": download.text(download.title)}
    if (bounds := layer.bounds(features)) is not None:
        head["bbox"] = bounds
    explained = {name: told for name, told in meta(download).items() if name != "areas"}
    head["meta"] = {**explained, "url": download.url, "borders": layer.about()}
    yield encode(head)[:-1] + b',"features":['
    for number, feature in enumerate(features):
        drawn = layer.outlines.written("geojson", feature.area, feature.period, _geometry) or b"null"
        properties = encode(dict(zip(names, pick(feature.cells), strict=True)))
        yield b"%s\n{\"type\":\"Feature\",\"geometry\":%s,\"properties\":%s}" % (
            b"," if number else b"", drawn, properties,
        )  # fmt: skip
    yield b"\n]}\n"


def _geometry(shape: Shape) -> bytes:
    """A MultiPolygon, always, so that all of a layer are of one type."""
    closed = [[[*ring, ring[0]] for ring in polygon] for polygon in shape]
    return msgspec.json.encode({"type": "MultiPolygon", "coordinates": closed})
