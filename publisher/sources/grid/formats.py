"""Number formats: what a workbook shows of the number, date or text that it stores.

A format changes what a cell says when it changes the magnitude (percent, thousands left out), the identity
(zeros before a code, a date of which the year is shown) or adds words. How many decimals are shown changes nothing:
the number stored is the more precise of the two. Format codes are those of ECMA-376 part 1, 18.8.31.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from publisher.sources.grid.cells import Broken, Cell, Labelled

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"? | \\(?P<escaped>.?) | _.? | \*.?
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>general|standard) | (?P<date>am/pm|a/p|y+|m+|d+|h+|s+|q+|e+(?![+-])) | (?P<exponent>e[+-])
    | (?P<digit>[0\#?]) | (?P<point>\.) | (?P<comma>,) | (?P<percent>%) | (?P<slash>/) | (?P<text>@)
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"?|\\.|\[[^\]]*\]|[^;"\\\[])*', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d*\.?\d+(?:[eE][+-]?\d+)?)")
_HOLDS = {
    "<": float.__lt__, "<=": float.__le__, ">": float.__gt__, ">=": float.__ge__, "=": float.__eq__, "<>": float.__ne__,
}  # fmt: skip

#: Words beside a number that change nothing: a currency is the indicator's unit, a written % is shown as stored.
_HARMLESS = frozenset({"", "+", "%", "kr", "kr.", ":-", "sek", "eur", "usd", "€", "$", "£"})
_SIGNS = str.maketrans("", "", "-−–()")

#: More of a format code is not looked at; Excel's have at most 255 characters.
_LONGEST_CODE = 500

_NOT_A_DATE = Broken("####", "is shown as ####: its number is no date.", "Correct the cell or its number format.")
_PART_OF_A_DATE = Broken(
    "(date)",
    "is a date that is shown without its year; a number or a span may have been taken for a date.",
    "Write it as text in the workbook.",
)
_HIDDEN = Broken(
    "(hidden)",
    "holds something, but its number format shows nothing.",
    "Give it a number format that shows it, or empty the cell.",
)


@dataclass(frozen=True, kw_only=True)
class _Section:
    """One of the up to four parts of a format code."""

    holds: tuple[str, float] | None = None  #: comparison and number for which the part is meant
    before: str = ""
    after: str = ""
    power: int = 0  #: what is shown is the number times ten to this power
    mask: str = ""  #: digits (0) and the words between them, of a whole number
    zeros: int = 0  #: least number of digits
    numbers: bool = False  #: a number is shown
    zero: bool = False  #: also when it is 0: ``#`` shows nothing then
    decimals: bool = False  #: decimals, an exponent or a fraction are shown
    text: bool = False  #: a text is shown
    date: str = ""  #: letters of the parts that are shown: y M d h m s, Q; E for time that passed


@dataclass(frozen=True)
class Format:
    """A number format, ready to show cells."""

    sections: Sequence[_Section]
    for_text: _Section | None

    @property
    def plain(self) -> bool:
        """Whether every number and text is shown as it is stored."""
        text = self.for_text is None or (self.for_text.text and not self.for_text.before + self.for_text.after)
        return text and all(
            part.numbers and part.zero and not (part.power or part.mask or part.date or part.holds)
            and part.zeros < 2 and all(_harmless(words.translate(_SIGNS) if number == 1 else words)
                                       for words in (part.before, part.after))
            for number, part in enumerate(self.sections)
        )  # fmt: skip

    def number(self, value: float, epoch: datetime.datetime) -> Cell | Broken:
        """What is shown of a number; ``epoch`` is the workbook's day 0."""
        part = self._part(value)
        if part is None:
            return _NOT_A_DATE
        if part.date:
            try:
                # before March 1900 a spreadsheet counts a day that was not
                day = value + 1 if epoch.year == 1899 and value < 60 else value
                moment = epoch + datetime.timedelta(seconds=round(day * 86400)) if value >= 0 else None
            except (OverflowError, ValueError):
                moment = None
            return _NOT_A_DATE if moment is None else self.moment(moment, value)
        before, after = part.before, part.after
        if not part.numbers or (value == 0 and not part.zero):
            words = (before + after).strip()
            return Labelled(value, words, instead=True) if words else _HIDDEN
        if value < 0:
            before, after = before.translate(_SIGNS), after.translate(_SIGNS)
        if part.power:
            value = float(Decimal(repr(value)).scaleb(part.power))
        if _harmless(before) and _harmless(after):
            before = after = ""
        if (part.mask or part.zeros > 1) and not part.decimals and value >= 0 and value.is_integer():
            digits = str(int(value))
            if part.mask or len(digits) < part.zeros:
                return f"{before}{_filled(part.mask, digits.zfill(part.zeros))}{after}".strip()
        return Labelled(value, before, after) if before or after else value

    def moment(self, moment: datetime.datetime, days: float = math.nan) -> Cell | Broken:
        """What is shown of a date; ``days`` is the number behind it, for time that passed."""
        shown = next((part.date for part in self.sections if part.date), "yMd")
        if "E" in shown or not set(shown) & set("yMdQ"):
            seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
            if "E" in shown and days == days:
                seconds = round(days * 86400)
            text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
            return f"{text}:{seconds % 60:02}" if "s" in shown else text
        if "y" not in shown or ("d" in shown and "M" not in shown):
            return _PART_OF_A_DATE
        if "d" in shown:
            with_time = "h" in shown and moment.time() != datetime.time()
            return moment.isoformat() if with_time else moment.date().isoformat()
        if "M" in shown:
            return f"{moment.year:04}M{moment.month:02}"  # 2010-11 might be two years
        return f"{moment.year:04}-Q{(moment.month + 2) // 3}" if "Q" in shown else f"{moment.year:04}"

    def words(self, text: str) -> Cell | Broken:
        """What is shown of a text."""
        part = self.for_text
        if part is None or not text:
            return text
        shown = f"{part.before}{text if part.text else ''}{part.after}".strip()
        return shown or _HIDDEN

    def _part(self, value: float) -> _Section | None:
        parts = self.sections
        if not any(part.holds for part in parts):
            return parts[1 if value < 0 and len(parts) > 1 else 2 if value == 0 and len(parts) > 2 else 0]
        for number, part in enumerate(parts):
            if part.holds:
                if _HOLDS[part.holds[0]](value, part.holds[1]):
                    return part
            elif number != 1 or len(parts) < 3 or value < 0:
                return part
        return None


