"""What is withheld cannot be worked out, and what need not be withheld is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statistics_world import indicator, vocabulary

from publisher.model import Observation, ValueKind
from publisher.statistics.disclosure import Rule, Total, disclose, rules_from, withheld
from publisher.statistics.figures import groups


def test_counts_below_the_threshold_are_withheld_with_a_companion():
    values = {"a": 3, "b": 12, "c": 40, "all": 55}
    assert withheld(values, [Total("all", ["a", "b", "c"])], 5) == {"a", "b"}


def test_zero_is_not_a_small_count():
    assert withheld({"a": 0, "b": 40, "all": 40}, [Total("all", ["a", "b"])], 5) == set()
    assert withheld({"a": 3, "b": 0, "all": 3}, [Total("all", ["a", "b"])], 5) == {"a", "all"}


def test_two_small_counts_whose_sum_is_small_need_a_third():
    assert withheld({"a": 1, "b": 1, "c": 30, "all": 32}, [Total("all", ["a", "b", "c"])], 5) == {"a", "b", "c"}


def test_a_total_that_is_not_published_gives_nothing_away():
    assert withheld({"a": 3, "b": 12}, [Total("all", ["a", "b"])], 5) == {"a"}


def test_two_totals_together_do_not_give_a_count_away():
    # women and men of two places: the row totals and the column totals together
    values = {"aF": 2, "aM": 30, "bF": 25, "bM": 28, "a": 32, "b": 53, "F": 27, "M": 58}
    totals = [Total("a", ["aF", "aM"]), Total("b", ["bF", "bM"]), Total("F", ["aF", "bF"]), Total("M", ["aM", "bM"])]
    hidden = withheld(values, totals, 5)
    assert "aF" in hidden
    assert not solvable(values, totals, hidden)


def test_three_totals_of_pairs_that_give_three_counts_away_are_broken_up():
    values = {"a": 3, "b": 10, "c": 20, "ab": 13, "bc": 30, "ac": 23}
    totals = [Total("ab", ["a", "b"]), Total("bc", ["b", "c"]), Total("ac", ["a", "c"])]
    assert solvable(values, totals, {"a", "b", "c"})  # each total hides two, and together they hide none
    hidden = withheld(values, totals, 5)
    assert {"a", "b"} < hidden
    assert not solvable(values, totals, hidden)


def solvable(values, totals, hidden):
    """Withheld counts that NumPy's least squares finds determined by the totals."""
    unknown = sorted(hidden)
    rows = []
    for total in totals:
        if total.total not in values:
            continue
        row = [float(key in total.parts) - float(key == total.total) for key in unknown]
        if any(row):
            rows.append(row)
    if not rows:
        return set()
    null = np.linalg.svd(np.array(rows))[2][np.linalg.matrix_rank(np.array(rows)) :]
    return {key for i, key in enumerate(unknown) if not np.abs(null[:, i]).max(initial=0) > 1e-9}


@given(st.lists(st.lists(st.integers(0, 15), min_size=2, max_size=4), min_size=2, max_size=4).filter(
    lambda table: len({len(row) for row in table}) == 1
))  # fmt: skip
def test_no_withheld_count_of_a_table_with_both_margins_can_be_worked_out(table):
    rows, columns = range(len(table)), range(len(table[0]))
    values = {f"{i}.{j}": table[i][j] for i in rows for j in columns}
    values |= {f"{i}.": sum(table[i]) for i in rows} | {f".{j}": sum(row[j] for row in table) for j in columns}
    values["."] = sum(map(sum, table))
    totals = [Total(f"{i}.", [f"{i}.{j}" for j in columns]) for i in rows]
    totals += [Total(f".{j}", [f"{i}.{j}" for i in rows]) for j in columns]
    totals += [Total(".", [f"{i}." for i in rows]), Total(".", [f".{j}" for j in columns])]
    hidden = withheld(values, totals, 5)
    assert {key for key, value in values.items() if 0 < value < 5} <= hidden
    assert not solvable(values, totals, hidden)
    assert hidden == withheld(dict(reversed(list(values.items()))), totals, 5)


