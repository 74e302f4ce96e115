"""Good examples by rule: municipalities that others like them may learn from, found in figures alone.

Two rules for answers on a scale: *early and held* (the highest answer already when few had it, and
still), and *improved* (came to the highest answer from a lower one that others, too, started from).
One rule for percentages: *improved among those with a like start*.

Against regression to the mean (Galton 1886; Barnett et al. 2005, "Regression to the mean: what it is
and how to deal with it", Int. J. Epidemiology 34(1)): who starts low rises by chance too. So changes
are compared only among those with the same or a like start; an improvement counts as held only when a
later figure confirms it; single moves are shown only where moves up outnumber moves down by more than
chance (exact sign test); and percentages are compared from the mean of their first two years to the
mean of their last two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from publisher.model import Comparability, Direction, Text, ValueKind
from publisher.phrases import joined
from publisher.statistics.comparability import segments, verdict
from publisher.statistics.landscape import Landscape
from publisher.statistics.trend import sign_test
from publisher.statistics.unusual import caveat
from publisher.statistics.wording import say
from publisher.statistics.words import counted, list_of, per_language, percent


class Kind(StrEnum):
    """By which rule an example was found."""

    EARLY_HELD = "early-held"  #: the highest answer while few had it, and ever since
    IMPROVED_HELD = "improved-held"  #: came to the highest answer, and a later figure confirms it
    IMPROVED_NEW = "improved-new"  #: came to the highest answer in the last figure: nothing confirms it yet
    ROSE = "rose"  #: a percentage that rose most among those with a like start


@dataclass(frozen=True, kw_only=True)
class Example:
    """A municipality worth asking about one indicator."""

    indicator: str
    area: str
    kind: Kind
    first: str  #: period
    last: str  #: period
    old: float  #: value then (for ``rose`` the mean of two years)
    new: float  #: value now
    #: for answers: percent that had the highest answer then; for ``rose``: how many with a like start rose as much
    then: float
    now: float  #: percent that has the highest answer now; for ``rose`` how many had a like start
    text: Text
    caveat: Text


def examples(land: Landscape, id: str | None = None) -> list[Example]:
    """Every example that the rules find, by indicator, rule and area.

    Args:
        id: of the one indicator to look at; None: all of them.
    """
    if id is None:
        return [one for each in sorted(land.latest) for one in examples(land, each)]
    indicator, found = land.indicator(id), list[Example]()
    if indicator.direction is not Direction.HIGHER or indicator.retired:
        return []
    runs = segments(indicator, land.answered[id])
    run = next((run for run in runs if land.latest[id] in run), ())
    if len(run) < 2:
        return []
    if land.stepped(id):
        found = _steps(land, id, run)
    elif indicator.value_kind is ValueKind.PERCENT and not indicator.sampled and not land.thin(id):
        found = _percent(land, id, run)
    return sorted(found, key=lambda e: (list(Kind).index(e.kind), e.area, e.first))


def _steps(land: Landscape, id: str, run: Sequence[str]) -> list[Example]:
    top = land.top(id)
    shares = {period: _share(land.answers(id, period), top) for period in run}
    first, last = run[0], run[-1]
    answers = [land.answers(id, period) for period in run]
    found = []
    early = shares[first] <= 100 * land.rules.early_share
    clear = _more_up_than_down(land, id, run)
    moved = _reached_from(land, id, run)
    for area in land.groups.municipalities:
        values = [given.get(area) for given in answers]
        if values[-1] != top or not _whole(land, id, area, run):
            continue
        known = [(period, value) for period, value in zip(run, values, strict=True) if value is not None]
        if early and values[0] == top and all(value == top for _, value in known):
            found.append(_stepped(land, id, area, Kind.EARLY_HELD, first, last, top, shares))
        lower = [i for i, (_, value) in enumerate(known) if value != top]
        before = known[lower[-1]] if lower else None
        if before and clear and moved.get(before[1], 1.0) <= land.rules.improved_steps:
            since = known[lower[-1] + 1 :]
            kind = Kind.IMPROVED_HELD if len(since) > 1 else Kind.IMPROVED_NEW
            found.append(_stepped(land, id, area, kind, before[0], since[0][0], before[1], shares))
    return found


def _stepped(
    land: Landscape, id: str, area: str, kind: Kind, first: str, last: str, old: float, shares: Mapping[str, float]
) -> Example:
    top = land.top(id)
    words = {
        "name": land.name(area),
        "label": land.label(id),
        "first": first,
        "last": last,
        "old": land.step(id, old),
        "top": land.step(id, top),
        "then": per_language(percent, shares[first]),
        "now": per_language(percent, shares[last]),
    }
    cautions = verdict(land.indicator(id), land.area(area), first, last)
    return Example(
        indicator=id,
        area=area,
        kind=kind,
        first=first,
        last=last,
        old=old,
        new=float(top),
        then=shares[first],
        now=shares[last],
        text=say(f"example.{kind}", **words),
        caveat=joined(
            say("example.new.caveat") if kind is Kind.IMPROVED_NEW else {},
            cautions.reason if cautions.comparability is Comparability.CAUTION else {},
            caveat(land, id),
        ),
    )


def _share(answers: Mapping[str, float], top: int) -> float:
    return 100 * sum(value == top for value in answers.values()) / len(answers)


def _whole(land: Landscape, id: str, area: str, run: Sequence[str]) -> bool:
    """Whether the area itself is one and the same throughout."""
    return verdict(land.indicator(id), land.area(area), run[0], run[-1]).allowed


def _more_up_than_down(land: Landscape, id: str, run: Sequence[str]) -> bool:
    """Whether more came to the highest answer than left it, beyond what chance gives, in the last step of time."""
    top = land.top(id)
    before, after = land.answers(id, run[-2]), land.answers(id, run[-1])
    both_years = [area for area in before if area in after]
    up = sum(before[area] != top and after[area] == top for area in both_years)
    down = sum(before[area] == top and after[area] != top for area in both_years)
    return up > down and sign_test(up, down) <= land.rules.sign_level


def _reached_from(land: Landscape, id: str, run: Sequence[str]) -> dict[float, float]:
    """Of those that began on each lower answer, the share (0–1) that had the highest in the next period."""
    top = land.top(id)
    before, after = land.answers(id, run[-2]), land.answers(id, run[-1])
    start: dict[float, list[bool]] = {}
    for area, value in before.items():
        if value != top and area in after:
            start.setdefault(value, []).append(after[area] == top)
    return {value: sum(reached) / len(reached) for value, reached in start.items()}


def _percent(land: Landscape, id: str, run: Sequence[str]) -> list[Example]:
    """Those that rose most among the municipalities with the nearest start; four years at least."""
    if len(run) < 4:
        return []
    start, end = _means(land, id, run[:2]), _means(land, id, run[-2:])
    areas = [area for area in start if area in end and _whole(land, id, area, run)]
    ordered = sorted(areas, key=lambda area: (start[area], area))
    place = {area: i for i, area in enumerate(ordered)}
    size = land.rules.like_start
    found = []
    for area in areas:
        near = sorted(
            (abs(start[other] - start[area]), other)
            for other in ordered[max(0, place[area] - size) : place[area] + size + 1]
            if other != area
        )[:size]
        if len(near) < size:
            continue
        rise = end[area] - start[area]
        as_much = sum(end[other] - start[other] >= rise for _, other in near)
        held = land.answers(id, run[-1]).get(area, -1.0) >= end[area] - _SLACK
        if as_much > land.rules.improved_share * size or not held or rise <= 0:
            continue
        found.append(
            Example(
                indicator=id,
                area=area,
                kind=Kind.ROSE,
                first=run[0],
                last=run[-1],
                old=start[area],
                new=end[area],
                then=float(as_much),
                now=float(size),
                text=say(
                    "example.rose",
                    name=land.name(area),
                    label=land.indicator(id).label,
                    first=f"{run[0]}–{run[1]}",
                    last=f"{run[-2]}–{run[-1]}",
                    old=land.quantity(id, start[area]),
                    new=land.quantity(id, end[area]),
                    size=size,
                    count=per_language(counted, as_much),
                ),
                caveat=joined(verdict(land.indicator(id), land.area(area), run[0], run[-1]).reason, caveat(land, id)),
            )
        )
    return found


#: A percentage may fall this many points short of the mean of its last two years and still count as held.
_SLACK = 5.0


def _means(land: Landscape, id: str, pair: Sequence[str]) -> dict[str, float]:
    """Means of two years' percentages of the same municipality: a steadier start and end, not a mean over areas."""
    one, two = (land.answers(id, period) for period in pair)
    return {area: (one[area] + two[area]) / 2 for area in one if area in two}


