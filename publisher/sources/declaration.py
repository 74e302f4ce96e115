"""Declarations: what a person writes under ``source:`` about a table, checked and made ready.

::

    source:
      kind: table
      file: fordon_2022.xlsx          # may hold *; relative to the input folder
      title: Fordon i län och kommuner 2022
      publisher: trafikanalys         # key of an agent in catalog.yaml
      url: https://www.trafa.se/
      sheet: Tabell 1
      header: [Kommun-, Kommun]       # texts that stand in the first row of the head
      header_rows: 6
      stop: ["1)*"]                   # the table ends where a row begins so
      marks: {"–": 0, "..": suppressed}
      area: {column: Kommunkod kod, as: code, zeros: restore}
      period: "2022"
      values: {Bussar Buses: bussar-i-trafik}

``area``, ``period``, ``sex``, ``service_area``, ``indicator``, ``n``, ``numerator``, ``denominator``
and ``status`` are each a fixed text or a mapping: ``column`` (or a list of columns, joined), ``pattern``
(a regular expression whose first group is taken), ``codes`` (text in the file to our code), or ``file``
(a regular expression on the file's name). ``values`` maps columns to an indicator or to a mapping of key
columns; a column between slashes is a regular expression whose named groups fill key columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from publisher.model import KEY_COLUMNS, AreaKind
from publisher.sources.faults import Faults, listing, nearest

#: What ``combine`` may say: how cells of the same key become one value.
COMBINE = ("sum",)

_TEXTS = ("file", "title", "publisher", "url", "note_sv", "note_en", "format", "encoding", "delimiter", "decimal",
          "thousands", "suffix", "sheet", "combine")  # fmt: skip
_PARTS = ("period", "sex", "service_area", "indicator", "n", "numerator", "denominator", "status")
_KEYS = (*_TEXTS, *_PARTS, "kind", "header", "header_row", "header_rows", "fill_header", "stop", "keep", "skip",
         "marks", "area", "values", "scale", "expect")  # fmt: skip
_PART_KEYS = ("column", "pattern", "codes", "file", "value", "default")
_AREA_KEYS = (*_PART_KEYS, "as", "zeros", "aliases", "total", "others", "kinds")
_EXPECT = ("rows", "values", "areas")


@dataclass(frozen=True, kw_only=True)
class Part:
    """Where one column of an observation comes from."""

    value: str | None = None
    columns: Sequence[str] = ()
    pattern: re.Pattern[str] | None = None
    codes: Mapping[str, str] | None = None
    file: re.Pattern[str] | None = None
    default: str | None = None


@dataclass(frozen=True, kw_only=True)
class ValueColumn:
    """A column that holds values, or a pattern of such columns."""

    name: str
    pattern: re.Pattern[str] | None
    keys: Mapping[str, str]  #: key columns it fixes: indicator, sex …
    scale: float | None


@dataclass(frozen=True, kw_only=True)
class TableDeclaration:
    """A declared table; every field is described at the top of this module."""

    file: str
    title: str
    publisher: str
    url: str
    note: Mapping[str, str]
    format: str
    encoding: str
    delimiter: str
    decimal: str
    thousands: str
    suffix: str
    sheet: str | None
    header: Sequence[str] | None
    header_row: int | None
    header_rows: int
    fill_header: bool
    stop: Sequence[str]
    keep: Mapping[str, Sequence[str]]
    skip: Mapping[str, Sequence[str]]
    marks: Mapping[str, Any]
    area: Part
    area_as: str
    aliases: Mapping[str, str]
    restore_zeros: bool
    total: str | None  #: text that means "all together" in an area column: the next column counts
    leave_out_others: bool
    kinds: Sequence[AreaKind]
    parts: Mapping[str, Part]
    values: Sequence[ValueColumn]
    scale: float
    combine: str | None
    expect: Mapping[str, int] = field(default_factory=dict)


def read_declaration(declared: Mapping[str, Any], file: str) -> tuple[TableDeclaration | None, Faults]:
    """A declaration as written, checked.

    Args:
        declared: the mapping under ``source:``.
        file: the file it stands in, for messages.

    Returns:
        The declaration, None if it has faults, and the faults.
    """
    faults = Faults(file)
    _check_keys(declared, _KEYS, "source", faults)
    for key in ("file", "area", "values", "title", "publisher"):
        if key not in declared:
            faults.add("declaration", f"'{key}' is missing.", "See the example in docs/sources.md.", column="source")
    for key in _TEXTS:
        if key in declared and not isinstance(declared[key], str):
            shown = f"'{key}' is {declared[key]!r}, not text."
            faults.add("declaration", shown, f'Put it in quotation marks: {key}: "{declared[key]}"', column="source")
    for key in ("header_row", "header_rows", "scale"):
        if not isinstance(number := declared.get(key, 1), int | float) or isinstance(number, bool) or number <= 0:
            faults.add(
                "declaration", f"'{key}' is {number!r}, not a number over 0.", "Write a number.", column="source"
            )
    area = declared.get("area", {})
    area = area if isinstance(area, Mapping) else {"value": area}
    _check_keys(area, _AREA_KEYS, "source.area", faults)
    _one_of(area.get("as", "code"), ("code", "name", "either"), "source.area.as", faults)
    _one_of(area.get("zeros", "refuse"), ("refuse", "restore"), "source.area.zeros", faults)
    _one_of(area.get("others", "refuse"), ("refuse", "leave-out"), "source.area.others", faults)
    if "combine" in declared:
        _one_of(declared["combine"], COMBINE, "source.combine", faults)
    for kind in area.get("kinds", ()):
        _one_of(kind, tuple(AreaKind), "source.area.kinds", faults)
    parts = {key: _part(declared[key], f"source.{key}", faults) for key in _PARTS if key in declared}
    values = _values(declared.get("values"), faults)
    for key in ("indicator", "period"):
        fixed = all(key in column.keys or _names_group(column, key) for column in values)
        if values and key not in parts and not fixed:
            remedy = f"Write '{key}:' or name it for each of 'values'."
            faults.add("declaration", f"nothing says which {key} the values are of.", remedy, column="source")
    where = _part(area, "source.area", faults, _AREA_KEYS)
    _check_keys(declared.get("expect") or {}, _EXPECT, "source.expect", faults)
    if faults.problems():
        return None, faults
    name = declared["file"]
    table = TableDeclaration(
        file=name,
        title=declared["title"],
        publisher=declared["publisher"],
        url=declared.get("url", ""),
        note={lang: declared[f"note_{lang}"] for lang in ("sv", "en") if f"note_{lang}" in declared},
        format=declared.get("format") or _format(name.lower()),
        encoding=declared.get("encoding", "utf-8"),
        delimiter=declared.get("delimiter", ";"),
        decimal=declared.get("decimal", ","),
        thousands=declared.get("thousands", ""),
        suffix=declared.get("suffix", "").strip(),
        sheet=declared.get("sheet"),
        header=[str(text) for text in declared["header"]] if declared.get("header") else None,
        header_row=declared.get("header_row"),
        header_rows=declared.get("header_rows", 1),
        fill_header=declared.get("fill_header", False),
        stop=_list(declared.get("stop", ())),
        keep={str(column): _list(texts) for column, texts in (declared.get("keep") or {}).items()},
        skip={str(column): _list(texts) for column, texts in (declared.get("skip") or {}).items()},
        marks=declared.get("marks") or {},
        area=where,
        area_as=area.get("as", "code"),
        aliases={str(name): str(code) for name, code in (area.get("aliases") or {}).items()},
        restore_zeros=area.get("zeros") == "restore",
        total=area.get("total"),
        leave_out_others=area.get("others") == "leave-out",
        kinds=[AreaKind(kind) for kind in area.get("kinds", ())],
        parts=parts,
        values=values,
        scale=float(declared.get("scale", 1)),
        combine=declared.get("combine"),
        expect=declared.get("expect") or {},
    )
    return table, faults


def _format(name: str) -> str:
    """How a file is read, by the end of its name."""
    if name.endswith(".parquet"):
        return "parquet"
    return "csv" if name.endswith((".csv", ".txt", ".tsv")) else "xlsx"


def _list(value: Any) -> list[str]:
    return [str(text) for text in value] if isinstance(value, list | tuple) else [str(value)]


def _names_group(column: ValueColumn, key: str) -> bool:
    return column.pattern is not None and key in column.pattern.groupindex


def _check_keys(mapping: Any, known: Sequence[str], column: str, faults: Faults) -> None:
    if not isinstance(mapping, Mapping):
        faults.add("declaration", f"'{mapping}' is not a mapping.", "Write 'key: value' pairs.", column=column)
        return
    for key in mapping:
        if key not in known:
            remedy = f"{nearest(str(key), known)}Known: {listing(known, 40)}."
            faults.add("declaration", f"'{key}' is not a word of a declaration.", remedy, column=column)


def _one_of(value: Any, known: Sequence[str], column: str, faults: Faults) -> None:
    if value not in known:
        faults.add("declaration", f"'{value}' is not possible here.", f"Known: {listing(known)}.", column=column)


def _pattern(text: Any, column: str, faults: Faults) -> re.Pattern[str] | None:
    if text is None:
        return None
    try:
        return re.compile(str(text))
    except re.error as error:
        faults.add("declaration", f"'{text}' is not a regular expression ({error}).", "Correct it.", column=column)
        return None


def _part(declared: Any, column: str, faults: Faults, known: Sequence[str] = _PART_KEYS) -> Part:
    if not isinstance(declared, Mapping):
        if isinstance(declared, bool | float):
            faults.add("declaration", f"{declared!r} is not text.", "Put it in quotation marks.", column=column)
        return Part(value=str(declared))
    _check_keys(declared, known, column, faults)
    if not any(key in declared for key in ("column", "value", "file")):
        faults.add("declaration", "says neither 'column', 'value' nor 'file'.", "Write one of them.", column=column)
    codes = declared.get("codes")
    return Part(
        value=None if "value" not in declared else str(declared["value"]),
        columns=_list(declared["column"]) if "column" in declared else (),
        pattern=_pattern(declared.get("pattern"), f"{column}.pattern", faults),
        codes=None if codes is None else {str(text): str(code) for text, code in codes.items()},
        file=_pattern(declared.get("file"), f"{column}.file", faults),
        default=None if "default" not in declared else str(declared["default"]),
    )


def _values(declared: Any, faults: Faults) -> list[ValueColumn]:
    columns = []
    if declared is not None and not isinstance(declared, Mapping):
        declared = {name: {} for name in _list(declared)}
    for name, keys in (declared or {}).items():
        name = str(name)
        if not isinstance(keys, str | Mapping | None):
            faults.add(
                "declaration", f"'{keys}' is no indicator.", "Write its id in quotes.", column=f"source.values.{name}"
            )
            continue
        keys = {"indicator": keys} if isinstance(keys, str) else dict(keys or {})
        scale = keys.pop("scale", None)
        _check_keys(keys, KEY_COLUMNS, f"source.values.{name}", faults)
        pattern = None
        if len(name) > 2 and name.startswith("/") and name.endswith("/"):
            pattern = _pattern(name[1:-1], f"source.values.{name}", faults)
            _check_keys(pattern.groupindex if pattern else {}, KEY_COLUMNS, f"source.values.{name}", faults)
        columns.append(
            ValueColumn(
                name=name,
                pattern=pattern,
                keys={key: str(value) for key, value in keys.items()},
                scale=None if scale is None else float(scale),
            )
        )
    return columns
