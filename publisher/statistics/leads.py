"""Leads: what is unusual in one municipality, screened against noise, with a sentence that is safe to print.

Some sixty answers are compared in every municipality, so something always looks unusual. Every
comparison is given a probability, and only those that Benjamini and Hochberg's rule lets through
(1995, JRSS B 57(1), "Controlling the False Discovery Rate") count as standing out; the rest are told
as what only looks so. A total survey has no sampling error: the probability says how often a
municipality like this one would give so unusual an answer, not how sure the answer is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import erfc, sqrt

from publisher.model import Direction, Text, ValueKind
from publisher.statistics.bounds import quantile
from publisher.statistics.landscape import Landscape, Theme
from publisher.statistics.rules import Rules
from publisher.statistics.trend import Change, Move, changes, flows
from publisher.statistics.wording import joined, say
from publisher.statistics.words import counted, number, per_language, percent


class Tier(StrEnum):
    """How much a lead weighs."""

    FACT = "fact"  #: a plain fact that needs no test: an answer missing where nearly all answered
    SCREENED = "screened"  #: stands out also when all comparisons are counted
    CHANCE = "chance"  #: looks unusual, but so many comparisons give as much by chance


@dataclass(frozen=True, kw_only=True)
class Lead:
    """Something unusual, and what may be said of it."""

    area: str
    tier: Tier
    kind: str  #: ``theme``, ``moves``, ``number``, ``answer``, ``change``, ``silent``, ``contradiction``
    side: str  #: ``further``, ``behind`` or ``other`` where neither is better
    subject: str  #: indicator, key of a theme, or '' for moves
    period: str
    probability: float | None  #: 0–1; None for facts
    sentence: Text  #: safe to print as it stands
    grounds: Text  #: what it rests on
    caveat: Text  #: what it does not say


@dataclass(frozen=True, kw_only=True)
class _Found:
    kind: str
    side: str
    subject: str
    period: str
    probability: float
    sentence: Text
    grounds: Text
    caveat: Text


def benjamini_hochberg(probabilities: Sequence[float], rate: float, comparisons: int | None = None) -> list[bool]:
    """Which comparisons stand out at a false discovery rate.

    Args:
        probabilities: of those comparisons that may stand out; others are taken to be larger.
        rate: the share of what stands out that may be chance.
        comparisons: how many were made in all; None: as many as there are probabilities.
    """
    m = comparisons or len(probabilities)
    order = sorted(range(len(probabilities)), key=lambda i: (probabilities[i], i))
    passed = max((k for k, i in enumerate(order, 1) if probabilities[i] <= rate * k / m), default=0)
    limit = probabilities[order[passed - 1]] if passed else -1.0
    return [probability <= limit for probability in probabilities]


def shrunk(like: int, of: int, everywhere: float, rules: Rules) -> float:
    """A share among few similar municipalities, leaned on the nation's: it counts as some extra answers."""
    return (like + rules.lead_prior * everywhere) / (of + rules.lead_prior)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What all municipalities' leads are held against, counted once."""

    moves: Mapping[str, Mapping[str, Change]]  #: indicator to area to its latest change
    flows: Mapping[str, Mapping[tuple[float, float], int]]  #: indicator to how many went from where to where
    tallies: Mapping[str, Mapping[float, int]]  #: indicator to value to how many have it
    reached: Mapping[str, Mapping[str, tuple[int, int]]]  #: theme to area to highest answers and answers
    #: area to how many answers came further, fell back, and were comparable, for those with half of them at least
    net: Mapping[str, tuple[int, int, int]]
    periods: tuple[str, str] | None  #: which two periods ``net`` lies between; None when the questions differ in that


def seen(land: Landscape) -> Seen:
    """Count what all municipalities' leads are held against."""
    areas = {code: land.area(code) for code in land.groups.municipalities}
    moves = {
        id: {c.area: c for c in changes(land.indicator(id), land.figures, areas, period, rules=land.rules)}
        for id, period in land.latest.items()
    }
    return Seen(
        moves=moves,
        flows={id: flows(by_area.values()) for id, by_area in moves.items()},
        tallies={id: Counter(land.answers(id).values()) for id in land.latest},
        reached={theme.key: {area: land.reached(area, theme) for area in areas} for theme in land.themes},
        net=_net(land, moves),
        periods=_one_span(land, moves),
    )


