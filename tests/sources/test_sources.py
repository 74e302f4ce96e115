"""A dataset's sources together: kinds, notes tied to rows, what is taken over."""

from __future__ import annotations

import pytest

from publisher.errors import Refused, Severity
from publisher.sources import SOURCES, Fetched, fetch_dataset
from publisher.sources.faults import Faults
from publisher.sources.grid import letters


@pytest.fixture
def world(context, monkeypatch):
    """A dataset with two sources of a kind of its own."""

    def fetch(declaration, _):
        row = {"indicator": declaration["gives"], "area": "0180", "period": "2022", "sex": "T", "note": ""}
        return Fetched(observations=[row | {"service_area": "_T", "status": None}], tables={"extra": [{"a": 1}]})

    monkeypatch.setitem(SOURCES, "prov", fetch)
    return lambda **more: fetch_dataset(
        {"source": [{"kind": "prov", "gives": "U1"}, {"kind": "prov", "gives": "U2"}], **more}, context()
    )


def test_several_sources_of_a_dataset_come_together(world):
    fetched = world()
    assert ["U1", "U2"] == [row["indicator"] for row in fetched.observations]
    assert {"extra": [{"a": 1}, {"a": 1}]} == fetched.tables


def test_notes_are_tied_to_the_rows_their_patterns_fit(world):
    notes = {"a": {"sv": "A", "en": "A"}, "b": {"sv": "B", "en": "B"}}
    fetched = world(notes=notes, attach=[{"note": "b", "indicator": "U*"}, {"note": "a", "indicator": ["U2", "U3"]}])
    assert ["b", "a b"] == [row["note"] for row in fetched.observations]
    assert [] == fetched.problems


def test_a_note_that_is_unknown_or_fits_nothing_is_told(world):
    notes = {"a": {"sv": "A", "en": "A"}}
    found = world(notes=notes, attach=[{"note": "x"}, {"note": "a", "period": "1999"}]).problems
    assert ["unknown-note", "note-fits-nothing"] == [problem.rule for problem in found]
    assert Severity.WARNING is found[1].severity
    [problem] = world(notes=notes, attach=[{"note": "a", "kommun": "0180"}]).problems
    assert "'kommun' is not a word of a declaration" in problem.fault


def test_an_unknown_kind_of_source_is_told_with_the_known_ones(context):
    with pytest.raises(
        Refused, match=r"'tabel' is not a kind of source. Nearest: table. Known: .*kolada, pxweb.* table"
    ):
        fetch_dataset({"source": {"kind": "tabel"}}, context())


def test_alike_faults_are_told_once_with_their_rows():
    faults = Faults("fil.csv")
    for row in range(2, 12):
        faults.add("rule", "fault.", "Remedy.", row=row, column="a")
    assert ["fil.csv: row 2, column 'a': fault. Also in row 3, 4, 5, 6, 7 and 4 more. Remedy. [rule]"] == [
        str(problem) for problem in faults.problems()
    ]
    assert 10 == faults.count


def test_columns_have_the_letters_a_spreadsheet_gives_them():
    assert ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"] == [letters(index) for index in (0, 25, 26, 51, 52, 701, 702)]
