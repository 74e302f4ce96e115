"""Figures: single published facts, one a row, each with the source that states it.

A CSV file (comma, UTF-8) whose columns are ``indicator_slug``, ``year``, ``reference_period``, ``area_code``,
``population``, ``value``, ``unit``, ``gender``, ``numerator``, ``denominator``, ``precision``, ``source``
(address) and ``page``. What the columns' words mean to us is declared::

    source:
      kind: figures
      file: figures.csv
      sources: {rapport-2014: {url: …, title: …, publisher: socialstyrelsen, note: {sv: …, en: …}}}
      areas: {"0000": "00", size1: storlek-1}
      service_areas: {äldreomsorg: aldreomsorg}      # any other population is told by the indicator
      precision: {ca: approximate, "skattat*": estimated, uppgift saknas: not-answered}
      notes: {reference_period: {"2015-01": avser-januari-2015}}
      answers_in: procent av kommuner                # unit whose denominator is the number that answered
      marks: {"..": suppressed}                      # signs that stand in the place of a number
      scale: {andel-trygghetslarm: 100}              # or one number for all: what every value is multiplied by
      restated: [{indicator: …, period: "2014", keep: rapport-2015, reason: {sv: …, en: …}}]

A row without a year is no point of a series: it goes to the table ``undated``.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

from publisher.errors import Refused, Severity, SourceError
from publisher.model import KEY_COLUMNS, SEX_TOTAL, TOTAL, Source
from publisher.sources.context import Fetched, ObservationRow, SourceContext
from publisher.sources.faults import Faults, listing, nearest
from publisher.sources.grid import Grid, as_text, fold, read_bytes, read_csv
from publisher.sources.numbers import Marks, Numbers, Reading
from publisher.sources.packed import unfold
from publisher.sources.scale import SCALE, check_scale, scaled
from publisher.sources.shapes import BY_LANGUAGE, NUMBER, TEXT, WORDS, by_name, either, many, record
from publisher.sources.table import files
from publisher.wildcard import like

COLUMNS = ("indicator_slug", "year", "reference_period", "area_code", "population", "value", "unit", "gender",
           "numerator", "denominator", "precision", "source", "page")  # fmt: skip
_SEX = {"": SEX_TOTAL, "T": SEX_TOTAL, "K": "F", "F": "F", "M": "M"}
_SOURCE = record(
    {"url": TEXT, "title": TEXT, "publisher": TEXT, "note": BY_LANGUAGE}, needed=("url", "title", "publisher")
)
_RESTATED = record(
    {"indicator": TEXT, "period": TEXT, "keep": TEXT, "reason": BY_LANGUAGE},
    needed=("indicator", "period", "keep", "reason"),
)
_SHAPE = record(
    {
        "kind": TEXT, "file": TEXT, "member": TEXT, "sources": by_name(_SOURCE), "areas": by_name(TEXT),
        "service_areas": by_name(TEXT), "precision": by_name(WORDS), "answers_in": TEXT, "scale": SCALE,
        "notes": record(dict.fromkeys(COLUMNS, by_name(TEXT))), "marks": by_name(either(NUMBER, TEXT)),
        "restated": many(_RESTATED),
    },
    needed=("file", "sources"),
)  # fmt: skip


def fetch(declaration: Mapping[str, Any], context: SourceContext) -> Fetched:
    """Read a file of figures.

    Returns:
        Observations, the sources they cite, the table ``undated``, reasons for restated values, problems.

    Raises:
        Refused: the declaration has words that are not known.
        SourceError: the file is missing, empty, not UTF-8, or lacks a column.
    """
    faults = Faults(context.file, context.read_in)
    _SHAPE.check(declaration, "source", faults)
    if not faults.count:
        check_scale(declaration.get("scale"), context.indicators, faults)
    if problems := faults.problems():
        raise Refused(problems)
    readings: list[_Figures] = []
    for path in files(str(declaration["file"]), context):
        grid = read_csv(unfold(read_bytes(path), path.name, declaration.get("member")) or path, delimiter=",")
        places = _places(grid)
        reading = _Figures(declaration, context, Faults(grid.name))
        width = len(grid.rows[0])
        for number, cells in enumerate(grid.rows[1:], start=2):
            texts = [as_text(cell) for cell in cells]
            if len(texts) < width or any(texts[width:]):
                reading.uneven(number, texts, width)
            elif any(texts):
                reading.read(number, {name: texts[index] for name, index in places.items()})
        readings.append(reading)
    fetched = Fetched()
    kept = {value for reading in readings for value in reading.kept}
    for reading in readings:
        fetched.add(reading.finish(kept))
    return fetched


def _places(grid: Grid) -> dict[str, int]:
    """Where each column stands.

    Raises:
        SourceError: one is missing or stands twice.
    """
    names = [fold(as_text(cell)) for cell in grid.rows[0]]
    found = listing([as_text(cell) for cell in grid.rows[0]], 20)
    for fault, wrong in (
        ("are missing", [name for name in COLUMNS if name not in names]),
        ("stand more than once", [name for name in COLUMNS if names.count(name) > 1]),
    ):
        if wrong:
            raise SourceError(
                f"{grid.name}: row 1: the columns {', '.join(wrong)} {fault}; found: {found}. "
                "Check that this is the right file."
            )
    return {name: names.index(name) for name in COLUMNS}


class _Figures:
    """One file being read."""

    def __init__(self, declaration: Mapping[str, Any], context: SourceContext, faults: Faults):
        self.declaration, self.context, self.faults = declaration, context, faults
        self.ids = {str(source["url"]): key for key, source in declaration["sources"].items()}
        restated = declaration.get("restated", [])
        self.restated: list[Mapping[str, Any]] = restated if isinstance(restated, list) else [restated]
        self.rows: dict[tuple[str, ...], ObservationRow] = {}
        self.undated: list[ObservationRow] = []
        self.populations: dict[str, None] = {}  #: that are no service area of ours
        self.restated_rows: dict[str, str] = {}  #: values left for what another source has stated anew, to that source
        self.kept: set[str] = set()
        marks = Marks.read(declaration.get("marks") or {}, context.vocabulary, faults)
        self.numbers = Numbers(marks=marks, faults=faults, decimal=".")
        self.reasons: dict[tuple[str, ...], Mapping[str, str]] = {}

    def uneven(self, number: int, texts: Sequence[str], width: int) -> None:
        """Note a row that has not as many cells as its head; a blank one is nothing."""
        if any(texts):
            remedy = "Put text that holds a comma in quotation marks; if the row was cut, fetch the file again."
            fault = f"the row has {len(texts)} cells and the head {width}."
            self.faults.add("long-row" if len(texts) > width else "short-row", fault, remedy, row=number)

    def read(self, number: int, cells: Mapping[str, str]) -> None:
        """Take over a row of the file; what is wrong in it is noted."""
        before = self.faults.count
        source = self._known(number, "source", cells["source"], self.ids)
        area = self._area(number, cells["area_code"])
        sex = self._known(number, "gender", cells["gender"], _SEX)
        status = self._word(number, "precision", cells["precision"], self.declaration.get("precision") or {})
        said, numerator, denominator = (
            self._number(number, name, cells[name]) for name in ("value", "numerator", "denominator")
        )
        value, status = (said.value, status or said.status) if said else (None, status)
        if not cells["value"] and status is None:
            fault, remedy = "there is no value and no reason.", "Write the reason in 'precision', in the file."
            self.faults.add("no-reason", fault, remedy, row=number, column="value")
        if self.faults.count > before:
            return
        answers = denominator.value if denominator and numerator is None else None
        if cells["unit"] != self.declaration.get("answers_in") or answers is None or not answers.is_integer():
            answers = None
        row: ObservationRow = {
            "indicator": cells["indicator_slug"],
            "area": area,
            "period": cells["year"],
            "sex": sex,
            "service_area": self._service_area(cells["population"]),
            "value": value,
            "status": status,
            "n": None if answers is None else int(answers),
            "numerator": numerator.value if numerator else None,
            "denominator": denominator.value if denominator else None,
            "source": source,
            "source_place": cells["page"] if cells["page"].startswith(("Bilaga", "Tabell", "s. ")) else "",
            "note": self._notes(number, cells),
        }
        if not cells["year"]:
            self.undated.append({name: value for name, value in row.items() if name != "period"})
            return
        self._keep(row, number)

    def _keep(self, row: ObservationRow, number: int) -> None:
        for entry in self.restated:
            if entry["indicator"] == row["indicator"] and str(entry["period"]) == row["period"]:
                if entry["keep"] != row["source"]:
                    self.restated_rows[f"{row['indicator']}/{row['period']}"] = entry["keep"]
                    return
                self.kept.add(f"{row['indicator']}/{row['period']}")
                self.reasons[tuple(row[column] for column in KEY_COLUMNS)] = entry["reason"]
        key = tuple(row[column] for column in KEY_COLUMNS)
        if (before := self.rows.setdefault(key, row)) is not row:
            self.faults.add(
                "duplicate-row",
                f"{' '.join(key)} stands twice, with {before['value']} and with {row['value']}.",
                "Remove one, or say under 'restated' which source is kept and why.",
                row=number,
                subject=" ".join(key),
            )

    def _service_area(self, population: str) -> str:
        codes = {fold(str(name)): str(code) for name, code in (self.declaration.get("service_areas") or {}).items()}
        if population and fold(population) not in codes:
            self.populations.setdefault(population)
        return codes.get(fold(population), TOTAL)

    def _known(self, number: int, column: str, text: str, codes: Mapping[str, str]) -> str | None:
        alike = {fold(name): code for name, code in codes.items()}
        if fold(text) not in alike:
            remedy = f"{nearest(text, list(codes))}Write it in the declaration, or correct the file."
            self.faults.add(f"unknown-{column}", f"'{text}' is not known.", remedy, row=number, column=column)
        return alike.get(fold(text))

    def _area(self, number: int, text: str) -> str | None:
        codes = {fold(str(name)): code for name, code in (self.declaration.get("areas") or {}).items()}
        code = codes.get(fold(text), text)
        if code not in self.context.vocabulary.areas:
            remedy = "Write its code under 'areas' in the declaration, or correct the file."
            fault = f"'{text}' is not an area."
            self.faults.add("unknown-area", fault, remedy, row=number, column="area_code", subject=text)
            return None
        return str(code)

    def _word(self, number: int, column: str, text: str, words: Mapping[str, str]) -> str | None:
        """The code declared for a text; patterns with ``*`` are allowed, an empty text means none."""
        if not text:
            return None
        for pattern, code in words.items():
            if like(fold(text), fold(str(pattern))):
                return code or None
        remedy = f"Write its meaning under '{column}' in the declaration. Known: {listing(list(words), 20)}."
        self.faults.add(f"unknown-{column}", f"'{text}' is not known.", remedy, row=number, column=column)
        return None

    def _number(self, number: int, column: str, text: str) -> Reading | None:
        return self.numbers.read(text, number, column) if text else None

    def _notes(self, number: int, cells: Mapping[str, str]) -> str:
        found = []
        for column, words in (self.declaration.get("notes") or {}).items():
            for pattern, note in words.items():
                if cells[column] and like(fold(cells[column]), fold(str(pattern))):
                    found.append(str(note))
        return " ".join(sorted(set(found)))

    def finish(self, kept: Container[str]) -> Fetched:
        """What was read, with the sources that were cited; ``kept``: restated values of which a row is kept."""
        self.numbers.finish()
        if self.populations:
            named = listing([f"'{name}'" for name in self.populations], 30)
            fault = f"populations that are no service area of ours were taken for all ({TOTAL}): {named}."
            remedy = "Nothing need be done if the indicator tells them; else write them under 'service_areas'."
            self.faults.add("population-taken-for-all", fault, remedy, severity=Severity.NOTE)
        for value, source in self.restated_rows.items():
            if value in kept:
                fault = f"{value} is taken from '{source}' alone, as declared."
                self.faults.add("restated", fault, "Nothing need be done.", severity=Severity.NOTE, subject=value)
            else:
                fault = f"{value} is to be taken from '{source}', which has no such row."
                remedy = f"Correct 'keep' under 'restated'. Sources: {listing(list(self.ids.values()))}."
                self.faults.add("restated", fault, remedy, subject=value)
        rows = [*self.rows.values(), *self.undated]
        scaled(rows, self.declaration.get("scale"))
        cited = {row["source"] for row in rows}
        sources = [self._source(key, source) for key, source in self.declaration["sources"].items() if key in cited]
        return Fetched(
            observations=list(self.rows.values()),
            sources=sources,
            problems=self.faults.problems(),
            reasons=dict(self.reasons),
            tables={"undated": self.undated} if self.undated else {},
        )

    def _source(self, key: str, source: Mapping[str, Any]) -> Source:
        return Source(
            id=key,
            title=str(source["title"]),
            publisher=str(source["publisher"]),
            url=str(source["url"]),
            retrieved=self.context.today,
            sha256="",
            note=source.get("note") or {},
        )
