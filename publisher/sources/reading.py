"""Reading one table: rows of a grid become observations as the declaration says.

What does not fit is noted with row and column and leaves the row out; the caller refuses the whole.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from operator import itemgetter

from publisher.errors import Severity
from publisher.model import KEY_COLUMNS, SEX_TOTAL, TOTAL
from publisher.sources.columns import Column, Columns
from publisher.sources.combine import add_together
from publisher.sources.context import ObservationRow, SourceContext
from publisher.sources.declaration import Part, TableDeclaration
from publisher.sources.faults import Faults, listing, nearest
from publisher.sources.grid import Cell, Grid, as_text, letters
from publisher.sources.header import Header
from publisher.sources.keys import Keys
from publisher.sources.numbers import LEAVE_OUT, Marks, Numbers, Reading
from publisher.sources.periods import period_code, period_misfit
from publisher.sources.rows import Rows, cell_at, quoted
from publisher.sources.scale import factor_of, times
from publisher.tables.observed import Observed

_KEY = itemgetter(*KEY_COLUMNS)


class TableReading:
    """One file being read: its rows become observations, its faults are gathered."""

    def __init__(self, table: TableDeclaration, grid: Grid, header: Header, source: str, context: SourceContext):
        self.table, self.grid, self.header, self.source, self.context = table, grid, header, source, context
        self.faults = Faults(grid.name)
        observed = Observed.of(context.vocabulary.tables)
        #: numbers beside the value, and whether they are whole
        self.figures = {c.name: c.type == "integer" for c in observed.columns if c.name in observed.figures[1:]}
        #: optional numbers are in the unit of the value and scaled with it, unlike counts and the parts of a share
        self._in_unit = [c.name for c in observed.optional if c.type == "number"]
        self.numbers = self._numbers(table.marks)
        self.rows_read = 0
        self._scaled = table.scale is not None or any(column.scale for column in table.values)
        self._hidden: list[str] = []  #: numbers of rows that were read and are not shown
        self._own: dict[int, Numbers] = {}  #: of columns with marks of their own
        self._valueless: dict[str, dict[str, list[int]]] = {}  #: column and text of rows without any value, to rows
        self.columns = Columns(table, header, self.faults)
        self.keys = Keys(self.columns, grid.file, context, self.faults)

    def observations(self) -> list[ObservationRow]:
        """Every observation of the file; empty when a column or an expectation is missing."""
        columns = [column for one in self.columns.values if (column := self.keys.of_column(one)) is not None]
        for column in columns:
            self.numbers_of(column)  # its marks are looked at before any row
        if any(problem.severity is Severity.ERROR for problem in self.faults.problems()):
            return []
        rows: list[ObservationRow] = []
        for number, cells in Rows(self.grid, self.header, self.columns, self.faults):
            self.rows_read += 1
            if number - 1 in self.grid.hidden_rows:
                self._hidden.append(str(number))
            rows += self._read_row(number, cells, columns)
        for numbers in self.all_numbers:
            numbers.finish()
        rows = add_together(rows) if self.table.combine else self._unique(rows)
        self._tell_valueless()
        self.keys.finish()
        if not self.rows_read:
            remedy = "Look whether the file was cut, and at 'stop' and 'keep'."
            self.faults.add("no-rows", "no row of data follows the head.", remedy, row=self.header.first_row)
        self.check_expectations(len(rows), len({row["area"] for row in rows}))
        self._tell_hidden(columns)
        return rows

    def _tell_hidden(self, columns: Sequence[Column]) -> None:
        """Name what was read and is not seen when the workbook is opened."""

        def noted(what: str, fault: str, remedy: str) -> None:
            self.faults.add(f"hidden-{what}", fault, remedy, severity=Severity.NOTE)

        read = sorted({*self.columns.places.values(), *(column.index for column in columns)})
        hidden = [f"{self.header.called(index)}" for index in read if index in self.grid.hidden_columns]
        if self.grid.hidden:
            noted("sheet", f"the sheet is {self.grid.hidden} and was read.", "Nothing need be done if it is meant.")
        if hidden:
            fault = f"columns that are hidden in the sheet were read like the others: {listing(hidden)}."
            noted("columns", fault, "Declare other columns if they are not meant.")
        if self._hidden:
            rows = f"{len(self._hidden)} row{'s are' if len(self._hidden) > 1 else ' is'} hidden in the sheet"
            fault = f"{rows}, by hand or by a filter, and read like the others ({listing(self._hidden, 5)})."
            noted("rows", fault, "Leave them out with 'skip' if they are not meant.")

    def numbers_of(self, column: Column) -> Numbers:
        """What reads the cells of a column of values: its own where it has marks of its own."""
        if column.marks == self.table.marks:
            return self.numbers
        if column.index not in self._own:
            self._own[column.index] = self._numbers(column.marks)
        return self._own[column.index]

    @property
    def all_numbers(self) -> tuple[Numbers, ...]:
        """All that reads numbers of this file."""
        return self.numbers, *self._own.values()

    def _numbers(self, marks: Mapping[str, object]) -> Numbers:
        return Numbers(
            marks=Marks.read(marks, self.context.vocabulary, self.faults),
            faults=self.faults,
            decimal=self.table.decimal,
            thousands=self.table.thousands,
            suffix=self.table.suffix,
        )

    # --- rows ---

    def _read_row(self, number: int, cells: Sequence[Cell], columns: Sequence[Column]) -> Iterator[ObservationRow]:
        places = self.columns.places
        if self.grid.broken and any([self._broken(number, index, name) for name, index in places.items()]):
            return
        nothing = self._says_nothing(cells, columns)
        if nothing and not self.table.leave_out_others:
            self._note_valueless(number, cells)
            return
        area = self.keys.area(cells, number)
        if area is None and not all("area" in column.keys for column in columns):
            return
        if nothing:
            self._note_valueless(number, cells)
            return
        shared: dict[str, str | None] = {"sex": SEX_TOTAL, "service_area": TOTAL}
        figures: dict[str, float | None] = dict.fromkeys(self.figures)
        for key, part in self.table.parts.items():
            if not part.anywhere:
                continue
            if key in self.figures:
                figures[key] = self.figure(part, key, cells, number)
                continue
            shared[key] = self.keys.text(part, key, cells, number)
            if shared[key] == LEAVE_OUT:
                return
            if key == "status" and shared[key] == "":
                shared[key] = None
        for column in columns:
            if self.grid.broken and self._broken(number, column.index, column.name, column.marks):
                continue
            reading = self.numbers_of(column).read(cell_at(cells, column.index), number, column.name)
            if reading is None:
                continue
            row = self._observation(shared | dict(column.keys), figures, area, reading, column, number)
            if row is not None:
                yield row

    def _says_nothing(self, cells: Sequence[Cell], columns: Sequence[Column]) -> bool:
        """Whether a row has no value in any column and nothing beside its area says that it should: a heading."""
        for column in columns:
            if cell_at(cells, column.index) != "" or "" in column.marks:
                return False
        beside = [self.columns.places[name] for part in self.table.parts.values() for name in part.columns]
        return not any(cell_at(cells, index) != "" for index in beside)

    def _note_valueless(self, number: int, cells: Sequence[Cell]) -> None:
        index, text = next((index, as_text(cell)) for index, cell in enumerate(cells) if cell != "")
        self._valueless.setdefault(self.header.called(index), {}).setdefault(text, []).append(number)

    def _tell_valueless(self) -> None:
        for column, texts in self._valueless.items():
            several = len(texts) > 1
            named = listing([f"'{text}'" for text in texts], 30)
            what = "have no value in any column: headings" if several else "has no value in any column: a heading"
            fault = f"{named} {what} or remarks, or values that are missing?"
            remedy = (
                f"Leave {'them' if several else 'it'} out with 'skip: {{{quoted(column)}: "
                f"[{', '.join(map(quoted, texts))}]}}', or say why values are missing with "
                "'marks: {\"\": unknown-reason}'."
            )
            for row in sorted(row for rows in texts.values() for row in rows):
                self.faults.add("row-without-value", fault, remedy, row=row, column=column)

    def _observation(
        self,
        fields: Mapping[str, str | None],
        figures: Mapping[str, float | None],
        area: str | None,
        reading: Reading,
        column: Column,
        number: int,
    ) -> ObservationRow | None:
        text = fields.get("period") or ""
        period = period_code(text)
        if (misfit := period_misfit(text, self.context.frequency)) is not None:
            self.faults.add("unknown-period", *misfit, row=number, column=column.name)
            period = None
        indicator = fields.get("indicator")
        if "indicator" in fields and indicator is None:
            return None  # told already
        if self.context.indicators and indicator not in self.context.indicators:
            self.faults.add(
                "unknown-indicator",
                f"'{indicator}' is not an indicator of this dataset.",
                f"{nearest(str(indicator), self.context.indicators)}"
                f"Known in {self.context.file}: {listing(self.context.indicators, 20)}.",
                column=column.name,
                subject=indicator,
            )
        if period is None or not indicator or None in (fields["sex"], fields["service_area"]):
            return None
        value = reading.value
        if self._scaled and (scale := column.scale or factor_of(self.table.scale, indicator)) != 1:
            value = times(value, scale)
            figures = {**figures, **{name: times(figures[name], abs(scale)) for name in self._in_unit}}
        return {
            "indicator": indicator,
            "area": fields.get("area") or area,
            "period": period,
            "sex": fields["sex"],
            "service_area": fields["service_area"],
            "value": value,
            # a status column says more than an empty cell
            "status": (fields.get("status") or reading.status)
            if value is None
            else reading.status or fields.get("status"),
            **figures,
            "source": self.source,
            "source_place": self.grid.place(number - 1, column.index),
            "note": "",
        }

    def figure(self, part: Part, key: str, cells: Sequence[Cell], number: int) -> float | None:
        """A number beside the value: how many answered, numerator, denominator, margin; None: none, or a fault."""
        cell: Cell | None
        if len(part.columns) == 1 and part.pattern is None and part.codes is None:
            cell = cell_at(cells, self.columns.places[part.columns[0]])  # a number of a workbook has no decimal mark
        else:
            cell = self.keys.text(part, key, cells, number)
        reading = self.numbers.read(cell, number, key) if cell not in (None, "") else None
        value = reading.value if reading else None
        if self.figures[key] and value is not None:
            if value.is_integer():
                return int(value)
            fault, remedy = (
                f"{key} is {value}, which is no whole number.",
                f"Correct the file, or the column under '{key}'.",
            )
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

    # --- the whole ---

    def _unique(self, rows: Sequence[ObservationRow]) -> list[ObservationRow]:
        seen: dict[tuple[str, ...], ObservationRow] = {}
        for row in rows:
            key = _KEY(row)
            if (before := seen.setdefault(key, row)) is not row:
                first, again = before["source_place"], row["source_place"]
                self.faults.add(
                    "duplicate-row",
                    f"{' '.join(key)} stands twice, {before['value']} at {first} and {row['value']} at {again}.",
                    "Remove one of them, or write 'combine: sum' if the rows are parts of a sum.",
                    subject=" ".join(key),
                )
        return list(seen.values())

    def check_expectations(self, values: int, areas: int) -> None:
        """Note what was read in another number than the declaration expects."""
        found = {"rows": self.rows_read, "values": values, "areas": areas}
        for what, expected in self.table.expect.items():
            if found[what] != expected:
                self.faults.add(
                    "unexpected-count",
                    f"{found[what]} {what} were read, {expected} were expected.",
                    "The file may have been cut or changed; if all is well, correct 'expect' in the declaration.",
                )
