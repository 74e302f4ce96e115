"""Strip: a place at one look, a row an indicator: its value among its like, its county and the nation, and its change.

In a page it is a table, with a small drawing in each row; as a file it is one drawing. Both are made of the same lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from publisher.statistics.aggregates import Aggregate
from publisher.statistics.strip import Row, Scale
from publisher.web.charts.chart import Key, percent, sign, wrapped

#: Heights in a row's drawing: of the bars and the line, and where the similar ones lie under it.
BARS, LIKE, HEIGHT = 22, 26, 30


@dataclass(frozen=True)
class Line:
    """A row in words, beside what it is drawn from."""

    row: Row
    theme: str
    label: str
    href: str
    figure: str  #: the value in words, or why there is none
    at: str  #: address of the value; "" for none
    when: str  #: its period, where it is not the strip's
    sign: str  #: name of the mark of a missing value; "" for a value
    beside: Sequence[str]  #: what each group of the strip says together
    change: str  #: what is told beside the mark of the change
    change_words: str  #: the mark in words, for those who do not see it
    words: str  #: all municipalities in words

    def body(self) -> str:
        """The row's drawing: SVG elements whose x are percentages."""
        row = self.row
        if row.scale is None:
            return ""
        shapes = _steps(row, row.scale) if row.scale.steps else _numbers(row, row.scale)
        if row.value is None:
            return shapes
        own, change = percent(100 * row.scale.at(row.value)), row.change
        if row.since in {"up", "down"} and change is not None and change.old is not None:
            old = percent(100 * row.scale.at(change.old))
            shapes += f'<line class="went" x1="{old}" x2="{own}" y1="11" y2="11"/>'
            shapes += f'<circle class="was" cx="{old}" cy="11" r="4"/>'
        if row.cell is not None and row.cell.margin is not None:
            ends = (percent(100 * row.scale.at(row.value + side * row.cell.margin)) for side in (-1, 1))
            shapes += '<line class="went" x1="{}" x2="{}" y1="11" y2="11"/>'.format(*ends)
        return f'{shapes}<circle class="own" cx="{own}" cy="11" r="5"/>'


def _steps(row: Row, scale: Scale) -> str:
    """A part for each step: the nation's share as a bar, the county's as a line across, the like as dots under it."""
    width = 100 / len(scale.steps)
    shapes = [f'<line class="axis" x1="0" x2="100%" y1="{BARS}" y2="{BARS}"/>']
    for place, code in enumerate(scale.steps):
        left = place * width + width * 0.06
        tall = BARS * _share(row.nation, code)
        if tall:
            shapes.append(
                f'<rect class="all" x="{percent(left)}" y="{BARS - tall:.3g}" width="{percent(width * 0.88)}"'
                f' height="{tall:.3g}"/>'
            )
        if row.county is not None and _share(row.county, code):
            y = f"{BARS - BARS * _share(row.county, code):.3g}"
            shapes.append(
                f'<line class="county" x1="{percent(left)}" x2="{percent(left + width * 0.88)}" y1="{y}" y2="{y}"/>'
            )
        if alike := sum(value == code for value in row.peers):
            dots = "".join(
                f'<circle class="alike" cx="{6 * n - 3 * (alike - 1)}" cy="{LIKE}" r="2"/>' for n in range(alike)
            )
            shapes.append(f'<svg class="mark" x="{percent(100 * scale.at(code))}">{dots}</svg>')
    return "".join(shapes)


def _numbers(row: Row, scale: Scale) -> str:
    """From the lowest to the greatest: the nation's middle half and median, the county's median, the like as dots."""
    shapes = ['<line class="axis" x1="0" x2="100%" y1="11" y2="11"/>']
    nation, county = row.nation, row.county
    if nation.first_quartile is not None and nation.third_quartile is not None:
        left, right = (100 * scale.at(value) for value in (nation.first_quartile, nation.third_quartile))
        shapes.append(f'<rect class="all" x="{percent(left)}" y="4" width="{percent(right - left)}" height="14"/>')
    if nation.value is not None:
        at = percent(100 * scale.at(nation.value))
        shapes.append(f'<line class="middle-of-all" x1="{at}" x2="{at}" y1="2" y2="20"/>')
    if county is not None and county.value is not None:
        at = percent(100 * scale.at(county.value))
        shapes.append(f'<line class="county" x1="{at}" x2="{at}" y1="0" y2="{BARS}"/>')
    shapes += [
        f'<circle class="alike" cx="{percent(100 * scale.at(value))}" cy="{LIKE}" r="2"/>' for value in row.peers
    ]
    return "".join(shapes)


def _share(whole: Aggregate, code: float) -> float:
    """How large a part stands on a step, from 0 to 1."""
    return (whole.share(int(code)) or 0.0) / 100


@dataclass(frozen=True)
class Lacking:
    """A subject without figures of municipalities, and what is known of the nation instead."""

    label: str
    href: str
    text: str


