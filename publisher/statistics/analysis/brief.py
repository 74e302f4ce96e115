"""Brief: a few sentences to read out of a municipality, a county and the nation, true as they stand.

What differs from others is screened; where nothing does, that is said, and then plain counts: what a municipality
answered as most of those similar to it did, what it did unlike them, and whom it resembles. Counts are of a survey of
all: they need no test, and claim nothing beyond themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import eq

from publisher.model import LANGUAGES, Direction, Text, ValueKind, localised
from publisher.statistics.analysis.patterns import sized
from publisher.statistics.analysis.spreading import clear, same_span, spreads
from publisher.statistics.analysis.telling import Ground, Paragraph, contested, large, listing, noted, paragraph
from publisher.statistics.bounds import quantile, share_bounds
from publisher.statistics.landscape import Landscape
from publisher.statistics.leads import Tier
from publisher.statistics.patterns import Contrast
from publisher.statistics.wording import say
from publisher.statistics.words import narrowed, per_language, percent

#: Answers named of a kind, and municipalities that resemble as much.
_NAMED, _RESEMBLE = 2, 3


def of_municipality(ground: Ground, area: str) -> list[Paragraph | None]:
    """What sets a municipality apart, or that nothing does; what it shares with most like it, and what it lacks."""
    land, name = ground.land, ground.land.name(area)
    out = [lead.sentence for lead in ground.leads[area] if lead.tier is Tier.SCREENED]
    asked = land.questions
    tested = ground.comparisons.get(area, 0) if land.peers[area] else 0
    if out:
        first = out[0]
    elif asked and not any(area in land.answers(id) for id in asked):
        first = say("brief.silent", name=name, count=len(asked))
    else:
        first = say("brief.alike", name=name, tested=tested) if tested else say("brief.untested", name=name)

    def make() -> dict[str, list[dict[str, str]]]:
        return {code: list(map(dict, _of_questions(ground, code))) for code in land.groups.municipalities}

    beside = ground.pieces.of("questions", land.questions, make, dict[str, list[dict[str, str]]])[area]
    return _brief([first], beside or [_middle(land, area)])


def _of_questions(ground: Ground, area: str) -> list[Text]:
    """What the municipality answered beside similar ones, and whom it resembles in that; none where that is unknown."""
    beside = _beside(ground.land, area)
    return [*beside, _resembles(ground, area)] if beside else []


def _beside(land: Landscape, area: str) -> list[Text]:
    """What the municipality answered as most similar ones did, unlike most, and what most of them answered and it not.

    Of the questions whose highest steps share a name: those of the name that most have.
    """
    names: dict[str, list[str]] = {}
    for id in land.questions:
        if land.indicator(id).direction is Direction.HIGHER:
            names.setdefault(localised(land.step(id, land.top(id)), LANGUAGES[0]), []).append(id)
    ids = max(names.values(), key=len, default=[])
    latest = max((land.latest[id] for id in ids), default="")
    same, rare, lacks, held = list[Found](), list[Found](), list[Found](), 0
    for id in (id for id in ids if land.latest[id] == latest):
        answers = land.borne(id)
        peers = [answers[other] for other in land.peers[area] if other in answers]
        if area not in answers or len(peers) < land.rules.small_group:
            continue
        held += 1
        top = land.top(id)
        count, has = peers.count(top), answers[area] == top
        found = (count / len(peers), id, count, len(peers))
        if count >= land.rules.most * len(peers):
            (same if has else lacks).append(found)
        elif has and count <= (1 - land.rules.most) * len(peers):
            rare.append(found)
    if not held:
        return []
    told = {"name": land.name(area), "step": land.step(ids[0], land.top(ids[0])), "period": latest}
    sentences = list[Text]()
    for key, chosen in (
        ("brief.same", sorted(same, key=lambda one: (-one[0], one[1]))),
        ("brief.rare", sorted(rare, key=lambda one: (one[0], one[1]))),
        ("brief.lacks", sorted(lacks, key=lambda one: (-one[0], one[1]))),
    ):
        items = listing(_counted(land, area, one, own=key == "brief.lacks") for one in _unlike(land, chosen))
        if chosen:
            sentences.append(say(f"{key}.too" if same and key != "brief.same" else key, list=items, **told))
    return [*sentences, say("brief.lacks.none", **told)] if same and not lacks else sentences


#: Share of the similar ones that gave the highest answer, the question, how many they are, and of how many.
Found = tuple[float, str, int, int]


def _unlike(land: Landscape, found: Sequence[Found]) -> list[Found]:
    """The first few on different things: names that begin alike are told once."""
    heads: dict[str, Found] = {}
    for one in found:
        heads.setdefault(narrowed(localised(land.indicator(one[1]).label, LANGUAGES[0]))[0], one)
    return list(heads.values())[:_NAMED]


def _counted(land: Landscape, area: str, found: Found, *, own: bool) -> Text:
    """``digitala lås (äldre, 26 av 30)``; with the municipality's own answer where that is another."""
    _, id, count, n = found
    if own:
        return noted(land.label(id), say("brief.count.own", count=count, n=n, own=land.step(id, land.borne(id)[area])))
    return noted(land.label(id), say("brief.count", count=count, n=n))


