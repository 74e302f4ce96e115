"""The table source on small files written here: what it reads, and what it says of bad input."""

from __future__ import annotations

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet
from remedies import applied
from specimen import by_rule

from publisher.errors import Refused, Severity, SourceError
from publisher.sources import table

PLAIN = {
    "kind": "table",
    "file": "tabell.csv",
    "title": "Provtabell",
    "publisher": "scb",
    "header": ["Kod", "Kommun"],
    "area": {"column": "Kod"},
    "period": "2022",
    "values": {"Antal": "antal"},
}


@pytest.fixture
def read(context, tmp_path):
    """Reads a text as ``tabell.csv`` with the plain declaration, changed as asked."""

    def fetch(text, world=None, **declared):
        content = text if isinstance(text, bytes) else text.encode("utf-8")
        (tmp_path / "tabell.csv").write_bytes(content)
        return table.fetch(PLAIN | declared, world or context())

    return fetch


@pytest.fixture
def read_sheet(context, tmp_path):
    """The same for a workbook."""

    def fetch(rows, merge=(), **declared):
        workbook = openpyxl.Workbook()
        workbook.active.title = "Blad 1"
        for row in rows:
            workbook.active.append(row)
        for cells in merge:
            workbook.active.merge_cells(cells)
        workbook.save(tmp_path / "bok.xlsx")
        return table.fetch(PLAIN | {"file": "bok.xlsx"} | declared, context())

    return fetch


def values(fetched):
    return {row["area"]: row["value"] for row in fetched.observations}


# --- what is read ---


def test_a_row_is_read_with_its_place(read):
    fetched = read("Kod;Kommun;Antal\n0114;Upplands Väsby;12\n")
    assert [
        {
            "indicator": "antal", "area": "0114", "period": "2022", "sex": "T", "service_area": "_T", "value": 12.0,
            "status": None, "n": None, "numerator": None, "denominator": None, "margin": None,
            "source": "tabell", "source_place": "row 2, column 3", "note": "",
        }
    ] == fetched.observations  # fmt: skip
    assert [] == fetched.problems


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp1252", "cp1252"), ("latin-1", "iso-8859-1"), ("utf-16", "utf-16")],
)
def test_a_declared_encoding_is_read_with_any_line_ending(read, encoding, declared):
    text = "Kod;Kommun;Antal\r\n0117;Österåker;3\r\n".encode(encoding)
    fetched = read(text, encoding=declared, area={"column": "Kommun", "as": "name"})
    assert {"0117": 3.0} == values(fetched)


def test_preamble_footnote_and_blank_rows_are_not_data(read):
    fetched = read(
        "Statistik från någon\n\nUtskriven 2023\n\nKod;Kommun;Antal\n0114;Upplands Väsby;1\n\n0115;Vallentuna;2\n"
        "Anm. Preliminära uppgifter\n",
        stop=["Anm.*"],
    )
    assert {"0114": 1.0, "0115": 2.0} == values(fetched)
    assert "row 6, column 3" == fetched.observations[0]["source_place"]


def test_decimal_comma_thousands_and_signs_are_read_as_declared(read):
    fetched = read(
        "Kod;Kommun;Antal\n0114;a;1 234,5\n0115;b;−3\n0117;c;~100\n0120;d;..\n0123;e;–\n0125;f;12 kr\n0126;g;\n",
        thousands=" ",
        suffix="kr",
        marks={"..": "suppressed", "–": 0, "~*": "approximate", "": "not-yet-published"},
    )
    said = {row["area"]: (row["value"], row["status"]) for row in fetched.observations}
    assert {
        "0114": (1234.5, None), "0115": (-3.0, None), "0117": (100.0, "approximate"), "0120": (None, "suppressed"),
        "0123": (0.0, None), "0125": (12.0, None), "0126": (None, "not-yet-published"),
    } == said  # fmt: skip


def test_zeros_are_restored_only_when_declared(read):
    fetched = read("Kod;Kommun;Antal\n114;Upplands Väsby;1\n", area={"column": "Kod", "zeros": "restore"})
    assert {"0114": 1.0} == values(fetched)


def test_names_are_taken_official_or_short_and_by_alias(read):
    fetched = read(
        "Kod;Kommun;Antal\nx;Malmö;1\nx;Säffle kommun;2\nx;Göteborgs stad;3\nx;Hela landet;4\n",
        area={"column": "Kommun", "as": "name", "aliases": {"Göteborgs stad": "1480", "Hela landet": "00"}},
    )
    assert {"1280": 1.0, "1785": 2.0, "1480": 3.0, "00": 4.0} == values(fetched)


