"""No statistic crosses a change of definition that its source calls incomparable."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from publisher.model import (
    Area,
    AreaChange,
    AreaKind,
    Comparability,
    DefinitionVersion,
    Direction,
    Indicator,
    ValueKind,
)
from publisher.statistics import comparability as c


def indicator(*verdicts: tuple[str | None, Comparability]) -> Indicator:
    """An indicator whose definition changed at the periods given."""
    return Indicator(
        id="x", label={"sv": "x", "en": "x"}, official_name="x", definition={}, question={}, unit="percent",
        value_kind=ValueKind.PERCENT, direction=Direction.HIGHER, direction_source={}, respondent={},
        service_area="_T", subject="x", publisher="pts",
        versions=[
            DefinitionVersion(
                number=str(i), valid_from=begins, valid_to=None, change={"sv": f"ändring {i}", "en": f"change {i}"},
                comparability=verdict, reason={"sv": f"Skäl {i}.", "en": f"Reason {i}."}, source=f"https://example.org/{i}",
            )
            for i, (begins, verdict) in enumerate(verdicts, 1)
        ],
    )  # fmt: skip


BROKEN = indicator((None, Comparability.FULL), ("2010", Comparability.NONE), ("2016", Comparability.CAUTION))


def test_years_on_either_side_of_a_break_may_not_be_compared():
    said = c.definition_verdict(BROKEN, "2009", "2010")
    assert said.comparability is Comparability.NONE
    assert not said.allowed
    assert said.reason["sv"] == "Skäl 2."
    assert said.sources == ("https://example.org/2",)


def test_the_graver_reason_wins_and_every_reason_is_kept():
    said = c.definition_verdict(BROKEN, "2022", "2009")
    assert said.comparability is Comparability.NONE
    assert [cause.since for cause in said.causes] == ["2010", "2016"]


def test_a_caution_is_told_and_lets_the_comparison_through():
    said = c.definition_verdict(BROKEN, "2015", "2016")
    assert said.allowed and said.comparability is Comparability.CAUTION


def test_a_series_is_split_at_none_and_only_there():
    assert c.segments(BROKEN, ["2016", "2015", "2010", "2009", "2008"]) == [("2008", "2009"), ("2010", "2015", "2016")]
    assert c.comparable_before(BROKEN, "2015", ["2008", "2009", "2010", "2015"]) == "2010"
    assert c.comparable_before(BROKEN, "2010", ["2008", "2009"]) is None
    assert [period for period, _ in c.breaks(BROKEN, ["2009", "2010", "2015", "2016"])] == ["2010", "2016"]


def test_a_month_belongs_to_the_version_of_its_year():
    assert BROKEN.version("2010-03").number == "2"
    assert BROKEN.version("2009-12-31").number == "1"


def test_an_area_that_was_split_is_two_series():
    area = Area(
        code="0380", kind=AreaKind.MUNICIPALITY, label={"sv": "Uppsala", "en": "Uppsala"},
        changes=[AreaChange(date="2003-01-01", description={"sv": "Knivsta bröts ut.", "en": "Knivsta left."},
                            comparability=Comparability.NONE)],
    )  # fmt: skip
    plain = indicator()
    assert not c.verdict(plain, area, "2002", "2003").allowed
    assert c.verdict(plain, area, "2003", "2004").allowed
    assert c.verdict(replace(plain, todays_borders=True), area, "2002", "2003").allowed


years = st.integers(2000, 2022).map(str)


@given(
    st.lists(st.tuples(years, st.sampled_from(list(Comparability))), max_size=5, unique_by=lambda t: t[0]),
    st.lists(years, min_size=1, max_size=10),
    st.randoms(),
)
def test_no_segment_crosses_a_none_and_order_is_irrelevant(changes, periods, random):
    shuffled = list(changes)
    random.shuffle(shuffled)
    one, two = indicator(*sorted(changes)), indicator(*shuffled)
    # the oldest version compares with nothing before it
    runs = c.segments(one, periods)
    assert runs == c.segments(two, periods[::-1])
    assert sorted(set(periods)) == [period for run in runs for period in run]
    for run in runs:
        for i, earlier in enumerate(run):
            assert all(c.definition_verdict(one, earlier, later).allowed for later in run[i:])
    for before, after in pairwise(runs):
        assert not c.definition_verdict(one, before[-1], after[0]).allowed
