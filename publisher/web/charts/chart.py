"""What every chart has: words, keys to its fills, a drawing and a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup, escape

#: How a scale of so many steps is filled, lowest first: a plain, b striped, c dotted, d solid.
FILLS: dict[int, str] = {1: "d", 2: "ad", 3: "abd", 4: "abcd"}
#: What is missing.
MISSING = "m"
#: Marks that stand for a word: of a value that is not there, and of what a value did. Shapes, so that no font decides.
SIGNS: dict[str, str] = {
    "missing": '<rect class="key none" x="1" y="1" width="12" height="12"/>',
    "not-asked": '<circle class="key" cx="7" cy="7" r="5.5"/>',
    "not-applicable": '<path class="key" d="M1 1h12v12H1zM1 13L13 1"/>',
    "not-comparable": '<path class="key" d="M2 5h10M2 9h10M4 13L10 1"/>',
    "up": '<path class="moved" d="M7 1l6 11H1z"/>',
    "down": '<path class="moved" d="M7 13L1 2h12z"/>',
    "same": '<path class="key" d="M2 5h10M2 9h10"/>',
    "unsaid": '<path class="key" d="M1 8q3-5 6-1t6-1"/>',
    "no-value": '<path class="key" d="M4 7h6"/>',
    "first": '<circle class="moved" cx="7" cy="7" r="1.5"/>',
}


def fill_of(step: int, steps: int) -> str:
    """The fill of the n:th step (from 0) of a scale; scales of more than four steps use tones ``q0``–``q4``."""
    if steps in FILLS:
        return FILLS[steps][step]
    return f"q{round(4 * step / max(steps - 1, 1))}"


#: Marks of a strip: whose value or share it is.
GROUPS: dict[str, str] = {
    "own": '<circle class="own" cx="11" cy="7" r="5"/>',
    "was": '<circle class="was" cx="11" cy="7" r="4"/>',
    "alike": '<circle class="alike" cx="5" cy="7" r="2"/><circle class="alike" cx="11" cy="7" r="2"/>'
    '<circle class="alike" cx="17" cy="7" r="2"/>',
    "county": '<line class="county" x1="0" x2="22" y1="7" y2="7"/>',
    "all": '<rect class="all" width="22" height="14"/>',
}


@dataclass(frozen=True)
class Key:
    """An entry of a legend."""

    fill: str  #: a, b, c, d, m, q0…q4, or a line: ``line1``…
    label: str
    note: str = ""  #: a count, a reason

    def swatch(self) -> Markup:
        if self.fill.startswith("line"):
            shape = f'<line class="{self.fill}" x1="0" x2="22" y1="7" y2="7"/>'
        elif self.fill in ("band", "middle"):
            shape = f'<rect class="{self.fill}" width="22" height="14"/>'
        elif self.fill == "reach":
            shape = '<line class="reach" x1="0" x2="22" y1="7" y2="7"/>'
        elif self.fill == "median":
            shape = '<line class="median" x1="11" x2="11" y1="0" y2="14"/>'
        elif self.fill in GROUPS:
            shape = GROUPS[self.fill]
        elif self.fill in SIGNS:
            shape = f'<g transform="translate(4 0)">{SIGNS[self.fill]}</g>'
        elif self.fill == "here":
            shape = '<path class="here" d="M11 1l6 11h-12z"/>'
        else:
            shape = f'<rect width="22" height="14" {paint(self.fill)}/>{edge(self.fill, 22, 14)}'
        return Markup(f'<svg class="swatch" width="22" height="14" aria-hidden="true">{shape}</svg>')  # noqa: S704


class Chart(Protocol):
    """A chart: how it stands in a page, and how it stands alone."""

    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def keys(self) -> Sequence[Key]: ...
    @property
    def header(self) -> Sequence[str]: ...
    @property
    def rows(self) -> Sequence[Sequence[str]]: ...

    def inline(self) -> Markup:
        """The drawing within a page, without its words."""

    def drawing(self, width: int) -> tuple[str, int]:
        """The drawing as SVG elements for a width in pixels, and its height."""


def paint(fill: str, suffix: str = "") -> str:
    """The attribute that fills a shape: a pattern by its id, else a class that the style sheet colours."""
    if fill in {"b", "c", MISSING}:
        return f'fill="url(#p{fill}{suffix})"'
    return f'class="f-{fill}"'


def edge(fill: str, width: int, height: int) -> str:
    """The outline of a swatch or square; what is missing has a dashed one."""
    return f'<rect class="key{" none" if fill == MISSING else ""}" width="{width}" height="{height}"/>'


def sign(name: str, bare: bool = False) -> str:
    """A mark of :data:`SIGNS`, 14 pixels square; ``bare``: without the SVG around it."""
    if bare:
        return SIGNS[name]
    return f'<svg class="sign" width="14" height="14" aria-hidden="true">{SIGNS[name]}</svg>'


def patterns(suffix: str = "", scale: float = 1.0) -> Markup:
    """Definitions of the patterns; every page holds them once, a map in its own units again."""
    size = 6 * scale

    def number(value: float) -> str:
        return f"{value:.3g}"

    def pattern(name: str, turn: int, inside: str) -> str:
        s = number(size)
        return (
            f'<pattern id="p{name}{suffix}" width="{s}" height="{s}" patternUnits="userSpaceOnUse"'
            f' patternTransform="rotate({turn})"><rect class="f-{name}0" width="{s}" height="{s}"/>{inside}</pattern>'
        )

    s = number(size)
    return Markup(  # noqa: S704
        "<defs>"
        + pattern("b", 45, f'<rect class="f-b1" width="{number(size * 0.42)}" height="{s}"/>')
        + pattern(
            "c", 0, f'<circle class="f-c1" cx="{number(size / 2)}" cy="{number(size / 2)}" r="{number(size * 0.3)}"/>'
        )
        + pattern(MISSING, 0, f'<rect class="f-m1" width="{s}" height="{number(size * 0.15)}"/>')
        + "</defs>"
    )


def fluid(body: str, height: float, label: str, css: str = "chart") -> Markup:
    """An SVG as wide as its place, whose x are percentages; ``label`` says all of it in words."""
    return Markup(  # noqa: S704
        f'<svg class="{css}" width="100%" height="{height:g}" role="img" aria-label="{escape(label)}">{body}</svg>'
    )


def percent(value: float) -> str:
    """A coordinate in percent, short."""
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def wrapped(text: str, characters: int) -> list[str]:
    """Text in lines of at most so many characters, broken between words."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > characters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def nice_ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Round numbers that enclose a range: steps of 1, 2, 2.5 or 5 times a power of ten."""
    if not high > low:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / max(wanted, 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]