def test_wide_years_and_several_indicators_become_rows(read):
    fetched = read(
        "Kod;Kommun;Antal 2021;Antal 2022;Andel kvinnor\n0114;a;1;2;50\n",
        period="2022",
        values={"/Antal (?P<period>\\d{4})/": "antal", "Andel kvinnor": {"indicator": "andel", "sex": "F"}},
    )
    said = {(row["indicator"], row["period"], row["sex"]): row["value"] for row in fetched.observations}
    assert {("antal", "2021", "T"): 1.0, ("antal", "2022", "T"): 2.0, ("andel", "2022", "F"): 50.0} == said


def test_codes_of_the_file_become_ours_and_the_period_may_stand_in_a_column_or_the_name(read):
    fetched = read(
        "Kod;Kommun;Kön;Månad;Antal\n0114;a;Kvinnor;mars 2022;1\n0114;a;Totalt;2022M03;3\n",
        period={"column": "Månad"},
        sex={"column": "Kön", "codes": {"Kvinnor": "F", "Totalt": "T"}},
    )
    said = {(row["period"], row["sex"]): row["value"] for row in fetched.observations}
    assert {("2022-03", "F"): 1.0, ("2022-03", "T"): 3.0} == said


def test_merged_heads_and_units_are_understood_in_a_workbook(read_sheet):
    fetched = read_sheet(
        [
            ["Folkmängd 2022"],
            ["Kod", "Kommun", "Inflyttade", None, "Folk-"],
            [None, None, "därav från", None, "ökning"],
            [None, None, "länet", "Ut-", None],
            [None, None, None, "landet", None],
            ["0114", "Upplands Väsby", 5, 6, 1.5],
            [115, "Vallentuna", 7, 8, 2],
        ],
        merge=["C2:D2", "C3:D3"],
        header_rows=4,
        area={"column": "Kod", "zeros": "restore"},
        values={
            "Inflyttade därav från länet": "fran-lanet",
            "Inflyttade därav från Utlandet": "fran-utlandet",
            "Folkökning": {"indicator": "okning", "scale": 1000},
        },
    )
    said = {(row["area"], row["indicator"]): (row["value"], row["source_place"]) for row in fetched.observations}
    assert (5.0, "Blad 1!C6") == said["0114", "fran-lanet"]
    assert (8.0, "Blad 1!D7") == said["0115", "fran-utlandet"]
    assert (1500.0, "Blad 1!E6") == said["0114", "okning"]


def test_a_sum_is_unknown_when_a_part_is_and_counts_what_it_adds(read):
    fetched = read(
        "Kod;Kommun;Antal\n0114;a;1\n0114;a;2\n0115;b;1\n0115;b;..\n0117;c;.\n0117;c;4\n0120;d;.\n0120;d;.\n",
        marks={"..": "suppressed", ".": "not-applicable"},
        combine="sum",
    )
    said = {row["area"]: (row["value"], row["status"], row["n"]) for row in fetched.observations}
    assert {
        "0114": (3.0, None, 2), "0115": (None, "suppressed", None), "0117": (4.0, None, 1),
        "0120": (None, "not-applicable", None),
    } == said  # fmt: skip


# --- bad input: one clear message each ---


def test_a_head_that_is_not_there_is_told_with_what_was_looked_for_and_found(read):
    with pytest.raises(SourceError) as error:
        read("Kommunkod;Kommun;Antal\n0114;Upplands Väsby;1\n")
    assert (
        "tabell.csv: no row holds the head ('Kod', 'Kommun'). Nearest is row 1, which lacks 'kod' and holds: "
        "Kommunkod, Kommun, Antal. Correct 'header' in the declaration if the table is still the same."
    ) == str(error.value)


def test_a_head_in_another_row_than_declared_is_refused(read_sheet):
    with pytest.raises(SourceError) as error:
        read_sheet([["Ny rad"], ["Kod", "Kommun", "Antal"], ["0114", "a", 1]], header_row=1)
    assert "bok.xlsx: Blad 1: row 2: the head ('Kod', 'Kommun') stands here, expected was row 1." in str(error.value)
    assert "write 'header_row: 2'" in str(error.value)


