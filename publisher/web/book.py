"""An edition laid open for its pages: figures read once per indicator, names looked up as people type them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from sys import intern
from typing import Any

from publisher.connection import mappings
from publisher.model import (
    KEY_COLUMNS,
    SEX_TOTAL,
    TOTAL,
    Area,
    AreaKind,
    Concept,
    Dataset,
    Indicator,
    Observation,
    Period,
    Text,
)
from publisher.reader import Reader, Selection
from publisher.rooms import ROOMS
from publisher.statistics.aggregates import Aggregate, aggregate
from publisher.statistics.bounds import rounding
from publisher.statistics.comparability import Verdict, definition_verdict, verdict
from publisher.statistics.figures import Groups, Series, figures, groups
from publisher.statistics.ranking import Ranking, ranking
from publisher.statistics.similar import Neighbour, similar
from publisher.statistics.traits import MEASURED, WEIGHTS, Trait, Traits, traits
from publisher.vocabulary.names import AreaNames
from publisher.web.bounded import Bounded, Computed
from publisher.web.shelf import made_of
from publisher.web.wording import alphabetical

#: How much is kept in memory: whole indicators (some 4,000 rows), rows in series of one period, what is computed.
KEPT_ROWS, KEPT_SERIES, KEPT_COMPUTED = 32, 200_000, 20_000

SERIES = "indicator = ? AND period = ? AND sex = ? AND service_area = ? ORDER BY area"
HISTORY = "indicator = ? AND area = ? AND sex = ? AND service_area = ? ORDER BY period"
NOTED = """
  SELECT area, period, sex, service_area, note, dataset FROM observations WHERE indicator = ? AND note <> ''
