"""Ranges: the middle half and the median of several groups on one scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from publisher.web.charts.chart import Key, fluid, nice_ticks, percent

#: Height of a row in pixels.
ROW = 22


@dataclass(frozen=True)
class Range:
    """One group."""

    label: str
    low: float | None
    middle: float
    high: float | None
    note: str = ""
    href: str = ""
    words: str = ""


@dataclass(frozen=True)
class Ranges:
    """A chart of ranges."""

    title: str
    description: str
    keys: Sequence[Key]
    ranges: Sequence[Range]
    text: Callable[[float], str]
    header: Sequence[str]
    rows: Sequence[Sequence[str]]

    def _ends(self) -> tuple[float, float]:
        values = [v for r in self.ranges for v in (r.low, r.middle, r.high) if v is not None]
        ticks = nice_ticks(min(values), max(values), 4)
        return ticks[0], ticks[-1]

    def _body(self, one: Range) -> str:
        first, last = self._ends()

        def x(value: float) -> str:
            return percent(1 + 98 * (value - first) / ((last - first) or 1))

        shapes = [f'<line class="grid" x1="0" x2="100%" y1="{ROW / 2:g}" y2="{ROW / 2:g}"/>']
        if one.low is not None and one.high is not None:
            shapes.append(
                f'<line class="reach" x1="{x(one.low)}" x2="{x(one.high)}" y1="{ROW / 2:g}" y2="{ROW / 2:g}"/>'
            )
        shapes.append(f'<circle class="f-d" cx="{x(one.middle)}" cy="{ROW / 2:g}" r="5.5"/>')
        return "".join(shapes)

    def _axis(self) -> str:
        first, last = self._ends()
        return (
            f'<text class="tick" x="0" y="12">{escape(self.text(first))}</text>'
            f'<text class="tick" x="100%" y="12" text-anchor="end">{escape(self.text(last))}</text>'
        )

    def inline(self) -> Markup:
        lines = []
        for one in self.ranges:
            label = Markup('<a href="{}">{}</a>').format(one.href, one.label) if one.href else escape(one.label)
            lines.append(
                Markup('<li><span class="bar-label">{}</span>{}<span class="bar-note">{}</span></li>').format(
                    label, fluid(self._body(one), ROW, one.words or one.label, "bar"), one.note
                )
            )
        axis = Markup('<svg class="bar" width="100%" height="16" aria-hidden="true">{}</svg>').format(
            Markup(self._axis())  # noqa: S704
        )
        lines.append(Markup('<li aria-hidden="true"><span></span>{}<span></span></li>').format(axis))
        return Markup('<ul class="bars">{}</ul>').format(Markup("").join(lines))

    def drawing(self, width: int) -> tuple[str, int]:
        left, right = 230, 90
        parts = []
        for index, one in enumerate(self.ranges):
            y = index * (ROW + 6)
            label = one.label if len(one.label) < 36 else one.label[:34] + "…"
            parts.append(
                f'<text x="0" y="{y + 16}">{escape(label)}</text>'
                f'<svg x="{left}" y="{y}" width="{width - left - right}" height="{ROW}">{self._body(one)}</svg>'
                f'<text x="{width}" y="{y + 16}" text-anchor="end" class="tick">{escape(one.note)}</text>'
            )
        height = len(self.ranges) * (ROW + 6)
        parts.append(f'<svg x="{left}" y="{height}" width="{width - left - right}" height="16">{self._axis()}</svg>')
        return "".join(parts), height + 20
