"""Seen: what every municipality is held against in leads and analyses, counted once for an edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeVar

from publisher.model import Direction, Text
from publisher.statistics.bounds import middle_and_spread
from publisher.statistics.landscape import Landscape
from publisher.statistics.pieces import Pieces
from publisher.statistics.trend import Change, Move, changes, flows
from publisher.statistics.wording import say
from publisher.statistics.words import list_of

Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What all municipalities' leads are held against, counted once."""

    moves: Mapping[str, Mapping[str, Change]]  #: indicator to area to its latest change, made when asked for
    tallies: Mapping[str, Mapping[float, int]]  #: indicator to value to how many have it, made when asked for
    reached: Mapping[str, Mapping[str, tuple[int, int]]]  #: theme to area to highest answers and answers
    #: area to how many answers came further, fell back, and were comparable, for those with half of them at least
    net: Mapping[str, tuple[int, int, int]]
    #: earlier and later period to how many questions ``net`` compares over them; they differ when a new year has only
    #: some of the questions
    spans: Mapping[tuple[str, str], int]

    _flows: dict[str, Mapping[tuple[float, float], int]] = field(default_factory=dict, repr=False)
    _beyond: dict[tuple[str, float], tuple[int, int]] = field(default_factory=dict, repr=False)

    def flows(self, indicator: str) -> Mapping[tuple[float, float], int]:
        """How many of an indicator's values went from where to where."""
        if indicator not in self._flows:
            self._flows[indicator] = flows(self.moves[indicator].values())
        return self._flows[indicator]

    def beyond(self, indicator: str, value: float) -> tuple[int, int]:
        """How many have at least, and how many have at most a value."""
        if (indicator, value) not in self._beyond:
            held = self.tallies[indicator].items()
            most = sum(many for one, many in held if one >= value), sum(many for one, many in held if one <= value)
            self._beyond[indicator, value] = most
        return self._beyond[indicator, value]

    @cached_property
    def differences(self) -> list[int]:
        """Every municipality's difference between answers that came further and fell back, in rising order."""
        return sorted(up - down for up, down, _ in self.net.values())

    @cached_property
    def middle(self) -> tuple[float, float]:
        """Median of ``differences``, and how far they spread."""
        return middle_and_spread(self.differences)

    @property
    def periods(self) -> tuple[str, str] | None:
        """The periods that enclose all of ``spans``; None when nothing can be compared."""
        return (min(span[0] for span in self.spans), max(span[1] for span in self.spans)) if self.spans else None


def moved(land: Landscape, id: str) -> dict[str, Change]:
    """Area to the latest change of an indicator."""
    areas = {code: land.area(code) for code in land.groups.municipalities}
    found = changes(land.indicator(id), land.figures, areas, land.latest[id], rules=land.rules)
    return {one.area: one for one in found}


class Each(Mapping[str, Made]):
    """What is made of each of some indicators, once, when it is asked for."""

    def __init__(self, ids: Iterable[str], make: Callable[[str], Made]):
        self._ids, self._make, self._made = list(ids), make, dict[str, Made]()

    def __getitem__(self, id: str) -> Made:
        if id not in self._made:
            self._made[id] = self._make(id)
        return self._made[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def alone(land: Landscape, id: str) -> Seen:
    """What is counted of one indicator alone."""
    moves, tallies = Each([id], partial(moved, land)), Each([id], partial(_tally, land))
    return Seen(moves=moves, tallies=tallies, reached={}, net={}, spans={})


def _tally(land: Landscape, id: str) -> Mapping[float, int]:
    return Counter(land.answers(id).values())


def seen(land: Landscape, pieces: Pieces | None = None) -> Seen:
    """Count what all municipalities' leads are held against.

    Args:
        pieces: where it is kept how the figures of an indicator changed; None: nowhere.
    """
    kept = pieces or Pieces(land)
    moves = Each(land.latest, lambda id: kept.of("moves", [id], partial(moved, land, id), dict[str, Change]))
    areas = land.groups.municipalities
    return Seen(
        moves=moves,
        tallies=Each(land.latest, partial(_tally, land)),
        reached={theme.key: {area: land.reached(area, theme) for area in areas} for theme in land.themes},
        net=_net(land, moves),
        spans=Counter(span for id in moves if directed(land, id) and (span := span_of(moves[id].values()))),
    )


def directed(land: Landscape, id: str) -> bool:
    """Whether a question has steps of which one way is better: only those come further or fall back."""
    return id in land.asked and land.indicator(id).direction in {Direction.HIGHER, Direction.LOWER}


def span_of(made: Iterable[Change]) -> tuple[str, str] | None:
    """The two periods that most of an indicator's changes lie between."""
    spans = Counter((c.earlier, c.later) for c in made)
    return max(spans, key=lambda span: (spans[span], span), default=None)


def spans_told(held: Seen) -> Text:
    """How many questions are compared over which years; ``{}`` when all are over the same."""
    if len(held.spans) < 2:
        return {}
    found = [
        say("change.span", count=count, earlier=earlier, later=later)
        for (earlier, later), count in sorted(held.spans.items())
    ]
    return say("change.spans", list=list_of(found))


def _net(land: Landscape, moves: Mapping[str, Mapping[str, Change]]) -> dict[str, tuple[int, int, int]]:
    stepped = [id for id in moves if directed(land, id) and moves[id]]
    net = {}
    for code in land.groups.municipalities:
        made = Counter(moves[id][code].move for id in stepped)
        known = made[Move.UP] + made[Move.DOWN] + made[Move.HELD]
        if known and 2 * known >= len(stepped):
            net[code] = made[Move.UP], made[Move.DOWN], known
    return net
