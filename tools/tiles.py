"""A square for each municipality, near where it lies: a map on which area does not count.

Places are those of ``vocab/boundaries.json``: half where the middle of an outline lies, half how many lie to the west
and north of it, so that crowded parts get room. Each gets the free cell of a grid that makes the squares of all
distances least in sum (Crouse 2016, "On implementing 2D rectangular assignment algorithms", IEEE TAES 52(4), as SciPy
has it). Any country that has outlines has tiles::

    python -m tools.tiles [vocab/boundaries.json [vocab/tiles.json]]
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from tools.boundaries import PLACE as BOUNDARIES

PLACE = BOUNDARIES.with_name("tiles.json")
#: Cells of the grid to a place.
ROOM = 1.5
#: How much the order of places counts beside where they lie, 0–1.
CROWD = 0.5


def assigned(boxes: Mapping[str, Sequence[float]]) -> tuple[int, int, dict[str, list[int]]]:
    """Columns and rows of the grid, and code to column and row from the north-west, from 0.

    Args:
        boxes: code to left, top, right and bottom of its outline, the north up.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    codes = sorted(boxes)
    middles = np.array([[(boxes[c][0] + boxes[c][2]) / 2, (boxes[c][1] + boxes[c][3]) / 2] for c in codes])
    wide, tall = np.maximum(np.ptp(middles, axis=0), 1e-9)
    cells = ROOM * len(codes)
    columns = max(1, round(math.sqrt(cells * min(max(wide / tall, 0.1), 10) ** 0.75)))
    rows = max(1, math.ceil(cells / columns))
    placed = np.empty_like(middles)
    for axis, size in ((0, columns), (1, rows)):
        at = middles[:, axis]
        lies = (at - at.min()) / max(np.ptp(at), 1e-9)
        order = np.argsort(np.argsort(at, kind="stable"), kind="stable") / max(1, len(codes) - 1)
        placed[:, axis] = ((1 - CROWD) * lies + CROWD * order) * (size - 1)
    grid = np.array([(x, y) for y in range(rows) for x in range(columns)])
    found = linear_sum_assignment(((placed[:, None, :] - grid[None]) ** 2).sum(2))
    return columns, rows, {codes[one]: grid[cell].tolist() for one, cell in zip(*found, strict=True)}


def make(boundaries: Path = BOUNDARIES) -> dict[str, object]:
    """The content of ``tiles.json``: how many columns and rows, and the column and row of each code."""
    columns, rows, tiles = assigned(json.loads(boundaries.read_bytes())["boxes"])
    return {"made_with": f"scipy {version('scipy')}", "columns": columns, "rows": rows, "tiles": tiles}


def main() -> None:
    places = [Path(text) for text in sys.argv[1:]]
    text = json.dumps(make(*places[:1]), separators=(",", ":")).replace('],"', '],\n"') + "\n"
    (places[1] if len(places) > 1 else PLACE).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
