"""GeoJSON: a feature a row, in longitude and latitude (RFC 7946), for QGIS, ArcGIS, Leaflet and others.

The columns are those of the table, but for ``code`` and ``name``, which is what an area's are called in a layer, the
text of a note, which no layer has a codebook for, and ``kind`` and ``border``, which say what the outline is of. What
explains the rows stands in ``meta``, a member of the collection that readers pass over, and so does the edition: GDAL
takes a column of ``2026-11-29`` for dates, and the next, ``2026-11-29.2``, for text.
https://www.rfc-editor.org/rfc/rfc7946
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import pairwise, starmap

import msgspec

from publisher.columns import ROWS, Chunk, Coded, Codes
from publisher.download import Cell, Download
from publisher.formats.json import fields, meta
from publisher.model import AreaKind, Column, localised
from publisher.outlines import Shape
from publisher.phrases import tell
from publisher.tables import column, kind
from publisher.tables.observed import EDITION

#: What an area's columns are called in a layer.
CALLED = {"area": "code", "area_label": "name", "label": "name"}
#: What a layer has beyond its table.
KIND = column("kind", tell("kind of area"))
BORDER = column(
    "border",
    tell("the border"),
    tell("What the area comprised then, where it was another than is drawn; empty otherwise."),
)
NOTE = column("note", tell("note", "column"))


class Layer:
    """A download as a layer.

    Attributes:
        columns: of the features, without the geometry.
        table: the features in codes, those of the nation and counties first, so that municipalities are drawn above.
        drawn: code of what is drawn of each feature, and of each code an area, with its period where there is one, that
            it is the outline of.

    Raises:
        ValueError: it has no outlines, or no column of areas.
    """

    def __init__(self, download: Download):
        import numpy as np

        names = [one.name for one in download.columns]
        at = next((names.index(name) for name in ("area", "code") if name in names), None)
        if download.outlines is None or at is None:
            raise ValueError(f"A layer wants outlines and a column of areas; there are: {', '.join(names)}.")
        self.outlines, self._download, held = download.outlines, download, download.coded()
        known, places = self.outlines.areas, {AreaKind.COUNTY: 1, AreaKind.MUNICIPALITY: 2}
        order = [places.get(known[code].kind, 0) if code in known else 0 for code in held.cells(at)]
        table = held.taken(np.argsort(np.array(order)[held.codes[at]], kind="stable"))
        made = [
            (replace(one, name=_called(one.name)), codes, values)
            for one, codes, values in zip(download.columns, table.codes, table.values, strict=True)
        ]
        if "note" in names and "dataset" in names:
            told = {(dataset, id): download.text(text) for dataset, id, text in download.notes}
            note = names.index("note")
            made[note] = NOTE, *table.mapped(partial(_noted, told), note, names.index("dataset"))
        first = [at, *(i for i, one in enumerate(made) if one[0].name.startswith("name") and i != at)]
        rest = [i for i, name in enumerate(names) if i not in first and name != EDITION.name]
        period = [names.index("period")] if "period" in names else []
        made = [made[i] for i in (*first, *rest)]
        if "kind" not in names:
            made.append((KIND, *table.mapped(lambda code: known[code].kind.value if code in known else None, at)))
        if period:
            made.append((BORDER, *table.mapped(self._border, at, *period)))
        columns, codes, values = zip(*made, strict=True)
        self.columns: Sequence[Column] = columns
        self.table = Coded(codes, values)
        pairs, of = table.column(at, *period)
        parts = [self.outlines.parts(*pair) for pair in of]
        unlike = dict(zip(parts, of, strict=True))
        number = {part: code for code, part in enumerate(unlike)}
        self.drawn: tuple[Codes, list[tuple[str, ...]]] = (
            np.array([number[part] for part in parts], "int32")[pairs], list(unlike.values()),
        )  # fmt: skip

    def _border(self, code: str, period: str) -> str | None:
        differs = self.outlines.differ(code, period)
        return localised(differs, self._download.languages[0]) if differs else None

    def sorted(self, order: Codes) -> None:
        """Put the features into another order."""
        self.table, self.drawn = self.table.taken(order), (self.drawn[0][order], self.drawn[1])

    def shapes(self, form: str, write: Callable[[Shape], bytes]) -> list[bytes | None]:
        """The outlines that the codes of :attr:`drawn` stand for; see :meth:`Outlines.written`."""
        return [self.outlines.written(form, *_dated(of), write) for of in self.drawn[1]]

    def bounds(self, rows: slice = slice(None)) -> tuple[float, float, float, float] | None:
        """West, south, east and north of all that is drawn in some rows; None when nothing is."""
        import numpy as np

        boxes = self._boxes[np.unique(self.drawn[0][rows])]
        boxes = boxes[~np.isnan(boxes[:, 0])]
        if not len(boxes):
            return None
        west, south, *_ = boxes.min(axis=0).tolist()
        *_, east, north = boxes.max(axis=0).tolist()
        return west, south, east, north

    @cached_property
    def _boxes(self) -> Codes:
        """The bounds of each of the outlines that the codes of :attr:`drawn` stand for, NaN where nothing is drawn."""
        import numpy as np

        none = (float("nan"),) * 4
        return np.array([self.outlines.box(*_dated(of)) or none for of in self.drawn[1]], "float64").reshape(-1, 4)

    def about(self) -> dict[str, object]:
        """Whose the borders are, since when the country is divided so, and how far off they may be."""
        return {
            "credit": self._download.text(self.outlines.credit),
            "since": self.outlines.since or None,
            "metres": self.outlines.metres,
        }


def _dated(of: tuple[str, ...]) -> tuple[str, str | None]:
    return of[0], of[1] if len(of) > 1 else None


def _noted(told: Mapping[tuple[str, str], str], note: str | None, dataset: str) -> str | None:
    return " ".join(told.get((dataset, id), id) for id in (note or "").split()) or None


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
    features, every = _Features(layer), slice(0, len(layer.table))
    yield features.head(download, every)
    for number, chunk in enumerate(features.table.chunks(ROWS)):
        yield features.lines(chunk, every)[not number :]
    yield END


def each(download: Download) -> Iterator[tuple[str, bytes]]:
    """A collection for each indicator and period: ``<indicator>-<period>.geojson`` and its bytes, by name.

    Raises:
        ValueError: the download has no outlines.
    """
    import numpy as np

    layer = Layer(download)
    names = [one.name for one in layer.columns]
    codes, groups = layer.table.column(names.index("indicator"), names.index("period"))
    called = [f"{id}-{period}.geojson" for id, period in groups]
    order = sorted(range(len(groups)), key=called.__getitem__)
    place = np.zeros(len(groups), "int64")
    place[order] = range(len(order))
    layer.sorted(np.argsort(place[codes], kind="stable"))
    found, starts = np.unique(np.sort(place[codes]), return_index=True)
    features, known = _Features(layer), {one.id: one for one in download.indicators}
    chunks, limits = features.table.parts(starts.tolist()), pairwise([*starts.tolist(), len(codes)])
    for group, rows, chunk in zip(found, starmap(slice, limits), chunks, strict=True):
        id, period = groups[order[group]]
        one = known.get(id)
        title = {code: f"{localised(one.label, code)}, {period}" for code in one.label} if one else download.title
        alone = replace(download, title=title, indicators=[one] if one else [])
        yield called[order[group]], features.head(alone, rows) + features.lines(chunk, rows)[1:] + END


END = b"\n]}\n"


class _Features:
    """The features of a layer as lines."""

    def __init__(self, layer: Layer):
        import pyarrow as pa

        self._layer, table = layer, layer.table
        codes, shapes = layer.drawn[0], [shape or b"null" for shape in layer.shapes("geojson", _geometry)]
        self.table = Coded([*table.codes, codes], [*table.values, pa.array([shape.decode() for shape in shapes])])
        self._there = {
            place: table.there(place)
            for place, one in enumerate(layer.columns)
            if one.name != "value" and kind(one).json != "string"
        }
        tellers = fields([one.name for one in layer.columns])
        self._tellers = [
            partial(_decimal, tell) if one.type == "number" else tell
            for one, tell in zip(layer.columns, tellers, strict=True)
        ]

    def head(self, download: Download, rows: slice) -> bytes:
        """What stands before the features of some rows."""
        head: dict[str, object] = {"type": "FeatureCollection", "name": download.text(download.title)}
        if (bounds := self._layer.bounds(rows)) is not None:
            head["bbox"] = bounds
        explained = {name: told for name, told in meta(download).items() if name != "areas"}
        head["meta"] = {**explained, "url": download.url, "borders": self._layer.about()}
        return msgspec.json.encode(head)[:-1] + b',"features":['

    def lines(self, chunk: Chunk, of: slice) -> bytes:
        """A line a row of a chunk, without the numbers that no row of the collection has."""
        kept = [i for i in range(len(self._tellers)) if i not in self._there or self._there[i][of].any()]
        told = [chunk.told(self._tellers[i], i) for i in kept]
        outline = chunk.told(str, len(self._tellers))
        return chunk.joined(',\n{"type":"Feature","geometry":', outline, ',"properties":{', *told, "}}")


def _decimal(tell: Callable[[Cell], str], cell: Cell) -> str:
    return tell(None if cell is None else float(cell))


def _geometry(shape: Shape) -> bytes:
    """A MultiPolygon, always, so that all of a layer are of one type."""
    closed = [[[*ring, ring[0]] for ring in polygon] for polygon in shape]
    return msgspec.json.encode({"type": "MultiPolygon", "coordinates": closed})
