"""One indicator for several municipalities: values, what can be told apart, where they stand among all, since when."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from publisher.model import Area, Indicator
from publisher.statistics.aggregates import Method, limits
from publisher.statistics.comparability import segments
from publisher.web.charts import Bars, Histogram, Key, Line, Lines, Mark
from publisher.web.charts.chart import MISSING, fill_of
from publisher.web.pages.development import break_notes
from publisher.web.pages.distribution import Distribution
from publisher.web.pages.view import View

STYLES = ("line2", "line1", "line3", "line4")


def letters(areas: Sequence[Area]) -> dict[str, str]:
    """A letter for each municipality, in the order chosen."""
    return {area.code: "ABCDEFGHIJ"[index] for index, area in enumerate(areas)}


@dataclass(frozen=True)
class Cell:
    """One value in the table."""

    text: str
    fill: str  #: of its step; '' for numbers
    know: str  #: status of the value, or why there is none
    missing: bool
    at: str = ""  #: address of the value; "" where nothing is known of it


@dataclass(frozen=True)
class Comparison:
    """A row of the comparison and its charts."""

    view: View
    indicator: Indicator
    period: str
    areas: Sequence[Area]

    def __post_init__(self) -> None:
        object.__setattr__(self, "indicator", self.indicator.at(self.period))

    @cached_property
    def distribution(self) -> Distribution:
        return Distribution(self.view, self.indicator, self.period)

    @cached_property
    def values(self) -> dict[str, float]:
        """Municipality code to value, for those that have one."""
        cells = self.distribution.cells
        return {
            area.code: value
            for area in self.areas
            if (cell := cells.get(area.code)) is not None and (value := cell.value) is not None
        }

    @property
    def cells(self) -> list[Cell]:
        return [self._cell(area) for area in self.areas]

    def _cell(self, area: Area) -> Cell:
        words = self.view.words
        held = self.distribution.cells.get(area.code)
        at = self.view.href(f"/varde/{self.indicator.id}/{area.code}/{self.period}") if held else ""
        if held is None or held.value is None:
            status = (held.status if held else None) or "unknown-reason"
            return Cell(words.status(status), MISSING, words.status_definition(status), missing=True, at=at)
        return Cell(
            at=at,
            text=words.figure(self.indicator, held.value, held.margin),
            fill=self._fill(held.value),
            know=words.status(held.status) if held.status else "",
            missing=False,
        )

    def _fill(self, value: float) -> str:
        parts = self.distribution.whole.parts
        return next((fill_of(i, len(parts)) for i, part in enumerate(parts) if part.code == value), "")

    @property
    def everywhere(self) -> str:
        """What all municipalities say together."""
        view, whole = self.view, self.distribution.whole
        if whole.value is None or whole.method is Method.SUM:
            return ""
        if whole.method is Method.SHARES:
            top = whole.parts[-1]
            return f"{view.words.share(top.count, whole.n)} {view.words.text(top.label).lower()}"
        name = view.say("median") if whole.method is Method.MEDIAN else view.say("ratio of sums")
        return f"{name} {self.distribution.figure(whole.value)}"

    @cached_property
    def spread(self) -> float:
        """How far apart the municipalities stand among all: share of all between the lowest and the highest, 0–1."""
        every = self.distribution.values
        ranking = self.view.book.ranking(self.indicator, self.period)
        if len(self.values) < 2 or not every or not ranking.ranked:
            return -1.0  # what is not ranked sets nobody apart
        places = [
            (bisect_left(every, value) + bisect_right(every, value)) / (2 * len(every))
            for value in set(self.values.values())
        ]
        return max(places) - min(places)

    @property
    def verdict(self) -> str:
        """What may be said of the differences."""
        view = self.view
        if len(self.values) < 2:
            return view.say("Too few values to compare.")
        if len(set(self.values.values())) == 1:
            if len(self.values) < len(self.areas):
                return view.say("The same where there is a value.")
            return view.say("The same answer.") if self.indicator.steps else view.say("The same value.")
        ranking = view.book.ranking(self.indicator, self.period)
        if ranking.uncertain:
            return view.words.text(ranking.margin)
        names = letters(self.areas)  # they stand in the head of the table
        alike = [
            f"{names[one]}–{names[other]}"
            for one, other in combinations(self.values, 2)
            if not self.indicator.steps and not ranking.told_apart(one, other)
        ]
        if not alike:
            return ""
        if len(alike) == len(self.values) * (len(self.values) - 1) // 2:
            return view.say("The values differ by less than what can be told apart.")
        shown = alike[:4]
        rest = len(alike) - len(shown)
        text = "; ".join(shown) + (view.say(" and %(n)s pairs more", n=rest) if rest else "")
        return view.say("Cannot be told apart: %(pairs)s.", pairs=text)

    # -- charts ---------------------------------------------------------------------------------

    @property
    def chart(self) -> Bars | Histogram:
        """Where they stand among all municipalities."""
        view, marks = self.view, letters(self.areas)
        title = view.say(
            "%(indicator)s, %(period)s",
            indicator=view.words.text(self.indicator.label),
            period=view.words.period(self.period),
        )
        own = "; ".join(
            f"{marks[area.code]} {view.words.text(area.label)}: {cell.text}"
            for area, cell in zip(self.areas, self.cells, strict=True)
        )
        description = f"{own}. {self.distribution.words()}"
        header = [view.say("Municipality"), view.say("Value")]
        rows = [
            [f"{marks[area.code]} {view.words.text(area.label)}", cell.text]
            for area, cell in zip(self.areas, self.cells, strict=True)
        ]
        if self.distribution.stepped:
            above: dict[float, str] = {}
            for code, value in self.values.items():
                above[value] = f"{above.get(value, '')} {marks[code]}".strip()
            bar = self.distribution.bar(note=f"n = {view.words.number(self.distribution.whole.n)}", letters=above)
            return Bars(
                title=title,
                description=description,
                keys=self.distribution.keys(),
                bars=[bar],
                header=header,
                rows=rows,
                height=20,
            )
        points = [
            Mark(view.words.text(area.label), self.values[area.code], marks[area.code])
            for area in self.areas
            if area.code in self.values
        ]
        drawn = self.distribution.histogram(points, title=title, header=header, rows=rows)
        return Histogram(**{**drawn.__dict__, "description": description, "words": description, "height": 60})

    @cached_property
    def known(self) -> dict[str, dict[str, float]]:
        """Municipality code to its values by period."""
        held = {area.code: self.view.book.history(self.indicator.id, area.code) for area in self.areas}
        return {
            code: {period: cell.value for period, cell in cells.items() if cell.value is not None}
            for code, cells in held.items()
        }

    @property
    def periods(self) -> list[str]:
        """Periods for which any of the municipalities has a value."""
        held = {period for found in self.known.values() for period in found}
        return [period for period in self.view.book.periods(self.indicator.id) if period in held]

    @property
    def history(self) -> list[tuple[str, str, list[Cell]]]:
        """Steps over time: letter, name and a cell a period; empty for numbers and for a single period."""
        if not self.distribution.stepped or len(self.periods) < 2:
            return []
        marks, view = letters(self.areas), self.view
        return [
            (
                marks[area.code],
                view.words.text(area.label),
                [Comparison(view, self.indicator, period, [area]).cells[0] for period in self.periods],
            )
            for area in self.areas
        ]

    @property
    def notes(self) -> list[str]:
        """What restricts the comparison over time."""
        return list(break_notes(self.view, self.indicator, self.periods).values())

    @property
    def lines(self) -> Lines | None:
        """Numbers over time; None for steps and for a single period."""
        view, words = self.view, self.view.words
        periods = [p for p in self.periods if self.indicator.at(p).scale == self.indicator.scale]
        if self.distribution.stepped or len(periods) < 2:
            return None
        marks = letters(self.areas)
        series = self.known
        lines = [
            Line(
                words.text(area.label),
                [
                    {p: series[area.code][p] for p in run}
                    for run in segments(self.indicator, [p for p in periods if p in series[area.code]], area)
                ],
                STYLES[index % len(STYLES)],
                marks[area.code],
            )
            for index, area in enumerate(self.areas)
            if series[area.code]
        ]
        notes = break_notes(view, self.indicator, self.periods)
        title = view.say(
            "%(indicator)s: development %(span)s",
            indicator=words.text(self.indicator.label),
            span=words.span(periods),
        )
        return Lines(
            title=title,
            description=" ".join([title + ".", *notes.values()]),
            keys=[Key(line.style, f"{line.letter} {line.label}") for line in lines],
            lines=lines,
            text=lambda value: words.tick(self.indicator, value),
            header=[view.say("Period"), *(f"{line.letter} {line.label}" for line in lines)],
            rows=[
                [
                    words.period(p),
                    *(
                        words.figure(self.indicator.at(p), series[area.code][p]) if p in series[area.code] else "–"
                        for area in self.areas
                        if series[area.code]
                    ),
                ]
                for p in self.periods
            ],
            breaks=[(period, note) for period, note in notes.items() if period in periods[1:]],
            height=130,
            limits=limits(self.indicator),
            period_text=words.period,
        )
