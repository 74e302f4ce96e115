"""Things that a name may mean: areas and indicators, each with its id, types and a line about it."""

from __future__ import annotations

from typing import Any

from publisher.doors.inquiry import Inquirer
from publisher.model import Area, AreaKind, Indicator, Text, localised
from publisher.phrases import tell
from publisher.reader import Reader
from publisher.web.api import asking
from publisher.web.api.naming import names
from publisher.web.problems import ProblemError

INDICATOR = "indicator"
#: Types in order of precedence: of one name the municipality first.
TYPES = (*(kind.value for kind in (AreaKind.MUNICIPALITY, AreaKind.COUNTY, AreaKind.NATION, AreaKind.GROUP)), INDICATOR)
#: What an indicator's id begins with where an area has the same.
APART = "indicator:"

Thing = Area | Indicator

_INDICATOR: Text = tell("indicator", "column")


def type_name(inquirer: Inquirer, code: str) -> str:
    """What a type is called."""
    concept = inquirer.reader.vocabulary.concepts.get("area-kind", {}).get(code)
    label = _INDICATOR if code == INDICATOR else concept.label if concept else {"en": code}
    return localised(label, inquirer.told)


def typed(inquirer: Inquirer, code: str) -> dict[str, str]:
    """A type as it is sent."""
    return {"id": code, "name": type_name(inquirer, code)}


def type_of(thing: Thing) -> str:
    return thing.kind.value if isinstance(thing, Area) else INDICATOR


def id_of(reader: Reader, thing: Thing) -> str:
    """The id of a thing: the code of an area, the id of an indicator."""
    if isinstance(thing, Area):
        return thing.code
    return f"{APART}{thing.id}" if thing.id in reader.vocabulary.areas else thing.id


def thing_of(reader: Reader, id: str) -> Thing:
    """The thing of an id.

    Raises:
        ProblemError: 404 or 410.
    """
    areas, indicators = reader.vocabulary.areas, reader.vocabulary.indicators
    if id in areas:
        return areas[id]
    if (plain := id.removeprefix(APART)) in indicators:
        return indicators[plain]
    if id in names(reader).former_areas:
        raise asking.gone_area(reader, id, names(reader).former_areas[id])
    try:
        return asking.indicator(reader, plain)
    except ProblemError as problem:
        if problem.status == 410:
            raise
        raise asking.unknown_area(reader, id) from None


def about(inquirer: Inquirer, thing: Thing) -> str:
    """A line on a thing, to tell it from others of the name."""
    if isinstance(thing, Indicator):
        subject = inquirer.reader.vocabulary.concepts.get("subject", {}).get(thing.subject)
        there = sorted(found.periods) if (found := names(inquirer.reader).available.get(thing.id)) else []
        parts = [localised(subject.label, inquirer.told) if subject else "", f"{there[0]}–{there[-1]}" if there else ""]
        return ", ".join(filter(None, parts))
    parts = [thing.code, type_name(inquirer, thing.kind.value)]
    if thing.county and thing.county in inquirer.reader.vocabulary.areas:
        parts.append(localised(inquirer.reader.vocabulary.areas[thing.county].label, inquirer.told))
    return ", ".join(parts)


def sent(inquirer: Inquirer, thing: Thing) -> dict[str, Any]:
    """What every list tells of a thing."""
    name = localised(thing.label, inquirer.told)
    return {"id": id_of(inquirer.reader, thing), "name": name, "description": about(inquirer, thing)}
