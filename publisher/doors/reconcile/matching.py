"""Matching: what a name may mean, best first; certain only where it can mean one thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from publisher.doors.inquiry import Inquirer
from publisher.doors.reconcile.things import INDICATOR, TYPES, Thing, id_of, sent, type_of, typed
from publisher.finding import find, likeness
from publisher.folding import folded
from publisher.model import Area, AreaKind, Text
from publisher.phrases import alike, joined, tell
from publisher.reader import Reader
from publisher.vocabulary.names import NAMED
from publisher.web.api import asking
from publisher.web.api.naming import names
from publisher.web.api.naming import typed as as_typed
from publisher.web.book import book_of
from publisher.web.problems import ProblemError

#: Names in one batch, candidates of each unless asked otherwise and at most, characters of a name that are read.
MOST, FEW, MANY, LONGEST = 320, 5, 50, 200
#: Scores: the very name; the most that what is only alike may have; what another county than the one given costs.
CERTAIN, ALIKE, ELSEWHERE = 100.0, 80.0, 40.0
#: Fields of a query.
FIELDS = ("query", "type", "limit", "properties", "type_strict")
#: Properties that a query may be narrowed by: the area that it lies in.
WITHIN = "county"


async def batch(inquirer: Inquirer, queries: Any) -> dict[str, Any]:
    """Every query of a batch with its candidates.

    Raises:
        ProblemError: 400 or 422.
    """
    if not isinstance(queries, Mapping) or not all(isinstance(query, Mapping) for query in queries.values()):
        raise _wrong("queries", tell("write an object with a query a key."))
    if len(queries) > MOST:
        words = tell("queries: at most {most} queries at once. Split them.", most=MOST)
        raise ProblemError(422, words, parameter="queries", bound=MOST)
    return {str(key): {"result": candidates(inquirer, query, str(key)[:40])} for key, query in queries.items()}


def candidates(inquirer: Inquirer, query: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """What a query may mean, best first."""
    for name in query:
        if name not in FIELDS:
            raise _wrong(f"{key}.{str(name)[:40]}", tell("there is none; there are {there}.", there=", ".join(FIELDS)))
    text = query.get("query", "")
    if not isinstance(text, str | int | float):
        raise _wrong(f"{key}.query", tell("write a text."))
    limit = query.get("limit", FEW)
    if not isinstance(limit, int | float) or limit < 1:
        raise _wrong(f"{key}.limit", tell("write a whole number 1–{many}.", many=MANY))
    scored = matched(inquirer.reader, str(text)[:LONGEST], _types(query.get("type"), key), inquirer.told)
    if (within := _within(inquirer.reader, query.get("properties", []), key)) is not None:
        scored = sorted(
            ((thing, score if _lies(thing, within) else score - ELSEWHERE) for thing, score in scored),
            key=lambda one: -one[1],
        )
    best = [thing for thing, score in scored if score >= CERTAIN]
    return [
        {
            **sent(inquirer, thing),
            "type": [typed(inquirer, type_of(thing))],
            "score": round(score, 1),
            "features": [{"id": "name", "value": round(score, 1)}],
            "match": len(best) == 1 and thing is best[0],
        }
        for thing, score in scored[: min(int(limit), MANY)]
    ]


def matched(reader: Reader, text: str, types: Sequence[str], language: str) -> list[tuple[Thing, float]]:
    """Things of some types that a text names, or nearly, with a score of 0–100."""
    wanted = folded(text)
    if not wanted:
        return []
    book, held, found = book_of(reader), names(reader), dict[str, tuple[Thing, float]]()

    def put(thing: Thing, score: float) -> None:
        if type_of(thing) in types:
            found.setdefault(id_of(reader, thing), (thing, score))

    areas, indicators = reader.vocabulary.areas, reader.vocabulary.indicators
    kinds = [kind for kind in NAMED if kind.value in types]
    for kind in kinds:
        for area in book.names.find(text, kind):
            put(area, CERTAIN)
    if AreaKind.GROUP.value in types:
        for code in held.areas.get(as_typed(text)) or held.folded_areas.get(wanted, ()):
            put(areas[code], CERTAIN)
    if INDICATOR in types:
        for id in held.indicators.get(as_typed(text), ()):
            put(indicators[id], CERTAIN)
    if found:  # what is only alike is no candidate beside the very name
        return sorted(found.values(), key=lambda one: TYPES.index(type_of(one[0])))
    for code in held.former_areas.get(text.strip(), ()):
        put(areas[code], ALIKE)
    for kind in kinds:
        for area in book.names.near(text, kind):
            put(area, ALIKE * max(likeness(wanted, folded(label)) for label in area.label.values()))
    if INDICATOR in types:
        for one in find(reader.connection, text, language, (INDICATOR,), FEW):
            put(indicators[one.key], ALIKE * (0.5 + likeness(wanted, folded(one.title)) / 2))
    return sorted(found.values(), key=lambda one: (-one[1], TYPES.index(type_of(one[0]))))


def _types(given: Any, key: str) -> list[str]:
    """The types asked for; none: all.

    Raises:
        ProblemError: 400 naming those there are.
    """
    several = [given] if isinstance(given, str | Mapping) else given or []
    if not isinstance(several, Sequence):
        raise _wrong(f"{key}.type", tell("write one of {there}.", there=", ".join(TYPES)))
    wanted = [str(one.get("id", "")) if isinstance(one, Mapping) else str(one) for one in several]
    for one in filter(None, wanted):
        if one not in TYPES:
            raise asking.unknown_code("type", one, TYPES)
    return [one for one in TYPES if one in wanted] or list(TYPES)


def _within(reader: Reader, properties: Any, key: str) -> str | None:
    """The code of the area that a query is narrowed to; None when it is not."""
    if not isinstance(properties, list) or not all(isinstance(one, Mapping) for one in properties):
        raise _wrong(f"{key}.properties", tell("write a list of {pid, v}."))
    for one in properties:
        value = one.get("v")
        value = value[0] if isinstance(value, list) and value else value
        value = value.get("id") if isinstance(value, Mapping) else value
        if one.get("pid") == WITHIN and value not in (None, ""):
            found = book_of(reader).names.find(str(value)[:LONGEST], AreaKind.COUNTY)
            return found[0].code if found else ""
    return None


def _lies(thing: Thing, within: str) -> bool:
    return isinstance(thing, Area) and within in (thing.code, thing.county)


def _wrong(name: str, said: Text) -> ProblemError:
    return ProblemError(400, joined(alike(f"{name}:"), said), parameter=name)


async def suggest(inquirer: Inquirer, form: Mapping[str, str], place: str) -> dict[str, Any]:
    """Things whose name begins so, or is nearly so."""
    skipped = cursor(form)
    found = matched(
        inquirer.reader, form.get("prefix", "")[:LONGEST], _types(form.get("type") or None, "type"), inquirer.told
    )
    begun = folded(form.get("prefix", "")[:LONGEST])
    known = {id_of(inquirer.reader, thing) for thing, _ in found}
    rest = [
        area
        for area in inquirer.reader.vocabulary.areas.values()
        if begun
        and area.code not in known
        and area.kind in NAMED
        and folded(area.label.get(inquirer.told, "")).startswith(begun)
    ]
    things = [*(thing for thing, score in found if score >= CERTAIN), *rest]
    things += [thing for thing, score in found if score < CERTAIN]
    return {
        "result": [
            {**sent(inquirer, thing), "notable": [typed(inquirer, type_of(thing))]} for thing in things[skipped:][:MANY]
        ]
    }


async def suggest_types(inquirer: Inquirer, form: Mapping[str, str], place: str) -> dict[str, Any]:
    """Types whose code or name begins so."""
    begun = folded(form.get("prefix", "")[:LONGEST])
    every = [typed(inquirer, code) for code in TYPES]
    return {"result": [one for one in every if begun in folded(one["name"]) or one["id"].startswith(begun)]}


def cursor(form: Mapping[str, str]) -> int:
    """How many are skipped: those that have been shown.

    Raises:
        ProblemError: 400.
    """
    text = form.get("cursor") or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise _wrong("cursor", tell("write a whole number."))
    return int(text)
