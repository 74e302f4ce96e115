"""Patterns in the nation: what follows size, and what kinds of municipalities and counties differ in, screened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from publisher.model import AreaKind, Text
from publisher.statistics.analysis.telling import Ground, Paragraph, listing, noted, paragraph
from publisher.statistics.landscape import Landscape, counties
from publisher.statistics.leads import benjamini_hochberg
from publisher.statistics.patterns import Contrast, Graded, Scale, Share, contrast, graded
from publisher.statistics.similar import group_name
from publisher.statistics.wording import say
from publisher.statistics.words import in_sentence, number, per_language, percent

#: Questions and differences told with their figures before the rest are named.
_TOLD = 5


def scale(land: Landscape, id: str) -> Scale:
    """The ends of a question's steps."""
    codes = [step.code for step in land.indicator(id).steps] or [0, 1]
    return Scale(min(codes), max(codes), len(codes) > 2)


def between(land: Landscape, id: str) -> Text:
    """What stands between a question's lowest and highest step: its name, or that they are several."""
    steps = sorted(land.indicator(id).steps, key=lambda step: step.code)[1:-1]
    return say("pattern.between.one", step=steps[0].label) if len(steps) == 1 else say("pattern.between")


def sized(land: Landscape) -> tuple[list[Graded], list[Graded], int]:
    """Questions whose answers follow size: those that stand, those that do with the highest answer alone; of how many.

    The most certain come first.
    """
    groups = of_division(land, "size")
    if len(groups) < 2:
        return [], [], 0
    members = list(groups.values())
    found = [graded(id, land.borne(id), scale(land, id), members) for id in land.questions]
    found = [one for one in found if len(one.shares) == len(groups)]
    stand = benjamini_hochberg([one.both for one in found], land.rules.lead_rate)
    alone = benjamini_hochberg([one.alone for one in found], land.rules.lead_rate)
    both = sorted((g for g, out in zip(found, stand, strict=True) if out), key=lambda g: (g.both, g.indicator))
    only = [g for g, out, one in zip(found, stand, alone, strict=True) if one and not out]
    return both, sorted(only, key=lambda g: (g.alone, g.indicator)), len(found)


def contrasts(land: Landscape, groups: Mapping[str, Collection[str]], ids: Iterable[str]) -> list[Contrast]:
    """Each group against the others on each question that enough of both answered."""
    least, found = land.rules.fewest_spread, []
    for id in ids:
        answers, ends = land.borne(id), scale(land, id)
        for group, members in groups.items():
            inside = sum(area in answers for area in members)
            if least <= inside <= len(answers) - least:
                found.append(contrast(id, group, answers, ends, members))
    return found


def screened(found: Sequence[Contrast], rate: float) -> tuple[list[Contrast], list[Contrast]]:
    """Those that stand, and those that do with the highest answer alone; the most certain first."""
    stand = benjamini_hochberg([one.both for one in found], rate)
    alone = benjamini_hochberg([one.alone for one in found], rate)
    both = [one for one, out in zip(found, stand, strict=True) if out]
    only = [one for one, out, high in zip(found, stand, alone, strict=True) if high and not out]
    return (
        sorted(both, key=lambda c: (c.both, c.indicator, c.group)),
        sorted(only, key=lambda c: (c.alone, c.indicator, c.group)),
    )


def of_division(land: Landscape, kind: str) -> dict[str, frozenset[str]]:
    """The groups of a division by ``kind`` in order, each with its members when the latest answers were given."""
    division = land.vocabulary.division(kind)
    codes = sorted(a.code for a in land.vocabulary.areas.values() if a.group_type and a.group_type == division)
    year = max((land.latest[id] for id in land.questions), default="9999")[:4]
    found = {code: frozenset(land.groups.members(code, year)[0]) for code in codes}
    return {code: members for code, members in found.items() if members}


