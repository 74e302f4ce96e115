"""Reading one table: rows of a grid become observations as the declaration says.

What does not fit is noted with row and column and leaves the row out; the caller refuses the whole.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from publisher.errors import Severity
from publisher.model import KEY_COLUMNS, SEX_TOTAL, TOTAL
from publisher.sources.codes import AreaCodes, slug
from publisher.sources.combine import add_together
from publisher.sources.context import ObservationRow, SourceContext
from publisher.sources.declaration import Part, TableDeclaration, ValueColumn
from publisher.sources.faults import Faults, listing
from publisher.sources.grid import Cell, Grid, as_text, letters
from publisher.sources.header import Header, fold
from publisher.sources.numbers import Marks, Numbers, Reading
from publisher.sources.periods import period_code, period_misfit

#: Parts of an observation that are numbers.
_FIGURES = ("n", "numerator", "denominator")


@dataclass(frozen=True, kw_only=True)
class _Column:
    """A column of the grid that holds values."""

    index: int
    name: str
    keys: Mapping[str, str]
    scale: float


class TableReading:
    """One file being read: its rows become observations, its faults are gathered."""

    def __init__(self, table: TableDeclaration, grid: Grid, header: Header, source: str, context: SourceContext):
        self.table, self.grid, self.header, self.source, self.context = table, grid, header, source, context
        self.faults = Faults(grid.name)
        self.numbers = Numbers(
            marks=Marks.read(table.marks, context.vocabulary, self.faults),
            faults=self.faults,
            decimal=table.decimal,
            thousands=table.thousands,
            suffix=table.suffix,
        )
        self.areas = AreaCodes(
            vocabulary=context.vocabulary,
            faults=self.faults,
            how=table.area_as,
            aliases=table.aliases,
            restore_zeros=table.restore_zeros,
            leave_out_others=table.leave_out_others,
            kinds=table.kinds,
        )
        self.rows_read = 0

    def observations(self) -> list[ObservationRow]:
        """Every observation of the file; empty when a column or an expectation is missing."""
        columns = self._value_columns()
        needed = [self.table.area, *self.table.parts.values()]
        places = self._indices(name for part in needed for name in part.columns)
        filters = self._indices((*self.table.keep, *self.table.skip))
        if self.faults.problems():
            return []
        rows: list[ObservationRow] = []
        for number, cells in self._data_rows(filters):
            self.rows_read += 1
            rows += self._read_row(number, cells, columns, places)
        self.numbers.finish()
        rows = add_together(rows) if self.table.combine else self._unique(rows)
        self._check_expectations(rows)
        if self.areas.left_out:
            self.faults.add(
                "rows-left-out",
                f"{self.areas.left_out} rows name no area of ours and were left out, as declared.",
                "Nothing need be done.",
                severity=Severity.NOTE,
            )
        if self.grid.hidden_rows:
            hidden = listing([str(row + 1) for row in self.grid.hidden_rows], 5)
            fault = (
                f"{len(self.grid.hidden_rows)} rows are hidden in the sheet and were read like the others ({hidden})."
            )
            self.faults.add(
                "hidden-rows", fault, "Leave them out with 'skip' if they are not meant.", severity=Severity.NOTE
            )
        return rows

    # --- columns ---

    def _index(self, name: str) -> int | None:
        """Index of a declared column; a letter means the column a spreadsheet calls so."""
        index = self.header.column(name)
        if index is None and name.isascii() and name.isupper() and len(name) <= 2:
            index = 0
            for letter in name:
                index = index * 26 + ord(letter) - 64
            return index - 1
        if index is None:
            self.faults.add(
                "missing-column", self.header.explain(name), "Correct the name in the declaration or the file.",
                row=self.header.first_row, column=name,
            )  # fmt: skip
        return index

    def _indices(self, names: Iterable[str]) -> dict[str, int]:
        found = {name: self._index(name) for name in names}
        return {name: index for name, index in found.items() if index is not None}

    def _value_columns(self) -> list[_Column]:
        columns = []
        for declared in self.table.values:
            scale = self.table.scale if declared.scale is None else declared.scale
            if declared.pattern is None:
                if (index := self._index(declared.name)) is not None:
                    columns.append(_Column(index=index, name=declared.name, keys=declared.keys, scale=scale))
                continue
            found = list(self._matching(declared, scale))
            if not found:
                self.faults.add(
                    "missing-column",
                    f"no column matches {declared.name}. Columns: {listing([n for n in self.header.names if n], 30)}.",
                    "Correct the pattern under 'values' in the declaration.",
                    row=self.header.first_row,
                    column=declared.name,
                )
            columns += found
        return columns

    def _matching(self, declared: ValueColumn, scale: float) -> Iterator[_Column]:
        assert declared.pattern is not None
        for index, name in enumerate(self.header.names):
            if found := declared.pattern.fullmatch(name):
                keys = dict(declared.keys) | {key: text for key, text in found.groupdict().items() if text}
                yield _Column(index=index, name=name, keys=keys, scale=scale)

    # --- rows ---

    def _data_rows(self, filters: Mapping[str, int]) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Rows of data with their number from 1, without those that are blank or filtered away."""
        width = len(self.header.names)
        stopped = not self.table.stop
        for index, cells in enumerate(self.grid.rows[self.header.first_row :], start=self.header.first_row):
            first = next((as_text(cell) for cell in cells if cell != ""), None)
            if first is None:
                continue
            if self.table.stop and any(_like(first, pattern) for pattern in self.table.stop):
                stopped = True
                break
            if self.grid.sheet is None and len(cells) < width:
                self.faults.add(
                    "short-row",
                    f"the row has {len(cells)} cells and the head {width}.",
                    "The file may have been cut: fetch it again. Text below the table is declared with 'stop'.",
                    row=index + 1,
                )
                continue
            if self._wanted(cells, filters):
                yield index + 1, cells
        if not stopped:
            self.faults.add(
                "no-end",
                f"the file ends without any of the texts that end the table ({listing(self.table.stop)}).",
                "The file may have been cut on the way: fetch it again, or correct 'stop' in the declaration.",
                row=len(self.grid.rows),
            )

    def _wanted(self, cells: Sequence[Cell], filters: Mapping[str, int]) -> bool:
        for name, patterns in self.table.keep.items():
            if not any(_like(as_text(_at(cells, filters[name])), pattern) for pattern in patterns):
                return False
        for name, patterns in self.table.skip.items():
            if any(_like(as_text(_at(cells, filters[name])), pattern) for pattern in patterns):
                return False
        return True

    def _read_row(
        self, number: int, cells: Sequence[Cell], columns: Sequence[_Column], places: Mapping[str, int]
    ) -> Iterator[ObservationRow]:
        if self.grid.broken and any([self._broken(number, index, name) for name, index in places.items()]):
            return
        area = self._area(cells, places, number)
        if area is None:
            return
        shared: dict[str, str | None] = {"sex": SEX_TOTAL, "service_area": TOTAL}
        figures: dict[str, float | None] = {}
        for key, part in self.table.parts.items():
            if key in _FIGURES:
                figures[key] = self._figure(part, key, cells, places, number)
                continue
            shared[key] = self._text(part, key, cells, places, number)
            if key == "status" and shared[key] == "":
                shared[key] = None
        for column in columns:
            if self.grid.broken and self._broken(number, column.index, column.name, self.numbers.marks.whole):
                continue
            reading = self.numbers.read(_at(cells, column.index), number, column.name)
            if reading is None:
                continue
            row = self._observation(shared | dict(column.keys), figures, area, reading, column, number)
            if row is not None:
                yield row

    def _observation(
        self,
        fields: Mapping[str, str | None],
        figures: Mapping[str, float | None],
        area: str,
        reading: Reading,
        column: _Column,
        number: int,
    ) -> ObservationRow | None:
        text = fields.get("period") or ""
        period = period_code(text)
        if (misfit := period_misfit(text, self.context.frequency)) is not None:
            self.faults.add("unknown-period", *misfit, row=number, column=column.name)
            period = None
        indicator = fields.get("indicator")
        if self.context.indicators and indicator not in self.context.indicators:
            self.faults.add(
                "unknown-indicator",
                f"'{indicator}' is not an indicator of this dataset.",
                f"Known in {self.context.file}: {listing(self.context.indicators, 20)}.",
                column=column.name,
                subject=indicator,
            )
        if period is None or not indicator or None in (fields["sex"], fields["service_area"]):
            return None
        value = reading.value
        return {
            "indicator": indicator,
            "area": fields.get("area") or area,
            "period": period,
            "sex": fields["sex"],
            "service_area": fields["service_area"],
            "value": value * column.scale if value is not None and column.scale != 1 else value,
            # a status column says more than an empty cell
            "status": (fields.get("status") or reading.status)
            if value is None
            else reading.status or fields.get("status"),
            "n": None if (n := figures.get("n")) is None else int(n),
            "numerator": figures.get("numerator"),
            "denominator": figures.get("denominator"),
            "source": self.source,
            "source_place": self.grid.place(number - 1, column.index),
            "note": "",
        }

    def _figure(
        self, part: Part, key: str, cells: Sequence[Cell], places: Mapping[str, int], number: int
    ) -> float | None:
        """A number beside the value: how many answered, numerator, denominator."""
        cell: Cell | None
        if len(part.columns) == 1 and part.pattern is None and part.codes is None:
            cell = _at(cells, places[part.columns[0]])  # a number of a workbook has no decimal mark
        else:
            cell = self._text(part, key, cells, places, number)
        reading = self.numbers.read(cell, number, key) if cell not in (None, "") else None
        value = reading.value if reading else None
        if key == "n" and value is not None and not value.is_integer():
            fault, remedy = f"n is {value}, which is no whole number.", "Correct the file, or the column under 'n'."
            self.faults.add("not-whole", fault, remedy, row=number, column=key)
            return None
        return value

    def _broken(self, number: int, index: int, name: str, marks: Container[str] = ()) -> bool:
        """Whether a cell of the workbook has no meaning, unless its error is a mark; a fault is noted."""
        cell = self.grid.broken.get((number - 1, index))
        if cell is None or (cell.text.startswith("#") and cell.text in marks):
            return False
        fault = f"the cell in column {letters(index)} {cell.fault}"
        self.faults.add("broken-cell", fault, cell.remedy, row=number, column=name)
        return True

    def _area(self, cells: Sequence[Cell], places: Mapping[str, int], number: int) -> str | None:
        part = self.table.area
        if part.value is not None:
            return part.value
        for name in part.columns:
            text = as_text(_at(cells, places[name]))
            if self.table.total is None or fold(text) != fold(self.table.total):
                found = part.pattern.search(text) if part.pattern else None
                return self.areas.find(found[1 if found.re.groups else 0] if found else text, number, name)
        return "00"

    def _text(self, part: Part, key: str, cells: Sequence[Cell], places: Mapping[str, int], number: int) -> str | None:
        """The text a part takes from a row; None when it could not be had and a fault was noted."""
        if part.value is not None:
            return part.value
        column = ", ".join(part.columns) or "file"
        text = self.grid.file if part.file else " ".join(as_text(_at(cells, places[name])) for name in part.columns)
        if pattern := part.file or part.pattern:
            found = pattern.search(text)
            if found is None:
                self.faults.add(
                    f"unknown-{key}", f"'{text}' does not look like {pattern.pattern}.",
                    f"Correct it, or the pattern under '{key}' in the declaration.", row=number, column=column,
                )  # fmt: skip
                return None
            text = found[1] if pattern.groups else found[0]
        if part.codes is not None:
            code = part.codes.get(text, part.default)
            if code is None:
                self.faults.add(
                    f"unknown-{key}", f"'{text}' has no code.",
                    f"Write it under 'codes' under '{key}' in the declaration. Known: {listing(list(part.codes))}.",
                    row=number, column=column,
                )  # fmt: skip
            return code
        return slug(text) if key == "indicator" else text

    # --- the whole ---

    def _unique(self, rows: Sequence[ObservationRow]) -> list[ObservationRow]:
        seen: dict[tuple[str, ...], ObservationRow] = {}
        for row in rows:
            key = tuple(row[column] for column in KEY_COLUMNS)
            if (before := seen.setdefault(key, row)) is not row:
                first, again = before["source_place"], row["source_place"]
                self.faults.add(
                    "duplicate-row",
                    f"{' '.join(key)} stands twice, {before['value']} at {first} and {row['value']} at {again}.",
                    "Remove one of them, or write 'combine: sum' if the rows are parts of a sum.",
                    subject=" ".join(key),
                )
        return list(seen.values())

    def _check_expectations(self, rows: Sequence[ObservationRow]) -> None:
        found = {"rows": self.rows_read, "values": len(rows), "areas": len({row["area"] for row in rows})}
        for what, expected in self.table.expect.items():
            if found[what] != expected:
                self.faults.add(
                    "unexpected-count",
                    f"{found[what]} {what} were read, {expected} were expected.",
                    "The file may have been cut or changed; if all is well, correct 'expect' in the declaration.",
                )


def _at(cells: Sequence[Cell], index: int) -> Cell:
    return cells[index] if index < len(cells) else ""


def _like(text: str, pattern: str) -> bool:
    return fnmatchcase(text.casefold(), pattern.casefold())
