"""What a workbook does not show is read like the rest and told by name: rows, columns, the sheet itself."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from cell_writers import write_ods_rows

from publisher.errors import Severity
from publisher.sources import table

HEAD = ["Kod", "Kommun", "Antal", "Andel"]
ROWS = [["0114", "Upplands Väsby", 1, 9], ["0115", "Vallentuna", 2, 9], ["0117", "Österåker", 3, 9]]
DECLARED: dict[str, Any] = {
    "kind": "table", "title": "Prov", "publisher": "scb", "header": ["Kod", "Kommun"], "sheet": "Data",
    "area": {"column": "Kod"}, "period": "2022", "values": {"Antal": "antal"},
}  # fmt: skip


def write_xlsx(path: Path, state: str = "", columns: str = "", rows: tuple[int, ...] = ()) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Data")
    for row in (HEAD, *ROWS):
        sheet.append(row)
    sheet.sheet_state = {"": "visible", "hidden": "hidden", "very hidden": "veryHidden"}[state]
    for column in columns:
        sheet.column_dimensions[column].hidden = True
    for row in rows:
        sheet.row_dimensions[row].hidden = True
    book.save(path)


def write_xls(path: Path, state: str = "", columns: str = "", rows: tuple[int, ...] = ()) -> None:
    book = xlwt.Workbook()
    book.add_sheet("Blad 1")
    sheet = book.add_sheet("Data")
    for number, row in enumerate((HEAD, *ROWS)):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    sheet.visibility = ("", "hidden", "very hidden").index(state)
    for column in columns:
        sheet.col("ABCD".index(column)).hidden = True
    for row in rows:
        sheet.row(row - 1).hidden = True
    book.save(str(path))


def write_ods(path: Path, state: str = "", columns: str = "", rows: tuple[int, ...] = ()) -> None:
    styles = '<style:style style:name="gone" style:family="table"><style:table-properties table:display="false"/>'
    write_ods_rows(path, [[str(cell) for cell in row] for row in (HEAD, *ROWS)], f"{styles}</style:style>")
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    styled = ' table:style-name="gone"' * bool(state)
    collapsed, filtered = ' table:visibility="collapse"', ' table:visibility="filter"'
    spans = "".join(f"<table:table-column{collapsed * (letter in columns)}/>" for letter in "ABCD")
    before, *lines = parts["content.xml"].replace("Blad 1", "Data").split("<table:table-row>")
    before = before.replace('table:name="Data">', f'table:name="Data"{styled}>{spans}')
    for number, line in enumerate(lines, start=1):
        before += f"<table:table-row{filtered * (number in rows)}>{line}"
    with zipfile.ZipFile(path, "w") as file:
        for name, text in (parts | {"content.xml": before}).items():
            file.writestr(name, text)


WRITERS: dict[str, Callable[..., None]] = {"xlsx": write_xlsx, "xls": write_xls, "ods": write_ods}


def notes(context: Any, tmp_path: Path, form: str, **hidden: Any) -> dict[str, str]:
    WRITERS[form](tmp_path / f"bok.{form}", **hidden)
    fetched = table.fetch(DECLARED | {"file": f"bok.{form}"}, context())
    assert [1.0, 2.0, 3.0] == [row["value"] for row in fetched.observations]
    assert all(problem.severity is Severity.NOTE for problem in fetched.problems)
    return {problem.rule: problem.fault for problem in fetched.problems}


@pytest.mark.parametrize("form", WRITERS)
def test_what_is_shown_is_not_told(context: Any, tmp_path: Path, form: str) -> None:
    assert {} == notes(context, tmp_path, form)


@pytest.mark.parametrize("form", WRITERS)
def test_columns_that_are_hidden_and_read_are_told_by_name(context: Any, tmp_path: Path, form: str) -> None:
    told = notes(context, tmp_path, form, columns="AC")
    assert {"hidden-columns": "columns that are hidden in the sheet were read like the others: Kod, Antal."} == told
    assert {} == notes(context, tmp_path, form, columns="D"), "Andel is not read"


@pytest.mark.parametrize("form", WRITERS)
def test_rows_that_are_hidden_and_read_are_told_by_number(context: Any, tmp_path: Path, form: str) -> None:
    told = notes(context, tmp_path, form, rows=(1, 3, 4))
    assert ["hidden-rows"] == list(told)
    assert "2 rows are hidden in the sheet, by hand or by a filter, and read like the others (3, 4)." in told.values()


@pytest.mark.parametrize(
    ("form", "state"),
    [("xlsx", "hidden"), ("xlsx", "very hidden"), ("xls", "hidden"), ("xls", "very hidden"), ("ods", "hidden")],
)
def test_a_sheet_that_is_hidden_is_told(context: Any, tmp_path: Path, form: str, state: str) -> None:
    assert {"hidden-sheet": f"the sheet is {state} and was read."} == notes(context, tmp_path, form, state=state)


def test_a_hidden_sheet_is_named_so_where_one_must_be_chosen(context: Any, tmp_path: Path) -> None:
    write_xlsx(tmp_path / "bok.xlsx", state="very hidden")
    undecided = {word: said for word, said in DECLARED.items() if word != "sheet"} | {"file": "bok.xlsx"}
    with pytest.raises(Exception, match=r"has 2 sheets.*'Sheet', 'Data'"):
        table.fetch(undecided, context())
