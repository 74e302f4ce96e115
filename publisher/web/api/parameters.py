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
_FLAG = {"type": "string", "enum": ["0", "1"]}

INDICATOR = Parameter(
    name="indicator",
    many=True,
    example=examples.INDICATOR,
    schema=_NAME,
    description=tell("Id or whole name of the indicator."),
)
ONE_INDICATOR = Parameter(
    name="indicator",
    example=examples.INDICATOR,
    schema=_NAME,
    required=True,
    description=tell("Id or whole name of the indicator."),
)
AREA = Parameter(
    name="area",
    many=True,
    example=examples.AREA,
    schema=_NAME,
    description=tell("Code or name of a municipality, county, the nation or a group. Added to group."),
)
MUNICIPALITY = Parameter(
    name="municipality",
    many=True,
    most=40,
    example=f"{examples.AREA},{examples.OTHER}",
    schema=_NAME,
    required=True,
    description=tell("Codes or names of municipalities."),
)
GROUP = Parameter(
    name="group",
    many=True,
    example=examples.GROUP,
    schema=_NAME,
    description=tell(
        "The municipalities of a county or of a group of any division (/api/v1/areas?kind=group); code or name."
    ),
)
OUTLINES = Parameter(
    name="outlines",
    example="tiles",
    schema={"type": "string", "enum": ["borders", "tiles"], "default": "borders"},
    description=tell("With format=geojson and geoparquet: borders, or a square of one size for each municipality."),
)
PERIOD = Parameter(
    name="period",
    many=True,
    alone="latest",
    example="2022",
    schema={"type": "string", "pattern": period_pattern()},
    description=tell(
        "2022, a range (2015..2022, 2015.., ..2022) or latest: the last of each indicator and area. "
        "Quarters (2022-Q1), months (2022-03) and days too."
    ),
)
ONE_PERIOD = Parameter(
    name="period",
    example="2022",
    schema={"type": "string", "pattern": r"^(?:latest|(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2])|-Q[1-4])?)$"},
    description=tell("A period, or latest (default)."),
)
EARLIER = Parameter(
    name="earlier",
    example="2020",
    schema={"type": "string", "pattern": r"^(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2])|-Q[1-4])?$"},
    description=tell("An earlier period to compare with; else the one before that is told of."),
)
SEX = Parameter(
    name="sex",
    many=True,
    example="T",
    schema={"type": "string", "enum": ["T", "F", "M"]},
    description=tell("T all, F women, M men."),
)
SERVICE_AREA = Parameter(
    name="service_area",
    many=True,
    example="_T",
    schema=_NAME,
    description=tell("Code of the service area; _T not broken down."),
)
STATUS = Parameter(
    name="status",
    many=True,
    example="suppressed",
    schema=_NAME,
    description=tell("Only values with this status."),
)
DATASET = Parameter(
    name="dataset",
    many=True,
    example=examples.DATASET,
    schema=_NAME,
    description=tell("Name of the dataset."),
)
SUBJECT = Parameter(
    name="subject",
    many=True,
    schema=_NAME,
    description=tell("Code of the subject."),
)
KIND = Parameter(
    name="kind",
    many=True,
    example="municipality",
    schema={"type": "string", "enum": ["nation", "county", "municipality", "group"]},
    description=tell("Kind of area."),
)
CHANGE = Parameter(
    name="kind",
    many=True,
    example="revised",
    schema={"type": "string", "enum": ["added", "revised", "withdrawn", "restored", "amended"]},
    description=tell("Kind of change."),
)
SINCE = Parameter(
    name="since",
    example="2024-01-01",
    schema=_DATE,
    description=tell("Changes from that day on."),
)
AS_OF = Parameter(
    name="as_of",
    example="2024-01-30",
    schema={"type": "string", "format": "date"},
    description=tell("As published at the end of that day, or in the edition with that id."),
)
LANG = Parameter(
    name="lang",
    example="sv",
    schema={"type": "string", "enum": ["sv", "en", "all"]},
    description=tell("Language of names and explanations; else by Accept-Language, else the site's first."),
)
LIMIT = Parameter(
    name="limit",
    example="1000",
    schema={"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": PAGE},
    description=tell("Rows per page of JSON; the next page is in links.next. Other formats have no cap."),
)
OFFSET = Parameter(
    name="offset",
    example="0",
    schema={"type": "integer", "minimum": 0, "maximum": MOST_SKIPPED, "default": 0},
    description=tell("Rows to skip."),
)
BOM = Parameter(
    name="bom",
    schema=_FLAG,
    description=tell("CSV: 1 puts a byte order mark first, for Excel."),
)
RAW = Parameter(
    name="raw",
    schema=_FLAG,
    description=tell(
        "CSV: 1 gives text as it is stored; else text that a spreadsheet takes for a formula (=, +, -, @ "
        "first) has a ' before it. Numbers are never touched."
    ),
)
DECIMAL = Parameter(
    name="decimal",
    schema={"type": "string", "enum": ["point", "comma"]},
    description=tell("CSV: comma gives decimal commas and semicolons between the fields."),
)
MOST_ALIKE = Parameter(
    name="limit",
    example="7",
    schema={"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": NEIGHBOURS},
    description=tell("How many similar municipalities, the most alike first."),
)
WEIGHTS = Parameter(
    name="weights",
    many=True,
    strict=True,
    example="befolkning:2",
    schema={"type": "string", "pattern": r"^[a-z][a-z0-9-]{0,40}:(?:[0-9]|10)(?:\.[0-9]{1,3})?$"},
    description=tell("Weight 0–10 per trait; the others keep their default weight."),
)


def format_parameter(allowed: Sequence[str]) -> Parameter:
    """``format``, for a path that can be had in these."""
    return Parameter(
        name="format",
        example="json",
        schema={"type": "string", "enum": list(allowed)},
        description=tell("Format; goes before Accept."),
    )


#: What every path takes, beside its own.
EVERYWHERE = (LANG,)
PAGING = (LIMIT, OFFSET)
TABULAR = (BOM, DECIMAL, RAW)
