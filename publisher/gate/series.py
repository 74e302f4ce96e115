"""Series: figures held against each other: earlier periods, parts and totals, how many areas there are.

Everything here is suspicious but possible, so it is a warning a publisher may accept in writing. One warning an
indicator and period, with examples, so that an acceptance is one line that a person can stand for. All rows are
looked at together, as columns of whole numbers; only what is found is put into words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.gate.coverage import coverage
from publisher.gate.figures import Context
from publisher.gate.findings import Findings
from publisher.gate.jumps import jumps
from publisher.gate.rows import Rows
from publisher.gate.totals import groups_and_nation, sexes

if TYPE_CHECKING:
    import pandas as pd


def examine(frame: pd.DataFrame, context: Context, findings: Findings) -> None:
    """Jumps, totals and coverage of a package's observations.

    Args:
        frame: observations, keys unique, codes known.
        context: what may be referred to.
        findings: warnings are added here.
    """
    if not len(frame):
        return
    rows = Rows.of(frame, context)
    jumps(rows, findings)
    sexes(rows, findings)
    groups_and_nation(rows, findings)
    coverage(rows, findings)
