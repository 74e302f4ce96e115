"""Similar municipalities: distance on published traits, with the reasons for and against in words.

The distance is the weighted standardised Euclidean one: ``√(Σ w·d² / Σ w)`` over the traits that
both have. For a number ``d`` is the difference of standard scores. For a name ``d²`` is 0 when both
are the same, 2 when they have nothing in common (what two municipalities drawn at random differ by on
a standardised number, on average) and 1 in between: the same main group (A, B, C), the same part of
the country. Ties are broken by code, so that the answer is always the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from publisher.model import Text
from publisher.statistics.rules import RULES, Rules
from publisher.statistics.traits import NUMERIC, WEIGHTS, Trait, Traits, ordered
from publisher.statistics.words import NBSP, both, number

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
    for trait, wider in ((Trait.KIND, _main_group), (Trait.PLACE, lambda code: traits.part_of.get(code, code))):
        if trait in my_codes and trait in their_codes:
            a, b = my_codes[trait], their_codes[trait]
            found[trait] = 0.0 if a == b else 1.0 if wider(a) == wider(b) else 2.0
    return found


def _main_group(code: str) -> str:
    """``kind2023-A2`` → ``A``."""
    return code.rpartition("-")[2][:1]


def distance(traits: Traits, one: str, other: str, weights: Mapping[Trait, float] = WEIGHTS) -> float | None:
    """How unlike two municipalities are; None when they share no trait that weighs anything."""
    return _distance(squares(traits, one, other), weights)


def _distance(differences: Mapping[Trait, float], weights: Mapping[Trait, float]) -> float | None:
    weight = sum(weights.get(trait, 0.0) for trait in differences)
    if weight <= 0:
        return None
    return sqrt(sum(weights.get(trait, 0.0) * square for trait, square in differences.items()) / weight)


def nearest(
    traits: Traits, area: str, weights: Mapping[Trait, float] = WEIGHTS, count: int = RULES.similar
) -> list[tuple[str, float]]:
    """The most similar municipalities and their distances, nearest first."""
    found = []
    for other in traits.numbers:
        if other != area and (apart := distance(traits, area, other, weights)) is not None:
            found.append((round(apart, 9), other))
    return [(other, apart) for apart, other in sorted(found)[:count]]


def nearest_of_all(traits: Traits, count: int = RULES.similar) -> dict[str, list[str]]:
    """The most similar ones of every municipality, nearest first, as :func:`nearest` finds them: each pair once."""
    areas, parts = list(traits.numbers), traits.part_of
    known = []
    for area in areas:
        numbers, codes = traits.standardised.get(area, {}), traits.codes.get(area, {})
        kind, place = codes.get(Trait.KIND), codes.get(Trait.PLACE)
        wider = (_main_group(kind) if kind is not None else "", parts.get(place, place) if place is not None else "")
        known.append(([numbers.get(trait) for trait in NUMERIC], kind, place, *wider))
    weights, (of_kind, of_place) = [WEIGHTS[trait] for trait in NUMERIC], (WEIGHTS[Trait.KIND], WEIGHTS[Trait.PLACE])
    found: dict[str, list[tuple[float, str]]] = {area: [] for area in areas}
    for place_of, (mine, kind, place, group, part) in enumerate(known):
        area = areas[place_of]
        for other, (theirs, their_kind, their_place, their_group, their_part) in zip(
            areas[:place_of], known, strict=False
        ):
            total = weight = 0.0
            for own, others, weighs in zip(mine, theirs, weights, strict=True):
                if own is not None and others is not None:
                    weight += weighs
                    total += weighs * (own - others) ** 2
            if kind is not None and their_kind is not None:
                weight += of_kind
                total += of_kind * (0.0 if kind == their_kind else 1.0 if group == their_group else 2.0)
            if place is not None and their_place is not None:
                weight += of_place
                total += of_place * (0.0 if place == their_place else 1.0 if part == their_part else 2.0)
            if weight > 0:
                apart = round(sqrt(total / weight), 9)
                found[area].append((apart, other))
                found[other].append((apart, area))
    return {area: [other for _, other in sorted(apart)[:count]] for area, apart in found.items()}


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
    more = theirs > mine
    if trait is Trait.POPULATION:
        shown = {language: f"{number(theirs, 0, language)}" for language in ("sv", "en")}
        own = {language: f"{number(mine, 0, language)}" for language in ("sv", "en")}
        if alike:
            return both(
                f"ungefär lika många invånare ({shown['sv']} mot {own['sv']})",
                f"about as many inhabitants ({shown['en']} against {own['en']})",
            )
        return both(
            f"{'fler' if more else 'färre'} invånare ({shown['sv']} mot {own['sv']})",
            f"{'more' if more else 'fewer'} inhabitants ({shown['en']} against {own['en']})",
        )
    if trait is Trait.DENSITY:
        places = 0 if min(mine, theirs) >= 10 else 1
        sv = f"{number(theirs, places, 'sv')} mot {number(mine, places, 'sv')} invånare per km²"
        en = f"{number(theirs, places, 'en')} against {number(mine, places, 'en')} inhabitants per km²"
        if alike:
            return both(f"ungefär lika tätbefolkad ({sv})", f"about as densely populated ({en})")
        return both(
            f"{'tätare' if more else 'glesare'} befolkad ({sv})",
            f"{'more' if more else 'less'} densely populated ({en})",
        )
    sv = f"{_signed(theirs, 'sv')} mot {_signed(mine, 'sv')} på tio år"
    en = f"{_signed(theirs, 'en')} against {_signed(mine, 'en')} in ten years"
    if alike:
        return both(f"befolkningen har utvecklats ungefär likadant ({sv})", f"about the same population growth ({en})")
    return both(
        f"befolkningen har utvecklats {'starkare' if more else 'svagare'} ({sv})",
        f"{'stronger' if more else 'weaker'} population growth ({en})",
    )


def _signed(value: float, language: str) -> str:
    text = number(value, 0, language)
    plus = "+" if value > 0 and not text.startswith("−") and text != "0" else ""
    return f"{plus}{text}{NBSP if language == 'sv' else ''}%"


def _names(traits: Traits, area: str, other: str, trait: Trait, square: float) -> tuple[Text, bool]:
    """What two names have in common, and whether it speaks for likeness."""
    mine, theirs = traits.codes[area][trait], traits.codes[other][trait]
    if trait is Trait.KIND:
        name = {language: group_name(traits.name(theirs, language)) for language in ("sv", "en")}
        own = {language: group_name(traits.name(mine, language)) for language in ("sv", "en")}
        if square == 0:
            return both(f"samma kommungrupp ({name['sv']})", f"the same municipality group ({name['en']})"), True
        if square == 1:
            return (
                both(
                    f"samma huvudgrupp av kommuner ({name['sv']}; här {own['sv']})",
                    f"the same main group of municipalities ({name['en']}; here {own['en']})",
                ),
                True,
            )
        return (
            both(
                f"en annan sorts kommun ({name['sv']}; här {own['sv']})",
                f"another kind of municipality ({name['en']}; here {own['en']})",
            ),
            False,
        )
    county = {language: traits.name(theirs, language) for language in ("sv", "en")}
    if square == 0:
        return both(f"samma län ({county['sv']})", f"the same county ({county['en']})"), True
    if square == 1:
        return both(f"samma landsdel ({county['sv']})", f"the same part of the country ({county['en']})"), True
    return both(f"en annan landsdel ({county['sv']})", f"another part of the country ({county['en']})"), False


def group_name(name: str) -> str:
    """A group's name without its code and its division: ``A1 Large cities (2023)`` → ``Large cities``."""
    return re.sub(r"^[A-Z]\d ", "", name.partition(" (")[0])