def _one_span(land: Landscape, moves: Mapping[str, Mapping[str, Change]]) -> tuple[str, str] | None:
    spans = {(c.earlier, c.later) for id in moves if land.stepped(id) for c in moves[id].values()}
    return spans.pop() if len(spans) == 1 else None


def _net(land: Landscape, moves: Mapping[str, Mapping[str, Change]]) -> dict[str, tuple[int, int, int]]:
    stepped = [id for id in moves if land.stepped(id) and moves[id]]
    net = {}
    for code in land.groups.municipalities:
        made = Counter(moves[id][code].move for id in stepped)
        known = made[Move.UP] + made[Move.DOWN] + made[Move.HELD]
        if known and 2 * known >= len(stepped):
            net[code] = made[Move.UP], made[Move.DOWN], known
    return net


def leads(land: Landscape, area: str, counted_once: Seen | None = None) -> list[Lead]:
    """What is unusual in a municipality: facts first, then what stands out, then what only looks so.

    The comparisons are screened in three families, each by itself: themes and moves, numbers, and
    single answers with their changes.

    Args:
        counted_once: what :func:`seen` gives, when more municipalities than one are looked at.
    """
    held = seen(land) if counted_once is None else counted_once
    families: list[list[tuple[int, _Found | None]]] = [[], [], []]
    families[0] = [_theme(land, area, theme, held) for theme in land.themes]
    families[0].append(_moves(land, area, held))
    for id in land.latest:
        if not land.stepped(id):
            families[1].append(_number(land, area, id))
            continue
        families[2].append(_answer(land, area, id, held))
        families[2].append(_change(land, area, id, held))
    told = [lead for family in families for lead in _screened(area, family, land.rules)]
    told.sort(key=lambda lead: (list(Tier).index(lead.tier), lead.probability or 0.0, lead.subject, lead.kind))
    return [*facts(land, area), *told][: land.rules.leads]


def _screened(area: str, family: Iterable[tuple[int, _Found | None]], rules: Rules) -> list[Lead]:
    family = list(family)
    comparisons = sum(tested for tested, _ in family)
    found = [f for _, f in family if f is not None]
    standing_out = benjamini_hochberg([f.probability for f in found], rules.lead_rate, comparisons)
    return [
        _told(area, f, out, comparisons, rules)
        for f, out in zip(found, standing_out, strict=True)
        if out or f.probability <= rules.lead_chance
    ]


def _told(area: str, f: _Found, out: bool, comparisons: int, rules: Rules) -> Lead:
    screened = say(
        "lead.screened" if out else "lead.chance",
        comparisons=comparisons,
        rate=per_language(percent, 100 * rules.lead_rate),
    )
    return Lead(
        area=area,
        tier=Tier.SCREENED if out else Tier.CHANCE,
        kind=f.kind,
        side=f.side,
        subject=f.subject,
        period=f.period,
        probability=f.probability,
        sentence=f.sentence,
        grounds=joined(
            f.grounds, say("lead.probability", probability=per_language(percent, 100 * f.probability)), screened
        ),
        caveat=f.caveat,
    )


def _side(direction: Direction, high: bool) -> str:
    if direction is Direction.HIGHER:
        return "further" if high else "behind"
    if direction is Direction.LOWER:
        return "behind" if high else "further"
    return "other"


