"""What is read out: nothing is said to stand out that was not compared, and counts claim nothing beyond themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from statistics_world import BROAD, cells, codes, indicator, people, text, vocabulary

from publisher.model import Area, Direction, Observation, ValueKind
from publisher.statistics.landscape import landscape
from publisher.statistics.seen import seen
from publisher.statistics.tables import tables
from publisher.vocabulary import Vocabulary

PLACES = codes(32)


def world(*indicators: object, **counties: object) -> Vocabulary:
    """Two counties that share thirty-two municipalities, and a nation."""
    found = vocabulary(indicators, PLACES)  # type: ignore[arg-type]
    areas = dict(found.areas)
    for code, more in counties.items():
        areas[code[1:]] = replace(areas[code[1:]], **more)  # type: ignore[arg-type]
    return replace(found, areas=areas)


def said(words: Vocabulary, rows: list[Observation], area: str, section: str = "brief") -> str:
    told = tables(words, [*people(PLACES), *rows])["analyses"]
    return " ".join(str(row[5]) for row in told if row[0] == area and row[2] == section)


def asked(ids: str, **of: dict[str, float]) -> list[Observation]:
    """Everybody answers everything with No but for what is given: question to municipality to answer."""
    return [row for id in ids for row in cells(id, "2022", dict.fromkeys(PLACES, 0.0) | of.get(id, {}))]


def questions(ids: str, **more: object) -> list[object]:
    return [indicator(id, label=text(f"Teknik {id}"), **more) for id in ids]  # type: ignore[arg-type]


def test_where_nothing_differs_that_is_said_with_how_much_was_compared_and_what_the_like_have() -> None:
    most = dict.fromkeys(PLACES[:26], 2.0)
    rows = asked("abcd", a=most | {PLACES[3]: 1.0}, b=most, c=dict.fromkeys(PLACES[:7], 2.0))
    told = said(world(*questions("abcd")), rows, PLACES[3])
    assert "skiljer sig inte från liknande kommuner mer än slumpen ger, i något av 5 jämförda svar och tal." in told
    assert f"Liksom de flesta liknande kommuner svarade Kommun {PLACES[3]} ”Breddinfört” 2022 om teknik b (" in told
    assert "Till skillnad från de flesta gjorde" in told and "om teknik c (6 av 30)" in told
    assert "De flesta gjorde det också om teknik a (" in told and "av 30, här ”Pilot”), men inte" in told
    told = said(world(*questions("abcd")), rows, PLACES[30])  # has nothing of its own
    assert "Liksom" not in told and "De flesta liknande kommuner svarade ”Breddinfört” 2022 om teknik" in told


def test_it_is_not_said_to_have_all_that_most_have_where_most_have_nothing() -> None:
    told = said(world(*questions("abcd")), asked("abcd", a=dict.fromkeys(PLACES[:5], 2.0)), PLACES[0])
    assert "om teknik a (4 av 30)" in told
    assert "alla besvarade frågor" not in told and "De flesta" not in told


def test_who_did_not_answer_is_not_said_to_be_like_others() -> None:
    rows = [row for row in asked("abcd") if row.area != PLACES[5]]
    told = said(world(*questions("abcd")), rows, PLACES[5])
    assert told == f"Det finns inget svar från Kommun {PLACES[5]} på de 4 frågorna till kommunerna."


def test_nothing_is_said_to_be_alike_where_nothing_could_be_compared() -> None:
    kinds = [indicator("n", ValueKind.COUNT, Direction.NEITHER), indicator("k", ValueKind.AMOUNT, Direction.NEITHER)]
    rows = [row for id in "nk" for row in cells(id, "2022", {code: 10.0 * at for at, code in enumerate(PLACES)})]
    told = said(world(*kinds), rows, PLACES[0])
    assert told == f"För få liknande kommuner har svar för att Kommun {PLACES[0]} ska kunna jämföras med dem."
    assert "Svaren är kommunernas egna" not in said(world(*kinds), rows, PLACES[0], "limits")  # none was asked


def test_percentages_alone_are_told_by_the_middle_half() -> None:
    rows = cells("p", "2022", {code: 50.25 + at for at, code in enumerate(PLACES)})
    told = said(world(indicator("p", ValueKind.PERCENT)), rows, PLACES[16])
    assert "I 1 av 1 procenttal ligger" in told and "bland den mittersta hälften" in told
    assert "I 0 av 1 procenttal" in said(world(indicator("p", ValueKind.PERCENT)), rows, PLACES[31])


@pytest.fixture(scope="module")
def tasked() -> tuple[Vocabulary, list[Observation]]:
    """A county whose municipalities do not have the task that the questions are about, and answer No to all."""
    ids = [indicator(id, label=text(f"Teknik {id}"), task="vard") for id in "abcde"]
    found = world(*ids, _01={"not_responsible": ("vard",), "responsibility": text("Regionen har vården i Län 01.")})
    there = dict.fromkeys((code for code in PLACES if found.areas[code].county == "02"), 2.0)
    return found, asked("abcde", **dict.fromkeys("abcde", there))


def test_a_task_that_another_body_has_is_not_told_as_lagging(tasked: tuple[Vocabulary, list[Observation]]) -> None:
    words, rows = tasked
    assert said(words, rows, "01") == ""
    assert (
        said(words, rows, "01", "theme") == "Regionen har vården i Län 01. Länets svar jämförs därför inte med andras."
    )
    own = said(words, rows, PLACES[0])
    assert "De flesta" not in own and "För få liknande kommuner" in own
    assert "Regionen har vården i Län 01." in said(words, rows, PLACES[0], "theme")
    assert "mest liknande" not in said(words, rows, PLACES[0], "theme")
    land = landscape(words, [*people(PLACES), *rows])
    assert set(land.borne("a")) == {code for code in PLACES if words.areas[code].county == "02"}
    assert len(land.answers("a")) == len(PLACES)  # they are counted among all


def test_few_municipalities_are_said_to_be_few() -> None:
    found = vocabulary(questions("abcd"), PLACES)  # type: ignore[arg-type]
    areas = dict(found.areas) | {"03": Area(code="03", kind=found.areas["01"].kind, label=text("Län 03"))}
    areas |= {code: replace(areas[code], county="03") for code in PLACES[:4]}
    left = [m for m in found.memberships if m.area not in PLACES[:4] or m.group not in {"01", "02"}]
    told = said(replace(found, areas=areas, memberships=left), asked("abcd"), "03")
    assert "inte från övriga landet mer än slumpen ger, på någon av 4 frågor. Med 4 kommuner" in told


def test_a_trial_that_makes_up_for_it_is_no_difference_between_counties() -> None:
    """One county has broadly what the other tries: different with the highest answer alone, not with trials too."""
    first = [code for at, code in enumerate(PLACES) if at % 2 == 0]
    mixed = {code: 2.0 if code in first else 1.0 for code in PLACES} | dict.fromkeys(PLACES[:2], 0.0)
    told = said(world(*questions("abcd")), asked("abcd", a=mixed), "01")
    assert "om lägre svar räknas med; räknas bara det högsta svaret skiljer de sig om teknik a (" in told
    clear = {code: 2.0 if code in first else 0.0 for code in PLACES}
    told = said(world(*questions("abcd")), asked("abcd", a=clear), "01")
    assert (
        "mer än slumpen ger, på 1 av 4 frågor: teknik a (16 av 16 svarade ”Breddinfört”, mot 0\u00a0% i övriga" in told
    )


def test_names_in_a_county_are_of_those_who_answered_twice_alike() -> None:
    ids = questions("abcd")
    rows = asked("abcd", a={PLACES[0]: 2.0, PLACES[2]: 2.0, PLACES[4]: 1.0})
    rows += cells("a", "2021", {PLACES[0]: 2.0, PLACES[2]: 0.0, PLACES[4]: 2.0, PLACES[6]: 0.0})
    told = said(world(*ids), rows, "01", "learn")
    assert f"Teknik a: fråga Kommun {PLACES[0]}. ”Nej” svarade" in told
    assert f"Kommun {PLACES[2]}" not in told and "och nio andra" in told
    assert "På ingen fråga finns det" in said(world(*ids), rows, "02", "learn")


def test_the_same_questions_are_seen_whatever_they_are_called() -> None:
    """Steps without a middle have no trial to count; questions where less is better have nothing to spread."""
    found = world(*questions("ab", direction=Direction.LOWER, steps=BROAD))
    rows = asked("ab") + [row for id in "ab" for row in cells(id, "2021", dict.fromkeys(PLACES, 2.0))]
    assert "nådde" not in said(found, rows, "00", "change") and seen(landscape(found, rows)).spans


def test_nothing_is_said_of_similar_municipalities_where_none_are_known() -> None:
    most = dict.fromkeys(PLACES[:31], 2.0)
    told = tables(world(*questions("abcd")), asked("abcd", a=most, b=most))["analyses"]  # no number of anybody
    [first, *_] = [str(row[5]) for row in told if row[0] == PLACES[3] and row[2] == "brief"]
    assert first == f"För få liknande kommuner har svar för att Kommun {PLACES[3]} ska kunna jämföras med dem."
    assert {str(row[5]) for row in told if row[0] == PLACES[3] and "iknande kommuner" in str(row[5])} == {first}
