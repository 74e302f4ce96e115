"""Margins, places, thin shares, likeness, memberships and numbers in words, at their limits and just beyond."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from statistics_world import THIRTY_ONE, cells, codes, indicator, series, text, vocabulary

from publisher.model import AreaKind, Comparability, Membership, Observation, ValueKind
from publisher.statistics import comparability
from publisher.statistics.aggregates import Bounds
from publisher.statistics.bounds import decimals, margin, rounding
from publisher.statistics.figures import figures, groups
from publisher.statistics.ranking import ranking
from publisher.statistics.rules import RULES
from publisher.statistics.similar import explained, nearest
from publisher.statistics.thin import simplest, thin, thin_series
from publisher.statistics.traits import Trait, Traits, traits
from publisher.statistics.words import counted, none_or, percent, short, some

NAMES, OWN = THIRTY_ONE, THIRTY_ONE[0]
SAMPLE = indicator("N00563", ValueKind.PERCENT, sampled=True)
PERCENT = indicator("p", ValueKind.PERCENT)


def test_a_number_is_published_with_the_decimals_of_its_shortest_form():
    told = [decimals(value) for value in (7.0, 7.5, 7.25, 1e22, 1e-7, float("inf"), float("nan"))]
    assert told == [0, 1, 2, 17, 17, 17, 17]
    assert rounding([7.0, 8.0]) == 0.5
    assert rounding([7.0, 8.25]) == 0.005
    assert rounding([7.125]) == 0.0005
    assert rounding([7.1254]) == 0.0
    assert rounding([]) == 0.5


def half(one, value: float, n: int | None, rounded: float, told: float | None = None) -> float:
    return margin(one, Observation(indicator=one.id, area="a", period="2022", value=value, n=n, margin=told), rounded)


def test_the_margin_that_a_source_gives_counts_before_one_of_the_number_asked():
    assert half(indicator("N00563", ValueKind.PERCENT, sampled=True), 50.0, 100, 0.5, 3.5) == 3.5
    assert half(PERCENT, 50.0, None, 0.5, 0.1) == 0.5
    assert half(indicator(), 1.0, 10, 0.5, 1.0) == 0.0


def test_the_widest_of_rounding_convention_relation_and_sampling_is_the_margin():
    assert half(PERCENT, 50.0, None, 0.05) == 0.5
    assert half(PERCENT, 50.0, None, 2.0) == 2.0
    assert half(indicator(kind=ValueKind.RATIO), 200.0, None, 0.5) == 10.0
    assert half(indicator(kind=ValueKind.RATIO), -200.0, None, 0.5) == 10.0
    assert half(indicator(kind=ValueKind.RATIO, unit="other"), 200.0, None, 0.25) == 0.25
    sample = indicator("sample", ValueKind.PERCENT, sampled=True)
    assert half(sample, 50.0, 100, 0.5) == pytest.approx(9.8)
    assert half(sample, 50.0, None, 0.5) == 0.5
    assert half(sample, 104.0, 100, 0.5) == 0.5
    assert half(indicator("sample", ValueKind.RATIO, sampled=True, unit="other"), 50.0, 100, 0.5) == 0.5
    for kind in (ValueKind.BOOLEAN, ValueKind.ORDINAL, ValueKind.CONDITIONAL):
        assert half(indicator(kind=kind), 1.0, 10, 0.5) == 0.0


def test_what_lies_at_a_bound_lies_within():
    assert 5 in Bounds(5, 7) and 7 in Bounds(5, 7)
    assert 4.9 not in Bounds(5, 7) and 7.1 not in Bounds(5, 7)
    assert 1e9 in Bounds(5, None) and -1e9 in Bounds(None, 7) and 4 not in Bounds(5, None)


def test_two_margins_apart_is_not_told_apart_and_more_is():
    values = {"a": 80.0, "b": 79.0, "c": 78.9, "d": 50.0, "e": 20.0}
    found = ranking(PERCENT, "2022", series(values), values)
    assert not found.told_apart("a", "b") and found.told_apart("a", "c")
    assert not found.told_apart("a", "nobody")
    bands = {area: (s.band_low, s.band_high) for area, s in found.standings.items()}
    assert bands == {"a": (1, 2), "b": (1, 3), "c": (2, 3), "d": (4, 4), "e": (5, 5)}


@pytest.mark.parametrize(
    ("one", "values", "words"),
    [
        (PERCENT, [10.0, 20, 30, 40, 50], "ligger högst 1 procentenhet från varandra"),
        (PERCENT, [10.5, 20, 30, 40, 50], "ligger högst 1 procentenhet från varandra"),
        (indicator(kind=ValueKind.RATIO), [10, 20, 30, 40, 50], "en marginal på 5\u00a0% åt vardera hållet"),
        (indicator(kind=ValueKind.RATIO, unit="other"), [1, 2, 3, 4, 5], "Värdena är avrundade"),
        (
            indicator("sample", ValueKind.PERCENT, sampled=True),
            [10, 20, 30, 40, 50],
            "Hur osäkra värdena är är inte känt",
        ),
        (indicator(), [0, 1, 2, 1, 0], None),
        (indicator(kind=ValueKind.BOOLEAN), [0, 1, 1, 1, 0], None),
    ],
)
def test_what_keeps_values_from_being_told_apart_is_said(one, values, words):
    known = series(dict(zip("abcde", values, strict=True)))
    found = ranking(one, "2022", known, known)
    if words is None:
        assert found.margin == {}
    elif "ligger högst" in words and all(float(value).is_integer() for value in values):
        assert "Värdena är avrundade" in found.margin["sv"]  # whole percent: rounding is as wide as the convention
    else:
        assert words in found.margin["sv"]
        assert found.margin["en"]


def test_the_limit_between_percentages_is_written_as_each_language_writes_it():
    known = series(dict(zip("abcde", (10.25, 20, 30, 40, 50), strict=True)))
    rules = replace(RULES, margins={"percent": 0.75})
    found = ranking(PERCENT, "2022", known, known, rules=rules)
    assert "högst 1,5 procentenheter" in found.margin["sv"] and "within 1.5 percentage points" in found.margin["en"]
    drawn = series({area: figure.value for area, figure in known.items()}, n=400)
    sample = ranking(indicator("sample", ValueKind.PERCENT, sampled=True), "2022", drawn, drawn)
    assert "bygger på urval" in sample.margin["sv"]


@pytest.mark.parametrize(("values", "code"), [(4, "too-few"), (5, None)])
def test_five_values_are_ranked_and_four_are_not(values: int, code: str | None):
    known = series({name: 10.0 * at + 0.5 for at, name in enumerate(codes(values))})
    found = ranking(PERCENT, "2022", known, known)
    assert (found.refusal.code if found.refusal else None) == code
    if code:
        assert [group.areas for group in found.groups] == [[name] for name in sorted(known)]


def test_a_share_of_ninety_nine_is_thin_and_one_of_a_hundred_is_not():
    figure = series({"a": 50.0})["a"]
    for known, told in ((99, True), (100, False)):
        assert thin(PERCENT, figure._replace(denominator=float(known))) is told
        assert thin(PERCENT, figure._replace(n=known)) is told
    assert not thin(PERCENT, figure._replace(denominator=100.0, n=5))
    assert not thin(PERCENT, figure._replace(value=None, n=5))
    assert not thin(indicator(kind=ValueKind.COUNT), figure._replace(n=5))
    assert thin(indicator(kind=ValueKind.RATIO), figure._replace(n=5))
    assert not thin(indicator(kind=ValueKind.RATIO), figure._replace(value=4.54545455))
    assert thin(PERCENT, figure._replace(value=round(100 / 99, 8)))
    assert not thin(PERCENT, figure._replace(value=round(100 / 101, 8)))
    assert not thin(indicator(kind=ValueKind.PERCENT, base="all"), figure._replace(value=round(100 / 99, 8)))
    assert (simplest(round(100 / 3, 5), 4), simplest(round(100 / 3, 4), 4), simplest(round(100 / 3, 5), 3)) == (
        3,
        None,
        None,
    )
    assert simplest(12.50001, 100) is None


@pytest.mark.parametrize(("few", "told"), [(1, False), (2, True)])
def test_more_than_one_of_twenty_thin_shares_are_too_many(few: int, told: bool):
    known = series(dict.fromkeys(codes(20 - few), 50.0), n=500) | series(dict.fromkeys("xy"[:few], 50.0), n=50)
    assert thin_series(PERCENT, known, known) is told
    assert not thin_series(PERCENT, known, [])


def likeness(**scores: float) -> Traits:
    numbers = {area: {Trait.POPULATION: 1000.0 + at, Trait.DENSITY: 20.0, Trait.GROWTH: 1.0 * at}
               for at, area in enumerate(scores)}  # fmt: skip
    standardised = {area: {Trait.POPULATION: score} for area, score in scores.items()}
    return Traits(numbers=numbers, standardised=standardised, codes={}, names={}, part_of={}, period="2022")


@pytest.mark.parametrize(
    ("apart", "alike", "unlike"), [(0.25, 1, 0), (0.2501, 0, 0), (0.7499, 0, 0), (0.75, 0, 1), (-0.75, 0, 1)]
)
def test_a_quarter_of_a_deviation_is_alike_and_three_quarters_are_unlike(apart: float, alike: int, unlike: int):
    found = explained(likeness(a=0.0, b=apart), "a", "b")
    assert (len(found.reasons), len(found.against)) == (alike, unlike)


def test_distances_that_differ_by_the_arithmetic_alone_are_ties():
    assert [area for area, _ in nearest(likeness(a=0.0, c=0.5, b=0.5 + 2e-10), "a")] == ["b", "c"]
    assert [area for area, _ in nearest(likeness(a=0.0, c=0.5, b=0.5 + 2e-9), "a")] == ["c", "b"]
    assert explained(likeness(a=0.0, b=1 / 3), "a", "b").distance == 0.333333333


def test_numbers_of_two_are_told_so_that_they_can_be_compared():
    numbers = {
        "a": {Trait.POPULATION: 900.0, Trait.DENSITY: 10.0, Trait.GROWTH: 0.2},
        "b": {Trait.POPULATION: 800.0, Trait.DENSITY: 9.9, Trait.GROWTH: -0.2},
        "c": {Trait.POPULATION: 950.0, Trait.DENSITY: 12.0, Trait.GROWTH: 7.0},
    }
    scores = {area: dict.fromkeys(numbers["a"], at) for area, at in (("a", 0.0), ("b", 1.0), ("c", 2.0))}
    found = Traits(numbers=numbers, standardised=scores, codes={}, names={}, part_of={}, period="2022")
    fewer, more = (explained(found, "a", other).against for other in "bc")
    assert [said["sv"].partition(" ")[0] for said in fewer] == ["färre", "glesare", "befolkningen"]
    assert [said["sv"].partition(" ")[0] for said in more] == ["fler", "tätare", "befolkningen"]
    assert "(9,9 mot 10,0 invånare" in fewer[1]["sv"] and "(12 mot 10 invånare" in more[1]["sv"]
    assert "(0\u00a0% mot 0\u00a0%" in fewer[2]["sv"] and "svagare" in fewer[2]["sv"]
    assert "(+7% against 0%" in more[2]["en"] and "stronger" in more[2]["en"]


def test_density_is_the_published_one_else_that_of_the_latest_inhabitants_and_land():
    a, b, c, d = names = codes(4)
    register = [
        indicator(id, ValueKind.COUNT, subject="kommunregister", measures=measure)
        for id, measure in (("folk", "population"), ("tathet", "density"), ("yta", "land-area"))
    ]
    known = vocabulary(register, names)
    known = replace(known, indicators={one.id: one for one in register})
    rows = [
        *cells("folk", "2012", {a: 1000.0, b: 500.0, c: 800.0}), *cells("folk", "2022", {a: 1100.0, b: 400.0, d: 90.0}),
        *cells("yta", "2019", {a: 7.0, b: 7.0}), *cells("yta", "2020", {a: 10.0, b: 8.0, c: 4.0}),
        *cells("tathet", "2021", {a: 55.5, b: 66.0}), *cells("tathet", "2022", {a: 123.0, b: None}),
    ]  # fmt: skip
    found = traits(known, figures(rows))
    assert found.period == "2022"
    assert {code: of.get(Trait.DENSITY) for code, of in found.numbers.items()} == {a: 123.0, b: 50.0, c: None, d: None}
    assert {code: of.get(Trait.POPULATION) for code, of in found.numbers.items()} == {a: 1100, b: 400, c: None, d: 90}
    growth = {code: of.get(Trait.GROWTH) for code, of in found.numbers.items()}
    assert growth == {a: pytest.approx(10.0), b: pytest.approx(-20.0), c: None, d: None}


def test_members_are_those_of_the_year_from_its_first_to_its_last():
    known = vocabulary([], codes(4))
    a, b, c, d = codes(4)
    more = [
        Membership(group="g", area=a, valid_from="2015", valid_to="2018"),
        Membership(group="g", area=b, valid_from="2018", valid_to="2020"),
        Membership(group="g", area=c, valid_to="2016"),
        Membership(group="g", area=d, valid_from="2020", valid_to="2020"),
    ]
    found = groups(replace(known, memberships=[*known.memberships, *more]))
    assert [found.members("g", str(year)) for year in range(2014, 2022)] == [
        ((c,), "period"), ((a, c), "period"), ((a, c), "period"), ((a,), "period"), ((a, b), "period"),
        ((b,), "period"), ((b, d), "period"), ((b, d), "today"),
    ]  # fmt: skip
    assert found.members("g") == ((b, d), "today")
    assert found.members("00", "2018") == (tuple(codes(4)), "today")
    alone = groups(replace(known, memberships=[]))
    assert alone.members("01") == ((a, c), "today")


def test_a_change_of_area_lies_between_the_periods_it_divides():
    from publisher.model import Area, AreaChange

    change = AreaChange(date="2015-07-01", description=text("Delades."), comparability=Comparability.NONE)
    area = Area(code="a", kind=AreaKind.MUNICIPALITY, label={}, changes=[change])

    def allowed(earlier: str, later: str) -> bool:
        return comparability.area_verdict(area, earlier, later).allowed

    assert not allowed("2014", "2015") and not allowed("2015", "2016") and not allowed("2016", "2014")
    assert allowed("2013", "2014") and allowed("2016", "2017")
    assert allowed("2015-06", "2015-06-30") and not allowed("2015-06", "2015-07")
    assert allowed("2015-07-01", "2015-08") and not allowed("2015-06-30", "2015-07-01")


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "0"), (0.4, "<"), (0.49, "<"), (0.5, "<"), (0.51, "1"), (1, "1"), (1.5, "2"), (99, "99"), (99.4, "99"),
     (99.5, ">"), (99.9, ">"), (100, "100")],
)  # fmt: skip
def test_more_than_none_and_less_than_all_stay_so_at_their_limits(value: float, told: str):
    sv = {"<": "mindre än 1\u00a0%", ">": "mer än 99\u00a0%"}.get(told, f"{told}\u00a0%")
    en = {"<": "less than 1%", ">": "more than 99%"}.get(told, f"{told}%")
    assert (percent(value, language="sv"), percent(value, language="en")) == (sv, en)


def test_small_numbers_are_written_in_letters_and_agree_with_their_noun():
    assert [counted(n, "sv", neuter=True) for n in (0, 1, 2, 12, 13)] == ["inget", "ett", "två", "tolv", "13"]
    assert [counted(n, "en", neuter=True) for n in (0, 1, 2)] == ["none", "one", "two"]
    assert [none_or(n, "sv") for n in (0, 1, 2)] == ["ingen", "1", "2"]
    assert counted(1234, "sv") == "1\u00a0234"


def test_a_list_is_cut_only_where_that_saves_two():
    items: Callable[[int], list[str]] = lambda count: list("abcdefgh")[:count]  # noqa: E731
    assert some(items(5), "sv") == "a, b, c, d och e"
    assert some(items(6), "sv") == "a, b, c, d, e och f"
    assert some(items(7), "sv") == "a, b, c, d, e och två andra"
    assert (short(3)["sv"], short(3.5)["sv"], short(3.5)["en"]) == ("3", "3,5", "3.5")
