"""Proposals: a declaration to begin with, made of what a file looks like; a person reads it before it is used.

A table is where most rows have an area's code, or else its name. A column is thought to be the indicator of the dataset
whose official name and label are most like its own; what is not sure is left to the person, with a question.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from publisher import reasons
from publisher.errors import Refused, SourceError
from publisher.model import Indicator
from publisher.sources.codes import slug
from publisher.sources.context import SourceContext
from publisher.sources.grid import Cell, Grid, as_text, fold, read_csv, read_workbook
from publisher.sources.header import Header, find_header
from publisher.vocabulary import rescaling

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ASK = "which-indicator?"
#: A sheet with fewer areas than this, where another has more, is a text that names some.
_FEW = 5
#: A code of four digits before a name; a number, and what stands behind it.
_CODE = re.compile(r"(\d{4})[ \u00a0]+\D")
_NUMBER = re.compile(r"([-+−–]?\d[\d\s.,]*?)\s*(|[^\d\s.,]\D{0,11})")


def proposed(path: Path, context: SourceContext) -> str:
    """A declaration of each table with areas in a file, as YAML to paste; or one sentence why there is none."""
    try:
        read = _Read(path)
        tables = [_Table(sheet, grid, read, context) for sheet, grid in read.grids()]
        most = max((len(table.rows) for table in tables), default=0)
        if not most:
            return f"  (No column of {path.name} holds codes or names of areas: is it the right file?)"
        changed: list[str] = []
        told = [line for table in tables if len(table.rows) >= min(most, _FEW) for line in table.written(changed)]
        return "\n".join([*told, *(f"\nValues of that column are off the scale. If {block}" for block in changed)])
    except (SourceError, Refused) as error:
        return f"  ({error})"


@dataclass
class _Read:
    """A file, and how it is to be read."""

    path: Path
    words: list[str] = field(default_factory=list)  #: what the declaration must say of it

    def grids(self) -> list[tuple[str | None, Grid]]:
        """Its sheets, each with its name where there are several."""
        if self.path.suffix.lower() in (".csv", ".txt", ".tsv", ".tab"):
            return [(None, self._csv())]
        try:
            return [(None, read_workbook(self.path))]
        except SourceError as error:
            names = re.findall(r"'([^']*)'", str(error).partition("with one of:")[2])
            if not names:
                raise
        found: list[tuple[str | None, Grid]] = []
        for name in names:
            with suppress(SourceError):  # an empty sheet
                found.append((name, read_workbook(self.path, name)))
        return found

    def _csv(self) -> Grid:
        encoding, usual = "utf-8", "\t" if self.path.suffix.lower() in (".tsv", ".tab") else ";"
        try:
            text = self.path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            text, encoding = self.path.read_text(encoding="cp1252", errors="replace"), "cp1252"
            self.words.append("encoding: cp1252")
        lines = [line for line in text.splitlines() if line][:50]
        delimiter = max((usual, ";", "\t", ","), key=lambda sign: sum(sign in line for line in lines))
        if delimiter != usual:
            self.words.append(f"delimiter: {_text(delimiter)}")
        return read_csv(self.path, encoding, delimiter)


class _Table:
    """One sheet: where its areas stand, from which row to which, and below what head."""

    def __init__(self, sheet: str | None, grid: Grid, read: _Read, context: SourceContext):
        self.sheet, self.grid, self.read, self.context = sheet, grid, read, context
        areas = context.vocabulary.areas
        self.names = {fold(text) for area in areas.values() for text in area.label.values()}
        coded: dict[int, list[int]] = {}
        named: dict[int, list[int]] = {}
        for number, cells in enumerate(grid.rows):
            for index, cell in enumerate(cells):
                text = as_text(cell)
                if text in areas or text.zfill(4) in areas or ((code := _CODE.match(text)) and code[1] in areas):
                    coded.setdefault(index, []).append(number)
                elif fold(text) in self.names:
                    named.setdefault(index, []).append(number)
        found = {
            index: rows for index, rows in coded.items() if 2 * len(rows) > max(map(len, named.values()), default=0)
        }
        self.by_name = not found
        found = found or named
        self.column = max(found, key=lambda index: (len(found[index]), -index)) if found else -1
        self.rows = found.get(self.column, [])

    def written(self, changed: list[str]) -> list[str]:
        """The lines of its declaration; ``changed`` takes what is to be written of scales that have changed."""
        grid, context, (first, last) = self.grid, self.context, (self.rows[0], self.rows[-1])
        top = self._top(first)
        above = [n for n in range(top + 1, first) if any(fold(as_text(cell)) in self.names for cell in grid.rows[n])]
        texts = [as_text(cell) for cell in grid.rows[top] if as_text(cell)][:3]
        head = find_header(grid, texts, rows=(above or [first])[0] - top)
        title = next((text for row in grid.rows[:top] for cell in row if (text := as_text(cell))), self.read.path.stem)
        said = " ".join(as_text(cell) for row in grid.rows[:top] for cell in row)
        year = next(iter(_YEAR.findall(f"{self.sheet or ''} {self.read.path.stem} {said}")), "which-year?")
        columns = {index: self._column(index) for index in range(head.width) if index != self.column}
        columns = {
            index: found
            for index, found in columns.items()
            if head.names[index] and any(found) and not self._are_names(found)
        }
        years = [index for index, found in columns.items() if all(_YEAR.fullmatch(text) for text in found)]
        signs = _signs(
            [cell for index in columns for row in self.rows if isinstance(cell := self._cell(row, index), str)]
        )
        lines = [
            "  - kind: table",
            "    adds: true",
            f"    file: {_text(self.read.path.name)}",
            f"    title: {_text(title)}",
        ]
        lines += ["    publisher: which-agent?  # a key of 'agents' in catalog.yaml", "    url: https://…"]
        lines += [f"    {word}" for word in self.read.words]
        lines += [f"    sheet: {_text(self.sheet)}"] if self.sheet is not None else []
        lines.append(f"    header: [{', '.join(map(_text, texts))}]")
        lines += [f"    header_rows: {(above or [first])[0] - top}"] if (above or [first])[0] - top > 1 else []
        if above:
            lines.append(f'    skip: {{{_text(head.called(self.column))}: [""]}}  # areas without a code, not read')
        if below := next((text for row in grid.rows[last + 1 :] for cell in row if (text := as_text(cell))), None):
            other = (
                "  # an area, and not read: it has no code here"
                if not self.by_name and fold(below) in self.names
                else ""
            )
            lines.append(f"    stop: [{_text(_beginning(below))}]{other}")
        lines += [f"    {word}: {_text(sign)}" for word, sign in signs.items()]
        lines.append(f"    area: {{column: {_text(head.called(self.column))}{self._area()}}}")
        lines.append(f"    period: {{column: {_text(head.called(years[0]))}}}" if years else f'    period: "{year}"')
        lines.append("    values:")
        again: list[tuple[str, str]] = []
        known = [context.vocabulary.indicators[id] for id in context.indicators if id in context.vocabulary.indicators]
        taken: set[tuple[str, str]] = set()
        for index, found in columns.items():
            if index not in years[:1]:
                tail = signs.get("suffix", "")
                plain = [text.removesuffix(tail).rstrip() if text[:1].isdigit() else text for text in found]
                lines.append(_values(head, index, plain, known, year, again, changed, context.languages, taken))
        if again:
            why = reasons.block(context.languages, '"…"')
            lines.append("    restated:")
            lines += [f'      - {{indicator: {id}, period: "{period}", reason: {why}}}' for id, period in again]
        return lines

    def _top(self, first: int) -> int:
        """The first row of the head: the nearest that names the areas' column, or that has texts at all."""
        several = [n for n in range(first) if sum(bool(as_text(cell)) for cell in self.grid.rows[n]) > 1]
        named = [n for n in several if self._at(n, self.column)]
        return max(named or several, default=0)

    def _cell(self, row: int, column: int) -> Cell:
        cells = self.grid.rows[row]
        return cells[column] if column < len(cells) else ""

    def _at(self, row: int, column: int) -> str:
        return as_text(self._cell(row, column))

    def _column(self, index: int) -> list[str]:
        return [self._at(row, index) for row in self.rows]

    def _are_names(self, found: Sequence[str]) -> bool:
        filled = [text for text in found if text]
        return sum(fold(text) in self.names for text in filled) * 2 > len(filled)

    def _area(self) -> str:
        """What is said of the areas' column besides its name."""
        texts = self._column(self.column)
        if self.by_name:
            return ", as: name"
        if any(_CODE.match(text) for text in texts):
            return ', pattern: "(\\\\d{4}) .*"'
        return ", zeros: restore" if any(text not in self.context.vocabulary.areas for text in texts) else ""


