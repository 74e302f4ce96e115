"""The parameters of the API: each said once, read from the address and described in OpenAPI by the same object.

Lists may be written with commas (``area=0180,1480``) or repeated (``area=0180&area=1480``). Empty,
unknown and (where one value is meant) repeated parameters are refused, never guessed at.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote

from publisher.model import PERIOD_PATTERN, Text
from publisher.web.problems import ProblemError

#: Values one parameter may list: every municipality, with room for counties and the nation.
MOST_VALUES = 320
#: Rows of one page of JSON, unless asked otherwise.
PAGE = 1000
#: Rows of one page of JSON at most; other formats have no such bound.
MOST_ROWS = 10_000
#: Rows that may be skipped.
MOST_SKIPPED = 100_000_000


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """What may stand in the query of an address."""

    name: str
    description: Text
    schema: Mapping[str, object] = field(default_factory=lambda: {"type": "string", "minLength": 1, "maxLength": 200})
    many: bool = False  #: a list
    most: int = MOST_VALUES  #: values a list may hold
    alone: str = ""  #: of a list: a word that stands for no list
    example: str = ""
    required: bool = False

    @property
    def allowed(self) -> Sequence[str]:
        """Codes it must be one of, when they are few."""
        codes = self.schema.get("enum", ())
        return [str(code) for code in codes] if isinstance(codes, (list, tuple)) else ()

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
            "description": self.description[language],
            "schema": schema,
        }
        if self.many:
            described |= {"style": "form", "explode": False}
        if self.example:
            kind = self.schema.get("type")
            value: object = int(self.example) if kind == "integer" else self.example
            described["example"] = self.example.split(",") if self.many else value
        return described


def period_pattern() -> str:
    """A regular expression for one value of ``period``; of ranges it admits those of years that run forwards."""
    same = "|".join(f"{d}(?:" + "|".join(rf"{u}\.\.{d}[{u}-9]" for u in range(10)) + ")" for d in _DECADES)
    later = "|".join(rf"{d}[0-9]\.\.(?:{'|'.join(_DECADES[i + 1 :])})[0-9]" for i, d in enumerate(_DECADES[:-1]))
    years = f"(?:{'|'.join(_DECADES)})[0-9]"
    more = r"(?:-(?:0[1-9]|1[0-2])|-Q[1-4])?"
    return rf"^(?:{years}{more}|{years}\.\.|\.\.{years}|{same}|{later})$"


_DECADES = tuple(f"{c}{d}" for c, d in (*((19, d) for d in range(5, 10)), *((20, d) for d in range(5))))
_NAME = {
    "type": "string",
    "minLength": 1,
    "maxLength": 100,
    "pattern": r"^[^\s\u0000-\u001f\u007f-\u00a0,&+#%][^\u0000-\u001f\u007f-\u00a0,&+#%]*$",
}
_DATE = {"type": "string", "format": "date"}
_FLAG = {"type": "string", "enum": ["0", "1"]}

INDICATOR = Parameter(
    name="indicator",
    many=True,
    example="U21349",
    schema=_NAME,
    description={"sv": "Nyckeltalets id eller hela namn.", "en": "Id or whole name of the indicator."},
)
ONE_INDICATOR = Parameter(
    name="indicator",
    example="U21349",
    schema=_NAME,
    required=True,
    description={"sv": "Nyckeltalets id eller hela namn.", "en": "Id or whole name of the indicator."},
)
AREA = Parameter(
    name="area",
    many=True,
    example="0180",
    schema=_NAME,
    description={
        "sv": "Kod eller namn på kommun, län, riket eller grupp. Läggs ihop med group.",
        "en": "Code or name of a municipality, county, the nation or a group. Added to group.",
    },
)
MUNICIPALITY = Parameter(
    name="municipality",
    many=True,
    most=40,
    example="0180,1480",
    schema=_NAME,
    required=True,
    description={"sv": "Kommuners koder eller namn.", "en": "Codes or names of municipalities."},
)
GROUP = Parameter(
    name="group",
    many=True,
    example="skr2023-A1",
    schema=_NAME,
    description={
        "sv": "Kommunerna i ett län (01), en SKR-grupp (skr2023-A1), en storleksgrupp (storlek-1) eller bland "
        "Koladas liknande kommuner (liknande-aldreomsorg-0180); kod eller namn.",
        "en": "The municipalities of a county (01), an SKR group (skr2023-A1), a size group (storlek-1) or of "
        "Kolada's similar municipalities (liknande-aldreomsorg-0180); code or name.",
    },
)
PERIOD = Parameter(
    name="period",
    many=True,
    alone="latest",
    example="2022",
    schema={"type": "string", "pattern": period_pattern()},
    description={
        "sv": "2022, ett intervall (2015..2022, 2015.., ..2022) eller latest: den senaste för varje nyckeltal och "
        "område. Även kvartal (2022-Q1), månader (2022-03) och dagar.",
        "en": "2022, a range (2015..2022, 2015.., ..2022) or latest: the last of each indicator and area. Quarters "
        "(2022-Q1), months (2022-03) and days too.",
    },
)
ONE_PERIOD = Parameter(
    name="period",
    example="2022",
    schema={"type": "string", "pattern": r"^(?:latest|(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2])|-Q[1-4])?)$"},
    description={"sv": "En period, eller latest (förval).", "en": "A period, or latest (default)."},
)
SEX = Parameter(
    name="sex",
    many=True,
    example="T",
    schema={"type": "string", "enum": ["T", "F", "M"]},
    description={"sv": "T alla, F kvinnor, M män.", "en": "T all, F women, M men."},
)
SERVICE_AREA = Parameter(
    name="service_area",
    many=True,
    example="_T",
    schema=_NAME,
    description={
        "sv": "Verksamhetsområdets kod; _T ej uppdelat.",
        "en": "Code of the service area; _T not broken down.",
    },
)
STATUS = Parameter(
    name="status",
    many=True,
    example="suppressed",
    schema=_NAME,
    description={"sv": "Bara värden med denna status.", "en": "Only values with this status."},
)
DATASET = Parameter(
    name="dataset",
    many=True,
    example="valfardsteknik",
    schema=_NAME,
    description={"sv": "Datamängdens namn.", "en": "Name of the dataset."},
)
SUBJECT = Parameter(
    name="subject",
    many=True,
    schema=_NAME,
    description={"sv": "Ämnesområdets kod.", "en": "Code of the subject."},
)
KIND = Parameter(
    name="kind",
    many=True,
    example="municipality",
    schema={"type": "string", "enum": ["nation", "county", "municipality", "group"]},
    description={"sv": "Områdets slag.", "en": "Kind of area."},
)
CHANGE = Parameter(
    name="kind",
    many=True,
    example="revised",
    schema={"type": "string", "enum": ["added", "revised", "withdrawn", "restored", "amended"]},
    description={"sv": "Ändringens slag.", "en": "Kind of change."},
)
SINCE = Parameter(
    name="since",
    example="2024-01-01",
    schema=_DATE,
    description={"sv": "Ändringar från och med dagen.", "en": "Changes from that day on."},
)
AS_OF = Parameter(
    name="as_of",
    example="2024-01-30",
    schema={"type": "string", "format": "date"},
    description={
        "sv": "Som det var utgivet när dagen var slut, eller i utgåvan med detta id.",
        "en": "As published at the end of that day, or in the edition with that id.",
    },
)
LANG = Parameter(
    name="lang",
    example="sv",
    schema={"type": "string", "enum": ["sv", "en", "all"]},
    description={
        "sv": "Språk för namn och förklaringar; annars efter Accept-Language, annars svenska.",
        "en": "Language of names and explanations; else by Accept-Language, else Swedish.",
    },
)
LIMIT = Parameter(
    name="limit",
    example="1000",
    schema={"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": PAGE},
    description={
        "sv": "Rader per sida JSON; nästa sida finns i links.next. Andra format har inget tak.",
        "en": "Rows per page of JSON; the next page is in links.next. Other formats have no cap.",
    },
)
OFFSET = Parameter(
    name="offset",
    example="0",
    schema={"type": "integer", "minimum": 0, "maximum": MOST_SKIPPED, "default": 0},
    description={"sv": "Rader att hoppa över.", "en": "Rows to skip."},
)
BOM = Parameter(
    name="bom",
    schema=_FLAG,
    description={
        "sv": "CSV: 1 sätter byteordningsmärke först, för Excel.",
        "en": "CSV: 1 puts a byte order mark first, for Excel.",
    },
)
DECIMAL = Parameter(
    name="decimal",
    schema={"type": "string", "enum": ["point", "comma"]},
    description={
        "sv": "CSV: comma ger decimalkomma och semikolon mellan fälten.",
        "en": "CSV: comma gives decimal commas and semicolons between the fields.",
    },
)
WEIGHTS = Parameter(
    name="weights",
    many=True,
    example="befolkning:2",
    schema={"type": "string", "pattern": r"^[a-z][a-z0-9-]{0,40}:(?:[0-9]|10)(?:\.[0-9]{1,3})?$"},
    description={
        "sv": "Vikt 0–10 per egenskap; övriga har sin förvalda vikt.",
        "en": "Weight 0–10 per trait; the others keep their default weight.",
    },
)


def format_parameter(allowed: Sequence[str]) -> Parameter:
    """``format``, for a path that can be had in these."""
    return Parameter(
        name="format",
        example="json",
        schema={"type": "string", "enum": list(allowed)},
        description={"sv": "Format; går före Accept.", "en": "Format; goes before Accept."},
    )


#: What every path takes, beside its own.
EVERYWHERE = (LANG,)
PAGING = (LIMIT, OFFSET)
TABULAR = (BOM, DECIMAL)

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
        raise ProblemError(
            400,
            {"sv": "Adressens fråga är inte UTF-8.", "en": "The query of the address is not UTF-8."},
        ) from None
    except ValueError:
        raise too_many("?", 2 * MOST_VALUES) from None
    for name, text in pairs:
        parameter = known.get(name)
        if parameter is None:
            raise unknown_parameter(name, list(known))
        parts = [part.strip(" ") for part in text.split(",")] if parameter.many else [text.strip(" ")]
        if not all(parts):
            raise refuse(
                parameter,
                "Parametern är tom: skriv ett värde eller ta bort den.",
                "The parameter is empty: give it a value or leave it out.",
            )
        values.setdefault(name, []).extend(parts)
    for name, found in values.items():
        check(known[name], found)
    for parameter in parameters:
        if parameter.required and parameter.name not in values:
            raise refuse(parameter, "Parametern måste anges.", "The parameter must be given.")
    return {name: list(dict.fromkeys(found)) for name, found in values.items()}


def check(parameter: Parameter, found: Sequence[str]) -> None:
    """Refuse what a parameter cannot be.

    Raises:
        ProblemError: 400 or 422.
    """
    if not parameter.many and len(found) > 1:
        raise refuse(parameter, "Parametern får bara stå en gång.", "The parameter may stand only once.")
    if len(found) > parameter.most:
        raise too_many(parameter.name, parameter.most)
    if parameter.allowed:
        for text in found:
            if text not in parameter.allowed:
                raise refuse(parameter, f"'{text[:80]}' är inget värde för den.", f"'{text[:80]}' is no value of it.")
    if parameter.schema.get("type") == "integer":
        low, high = int(str(parameter.schema["minimum"])), int(str(parameter.schema["maximum"]))
        if not re.fullmatch(r"\d{1,12}", found[0]) or not low <= int(found[0]) <= high:
            raise refuse(parameter, f"Skriv ett heltal {low}–{high}.", f"Write a whole number {low}–{high}.")
    if parameter is WEIGHTS:
        for text in found:
            if not re.fullmatch(str(parameter.schema["pattern"]), text):
                raise refuse(parameter, "Skriv egenskap:vikt, med vikt 0–10.", "Write trait:weight, the weight 0–10.")


def refuse(parameter: Parameter, sv: str, en: str, **extra: Any) -> ProblemError:
    """400 that names the parameter, what it may be and an example."""
    allowed = list(parameter.allowed)
    steps = {
        "sv": f" Tillåtet: {', '.join(allowed)}." if allowed else f" Exempel: {parameter.name}={parameter.example}.",
        "en": f" Allowed: {', '.join(allowed)}." if allowed else f" Example: {parameter.name}={parameter.example}.",
    }
    if not allowed and not parameter.example:
        steps = {"sv": "", "en": ""}
    if allowed:
        extra["allowed"] = allowed
    detail = {"sv": f"{parameter.name}: {sv}{steps['sv']}", "en": f"{parameter.name}: {en}{steps['en']}"}
    return ProblemError(400, detail, parameter=parameter.name, **extra)


def unknown_parameter(name: str, known: Sequence[str]) -> ProblemError:
    """400 for a parameter this path does not have."""
    name = name[:80]
    near = difflib.get_close_matches(name, known, n=2, cutoff=0.6)
    meant = {"sv": f" Menade du {near[0]}?", "en": f" Did you mean {near[0]}?"} if near else {"sv": "", "en": ""}
    listed = ", ".join(known) or "–"
    return ProblemError(
        400,
        {
            "sv": f"Parametern '{name}' finns inte här.{meant['sv']} Här finns: {listed}.",
            "en": f"There is no parameter '{name}' here.{meant['en']} There are: {listed}.",
        },
        parameter=name,
        allowed=list(known),
        nearest=near,
    )


def too_many(name: str, bound: int) -> ProblemError:
    """422 that says the bound and how to split."""
    return ProblemError(
        422,
        {
            "sv": f"{name}: högst {bound} värden i en fråga. Dela upp frågan i flera, använd group för många kommuner, "
            "eller utelämna parametern för att få alla.",
            "en": f"{name}: at most {bound} values in a request. Split it into several, use group for many "
            "municipalities, or leave the parameter out to get all.",
        },
        parameter=name,
        bound=bound,
    )


def canonical(values: Values, known: Sequence[Parameter]) -> str:
    """The query in its one form: parameters and listed values in order, percent-encoded once."""
    many = {parameter.name: parameter.many for parameter in known}
    return "&".join(
        f"{name}={','.join(quote(text, safe=':._~-') for text in (sorted(found) if many.get(name) else found))}"
        for name, found in sorted(values.items())
    )


PERIOD_CODE = re.compile(PERIOD_PATTERN)
