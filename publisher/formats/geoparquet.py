"""GeoParquet 1.1: the layer of :mod:`publisher.formats.geojson`, typed, with the codebook in its schema metadata.

The geometry is WKB, each outline once (a dictionary), so that all periods of a dataset weigh little more than one.
https://geoparquet.org/releases/v1.1.0/
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

import msgspec

from publisher.columns import Coded
from publisher.download import Download
from publisher.formats.geojson import Layer
from publisher.formats.parquet import GROUP, schema_of, written
from publisher.outlines import Shape

#: Longitude and latitude on WGS 84, as PROJJSON has it. https://proj.org/en/stable/specifications/projjson.html
CRS84 = json.loads(files("publisher.formats").joinpath("crs84.json").read_text(encoding="utf-8"))
GEOMETRY = "geometry"


def write(download: Download) -> Iterator[bytes]:
    """The file, a row group at a time.

    Raises:
        ValueError: the download has no outlines.
    """
    import pyarrow

    layer = Layer(download)
    shapes = layer.shapes("wkb", _wkb)
    about: dict[str, object] = {
        "encoding": "WKB", "geometry_types": ["MultiPolygon"] if any(shapes) else [], "crs": CRS84, "edges": "planar",
        "orientation": "counterclockwise",
    }  # fmt: skip
    if (bounds := layer.bounds()) is not None:
        about["bbox"] = bounds
    plain = schema_of(replace(download, columns=layer.columns))
    geo = {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: about}}
    told = {"geo": msgspec.json.encode(geo), "borders": msgspec.json.encode(layer.about())}
    schema = plain.append(pyarrow.field(GEOMETRY, pyarrow.binary())).with_metadata({**(plain.metadata or {}), **told})
    codes, table = layer.drawn[0], layer.table
    whole = Coded([*table.codes, codes], [*table.values, pyarrow.array(shapes, pyarrow.binary())])
    yield from written(schema, whole.groups(schema, GROUP))


def _wkb(shape: Shape) -> bytes:
    """A MultiPolygon as well-known binary, little end first."""
    parts = [struct.pack("<BII", 1, 6, len(shape))]
    for polygon in shape:
        parts.append(struct.pack("<BII", 1, 3, len(polygon)))
        for ring in polygon:
            closed = [*ring, ring[0]]
            parts.append(struct.pack(f"<I{2 * len(closed)}d", len(closed), *(n for point in closed for n in point)))
    return b"".join(parts)
