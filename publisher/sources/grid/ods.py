"""OpenDocument workbooks (.ods): a sheet as it is shown, from the XML that the file consists of."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Mapping

from publisher.errors import SourceError
from publisher.sources.grid.archive import Archive
from publisher.sources.grid.cells import Broken, Cell, clean, joined
from publisher.sources.grid.formats import Format, number_format
from publisher.sources.grid.sheet import Sheet
from publisher.sources.grid.xlsx import EPOCH, NEVER_CALCULATED, RAISED_WHOLE, error

_ERROR = re.compile(r"#[A-Z0-9/_]+[!?]?|#N/A|Err:\d+")
#: Text that is raised or lowered: ``super``, or by how much: ``33% 58%``.
_RAISED = re.compile(r"su(?:b|per)|-?0*[1-9]")
_TIME = re.compile(r"(-?)PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
_STYLES = ("number-style", "percentage-style", "currency-style", "date-style", "time-style", "text-style")
#: Elements of a date's style to letters of a format code: as they are, and with style="long" or textual="true".
_DATE = {
    "year": ("yy", "yyyy"), "month": ("m", "mm"), "day": ("d", "dd"), "day-of-week": ("ddd", "dddd"), "era": ("", ""),
    "hours": ("h", "hh"), "minutes": ("m", "mm"), "seconds": ("s", "ss"), "am-pm": ("AM/PM", "AM/PM"),
    "quarter": ("q", "q"), "week-of-year": ("d", "d"),
}  # fmt: skip


class Workbook:
    """An OpenDocument workbook.

    Attributes:
        sheets: names of its sheets, in order.

    Raises:
        SourceError: not a whole workbook.
    """

    def __init__(self, archive: Archive):
        self.archive = archive
        self.sheets: dict[str, str] = {}

        def start(name: str, has: Mapping[str, str]) -> None:
            if name == "table" and "table:name" in has:
                self.sheets.setdefault(has["table:name"], has["table:name"])

        archive.parse("content.xml", start, lambda _: None, lambda _: None)
        if not self.sheets:
            raise SourceError(
                f"{archive.file}: not a whole workbook (it has no sheets). It may have been cut; fetch it again."
            )

    def read(self, sheet: str, name: str) -> Sheet:
        """A sheet's cells; ``name`` is file and sheet for messages."""
        styles = _Styles()
        self.archive.parse("styles.xml", styles.start, styles.end, styles.text)
        reader = _SheetReader(Sheet(name), sheet, styles)
        self.archive.parse("content.xml", reader.start, reader.end, reader.text)
        return reader.sheet


