"""Excel workbooks (.xlsx, .xlsm): a sheet as it is shown, from the XML that the file consists of.

Number formats, raised footnotes, errors and formulas without a result are all in the file; readers that give values
alone drop them (python-calamine) or need two passes and ten times as long (openpyxl).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from openpyxl.styles.numbers import BUILTIN_FORMATS

from publisher.errors import SourceError
from publisher.sources.grid.archive import Archive
from publisher.sources.grid.cells import Broken, Cell, clean, joined
from publisher.sources.grid.formats import Format, number_format
from publisher.sources.grid.sheet import Sheet, reference

EPOCH = datetime.datetime(1899, 12, 30)
EPOCH_1904 = datetime.datetime(1904, 1, 1)

#: Built-in formats of other languages' Excel, all of them dates; 5 to 8 are amounts in the local currency.
_BUILTIN = {number: "yyyy-mm-dd" for number in (*range(27, 37), *range(50, 59))} | BUILTIN_FORMATS

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NOTHING_HIGH = ("0", "0.0")
_STATES = {"hidden": "hidden", "veryHidden": "very hidden"}
_TRUE = ("1", "true", "on")

NEVER_CALCULATED = Broken(
    "(formula)",
    "is a formula that was never calculated.",
    "Open the file in a spreadsheet program, save it, and fetch it again.",
)
_TO_CALCULATE = Broken(
    "(formula)",
    "is a formula whose stored result the file says must be calculated anew.",
    "Open the file in a spreadsheet program, paste the formulas as values, save it, and fetch it again.",
)
RAISED_WHOLE = Broken(
    "(raised)",
    "is raised as a whole, as the sign of a footnote is.",
    "Empty the cell, or take the raising (superscript) off.",
)
_UNREADABLE = Broken("(number)", "holds no number where the workbook says it does.", "Save the workbook anew as .xlsx.")


def error(text: str) -> Broken:
    """The cell of an error, ``#N/A``."""
    return Broken(
        text,
        f"is an error of the spreadsheet, {text}.",
        f"Correct it in the workbook, or write '{text}' under 'marks' with its meaning if it stands for a value.",
    )


