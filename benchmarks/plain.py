"""The plain peer: Litestar and sqlite3, a query per request, rows as dictionaries; no cache, no codebook."""

from __future__ import annotations

import os
import sqlite3
from typing import Any

from litestar import Litestar, get

DATABASE = os.environ.get("BENCHMARK_DATABASE", "")
PROFILE = """
  SELECT o.*, r.rank_low, r.rank_high, r.band_low, r.band_high, r.worst, r.tied, r.further, r.ranked,
    a.area AS group_area, a.step, a.method, a.value AS group_value, a.count, a.low, a.high, a.first_quartile,
    a.third_quartile, a.minimum, a.maximum, a.n AS group_n, a.asked AS group_asked, a.membership
  FROM observations o
  LEFT JOIN rankings r ON r.indicator = o.indicator AND r.period = o.period AND r.area = o.area
  LEFT JOIN aggregates a ON a.indicator = o.indicator AND a.period = o.period AND a.area IN (
    '00', (SELECT county FROM areas WHERE code = o.area), (SELECT skr_group FROM areas WHERE code = o.area))
  WHERE o.area = :area AND o.sex = 'T' AND o.service_area = '_T' AND o.period = (
    SELECT max(period) FROM observations x
    WHERE x.area = o.area AND x.indicator = o.indicator AND x.sex = 'T' AND x.service_area = '_T')
"""


def connection() -> sqlite3.Connection:
    """The edition's database, read-only."""
    found = sqlite3.connect(f"file:{DATABASE}?immutable=1", uri=True, check_same_thread=False)
    found.row_factory = sqlite3.Row
    return found


_held: list[sqlite3.Connection] = []


def rows(sql: str, values: Any) -> list[dict[str, Any]]:
    """Rows of a query as dictionaries."""
    if not _held:
        _held.append(connection())
    return [dict(row) for row in _held[0].execute(sql, values)]


@get("/observations", sync_to_thread=False)
def observations(indicator: str, area: str = "", period: str = "") -> list[dict[str, Any]]:
    """Observations by indicators, areas and period."""
    conditions, values = [], []
    for name, text in (("indicator", indicator), ("area", area), ("period", period)):
        if text:
            parts = text.split(",")
            conditions.append(f"{name} IN ({', '.join('?' * len(parts))})")
            values += parts
    return rows(f"SELECT * FROM observations WHERE {' AND '.join(conditions)}", values)


@get("/profile", sync_to_thread=False)
def profile(area: str) -> list[dict[str, Any]]:
    """A municipality's latest values with rank and group values."""
    return rows(PROFILE, {"area": area})


app = Litestar([observations, profile])
