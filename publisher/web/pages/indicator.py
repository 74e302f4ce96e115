"""An indicator's page: what it means, who answered, and how the municipalities stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from publisher.finding import find
from publisher.model import Area, AreaKind, Direction, Indicator, Source, Text
from publisher.phrases import joined, tell
from publisher.statistics.figures import NO_ROW
from publisher.web.charts import Chart, Mark
from publisher.web.finished import Finished
from publisher.web.pages import quality, question
from publisher.web.pages.chartfile import KINDS, chart_file, named_kind
from publisher.web.pages.comparison import letters
from publisher.web.pages.counterparts import counterparts_of
from publisher.web.pages.development import development, target
from publisher.web.pages.distribution import Distribution
from publisher.web.pages.grouping import divisions, grouped
from publisher.web.pages.later import age, later
from publisher.web.pages.mapped import mapped
from publisher.web.pages.published import by_sex, other_areas, published_beside
from publisher.web.pages.ranked import missing_names, ranking_table
from publisher.web.pages.view import Crumb, Moved, View, page, redirect
from publisher.web.problems import ProblemError

#: What a sample of residents means for its values.
SAMPLED = (
    "The values rest on samples of residents in the municipalities that took part: small differences may be chance. "
    "The source does not say whether a municipality without a value took part."
)


@page("/nyckeltal/{id:str}")
def indicator(view: View) -> Finished:
    """One indicator."""
    found = asked_for(view, **view.state)
    words, book = view.words, view.book
    dataset = book.dataset_of.get(found.id)
    spread = chosen(view, found)
    here = question.areas(view, "kommun", AreaKind.MUNICIPALITY) or view.listed
    label = words.text(found.label)
    agent = view.reader.catalog.agents.get(found.publisher)
    return view.page(
        "indicator.html",
        title=label,
        feed={"nyckeltal": found.id},
        description=words.text(found.definition),
        crumbs=[Crumb(view.say("Indicators"), view.href("/nyckeltal"))],
        sources=[words.text(agent.name)] if agent else [],
        indicator=found.at(spread.period) if spread else found,
        sampled=found.sampled,
        aim=target(view, found),
        label=label,
        agent=agent,
        dataset=dataset,
        periods=book.periods(found.id) if spread else (),
        spread=spread,
        here=here,
        letters=letters(here),
        figures=(figures := figures_of(view, spread, here) if spread else {}),
        figure_at=named(view, spread, here[0], figures[here[0].code]) if spread and len(here) == 1 else "",
        charts=charts(view, found, spread, here) if spread else {},
        division=division_of(view),
        divisions=divisions(view),
        ranked=ranking_table(view, found, spread, here) if spread else None,
        missing=missing_names(view, spread) if spread else [],
        age=age(view, latest) if (latest := book.latest(found.id)) else "",
        later=later(view, found),
        counterparts=counterparts_of(view, found),
        quality=quality.of_indicator(view, found),
        version=found.version(latest) if latest else None,
        beside=published_beside(view, found, spread) if spread else "",
        elsewhere=other_areas(view, found),
        sexes=by_sex(view, found, spread) if spread else [],
        sources_used=sources_used(view, found),
        notes=notes_of(view, found),
        directions={d.value: direction_words(view, d) for d in Direction},
        replaced=[view.reader.vocabulary.indicators[id] for id in found.replaced_by if id in book.kinds_of],
    )


def asked_for(view: View, before: str = "/nyckeltal", *after: str, **state: str) -> Indicator:
    """The indicator that the address names.

    Args:
        before: what stands before its id in the address that it has by another name.
        after: what stands after it there.
        state: what is asked there.

    Raises:
        Moved: the address names it otherwise than by its id.
        ProblemError: 404 with the nearest, 410 with what replaced it.
    """
    asked = view.parameters["id"]
    indicators = view.reader.vocabulary.indicators
    found = indicators.get(asked) or indicators.get(asked.upper()) or indicators.get(asked.lower())
    found = found or next((i for i in indicators.values() if asked in i.former_ids), None)
    if found is not None:
        if found.id != asked:
            raise Moved(view.href("/".join((before, found.id, *after)), **state))
        return found
    if (replaced := view.book.gone.get(f"indicator/{asked}")) is not None:
        instead = ", ".join(replaced)
        raise ProblemError(
            410,
            joined(
                tell("The indicator “{asked}” is withdrawn.", asked=asked[:60]),
                tell("Instead there is {instead}.", instead=instead) if instead else {},
            ),
            replaced_by=replaced,
        )
    near = [f.title for f in find(view.reader.connection, asked, view.language, ("indicator",), 3)]
    raise view.not_found(
        joined(
            tell("There is no indicator “{asked}” in this edition.", asked=asked[:60]),
            tell("Nearest: {near}.", near="; ".join(near)) if near else tell("All are at /en/nyckeltal."),
        )
    )


def chosen(view: View, indicator: Indicator) -> Distribution | None:
    """The distribution of the year asked for (``?ar=``), else of the latest; None without municipal values."""
    period = question.one_of(view, "ar", view.book.periods(indicator.id), view.book.latest(indicator.id) or "")
    return Distribution(view, indicator, period) if period else None


def division_of(view: View) -> str:
    """The division asked for (``?grupp=``), else the first there is."""
    known = divisions(view)
    return question.one_of(view, "grupp", known, next(iter(known), ""))


def charts(view: View, indicator: Indicator, spread: Distribution, here: Sequence[Area]) -> dict[str, Chart]:
    """The charts of the page by name."""
    made = {name: chart(view, indicator, spread, here) for name, chart in CHARTS.items()}
    return {name: chart for name, chart in made.items() if chart is not None}


def _by_group(view: View, indicator: Indicator, spread: Distribution) -> Chart | None:
    division = division_of(view)
    return grouped(view, indicator, spread.period, division) if division else None


def marks(view: View, spread: Distribution, here: Sequence[Area]) -> list[Mark]:
    """The markers of the municipalities in question; several are known by their letters."""
    cells = [(area, spread.cells.get(area.code)) for area in here]
    letter = letters(here) if len(here) > 1 else {}
    return [
        Mark(view.words.text(area.label), cell.value, letter.get(area.code, ""))
        for area, cell in cells
        if cell is not None and cell.value is not None
    ]


def figures_of(view: View, spread: Distribution, here: Sequence[Area]) -> dict[str, str]:
    """Code of each municipality in question to its figure, or why there is none, in words."""
    cells = {area.code: spread.cells.get(area.code) for area in here}
    return {
        code: spread.figure(cell.value)
        if cell is not None and cell.value is not None
        else view.words.status((cell.status if cell else None) or NO_ROW)
        for code, cell in cells.items()
    }


def named(view: View, spread: Distribution, area: Area, figure: str) -> str:
    """A municipality's figure with all that it is a figure of."""
    period = view.words.period(spread.period)
    return f"{view.words.text(spread.indicator.label)}, {period}: {view.words.text(area.label)} {figure}"


