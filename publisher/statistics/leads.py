"""Leads: what is unusual in one municipality, screened against noise, with a sentence that is safe to print.

Some sixty answers are compared in every municipality, so something always looks unusual. Every
comparison is given a probability, and only those that Benjamini and Hochberg's rule lets through
(1995, JRSS B 57(1), "Controlling the False Discovery Rate") count as standing out; the rest are told
as what only looks so. A total survey has no sampling error: the probability says how often a
municipality like this one would give so unusual an answer, not how sure the answer is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from publisher.model import Text
from publisher.phrases import joined
from publisher.statistics.landscape import Landscape
from publisher.statistics.rules import Rules
from publisher.statistics.seen import Seen, seen
from publisher.statistics.unusual import (
    Found,
    unusual_answer,
    unusual_change,
    unusual_moves,
    unusual_number,
    unusual_theme,
)
from publisher.statistics.wording import say
from publisher.statistics.words import per_language, percent


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
    probability: float | None  #: what the screen tested, 0–1, no frequency of anything; None for facts
    sentence: Text  #: safe to print as it stands
    grounds: Text  #: what it rests on
    caveat: Text  #: what it does not say


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


def benjamini_yekutieli(probabilities: Sequence[float], rate: float) -> list[bool]:
    """Which comparisons stand out at a false discovery rate however they depend on one another.

    Benjamini and Yekutieli (2001), "The control of the false discovery rate in multiple testing under dependency",
    Annals of Statistics 29(4): the rate divided by ``1 + 1/2 + … + 1/m``.
    """
    return benjamini_hochberg(probabilities, rate / sum(1 / k for k in range(1, len(probabilities) + 1) or [1]))


def leads(land: Landscape, area: str, counted_once: Seen | None = None) -> list[Lead]:
    """What is unusual in a municipality: facts first, then what stands out, then what only looks so.

    Args:
        counted_once: what :func:`seen` gives, when more municipalities than one are looked at.
    """
    return compared(land, area, counted_once)[1]


#: What was found of one indicator in one municipality, each time with how many comparisons were made: 0 or 1.
Screened = list[tuple[int, Found | None]]


def of_indicator(land: Landscape, area: str, id: str, held: Seen) -> Screened:
    """A municipality's latest figure of one indicator against others: a number, or an answer and how it changed."""
    if not land.stepped(id):
        return [unusual_number(land, area, id)]
    return [unusual_answer(land, area, id, held), unusual_change(land, area, id, held)]


def of_themes(land: Landscape, area: str, held: Seen) -> Screened:
    """A municipality's themes against similar ones', and how its answers to all questions moved."""
    return [*(unusual_theme(land, area, theme, held) for theme in land.themes), unusual_moves(land, area, held)]


def compared(
    land: Landscape,
    area: str,
    counted_once: Seen | None = None,
    found: Mapping[str, Mapping[str, Screened]] | None = None,
) -> tuple[int, list[Lead]]:
    """How many comparisons were made of a municipality, and what :func:`leads` has of them.

    The comparisons are screened in three families, each by itself: themes and moves, numbers, and
    single answers with their changes.

    Args:
        found: indicator to area to what :func:`of_indicator` gives, left out where nothing was compared, '' to area to
            what :func:`of_themes` does, where they are known.
    """
    held = seen(land) if counted_once is None else counted_once
    families: list[Screened] = [found[""][area] if found else of_themes(land, area, held), [], []]
    for id in land.latest:
        families[1 + land.stepped(id)] += found[id].get(area, ()) if found else of_indicator(land, area, id, held)
    told = [lead for family in families for lead in _screened(area, land.name(area), family, land.rules)]
    told.sort(key=lambda lead: (list(Tier).index(lead.tier), lead.probability or 0.0, lead.subject, lead.kind))
    tested = sum(tested for family in families for tested, _ in family)
    return tested, [*facts(land, area), *told][: land.rules.leads]


def empirical(beyond: int, of: int) -> float:
    """How usual something is, in percent of a group with oneself counted in: ``100 (beyond + 1) / (of + 1)``.

    Davison and Hinkley (1997), *Bootstrap Methods and Their Application*, section 4.2. Never 0.
    """
    return 100 * (beyond + 1) / (of + 1)


def _screened(area: str, name: Text, family: Iterable[tuple[int, Found | None]], rules: Rules) -> list[Lead]:
    family = list(family)
    comparisons = sum(tested for tested, _ in family)
    found = [f for _, f in family if f is not None]
    standing_out = benjamini_hochberg([f.probability for f in found], rules.lead_rate, comparisons)
    return [
        _told(area, name, f, out, comparisons, rules)
        for f, out in zip(found, standing_out, strict=True)
        if out or max(f.probability, empirical(*f.tail) / 100) <= rules.lead_chance
    ]


def _told(area: str, name: Text, f: Found, out: bool, comparisons: int, rules: Rules) -> Lead:
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
            f.grounds,
            say("lead.tail", count=f.tail[0], n=f.tail[1], name=name, share=per_language(percent, empirical(*f.tail))),
            screened,
        ),
        caveat=f.caveat,
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


def _contradictions(land: Landscape, area: str) -> list[Lead]:
    """A count of 0 persons beside an answer that what is counted is there for all who need it."""
    found = []
    for id, period in land.latest.items():
        asked = land.indicator(id).count_of
        if asked is None or asked not in land.latest:
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
