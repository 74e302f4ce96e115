"""What is unusual is screened against chance, and said so that it can be printed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statistics_world import cells, codes, indicator, people, text, vocabulary
from worlds import some

from publisher.model import Direction, ValueKind
from publisher.statistics.bounds import middle_and_spread
from publisher.statistics.examples import Example, Kind, examples, to_ask, without
from publisher.statistics.landscape import landscape
from publisher.statistics.leads import Tier, _screened, benjamini_hochberg, leads
from publisher.statistics.rules import RULES
from publisher.statistics.seen import seen
from publisher.statistics.unusual import Found, shrunk, two_sided

NAMES = codes(60)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_the_screen_is_scipys_false_discovery_control(probabilities):
    adjusted = stats.false_discovery_control(probabilities, method="bh")
    near = np.isclose(adjusted, 0.1, atol=1e-9)
    passed = benjamini_hochberg(probabilities, 0.1)
    assert all(passed[i] == (adjusted[i] <= 0.1) for i in range(len(passed)) if not near[i])


@given(st.integers(0, 30), st.integers(1, 30), st.floats(0, 1))
def test_a_share_among_few_is_leaned_on_the_nations_the_more_the_fewer_they_are(like, of, everywhere):
    like = min(like, of)
    leaned = shrunk(like, of, everywhere, RULES)
    low, high = sorted((like / of, everywhere))
    assert low - 1e-12 <= leaned <= high + 1e-12
    more = shrunk(10 * like, 10 * of, everywhere, RULES)
    assert abs(more - like / of) <= abs(leaned - like / of) + 1e-12
    assert leaned == pytest.approx(np.average([like / of, everywhere], weights=[of, RULES.lead_prior]))


def test_comparisons_that_found_nothing_count_too():
    assert benjamini_hochberg([0.01], 0.1) == [True]
    assert benjamini_hochberg([0.01], 0.1, comparisons=50) == [False]


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=40))
def test_the_spread_is_the_larger_of_two_that_scipy_and_numpy_know(values):
    middle, spread = middle_and_spread(sorted(values))
    assert middle == pytest.approx(float(np.median(values)), abs=1e-9)
    expected = max(1.4826 * float(stats.median_abs_deviation(values)), float(np.std(values, ddof=1)))
    assert spread == pytest.approx(expected, abs=1e-6)


def test_the_normal_probability_is_scipys():
    assert two_sided(-1.96) == pytest.approx(2 * stats.norm.sf(1.96))


def world(extra=(), **values):
    """Sixty municipalities; ``values``: indicator to a function of place and year."""
    indicators = [indicator(id) for id in values] + list(extra)
    rows = list(people(NAMES))
    for id, value in values.items():
        for year in ("2021", "2022"):
            rows += cells(id, year, {code: value(place, year) for place, code in enumerate(NAMES)})
    return landscape(vocabulary(indicators, NAMES), rows)


def test_a_municipality_far_ahead_in_a_theme_stands_out_and_those_around_it_do_not():
    drawn = np.random.default_rng(3).random((9, 60)) < 1 / 3

    def step(number):
        return lambda place, year: 2.0 if place == 30 or drawn[number][place] else 0.0

    land = world(**{f"u{number}": step(number) for number in range(9)})
    found = [lead for lead in leads(land, NAMES[30]) if lead.kind == "theme"]
    assert [(lead.tier, lead.side) for lead in found] == [(Tier.SCREENED, "further")]
    sentence = found[0].sentence["sv"]
    assert "svaret ”Breddinfört” på 9 av 9 frågor om välfärdsteknik 2022" in sentence
    assert "är medianen 3" in sentence and "ingen av dem hade lika många eller fler" in sentence
    assert not [lead for lead in leads(land, NAMES[29]) if lead.tier is Tier.SCREENED]


def test_noise_alone_gives_few_leads():
    random = np.random.default_rng(1)
    drawn = {f"u{number}": random.choice([0.0, 1.0, 2.0], (60, 2)) for number in range(12)}
    land = world(
        **{id: (lambda t: lambda place, year: t[place][int(year) - 2021])(table) for id, table in drawn.items()}
    )
    held = seen(land)
    standing_out = [lead for area in NAMES for lead in leads(land, area, held) if lead.tier is Tier.SCREENED]
    assert len(standing_out) <= 0.15 * len(NAMES)


@pytest.mark.parametrize(("beyond", "told"), [(2, True), (3, False)])
def test_what_more_than_a_tenth_share_does_not_look_unusual(beyond, told):
    """The share that is printed is what decides, (k + 1)/(n + 1), not only the probability that was tested."""
    found = Found(kind="theme", side="further", subject="x", period="2022", probability=0.09, tail=(beyond, 30),
                  sentence=text("x"), grounds=text("x"), caveat=text("x"))  # fmt: skip
    assert [lead.tier for lead in _screened("0001", text("x"), [(1, None), (1, found)], RULES)] == [Tier.CHANCE] * told


def test_every_lead_has_sentence_grounds_and_caveat_in_both_languages():
    land = world(u1=lambda place, year: 2.0 if place == 5 else 0.0, u2=lambda place, year: None if place == 7 else 1.0)
    found = [lead for area in NAMES for lead in leads(land, area)]
    assert found
    for lead in some(found):
        for words in (lead.sentence, lead.grounds, lead.caveat):
            assert words["sv"].endswith(".") and words["en"].endswith(".")
            assert "None" not in words["sv"] + words["en"] and "{" not in words["sv"] + words["en"]


def test_silence_where_nearly_all_answered_is_a_fact():
    land = world(u1=lambda place, year: None if place == 7 else 1.0)
    found = leads(land, NAMES[7])[0]
    assert (found.tier, found.kind, found.probability) == (Tier.FACT, "silent", None)
    assert "Ett svar som saknas är inte ett nej." in found.caveat["sv"]


def test_a_sample_or_a_count_gives_no_lead():
    sample = indicator("urval", ValueKind.PERCENT, sampled=True)
    count = indicator("antal", ValueKind.COUNT)
    rows = [*people(NAMES), *cells("urval", "2022", {c: 99.0 if i == 5 else 50 + i % 3 for i, c in enumerate(NAMES)})]
    rows += cells("antal", "2022", {c: 900.0 if i == 5 else 5 + i % 3 for i, c in enumerate(NAMES)})
    land = landscape(vocabulary([sample, count], NAMES), rows)
    assert leads(land, NAMES[5]) == []


def test_an_outlying_percentage_is_told_with_the_middle_half_of_those_like_it():
    coverage = indicator("bredband", ValueKind.PERCENT, label=text("Bredband"))
    rows = [
        *people(NAMES),
        *cells("bredband", "2022", {c: 20.0 if i == 30 else 80 + i % 5 for i, c in enumerate(NAMES)}),
    ]
    land = landscape(vocabulary([coverage], NAMES), rows)
    found = leads(land, NAMES[30])[0]
    assert (found.tier, found.kind, found.side) == (Tier.SCREENED, "number", "behind")
    assert found.sentence["en"].startswith("Bredband: 20% in Kommun 0131 in 2022.")


# ---- good examples ----


def test_early_and_held_is_an_example_while_few_had_it():
    land = world(u1=lambda place, year: 2.0 if place < 10 or (year == "2022" and place < 20) else 0.0)
    found = examples(land)
    assert [e.area for e in found if e.kind is Kind.EARLY_HELD] == NAMES[:10]
    assert "redan 2021, då 17\u00a0% av de svarande" in found[0].text["sv"]


def test_who_had_it_early_and_lost_it_is_no_example():
    land = world(u1=lambda place, year: 2.0 if place < (10 if year == "2021" else 5) else 0.0)
    assert [e.area for e in examples(land)] == NAMES[:5]


def test_single_moves_up_are_no_examples_where_as_many_moved_down():
    def step(place, year):
        early, late = place < 30, place < 20 or 30 <= place < 40
        return 2.0 if (early if year == "2021" else late) else 0.0

    assert [e for e in examples(world(u1=step)) if e.kind is Kind.IMPROVED_NEW] == []


def test_a_new_improvement_says_that_nothing_confirms_it():
    land = world(u1=lambda place, year: 2.0 if place < (30 if year == "2021" else 38) else 0.0)
    found = examples(land)
    assert {e.kind for e in found} == {Kind.IMPROVED_NEW} and len(found) == 8
    assert "inget senare svar bekräftar det än" in found[0].text["sv"]
    assert "Förbättringen är ny" in found[0].caveat["sv"]


def test_an_example_is_offered_to_those_like_it_that_have_not_come_as_far():
    land = world(u1=lambda place, year: 2.0 if place == 30 or place < 5 else 0.0)
    found = examples(land)
    assert to_ask(land, NAMES[31], found)[0].area == NAMES[30]
    assert to_ask(land, NAMES[30], found) == []
    behind = without(land, next(e for e in found if e.area == NAMES[30]))
    assert NAMES[32] in behind and NAMES[30] not in behind


def test_percentages_are_compared_from_a_like_start_and_over_no_break():
    def coverage(place: int, year: int) -> float:
        return 40 + place % 3 + (year - 2018) * (12 if place == 30 else 3)

    rows = list(people(NAMES))
    for year in range(2018, 2023):
        rows += cells("b", str(year), {code: coverage(place, year) for place, code in enumerate(NAMES)})
    found = examples(landscape(vocabulary([indicator("b", ValueKind.PERCENT)], NAMES), rows))
    assert [(e.kind, e.area) for e in found] == [(Kind.ROSE, NAMES[30])]
    from publisher.model import Comparability

    broken = indicator("b", ValueKind.PERCENT, breaks={"2020": Comparability.NONE})
    assert examples(landscape(vocabulary([broken], NAMES), rows)) == []


def test_who_can_be_told_apart_from_a_risen_percentage_has_not_come_as_far():
    """98.5 % is less than 100 %, by more than both margins of half a point; 99.2 % is not."""

    end = {30: 100.0, 31: 99.2}
    rows = [*people(NAMES), *cells("b", "2022", {code: end.get(place, 98.5) for place, code in enumerate(NAMES)})]
    land = landscape(vocabulary([indicator("b", ValueKind.PERCENT)], NAMES), rows)
    example = Example(indicator="b", area=NAMES[30], kind=Kind.ROSE, first="2018", last="2022", old=52.0, new=100.0,
                      then=0.0, now=30.0, text=text("x"), caveat=text("x"))  # fmt: skip
    behind = without(land, example)
    assert NAMES[29] in behind and NAMES[31] not in behind
    assert {NAMES[29], NAMES[31]} <= set(land.peers[NAMES[30]])


def test_what_is_contested_gives_no_example():
    contested = indicator("u1", direction=Direction.CONTESTED)
    rows = [*people(NAMES)]
    for year in ("2021", "2022"):
        rows += cells("u1", year, {code: 2.0 if place < 5 else 0.0 for place, code in enumerate(NAMES)})
    assert examples(landscape(vocabulary([contested], NAMES), rows)) == []