def _answer(land: Landscape, area: str, id: str, held: Seen) -> tuple[int, _Found | None]:
    """An answer that few similar municipalities gave: how many comparisons were made, and what was found."""
    rules, indicator, period = land.rules, land.indicator(id), land.latest[id]
    answers = land.answers(id)
    own = answers.get(area)
    peers = [answers[code] for code in land.peers[area] if code in answers]
    if own is None or len(peers) < rules.small_group:
        return 0, None
    n = len(answers)
    tails = []
    for high in (True, False):
        count = sum(many for value, many in held.tallies[id].items() if (value >= own if high else value <= own))
        like = sum(value >= own if high else value <= own for value in peers)
        tails.append((shrunk(like, len(peers), count / n, rules), high, like, count))
    probability, high, like, count = min(tails)
    if like > rules.lead_share * len(peers):
        return 1, None
    codes = [step.code for step in indicator.steps] or [0, 1]
    extreme = own == (max(codes) if high else min(codes))
    return 1, _Found(
        kind="answer",
        side=_side(indicator.direction, high),
        subject=id,
        period=period,
        probability=min(1.0, 2 * probability),
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


def robust(values: Sequence[float]) -> tuple[float, float]:
    """Median and robust standard deviation (1.4826 × median absolute deviation) of values in rising order."""
    middle = quantile(values, 0.5)
    return middle, 1.4826 * quantile(sorted(abs(value - middle) for value in values), 0.5)


def two_sided(deviations: float) -> float:
    """Probability of a normal value at least so many standard deviations from the middle."""
    return erfc(abs(deviations) / sqrt(2))


def _tempered(deviations: float, beyond: int, of: int, rules: Rules) -> float:
    """The normal probability; where more than a few similar ones go as far, no less than their share."""
    return two_sided(deviations) if beyond <= rules.lead_few * of else max(two_sided(deviations), beyond / of)


def _number(land: Landscape, area: str, id: str) -> tuple[int, _Found | None]:
    """A number far from those of similar municipalities, in robust standard deviations."""
    rules, indicator, period = land.rules, land.indicator(id), land.latest[id]
    if id in rules.samples or indicator.value_kind in {ValueKind.COUNT, ValueKind.AMOUNT}:
        return 0, None  # a sample without its error proves nothing, a count follows the size
    known = land.answers(id)
    own = known.get(area)
    peers = sorted(known[code] for code in land.peers[area] if code in known)
    if own is None or indicator.direction is Direction.NEITHER or len(peers) < rules.small_group:
        return 0, None
    middle, spread = robust(peers)
    apart = own - middle
    if not spread or abs(apart) < _LEAST.get(indicator.unit, _LEAST_SHARE * abs(middle)):
        return 1, None
    beyond = sum(value >= own if apart > 0 else value <= own for value in peers)
    if beyond > rules.lead_share * len(peers):
        return 1, None
    return 1, _Found(
        kind="number",
        side=_side(indicator.direction, apart > 0),
        subject=id,
        period=period,
        probability=_tempered(apart / spread, beyond, len(peers), rules),
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


def _change(land: Landscape, area: str, id: str, held: Seen) -> tuple[int, _Found | None]:
    """A move that few of those with the same start made."""
    rules, move = land.rules, held.moves[id].get(area)
    if move is None or move.old is None or move.new is None or move.move not in {Move.UP, Move.DOWN}:
        return 0, None
    rose = move.new > move.old
    ends = [(new, many) for (old, new), many in held.flows[id].items() if old == move.old]
    n = sum(many for _, many in ends)
    count = sum(many for new, many in ends if (new >= move.new if rose else new <= move.new))
    if n <= rules.small_group:
        return 0, None
    if count > rules.lead_share * n:
        return 1, None
    return 1, _Found(
        kind="change",
        side=_side(land.indicator(id).direction, rose),
        subject=id,
        period=move.later,
        probability=count / n,
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
        ),
        grounds=say("lead.change.grounds", n=n, earlier=move.earlier, later=move.later),
        caveat=joined(say("lead.change.caveat"), move.verdict.reason, caveat(land, id)),
    )


def _theme(land: Landscape, area: str, theme: Theme, held: Seen) -> tuple[int, _Found | None]:
    """A theme in which a municipality has come far, or not, against similar ones that answered all of it."""
    reached, size = held.reached[theme.key], len(theme.indicators)
    own, answered = reached[area]
    counts = sorted(reached[code][0] for code in land.peers[area] if reached[code][1] == size)
    if answered < size or size < _THEME_SIZE or len(counts) < land.rules.small_group:
        return 0, None
    middle, spread = robust(counts)
    high = own > middle
    like = sum(c >= own if high else c <= own for c in counts)
    if not spread or like > land.rules.lead_share * len(counts):
        return 1, None
    period = max(land.latest[id] for id in theme.indicators)
    return 1, _Found(
        kind="theme",
        side=_side(land.indicator(theme.indicators[0]).direction, high),
        subject=theme.key,
        period=period,
        probability=_tempered((own - middle) / spread, like, len(counts), land.rules),
        sentence=say(
            "lead.theme",
            name=land.name(area),
            step=land.top_name(theme),
            own=own,
            size=size,
            theme=theme.within,
            period=period,
            peers=len(counts),
            median=short(middle),
            like=per_language(counted, like),
            fewer=say("lead.theme.many" if high else "lead.theme.few"),
        ),
        grounds=say("lead.theme.grounds", peers=len(counts)),
        caveat=caveat(land, theme.indicators[0]),
    )


def short(value: float) -> Text:
    """A median of whole numbers: with a decimal only when it has one."""
    return per_language(number, value, 0 if float(value).is_integer() else 1)


def _moves(land: Landscape, area: str, held: Seen) -> tuple[int, _Found | None]:
    """Many more answers that came further than fell back, or the other way, against all municipalities."""
    net = held.net
    if held.periods is None or area not in net or len(net) < land.rules.small_group:
        return 0, None
    up, down, known = net[area]
    differences = sorted(one - other for one, other, _ in net.values())
    middle, spread = robust(differences)
    if not spread or abs(up - down - middle) < spread:
        return 1, None
    earlier, later = held.periods
    return 1, _Found(
        kind="moves",
        side="further" if up - down > middle else "behind",
        subject="",
        period=later,
        probability=two_sided((up - down - middle) / spread),
        sentence=say(
            "lead.moves",
            earlier=earlier,
            later=later,
            name=land.name(area),
            up=up,
            down=down,
            n=known,
            net=short(up - down),
            median=short(middle),
            low=short(quantile(differences, 0.25)),
            high=short(quantile(differences, 0.75)),
        ),
        grounds=say("lead.moves.grounds", n=len(net)),
        caveat=joined(say("lead.change.caveat"), say("caveat.own-answers")),
    )


def facts(land: Landscape, area: str) -> list[Lead]:
    """Plain facts worth a question: no answer where nearly all answered, answers that contradict each other."""
    silent: dict[str, list[str]] = {}
    for id, period in land.latest.items():
        if not land.stepped(id):
            continue
        answers = land.response(id, period)
        if area in answers.missing and answers.n >= land.rules.nearly_all * answers.asked:
            silent.setdefault(period, []).append(id)
    found = []
    for period, ids in sorted(silent.items()):
        answers = land.response(ids[0], period)
        label = land.label(ids[0])
        found.append(
            Lead(
                area=area,
                tier=Tier.FACT,
                kind="silent",
                side="other",
                subject=ids[0],
                period=period,
                probability=None,
                sentence=say(
                    "lead.silent.one" if len(ids) == 1 else "lead.silent.many",
                    name=land.name(area),
                    count=len(ids),
                    period=period,
                    label=label,
                ),
                grounds=say("lead.silent.grounds", n=answers.n, asked=answers.asked, label=label),
                caveat=say("lead.silent.caveat"),
            )
        )
    return [*found, *_contradictions(land, area)]


#: A count of people to the question whether what is counted is there.
COUNTED_IN = {"U07354": "U07345", "U07355": "U07358"}


def _contradictions(land: Landscape, area: str) -> list[Lead]:
    """A count of 0 persons beside an answer that what is counted is there for all who need it."""
    found = []
    for id, asked in COUNTED_IN.items():
        period = land.latest.get(id)
        if period is None or asked not in land.latest:
            continue
        gate = land.value(asked, area, period)
        if land.value(id, area, period) != 0 or gate is None or gate != land.top(asked):
            continue
        found.append(
            Lead(
                area=area,
                tier=Tier.FACT,
                kind="contradiction",
                side="other",
                subject=id,
                period=period,
                probability=None,
                sentence=say(
                    "lead.contradiction",
                    name=land.name(area),
                    step=land.step(asked, gate),
                    period=period,
                    asked=land.label(asked),
                    label=land.label(id),
                ),
                grounds=say("lead.contradiction.grounds"),
                caveat=say("lead.contradiction.caveat"),
            )
        )
    return found


def caveat(land: Landscape, id: str) -> Text:
    """What a figure of an indicator does not say."""
    indicator = land.indicator(id)
    return joined(
        say("caveat.own-answers") if land.stepped(id) else {},
        indicator.note,
        say("caveat.not-better") if indicator.direction in {Direction.NEITHER, Direction.CONTESTED} else {},
    )