#: Charts of an indicator by name, in the order of the page: each stands there, as a file and in frames.
CHARTS: Mapping[str, Callable[[View, Indicator, Distribution, Sequence[Area]], Chart | None]] = {
    "fordelning": lambda view, indicator, spread, here: (
        spread.chart(marks(view, spread, here)) if spread.values else None
    ),
    "karta": lambda view, indicator, spread, here: (
        mapped(spread, [area.code for area in here]) if spread.values else None
    ),
    "rutor": lambda view, indicator, spread, here: (
        mapped(spread, [area.code for area in here], suffix="r", squares=True) if spread.values else None
    ),
    "utveckling": lambda view, indicator, spread, here: development(view, indicator),
    "grupper": lambda view, indicator, spread, here: _by_group(view, indicator, spread),
}


@page("/lage/{code:str}/{id:str}")
def position(view: View) -> Finished:
    """A municipality's place in an indicator: the indicator's page with the municipality marked.

    A path of its own, because robots are to leave every municipality in every indicator alone (``/robots.txt``).
    """
    return redirect(view.href(f"/nyckeltal/{view.parameters['id']}", kommun=view.parameters["code"]))


@page("/nyckeltal/{id:str}/{chart:str}")
async def indicator_chart(view: View) -> Finished:
    """A chart of an indicator as a file of its own, ``.svg`` or ``.png``."""
    found = asked_for(view, **view.state)
    name, kind = named_kind(view.parameters["chart"])
    spread = chosen(view, found)
    here = question.areas(view, "kommun", AreaKind.MUNICIPALITY) or view.listed
    draw = CHARTS.get(name) if spread and kind else None
    chart = draw(view, found, spread, here) if draw and spread else None
    if chart is None:
        drawn = charts(view, found, spread, here) if spread else {}
        raise view.not_found(no_chart([f"{one}.{kind}" for one in drawn for kind in KINDS]))
    return await chart_file(view, chart, kind, publisher_of(view, found), rests_on(view, found))


def no_chart(known: Sequence[str]) -> Text:
    """That a chart is not there, and which the indicator has."""
    return tell(
        "There is no such chart. There are: {known}.",
        known=", ".join(known) or tell("none"),
    )


def publisher_of(view: View, indicator: Indicator) -> str:
    """The name of who is behind the figures."""
    agent = view.reader.catalog.agents.get(indicator.publisher)
    return view.words.text(agent.name) if agent else indicator.publisher


def rests_on(view: View, indicator: Indicator) -> list[str]:
    """What must be known of the values wherever their chart stands alone: that they are samples, and their notes."""
    return [view.say(SAMPLED)] * indicator.sampled + notes_of(view, indicator)


# -- parts of the page ------------------------------------------------------------------------------


def sources_used(view: View, indicator: Indicator) -> list[Source]:
    """The sources that the indicator's values came from."""
    dataset = view.book.dataset_of.get(indicator.id)
    if dataset is None:
        return []
    used = {row.source for row in view.book.rows(indicator.id)}
    return [source for source in dataset.sources if source.id in used]


def notes_of(view: View, indicator: Indicator) -> list[str]:
    """What the package notes about values of this indicator, each once."""
    found = (view.words.text(note) for notes in view.book.notes(indicator.id).values() for note in notes)
    return list(dict.fromkeys(found))


def direction_words(view: View, direction: Direction) -> str:
    return {
        Direction.HIGHER: view.say("Higher is better"),
        Direction.LOWER: view.say("Lower is better"),
        Direction.NEITHER: view.say("Neither higher nor lower is better"),
        Direction.CONTESTED: view.say("Contested: whether more is better is disputed"),
    }[direction]
