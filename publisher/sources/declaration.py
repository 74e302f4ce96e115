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

``area``, ``period``, ``sex``, ``service_area``, ``indicator``, ``status`` and the numbers beside the value
(``n``, ``numerator``, ``denominator``, ``margin``: those of ``vocab/observations.schema.yaml``) are each a fixed
text or a mapping: ``column`` (or a list of columns, joined), ``pattern`` (a regular expression whose first group is
taken), ``codes`` (text in the file to our code), or ``file`` (a regular expression on the file's name). ``values``
maps columns to an indicator or to a mapping of key columns; a column between slashes is a regular expression whose
named groups fill key columns, and what the declaration says of that key column (``as``, ``aliases``, ``pattern``,
``codes``) is said of the group too.

A column is named as in the head; ``$F`` is the column a spreadsheet calls F.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from publisher.model import KEY_COLUMNS, LANGUAGES, AreaKind
from publisher.patterns import Pattern
from publisher.sources.faults import Faults
from publisher.sources.grid import fold
from publisher.sources.shapes import PATTERN, RULE, record
from publisher.sources.words import NEEDED, PART, PARTS, TABLE


@dataclass(frozen=True, kw_only=True)
class Part:
    """Where one column of an observation comes from."""

    value: str | None = None
    columns: Sequence[str] = ()
    pattern: Pattern | None = None
    codes: Mapping[str, str] | None = None  #: text in the file, its letter case folded, to code
    file: Pattern | None = None
    default: str | None = None

    @property
    def anywhere(self) -> bool:
        """Whether it says for every row what it is."""
        return self.value is not None or bool(self.columns) or self.file is not None

    def code(self, text: str) -> str | None:
        """The code declared for a text; the default, or None, where there is none."""
        assert self.codes is not None
        return self.codes.get(fold(text), self.default)


@dataclass(frozen=True, kw_only=True)
class ValueColumn:
    """A column that holds values, or a pattern of such columns."""

    name: str
    pattern: Pattern | None
    keys: Mapping[str, str]  #: key columns it fixes: indicator, sex …
    scale: float | None
    marks: Mapping[str, Any]  #: signs of this column alone


@dataclass(frozen=True, kw_only=True)
class TableDeclaration:
    """A declared table; every field is described at the top of this module."""

    file: str
    title: str
    publisher: str
    url: str
    note: Mapping[str, str]
    format: str | None  #: None: by the end of the file's name
    member: str | None  #: the file meant in a zip file
    encoding: str
    delimiter: str | None  #: None: by the end of the file's name
    decimal: str | None
    thousands: str
    suffix: str
    sheet: str | None
    header: Sequence[str] | None
    header_row: int | None
    header_rows: int
    fill_header: bool
    fill_down: Sequence[str]  #: columns where an empty cell means what stands above
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
    scale: Any  #: a number, or indicator to number; None: nothing
    combine: str | None
    expect: Mapping[str, int] = field(default_factory=dict)


def read_declaration(
    declared: Mapping[str, Any], file: str, figures: Sequence[str] = (), languages: Sequence[str] = LANGUAGES
) -> tuple[TableDeclaration | None, Faults]:
    """A declaration as written, checked.

    Args:
        declared: the mapping under ``source:``.
        file: the file it stands in, for messages.
        figures: columns of observations that are numbers, and may stand beside the value.

    Returns:
        The declaration, None if it has faults, and the faults.
    """
    faults = Faults(file, languages)
    beside = {name: PART for name in figures if name != "value"}
    record({**TABLE.fields, **beside}, NEEDED).check(declared, "source", faults)
    if faults.count:
        return None, faults
    area = declared.get("area", {})
    area = area if isinstance(area, Mapping) else {"value": area}
    values = _values(declared["values"], faults)
    parts = {
        key: _part(area if key == "area" else declared[key], f"source.{key}", values, faults)
        for key in ("area", *PARTS, *beside)
        if key in declared
    }
    for key in ("area", "indicator", "period"):
        whole = key in parts and parts[key].anywhere
        if not whole and not all(key in column.keys or _names_group(column, key) for column in values):
            remedy = f"Write '{key}:' or name it for each of 'values'."
            faults.add(RULE, f"nothing says which {key} the values are of.", remedy, column="source")
    where = parts.pop("area", Part())
    if faults.count:
        return None, faults
    name = str(declared["file"])
    table = TableDeclaration(
        file=name,
        title=str(declared["title"]),
        publisher=str(declared["publisher"]),
        url=str(declared.get("url", "")),
        note=declared.get("note")
        or {lang: str(declared[f"note_{lang}"]) for lang in LANGUAGES if f"note_{lang}" in declared},
        format=declared.get("format"),
        member=None if "member" not in declared else str(declared["member"]),
        encoding=str(declared.get("encoding", "utf-8")),
        delimiter=declared.get("delimiter"),
        decimal=declared.get("decimal"),
        thousands=declared.get("thousands", ""),
        suffix=str(declared.get("suffix", "")).strip(),
        sheet=None if "sheet" not in declared else str(declared["sheet"]),
        header=_list(declared["header"]) if "header" in declared else None,
        header_row=declared.get("header_row"),
        header_rows=declared.get("header_rows", 1),
        fill_header=declared.get("fill_header", False),
        fill_down=_list(declared.get("fill_down", ())),
        stop=_list(declared.get("stop", ())),
        keep={str(column): _list(texts) for column, texts in (declared.get("keep") or {}).items()},
        skip={str(column): _list(texts) for column, texts in (declared.get("skip") or {}).items()},
        marks=declared.get("marks") or {},
        area=where,
        area_as=area.get("as", "code"),
        aliases={str(name): str(code) for name, code in (area.get("aliases") or {}).items()},
        restore_zeros=area.get("zeros") == "restore",
        total=None if "total" not in area else str(area["total"]),
        leave_out_others=area.get("others") == "leave-out",
        kinds=[AreaKind(kind) for kind in _list(area.get("kinds", ()))],
        parts=parts,
        values=values,
        scale=declared.get("scale"),
        combine=declared.get("combine"),
        expect=declared.get("expect") or {},
    )
    return table, faults


def _list(value: Any) -> list[str]:
    return [str(text) for text in value] if isinstance(value, list | tuple) else [str(value)]


def _names_group(column: ValueColumn, key: str) -> bool:
    return column.pattern is not None and key in column.pattern.groups


def _part(declared: Any, column: str, values: Sequence[ValueColumn], faults: Faults) -> Part:
    if not isinstance(declared, Mapping):
        return Part(value=str(declared))
    said = [word for word in ("column", "value", "file") if word in declared]
    key = column.rpartition(".")[2]
    if not said and not any(_names_group(value, key) for value in values):
        fault = "says neither 'column', 'value' nor 'file'."
        faults.add(RULE, fault, f"Write one of them, or name the group '{key}' in 'values'.", column=column)
    elif len(said) > 1:
        faults.add(RULE, f"says both '{said[0]}' and '{said[1]}'.", "Write one of them.", column=column)
    codes = declared.get("codes")
    return Part(
        value=None if "value" not in declared else str(declared["value"]),
        columns=_list(declared["column"]) if "column" in declared else (),
        pattern=Pattern(declared["pattern"], faults.file, f"{column}.pattern") if "pattern" in declared else None,
        codes=None if codes is None else _codes(codes, column, faults),
        file=Pattern(declared["file"], faults.file, f"{column}.file") if "file" in declared else None,
        default=None if "default" not in declared else str(declared["default"]),
    )


def _codes(declared: Mapping[Any, Any], column: str, faults: Faults) -> dict[str, str]:
    codes: dict[str, str] = {}
    for text, code in declared.items():
        if codes.setdefault(fold(str(text)), str(code)) != str(code):
            remedy = "Letter case does not count: keep one of them."
            faults.add(RULE, f"'{text}' stands with two codes.", remedy, column=f"{column}.codes")
    return codes


def _values(declared: Any, faults: Faults) -> list[ValueColumn]:
    columns: list[ValueColumn] = []
    if declared == {}:
        faults.add(RULE, "no column is named.", "Write 'column: indicator', one a line.", column="source.values")
    if not isinstance(declared, Mapping):
        declared = {name: {} for name in _list(declared)}
    for name, keys in declared.items():
        name = str(name)
        keys = dict(keys) if isinstance(keys, Mapping) else {"indicator": keys}
        scale, marks = keys.pop("scale", None), keys.pop("marks", {})
        pattern = None
        if len(name) > 2 and name.startswith("/") and name.endswith("/"):
            where = f"source.values.{name}"
            PATTERN.check(name[1:-1], where, faults)
            pattern = Pattern(name[1:-1], faults.file, where) if PATTERN.fits(name[1:-1]) else None
            for group in pattern.groups if pattern else ():
                if group not in KEY_COLUMNS:
                    remedy = f"Known: {', '.join(KEY_COLUMNS)}."
                    faults.add(RULE, f"the group '{group}' is not a key column.", remedy, column=where)
        columns.append(
            ValueColumn(
                name=name,
                pattern=pattern,
                keys={key: str(value) for key, value in keys.items()},
                scale=None if scale is None else float(scale),
                marks=marks,
            )
        )
    return columns
