"""Keys: which area, period, sex … a row, or the name of a column, says that its values are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from publisher.errors import Severity
from publisher.patterns import Match, Pattern
from publisher.sources.codes import AreaCodes, indicator_id, slug
from publisher.sources.columns import Column, Columns
from publisher.sources.context import SourceContext
from publisher.sources.declaration import Part
from publisher.sources.faults import Faults, listing
from publisher.sources.grid import Cell, as_text, fold
from publisher.sources.numbers import LEAVE_OUT
from publisher.sources.rows import cell_at

#: Cells of a row, in the columns of one key.
Said = tuple[Cell, ...]


class Keys:
    """Makes codes of what one file says; what has none is noted, what is left out as declared is remembered.

    Args:
        columns: the columns of the file that the declaration names.
        file: name of the file, which may say something too.
        context: for the vocabulary and the dataset's indicators.
        faults: where faults are noted.
    """

    def __init__(self, columns: Columns, file: str, context: SourceContext, faults: Faults):
        self.table, self.places, self.file = columns.table, columns.places, file
        self.context, self.faults, self.header = context, faults, columns.header
        self.areas = AreaCodes(
            vocabulary=context.vocabulary,
            faults=faults,
            how=self.table.area_as,
            aliases=self.table.aliases,
            restore_zeros=self.table.restore_zeros,
            leave_out_others=self.table.leave_out_others,
            kinds=self.table.kinds,
        )
        #: columns of each key, and what the cells there were found to mean
        self._at = {
            key: tuple(self.places[name] for name in part.columns if name in self.places)
            for key, part in ({"area": self.table.area} | dict(self.table.parts)).items()
        }
        self._known: dict[tuple[str, Said], str] = {}
        self._left_out: dict[str, int] = {}  #: texts whose declared code says to leave them out, to how often

    def of_column(self, column: Column) -> Column | None:
        """A column of values with what its name says made into codes; None when it is left out or a fault was noted."""
        row, keys = self.header.first_row, dict(column.keys)
        for key, text in column.said.items():
            if key == "area":
                code = self._area(text, row, column.name, self.table.area.pattern)
            else:
                code = self._code(self.table.parts.get(key, Part()), key, text, row, column.name)
            if code in (None, LEAVE_OUT):
                return None
            keys[key] = code
        if (declared := column.keys.get("indicator")) is not None:
            keys["indicator"] = indicator_id(declared, self.context.indicators) or declared
        if "area" in column.keys and self.areas.fixed(column.keys["area"]) is None:
            return None
        return replace(column, keys=keys)

    def area(self, cells: Sequence[Cell], number: int) -> str | None:
        """The code of the area a row is of; None when it has none, is left out, or a fault was noted."""
        part = self.table.area
        if part.value is not None:
            return self.areas.fixed(part.value)
        if part.file:
            return self._area(self.file, number, "file", part.file)
        said = self._said("area", cells)
        if (code := self._known.get(("area", said))) is None and (code := self._area_of(said, number)) is not None:
            self._known["area", said] = code
        return code

    def _area_of(self, said: Said, number: int) -> str | None:
        for name, text in zip(self.table.area.columns, map(as_text, said), strict=True):
            if self.table.total is None or fold(text) != fold(self.table.total):
                return self._area(text, number, name, self.table.area.pattern)
        return self.context.vocabulary.nation if said else None

    def _said(self, key: str, cells: Sequence[Cell]) -> Said:
        """The cells that a row has in the columns of a key."""
        at = self._at[key]
        return (cell_at(cells, at[0]),) if len(at) == 1 else tuple(cell_at(cells, index) for index in at)

    def _area(self, text: str, row: int, column: str, pattern: Pattern | None) -> str | None:
        part, found = self.table.area, pattern.search(text) if pattern else None
        text = _taken(found) if found else text
        if part.codes is None or (code := part.code(text)) is None:
            return self.areas.find(text, row, column)
        if code == LEAVE_OUT:
            self._leave_out(text)
            return None
        return self.areas.fixed(code)

    def text(self, part: Part, key: str, cells: Sequence[Cell], number: int) -> str | None:
        """What a part takes from a row; None when it could not be had and a fault was noted."""
        if part.value is not None:
            return part.value
        said = self._said(key, cells)
        if (code := self._known.get((key, said))) is None:
            text = self.file if part.file else " ".join(map(as_text, said))
            code = self._code(part, key, text, number, ", ".join(part.columns) or "file")
            if code not in (None, LEAVE_OUT):
                self._known[key, said] = code
        return code

    def _code(self, part: Part, key: str, text: str, row: int, column: str) -> str | None:
        if pattern := part.file or part.pattern:
            found = pattern.search(text)
            if found is None:
                self.faults.add(
                    f"unknown-{key}", f"'{text}' does not look like {pattern.text}.",
                    f"Correct it, or the pattern under '{key}' in the declaration.", row=row, column=column,
                )  # fmt: skip
                return None
            text = _taken(found)
        if part.codes is not None:
            code = part.code(text)
            if code is None:
                self.faults.add(
                    f"unknown-{key}", f"'{text}' has no code.",
                    f"Write it under 'codes' under '{key}' in the declaration. Known: {listing(list(part.codes))}.",
                    row=row, column=column,
                )  # fmt: skip
            elif code == LEAVE_OUT:
                self._leave_out(text)
            return code
        return self._indicator(text) if key == "indicator" else text

    def _indicator(self, text: str) -> str:
        """An id of the dataset's, or of the vocabulary's where the dataset has none, as it stands; else a word."""
        own = self.context.indicators
        return indicator_id(text, own or tuple(self.context.vocabulary.indicators)) or (text if own else slug(text))

    def _leave_out(self, text: str) -> None:
        self._left_out[text] = self._left_out.get(text, 0) + 1

    def finish(self) -> None:
        """Name what was left out as declared."""
        for what, texts in (("name no area of ours", self.areas.left_out), ("have no code of ours", self._left_out)):
            if texts:
                named = listing([f"'{text}'" for text in texts], 40)
                fault = f"{sum(texts.values())} rows {what} and were left out, as declared: {named}."
                self.faults.add("rows-left-out", fault, "Nothing need be done.", severity=Severity.NOTE)


def _taken(found: Match[str]) -> str:
    """The first group of a match, or all of it where it has none; "" when the group took no part."""
    return (found[1] if found.re.groups else found[0]) or ""
