"""Each value kind by its own arithmetic, checked against pandas and SciPy."""

from __future__ import annotations

import math
import sqlite3
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statistics_world import codes, indicator, series

from publisher import vocabulary
from publisher.database.comparisons import stored
from publisher.database.figures import write_observations
from publisher.model import Observation, ValueKind
from publisher.statistics.aggregates import Method, aggregate
from publisher.statistics.bounds import quantile, quantile_bounds, share_bounds, undusted
from publisher.statistics.figures import response
from publisher.statistics.published import beside
from publisher.tables.observed import Observed

values = st.lists(st.one_of(st.none(), st.sampled_from([0.0, 1.0, 2.0])), min_size=1, max_size=60)
numbers = st.lists(st.floats(0, 100, allow_nan=False), min_size=1, max_size=60)


def test_steps_become_shares_of_those_that_answered_and_never_a_mean():
    found = aggregate(indicator(), "2022", series({"a": 2, "b": 2, "c": 0, "d": None}), "abcd")
    assert found.method is Method.SHARES
    assert [(part.code, part.count) for part in found.parts] == [(0, 1), (1, 0), (2, 2)]
    assert found.share(2) == pytest.approx(200 / 3)
    assert (found.n, found.asked, found.missing) == (3, 4, {"unknown-reason": 1})
    assert (found.parts[2].bounds.low, found.parts[2].bounds.high) == (50, 75)


@given(values)
def test_shares_agree_with_pandas(drawn):
    known = series(dict(zip(codes(len(drawn)), drawn, strict=True)))
    found = aggregate(indicator(), "2022", known, known)
    counted = pd.Series([v for v in drawn if v is not None]).value_counts(normalize=True)
    for part in found.parts:
        if found.n:
            assert part.share == pytest.approx(100 * counted.get(part.code, 0.0))


def test_percentages_without_denominators_give_the_median_municipality():
    values = {"a": 10, "b": 30, "c": 90, "d": 20, "e": 95}
    found = aggregate(indicator(kind=ValueKind.PERCENT), "2022", series(values), "abcde")
    assert found.method is Method.MEDIAN
    assert found.value == 30
    assert "mittersta" in found.note["sv"]


def test_no_median_and_no_range_is_given_of_fewer_than_four():
    found = aggregate(indicator(kind=ValueKind.PERCENT), "2022", series({"a": 10, "b": 30, "c": 90}), "abc")
    assert (found.value, found.first_quartile, found.minimum, found.n) == (None, None, None, 3)
    assert aggregate(indicator(kind=ValueKind.PERCENT), "2022", series(dict.fromkeys("abcd", 7)), "abcd").value == 7


@given(numbers)
def test_quartiles_agree_with_pandas_and_scipy(drawn):
    ordered = sorted(drawn)
    for at in (0.25, 0.5, 0.75):
        assert quantile(ordered, at) == pytest.approx(pd.Series(drawn).quantile(at))
        assert quantile(ordered, at) == pytest.approx(float(stats.mstats.mquantiles(drawn, at, alphap=1, betap=1)[0]))


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500)), min_size=1, max_size=30))
def test_percentages_with_denominators_give_the_ratio_of_sums(pairs):
    known = {
        code: Observation(
            indicator="x", area=code, period="2022", value=100 * a / (a + b), numerator=a, denominator=a + b
        )
        for code, (a, b) in zip(codes(len(pairs)), pairs, strict=True)
    }
    found = aggregate(indicator(kind=ValueKind.PERCENT), "2022", known, known)
    frame = pd.DataFrame(pairs, columns=["a", "b"])
    assert found.method is Method.RATIO_OF_SUMS
    assert found.value == pytest.approx(100 * frame.a.sum() / (frame.a.sum() + frame.b.sum()))


def test_the_share_of_digital_alarms_is_a_ratio_of_sums():
    # 2014: 30 000 of 212 000, published as 14 percent
    cell = Observation(indicator="x", area="00", period="2014", value=14, numerator=30_000, denominator=212_000)
    found = aggregate(indicator(kind=ValueKind.PERCENT), "2014", {"00": cell}, ["00"])
    assert round(found.value) == 14


def test_counts_are_added_and_the_missing_make_the_sum_a_least():
    found = aggregate(indicator(kind=ValueKind.COUNT), "2022", series({"a": 3, "b": None, "c": 4}), "abc")
    assert (found.method, found.value, found.n) == (Method.SUM, 7, 2)
    assert (found.bounds.low, found.bounds.high) == (7, None)


