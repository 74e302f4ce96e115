"""Numbers in texts: every spelling that has one meaning is read, every other is told with the words to write."""

from __future__ import annotations

import pytest

from publisher.sources.faults import Faults
from publisher.sources.grid import Labelled
from publisher.sources.numbers import Marks, Numbers


@pytest.fixture
def read(vocabulary):
    """Reads cells of one column: what each says, and every problem found."""

    def fetch(*cells, marks=None, **declared):
        faults = Faults("tabell.csv")
        numbers = Numbers(marks=Marks.read(marks or {}, vocabulary, faults), faults=faults, **declared)
        said = [numbers.read(cell, row, "Antal") for row, cell in enumerate(cells, start=2)]
        numbers.finish()
        return [None if one is None else one.status or one.value for one in said], list(map(str, faults.problems()))

    return fetch


@pytest.mark.parametrize(
    "text", ["-5", "−5", "–5", "‐5", "‑5", "‒5", "－5", "- 5", "− 5", "-5,0", "-5¹", "-5 ²⁾"],
)  # fmt: skip
def test_minus_is_read_however_it_is_spelled(read, text):
    assert ([-5.0], []) == read(text)


@pytest.mark.parametrize("text", ["(12)", "( 12 )", "12-", "12−"])
def test_what_may_be_minus_is_told(read, text):
    [value], [problem] = read(text)
    assert value is None
    assert f"row 2, column 'Antal': '{text}' may be minus 12, or 12 with a remark. Write -12 in the file" in problem


@pytest.mark.parametrize(("text", "mark"), [("(12)", "(*)"), ("12-", "*-")])
def test_the_remedy_for_what_may_be_minus_works(read, text, mark):
    assert f"'{mark}' under 'marks'" in read(text)[1][0]
    assert (["approximate"], []) == read(text, marks={mark: "approximate"})


@pytest.mark.parametrize(
    ("cells", "declared", "values"),
    [
        (["1 234", "1234"], {"thousands": " "}, [1234, 1234]), (["1 234,5"], {"thousands": "\u00a0"}, [1234.5]),
        (["1.234,5"], {"thousands": "."}, [1234.5]), (["1,234.5"], {"thousands": ","}, [1234.5]),
        (["1,234"], {"thousands": ","}, [1234]), (["1’234"], {"thousands": "'"}, [1234]),
        (["1'234"], {"thousands": "’"}, [1234]), (["1,234"], {"decimal": ","}, [1.234]),
        (["1.234"], {"decimal": "."}, [1.234]), (["1,234", "1,5"], {}, [1.234, 1.5]), (["0,123"], {}, [0.123]),
        (["1,234,567.5"], {"thousands": ",", "decimal": "."}, [1234567.5]),
    ],
)  # fmt: skip
def test_thousands_and_decimals_that_fit_together_are_read(read, cells, declared, values):
    assert (values, []) == read(*cells, **declared)


@pytest.mark.parametrize(
    ("cells", "declared", "remedy"),
    [
        (["1 234", "987"], {}, {"thousands": " "}), (["1 234,5"], {}, {"thousands": " "}),
        (["1 234.5"], {}, {"thousands": " ", "decimal": "."}), (["1.234,5"], {}, {"thousands": "."}),
        (["1,234.5"], {}, {"thousands": ",", "decimal": "."}), (["1,234,567"], {}, {"thousands": ",", "decimal": "."}),
        (["1.234.567"], {}, {"thousands": "."}), (["1.234.567"], {"decimal": "."}, {"thousands": ".", "decimal": ","}),
        (["1'234"], {}, {"thousands": "'"}), (["1,234", "987"], {}, {"thousands": ",", "decimal": "."}),
        (["1.234", "987"], {}, {"thousands": "."}), (["1,234"], {"decimal": "."}, {"thousands": ","}),
        (["1.234", "1.234,5"], {}, {"thousands": "."}),
    ],
)  # fmt: skip
def test_thousands_that_are_not_declared_are_asked_about_and_the_remedy_works(read, cells, declared, remedy):
    _, [problem] = read(*cells, **declared)
    assert "[undeclared-thousands]" in problem
    for word, sign in remedy.items():
        assert f"'{word}: \"{sign}\"'" in problem
    values, problems = read(*cells, **(declared | remedy))
    assert [] == problems
    assert all(value is not None for value in values)


def test_a_number_that_may_be_either_is_told_with_both(read):
    _, [problem] = read("1,234", "5,678")
    assert "row 2, column 'Antal': '1,234' may be 1234 or 1.234" in problem
    assert "Also in row 3." in problem
    assert (
        "'thousands: \",\"' and 'decimal: \".\"' in the declaration, or 'decimal: \",\"' if it is the decimal"
        in problem
    )


