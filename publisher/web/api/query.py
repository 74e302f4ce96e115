"""The query of an address, read against what a path takes.

Lists may be written with commas (``area=A,B``) or repeated (``area=A&area=B``). Empty,
unknown and (where one value is meant) repeated parameters are refused, never guessed at.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote

from publisher.model import PERIOD_PATTERN, Text, localised
from publisher.phrases import joined, tell
from publisher.web.problems import ProblemError, meant

#: Values one parameter may list: every municipality, with room for counties and the nation.
MOST_VALUES = 320
#: Rows of one page of JSON, unless asked otherwise.
PAGE = 1000
#: Similar municipalities told of, unless asked otherwise.
NEIGHBOURS = 7
#: Rows of one page of JSON at most; other formats have no such bound.
MOST_ROWS = 10_000
#: Rows that may be skipped.
MOST_SKIPPED = 100_000_000


@dataclass(frozen=True)
class Parameter:
    """What may stand in the query of an address."""

    name: str
    description: Text
    example: str = ""
    schema: Mapping[str, object] = field(default_factory=lambda: {"type": "string", "minLength": 1, "maxLength": 200})
    _: KW_ONLY
    many: bool = False  #: a list
    most: int = MOST_VALUES  #: values a list may hold
    alone: str = ""  #: of a list: a word that stands for no list
    required: bool = False
    strict: bool = False  #: what the pattern does not admit is refused at once

    @property
    def allowed(self) -> Sequence[str]:
        """Codes it must be one of, when they are few."""
        codes = self.schema.get("enum", ())
        return [str(code) for code in codes] if isinstance(codes, (list, tuple)) else ()

    @property
    def within(self) -> tuple[str, Text]:
        """The same as a part of a path: an example, and what it is."""
        return self.example, self.description

    def describe(self, language: str) -> dict[str, object]:
        """The parameter as an OpenAPI 3.1 Parameter Object."""
        schema = self.schema
        if self.many:
            schema = {"type": "array", "items": self.schema, "minItems": 1, "maxItems": self.most}
            if self.alone:
                schema = {"anyOf": [{"type": "string", "enum": [self.alone]}, schema]}
        described: dict[str, object] = {
            "name": self.name,
            "in": "query",
            "required": self.required,
            "description": localised(self.description, language),
            "schema": schema,
        }
        if self.many:
            described |= {"style": "form", "explode": False}
        if self.example:
            kind = self.schema.get("type")
            value: object = int(self.example) if kind == "integer" else self.example
            described["example"] = self.example.split(",") if self.many else value
        return described


Values = dict[str, list[str]]


def read(query: bytes, parameters: Sequence[Parameter]) -> Values:
    """The query of an address as lists of values by parameter.

    Raises:
        ProblemError: 400 for what is not understood, 422 for too many values.
    """
    known = {parameter.name: parameter for parameter in parameters}
    values: Values = {}
    try:
        pairs = parse_qsl(
            query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=2 * MOST_VALUES
        )
    except UnicodeError:
        raise ProblemError(400, tell("The query of the address is not UTF-8.")) from None
    except ValueError:
        raise too_many("?", 2 * MOST_VALUES) from None
    for name, text in pairs:
        parameter = known.get(name)
        if parameter is None:
            raise unknown_parameter(name, list(known))
        parts = [part.strip(" ") for part in text.split(",")] if parameter.many else [text.strip(" ")]
        if not all(parts):
            raise refuse(parameter, tell("The parameter is empty: give it a value or leave it out."))
        values.setdefault(name, []).extend(parts)
    for name, found in values.items():
        check(known[name], found)
    for parameter in parameters:
        if parameter.required and parameter.name not in values:
            raise refuse(parameter, tell("The parameter must be given."))
    return {name: list(dict.fromkeys(found)) for name, found in values.items()}


def check(parameter: Parameter, found: Sequence[str]) -> None:
    """Refuse what a parameter cannot be.

    Raises:
        ProblemError: 400 or 422.
    """
    if not parameter.many and len(found) > 1:
        raise refuse(parameter, tell("The parameter may stand only once."))
    if len(found) > parameter.most:
        raise too_many(parameter.name, parameter.most)
    if parameter.allowed:
        for text in found:
            if text not in parameter.allowed:
                near = difflib.get_close_matches(text[:80].casefold(), parameter.allowed, n=1, cutoff=0.6)
                said = meant(near)
                raise refuse(
                    parameter, tell("'{text}' is no value of it.{meant}", text=text[:80], meant=said), nearest=near
                )
    if parameter.schema.get("type") == "integer":
        low, high = int(str(parameter.schema["minimum"])), int(str(parameter.schema["maximum"]))
        if not re.fullmatch(r"\d{1,12}", found[0]) or not low <= int(found[0]) <= high:
            raise refuse(parameter, tell("Write a whole number {low}–{high}.", low=low, high=high))
    if parameter.strict:
        for text in found:
            if not re.fullmatch(str(parameter.schema["pattern"]), text):
                raise refuse(parameter, tell("'{text}' is no value of it.", text=text[:80]))


def refuse(parameter: Parameter, what: Text, **extra: Any) -> ProblemError:
    """400 that names the parameter, what it may be and an example."""
    allowed = list(parameter.allowed)
    step: Text = {}
    if allowed:
        extra["allowed"] = allowed
        step = tell("Allowed: {allowed}.", allowed=", ".join(allowed))
    elif parameter.example:
        step = tell("Example: {name}={example}.", name=parameter.name, example=parameter.example)
    detail = joined(tell("{parameter}: {what}", parameter=parameter.name, what=what), step)
    return ProblemError(400, detail, parameter=parameter.name, **extra)


#: What else people call what a parameter asks for: in the pages' addresses, at the sources, in other APIs.
SYNONYMS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("kommun", "kommuner", "municipalities"), ("municipality", "area")),
    **dict.fromkeys(("municipality", "code", "region", "lan", "län", "county", "område", "areas", "place"), ("area",)),
    **dict.fromkeys(("nyckeltal", "kpi", "kpi_id", "id", "measure", "table"), ("indicator",)),
    **dict.fromkeys(("ar", "år", "year", "years", "tid", "time", "date", "periods"), ("period",)),
    **dict.fromkeys(("kon", "kön", "gender"), ("sex",)),
    **dict.fromkeys(("tidigare", "before", "from", "since"), ("earlier", "since")),
    **dict.fromkeys(("q", "query", "name", "search"), ("text",)),
    **dict.fromkeys(("language", "sprak", "språk"), ("lang",)),
    **dict.fromkeys(("page_size", "per_page", "size", "count"), ("limit",)),
}


def unknown_parameter(name: str, known: Sequence[str]) -> ProblemError:
    """400 for a parameter this path does not have."""
    name = name[:80]
    near = [*difflib.get_close_matches(name, known, n=2, cutoff=0.6)]
    near += [one for one in SYNONYMS.get(name.casefold(), ()) if one in known and one not in near]
    said = meant(near[:1])
    listed = ", ".join(known) or "–"
    detail = tell(
        "There is no parameter '{name}' here.{said} There are: {listed}.", name=name, said=said, listed=listed
    )
    return ProblemError(400, detail, parameter=name, allowed=list(known), nearest=near)


def too_many(name: str, bound: int) -> ProblemError:
    """422 that says the bound and how to split."""
    detail = tell(
        "{name}: at most {bound} values in a request. Split it into several, use group for many "
        "municipalities, or leave the parameter out to get all.",
        name=name,
        bound=bound,
    )
    return ProblemError(422, detail, parameter=name, bound=bound)


def canonical(values: Values, known: Sequence[Parameter]) -> str:
    """The query in its one form: parameters and listed values in order, percent-encoded once."""
    many = {parameter.name: parameter.many for parameter in known}
    return "&".join(
        f"{name}={','.join(quote(text, safe=':._~-') for text in (sorted(found) if many.get(name) else found))}"
        for name, found in sorted(values.items())
    )


PERIOD_CODE = re.compile(PERIOD_PATTERN)
