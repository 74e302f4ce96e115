"""What a dataset says must be withheld never reaches the package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from publisher import vocabulary
from publisher.errors import Refused
from publisher.fetch.withheld import withhold

WORDS = vocabulary.load(Path(__file__).parents[1] / "vocab")
RULES = [{"indicators": ["U07354"], "threshold": 5}]


def row(area: str, value: float | None, sex: str = "T") -> dict[str, Any]:
    return {
        "indicator": "U07354", "area": area, "period": "2022", "sex": sex, "service_area": "_T", "value": value,
        "status": None, "n": 3, "numerator": None, "denominator": None, "source": "s", "source_place": "", "note": "",
    }  # fmt: skip


def test_a_small_count_becomes_a_reason_and_nothing_else_of_it_stays() -> None:
    rows = [row("0114", 3), row("0115", 12), row("0117", 0)]
    assert 1 == withhold(rows, RULES, WORDS, "dataset.yaml")
    assert ["suppressed", None, None] == [r["status"] for r in rows]
    assert [None, 12, 0] == [r["value"] for r in rows]
    assert rows[0]["n"] is None


def test_the_companion_that_would_give_it_away_is_withheld_too() -> None:
    rows = [row("0114", 10), row("0114", 3, "F"), row("0114", 7, "M")]
    assert 2 == withhold(rows, RULES, WORDS, "dataset.yaml")
    assert [10, None, None] == [r["value"] for r in rows]


def test_a_rule_without_threshold_is_refused_with_its_file() -> None:
    with pytest.raises(Refused, match=r"dataset\.yaml: disclosure: .*threshold"):
        withhold([row("0114", 3)], [{"indicators": ["U07354"]}], WORDS, "dataset.yaml")
