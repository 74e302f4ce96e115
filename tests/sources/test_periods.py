"""Periods as agencies write them, which of them fit a dataset, and remedies that work."""

from __future__ import annotations

import re

import pytest
import yaml

from publisher.sources import table
from publisher.sources.periods import period_code, period_misfit


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2022", "2022"), ("2022M3", "2022-03"), ("mars 2022", "2022-03"), ("September 2024", "2024-09"),
        ("2022K1", "2022-Q1"), ("2022 kv 4", "2022-Q4"), ("Q1 2022", "2022-Q1"), ("kvartal 3, 2022", "2022-Q3"),
        ("1:a kvartalet 2022", "2022-Q1"), ("2022-03-31", "2022-03-31"), ("2022-02-30", None), ("2022/23", None),
        ("", None), ("Maj", None),
    ],
)  # fmt: skip
def test_periods_as_agencies_write_them(text, code):
    assert code == period_code(text)


@pytest.mark.parametrize("text", ["2022", "1749"])
def test_a_year_fits_every_dataset(text):
    assert [None] * 4 == [period_misfit(text, often) for often in ("", "ANNUAL", "MONTHLY", "IRREG")]


@pytest.mark.parametrize(
    ("text", "often"),
    [
        ("2010M11", "MONTHLY"),
        ("2010-11", "MONTHLY"),
        ("2010-11", "DAILY"),
        ("2010-11", ""),
        ("2010-10", "IRREG"),
        ("2010M11", "IRREG"),
        ("2010K1", "QUARTERLY"),
        ("2010-11-03", "IRREG"),
        ("2010-11-03", "WEEKLY"),
    ],
)
def test_a_period_fits_a_dataset_that_has_its_kind(text, often):
    assert period_misfit(text, often) is None


@pytest.mark.parametrize(
    ("text", "often", "words"),
    [
        ("2010-11", "ANNUAL", "may be 2010 to 2011 or the month 2010-11"), ("1999-00", "ANNUAL", "span of years"),
        ("2010-11", "IRREG", "may be 2010 to 2011"), ("2010-12", "ANNUAL", "is a month"),
        ("mars 2010", "ANNUAL", "is a month"), ("2010K1", "ANNUAL", "is a quarter"),
        ("2010-11-03", "ANNUAL", "is a day"),
        ("2010M11", "QUARTERLY", "is a month"), ("2010-11-03", "MONTHLY", "is a day"), ("0114", "ANNUAL", "is no year"),
        ("9999", "", "is no year"),
    ],
)  # fmt: skip
def test_a_period_that_does_not_fit_is_told(text, often, words):
    fault, _ = period_misfit(text, often)
    assert words in fault


#: A text, the dataset's frequency, and the periods that the remedies lead to.
SPANS = [
    ("2010/11", "ANNUAL", {"2010"}), ("2010/2011", "ANNUAL", {"2010", "2011"}),
    ("2010–2012", "ANNUAL", {"2010", "2012"}),
    ("2010-11", "ANNUAL", {"2010"}), ("2010-12", "ANNUAL", {"2010"}), ("2010-11-03", "ANNUAL", {"2010"}),
    ("mars 2010", "ANNUAL", {"2010"}), ("2022H1", "ANNUAL", {"2022"}), ("2022H2", "IRREG", {"2022-Q4"}),
    ("1:a halvåret 2022", "IRREG", {"2022-Q2"}), ("andra halvåret 2022", "QUARTERLY", {"2022-Q4"}),
    ("H1 2022", "IRREG", {"2022-Q2"}), ("2022W05", "WEEKLY", {"2022-01-31"}),
    ("vecka 5, 2022", "IRREG", {"2022-01-31"}),
    ("202202", "MONTHLY", {"2022-02"}), ("202212", "ANNUAL", {"2022"}), ("201112", "IRREG", {"2011-12"}),
    ("2022v5", "ANNUAL", {"2022"}), ("2022 (prel.)", "ANNUAL", {"2022"}), ("läsåret 2022", "ANNUAL", {"2022"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "often", "periods"), SPANS)
def test_every_remedy_for_a_period_works(text, often, periods, context, tmp_path):
    (tmp_path / "tabell.csv").write_text(f"Kod;År;Antal\n0114;{text};1\n", encoding="utf-8")
    declared = {
        "kind": "table", "file": "tabell.csv", "title": "t", "publisher": "scb", "header": ["Kod"],
        "area": {"column": "Kod"}, "period": {"column": "År"}, "values": {"Antal": "antal"},
    }  # fmt: skip
    world = context(frequency=often)
    fetched = table.fetch(declared, world)
    assert [] == fetched.observations
    [problem] = fetched.problems
    assert f"tabell.csv: row 2, column 'Antal': '{text}'" in str(problem)
    remedies = [yaml.safe_load(found) for found in re.findall(r"'((?:pattern|codes): .*?[}\"])'", problem.remedy)]
    found = set()
    for remedy in remedies:
        [row] = table.fetch(declared | {"period": {"column": "År"} | remedy}, world).observations or [{"period": None}]
        found.add(row["period"])
    assert remedies
    assert periods == found


@pytest.mark.parametrize("text", ["2022H3", "2022W60", "vecka 99 2022"])
def test_what_is_no_half_year_or_week_is_no_period(text):
    fault, remedy = period_misfit(text)
    assert "is not a period" in fault
    assert remedy
