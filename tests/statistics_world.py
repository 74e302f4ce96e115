"""Small worlds for the tests of the statistics, and the real one read straight from the specimens."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from publisher.model import (
    Area,
    AreaKind,
    Comparability,
    Concept,
    DefinitionVersion,
    Direction,
    Indicator,
    Membership,
    Observation,
    Step,
    Text,
    ValueKind,
)
from publisher.statistics.landscape import Landscape, landscape
from publisher.statistics.rules import RULES, Rules
from publisher.vocabulary import Vocabulary

NO_YES = (Step(code=0, label={"sv": "Nej", "en": "No"}), Step(code=1, label={"sv": "Ja", "en": "Yes"}))
BROAD = (
    Step(code=0, label={"sv": "Nej", "en": "No"}),
    Step(code=1, label={"sv": "Pilot", "en": "Pilot"}),
    Step(code=2, label={"sv": "Breddinfört", "en": "Broadly introduced"}),
)


def text(words: str) -> Text:
    return {"sv": words, "en": words}


def indicator(
    id: str = "x",
    kind: ValueKind = ValueKind.ORDINAL,
    direction: Direction = Direction.HIGHER,
    unit: str | None = None,
    breaks: Mapping[str, Comparability] | None = None,
    **more: object,
) -> Indicator:
    """An indicator with steps that fit its kind; ``breaks``: first period of a new version to its verdict."""
    steps = {ValueKind.ORDINAL: BROAD, ValueKind.BOOLEAN: NO_YES, ValueKind.CONDITIONAL: NO_YES}.get(kind, ())
    units = {ValueKind.PERCENT: "percent", ValueKind.COUNT: "persons", ValueKind.RATIO: "mbit-per-second"}
    versions = [
        DefinitionVersion(
            number=str(number), valid_from=begins, valid_to=None, change=text("Ändrad."), comparability=verdict,
            reason=text(f"Skäl {begins}."), source=None,
        )
        for number, (begins, verdict) in enumerate([(None, Comparability.FULL), *(breaks or {}).items()], 1)
    ]  # fmt: skip
    values: dict[str, object] = {
        "label": text(f"Nyckeltal {id}"), "official_name": id, "definition": {}, "question": {},
        "unit": unit or units.get(kind, "step"), "value_kind": kind, "steps": steps, "direction": direction,
        "direction_source": text("Någon."), "respondent": {}, "service_area": "_T", "subject": "valfardsteknik",
        "publisher": "socialstyrelsen", "versions": versions,
    }  # fmt: skip
    return Indicator(id=id, **(values | more))  # type: ignore[arg-type]


def series(
    values: Mapping[str, float | None], id: str = "x", period: str = "2022", **more: object
) -> dict[str, Observation]:
    """Area code to figure."""
    return {
        area: Observation(indicator=id, area=area, period=period, value=value, **more)  # type: ignore[arg-type]
        for area, value in values.items()
    }


def cells(id: str, period: str, values: Mapping[str, float | None]) -> list[Observation]:
    return list(series(values, id, period).values())


def codes(count: int) -> list[str]:
    """Codes of municipalities: 0101, 0102 …"""
    return [f"{101 + number:04}" for number in range(count)]


def divisions() -> dict[str, Concept]:
    """A division by size and one by kind, as the vocabulary has them."""
    return {
        code: Concept(
            code=code, scheme="division", label={"sv": sv, "en": en}, order=order, broader=(kind,), column=column
        )
        for order, (code, kind, column, sv, en) in enumerate(
            (
                ("storlek", "size", "size_group", "Storleksgrupp", "Size group"),
                ("skr2023", "kind", "skr_group", "SKR:s kommungrupp 2023", "SKR's municipality group 2023"),
            ),
            1,
        )
    }


def vocabulary(indicators: Iterable[Indicator], municipalities: Iterable[str]) -> Vocabulary:
    """Two counties that share the municipalities, and one group for all."""
    areas: dict[str, Area] = {"00": Area(code="00", kind=AreaKind.NATION, label=text("Riket"))}
    for county in ("01", "02"):
        areas[county] = Area(code=county, kind=AreaKind.COUNTY, label=text(f"Län {county}"))
    areas["skr2023-A1"] = Area(
        code="skr2023-A1", kind=AreaKind.GROUP, label=text("A1 Stora (SKR 2023)"), group_type="skr2023"
    )
    memberships = []
    for place, code in enumerate(municipalities):
        county = ("01", "02")[place % 2]
        areas[code] = Area(code=code, kind=AreaKind.MUNICIPALITY, label=text(f"Kommun {code}"), county=county)
        memberships += [Membership(group=county, area=code), Membership(group="skr2023-A1", area=code)]
    register = indicator(
        "befolkning", ValueKind.COUNT, Direction.NEITHER, subject="register", measures="population", todays_borders=True
    )
    subjects = {
        "valfardsteknik": Concept(code="valfardsteknik", scheme="subject", label=text("Välfärdsteknik")),
        "register": Concept(code="register", scheme="subject", label=text("Register"), background=True),
    }
    return Vocabulary(
        indicators={one.id: one for one in [*indicators, register]},
        areas=areas,
        memberships=memberships,
        statuses={},
        concepts={"subject": subjects, "division": divisions()},
    )


def people(municipalities: Iterable[str]) -> Iterator[Observation]:
    """Inhabitants that differ, so that some municipalities are more alike than others."""
    for place, code in enumerate(municipalities):
        yield Observation(indicator="befolkning", area=code, period="2022", value=5000.0 + 700 * place)
        yield Observation(indicator="befolkning", area=code, period="2012", value=5000.0 + 650 * place)


THIRTY_ONE = codes(31)


def alike(
    values: dict[str, list[float | None]], *more: Indicator, years: str = "2022", rules: Rules = RULES
) -> Landscape:
    """Thirty-one municipalities, each among the thirty most similar to every other.

    Args:
        values: indicator to a value a municipality, all of a year and then those of the next.
        more: indicators of other kinds than answers on a scale.
    """
    known = {id: indicator(id) for id in values} | {one.id: one for one in more}
    rows = list(people(THIRTY_ONE))
    for id, column in values.items():
        for at, year in enumerate(years.split()):
            rows += cells(id, year, dict(zip(THIRTY_ONE, column[31 * at :], strict=False)))
    return landscape(vocabulary(known.values(), THIRTY_ONE), rows, rules)


def real_cells(shared: Path, known: Iterable[str]) -> list[Observation]:
    """The municipal, regional and national values of the specimens, total for all sexes, and the population."""
    wanted, found = set(known), []
    for path in sorted((shared / "data/kolada/ehealth_raw").glob("*--by--geo--year.csv")):
        id = re.match(r"ddf--datapoints--(\w+?)--by", path.name)[1].upper()  # type: ignore[index]
        if id not in wanted:
            continue
        with path.open(encoding="utf-8") as lines:
            for geo, year, value in list(csv.reader(lines))[1:]:
                area = geo if geo >= "0100" else geo[2:]
                status = None if value else "unknown-reason"
                number = float(value) if value else None
                found.append(Observation(indicator=id, area=area, period=year, value=number, status=status))
    with (shared / "data/register/population_1950_2022.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            code, year, value = row["municipality_code"], row["year"], row["population"]
            found.append(Observation(indicator="befolkning", area=code, period=year, value=float(value)))
    return found