def _signs(texts: Sequence[str]) -> dict[str, str]:
    """How numbers that stand as texts are written: the unit behind them, the signs of decimals and of thousands."""
    found = [number for text in texts if (number := _NUMBER.fullmatch(text))]
    signs = {}
    tails = Counter(number[2] for number in found)
    if tail := next((tail for tail, count in tails.most_common(1) if tail and 2 * count > len(found)), ""):
        signs["suffix"] = tail
    numbers = [number[1] for number in found if number[2] in ("", tail)]
    if any(re.search(r"\d\.\d", number) for number in numbers) and not any("," in number for number in numbers):
        signs["decimal"] = "."
    if any(re.search(r"\d\s\d{3}", number) for number in numbers):
        signs["thousands"] = " "
    return signs


def _beginning(text: str) -> str:
    """How the first row below a table begins, so that no row of the table does: ``1)*``, else twenty letters of it."""
    sign = found[0].strip() if (found := re.match(r"\W*\d*\W+", text)) else ""
    if sign and "*" not in sign and not sign.isdigit():
        return sign + "*"
    return text if len(text) <= 20 else text[:20].rstrip() + "*"


def _values(
    head: Header,
    index: int,
    texts: Sequence[str],
    known: Sequence[Indicator],
    year: str,
    again: list[tuple[str, str]],
    changed: list[str],
    languages: Sequence[str],
    taken: set[tuple[str, str]],
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
        elif not re.fullmatch(r"[-+−–]?\d[\d\s.,]*", text):
            likest = steps.get(fold(text), "which-status?")
            silent = re.search(r"saknas|ej svar|inte svarat|missing", text.casefold())
            named += not silent and any(map(str.isalnum, text))
            marks.append(f"{_text(text)}: {'not-answered' if silent else likest}")
    said_as = [f'{key}: "{value}"' if key == "period" else f"{key}: {value}" for key, value in said.items()]
    if marks:
        said_as.append(f"marks: {{{', '.join(marks)}}}")
    asked = f"{next(iter(one.label.values()), '')}?" if one else _near(full, known)
    period = said.get("period", year)
    if one and (one.id, period) in taken:
        asked += " The same as a column above: keep one, or name another"
    taken.add((one.id if one else "", period))
    if one and _YEAR.fullmatch(period) and (codes := {step.code for step in one.at(period).steps}):
        numbers = {float(text.replace(",", ".")) for text in texts if re.fullmatch(r"\d{1,9}([.,]\d{1,9})?", text)}
        if off := sorted(numbers - codes):
            asked += f" {', '.join(f'{number:g}' for number in off[:5])} is no step of its scale: see below"
        elif named > len(codes):
            asked += f" {named} words, {len(codes)} steps: if its scale has changed, see below"
            numbers = set(map(float, range(named)))
        if off or named > len(codes):
            changed.append(rescaling.asked(one.at(period), period, numbers, languages))
    return f"      {_text(name)}: {{{', '.join(said_as)}}}  # {asked}"


def _likest(name: str, known: Sequence[Indicator]) -> Indicator | None:
    """The indicator that shares most words with a column's name; None where two share as many."""
    ranked = _ranked(name, known)
    return ranked[0][1] if ranked and (len(ranked) < 2 or ranked[0][0] > ranked[1][0]) else None


def _near(name: str, known: Sequence[Indicator]) -> str:
    """The indicators that a column may be, when it is not clear which."""
    near = [f"{one.id} {next(iter(one.label.values()), '')}" for _, one in _ranked(name, known)[:4]]
    return (
        f"one of: {'; '.join(near)}? If none, describe it (docs/how-to-add-an-indicator.md), or leave it out"
        if near
        else "no indicator of the dataset is like it: describe it (docs/how-to-add-an-indicator.md), or leave it out"
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
