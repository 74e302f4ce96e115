"""Single figures with a source each: what is read, what is kept apart, what is refused."""

from __future__ import annotations

import pytest
from specimen import by_rule

from publisher.errors import Refused, SourceError
from publisher.sources import figures

HEAD = (
    "indicator_slug,year,reference_period,area,area_code,population,value,unit,gender,numerator,denominator,"
    "precision,note,source,page\n"
)
DECLARED = {
    "kind": "figures",
    "file": "siffror.csv",
    "sources": {
        "rapport-2014": {"url": "https://example.org/2014", "title": "Rapport 2014", "publisher": "socialstyrelsen"},
        "rapport-2015": {"url": "https://example.org/2015", "title": "Rapport 2015", "publisher": "socialstyrelsen"},
    },
    "areas": {"0000": "00", "size1": "storlek-1"},
    "service_areas": {"äldreomsorg": "aldreomsorg"},
    "precision": {"ca": "approximate", "skattat*": "estimated", "cirka*": "in-words", "odaterad": ""},
    "notes": {"reference_period": {"2015-01": "avser-januari"}},
    "answers_in": "procent av kommuner",
}


@pytest.fixture
def read(context, tmp_path):
    def fetch(rows, **declared):
        (tmp_path / "siffror.csv").write_text(HEAD + rows, encoding="utf-8")
        return figures.fetch(DECLARED | declared, context())

    return fetch


def test_a_figure_keeps_precision_base_and_source(read):
    fetched = read(
        "larm,2014,2014,Riket,0000,kommuner,8,procent av kommuner,,,208,ca,,https://example.org/2014,Tabell 1\n"
        "plan,2014,2015-01,Små,size1,äldreomsorg,34,procent av kommuner,K,,70,,,https://example.org/2014,excerpt\n"
    )
    first, second = fetched.observations
    assert ("00", "2014", 8.0, "approximate", 208, 208.0, "rapport-2014", "Tabell 1") == tuple(
        first[c] for c in ("area", "period", "value", "status", "n", "denominator", "source", "source_place")
    )
    assert ("storlek-1", "F", "aldreomsorg", "avser-januari", "") == tuple(
        second[c] for c in ("area", "sex", "service_area", "note", "source_place")
    )
    assert ["rapport-2014"] == [source.id for source in fetched.sources]
    assert ["population-taken-for-all"] == [problem.rule for problem in fetched.problems]


def test_a_figure_in_words_is_missing_and_an_undated_one_is_no_point_of_a_series(read):
    fetched = read(
        "larm,2014,,Riket,0000,kommuner,,procent,,,,cirka en tredjedel,,https://example.org/2014,\n"
        "larm,,,Riket,0000,kommuner,22,procent,,,,odaterad,,https://example.org/2015,\n"
    )
    [row] = fetched.observations
    assert (None, "in-words") == (row["value"], row["status"])
    [undated] = fetched.tables["undated"]
    assert 22.0 == undated["value"]
    assert "period" not in undated


def test_a_restated_figure_keeps_the_value_last_stated_and_says_why(read):
    rows = (
        "larm,2014,,Riket,0000,kommuner,8,procent,,,,,,https://example.org/2014,\n"
        "larm,2014,,Riket,0000,kommuner,9,procent,,,,,,https://example.org/2015,\n"
    )
    reason = {"sv": "Omräknat.", "en": "Restated."}
    entry = {"indicator": "larm", "period": "2014", "keep": "rapport-2015", "reason": reason}
    fetched = read(rows, restated=[entry])
    assert [9.0] == [row["value"] for row in fetched.observations]
    assert {("larm", "00", "2014", "T", "_T"): reason} == fetched.reasons
    assert "stands twice, with 8.0 and with 9.0" in by_rule(read(rows).problems)["duplicate-row"]


def test_everything_wrong_is_told_at_once(read):
    found = by_rule(
        read(
            "larm,2014,,Nå,9999,k,x,procent,Z,,,kanske,,https://example.org/9,\n"
            "larm,2015,,Riket,0000,k,,procent,,,,,,https://example.org/2014,\n"
        ).problems
    )
    assert {
        "unknown-area", "unknown-gender", "unknown-precision", "unknown-source", "unknown-mark", "no-reason"
    } == set(found)  # fmt: skip
    assert found["no-reason"].startswith("siffror.csv: row 3, column 'value': there is no value and no reason.")


def test_a_file_without_its_columns_and_a_wrong_declaration_are_refused(context, tmp_path):
    (tmp_path / "siffror.csv").write_text("a,b\n1,2\n")
    with pytest.raises(SourceError, match=r"the columns indicator_slug, year.* are missing; found: a, b"):
        figures.fetch(DECLARED, context())
    with pytest.raises(Refused, match="'soruces' is not a word of a declaration"):
        figures.fetch({"kind": "figures", "file": "x", "soruces": {}}, context())


ROW = "larm,2014,2014,Riket,0000,kommuner,{},procent,,,,,,https://example.org/2014,\n"


@pytest.mark.parametrize("more", [",x", ",,x"])
def test_a_row_longer_or_shorter_than_its_head_is_told(read, more):
    found = by_rule(read(ROW.format("8").rstrip("\n") + more + "\nlarm,2014\n").problems)
    assert "row 2: the row has" in found["long-row"]
    assert "row 3: the row has 2 cells and the head 15" in found["short-row"]


@pytest.mark.parametrize("number", ["nan", "inf", "1_000", "1e3", "0x1"])
def test_only_digits_are_a_number(read, number):
    [problem] = read(ROW.format(number)).problems
    assert "row 2, column 'value'" in str(problem)


def test_marks_and_a_scale_are_read_as_in_tables(read):
    fetched = read(
        ROW.format("0.57") + ROW.format("..").replace("2014,2014", "2015,2015"), marks={"..": "suppressed"}, scale=100
    )
    assert [(57.0, None), (None, "suppressed")] == [(row["value"], row["status"]) for row in fetched.observations]


def test_a_column_that_stands_twice_is_refused(context, tmp_path):
    (tmp_path / "siffror.csv").write_text(HEAD.replace("note,", "Value,"), encoding="utf-8")
    with pytest.raises(SourceError, match="the columns value stand more than once"):
        figures.fetch(DECLARED, context())


def test_only_an_asterisk_is_special_in_precision(read):
    fetched = read(ROW.format("8").replace(",,,,,https", ",,,[ca] 8,,https"), precision={"[CA]*": "approximate"})
    assert ["approximate"] == [row["status"] for row in fetched.observations]
    assert ["unknown-precision"] == [
        p.rule
        for p in read(ROW.format("8").replace(",,,,,https", ",,,c,,https"), precision={"[ca]": "approximate"}).problems
    ]


def test_figures_that_people_write_lie_beside_the_declaration(context, tmp_path):
    home, elsewhere = tmp_path / "paket", tmp_path / "in"
    home.mkdir()
    elsewhere.mkdir()
    row = "larm,2023,,Riket,0000,kommuner,27,procent,,,,avrundat,,https://example.org/2014,\n"
    (home / "egna.csv").write_text(HEAD + row, encoding="utf-8")
    declared = DECLARED | {"file": "./egna.csv", "precision": {"avrundat": "rounded"}}
    fetched = figures.fetch(declared, context(folder=home, input=elsewhere))
    assert [(27.0, "rounded")] == [(one["value"], one["status"]) for one in fetched.observations]
    (home / "egna.csv").rename(elsewhere / "egna.csv")
    with pytest.raises(SourceError, match=r"there is no file 'egna\.csv' beside it"):
        figures.fetch(declared, context(folder=home, input=elsewhere))
