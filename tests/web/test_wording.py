"""Numbers, dates and values as each language writes them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publisher.model import Concept, Direction, Indicator, Step, ValueKind
from publisher.vocabulary import Vocabulary
from publisher.web.wording import NBSP, Wording, alphabetical

UNITS = {
    code: Concept(code=code, scheme="unit", label={"sv": code, "en": code}, symbol={"sv": symbol, "en": symbol})
    for code, symbol in (("percent", "%"), ("mbit", "Mbit/s"))
}
SERVICES = {
    code: Concept(code=code, scheme="service-area", label={"sv": sv, "en": en})
    for code, sv, en in (("aldre", "Äldre", "Older people"), ("barn", "Barn", "Children"))
}
PLAIN = Indicator(
    id="N1", label={"sv": "Bredband", "en": "Broadband"}, official_name="", definition={}, question={}, unit="percent",
    value_kind=ValueKind.PERCENT, direction=Direction.HIGHER, direction_source={}, respondent={}, service_area="_T",
    subject="natet", publisher="pts",
)  # fmt: skip
STEPPED = replace(
    PLAIN, id="U1", unit="step", value_kind=ValueKind.ORDINAL,
    steps=(
        Step(code=0, label={"sv": "Nej", "en": "No"}),
        Step(code=2, label={"sv": "Breddinfört", "en": "Introduced"}),
    ),
)  # fmt: skip


def words(language: str, *indicators: Indicator) -> Wording:
    return Wording(
        language,
        Vocabulary(
            indicators={i.id: i for i in indicators},
            areas={},
            memberships=(),
            statuses={},
            concepts={"unit": UNITS, "service-area": SERVICES},
        ),
    )


SV, EN = words("sv"), words("en")


@pytest.mark.parametrize(
    ("value", "decimals", "sv", "en"),
    [(1234.5, 1, f"1{NBSP}234,5", "1,234.5"), (-0.04, 1, "0,0", "0.0"), (-12, 0, "−12", "−12"), (0, 0, "0", "0")],
)
def test_numbers_follow_the_language(value: float, decimals: int, sv: str, en: str) -> None:
    assert [SV.number(value, decimals), EN.number(value, decimals)] == [sv, en]


def test_a_share_of_some_is_never_none_and_of_not_all_never_all() -> None:
    assert [SV.share(part, 288) for part in (0, 1, 144, 287, 288)] == [
        f"0{NBSP}%", f"mindre än 1{NBSP}%", f"50{NBSP}%", f"mer än 99{NBSP}%", f"100{NBSP}%",
    ]  # fmt: skip
    assert EN.share(287, 288) == "more than 99%"
    assert SV.share(1, 0) == ""


@pytest.mark.parametrize(
    ("code", "sv", "en"),
    [
        ("2022", "2022", "2022"),
        ("2022-Q1", "kvartal 1 2022", "quarter 1 2022"),
        ("2022-03", "mars 2022", "March 2022"),
        ("2022-03-31", f"31{NBSP}mars 2022", f"31{NBSP}March 2022"),
    ],
)
def test_periods_are_written_as_people_say_them(code: str, sv: str, en: str) -> None:
    assert [SV.period(code), EN.period(code)] == [sv, en]


def test_a_value_stands_with_its_unit_or_as_its_step() -> None:
    assert SV.figure(PLAIN, 54.25) == f"54,2{NBSP}%"
    assert EN.figure(PLAIN, 54.0) == "54%"
    assert SV.figure(replace(PLAIN, unit="mbit", value_kind=ValueKind.RATIO), 101.23) == f"101,2{NBSP}Mbit/s"
    assert SV.figure(STEPPED, 2) == "Breddinfört"
    assert EN.figure(STEPPED, 0) == "No"


def test_lists_end_in_and() -> None:
    assert [SV.listing(list("abc")), EN.listing(list("ab")), SV.listing(["a"]), SV.listing([])] == [
        "a, b och c", "a and b", "a", "",
    ]  # fmt: skip


def test_the_swedish_alphabet_ends_in_å_ä_ö() -> None:
    assert sorted(["Öckerö", "Åre", "Zinkgruvan", "Älmhult", "Ale", "Örebro"], key=alphabetical) == [
        "Ale", "Zinkgruvan", "Åre", "Älmhult", "Öckerö", "Örebro",
    ]  # fmt: skip


def test_labels_under_a_heading_leave_out_what_the_heading_says() -> None:
    larm, las, lek = (
        replace(PLAIN, id=id, label={"sv": label, "en": label}, service_area=service)
        for id, label, service in (
            ("a", "Larm, äldre", "aldre"),
            ("b", "Lås, äldre", "aldre"),
            ("c", "Lek, barn", "barn"),
        )
    )
    parted = words("sv", larm, las, replace(las, id="d"), lek)
    assert [parted.short(i) for i in (larm, las, lek)] == ["Larm", "Lås", "Lek"]


def test_labels_that_begin_alike_are_told_apart_by_their_ends() -> None:
    found = [
        replace(PLAIN, id=id, label={"sv": f"Automatisering, {area}"}, service_area=service)
        for id, area, service in (("a", "familjerätt", "aldre"), ("b", "ekonomiskt bistånd", "barn"))
    ]
    assert [words("sv", *found).short(i) for i in found] == ["Familjerätt", "Ekonomiskt bistånd"]
