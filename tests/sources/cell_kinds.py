"""Kinds of cells: what a workbook stores and shows, what a CSV file has of it, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

#: 2021-03-31 as a workbook counts days.
DAY = 44286

#: Where the cell that is tried stands in a table of code, municipality, period and value.
COLUMNS = ("Kod", "Kommun", "År", "Värde")
PLAIN: Mapping[str, Any] = {"Kod": "0114", "Kommun": "Upplands Väsby", "År": "2021", "Värde": "1"}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell of a workbook: what it stores and how it shows it."""

    value: Any = None  #: number, text, truth value; None with a formula: no result
    form: str = "General"
    ods: str = ""  #: the same format as an OpenDocument style, XML without its name
    runs: Sequence[tuple[str, bool]] = ()  #: text in runs, each with whether it is raised
    error: bool = False
    formula: str = ""
    raised: bool = False  #: the whole cell


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of cell, and what comes of it in each kind of file."""

    words: str  #: of the table in docs/sources.md
    cell: Cell
    csv: str | None  #: what a program writes of it into a CSV file; None: nothing of the kind
    column: str = "Värde"
    declared: Mapping[str, Any] = field(default_factory=dict)
    #: area, period, value and status that are read, else words of the refusal; by the end of the file's name or ""
    comes: Mapping[str, str] = field(default_factory=dict)

    def expected(self, ending: str) -> str:
        return "refused: .xlsx" if ending == "xlsb" else self.comes.get(ending, self.comes.get("", ""))


def _style(kind: str, body: str, name: str = "shown") -> str:
    """An OpenDocument style of numbers, dates …"""
    return f'<number:{kind}-style style:name="{name}">{body}</number:{kind}-style>'


def _number(attributes: str, before: str = "", after: str = "", other: str = "") -> str:
    """A style of numbers, with words around them; ``other``: a condition, and the sign that is shown where it holds."""
    parts = [f"<number:text>{escape(text)}</number:text>" if text else "" for text in (before, after)]
    condition, _, sign = other.partition(" ")
    first = _style("text", f"<number:text>{sign}</number:text>", "other") if other else ""
    maps = f'<style:map style:condition="value(){escape(condition)}" style:apply-style-name="other"/>' if other else ""
    return first + _style("number", f"{parts[0]}<number:number {attributes}/>{parts[1]}{maps}")


def _date(parts: str) -> str:
    return _style("date", parts)


_YEAR = '<number:year number:style="long"/>'
_MONTH = '<number:month number:style="long"/>'
_DAY = '<number:day number:style="long"/>'
_ONE = 'number:min-integer-digits="1"'
_TENTHS = f'number:decimal-places="1" {_ONE}'
_PERCENT = _style("percentage", f"<number:number {_TENTHS}/><number:text>%</number:text>")
_CLOCK = _style("time", "<number:hours/><number:text>:</number:text><number:minutes/>")
_SUPPRESSED = _number(_TENTHS, other="<0.5 ..")  #: ``[<0.5]"..";0.0``
_DASH = _number(_ONE, other="=0 –")  #: ``0;-0;"–"``
_NOTHING = _style("number", "")
_MONTHS = _style("number", '<number:number number:min-integer-digits="6"><number:embedded-text number:position="2">-'
                 "</number:embedded-text></number:number>")  # fmt: skip
#: ``_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-`` as LibreOffice writes it: three styles under one of text.
_ACCOUNTS = "".join(
    (
        _style("number", f"<number:number {_ONE}/>", "over"), _style("number", f"-<number:number {_ONE}/>", "under"),
        _style("number", '<number:text>-</number:text><number:number number:min-integer-digits="0"/>', "none"),
        _style("text", "<number:text-content/>" + "".join(
            f'<style:map style:condition="value(){sign}0" style:apply-style-name="{name}"/>'
            for sign, name in (("&gt;", "over"), ("&lt;", "under"), ("=", "none"))
        )),
    )
)  # fmt: skip

KINDS = (
    Kind(words="number", cell=Cell(value=41.4999999), csv="41,4999999", comes={"": "0114 2021 41.4999999"}),
    Kind(words="rounded by its format, `0.0`", cell=Cell(
        value=41.4999999, form="0.0", ods=_number(_TENTHS)), csv="41,5",
        comes={"": "0114 2021 41.4999999", "csv": "0114 2021 41.5"}),
    Kind(words="per cent, `0.0%`", cell=Cell(value=0.57, form="0.0%", ods=_PERCENT), csv="57,0 %",
        declared={"suffix": "%"}, comes={"": "0114 2021 57"}),
    Kind(words="thousands left out, `#,##0,`", cell=Cell(
        value=1234567.0, form="#,##0,", ods=_number(f'number:display-factor="1000" {_ONE}')), csv="1 235",
        declared={"thousands": " "}, comes={"": "0114 2021 1234.567", "csv": "0114 2021 1235"}),
    Kind(words="zeros before a code, `0000`", column="Kod", csv="0114", cell=Cell(
        value=114.0, form="0000", ods=_number('number:min-integer-digits="4"')), comes={"": "0114 2021 1"}),
    Kind(words="date shown as a year, `yyyy`", column="År", csv="2021", comes={"": "0114 2021 1"},
        cell=Cell(value=DAY, form="yyyy", ods=_date(_YEAR))),
    Kind(words="date shown as a month, `mmm yyyy`", column="År", csv="mars 2021", comes={"": "0114 2021-03 1"},
        cell=Cell(value=DAY, form="mmm yyyy", ods=_date('<number:month number:textual="true"/>' + _YEAR))),
    Kind(words="date, `yyyy-mm-dd`", column="År", csv="2021-03-31", comes={"": "0114 2021-03-31 1"},
        cell=Cell(value=DAY, form="yyyy-mm-dd", ods=_date(f"{_YEAR}-{_MONTH}-{_DAY}"))),
    Kind(words="date without its year, `d-mmm`", csv="31-mar",
        comes={"": "refused: without its year", "csv": "refused: neither a number"},
        cell=Cell(value=DAY, form="d-mmm", ods=_date(_DAY + _MONTH))),
    Kind(words="time, `hh:mm`", csv="12:30", comes={"": "refused: neither a number"}, cell=Cell(
        value=0.5208333, form="hh:mm", ods=_CLOCK)),
    Kind(words="currency, `#,##0 \"kr\"`", csv="12 kr", declared={"suffix": "kr"}, comes={"": "0114 2021 12"},
        cell=Cell(value=12.0, form='#,##0 "kr"', ods=_number(_ONE, after=" kr"))),
    Kind(words="number with words, `0\" st\"`", csv="12 st", comes={"": "refused: suffix: \"st\""},
        cell=Cell(value=12.0, form='0" st"', ods=_number(_ONE, after=" st"))),
    Kind(words="the same with `suffix: st`", csv="12 st", declared={"suffix": "st"}, comes={"": "0114 2021 12"},
        cell=Cell(value=12.0, form='0" st"', ods=_number(_ONE, after=" st"))),
    Kind(words="number with a word before, `\"ca \"0`, with `marks: {\"ca *\": approximate}`", csv="ca 12",
        declared={"marks": {"ca *": "approximate"}}, comes={"": "0114 2021 12 approximate"},
        cell=Cell(value=12.0, form='"ca "0', ods=_number(_ONE, before="ca "))),
    Kind(words="sign below a bound, `[<0.5]\"..\";0.0`, with `marks: {\"..\": suppressed}`", csv="..",
        declared={"marks": {"..": "suppressed"}}, comes={"": "0114 2021 - suppressed"},
        cell=Cell(value=0.2, form='[<0.5]"..";0.0', ods=_SUPPRESSED)),
    Kind(words="zero shown as a dash, `0;-0;\"–\"`", csv="–",
        comes={"": "0114 2021 0", "csv": "refused: neither a number"},
        cell=Cell(value=0.0, form='0;-0;"–"', ods=_DASH)),
    Kind(words="the same with `marks: {\"–\": suppressed}`", csv="–", declared={"marks": {"–": "suppressed"}},
        comes={"": "0114 2021 - suppressed"}, cell=Cell(value=0.0, form='0;-0;"–"', ods=_DASH)),
    Kind(words="zero in accounts, `_-* #,##0_-;-* #,##0_-;_-* \"-\"??_-`", csv="0", comes={"": "0114 2021 0"},
        cell=Cell(value=0.0, form='_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', ods=_ACCOUNTS)),
    Kind(words="month as digits, `0000-00`", column="År", csv="2022-03", comes={"": "0114 2022-03 1"},
        cell=Cell(value=202203.0, form="0000-00", ods=_MONTHS)),
    Kind(words="hidden by its format, `;;;`", csv=None, comes={"": "refused: shows nothing"},
        cell=Cell(value=12.0, form=";;;", ods=_NOTHING)),
    Kind(words="number with a raised footnote", csv="41,5¹", comes={"": "0114 2021 41.5"},
        cell=Cell(runs=[("41,5", False), ("1", True)])),
    Kind(words="year with a raised footnote", column="År", csv="2021²⁾", comes={"": "0114 2021 1"},
        cell=Cell(runs=[("2021", False), ("2)", True)])),
    Kind(words="number raised as a whole", csv=None, comes={"": "refused: raised as a whole"},
        cell=Cell(value=1.0, raised=True)),
    Kind(words="error, `#N/A`", csv="#N/A",
        comes={"": "refused: error of the spreadsheet, #N/A", "csv": "refused: neither a number"},
        cell=Cell(value="#N/A", error=True)),
    Kind(words="the same with `marks: {\"#N/A\": not-answered}`", csv="#N/A",
        declared={"marks": {"#N/A": "not-answered"}}, comes={"": "0114 2021 - not-answered"},
        cell=Cell(value="#N/A", error=True)),
    Kind(words="error in the area's cell", column="Kod", csv=None, cell=Cell(value="#REF!", error=True),
        declared={"area": {"column": "Kod", "others": "leave-out"}},
            comes={"": "refused: error of the spreadsheet, #REF!"}),
    Kind(words="formula that was never calculated", csv=None, cell=Cell(formula="1+1"),
        comes={"": "refused: never calculated", "xls": "refused: without a result"}),
    Kind(words="formula that must be calculated anew", csv=None, cell=Cell(formula="RAND()", value=2.0),
        comes={"xlsx": "refused: calculated anew"}),
    Kind(words="truth value", csv="SANT",
        comes={"": "0114 2021 1", "csv": "refused: neither a number"}, cell=Cell(value=True)),
    Kind(words="text of digits", csv="41,5", cell=Cell(value="41,5"), comes={"": "0114 2021 41.5"}),
    Kind(words="number with `marks: {\"-1\": suppressed}`", csv="−1", cell=Cell(value=-1.0),
        declared={"marks": {"-1": "suppressed"}}, comes={"": "0114 2021 - suppressed"}),
    Kind(words="minus in brackets, `0;(0)`", csv="(5)", comes={"": "0114 2021 -5", "csv": "refused: may be minus 5"},
        cell=Cell(value=-5.0, form="0;(0)", ods=_number(_ONE))),
    Kind(words="empty", csv="", cell=Cell(value=""), comes={"": "0114 2021 - unknown-reason"}),
)  # fmt: skip


#: The ends of the names of files that are tried.
ENDINGS = ("xlsx", "xls", "ods", "xlsb", "csv")


def table_of_kinds() -> str:
    """What comes of each kind of cell in each kind of file, as Markdown for docs/sources.md."""
    lines = [f"| cell | {' | '.join(f'.{ending}' for ending in ENDINGS)} |", "|---" * (len(ENDINGS) + 1) + "|"]
    for kind in KINDS:
        told = [_told(kind, ending) for ending in ENDINGS]
        lines.append(f"| {kind.words} | {' | '.join(told)} |")
    return "\n".join(lines)


def _told(kind: Kind, ending: str) -> str:
    comes = kind.expected(ending)
    if comes == "" or (ending == "csv" and kind.csv is None):
        return ""
    if comes.startswith("refused"):
        return "refused"
    area, period, value, *status = comes.split()
    shown = {"Kod": area, "År": period, "Värde": value}[kind.column]
    return " ".join([shown, *status] if value != "-" else status)