class _Styles:
    """The styles of a document: what cells show, and which runs of text are raised."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}  #: style of numbers to its format code
        self.cells: dict[str, tuple[str, str]] = {}  #: style of cells to its style of numbers, and the style above it
        self.raised: set[str] = set()  #: styles whose text is raised or lowered
        self.hidden: set[str] = set()  #: styles of sheets that are not shown
        self._code = self._named = ""
        self._maps: list[tuple[str, str]] = []
        self._kind = ""
        self._words = False
        self._digits: Mapping[str, str] = {}
        self._between: dict[int, str] = {}  #: words among the digits of a number, by the digits to their right
        self._place: int | None = None
        self._formats: dict[str, Format | None] = {}

    def start(self, name: str, has: Mapping[str, str]) -> None:
        if name in _STYLES:
            self._kind, self._named, self._code, self._maps = name, has.get("style:name", ""), "", []
        elif name == "style":
            self._named = has.get("style:name", "")
            above = has.get("style:parent-style-name", "")
            self.cells[self._named] = (has.get("style:data-style-name", ""), above)
        elif name == "table-properties" and has.get("table:display") == "false":
            self.hidden.add(self._named)
        elif name == "text-properties" and _RAISED.match(has.get("style:text-position", "")):
            self.raised.add(self._named)
        elif self._kind:
            self._part(name, has)

    def _part(self, name: str, has: Mapping[str, str]) -> None:
        if name == "number":
            self._digits, self._between = has, {}
        elif name == "embedded-text":
            self._place = int(has.get("number:position", 0))
        elif name in ("scientific-number", "fraction"):
            self._code += {"fraction": "# ?/?"}.get(name, "0.0E+00")
        elif name in ("text", "currency-symbol"):
            self._words = True
        elif name == "text-content":
            self._code += "@"
        elif name in _DATE:
            if has.get("number:textual") == "true":
                self._code += "mmmm"
            else:
                self._code += _DATE[name][has.get("number:style") == "long"]
        elif name == "map":
            condition = has.get("style:condition", "").replace("value()", "").replace("!=", "<>")
            self._maps.append((condition, has.get("style:apply-style-name", "")))

    def text(self, text: str) -> None:
        if self._place is not None:
            self._between[self._place] = text
        elif self._words:
            percent = self._kind == "percentage-style" and text.strip() == "%"
            self._code += "%" if percent else '"' + text.replace('"', "'") + '"'

    def end(self, name: str) -> None:
        if name in ("text", "currency-symbol"):
            self._words = False
        elif name == "embedded-text":
            self._place = None
        elif name == "number":
            self._code += self._number()
        elif name == self._kind:
            mapped = [f"[{condition}]{self.codes.get(style, 'General')}" for condition, style in self._maps]
            self.codes[self._named] = ";".join([*mapped[:3], self._code or '""'])
            self._kind = ""

    def _number(self) -> str:
        zeros = int(self._digits.get("number:min-integer-digits", 1))
        decimals = int(self._digits.get("number:decimal-places", 0))
        digits = list("0" * min(zeros, 20) or "#")
        for place, words in sorted(self._between.items(), reverse=True):
            digits = ["#"] * (place - len(digits)) + digits if place <= 20 else digits
            digits.insert(max(0, len(digits) - place), f'"{words}"')
        factor = float(self._digits.get("number:display-factor", 1))
        thousands = "," * (len(str(int(factor))) // 3 if 1000 <= factor < 1e18 else 0)
        return "".join(digits) + "." * (decimals > 0) + "0" * min(decimals, 20) + thousands

    def format(self, style: str) -> Format | None:
        """What cells of a style show; None: what they store, or nothing is said of it."""
        if style not in self._formats:
            code, seen, above = "", set(), style
            while above in self.cells and above not in seen and not code:
                seen.add(above)
                number, above = self.cells[above]
                code = self.codes.get(number, "")
            self._formats[style] = number_format(code) if code else None
        return self._formats[style]


class _SheetReader:
    """The elements of a document's content on their way to cells."""

    def __init__(self, sheet: Sheet, name: str, styles: _Styles):
        self.sheet, self.styles, self._name = sheet, styles, name
        self._here = False
        self._tables = 0
        self._row = self._column = 0
        self._rows = 1
        self._hidden = False
        self._ends: list[int] = []  #: ends of spans of columns
        self._columns: list[str] = []  #: their styles
        self._row_style = ""
        self._cell: Mapping[str, str] | None = None
        self._runs: list[tuple[str, bool]] = []
        self._spans: list[bool] = []
        self._aside = 0  #: depth within what is not the cell's own text: comments, drawings, phonetic readings
        self._within = False
        self._paragraphs = 0

    def start(self, name: str, has: Mapping[str, str]) -> None:
        if name == "table":
            self._tables += 1
            if self._tables == 1:
                self._here = has.get("table:name") == self._name
                if self._here and has.get("table:style-name", "") in self.styles.hidden:
                    self.sheet.state = "hidden"
        elif not self._here:
            self.styles.start(name, has)
        elif self._aside or name in ("annotation", "frame", "custom-shape", "ruby-text", "note", "shapes", "rect"):
            self._aside += 1
        elif name == "table-column":
            times = int(has.get("table:number-columns-repeated", 1))
            first = self._ends[-1] if self._ends else 0
            if has.get("table:visibility", "visible") != "visible":
                self.sheet.hide_columns(first, first + times - 1)
            self._ends.append(first + times)
            self._columns.append(has.get("table:default-cell-style-name", ""))
        elif name == "table-row":
            self._rows = int(has.get("table:number-rows-repeated", 1))
            self._hidden = has.get("table:visibility", "visible") != "visible"
            self._row_style = has.get("table:default-cell-style-name", "")
            self._column = 0
        elif name in ("table-cell", "covered-table-cell"):
            self._cell, self._runs, self._paragraphs = has, [], 0
        elif name == "p":
            if self._runs:
                self._runs.append(("\n", False))
            self._within = True
            self._paragraphs += 1  # an empty one is an empty result
        elif name == "span":
            self._spans.append(has.get("text:style-name", "") in self.styles.raised)
        elif name in ("s", "tab", "line-break"):
            self._runs.append((" ", False))

    def text(self, text: str) -> None:
        if not self._here:
            self.styles.text(text)
        elif self._within and not self._aside:
            self._runs.append((text, bool(self._spans) and self._spans[-1]))

    def end(self, name: str) -> None:
        if name == "table":
            self._tables -= 1
            if self._tables == 0:
                self._here = False
        elif not self._here:
            self.styles.end(name)
        elif self._aside:
            self._aside -= 1
        elif name == "p":
            self._within = False
        elif name == "span":
            self._spans.pop()
        elif name in ("table-cell", "covered-table-cell"):
            self._put()
        elif name == "table-row":
            self.sheet.repeat(self._row, self._rows)
            self._row += self._rows

    def _put(self) -> None:
        has = self._cell or {}
        times = int(has.get("table:number-columns-repeated", 1))
        cell = self._shown(has)
        if cell != "":
            self.sheet.put(self._row, self._column + times - 1, cell)  # the farthest first: it is held to the bound
            for column in range(self._column, self._column + times - 1):
                self.sheet.put(self._row, column, cell)
            if self._hidden:
                self.sheet.hidden.add(self._row)
        across, down = (int(has.get(f"table:number-{what}-spanned", 1)) for what in ("columns", "rows"))
        if across > 1 or down > 1:
            self.sheet.merged.append((self._row, self._column, self._row + down - 1, self._column + across - 1))
        self._column += times
        self._cell = None

    def _style(self, has: Mapping[str, str]) -> Format | None:
        if style := has.get("table:style-name") or self._row_style:
            return self.styles.format(style)
        span = bisect_right(self._ends, self._column)
        return self.styles.format(self._columns[span] if span < len(self._columns) else "")

    def _shown(self, has: Mapping[str, str]) -> Cell | Broken:
        text = clean(joined(self._runs)) if self._runs else ""
        kind = has.get("office:value-type") or has.get("calcext:value-type") or ""
        if not kind and not text:
            return NEVER_CALCULATED if "table:formula" in has and not self._paragraphs else ""
        if has.get("calcext:value-type") == "error" or ("table:formula" in has and _ERROR.fullmatch(text)):
            return error(text or "#ERROR!")
        if has.get("table:style-name") in self.styles.raised and (kind != "string" or len(text) < 4):
            return RAISED_WHOLE
        shown = self._style(has)
        if kind in ("float", "percentage", "currency"):
            number = float(has["office:value"])
            if number - number != 0:
                return Broken("(number)", f"holds {number}, which is no number.", "Correct it in the workbook.")
            return self._number(number, text, shown or (number_format("0%") if kind == "percentage" else None))
        if kind == "date":
            moment = datetime.datetime.fromisoformat(has["office:date-value"]).replace(tzinfo=None)
            return (shown or number_format(_as_written(text, moment))).moment(moment)
        if kind == "time" and (found := _TIME.fullmatch(has.get("office:time-value", ""))):
            hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
            return f"{found[1]}{hours:02}:{minutes:02}:{seconds:02}"
        if kind == "boolean":
            return float(has.get("office:boolean-value") == "true")
        text = text or clean(has.get("office:string-value", ""))
        return text if shown is None else shown.words(text)

    @staticmethod
    def _number(number: float, text: str, shown: Format | None) -> Cell | Broken:
        if shown is not None:
            return number if shown.plain else shown.number(number, EPOCH)
        return text if text[:1] == "0" and text.isdecimal() and float(text) == number and text != "0" else number


def _as_written(text: str, moment: datetime.datetime) -> str:
    """The format of a date whose style says nothing, out of the text beside it."""
    if text == f"{moment.year:04}":
        return "yyyy"
    return "yyyy-mm" if text == f"{moment.year:04}-{moment.month:02}" else "yyyy-mm-dd hh:mm"