def test_a_column_that_is_gone_is_told_with_those_there_are(read):
    [problem] = read("Kod;Kommun;Antalet\n0114;a;1\n").problems
    assert "there is no column 'Antal'. Nearest: Antalet. Columns: Kod, Kommun, Antalet." in str(problem)


def test_another_encoding_than_declared_is_refused_with_the_one_that_fits(read):
    with pytest.raises(SourceError) as error:
        read("Kod;Kommun;Antal\n0117;Österåker;3\n".encode("cp1252"))
    assert "row 2: the file is not utf-8. Read as cp1252 the row says '0117;Österåker;3'" in str(error.value)
    assert "'encoding: cp1252'" in str(error.value)


@pytest.mark.parametrize(
    ("content", "encoding", "words"),
    [
        ("Kod;Kommun;Antal\n0117;Österåker;3\n".encode(), "cp1252", "looks like UTF-8 that was read as another"),
        (
            "Kod;Kommun;Antal\n0117;Österåker;3\n".encode().decode("cp1252").encode(),
            "utf-8",
            "The letters were spoiled before the file was saved",
        ),
        ("Kod;Kommun;Antal\n0117;\ufffdsteråker;3\n".encode(), "utf-8", "the sign for a lost letter (U+FFFD)"),
        ("Kod;Kommun;Antal\n".encode("utf-16"), "utf-8", "the file is UTF-16"),
        (b"PK\x03\x04\x00\x00", "utf-8", "this is not a text file"),
        (b"<!DOCTYPE html><html></html>", "utf-8", "this is a web page, not a table"),
    ],
)
def test_spoiled_text_is_refused_never_repaired(read, content, encoding, words):
    with pytest.raises(SourceError) as error:
        read(content, encoding=encoding)
    assert words in str(error.value)
    assert str(error.value).startswith("tabell.csv: ")


def test_codes_without_their_zero_are_one_message_with_all_rows(read):
    fetched = read("Kod;Kommun;Antal\n114;a;1\n115;b;2\n117;c;3\n1480;d;4\n")
    [problem] = fetched.problems
    assert (
        "tabell.csv: row 2, column 'Kod': codes have lost their first zero: '114' for '0114' (Upplands Väsby). "
        "Also in row 3, 4. Correct the file, or write 'zeros: restore' under 'area' in the declaration. [lost-zero]"
    ) == str(problem)


def test_comma_and_point_in_one_column_are_refused_with_their_rows(read):
    [problem] = read("Kod;Kommun;Antal\n0114;a;1,5\n0115;b;1.5\n0117;c;2\n0120;d;2.5\n").problems
    assert "mixed-decimals" == problem.rule
    assert "row 3, column 'Antal': decimal point ('1.5') where the declaration says comma; row 2 has the comma" in str(
        problem
    )
    assert "Also in row 5." in str(problem)


def test_a_file_that_uses_the_other_decimal_mark_throughout_is_told_how_to_declare_it(read):
    [problem] = read("Kod;Kommun;Antal\n0114;a;1.5\n").problems
    assert "wrong-decimal" == problem.rule
    assert "write 'decimal: \".\"'" in str(problem)


def test_a_municipality_that_does_not_exist_is_told_with_the_nearest(read):
    found = [str(p) for p in read("Kod;Kommun;Antal\n9999;Ingenstans;1\n1917;Heby;2\n").problems]
    assert "row 2, column 'Kod': '9999' is not the code of an area." in found[0]
    assert "It is a former code of Heby, now 0331" in found[1]


def test_goteborgs_stad_is_goteborg(read):
    fetched = read("Kod;Kommun;Antal\n1480;Göteborgs stad;1\n", area={"column": "Kommun", "as": "name"})
    assert {"1480": 1.0} == values(fetched)


def test_a_name_in_another_form_is_told_with_the_area_it_may_be(read):
    [problem] = read("Kod;Kommun;Antal\n1280;Malmös stad;1\n", area={"column": "Kommun", "as": "name"}).problems
    assert "row 2, column 'Kommun': 'Malmös stad' is not the name of an area. Is it Malmö (1280)?" in str(problem)
    assert '\'aliases: {"Malmös stad": "1280"}\'' in str(problem)


def test_a_duplicate_row_is_told_with_both_places(read):
    [problem] = read("Kod;Kommun;Antal\n0114;a;1\n0115;b;2\n0114;a;3\n").problems
    assert "duplicate-row" == problem.rule
    assert "stands twice, 1.0 at row 2, column 3 and 3.0 at row 4, column 3" in str(problem)


