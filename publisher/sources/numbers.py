"""Numbers: what a cell of a table says, a value, a reason for its absence, or neither.

The decimal mark is declared, never guessed: ``1,5`` and ``1.5`` in one column are refused, since
one of them means something else than it says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from publisher.sources.faults import Faults, listing
from publisher.sources.grid import Cell
from publisher.vocabulary import Vocabulary

#: What ``marks`` writes for a cell that is no observation at all.
LEAVE_OUT = "leave-out"

_MINUS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-"})


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
            sign = str(sign)
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
    decimal: str = ","
    thousands: str = ""
    suffix: str = ""
    _own: dict[str, int] = field(default_factory=dict)  #: column to first row where the declared mark was used
    _other: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        whole = r"\d+" if not self.thousands else rf"\d{{1,3}}(?:{re.escape(self.thousands)}\d{{3}})+|\d+"
        self._number = re.compile(rf"[+-]?(?:{whole})(?:{re.escape(self.decimal)}(\d+))?")
        self._foreign = re.compile(rf"[+-]?[\d ]+{re.escape('.' if self.decimal == ',' else ',')}\d+")

    def read(self, cell: Cell, row: int, column: str) -> Reading | None:
        """What a cell says.

        Args:
            cell: its text or number.
            row: for messages, from 1.
            column: for messages.

        Returns:
            Value and status; None when the cell is left out, or could not be read and a fault was noted.
        """
        if isinstance(cell, float):
            return Reading(value=cell)
        if cell in self.marks.whole:
            return self.marks.whole[cell]
        if (value := self._value(cell, row, column)) is not None:
            return Reading(value=value)
        for (before, after), status in self.marks.around.items():
            if cell.startswith(before) and cell.endswith(after) and len(cell) > len(before) + len(after):
                value = self._value(cell[len(before) : len(cell) - len(after)].strip(), row, column)
                if value is not None:
                    return Reading(value=value, status=status)
        if self._foreign.fullmatch(cell.translate(_MINUS)):
            self._other.setdefault(column, []).append((row, cell))
            return None
        known = [f"'{sign}'" for sign in self.marks.whole] + [f"'{b}*{a}'" for b, a in self.marks.around]
        self.faults.add(
            "unknown-mark",
            f"'{cell[:40]}' is neither a number nor a known mark.",
            f"Write it under 'marks' with its meaning, or correct it. Known marks: {listing(known)}.",
            row=row,
            column=column,
        )
        return None

    def _value(self, text: str, row: int, column: str) -> float | None:
        text = text.removesuffix(self.suffix).rstrip() if self.suffix else text
        found = self._number.fullmatch(text.translate(_MINUS))
        if found is None:
            return None
        if found[1] is not None:
            self._own.setdefault(column, row)
        plain = found[0].replace(self.thousands, "") if self.thousands else found[0]
        return float(plain.replace(self.decimal, "."))

    def finish(self) -> None:
        """Note the columns whose decimal marks are mixed or not the declared ones."""
        for column, cells in self._other.items():
            other = "point" if self.decimal == "," else "comma"
            declared = "comma" if self.decimal == "," else "point"
            mixed = f"; row {self._own[column]} has the {declared}" if column in self._own else ""
            example = cells[0][1]
            for row, _ in cells:
                self.faults.add(
                    "mixed-decimals" if mixed else "wrong-decimal",
                    f"decimal {other} ('{example}') where the declaration says {declared}{mixed}.",
                    f"Make the column use one mark, or write 'decimal: \"{'.' if self.decimal == ',' else ','}\"' "
                    "if that is what the whole file uses.",
                    row=row,
                    column=column,
                )
