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
      scale: {andel-trygghetslarm: 100}              # or one number for all: what every value is multiplied by
      restated: [{indicator: …, period: "2014", keep: rapport-2015, reason: {sv: …, en: …}}]

A row without a year is no point of a series: it goes to the table ``undated``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from publisher.errors import Refused, SourceError
from publisher.model import KEY_COLUMNS, SEX_TOTAL, TOTAL, Source
from publisher.sources.context import Fetched, ObservationRow, SourceContext
from publisher.sources.faults import Faults, listing, nearest
from publisher.sources.grid import as_text, read_csv
from publisher.sources.scale import SCALE, check_scale, scaled
from publisher.sources.shapes import BOTH_LANGUAGES, TEXT, WORDS, by_name, many, record
from publisher.sources.table import files

COLUMNS = ("indicator_slug", "year", "reference_period", "area_code", "population", "value", "unit", "gender",
           "numerator", "denominator", "precision", "source", "page")  # fmt: skip
_SEX = {"": SEX_TOTAL, "T": SEX_TOTAL, "K": "F", "F": "F", "M": "M"}
_SOURCE = record(
    {"url": TEXT, "title": TEXT, "publisher": TEXT, "note": BOTH_LANGUAGES}, needed=("url", "title", "publisher")
)
_RESTATED = record(
    {"indicator": TEXT, "period": TEXT, "keep": TEXT, "reason": BOTH_LANGUAGES},
    needed=("indicator", "period", "keep", "reason"),
)
_SHAPE = record(
    {
        "kind": TEXT, "file": TEXT, "sources": by_name(_SOURCE), "areas": by_name(TEXT), "service_areas": by_name(TEXT),
        "precision": by_name(WORDS), "notes": record(dict.fromkeys(COLUMNS, by_name(TEXT))), "answers_in": TEXT,
        "restated": many(_RESTATED), "scale": SCALE,
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
    faults = Faults(context.file)
    _SHAPE.check(declaration, "source", faults)
    if not faults.count:
        check_scale(declaration.get("scale"), context.indicators, faults)
    if problems := faults.problems():
        raise Refused(problems)
    fetched = Fetched()
    for path in files(str(declaration["file"]), context):
        grid = read_csv(path, delimiter=",")
        names = [as_text(cell) for cell in grid.rows[0]]
        if missing := [name for name in COLUMNS if name not in names]:
            raise SourceError(
                f"{grid.name}: row 1: the columns {', '.join(missing)} are missing; found: {listing(names, 20)}. "
                "Check that this is the right file."
            )
        reading = _Figures(declaration, context, Faults(grid.name))
        for number, cells in enumerate(grid.rows[1:], start=2):
            if any(cells):
                texts = [as_text(cell) for cell in cells] + [""] * (len(names) - len(cells))
                reading.read(number, dict(zip(names, texts, strict=False)))
        fetched.add(reading.finish())
    return fetched


class _Figures:
    """One file being read."""

    def __init__(self, declaration: Mapping[str, Any], context: SourceContext, faults: Faults):
        self.declaration, self.context, self.faults = declaration, context, faults
        self.ids = {str(source["url"]): key for key, source in declaration["sources"].items()}
        restated = declaration.get("restated", [])
        self.restated: list[Mapping[str, Any]] = restated if isinstance(restated, list) else [restated]
        self.rows: dict[tuple[str, ...], ObservationRow] = {}
        self.undated: list[ObservationRow] = []
        self.reasons: dict[tuple[str, ...], Mapping[str, str]] = {}

    def read(self, number: int, cells: Mapping[str, str]) -> None:
        """Take over a row of the file; what is wrong in it is noted."""
        before = self.faults.count
        source = self._known(number, "source", cells["source"], self.ids)
        area = self._area(number, cells["area_code"])
        sex = self._known(number, "gender", cells["gender"], _SEX)
        status = self._word(number, "precision", cells["precision"], self.declaration.get("precision") or {})
        value, numerator, denominator = (
            self._number(number, name, cells[name]) for name in ("value", "numerator", "denominator")
        )
        if not cells["value"] and status is None:
            fault, remedy = "there is no value and no reason.", "Write the reason in 'precision', in the file."
            self.faults.add("no-reason", fault, remedy, row=number, column="value")
        if self.faults.count > before:
            return
        answers = cells["unit"] == self.declaration.get("answers_in") and numerator is None and denominator is not None
        row: ObservationRow = {
            "indicator": cells["indicator_slug"],
            "area": area,
            "period": cells["year"],
            "sex": sex,
            "service_area": (self.declaration.get("service_areas") or {}).get(cells["population"], TOTAL),
            "value": value,
            "status": status,
            "n": int(denominator) if answers and denominator is not None else None,
            "numerator": numerator,
            "denominator": denominator,
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
                    return
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

    def _known(self, number: int, column: str, text: str, codes: Mapping[str, str]) -> str | None:
        if text not in codes:
            remedy = f"{nearest(text, list(codes))}Write it in the declaration, or correct the file."
            self.faults.add(f"unknown-{column}", f"'{text}' is not known.", remedy, row=number, column=column)
        return codes.get(text)

    def _area(self, number: int, text: str) -> str | None:
        code = (self.declaration.get("areas") or {}).get(text, text)
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
            if fnmatchcase(text, str(pattern)):
                return code or None
        remedy = f"Write its meaning under '{column}' in the declaration. Known: {listing(list(words), 20)}."
        self.faults.add(f"unknown-{column}", f"'{text}' is not known.", remedy, row=number, column=column)
        return None

    def _number(self, number: int, column: str, text: str) -> float | None:
        if not text:
            return None
        try:
            return float(text)
        except ValueError:
            fault = f"'{text}' is not a number."
            self.faults.add("not-a-number", fault, "Write digits with a decimal point.", row=number, column=column)
            return None

    def _notes(self, number: int, cells: Mapping[str, str]) -> str:
        found = []
        for column, words in (self.declaration.get("notes") or {}).items():
            for pattern, note in words.items():
                if cells[column] and fnmatchcase(cells[column], str(pattern)):
                    found.append(str(note))
        return " ".join(sorted(set(found)))

    def finish(self) -> Fetched:
        """What was read, with the sources that were cited."""
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
