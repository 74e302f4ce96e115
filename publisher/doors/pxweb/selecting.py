"""Selecting: which cells of a table are asked for, by codes, wildcards and expressions, within bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import msgspec

from publisher.doors.inquiry import Inquirer
from publisher.doors.knocking import listed, near, refused
from publisher.doors.pxweb.table import Dimension, Table, codelist
from publisher.model import Text
from publisher.phrases import tell
from publisher.web.problems import ProblemError, meant
from publisher.wildcard import like

#: Cells of one answer.
MOST_CELLS = 100_000
#: Values that may be written of one dimension, and signs of one.
MOST_CODES, LONGEST = 5000, 200

_EXPRESSION = re.compile(r"(top|bottom|range|from|to)\s*\(([^()]*)\)", re.IGNORECASE)
#: A comma within the parentheses of an expression parts no values.
_COMMA = re.compile(r",(?![^()]*\))")

#: Dimension to its codes in the table's order; one that is eliminated is not there.
Chosen = dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A selection as it is written.

    Attributes:
        codes: dimension to values: codes and expressions.
        lists: dimension to the id of a list of codes.
        heading, stub: codes of dimensions, with commas.
    """

    codes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    heading: str = ""
    stub: str = ""

    def also(self, other: Asked) -> Asked:
        """This, and what another says beside it."""
        return Asked(
            codes={**self.codes, **other.codes},
            lists={**self.lists, **other.lists},
            heading=other.heading or self.heading,
            stub=other.stub or self.stub,
        )


def split(text: str) -> list[str]:
    """The values of a list."""
    return [part.strip() for part in _COMMA.split(text) if part.strip()]


def posted(body: bytes) -> Asked:
    """The selection of a body of JSON; none for an empty one.

    Raises:
        ProblemError: 400.
    """
    if not body.strip():
        return Asked()
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError):
        raise _body(tell("this is no JSON")) from None
    return listing_of(said)


def listing_of(given: Any) -> Asked:
    """The selection of an object.

    Raises:
        ProblemError: 400.
    """
    said = _cased(given)
    selection, placement = said.get("selection") or [], _cased(said.get("placement") or {})
    if not isinstance(selection, list):
        raise _body(tell("selection is no list"))
    codes, lists = dict[str, list[str]](), dict[str, str]()
    for one in map(_cased, selection):
        name, values, given = one.get("variablecode"), one.get("valuecodes") or [], one.get("codelist") or ""
        sound = isinstance(name, str) and isinstance(values, list) and isinstance(given, str)
        if not sound or not all(isinstance(value, str) for value in values):
            raise _body(tell("variableCode is a text, valueCodes a list of texts"))
        codes.setdefault(str(name), []).extend(value.strip() for value in values)
        if given:
            lists[str(name)] = given
    places = [placement.get(name) or [] for name in ("heading", "stub")]
    if not all(isinstance(place, list) and all(isinstance(one, str) for one in place) for place in places):
        raise _body(tell("heading and stub are lists of texts"))
    return Asked(codes=codes, lists=lists, heading=",".join(places[0]), stub=",".join(places[1]))


def _cased(given: Any) -> dict[str, Any]:
    """An object with its names in lower case: clients write ``codelist`` and ``codeList``."""
    if not isinstance(given, dict):
        raise _body(tell("an object is expected"))
    return {str(name).casefold(): value for name, value in given.items()}


def _body(said: Text) -> ProblemError:
    example = '{"selection": [{"variableCode": "Tid", "valueCodes": ["top(1)"]}]}'
    told = tell("{said}. Write for example {example}.", said=said, example=example)
    return refused("selection", told, title="Illegal selection")


def by_lists(inquirer: Inquirer, table: Table, lists: Mapping[str, str]) -> Chosen:
    """The codes that lists of codes leave of their dimensions.

    Raises:
        ProblemError: 400.
    """
    found: Chosen = {}
    for name, id in lists.items():
        if not id:
            continue
        dimension = table.dimension(name)
        if dimension.column != "area":
            raise refused(dimension.code, tell("has no codelists; Region has."), title="Non-existent codelist")
        try:
            codes = set(codelist(inquirer, id).codes)
        except ProblemError as problem:
            problem.status = 400
            raise
        if not (kept := [code for code in dimension.labels if code in codes]):
            words = tell("no area of the list is in {id}. Choose a list of /metadata.", id=table.id)
            raise refused(id[:80], words, title="Non-existent value")
        found[dimension.code] = kept
    return found


def default(table: Table) -> Chosen:
    """What is answered when nothing is selected: every area, the last period, all that can be eliminated left out."""
    return {
        one.code: list(one.labels)[-1:] if one.column == "period" else list(one.labels)
        for one in table.dimensions
        if one.column == "area" or one.eliminated is None
    }


def chosen(inquirer: Inquirer, table: Table, asked: Asked) -> Chosen:
    """The codes of a selection, in the table's order; the default one when nothing is selected.

    Raises:
        ProblemError: 400, or 403 for too many cells.
    """
    within = table.narrowed(by_lists(inquirer, table, asked.lists))
    listed_of = {table.dimension(name).code for name, id in asked.lists.items() if id}
    given: dict[str, list[str]] = {code: [] for code in listed_of}
    for name, values in asked.codes.items():
        code = table.dimension(name).code
        given.setdefault(code, []).extend(values)
    if not asked.codes and not given:
        return _bounded(table, default(table))
    found: Chosen = {}
    for one in within.dimensions:
        written = given.get(one.code)
        if written is None or (not written and one.code not in listed_of):
            if one.eliminated is None:
                words = tell(
                    "must be chosen. Write valueCodes[{code}]=*, or choose among {there}.",
                    code=one.code,
                    there=listed(list(one.labels), 5),
                )
                raise refused(one.code, words, title="Missing selection for mandatory variable")
            continue
        if len(written) > MOST_CODES:
            words = tell("at most {most_codes} values. Write *.", most_codes=MOST_CODES)
            raise refused(one.code, words, title="Illegal selection", bound=MOST_CODES)
        codes = {code for value in written or ["*"] for code in _codes(one, value)}
        found[one.code] = [code for code in one.labels if code in codes]
    return _bounded(table, found)


