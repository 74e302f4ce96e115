"""Bars: shares of a whole, a row each; how many municipalities stand on each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from publisher.web.charts.chart import Key, fluid, paint, percent


@dataclass(frozen=True)
class Bar:
    """One row: parts of a whole, lowest step first."""

    label: str
    parts: Sequence[tuple[str, float]]  #: fill and share in percent
    note: str = ""  #: stands behind the bar: n
    here: int | None = None  #: the part that the place in question belongs to
    href: str = ""
    words: str = ""  #: the row in words, for those who do not see it
    letters: Sequence[tuple[int, str]] = ()  #: part and what stands above it: places pointed out, several at once
    above: str = ""  #: what stands between this row and the one before: a break

    @property
    def top(self) -> int:
        """Pixels above the bar, for what points at its parts."""
        return 16 if self.letters else 8 if self.here is not None else 0

    def body(self, height: int) -> str:
        """The bar as SVG elements from x 0 % to 100 %; the place in question gets a marker above."""
        x, shapes = 0.0, []
        top = self.top
        above = dict(self.letters)
        for index, (fill, share) in enumerate(self.parts):
            if share > 0:
                y = f' y="{top}"' if top else ""
                shapes.append(f'<rect x="{percent(x)}"{y} width="{percent(share)}" height="{height}" {paint(fill)}/>')
                if index in above:
                    at = x + share / 2
                    anchor = "start" if at < 6 else "end" if at > 94 else "middle"
                    place = 0.0 if at < 6 else 100.0 if at > 94 else at
                    shapes.append(
                        f'<text class="letter" x="{percent(place)}" y="11" text-anchor="{anchor}">'
                        f"{escape(above[index])}</text>"
                    )
                if index == self.here:
                    middle = percent(x + share / 2)
                    shapes.append(
                        f'<svg x="{middle}" class="mark"><path class="here" d="M-6 0h12l-6 8z"/></svg>'
                        f'<rect class="ring" x="{percent(x)}" y="8" width="{percent(share)}" height="{height}"/>'
                    )
            x += share
        return "".join(shapes)


@dataclass(frozen=True)
class Bars:
    """A chart of bars with a common scale from 0 to 100 %."""

    title: str
    description: str
    keys: Sequence[Key]
    bars: Sequence[Bar]
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    height: int = 20

    def inline(self) -> Markup:
        lines = []
        for bar in self.bars:
            label = Markup('<a href="{}">{}</a>').format(bar.href, bar.label) if bar.href else escape(bar.label)
            height = self.height + bar.top
            if bar.above:
                lines.append(Markup('<li class="break-line">{}</li>').format(bar.above))
            lines.append(
                Markup('<li><span class="bar-label">{}</span>{}<span class="bar-note">{}</span></li>').format(
                    label, fluid(bar.body(self.height), height, bar.words or bar.label, "bar"), bar.note
                )
            )
        return Markup('<ul class="bars">{}</ul>').format(Markup("").join(lines))

    def drawing(self, width: int) -> tuple[str, int]:
        left, right, row = 230, 70, self.height + 10
        parts, y = [], -row
        for bar in self.bars:
            y += row
            if bar.above:
                parts.append(f'<text x="0" y="{y + 14}" class="tick">{escape(bar.above[:100])}</text>')
                y += row
            label = bar.label if len(bar.label) < 36 else bar.label[:34] + "…"
            parts.append(
                f'<text x="0" y="{y + self.height - 5}">{escape(label)}</text>'
                f'<svg x="{left}" y="{y - bar.top}" width="{width - left - right}"'
                f' height="{row}" overflow="visible">{bar.body(self.height)}</svg>'
                f'<text x="{width}" y="{y + self.height - 5}" text-anchor="end" class="tick">{escape(bar.note)}</text>'
            )
        return "".join(parts), y + row