def test_multiple_choice_shares_of_groups_are_not_combined():
    found = aggregate(indicator(kind=ValueKind.MULTIPLE_CHOICE), "2022", series({"a": 40, "b": 60}), "ab")
    assert (found.method, found.value) == (Method.NONE, None)


def test_a_conditional_question_counts_only_those_asked():
    gate = series({"a": 1, "b": 0, "c": 1, "d": None})
    known = series({"a": 1, "b": None, "c": None, "d": None})
    found = aggregate(indicator(kind=ValueKind.CONDITIONAL), "2022", known, "abcd", gate)
    assert (found.n, found.asked, found.not_asked, found.undecided) == (1, 2, 1, 1)  # d left the deciding one blank
    count = aggregate(indicator(kind=ValueKind.COUNT), "2022", series({"a": 4, "c": 6}), "abcd", gate)
    assert (count.value, count.n, count.asked) == (10, 2, 2)
    assert count.bounds.high is None  # d may have some


def test_those_to_whom_it_does_not_apply_are_not_non_response():
    known = series({"a": 1, "b": None}) | series({"c": None}, status="not-applicable")
    found = response(known, "abcd")
    assert (found.n, found.asked, found.not_asked) == (1, 3, ["c"])
    assert found.reasons() == {"unknown-reason": 2}


@given(values, st.randoms())
def test_order_of_the_areas_is_irrelevant(drawn, random):
    names = codes(len(drawn))
    shuffled = list(zip(names, drawn, strict=True))
    random.shuffle(shuffled)
    for kind in (ValueKind.ORDINAL, ValueKind.COUNT):
        one = aggregate(indicator(kind=kind), "2022", series(dict(zip(names, drawn, strict=True))), names)
        two = aggregate(indicator(kind=kind), "2022", series(dict(shuffled)), [code for code, _ in shuffled])
        assert one == two


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 20))
def test_more_non_response_never_narrows_the_bounds_of_a_share(count, others, missing, more):
    answered = count + others
    if not answered:
        return
    one = share_bounds(count, answered, answered + missing)
    two = share_bounds(count, answered, answered + missing + more)
    assert 100 * count / answered in one
    assert two.low <= one.low and one.high <= two.high


@given(numbers, st.integers(0, 40), st.integers(0, 20))
def test_more_non_response_never_narrows_the_bounds_of_a_median(drawn, missing, more):
    one = quantile_bounds(drawn, missing, 0.5, 0, 100)
    two = quantile_bounds(drawn, missing + more, 0.5, 0, 100)
    assert quantile(sorted(drawn), 0.5) in one
    assert two.low <= one.low + 1e-9 and one.high <= two.high + 1e-9


def test_what_nothing_limits_has_no_bound():
    bounds = quantile_bounds([1.0, 2.0], 2, 0.5, None, None)
    assert (bounds.low, bounds.high) == (None, None)


def test_nothing_that_a_data_frame_has_for_nothing_gets_through():
    words = vocabulary.load(Path("vocab"))
    id = next(iter(words.indicators))
    rows = pd.DataFrame(
        {"indicator": id, "area": list("abc"), "period": "2022", "sex": "T", "service_area": "_T",
         "value": pd.Series([1, math.nan, pd.NA], dtype="object"), "status": ["", "not-answered", ""],
         "n": pd.Series([1, pd.NA, pd.NA], dtype="Int64")}
    )  # fmt: skip
    connection = sqlite3.connect(":memory:")
    connection.executescript(Observed.of(words.tables).sql())
    write_observations(connection, "d", rows, words)
    connection.execute("CREATE TABLE availability (indicator, period, service_area)")
    known = stored(connection, words, {}).series(id, "2022")
    assert [known[area].value for area in "abc"] == [1, None, None]
    assert [(known[area].status, known[area].n) for area in "abc"] == [(None, 1), ("not-answered", None), (None, None)]


def test_a_published_figure_that_agrees_when_rounded_is_said_to():
    computed = aggregate(indicator(kind=ValueKind.BOOLEAN), "2021", series({"a": 1, "b": 1, "c": 0}), "abc")
    said = beside(Observation(indicator="y", area="00", period="2021", value=67), computed)
    assert "avrundat är det samma" in said.explanation["sv"]
    differs = beside(
        Observation(indicator="y", area="00", period="2021", value=70, status="approximate", n=4), computed
    )
    assert "ungefärligt" in differs.explanation["sv"] and "4 svar, vi på 3" in differs.explanation["sv"]
    assert differs.difference == pytest.approx(70 - 200 / 3)


