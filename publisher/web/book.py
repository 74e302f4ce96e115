"""An edition laid open for its pages: figures read once per indicator, names looked up as people type them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any, cast

from publisher.folding import folded
from publisher.model import SEX_TOTAL, TOTAL, Area, AreaKind, Dataset, Indicator
from publisher.reader import Reader, Row, Selection
from publisher.statistics.aggregates import Aggregate, aggregate
from publisher.statistics.figures import Figures, Groups, Series, figures, groups
from publisher.statistics.ranking import Ranking, ranking
from publisher.statistics.similar import Neighbour, similar
from publisher.statistics.traits import WEIGHTS, Trait, Traits, traits
from publisher.web.wording import alphabetical

#: Indicators whose figures are kept in memory at once; a busy one is some 4,000 rows.
KEPT = 256

NATION = "00"

#: Editions whose figures are kept laid out.
BOOKS = 4

#: What a municipality may be called beside its name.
_ENDINGS = (" kommun", "s kommun", " stad", "s stad", " municipality", " county", " lan", "s lan")

#: Kinds of areas that can be asked for by name, in order of precedence.
NAMED = (AreaKind.MUNICIPALITY, AreaKind.COUNTY, AreaKind.NATION)


@dataclass
class Book:
    """One edition and what has been read of it so far."""

    reader: Reader
    _figures: OrderedDict[str, tuple[Figures, Sequence[Row]]] = field(default_factory=OrderedDict)
    _computed: dict[tuple[str, ...], object] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def _read(self, indicator: str) -> tuple[Figures, Sequence[Row]]:
        with self._lock:
            if indicator in self._figures:
                self._figures.move_to_end(indicator)
                return self._figures[indicator]
        rows = tuple(self.reader.observations(Selection(indicators=(indicator,))))
        found = (figures(rows), rows)
        with self._lock:
            self._figures[indicator] = found
            if len(self._figures) > KEPT:
                self._figures.popitem(last=False)
        return found

    def figures(self, indicator: str) -> Figures:
        """All figures of an indicator."""
        return self._read(indicator)[0]

    def rows(self, indicator: str) -> Sequence[Row]:
        """All observations of an indicator as the database holds them."""
        return self._read(indicator)[1]

    def series(self, indicator: str, period: str, sex: str = SEX_TOTAL, service_area: str = TOTAL) -> Series:
        return self.figures(indicator).series(indicator, period, sex, service_area)

    def periods(self, indicator: str, kind: AreaKind = AreaKind.MUNICIPALITY) -> tuple[str, ...]:
        """The periods for which any area of a kind has a row, all sexes and services together, oldest first."""
        held = self.figures(indicator)
        return tuple(
            period
            for period in held.periods.get(indicator, ())
            if any(area in self.codes[kind] for area in held.series(indicator, period))
        )

    def latest(self, indicator: str, kind: AreaKind = AreaKind.MUNICIPALITY) -> str | None:
        """The last period for which any area of a kind has a value."""
        for period in reversed(self.periods(indicator, kind)):
            series = self.series(indicator, period)
            if any(cell.value is not None and area in self.codes[kind] for area, cell in series.items()):
                return period
        return None

    def _gate(self, indicator: Indicator, period: str) -> Series | None:
        return self.series(indicator.asked_if, period) if indicator.asked_if else None

    def aggregate(
        self, indicator: Indicator, period: str, group: str = NATION, service_area: str = TOTAL
    ) -> Aggregate:
        """What the municipalities of a county, a group or the nation say together."""
        key = ("aggregate", indicator.id, period, group, service_area)
        if key not in self._computed:
            members, _ = self.groups.members(group, period[:4])
            series = self.series(indicator.id, period, service_area=service_area)
            self._computed[key] = aggregate(indicator, period, series, members, self._gate(indicator, period))
        return cast(Aggregate, self._computed[key])

    def ranking(self, indicator: Indicator, period: str) -> Ranking:
        """All municipalities ranked, or the reason why they are not."""
        key = ("ranking", indicator.id, period)
        if key not in self._computed:
            series, areas = self.series(indicator.id, period), self.groups.municipalities
            self._computed[key] = ranking(indicator, period, series, areas, self._gate(indicator, period))
        return cast(Ranking, self._computed[key])

    @cached_property
    def traits(self) -> Traits:
        """What the municipalities are, for finding similar ones."""
        needed = ("befolkning", "befolkningstathet", "landareal")
        return traits(self.reader.vocabulary, figures(row for id in needed for row in self.rows(id)))

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
            "SELECT DISTINCT o.indicator, a.kind FROM observations o JOIN areas a ON a.code = o.area "
            "WHERE o.value IS NOT NULL"
        ):
            kinds.setdefault(indicator, set()).add(AreaKind(kind))
        return {indicator: frozenset(found) for indicator, found in kinds.items()}

    @cached_property
    def indicators(self) -> Sequence[Indicator]:
        """Indicators that have figures, by subject and then as the vocabulary has them."""
        subjects = self.reader.vocabulary.concepts.get("subject", {})
        known = [i for i in self.reader.vocabulary.indicators.values() if i.id in self.kinds_of]
        return sorted(known, key=lambda i: (subjects[i.subject].order if i.subject in subjects else 0, i.subject, i.id))

    def measured(self, kind: AreaKind) -> list[Indicator]:
        """Indicators with a value for any area of a kind, in the order of :attr:`indicators`."""
        return [indicator for indicator in self.indicators if kind in self.kinds_of[indicator.id]]

    @cached_property
    def _names(self) -> Mapping[AreaKind, Mapping[str, str]]:
        """Folded name, official name and code to the code of an area, for each kind."""
        names: dict[AreaKind, dict[str, str]] = {}
        for kind in NAMED:
            names[kind] = {}
            for area in self._areas(kind):
                plain = [folded(name) for name in (*area.label.values(), area.official_name, area.code) if name]
                bare = [name.removesuffix(ending) for name in plain for ending in _ENDINGS]
                if kind is AreaKind.COUNTY:  # Värmlands län, Värmland
                    bare += [name.removesuffix("s") for name in bare]
                for name in (*bare, *plain):
                    names[kind][name] = area.code
        return names

    def find(self, name: str, kind: AreaKind | None = None) -> Area | None:
        """The municipality, county or nation of that code or name, whatever its accents; None when there is none.

        Where a municipality and a county share a name, as Gotland, the municipality is meant unless ``kind`` says not.
        """
        plain = folded(name)
        for sought in NAMED if kind is None else (kind,):
            for candidate in (plain, *(plain.removesuffix(ending) for ending in _ENDINGS)):
                if code := self._names[sought].get(candidate):
                    return self.reader.vocabulary.areas[code]
        return None

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
        cursor = self.reader.connection.execute(sql, list(values))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def leads(self, area: str) -> list[Mapping[str, Any]]:
        """What is unusual in a municipality, the weightiest first."""
        return self.select("leads", "SELECT * FROM leads WHERE area = ? ORDER BY position", [area])

    def analysis(self, area: str) -> list[Mapping[str, Any]]:
        """The generated analysis of an area, paragraph by paragraph."""
        return self.select("analyses", "SELECT * FROM analyses WHERE area = ? ORDER BY position", [area])


_books: OrderedDict[int, Book] = OrderedDict()
_books_lock = Lock()


def book_of(reader: Reader) -> Book:
    """The edition laid open; kept for the last few editions asked for."""
    with _books_lock:
        held = _books.get(id(reader))
        if held is None:
            held = _books[id(reader)] = Book(reader)
            if len(_books) > BOOKS:
                _books.popitem(last=False)
        _books.move_to_end(id(reader))
        return held
