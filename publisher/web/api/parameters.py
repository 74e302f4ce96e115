"""The parameters of the API: each said once, read from the address and described in OpenAPI by the same object."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.phrases import tell
from publisher.web import examples
from publisher.web.api.query import MOST_ROWS, MOST_SKIPPED, NEIGHBOURS, PAGE, Parameter


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


def _one_of(*codes: str, **more: object) -> dict[str, object]:
    return {"type": "string", "enum": list(codes), **more}


_FLAG = _one_of("0", "1")

INDICATOR = Parameter("indicator", tell("Id or whole name of the indicator."), examples.INDICATOR, _NAME, many=True)
ONE_INDICATOR = Parameter(
    "indicator", tell("Id or whole name of the indicator."), examples.INDICATOR, _NAME, required=True
)
AREA = Parameter(
    "area",
    tell("Code or name of a municipality, county, the nation or a group. Added to group."),
    examples.AREA,
    _NAME,
    many=True,
)
MUNICIPALITY = Parameter(
    "municipality",
    tell("Codes or names of municipalities."),
    f"{examples.AREA},{examples.OTHER}",
    _NAME,
    many=True,
    most=40,
    required=True,
)
GROUP = Parameter(
    "group",
    tell("The municipalities of a county or of a group of any division (/api/v1/areas?kind=group); code or name."),
    examples.GROUP,
    _NAME,
    many=True,
)
OUTLINES = Parameter(
    "outlines",
    tell("With format=geojson and geoparquet: borders, or a square of one size for each municipality."),
    "tiles",
    _one_of("borders", "tiles", default="borders"),
)
PERIOD = Parameter(
    "period",
    tell(
        "2022, a range (2015..2022, 2015.., ..2022) or latest: the last of each indicator and area. "
        "Quarters (2022-Q1), months (2022-03) and days too."
    ),
    "2022",
    {"type": "string", "pattern": period_pattern()},
    many=True,
    alone="latest",
)
ONE_PERIOD = Parameter(
    "period",
    tell("A period, or latest (default)."),
    "2022",
    {"type": "string", "pattern": r"^(?:latest|(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2])|-Q[1-4])?)$"},
)
EARLIER = Parameter(
    "earlier",
    tell("An earlier period to compare with; else the one before that is told of."),
    "2020",
    {"type": "string", "pattern": r"^(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2])|-Q[1-4])?$"},
)
SEX = Parameter("sex", tell("T all, F women, M men."), "T", _one_of("T", "F", "M"), many=True)
SERVICE_AREA = Parameter("service_area", tell("Code of the service area; _T not broken down."), "_T", _NAME, many=True)
STATUS = Parameter("status", tell("Only values with this status."), "suppressed", _NAME, many=True)
DATASET = Parameter("dataset", tell("Name of the dataset."), examples.DATASET, _NAME, many=True)
SUBJECT = Parameter("subject", tell("Code of the subject."), schema=_NAME, many=True)
KIND = Parameter(
    "kind", tell("Kind of area."), "municipality", _one_of("nation", "county", "municipality", "group"), many=True
)
CHANGE = Parameter(
    "kind",
    tell("Kind of change."),
    "revised",
    _one_of("added", "revised", "withdrawn", "restored", "amended"),
    many=True,
)
SINCE = Parameter("since", tell("Changes from that day on."), "2024-01-01", _DATE)
AS_OF = Parameter(
    "as_of", tell("As published at the end of that day, or in the edition with that id."), "2024-01-30", _DATE
)
LANG = Parameter(
    "lang",
    tell("Language of names and explanations; else by Accept-Language, else the site's first."),
    "sv",
    _one_of("sv", "en", "all"),
)
LIMIT = Parameter(
    "limit",
    tell("Rows per page of JSON; the next page is in links.next. Other formats have no cap."),
    "1000",
    {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": PAGE},
)
OFFSET = Parameter(
    "offset", tell("Rows to skip."), "0", {"type": "integer", "minimum": 0, "maximum": MOST_SKIPPED, "default": 0}
)
BOM = Parameter("bom", tell("CSV: 1 puts a byte order mark first, for Excel."), schema=_FLAG)
RAW = Parameter(
    "raw",
    tell(
        "CSV: 1 gives text as it is stored; else text that a spreadsheet takes for a formula (=, +, -, @ first) "
        "has a ' before it. Numbers are never touched."
    ),
    schema=_FLAG,
)
DECIMAL = Parameter(
    "decimal",
    tell("CSV: comma gives decimal commas and semicolons between the fields."),
    schema=_one_of("point", "comma"),
)
MOST_ALIKE = Parameter(
    "limit",
    tell("How many similar municipalities, the most alike first."),
    "7",
    {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": NEIGHBOURS},
)
WEIGHTS = Parameter(
    "weights",
    tell("Weight 0–10 per trait; the others keep their default weight."),
    "befolkning:2",
    {"type": "string", "pattern": r"^[a-z][a-z0-9-]{0,40}:(?:[0-9]|10)(?:\.[0-9]{1,3})?$"},
    many=True,
    strict=True,
)


def format_parameter(allowed: Sequence[str]) -> Parameter:
    """``format``, for a path that can be had in these."""
    return Parameter("format", tell("Format; goes before Accept."), "json", _one_of(*allowed))


#: What every path takes, beside its own.
EVERYWHERE = (LANG,)
PAGING = (LIMIT, OFFSET)
TABULAR = (BOM, DECIMAL, RAW)
