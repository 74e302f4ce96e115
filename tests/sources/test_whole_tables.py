"""Nothing of a table is dropped in silence, what people send can be declared, and what a message says works."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from remedies import applied

from publisher.errors import Severity, SourceError
from publisher.sources import Fetched, table
from publisher.sources.scale import times

PLAIN: dict[str, Any] = {
    "kind": "table", "file": "tabell.csv", "title": "Provtabell", "publisher": "scb", "header": ["Kod", "Kommun"],
    "area": {"column": "Kod"}, "period": "2022", "values": {"Antal": "antal"},
}  # fmt: skip
Said = dict[tuple[str, ...], Any]


@pytest.fixture
def read(context, tmp_path: Path) -> Callable[..., Fetched]:
    """Reads text as a CSV file, rows as a workbook, with the plain declaration changed as asked (None: without)."""

    def fetch(content: str | list[list[Any]], merge: tuple[str, ...] = (), **declared: Any) -> Fetched:
        name = str(declared.get("file", "tabell.csv" if isinstance(content, str) else "bok.xlsx"))
        if isinstance(content, str):
            (tmp_path / name).write_text(content, encoding="utf-8")
        else:
            book = openpyxl.Workbook()
            for row in content:
                book.active.append(row)
            for cells in merge:
                book.active.merge_cells(cells)
            book.save(tmp_path / name)
        whole = {key: value for key, value in (PLAIN | {"file": name} | declared).items() if value is not None}
        indicators = whole.pop("known", ())
        return table.fetch(whole, context(indicators=indicators))

    return fetch


def said(fetched: Fetched, *columns: str) -> Said:
    """Values by area and other columns; there is nothing to complain of."""
    assert [] == [str(p) for p in fetched.problems if p.severity is not Severity.NOTE]
    return {tuple(row[c] for c in ("area", *columns)): row["value"] for row in fetched.observations}


def told(fetch: Callable[[], Fetched]) -> str:
    """Everything a reading is refused with."""
    try:
        fetched = fetch()
    except SourceError as error:
        return str(error)
    errors = [str(problem) for problem in fetched.problems if problem.severity is Severity.ERROR]
    assert errors, "it was read"
    return "\n".join(errors)


def mended(
    read: Callable[..., Fetched], content: Any, number: int = 0, merge: tuple[str, ...] = (), **declared: Any
) -> Fetched:
    """What is read once a line of the message has been written into the declaration."""
    message = told(lambda: read(content, merge, **declared))
    changed = applied({key: value for key, value in (PLAIN | declared).items() if key != "file"}, message, number)
    return read(content, merge, **changed)


# --- rows ---


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_row_longer_than_its_head_is_refused_wherever_it_stands(read, number):
    rows = ["0114,a,41", "0115,b,38", "0117,c,40"]
    rows[number - 1] += ",5"
    message = told(lambda: read("\n".join(["Kod,Kommun,Antal", *rows]), delimiter=","))
    assert f"row {number + 1}: the row has 4 cells and the head 3" in message


def test_empty_cells_at_the_end_of_a_row_or_a_head_are_nothing(read):
    assert {("0114",): 1, ("0115",): 2} == said(read("Kod;Kommun;Antal;\n0114;a;1;;\n0115;b;2\n"))
    assert "row 2: the row has 4 cells and the head 3" in told(lambda: read("Kod;Kommun;Antal;\n0114;a;1;5\n"))


def test_a_column_without_a_name_is_named_when_it_is_not_read(read):
    fetched = read([["Kod", "Kommun", "Antal", None], ["0114", "a", 1, "prel."], ["0115", "b", 2, None]])
    assert {("0114",): 1, ("0115",): 2} == said(fetched)
    [note] = fetched.problems
    assert "row 2: column D has no name in the head and is not read; it says 'prel.'." in str(note)
    fetched = read(";Kod;Kommun;Antal\n0;0114;a;1\n1;0115;b;2\n")
    assert ["nameless-column"] == [problem.rule for problem in fetched.problems]
    assert {("0114",): 1, ("0115",): 2} == said(fetched)


def test_headings_and_remarks_are_left_out_or_values_said_to_be_missing_as_the_message_says(read):
    text = "Område;Antal\nStockholms län;\nUpplands Väsby;1\nUppsala län;\nHåbo;2\nKälla: SCB;\n"
    declared = {"header": ["Område"], "area": {"column": "Område", "as": "name"}}
    message = told(lambda: read(text, **declared))
    assert (
        "row 2, column 'Område': 'Stockholms län', 'Uppsala län', 'Källa: SCB' have no value in any column" in message
    )
    assert "Also in row 4, 6." in message
    assert {("0114",): 1, ("0305",): 2} == said(mended(read, text, 0, **declared))
    text = "Område;Antal\nUpplands Väsby;1\nHåbo;\n"
    assert {("0114",): 1, ("0305",): None} == said(mended(read, text, 1, **declared))


def test_a_heading_beside_an_empty_code_is_left_out_as_the_message_says(read):
    text = "Kod;Kommun;Antal\n;Stockholms län;\n0114;Upplands Väsby;1\n"
    assert {("0114",): 1} == said(mended(read, text))


def test_a_heading_merged_over_the_whole_row_has_no_value(read):
    rows = [["Kommun", "2021", "2022"], ["Stockholms län", None, None], ["Upplands Väsby", 1, 2]]
    declared = {
        "header": ["Kommun"], "area": {"column": "Kommun", "as": "name"}, "values": {"/(?P<period>\\d{4})/": "antal"},
    }  # fmt: skip
    assert {("0114", "2021"): 1, ("0114", "2022"): 2} == said(mended(read, rows, 0, ("A2:C2",), **declared), "period")


def test_a_missing_value_beside_its_own_sex_or_year_is_no_heading(read):
    fetched = read("Kod;Kommun;År;Antal\n0114;a;2022;\n0114;a;2021;1\n", period={"column": "År"})
    assert {("0114", "2022"): None, ("0114", "2021"): 1} == said(fetched, "period")


def test_a_head_that_comes_again_is_told_with_what_to_write(read):
    pages = "Kod;Kommun;Antal\n0114;a;1\n\nKod;Kommun;Antal\n0115;b;2\nKOD;Kommun;Antal\n0117;c;3\n"
    message = told(lambda: read(pages))
    assert "row 4: the head stands here again: another table, or the same one going on. Also in row 6." in message
    assert {("0114",): 1, ("0115",): 2, ("0117",): 3} == said(mended(read, pages, 2))
    stacked = "Kod;Kommun;Antal\n0114;a;1\n0115;b;2\n\nKod;Kommun;Antal\n0114;a;3\n0115;b;4\n"
    assert {("0114",): 3, ("0115",): 4} == said(mended(read, stacked, 0))
    assert {("0114",): 1, ("0115",): 2} == said(mended(read, stacked, 1))
    assert "the head stands here again" in told(lambda: read(stacked, combine="sum"))


def test_a_head_in_several_rows_is_told_with_all_of_them(read):
    text = "Kod;Kommun;Antal\n0114;a;1\nKod;Kommun;Antal\n0114;a;3\n"
    message = told(lambda: read(text, header_row=2))
    assert "row 1: the head ('Kod', 'Kommun') stands here and in row 3, expected was row 2." in message


def test_text_below_the_table_ends_it_as_the_message_says(read):
    text = "Kod;Kommun;Antal\n0114;a;1\n[1] Preliminära; uppgifter\n"
    assert {("0114",): 1} == said(mended(read, text))


@pytest.mark.parametrize(("pattern", "areas"), [("[1]*", 3), ("?*", 2), ("1*", 1), ("*", 0)])
def test_only_an_asterisk_is_special_in_stop(read, pattern, areas):
    text = "Kod;Kommun;Antal\n0114;a;1\n1080;b;2\n?;;\n[1] not;;\n"
    fetched = read(text, stop=[pattern], skip={"Kod": ["?"]} if areas == 3 else {}, marks={"": "leave-out"})
    assert {"[1]*": 2, "?*": 2, "1*": 1, "*": 0}[pattern] == len(fetched.observations)


def test_rows_are_kept_and_skipped_by_literal_text_also_by_an_empty_cell(read):
    text = "Kod;Kommun;Typ;Antal\n0114;a;[x];1\n0115;b;x;2\n;c;[x];3\n"
    assert {("0114",): 1} == said(read(text, keep={"Typ": ["[x]"]}, skip={"Kod": [""]}))
    assert {("0115",): 2} == said(read(text, skip={"typ": ["[*]"]}))


def test_a_short_row_that_is_skipped_is_not_told(read):
    assert {("0114",): 1} == said(read("Kod;Kommun;Antal\n0114;a;1\nSumma;1\n", skip={"Kod": ["Summa"]}))


def test_a_quoted_line_break_within_a_cell_or_a_name_is_a_space(read):
    assert {("0114",): 1} == said(
        read('Kod;Kommun;"An-\ntal"\n0114;"Upplands\nVäsby";1\n', values={"An- tal": "antal"})
    )


def test_no_row_of_data_is_a_fault(read):
    assert "no row of data follows the head" in told(lambda: read("Kod;Kommun;Antal\n"))


# --- columns ---


@pytest.mark.parametrize("name", ["K", "F", "AB", "A"])
def test_a_name_of_one_letter_is_a_name(read, name):
    text = f"Kod;Kommun;{name};x;y;z;å;ä;ö;q;r\n0114;a;1;2;3;4;5;6;7;8;9\n"
    assert {("0114",): 1} == said(read(text, values={name: "antal"}))
    message = told(lambda: read(text.replace(f";{name};", ";Kvinnor;"), values={name: "antal"}))
    assert f"there is no column '{name}'" in message
    assert f"write '${name}' if the column's letter is meant" in message
    assert "Kvinnor" in message


def test_a_letter_is_a_place_everywhere_a_column_is_named(read):
    text = "Kod;Kommun;;Kön;Antal\n0114;a;x;K;1\n0115;b;y;K;2\n"
    declared = {"area": {"column": "$A"}, "values": {"$E": "antal"}, "sex": {"column": "$D", "codes": {"K": "F"}}}
    assert {("0115", "F"): 2} == said(read(text, skip={"$C": ["x"]}, **declared), "sex")
    assert "there is no column '$H'" in told(lambda: read(text, values={"$H": "antal"}))


def test_without_a_head_columns_are_called_by_their_letters(read):
    declared = {"header": None, "area": {"column": "A"}, "values": {"C": "antal"}}
    assert {("0114",): 1} == said(read("0114;a;1\n", **declared))


@pytest.mark.parametrize("second", ["Antal", "ANTAL", " antal ", "Antal"])
def test_a_second_column_of_the_same_name_is_refused_and_the_letter_works(read, second):
    text = f"Kod;Kommun;Antal;{second}\n0114;a;1;2\n"
    message = told(lambda: read(text))
    assert "the name 'Antal' stands over 2 columns (C, D)" in message
    assert "'$C' or '$D'" in message
    assert {("0114",): 2} == said(read(text, values={"$D": "antal"}))
    assert "stands over 2 columns" in told(lambda: read(text, values={"/(?i)antal/": "antal"}, combine="sum"))


def test_a_name_over_merged_columns_is_refused(read):
    rows = [["Kod", "Kommun", "Antal", None], ["0114", "a", 1, 2]]
    assert "the name 'Antal' stands over 2 columns (C, D)" in told(lambda: read(rows, ("C1:D1",)))


def test_a_head_merged_over_more_rows_than_declared_is_told_its_height(read):
    rows = [["Kod", "Kommun", "Antal", None], [None, None, "Män", "Kvinnor"], ["0114", "a", 1, 2]]
    merge = ("A1:A2", "B1:B2", "C1:D1")
    message = told(lambda: read(rows, merge))
    assert "row 1: cells of the head are merged over rows 1 to 2, and the head is 1 row high." in message
    assert {("0114",): 2} == said(mended(read, rows, 0, merge, values={"Antal Kvinnor": "antal"}))


def test_a_raised_footnote_on_a_year_is_not_part_of_it(read):
    fetched = read("Kod;Kommun;2021;2022¹\n0114;a;1;2\n", values={"/(?P<period>\\d{4})/": "antal"})
    assert {("0114", "2021"): 1, ("0114", "2022"): 2} == said(fetched, "period")


@pytest.mark.parametrize("mark", ["*", " 1)", "†"])
def test_a_year_with_a_footnote_mark_is_not_left_behind(read, mark):
    text = f"Kod;Kommun;2021;2022{mark}\n0114;a;1;2\n"
    message = told(lambda: read(text, values={"/(?P<period>\\d{4})/": "antal"}))
    assert f"matches '2022' and not '2022{mark}'" in message
    pattern = json.loads(re.search(r'Write it as (".*?") under', message)[1])
    assert {("0114", "2021"): 1, ("0114", "2022"): 2} == said(read(text, values={pattern: "antal"}), "period")


def test_a_column_that_holds_more_than_the_pattern_is_named(read):
    fetched = read("Kod;Kommun;2021;2022 (prel.)\n0114;a;1;2\n", values={"/(?P<period>\\d{4})/": "antal"})
    assert ["column-not-read"] == [problem.rule for problem in fetched.problems]
    assert "2022 (prel.)" in str(fetched.problems[0])


@pytest.mark.parametrize(("there", "delimiter"), [(",", ";"), (";", ","), ("\t", ";"), ("|", ";")])
def test_another_delimiter_than_declared_is_told_and_the_remedy_works(read, there, delimiter):
    text = "Kod;Kommun;Antal\n0114;a;1\n".replace(";", there)
    assert {("0114",): 1} == said(mended(read, text, delimiter=delimiter))


def test_a_file_of_tabs_needs_no_word(read):
    assert {("0114",): 1} == said(read("Kod\tKommun\tAntal\n0114\ta\t1\n", file="tabell.tsv"))


# --- areas ---


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("spell", [str, str.upper, str.lower])
def test_names_of_areas_columns_marks_and_codes_are_known_however_their_letters_are_made(read, form, spell):
    text = unicodedata.normalize(form, spell("Kommun;Kön;År;Mätvärde\nÖsteråker;Män;2022;å\nVäxjö;Båda;2022;2\n"))
    fetched = read(
        text, header=["Kommun", "Kön"], area={"column": "Kommun", "as": "name"}, period={"column": "År"},
        sex={"column": "Kön", "codes": {"Män": "M", "Båda": "T"}}, values={"Mätvärde": "antal"}, marks={"å": 7},
    )  # fmt: skip
    assert {("0117", "M"): 7, ("0780", "T"): 2} == said(fetched, "sex")


@pytest.mark.parametrize("spoilt", ["114", "114.0", "114,0"])
@pytest.mark.parametrize("others", ["refuse", "leave-out"])
def test_a_code_that_was_taken_for_a_number_is_refused_and_restored_as_the_message_says(read, spoilt, others):
    text = f"Kod;Kommun;Antal\n{spoilt};a;1\n1480;b;2\n"
    area = {"column": "Kod", "others": others}
    assert f"'{spoilt}' for '0114' (Upplands Väsby)" in told(lambda: read(text, area=area))
    assert {("0114",): 1, ("1480",): 2} == said(mended(read, text, area=area))


@pytest.mark.parametrize(("how", "text", "number"), [
    ("code", "1917", 0), ("name", "Malmös stad", 0), ("name", "0114", 0), ("code", "Upplands Väsby", 0),
])  # fmt: skip
@pytest.mark.parametrize("others", ["refuse", "leave-out"])
def test_an_area_of_ours_in_other_words_is_never_left_out(read, how, text, number, others):
    declared = {"area": {"column": "Kod", "as": how, "others": others}}
    assert 1 == len(said(mended(read, f"Kod;Kommun;Antal\n{text};a;1\n", number, **declared)))


def test_what_is_left_out_is_named(read):
    area = {"column": "Kommun", "as": "name", "others": "leave-out"}
    [note] = read("Kod;Kommun;Antal\nx;Malmö;1\nx;Järva;2\nx;Järva;2\nx;;2\n", area=area).problems
    assert "3 rows name no area of ours and were left out, as declared: 'Järva', ''." in str(note)


def test_a_heading_that_is_none_of_the_areas_meant_is_left_out_with_the_others(read):
    text = "Område;Antal\nStockholms län;\nUpplands Väsby;1\nKälla: SCB;\n"
    area = {"column": "Område", "as": "name", "kinds": ["municipality"], "others": "leave-out"}
    declared = {"header": ["Område"], "area": area}
    fetched = read(text, **declared)
    assert {("0114",): 1} == said(fetched)
    assert "'Stockholms län', 'Källa: SCB'" in str(fetched.problems[0])
    assert "'Vallentuna' has no value in any column" in told(lambda: read(text + "Vallentuna;\n", **declared))


def test_an_unknown_area_is_left_out_as_the_message_says(read):
    assert {("0114",): 1} == said(mended(read, "Kod;Kommun;Antal\n0114;a;1\nTotalt;;9\n", 1))


def test_merged_cells_name_every_row_they_reach_over(read):
    rows = [
        ["Kommun", "Kön", "Antal"], ["Österåker", "Kvinnor", 1], [None, "Män", 2], ["Växjö", "Kvinnor", 3],
        [None, "Män", 4],
    ]  # fmt: skip
    declared = {
        "header": ["Kommun"], "area": {"column": "Kommun", "as": "name"},
        "sex": {"column": "Kön", "codes": {"Kvinnor": "F", "Män": "M"}},
    }  # fmt: skip
    four = {("0117", "F"): 1, ("0117", "M"): 2, ("0780", "F"): 3, ("0780", "M"): 4}
    assert four == said(read(rows, ("A2:A3", "A4:A5"), **declared), "sex")
    assert four == said(mended(read, rows, 0, **declared), "sex")
    text = "\n".join(";".join(str(cell or "") for cell in row) for row in rows)
    assert four == said(mended(read, text, 0, **declared), "sex")
    assert "no area is named" in told(lambda: read(text.replace("Österåker", ""), fill_down=["Kommun"], **declared))


def test_one_value_in_merged_cells_is_refused(read):
    rows = [["Kod", "Kommun", "Antal"], ["0114", "a", 1], ["0115", "b", None]]
    message = told(lambda: read(rows, ("C2:C3",), marks={"": "unknown-reason"}))
    assert "row 2, column 'Antal': one value stands in the merged cells C2:C3" in message
    assert "Also in row 3." in message


def test_areas_may_be_the_columns(read):
    text = "År;Mått;Upplands Väsby;VÄXJÖ;Riket\n2021;Antal;1;2;9\n2022;Antal;3;4;9\n"
    declared = {
        "header": ["År"], "period": {"column": "År"}, "indicator": {"column": "Mått"},
        "area": {"as": "name", "aliases": {"Riket": "00"}}, "values": {"/(?P<area>.+)/": {}},
    }  # fmt: skip
    both = {("0114", "2021"): 1, ("0780", "2021"): 2, ("0114", "2022"): 3, ("0780", "2022"): 4}
    assert both == {key: v for key, v in said(read(text, **declared), "period").items() if key[0] != "00"}
    area = {"as": "name", "others": "leave-out", "kinds": ["municipality"]}
    fetched = read(text.replace("Riket", "Övriga"), **declared | {"area": area})
    assert both == said(fetched, "period")
    assert "'Övriga'" in str(fetched.problems[0])
    assert "'Övriga' is not the name of an area" in told(lambda: read(text.replace("Riket", "Övriga"), **declared))


def test_codes_patterns_and_marks_are_said_of_named_groups_too(read):
    text = "Kod;Kommun;Kvinnor 2021;Kvinnor 2022;Totalt 2022\n0114;a;1;2;..\n"
    fetched = read(
        text, values={"/(?P<sex>\\w+) (?P<period>\\d{4})/": {"indicator": "antal", "marks": {"..": "suppressed"}}},
        sex={"codes": {"kvinnor": "F", "Totalt": "T"}}, period=None,
    )  # fmt: skip
    assert {("0114", "F", "2021"): 1, ("0114", "F", "2022"): 2, ("0114", "T", "2022"): None} == said(
        fetched, "sex", "period"
    )
    fetched = read(
        text, values={"/(?P<sex>\\w+) (?P<period>\\d{4})/": "antal"},
        sex={"codes": {"kvinnor": "F", "Totalt": "leave-out"}}, period=None,
    )  # fmt: skip
    assert {("0114", "F", "2021"): 1, ("0114", "F", "2022"): 2} == said(fetched, "sex", "period")
    assert "'Totalt' has no code" in told(
        lambda: read(
            text, values={"/(?P<sex>\\w+) (?P<period>\\d{4})/": "antal"}, sex={"codes": {"kvinnor": "F"}}, period=None
        )
    )


def test_a_code_may_leave_its_rows_out_and_they_are_named(read):
    text = "Kod;Kommun;Kön;Antal\n0114;a;K;1\n0114;a;Okänt;2\n"
    fetched = read(text, sex={"column": "Kön", "codes": {"K": "F", "Okänt": "leave-out"}})
    assert {("0114", "F"): 1} == said(fetched, "sex")
    assert "1 rows have no code of ours and were left out, as declared: 'Okänt'." in str(fetched.problems[0])


def test_ids_are_taken_as_they_stand(read):
    text = "Kod;Kommun;kpi;Antal\n0114;a;N00217;1\n0114;a;n07900;2\n0114;a;Egen uppvärmning;3\n"
    known = ["N00217", "N07900", "egen-uppvarmning"]
    fetched = read(text, known=known, indicator={"column": "kpi"}, values=["Antal"])
    assert {("0114", id): number for number, id in enumerate(known, 1)} == said(fetched, "indicator")
    message = told(lambda: read(text, known=known[:1], indicator={"column": "kpi"}, values=["Antal"]))
    assert "'Egen uppvärmning' is not an indicator of this dataset" in message


def test_a_scale_multiplies_as_on_paper(read):
    fetched = read("Kod;Kommun;Antal\n0114;a;0,57\n0115;b;0,289\n", scale=100)
    assert {("0114",): 57.0, ("0115",): 28.9} == said(fetched)


@given(st.integers(-10_000_000, 10_000_000), st.integers(0, 6), st.integers(-3, 4))
def test_any_scale_multiplies_any_decimal_as_on_paper(digits: int, places: int, power: int) -> None:
    factor = float(Decimal(10) ** power)
    assert times(float(Decimal(digits).scaleb(-places)), factor) == float(Decimal(digits).scaleb(power - places))


def test_the_name_of_a_file_is_taken_as_it_stands(read):
    text = "Kod;Kommun;Antal\n0114;a;1\n"
    assert {("0114",): 1} == said(read(text, file="tabell [1].csv"))
    assert {("0114",): 1} == said(read(text, file=unicodedata.normalize("NFD", "Åre.csv")))