def test_a_dataset_is_withheld_with_what_is_derived_from_it():
    names = ["0101", "0102", "0103", "0104"]
    words = vocabulary([indicator("antal", ValueKind.COUNT), indicator("andel", ValueKind.PERCENT)], names)
    counts = dict(zip(names, (2, 40, 9, 60), strict=True))
    rows = [
        Observation(indicator="antal", area=area, period="2022", value=value, n=value) for area, value in counts.items()
    ]
    rows += [Observation(indicator="antal", area="00", period="2022", value=111)]
    rows += [Observation(indicator="andel", area=area, period="2022", value=1.5) for area in names]
    rule = Rule(indicators=["antal"], threshold=5, derived={"andel": ["antal"]})
    shown = {(cell.indicator, cell.area): cell for cell in disclose(rows, [rule], groups(words), ["01", "02"])}
    assert {key for key, cell in shown.items() if cell.status == "suppressed"} == {
        ("antal", "0101"), ("antal", "0103"), ("andel", "0101"), ("andel", "0103"),
    }  # fmt: skip
    assert shown["antal", "0101"].value is None and shown["antal", "0101"].n is None
    assert shown["antal", "00"].value == 111


def test_every_period_is_withheld_by_itself():
    names = ["0101", "0102", "0103", "0104"]
    words = vocabulary([indicator("antal", ValueKind.COUNT)], names)
    rows = [
        Observation(indicator="antal", area=area, period=year, value=value)
        for year, values in (("2021", (2, 40, 9, 60)), ("2022", (50, 3, 30, 60)), ("2023", (50, 40, 30, 60)))
        for area, value in zip((*names, "00"), (*values, sum(values)), strict=True)
    ]
    shown = disclose(rows, [Rule(indicators=["antal"], threshold=5)], groups(words), ["01", "02"])
    hidden = {(cell.period, cell.area) for cell in shown if cell.status == "suppressed"}
    assert hidden == {("2021", "0101"), ("2021", "0103"), ("2022", "0102"), ("2022", "0103")}


def test_without_a_rule_nothing_is_withheld():
    rows = [Observation(indicator="antal", area="0101", period="2022", value=2)]
    assert disclose(rows, [], groups(vocabulary([], ["0101"])), []) == rows


def test_rules_are_read_from_a_declaration():
    assert rules_from([{"indicators": ["U07354"], "threshold": 5}]) == [Rule(indicators=["U07354"], threshold=5)]
    for wrong in (
        {"threshold": 5},
        {"indicators": ["a"]},
        {"indicators": "a", "threshold": 5},
        {"indicators": ["a"], "threshold": 1},
    ):
        with pytest.raises(ValueError, match="disclosure rule 1"):
            rules_from([wrong])


def test_what_is_derived_from_what_is_declared_as_texts():
    [rule] = rules_from([{"indicators": ["a", 7], "threshold": 1.5, "derived": {"b": ["a", 7], 8: ["a"]}}])
    assert (rule.indicators, rule.threshold, rule.derived) == (["a", "7"], 1.5, {"b": ["a", "7"], "8": ["a"]})
    found = rules_from([{"indicators": ["a"], "threshold": 5}, {"indicators": ["b"], "threshold": 3}])
    assert [rule.threshold for rule in found] == [5, 3]
    sound = {"indicators": ["a"], "threshold": 5}
    for wrong in ({"threshold": True}, {"threshold": "5"}, {"threshold": None}, {"threshold": 0.5}, {"indicators": []}):
        with pytest.raises(ValueError, match="disclosure rule 2: "):
            rules_from([sound, sound | wrong])


def test_a_count_at_the_threshold_is_shown():
    assert withheld({"a": 4.9, "b": 5, "c": -1}, [], 5) == {"a"}
    shown = [Total("all", ["a", "b", "c"])]
    assert withheld({"a": 2, "b": 3, "c": 9, "all": 14}, shown, 5) == {"a", "b"}  # 5 together, and no less
    assert withheld({"a": 2, "b": 2, "c": 9, "all": 13}, shown, 5) == {"a", "b", "c"}


