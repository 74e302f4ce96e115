"""Patterns: questions that a group answers unlike the others, that follow size, that go together, that spread.

Pure functions of answers (area to value). A pattern stands when it does so both with the highest answer alone and with
every answer above the lowest, trials that is; its probability is the larger of the two, which is that of both at once
(Berger (1982), "Multiparameter hypothesis testing and acceptance sampling", Technometrics 24(4)).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from publisher.statistics.apart import drawn, stratified, trend
from publisher.statistics.trend import sign_test

#: Area to value.
Answers = Mapping[str, float]


@dataclass(frozen=True)
class Scale:
    """The ends of a question's steps: codes."""

    lowest: float
    highest: float
    between: bool  #: whether there are steps between


@dataclass(frozen=True)
class Share:
    """How many of those that answered gave the highest answer, and any above the lowest."""

    highest: int
    above: int
    n: int

    @property
    def percent(self) -> float:
        return 100 * self.highest / self.n


def share(values: Collection[float], scale: Scale) -> Share:
    """Count some answers."""
    given = Counter(values)
    return Share(given[scale.highest], sum(n for value, n in given.items() if value > scale.lowest), len(values))


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """A group's answers to a question against the others'."""

    indicator: str
    group: str
    inside: Share
    outside: Share
    alone: float  #: probability with the highest answer alone
    both: float  #: the larger of that and the one with every answer above the lowest; 1 when the two go apart

    @property
    def more(self) -> bool:
        return self.inside.percent > self.outside.percent


def contrast(indicator: str, group: str, answers: Answers, scale: Scale, members: Collection[str]) -> Contrast:
    """Hold a group against the others by how often a draw from all of them would be as uneven (hypergeometric).

    Args:
        answers: of all.
        members: areas of the group; at least one of them and one other has answered.
    """
    inside = share([value for area, value in answers.items() if area in members], scale)
    whole = share(answers.values(), scale)
    outside = Share(whole.highest - inside.highest, whole.above - inside.above, whole.n - inside.n)
    alone = drawn(inside.highest, inside.n, whole.highest, whole.n)
    lower = drawn(inside.above, inside.n, whole.above, whole.n)
    agree = (inside.highest * whole.n - whole.highest * inside.n) * (inside.above * whole.n - whole.above * inside.n)
    both = max(alone, lower) if agree > 0 else 1.0
    return Contrast(indicator=indicator, group=group, inside=inside, outside=outside, alone=alone, both=both)


@dataclass(frozen=True, kw_only=True)
class Graded:
    """A question's answers over groups in order."""

    indicator: str
    shares: Sequence[Share]  #: of each group that answered, in order
    alone: float  #: as in :class:`Contrast`
    both: float
    rising: bool


def graded(indicator: str, answers: Answers, scale: Scale, groups: Sequence[Collection[str]]) -> Graded:
    """Whether the answers follow the order of some groups, by their trend over all of them."""
    known = [[answers[area] for area in group if area in answers] for group in groups]
    shares = [share(values, scale) for values in known if values]
    alone, way = trend([(one.highest, one.n) for one in shares])
    lower, other = trend([(one.above, one.n) for one in shares])
    both = max(alone, lower) if way * other > 0 else 1.0
    return Graded(indicator=indicator, shares=shares, alone=alone, both=both, rising=way > 0)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two questions, and how many gave the highest answer to both."""

    one: str
    other: str
    both: int  #: municipalities that have both
    with_one: int  #: that have the one
    only: int  #: that have the other and not the one
    without: int  #: that have not the one
    probability: float
    more: bool  #: together more often than expected


#: Strata of how many other highest answers there are: few, some and many, as many municipalities in each.
_THIRDS = 3


def together(having: Mapping[str, Collection[str]], places: Mapping[str, str]) -> list[Pair]:
    """Every pair of questions, by how often those alike otherwise gave the highest answer to both.

    Like is held against like: within a place, and within the third that a municipality belongs to by its highest
    answers to all the other questions (Holland and Rosenbaum (1986), "Conditional association and unidimensionality in
    monotone latent variable models", Annals of Statistics 14(4)). Neither what a county's municipalities do together
    nor that who has much has much of all makes a pair.

    Args:
        having: question to the municipalities that gave the highest answer.
        places: all municipalities that answered all of the questions, each with its county.

    Returns:
        The pairs in order of the questions' ids.
    """
    bit = {area: 1 << at for at, area in enumerate(sorted(places))}
    everyone = sum(bit.values())
    masks = {id: sum(bit[area] for area in areas if area in bit) for id, areas in sorted(having.items())}
    totals = {area: sum(bool(mask & one) for mask in masks.values()) for area, one in bit.items()}
    ranked = sorted(totals.values())
    cuts = [ranked[len(ranked) * k // _THIRDS] for k in range(1, _THIRDS)] if ranked else []
    counties: defaultdict[str, int] = defaultdict(int)
    for area, place in sorted(places.items()):
        counties[place] += bit[area]
    least = {k: sum(bit[area] for area, total in totals.items() if total >= k) for c in cuts for k in (c, c + 1, c + 2)}
    found, ids = [], list(masks)
    for at, one in enumerate(ids):
        for other in ids[at + 1 :]:
            a, b = masks[one], masks[other]
            reached = [
                (a & b & least[c + 2]) | ((a ^ b) & least[c + 1]) | (everyone & ~(a | b) & least[c]) for c in cuts
            ]
            thirds = [upper & ~lower for upper, lower in zip([everyone, *reached], [*reached, 0], strict=True)]
            strata = [third & county for third in thirds for county in counties.values()]
            counted = (
                ((a & b & s).bit_count(), (a & s).bit_count(), (b & s).bit_count(), s.bit_count()) for s in strata
            )
            chance, more, _ = stratified(counted)
            with_one = a.bit_count()
            found.append(
                Pair(
                    one=one,
                    other=other,
                    both=(a & b).bit_count(),
                    with_one=with_one,
                    only=(b & ~a).bit_count(),
                    without=len(places) - with_one,
                    probability=chance,
                    more=more > 0,
                )
            )
    return found


@dataclass(frozen=True, kw_only=True)
class Spread:
    """What became of the highest answer to a question from one time to the next, among those that answered both."""

    indicator: str
    n: int
    before: int  #: gave it the first time
    gained: int  #: the second time only
    lost: int  #: the first time only
    up: int  #: gave a higher answer than before, the highest or not
    down: int
    both: float  #: the larger probability of a sign test of gained and lost, and of one of up and down

    @property
    def after(self) -> int:
        return self.before + self.gained - self.lost

    @property
    def rising(self) -> bool:
        return self.gained > self.lost


def spread(indicator: str, moves: Iterable[tuple[float, float]], highest: float) -> Spread:
    """Count what became of a question's highest answer.

    Args:
        moves: of each municipality that answered both times, and where the two may be compared: the earlier value and
            the later one.
    """
    made = list(moves)
    before = sum(old == highest for old, _ in made)
    gained = sum(old != highest and new == highest for old, new in made)
    lost = sum(old == highest and new != highest for old, new in made)
    up, down = sum(new > old for old, new in made), sum(new < old for old, new in made)
    agree = (gained - lost) * (up - down) > 0
    both = max(sign_test(gained, lost), sign_test(up, down)) if agree else 1.0
    return Spread(
        indicator=indicator, n=len(made), before=before, gained=gained, lost=lost, up=up, down=down, both=both
    )
