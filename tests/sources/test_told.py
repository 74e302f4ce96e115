"""What a source leaves out is told by name, also where it was declared so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publisher.errors import Problem, Severity
from publisher.sources import Fetched, fetch_dataset, figures, table

TABLE: dict[str, Any] = {
    "kind": "table", "file": "tabell.csv", "title": "Prov", "publisher": "scb", "header": ["Kod", "Antal"],
    "area": {"column": "Kod"}, "period": "2022", "values": {"Antal": "antal"},
}  # fmt: skip
FIGURES: dict[str, Any] = {
    "kind": "figures", "file": "siffror.csv", "service_areas": {"äldreomsorg": "aldreomsorg"},
    "sources": {
        key: {"url": f"https://example.org/{key}", "title": key, "publisher": "scb"} for key in ("forst", "sist")
    },
}  # fmt: skip
HEAD = ",".join(figures.COLUMNS)


@pytest.fixture
def read(context: Any, tmp_path: Path) -> Callable[..., Fetched]:
    def fetch(text: str, **declared: Any) -> Fetched:
        (tmp_path / "tabell.csv").write_text(text, encoding="utf-8")
        return table.fetch(TABLE | declared, context())

    return fetch


@pytest.fixture
def figure(context: Any, tmp_path: Path) -> Callable[..., Fetched]:
    """Reads a row a mapping, the same of the rest, from a file of single figures."""

    def fetch(*rows: dict[str, str], **declared: Any) -> Fetched:
        plain = {"indicator_slug": "larm", "year": "2014", "area_code": "00", "value": "8"}
        lines = [",".join(str((plain | row).get(name, "")) for name in figures.COLUMNS) for row in rows]
        (tmp_path / "siffror.csv").write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")
        return figures.fetch(FIGURES | declared, context())

    return fetch


def notes(fetched: Fetched) -> dict[str, str]:
    assert all(problem.severity is Severity.NOTE for problem in fetched.problems), fetched.problems
    return {problem.rule: problem.fault for problem in fetched.problems}


def test_rows_like_those_of_the_table_below_its_end_are_counted(read: Any) -> None:
    text = "Kod;Antal\n0114;1\nSumma;1\n0115;2\n0117;3\nKälla: X;\n;\n"
    told = notes(read(text, stop=["Summa"]))
    assert {
        "rows-below": "the table ends here, with 'Summa'; 2 rows like its own stand below and are not read."
    } == told
    assert {} == notes(read("Kod;Antal\n0114;1\nKälla: X;\n", stop=["Källa*"]))


@pytest.mark.parametrize(("cell", "mark"), [("x", "x"), ("0", "0"), ("0,0", "0"), ("", "")])
def test_cells_that_a_mark_leaves_out_are_counted(read: Any, cell: str, mark: str) -> None:
    fetched = read(f"Kod;Antal\n0114;1\n0115;{cell}\n0117;{cell}\n", marks={mark: "leave-out"})
    assert ["0114"] == [row["area"] for row in fetched.observations]
    assert {"cells-left-out": f"2 cells were left out, as their marks are declared: '{mark}'."} == notes(fetched)


def test_a_population_that_is_no_service_area_is_named(figure: Any) -> None:
    source = "https://example.org/forst"
    fetched = figure(
        {"source": source, "population": "Äldreomsorg"}, {"source": source, "population": "alla över 65"},
        {"source": source, "year": "2015"},
    )  # fmt: skip
    assert ["aldreomsorg", "_T", "_T"] == [row["service_area"] for row in fetched.observations]
    assert {
        "population-taken-for-all": "populations that are no service area of ours were taken for all (_T): "
        "'alla över 65'."
    } == notes(fetched)


def test_a_restated_value_is_told_and_one_that_nothing_takes_the_place_of_is_refused(figure: Any) -> None:
    entry = {"indicator": "larm", "period": "2014", "keep": "sist", "reason": {"sv": "r", "en": "r"}}
    first, last = ({"source": f"https://example.org/{key}"} for key in ("forst", "sist"))
    fetched = figure(first, last | {"value": "9"}, restated=[entry])
    assert [9.0] == [row["value"] for row in fetched.observations]
    assert {"restated": "larm/2014 is taken from 'sist' alone, as declared."} == notes(fetched)
    [problem] = figure(first, restated=[entry]).problems
    assert (Severity.ERROR, "restated") == (problem.severity, problem.rule)
    assert [8.0] == [row["value"] for row in figure(first, restated=[entry | {"keep": "forst"}]).observations]


@pytest.fixture
def both(context: Any, tmp_path: Path) -> Callable[..., list[Problem]]:
    """Reads two tables of a dataset."""

    def fetch(*texts: str, **second: Any) -> list[Problem]:
        for folder, text in zip("ab", texts, strict=True):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / "tabell.csv").write_text(text, encoding="utf-8")
        one = TABLE | {"file": "a/tabell.csv"}
        fetched = fetch_dataset({"source": [one, one | {"file": "b/tabell.csv", "period": "2021"} | second]}, context())
        return list(fetched.problems)

    return fetch


def test_two_sources_of_one_name_are_refused_and_one_file_read_twice_is_one(both: Any) -> None:
    first, second = "Kod;Antal\n0114;1\n", "Kod;Antal\n0114;2\n"
    assert [] == both(first, first)
    [files] = both(first, second)
    assert ("source-twice", "Give one of the files another name.") == (files.rule, files.remedy)
    [titles] = both(first, first, title="Något annat")
    assert "'Prov' and 'Något annat', both called 'tabell' after their file, are one" in titles.fault
