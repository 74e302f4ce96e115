"""Extending: columns for things that have been matched, values with their status and period by way of the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from publisher.doors.inquiry import Inquirer
from publisher.doors.reconcile.describing import beside
from publisher.doors.reconcile.matching import LONGEST, MANY, cursor
from publisher.doors.reconcile.things import INDICATOR, Thing, thing_of
from publisher.folding import folded
from publisher.model import SEX_TOTAL, TOTAL, Area, Indicator, Text, localised
from publisher.phrases import alike, tell
from publisher.web.api import asking
from publisher.web.api.naming import names
from publisher.web.api.parameters import ONE_PERIOD, SEX
from publisher.web.api.query import MOST_VALUES, PERIOD_CODE, check, refuse
from publisher.web.book import book_of
from publisher.web.problems import ProblemError

#: Columns at once.
COLUMNS = 20
#: What a column of an indicator may show, after a slash; alone it shows the value.
ASPECTS: Mapping[str, Text] = {
    "value": alike("{label}"),
    "label": tell("{label}: the answer in words"),
    "status": tell("{label}: status"),
    "period": tell("{label}: period"),
    "n": tell("{label}: number of answers"),
}
#: What a thing has beside values, by type: of areas and of indicators.
OF_AREAS: Mapping[str, Text] = {
    "name": tell("name"),
    "county": tell("lies in"),
}
OF_INDICATORS: Mapping[str, Text] = {
    "name": tell("name"),
    "definition": tell("definition"),
    "unit": tell("unit"),
    "last_period": tell("last period"),
}


async def extend(inquirer: Inquirer, asked: Any) -> dict[str, Any]:
    """Columns for things.

    Raises:
        ProblemError: 400, 404 or 422.
    """
    ids, columns = _read(asked)
    things = {id: thing for id in ids if (thing := _thing(inquirer, id)) is not None}
    codes = {id: thing.code for id, thing in things.items() if isinstance(thing, Area)}
    areas = list(codes.values())
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {id: {} for id in ids}
    meta = []
    values: dict[tuple[str, str, str], dict[str, Any]] = {}
    for column, settings in columns:
        own = {**OF_AREAS, **OF_INDICATORS}
        if column in own:
            meta.append({"id": column, "name": localised(own[column], inquirer.told)})
            for id in ids:
                rows[id][column] = _own(inquirer, things.get(id), column)
            continue
        name, _, aspect = column.partition("/")
        if aspect and aspect not in ASPECTS:
            raise asking.unknown_code("property", column, [f"{name}/{one}" for one in ASPECTS])
        one = asking.indicator(inquirer.reader, name)
        period, sex = _settings(settings)
        key = (one.id, period, sex)
        if key not in values:
            values[key] = await _values(inquirer, key, areas) if areas else {}
        meta.append({"id": column, "name": _named(inquirer, one, aspect or "value")})
        shown = "value_label" if aspect == "label" else aspect or "value"
        cells = {code: _cell(row, shown) for code, row in values[key].items()}
        for id in ids:
            rows[id][column] = cells.get(codes.get(id, ""), [])
    return {"meta": meta, "rows": rows}


def _read(asked: Any) -> tuple[list[str], list[tuple[str, Mapping[str, Any]]]]:
    """Ids and columns of a request, as it should be."""
    ids, columns = (asked.get("ids"), asked.get("properties")) if isinstance(asked, Mapping) else (None, None)
    sound = isinstance(ids, list) and isinstance(columns, list) and all(isinstance(id, str | int) for id in ids)
    if not sound or not all(isinstance(one, Mapping) and isinstance(one.get("id"), str) for one in columns):  # type: ignore[union-attr]
        words = tell('extend: write {"ids": ["…"], "properties": [{"id": "…"}]}; ids are text.')
        raise ProblemError(400, words, parameter="extend")
    for name, given, bound in (("ids", ids, MOST_VALUES), ("properties", columns, COLUMNS)):
        if len(given) > bound:  # type: ignore[arg-type]
            words = tell("{name}: at most {bound} at once. Split the request into several.", name=name, bound=bound)
            raise ProblemError(422, words, parameter=name, bound=bound)
    settings = [(str(one["id"]), one.get("settings") or {}) for one in columns]  # type: ignore[union-attr]
    return list(dict.fromkeys(str(id) for id in ids)), settings  # type: ignore[union-attr]


def _thing(inquirer: Inquirer, id: str) -> Thing | None:
    """The thing of an id; None for one that is not there: its cells stay empty, and the others are answered."""
    try:
        return thing_of(inquirer.reader, id[:LONGEST])
    except ProblemError:
        return None


def _settings(given: Any) -> tuple[str, str]:
    """Period and sex of a column, as the API reads them."""
    if not isinstance(given, Mapping) or any(name not in ("period", "sex") for name in given):
        said = tell("settings: there are period and sex.")
        raise ProblemError(400, said, parameter="settings", allowed=["period", "sex"])
    period, sex = str(given.get("period") or "latest").strip(), str(given.get("sex") or SEX_TOTAL)
    check(SEX, [sex])
    if period != "latest" and not PERIOD_CODE.fullmatch(period):
        raise refuse(ONE_PERIOD, tell("'{period}' is not one period.", period=period[:40]))
    return period, sex


async def _values(inquirer: Inquirer, key: tuple[str, str, str], areas: Sequence[str]) -> dict[str, Any]:
    """Area to its row of an indicator: an object of the API's."""
    indicator, period, sex = key
    asked = {"indicator": indicator, "area": ",".join(areas), "period": period, "sex": sex, "service_area": TOTAL}
    return {row.area: row for row in await inquirer.rows("observations", {**asked, "limit": str(MOST_VALUES)})}


