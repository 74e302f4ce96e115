"""Seen: what every municipality is held against in leads and analyses, counted once for an edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from publisher.model import Direction
from publisher.statistics.landscape import Landscape
from publisher.statistics.trend import Change, Move, changes, flows


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


def directed(land: Landscape, id: str) -> bool:
    """Whether an indicator's answers are steps of which one way is better: only those come further or fall back."""
    return land.stepped(id) and land.indicator(id).direction in {Direction.HIGHER, Direction.LOWER}


def _one_span(land: Landscape, moves: Mapping[str, Mapping[str, Change]]) -> tuple[str, str] | None:
    spans = {(c.earlier, c.later) for id in moves if directed(land, id) for c in moves[id].values()}
    return spans.pop() if len(spans) == 1 else None


def _net(land: Landscape, moves: Mapping[str, Mapping[str, Change]]) -> dict[str, tuple[int, int, int]]:
    stepped = [id for id in moves if directed(land, id) and moves[id]]
    net = {}
    for code in land.groups.municipalities:
        made = Counter(moves[id][code].move for id in stepped)
        known = made[Move.UP] + made[Move.DOWN] + made[Move.HELD]
        if known and 2 * known >= len(stepped):
            net[code] = made[Move.UP], made[Move.DOWN], known
    return net