@dataclass(frozen=True)
class Strip:
    """All rows of a place.

    Args:
        caption: the table's, for those who hear it.
        columns: heads: indicator, value, drawing, each group, change.
    """

    title: str
    description: str
    caption: str
    columns: Sequence[str]
    keys: Sequence[Key]
    lines: Sequence[Line]
    lacking: Sequence[Lacking]
    lacking_head: str
    header: Sequence[str] = ()  #: it is a table already
    rows: Sequence[Sequence[str]] = ()

    def inline(self) -> Markup:
        """The table."""
        first, own, drawing, *groups, change = self.columns
        heads = [f'<th scope="col">{escape(head)}</th>' for head in (first, own, drawing)]
        heads += [f'<th scope="col" class="n">{escape(head)}</th>' for head in groups]
        heads.append(f'<th scope="col">{escape(change)}</th>')
        parts = [
            f'<table class="strip"><caption>{escape(self.caption)}</caption><thead><tr>{"".join(heads)}</tr></thead>'
        ]
        for theme, lines in groupby(self.lines, key=lambda line: line.theme):
            parts.append(f"<tbody>{self._theme(theme)}")
            parts += [self._tr(line, groups) for line in lines]
            parts.append("</tbody>")
        if self.lacking:
            wide = len(self.columns)
            parts.append(
                f'<tbody><tr class="theme"><th scope="rowgroup" colspan="{wide}">{escape(self.lacking_head)}</th></tr>'
            )
            for one in self.lacking:
                parts.append(
                    f'<tr class="none"><th scope="row"><a href="{escape(one.href)}">{escape(one.label)}</a></th>'
                    f'<td colspan="{wide - 1}">{escape(one.text)}</td></tr>'
                )
            parts.append("</tbody>")
        return Markup("".join(parts) + "</table>")  # noqa: S704

    def _theme(self, head: str) -> str:
        return f'<tr class="theme"><th scope="rowgroup" colspan="{len(self.columns)}">{escape(head)}</th></tr>'

    def _tr(self, line: Line, groups: Sequence[str]) -> str:
        mark = sign(line.sign) if line.sign else ""
        when = f' <span class="when">{escape(line.when)}</span>' if line.when else ""
        drawing = (
            f'<svg class="track" width="100%" height="{HEIGHT}" role="img" aria-label="{escape(line.words)}">'
            f"{line.body()}</svg>"
            if line.row.scale
            else f'{sign("not-comparable")} <span class="when">{escape(line.words)}</span>'
        )
        beside = "".join(
            f'<td class="n" data-of="{escape(head)}">{escape(text)}</td>'
            for head, text in zip(groups, line.beside, strict=True)
        )
        figure = f'<a href="{escape(line.at)}">{escape(line.figure)}</a>' if line.at else escape(line.figure)
        hidden = f'<span class="hide">{escape(line.change_words)}</span>'
        return (
            f'<tr><th scope="row"><a href="{escape(line.href)}">{escape(line.label)}</a></th>'
            f'<td class="own{" missing" if line.sign else ""}">{mark}{figure}{when}</td>'
            f'<td class="drawn">{drawing}</td>{beside}'
            f'<td class="since">{sign(line.row.since)}{hidden} {escape(line.change)}</td></tr>'
        )

    def drawing(self, width: int) -> tuple[str, int]:
        """The same as SVG elements for a width in pixels, and its height."""
        groups, first, middle = len(self.columns) - 4, 196, 196 + 134
        ends = [middle + 118 + (n + 1) * 62 for n in range(groups)]
        last = (ends[-1] if ends else middle + 118) + 14
        heads = [(0, self.columns[0]), (first, self.columns[1]), (middle, self.columns[2]), (last, self.columns[-1])]
        y, parts = 14, [_text(x, 14, head, 16, css="tick") for x, head in heads]
        parts += [_text(x, y, head, 10, css="tick", end=True) for x, head in zip(ends, self.columns[3:-1], strict=True)]
        for theme, lines in groupby(self.lines, key=lambda line: line.theme):
            y += 26
            parts.append(f'<text class="theme" x="0" y="{y}">{escape(theme)}</text>')
            parts.append(f'<line class="grid" x1="0" x2="{width}" y1="{y + 6}" y2="{y + 6}"/>')
            y += 8
            for line in lines:
                base = y + 19
                parts.append(_text(0, base, line.label, 27))
                if line.sign:
                    parts.append(f'<g transform="translate({first} {base - 11})">{sign(line.sign, bare=True)}</g>')
                inset = 18 if line.sign else 0
                parts.append(_text(first + inset, base, f"{line.figure} {line.when}".strip(), 16))
                drawn = line.body() or f'<g transform="translate(0 7)">{sign("not-comparable", bare=True)}</g>'
                parts.append(
                    f'<svg x="{middle}" y="{y + 2}" width="110" height="{HEIGHT}" overflow="visible">{drawn}</svg>'
                )
                for x, text in zip(ends, line.beside, strict=True):
                    parts.append(_text(x, base, text, 12, css="tick", end=True))
                parts.append(f'<g transform="translate({last} {base - 11})">{sign(line.row.since, bare=True)}</g>')
                parts.append(_text(last + 20, base, line.change, 9, css="tick"))
                y += HEIGHT + 3
        if self.lacking:
            y += 26
            parts.append(f'<text class="theme" x="0" y="{y}">{escape(self.lacking_head)}</text>')
        for one in self.lacking:
            y += 30
            parts.append(_text(0, y, f"{one.label}: {one.text}", 110, css="tick"))
        return "".join(parts), y + 4


def _text(x: int, y: int, text: str, most: int, css: str = "", end: bool = False) -> str:
    """A text as SVG, in two lines where it has more characters than ``most``."""
    lines = wrapped(text, most)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1].rstrip('.')} …"]
    given = (f' class="{css}"' if css else "") + (' text-anchor="end"' if end else "")
    start = y - 7 * (len(lines) - 1)
    return "".join(
        f'<text x="{x}" y="{start + 14 * place}"{given}>{escape(line)}</text>' for place, line in enumerate(lines)
    )
