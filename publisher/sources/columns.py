"""Columns: which columns of a head a declaration means, each exactly one or told why not."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from publisher.errors import Severity
from publisher.sources.declaration import TableDeclaration, ValueColumn
from publisher.sources.faults import Faults, listing
from publisher.sources.grid import fold
from publisher.sources.header import Header

#: A mark that leads to a footnote, at the end of a name: ¹, *, 1)
_FOOTNOTE = re.compile(r"(?<=\w)(?<![¹²³⁰⁴-⁹])\s*(?:[¹²³⁰⁴-⁹⁾*†‡]++|\d\))$")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the grid that holds values."""

    index: int
    name: str
    keys: Mapping[str, str]  #: key columns it fixes, by code
    said: Mapping[str, str]  #: key columns its name speaks of, as it says them
    scale: float | None  #: of this column; None: what the whole declaration says
    marks: Mapping[str, Any]


class Columns:
    """The columns of one file that a declaration names; what is missing or stands twice is noted."""

    def __init__(self, table: TableDeclaration, header: Header, faults: Faults):
        self.table, self.header, self.faults = table, header, faults
        needed = [table.area, *table.parts.values()]
        #: name in the declaration to index, of all columns but those of values
        self.places = self._indices(
            (*(name for part in needed for name in part.columns), *table.keep, *table.skip, *table.fill_down)
        )
        self.values = self._value_columns()

    def _index(self, name: str) -> int | None:
        index = self.header.column(name)
        if index is None:
            fault, remedy = self.header.explain(name)
            self.faults.add("missing-column", fault, remedy, row=self.header.first_row, column=name)
        return index

    def _indices(self, names: Iterable[str]) -> dict[str, int]:
        found = {name: self._index(name) for name in dict.fromkeys(names)}
        return {name: index for name, index in found.items() if index is not None}

    def _value_columns(self) -> list[Column]:
        columns = []
        named = {declared.name: self._index(declared.name) for declared in self.table.values if not declared.pattern}
        taken = {*self.places.values(), *named.values()}
        for declared in self.table.values:
            if declared.pattern is None:
                if (index := named[declared.name]) is not None:
                    columns.append(self._column(index, declared.name, declared, {}))
                continue
            found = list(self._matching(declared, taken))
            if not found:
                self.faults.add(
                    "missing-column",
                    f"no column matches {declared.name}. Columns: {listing([n for n in self.header.names if n], 30)}.",
                    "Correct the pattern under 'values' in the declaration.",
                    row=self.header.first_row,
                    column=declared.name,
                )
            columns += found
        self._tell_unread({*taken, *self.header.marks, *(column.index for column in columns)})
        return columns

    def _tell_unread(self, read: Container[int | None]) -> None:
        """Note the columns that patterns leave; one that they would take if ``fill_header`` were written is a fault."""
        patterns = [declared.pattern for declared in self.table.values if declared.pattern]
        left = {index: name for index, name in enumerate(self.header.names) if name and index not in read}
        for index in left if patterns else ():
            filled = self.header.filled[index] if self.header.filled else ""
            if filled != left[index] and any(pattern.fullmatch(filled) for pattern in patterns):
                self.faults.add(
                    "column-not-read",
                    f"the column would be '{filled}' if texts of the head stood over the empty cells to their right.",
                    "Write 'fill_header: true' in the declaration, or correct the file.",
                    row=self.header.first_row,
                    column=self.header.called(index),
                )
        if patterns and left:
            self.faults.add(
                "column-not-read",
                f"columns that no pattern matches are not read: {listing(list(left.values()), 10)}.",
                "Nothing need be done if they are not meant; else change the pattern.",
                row=self.header.first_row,
                severity=Severity.NOTE,
            )

    def _column(self, index: int, name: str, declared: ValueColumn, said: Mapping[str, str]) -> Column:
        marks = {**self.table.marks, **declared.marks}
        return Column(index=index, name=name, keys=declared.keys, said=said, scale=declared.scale, marks=marks)

    def _matching(self, declared: ValueColumn, taken: Iterable[int | None]) -> Iterator[Column]:
        """Columns whose whole name matches; a name that stands twice or only lacks its footnote mark is told."""
        assert declared.pattern is not None
        seen: dict[str, str] = {}
        for index, name in enumerate(self.header.names):
            if not name or index in taken:
                continue
            if found := declared.pattern.fullmatch(name):
                if seen.setdefault(fold(name), name) != name or self.header.column(name) is None:
                    self._index(name)
                    continue
                said = {key: text for key, text in found.groupdict().items() if text}
                yield self._column(index, name, declared, said)
            elif declared.pattern.fullmatch(plain := _FOOTNOTE.sub("", name)):
                mark = name[len(plain) :]
                self.faults.add(
                    "column-with-mark",
                    f"{declared.name} matches '{plain}' and not '{name}'.",
                    f"Write it as {json.dumps(f'/{declared.name[1:-1]}({re.escape(mark)})?/', ensure_ascii=False)}"
                    " under 'values' in the declaration, or correct the file.",
                    row=self.header.first_row,
                    column=name,
                )
