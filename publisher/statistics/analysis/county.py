"""The analysis of one county."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.model import Text
from publisher.phrases import joined
from publisher.statistics.analysis.brief import of_county, of_municipality
from publisher.statistics.analysis.lessons import lessons
from publisher.statistics.analysis.patterns import contrasts, item, screened
from publisher.statistics.analysis.telling import (
    Ground,
    Paragraph,
    by_subject,
    contested,
    counts,
    ends,
    kept,
    large,
    listing,
    median,
    paragraph,
    subject_heading,
)
from publisher.statistics.landscape import Landscape, Theme, counties
from publisher.statistics.leads import benjamini_hochberg
from publisher.statistics.patterns import Contrast
from publisher.statistics.published import published
from publisher.statistics.seen import spans_told
from publisher.statistics.unusual import unusual_moves
from publisher.statistics.wording import say
from publisher.statistics.words import number, per_language

#: Silent municipalities named at most.
_NAMED = 5


def county(ground: Ground, area: str) -> list[Paragraph]:
    """What the figures say of a county, in reading order. Its municipalities are today's."""
    land = ground.land
    members, _ = land.groups.members(area)
    if not members:
        return []

    def make() -> dict[str, list[list[Paragraph | None]]]:
        return {code: _of_questions(ground, code) for code in counties(land.vocabulary)}

    told = ground.pieces.of("counties", sorted(land.asked), make, dict[str, list[list[Paragraph | None]]])
    brief, themes, change = told[area]
    return kept(
        [
            *(of_municipality(ground, members[0]) if len(members) == 1 else brief),
            _members(ground, area, members),
            *themes,
            *(_numbers(ground, area, members, subject) for subject in ground.numbers),
            *change,
            *lessons(ground, members),
            *_samples(land, area),
            _limits(ground, area),
        ]
    )


def _of_questions(ground: Ground, area: str) -> list[list[Paragraph | None]]:
    """What is told of a county out of answers to questions alone: in brief, theme by theme, and what changed."""
    members, _ = ground.land.groups.members(area)
    if not members:
        return [[], [], []]
    both, only, tested = apart(ground, area)
    return [
        of_county(ground, members, (both, only, tested), movers(ground, members)) if len(members) > 1 else [],
        [_theme(ground, theme, members, both, only) for theme in large(ground.land)],
        [_change(ground, members)],
    ]


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
            period=land.period(first),
        )
    ]
    if silent:
        sentences.append(say("county.silent", list=listing(map(land.name, silent), _NAMED)))
    if 1 < len(answered) < land.rules.small_group:
        sentences.append(say("county.small", points=per_language(number, 100 / len(answered), 0)))
    return paragraph("position", heading, *sentences)


def _theme(
    ground: Ground, theme: Theme, members: tuple[str, ...], both: Sequence[Contrast], only: Sequence[Contrast]
) -> Paragraph | None:
    """A theme in the county: the median, who is at either end, and where the county is clearly apart.

    Where another body has the task that the theme is about, that is said instead of any comparison.
    """
    land, held = ground.land, ground.held
    if set(members) <= land.elsewhere[theme.indicators[0]]:
        return paragraph("theme", theme.label, land.responsibility(members[0]), say("county.elsewhere"))
    inside, nation = counts(held, theme, members), ground.nation[theme.key]
    if len(inside) < land.rules.fewest_spread or not nation:
        return None
    return paragraph(
        "theme",
        theme.label,
        say(
            "county.theme",
            period=land.period(theme),
            step=land.top_name(theme),
            median=median(inside),
            n=len(inside),
            size=len(theme.indicators),
            nation=median(nation),
            m=len(nation),
        ),
        ends(land, held, theme, members),
        _apart(land, theme, both, only),
        say("theme.contested") if contested(land, theme) else {},
    )


def apart(ground: Ground, area: str) -> tuple[list[Contrast], list[Contrast], int]:
    """Questions that a county's municipalities answer unlike the others': those that stand with lower answers counted
    too, those that do with the highest answer alone, and how many were compared.

    All questions of all large themes are screened together, by Benjamini and Hochberg's rule as for municipalities.
    """
    land = ground.land
    asked = {id for theme in large(land) for id in theme.indicators}
    members = {area: frozenset(land.groups.members(area)[0])}
    found = contrasts(land, members, [id for id in land.questions if id in asked])
    return *screened(found, land.rules.lead_rate), len(found)


