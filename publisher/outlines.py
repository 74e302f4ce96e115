"""Outlines: areas in longitude and latitude, from the site's file of borders; what layers of a map are made of.

The file is a drawing (:mod:`publisher.web.maps` shows it) whose ``place`` says where in the world its grid lies: a
transverse Mercator projection on GRS 80, as SWEREF 99 TM and every ETRS89 / UTM zone. Counties and the nation are
joined of their municipalities, those of the year that a value is of; a group is no place and has no outline.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from publisher.known import Known
from publisher.model import Area, AreaKind, Comparability, Text, parsed
from publisher.phrases import tell

#: The site's files of borders, and of a square for each municipality.
BOUNDARIES, TILES = "boundaries.json", "tiles.json"
#: Decimals of a degree that are written: some ten metres, where the grid is coarser.
DECIMALS = 4

Point = tuple[float, float]
Ring = list[Point]  #: without its first point once more at its end
Polygon = list[Ring]  #: its outer ring, then its holes
Shape = tuple[Polygon, ...]
Drawn = list[tuple[tuple[str, ...], Shape]]  #: what each is made of, and its outline

_CELL = re.compile(r"[Mmlz]|-?\d+")


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a drawing's grid lies: x to the east, y to the south."""

    unit: float  #: metres to a unit
    west: float  #: easting of x = 0, metres
    north: float  #: northing of y = 0, metres
    meridian: float = 15.0  #: degrees; SWEREF 99 TM's
    scale: float = 0.9996
    easting: float = 500_000.0  #: of the meridian, metres


class Borders(msgspec.Struct, frozen=True, kw_only=True):
    """The file of borders, as much of it as layers need."""

    credit: Text
    paths: Mapping[str, str]
    place: Place | None = None
    since: str = ""  #: day since which the areas are divided as it shows
    height: int = 0  #: of the drawing, in its units


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """The site's file of squares: code to column and row, the first in the north-west."""

    rows: int
    tiles: Mapping[str, tuple[int, int]]


_TILES: Text = tell("A square of the same size for each municipality, about where it lies; squares are no borders.")


