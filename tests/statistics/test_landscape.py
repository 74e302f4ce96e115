"""What is told of an indicator's figures: their unit, their steps, and who was asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from statistics_world import cells, codes, indicator, text, vocabulary

from publisher.model import Concept, ValueKind
from publisher.statistics.landscape import landscape

UNITS = {"mbit-per-second": Concept(code="mbit-per-second", scheme="unit", label=text("Mbit/s"), symbol=text("Mbit/s"))}


@pytest.mark.parametrize(
    ("id", "value", "told"),
    [
        ("p", 50, "50\u00a0%"),
        ("p", 50.25, "50,2\u00a0%"),
        ("p", 100, "100\u00a0%"),
        ("r", 12, "12\u00a0Mbit/s"),
        ("r", 12.34, "12,3\u00a0Mbit/s"),
        ("r", 0.256, "0,26\u00a0Mbit/s"),
        ("r", 1.25, "1,2\u00a0Mbit/s"),
        ("r", 1.0, "1\u00a0Mbit/s"),
        ("odd", 2.5, "2,5"),
        ("odd", 1234, "1\u00a0234"),
    ],
)
def test_a_quantity_has_its_unit_and_as_many_decimals_as_it_needs(id, value, told):
    ids = [
        indicator("p", ValueKind.PERCENT),
        indicator("r", ValueKind.RATIO),
        indicator("odd", ValueKind.RATIO, unit="nothing-known"),
    ]
    known = vocabulary(ids, codes(3))
    land = landscape(replace(known, concepts={**known.concepts, "unit": UNITS}), [])
    assert land.quantity(id, value)["sv"] == told


def test_the_latest_period_is_the_last_in_which_a_municipality_has_a_value():
    rows = [*cells("p", "2020", {"0101": 1.0}), *cells("p", "2021", {"0101": None, "00": 5.0}), *cells("p", "2019", {})]
    land = landscape(vocabulary([indicator("p", ValueKind.PERCENT)], codes(2)), rows)
    assert land.latest == {"p": "2020"}
    assert (land.value("p", "0101"), land.value("p", "00"), land.value("p", "00", "2021")) == (1.0, None, 5.0)
    assert land.value("nothing", "0101") is None
    assert (land.answers("p"), land.answers("p", "2021")) == ({"0101": 1.0}, {})
