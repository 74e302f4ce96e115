"""Areas are found by the names that people and authorities write."""

from __future__ import annotations

import pytest
from worlds import PROJECT

from publisher.model import AreaKind
from publisher.vocabulary import load
from publisher.vocabulary.names import AreaNames


@pytest.fixture(scope="module")
def known() -> AreaNames:
    return AreaNames(load(PROJECT / "vocab"))


def codes(found: object) -> list[str]:
    return [area.code for area in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Malmö stad", "1280"),
        ("Borås Stad", "1490"),
        ("Göteborgs stad", "1480"),
        ("STOCKHOLMS STAD", "0180"),
        ("Lidingo\u0308 stad", "0186"),
        ("Helsingborgs kommun", "1283"),
        ("Region Gotland", "0980"),
        ("Gotlands kommun", "0980"),
        ("Gothenburg", "1480"),
        ("Scania", "12"),
        ("Skåne", "12"),
        ("Region Värmland", "17"),
        ("Värmlands län", "17"),
        ("varmland", "17"),
        ("Heby i Västmanland", "0331"),
        ("Heby i Uppsala län", "0331"),
        ("Håbo, Uppsala", "0305"),
        ("Habo", "0643"),
        ("habo kommun", "0643"),
        ("Ha\u030abo", "0305"),
        ("HÅBO KOMMUN", "0305"),
        ("Habo i Uppsala län", "0305"),
        ("Upplands-Väsby kommun", "0114"),
        ("0114", "0114"),
        ("Sweden", "00"),
        ("Riket", "00"),
        ("Kalmar", "0880"),
        ("Kalmar län", "08"),
        ("Region Stockholm", "01"),
        ("Stockholms län", "01"),
        ("Uppsala County", "03"),
        ("County of Uppsala", "03"),
        ("Region Örebro", "18"),
        ("Gotlands län", "09"),
        ("City of Stockholm", "0180"),
        ("Malmo Municipality", "1280"),
        ("Municipality of Arvika", "1784"),
        ("City of Borås", "1490"),
    ],
)
def test_a_name_as_it_is_written(text: str, code: str, known: AreaNames) -> None:
    assert [code] == codes(known.find(text))


@pytest.mark.parametrize("text", ["", "stad", "kommun", "Halmstad i Skåne", "Malmöstad", "Heby i Skåne", "i", "Region"])
def test_what_is_no_name_is_no_area(text: str, known: AreaNames) -> None:
    assert [] == codes(known.find(text))


def test_every_area_is_found_by_each_of_its_own_names(known: AreaNames) -> None:
    for area in load(PROJECT / "vocab").areas.values():
        if area.kind is AreaKind.GROUP:
            continue
        for name in (area.code, *area.label.values(), area.official_name, *area.other_names):
            assert area.code in codes(known.find(name, area.kind)), name


def test_no_area_answers_to_the_very_name_of_another(known: AreaNames) -> None:
    areas = [a for a in load(PROJECT / "vocab").areas.values() if a.kind is AreaKind.MUNICIPALITY]
    for area in areas:
        for name in (area.label["sv"], area.label["sv"].upper(), f"{area.label['sv']} kommun"):
            assert codes(known.find(name)) == [area.code], name


def test_a_spelling_that_is_nobodys_leaves_the_choice_to_who_asks(known: AreaNames) -> None:
    assert codes(known.find("hábo")) == ["0305", "0643"]


def test_a_kind_asked_for_is_the_kind_found(known: AreaNames) -> None:
    assert (["0980"], ["09"]) == tuple(
        codes(known.find("Gotland", kind)) for kind in (AreaKind.MUNICIPALITY, AreaKind.COUNTY)
    )
