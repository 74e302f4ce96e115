"""The analysis of one county."""

from __future__ import annotations

from publisher.model import Text
from publisher.statistics.analysis.telling import (
    Ground,
    Paragraph,
    contested,
    counts,
    kept,
    large,
    leaders,
    listing,
    median,
    numbers_told,
    paragraph,
    period_of,
)
from publisher.statistics.landscape import Landscape, Theme
from publisher.statistics.published import published
from publisher.statistics.wording import say
from publisher.statistics.words import number, per_language, percent

#: Silent municipalities and risers named at most.
_NAMED = 5


def county(ground: Ground, area: str) -> list[Paragraph]:
    """What the figures say of a county, in reading order. Its municipalities are today's."""
    land = ground.land
    members, _ = land.groups.members(area)
    if not members:
        return []
    return kept(
        [
            _members(ground, area, members),
            *(_theme(ground, area, theme, members) for theme in large(land)),
            _numbers(ground, area, members),
            _change(ground, members),
            _region(land, area),
            _limits(ground),
        ]
    )


def _members(ground: Ground, area: str, members: tuple[str, ...]) -> Paragraph | None:
    land, heading, name = ground.land, say("heading.county"), ground.land.name(area)
    if len(members) == 1:
        return paragraph("position", heading, say("county.members.one", name=name, list=land.name(members[0])))
    themes = large(land)
    if not themes:
        return None
    first = themes[0]
    answered = [code for code in members if ground.held.reached[first.key][code][1]]
    silent = [code for code in members if code not in answered]
    sentences = [
        say(
            "county.members" if silent else "county.members.all",
            name=name,
            count=len(members),
            answered=len(answered),
            theme=first.within,
            period=period_of(land, first),
        )
    ]
    if silent:
        sentences.append(say("county.silent", list=listing(map(land.name, silent), _NAMED)))
    if 1 < len(answered) < land.rules.small_group:
        sentences.append(say("county.small", points=per_language(number, 100 / len(answered), 0)))
    return paragraph("position", heading, *sentences)


def _theme(ground: Ground, area: str, theme: Theme, members: tuple[str, ...]) -> Paragraph | None:
    """A theme in the county: the middle municipality, who has come furthest, and where the county differs most."""
    land, held = ground.land, ground.held
    inside, nation = counts(held, theme, members), ground.nation[theme.key]
    if len(members) == 1 or not inside or not nation:
        return None
    return paragraph(
        "theme",
        theme.label,
        say(
            "county.theme",
            period=period_of(land, theme),
            step=land.top_name(theme),
            median=median(inside),
            size=len(theme.indicators),
            nation=median(nation),
        ),
        leaders(land, held, theme, members),
        _apart(ground, theme, members),
        say("theme.contested") if contested(land, theme) else {},
    )


def _apart(ground: Ground, theme: Theme, members: tuple[str, ...]) -> Text:
    """The indicator of a theme whose share of highest answers differs most from the nation's; its counts with it."""
    land, widest = ground.land, None
    for id in theme.indicators:
        period, top = land.latest[id], land.top(id)
        inside = land.response(id, period, members).answered
        everywhere = land.answers(id)
        if not inside:
            continue
        count = sum(value == top for value in inside.values())
        share, nation = 100 * count / len(inside), 100 * ground.held.tallies[id].get(top, 0) / len(everywhere)
        if widest is None or abs(share - nation) > widest[0]:
            widest = abs(share - nation), id, count, len(inside), share, nation
    if widest is None:
        return {}
    _, id, count, n, share, nation = widest
    return say(
        "county.apart",
        label=ground.short[theme.key][id],
        count=count,
        n=n,
        share=per_language(percent, share),
        nation=per_language(percent, nation),
    )


def _numbers(ground: Ground, area: str, members: tuple[str, ...]) -> Paragraph | None:
    """Broadband: the county's and the nation's published values, and the span of the municipalities."""
    land, sentences = ground.land, []
    for id in numbers_told(land):
        period = land.latest[id]
        own, nation = (published(land.figures, id, code, period) for code in (area, land.groups.nation))
        known = sorted((value, code) for code, value in land.answers(id).items() if code in members)
        if own is None or own.value is None or nation is None or nation.value is None or not known:
            continue
        shown = {
            "label": land.indicator(id).label,
            "value": land.quantity(id, own.value),
            "nation": land.quantity(id, nation.value),
            "period": period,
        }
        if len(known) == 1:
            sentences.append(say("county.region", **shown))
            continue
        (low, lowest), (high, highest) = known[0], known[-1]
        ends = {"low": land.quantity(id, low), "high": land.quantity(id, high)}
        sentences.append(say("county.numbers", lowest=land.name(lowest), highest=land.name(highest), **ends, **shown))
    return paragraph("numbers", say("heading.numbers"), *sentences)


def _change(ground: Ground, members: tuple[str, ...]) -> Paragraph | None:
    land, held = ground.land, ground.held
    known = [code for code in members if code in held.net]
    if held.periods is None or not known or len(members) == 1:
        return None
    ups, downs, answers = (sum(held.net[code][i] for code in known) for i in range(3))
    most = max(held.net[code][0] - held.net[code][1] for code in known)
    first = [code for code in known if held.net[code][0] - held.net[code][1] == most]
    earlier, later = held.periods
    return paragraph(
        "change",
        say("heading.change"),
        say("county.change", earlier=earlier, later=later, up=ups, down=downs, n=answers),
        _risers(land, first, most) if most > 0 and len(first) <= _NAMED else {},
        say("change.caution"),
    )


def _risers(land: Landscape, first: list[str], most: int) -> Text:
    key = "county.riser" if len(first) == 1 else "county.risers"
    return say(key, list=listing(map(land.name, first)), net=most)


def _region(land: Landscape, area: str) -> Paragraph | None:
    """What the region's residents say of digital care, from samples; those still asked, latest period."""
    sentences = []
    for id, indicator in sorted(land.vocabulary.indicators.items()):
        if indicator.subject != "digital-vard" or indicator.retired:
            continue
        period = next(
            (p for p in reversed(land.figures.periods.get(id, ())) if land.value(id, area, p) is not None), None
        )
        if period is None:
            continue
        own, nation = land.value(id, area, period), land.value(id, land.groups.nation, period)
        if own is not None and nation is not None:
            told = {"value": land.quantity(id, own), "nation": land.quantity(id, nation)}
            sentences.append(say("county.region", label=indicator.label, period=period, **told))
    if sentences:
        sentences.append(say("county.region.sample"))
    return paragraph("region", say("heading.region"), *sentences)


def _limits(ground: Ground) -> Paragraph | None:
    return paragraph(
        "limits",
        say("heading.limits"),
        *(said for texts in ground.broken.values() for said in texts),
        say("limits.own-answers"),
        say("limits.why"),
    )