def to_ask(land: Landscape, area: str, found: Sequence[Example], most: int = 10) -> list[Example]:
    """Examples for one municipality: among those most like it, on what it has not itself reached.

    Answers before percentages, the nearest municipality first, and what has held before what is new.
    """
    nearness = {other: i for i, other in enumerate(land.peers[area])}
    wanted = [example for example in found if example.area in nearness and _further(land, area, example)]
    wanted.sort(key=lambda e: (e.kind is Kind.ROSE, nearness[e.area], list(Kind).index(e.kind), e.indicator))
    return wanted[:most]


def _further(land: Landscape, area: str, example: Example) -> bool:
    """Whether an example has come further than an area that answered; percentages by more than a little."""
    value = land.value(example.indicator, area)
    return value is not None and value < example.new - (_SLACK if example.kind is Kind.ROSE else 0.0)


def without(land: Landscape, example: Example) -> list[str]:
    """Municipalities like an example that have a value and have not come as far, the most similar first.

    Percentages by more than their margins: who can be told apart from the example has not come as far.
    """
    if example.kind is not Kind.ROSE:
        return [other for other in land.peers[example.area] if _further(land, other, example)]
    own = land.value(example.indicator, example.area)
    least = (example.new if own is None else own) - 2 * land.rules.margins["percent"]
    known = {other: land.value(example.indicator, other) for other in land.peers[example.area]}
    return [other for other, value in known.items() if value is not None and value < least]