def test_a_companion_is_the_smallest_that_is_shown_and_a_nought_only_at_last():
    total = [Total("all", ["a", "b", "c", "d"])]
    assert withheld({"a": 1, "b": 0, "c": 30, "d": 20, "all": 51}, total, 5) == {"a", "d"}
    assert withheld({"a": 1, "b": 0, "c": 0, "d": 0, "all": 1}, total, 5) == {"a", "all"}
    assert withheld({"a": 6, "b": 0, "c": 4, "d": 0, "all": 10}, total, 5) == {"c", "a"}
    assert withheld({"a": 1, "c": 30, "d": 20, "all": 51}, total, 5) == {"a"}  # nobody knows b
    assert withheld({"a": 1, "b": 20, "c": 20, "d": 40, "all": 81}, total, 5) == {"a", "b"}  # the first of two alike


def hidden_of(rows, *rules, counties=("01", "02"), names=("0101", "0102", "0103", "0104")):
    words = vocabulary([indicator("antal", ValueKind.COUNT), indicator("andel", ValueKind.PERCENT)], names)
    found = disclose(rows, list(rules), groups(words), counties)
    assert [(c.indicator, c.area, c.period, c.sex, c.service_area) for c in found] == [
        (c.indicator, c.area, c.period, c.sex, c.service_area) for c in rows
    ]
    return {(c.area, c.sex, c.service_area) for c in found if c.status == "suppressed"}


def one(area, value, sex="T", service="_T", id="antal"):
    return Observation(indicator=id, area=area, period="2022-Q1", sex=sex, service_area=service, value=value)


def test_women_and_men_counties_and_the_nation_are_heeded_as_totals():
    rule = Rule(indicators=["antal"], threshold=5)
    sexes = [one("0101", 50), one("0101", 3, "F"), one("0101", 47, "M")]
    assert hidden_of(sexes, rule) == {("0101", "F", "_T"), ("0101", "M", "_T")}
    county = [one("0101", 3), one("0103", 40), one("0102", 30), one("01", 43)]
    assert hidden_of(county, rule) == {("0101", "T", "_T"), ("0103", "T", "_T")}
    women = [one("0101", 3, "F"), one("0103", 40, "F"), one("0103", 90), one("01", 43, "F")]
    assert hidden_of(women, rule) == {("0101", "F", "_T"), ("0103", "F", "_T")}
    counties = [one("01", 3), one("02", 40), one("00", 43)]
    assert hidden_of(counties, rule) == {("01", "T", "_T"), ("02", "T", "_T")}
    assert hidden_of(counties, rule, counties=()) == {("01", "T", "_T")}


def test_services_stand_apart_and_only_what_is_made_of_the_same_cell_is_withheld_with_it():
    rule = Rule(indicators=["antal"], threshold=5, derived={"andel": ["antal", "annat"]})
    rows = [
        one("0101", 3, service="lss"), one("0103", 40, service="lss"), one("01", 43, service="lss"),
        one("0101", 70), one("0103", 80), one("01", 150), one("0101", 3, service="lss", id="annat"),
        one("0101", 5.5, service="lss", id="andel"), one("0101", 5.5, id="andel"), one("0102", 5.5, id="andel"),
    ]  # fmt: skip
    found = hidden_of(rows, rule)
    assert found == {("0101", "T", "lss"), ("0103", "T", "lss")}
    assert hidden_of(rows[3:6], rule) == set()
    [*_, share] = disclose(rows[:8], [rule], groups(vocabulary([], ["0101", "0103"])), ["01"])
    assert (share.indicator, share.status, share.value) == ("andel", "suppressed", None)


def test_what_is_withheld_keeps_nothing_of_what_it_was_made_of():
    full = Observation(indicator="antal", area="0101", period="2022", value=3, n=3, numerator=3.0, denominator=9.0)
    [found] = disclose([full], [Rule(indicators=["antal"], threshold=5)], groups(vocabulary([], ["0101"])), [])
    assert (found.value, found.n, found.numerator, found.denominator) == (None, None, None, None)
    assert found.status == "suppressed"
