"""Faults: problems gathered while a file is read, alike ones told once with all their rows."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from publisher.errors import Problem, Severity
from publisher.model import LANGUAGES

#: So many rows are named in a message; the rest are counted.
_ROWS_NAMED = 5


class Faults:
    """Problems of one file.

    A hundred codes without their zero are one message that names the first rows and counts the rest.

    Args:
        file: what the reader of a message opens: ``elever_2020.csv``, ``fordon.xlsx: Tabell 1``.
        languages: those that a text of a declaration is to be given in.
    """

    def __init__(self, file: str, languages: Sequence[str] = LANGUAGES):
        self.file, self.languages = file, languages
        #: How many times a fault was met, alike ones counted too.
        self.count = 0
        self._rows: dict[tuple[str, str | None, str | None, str, str, Severity], list[int]] = {}

    def add(
        self,
        rule: str,
        fault: str,
        remedy: str,
        *,
        row: int | None = None,
        column: str | None = None,
        subject: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Remember a fault; rows of faults with the same words are gathered."""
        self.count += 1
        rows = self._rows.setdefault((rule, column, subject, fault, remedy, severity), [])
        if row is not None:
            rows.append(row)

    def problems(self) -> list[Problem]:
        """Every fault found, as problems, in the order they were met."""
        found = []
        for (rule, column, subject, fault, remedy, severity), rows in self._rows.items():
            more = ""
            if len(rows) > 1:
                named = ", ".join(str(row) for row in rows[1 : 1 + _ROWS_NAMED])
                rest = len(rows) - 1 - _ROWS_NAMED
                more = f" Also in row {named}{f' and {rest} more' if rest > 0 else ''}."
            found.append(
                Problem(
                    file=self.file,
                    row=rows[0] if rows else None,
                    column=column,
                    subject=subject,
                    fault=fault + more,
                    remedy=remedy,
                    rule=rule,
                    severity=severity,
                )
            )
        return found


def listing(names: Sequence[str], most: int = 12) -> str:
    """Names with commas, the first ``most`` of them; how many are left out is said."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def nearest(word: str, known: Sequence[str], most: int = 3) -> str:
    """``Nearest: a, b.`` or nothing when no known word is like this one."""
    folded = {name.casefold(): name for name in reversed(known)}
    found = [folded[name] for name in get_close_matches(word.casefold(), list(folded), most, 0.6)]
    return f"Nearest: {', '.join(found)}. " if found else ""
