"""The analysis of the nation: how far, who leads, large and small, what changed, and the follow-up over the years."""

from __future__ import annotations

from math import fsum

from publisher.model import Text, ValueKind
from publisher.statistics.aggregates import aggregate
from publisher.statistics.analysis.brief import of_nation
from publisher.statistics.analysis.history import history
from publisher.statistics.analysis.patterns import by_county, kinds, of_division, sizes
from publisher.statistics.analysis.spreading import change, paired
from publisher.statistics.analysis.telling import (
    Ground,
    Paragraph,
    contested,
    counts,
    ends,
    kept,
    large,
    listing,
    median,
    paragraph,
)
from publisher.statistics.apart import rank_sum
from publisher.statistics.landscape import Landscape, Theme, counties
from publisher.statistics.leads import benjamini_hochberg
from publisher.statistics.published import beside, published
from publisher.statistics.wording import say
from publisher.statistics.words import in_sentence, number, per_language, percent


def nation(ground: Ground) -> list[Paragraph]:
    """What the figures say of the nation, in reading order."""
    land = ground.land
    patterns = ground.pieces.of(
        "patterns",
        land.questions,
        lambda: [list(told(ground)) for told in (sizes, kinds, by_county, paired)],
        list[list[Paragraph | None]],
    )
    return kept(
        [
            *of_nation(ground),
            _answered(ground),
            *(_theme(ground, theme) for theme in large(land)),
            *patterns[0],
            _published_sizes(land),
            *patterns[1],
            _counties(ground),
            *patterns[2],
            *change(ground),
            *patterns[3],
            *history(land),
            _beside(ground),
            _limits(ground),
        ]
    )


def _answered(ground: Ground) -> Paragraph | None:
    """How many answered the first large theme, then and before; and what the missing may mean."""
    land = ground.land
    theme = next(iter(large(land)), None)
    if theme is None:
        return None
    id = theme.indicators[0]
    answers = land.response(id, land.latest[id])
    before = [p for p in land.answered[id] if p < land.latest[id]]
    points = 100 * (answers.asked - answers.n) / answers.asked
    return paragraph(
        "position",
        say("heading.nation"),
        say(
            "nation.answered",
            n=answers.n,
            asked=answers.asked,
            theme=theme.within,
            period=land.latest[id],
            share=per_language(percent, 100 * answers.n / answers.asked),
        ),
        say("nation.before", period=before[-1], n=len(land.answers(id, before[-1]))) if before else {},
        say("nation.census", points=per_language(number, points, 1)) if points else {},
    )


def _theme(ground: Ground, theme: Theme) -> Paragraph | None:
    land, held = ground.land, ground.held
    shares = []
    for id in theme.indicators:
        n, count = len(land.answers(id)), held.tallies[id].get(land.top(id), 0)
        shares.append((count / n, id, count, n))
    (low, least, least_count, least_n), (high, most, most_count, most_n) = min(shares), max(shares)
    labels, whole = ground.short[theme.key], ground.nation[theme.key]
    if not whole:
        return None
    return paragraph(
        "theme",
        theme.label,
        say(
            "nation.theme",
            period=land.period(theme),
            step=land.top_name(theme),
            most=labels[most],
            most_share=per_language(percent, 100 * high),
            most_count=most_count,
            most_n=most_n,
            least=labels[least],
            least_share=per_language(percent, 100 * low),
            least_count=least_count,
            least_n=least_n,
            median=median(whole),
            n=len(whole),
            size=len(theme.indicators),
        ),
        ends(land, held, theme, land.groups.municipalities),
        say("theme.contested") if contested(land, theme) else {},
    )


