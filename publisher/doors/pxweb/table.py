"""A table of PxWeb's: one indicator, with a dimension for each column of its key in which it has several codes.

One table an indicator, not one a dataset: its id, name, unit, periods and areas are then its own, a search by name
meets it, and a cell without a value is one that could have had one. A cube of a whole dataset would be empty for the
most part, and its empty cells would say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from sys import intern

from publisher.doors.inquiry import Inquirer
from publisher.doors.knocking import near, refused
from publisher.model import SEX_TOTAL, TOTAL, AreaKind, Dataset, Indicator, Period, localised
from publisher.phrases import alike, joined, tell
from publisher.reader import Reader
from publisher.web.api import asking
from publisher.web.api.naming import names
from publisher.web.book import book_of
from publisher.web.problems import ProblemError
from publisher.web.shelf import made_of

#: Column of the key to PxWeb's code of the dimension, in their order. The codes are SCB's, which clients look for.
CODES: Mapping[str, str] = {
    "area": "Region",
    "sex": "Kon",
    "service_area": "ServiceArea",
    "indicator": "ContentsCode",
    "period": "Tid",
}
#: Dimensions that stand in every table.
ALWAYS = ("area", "indicator", "period")
#: What an id of a list of codes begins with: they are sets of areas, never sums of them.
VALUESET = "vs_"


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """A dimension of a table.

    Attributes:
        code: ``Region`` …
        column: of the key.
        label: its name.
        labels: code to name, in order.
        eliminated: the code that stands for all when it is left out; None when it must be chosen.
    """

    code: str
    column: str
    label: str
    labels: Mapping[str, str]
    eliminated: str | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """One indicator as PxWeb shows it, in one language."""

    indicator: Indicator
    dataset: Dataset
    dimensions: Sequence[Dimension]
    fixed: Mapping[str, str]  #: columns of the key in which it has one code, which are no dimensions

    @property
    def id(self) -> str:
        return self.indicator.id

    @property
    def label(self) -> str:
        """Its name."""
        return self.of("indicator").labels[self.id]

    @property
    def periods(self) -> list[str]:
        """Its periods, oldest first."""
        return list(self.of("period").labels)

    def of(self, column: str) -> Dimension:
        """The dimension of a column of the key."""
        return next(one for one in self.dimensions if one.column == column)

    def dimension(self, code: str) -> Dimension:
        """The dimension of a code, in any case; ``time`` is the time's.

        Raises:
            ProblemError: 400 naming those there are.
        """
        wanted = CODES["period"] if code.casefold() == "time" else code
        for one in self.dimensions:
            if one.code.casefold() == wanted.casefold():
                return one
        there = [one.code for one in self.dimensions]
        found, said = near(code, there)
        words = tell(
            "the table {id} has no such variable.{meant} It has {there}.",
            id=self.id,
            meant=said,
            there=", ".join(there),
        )
        raise refused(code[:80], words, title="Non-existent variable", nearest=found, allowed=there)

    def narrowed(self, chosen: Mapping[str, Sequence[str]]) -> Table:
        """The table with some codes of some dimensions only.

        Args:
            chosen: dimension to its codes.
        """
        dimensions = [
            replace(one, labels={code: one.labels[code] for code in chosen[one.code]}) if one.code in chosen else one
            for one in self.dimensions
        ]
        return replace(self, dimensions=dimensions)


def table_of(inquirer: Inquirer, id: str) -> Table:
    """The table of an id; a former id and a whole name find it too.

    Raises:
        ProblemError: 404 with the nearest, 410.
    """
    reader = inquirer.reader
    try:
        one = asking.indicator(reader, id)
    except ProblemError as problem:
        if problem.status == 410:
            raise
        raise _none(problem) from None
    if one.id not in names(reader).available:
        raise _none(refused(one.id, tell("the indicator has no values.")))
    key = ("pxweb", inquirer.told, one.id)
    return book_of(reader).computed.once(key, partial(_made, reader, inquirer.told, one))


def _none(problem: ProblemError) -> ProblemError:
    """404 as PxWeb calls it."""
    said = joined(problem.detail, tell("The tables are at /pxweb/api/v2/tables."))
    found = ProblemError(404, said, alike("Non-existent table"))
    found.extra |= problem.extra
    return found


def _made(reader: Reader, language: str, one: Indicator) -> Table:
    vocabulary, there = reader.vocabulary, names(reader).available[one.id]
    concepts = {column: vocabulary.concepts.get(column.replace("_", "-"), {}) for column in ("sex", "service_area")}

    def ordered(column: str, codes: set[str]) -> list[str]:
        known = concepts[column]
        return sorted(codes, key=lambda code: (known[code].order if code in known else 0, code))

    codes: dict[str, list[str]] = {
        "area": made_of(reader, _areas)[one.id],
        "sex": ordered("sex", there.sexes),
        "service_area": ordered("service_area", there.service_areas),
        "indicator": [one.id],
        "period": sorted(there.periods, key=lambda code: (Period.parse(code).start, code)),
    }

    def label(column: str, code: str) -> str:
        if column == "area":
            return localised(vocabulary.areas[code].label, language)
        if column == "indicator":
            return localised(one.label, language)
        known = concepts.get(column, {}).get(code)
        return localised(known.label, language) if known else code

    titles = {column.name: localised(column.title, language) for column in reader.observed.columns}
    whole = {"area": vocabulary.nation, "sex": SEX_TOTAL, "service_area": TOTAL}
    dimensions = [
        Dimension(
            code=CODES[column],
            column=column,
            label=titles.get(column) or column,
            labels={code: label(column, code) for code in codes[column]},
            eliminated=whole[column] if whole.get(column) in codes[column] else None,
        )
        for column in CODES
        if column in ALWAYS or len(codes[column]) > 1
    ]
    return Table(
        indicator=one,
        dataset=next(dataset for dataset in reader.catalog.datasets if dataset.name == there.dataset),
        dimensions=dimensions,
        fixed={column: found[0] for column, found in codes.items() if column not in ALWAYS and len(found) == 1},
    )


def _areas(reader: Reader) -> dict[str, list[str]]:
    """Indicator to the areas it has observations of, in order of code."""
    found: dict[str, list[str]] = {}
    for indicator, area in reader.connection.execute("SELECT DISTINCT indicator, area FROM observations ORDER BY 1, 2"):
        found.setdefault(indicator, []).append(intern(area))
    return found


@dataclass(frozen=True, kw_only=True)
class Codelist:
    """A set of areas by name: those of a kind, of a county or of a group."""

    id: str
    label: str
    codes: Sequence[str]


def codelists(inquirer: Inquirer, table: Table) -> list[Codelist]:
    """The sets of areas that are named beside a table: its kinds, and the counties whose areas it has."""
    vocabulary, there = inquirer.reader.vocabulary, table.of("area").labels
    kinds = [kind for kind in AreaKind if any(vocabulary.areas[code].kind is kind for code in there)]
    around = {vocabulary.areas[code].county for code in there} - {None}
    return [codelist(inquirer, VALUESET + name) for name in (*kinds, *sorted(map(str, around)))]


def codelist(inquirer: Inquirer, id: str) -> Codelist:
    """The set of areas of an id: ``vs_municipality``, ``vs_01``, ``vs_`` and the code of any group.

    Raises:
        ProblemError: 404 with the nearest.
    """
    reader = inquirer.reader
    vocabulary, name = reader.vocabulary, id.removeprefix(VALUESET)
    kinds = vocabulary.concepts.get("area-kind", {})
    if id.startswith(VALUESET) and name in list(AreaKind):
        found = sorted(code for code, area in vocabulary.areas.items() if area.kind == name)
        return Codelist(
            id=id, label=localised(kinds[name].label, inquirer.told) if name in kinds else name, codes=found
        )
    try:
        if not id.startswith(VALUESET):
            raise ProblemError(404, {})
        group, members = asking.members(reader, name)
    except ProblemError:
        there = [VALUESET + kind for kind in AreaKind] + [VALUESET + code for code in vocabulary.areas]
        met, said = near(id, there)
        words = tell(
            "there is no such codelist.{meant} There are {valueset}municipality and {valueset} "
            "with the code of a county or a group (/api/v1/areas).",
            meant=said,
            valueset=VALUESET,
        )
        raise refused(id[:80], words, 404, "Non-existent codelist", nearest=met) from None
    return Codelist(id=VALUESET + group.code, label=localised(group.label, inquirer.told), codes=sorted(members))