def _harmless(words: str) -> bool:
    return words.strip().casefold() in _HARMLESS


def _filled(mask: str, digits: str) -> str:
    """The digits of a whole number in the places of a mask: 202203 in ``0000-00`` is 2022-03."""
    if not mask:
        return digits
    places = mask.count("0")
    lead, rest = digits[: max(0, len(digits) - places)], iter(digits[-places:].rjust(places))
    filled = "".join(next(rest) if sign == "0" else sign for sign in mask)
    return lead + filled.lstrip()


@lru_cache(maxsize=4096)
def number_format(code: str) -> Format:
    """The format a code stands for; one that cannot be understood shows numbers as they are."""
    sections = [_section(text) for text in _split(code[:_LONGEST_CODE] or "General")]
    numbers = [part for part in sections[:3] if not part.text or part.numbers]
    words = sections[3] if len(sections) > 3 else next((part for part in sections if part.text), None)
    return Format(numbers or [_Section(numbers=True, zero=True)], words)


def _split(code: str) -> list[str]:
    """The parts of a format code between its semicolons, at most four."""
    parts: list[str] = []
    at = 0
    while at <= len(code) and len(parts) < 4:
        found = _SECTION.match(code, at)
        assert found is not None
        parts.append(found[0])
        at = found.end() + 1
    return parts


