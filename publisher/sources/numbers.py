"""Numbers: what a cell of a table says, a value, a reason for its absence, or neither.

The decimal mark is declared, never guessed: ``1,5`` and ``1.5`` in one column are refused, since
one of them means something else than it says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from publisher.errors import Severity
from publisher.sources.faults import Faults, listing
from publisher.sources.grid import Cell, Labelled, as_text, clean, fold, without_footnote
from publisher.vocabulary import Vocabulary

#: What ``marks`` writes for a cell that is no observation at all.
LEAVE_OUT = "leave-out"
#: Cells of which it is remembered what they say.
MOST_KNOWN = 100_000

#: Signs that are minus before a number, and apostrophes between thousands.
_SPELLINGS = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d", "-") | {"’": "'"})
_MINUS_APART = re.compile(r"^([+-])\s+(?=\d)")
#: What a number format shows for zero in accounts.
_DASHES = frozenset("-–—−")
_NUMBER = r"\d[\d .,']*"
_CANONICAL = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:[.,]\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?P<sign>[ ,.'])\d{3}(?:(?P=sign)\d{3})*(?:(?!(?P=sign))(?P<decimal>[.,])\d+)?")
_THREE = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_BRACKETED = re.compile(rf"\(\s*({_NUMBER})\s*\)|({_NUMBER})-")
_EXPONENT = re.compile(rf"[+-]?{_NUMBER}[eE][+-]?\d+")
_WITH_WORDS = re.compile(rf"[+-]?{_NUMBER}([^\d\s.,'][^\d]*)")
#: A remark behind a number: 41,5 1) or 41,5 a).
_WITH_REMARK = re.compile(rf"[+-]?{_NUMBER}(\d\)|[a-z]\))")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a cell says: a value, a status, or both (``~100``: about a hundred)."""

    value: float | None
    status: str | None = None


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Signs that stand instead of a number or around one, and what each means."""

    whole: Mapping[str, Reading | None]  #: sign to meaning; None: the cell is left out
    around: Mapping[tuple[str, str], str]  #: (before, after) a number to its status

    def sign(self, text: str) -> str | None:
        """The sign that a text is, letter case aside where no sign is exactly it; None when it is none."""
        if text in self.whole:
            return text
        if text.upper() == text.lower():
            return None  # no letters
        alike = [sign for sign in self.whole if sign and fold(sign) == fold(text)]
        return alike[0] if len(alike) == 1 else None

    @classmethod
    def read(cls, declared: Mapping[str, object], vocabulary: Vocabulary, faults: Faults) -> Marks:
        """The marks of a declaration.

        Each is a sign and its meaning: the code of a status (``"..": suppressed``), a number
        (``"–": 0``), ``leave-out``, or, with ``*`` for the number, a status of the value (``"~*": approximate``).
        An empty cell means ``unknown-reason`` unless ``""`` is declared.
        """
        whole: dict[str, Reading | None] = {"": Reading(value=None, status="unknown-reason")}
        around: dict[tuple[str, str], str] = {}
        for sign, meaning in declared.items():
            sign = clean(str(sign))
            if isinstance(meaning, int | float) and not isinstance(meaning, bool):
                whole[sign] = Reading(value=float(meaning))
            elif meaning == LEAVE_OUT:
                whole[sign] = None
            elif (status := vocabulary.statuses.get(str(meaning))) is None:
                known = listing([*vocabulary.statuses, LEAVE_OUT, "a number"], 20)
                fault = f"the mark '{sign}' means '{meaning}', which is not a status."
                faults.add("unknown-status", fault, f"Known: {known}.", column="marks")
            elif "*" in sign and not status.missing:
                before, _, after = sign.partition("*")
                around[before, after] = status.code
            elif status.missing:
                whole[sign] = Reading(value=None, status=status.code)
            else:
                fault = f"the mark '{sign}' stands for no number, but '{meaning}' is a status of a value."
                faults.add("unknown-status", fault, f"Write '{sign}*' if a number follows the sign.", column="marks")
        return cls(whole=whole, around=around)


@dataclass(kw_only=True)
class Numbers:
    """Reads the cells of one table, and remembers per column what it could not read."""

    marks: Marks
    faults: Faults
    decimal: str | None = None  #: ``,`` or ``.``; None: not declared, the one that ``thousands`` leaves, else a comma
    thousands: str = ""
    suffix: str = ""
    _known: dict[tuple[str, Cell], Reading] = field(default_factory=dict)  #: column and cell to what it says
    left_out: dict[str, int] = field(default_factory=dict)  #: signs whose cells are left out, to how often
    _own: dict[str, int] = field(default_factory=dict)  #: column to first row that shows what its decimal mark is
    _other: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    _grouped: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    _three: dict[str, list[tuple[int, str]]] = field(default_factory=dict)  #: 1,234 and nothing that says what it is

    def __post_init__(self) -> None:
        self.thousands = " " if self.thousands.isspace() else self.thousands.replace("’", "'")
        self._mark = self.decimal or ("." if self.thousands == "," else ",")
        if self.thousands == self._mark:
            fault = f"the sign '{self._mark}' is said to be the decimal mark and to set thousands apart."
            self.faults.add("declaration", fault, "Correct 'decimal' or 'thousands'.", column="source.decimal")
        whole = r"\d+" if not self.thousands else rf"\d{{1,3}}(?:{re.escape(self.thousands)}\d{{3}})+|\d+"
        self._number = re.compile(rf"[+-]?(?:{whole})(?:{re.escape(self._mark)}(\d+))?")
        self._foreign = re.compile(rf"[+-]?[\d ]+{re.escape('.' if self._mark == ',' else ',')}\d+")
        self._digits_in_marks = any(map(str.isdigit, "".join(b + a for b, a in self.marks.around)))
        #: marks that are numbers, as values: -1 in a workbook is the mark "-1", however minus is spelled
        self._meant = {
            float(_plain(sign).replace(",", ".")): sign
            for sign in self.marks.whole
            if _CANONICAL.fullmatch(_plain(sign))
        }

    def read(self, cell: Cell, row: int, column: str) -> Reading | None:
        """What a cell says.

        Args:
            cell: its text or number.
            row: for messages, from 1.
            column: for messages.

        Returns:
            Value and status; None when the cell is left out, or could not be read and a fault was noted.
        """
        known = self._known.get((column, cell))
        if known is None:
            known = self._read(cell, row, column)
            if known is not None and column not in self._three and len(self._known) < MOST_KNOWN:
                self._known[column, cell] = known
        return known

    def _read(self, cell: Cell, row: int, column: str) -> Reading | None:
        if isinstance(cell, float):
            if cell - cell == 0:
                return self._meaning(cell)
            cell = as_text(cell)  # NaN and infinity may be marks
        if isinstance(cell, Labelled):
            return self._labelled(cell, row, column)
        if (
            cell.isdecimal()
            and cell.isascii()
            and len(cell) < 300
            and cell not in self.marks.whole
            and not self._digits_in_marks
        ):
            return self._meaning(float(cell))  # what most cells are
        for text in (cell,) if cell.isascii() else dict.fromkeys((cell, without_footnote(cell))):
            if (sign := self.marks.sign(text)) is not None:
                return self._marked(sign)
            for (before, after), status in self.marks.around.items():
                if before + after and len(text) > len(before + after) and text.startswith(before):
                    inner = text[len(before) : len(text) - len(after)].strip()
                    if text.endswith(after) and (value := self._value(inner, row, column)) is not None:
                        return Reading(value=value, status=status)
            if (value := self._value(text, row, column)) is not None:
                return self._meaning(value)
        self._complain(cell, row, column)
        return None

    def _meaning(self, value: float) -> Reading | None:
        return self._marked(self._meant[value]) if value in self._meant else Reading(value=value)

    def _marked(self, sign: str) -> Reading | None:
        if (meant := self.marks.whole[sign]) is None:
            self.left_out[sign] = self.left_out.get(sign, 0) + 1
        return meant

    def _labelled(self, cell: Labelled, row: int, column: str) -> Reading | None:
        """What a number says to which its format adds words, or in whose place it shows them."""
        shown = str(cell)
        if shown in self.marks.whole:
            return self._marked(shown)
        if cell.instead:
            if cell.value == 0 and shown in _DASHES:
                return self._meaning(0.0)
            self._unknown(shown, "", row, column)
            return None
        words = (cell.before.strip(), cell.after.strip())
        for (before, after), status in self.marks.around.items():
            if (before.strip(), after.strip()) == words:
                return Reading(value=cell.value, status=status)
        if words == ("", self.suffix):
            return self._meaning(cell.value)
        sign = f"{cell.before}*{cell.after}"
        suffix = f"Write 'suffix: \"{words[1]}\"' in the declaration if that is the unit, or " * (not words[0])
        self.faults.add(
            "number-with-words",
            f"the cell shows '{shown[:40]}', a number with words.",
            f"{suffix}{'w' if suffix else 'W'}rite '{sign.strip()}' under 'marks' with its meaning.",
            row=row,
            column=column,
        )
        return None

    def _value(self, text: str, row: int, column: str) -> float | None:
        text = text.removesuffix(self.suffix).rstrip() if self.suffix else text
        text = _plain(text)
        found = self._number.fullmatch(text)
        if found is None:
            return None
        if found[1] is not None:
            if self.decimal is None and not self.thousands and _THREE.fullmatch(text):
                self._three.setdefault(column, []).append((row, text))
            else:
                self._own.setdefault(column, row)
        value = float((text.replace(self.thousands, "") if self.thousands else text).replace(self._mark, "."))
        return value if value - value == 0 else None

    def _complain(self, cell: str, row: int, column: str) -> None:
        text = _plain(cell)
        grouped = _GROUPED.fullmatch(text)
        if grouped and not self.thousands:
            self._grouped.setdefault(column, []).append((row, text))
        elif self._foreign.fullmatch(text):
            self._other.setdefault(column, []).append((row, cell))
        elif found := _BRACKETED.fullmatch(text):
            number = (found[1] or found[2]).strip()[:40]
            self.faults.add(
                "unsure-minus",
                f"'{cell[:40]}' may be minus {number}, or {number} with a remark.",
                f"Write -{number} in the file, or '{'(*)' if found[1] else '*-'}' under 'marks' with its meaning.",
                row=row,
                column=column,
            )
        elif _EXPONENT.fullmatch(text):
            self.faults.add(
                "exponent",
                f"'{cell[:40]}' is written with an exponent; digits may have been lost.",
                "Write the number in full in the file.",
                row=row,
                column=column,
            )
        else:
            words = _WITH_REMARK.fullmatch(text) or _WITH_WORDS.fullmatch(text)
            self._unknown(cell, words[1] if words and len(words[1]) < 20 else "", row, column)

    def _unknown(self, cell: str, tail: str, row: int, column: str) -> None:
        """Note a cell that says nothing; ``tail`` is what stands behind its number."""
        known = [f"'{sign}'" for sign in self.marks.whole] + [f"'{b}*{a}'" for b, a in self.marks.around]
        unit = f"Write 'suffix: \"{tail}\"' in the declaration if that is the unit. Else w" if tail else "W"
        if _WITH_REMARK.fullmatch(f"0{tail}"):
            unit = "W"
        it = f"'*{tail}'" if tail else "it"
        self.faults.add(
            "unknown-mark",
            f"'{cell[:40]}' is neither a number nor a known mark.",
            f"{unit}rite {it} under 'marks' with its meaning, or correct it. Known marks: {listing(known)}.",
            row=row,
            column=column,
        )

    def finish(self) -> None:
        """Note the columns whose decimal marks are mixed or not the declared ones, or may set thousands apart; and what
        was left out as declared.
        """
        tell_left_out(self.left_out, self.faults)
        if not self._own:
            for column, cells in self._three.items():
                self._grouped.setdefault(column, []).extend(cells)
        for column, cells in self._grouped.items():
            self._tell_thousands(column, sorted(cells))
        for column, cells in self._other.items():
            other = "point" if self._mark == "," else "comma"
            declared = "comma" if self._mark == "," else "point"
            mixed = f"; row {self._own[column]} has the {declared}" if column in self._own else ""
            example = cells[0][1][:40]
            for row, _ in cells:
                self.faults.add(
                    "mixed-decimals" if mixed else "wrong-decimal",
                    f"decimal {other} ('{example}') where the declaration says {declared}{mixed}.",
                    f"Make the column use one mark, or write 'decimal: \"{'.' if self._mark == ',' else ','}\"' "
                    "if that is what the whole file uses.",
                    row=row,
                    column=column,
                )

    def _tell_thousands(self, column: str, cells: Sequence[tuple[int, str]]) -> None:
        sign, decimals = _separators(cells[0][1])
        text = cells[0][1][:40]
        fault = f"the numbers are written with '{sign}' between thousands ('{text}'), which is not declared."
        remedy = f"Write 'thousands: \"{sign}\"'"
        decimals = decimals or next((found[1] for _, text in cells if (found := _separators(text))[1]), "")
        if sign in ",.":
            if not decimals:
                fault = f"'{text}' may be {_digits(text)} or {_digits(text, sign)}: '{sign}' may set thousands apart."
            decimals = decimals or (".," if sign == "," else ",.")[0]
        if decimals and decimals != self._mark:
            remedy += f" and 'decimal: \"{decimals}\"'"
        remedy += " in the declaration"
        if fault.startswith("'"):
            remedy += f", or 'decimal: \"{sign}\"' if it is the decimal mark"
        for row, _ in cells:
            self.faults.add("undeclared-thousands", fault, f"{remedy}.", row=row, column=column)


def tell_left_out(signs: Mapping[str, int], faults: Faults) -> None:
    """Note cells that a mark says to leave out."""
    if signs:
        named = listing([f"'{sign}'" for sign in signs], 20)
        fault = f"{sum(signs.values())} cells were left out, as their marks are declared: {named}."
        faults.add("cells-left-out", fault, "Nothing need be done.", severity=Severity.NOTE)


def _plain(text: str) -> str:
    """A number with one minus and one apostrophe, however they are spelled; ``- 5`` is ``-5``."""
    if not text.isascii():
        text = text.translate(_SPELLINGS)
    return _MINUS_APART.sub(r"\1", text) if text[1:2] == " " else text


def _separators(text: str) -> tuple[str, str]:
    """The sign between thousands and the decimal mark of a number, "" if there is none."""
    found = _GROUPED.fullmatch(text)
    return (found["sign"], found["decimal"] or "") if found else ("", "")


def _digits(text: str, mark: str = "") -> str:
    """A number without the sign between its thousands, or with it as decimal point."""
    return text.replace(mark, ".", 1) if mark else re.sub(r"[^\d-]", "", text)
