"""Similar municipalities: distance on published traits, with the reasons for and against in words.

The distance is the weighted standardised Euclidean one: ``√(Σ w·d² / Σ w)`` over the traits that
both have. Where a number weighs, one must be known of both: all of a county are not alike because nothing
else is published. For a number ``d`` is the difference of standard scores. For a name ``d²`` is 0 when both
are the same, 2 when they have nothing in common (what two municipalities drawn at random differ by on
a standardised number, on average) and 1 in between: the same main group (A, B, C), the same part of
the country. Ties are broken by code, so that the answer is always the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from math import sqrt

from publisher.model import Text
from publisher.phrases import each
from publisher.statistics.rules import RULES, Rules
from publisher.statistics.traits import NAMED, NUMERIC, WEIGHTS, Row, Trait, Traits, main_group, ordered
from publisher.statistics.wording import say
from publisher.statistics.words import number, per_cent

#: Standard scores closer than this count as alike, farther than :data:`UNLIKE` as unlike.
ALIKE, UNLIKE = 0.25, 0.75


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """A similar municipality."""

    area: str
    distance: float  #: 0 is the same in every trait; two drawn at random are about 1.4 apart
    squares: Mapping[Trait, float]  #: squared difference per trait, before weights
    reasons: Sequence[Text]  #: what they have in common
    against: Sequence[Text]  #: where they differ clearly


def squares(traits: Traits, one: str, other: str) -> dict[Trait, float]:
    """Squared differences of two municipalities, for the traits that both have."""
    found: dict[Trait, float] = {}
    mine, theirs = traits.standardised.get(one, {}), traits.standardised.get(other, {})
    for trait in NUMERIC:
        if trait in mine and trait in theirs:
            found[trait] = (mine[trait] - theirs[trait]) ** 2
    my_codes, their_codes = traits.codes.get(one, {}), traits.codes.get(other, {})
    for trait, wider in ((Trait.KIND, main_group), (Trait.PLACE, lambda code: traits.part_of.get(code, code))):
        if trait in my_codes and trait in their_codes:
            a, b = my_codes[trait], their_codes[trait]
            found[trait] = 0.0 if a == b else 1.0 if wider(a) == wider(b) else 2.0
    return found


def distance(traits: Traits, one: str, other: str, weights: Mapping[Trait, float] = WEIGHTS) -> float | None:
    """How unlike two municipalities are; None when they share no trait that weighs, or no number where one does."""
    return _distance(squares(traits, one, other), weights)


def _distance(differences: Mapping[Trait, float], weights: Mapping[Trait, float]) -> float | None:
    weight = sum(weights.get(trait, 0.0) for trait in differences)
    numbers = [trait for trait in NUMERIC if weights.get(trait)]
    if weight <= 0 or (numbers and not differences.keys() & set(numbers)):
        return None
    return sqrt(sum(weights.get(trait, 0.0) * square for trait, square in differences.items()) / weight)


def nearest(
    traits: Traits, area: str, weights: Mapping[Trait, float] = WEIGHTS, count: int = RULES.similar
) -> list[tuple[str, float]]:
    """The most similar municipalities and their distances, nearest first."""
    rows = traits.compared
    weighed, own = _weighed(weights), rows.get(area, ((), ()))
    found = [
        (round(apart, 9), other)
        for other, row in rows.items()
        if other != area and (apart := _apart(own, row, weighed)) is not None
    ]
    return [(other, apart) for apart, other in sorted(found)[:count]]


def nearest_of_all(traits: Traits, count: int = RULES.similar) -> dict[str, list[str]]:
    """The most similar ones of every municipality, nearest first, as :func:`nearest` finds them: each pair once."""
    rows, weighed = traits.compared, _weighed(WEIGHTS)
    found: dict[str, list[tuple[float, str]]] = {area: [] for area in rows}
    for (one, own), (other, row) in combinations(rows.items(), 2):
        if (apart := _apart(own, row, weighed)) is not None:
            found[one].append((round(apart, 9), other))
            found[other].append((round(apart, 9), one))
    return {area: [other for _, other in sorted(apart)[:count]] for area, apart in found.items()}


def _weighed(weights: Mapping[Trait, float]) -> tuple[Sequence[float], Sequence[float]]:
    return [weights.get(trait, 0.0) for trait in NUMERIC], [weights.get(trait, 0.0) for trait in NAMED]


def _apart(mine: Row, theirs: Row, weights: tuple[Sequence[float], Sequence[float]]) -> float | None:
    """The distance, as :func:`distance` has it."""
    total = weight = 0.0
    for own, other, weighs in zip(mine[0], theirs[0], weights[0], strict=False):
        if own is not None and other is not None:
            weight += weighs
            total += weighs * (own - other) ** 2
    if not weight and any(weights[0]):
        return None
    for name, others, weighs in zip(mine[1], theirs[1], weights[1], strict=False):
        if name and others:
            weight += weighs
            total += weighs * (0.0 if name[0] == others[0] else 1.0 if name[1] == others[1] else 2.0)
    return sqrt(total / weight) if weight > 0 else None


def similar(
    traits: Traits,
    area: str,
    weights: Mapping[Trait, float] = WEIGHTS,
    count: int | None = None,
    rules: Rules = RULES,
) -> list[Neighbour]:
    """The most similar municipalities with the reasons in words, nearest first."""
    return [
        explained(traits, area, other, weights)
        for other, _ in nearest(traits, area, weights, rules.similar if count is None else count)
    ]


def explained(traits: Traits, area: str, other: str, weights: Mapping[Trait, float] = WEIGHTS) -> Neighbour:
    """Why another municipality is, or is not, like this one: also for groups that others publish, or a chosen one."""
    differences = squares(traits, area, other)
    reasons: list[Text] = []
    against: list[Text] = []
    for trait in ordered(weights):
        if trait not in differences:
            continue
        if trait in NUMERIC:
            apart = sqrt(differences[trait])
            if apart <= ALIKE:
                reasons.append(_numbers(traits, area, other, trait, alike=True))
            elif apart >= UNLIKE:
                against.append(_numbers(traits, area, other, trait, alike=False))
        else:
            said, holds = _names(traits, area, other, trait, differences[trait])
            (reasons if holds else against).append(said)
    apart_all = _distance(differences, weights)
    return Neighbour(
        area=other,
        distance=0.0 if apart_all is None else round(apart_all, 9),
        squares=differences,
        reasons=reasons,
        against=against,
    )


def _numbers(traits: Traits, area: str, other: str, trait: Trait, alike: bool) -> Text:
    mine, theirs = traits.numbers[area][trait], traits.numbers[other][trait]
    how = "alike" if alike else "more" if theirs > mine else "less"
    write = _signed if trait is Trait.GROWTH else number
    places = 1 if trait is Trait.DENSITY and min(mine, theirs) < 10 else 0
    shown = {"theirs": each(partial(write, theirs, places)), "own": each(partial(write, mine, places))}
    return say(f"similar.{trait.name.lower()}.{how}", **shown)


def _signed(value: float, places: int, language: str) -> str:
    text = number(value, places, language)
    plus = "+" if value > 0 and not text.startswith("−") and text != "0" else ""
    return f"{plus}{text}{per_cent(language)}"


def _names(traits: Traits, area: str, other: str, trait: Trait, square: float) -> tuple[Text, bool]:
    """What two names have in common, and whether it speaks for likeness."""
    mine, theirs = traits.codes[area][trait], traits.codes[other][trait]
    if trait is Trait.KIND:
        name = each(lambda language: group_name(traits.name(theirs, language)))
        own = each(lambda language: group_name(traits.name(mine, language)))
        how = "same" if square == 0 else "main" if square == 1 else "other"
        return say(f"similar.kind.{how}", name=name, own=own), square <= 1
    county = each(lambda language: traits.name(theirs, language))
    how = "same" if square == 0 else "part" if square == 1 else "other"
    return say(f"similar.place.{how}", name=county), square <= 1


def group_name(name: str) -> str:
    """A group's name without its code and its division: ``A1 Large cities (2023)`` → ``Large cities``."""
    return re.sub(r"^[A-Z]\d ", "", name.partition(" (")[0])