def cells(found: Chosen) -> int:
    """How many cells a selection has."""
    return prod(map(len, found.values()))


def _bounded(table: Table, found: Chosen) -> Chosen:
    if (count := cells(found)) > MOST_CELLS:
        words = tell(
            "{count} cells are selected, at most {most_cells} are given at once. Split the request.",
            count=count,
            most_cells=MOST_CELLS,
        )
        raise refused(table.id, words, 403, "Too many cells selected", bound=MOST_CELLS)
    return found


def _codes(one: Dimension, value: str) -> list[str]:
    """The codes of a dimension that a written value means.

    Raises:
        ProblemError: 400 with the nearest.
    """
    value = value[:LONGEST]
    there = list(one.labels)
    if value == "*":
        return there
    if value in one.labels:
        return [value]
    if "*" in value or "?" in value:
        inner = value[1:-1] if value[:1] == value[-1:] == "*" else value.removeprefix("*").removesuffix("*")
        if value.count("*") > 2 or "*" in inner or (value.count("*") == 2 and value[:1] != "*"):
            raise _expression(one, value)
        found = [code for code in there if _fits(code, value)]
        if found:
            return found
    elif (match := _EXPRESSION.fullmatch(value)) is not None:
        return _expressed(one, value, match[1].casefold(), [part.strip() for part in match[2].split(",")])
    else:
        alike = [code for code in there if code.casefold() == value.casefold()]
        if alike:
            return alike
    raise _unknown(one, value)


def _fits(code: str, pattern: str) -> bool:
    """Whether a code is like a pattern: ``*`` is anything, ``?`` any one sign."""
    if "?" not in pattern:
        return like(code.casefold(), pattern.casefold())
    parts = (".*" if sign == "*" else "." if sign == "?" else re.escape(sign) for sign in pattern)
    return re.fullmatch("".join(parts), code, re.IGNORECASE) is not None  # at most two stars, at the ends


def _expressed(one: Dimension, value: str, kind: str, given: Sequence[str]) -> list[str]:
    """The codes of ``top(n)``, ``bottom(n)``, ``range(a,b)``, ``from(a)``, ``to(b)``; of time the newest are on top."""
    there = list(one.labels)
    if kind in ("top", "bottom"):
        sound = len(given) in (1, 2) and all(part.isascii() and part.isdigit() and len(part) < 10 for part in given)
        if not sound or int(given[0]) == 0:
            raise _expression(one, value)
        count, skipped = int(given[0]), int(given[1]) if len(given) > 1 else 0
        rows = there[::-1] if (kind == "top") == (one.column == "period") else there
        if not (found := rows[skipped : skipped + count]):
            raise _unknown(one, value)
        return found
    if len(given) != (2 if kind == "range" else 1) or not all(given):
        raise _expression(one, value)
    first, last = (given[0], given[-1]) if kind == "range" else (given[0], "") if kind == "from" else ("", given[0])
    if one.column == "period":  # a period that is not there is a bound all the same
        found = [code for code in there if (not first or code >= first) and (not last or code[: len(last)] <= last)]
    else:
        for code in filter(None, (first, last)):
            if code not in one.labels:
                raise _unknown(one, code)
        found = there[there.index(first) if first else 0 : there.index(last) + 1 if last else len(there)]
    if not found:
        raise _unknown(one, value)
    return found


def _expression(one: Dimension, value: str) -> ProblemError:
    words = tell(
        "'{value}' cannot be read. Write a code, *, 01*, *80, 20??, top(3), bottom(3), "
        "range(2015,2022), from(2015) or to(2022).",
        value=value[:80],
    )
    return refused(one.code, words, title="Illegal selection expression")


def _unknown(one: Dimension, value: str) -> ProblemError:
    there = list(one.labels)
    by_name = {label.casefold(): code for code, label in one.labels.items()}
    alike, _ = near(value, list(one.labels.values()))
    named = [by_name[value.casefold()]] if value.casefold() in by_name else [by_name[one.casefold()] for one in alike]
    found = named or near(value, there)[0]
    told = [f"{code} ({one.labels[code]})" if one.labels[code] != code else code for code in found]
    said = meant(told)
    words = tell("there is no '{text}'.{meant} There are {there}.", text=value[:80], meant=said, there=listed(there))
    return refused(one.code, words, title="Non-existent value", nearest=found)


def placed(table: Table, found: Chosen, asked: Asked) -> tuple[list[str], list[str]]:
    """Dimensions of the stub and of the heading; contents and time stand in the heading unless told.

    Raises:
        ProblemError: 400.
    """
    named = {where: [table.dimension(name).code for name in split(text)] for where, text in
             (("heading", asked.heading), ("stub", asked.stub))}  # fmt: skip
    both = [*named["stub"], *named["heading"]]
    if len(set(both)) < len(both):
        words = tell("a variable stands twice in stub and heading. Write it once.")
        raise refused("stub", words, title="Illegal placement")
    rest = [code for code in found if code not in both]
    if not both:
        heading = [table.of(column).code for column in ("indicator", "period")]
        return [code for code in rest if code not in heading], [code for code in heading if code in found]
    stub, heading = ([code for code in named[where] if code in found] for where in ("stub", "heading"))
    return (stub, [*heading, *rest]) if named["stub"] else ([*stub, *rest], heading)
