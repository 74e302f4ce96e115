"""Unusual: one municipality's answers, numbers, themes and moves against those of similar ones.

Each comparison says how many were made (0 or 1) and what was found, with the probability that a
municipality like this one would be as unusual.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from math import erfc, sqrt

from publisher.model import Direction, Text, ValueKind
from publisher.phrases import joined
from publisher.statistics.bounds import middle_and_spread, quantile
from publisher.statistics.landscape import Landscape, Theme
from publisher.statistics.rules import Rules
from publisher.statistics.seen import Seen, spans_told
from publisher.statistics.trend import Move
from publisher.statistics.wording import say
from publisher.statistics.words import counted, none_or, per_language, percent, short


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a comparison found, before it is screened."""

    kind: str
    side: str
    subject: str
    period: str
    probability: float  #: what the screen tests
    tail: tuple[int, int]  #: how many of the others compared lie at least as far out, and how many they are
    sentence: Text
    grounds: Text
    caveat: Text


def shrunk(like: int, of: int, everywhere: float, rules: Rules) -> float:
    """A share among few similar municipalities, leaned on the nation's: it counts as some extra answers."""
    return (like + rules.lead_prior * everywhere) / (of + rules.lead_prior)


def _side(direction: Direction, high: bool) -> str:
    if direction is Direction.HIGHER:
        return "further" if high else "behind"
    if direction is Direction.LOWER:
        return "behind" if high else "further"
    return "other"


def unusual_answer(land: Landscape, area: str, id: str, held: Seen) -> tuple[int, Found | None]:
    """An answer that few similar municipalities gave: how many comparisons were made, and what was found."""
    rules, indicator, period = land.rules, land.indicator(id), land.latest[id]
    answers = land.borne(id)
    own = answers.get(area)
    peers = sorted([answers[code] for code in land.peers[area] if code in answers])
    if own is None or len(peers) < rules.small_group:
        return 0, None
    n = len(land.answers(id))
    tails = []
    for high, count in zip((True, False), held.beyond(id, own), strict=True):
        like = len(peers) - bisect_left(peers, own) if high else bisect_right(peers, own)
        tails.append((shrunk(like, len(peers), count / n, rules), high, like, count))
    probability, high, like, count = min(tails)
    if like > rules.lead_share * len(peers):
        return 1, None
    codes = [step.code for step in indicator.steps] or [0, 1]
    extreme = own == (max(codes) if high else min(codes))
    return 1, Found(
        kind="answer",
        side=_side(indicator.direction, high),
        subject=id,
        period=period,
        probability=min(1.0, 2 * probability),
        tail=(like, len(peers)),
        sentence=joined(
            say("lead.answered", name=land.name(area), step=land.step(id, own), period=period, label=land.label(id)),
            say(
                "lead.same" if extreme else "lead.higher" if high else "lead.lower",
                count=count,
                n=n,
                share=per_language(percent, 100 * count / n),
                like=per_language(counted, like),
                peers=len(peers),
                name=land.name(area),
            ),
        ),
        grounds=say("lead.grounds", peers=len(peers), n=n),
        caveat=caveat(land, id),
    )


#: A theme must have this many questions to be counted.
_THEME_SIZE = 4
#: A number must differ from the similar ones' median by at least this, in its unit or as a share of that median.
_LEAST = {"percent": 5.0}
_LEAST_SHARE = 0.2


def two_sided(deviations: float) -> float:
    """Probability of a normal value at least so many standard deviations from the middle."""
    return erfc(abs(deviations) / sqrt(2))


def _tempered(deviations: float, beyond: int, of: int, rules: Rules) -> float:
    """The normal probability; where more than a few similar ones go as far, no less than their share."""
    return two_sided(deviations) if beyond <= rules.lead_few * of else max(two_sided(deviations), beyond / of)


def unusual_number(land: Landscape, area: str, id: str) -> tuple[int, Found | None]:
    """A number far from those of similar municipalities, in standard deviations."""
    rules, indicator, period = land.rules, land.indicator(id), land.latest[id]
    if indicator.direction is Direction.NEITHER:
        return 0, None
    if indicator.sampled or indicator.value_kind in {ValueKind.COUNT, ValueKind.AMOUNT} or land.thin(id):
        return 0, None  # a sample without its error proves nothing, a count follows the size, a few dozen are chance
    known = land.firm(id)
    own = known.get(area)
    peers = sorted(known[code] for code in land.peers[area] if code in known)
    if own is None or len(peers) < rules.small_group:
        return 0, None
    middle, spread = middle_and_spread(peers)
    apart = own - middle
    if not spread or abs(apart) < _LEAST.get(indicator.unit, _LEAST_SHARE * abs(middle)):
        return 1, None
    beyond = sum(value >= own if apart > 0 else value <= own for value in peers)
    if beyond > rules.lead_share * len(peers):
        return 1, None
    return 1, Found(
        kind="number",
        side=_side(indicator.direction, apart > 0),
        subject=id,
        period=period,
        probability=_tempered(apart / spread, beyond, len(peers), rules),
        tail=(beyond, len(peers)),
        sentence=say(
            "lead.number",
            label=indicator.label,
            name=land.name(area),
            period=period,
            peers=len(peers),
            own=land.quantity(id, own),
            median=land.quantity(id, middle),
            low=land.quantity(id, quantile(peers, 0.25)),
            high=land.quantity(id, quantile(peers, 0.75)),
        ),
        grounds=say("lead.grounds", peers=len(peers), n=len(known)),
        caveat=caveat(land, id),
    )


