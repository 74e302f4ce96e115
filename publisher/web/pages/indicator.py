"""An indicator's page: what it means, who answered, and how the municipalities stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from publisher.finding import find
from publisher.model import SEX_TOTAL, TOTAL, Area, AreaKind, Direction, Indicator, Source
from publisher.statistics.comparability import comparable_before
from publisher.statistics.figures import figures
from publisher.statistics.published import PUBLISHED_AS, beside, published
from publisher.statistics.rules import RULES
from publisher.web.charts import Chart, Mark, standalone
from publisher.web.finished import Finished
from publisher.web.pages.development import development
from publisher.web.pages.distribution import Distribution
from publisher.web.pages.grouping import divisions, grouped
from publisher.web.pages.view import Crumb, View, page, redirect
from publisher.web.problems import ProblemError
from publisher.web.wording import alphabetical

SVG = "image/svg+xml"
#: A note on at most so many values is told with each of them, others once for all.
RARE = 10
#: Names of the chart files of an indicator.
CHARTS = ("fordelning.svg", "karta.svg", "utveckling.svg", "grupper.svg")


@page("/nyckeltal/{id:str}")
def indicator(view: View) -> Finished:
    """One indicator."""
    found = asked_for(view)
    if isinstance(found, Finished):
        return found
    words, book = view.words, view.book
    dataset = book.dataset_of.get(found.id)
    spread = chosen(view, found)
    here = book.find(view.query.get("kommun", ""), AreaKind.MUNICIPALITY)
    label = words.text(found.label)
    agent = view.reader.catalog.agents.get(found.publisher)
    return view.page(
        "indicator.html",
        title=label,
        description=words.text(found.definition),
        crumbs=[Crumb(view.say("Indicators"), view.href("/nyckeltal"))],
        sources=[words.text(agent.name)] if agent else [],
        indicator=found,
        sampled=found.id in RULES.samples,
        label=label,
        agent=agent,
        dataset=dataset,
        periods=book.periods(found.id) if spread else (),
        spread=spread,
        here=here,
        charts=charts(view, found, spread, here) if spread else {},
        division=division_of(view),
        divisions=divisions(view),
        ranked=ranking_table(view, found, spread, here) if spread else None,
        missing=missing_names(view, spread) if spread else [],
        beside=published_beside(view, found, spread) if spread else "",
        elsewhere=other_areas(view, found),
        sexes=by_sex(view, found, spread) if spread else [],
        sources_used=sources_used(view, found),
        notes=notes_of(view, found),
        directions={d.value: direction_words(view, d) for d in Direction},
        replaced=[view.reader.vocabulary.indicators[id] for id in found.replaced_by if id in book.kinds_of],
    )


def asked_for(view: View) -> Indicator | Finished:
    """The indicator that the address names, or where it went."""
    asked = view.parameters["id"]
    indicators = view.reader.vocabulary.indicators
    found = indicators.get(asked) or indicators.get(asked.upper()) or indicators.get(asked.lower())
    found = found or next((i for i in indicators.values() if asked in i.former_ids), None)
    if found is not None:
        return found if found.id == asked else redirect(view.href(f"/nyckeltal/{found.id}", **view.state), 301)
    if (replaced := view.book.gone.get(f"indicator/{asked}")) is not None:
        instead = ", ".join(replaced)
        raise ProblemError(
            410,
            {
                "sv": f"Nyckeltalet ”{asked[:60]}” är återkallat."
                + (f" I stället finns {instead}." if instead else ""),
                "en": f"The indicator “{asked[:60]}” is withdrawn."
                + (f" Instead there is {instead}." if instead else ""),
            },
            replaced_by=replaced,
        )
    near = [f.title for f in find(view.reader.connection, asked, view.language, ("indicator",), 3)]
    raise view.not_found(
        {
            "sv": f"Det finns inget nyckeltal ”{asked[:60]}” i den här utgåvan."
            + (f" Närmast: {'; '.join(near)}." if near else " Alla finns på /nyckeltal."),
            "en": f"There is no indicator “{asked[:60]}” in this edition."
            + (f" Nearest: {'; '.join(near)}." if near else " All are at /en/nyckeltal."),
        }
    )


def chosen(view: View, indicator: Indicator) -> Distribution | None:
    """The distribution of the year asked for (``?ar=``), else of the latest; None without municipal values."""
    latest = view.book.latest(indicator.id)
    if latest is None:
        return None
    asked = view.query.get("ar")
    periods = view.book.periods(indicator.id)
    if asked and asked not in periods:
        raise view.not_found(
            {
                "sv": f"Nyckeltalet har inget värde för {asked[:20]}. Det finns för {', '.join(periods)}.",
                "en": f"The indicator has no value for {asked[:20]}. There are values for {', '.join(periods)}.",
            }
        )
    return Distribution(view, indicator, asked or latest)


def division_of(view: View) -> str:
    """The division asked for (``?grupp=``), else the first there is."""
    known = divisions(view)
    asked = view.query.get("grupp", "")
    return asked if asked in known else next(iter(known), "")


def charts(view: View, indicator: Indicator, spread: Distribution, here: Area | None) -> dict[str, Chart]:
    """The charts of the page by name."""
    found: dict[str, Chart | None] = {
        "fordelning": spread.chart(marks(view, spread, here)),
        "karta": spread.map(here=[here.code] if here else []),
        "utveckling": development(view, indicator),
        "grupper": grouped(view, indicator, spread.period, division) if (division := division_of(view)) else None,
    }
    return {name: chart for name, chart in found.items() if chart is not None}


def marks(view: View, spread: Distribution, here: Area | None) -> list[Mark]:
    """The marker of the municipality in question."""
    cell = spread.cells.get(here.code) if here else None
    return [Mark(view.words.text(here.label), cell.value)] if here and cell and cell.value is not None else []


@page("/nyckeltal/{id:str}/{chart:str}")
def indicator_chart(view: View) -> Finished:
    """A chart of an indicator as a file of its own."""
    found = asked_for(view)
    if isinstance(found, Finished):
        return found
    name = view.parameters["chart"]
    spread = chosen(view, found)
    here = view.book.find(view.query.get("kommun", ""), AreaKind.MUNICIPALITY)
    chart = charts(view, found, spread, here).get(name.removesuffix(".svg")) if spread and name in CHARTS else None
    if chart is None:
        raise view.not_found(
            {
                "sv": f"Det finns inget sådant diagram. Det finns: {', '.join(CHARTS)}.",
                "en": f"There is no such chart. There are: {', '.join(CHARTS)}.",
            }
        )
    return chart_file(view, chart, found)


def chart_file(view: View, chart: Chart, indicator: Indicator) -> Finished:
    """A chart as an SVG file with source, edition and address."""
    agent = view.reader.catalog.agents.get(indicator.publisher)
    credit = view.say(
        "Based on figures from %(who)s. Edition %(edition)s.",
        who=view.words.text(agent.name) if agent else indicator.publisher,
        edition=view.reader.edition.id,
    )
    body = standalone(chart, credit, view.fixed)
    headers = {
        "Cache-Control": "public, max-age=60",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        "Content-Language": view.language,
    }
    return Finished(body.encode(), SVG, headers)


# -- parts of the page ------------------------------------------------------------------------------


@dataclass(frozen=True)
class RankedRow:
    """A municipality in the ranking table."""

    place: str
    code: str
    name: str
    county: str
    figure: str
    earlier: str
    missing: bool
    here: bool


@dataclass(frozen=True)
class RankingTable:
    """Every municipality with place, value and earlier value."""

    rows: Sequence[RankedRow]
    order: str
    earlier: str  #: the period of the earlier value, as written; '' when there is none
    refusal: str
    margin: str


def ranking_table(view: View, indicator: Indicator, spread: Distribution, here: Area | None) -> RankingTable:
    """The municipalities in the order asked for: ``?ordning=varde`` (the usual), ``namn`` or ``lan``."""
    book, words = view.book, view.words
    ranking = book.ranking(indicator, spread.period)
    earlier = comparable_before(indicator, spread.period, book.periods(indicator.id))
    before = book.series(indicator.id, earlier) if earlier else {}
    noted = rare_notes(view, indicator, spread.period)
    position = {area: index for index, group in enumerate(ranking.groups) for area in group.areas}
    rows = []
    for area in book.municipalities:
        cell = spread.cells.get(area.code)
        value = cell.value if cell else None
        standing = ranking.standings.get(area.code)
        place = ""
        if standing:
            low, high = standing.band_low, standing.band_high
            place = words.number(low) if low == high else f"{words.number(low)}–{words.number(high)}"
        old = before.get(area.code)
        was = ""
        if old is not None:
            was = (
                words.figure(indicator, old.value)
                if old.value is not None
                else words.status(old.status or "unknown-reason")
            )
        status = (cell.status if cell else None) or "unknown-reason"
        figure = words.figure(indicator, value) if value is not None else words.status(status)
        if value is not None and cell is not None and cell.status:
            figure += f" ({words.status(cell.status)})"
        if area.code in noted:
            figure += f". {noted[area.code]}"
        county = view.reader.vocabulary.areas.get(area.county or "")
        rows.append(
            RankedRow(
                place=place,
                code=area.code,
                name=words.text(area.label),
                county=words.text(county.label) if county else "",
                figure=figure,
                earlier=was,
                missing=value is None,
                here=here is not None and here.code == area.code,
            )
        )
    order = view.query.get("ordning", "varde")
    if order == "lan":
        rows.sort(key=lambda row: (row.county, alphabetical(row.name)))
    elif order != "namn":
        order = "varde"
        rows.sort(key=lambda row: (row.missing, position.get(row.code, 0), alphabetical(row.name)))
    return RankingTable(
        rows=rows,
        order=order,
        earlier=words.period(earlier) if earlier and before else "",
        refusal=words.text(ranking.refusal.reason) if ranking.refusal else "",
        margin=words.text(ranking.margin) if ranking.margin and not ranking.refusal else "",
    )


def missing_names(view: View, spread: Distribution) -> list[tuple[str, str, list[Area]]]:
    """Reason for missing, its meaning and the municipalities it concerns."""
    by_status: dict[str, list[Area]] = {}
    areas = view.reader.vocabulary.areas
    for code, status in view.book.ranking(spread.indicator, spread.period).missing.items():
        by_status.setdefault(status, []).append(areas[code])
    return [
        (view.words.status(status), view.words.status_definition(status), found)
        for status, found in sorted(by_status.items())
    ]


def published_beside(view: View, indicator: Indicator, spread: Distribution) -> str:
    """The published national figure beside the computed one, with the difference explained."""
    names = (indicator.id, PUBLISHED_AS.get(indicator.id))
    cells = [cell for id in names if id and (cell := view.book.series(id, spread.period).get("00")) is not None]
    found = published(figures(cells), indicator.id, "00", spread.period)
    if found is None:
        return ""
    said = beside(found, spread.whole)
    return view.say(
        "Published for Sweden: %(value)s. %(explanation)s",
        value=view.words.figure(view.reader.vocabulary.indicators[found.indicator], said.published),
        explanation=view.words.text(said.explanation),
    )


@dataclass(frozen=True)
class OtherArea:
    """Published figures of an area that is not a municipality."""

    name: str
    href: str
    breakdown: str
    figures: Sequence[tuple[str, str, str]]  #: period, value, what to know of it


def other_areas(view: View, indicator: Indicator) -> list[OtherArea]:
    """Published figures for the nation, counties and groups, by breakdown."""
    words, vocabulary = view.words, view.reader.vocabulary
    found: dict[tuple[int, str, str], list[tuple[str, str, str]]] = {}
    kinds = {AreaKind.NATION: 0, AreaKind.GROUP: 1, AreaKind.COUNTY: 2}
    for row in view.book.rows(indicator.id):
        area = vocabulary.areas.get(row.area)
        if area is None or area.kind not in kinds or row.sex != SEX_TOTAL:
            continue
        parts = []
        if row.value is not None and row.status:
            parts.append(words.status(row.status))
        if row.n is not None:
            parts.append(view.say("n = %(n)s", n=words.number(row.n)))
        parts += map(
            words.text, view.book.notes(indicator.id).get((row.area, row.period, row.sex, row.service_area), ())
        )
        value = (
            words.figure(indicator, row.value)
            if row.value is not None
            else words.status(row.status or "unknown-reason")
        )
        key = (kinds[area.kind], area.code, row.service_area)
        found.setdefault(key, []).append((words.period(row.period), value, "; ".join(parts).rstrip(".")))
    return [
        OtherArea(
            name=words.text(vocabulary.areas[code].label),
            href=view.href(f"/lan/{code}") if order == 2 else view.href("/riket") if order == 0 else "",
            breakdown="" if service == TOTAL else words.concept("service-area", service),
            figures=figures,
        )
        for (order, code, service), figures in sorted(found.items())
    ]


def by_sex(view: View, indicator: Indicator, spread: Distribution) -> list[tuple[str, str, str]]:
    """Published national values by sex for the period: sex, value, n."""
    words = view.words
    return [
        (
            words.concept("sex", row.sex),
            words.figure(indicator, row.value),
            view.say("n = %(n)s", n=words.number(row.n)) if row.n is not None else "",
        )
        for row in view.book.rows(indicator.id)
        if row.area == "00" and row.period == spread.period and row.sex != SEX_TOTAL and row.value is not None
    ]


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


def rare_notes(view: View, indicator: Indicator, period: str) -> dict[str, str]:
    """Area to what is noted about its value and hardly any other's of the period."""
    noted = {
        area: notes
        for (area, p, sex, service), notes in view.book.notes(indicator.id).items()
        if (p, sex, service) == (period, SEX_TOTAL, TOTAL)
    }
    counts = Counter(view.words.text(note) for notes in noted.values() for note in notes)
    texts = {
        area: " ".join(text for note in notes if counts[text := view.words.text(note)] <= RARE)
        for area, notes in noted.items()
    }
    return {area: text for area, text in texts.items() if text}


def direction_words(view: View, direction: Direction) -> str:
    return {
        Direction.HIGHER: view.say("Higher is better"),
        Direction.LOWER: view.say("Lower is better"),
        Direction.NEITHER: view.say("Neither higher nor lower is better"),
        Direction.CONTESTED: view.say("Contested: whether more is better is disputed"),
    }[direction]
