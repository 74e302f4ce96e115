"""Histogram: where the municipalities' values lie, and where in it a place stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from publisher.web.charts.chart import Key, fluid, nice_ticks, percent

#: Values spread over more than this factor between median and maximum are drawn on a logarithmic scale.
SKEWED = 20.0


@dataclass(frozen=True)
class Mark:
    """A place pointed out in a distribution."""

    label: str
    value: float
    letter: str = ""  #: what stands at the marker when there are several


@dataclass(frozen=True)
class Histogram:
    """A chart of one distribution."""

    title: str
    description: str
    values: Sequence[float]  #: sorted
    text: Callable[[float], str]  #: a value in words
    median: float | None = None
    quartiles: tuple[float, float] | None = None
    marks: Sequence[Mark] = ()
    keys: Sequence[Key] = ()
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    height: int = 96
    bins: int = 32
    small: bool = False  #: within a row of a list: no ticks but the ends
    words: str = ""
    limits: tuple[float | None, float | None] = field(default=(None, None))  #: what a value may be at all

    @property
    def logarithmic(self) -> bool:
        """True when the values spread so far that a straight scale would show one bar."""
        positive = [value for value in self.values if value > 0]
        return len(positive) == len(self.values) > 4 and positive[-1] / positive[len(positive) // 2] > SKEWED

    def _scale(self) -> tuple[Callable[[float], float], list[float]]:
        """A value to its x in percent, and the ticks."""
        low, high = self.values[0], self.values[-1]
        if self.logarithmic:
            down, up = math.floor(math.log10(low)), math.ceil(math.log10(high))
            return (lambda v: 100 * (math.log10(v) - down) / ((up - down) or 1)), [
                10.0**power for power in range(down, up + 1)
            ]
        ticks = nice_ticks(low, high, 3 if self.small else 5)
        least, most = self.limits
        first, last = ticks[0], ticks[-1]
        if least is not None and first < least:
            first = least
        if most is not None and last > most:
            last = most
        ticks = [tick for tick in ticks if first <= tick <= last]
        return (lambda v: 100 * (v - first) / ((last - first) or 1)), ticks

    def body(self) -> tuple[str, float]:
        """SVG elements whose x are percentages, and their height."""
        x, ticks = self._scale()
        lanes = self._lanes(x)
        top = 13 * max(lanes, default=0) + 13 if self.marks else 2
        counts = [0] * self.bins
        for value in self.values:
            counts[min(max(int(x(value) / 100 * self.bins), 0), self.bins - 1)] += 1
        most = max(counts)
        width = 100 / self.bins
        shapes = []
        if self.quartiles:
            a, b = x(self.quartiles[0]), x(self.quartiles[1])
            shapes.append(
                f'<rect class="middle" x="{percent(a)}" y="{top}" width="{percent(b - a)}" height="{self.height}"/>'
            )
        path = "".join(
            f"M{i * width:.4g} 100v{-100 * count / most:.4g}h{width * 0.86:.4g}V100z"
            for i, count in enumerate(counts)
            if count
        )
        shapes.append(
            f'<svg y="{top}" width="100%" height="{self.height}" viewBox="0 0 100 100" preserveAspectRatio="none">'
            f'<path class="f-h" d="{path}"/></svg>'
        )
        base = top + self.height
        shapes.append(f'<line class="axis" x1="0" x2="100%" y1="{base}" y2="{base}"/>')
        if self.median is not None:
            at = percent(x(self.median))
            shapes.append(f'<line class="median" x1="{at}" x2="{at}" y1="{top}" y2="{base}"/>')
        for mark, lane in zip(self.marks, lanes, strict=True):
            at = percent(min(max(x(mark.value), 0), 100))
            y = 13 * lane
            letter = f'<text x="9" y="{y + 10}" class="letter">{escape(mark.letter)}</text>' if mark.letter else ""
            shapes.append(
                f'<line class="hereline" x1="{at}" x2="{at}" y1="{y + 10}" y2="{base}"/>'
                f'<svg x="{at}" class="mark"><path class="here" d="M-6 {y + 2}h12l-6 9z"/>{letter}</svg>'
            )
        for index, tick in enumerate(ticks):
            place = min(max(x(tick), 0.0), 100.0)
            anchor = "start" if index == 0 else "end" if index == len(ticks) - 1 else "middle"
            if self.small and 0 < index < len(ticks) - 1:
                continue
            shapes.append(
                f'<text class="tick" x="{percent(place)}" y="{base + 14}" text-anchor="{anchor}">'
                f"{escape(self.text(tick))}</text>"
            )
        return "".join(shapes), base + 18

    def _lanes(self, x: Callable[[float], float]) -> list[int]:
        """In which lane each marker stands, so that none hides another."""
        if not any(mark.letter for mark in self.marks):
            return [0] * len(self.marks)
        ends: list[float] = []
        lanes = [0] * len(self.marks)
        for index in sorted(range(len(self.marks)), key=lambda i: self.marks[i].value):
            at = x(self.marks[index].value)
            lane = next((n for n, end in enumerate(ends) if end + 7 < at), len(ends))
            if lane == len(ends):
                ends.append(at)
            ends[lane] = at
            lanes[index] = lane
        return lanes

    def inline(self) -> Markup:
        body, height = self.body()
        return fluid(body, height, self.words or self.description, "chart")

    def drawing(self, width: int) -> tuple[str, int]:
        body, height = self.body()
        return f'<svg width="{width}" height="{height:g}" overflow="visible">{body}</svg>', int(height)
