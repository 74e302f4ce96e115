"""A chart as a file of its own: title, drawing, keys, source and address within one SVG."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from markupsafe import escape

from publisher.web.charts.chart import Chart, patterns, wrapped

WIDTH = 760
MARGIN = 24


_COLOURS = re.compile(r"^(?:@media ([^{]*))?\{?svg,\.matrix\{(--[^}]*)\}\}?\n", re.MULTILINE)
_COLOUR = re.compile(r"var\((--\w+)\)")
_RULE = re.compile(r"[^{}\n]+\{[^{}]*var\([^{}]*\}")


@cache
def style() -> str:
    """The style sheet of charts with every colour written out: few programs that draw know variables."""
    sheet = files("publisher.web").joinpath("static", "chart.css").read_text(encoding="utf-8")
    named = {when: dict(pair.split(":") for pair in said.split(";")) for when, said in _COLOURS.findall(sheet)}
    rules = _COLOURS.sub("", sheet)
    light, dark = named[""], named["(prefers-color-scheme:dark)"]
    coloured = "".join(_RULE.findall(rules))
    return (
        _COLOUR.sub(lambda name: light[name[1]], rules)
        + "@media screen and (prefers-color-scheme:dark){"
        + _COLOUR.sub(lambda name: dark[name[1]], coloured)
        + "}"
    )


def standalone(chart: Chart, credit: str, address: str, notes: Sequence[str] = (), wide: int = 0) -> str:
    """The chart as a complete SVG document.

    Args:
        credit: source and edition, in words.
        address: where the chart stands, frozen.
        notes: what the values rest on, a sentence or more each.
        wide: pixels that its drawing needs, where they are more than most.
    """
    width = max(WIDTH, wide + 2 * MARGIN)
    inner = width - 2 * MARGIN
    parts, y = [], MARGIN
    for line in wrapped(chart.title, 68):
        y += 22
        parts.append(f'<text class="title" x="{MARGIN}" y="{y}">{escape(line)}</text>')
    y += 24
    drawing, height = chart.drawing(inner)
    parts.append(f'<g transform="translate({MARGIN} {y})">{drawing}</g>')
    y += height + 12
    for key in chart.keys:
        y += 20
        swatch = key.swatch().split(">", 1)[1].rsplit("</svg>", 1)[0]
        note = f" ({key.note})" if key.note else ""
        parts.append(
            f'<g transform="translate({MARGIN} {y - 12})">{swatch}</g>'
            f'<text x="{MARGIN + 32}" y="{y}">{escape(key.label + note)}</text>'
        )
    for note in notes:
        y += 6
        for line in wrapped(note, 100):
            y += 16
            parts.append(f'<text class="tick" x="{MARGIN}" y="{y}">{escape(line)}</text>')
    y += 14
    for line in (*wrapped(credit, 100), address):
        y += 16
        parts.append(f'<text class="tick" x="{MARGIN}" y="{y}">{escape(line)}</text>')
    height = y + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" aria-labelledby="t d"><title id="t">{escape(chart.title)}</title>'
        f'<desc id="d">{escape(chart.description)}</desc><style>{style()}</style>{patterns()}'
        f'<rect class="paper" width="{width}" height="{height}"/>{"".join(parts)}</svg>\n'
    )