def test_an_unknown_mark_is_told_with_the_known_ones(read):
    [problem] = read("Kod;Kommun;Antal\n0114;a;x\n0115;b;x\n", marks={"..": "suppressed"}).problems
    assert "row 2, column 'Antal': 'x' is neither a number nor a known mark. Also in row 3." in str(problem)
    assert "Known marks: '', '..'" in str(problem)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf\r\n", b"\n \n"])
def test_an_empty_file_is_refused(read, content):
    with pytest.raises(SourceError, match=r"tabell.csv: the file is empty. Fetch it again"):
        read(content)


def test_an_empty_sheet_is_refused(read_sheet):
    with pytest.raises(SourceError, match=r"bok.xlsx: Blad 1: the sheet is empty"):
        read_sheet([])


def test_a_cut_workbook_is_refused(read_sheet, context, tmp_path):
    read_sheet([["Kod", "Kommun", "Antal"], ["0114", "a", 1]])
    whole = (tmp_path / "bok.xlsx").read_bytes()
    (tmp_path / "bok.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match=r"bok.xlsx: not a whole workbook .* It may have been cut on the way"):
        table.fetch(PLAIN | {"file": "bok.xlsx"}, context())


def test_a_cut_text_file_is_told_by_its_last_row_or_missing_end(read):
    found = by_rule(read("Kod;Kommun;Antal\n0114;a;1\n0115;Vall", stop=["Källa*"]).problems)
    assert "row 3: the row has 2 cells and the head 3. The file may have been cut" in found["short-row"]
    assert "the file ends without any of the texts that end the table (Källa*)" in found["no-end"]


def test_an_unclosed_quotation_mark_is_told(read):
    with pytest.raises(SourceError, match=r"tabell.csv: row \d: a quotation mark is never closed"):
        read('Kod;Kommun;Antal\n0114;"a;1\n0115;b;2\n')


def test_fewer_areas_than_expected_are_told(read):
    [problem] = read("Kod;Kommun;Antal\n0114;a;1\n", expect={"areas": 290}).problems
    assert "1 areas were read, 290 were expected" in str(problem)


def test_a_web_page_instead_of_a_workbook_is_told(context, tmp_path):
    (tmp_path / "bok.xlsx").write_text("<html>404</html>")
    with pytest.raises(SourceError, match="this is a web page, not a workbook"):
        table.fetch(PLAIN | {"file": "bok.xlsx"}, context())


def test_a_missing_file_is_told_with_where_it_was_looked_for(context, tmp_path):
    with pytest.raises(SourceError) as error:
        table.fetch(PLAIN, context())
    assert f"there is no file 'tabell.csv' in the input folder ({tmp_path})" in str(error.value)
    assert "PUBLISHER_INPUT" in str(error.value)


def test_a_missing_sheet_is_told_with_those_there_are(read_sheet):
    with pytest.raises(SourceError, match=r"there is no sheet 'Tabell 1'. Sheets: Blad 1"):
        read_sheet([["Kod", "Kommun", "Antal"], ["0114", "a", 1]], sheet="Tabell 1")


def test_unknown_indicators_periods_and_codes_are_told_all_at_once(read, context):
    found = by_rule(
        read(
            "Kod;Kommun;Kön;År;Antal\n0114;a;Hen;2022/23;1\n0115;b;Kvinnor;2022/23;1\n",
            context(indicators=["nagot-annat"]),
            sex={"column": "Kön", "codes": {"Kvinnor": "F"}},
            period={"column": "År"},
        ).problems
    )
    assert "'antal' is not an indicator of this dataset" in found["unknown-indicator"]
    assert "'2022/23' is not a period" in found["unknown-period"]
    assert "'Hen' has no code. Write it under 'codes'" in found["unknown-sex"]


def test_rows_of_no_area_are_left_out_only_when_declared_and_then_counted(read):
    area = {"column": "Kommun", "as": "name", "others": "leave-out"}
    fetched = read("Kod;Kommun;Antal\nx;Malmö;1\nx;Järva;2\n", area=area)
    assert {"1280": 1.0} == values(fetched)
    [problem] = fetched.problems
    assert (Severity.NOTE, "rows-left-out") == (problem.severity, problem.rule)
    assert "1 rows name no area of ours" in problem.fault


def test_a_wrong_declaration_is_refused_with_every_fault(context):
    declared = {
        "kind": "table", "file": "a.csv", "title": "t", "publisher": "scb", "haeder": ["x"], "area": {"colunm": "Kod"},
        "values": {"Antal": "antal"}, "header_rows": 0, "decimal": 1, "combine": "mean",
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        table.fetch(declared, context())
    text = str(refused.value)
    for words in (
        "'haeder' is not a word of a declaration. Nearest: header",
        "'colunm' is not a word of a declaration. Nearest: column",
        "source.header_rows: 0 is not a whole number over 0",
        "source.decimal: 1 is not one of ,, .",
        "source.combine: 'mean' is not one of sum",
    ):
        assert words in text
    with pytest.raises(Refused, match="nothing says which period the values are of"):
        table.fetch({key: value for key, value in PLAIN.items() if key != "period"}, context())


def test_marks_must_be_statuses(read):
    [problem] = read("Kod;Kommun;Antal\n0114;a;1\n", marks={"..": "hemligt"}).problems
    assert "the mark '..' means 'hemligt', which is not a status" in str(problem)


def test_a_number_beside_the_value_is_taken_as_the_workbook_holds_it(read_sheet):
    fetched = read_sheet(
        [["Kod", "Kommun", "Antal", "Ja", "Alla"], ["0114", "a", 41.25, 82.5, 200], ["0115", "b", 39, "82,5", "1 200"]],
        numerator={"column": "Ja"},
        denominator={"column": "Alla"},
        thousands=" ",
    )
    assert [] == fetched.problems
    assert [(82.5, 200.0), (82.5, 1200.0)] == [(row["numerator"], row["denominator"]) for row in fetched.observations]


def test_how_many_answered_must_be_whole(read_sheet):
    rows = [["Kod", "Kommun", "Antal", "N"], ["0114", "a", 1, 12.5], ["0115", "b", 1, 12]]
    [problem] = read_sheet(rows, n={"column": "N"}).problems
    assert "bok.xlsx: Blad 1: row 2, column 'n': n is 12.5, which is no whole number." in str(problem)


def test_a_number_beside_the_value_may_be_a_mark(read_sheet):
    rows = [["Kod", "Kommun", "Antal", "N"], ["0114", "a", 1, -1]]
    fetched = read_sheet(rows, n={"column": "N"}, marks={"-1": "not-answered"})
    assert ([], [None]) == (fetched.problems, [row["n"] for row in fetched.observations])


def test_errors_of_a_column_are_one_message_with_their_rows(read_sheet):
    rows = [["Kod", "Kommun", "Antal"], ["0114", "a", "#N/A"], ["0115", "b", 2], ["0117", "c", "#N/A"]]
    [problem] = read_sheet(rows).problems
    assert (
        "bok.xlsx: Blad 1: row 2, column 'Antal': the cell in column C is an error of the spreadsheet, #N/A. "
        "Also in row 4. Correct it in the workbook, or write '#N/A' under 'marks' with its meaning if it stands for a "
        "value. [broken-cell]"
    ) == str(problem)


def test_errors_in_columns_and_rows_that_are_not_read_are_no_matter(read_sheet):
    rows = [["Kod", "Kommun", "Antal", "Kvot"], ["0114", "a", 1, "#DIV/0!"], ["Summa", "", "#REF!", ""]]
    assert {"0114": 1.0} == values(read_sheet(rows, skip={"Kod": ["Summa"]}))


def test_hidden_rows_are_told(context, tmp_path):
    book = openpyxl.Workbook()
    for row in (["Kod", "Kommun", "Antal"], ["0114", "a", 1], ["0115", "b", 2]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.save(tmp_path / "bok.xlsx")
    fetched = table.fetch(PLAIN | {"file": "bok.xlsx"}, context())
    assert {"0114": 1.0, "0115": 2.0} == values(fetched)
    [note] = fetched.problems
    assert Severity.NOTE is note.severity
    assert "1 row is hidden in the sheet, by hand or by a filter, and read like the others (3)." in note.fault


# --- as agencies write it ---


@pytest.mark.parametrize(
    ("encoding", "declared"), [("cp1252", "iso-8859-1"), ("cp1252", "latin-1"), ("cp1252", "iso-8859-15")]
)
def test_dashes_of_cp1252_in_a_file_said_to_be_latin_1_are_told_and_the_remedy_works(read, encoding, declared):
    content = "Kod;Kommun;Antal\n0117;Österåker;–\n".encode(encoding)
    marks = {"–": "suppressed"}
    with pytest.raises(SourceError, match=r"row 2: .*Write 'encoding: cp1252' in the declaration\."):
        read(content, encoding=declared, marks=marks)
    [row] = read(content, encoding="cp1252", marks=marks).observations
    assert (None, "suppressed") == (row["value"], row["status"])


@pytest.mark.parametrize("codes", [
    ("0117 Österåker", "1480 Göteborg"), ("Österåker (0117)", "Göteborg (1480)"), ('"=""0117"""', '"=""1480"""'),
    ("'0117", "'1480"), ("0117, Österåkers kommun", "1480 - Göteborgs stad"),
])  # fmt: skip
def test_a_code_with_more_beside_it_is_told_once_and_the_remedy_works(read, codes):
    text = f"Kod;Kommun;Antal\n{codes[0]};a;1\n{codes[1]};b;2\n"
    for area in ({"column": "Kod"}, {"column": "Kod", "others": "leave-out"}, {"column": "Kod", "as": "either"}):
        message = by_rule(read(text, area=area).problems)["unknown-area"]
        assert "Also in row 3. Take the code out with 'pattern: \"[0-9]+\"' under 'area'" in message
        assert {"0117": 1, "1480": 2} == values(read(text, **applied({"area": area}, message)))


def test_a_number_in_another_name_is_no_code(read):
    message = by_rule(read("Kod;Kommun;Antal\nOmråde 0117;a;1\n").problems)["unknown-area"]
    assert "pattern" not in message


TWO_ROWS = "År;Malmö;;Österåker;\n;Kvinnor;Män;Kvinnor;Män\n2022;1;2;3;4\n"
ACROSS = {
    "header": ["År"], "header_rows": 2, "area": {"as": "name"}, "period": {"column": "År"},
    "values": {"/(?P<area>.+) (?P<sex>Kvinnor|Män)/": {"indicator": "antal"}},
    "sex": {"codes": {"Kvinnor": "F", "Män": "M"}},
}  # fmt: skip


def test_columns_whose_name_stands_only_over_the_first_of_them_are_told_and_the_remedy_works(read):
    found = read(TWO_ROWS, **ACROSS)
    errors = [str(problem) for problem in found.problems if problem.severity is Severity.ERROR]
    assert ["$C", "$E"] == [error.split("'")[1] for error in errors]
    assert "the column would be 'Malmö Män' if" in errors[0]
    rows = read(TWO_ROWS, **applied(ACROSS, errors[0])).observations
    assert [("1280", "F", 1), ("1280", "M", 2), ("0117", "F", 3), ("0117", "M", 4)] == [
        (row["area"], row["sex"], row["value"]) for row in rows
    ]


def test_columns_that_no_pattern_matches_are_named(read):
    sexes = {
        "values": {"/(?P<sex>Kvinnor|Män)/": {"indicator": "antal"}},
        "sex": {"codes": {"Kvinnor": "F", "Män": "M"}},
    }
    found = read("Kod;Kommun;Kvinor;Män;År\n0117;a;1;2;3\n", **sexes)
    [problem] = found.problems
    assert ("column-not-read", Severity.NOTE) == (problem.rule, problem.severity)
    assert "Kvinor, År." in str(problem)
    assert [2] == [row["value"] for row in found.observations]


def test_an_indicator_that_has_no_code_is_told_once(read):
    said = {"indicator": {"column": "Mått", "codes": {"Antal": "antal"}}, "values": {"Värde": {}}}
    found = read("Kod;Kommun;Mått;Värde\n0117;a;Antalet;1\n", **said)
    assert ["unknown-indicator"] == [problem.rule for problem in found.problems]


@pytest.mark.parametrize(("kind", "number"), [(pa.float32(), 41.1), (pa.float64(), 41.1), (pa.float16(), 41.5)])
def test_a_number_of_a_parquet_file_is_the_shortest_that_is_stored_so(context, tmp_path, kind, number):
    table_ = pa.table({"Kod": [b"0117", b"1480"], "Antal": pa.array([number, None], kind), "År": [2022, 2022]})
    parquet.write_table(table_, tmp_path / "a.parquet")
    declared = {key: said for key, said in PLAIN.items() if key != "header"} | {"marks": {"": "suppressed"}}
    found = table.fetch(declared | {"file": "a.parquet"}, context())
    assert {"0117": number, "1480": None} == values(found)
