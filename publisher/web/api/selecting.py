"""A selection of observations: what a question asks for, in codes, and in the words of the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.model import Area, Dataset, Indicator
from publisher.phrases import tell
from publisher.reader import Reader, Selection
from publisher.web.api import asking, spans
from publisher.web.api.answering import Asked
from publisher.web.api.naming import Names, names
from publisher.web.api.query import MOST_VALUES, too_many
from publisher.web.api.spans import Periods


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked for, in codes."""

    indicators: Sequence[Indicator]  #: empty: all
    areas: Sequence[Area]  #: named one by one
    members: Sequence[str]  #: codes that came with groups
    periods: Periods
    sexes: Sequence[str]
    service_areas: Sequence[str]
    datasets: Sequence[Dataset]

    @property
    def area_codes(self) -> list[str]:
        return sorted({area.code for area in self.areas} | set(self.members))

    def ids(self, held: Names) -> list[str]:
        """Indicators that may have observations in the selection."""
        chosen = [i.id for i in self.indicators] or sorted(held.available)
        datasets = {d.name for d in self.datasets}
        return [
            id for id in chosen if id in held.available and (not datasets or held.available[id].dataset in datasets)
        ]


def understand(asked: Asked) -> Wanted:
    """Names as codes; whatever cannot be so is refused.

    Raises:
        ProblemError: 400, 404, 410 or 422.
    """
    reader = asked.reader
    held = names(reader)
    indicators = [asking.indicator(reader, name) for name in asked.many("indicator")]
    areas = [asking.area(reader, name) for name in asked.many("area")]
    members = [code for name in asked.many("group") for code in asking.members(reader, name)[1]]
    if len({a.code for a in areas} | set(members)) > MOST_VALUES:
        raise too_many("area", MOST_VALUES)
    datasets = [find_dataset(reader, name) for name in asked.many("dataset")]
    service_areas = asked.many("service_area")
    for code in service_areas:
        if code not in reader.vocabulary.concepts.get("service-area", {}):
            raise asking.unknown_code("service_area", code, sorted(reader.vocabulary.concepts["service-area"]))
    wanted = Wanted(
        indicators=list({i.id: i for i in indicators}.values()),
        areas=list({a.code: a for a in areas}.values()),
        members=members,
        periods=spans.periods(asked.many("period")),
        sexes=asked.many("sex"),
        service_areas=service_areas,
        datasets=datasets,
    )
    there = [period for id in wanted.ids(held) for period in held.available[id].periods]
    spans.check_periods(wanted.periods, there, [i.id for i in indicators])
    return wanted


def find_dataset(reader: Reader, name: str) -> Dataset:
    """The dataset of a name.

    Raises:
        ProblemError: 404 naming those there are.
    """
    for dataset in reader.catalog.datasets:
        if dataset.name == name.casefold():
            return dataset
    asking.check_gone(reader, "dataset", tell("The dataset"), name)
    raise asking.unknown_code("dataset", name, [dataset.name for dataset in reader.catalog.datasets])


def select(asked: Asked, wanted: Wanted) -> Selection:
    """The selection in the words of the database."""
    return Selection(
        indicators=[i.id for i in wanted.indicators],
        areas=wanted.area_codes,
        periods=_codes(asked, wanted),
        newest=int(wanted.periods.latest),
        sexes=wanted.sexes,
        service_areas=wanted.service_areas,
        datasets=[d.name for d in wanted.datasets],
        as_of=asked.as_of,
    )


#: Areas up to which all periods are spelt out: the rows are then found in order and need no sorting.
FEW_AREAS = 20


def _codes(asked: Asked, wanted: Wanted) -> list[str]:
    """The periods asked for, ranges spelt out as the periods there are; empty: all."""
    few = wanted.indicators and 0 < len(wanted.area_codes) <= FEW_AREAS and not wanted.periods.latest
    if not wanted.periods.codes and not wanted.periods.ranges and (asked.as_of or not few):
        return []
    held = names(asked.reader)
    there = {period for id in wanted.ids(held) for period in held.available[id].periods}
    return sorted({*wanted.periods.codes, *(period for period in there if wanted.periods.holds(period))})