def _apart(land: Landscape, theme: Theme, both: Sequence[Contrast], only: Sequence[Contrast]) -> Text:
    """Where a county is clearly apart from the others within a theme: what is more common, what less."""
    told = []
    for key, found in (("county.more", [c for c in both if c.more]), ("county.fewer", [c for c in both if not c.more])):
        chosen = [item(land, one) for one in found if one.indicator in theme.indicators]
        told.append(say(key, step=land.top_name(theme), list=listing(chosen)) if chosen else {})
    alone = [item(land, one) for one in only if one.indicator in theme.indicators]
    told.append(say("county.only", step=land.top_name(theme), list=listing(alone)) if alone else {})
    return joined(*told) or say("county.alike")


def _numbers(ground: Ground, area: str, members: tuple[str, ...], subject: str) -> Paragraph | None:
    """A subject's percentages: the county's and the nation's published values, and the span of the municipalities."""
    land, sentences = ground.land, []
    for id in ground.numbers[subject]:
        period = land.latest[id]
        own, nation = (published(land.figures, land.indicator(id), code, period) for code in (area, land.groups.nation))
        known = sorted((value, code) for code, value in land.answers(id).items() if code in members)
        if own is None or own.value is None or nation is None or nation.value is None or not known:
            continue
        shown = {
            "label": land.indicator(id).label,
            "value": land.quantity(id, own.value),
            "nation": land.quantity(id, nation.value),
            "period": period,
        }
        if len(known) < land.rules.fewest_spread:
            sentences.append(say("county.region", **shown))
            continue
        (low, lowest), (high, highest) = known[0], known[-1]
        ends = {"low": land.quantity(id, low), "high": land.quantity(id, high), "n": len(known)}
        sentences.append(say("county.numbers", lowest=land.name(lowest), highest=land.name(highest), **ends, **shown))
    return paragraph("numbers", subject_heading(land, subject), *sentences)


def _change(ground: Ground, members: tuple[str, ...]) -> Paragraph | None:
    held = ground.held
    known = [code for code in members if code in held.net]
    if held.periods is None or not known or len(members) == 1:
        return None
    ups, downs, answers = (sum(held.net[code][i] for code in known) for i in range(3))
    earlier, later = held.periods
    return paragraph(
        "change",
        say("heading.change"),
        say("county.change", earlier=earlier, later=later, up=ups, down=downs, n=answers),
        spans_told(held),
        movers(ground, members) or say("county.still"),
        say("change.caution"),
    )


def movers(ground: Ground, members: Sequence[str]) -> Text:
    """Municipalities whose answers moved forward or back unlike the nation's, screened; ``{}``: none did."""
    land, held = ground.land, ground.held
    known = [code for code in members if code in held.net]
    moves = [unusual_moves(land, code, held)[1] for code in known]
    found = [(code, move) for code, move in zip(known, moves, strict=True) if move is not None]
    clear = benjamini_hochberg([move.probability for _, move in found], land.rules.lead_rate, len(known))
    sentences = []
    for key, side in (("county.risers", "further"), ("county.fallers", "behind")):
        chosen = [
            say("county.mover", name=land.name(code), up=held.net[code][0], down=held.net[code][1])
            for (code, move), out in zip(found, clear, strict=True)
            if out and move.side == side and (held.net[code][0] > held.net[code][1]) is (side == "further")
        ]
        if chosen:
            sentences.append(say(key, list=listing(chosen)))
    return joined(*sentences)


def _samples(land: Landscape, area: str) -> list[Paragraph | None]:
    """What samples of a county's residents say, by subject: those still asked that no municipality has."""
    known = land.vocabulary.indicators.values()
    asked = [i.id for i in known if i.sampled and not i.retired and i.id not in land.latest]
    return [_sample(land, area, subject, sorted(ids)) for subject, ids in by_subject(land, asked).items()]


def _sample(land: Landscape, area: str, subject: str, ids: list[str]) -> Paragraph | None:
    sentences = []
    for id in ids:
        period = next(
            (p for p in reversed(land.figures.periods.get(id, ())) if land.value(id, area, p) is not None), None
        )
        if period is None:
            continue
        own, nation = land.value(id, area, period), land.value(id, land.groups.nation, period)
        if own is not None and nation is not None:
            told = {"value": land.quantity(id, own), "nation": land.quantity(id, nation)}
            sentences.append(say("county.region", label=land.indicator(id).label, period=period, **told))
    if sentences:
        sentences.append(say("county.region.sample"))
    return paragraph("region", subject_heading(land, subject), *sentences)


def _limits(ground: Ground, area: str) -> Paragraph | None:
    return paragraph(
        "limits",
        say("heading.limits"),
        *(said for texts in ground.broken.values() for said in texts),
        ground.land.area(area).responsibility,
        say("limits.own-answers") if ground.land.questions else {},
        say("limits.why"),
    )
