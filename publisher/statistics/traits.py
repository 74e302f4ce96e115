"""Traits: what municipalities are, as far as it is published: size, density, growth, kind and place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import fsum, log, sqrt

from publisher.model import AreaKind, Text, localised
from publisher.phrases import tell
from publisher.statistics.figures import Figures
from publisher.vocabulary import Vocabulary


class Trait(StrEnum):
    """What municipalities are compared by; the code is also the name of the weight in an address."""

    POPULATION = "befolkning"
    DENSITY = "tathet"
    GROWTH = "tillvaxt"
    KIND = "kommungrupp"
    PLACE = "lage"


LABELS: Mapping[Trait, Text] = {
    Trait.POPULATION: tell("Inhabitants"),
    Trait.DENSITY: tell("Inhabitants per km²"),
    Trait.GROWTH: tell("Change of population in ten years"),
    Trait.KIND: tell("Municipality group"),
    Trait.PLACE: tell("County and part of the country"),
}

#: What indicators measure of an area (code list ``trait``) that the traits are read from.
MEASURED = ("population", "density", "land-area")

#: How much each trait weighs when nothing else is asked for.
WEIGHTS: Mapping[Trait, float] = {
    Trait.POPULATION: 2.0,
    Trait.DENSITY: 2.0,
    Trait.GROWTH: 1.0,
    Trait.KIND: 1.0,
    Trait.PLACE: 0.5,
}

NUMERIC = (Trait.POPULATION, Trait.DENSITY, Trait.GROWTH)
NAMED = (Trait.KIND, Trait.PLACE)


def labels(vocabulary: Vocabulary) -> dict[Trait, Text]:
    """What each trait is called; the kind by the name of today's division, which is left out where there is none."""
    kind = next(iter(vocabulary.divisions("kind")), None)
    found = {**LABELS, Trait.KIND: kind.label if kind else LABELS[Trait.KIND]}
    return {trait: text for trait, text in found.items() if trait is not Trait.KIND or kind}


#: A municipality's standardised numbers; of each name its code, and that of what is wider.
Row = tuple[Sequence[float | None], Sequence[tuple[str, str] | None]]


def main_group(code: str) -> str:
    """``kind2023-A2`` → ``A``."""
    return code.rpartition("-")[2][:1]


@dataclass(frozen=True, kw_only=True)
class Traits:
    """The traits of all municipalities, as published and standardised."""

    #: area to trait to the published number: inhabitants, inhabitants per km², percent in ten years
    numbers: Mapping[str, Mapping[Trait, float]]
    #: the same as used: logarithms of size and density; minus the mean, divided by the standard deviation
    standardised: Mapping[str, Mapping[Trait, float]]
    #: area to trait to code of its group; county code
    codes: Mapping[str, Mapping[Trait, str]]
    #: code to name
    names: Mapping[str, Text]
    #: county code to part of the country (NUTS 2)
    part_of: Mapping[str, str]
    #: period that inhabitants are counted in
    period: str | None

    def name(self, code: str, language: str) -> str:
        return localised(self.names.get(code, {}), language) or code

    @cached_property
    def compared(self) -> Mapping[str, Row]:
        """What distances are made of, laid out once: there are many pairs."""
        found: dict[str, Row] = {}
        for area in self.numbers:
            numbers, codes = self.standardised.get(area, {}), self.codes.get(area, {})
            kind, place = codes.get(Trait.KIND), codes.get(Trait.PLACE)
            names = [kind and (kind, main_group(kind)), place and (place, self.part_of.get(place, place))]
            found[area] = [numbers.get(trait) for trait in NUMERIC], [name or None for name in names]
        return found


