"""Figures that sources have published for the nation, counties and groups, beside those we compute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from publisher.model import SEX_TOTAL, TOTAL, Area, AreaKind, Indicator, Observation
from publisher.reader import Selection
from publisher.statistics.comparability import segments
from publisher.statistics.figures import figures
from publisher.statistics.published import beside, published
from publisher.web.charts import Key, Line, Lines
from publisher.web.pages.development import break_notes, target
from publisher.web.pages.distribution import Distribution
from publisher.web.pages.themes import themes
from publisher.web.pages.view import View
from publisher.web.wording import sentence


def published_beside(view: View, indicator: Indicator, spread: Distribution) -> str:
    """The published national figure beside the computed one, with the difference explained."""
    names, nation = (indicator.id, indicator.published_as), view.book.groups.nation
    cells = [cell for id in names if id and (cell := view.book.series(id, spread.period).get(nation)) is not None]
    found = published(figures(cells), indicator, nation, spread.period)
    if found is None:
        return ""
    said = beside(found, spread.whole)
    return view.say(
        "Published for the nation: %(value)s. %(explanation)s",
        value=view.words.figure(view.reader.vocabulary.indicators[found.indicator].at(spread.period), said.published),
        explanation=view.words.text(said.explanation),
    )


@dataclass(frozen=True)
class OtherArea:
    """Published figures of an area that is not a municipality."""

    name: str
    href: str
    breakdown: str
    figures: Sequence[tuple[str, str, list[str]]]  #: period, value, what to know of it


def other_areas(view: View, indicator: Indicator) -> list[OtherArea]:
    """Published figures for the nation, counties and groups, by breakdown."""
    words, vocabulary = view.words, view.reader.vocabulary
    found: dict[tuple[int, str, str], list[tuple[str, str, list[str]]]] = {}
    kinds = {AreaKind.NATION: 0, AreaKind.GROUP: 1, AreaKind.COUNTY: 2}
    for row in view.book.rows(indicator.id):
        area = vocabulary.areas.get(row.area)
        if area is None or area.kind not in kinds or row.sex != SEX_TOTAL:
            continue
        value, know = said(view, indicator, row)
        key = (kinds[area.kind], area.code, row.service_area)
        found.setdefault(key, []).append((words.period(row.period), value, know))
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
            words.figure(spread.indicator, row.value, row.margin),
            view.say("n = %(n)s", n=words.number(row.n)) if row.n is not None else "",
        )
        for row in view.book.rows(indicator.id)
        if row.area == view.book.groups.nation
        and row.period == spread.period
        and row.sex != SEX_TOTAL
        and row.value is not None
    ]


@dataclass(frozen=True)
class Published:
    """A published series of the area itself, one breakdown."""

    label: str
    href: str
    breakdown: str
    chart: Lines | None
    figures: Sequence[tuple[str, str, list[str]]]  #: period, value, what to know of it alone
    know: Sequence[str] = ()  #: what to know of each of its figures


@dataclass(frozen=True)
class Heading:
    """The series of a theme, and what to know of every figure of them."""

    label: str
    know: Sequence[str]
    series: Sequence[Published]


def published_series(view: View, area: Area, indicators: Sequence[Indicator]) -> list[Heading]:
    """What sources have published for the area itself on some indicators, under its themes."""
    found: dict[str, list[Published]] = {}
    own: dict[str, list[Observation]] = {}
    ids = [indicator.id for indicator in indicators]
    for row in view.reader.observations(Selection(indicators=ids, areas=(area.code,), sexes=(SEX_TOTAL,))):
        if row.value is not None or row.status:
            own.setdefault(row.indicator, []).append(row)
    for indicator in indicators:
        rows = own.get(indicator.id, [])
        for service in dict.fromkeys(row.service_area for row in rows):
            series = {row.period: row for row in rows if row.service_area == service}
            found.setdefault(indicator.id, []).append(
                Published(
                    label=view.words.text(indicator.label),
                    href=view.href(f"/nyckeltal/{indicator.id}"),
                    breakdown="" if service == TOTAL else view.words.concept("service-area", service),
                    chart=sparkline(view, indicator, {p: r.value for p, r in series.items() if r.value is not None}),
                    figures=[(view.words.period(p), *said(view, indicator, row)) for p, row in sorted(series.items())],
                )
            )
    return [
        heading(theme.label, [series for i in theme.indicators for series in found.get(i.id, [])])
        for theme in themes(view, indicators)
        if any(i.id in found for i in theme.indicators)
    ]


def heading(label: str, series: Sequence[Published]) -> Heading:
    """A theme: what holds for every figure of it is told once, and so is what holds for every figure of a series."""
    every = told_of_all([know for one in series for _, _, know in one.figures])
    known = []
    for one in series:
        rest = [(period, value, [said for said in know if said not in every]) for period, value, know in one.figures]
        own = told_of_all([know for _, _, know in rest])
        alone = [(period, value, [said for said in know if said not in own]) for period, value, know in rest]
        known.append(replace(one, figures=alone, know=own))
    return Heading(label, every, known)


def told_of_all(known: Sequence[Sequence[str]]) -> list[str]:
    """What is told of each of several; nothing where there is but one."""
    return [said for said in dict.fromkeys(known[0]) if all(said in one for one in known)] if len(known) > 1 else []


def said(view: View, indicator: Indicator, row: Observation) -> tuple[str, list[str]]:
    """A figure and what to know of it, a sentence each: status, n, notes."""
    words = view.words
    status = row.status or "unknown-reason"
    know = [words.status(row.status)] if row.status and row.value is not None else []
    if row.n is not None:
        know.append(view.say("n = %(n)s", n=words.number(row.n)))
    noted = view.book.notes(indicator.id).get((row.area, row.period, row.sex, row.service_area), ())
    sentences = [", ".join(know), *map(words.text, noted)]
    told = [f"{sentence(part).rstrip('.')}." for part in sentences if part]
    if row.value is None:
        return words.status(status), told or [words.status_definition(status)]
    return words.figure(indicator.at(row.period), row.value, row.margin), told


def sparkline(view: View, indicator: Indicator, values: dict[str, float], height: int = 90) -> Lines | None:
    """The series as a small line, broken where it may not be joined; None for fewer than three periods."""
    values = {p: value for p, value in values.items() if indicator.at(p).scale == indicator.at(max(values)).scale}
    if len(values) < 3:
        return None
    periods = sorted(values)
    notes = break_notes(view, indicator, periods)
    label = view.words.text(indicator.label)
    text = ", ".join(f"{view.words.period(p)} {view.words.figure(indicator.at(p), values[p])}" for p in periods)
    aim = target(view, indicator)
    told = f"{label}: {text}. {f'{sentence(aim[1])}. ' if aim else ''}{' '.join(notes.values())}".strip()
    return Lines(
        title=label,
        description=told,
        keys=[Key(fill="line2", label=label)],
        lines=[Line(label, [{p: values[p] for p in run} for run in segments(indicator, periods)], "line2")],
        text=lambda value: view.words.tick(indicator, value),
        breaks=[(period, note) for period, note in notes.items()],
        height=height,
        header=[view.say("Period"), label],
        rows=[[view.words.period(p), view.words.figure(indicator.at(p), values[p])] for p in periods],
        period_text=view.words.period,
        target=aim,
    )
