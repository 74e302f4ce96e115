"""A distribution on the map: municipalities filled by step, or by class of round limits, what is missing hatched."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from math import floor, log10

from publisher.outlines import BOUNDARIES, TILES
from publisher.web.charts import Key
from publisher.web.charts.chart import MISSING, fill_of
from publisher.web.maps import Map, between, drawing, tiles
from publisher.web.pages.distribution import Distribution

#: Classes of a map of numbers.
CLASSES = 5


def mapped(
    spread: Distribution,
    here: Collection[str] = (),
    box: tuple[int, int, int, int] | None = None,
    suffix: str = "k",
    squares: bool = False,
) -> Map | None:
    """The municipalities of the distribution's group on a map; None when the site has no borders.

    Args:
        here: municipalities to outline.
        box: the part of the country to show; None: all of it.
        suffix: keeps the patterns of several maps on a page apart.
        squares: each municipality as large as any other.
    """
    view, words, site = spread.view, spread.view.words, spread.view.reader.site
    outlines = tiles(site / TILES) if squares else drawing(site / BOUNDARIES)
    if outlines is None:
        return None
    title = view.say("%(indicator)s: the municipalities on the map, %(period)s")
    if squares:
        title = view.say("%(indicator)s: a square for each municipality, %(period)s")
    classes = [] if spread.stepped else classes_of(spread)
    keys = spread.keys() if spread.stepped else _class_keys(spread, classes)
    fills: dict[str, list[tuple[str, str]]] = {key.fill: [] for key in keys}
    rows = []
    for code in spread.members:
        cell = spread.cells.get(code)
        name = words.text(view.reader.vocabulary.areas[code].label)
        if cell is None or cell.value is None:
            status = (cell.status if cell else None) or "unknown-reason"
            fills.setdefault(MISSING, []).append((code, f"{name}: {words.status(status)}"))
            rows.append([name, words.status(status)])
            continue
        if spread.stepped:
            index = next(i for i, part in enumerate(spread.whole.parts) if part.code == cell.value)
            fill = fill_of(index, len(spread.whole.parts))
        else:
            fill = class_fill(classes, cell.value)
        fills[fill].append((code, f"{name}: {spread.figure(cell.value)}"))
        rows.append([name, spread.figure(cell.value)])
    return Map(
        outlines=outlines,
        title=title % {"indicator": words.text(spread.indicator.label), "period": words.period(spread.period)},
        description=spread.words(),
        keys=[*keys, *spread.missing_keys()],
        fills={fill: places for fill, places in fills.items() if places},
        here=here,
        box=box,
        suffix=suffix,
        header=[view.say("Municipality"), view.say("Value")],
        rows=rows,
        lines=between(outlines, {a.code: a.county or "" for a in view.book.municipalities}) if squares else "",
    )


def classes_of(spread: Distribution) -> list[tuple[float, float]]:
    """Up to five classes of about as many municipalities each, with round limits."""
    values = spread.values
    if not values:
        return []
    width = values[-1] - values[0]
    limits_: list[float] = []
    for index in range(1, CLASSES):
        cut = values[len(values) * index // CLASSES]
        limit = _round(cut, width)
        if (not limits_ or limit > limits_[-1]) and values[0] < limit <= values[-1]:
            limits_.append(limit)
    ends = [values[0], *limits_, values[-1]]
    return list(pairwise(ends))


def class_fill(classes: Sequence[tuple[float, float]], value: float) -> str:
    """The tone of a value: that of its class, the greatest class has the strongest."""
    index = next((i for i, (_, high) in enumerate(classes) if value < high), len(classes) - 1)
    return f"q{index + CLASSES - len(classes)}"


def _class_keys(spread: Distribution, classes: Sequence[tuple[float, float]]) -> list[Key]:
    keys = []
    for index, (low, high) in enumerate(classes):
        last = index == len(classes) - 1
        count = sum(low <= value and (value < high or last) for value in spread.values)
        label = (
            spread.view.say("%(low)s to %(high)s", low=spread.figure(low), high=spread.figure(high))
            if last
            else spread.view.say("%(low)s to below %(high)s", low=spread.figure(low), high=spread.figure(high))
        )
        fill = f"q{index + CLASSES - len(classes)}"
        keys.append(Key(fill=fill, label=label, note=spread.view.words.number(count)))
    return keys


def _round(value: float, width: float) -> float:
    """A limit rounded to a hundredth of the spread's power of ten: 63.4 of 0–100 becomes 63."""
    if width <= 0:
        return value
    return round(value, 1 - floor(log10(width)))