def without_told(land: Landscape, example: Example, named: int = 5) -> Text:
    """What those like an example have not: how many, and the most similar of them by name."""
    answers = land.answers(example.indicator)
    peers = sum(other in answers for other in land.peers[example.area])
    behind = without(land, example)
    name = land.name(example.area)
    if peers < land.rules.fewest_spread:
        return {}
    if not behind:
        return say("example.without.none", peers=peers, name=name)
    names = list_of(map(land.name, behind[:named]))
    return say("example.without", peers=peers, name=name, count=len(behind), list=names)


#: Examples of one indicator that are told as the first to ask.
FIRST = 5


def first_to_ask(land: Landscape, found: Sequence[Example]) -> dict[tuple[str, str], int]:
    """Indicator and area of the few that most can learn from, to their place from 1.

    One after the other is taken that is like most municipalities which have not come as far and are not like any taken
    before; what has held goes before what nothing confirms yet, and the code decides what is left.
    """
    places: dict[tuple[str, str], int] = {}
    for indicator in dict.fromkeys(one.indicator for one in found):
        left = {one.area: one for one in found if one.indicator == indicator}
        lacking = {area: set(without(land, one)) for area, one in left.items()}
        held = {area: one.kind is not Kind.IMPROVED_NEW for area, one in left.items()}
        reached: set[str] = set()
        for place in range(1, FIRST + 1):
            if not left:
                break
            gains = {area: (len(lacking[area] - reached), held[area]) for area in left}
            best = min(left, key=lambda area: (-gains[area][0], not gains[area][1], area))
            places[indicator, best] = place
            reached |= lacking[best]
            del left[best]
    return places