def _cell(row: Any, aspect: str) -> list[dict[str, Any]]:
    """A cell of a row, which is none where there is no observation: empty where there is nothing, never 0."""
    if row is None or (found := getattr(row, aspect)) is None:
        return []
    return (
        [{"str": found}] if isinstance(found, str) else [{"int": found} if isinstance(found, int) else {"float": found}]
    )


def _own(inquirer: Inquirer, thing: Thing | None, column: str) -> list[dict[str, Any]]:
    """What a thing has beside values."""
    told = inquirer.told
    if thing is None:
        return []
    if column == "name":
        return [{"str": localised(thing.label, told)}]
    if isinstance(thing, Area):
        around = inquirer.reader.vocabulary.areas.get(thing.county or "") if column == "county" else None
        return [{"id": around.code, "name": localised(around.label, told)}] if around else []
    there = names(inquirer.reader).available.get(thing.id)
    found = {
        "definition": localised(thing.definition, told),
        "unit": thing.at(max(there.periods) if there else None).unit,
        "last_period": max(there.periods) if there else "",
    }.get(column, "")
    return [{"str": found}] if found else []


def _named(inquirer: Inquirer, one: Indicator, aspect: str) -> str:
    return localised(ASPECTS[aspect], inquirer.told).format(label=localised(one.label, inquirer.told))


def columns_of(inquirer: Inquirer, type: str) -> list[dict[str, str]]:
    """The columns that things of a type may have; '' of areas."""
    if type == INDICATOR:
        return [{"id": id, "name": localised(name, inquirer.told)} for id, name in OF_INDICATORS.items()]
    held = names(inquirer.reader).available
    known = [one for one in book_of(inquirer.reader).indicators if not type or type in held[one.id].kinds]
    aspects = [
        {"id": one.id if aspect == "value" else f"{one.id}/{aspect}", "name": _named(inquirer, one, aspect)}
        for one in known
        for aspect in ASPECTS
        if (aspect != "label" or one.steps) and aspect != "n"
    ]
    return [*({"id": id, "name": localised(name, inquirer.told)} for id, name in OF_AREAS.items()), *aspects]


async def propose(inquirer: Inquirer, form: Mapping[str, str], place: str) -> dict[str, Any]:
    """Columns for things of a type."""
    type, limit = form.get("type", ""), form.get("limit") or "1000"
    known = columns_of(inquirer, type)
    number = int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 8 else len(known)
    return {"type": type, "limit": number, "properties": known[:number]}


async def flyout(inquirer: Inquirer, form: Mapping[str, str], place: str) -> dict[str, str]:
    """A few words on a column, to stand beside a suggestion.

    Raises:
        ProblemError: 404 or 410.
    """
    id = form.get("id", "")[:LONGEST]
    own = {**OF_AREAS, **OF_INDICATORS}
    if id in own:
        return beside(id, localised(own[id], inquirer.told), "")
    name, _, aspect = id.partition("/")
    one = asking.indicator(inquirer.reader, name)
    if aspect and aspect not in ASPECTS:
        raise asking.unknown_code("property", id, [f"{name}/{one}" for one in ASPECTS])
    return beside(id, _named(inquirer, one, aspect or "value"), localised(one.definition, inquirer.told)[:240])


async def suggest(inquirer: Inquirer, form: Mapping[str, str], place: str) -> dict[str, Any]:
    """Columns whose id or name has what is typed."""
    skipped, begun = cursor(form), folded(form.get("prefix", "")[:LONGEST])
    every = [one for one in columns_of(inquirer, "") if begun in folded(f"{one['id']} {one['name']}")]
    return {"result": every[skipped:][:MANY]}