def sizes(ground: Ground) -> list[Paragraph | None]:
    """What follows size, from the smallest group to the largest."""
    land = ground.land
    both, only, tested = sized(land)
    if not tested:
        return []
    heading = say("heading.size")
    told = [say("size.what", tested=tested, stand=len(both)) if both else say("size.none", tested=tested)]
    found = [paragraph("size", heading, *told)]
    for key, rising in (("size.rising", True), ("size.falling", False)):
        chosen = [one for one in both if one.rising is rising]
        rest = listing(land.label(one.indicator) for one in chosen[_TOLD:])
        if chosen:
            found.append(paragraph("size", {}, say(key)))
            found += [paragraph("size", {}, _graded(land, one)) for one in chosen[:_TOLD]]
            found.append(paragraph("size", {}, say("size.rest", list=rest)) if chosen[_TOLD:] else None)
    alone = say("size.only", list=listing(land.label(one.indicator) for one in only)) if only else {}
    stand, single, compared = _division(land, of_division(land, "size"))
    return [
        *found,
        paragraph("size", {}, alone),
        *_told("size", {}, _groups(land, stand, single, compared)),
        paragraph("size", {}, say("nation.size.no")),
    ]


def kinds(ground: Ground) -> list[Paragraph | None]:
    """What kinds of municipalities differ in."""
    groups = of_division(ground.land, "kind")
    if len(groups) < 2:
        return []
    return _told("groups", say("heading.groups"), _groups(ground.land, *_division(ground.land, groups)))


def by_county(ground: Ground) -> list[Paragraph | None]:
    """Which counties' municipalities answer unlike the others', question by question."""
    land = ground.land
    groups = {code: frozenset(land.groups.members(code)[0]) for code in counties(land.vocabulary)}
    if len(groups) < 2:
        return []
    told = _groups(land, *_division(land, groups))
    return _told("counties", {}, [*told, say("pattern.overlap")]) if told else []


def _told(section: str, heading: Text, sentences: Sequence[Text]) -> list[Paragraph | None]:
    """A paragraph of the first two sentences, and one of each that follows."""
    if not sentences:
        return []
    return [
        paragraph(section, heading, *sentences[:2]),
        *(paragraph(section, {}, sentence) for sentence in sentences[2:]),
    ]


def _division(land: Landscape, groups: Mapping[str, Collection[str]]) -> tuple[list[Contrast], list[Contrast], int]:
    found = contrasts(land, groups, land.questions)
    return *screened(found, land.rules.lead_rate), len(found)


def _groups(land: Landscape, both: Sequence[Contrast], only: Sequence[Contrast], tested: int) -> list[Text]:
    """What groups differ in: how many comparisons, those that stand group by group, and those that stand only alone."""
    if not tested:
        return []
    told = [say("pattern.what", tested=per_language(number, tested, 0))]
    told.append(say("pattern.stand") if both else say("pattern.none"))
    for group in sorted({one.group for one in both}):
        items = listing(item(land, one) for one in both if one.group == group)
        told.append(say("pattern.group", name=named(land, group), list=items))
    if only:
        items = listing((_alone(land, one) for one in only), _TOLD)
        told.append(say("pattern.only", list=items))
    return told


def item(land: Landscape, one: Contrast) -> Text:
    """A difference with its figures, those with lower answers counted too where there are such."""
    values: dict[str, object] = {
        "label": land.label(one.indicator), "inside": shown(one.inside), "outside": shown(one.outside),
    }  # fmt: skip
    if not scale(land, one.indicator).between:
        return say("pattern.item", **values)
    above, others = (per_language(percent, 100 * side.above / side.n) for side in (one.inside, one.outside))
    middle = between(land, one.indicator)
    return say("pattern.item.above", above=above, above_outside=others, between=middle, **values)


def named(land: Landscape, group: str) -> Text:
    """A group's name as it stands in a sentence, without the code it is known by; a county's as it is."""
    name = land.name(group)
    if land.area(group).kind is AreaKind.COUNTY:
        return name
    return {language: in_sentence(group_name(text)) for language, text in name.items()}


def shown(share: Share) -> Text:
    """``58 % (42 av 72)``."""
    return say("pattern.share", share=per_language(percent, share.percent), count=share.highest, n=share.n)


def _alone(land: Landscape, one: Contrast) -> Text:
    name = named(land, one.group)
    inside, outside = (per_language(percent, side.percent) for side in (one.inside, one.outside))
    label = noted(land.label(one.indicator), say("pattern.against", inside=inside, outside=outside))
    return say("pattern.only.item", name=name, label=label)


def _graded(land: Landscape, one: Graded) -> Text:
    label, shares = land.indicator(one.indicator).label, listing(shown(share) for share in one.shares)
    if not scale(land, one.indicator).between:
        return say("size.item", label=label, shares=shares)
    above = listing(per_language(percent, 100 * share.above / share.n) for share in one.shares)
    return say("size.item.above", label=label, shares=shares, above=above, between=between(land, one.indicator))
