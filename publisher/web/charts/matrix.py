"""Matrix: many places at one look, a column a place and a row an indicator, a square a value.

In a page it is a table; as a file it is one drawing, as wide as its places need. Both are made of the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from publisher.web.charts.chart import SIGNS, Key, edge, paint, wrapped

#: Pixels of a drawing: of a square with its gap, of a label's column, from one line of it to the next.
SIDE, LABELS, LINE = 17, 270, 15
#: Characters of a line of a label, and pixels of a name's letter.
LONGEST, LETTER = 39, 7
#: Places so few that each cell of the table has room for its words beside its mark.
FEW = 4


@dataclass(frozen=True)
class MatrixRow:
    """An indicator: a mark and words for each place, in the order of the columns."""

    theme: str
    label: str
    href: str
    note: str  #: stands behind the label: a period
    cells: Sequence[tuple[str, str]]  #: fill of a step or tone, or name of a sign; and the value in words


@dataclass(frozen=True)
class Matrix:
    """The table, and the legend of its marks."""

    title: str
    caption: str
    corner: str  #: head of the column of indicators
    places: Sequence[tuple[str, str]]  #: name and address of each column
    keys: Sequence[Key]
    lines: Sequence[MatrixRow]
    header: Sequence[str] = ()  #: it is a table already
    rows: Sequence[Sequence[str]] = ()

    @property
    def description(self) -> str:
        return self.caption

    def inline(self) -> Markup:
        """The table: a cell says its value; its class has the style sheet draw its mark, which is the quickest."""
        heads = "".join(
            f'<th scope="col"><a href="{escape(href)}">{escape(name)}</a></th>' for name, href in self.places
        )
        wide = len(self.places)
        parts = [
            f'<div class="scroll{" few" * (wide <= FEW)}" role="region" tabindex="0"',
            f' aria-label="{escape(self.title)}"><table class="matrix">',
            f'<caption>{escape(self.caption)}</caption><thead><tr><th scope="col">{escape(self.corner)}</th>{heads}',
            "</tr></thead>",
        ]
        for theme, rows in groupby(self.lines, key=lambda row: row.theme):
            head = f'<th scope="rowgroup" colspan="{wide + 1}"><span>{escape(theme)}</span></th>'
            parts.append(f'<tbody><tr class="theme">{head}</tr>')
            for row in rows:
                note = f' <span class="when">{escape(row.note)}</span>' if row.note else ""
                cells = "".join(f'<td class="q-{mark}">{escape(words)}</td>' for mark, words in row.cells)
                label = f'<a href="{escape(row.href)}">{escape(row.label)}</a>{note}'
                parts.append(f'<tr><th scope="row">{label}</th>{cells}</tr>')
            parts.append("</tbody>")
        return Markup("".join(parts) + "</table></div>")  # noqa: S704

    def drawing(self, width: int) -> tuple[str, int]:
        """The same as SVG elements, at the left of a width in pixels that they need not fill, and their height."""
        names = [name for name, _ in self.places]
        y = LETTER * max(map(len, names)) + 8
        parts = [
            f'<text transform="translate({LABELS + SIDE * place + 12} {y}) rotate(-90)">{escape(name)}</text>'
            for place, name in enumerate(names)
        ]
        for theme, rows in groupby(self.lines, key=lambda row: row.theme):
            y += 30
            parts.append(f'<text class="theme" x="0" y="{y - 6}">{escape(theme)}</text>')
            for row in rows:
                label = wrapped(f"{row.label} {row.note}".strip(), LONGEST)
                for place, line in enumerate(label):
                    parts.append(f'<text x="0" y="{y + 12 + LINE * place}">{escape(line)}</text>')
                for place, (name, (mark, words)) in enumerate(zip(names, row.cells, strict=True)):
                    parts.append(
                        f'<g transform="translate({LABELS + SIDE * place} {y})"><title>{escape(f"{name}: {words}")}'
                        f"</title>{_mark(mark)}</g>"
                    )
                y += max(SIDE, LINE * len(label) + 2)
        return "".join(parts), y

    @property
    def wide(self) -> int:
        """Pixels that the drawing needs."""
        return LABELS + SIDE * len(self.places)


def _mark(name: str) -> str:
    """A mark in a square of 14 pixels."""
    return SIGNS[name] if name in SIGNS else f'<rect width="14" height="14" {paint(name)}/>{edge(name, 14, 14)}'