"""

#: Area, period, sex and service area to what is noted about that value.
Notes = Mapping[tuple[str, str, str, str], Sequence[Text]]


@dataclass
class Book:
    """One edition and what has been read of it so far."""

    reader: Reader
    computed: Computed = field(default_factory=lambda: Computed(KEPT_COMPUTED))
    _series: Bounded[tuple[str, str, str, str], Series] = field(default_factory=lambda: Bounded(KEPT_SERIES, len))
    _rounding: dict[tuple[str, str], float] = field(default_factory=dict)
    _rows: Bounded[str, Sequence[Observation]] = field(default_factory=lambda: Bounded(KEPT_ROWS))

    def rows(self, indicator: str) -> Sequence[Observation]:
        """All observations of an indicator as the database holds them."""
        selection = Selection(indicators=(indicator,))
        return self._rows.once(indicator, lambda: tuple(self.reader.observations(selection)))

    def series(self, indicator: str, period: str, sex: str = SEX_TOTAL, service_area: str = TOTAL) -> Series:
        """Area code to figure, for one period and breakdown."""
        key = (indicator, period, sex, service_area)
        return self._series.once(key, lambda: self._cells(SERIES, key, "area"))

    def history(self, indicator: str, area: str) -> Mapping[str, Observation]:
        """Period to figure, all sexes and services together, oldest first."""
        return self._cells(HISTORY, (indicator, area, SEX_TOTAL, TOTAL), "period")

    def _cells(self, sql: str, values: Sequence[str], by: str) -> dict[str, Observation]:
        found = self.reader.connection.execute(f"SELECT {self.reader.figures} FROM observations WHERE {sql}", values)  # noqa: S608
        key = len(KEY_COLUMNS)
        cells = (Observation(*map(intern, row[:key]), *row[key:]) for row in found)  # type: ignore[arg-type]
        return {getattr(cell, by): cell for cell in cells}

    @cached_property
    def _known(self) -> Mapping[tuple[str, AreaKind], Mapping[str, int]]:
        """Indicator and kind of area to its periods, oldest first, with how many values each; totals only."""
        found: dict[tuple[str, AreaKind], dict[str, int]] = {}
        sql = f"SELECT indicator, kind, period, with_value FROM {self.reader.available}"  # noqa: S608
        sql += " WHERE sex = ? AND service_area = ?"
        for indicator, kind, period, number in self.reader.connection.execute(sql, [SEX_TOTAL, TOTAL]):
            found.setdefault((indicator, AreaKind(kind)), {})[period] = number
        return {
            key: dict(sorted(periods.items(), key=lambda p: (Period.parse(p[0]).start, p[0])))
            for key, periods in found.items()
        }

    def periods(self, indicator: str, kind: AreaKind = AreaKind.MUNICIPALITY) -> tuple[str, ...]:
        """The periods for which any area of a kind has a row, all sexes and services together, oldest first."""
        return tuple(self._known.get((indicator, kind), ()))

    def latest(self, indicator: str, kind: AreaKind = AreaKind.MUNICIPALITY) -> str | None:
        """The last period for which any area of a kind has a value."""
        known = self._known.get((indicator, kind), {})
        return next((period for period in reversed(list(known)) if known[period]), None)

    def later_surveys(self, indicator: Indicator) -> list[Concept]:
        """Surveys after the latest answers of municipalities to a question; one whose answers are here is none."""
        known = self.reader.vocabulary.concepts.get("survey", {})
        latest = self.latest(indicator.id) or ""
        surveys = [known[code] for code in indicator.later_surveys if code in known]
        return [one for one in surveys if one.period is None or one.period > latest]

    @cached_property
    def newest(self) -> str:
        """The last period for which any municipality has a value of anything that is not background."""
        background = self.reader.vocabulary.background
        known = (self.latest(i.id) for i in self.measured(AreaKind.MUNICIPALITY) if not background(i))
        return max((period for period in known if period), default=self.reader.edition.published[:4])

    @cached_property
    def decimals(self) -> Mapping[str, int]:
        """Indicator to the decimals that all its values are written with: none when they are whole."""
        found = {}
        for id, broken, most in self.reader.connection.execute(
            f"SELECT indicator, sum(fractions), max(largest) FROM {self.reader.available} "  # noqa: S608
            "WHERE with_value GROUP BY indicator"
        ):
            percent = (known := self.reader.vocabulary.indicators.get(id)) is not None and all(
                one.unit.startswith("percent") for one in known.scales
            )
            found[id] = 0 if not broken else 1 if percent or most >= 10 else 2
        return found

    def gate(self, indicator: Indicator, period: str) -> Series | None:
        """The figures of the question that decides who is asked; None when there is none."""
        return self.series(indicator.asked_if, period) if indicator.asked_if else None

    def aggregate(self, indicator: Indicator, period: str, group: str = "", service_area: str = TOTAL) -> Aggregate:
        """What the municipalities of a county, a group or the nation ('') say together."""
        group = group or self.groups.nation
        key = ("aggregate", indicator.id, period, group, service_area)

        def make() -> Aggregate:
            members, _ = self.groups.members(group, period[:4])
            series = self.series(indicator.id, period, service_area=service_area)
            return aggregate(indicator, period, series, members, self.gate(indicator, period))

        return self.computed.once(key, make)

    def ranking(self, indicator: Indicator, period: str) -> Ranking:
        """All municipalities ranked, or the reason why they are not."""
        key = ("ranking", indicator.id, period)

        def make() -> Ranking:
            series, areas = self.series(indicator.id, period), self.groups.municipalities
            return ranking(indicator, period, series, areas, self.gate(indicator, period))

        return self.computed.once(key, make)

    def verdict(self, indicator: Indicator, area: Area, earlier: str, later: str) -> Verdict:
        """May two periods of an area be compared: of most areas what the definition says, which is the same for all."""
        if area.changes and not indicator.todays_borders:
            return verdict(indicator, area, earlier, later)
        key = ("verdict", indicator.id, earlier, later)
        return self.computed.once(key, lambda: definition_verdict(indicator, earlier, later))

    def rounding(self, indicator: str, period: str) -> float:
        """Half a unit of the last decimal that the values of a period are published with."""
        key = (indicator, period)
        if key not in self._rounding:
            sql = f"SELECT value FROM observations WHERE value IS NOT NULL AND {SERIES}"  # noqa: S608
            found = self.reader.connection.execute(sql, (*key, SEX_TOTAL, TOTAL))
            self._rounding[key] = rounding(value for (value,) in found)
        return self._rounding[key]

    @cached_property
    def traits(self) -> Traits:
        """What the municipalities are, for finding similar ones."""
        cells: list[Observation] = []
        for id in map(self.reader.vocabulary.measuring, MEASURED):
            if id is not None and (latest := self.latest(id)) is not None:  # growth looks ten years back
                for period in {latest, str(int(latest[:4]) - 10)}:
                    cells += self.series(id, period).values()
        return traits(self.reader.vocabulary, figures(cells))

    def similar(self, area: str, weights: Mapping[Trait, float] = WEIGHTS, count: int | None = None) -> list[Neighbour]:
        """The most similar municipalities with their reasons, nearest first."""
        return similar(self.traits, area, weights, count)

    @cached_property
    def groups(self) -> Groups:
        return groups(self.reader.vocabulary)

    @cached_property
    def codes(self) -> Mapping[AreaKind, frozenset[str]]:
        """Codes of the areas of each kind."""
        areas = self.reader.vocabulary.areas.values()
        return {kind: frozenset(area.code for area in areas if area.kind is kind) for kind in AreaKind}

    @cached_property
    def municipalities(self) -> Sequence[Area]:
        """All municipalities in the order of the alphabet."""
        return self._areas(AreaKind.MUNICIPALITY)

    @cached_property
    def counties(self) -> Sequence[Area]:
        return sorted(self._areas(AreaKind.COUNTY), key=lambda area: area.code)

    def _areas(self, kind: AreaKind) -> list[Area]:
        areas = self.reader.vocabulary.areas.values()
        return sorted((a for a in areas if a.kind is kind), key=lambda a: (alphabetical(a.label["sv"]), a.code))

    @cached_property
    def datasets(self) -> Mapping[str, Dataset]:
        return {dataset.name: dataset for dataset in self.reader.catalog.datasets}

    @cached_property
    def dataset_of(self) -> Mapping[str, Dataset]:
        """Indicator id to the dataset that holds its figures."""
        return {id: dataset for dataset in self.reader.catalog.datasets for id in dataset.indicators}

    @cached_property
    def kinds_of(self) -> Mapping[str, frozenset[AreaKind]]:
        """Indicator id to the kinds of areas that have a value."""
        kinds: dict[str, set[AreaKind]] = {}
        for indicator, kind in self.reader.connection.execute(
            f"SELECT DISTINCT indicator, kind FROM {self.reader.available} WHERE with_value"  # noqa: S608
        ):
            kinds.setdefault(indicator, set()).add(AreaKind(kind))
        return {indicator: frozenset(found) for indicator, found in kinds.items()}

    @cached_property
    def noted(self) -> Mapping[tuple[str, str], Text]:
        """Dataset and id of a note to its text."""
        told = self.reader.vocabulary.languages
        columns = ", ".join(f"note_{code}" for code in told)
        rows = self.reader.connection.execute(f"SELECT dataset, id, {columns} FROM notes ORDER BY dataset, id")  # noqa: S608
        return {(dataset, id): dict(zip(told, said, strict=True)) for dataset, id, *said in rows}

    def notes(self, indicator: str) -> Notes:
        """Area, period, sex and service area to what is noted about that very value."""
        key = ("notes", indicator)

        def make() -> dict[tuple[str, str, str, str], list[Text]]:
            return {
                (area, period, sex, service): [self.noted[dataset, id] for id in ids.split()]
                for area, period, sex, service, ids, dataset in self.reader.connection.execute(NOTED, [indicator])
            }

        return self.computed.once(key, make)

    @cached_property
    def gone(self) -> Mapping[str, Sequence[str]]:
        """``kind/key`` of what was withdrawn, and what replaced it."""
        place = self.reader.folder / "linked-data" / "gone.json"
        return json.loads(place.read_bytes()) if place.is_file() else {}

    @cached_property
    def spans(self) -> Mapping[str, tuple[str, str]]:
        """Indicator id to its first and last period."""
        return {
            indicator: (first, last)
            for indicator, first, last in self.reader.connection.execute(
                f"SELECT indicator, min(period), max(period) FROM {self.reader.available} GROUP BY indicator"  # noqa: S608
            )
        }

    @cached_property
    def indicators(self) -> Sequence[Indicator]:
        """Indicators that have figures, by subject and then as the vocabulary has them."""
        subjects = self.reader.vocabulary.concepts.get("subject", {})
        known = [i.at(self.spans[i.id][1]) for i in self.reader.vocabulary.indicators.values() if i.id in self.kinds_of]
        return sorted(known, key=lambda i: (subjects[i.subject].order if i.subject in subjects else 0, i.subject, i.id))

    def measured(self, kind: AreaKind) -> list[Indicator]:
        """Indicators with a value for any area of a kind, in the order of :attr:`indicators`."""
        return [indicator for indicator in self.indicators if kind in self.kinds_of[indicator.id]]

    @cached_property
    def names(self) -> AreaNames:
        """What the areas may be called."""
        return AreaNames(self.reader.vocabulary)

    def find(self, name: str, kind: AreaKind | None = None) -> Area | None:
        """The municipality, county or nation of a code or name, however written; None when there is none or several.

        Where a municipality and a county share a name the municipality is meant unless ``kind`` says not.
        """
        found = self.names.find(name, kind)
        return found[0] if len(found) == 1 else None

    # -- what the edition's statistics say in words ---------------------------------------------

    @cached_property
    def tables(self) -> frozenset[str]:
        """Names of the tables this edition has."""
        return frozenset(
            name for (name,) in self.reader.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        )

    def select(self, table: str, sql: str, values: Sequence[object] = ()) -> list[Mapping[str, Any]]:
        """Rows of a statement as mappings; none when the edition has no such table."""
        if table not in self.tables:
            return []
        return list(mappings(self.reader.connection.execute(sql, list(values))))

    @cached_property
    def held(self) -> frozenset[str]:
        """Tables of the rooms that this edition has something for."""
        tables = [room.table for room in ROOMS.values()]
        return frozenset(one for one in tables if self.select(one, f"SELECT 1 FROM {one} LIMIT 1"))  # noqa: S608

    def answers(self, table: str) -> bool:
        """Whether the addresses of a room answer, by its table: its site opens it, or the edition has something for it.

        An edition that has nothing yet says so there, and nothing leads there; one from before there were lines of
        rooms has what it has.
        """
        opened = self.reader.catalog.rooms
        return table in self.held or any(room.table == table and room.name in opened for room in ROOMS.values())

    @cached_property
    def closed(self) -> tuple[str, ...]:
        """Paths of the pages of the other rooms: there is nothing there."""
        return tuple(room.path for room in ROOMS.values() if room.table not in self.held)

    def leads(self, area: str) -> list[Mapping[str, Any]]:
        """What is unusual in a municipality, the weightiest first."""
        return self.select("leads", "SELECT * FROM leads WHERE area = ? ORDER BY position", [area])

    def analysis(self, area: str) -> list[Mapping[str, Any]]:
        """The generated analysis of an area, paragraph by paragraph."""
        return self.select("analyses", "SELECT * FROM analyses WHERE area = ? ORDER BY position", [area])


def book_of(reader: Reader) -> Book:
    """The edition laid open."""
    return made_of(reader, Book)