def _published_sizes(land: Landscape) -> Paragraph | None:
    """What the source itself published for the smallest and the largest group, service area by service area."""
    sizes = list(of_division(land, "size"))
    if len(sizes) < 2:
        return None
    small, large_ = sizes[0], sizes[-1]
    services = land.vocabulary.concepts.get("service-area", {})
    told = []
    for id in sorted(land.vocabulary.indicators.keys() & land.figures.apart):
        pairs: dict[str, list[Text]] = {}
        for (_, period, _, service), series in land.figures.by_indicator(id):
            low, high = (cell.value if (cell := series.get(code)) else None for code in (small, large_))
            if low is None or high is None or service not in services:
                continue
            pairs.setdefault(period, []).append(
                say(
                    "nation.size.pair",
                    service={language: in_sentence(text) for language, text in services[service].label.items()},
                    low=land.quantity(id, low),
                    high=land.quantity(id, high),
                )
            )
        if pairs and land.indicator(id).value_kind is not ValueKind.COUNT:
            period = max(pairs)
            label = land.indicator(id).label
            told.append(say("nation.size.source", label=label, period=period, pairs=listing(pairs[period])))
    return paragraph("size", {}, say("nation.size.published"), *told) if told else None


def _counties(ground: Ground) -> Paragraph | None:
    """Counties whose municipalities have come clearly further or less far than the others, theme by theme."""
    land, least = ground.land, ground.land.rules.small_group
    compared = []
    for theme in (theme for theme in large(land) if not contested(land, theme)):
        for code in counties(land.vocabulary):
            members = land.groups.members(code)[0]
            inside = counts(ground.held, theme, members)
            others = [area for area in land.groups.municipalities if area not in members]
            outside = counts(ground.held, theme, others)
            if len(inside) >= least and outside:
                compared.append((rank_sum(inside, outside), theme, code, inside, fsum(outside) / len(outside)))
    if not compared:
        return None
    clear = benjamini_hochberg([chance for chance, *_ in compared], land.rules.lead_rate)
    out = [entry for entry, stands in zip(compared, clear, strict=True) if stands]
    sentences = []
    for theme in large(land):
        sides = []
        for key, high in (("nation.county.high", True), ("nation.county.low", False)):
            named = [
                say("nation.county.item", name=land.name(code), median=median(inside), n=len(inside))
                for _, of, code, inside, mean in out
                if of.key == theme.key and (fsum(inside) / len(inside) > mean) is high
            ]
            if named:
                sides.append(say(key, list=listing(named)))
        if sides:
            whole = {"nation": median(ground.nation[theme.key]), "size": len(theme.indicators)}
            sentences.append(say("nation.county", theme=theme.label, told=listing(sides), **whole))
    what = say("nation.county.what", least=least)
    told = sentences or [say("nation.county.none")]
    return paragraph("counties", say("heading.counties"), what, *told)


def _beside(ground: Ground) -> Paragraph | None:
    """National figures that were published and can be computed: both, and why they agree or differ."""
    land, sentences = ground.land, []
    for id in land.latest:
        if land.indicator(id).published_as is None:
            continue
        for period in land.figures.periods[id]:
            source = published(land.figures, land.indicator(id), land.groups.nation, period)
            if source is None or not land.answers(id, period):
                continue
            areas, series = land.groups.municipalities, land.series(id, period)
            computed = aggregate(land.indicator(id), period, series, areas, land.gate(id, period), land.rules)
            told = {lang: text[:1].lower() + text[1:] for lang, text in beside(source, computed).explanation.items()}
            sentences.append(say("beside.one", label=land.indicator(id).label, period=period, explanation=told))
    return paragraph("beside", say("heading.beside"), *sentences)


def _limits(ground: Ground) -> Paragraph | None:
    return paragraph(
        "limits",
        say("heading.limits"),
        *(said for texts in ground.broken.values() for said in texts),
        _rounds(ground),
        say("limits.own-answers") if ground.land.questions else {},
        say("limits.why"),
    )


def _rounds(ground: Ground) -> Text:
    """That answers of two times show no trend; ``{}`` where there are more."""
    land = ground.land
    known = {p for id in land.questions for p in land.answered[id]}
    return say("limits.rounds", earlier=min(known), later=max(known)) if len(known) == 2 else {}
