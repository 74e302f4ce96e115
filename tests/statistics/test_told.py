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

APPROVED = Path(__file__).parents[1] / "specimens" / "country.txt"
APPROVE = "APPROVE=1 python -m pytest tests/statistics/test_told.py"


@pytest.fixture(scope="module")
def found() -> dict[str, list[Row]]:
    return tables(country.country(), country.figures())


def plain(row: Row) -> str:
    """A row as one line; numbers to nine digits, which every machine agrees on."""
    return "\t".join(f"{cell:.9g}" if isinstance(cell, float) else str(cell) for cell in row)


def copy(found: dict[str, list[Row]]) -> str:
    """Everything that is said of some, and a checksum of what is said of all."""
    shown = {*country.SHOWN, *country.COUNTIES, "00"}
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


def test_what_is_said_of_the_country_is_what_was_approved(found: dict[str, list[Row]]) -> None:
    told = copy(found)
    if os.environ.get("APPROVE"):
        APPROVED.write_text(told, encoding="utf-8")
    approved = APPROVED.read_text(encoding="utf-8")
    assert approved.splitlines() == told.splitlines(), f"if every difference is right, write it down: {APPROVE}"