def test_one_sign_cannot_be_both_marks(read):
    _, [problem] = read("1", thousands=",", decimal=",")
    assert "source.decimal: the sign ',' is said to be the decimal mark and to set thousands apart." in problem


@pytest.mark.parametrize(
    ("text", "suffix"), [("38,2 %", "%"), ("12 kr", "kr"), ("12 st", "st"), ("41,5%", "%"), ("5 mbit/s", "mbit/s")]
)
def test_a_unit_behind_a_number_is_told_with_the_word_to_write(read, text, suffix):
    _, [problem] = read(text)
    assert f"Write 'suffix: \"{suffix}\"' in the declaration if that is the unit." in problem
    assert [] == read(text, suffix=suffix)[1]


@pytest.mark.parametrize(
    ("text", "mark"), [("41,5*", "**"), ("39,1 1)", "*1)"), ("39,11)", "*1)"), ("39,1 a)", "*a)"), ("38 †", "*†")]
)
def test_a_remark_behind_a_number_is_told_with_the_mark_to_write(read, text, mark):
    _, [problem] = read(text)
    assert f"rite '{mark}' under 'marks' with its meaning" in problem
    assert (["estimated"], []) == read(text, marks={mark: "estimated"})


@pytest.mark.parametrize("text", ["39,1 1)", "39,11)", "39,1 a)"])
def test_a_remark_with_a_bracket_is_no_unit(read, text):
    assert "suffix" not in read(text)[1][0]


def test_marks_hold_for_numbers_as_for_texts(read):
    marks = {"-1": "suppressed", "9999": "not-answered", "99,9": "not-answered", "0": "leave-out", "nan": "suppressed"}
    cells = [-1.0, "-1", "−1", "-1,0", 9999.0, "9999", 99.9, "99,9", float("nan"), 120.0, "120"]
    expected = 4 * ["suppressed"] + 4 * ["not-answered"] + ["suppressed", 120.0, 120.0]
    assert (expected, []) == read(*cells, marks=marks)
    values, [told] = read(0.0, "0", marks=marks)
    assert [None, None] == values
    assert "2 cells were left out, as their marks are declared: '0'." in told


def test_a_mark_with_thousands_between_is_the_same_mark(read):
    assert (["not-answered"], []) == read("9 999", marks={"9999": "not-answered"}, thousands=" ")


def test_a_mark_before_a_minus_goes_before_it(read):
    assert (["approximate"], []) == read("–5", marks={"–*": "approximate"})


def test_a_mark_behind_a_number_goes_before_its_footnote(read):
    assert (["approximate", 5.0], []) == read("5¹", "5²", marks={"*¹": "approximate"})


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), "NaN", "inf", "9" * 400, "1_000", "٣x", "½"])
def test_what_is_no_number_is_told(read, cell):
    values, [problem] = read(cell)
    assert [None] == values
    assert "is neither a number nor a known mark" in problem


@pytest.mark.parametrize("start", ["(1", "1-", "1k", "x", "1.000.", "1e", "-"])
def test_a_message_about_a_long_text_is_short(read, start):
    [problem] = read(start + 5000 * start[-1] + (")" if start[0] == "(" else ""))[1]
    assert len(problem) < 500


@pytest.mark.parametrize("text", ["1E+05", "1,2e5", "4.1E-03"])
def test_an_exponent_is_told(read, text):
    assert "is written with an exponent; digits may have been lost" in read(text)[1][0]


@pytest.mark.parametrize(
    ("cell", "declared", "expected"),
    [
        (Labelled(12.0, after="st"), {"suffix": "st"}, 12.0),
        (Labelled(12.0, after="e"), {"marks": {"*e": "estimated"}}, "estimated"),
        (Labelled(12.0, before="ca"), {"marks": {"ca *": "approximate"}}, "approximate"),
        (Labelled(0.0, "-", instead=True), {}, 0.0),
        (Labelled(0.0, "..", instead=True), {"marks": {"..": "suppressed"}}, "suppressed"),
        (Labelled(-1.0, after="st"), {"suffix": "st", "marks": {"-1": "suppressed"}}, "suppressed"),
    ],
)  # fmt: skip
def test_a_number_with_words_is_read_as_they_are_declared(read, cell, declared, expected):
    assert ([expected], []) == read(cell, **declared)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (Labelled(12.5, after=" tkr"), "shows '12.5 tkr'"), (Labelled(12.0, before="ca "), "'ca *' under 'marks'"),
        (Labelled(5.0, "-", instead=True), "'-' is neither a number"),
        (Labelled(0.0, "x", instead=True), "'x' is neither"),
    ],
)  # fmt: skip
def test_a_number_with_other_words_is_told(read, cell, words):
    values, [problem] = read(cell)
    assert [None] == values
    assert words in problem