class Workbook:
    """An Excel workbook.

    Attributes:
        sheets: names of the sheets with cells, in order, to their parts.

    Raises:
        SourceError: not a whole workbook.
    """

    def __init__(self, archive: Archive):
        self.archive = archive
        self.sheets: dict[str, str] = {}
        self._states: dict[str, str] = {}
        self.epoch = EPOCH
        self.recalculate = False
        self._main = next(
            (part for kind, part in self._relations("").values() if kind == "officeDocument"), "xl/workbook.xml"
        )
        related = self._relations(self._main)

        def start(name: str, has: Mapping[str, str]) -> None:
            if name == "sheet":
                identity = next((value for key, value in has.items() if key.rpartition(":")[2] == "id"), "")
                kind, part = related.get(identity, ("", ""))
                if kind == "worksheet":
                    self.sheets[has.get("name", "")] = part
                    self._states[part] = _STATES.get(has.get("state", ""), "")
            elif name == "workbookPr" and has.get("date1904") in _TRUE:
                self.epoch = EPOCH_1904
            elif name == "calcPr":
                unfinished = has.get("calcCompleted") in ("0", "false")
                self.recalculate = unfinished or has.get("fullCalcOnLoad") in _TRUE or has.get("forceFullCalc") in _TRUE

        archive.parse(self._main, start, _nothing, _nothing)
        if not self.sheets:
            raise SourceError(
                f"{archive.file}: not a whole workbook (it has no sheets). It may have been cut; fetch it again."
            )
        self._parts = dict(related.values())

    def read(self, sheet: str, name: str) -> Sheet:
        """A sheet's cells; ``name`` is file and sheet for messages."""
        formats, raised = self._styles()
        reader = _SheetReader(Sheet(name), self, self._strings(), formats, raised)
        self.archive.parse(self.sheets[sheet], reader.start, reader.end, reader.text)
        reader.sheet.state = self._states[self.sheets[sheet]]
        return reader.finish()

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part points to: id to last word of the kind, and part."""
        folder, _, file = part.rpartition("/")
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, has: Mapping[str, str]) -> None:
            if name == "Relationship" and has.get("TargetMode") != "External":
                target = self.archive.beside(part, has.get("Target", ""))
                found[has.get("Id", "")] = (has.get("Type", "").rpartition("/")[2], target)

        self.archive.parse(f"{folder}/_rels/{file}.rels".lstrip("/"), start, _nothing, _nothing)
        return found

    def _strings(self) -> list[str]:
        strings: list[str] = []
        text = _Text()

        def end(name: str) -> None:
            text.end(name)
            if name == "si":
                strings.append(text.take())

        self.archive.parse(self._parts.get("sharedStrings", "xl/sharedStrings.xml"), text.start, end, text.text)
        return strings

    def _styles(self) -> tuple[list[Format | None], list[bool]]:
        """Per style of a cell its number format, None for plain numbers, and whether its font is raised."""
        codes: dict[int, str] = dict(_BUILTIN)
        fonts: list[bool] = []
        styles: list[tuple[int, int]] = []
        within: list[str] = []

        def start(name: str, has: Mapping[str, str]) -> None:
            above = within[-1] if within else ""
            within.append(name)
            if name == "numFmt" and above == "numFmts":
                codes[int(has["numFmtId"])] = has.get("formatCode", "")
            elif name == "font" and above == "fonts":
                fonts.append(False)
            elif name == "vertAlign" and "fonts" in within and fonts:
                fonts[-1] = has.get("val") == "superscript"
            elif name == "xf" and above == "cellXfs":
                styles.append((int(has.get("numFmtId", 0)), int(has.get("fontId", 0))))

        self.archive.parse(self._parts.get("styles", "xl/styles.xml"), start, lambda _: within.pop(), _nothing)
        formats = [number_format(codes.get(number, "General")) for number, _ in styles]
        return (
            [None if one.plain else one for one in formats],
            [font < len(fonts) and fonts[font] for _, font in styles],
        )


class _Text:
    """The text of a cell out of its runs; phonetic readings are not part of it."""

    def __init__(self) -> None:
        self._runs: list[tuple[str, bool]] = []
        self._raised = self._within = self._phonetic = False

    def start(self, name: str, has: Mapping[str, str]) -> None:
        if name == "t":
            self._within = not self._phonetic
        elif name == "vertAlign":
            self._raised = has.get("val") in ("superscript", "subscript")
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        if name == "t":
            self._within = False
        elif name == "r":
            self._raised = False
        elif name == "rPh":
            self._phonetic = False

    def text(self, text: str) -> None:
        if self._within:
            self._runs.append((text, self._raised))

    def take(self) -> str:
        runs, self._runs = self._runs, []
        return clean(_unescaped(joined(runs) if len(runs) > 1 else runs[0][0] if runs else ""))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _nothing(*_: object) -> None:
    pass


class _SheetReader:
    """The elements of a sheet on their way to cells."""

    def __init__(
        self, sheet: Sheet, book: Workbook, strings: list[str], formats: list[Format | None], raised: list[bool]
    ):
        self.sheet, self.book, self.strings, self.formats, self.raised = sheet, book, strings, formats, raised
        self._row = self._column = -1
        self._hidden = False
        self._kind = self._style = ""
        self._value: list[str] | None = None
        self._inside = False
        self._formula: Mapping[str, str] | None = None
        self._inline = _Text()
        self._spread: list[tuple[int, int, int, int]] = []  #: areas that one formula fills

    def start(self, name: str, has: Mapping[str, str]) -> None:
        if name == "c":
            place = reference(has["r"]) if "r" in has else None
            self._row, self._column = place or (self._row, self._column + 1)
            self._kind, self._style = has.get("t", "n"), has.get("s", "")
            self._value = self._formula = None
        elif name == "v":
            self._value, self._inside = [], True
        elif name == "f":
            self._formula = has
        elif name == "row":
            self._row, self._column = int(has["r"]) - 1 if "r" in has else self._row + 1, -1
            self._hidden = has.get("hidden") in _TRUE or has.get("ht") in _NOTHING_HIGH
        elif name == "col" and (has.get("hidden") in _TRUE or has.get("width") in _NOTHING_HIGH):
            self.sheet.hide_columns(int(has.get("min", 1)) - 1, int(has.get("max", 0)) - 1)
        elif name in ("t", "vertAlign", "rPh"):
            self._inline.start(name, has)
        elif name == "mergeCell" and (area := _area(has.get("ref", ""))):
            self.sheet.merged.append(area)

    def text(self, text: str) -> None:
        if self._inside:
            assert self._value is not None
            self._value.append(text)
        else:
            self._inline.text(text)

    def end(self, name: str) -> None:
        if name == "v":
            self._inside = False
        elif name == "c":
            cell = self._cell()
            if cell != "":
                self.sheet.put(self._row, self._column, cell)
                if self._hidden:
                    self.sheet.hidden.add(self._row)
        else:
            self._inline.end(name)

    def finish(self) -> Sheet:
        for top, left, bottom, right in self._spread:
            for row in range(top, min(bottom + 1, len(self.sheet.rows))):
                for column in range(left, min(right + 1, len(self.sheet.rows[row]))):
                    self.sheet.put(row, column, _TO_CALCULATE)
        return self.sheet

    def _cell(self) -> Cell | Broken:
        kind = self._kind
        text = None if self._value is None else "".join(self._value)
        if self._formula is not None:
            if text is None or (text == "" and kind != "str"):
                return NEVER_CALCULATED
            if self.book.recalculate or self._formula.get("ca") in _TRUE:
                if (area := _area(self._formula.get("ref", ""))) and area[:2] != area[2:]:
                    self._spread = [*self._spread, area] if len(self._spread) < 20 else [_around(*self._spread, area)]
                return _TO_CALCULATE
        if kind == "inlineStr":
            return self._words(self._inline.take())
        if not text:
            return ""
        if kind == "s":
            return self._words(self.strings[int(text)] if text.isdecimal() and int(text) < len(self.strings) else None)
        if kind == "str":
            return self._words(clean(_unescaped(text)))
        if kind == "e":
            return error(clean(text))
        if kind == "b":
            return float(text in _TRUE)
        return self._number(text, kind)

    def _number(self, text: str, kind: str) -> Cell | Broken:
        style = int(self._style) if self._style else 0
        shown = self.formats[style] if style < len(self.formats) else None
        if style < len(self.raised) and self.raised[style]:
            return RAISED_WHOLE
        try:
            if kind == "d":
                moment = datetime.datetime.fromisoformat(text.strip())
                return (shown or number_format("yyyy-mm-dd")).moment(moment.replace(tzinfo=None))
            number = float(text)
        except ValueError:
            return _UNREADABLE
        if number - number != 0:
            return _UNREADABLE  # NaN and infinity, which writers let through
        return number if shown is None else shown.number(number, self.book.epoch)

    def _words(self, text: str | None) -> Cell | Broken:
        if text is None:
            return _UNREADABLE
        style = int(self._style) if self._style else 0
        if text and style < len(self.raised) and self.raised[style] and len(text) < 4:
            return RAISED_WHOLE
        shown = self.formats[style] if style < len(self.formats) else None
        return text if shown is None else shown.words(text)


def _around(*areas: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """The smallest area that holds some."""
    tops, lefts, bottoms, rights = zip(*areas, strict=True)
    return min(tops), min(lefts), max(bottoms), max(rights)


def _area(text: str) -> tuple[int, int, int, int] | None:
    first, _, last = text.partition(":")
    start, end = reference(first), reference(last or first)
    return (*start, *end) if start and end else None
