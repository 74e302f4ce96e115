"""What stands in a file is read in time that grows as its length, whatever the cell is taken for."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import pytest
from test_doubling import grows_as_its_length

from publisher.sources.codes import AreaCodes
from publisher.sources.columns import _FOOTNOTE
from publisher.sources.faults import Faults
from publisher.sources.grid import as_text, clean
from publisher.sources.grid.formats import number_format
from publisher.sources.numbers import Marks, Numbers
from publisher.sources.periods import period_code, period_misfit
from publisher.vocabulary import Vocabulary

#: Signs of a text, and a quarter of them: as many as a cell of a workbook may hold.
LONG = 32_000
SHORT = LONG // 4
PARTS = [
    "1",
    "1 ",
    "-",
    "a-",
    "²",
    "1²",
    "*",
    "(",
    "1,",
    "_",
    "0114 ",
    '"',
    "[",
    "[<1",
    "#,",
    "0;",
    "2021-",
    " stad",
    "\n",
]
AROUND = [("", ""), ("a", "a12"), ("1", "x")]


def number(words: Vocabulary, text: str) -> None:
    faults = Faults("f")
    read = Numbers(marks=Marks.read({"x *": "approximate"}, words, faults), faults=faults, thousands=" ", suffix="kr")
    read.read(clean(text), 1, "c")
    read.finish()


def area(how: str) -> Callable[[Vocabulary, str], object]:
    return lambda words, text: AreaCodes(vocabulary=words, faults=Faults("f"), how=how).find(clean(text), 1, "c")


def shown(words: Vocabulary, text: str) -> None:
    number_format(text).number(5.0, datetime(1899, 12, 30))


DOORS: dict[str, Callable[[Vocabulary, str], object]] = {
    "number": number, "code": area("code"), "name": area("name"), "format": shown,
    "period": lambda words, text: (period_misfit(text, "ANNUAL"), period_code(text)),
    "head": lambda words, text: _FOOTNOTE.sub("", clean(text)), "text": lambda words, text: as_text(clean(text)),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_a_long_cell_is_read_in_time_that_grows_as_its_length(vocabulary: Vocabulary, door: str) -> None:
    for part in PARTS:
        for before, after in AROUND:
            took = []
            for length in (SHORT, LONG):
                text = f"{before}{(part * length)[:length]}{after}"
                began = time.process_time()
                DOORS[door](vocabulary, text)
                took.append(time.process_time() - began)
            assert grows_as_its_length(*took), (door, part, before, took)


def test_signs_beside_a_code_are_still_taken_off(vocabulary: Vocabulary) -> None:
    faults = Faults("f")
    assert AreaCodes(vocabulary=vocabulary, faults=faults).find("** Upplands Väsby (0114) **", 2, "Kod") is None
    [problem] = faults.problems()
    assert "is 0114 with more beside it" in problem.fault


@pytest.mark.parametrize(
    ("name", "plain"), [("2021¹", "2021"), ("2021¹²", "2021"), ("Antal *", "Antal"), ("2021 1)", "2021"), ("km²", "km")]
)
def test_a_footnote_mark_behind_a_name_is_still_taken_off(name: str, plain: str) -> None:
    assert plain == _FOOTNOTE.sub("", name)
