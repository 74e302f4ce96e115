"""Acceptances: warnings that a publisher has accepted in writing become notes that say so, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from publisher import reasons
from publisher.declarations import Declaration
from publisher.errors import Problem, Severity
from publisher.gate.rules import AT_FETCH, HELD
from publisher.model import LANGUAGES, localised
from publisher.wildcard import like


def covers(acceptance: Mapping[str, Any], problem: Problem) -> bool:
    """Whether an entry of ``accepted:`` is about a problem.

    The rule must be the same; ``subject`` may be left out (any) or hold ``*`` for anything: ``ID/*``.
    """
    if acceptance.get("rule") != problem.rule:
        return False
    pattern = acceptance.get("subject")
    return pattern is None or like(problem.subject or "", str(pattern))


def in_writing(problem: Problem, file: str, languages: Sequence[str]) -> str:
    """How a warning is accepted, in the words to write."""
    subject = "" if problem.subject is None else f"subject: {json.dumps(problem.subject, ensure_ascii=False)}, "
    why = reasons.block(languages, '"…"')
    entry = f"- {{rule: {problem.rule}, {subject}reason: {why}}}"
    once = f", or for this fetch alone add --accept {problem.rule} {reasons.options(languages)}"
    return f"If it is right, write '{entry}' under 'accepted:' in {file}{once * (problem.rule in HELD)}."


def weigh(
    problems: Iterable[Problem],
    declared: Declaration,
    languages: Sequence[str] = LANGUAGES,
    partial: bool = False,
    fetched: bool = True,
) -> list[Problem]:
    """Problems with accepted warnings turned into notes, and a note for every acceptance that fits nothing.

    Args:
        problems: as the rules found them.
        declared: the ``dataset.yaml`` that holds the acceptances.
        languages: the site's, its first one first.
        partial: not all rules were run, so an acceptance that fits nothing says nothing.
        fetched: the sources were read; else acceptances of :data:`AT_FETCH` may be needed all the same.
    """
    listed = declared.values.get("accepted")
    listed = listed if isinstance(listed, list) else []
    acceptances: Sequence[Mapping[str, Any]] = [entry for entry in listed if isinstance(entry, dict)]
    used: set[int] = set()
    found = []
    for problem in problems:
        position = next((i for i, acceptance in enumerate(acceptances) if covers(acceptance, problem)), None)
        if problem.severity is Severity.WARNING and position is not None:
            used.add(position)
            reason = acceptances[position].get("reason") or {}
            found.append(
                replace(
                    problem,
                    severity=Severity.NOTE,
                    remedy=f"Accepted in {declared.file}: {localised(reason, 'en') if reason else ''}",
                )
            )
        elif problem.severity is Severity.WARNING:
            found.append(replace(problem, remedy=f"{problem.remedy} {in_writing(problem, declared.file, languages)}"))
        else:
            found.append(problem)
    for position, acceptance in enumerate(acceptances):
        needed = acceptance.get("rule") in HELD or (not fetched and acceptance.get("rule") in AT_FETCH)
        if position not in used and not partial and not needed:
            found.append(
                Problem(
                    file=declared.file,
                    row=declared.line("accepted", position),
                    column=f"accepted.{position}",
                    fault=f"nothing is found now of {acceptance.get('rule')}, {acceptance.get('subject') or 'any'}.",
                    remedy="Remove the acceptance.",
                    rule="acceptance-fits-nothing",
                    severity=Severity.NOTE,
                )
            )
    return found
