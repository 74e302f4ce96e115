"""A county's page and the nation's: how far its municipalities have come together, and its own published figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from publisher.model import Area, AreaKind, Indicator
from publisher.outlines import BOUNDARIES
from publisher.phrases import tell
from publisher.statistics.aggregates import Method
from publisher.web.charts import Key, Matrix
from publisher.web.charts.chart import fluid
from publisher.web.finished import Finished
from publisher.web.maps import drawing
from publisher.web.pages import question
from publisher.web.pages.chartfile import chart_file, named_kind
from publisher.web.pages.chosen import Chosen, choose
from publisher.web.pages.distribution import Distribution
from publisher.web.pages.later import newest
from publisher.web.pages.mapped import mapped
from publisher.web.pages.matrix import matrix
from publisher.web.pages.municipality import sources_of, told
from publisher.web.pages.published import Heading, published_series
from publisher.web.pages.standing import OLD
from publisher.web.pages.themes import measured, themes
from publisher.web.pages.view import View, page
from publisher.web.wording import alphabetical


@page("/lan/{code:str}")
def county(view: View) -> Finished:
    """One county; a name in the address leads to its code."""
    return together(view, asked_for(view))


def asked_for(view: View) -> Area:
    """The county that the address names."""
    return view.place(AreaKind.COUNTY, "/lan/", tell("no county"))


@page("/riket")
def nation(view: View) -> Finished:
    """The nation."""
    return together(view, view.reader.vocabulary.areas[view.book.groups.nation])


@page("/lan/{code:str}/matris.svg", "/lan/{code:str}/matris.png")
async def county_file(view: View) -> Finished:
    """A county's municipalities at one look, as a file of its own."""
    area = asked_for(view)
    _, rows = rows_of(view, area)
    chart = at_one_look(view, area, sections_of(view, rows))
    if chart is None:
        detail = tell(
            "There is nothing to set side by side: the county has a single municipality. Its strip is at "
            "/en/kommun/{code}/remsa.svg.",
            code=members_of(view, area)[0].code,
        )
        raise view.not_found(detail)
    sources = sources_of(view, [row.indicator for row in rows.values()])
    return await chart_file(view, chart, named_kind(view.path)[1], view.words.listing(sources), wide=chart.wide)


@dataclass(frozen=True)
class Together:
    """One row: an indicator among the municipalities of an area, beside all of them."""

    view: View
    indicator: Indicator
    period: str
    area: Area

    def __post_init__(self) -> None:
        object.__setattr__(self, "indicator", self.indicator.at(self.period))

    @property
    def old(self) -> bool:
        return int(self.period[:4]) < int(self.view.book.newest[:4]) - OLD

    @cached_property
    def here(self) -> Distribution:
        return Distribution(self.view, self.indicator, self.period, self.area.code)

    @cached_property
    def everywhere(self) -> Distribution:
        return Distribution(self.view, self.indicator, self.period)

    @property
    def chart(self) -> Markup:
        """How the municipalities are spread; its words are those that do not stand beside it."""
        beside = f"{self.view.words.period(self.period)}: ", f"{self.here.answered}."
        words = self.here.words().removeprefix(beside[0]).removesuffix(beside[1]).strip() or beside[1]
        if self.here.stepped:
            return fluid(self.here.bar().body(18), 18, words, "bar")
        body, height = self.here.histogram(small=True).body()
        return fluid(body, height, words)

    @property
    def summary(self) -> str:
        """The area's figure by the arithmetic that its kind allows."""
        view, whole = self.view, self.here.whole
        if whole.value is None and whole.n:  # too few for a median: each is told
            names, cells = view.reader.vocabulary.areas, self.here.cells
            known = [(code, cell.value) for code in self.here.members if (cell := cells.get(code)) is not None]
            told = [
                f"{view.words.text(names[code].label)} {self.here.figure(value)}"
                for code, value in known
                if value is not None
            ]
            return f"{'; '.join(told)}."
        if whole.value is None:
            return view.say("No value.")
        if whole.method is Method.SHARES:
            top = whole.parts[-1]
            return view.say(
                "%(share)s “%(step)s”: %(count)s of %(n)s.",
                share=view.words.share(top.count, whole.n),
                step=view.words.text(top.label),
                count=view.words.number(top.count),
                n=view.words.number(whole.n),
            )
        figure = self.here.figure(whole.value)
        if whole.method is Method.SUM:
            return view.say("%(figure)s in all, in %(n)s municipalities.", figure=figure, n=view.words.number(whole.n))
        if whole.method is Method.MEDIAN:
            n = view.words.number(whole.n)
            if self.area.kind is AreaKind.NATION:
                return view.say("Median of the country's %(n)s municipalities: %(figure)s.", figure=figure, n=n)
            return view.say("Median of the county's %(n)s municipalities: %(figure)s.", figure=figure, n=n)
        return view.say("Ratio of sums: %(figure)s.", figure=figure)

    @property
    def beside(self) -> str:
        """The same for all municipalities; '' for the nation itself."""
        if self.area.kind is AreaKind.NATION:
            return ""
        view, whole = self.view, self.everywhere.whole
        if whole.value is None or whole.method is Method.SUM:
            return ""
        if whole.method is Method.SHARES:
            share = view.words.share(whole.parts[-1].count, whole.n)
            return view.say("Of all municipalities in the country: %(figure)s.", figure=share)
        figure, n = self.everywhere.figure(whole.value), view.words.number(whole.n)
        if whole.method is Method.MEDIAN:
            return view.say("Median of the country's %(n)s municipalities: %(figure)s.", figure=figure, n=n)
        return view.say("Ratio of sums of all municipalities: %(figure)s.", figure=figure)

    @property
    def published(self) -> str:
        """What the sources themselves give for the area and for the nation; '' where they give neither."""
        view, found = self.view, []
        for code in dict.fromkeys((self.area.code, view.book.groups.nation)):
            cell = self.here.cells.get(code)
            if cell is not None and cell.value is not None:
                name = view.words.text(view.reader.vocabulary.areas[code].label)
                found.append(f"{name} {view.words.figure(self.indicator, cell.value)}")
        return view.say("Published by the source: %(figures)s.", figures=", ".join(found)) if found else ""