class Outlines:
    """The outlines of a site's areas.

    Args:
        borders: the file; its ``place`` is known.
        areas: areas by code.
        members: codes of the municipalities of a county or nation in a year; None: today's.

    Attributes:
        credit: whose the borders are.
        since: day since which the areas are divided as they show; '' where the file does not say.
        metres: how far an outline may lie from the border.
    """

    def __init__(
        self,
        borders: Borders,
        areas: Mapping[str, Area],
        members: Callable[[str, str | None], Sequence[str]],
    ):
        assert borders.place is not None
        self.credit, self.since, self.metres = borders.credit, borders.since, borders.place.unit
        self.areas, self._members = areas, members
        self._paths, self._place = borders.paths, borders.place
        self._drawn: dict[tuple[str, ...], Shape] = {}
        self._boxes: dict[tuple[str, ...], tuple[float, float, float, float]] = {}
        self._degrees: dict[Point, Point] = {}
        self._kept: dict[tuple[str, tuple[str, ...]], bytes] = {}
        self._parts = Known[tuple[str, str | None], tuple[str, ...]](self._made_of)
        self._differ = Known[tuple[str, str], Text](self._other)

    @classmethod
    def read(
        cls, file: Path, areas: Mapping[str, Area], members: Callable[[str, str | None], Sequence[str]]
    ) -> Outlines | None:
        """Those of a site's file; None when it has none, or one that does not say where in the world it lies."""
        try:
            borders = msgspec.json.decode(file.read_bytes(), type=Borders)
        except (OSError, msgspec.MsgspecError):
            return None
        return cls(borders, areas, members) if borders.place else None

    @classmethod
    def tiled(
        cls, file: Path, tiles: Path, areas: Mapping[str, Area], members: Callable[[str, str | None], Sequence[str]]
    ) -> Outlines | None:
        """A square for each municipality, laid over the country so that all have the same weight.

        Args:
            file: the site's borders, which say where the country lies and how high it is.
            tiles: columns and rows of the squares.

        Returns:
            None where the site lacks one of the files.
        """
        try:
            borders = msgspec.json.decode(file.read_bytes(), type=Borders)
            grid = msgspec.json.decode(tiles.read_bytes(), type=Grid)
        except (OSError, msgspec.MsgspecError):
            return None
        if borders.place is None or not borders.height:
            return None
        unit = round(borders.height * borders.place.unit / grid.rows)
        paths = {code: f"M{x} {y}l1 0 0 1-1 0z" for code, (x, y) in grid.tiles.items()}
        place = msgspec.structs.replace(borders.place, unit=unit)
        return cls(Borders(credit=_TILES, paths=paths, place=place, since=borders.since), areas, members)

    def of(self, code: str, period: str | None = None) -> Shape:
        """The polygons of an area in degrees, longitude first, of a county those of its members; () when not drawn."""
        members = self.parts(code, period)
        if members not in self._drawn:
            polygons = [polygon for one in members for polygon in _drawn(self._paths[one])]
            if len(members) > 1:
                polygons = list(_nested(_around(polygons)))
            self._drawn[members] = tuple(
                [[self._place_of(p) for p in ring] for ring in polygon] for polygon in polygons
            )
        return self._drawn[members]

    def drawn(self) -> Drawn:
        """The outlines of all areas as they are divided today, to be kept."""
        return [(members, self.of(code)) for code in self.areas if (members := self.parts(code))]

    def keep(self, drawn: Drawn) -> None:
        """Take what :meth:`drawn` gave of the same areas, so that it is not worked out again."""
        self._drawn |= {tuple(members): shape for members, shape in drawn}

    def box(self, code: str, period: str | None = None) -> tuple[float, float, float, float] | None:
        """West, south, east and north of an area; None when it is not drawn."""
        members = self.parts(code, period)
        if members and members not in self._boxes:
            x, y = zip(*(point for polygon in self.of(code, period) for point in polygon[0]), strict=True)
            self._boxes[members] = min(x), min(y), max(x), max(y)
        return self._boxes.get(members)

    def written(self, form: str, code: str, period: str | None, write: Callable[[Shape], bytes]) -> bytes | None:
        """The outline of an area as ``write`` gives it, kept under a word for the form; None when it is not drawn."""
        key = (form, self.parts(code, period))
        if not key[1]:
            return None
        if key not in self._kept:
            self._kept[key] = write(self.of(code, period))
        return self._kept[key]

    def parts(self, code: str, period: str | None = None) -> tuple[str, ...]:
        """The drawn areas that an area is made of: itself, or the members of a county or nation in that period."""
        return self._parts[code, period and period[:4]]

    def _made_of(self, of: tuple[str, str | None]) -> tuple[str, ...]:
        code, year = of
        if code in self._paths:
            return (code,)
        area = self.areas.get(code)
        if area is None or area.kind is AreaKind.GROUP:
            return ()
        return tuple(one for one in self._members(code, year) if one in self._paths)

    def differ(self, code: str, period: str) -> Text:
        """How a municipality of that period was another than is drawn; {} when it was not, or nothing is known."""
        return self._differ[code, period]

    def _other(self, of: tuple[str, str]) -> Text:
        code, period = of
        area = self.areas.get(code)
        if area is None or area.kind is not AreaKind.MUNICIPALITY or code not in self._paths:
            return {}
        start = parsed(period).start
        return next(
            (
                change.description
                for change in area.changes
                if start < change.date <= self.since and change.comparability is Comparability.NONE
            ),
            {},
        )

    def _place_of(self, point: Point) -> Point:
        """Longitude and latitude of a point of the drawing, rounded."""
        if point not in self._degrees:
            place = self._place
            east, north = place.west + point[0] * place.unit, place.north - point[1] * place.unit
            longitude, latitude = unprojected(east, north, place)
            self._degrees[point] = round(longitude, DECIMALS), round(latitude, DECIMALS)
        return self._degrees[point]


def _drawn(path: str) -> list[Polygon]:
    """An SVG path of relative lines as polygons in the units of the drawing."""
    rings: list[Ring] = []
    cells = iter(_CELL.findall(path))
    x = y = 0.0
    ring: Ring = []
    for cell in cells:
        if cell == "z":
            rings += _simple(ring)
            (x, y), ring = ring[0], []
        elif cell not in "Mml":
            x, y = x + float(cell), y + float(next(cells))
            ring.append((x, y))
    return list(_nested(rings))


def _simple(ring: Ring) -> Iterator[Ring]:
    """A ring that comes back to a point as several that do not."""
    line: Ring = []
    for point in ring:
        if point in line:
            at = line.index(point)
            if len(line) - at > 2:
                yield line[at:]
            del line[at:]
        line.append(point)
    if len(line) > 2:
        yield line


