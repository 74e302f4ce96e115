"""ORDER BY, done beside the engine: each key is read once.

Oxigraph looks a name up in the store each time that it compares two rows, on disk some 3 µs a name: 70,000 rows by two
keys take 9 s of processor. Here the engine is asked without ORDER BY, for the keys beside the columns, and the rows are
sorted as SPARQL says (https://www.w3.org/TR/sparql11-query/#modOrderBy): unbound, blank nodes, IRIs, literals; among
literals numbers, times and texts by value. Where SPARQL defines no order, other literals come first, by their text.

A query in another query, ``{ SELECT … ORDER BY … LIMIT … }``, is solved first and its rows put in its place (VALUES):
it is evaluated on its own in any case. What is not understood here is left to the engine as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from math import isnan

import pyoxigraph as ox

from publisher.sparql.tokens import TOKENS

#: Columns that hold the keys by which rows are sorted.
KEY = "sorted_by_"

#: Asks the store: the text of a query without an ORDER BY of its own, and its solutions.
Ask = Callable[[str], "ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples"]
Row = tuple[object | None, ...]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_WHOLE = frozenset(
    _XSD + name
    for name in (
        "integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
        "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
    )
)  # fmt: skip
_FLOATING = frozenset({_XSD + "double", _XSD + "float"})
_TEXTS = frozenset({_XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PAIRS = {"(": ")", "{": "}", "[": "]"}
#: Words that tie a query in a query to what is around it.
_TIED = frozenset({"GRAPH", "EXISTS", "SERVICE"})
_FORMS = frozenset({"SELECT", "CONSTRUCT", "DESCRIBE", "ASK"})


class LeftToEngine(Exception):
    """A query is of a make that is not sorted here."""


@dataclass(frozen=True)
class Token:
    """A token: its text, where it stands, and how many brackets it stands in."""

    text: str
    start: int
    end: int
    depth: int

    @property
    def word(self) -> str:
        """The keyword it may be, in capitals."""
        return self.text.upper()


@dataclass(frozen=True)
class Ordered:
    """A SELECT with an ORDER BY of its own: the text to ask instead, and what is left to do with its rows."""

    text: str
    names: tuple[str, ...]  #: variables of the keys, without their mark
    down: tuple[bool, ...]  #: of each key, whether it descends
    offset: int
    limit: int | None


def tokens(text: str) -> list[Token]:
    """The tokens of a query; a bracket and the one that closes it stand equally deep.

    Raises:
        LeftToEngine: brackets do not match, a text has no end, or letters are written as numbers.
    """
    found: list[Token] = []
    closing: list[str] = []
    if "\\u" in text or "\\U" in text:
        raise LeftToEngine
    for match in TOKENS.finditer(text):
        if match["comment"] is not None:
            continue
        mark = match[0]
        if mark in _PAIRS.values() and (not closing or closing.pop() != mark):
            raise LeftToEngine
        found.append(Token(mark, match.start(), match.end(), len(closing)))
        if mark in _PAIRS:
            closing.append(_PAIRS[mark])
        if match["open"] is not None or match["other"] is not None:
            raise LeftToEngine
    if closing:
        raise LeftToEngine
    return found


def solved(text: str, ask: Ask, most: int) -> tuple[list[str], list[Row]] | str:
    """The columns and rows of a SELECT that sorts, at most ``most`` + 1 of them; of all else the query to ask.

    Args:
        text: a query that the engine can read.
        ask: asks the store.
        most: rows an answer may have.
    """
    if KEY in text or not re.search(r"\border\b", text, re.IGNORECASE):
        return text
    try:
        return _solved(text, ask, most)
    except (LeftToEngine, SyntaxError):
        return text


def _solved(text: str, ask: Ask, most: int) -> tuple[list[str], list[Row]] | str:
    while True:
        found = tokens(text)
        if any(token.word in _TIED for token in found):
            raise LeftToEngine
        form = next((i for i, token in enumerate(found) if token.depth == 0 and token.word in _FORMS), None)
        if form is None:
            raise LeftToEngine
        prologue = text[: found[form].start]
        inner = next((i for i in range(len(found) - 1, form, -1) if _is_ordered_within(found, i)), None)
        if inner is None:
            break
        first, last = found[inner].start, found[_close(found, inner - 1)].start
        select = _ordered(text, found[inner : _close(found, inner - 1)])
        text = text[:first] + _in_its_place(select, prologue, ask, most) + text[last:]
    if found[form].word == "SELECT":
        if not _orders(found[form:]):
            return text
        return _rows(_ordered(text, found[form:]), prologue, ask, most)
    if found[form].word == "ASK" or not (order := _orders(found[form:])):
        return text
    if found[form].word == "CONSTRUCT" and found[form + 1].text != "{":
        raise LeftToEngine  # the pattern is the template
    group = max(i for i, token in enumerate(found) if token.text == "{" and token.depth == 0 and token.start < order)
    pattern = "SELECT * " + text[found[group].start :]
    select = _ordered(pattern, tokens(pattern))
    return text[: found[group].start] + "{ " + _in_its_place(select, prologue, ask, most) + " }"


def _is_ordered_within(found: Sequence[Token], place: int) -> bool:
    """Whether a SELECT in braces of its own begins here, with an ORDER BY."""
    if found[place].word != "SELECT" or found[place - 1].text != "{":
        return False
    return bool(_orders(found[place : _close(found, place - 1)]))


def _close(found: Sequence[Token], opened: int) -> int:
    """The place of the bracket that closes another."""
    mark, depth = _PAIRS[found[opened].text], found[opened].depth
    return next(i for i in range(opened + 1, len(found)) if found[i].text == mark and found[i].depth == depth)


def _orders(found: Sequence[Token]) -> int:
    """Where in the text the ORDER BY of a query stands, given its tokens; 0 when it has none."""
    depth = found[0].depth
    return next((token.start for token in found if token.depth == depth and token.word == "ORDER"), 0)


def _in_its_place(select: Ordered, prologue: str, ask: Ask, most: int) -> str:
    """What may stand for a query in a query: its rows, or itself unsorted where the order makes no difference."""
    if select.limit is None and not select.offset and not any(name.startswith(KEY) for name in select.names):
        return select.text
    columns, rows = _rows(select, prologue, ask, most)
    if len(rows) > most or any(not isinstance(t, ox.NamedNode | ox.Literal | None) for row in rows for t in row):
        raise LeftToEngine
    cells = "\n".join(f"({' '.join('UNDEF' if term is None else str(term) for term in row)})" for row in rows)
    return f"VALUES ({' '.join('?' + column for column in columns)}) {{ {cells} }}"


def _ordered(text: str, found: Sequence[Token]) -> Ordered:
    """What to ask instead of a SELECT with an ORDER BY, whose tokens are given."""
    depth = found[0].depth
    opened = next((i for i, token in enumerate(found) if token.text == "{" and token.depth == depth), None)
    order = next((i for i, token in enumerate(found) if token.word == "ORDER" and token.depth == depth), None)
    if opened is None or order is None or order < opened or found[order + 1].word != "BY":
        raise LeftToEngine
    closed = _close(found, opened)
    projection = list(found[1:opened])
    if projection and projection[-1].word == "WHERE":
        projection.pop()
    distinct = bool(projection) and projection[0].word in ("DISTINCT", "REDUCED")
    every = any(token.text == "*" and token.depth == depth for token in projection)
    shown = {t.text[1:] for t in projection if t.text[0] in "?$" and t.depth == depth} | {
        projection[i - 1].text[1:] for i, t in enumerate(projection) if t.text == ")" and t.depth == depth
    }
    keys, place = _keys(text, found, order + 2)
    bounds: dict[str, int] = {}
    while place < len(found) and found[place].word in ("LIMIT", "OFFSET"):
        number = found[place + 1].text if place + 1 < len(found) else ""
        if found[place].word in bounds or not (number.isascii() and number.isdigit()):
            raise LeftToEngine
        bounds[found[place].word] = int(number)
        place += 2
    if place < len(found) and found[place].word != "VALUES":
        raise LeftToEngine
    names, more = [], []
    for count, (key, _) in enumerate(keys):
        plain = key[0] in "?$" and re.fullmatch(r"[?$]\w+", key)
        if plain and (every or key[1:] in shown):
            names.append(key[1:])
        elif distinct:
            raise LeftToEngine
        else:
            names.append(f"{KEY}{count}")
            more.append(f"({key} AS ?{KEY}{count})")
    pattern = text[found[opened].start : found[closed].end]
    if every and more:
        pattern, more = f"{{ {pattern} {' '.join('BIND' + key for key in more)} }}", []
    start, end = found[0].start, found[-1].end
    chosen = text[start : (projection[-1] if projection else found[0]).end]
    between = text[found[closed].end : found[order].start]
    after = text[found[place].start : end] if place < len(found) else ""
    return Ordered(
        text=f"{chosen} {' '.join(more)} WHERE {pattern} {between}\n{after}",
        names=tuple(names),
        down=tuple(descends for _, descends in keys),
        offset=bounds.get("OFFSET", 0),
        limit=bounds.get("LIMIT"),
    )


def _keys(text: str, found: Sequence[Token], place: int) -> tuple[list[tuple[str, bool]], int]:
    """The keys of an ORDER BY from a place on, each with whether it descends, and the place after them."""
    keys: list[tuple[str, bool]] = []
    while place < len(found) and found[place].word not in ("LIMIT", "OFFSET", "VALUES"):
        first, last = found[place], place
        directed = first.word in ("ASC", "DESC")
        if directed or first.text[0] not in "?$(":
            last += 1  # a direction or a function, and what it is of
        if last >= len(found) or (last > place and found[last].text != "("):
            raise LeftToEngine
        if found[last].text == "(":
            last = _close(found, last)
        keys.append((text[(found[place + 1] if directed else first).start : found[last].end], first.word == "DESC"))
        place = last + 1
    if not keys:
        raise LeftToEngine
    return keys, place


def _rows(select: Ordered, prologue: str, ask: Ask, most: int) -> tuple[list[str], list[Row]]:
    """Columns and rows, sorted and cut; of more than ``most`` rows that nothing cuts, some of them, unsorted."""
    solutions = ask(prologue + select.text)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    shown = [i for i, name in enumerate(names) if not name.startswith(KEY)]
    sorted_by = [names.index(name) if name in names else None for name in select.names]
    kept = select.offset + min(most + 1 if select.limit is None else select.limit, most + 1)
    rows: list[tuple[list[tuple[object, ...]], Row]] = []
    for solution in solutions:
        terms = tuple(solution)
        rows.append(([(0,) if i is None else key(terms[i]) for i in sorted_by], tuple(terms[i] for i in shown)))
        if len(rows) > 2 * kept + 1000:
            if select.limit is None:
                break
            _sort(rows, select.down)
            del rows[kept:]
    _sort(rows, select.down)
    return [names[i] for i in shown], [row for _, row in rows[select.offset : kept]]


def _sort(rows: list[tuple[list[tuple[object, ...]], Row]], down: Sequence[bool]) -> None:
    """Sort by several keys, some of them downwards: by the last first; each sort keeps the order of the one before."""
    for place in reversed(range(len(down))):
        rows.sort(key=lambda row: row[0][place], reverse=down[place])


def key(term: object | None) -> tuple[object, ...]:
    """What a term is sorted by; of two keys with the same first part, all parts can be compared."""
    if isinstance(term, ox.NamedNode):
        return 2, term.value
    if isinstance(term, ox.Literal):
        return _literal(term.value, term.datatype.value, term.language or "")
    return (0,) if term is None else (1, str(term))


def _literal(value: str, datatype: str, language: str) -> tuple[object, ...]:
    if datatype in _TEXTS:
        return 9, value, datatype, language
    name = datatype.removeprefix(_XSD)
    try:
        if datatype in _WHOLE:
            return 5, int(value)
        if name == "decimal" and (number := Decimal(value)).is_finite():
            return 5, number
        if datatype in _FLOATING and not isnan(floating := float(value)):
            return 5, floating
        if name == "boolean":
            return 6, value in ("true", "1")
        if name == "dateTime":
            moment = datetime.fromisoformat(value)
            return 7, moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if name == "date" and _DAY.fullmatch(value):
            return 8, value
    except (ValueError, ArithmeticError):
        pass  # it is not what its datatype says
    return 3, value, datatype, language
