"""One indicator over time: steps as a bar a period, numbers as lines; never joined across a break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from publisher.model import Area, AreaKind, Indicator
from publisher.statistics.aggregates import Aggregate, Method, limits
from publisher.statistics.comparability import breaks, segments
from publisher.web.charts import Band, Bars, Key, Line, Lines
from publisher.web.pages.distribution import Distribution
from publisher.web.pages.view import View


def break_notes(view: View, indicator: Indicator, periods: Sequence[str], area: Area | None = None) -> dict[str, str]:
    """First period after each restriction, and what to say of it."""
    found = {}
    for period, verdict in breaks(indicator, periods, area):
        reason = view.words.text(verdict.reason)
        message = (
            view.say("From %(period)s comparable with caution. %(reason)s")
            if verdict.allowed
            else view.say("From %(period)s not comparable with earlier. %(reason)s")
        )
        found[period] = message % {"period": view.words.period(period), "reason": reason}
    return found


def target(view: View, indicator: Indicator) -> tuple[float, str] | None:
    """The value that somebody has said is to be reached, and the words that stand at its line."""
    if indicator.target is None:
        return None
    figure = view.words.figure(indicator, indicator.target)
    if indicator.target_by is None:
        return indicator.target, view.say("target: %(figure)s", figure=figure)
    by = view.words.period(indicator.target_by)
    return indicator.target, view.say("target: %(figure)s by the end of %(period)s", figure=figure, period=by)


def development(view: View, indicator: Indicator, group: str = "") -> Bars | Lines | None:
    """How the municipalities of a group have developed; None when there is but one period.

    Periods in another scale than the last one's are told in words, each in its own.
    """
    every = [
        period
        for period in view.book.periods(indicator.id, AreaKind.MUNICIPALITY)
        if view.book.aggregate(indicator, period, group).value is not None
    ]
    if len(every) < 2:
        return None
    indicator = indicator.at(every[-1])
    periods = [period for period in every if indicator.at(period).scale == indicator.scale]
    earlier = [Distribution(view, indicator, period, group).words() for period in every if period not in periods]
    wholes = {period: view.book.aggregate(indicator, period, group) for period in periods}
    title = view.say(
        "%(indicator)s: development %(span)s",
        indicator=view.words.text(indicator.label),
        span=view.words.span(periods),
    )
    if all(whole.method is Method.SHARES for whole in wholes.values()):
        drawn: Bars | Lines = _steps(view, indicator, group, periods, title)
    else:
        drawn = _numbers(view, indicator, group, wholes, title)
    if not earlier:
        return drawn
    notes = break_notes(view, indicator, every).values()
    told = view.say("In another scale, which cannot be drawn beside it: %(earlier)s", earlier=" ".join(earlier))
    return replace(drawn, description=" ".join([drawn.description, told, *notes]))


def _steps(view: View, indicator: Indicator, group: str, periods: Sequence[str], title: str) -> Bars:
    words = view.words
    notes = break_notes(view, indicator, periods)
    distributions = [Distribution(view, indicator, period, group) for period in periods]
    last = distributions[-1]
    bars = []
    for distribution in distributions:
        n = view.say("n = %(n)s", n=words.number(distribution.whole.n))
        share = words.share(distribution.whole.parts[-1].count, distribution.whole.n)
        bar = distribution.bar(label=words.period(distribution.period), note=f"{share} ({n})")
        bars.append(replace(bar, above=notes.get(distribution.period, "")))
    rows = [
        [
            words.period(d.period),
            *(f"{words.number(part.count)} ({words.share(part.count, d.whole.n)})" for part in d.whole.parts),
            words.number(d.whole.n),
        ]
        for d in distributions
    ]
    labels = [words.text(part.label) for part in last.whole.parts]
    begun = distributions[periods.index(segments(indicator, periods)[-1][0])]
    description = _steps_told(view, begun, last)
    if notes:
        description += " " + " ".join(notes.values())
    return Bars(
        title=title,
        description=description,
        keys=last.keys(counts=False),
        bars=bars,
        header=[view.say("Period"), *labels, view.say("Answered")],
        rows=rows,
    )


def _steps_told(view: View, first: Distribution, last: Distribution) -> str:
    """The highest step at the two ends of the last run that may be compared."""
    words = view.words
    old, new = first.whole.parts[-1], last.whole.parts[-1]
    ends = {
        "step": words.text(new.label),
        "last": words.number(new.count),
        "n2": words.number(last.whole.n),
        "later": words.period(last.period),
    }
    if first.period == last.period:
        return view.say("%(step)s: %(last)s of %(n2)s in %(later)s.", **ends)
    return view.say(
        "%(step)s: %(first)s of %(n1)s in %(earlier)s and %(last)s of %(n2)s in %(later)s.",
        first=words.number(old.count),
        n1=words.number(first.whole.n),
        earlier=words.period(first.period),
        **ends,
    )


def _numbers(view: View, indicator: Indicator, group: str, wholes: dict[str, Aggregate], title: str) -> Lines:
    words = view.words
    periods = list(wholes)
    area = view.reader.vocabulary.areas.get(group)
    runs = segments(indicator, periods)
    notes = break_notes(view, indicator, periods)

    def figure(value: float | None) -> str:
        return "–" if value is None else words.figure(indicator, value)

    label = {
        Method.MEDIAN: view.say("Median of the municipalities"),
        Method.RATIO_OF_SUMS: view.say("Ratio of sums"),
        Method.SUM: view.say("Sum of those that answered"),
    }.get(next(iter(wholes.values())).method, view.say("Value"))
    lines = [Line(label, [{p: v for p in run if (v := wholes[p].value) is not None} for run in runs], "line2")]
    bands = [
        Band(
            view.say("The middle half of the municipalities"),
            [
                {
                    p: (w.first_quartile, w.third_quartile)
                    for p in run
                    if (w := wholes[p]).first_quartile is not None and w.third_quartile is not None
                }
                for run in runs
            ],
        )
    ]
    bands = [band for band in bands if any(band.runs)]
    published = {
        p: cell.value
        for p in periods
        if (cell := view.book.series(indicator.id, p).get(group)) is not None and cell.value is not None
    }
    keys = [Key(fill="line2", label=label)]
    if bands:
        keys.append(Key(fill="band", label=bands[0].label))
    header = [view.say("Period"), label]
    if bands:
        header += [view.say("A quarter have at most"), view.say("A quarter have at least")]
    if published:
        name = view.say("%(area)s, published", area=words.text(area.label) if area else group)
        lines.append(Line(name, [{p: published[p] for p in run if p in published} for run in runs], "line3"))
        keys.append(Key(fill="line3", label=name))
        header.append(name)
    rows = [
        [
            words.period(p),
            figure(whole.value),
            *([figure(whole.first_quartile), figure(whole.third_quartile)] if bands else []),
            *([figure(published.get(p))] if published else []),
            words.number(whole.n),
        ]
        for p, whole in wholes.items()
    ]
    first, last = runs[-1][0], runs[-1][-1]  # nothing is told across a break
    ends = {"label": label, "last": figure(wholes[last].value), "later": words.period(last)}
    description = (
        view.say("%(label)s: %(last)s in %(later)s.", **ends)
        if first == last
        else view.say(
            "%(label)s: %(first)s in %(earlier)s, %(last)s in %(later)s.",
            first=figure(wholes[first].value),
            earlier=words.period(first),
            **ends,
        )
    )
    if notes:
        description += " " + " ".join(notes.values())
    return Lines(
        title=title,
        description=description,
        keys=keys,
        lines=lines,
        bands=bands,
        text=lambda value: words.tick(indicator, value),
        header=[*header, view.say("Municipalities")],
        rows=rows,
        breaks=[(run[0], notes.get(run[0], "")) for run in runs[1:]],
        limits=limits(indicator),
        period_text=words.period,
        target=target(view, indicator),
    )
