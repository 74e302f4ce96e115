"""What a number format shows of a stored number, date or text."""

from __future__ import annotations

import datetime

import pytest

from publisher.sources.grid.cells import Broken, Labelled
from publisher.sources.grid.formats import number_format
from publisher.sources.grid.xlsx import EPOCH

#: 2021-03-31 and half past one in the afternoon, as a workbook counts days
DAY, MOMENT = 44286.0, 44286.5625

SHOWN = [
    # precision is kept, magnitude and identity are what is shown
    ("General", 41.4999999, 41.4999999), ("0", 41.5, 41.5), ("0.0", 41.4999999, 41.4999999), ("#,##0", 1234.5, 1234.5),
    ("0%", 0.57, 57.0), ("0.0 %", 0.415, 41.5), ('0.0"%"', 41.5, 41.5), (r"0\%", 41.0, 41.0), ("0.00%", -0.01, -1.0),
    ("#,##0,", 1_234_567.0, 1234.567), ("0.0,,", 1_500_000.0, 1.5), ("0,0", 1234.0, 1234.0),
    ("0.00E+00", 12345.0, 12345.0), ("# ?/?", 0.5, 0.5), ("# ?/?", 0.0, 0.0), ("@", 114.0, 114.0),
    # codes with their zeros, and digits with signs between them
    ("0000", 114.0, "0114"), ("0000", 1480.0, 1480.0), ("0000", 2021.5, 2021.5), ('"SE"0000', 114.0, "SE0114"),
    ("0000-00", 202203.0, "2022-03"), ("00 00", 114.0, "01 14"), ("# ##0", 1234567.0, 1234567.0),
    (r"#\ ##0.0", 1234.5, 1234.5),
    # dates by what is shown of them
    ("yyyy", DAY, "2021"), ("yy", DAY, "2021"), ("yyyy-mm-dd", DAY, "2021-03-31"), ("d mmmm yyyy", DAY, "2021-03-31"),
    ("mmm-yy", DAY, "2021M03"), ("[$-41D]mmmm yyyy", DAY, "2021M03"), ("yyyy-mm-dd", MOMENT, "2021-03-31"),
    ("yyyy-mm-dd hh:mm", MOMENT, "2021-03-31T13:30:00"), ("yyyy-mm-dd hh:mm", DAY, "2021-03-31"),
    ("yyyy-mm-dd", 1.0, "1900-01-01"), ("hh:mm", MOMENT, "13:30"), ("[h]:mm:ss", 1.5, "36:00:00"),
    ("mm:ss", 0.5, "12:00:00"),
    # currencies are units; other words are told with the number
    ('#,##0 "kr"', 12.0, 12.0), ("[$€-2] #,##0.00", 12.0, 12.0), ("$#,##0", 12.0, 12.0), ("0 kr", 12.0, 12.0),
    ('0" st"', 12.0, Labelled(12.0, after=" st")), ('"ca "0', 12.0, Labelled(12.0, before="ca ")),
    ('#,##0,"  tkr"', 12_500.0, Labelled(12.5, after="  tkr")), ("0 st", 12.0, Labelled(12.0, after=" st")),
    # parts for minus, nothing and conditions
    ("0;[Red]0", -5.0, -5.0), ("0;(0)", -5.0, -5.0), ("+0;-0;0", 5.0, 5.0), ("#,##0_);(#,##0)", -1234.0, -1234.0),
    ('0;-0;"–"', 0.0, Labelled(0.0, "–", instead=True)), ('[<0.5]"..";0.0', 0.2, Labelled(0.2, "..", instead=True)),
    ('[<0.5]"..";0.0', 1.5, 1.5), ('[>=1000000]0.0,,"mn";0', 2_500_000.0, Labelled(2.5, after="mn")),
    ('_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', 0.0, Labelled(0.0, "-", instead=True)),
    ('_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', -3.0, -3.0),
    # carelessly written
    ("", 5.0, 5.0), ('"', 5.0, None), ("\\", 5.0, None), ("[", 5.0, None),
    ("[>1.2.3]0", 5.0, 5.0), ("[" * 9999, 5.0, None), ("0.0.0,%", 1.0, 0.1),
]  # fmt: skip


@pytest.mark.parametrize(("code", "stored", "shown"), SHOWN)
def test_a_number_is_what_its_format_shows(code, stored, shown):
    found = number_format(code).number(stored, EPOCH)
    if shown is None:  # no format at all: whatever comes, it is a cell
        assert isinstance(found, str | float | Labelled | Broken)
    else:
        assert shown == found
        assert type(shown) is type(found)


@pytest.mark.parametrize(
    ("code", "stored", "words"),
    [
        (";;;", 5.0, "shows nothing"), ("0;-0;", 0.0, "shows nothing"), ("#", 0.0, "shows nothing"),
        ("d-mmm", DAY, "without its year"), ("mmmm", DAY, "without its year"), ("dddd", DAY, "without its year"),
        ("yyyy-mm-dd", -1.0, "####"), ("yyyy-mm-dd", 1e9, "####"), ("yyyy", 1e300, "####"),
        ("[>5]0;[<0]0", 2.0, "####"),
    ],
)  # fmt: skip
def test_a_number_that_is_not_shown_has_no_meaning(code, stored, words):
    found = number_format(code).number(stored, EPOCH)
    assert isinstance(found, Broken)
    assert words in found.fault


def test_only_formats_that_show_what_is_stored_are_plain():
    assert all(
        number_format(code).plain for code in ("General", "0", "0.00", "#,##0.00", "@", "General;-General", "0 kr")
    )
    assert not any(number_format(code).plain for code in ("0%", "0000", "yyyy", "#", ";;;", "0;;", '0;0;0;"x"', "0,"))


@pytest.mark.parametrize(
    ("code", "shown"), [("General", "abc"), ('@" (r)"', "abc (r)"), ('0;0;0;"x"', "x"), ("0;0;0;@", "abc")]
)
def test_a_text_is_what_its_format_shows(code, shown):
    assert shown == number_format(code).words("abc")


def test_a_text_that_is_hidden_has_no_meaning():
    assert isinstance(number_format(";;;").words("abc"), Broken)


def test_years_of_workbooks_that_count_from_1904():
    assert "2021" == number_format("yyyy").number(DAY - 1462, datetime.datetime(1904, 1, 1))
