"""Municipalities at one look, those of a county or those compared: a row an indicator, a column a municipality."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.model import Area
from publisher.statistics.aggregates import Method
from publisher.statistics.strip import Held, held
from publisher.web.charts import Key, Matrix, MatrixRow
from publisher.web.charts.chart import fill_of
from publisher.web.pages.distribution import Distribution
from publisher.web.pages.mapped import class_fill, classes_of
from publisher.web.pages.strip import held_words
from publisher.web.pages.view import View


def matrix(
    view: View,
    title: str,
    caption: str,
    members: Sequence[Area],
    sections: Sequence[tuple[str, Sequence[Distribution]]],
) -> Matrix | None:
    """The table of some municipalities; None where there is one, or no figures.

    What is counted in persons is left out: it follows the number of inhabitants. Numbers are toned by the classes of
    all the country's municipalities, as on the map.

    Args:
        title: what it is named.
        caption: what each of its cells says.
        members: the municipalities in the order of the columns.
        sections: indicators among all municipalities, under their themes.
    """
    words = view.words
    rows = [
        line(view, theme, row, members)
        for theme, found in sections
        for row in found
        if row.whole.method is not Method.SUM
    ]
    if len(members) < 2 or not rows:
        return None
    drawn = {mark for row in rows for mark, _ in row.cells}
    steps: dict[tuple[str, str], Key] = {}
    for _, found in sections:
        for row in found:
            if row.stepped:
                steps |= {(key.fill, key.label): key for key in row.keys(counts=False)}
    labels = {fill: [key.label for (used, _), key in steps.items() if used == fill] for fill in "abcd"}
    keys = [Key(fill, " / ".join(told)) for fill, told in labels.items() if told and fill in drawn]
    if tones := sorted(mark for mark in drawn if mark.startswith("q")):
        keys += [Key(tones[0], view.say("A low number among all")), Key(tones[-1], view.say("A high number among all"))]
    keys += [Key(kind, label) for kind, label in held_words(view).items() if kind in drawn]
    return Matrix(
        title=title,
        caption=caption,
        corner=view.say("Indicator"),
        places=[(words.text(area.label), view.href(f"/kommun/{area.code}")) for area in members],
        keys=keys,
        lines=rows,
    )


def line(view: View, theme: str, spread: Distribution, members: Sequence[Area]) -> MatrixRow:
    """A row: a mark and words for each municipality."""
    classes = [] if spread.stepped else classes_of(spread)
    places = {float(part.code): fill_of(i, len(spread.whole.parts)) for i, part in enumerate(spread.whole.parts)}
    gate = view.book.gate(spread.indicator, spread.period)
    cells = []
    for area in members:
        known, status = held(spread.cells, area.code, gate)
        cell = spread.cells.get(area.code)
        if known is not Held.VALUE or cell is None or cell.value is None:
            cells.append((known.value, view.words.status(status)))
            continue
        mark = places[cell.value] if spread.stepped else class_fill(classes, cell.value)
        cells.append((mark, view.words.brief(spread.indicator, cell.value)))
    return MatrixRow(
        theme=theme,
        label=view.words.short(spread.indicator),
        href=view.href(f"/nyckeltal/{spread.indicator.id}"),
        note="" if spread.period == view.book.newest else view.words.period(spread.period),
        cells=cells,
    )
