"""Findings: rows that break a rule, told as problems with file, row, column, fault and remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from publisher.errors import Problem, Severity

if TYPE_CHECKING:
    import pandas as pd

#: Rows of one rule and column that are told one by one; the rest is one problem that counts them.
SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where a row is, in the words of who must look there."""

    file: str  #: ``datapackages/NAME/observations.csv``, or the title of a source
    row: int | None = None  #: 1-based, the header being row 1
    place: str = ""  #: place within a source: ``Blad1!C7``


@dataclass(kw_only=True)
class Findings:
    """Problems of one table, gathered rule by rule.

    Args:
        file: the table's file, for problems of the whole.
        spot: the place of a row by its position from 0; by default row ``position + 2`` of ``file``.
    """

    file: str
    spot: Callable[[int], Spot] | None = None
    problems: list[Problem] = field(default_factory=list)

    def whole(
        self,
        rule: str,
        fault: str,
        remedy: str,
        *,
        column: str | None = None,
        row: int | None = None,
        subject: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """A problem of the table as a whole, or of a row whose number is known already."""
        self.problems.append(
            Problem(
                file=self.file,
                fault=fault,
                remedy=remedy,
                rule=rule,
                row=row,
                column=column,
                subject=subject,
                severity=severity,
            )
        )

    def at(
        self,
        position: int,
        rule: str,
        fault: str,
        remedy: str,
        *,
        column: str | None = None,
        subject: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """A problem of one row."""
        spot = self.spot(position) if self.spot else Spot(file=self.file, row=position + 2)
        self.problems.append(
            Problem(
                file=spot.file,
                row=spot.row,
                column=column,
                fault=f"{spot.place}: {fault}" if spot.place else fault,
                remedy=remedy,
                rule=rule,
                subject=subject,
                severity=severity,
            )
        )

    def texts(
        self,
        series: pd.Series[Any],
        wrong: Sequence[str],
        rule: str,
        fault: Callable[[str], str],
        remedy: str | Callable[[str], str],
        *,
        column: str,
    ) -> None:
        """One problem for each wrong text of a column of categories, at its first row; the rest is counted."""
        import numpy as np

        codes = series.cat.codes.to_numpy()
        for text in wrong[:SHOWN]:
            positions = np.flatnonzero(codes == series.cat.categories.get_loc(text))
            if not len(positions):
                continue
            more = f" {len(positions) - 1} more rows have it." if len(positions) > 1 else ""
            self.at(
                int(positions[0]),
                rule,
                f"{fault(text)}{more}",
                remedy if isinstance(remedy, str) else remedy(text),
                column=column,
                subject=text,
            )
        if len(wrong) > SHOWN:
            self.whole(rule, f"{len(wrong) - SHOWN} more texts have the same fault.", "See above.", column=column)

    def rows(
        self,
        positions: Iterable[int],
        rule: str,
        fault: Callable[[int], str],
        remedy: str | Callable[[int], str],
        *,
        column: str | None = None,
        subject: Callable[[int], str | None] = lambda position: None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """One problem a row, the first :data:`SHOWN` of them; then one an indicator that counts the rest."""
        found: Sequence[Any] = list(positions)
        rest = Counter((subject(int(position)) or "").partition("/")[0] for position in found[SHOWN:])
        for position in map(int, found[:SHOWN]):
            self.at(
                position,
                rule,
                fault(position),
                remedy if isinstance(remedy, str) else remedy(position),
                column=column,
                subject=subject(position),
                severity=severity,
            )
        for first, count in rest.items():
            self.whole(
                rule,
                f"{count} more rows{f' of {first}' if first else ''} have the same fault.",
                "Correct them in the same way.",
                column=column,
                subject=f"{first}/*" if first else None,
                severity=severity,
            )