def _resembles(ground: Ground, area: str) -> Text:
    """Which of the most similar municipalities gave the most equal answers; ``{}`` when many gave as many."""
    land = ground.land
    own = ground.answered[area]
    asked = [at for at, value in enumerate(own) if value is not None]
    mine, alike = [own[at] for at in asked], {}
    for other in land.peers[area]:
        theirs = [ground.answered[other][at] for at in asked]
        if None not in theirs:
            alike[other] = sum(map(eq, mine, theirs))
    most = max(alike.values(), default=0)
    first = [other for other in alike if alike[other] == most]
    if len(alike) < land.rules.small_group or not 0 < len(first) <= _RESEMBLE:
        return {}
    names = listing(map(land.name, first))
    return say("brief.resembles", peers=len(alike), list=names, name=land.name(area), same=most, of=len(asked))


def _middle(land: Landscape, area: str) -> Text:
    """In how many percentages that may be compared the municipality lies among the middle half of its like."""
    within = of = 0
    for id in land.latest:
        indicator = land.indicator(id)
        told = indicator.value_kind is ValueKind.PERCENT and not indicator.sampled
        if not told or indicator.direction is Direction.NEITHER or land.thin(id):
            continue
        values = land.firm(id)
        peers = sorted(values[other] for other in land.peers[area] if other in values)
        if area in values and len(peers) >= land.rules.small_group:
            of += 1
            within += quantile(peers, 0.25) <= values[area] <= quantile(peers, 0.75)
    return say("brief.middle", name=land.name(area), count=within, of=of) if of else {}


def of_county(
    ground: Ground,
    members: Sequence[str],
    apart: tuple[Sequence[Contrast], Sequence[Contrast], int],
    movers: Text,
) -> list[Paragraph | None]:
    """What sets a county's municipalities apart, or that nothing does; what most and fewest of them have; who moved.

    Args:
        members: two or more.
        apart: questions that differ, those that do with the highest answer alone, and how many were compared.
        movers: municipalities whose answers changed unlike others', in words.
    """
    land, (found, only, tested) = ground.land, apart
    if not tested:
        return []
    name = land.name(land.area(members[0]).county or "")
    told = {"name": name, "tested": tested, "list": listing((_apart(land, one) for one in found or only), _NAMED + 1)}
    key = "brief.county.apart" if found else "brief.county.only" if only else "brief.county.alike"
    first = say(key, stand=len(found), **told)
    few = say("brief.county.few", count=len(members)) if len(members) < land.rules.small_group else {}
    return _brief([first, few], [*_ends(ground, members), movers])


def _apart(land: Landscape, one: Contrast) -> Text:
    told = {"count": one.inside.highest, "n": one.inside.n, "share": per_language(percent, one.outside.percent)}
    step = land.step(one.indicator, land.top(one.indicator))
    return noted(land.label(one.indicator), say("brief.county.item", step=step, **told))


