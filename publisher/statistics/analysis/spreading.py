"""Spreading: how the nation's answers changed, what spread beyond chance and what went back, and what goes together."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.model import Direction, Text
from publisher.phrases import joined
from publisher.statistics.analysis.telling import Ground, Paragraph, large, listing, noted, paragraph
from publisher.statistics.apart import drawn
from publisher.statistics.landscape import Landscape
from publisher.statistics.leads import benjamini_hochberg, benjamini_yekutieli
from publisher.statistics.patterns import Pair, Spread, spread, together
from publisher.statistics.seen import Seen, directed, span_of, spans_told
from publisher.statistics.trend import Move
from publisher.statistics.wording import say
from publisher.statistics.words import narrowed, number, per_language, percent

#: Questions and pairs told before the rest are counted.
_TOLD = 5


def change(ground: Ground) -> list[Paragraph | None]:
    """What changed among all municipalities, what of it is beyond chance, and what did not last."""
    land, held = ground.land, ground.held
    if held.periods is None:
        return []
    moves = [move.move for id in held.moves if directed(land, id) for move in held.moves[id].values()]
    up, down, stood = (moves.count(move) for move in (Move.UP, Move.DOWN, Move.HELD))
    if not up + down + stood:
        return []
    earlier, later = held.periods
    counted = {"n": up + down + stood, "held": stood, "up": up, "down": down}
    told = {name: per_language(number, value, 0) for name, value in counted.items()}
    found = spreads(land, held)
    return [
        paragraph(
            "change",
            say("heading.change"),
            say("nation.change", earlier=earlier, later=later, **told),
            spans_told(held),
            _moved(land, found),
        ),
        paragraph("change", {}, *lasting(land, held, found), say("change.caution")),
    ]


def spreads(land: Landscape, held: Seen) -> list[Spread]:
    """What became of the highest answer to each question of which more is better."""
    found = []
    for id in held.moves:
        if id in land.asked and land.indicator(id).direction is Direction.HIGHER:
            made = [
                (move.old, move.new)
                for move in held.moves[id].values()
                if move.verdict.allowed and move.old is not None and move.new is not None
            ]
            if made:
                found.append(spread(id, made, land.top(id)))
    return found


def clear(found: Sequence[Spread], rate: float) -> list[Spread]:
    """Those that more reached than left, or the other way round, by more than chance gives; the most certain first."""
    stand = benjamini_hochberg([one.both for one in found], rate)
    return sorted((s for s, out in zip(found, stand, strict=True) if out), key=lambda s: (s.both, s.indicator))


def _moved(land: Landscape, found: Sequence[Spread]) -> Text:
    moved = clear(found, land.rules.lead_rate)
    if not found:
        return {}
    if not moved:
        return say("spread.none", of=len(found))
    told = []
    for key, rising in (("spread.up", True), ("spread.down", False)):
        items = [
            noted(
                land.label(one.indicator),
                say("spread.item", gained=one.gained, lost=one.lost, before=one.before, after=one.after, n=one.n),
            )
            for one in moved
            if one.rising is rising
        ]
        told.append(say(key, list=listing(items)) if items else {})
    rest = len(found) - len(moved)
    return joined(*told, say("spread.rest", count=rest, of=len(found)) if rest else {})


def same_span(held: Seen, found: Sequence[Spread]) -> tuple[tuple[str, str], list[Spread]]:
    """The two periods that most of the questions are compared over, and those questions."""
    spans = {one.indicator: span_of(held.moves[one.indicator].values()) for one in found}
    most = max({span for span in spans.values() if span}, key=lambda span: (list(spans.values()).count(span), span))
    return most, [one for one in found if spans[one.indicator] == most]


def lasting(land: Landscape, held: Seen, found: Sequence[Spread]) -> list[Text]:
    """How many answers reached the highest and left it, and of which questions fewer or more left than of others."""
    if not found:
        return []
    (earlier, later), alike = same_span(held, found)
    before, lost, gained, n = (sum(getattr(one, name) for one in alike) for name in ("before", "lost", "gained", "n"))
    if not before or before == n:
        return []
    told = [
        say(
            "spread.pace",
            earlier=earlier,
            later=later,
            without=per_language(number, n - before, 0),
            gained=gained,
            gained_share=per_language(percent, 100 * gained / (n - before)),
            before=per_language(number, before, 0),
            lost=lost,
            lost_share=per_language(percent, 100 * lost / before),
        )
    ]
    tested = [one for one in alike if one.before >= land.rules.small_group]
    chances = [drawn(one.lost, one.before, lost, before) for one in tested]
    stand = benjamini_hochberg(chances, land.rules.lead_rate)
    out = [one for one, stands in zip(tested, stand, strict=True) if stands]
    for key, loose in (("spread.firm", False), ("spread.loose", True)):
        chosen = [one for one in out if (one.lost * before > lost * one.before) is loose]
        chosen.sort(key=lambda one: (one.lost / one.before * (-1 if loose else 1), one.indicator))
        items = [
            noted(land.label(one.indicator), say("spread.left", lost=one.lost, before=one.before)) for one in chosen
        ]
        told.append(say(key, list=listing(items, _TOLD)) if items else {})
    return told


def pairs(land: Landscape) -> tuple[list[Pair], list[Pair], int]:
    """Pairs of questions that go together, the most certain first; all pairs; among how many municipalities."""
    told = {id for theme in large(land) for id in theme.indicators}
    ids = [id for id in land.questions if id in told]
    places = {
        code: land.area(code).county or ""
        for code in land.groups.municipalities
        if all(code in land.borne(id) for id in ids)
    }
    if len(ids) < 2 or len(places) < land.rules.peers:
        return [], [], 0
    having = {id: [c for c, value in land.borne(id).items() if value == land.top(id)] for id in ids}
    found = together(having, places)
    stand = benjamini_yekutieli([one.probability for one in found], land.rules.lead_rate)
    out = [one for one, stands in zip(found, stand, strict=True) if stands]
    return sorted(out, key=lambda one: (one.probability, one.one, one.other)), found, len(places)


def alike(land: Landscape, pair: Pair) -> bool:
    """Whether two questions are on the same thing in two services: their names begin alike."""
    one, other = (land.indicator(id) for id in (pair.one, pair.other))
    heads = {tuple(narrowed(text)[0] for text in named.label.values()) for named in (one, other)}
    return len(heads) == 1 and one.service_area != other.service_area


def paired(ground: Ground) -> list[Paragraph | None]:
    """What goes together, and what excludes what."""
    land = ground.land
    out, tested, n = pairs(land)
    if not tested:
        return []
    what = say("together.what", pairs=per_language(number, len(tested), 0), n=n)
    heading = say("heading.together")
    if not out:
        return [paragraph("together", heading, what, say("together.none"))]
    more = [one for one in out if one.more]
    same = [one for one in more if alike(land, one)]
    less = [one for one in out if not one.more]
    told_apart = say("together.apart.none")
    if less:
        told_apart = say("together.apart", apart=len(less), list=joined(*(_pair(land, one) for one in less[:_TOLD])))
    counted = say("together.stand", stand=len(more), same=len(same))
    told = []
    for key, chosen in (("together.same", same), ("together.other", [one for one in more if one not in same])):
        told += [say(key), *(_pair(land, one) for one in chosen[:_TOLD])] if chosen else []
    return [
        paragraph("together", heading, what, counted, told_apart),
        *(paragraph("together", {}, one) for one in told),
        paragraph("together", {}, say("together.no")),
    ]


def _pair(land: Landscape, one: Pair) -> Text:
    return say(
        "together.item",
        one=land.label(one.one),
        other=land.label(one.other),
        both=one.both,
        with_one=one.with_one,
        only=one.only,
        without=one.without,
    )