def rows_of(view: View, area: Area) -> tuple[Chosen, dict[str, Together]]:
    """Which indicators are told of an area; each of them, and the one asked for, among its municipalities."""
    found = measured(view, AreaKind.MUNICIPALITY)
    chosen = choose(view, area.code, found, more=view.book.measured(area.kind))
    asked = question.indicator(view, "nyckeltal", {one.id: one for one, _ in found}) if chosen.how else None
    told = {one.id for one, _ in chosen.indicators} | ({asked.id} if asked else set())
    return chosen, {one.id: Together(view, one, period, area) for one, period in found if one.id in told}


def sections_of(view: View, rows: dict[str, Together]) -> list[tuple[str, list[Together]]]:
    """The rows that have a value, under their themes."""
    return [
        (theme.label, [row for i in theme.indicators if (row := rows[i.id]).here.whole.n])
        for theme in themes(view, [row.indicator for row in rows.values()])
        if not theme.background
    ]


def published_of(view: View, area: Area, choice: Chosen) -> list[Heading]:
    """What sources published for the area itself: of very many, what is told of its municipalities, or the subject."""
    every = view.book.measured(area.kind)
    if len(every) > choice.series:
        told = {one.id for one, _ in choice.indicators}
        if choice.subject:
            every = [one for one in every if one.subject == choice.subject]
        else:
            every = [one for one in every if one.id in told] or every
        every = every[: choice.most]
    return published_series(view, area, every) if every else []


def members_of(view: View, area: Area) -> list[Area]:
    """The municipalities of an area in the order of the alphabet."""
    members, _ = view.book.groups.members(area.code)
    areas = [view.reader.vocabulary.areas[code] for code in members]
    return sorted(areas, key=lambda a: alphabetical(view.words.text(a.label)))


def at_one_look(view: View, area: Area, sections: Sequence[tuple[str, Sequence[Together]]]) -> Matrix | None:
    """A county's municipalities, a column each; None for the nation, and where there is one."""
    if area.kind is not AreaKind.COUNTY:
        return None
    name = view.words.text(area.label)
    return matrix(
        view,
        view.say("The municipalities of %(name)s at one look", name=name),
        view.say("%(name)s: what each municipality has on each indicator", name=name),
        members_of(view, area),
        [(label, [row.everywhere for row in found]) for label, found in sections],
    )


def together(view: View, area: Area) -> Finished:
    """The page of a county or the nation."""
    words = view.words
    choice, rows = rows_of(view, area)
    ordered = members_of(view, area)
    shown = on_map(view, rows)
    own = published_of(view, area, choice)
    sections = sections_of(view, rows)
    name = words.text(area.label)
    return view.page(
        "area.html",
        title=name,
        feed={"omrade": area.code},
        description=view.own(
            "area", view.say("The municipalities of %(name)s, and published figures.", name=name), name=name
        ),
        sources=sources_of(view, [row.indicator for row in rows.values()]),
        area=area,
        name=name,
        nation=area.kind is AreaKind.NATION,
        told=told(view, area),
        legends=legends,
        newest=newest(view),
        members=ordered,
        sections=sections,
        matrix=at_one_look(view, area, sections),
        map=mapped(shown.here, box=box_of(view, area, [member.code for member in ordered])) if shown else None,
        mapped=shown,
        choices=[
            (theme.label, [i for i in theme.indicators])
            for theme in themes(view, [row.indicator for row in rows.values()])
            if not theme.background
        ],
        own=own,
        measured=len(view.book.measured(area.kind)),
        choice=choice,
    )


def legends(rows: Sequence[Together]) -> list[list[Key]]:
    """A legend for each scale that is drawn among the rows, once."""
    found: dict[tuple[str, ...], list[Key]] = {}
    for row in rows:
        if row.here.stepped:
            keys = row.here.keys(counts=False)
            found.setdefault(tuple(key.label for key in keys), keys)
    return list(found.values())


def box_of(view: View, area: Area, members: Sequence[str]) -> tuple[int, int, int, int] | None:
    """The part of the map to show: a county's; None: all of it."""
    outlines = drawing(view.reader.site / BOUNDARIES)
    return outlines.box(members) if outlines and area.kind is AreaKind.COUNTY else None


def on_map(view: View, rows: dict[str, Together]) -> Together | None:
    """The row whose map is shown: the one asked for (``?nyckeltal=``), else the first of steps."""
    asked = question.indicator(view, "nyckeltal", {id: row.indicator for id, row in rows.items()})
    if asked is not None and rows[asked.id].here.whole.n:
        return rows[asked.id]
    known = [row for row in rows.values() if row.indicator.steps and not row.indicator.retired and row.here.whole.n]
    order = themes(view, [row.indicator for row in known])
    return rows[order[0].indicators[0].id] if order else None
