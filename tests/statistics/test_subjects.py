"""A percentage is told under the name of its own subject, whatever the site's subjects are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from statistics_world import cells, codes, indicator, people, text, vocabulary

from publisher.model import Area, AreaKind, Concept, Direction, ValueKind
from publisher.statistics.analysis import analyses
from publisher.statistics.landscape import landscape
from publisher.statistics.seen import seen
from publisher.vocabulary import Vocabulary

PLACES = codes(12)
SUBJECTS = {
    code: Concept(code=code, scheme="subject", label=text(name), order=order, background=code == "register")
    for order, (code, name) in enumerate((("skog", "Skog och mark"), ("vatten", "Vatten"), ("register", "Register")), 1)
}


def world() -> Vocabulary:
    """Two subjects of percentages, and one that residents were asked about by sample."""
    found = vocabulary(
        [
            indicator("skyddad", ValueKind.PERCENT, Direction.HIGHER, subject="skog", label=text("Skyddad skog")),
            indicator("bevuxen", ValueKind.PERCENT, Direction.HIGHER, subject="skog", label=text("Bevuxen mark")),
            indicator("rent", ValueKind.PERCENT, Direction.HIGHER, subject="vatten", label=text("Rent vatten")),
            indicator("badat", ValueKind.PERCENT, subject="vatten", label=text("Badat"), sampled=True),
        ],
        PLACES,
    )
    nation = {"00": Area(code="00", kind=AreaKind.NATION, label=text("Riket"))}
    return replace(found, concepts={"subject": SUBJECTS}, areas=nation | dict(found.areas))


@pytest.fixture(scope="module")
def told() -> dict[str, list[tuple[str, str, str]]]:
    """Area to section, heading and text of each paragraph of its analysis."""
    rows = [*people(PLACES)]
    for id, first in (("skyddad", 20.5), ("bevuxen", 40.5), ("rent", 60.5)):
        rows += cells(id, "2022", {code: first + place for place, code in enumerate(PLACES)})
        rows += cells(id, "2022", {"00": first + 5, "01": first + 4, "02": first + 6})
    rows += cells("badat", "2022", {"00": 50.0, "01": 48.0, "02": 52.0})
    land = landscape(world(), rows)
    found = analyses(land, seen(land), [], {code: [] for code in PLACES}, {})
    return {
        area: [(p.section, p.heading.get("sv", ""), p.text["sv"]) for p in paragraphs]
        for area, paragraphs in found.items()
    }


@pytest.mark.parametrize("area", [PLACES[0], "01"])
def test_a_percentage_stands_under_its_own_subject(told: dict[str, list[tuple[str, str, str]]], area: str) -> None:
    numbers = {heading: words for section, heading, words in told[area] if section == "numbers"}
    assert list(numbers) == ["Skog och mark", "Vatten"]
    assert "Skyddad skog" in numbers["Skog och mark"] and "Rent vatten" not in numbers["Skog och mark"]
    assert "Rent vatten" in numbers["Vatten"]


def test_what_residents_of_a_county_were_asked_stands_under_its_own_subject(
    told: dict[str, list[tuple[str, str, str]]],
) -> None:
    assert [(heading, "Badat: 48" in words) for section, heading, words in told["01"] if section == "region"] == [
        ("Vatten", True)
    ]