def traits(vocabulary: Vocabulary, figures: Figures) -> Traits:
    """The traits of all municipalities.

    Inhabitants and inhabitants per km² of the latest year there is, as the indicators that measure
    them have it, change of inhabitants against ten years earlier, the municipality's group, the
    county and its part of the country (NUTS 2).
    """
    municipalities = sorted(a.code for a in vocabulary.areas.values() if a.kind is AreaKind.MUNICIPALITY)
    people, density, land = (vocabulary.measuring(trait) or "" for trait in MEASURED)
    period = figures.latest(people)
    numbers: dict[str, dict[Trait, float]] = {code: {} for code in municipalities}
    for code in municipalities:
        now = figures.value(people, code, period) if period else None
        if period and now:
            numbers[code][Trait.POPULATION] = now
            if before := figures.value(people, code, str(int(period[:4]) - 10)):
                numbers[code][Trait.GROWTH] = 100 * (now / before - 1)
        if found := _latest_density(figures, code, people, density, land):
            numbers[code][Trait.DENSITY] = found
    kinds = {m.area: m.group for m in vocabulary.memberships if m.group.startswith(f"{vocabulary.division('kind')}-")}
    codes = {
        code: {
            trait: found
            for trait, found in ((Trait.KIND, kinds.get(code)), (Trait.PLACE, vocabulary.areas[code].county))
            if found
        }
        for code in municipalities
    }
    counties = {a.code: a for a in vocabulary.areas.values() if a.kind is AreaKind.COUNTY}
    return Traits(
        numbers=numbers,
        standardised=standardise(numbers),
        codes=codes,
        names={
            code: vocabulary.areas[code].label
            for code in sorted({*kinds.values(), *counties})
            if code in vocabulary.areas
        },
        part_of={code: county.nuts.rpartition("/")[2][:4] for code, county in counties.items() if county.nuts},
        period=period,
    )


def _latest_density(figures: Figures, code: str, people: str, density: str, land: str) -> float | None:
    """Inhabitants per km², as published, else inhabitants of the latest year over the latest land area."""
    if (period := figures.latest(density)) and (published := figures.value(density, code, period)):
        return published
    period, measured = figures.latest(people), figures.latest(land)
    inhabitants = figures.value(people, code, period) if period else None
    area = figures.value(land, code, measured) if measured else None
    return inhabitants / area if inhabitants and area else None


def standardise(numbers: Mapping[str, Mapping[Trait, float]]) -> dict[str, dict[Trait, float]]:
    """Traits as standard scores: log of size and density, minus the mean, over the population's standard deviation."""
    scores: dict[str, dict[Trait, float]] = {area: {} for area in sorted(numbers)}
    for trait in NUMERIC:
        used = {
            area: log(known[trait]) if trait is not Trait.GROWTH else known[trait]
            for area, known in sorted(numbers.items())
            if trait in known
        }
        if len(used) < 2:
            continue
        mean = fsum(used.values()) / len(used)
        deviation = sqrt(fsum((value - mean) ** 2 for value in used.values()) / len(used))
        if deviation:
            for area, value in used.items():
                scores[area][trait] = (value - mean) / deviation
    return scores


def weights_from(text: str) -> dict[Trait, float]:
    """Weights as written in an address: ``befolkning:2,tathet:1,lage:0``. Traits left out keep their usual weight.

    Raises:
        ValueError: an unknown trait, or a weight that is not a number from 0 to 10.
    """
    found = dict(WEIGHTS)
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, value = part.partition(":")
        if name not in set(Trait):
            raise ValueError(f"'{name}' is not a trait. Known: {', '.join(Trait)}.")
        try:
            weight = float(value)
        except ValueError:
            weight = -1.0
        if not 0 <= weight <= 10:
            raise ValueError(f"'{part}': a weight is a number from 0 to 10, as in {name}:2.")
        found[Trait(name)] = weight
    return found


def ordered(weights: Mapping[Trait, float]) -> Sequence[Trait]:
    """The traits that weigh anything, heaviest first."""
    return sorted((t for t in Trait if weights.get(t, 0) > 0), key=lambda t: (-weights[t], list(Trait).index(t)))