def unusual_change(land: Landscape, area: str, id: str, held: Seen) -> tuple[int, Found | None]:
    """A move that few of those with the same start made."""
    rules, move = land.rules, held.moves[id].get(area)
    if (
        area in land.elsewhere[id]
        or move is None
        or move.old is None
        or move.new is None
        or move.move not in {Move.UP, Move.DOWN}
    ):
        return 0, None
    rose = move.new > move.old
    ends = [(new, many) for (old, new), many in held.flows(id).items() if old == move.old]
    n = sum(many for _, many in ends)
    count = sum(many for new, many in ends if (new >= move.new if rose else new <= move.new))
    if n <= rules.small_group:
        return 0, None
    if count > rules.lead_share * n:
        return 1, None
    return 1, Found(
        kind="change",
        side=_side(land.indicator(id).direction, rose),
        subject=id,
        period=move.later,
        probability=count / n,
        tail=(count - 1, n - 1),
        sentence=say(
            "lead.change",
            name=land.name(move.area),
            old=land.step(id, move.old),
            new=land.step(id, move.new),
            earlier=move.earlier,
            later=move.later,
            label=land.label(id),
            n=n,
            count=per_language(counted, count),
            share=per_language(percent, 100 * count / n),
            way=say("lead.change.up" if rose else "lead.change.down"),
        ),
        grounds=say("lead.change.grounds", n=n, earlier=move.earlier, later=move.later),
        caveat=joined(say("lead.change.caveat"), move.verdict.reason, caveat(land, id)),
    )


def unusual_theme(land: Landscape, area: str, theme: Theme, held: Seen) -> tuple[int, Found | None]:
    """A theme in which a municipality has come far, or not, against similar ones that answered all of it."""
    reached, size, others = held.reached[theme.key], len(theme.indicators), land.elsewhere[theme.indicators[0]]
    own, answered = reached[area]
    counts = sorted(reached[code][0] for code in land.peers[area] if reached[code][1] == size and code not in others)
    if area in others or answered < size or size < _THEME_SIZE or len(counts) < land.rules.small_group:
        return 0, None
    middle, spread = middle_and_spread(counts)
    high = own > middle
    like = sum(c >= own if high else c <= own for c in counts)
    if not spread or like > land.rules.lead_share * len(counts):
        return 1, None
    return 1, Found(
        kind="theme",
        side=_side(land.indicator(theme.indicators[0]).direction, high),
        subject=theme.key,
        period=max(land.latest[id] for id in theme.indicators),
        probability=_tempered((own - middle) / spread, like, len(counts), land.rules),
        tail=(like, len(counts)),
        sentence=say(
            "lead.theme",
            name=land.name(area),
            step=land.top_name(theme),
            own=own,
            size=size,
            theme=theme.within,
            period=land.period(theme),
            peers=len(counts),
            median=short(middle),
            like=per_language(counted, like),
            fewer=say("lead.theme.many" if high else "lead.theme.few"),
        ),
        grounds=say("lead.theme.grounds", peers=len(counts)),
        caveat=say("caveat.own-answers"),
    )


def unusual_moves(land: Landscape, area: str, held: Seen) -> tuple[int, Found | None]:
    """Many more answers that came further than fell back, or the other way, against all municipalities."""
    net = held.net
    if held.periods is None or area not in net or len(net) < land.rules.small_group:
        return 0, None
    up, down, known = net[area]
    differences, (middle, spread) = held.differences, held.middle
    if not spread or abs(up - down - middle) < spread:
        return 1, None
    earlier, later = held.periods
    high = up - down > middle
    beyond = sum(d >= up - down if high else d <= up - down for d in differences) - 1
    return 1, Found(
        kind="moves",
        side="further" if high else "behind",
        subject="",
        period=later,
        probability=two_sided((up - down - middle) / spread),
        tail=(beyond, len(differences) - 1),
        sentence=joined(
            say(
                "lead.moves",
                earlier=earlier,
                later=later,
                name=land.name(area),
                up=per_language(none_or, up),
                down=per_language(none_or, down),
                n=known,
                m=len(net),
                net=short(up - down),
                median=short(middle),
                low=short(quantile(differences, 0.25)),
                high=short(quantile(differences, 0.75)),
            ),
            spans_told(held),
        ),
        grounds=say("lead.moves.grounds", n=len(net)),
        caveat=joined(say("lead.change.caveat"), say("caveat.own-answers")),
    )


def caveat(land: Landscape, id: str) -> Text:
    """What a figure of an indicator does not say."""
    indicator = land.indicator(id)
    return joined(
        say("caveat.own-answers" if land.stepped(id) else "caveat.source"),
        say("caveat.not-better") if indicator.direction in {Direction.NEITHER, Direction.CONTESTED} else {},
    )
