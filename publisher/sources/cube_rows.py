"""Cube rows: cells of a JSON-stat cube becoming observations, as a declaration of PxWeb says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publisher.errors import Problem
from publisher.model import KEY_COLUMNS
from publisher.sources.combine import NOTHING
from publisher.sources.context import ObservationRow, SourceContext
from publisher.sources.faults import Faults, listing
from publisher.sources.jsonstat import Cube
from publisher.sources.numbers import LEAVE_OUT, Reading, tell_left_out
from publisher.sources.periods import period_code, period_misfit

#: Key columns that a declaration fills from dimensions.
KEYS = ("indicator", "area", "period", "sex", "service_area")


class CubeRows:
    """Cells becoming rows."""

    def __init__(
        self,
        declaration: Mapping[str, Any],
        columns: Mapping[str, tuple[str | None, Mapping[str, str] | str | None]],
        context: SourceContext,
        marks: Mapping[str, Reading | None],
        source: str,
    ):
        self.columns, self.context, self.marks, self.source = columns, context, marks, source
        self.faults = Faults(f"{declaration['publisher']} {declaration['table']} ({declaration['url']})")
        self.rows: dict[tuple[str, ...], ObservationRow] = {}
        self.left_out: dict[str, int] = {}  #: signs whose cells are left out, to how often
        #: Rows whose key another has: the fetch is refused, with the places of both.
        self.twice: list[ObservationRow] = []

    def take(self, cube: Cube) -> None:
        """Take over the cells of one answer."""
        for codes, value, sign in cube.cells():
            row: ObservationRow = {key: self._code(key, codes) for key in KEYS}
            if None in row.values():
                continue
            if (said := self._said(value, sign, place := " ".join(codes.values()))) is None:
                continue
            row |= {
                "value": said.value, "status": said.status, "n": None, "numerator": None, "denominator": None,
                "source": self.source, "source_place": place, "note": "",
            }  # fmt: skip
            key = tuple(str(row[column]) for column in KEY_COLUMNS)
            before = self.rows.setdefault(key, row)
            if before is row or said.status == NOTHING:
                continue
            if before["status"] == NOTHING:
                self.rows[key] = row
            else:
                self.twice.append(row)

    def finish(self) -> list[Problem]:
        """Everything found wrong, and what was left out as declared."""
        tell_left_out(self.left_out, self.faults)
        return self.faults.problems()

    def _code(self, key: str, codes: Mapping[str, str]) -> str | None:
        dimension, ours = self.columns[key]
        if dimension is None:
            return str(ours)
        theirs = codes[dimension]
        code = ours.get(theirs, theirs) if isinstance(ours, Mapping) else theirs
        if key == "area" and code not in self.context.vocabulary.areas:
            remedy = "Leave it out under 'select', or give it a code of ours under 'area'."
            self.faults.add("unknown-area", f"'{code}' is not an area.", remedy, subject=code, column=dimension)
            return None
        if key == "period":
            if (misfit := period_misfit(code, self.context.frequency)) is None:
                return period_code(code)
            remedy = "Leave it out under 'select', or give it a code of ours under 'period'."
            self.faults.add("unknown-period", misfit[0], remedy, column=dimension)
            return None
        return code

    def _said(self, value: Any, sign: str, place: str) -> Reading | None:
        """What a cell says; None when a fault was noted, or the declaration leaves it out."""
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            fault = f"{place}: {str(value)[:60]!r} is not a number."
            self.faults.add("not-a-number", fault, "Ask the agency; texts come as 'status'.")
            return None
        number = None if value is None else float(value)
        if not sign:
            return Reading(value=number, status="unknown-reason" if number is None else None)
        if sign not in self.marks:
            known = listing([*self.context.vocabulary.statuses, LEAVE_OUT, "a number"], 20)
            remedy = f"Write its meaning under 'marks' in the source: one of {known}."
            self.faults.add("unknown-mark", f"the status '{sign}' is not known.", remedy, subject=sign)
            return None
        if (meant := self.marks[sign]) is None:
            self.left_out[sign] = self.left_out.get(sign, 0) + 1
            return None
        if meant.status is None and number in (None, meant.value):
            return meant
        if meant.status and self.context.vocabulary.statuses[meant.status].missing is (number is None):
            return Reading(value=number, status=meant.status)
        fault = f"'{sign}' is said to mean '{meant.status or f'{meant.value:g}'}', but stands beside "
        fault += "no value." if number is None else "a value." if meant.status else f"the value {number:g} ({place})."
        self.faults.add("wrong-status", fault, "Correct 'marks' in the source, or ask the agency.", subject=sign)
        return None


def read_marks(declared: Mapping[str, Any], context: SourceContext, faults: Faults) -> dict[str, Reading | None]:
    """Sign to the status or number it means; None: its cells are left out."""
    found: dict[str, Reading | None] = {}
    for sign, meaning in declared.items():
        if isinstance(meaning, int | float):
            found[str(sign)] = Reading(value=float(meaning))
        elif meaning == LEAVE_OUT:
            found[str(sign)] = None
        elif meaning in context.vocabulary.statuses:
            found[str(sign)] = Reading(value=None, status=str(meaning))
        else:
            fault = f"the mark '{sign}' means '{meaning}', which is not a status."
            known = listing([*context.vocabulary.statuses, LEAVE_OUT, "a number"], 20)
            faults.add("unknown-status", fault, f"Known: {known}.", column="source.marks")
    return found