def _ends(ground: Ground, members: Sequence[str]) -> list[Text]:
    """The answers that most and that fewest of a county's municipalities gave; left out where many share the place."""
    land, shares = ground.land, dict[str, tuple[int, int]]()
    for theme in (theme for theme in large(land) if not contested(land, theme)):
        for id in theme.indicators:
            known = [land.borne(id)[code] for code in members if code in land.borne(id)]
            if len(known) >= land.rules.fewest_spread:
                shares[id] = known.count(land.top(id)), len(known)
    told, ends = [], sorted({count / n for count, n in shares.values()})
    for key, end in (("brief.county.most", ends[-1:]), ("brief.county.least", ends[:1])):
        ids = [id for id, (count, n) in shares.items() if [count / n] == end]
        if len(ends) > 1 and len(ids) <= _RESEMBLE:
            counted = [say("brief.count", count=shares[id][0], n=shares[id][1]) for id in ids]
            told.append(say(key, list=listing(noted(land.label(id), c) for id, c in zip(ids, counted, strict=True))))
    return told if len(told) == 2 else []


def of_nation(ground: Ground) -> list[Paragraph | None]:
    """What is most and least widespread, what spread beyond chance and did not last, and what follows size."""
    return _brief(_widespread(ground), [_spread(ground), _by_size(ground.land)])


def _brief(first: Sequence[Text], rest: Sequence[Text]) -> list[Paragraph | None]:
    """What may stand alone, and what goes on from it."""
    return [paragraph("brief", say("heading.brief"), *first), paragraph("brief", {}, *rest)]


def _widespread(ground: Ground) -> list[Text]:
    """The most and the least widespread of all questions in large themes; several where silence leaves it open."""
    land = ground.land
    themes = [theme for theme in large(land) if not contested(land, theme)]
    found = []
    for id in (id for theme in themes for id in theme.indicators):
        n, count = len(land.answers(id)), ground.held.tallies[id].get(land.top(id), 0)
        bounds = share_bounds(count, n, land.response(id, land.latest[id]).asked)
        found.append((count / n, id, count, n, bounds.low or 0.0, bounds.high or 0.0))
    if len(found) < 2:
        return []
    most, least = max(found), min(found)
    first, last = [one for one in found if one[5] >= most[4]], [one for one in found if one[4] <= least[5]]
    if max(len(first), len(last)) > _RESEMBLE or set(first) & set(last):
        return []
    return [
        say("brief.nation.most", list=listing(_item(land, one) for one in first)),
        say("brief.nation.least", list=listing(_item(land, one) for one in last)),
    ]


def _item(land: Landscape, found: tuple[float, str, int, int, float, float]) -> Text:
    share, id, count, n, *_ = found
    told = {"step": land.step(id, land.top(id)), "share": per_language(percent, 100 * share)}
    return noted(land.label(id), say("brief.nation.item", count=count, n=n, period=land.latest[id], **told))


def _spread(ground: Ground) -> Text:
    land, held = ground.land, ground.held
    found = spreads(land, held)
    if not found:
        return {}
    (earlier, later), alike = same_span(held, found)
    before, lost = sum(one.before for one in alike), sum(one.lost for one in alike)
    if not before:
        return {}
    moved = [one for one in clear(found, land.rules.lead_rate) if one.rising and one in alike]
    told = {"earlier": earlier, "later": later, "of": len(alike), "share": per_language(percent, 100 * lost / before)}
    if not moved:
        return say("brief.nation.still", **told)
    labels = listing(land.label(one.indicator) for one in moved)
    return say("brief.nation.spread", stand=len(moved), list=labels, **told)


def _by_size(land: Landscape) -> Text:
    both, _, tested = sized(land)
    if not both:
        return {}
    first = both[0]
    low, high = (per_language(percent, share.percent) for share in (first.shares[0], first.shares[-1]))
    label = land.label(first.indicator)
    return say("brief.nation.size", stand=len(both), tested=tested, label=label, low=low, high=high)