def _area(ring: Sequence[Point]) -> float:
    """Twice the signed area; positive when the ring goes counterclockwise where y grows to the north."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))


def _nested(rings: Sequence[Ring]) -> Iterator[Polygon]:
    """Rings as polygons: a ring within an odd number of others is a hole of the smallest around it.

    Outer rings go counterclockwise on the ground, holes clockwise (RFC 7946, section 3.1.6): y grows to the south here.
    """
    ordered = sorted(rings, key=lambda ring: -abs(_area(ring)))
    depths: list[int] = []
    made: list[Polygon] = []
    of: dict[int, Polygon] = {}
    for index, ring in enumerate(ordered):
        around = [i for i in range(index) if _within(ring, ordered[i])]
        depths.append(len(around))
        hole = len(around) % 2 == 1
        turned = ring if (_area(ring) > 0) == hole else ring[::-1]
        if hole:
            of[around[-1]].append(turned)
        else:
            of[index] = [turned]
            made.append(of[index])
    yield from made


def _within(inner: Ring, outer: Ring) -> bool:
    """Whether a ring lies in another, by the middle of a side that they do not share."""
    sides = {frozenset(side) for side in zip(outer, [*outer[1:], outer[0]], strict=True)}
    for a, b in zip(inner, [*inner[1:], inner[0]], strict=True):
        if frozenset((a, b)) not in sides:
            x, y = (a[0] + b[0]) / 2 + 1e-4, (a[1] + b[1]) / 2 + 1.7e-4
            inside = False
            for p, q in zip(outer, [*outer[1:], outer[0]], strict=True):
                if (p[1] > y) != (q[1] > y) and x < (q[0] - p[0]) * (y - p[1]) / (q[1] - p[1]) + p[0]:
                    inside = not inside
            return inside
    return False


def _around(polygons: Sequence[Polygon]) -> list[Ring]:
    """The rings around polygons that lie side by side: a side that two of them have, one each way, is gone."""
    sides: set[tuple[Point, Point]] = set()
    for ring in (ring for polygon in polygons for ring in polygon):
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (b, a) in sides:
                sides.remove((b, a))
            else:
                sides.add((a, b))
    leaving: dict[Point, list[Point]] = {}
    for a, b in sorted(sides):
        leaving.setdefault(a, []).append(b)
    rings: list[Ring] = []
    while leaving:
        line: Ring = [min(leaving)]
        while choices := leaving.get(line[-1]):
            there = choices[0] if len(choices) == 1 else min(choices, key=lambda to: _turn(line, to))
            choices.remove(there)
            if not choices:
                del leaving[line[-1]]
            line.append(there)
        rings += _simple(line[:-1])
    return rings


def _turn(line: Ring, to: Point) -> float:
    """How far to one side a line turns to go on to a point: the same side always, so that rings do not cross."""
    if len(line) < 2:
        return 0.0
    (ax, ay), (bx, by) = line[-2], line[-1]
    back = math.atan2(ay - by, ax - bx)
    return (math.atan2(to[1] - by, to[0] - bx) - back) % (2 * math.pi)


def unprojected(east: float, north: float, place: Place) -> Point:
    """Longitude and latitude in degrees of an easting and northing in metres, on GRS 80.

    The Gauss–Krüger series to the fourth order, a centimetre within a zone.
    https://www.lantmateriet.se/globalassets/geodata/gps-och-geodetisk-matning/gauss_conformal_projection.pdf
    """
    axis, flattening = 6378137.0, 1 / 298.257222101
    e2, n = flattening * (2 - flattening), flattening / (2 - flattening)
    radius = place.scale * axis / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    xi, eta = north / radius, (east - place.easting) / radius
    series = (
        n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96 - n**4 / 360,
        n**2 / 48 + n**3 / 15 - 437 * n**4 / 1440,
        17 * n**3 / 480 - 37 * n**4 / 840,
        4397 * n**4 / 161280,
    )
    x = xi - sum(d * math.sin(2 * k * xi) * math.cosh(2 * k * eta) for k, d in enumerate(series, 1))
    y = eta - sum(d * math.cos(2 * k * xi) * math.sinh(2 * k * eta) for k, d in enumerate(series, 1))
    conformal = math.asin(math.sin(x) / math.cosh(y))
    sin2 = math.sin(conformal) ** 2
    latitude = conformal + math.sin(conformal) * math.cos(conformal) * (
        e2 + e2**2 + e2**3 + e2**4
        - (7 * e2**2 + 17 * e2**3 + 30 * e2**4) / 6 * sin2
        + (224 * e2**3 + 889 * e2**4) / 120 * sin2**2
        - 4279 * e2**4 / 1260 * sin2**3
    )  # fmt: skip
    return place.meridian + math.degrees(math.atan2(math.sinh(y), math.cos(x))), math.degrees(latitude)
