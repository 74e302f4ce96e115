"""The gate: everything that must hold before figures are published, all faults at once and in words.

``cells`` and ``keys`` hold a file against its table schema, ``figures`` each observation against the vocabulary,
``series`` figures against each other (``jumps``, ``totals``, ``coverage``), ``noted`` notes against the values they
hang on, ``declared`` what people write, ``held`` a fetch against what was published before, ``acceptance`` warnings
against what the publisher has accepted. ``rules`` names them all. Nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from publisher.errors import Severity
from publisher.gate import figures, noted, series
from publisher.gate.cells import read_cells
from publisher.gate.figures import Context
from publisher.gate.findings import Findings, Spot
from publisher.gate.keys import agents, references
from publisher.gate.rules import ACCEPTABLE, ERRORS, HELD, NOTES, WARNINGS
from publisher.model import Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ACCEPTABLE", "ERRORS", "HELD", "NOTES", "WARNINGS", "Context", "Findings", "Spot", "read_cells", "references",
    "table_problems",
]  # fmt: skip


def observation_problems(frame: pd.DataFrame, context: Context, findings: Findings) -> None:
    """All rules for observations; those that hold figures against each other only once each figure is sound."""
    figures.examine(frame, context, findings)
    if not any(problem.severity is Severity.ERROR for problem in findings.problems):
        series.examine(frame, context, findings)


def table_problems(
    tables: Mapping[str, tuple[Table, bytes, str]],
    context: Context,
    known: Mapping[str, pd.DataFrame],
    spot: Mapping[str, Findings] | None = None,
) -> tuple[dict[str, pd.DataFrame], list[Findings]]:
    """All rules for the tables of one package.

    Args:
        tables: name to schema, bytes and file (in the words of the reader).
        context: what observations may refer to; ``notes`` are taken from the tables.
        known: tables of other packages, ``package/table``, for foreign keys.
        spot: findings to use for some tables, where a row's place is another than its number.

    Returns:
        The tables that could be read (text as categories), and what was found, table by table.
    """
    from dataclasses import replace

    found: list[Findings] = []
    frames: dict[str, pd.DataFrame] = {}
    by_table: dict[str, Findings] = {}
    for name, (table, data, file) in tables.items():
        findings = (spot or {}).get(name) or Findings(file=file)
        by_table[name] = findings
        found.append(findings)
        frame = read_cells(data, _without_lists(table), findings)
        if frame is not None:
            frames[name] = frame
    for name in frames:
        table = tables[name][0]
        told = [key for key in table.foreign_keys if key.table not in tables or key.table in frames]
        references(frames, replace(table, foreign_keys=told), known, by_table[name])
    if "sources" in frames and context.agents is not None:
        agents(frames["sources"], context.agents, by_table["sources"])
    if "observations" in frames:
        notes = set(frames["notes"]["id"].astype("str")) if "notes" in frames else set()
        observation_problems(frames["observations"], replace(context, notes=notes), by_table["observations"])
        if "notes" in frames:
            rows = frames["notes"].astype("str").to_dict("records")
            texts = {
                row["id"]: {code: row.get(f"note_{code}", "") for code in context.vocabulary.languages} for row in rows
            }
            noted.examine(frames["observations"], texts, context.vocabulary, by_table["observations"])
    return frames, found


#: Columns of observations that ``figures`` holds against the vocabulary, with better words.
_KNOWN = ("indicator", "status", "service_area")


def _without_lists(table: Table) -> Table:
    """The table without the code lists that would tell the same fault twice."""
    from dataclasses import replace

    if table.name != "observations":
        return table
    return replace(table, columns=[replace(c, enum=()) if c.name in _KNOWN else c for c in table.columns])
