"""Proposals: a declaration to begin with, made of what a file looks like; a person reads it before it is used.

The table is where most rows begin with an area's code. A column is thought to be the indicator of the dataset whose
official name and label are most like its own; what is not sure is left to the person, with a question.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from publisher import reasons
from publisher.errors import Refused, SourceError
from publisher.model import Indicator
from publisher.sources.codes import slug
from publisher.sources.context import SourceContext
from publisher.sources.grid import Grid, as_text, fold, read_csv, read_workbook
from publisher.sources.header import Header, find_header
from publisher.vocabulary import rescaling

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ASK = "which-indicator?"


def proposed(path: Path, context: SourceContext) -> str:
    """A declaration of the table that is most of a file, as YAML to paste; or one sentence why there is none."""
    try:
        sheet, grid = _fullest(path, context)
        column, first, last = _codes(grid, context)
        if column < 0:
            return f"  (No column of {grid.name} holds codes of areas: is it the right file?)"
        return _written(path, sheet, grid, column, first, last, context)
    except (SourceError, Refused) as error:
        return f"  ({error})"


def _fullest(path: Path, context: SourceContext) -> tuple[str | None, Grid]:
    """The sheet with most codes of areas, and its name where there are several."""
    if path.suffix.lower() in (".csv", ".txt", ".tsv", ".tab"):
        return None, read_csv(path, "utf-8", "\t" if path.suffix.lower() in (".tsv", ".tab") else ";")
    try:
        return None, read_workbook(path)
    except SourceError as error:
        names = re.findall(r"'([^']*)'", str(error).partition("with one of:")[2])
        if not names:
            raise
    grids = [(name, read_workbook(path, name)) for name in names]
    return max(grids, key=lambda one: _codes(one[1], context)[2] - _codes(one[1], context)[1])


def _codes(grid: Grid, context: SourceContext) -> tuple[int, int, int]:
    """The column with most codes of areas, the first and the last row of them; (-1, 0, 0): there is none."""
    found: dict[int, list[int]] = {}
    for number, cells in enumerate(grid.rows):
        for index, cell in enumerate(cells):
            if as_text(cell).zfill(4) in context.vocabulary.areas:
                found.setdefault(index, []).append(number)
    if not found:
        return -1, 0, 0
    column = max(found, key=lambda index: (len(found[index]), -index))
    return column, found[column][0], found[column][-1]


def _written(
    path: Path, sheet: str | None, grid: Grid, column: int, first: int, last: int, context: SourceContext
) -> str:
    top = next((n for n in range(first - 1, -1, -1) if column < len(grid.rows[n]) and as_text(grid.rows[n][column])), 0)
    texts = [as_text(cell) for cell in grid.rows[top] if as_text(cell)][:3]
    head = find_header(grid, texts, rows=first - top)
    year = next(iter(_YEAR.findall(path.stem)), "which-year?")
    cells = {index: _column(grid, index, first, last) for index in range(head.width) if index != column}
    known = [context.vocabulary.indicators[id] for id in context.indicators if id in context.vocabulary.indicators]
    names = {fold(text) for area in context.vocabulary.areas.values() for text in area.label.values()}
    lines = ["  - kind: table", "    adds: true", f"    file: {_text(path.name)}"]
    lines.append(f"    title: {_text(as_text(next((c for row in grid.rows for c in row if as_text(c)), path.stem)))}")
    lines += ["    publisher: which-agent?  # a key of 'agents' in catalog.yaml", "    url: https://…"]
    if sheet is not None:
        lines.append(f"    sheet: {_text(sheet)}")
    lines.append(f"    header: [{', '.join(map(_text, texts))}]")
    if first - top > 1:
        lines.append(f"    header_rows: {first - top}")
    below = next((as_text(c) for row in grid.rows[last + 1 :] for c in row if as_text(c)), None)
    if below:
        lines.append(f"    stop: [{_text(below[:2] + '*')}]")
    lost = any(len(as_text(row[column])) < 4 for row in grid.rows[first : last + 1] if column < len(row))
    lines.append(f"    area: {{column: {_text(head.called(column))}{', zeros: restore' if lost else ''}}}")
    lines += [f'    period: "{year}"', "    values:"]
    again: list[tuple[str, str]] = []
    changed: list[str] = []
    for index, found in cells.items():
        filled = [text for text in found if text]
        if not head.names[index] or (sum(fold(text) in names for text in filled) * 2 > len(filled)) or not filled:
            continue
        lines.append(_values(head, index, found, known, year, again, changed, context.languages))
    if again:
        why = reasons.block(context.languages, '"…"')
        lines.append("    restated:")
        lines += [f'      - {{indicator: {id}, period: "{period}", reason: {why}}}' for id, period in again]
    return "\n".join([*lines, *(f"\nValues of that column are off the scale. If {block}" for block in changed)])


def _column(grid: Grid, index: int, first: int, last: int) -> list[str]:
    return [as_text(row[index]) if index < len(row) else "" for row in grid.rows[first : last + 1]]


def _values(
    head: Header,
    index: int,
    texts: Sequence[str],
    known: Sequence[Indicator],
    year: str,
    again: list[tuple[str, str]],
    changed: list[str],
    languages: Sequence[str],
) -> str:
    """A line of ``values``: the column, its indicator, its own year where its name has one, its signs."""
    name = head.called(index)
    full = head.filled[index] if head.filled else name
    one = _likest(full, known)
    said = {"indicator": one.id if one else _ASK}
    if (own := _YEAR.search(name)) and own[0] != year:
        said["period"] = own[0]
        again.append((said["indicator"], own[0]))
    marks, named = [], 0
    steps = {fold(text): str(step.code) for step in (one.steps if one else ()) for text in step.label.values()}
    steps |= {fold(text): code for text, code in re.findall(r"(\w+) ?= ?(\d+)", one.official_name if one else "")}
    for text in Counter(texts):
        if not text:
            marks.append('"": leave-out' if "period" in said else '"": unknown-reason')
        elif not re.fullmatch(r"[-+]?[\d\s.,]+", text):
            likest = steps.get(fold(text), "which-status?")
            silent = re.search(r"saknas|ej svar|inte svarat|missing", text.casefold())
            named += not silent
            marks.append(f"{_text(text)}: {'not-answered' if silent else likest}")
    said_as = [f'{key}: "{value}"' if key == "period" else f"{key}: {value}" for key, value in said.items()]
    if marks:
        said_as.append(f"marks: {{{', '.join(marks)}}}")
    asked = f"{next(iter(one.label.values()), '')}?" if one else _near(full, known)
    period = said.get("period", year)
    if one and _YEAR.fullmatch(period) and (codes := {step.code for step in one.at(period).steps}):
        numbers = {int(text) for text in texts if re.fullmatch(r"\d{1,9}", text)}
        if off := sorted(numbers - codes):
            asked += f" {', '.join(map(str, off))} is no step of its scale: see below"
        elif named > len(codes):
            asked += f" {named} words, {len(codes)} steps: if its scale has changed, see below"
            numbers = set(range(named))
        if off or named > len(codes):
            changed.append(rescaling.asked(one.at(period), period, map(float, numbers), languages))
    return f"      {_text(name)}: {{{', '.join(said_as)}}}  # {asked}"


def _likest(name: str, known: Sequence[Indicator]) -> Indicator | None:
    """The indicator that shares most words with a column's name; None where two share as many."""
    ranked = _ranked(name, known)
    return ranked[0][1] if ranked and (len(ranked) < 2 or ranked[0][0] > ranked[1][0]) else None


def _near(name: str, known: Sequence[Indicator]) -> str:
    """The indicators that a column may be, when it is not clear which."""
    near = [f"{one.id} {next(iter(one.label.values()), '')}" for _, one in _ranked(name, known)[:4]]
    return (
        f"one of: {'; '.join(near)}?"
        if near
        else "no indicator of the dataset is like it: leave it out, or describe it"
    )


def _ranked(name: str, known: Sequence[Indicator]) -> list[tuple[float, Indicator]]:
    """Indicators that share words with a column's name, and how much, the likest first."""
    words, found = _words(name), []
    for one in known:
        label = next(iter(one.label.values()), "")
        theirs, own = _words(f"{one.official_name} {label}"), _words(label)
        if (shared := len(words & theirs) + len(words & own) / (1 + len(own | words))) >= 1:
            found.append((shared, one))
    return sorted(found, key=lambda pair: -pair[0])


def _words(text: str) -> set[str]:
    return {word[:7] for word in slug(_YEAR.sub("", text)).split("-") if len(word) > 2}


def _text(text: str) -> str:
    """A text as YAML writes it in quotation marks, letters as they are."""
    return json.dumps(text, ensure_ascii=False)