def _section(code: str) -> _Section:
    tokens = [(found.lastgroup or "", found[0], found) for found in _TOKEN.finditer(code)]
    holds: tuple[str, float] | None = None
    pieces: list[tuple[str, str]] = []
    for kind, text, found in tokens:
        if kind in ("quoted", "escaped"):
            pieces.append(("words", found[kind]))
        elif kind == "bracket":
            inner = found["bracket"]
            if condition := _CONDITION.fullmatch(inner):
                holds = (condition[1], float(condition[2]))
            elif re.fullmatch(r"h+|m+|s+", inner, re.IGNORECASE):
                pieces.append(("date", f"[{inner}"))
            elif inner.startswith("$"):
                pieces.append(("words", inner[1:].partition("-")[0]))
        elif kind == "other":
            pieces.append(("words", text))
        elif kind:
            pieces.append((kind, text))
    kinds = [kind for kind, _ in pieces]
    if "digit" in kinds and "date" in kinds[kinds.index("digit") :] and "date" not in kinds[: kinds.index("digit")]:
        pieces = [("words" if kind == "date" else kind, text) for kind, text in pieces]  # 0 st, written carelessly
        kinds = [kind for kind, _ in pieces]
    if "date" in kinds and "general" not in kinds:
        return _Section(holds=holds, date=_date_letters([text.lower() for kind, text in pieces if kind == "date"]))
    core = [n for n, kind in enumerate(kinds) if kind in ("digit", "general", "text", "exponent")]
    words = [text if kind in ("words", "point", "comma", "slash") else "" for kind, text in pieces]
    if not core:
        return _Section(holds=holds, before="".join(words).strip() + "%" * kinds.count("percent"))
    first, last = core[0], core[-1]
    while last + 1 < len(kinds) and kinds[last + 1] in ("comma", "point"):
        last += 1
    inside = pieces[first : last + 1]
    shape = "".join("0" if kind == "digit" else {"point": ".", "comma": ","}.get(kind, "x") for kind, text in inside)
    whole = shape.partition(".")[0]
    commas = len(re.findall(",", re.sub(r",+(?=0)", "", shape.replace("x", ""))))
    return _Section(
        holds=holds,
        before="".join(words[:first]),
        after="".join(words[last + 1 :]),
        power=2 * kinds.count("percent") - 3 * commas,
        mask="" if "general" in kinds else _mask(inside),
        zeros=sum(kind == "digit" and text == "0" for kind, text in inside[: len(whole)]),
        numbers="digit" in kinds or "general" in kinds,
        zero="general" in kinds or "slash" in kinds or ("digit", "0") in inside,
        decimals="." in shape or "exponent" in kinds or ("slash" in kinds),
        text="text" in kinds,
    )


def _mask(inside: Sequence[tuple[str, str]]) -> str:
    """Digits and the words between them; nothing when the words only set thousands apart."""
    mask = "".join("0" if kind == "digit" else text for kind, text in inside if kind in ("digit", "words"))
    if mask.strip("0") == "" or any(kind in ("slash", "exponent", "point", "text") for kind, _ in inside):
        return ""
    return "" if re.fullmatch(r"0{1,3}(?:[\s.'’]000)+", mask) else mask


def _date_letters(parts: Sequence[str]) -> str:
    """Which parts of a date or time are shown; mm beside hours or seconds are minutes."""
    letters = ""
    for number, part in enumerate(parts):
        if part[0] == "[":
            letters += f"E{part[1]}"
        elif part[0] == "m" and len(part) < 3:
            before = parts[number - 1].lstrip("[")[0] if number else ""
            after = parts[number + 1][0] if number + 1 < len(parts) else ""
            letters += "m" if before == "h" or after == "s" else "M"
        else:
            letters += {"m": "M", "e": "y", "q": "Q"}.get(part[0], part[0])
    return letters
