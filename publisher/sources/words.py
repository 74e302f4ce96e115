"""Words: what a declaration of a table may say, and of which shape each word is."""

from __future__ import annotations

import codecs

from publisher.model import KEY_COLUMNS, AreaKind
from publisher.sources.scale import SCALE
from publisher.sources.shapes import (
    ADDRESS,
    BY_LANGUAGE,
    CHARACTER,
    FACTOR,
    FLAG,
    NUMBER,
    PATTERN,
    TEXT,
    WHOLE,
    WORDS,
    Shape,
    by_name,
    either,
    many,
    one_of,
    record,
)

#: What ``combine`` may say: how cells of the same key become one value.
COMBINE = ("sum",)

#: Key columns and status, which a declaration may say where to find, as it may of every number beside the value.
PARTS = ("period", "sex", "service_area", "indicator", "status")


def _is_encoding(name: object) -> bool:
    """Whether files are written in it; some codecs of Python's are for other things."""
    try:
        found = codecs.lookup(str(name))
        return isinstance(b"".decode(found.name), str) and found.name not in ("idna", "punycode", "undefined")
    except (LookupError, ValueError):
        return False


_ENCODING = Shape("an encoding: utf-8, cp1252, iso-8859-1, utf-16 …", _is_encoding)
_DELIMITER = Shape(
    'one sign in quotation marks, ";" for instance', lambda v: isinstance(v, str) and len(v) == 1 and v not in '"\r\n'
)
_MARKS = by_name(either(NUMBER, TEXT))
_PART = {
    "column": many(TEXT), "pattern": PATTERN, "codes": by_name(WORDS), "file": PATTERN, "value": TEXT, "default": TEXT,
}  # fmt: skip
_AREA = _PART | {
    "as": one_of("code", "name", "either"), "zeros": one_of("refuse", "restore"), "aliases": by_name(TEXT),
    "total": TEXT, "others": one_of("refuse", "leave-out"), "kinds": many(one_of(*AreaKind)),
}  # fmt: skip
_VALUE = either(TEXT, record(dict.fromkeys(KEY_COLUMNS, TEXT) | {"scale": FACTOR, "marks": _MARKS}))
#: A period of an indicator that this source states anew, instead of every other source, and why.
RESTATED = record(
    dict.fromkeys(("indicator", "period"), TEXT) | {"reason": BY_LANGUAGE}, needed=("indicator", "period", "reason")
)
#: Words without which a declaration is none.
NEEDED = ("file", "values", "title", "publisher")
#: What is said of a part.
PART = either(TEXT, record(_PART))
#: The whole declaration, but for the numbers beside the value.
TABLE = record(
    {
        "kind": TEXT, "file": TEXT, "title": TEXT, "publisher": TEXT, "url": ADDRESS, "note": BY_LANGUAGE,
        "note_sv": TEXT, "note_en": TEXT,  # the former words for it
        "format": one_of("csv", "xlsx", "parquet"), "member": TEXT, "encoding": _ENCODING, "delimiter": _DELIMITER,
        "decimal": one_of(",", "."), "thousands": CHARACTER, "suffix": TEXT, "sheet": TEXT, "combine": one_of(*COMBINE),
        "header": many(TEXT), "header_row": WHOLE, "header_rows": WHOLE, "fill_header": FLAG, "fill_down": many(TEXT),
        "stop": many(TEXT), "keep": by_name(many(WORDS)), "skip": by_name(many(WORDS)), "marks": _MARKS,
        "area": either(TEXT, record(_AREA)), "values": either(by_name(_VALUE), many(TEXT)), "scale": SCALE,
        "adds": FLAG, "restated": many(RESTATED), "expect": record(dict.fromkeys(("rows", "values", "areas"), WHOLE)),
    } | dict.fromkeys(PARTS, PART),
    needed=NEEDED,
)  # fmt: skip
