"""All that is said of a made-up country, held against a copy that somebody has read and approved.

The numbers have tests of their own, with SciPy and pandas as oracles; here it is the sentences, and which of them is
said of whom. A change of words or rules changes the copy: write it anew with
``APPROVE=1 python -m pytest tests/statistics/test_told.py``, and read the difference before it is committed.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import country
import pytest

from publisher.statistics.tables import Row, tables

SPECIMENS = Path(__file__).parents[1] / "specimens"
APPROVE = "APPROVE=1 python -m pytest tests/statistics/test_told.py"


def plain(row: Row) -> str:
    """A row as one line; numbers to nine digits, which every machine agrees on."""
    return "\t".join(f"{cell:.9g}" if isinstance(cell, float) else str(cell) for cell in row)


def copy(found: dict[str, list[Row]], shown: set[str]) -> str:
    """Everything that is said of some, and a checksum of what is said of all."""
    lines = []
    for name, rows in found.items():
        told = [plain(row) for row in rows]
        digest = hashlib.sha256("\n".join(told).encode()).hexdigest()
        lines.append(f"# {name}: {len(rows)} rows, {digest[:16]}")
        if name in {"analyses", "leads", "examples"}:
            lines += [
                line for line, row in zip(told, rows, strict=True) if row[2 if name == "examples" else 0] in shown
            ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("file", "counties", "seed", "shown"),
    [
        ("country.txt", country.COUNTIES, 20261128, {*country.SHOWN, *country.COUNTIES, "00"}),
        ("country-at-limits.txt", country.AT_LIMITS, 1, {*country.AT_LIMITS, "00"}),
    ],
)
def test_what_is_said_of_the_country_is_what_was_approved(
    file: str, counties: dict[str, int], seed: int, shown: set[str]
) -> None:
    told = copy(tables(country.country(counties), country.figures(counties, seed)), shown)
    if os.environ.get("APPROVE"):
        (SPECIMENS / file).write_text(told, encoding="utf-8")
    approved = (SPECIMENS / file).read_text(encoding="utf-8")
    assert approved.splitlines() == told.splitlines(), f"if every difference is right, write it down: {APPROVE}"
