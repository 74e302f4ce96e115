"""The analysis of the nation: how far, who leads, large and small, what changed, and the follow-up over the years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum

from publisher.model import Text, ValueKind
from publisher.statistics.aggregates import aggregate
from publisher.statistics.analysis.history import history
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
from publisher.statistics.apart import drawn, rank_sum
from publisher.statistics.landscape import Landscape, Theme, counties
from publisher.statistics.leads import benjamini_hochberg
from publisher.statistics.published import beside, published
from publisher.statistics.seen import directed, span_of, spans_told
from publisher.statistics.trend import Move, sign_test
from publisher.statistics.wording import joined, say
from publisher.statistics.words import in_sentence, number, per_language, percent

#: Indicators named before the rest are counted.
_NAMED = 5


def nation(ground: Ground) -> list[Paragraph]:
    """What the figures say of the nation, in reading order."""
    land = ground.land
    return kept(
        [
            _answered(ground),
            *(_theme(ground, theme) for theme in large(land)),
            _sizes(ground),
            _counties(ground),
            _change(ground),
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
    before = [p for p in land.figures.periods[id] if p < land.latest[id] and land.answers(id, p)]
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


def _sizes(ground: Ground) -> Paragraph | None:
    """Smallest against largest size group: medians of each theme, and the widest difference in a single answer."""
    land = ground.land
    sizes = land.vocabulary.division("size")
    groups = sorted(a.code for a in land.vocabulary.areas.values() if a.group_type and a.group_type == sizes)
    if len(groups) < 2:
        return None
    small, large_ = groups[0], groups[-1]
    sides = [land.groups.members(code, "9999")[0] or land.groups.members(code)[0] for code in (small, large_)]
    sentences: list[Text] = []
    for theme in large(land):
        low, high = (counts(ground.held, theme, members) for members in sides)
        if min(len(low), len(high)) >= land.rules.fewest_spread:
            sentences.append(
                say(
                    "nation.size",
                    theme=theme.label,
                    small=_within(land, small),
                    large=_within(land, large_),
                    low=median(low),
                    high=median(high),
                    low_n=len(low),
                    high_n=len(high),
                    size=len(theme.indicators),
                )
            )
    if not sentences:
        return None
    what, widest = say("nation.size.what"), _widest(ground, sides)
    source = _published_sizes(land, small, large_)
    return paragraph("size", say("heading.size"), what, *sentences, widest, source, say("nation.size.no"))


def _published_sizes(land: Landscape, small: str, large_: str) -> Text:
    """What the source itself published for the smallest and the largest group, service area by service area."""
    services = land.vocabulary.concepts.get("service-area", {})
    told = []
    for id in sorted(land.vocabulary.indicators):
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
    return joined(say("nation.size.published"), *told) if told else {}


def _within(land: Landscape, group: str) -> Text:
    return {language: in_sentence(text) for language, text in land.name(group).items()}


def _widest(ground: Ground, sides: Sequence[Sequence[str]]) -> Text:
    """The widest difference between two groups among those that chance does not give."""
    land, found = ground.land, []
    for theme in large(land):
        for id in theme.indicators:
            period = land.latest[id]
            one, other = (
                aggregate(land.indicator(id), period, land.series(id, period), members, land.gate(id, period))
                for members in sides
            )
            if one.value is not None and other.value is not None:
                found.append((abs(one.value - other.value), id, one, other))
    chances = [
        drawn(one.parts[-1].count, one.n, one.parts[-1].count + other.parts[-1].count, one.n + other.n)
        for _, _, one, other in found
    ]
    clear = benjamini_hochberg(chances, land.rules.lead_rate)
    found = [entry for entry, out in zip(found, clear, strict=True) if out]
    if not found:
        return {}
    _, id, low, high = max(found, key=lambda entry: (entry[0], entry[1]))
    return say(
        "nation.size.most",
        label=land.label(id),
        low_share=per_language(percent, low.value),
        low_count=low.parts[-1].count,
        low_n=low.n,
        high_share=per_language(percent, high.value),
        high_count=high.parts[-1].count,
        high_n=high.n,
    )


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


def _change(ground: Ground) -> Paragraph | None:
    land, held = ground.land, ground.held
    if held.periods is None:
        return None
    earlier, later = held.periods
    made = {
        id: (
            sum(c.move is Move.UP for c in by_area.values()),
            sum(c.move is Move.DOWN for c in by_area.values()),
            sum(c.move is Move.HELD for c in by_area.values()),
        )
        for id, by_area in held.moves.items()
        if directed(land, id)
    }
    ups, downs, stood = (sum(counted[i] for counted in made.values()) for i in range(3))
    if not ups + downs + stood:
        return None
    numbers = _whole(n=ups + downs + stood, held=stood, up=ups, down=downs)
    clear = {id: sign_test(up, down) <= land.rules.sign_level for id, (up, down, _) in made.items()}
    rose = [id for id, (up, down, _) in made.items() if clear[id] and up > down]
    fell = [id for id, (up, down, _) in made.items() if clear[id] and down > up]
    rose.sort(key=lambda id: (made[id][1] - made[id][0], id))
    fell.sort(key=lambda id: (made[id][0] - made[id][1], id))

    def told(ids: Iterable[str]) -> Text:
        items = (say("nation.change.item", label=land.label(id), up=made[id][0], down=made[id][1]) for id in ids)
        return listing(items, _NAMED)

    return paragraph(
        "change",
        say("heading.change"),
        say("nation.change", earlier=earlier, later=later, **numbers),
        spans_told(held),
        say("nation.change.up", list=told(rose)) if rose else {},
        say("nation.change.down", list=told(fell)) if fell else {},
        _noise(ground),
    )


def _whole(**numbers: int) -> dict[str, Text]:
    """Whole numbers as they are written in each language."""
    return {name: per_language(number, value, 0) for name, value in numbers.items()}


def _noise(ground: Ground) -> Text:
    """Of the highest answers of the first large theme, the share that was lower the next time."""
    land, held = ground.land, ground.held
    theme = next((theme for theme in large(land) if not contested(land, theme)), None)
    if theme is None:
        return {}
    spans = {span for id in theme.indicators if (span := span_of(held.moves[id].values()))}
    if len(spans) != 1:
        return {}
    earlier, later = spans.pop()
    begun = back = 0
    for id in theme.indicators:
        for (old, new), many in held.flows[id].items():
            if old == land.top(id):
                begun, back = begun + many, back + (many if new < old else 0)
    if not begun:
        return {}
    share = per_language(percent, 100 * back / begun)
    return say(
        "nation.change.noise", step=land.top_name(theme), theme=theme.within, earlier=earlier, later=later, share=share
    )


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
        say("limits.own-answers"),
        say("limits.why"),
    )
