"""What the areas and indicators of an edition may be called, and which observations there are of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from publisher.folding import folded
from publisher.reader import Reader
from publisher.web.shelf import made_of


@dataclass
class Available:
    """What observations an indicator has."""

    dataset: str
    periods: set[str] = field(default_factory=set)
    sexes: set[str] = field(default_factory=set)
    service_areas: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    rows: int = 0


@dataclass(frozen=True)
class Names:
    """Names and codes of an edition, and which observations there are."""

    areas: Mapping[str, Sequence[str]]  #: name as typed (NFC, case folded) to codes
    folded_areas: Mapping[str, Sequence[str]]  #: the same without accents
    indicators: Mapping[str, Sequence[str]]
    former_indicators: Mapping[str, str]
    former_areas: Mapping[str, Sequence[str]]
    available: Mapping[str, Available]
    observed: frozenset[str]  #: areas that have observations


def names(reader: Reader) -> Names:
    """The names of an edition, gathered on first use."""
    return made_of(reader, _gather)


def datasets_of(reader: Reader, indicators: Iterable[str]) -> set[str]:
    """Names of the datasets that have observations of indicators."""
    held = names(reader).available
    return {held[id].dataset for id in indicators if id in held}


def datasets_with(reader: Reader, table: str) -> set[str]:
    """Names of the datasets that have a table: ``areas``, ``grant_programmes``."""
    return {dataset.name for dataset in reader.catalog.datasets if any(one.name == table for one in dataset.tables)}


def _gather(reader: Reader) -> Names:
    vocabulary = reader.vocabulary
    areas: dict[str, list[str]] = {}
    plain: dict[str, list[str]] = {}
    former: dict[str, list[str]] = {}
    for area in vocabulary.areas.values():
        for name in dict.fromkeys((area.code, *area.label.values(), area.official_name)):
            if name:
                _add(areas, typed(name), area.code)
                _add(plain, folded(name), area.code)
        for code in area.former_codes:
            _add(former, code, area.code)
    indicators: dict[str, list[str]] = {}
    renamed: dict[str, str] = {}
    for indicator in vocabulary.indicators.values():
        for name in dict.fromkeys((indicator.id, *indicator.label.values(), indicator.official_name)):
            _add(indicators, typed(name), indicator.id)
        renamed |= {typed(old): indicator.id for old in indicator.former_ids}
    available: dict[str, Available] = {}
    for indicator_id, period, sex, service_area, kind, dataset, rows in reader.connection.execute(
        "SELECT indicator, period, sex, service_area, kind, dataset, observations FROM availability"
    ):
        one = available.setdefault(indicator_id, Available(dataset=dataset))
        one.periods.add(period)
        one.sexes.add(sex)
        one.service_areas.add(service_area)
        one.kinds.add(kind)
        one.rows += rows
    observed = reader.connection.execute(
        "SELECT code FROM areas WHERE EXISTS (SELECT 1 FROM observations o WHERE o.area = areas.code)"
    )
    return Names(areas, plain, indicators, renamed, former, available, frozenset(code for (code,) in observed))


def _add(names: dict[str, list[str]], name: str, code: str) -> None:
    codes = names.setdefault(name, [])
    if code not in codes:
        codes.append(code)


def typed(name: str) -> str:
    """A name as people type it: composed or decomposed, in any case, with any spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
