"""Two to ten municipalities side by side; the whole state in the address."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.model import Area, AreaKind, localised
from publisher.phrases import tell
from publisher.statistics.traits import WEIGHTS, labels
from publisher.web.charts import Matrix
from publisher.web.examples import AREA, INDICATOR, OTHER
from publisher.web.finished import Finished
from publisher.web.pages import chosen, question
from publisher.web.pages.chartfile import chart_file, named_kind
from publisher.web.pages.choice import MOST, Choice, choice
from publisher.web.pages.comparison import Comparison, letters
from publisher.web.pages.indicator import publisher_of, rests_on
from publisher.web.pages.later import newest
from publisher.web.pages.mapped import mapped
from publisher.web.pages.matrix import matrix
from publisher.web.pages.municipality import sources_of
from publisher.web.pages.themes import measured, themes
from publisher.web.pages.view import View, page, redirect

#: Charts shown before the reader asks for more.
CHARTS = 6


@page("/jamfor")
def compare(view: View) -> Finished:
    """The comparison that the address asks for, or the form to make one."""
    asked, canonical = choice(view)
    if not canonical:
        return redirect(view.href("/jamfor", **asked.state()))
    rows, absent = comparisons(view, asked) if asked.areas else ([], [])
    offered = [theme for theme in themes(view, view.book.measured(AreaKind.MUNICIPALITY)) if not theme.background]
    many = sum(not indicator.retired for theme in offered for indicator in theme.indicators)
    names = [view.words.text(area.label) for area in asked.areas]
    title = (
        view.say("Compare %(names)s", names=view.words.listing(names)) if names else view.say("Compare municipalities")
    )
    shown = next((row for row in rows if row.indicator.id == asked.map_of), rows[0] if rows else None)
    return view.page(
        "compare.html",
        title=title,
        description=view.say("Municipalities side by side: what differs, what only looks so, what cannot be compared."),
        sources=sources_of(view, [row.indicator for row in rows]),
        robots=False,
        status=400 if asked.unknown else 200,
        asked=asked,
        newest=newest(view),
        most=MOST,
        letters=letters(asked.areas),
        rows=rows,
        charts=rows[:CHARTS],
        matrix=at_one_look(view, asked.areas, rows),
        absent=absent,
        shown=shown,
        map=mapped(shown.distribution, [area.code for area in asked.areas]) if shown else None,
        years=years(view),
        many=many if many > chosen.MOST else 0,
        groups=[(theme.label, theme.indicators) for theme in offered] if many <= chosen.MOST else [],
        picked={indicator.id for indicator in asked.indicators},
        neighbours=neighbours(view, asked),
        traits=[
            (trait.value, localised(label, view.language), asked.weights[trait])
            for trait, label in labels(view.reader.vocabulary).items()
        ],
        usual=asked.weights == WEIGHTS,
        area_notes=[(area, change) for area in asked.areas for change in area.changes],
    )


def at_one_look(view: View, areas: Sequence[Area], rows: Sequence[Comparison]) -> Matrix | None:
    """The municipalities compared, a column each; None where there is one."""
    by_id = {row.indicator.id: row for row in rows}
    return matrix(
        view,
        view.say("%(names)s at one look", names=view.words.listing([view.words.text(area.label) for area in areas])),
        view.say("What each municipality has on each indicator"),
        areas,
        [
            (theme.label, [by_id[indicator.id].distribution for indicator in theme.indicators])
            for theme in themes(view, [row.indicator for row in rows])
        ],
    )


def comparisons(view: View, asked: Choice) -> tuple[list[Comparison], list[str]]:
    """The rows in the order asked for, and the labels of indicators that have no value then."""
    latest = dict((indicator.id, period) for indicator, period in measured(view, AreaKind.MUNICIPALITY))
    wanted = [(indicator, asked.year or latest[indicator.id]) for indicator in asked.indicators]
    if not wanted:
        every = [
            (indicator, asked.year or latest[indicator.id])
            for theme in themes(view, view.book.measured(AreaKind.MUNICIPALITY))
            if not theme.background
            for indicator in theme.indicators
            if not indicator.retired
        ]
        wanted = list(chosen.farthest_apart(view, [area.code for area in asked.areas], every))
    rows, absent = [], []
    for indicator, period in wanted:
        row = Comparison(view, indicator, period, asked.areas)
        if asked.year and asked.year not in view.book.periods(indicator.id):
            absent.append(view.words.text(indicator.label))
        else:
            rows.append(row)
    if asked.order == "skillnad":
        rows.sort(key=lambda row: -row.spread)
    elif asked.order == "namn":
        rows.sort(key=lambda row: view.words.text(row.indicator.label).casefold())
    return rows, absent


def years(view: View) -> list[str]:
    """Periods that any municipal indicator has, newest first; background left out."""
    found = {
        period
        for theme in themes(view, view.book.measured(AreaKind.MUNICIPALITY))
        if not theme.background
        for indicator in theme.indicators
        for period in view.book.periods(indicator.id)
    }
    return sorted(found, reverse=True)


def neighbours(view: View, asked: Choice) -> Sequence[tuple[Area, Sequence[str], Sequence[str]]]:
    """Municipalities similar to the first one chosen, by the weights asked for, with reasons for and against."""
    if not asked.areas:
        return []
    here = {area.code for area in asked.areas}
    areas = view.reader.vocabulary.areas
    return [
        (
            areas[found.area],
            [localised(reason, view.language) for reason in found.reasons],
            [localised(reason, view.language) for reason in found.against],
        )
        for found in view.book.similar(asked.areas[0].code, asked.weights, 7 + len(here))
        if found.area not in here
    ][:7]


@page("/jamfor/{file:str}")
async def compare_chart(view: View) -> Finished:
    """A chart of the comparison as a file: ``/jamfor/ID.svg?kommun=CODE,CODE``, ``.png`` too; ``matris``: all of it."""
    asked, _ = choice(view)
    for name, _near in asked.unknown:
        raise question.not_understood(view, "kommun", name, {})
    id, kind = named_kind(view.parameters["file"])
    if id == "matris" and kind and len(asked.areas) > 1:
        rows, _ = comparisons(view, asked)
        if (look := at_one_look(view, asked.areas, rows)) is not None:
            sources = sources_of(view, [row.indicator for row in rows])
            return await chart_file(view, look, kind, view.words.listing(sources), wide=look.wide)
    known = {indicator.id: (indicator, period) for indicator, period in measured(view, AreaKind.MUNICIPALITY)}
    if id not in known or not kind or not asked.areas:
        detail = tell(
            "There is no such chart. Write /en/jamfor/{indicator}.svg?kommun={area},{other}.",
            indicator=INDICATOR,
            area=AREA,
            other=OTHER,
        )
        raise view.not_found(detail)
    indicator, latest = known[id]
    period = asked.year if asked.year in view.book.periods(id) else latest
    chart = Comparison(view, indicator, period, asked.areas).chart
    return await chart_file(view, chart, kind, publisher_of(view, indicator), rests_on(view, indicator))
