"""Gathered: what the gate finds by the hundred, told a rule at a time, so that a person accepts rules and not cells."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from publisher import reasons
from publisher.errors import Problem, Severity
from publisher.gate import WARNINGS

#: Findings of one rule that are told one by one; of more, so many are shown.
MOST, SHOWN = 20, 5
#: Columns of the file in which all of them stand.
COLUMNS = ("rule", "subject", "file", "fault")


def gathered(problems: Sequence[Problem], file: str, languages: Sequence[str], whole: Path) -> list[Problem]:
    """Problems with those of one rule, beyond :data:`MOST`, told together.

    Args:
        problems: of one dataset, weighed.
        file: its dataset.yaml, for messages.
        languages: the site's, its first one first.
        whole: where all findings are written when some are told together, as CSV of :data:`COLUMNS`; it is taken
            away when none are.
    """
    of: dict[tuple[Severity, str], list[Problem]] = {}
    for problem in problems:
        if problem.rule in WARNINGS and problem.severity is not Severity.ERROR:
            of.setdefault((problem.severity, problem.rule), []).append(problem)
    many = {key: alike for key, alike in of.items() if len(alike) > MOST}
    if not many:
        whole.unlink(missing_ok=True)
        return list(problems)
    whole.parent.mkdir(parents=True, exist_ok=True)
    with whole.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((p.rule, p.subject, p.file, p.fault) for alike in many.values() for p in alike)
    left = {id(problem) for alike in many.values() for problem in alike[SHOWN:]}
    told = [problem for problem in problems if id(problem) not in left]
    for (severity, rule), alike in many.items():
        about = Counter((problem.subject or "").partition("/")[0] for problem in alike)
        most = ", ".join(f"{subject} {count}" for subject, count in about.most_common(3))
        why = reasons.block(languages, '"…"')
        entry = f'- {{rule: {rule}, subject: "*", reason: {why}}}'
        told.append(
            replace(
                alike[0],
                file=file,
                row=None,
                column="accepted",
                subject="*",
                fault=f"{len(alike)} findings of this rule in {len(about)} indicators (most: {most}), of which {SHOWN} "
                f"are told here; all stand in {whole}.",
                remedy=alike[0].remedy
                if severity is Severity.NOTE
                else f"Look at some; if they are right, write '{entry}' under 'accepted:' in {file}, with the reason. "
                "It holds for what this rule finds later too, which is told as notes; with an indicator's id and '/*' "
                "as its subject, for that one alone.",
            )
        )
    return told
