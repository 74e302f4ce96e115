"""A new year that has only some of the questions: each keeps its latest answer, and counts say from which years."""

from __future__ import annotations

from dataclasses import replace

import country
import pytest
from statistics_world import NO_YES, indicator, text

from publisher.model import Observation, ValueKind
from publisher.statistics.tables import Row, tables

#: Of the six questions on "aldre" three are asked in 2023; "lss" gets a new one then, with another scale.
AGAIN, NEW = ("u1", "u2", "u3"), "v9"


@pytest.fixture(scope="module")
def found() -> dict[str, list[Row]]:
    words, cells = country.country(), country.figures()
    new = indicator(NEW, ValueKind.BOOLEAN, label=text("Teknik, Ny i LSS"), service_area="lss", steps=NO_YES)
    words = replace(words, indicators={**words.indicators, NEW: new})
    cells += [
        one._replace(period="2023", value=None if one.value is None else min(2.0, one.value + (at % 5 == 0)))
        for at, one in enumerate(cell for cell in cells if cell.indicator in AGAIN and cell.period == "2022")
    ]
    cells += [
        Observation(indicator=NEW, area=code, period="2023", value=float(at % 2))
        for at, code in enumerate(country.municipalities())
    ]
    return tables(words, cells)


def told(found: dict[str, list[Row]], area: str, section: str) -> dict[str, tuple[str, str]]:
    """Heading to text in both languages."""
    rows = [row for row in found["analyses"] if row[0] == area and row[2] == section]
    return {str(row[3]): (str(row[5]), str(row[6])) for row in rows}


@pytest.mark.parametrize("area", ["00", "01", "0101"])
def test_a_theme_is_told_with_each_question_s_latest_answer(found: dict[str, list[Row]], area: str) -> None:
    themes = told(found, area, "theme")
    swedish, english = themes["Valfardsteknik, aldre"]
    assert "2022–2023 (senaste svaret på varje fråga: 3 från 2023 och 3 från 2022)" in swedish
    assert "2022–2023 (the latest answer to each question: 3 from 2023 and 3 from 2022)" in english
    swedish, _ = themes["Valfardsteknik, lss"]
    assert "2022–2023 (senaste svaret på varje fråga: 1 från 2023 och 4 från 2022)" in swedish


def test_steps_of_different_scales_are_named_apart(found: dict[str, list[Row]]) -> None:
    texts = [told(found, code, "theme").get("Valfardsteknik, lss", ("", ""))[0] for code in country.municipalities()]
    mixed = [text for text in texts if "”Nej” var svaret för" in text and "”Inget” var svaret för" in text]
    assert mixed  # 0 is No on one scale and Nothing on the other
    assert all("”Nej” var svaret för ny i LSS." in text for text in mixed)


@pytest.mark.parametrize("area", ["00", "01", "0101"])
def test_changes_are_told_with_the_years_they_lie_between(found: dict[str, list[Row]], area: str) -> None:
    (swedish, english), *_ = told(found, area, "change").values()
    assert "ellan 2021 och 2023" in swedish
    assert "3 mellan 2022 och 2023" in swedish
    assert "etween 2021 and 2023" in english
    assert "The questions are compared over different years:" in english


def test_a_question_no_longer_asked_is_told_until_its_theme_has_newer_answers() -> None:
    words = country.country()
    retired = replace(words.indicators["u6"], retired="2023")
    words = replace(words, indicators={**words.indicators, "u6": retired})
    cells = country.figures()
    before = told(tables(words, cells), "0101", "theme")["Valfardsteknik, aldre"][0]
    newer = [one._replace(period="2023") for one in cells if one.indicator in {"u1", "u2", "u3", "u4", "u5"}
             and one.period == "2022"]  # fmt: skip
    after = told(tables(words, [*cells, *newer]), "0101", "theme")["Valfardsteknik, aldre"][0]
    assert "av 6 frågor" in before
    assert after.startswith("2023 gav")
    assert "av 5 frågor" in after


def test_the_nation_in_brief_tells_of_questions_between_the_years_it_names(found: dict[str, list[Row]]) -> None:
    _, brief = told(found, "00", "brief")[""]
    _, changed = next(iter(told(found, "00", "change").values()))
    assert (
        "for lås (en), Äldre hemma" in changed and "and GPS (en), Äldre hemma" in changed
    )  # the latter from 2022 to 2023
    assert brief.startswith("From 2021 to 2022 clearly more municipalities reached")
    assert "on 1 of 8 questions: lås (en), Äldre hemma." in brief
