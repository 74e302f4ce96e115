"""Lines: values over time, broken where they may not be compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from publisher.model import parsed
from publisher.web.charts.chart import Key, fluid, nice_ticks, percent

#: Pixels of height below which a chart stands in a column of a row, where its ticks take more of its width.
SMALL = 100


@dataclass(frozen=True)
class Line:
    """One series: runs of periods that may be joined, each a mapping of period to value."""

    label: str
    runs: Sequence[Mapping[str, float]]
    style: str = "line1"  #: line1 … line4: colour, width and dashes
    letter: str = ""  #: stands at the last point


@dataclass(frozen=True)
class Band:
    """From and to over time, in runs as :class:`Line`."""

    label: str
    runs: Sequence[Mapping[str, tuple[float, float]]]


@dataclass(frozen=True)
class Lines:
    """A chart of series over time."""

    title: str
    description: str
    keys: Sequence[Key]
    lines: Sequence[Line]
    text: Callable[[float], str]
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    bands: Sequence[Band] = ()
    breaks: Sequence[tuple[str, str]] = ()  #: first period after a break, and what to call it
    height: int = 200
    limits: tuple[float | None, float | None] = (None, None)
    period_text: Callable[[str], str] = str
    target: tuple[float, str] | None = None  #: a value to be reached, and what to call it

    def _domain(self) -> tuple[list[str], list[float]]:
        periods = sorted(
            {p for line in self.lines for run in line.runs for p in run}
            | {p for band in self.bands for run in band.runs for p in run},
            key=lambda code: (parsed(code).start, code),
        )
        values = [v for line in self.lines for run in line.runs for v in run.values()]
        values += [v for band in self.bands for run in band.runs for pair in run.values() for v in pair]
        values += [self.target[0]] if self.target else []
        ticks = nice_ticks(min(values), max(values), 4)
        least, most = self.limits
        if least is not None:
            ticks = [tick for tick in ticks if tick >= least]
        if most is not None:
            ticks = [tick for tick in ticks if tick <= most]
        if len(ticks) < 2 or ticks[0] > min(values):
            ticks = [min(values) if least is None else least, *ticks]
        return periods, ticks

    def body(self, width: int = 0) -> tuple[str, float]:
        """SVG elements whose x are percentages, and their height.

        Args:
            width: in pixels, where it is known: few programs keep a line as thick as it is when they stretch it.
        """
        periods, ticks = self._domain()
        top, left = 16, 14.0 if self.height < SMALL else 10.0  # the ticks stand to the left of the first point
        right = 5.0 if any(line.letter for line in self.lines) else 2.0
        days = {code: date.fromisoformat(parsed(code).start).toordinal() for code in periods}
        first, last = min(days.values()), max(days.values())

        def x(code: str) -> float:
            return left + (100 - left - right) * (days[code] - first) / (last - first) if last > first else 50.0

        low, high = ticks[0], max(ticks[-1], max((v for _, v in self._points()), default=ticks[-1]))

        def y(value: float) -> float:
            return self.height * (1 - (value - low) / ((high - low) or 1))

        shapes = []
        for tick in ticks:
            at = top + y(tick)
            shapes.append(
                f'<line class="grid" x1="0" x2="100%" y1="{at:.1f}" y2="{at:.1f}"/>'
                f'<text class="tick" x="0" y="{at - 3:.1f}">{escape(self.text(tick))}</text>'
            )
        if self.target:
            at = top + y(self.target[0])
            shapes.append(
                f'<line class="target" x1="0" x2="100%" y1="{at:.1f}" y2="{at:.1f}"/>'
                f'<text class="tick" x="100%" y="{at - 4:.1f}" text-anchor="end">{escape(self.target[1])}</text>'
            )
        stretched, wide = [], (width or 100) / 100
        for band in self.bands:
            for run in band.runs:
                there = [f"{wide * x(p):.5g} {y(pair[1]):.4g}" for p, pair in run.items()]
                back = [f"{wide * x(p):.5g} {y(pair[0]):.4g}" for p, pair in reversed(list(run.items()))]
                if len(run) > 1:
                    stretched.append(f'<path class="band" d="M{"L".join(there + back)}z"/>')
        for line in self.lines:
            for values in line.runs:
                if len(values) > 1:
                    points = "L".join(f"{wide * x(p):.5g} {y(value):.4g}" for p, value in values.items())
                    stretched.append(f'<path class="{line.style}" d="M{points}"/>')
        shapes.append(
            f'<svg y="{top}" width="100%" height="{self.height}" viewBox="0 0 {100 * wide:g} {self.height}"'
            f' preserveAspectRatio="none">{"".join(stretched)}</svg>'
        )
        for line in self.lines:
            for values in line.runs:
                shapes += [
                    f'<circle class="dot {line.style}" cx="{percent(x(p))}" cy="{top + y(value):.1f}" r="3.5"/>'
                    for p, value in values.items()
                ]
        shapes += self._letters(x, lambda value: top + y(value))
        base = top + self.height
        for code, _ in self.breaks:
            before = [p for p in periods if days[p] < days.get(code, 0)]
            if code in days and before:
                middle = percent((x(code) + x(before[-1])) / 2)
                shapes.append(f'<line class="break" x1="{middle}" x2="{middle}" y1="{top}" y2="{base}"/>')
        shown = periods if len(periods) <= 8 else [periods[0], periods[len(periods) // 2], periods[-1]]
        for code in shown:
            at = x(code)
            anchor, place = ("end", 100.0) if at > 92 else ("middle", at)
            shapes.append(
                f'<text class="tick" x="{percent(place)}" y="{base + 16}" text-anchor="{anchor}">'
                f"{escape(self.period_text(code))}</text>"
            )
        return "".join(shapes), base + 22

    def _letters(self, x: Callable[[str], float], y: Callable[[float], float]) -> list[str]:
        """The letters behind the last points, moved apart where they would hide each other."""
        found: list[tuple[float, float, str]] = []
        for line in self.lines:
            last = [(p, v) for run in line.runs for p, v in run.items()][-1:]
            if line.letter and last:
                found.append((y(last[0][1]) + 4, x(last[0][0]), line.letter))
        found.sort(key=lambda entry: entry[0])
        shapes: list[str] = []
        lowest = -99.0
        for at, across, letter in found:
            lowest = max(at, lowest + 12)
            shapes.append(f'<text class="letter" x="{percent(across + 1.2)}" y="{lowest:.1f}">{escape(letter)}</text>')
        return shapes

    def _points(self) -> list[tuple[str, float]]:
        points = [(p, v) for line in self.lines for run in line.runs for p, v in run.items()]
        points += [("", self.target[0])] if self.target else []
        return points + [(p, pair[1]) for band in self.bands for run in band.runs for p, pair in run.items()]

    def inline(self) -> Markup:
        body, height = self.body()
        return fluid(body, height, self.description)

    def drawing(self, width: int) -> tuple[str, int]:
        body, height = self.body(width)
        return f'<svg width="{width}" height="{height:g}" overflow="visible">{body}</svg>', int(height)
