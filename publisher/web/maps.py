"""Maps: municipalities filled by step or class, what is missing hatched; borders from the site's file."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup, escape

from publisher.model import Text
from publisher.web.charts.chart import Key, paint, patterns

#: Units of a drawing to the side of a square, and between two.
SIDE, GAP = 100, 8
#: Width of a map in a page, in pixels; what patterns and outlines are drawn for.
SHOWN = 330
#: Room around a part of the country that is shown alone, as a share of its size.
MARGIN = 0.06


@dataclass(frozen=True)
class Drawing:
    """The outlines of all municipalities in one coordinate system."""

    credit: Text  #: whose the borders are
    width: int
    height: int
    paths: Mapping[str, str]  #: municipality code to SVG path
    boxes: Mapping[str, Sequence[int]]  #: left, top, right, bottom
    made_with: str = ""
    since: str = ""  #: day since which the country is divided as it shows
    place: Mapping[str, float] = field(default_factory=dict)  #: where in the world it lies (:mod:`publisher.outlines`)

    def box(self, codes: Collection[str]) -> tuple[int, int, int, int]:
        """Left, top, width and height of a rectangle around some municipalities, with a margin."""
        found = [self.boxes[code] for code in codes if code in self.boxes]
        if not found:
            return 0, 0, self.width, self.height
        left, top = min(b[0] for b in found), min(b[1] for b in found)
        width, height = max(b[2] for b in found) - left, max(b[3] for b in found) - top
        room = int(max(width, height) * MARGIN) + 1
        return left - room, top - room, width + 2 * room, height + 2 * room


@lru_cache(4)
def drawing(place: Path) -> Drawing | None:
    """The outlines that a site has in a file; None when it has none."""
    return Drawing(**json.loads(place.read_bytes())) if place.is_file() else None


@lru_cache(4)
def tiles(place: Path) -> Drawing | None:
    """The squares that a site has in a file, as outlines; None when it has none."""
    if not place.is_file():
        return None
    said = json.loads(place.read_bytes())
    edge = SIDE - GAP
    corners = {code: (x * SIDE + GAP, y * SIDE + GAP) for code, (x, y) in said["tiles"].items()}
    return Drawing(
        credit={},
        width=said["columns"] * SIDE + GAP,
        height=said["rows"] * SIDE + GAP,
        paths={code: f"M{x} {y}h{edge}v{edge}h-{edge}z" for code, (x, y) in corners.items()},
        boxes={code: (x, y, x + edge, y + edge) for code, (x, y) in corners.items()},
    )


def between(squares: Drawing, parts: Mapping[str, str]) -> str:
    """The SVG path of what lies between squares of different parts of the country.

    Args:
        parts: municipality code to that of its part.
    """
    at = {(box[0], box[1]): parts.get(code) for code, box in squares.boxes.items()}
    half, found = GAP // 2, []
    for (x, y), part in at.items():
        for across, down, line in ((SIDE, 0, f"v{SIDE}"), (0, SIDE, f"h{SIDE}")):
            if (other := at.get((x + across, y + down), part)) != part and other and part:
                found.append(f"M{x + across - half} {y + down - half}{line}")
    return "".join(found)


@dataclass(frozen=True)
class Map:
    """A map as a chart: each fill with its municipalities."""

    outlines: Drawing
    title: str
    description: str
    keys: Sequence[Key]
    fills: Mapping[str, Sequence[tuple[str, str]]]  #: fill to municipality code and what to say of it
    here: Collection[str] = ()  #: outlined
    box: tuple[int, int, int, int] | None = None  #: the part to show; None: the country
    suffix: str = "k"  #: keeps the patterns of several maps on a page apart
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default=())
    lines: str = ""  #: SVG path of what divides the country

    def _frame(self) -> tuple[int, int, int, int]:
        whole = self.outlines
        return self.box or (0, 0, whole.width, whole.height)

    def body(self, unit: float = 0.0) -> str:
        """The map in the units of the drawing.

        Args:
            unit: units to a pixel, where that is known: few programs keep an outline as thick as it is.
        """
        whole = self.outlines
        left, top, width, height = self._frame()
        scale = max(width / SHOWN, height / (2.2 * SHOWN))
        parts = [str(patterns(self.suffix, scale))]
        for fill, places in self.fills.items():
            shapes = "".join(
                f'<path d="{whole.paths[code]}"><title>{escape(words)}</title></path>'
                for code, words in places
                if code in whole.paths
                and whole.boxes[code][0] < left + width
                and whole.boxes[code][2] > left
                and whole.boxes[code][1] < top + height
                and whole.boxes[code][3] > top
            )
            parts.append(f"<g {paint(fill, self.suffix)}>{shapes}</g>")
        strokes = [("between", 1.2, self.lines)] * bool(self.lines)
        strokes += [
            (css, thick, whole.paths[code])
            for css, thick in (("halo", 4.4), ("outline", 2.2))
            for code in self.here
            if code in whole.paths
        ]
        for css, thick, path in strokes:
            style = f' style="stroke-width:{thick * unit:.3g};vector-effect:none"' if unit else ""
            parts.append(f'<path class="{css}" d="{path}"{style}/>')
        return "".join(parts)

    def inline(self) -> Markup:
        left, top, width, height = self._frame()
        return Markup(  # noqa: S704
            f'<svg class="map" viewBox="{left} {top} {width} {height}" role="img"'
            f' aria-label="{escape(self.title)}">{self.body()}</svg>'
        )

    def drawing(self, width: int) -> tuple[str, int]:
        left, top, w, h = self._frame()
        height = min(int(h * width / w), 900)
        unit = max(w / width, h / height)
        box = f"{left} {top} {w} {h}"
        return f'<svg class="map" width="{width}" height="{height}" viewBox="{box}">{self.body(unit)}</svg>', height
