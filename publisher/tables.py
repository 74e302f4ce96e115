"""Table Schema as we write it (``vocab/*.schema.yaml``) and the :class:`~publisher.model.Table` it stands for.

Table Schema v2 (https://datapackage.org/standard/table-schema/) with two additions: ``title`` and ``description``
are given in Swedish and English, and a field may have a ``unit``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from publisher import declarations
from publisher.errors import Problem, Refused
from publisher.model import LANGUAGES, Column, ForeignKey, Table, Text

#: Types of fields that the gate, the database and the formats know.
TYPES = ("string", "integer", "number", "boolean", "date", "year")

_FIELD = {"name", "type", "title", "description", "unit", "rdfType", "constraints"}
_CONSTRAINTS = {"required", "pattern", "minimum", "maximum", "enum"}


def read_tables(folder: Path) -> dict[str, Table]:
    """Every table schema of a folder, by name.

    Raises:
        Refused: a schema is malformed; every problem is listed.
    """
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.schema.yaml")):
        try:
            table = read_table_schema(path)
            tables[table.name] = table
        except Refused as refusal:
            problems += refusal.problems
    if problems:
        raise Refused(problems)
    return tables


def read_table_schema(path: Path) -> Table:
    """The table a schema describes; rows, bytes and checksum are unknown (0, 0, "").

    Raises:
        Refused: the schema is malformed; every problem is listed.
    """
    declared = declarations.read(path, "/".join(path.parts[-2:]))
    values, problems = declared.values, list[Problem]()

    def fault(place: tuple[str | int, ...], text: str, remedy: str) -> None:
        problems.append(
            Problem(
                file=declared.file,
                row=declared.line(*place),
                column=".".join(map(str, place)),
                fault=text,
                remedy=remedy,
                rule="bad-table-schema",
            )
        )

    def text(holder: Mapping[str, Any], *place: str | int) -> Text:
        found = holder.get(str(place[-1]))
        if not isinstance(found, dict) or not all(isinstance(found.get(lang), str) for lang in LANGUAGES):
            fault(place, f"'{place[-1]}' is not given in Swedish and English.", "Write {sv: …, en: …}.")
            return {}
        return {lang: str(found[lang]).strip() for lang in LANGUAGES}

    columns = []
    for position, item in enumerate(values.get("fields") or ()):
        place = ("fields", position)
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            fault(place, "a field has no name.", "Give every field a name.")
            continue
        constraints = item.get("constraints") or {}
        for unknown in sorted((set(item) - _FIELD) | (set(constraints) - _CONSTRAINTS)):
            fault((*place, unknown), f"'{unknown}' is not known here.", "Remove it, or correct the spelling.")
        if item.get("type") not in TYPES:
            fault((*place, "type"), f"'{item.get('type')}' is not a type.", f"Known: {declarations.words(TYPES)}.")
        columns.append(
            Column(
                name=item["name"],
                type=str(item.get("type")),
                title=text(item, *place, "title"),
                description=text(item, *place, "description"),
                unit=item.get("unit"),
                rdf_type=item.get("rdfType"),
                required=bool(constraints.get("required", False)),
                pattern=constraints.get("pattern"),
                minimum=constraints.get("minimum"),
                maximum=constraints.get("maximum"),
                enum=tuple(str(value) for value in constraints.get("enum") or ()),
            )
        )
    names = [column.name for column in columns]
    for name in sorted({name for name in names if names.count(name) > 1}):
        fault(("fields",), f"two fields are called '{name}'.", "Rename one.")
    key = tuple(values.get("primaryKey") or ())
    foreign_keys = tuple(
        ForeignKey(
            columns=tuple(item["fields"]),
            table=str(item["reference"]["resource"]),
            references=tuple(item["reference"]["fields"]),
        )
        for item in values.get("foreignKeys") or ()
    )
    for name in [*key, *(column for one in foreign_keys for column in one.columns)]:
        if name not in names:
            fault(("primaryKey",), f"the key names '{name}', which is not a field.", f"Fields: {', '.join(names)}.")
    title, description = text(values, "title"), text(values, "description")
    table_name = values.get("name")
    if not isinstance(table_name, str):
        fault(("name",), "the table has no name.", "Write name: observations.")
    if problems:
        raise Refused(problems)
    return Table(
        name=str(table_name),
        path=str(values.get("path") or f"{table_name}.csv"),
        title=title,
        description=description,
        columns=tuple(columns),
        primary_key=key,
        foreign_keys=foreign_keys,
    )
