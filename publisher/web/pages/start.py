"""The start page: search, and the state of the nation at a glance."""

from __future__ import annotations

from publisher.model import AreaKind, Indicator
from publisher.statistics.comparability import comparable_before
from publisher.statistics.leads import benjamini_hochberg
from publisher.statistics.patterns import Spread, spread
from publisher.statistics.rules import RULES
from publisher.web.charts import Bar, Bars
from publisher.web.finished import Finished
from publisher.web.pages.distribution import Distribution
from publisher.web.pages.later import newest
from publisher.web.pages.themes import Theme, measured, themes
from publisher.web.pages.view import View, page


@page("/")
def start(view: View) -> Finished:
    """Where everybody comes in."""
    latest = {indicator.id: period for indicator, period in measured(view, AreaKind.MUNICIPALITY)}
    found = [
        theme
        for theme in themes(view, [view.reader.vocabulary.indicators[id].at(latest[id]) for id in latest])
        if not theme.background
    ]
    known = view.reader.vocabulary
    municipal = [indicator for theme in found for indicator in theme.indicators]
    glances: dict[str, Bars] = {}  # one theme of each subject is enough here: the first that can be drawn
    for theme in found:
        if theme.subject not in glances and (chart := glance(view, theme, latest)):
            glances[theme.subject] = chart
    return view.page(
        "start.html",
        title="",
        description=view.words.text(view.reader.catalog.description),
        glances=list(glances.values()),
        movers=movers(view, latest)[:4],
        counts={
            "municipalities": len(view.book.municipalities),
            "indicators": len(municipal),
            "others": len([i for i in view.book.indicators if not known.background(i)]) - len(municipal),
        },
        newest=newest(view),
        tasks=[task for task in tasks(view) if task[0] not in view.book.closed],
        national=[p for p in view.book.analysis(view.book.groups.nation) if p["section"] == "theme"][:1],
    )


def tasks(view: View) -> list[tuple[str, str, str]]:
    """Where what readers come for is done in one click more: path, what it is, and what is found there."""
    return [
        (
            "/jamfor",
            view.say("Compare municipalities"),
            view.say("Two to ten municipalities side by side, with what cannot be compared and why."),
        ),
        ("/goda-exempel", view.say("Whom to ask"), view.say("Who started where you are and has come further since.")),
        (
            "/nyckeltal",
            view.say("What an indicator means"),
            view.say("Definition, question, who answers, and every value with its source."),
        ),
        (
            "/data",
            view.say("Download"),
            view.count(
                "%(n)s dataset to download, query and harvest, with its licence, sources and history.",
                "%(n)s datasets to download, query and harvest, each with its licence, sources and history.",
                len(view.book.datasets),
            ),
        ),
        ("/andringar", view.say("What has changed"), view.say("Every value that was corrected, when and why.")),
        (
            "/metod",
            view.say("Method"),
            view.say("How figures are combined, ranked and compared, with formulas and sources."),
        ),
    ]


def glance(view: View, theme: Theme, latest: dict[str, str]) -> Bars | None:
    """The indicators of a theme that share a scale in one chart, the most introduced first; None for fewer than two.

    Each in its latest period, which stands at those that are older than the newest; the scale is the one most share.
    """
    words = view.words
    alike: dict[tuple[str, ...], list[Distribution]] = {}
    for indicator in theme.indicators:
        if indicator.steps and not indicator.retired:
            drawn = Distribution(view, indicator, latest[indicator.id])
            alike.setdefault(tuple(words.text(step.label) for step in indicator.steps), []).append(drawn)
    labels, found = max(alike.items(), key=lambda one: len(one[1]), default=((), []))
    found = [d for d in found if d.whole.n]
    if len(found) < 2:
        return None
    periods = [d.period for d in found]

    def name(drawn: Distribution) -> str:
        short = words.short(drawn.indicator)
        return short if drawn.period == max(periods) else f"{short} ({words.period(drawn.period)})"

    found.sort(key=lambda d: (-(d.whole.parts[-1].share or 0.0), d.indicator.id))
    bars = [
        Bar(
            label=name(d),
            parts=d.bar().parts,
            note=words.share(d.whole.parts[-1].count, d.whole.n),
            href=view.href(f"/nyckeltal/{d.indicator.id}"),
            words=d.words(),
        )
        for d in found
    ]
    fewest, most = min(d.whole.n for d in found), max(d.whole.n for d in found)
    answered = words.number(most) if fewest == most else f"{words.number(fewest)}–{words.number(most)}"
    return Bars(
        title=f"{theme.label}, {words.span(periods)}",
        description=view.say(
            "Share of municipalities. The figure to the right is the share with “%(step)s”."
            " %(answered)s of %(asked)s municipalities answered.",
            step=labels[-1],
            answered=answered,
            asked=words.number(max(d.whole.asked for d in found)),
        ),
        keys=found[0].keys(counts=False),
        bars=bars,
        header=[view.say("Indicator"), *labels, view.say("Answered")],
        rows=[
            [
                name(d),
                *(f"{words.number(part.count)} ({words.share(part.count, d.whole.n)})" for part in d.whole.parts),
                words.number(d.whole.n),
            ]
            for d in found
        ],
        height=16,
    )


def movers(view: View, latest: dict[str, str]) -> list[dict[str, str]]:
    """Indicators of steps whose highest step has grown or shrunk most since the nearest comparable period.

    Only those where more municipalities moved one way than chance gives, as in the analysis of the nation.
    """
    words, book = view.words, view.book
    found: list[tuple[float, Spread, dict[str, str]]] = []
    for id, period in latest.items():
        indicator: Indicator = view.reader.vocabulary.indicators[id].at(period)
        earlier = comparable_before(indicator, period, book.periods(id)) if indicator.steps else None
        if earlier is None:
            continue
        before, now = book.aggregate(indicator, earlier), book.aggregate(indicator, period)
        places = book.codes[AreaKind.MUNICIPALITY]
        ends = (book.series(id, earlier), book.series(id, period))
        pairs = [(a.value, b.value) for code, a in ends[0].items() if (b := ends[1].get(code)) and code in places]
        known = [(old, new) for old, new in pairs if old is not None and new is not None]
        if not before.n or not now.n or not before.parts or not now.parts:
            continue
        old, new = before.parts[-1], now.parts[-1]
        text = view.say(
            "“%(step)s”: %(old)s of %(n1)s in %(earlier)s, %(new)s of %(n2)s in %(later)s.",
            step=words.text(new.label),
            old=words.number(old.count),
            n1=words.number(before.n),
            earlier=words.period(earlier),
            new=words.number(new.count),
            n2=words.number(now.n),
            later=words.period(period),
        )
        change = (new.share or 0.0) - (old.share or 0.0)
        told = {"label": words.text(indicator.label), "href": view.href(f"/nyckeltal/{id}"), "text": text}
        found.append((abs(change), spread(id, known, float(new.code)), told))
    stand = benjamini_hochberg([moved.both for _, moved, _ in found], RULES.lead_rate)  # of many some are always large
    kept = [(size, entry) for (size, _, entry), out in zip(found, stand, strict=True) if out]
    return [entry for _, entry in sorted(kept, key=lambda f: (-f[0], f[1]["label"]))]
