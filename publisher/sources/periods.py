"""Periods: years, quarters, months and days as agencies write them, and which of them fit a dataset."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from publisher.model import Period
from publisher.sources.grid import clean

_MONTHS = {
    name: number
    for names in (
        "januari februari mars april maj juni juli augusti september oktober november december",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), start=1)
}
_MONTH = re.compile(r"(\d{4})\s*M\s*(\d{1,2})", re.IGNORECASE)
_MONTH_OF_DIGITS = re.compile(r"(\d{4})(0[1-9]|1[0-2])")
_NAMED_MONTH = re.compile(r"([a-zåäö]+)\s+(\d{4})", re.IGNORECASE)
_QUARTER = re.compile(r"(\d{4})\s*-?\s*(?:K|Q|kv\.?|kvartal)\s*([1-4])", re.IGNORECASE)
_QUARTER_FIRST = re.compile(
    r"(?:(?:K|Q|kv\.?|kvartal|quarter)\s*([1-4])|([1-4])(?::[ae])?\s*kvartalet),?\s*(\d{4})", re.IGNORECASE
)

_SPAN = re.compile(r"(\d{4})\s*[-/–—]\s*(\d{4}|\d{2})")
_HALF = re.compile(
    r"(?P<a>\d{4})\s*-?\s*(?:H|HÅ|S)\s*(?P<b>[12])|H\s*(?P<c>[12])[\s-]*(?P<d>\d{4})"
    r"|(?P<e>1|2|första|andra)(?::[ae])?\s*(?:halvåret|halvår)\s*(?P<f>\d{4})",
    re.IGNORECASE,
)
_WEEK = re.compile(
    r"(?P<a>\d{4})\s*-?\s*(?:W|V\.?|vecka)\s*(?P<b>\d{1,2})|(?:V\.?|vecka|week)\s*(?P<c>\d{1,2})[,\s]*(?P<d>\d{4})",
    re.IGNORECASE,
)
#: Years that figures may be of; another number of four digits is a code or a slip.
_YEARS = range(1700, 2200)
#: Frequencies (EU list) to the kinds of periods that such a dataset has.
_FITTING = dict.fromkeys(
    ("ANNUAL", "BIENNIAL", "TRIENNIAL", "QUADRENNIAL", "QUINQUENNIAL", "DECENNIAL"), ("year",)
) | {"QUARTERLY": ("year", "quarter"), "MONTHLY": ("year", "quarter", "month")}  # fmt: skip
_OF_DAYS = (
    "MONTHLY",
    "WEEKLY",
    "DAILY",
    "BIWEEKLY",
    "WEEKLY_2",
    "MONTHLY_2",
    "DAILY_2",
    "HOURLY",
    "CONT",
    "UPDATE_CONT",
)


@lru_cache(maxsize=10_000)
def period_misfit(text: str, frequency: str = "") -> tuple[str, str] | None:
    """Why a text cannot be the period of a value: fault and remedy; None when it can.

    Args:
        text: as the file has it, ``2010/11``.
        frequency: of the dataset, a code of the EU frequency list; "" when not known: then every period fits.
    """
    text = clean(text)
    code = period_code(text)
    if code is None:
        return _no_period(text, frequency)
    kind = Period.parse(code).kind
    if int(code[:4]) not in _YEARS:
        return f"'{text}' is no year that figures can be of.", "Correct it, or the column under 'period'."
    take = "take the year out with 'pattern: \"[0-9]{4}\"' under 'period' in the declaration"
    span = _SPAN.fullmatch(text)
    if span and frequency and frequency not in _OF_DAYS and (int(code[:4]) + 1) % 100 == int(span[2]):
        return (
            f"'{text}' may be {code[:4]} to {int(code[:4]) + 1} or the month {code}.",
            f"Write the year in the file, or {take}; a month is written {code[:4]}M{code[5:]}.",
        )
    if kind not in _FITTING.get(frequency, (kind,)):
        remedy = take if _FITTING[frequency] == ("year",) else "write the period under 'codes' under 'period'"
        return (
            f"'{text}' is a {kind}, which does not fit a dataset with 'frequency: {frequency}'.",
            f"Correct it in the file, or {remedy}, or correct 'frequency' in dataset.yaml.",
        )
    return None


def _no_period(text: str, frequency: str) -> tuple[str, str]:
    """Fault and remedy for a text that is none of our periods."""
    text = text[:60]
    fault = f"'{text}' is not a period."
    codes = "write what it stands for under 'codes' under 'period' in the declaration: 'codes: {{\"{}\": \"{}\"}}'"
    yearly = _FITTING.get(frequency) == ("year",)
    if span := _SPAN.fullmatch(text):
        last = ", or the last with 'pattern: \"[0-9]{4}$\"'" if len(span[2]) == 4 else ""
        return (
            f"{fault} It is a span of years.",
            f"Take the first year out with 'pattern: \"[0-9]{{4}}\"' under 'period' in the declaration{last}, or "
            f"{codes.format(text, span[1])}.",
        )
    if month := _MONTH_OF_DIGITS.fullmatch(text):
        stands = month[1] if yearly else f"{month[1]}M{month[2]}"
        return f"{fault} It may be a month.", f"W{codes[1:]}".format(text, stands) + "."
    if half := _HALF.fullmatch(text):
        year = half["a"] or half["d"] or half["f"]
        second = (half["b"] or half["c"] or half["e"]).casefold() in ("2", "andra")
        stands = year if yearly else f"{year}-Q{4 if second else 2}"
        return f"{fault} It is a half-year.", f"W{codes[1:]}".format(text, stands) + "."
    if week := _WEEK.fullmatch(text):
        try:
            monday = date.fromisocalendar(int(week["a"] or week["d"]), int(week["b"] or week["c"]), 1).isoformat()
        except ValueError:
            return fault, "Correct it in the file."
        stands = monday[:4] if yearly else monday
        return f"{fault} It is a week.", f"W{codes[1:]}".format(text, stands) + "."
    return (
        fault,
        "Write 2022, 2022M03 or 2022K1 in the file, or take the year out with 'pattern: \"[0-9]{4}\"' under 'period', "
        f"or {codes.format(text, '2022')}.",
    )


@lru_cache(maxsize=10_000)
def period_code(text: str) -> str | None:
    """Our code of a period as agencies write it; None when it is not one.

    ``2022``, ``2022M03``, ``mars 2022``, ``March 2022``, ``2022K1``, ``kvartal 1 2022``, ``2022-03``, ``2022-03-31``.
    """
    text = clean(text)
    if found := _MONTH.fullmatch(text):
        text = f"{found[1]}-{int(found[2]):02}"
    elif found := _QUARTER.fullmatch(text):
        text = f"{found[1]}-Q{found[2]}"
    elif found := _QUARTER_FIRST.fullmatch(text):
        text = f"{found[3]}-Q{found[1] or found[2]}"
    elif (found := _NAMED_MONTH.fullmatch(text)) and found[1].casefold() in _MONTHS:
        text = f"{found[2]}-{_MONTHS[found[1].casefold()]:02}"
    try:
        return Period.parse(text).code
    except ValueError:
        return None