@pytest.mark.shared
def test_the_management_system_of_2021_comes_out_as_published(shared):
    """165 of 285 municipalities, published as 58 percent."""
    raw = pd.read_csv(shared / "data/kolada/ehealth_raw/ddf--datapoints--u07353--by--geo--year.csv", dtype={"geo": str})
    known = {
        row.geo: Observation(indicator="U07353", area=row.geo, period="2021", value=row.u07353)
        for row in raw[raw.year == 2021].itertuples()
        if row.geo >= "0100" and not math.isnan(row.u07353)
    }
    register = pd.read_csv(shared / "data/register/municipalities_290.csv", dtype=str).municipality_code
    found = aggregate(indicator("U07353", ValueKind.BOOLEAN), "2021", known, register)
    assert (found.parts[1].count, found.n, found.asked) == (165, 285, 290)
    assert round(found.value) == 58


@pytest.mark.shared
def test_published_size_groups_of_2022_weighted_by_their_answers_give_the_published_total(shared):
    """Strategy for elderly care: the five groups' rounded shares allow the published 60 percent."""
    figures_ = pd.read_csv(shared / "data/socialstyrelsen/figures.csv", dtype={"area_code": str})
    kept = figures_[
        (figures_.indicator_slug == "styrande-dokument-strategi-lang-sikt")
        & (figures_.year == 2022)
        & (figures_.population == "äldreomsorg")
    ]
    total, parts = kept[kept.area_code == "0000"].iloc[0], kept[kept.area_code.str.startswith("size")]
    low, high = (((parts.value + half) * parts.denominator).sum() / parts.denominator.sum() for half in (-0.5, 0.5))
    assert low <= total.value + 0.5 and total.value - 0.5 <= high


def test_an_answer_without_named_steps_is_no_or_yes():
    found = aggregate(indicator(kind=ValueKind.BOOLEAN, steps=()), "2022", series({"a": 0, "b": 0}), "ab")
    assert [(part.code, part.count, part.share) for part in found.parts] == [(0, 2, 100), (1, 0, 0)]


def test_of_nobody_asked_nothing_is_bounded():
    assert (share_bounds(0, 0, 0).low, share_bounds(0, 0, 0).high) == (None, None)


@pytest.mark.parametrize(
    ("kind", "more", "limits"),
    [
        (ValueKind.PERCENT, {}, (0, 100)),
        (ValueKind.PERCENT, {"maximum": 90, "minimum": 10}, (10, 90)),
        (ValueKind.RATIO, {}, (None, None)),
        (ValueKind.RATIO, {"maximum": 1000, "minimum": 5}, (5, 1000)),
    ],
)
def test_what_is_missing_may_be_anything_from_the_least_to_the_most_there_is(kind, more, limits):
    known = series({"a": 20, "b": 40, "c": 50, "d": 60, **dict.fromkeys("efgh")})
    found = aggregate(indicator(kind=kind, **more), "2022", known, "abcdefgh")
    assert (found.n, found.asked) == (4, 8)
    expected = quantile_bounds([20, 40, 50, 60], 4, 0.5, *limits)
    assert (found.bounds.low, found.bounds.high) == (expected.low, expected.high)


def test_what_is_worked_out_has_none_of_the_dust_of_binary_arithmetic():
    assert 46.1 + 0.5 * (46.2 - 46.1) != 46.15  # what the arithmetic gives
    values = {"a": 40.3, "b": 46.1, "c": 46.2, "d": 60.7}
    found = aggregate(indicator(kind=ValueKind.PERCENT), "2022", series(values), "abcd")
    assert (found.value, found.first_quartile, found.third_quartile) == (46.15, 44.65, 49.825)
    counted = aggregate(indicator(kind=ValueKind.AMOUNT), "2022", series({"a": 0.1, "b": 0.2, "c": 0.3}), "abc")
    assert (counted.value, counted.bounds.low) == (0.6, 0.6)
    assert undusted(84.26509714400001) == 84.265097144 and undusted(1e300) == 1e300 and undusted(-0.0) == 0


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 8))
def test_a_decimal_number_of_fifteen_digits_is_not_changed(whole, places):
    value = whole / 10**places
    assert undusted(value) == value
