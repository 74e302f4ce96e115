"""Tables: what a column is called and said to be, and what its type is in pandas, Arrow, SQL, RDF, CSVW and JSON.

A column is described once, in ``vocab/<table>.schema.yaml``. :mod:`publisher.tables.observed` says what becomes of the
columns of observations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from publisher.model import Column, Text, localised


@dataclass(frozen=True)
class Kind:
    """What a type of Table Schema is elsewhere; the defaults are those of text."""

    pandas: str = "str"
    arrow: str = "string"  #: name of the function of pyarrow that makes it
    sql: str = "TEXT"
    xsd: str = "string"  #: in RDF, and in the CSVW beside a package's files
    csvw: str = "string"  #: in the CSVW of a download, whose numbers may have a comma
    croissant: str = "Text"
    json: str = "string"


TEXT = Kind()
#: Types of Table Schema that are no text; https://datapackage.org/standard/table-schema/#field-types
KINDS = {
    "number": Kind("float64", "float64", "REAL", "decimal", "number", "Float", json="number"),
    "integer": Kind("Int64", "int64", "INTEGER", "integer", "integer", "Integer", json="integer"),
    "boolean": Kind("boolean", "bool_", "INTEGER", "boolean", "boolean", "Boolean", json="boolean"),
    "date": Kind(xsd="date", csvw="date", croissant="Date"),
    "datetime": Kind(xsd="dateTime"),
    "year": Kind(xsd="gYear"),
    "time": Kind(xsd="time"),
}


def kind(column: Column) -> Kind:
    """What a column's type is elsewhere."""
    return KINDS.get(column.type, TEXT)


def dtypes(columns: Iterable[Column]) -> dict[str, str]:
    """pandas type of each column: ``str`` (dates and years too), ``float64``, ``Int64`` or ``boolean``."""
    return {column.name: kind(column).pandas for column in columns}


def column(name: str, title: Text, more: Text | None = None, type: str = "string", required: bool = False) -> Column:
    """A column by name, title and type, with a description where the title does not say all."""
    return Column(name=name, type=type, title=title, description=dict(more or title), required=required)


def per_language(column: Column, languages: Sequence[str]) -> list[Column]:
    """A column of texts as one a language, ``name_sv`` and ``name_en``; as it is where there is but one."""
    if len(languages) == 1:
        return [column]
    found = []
    for code in languages:
        title = {language: f"{text} ({code})" for language, text in column.title.items()}
        found.append(replace(column, name=f"{column.name}_{code}", title=title, description={**title}))
    return found


def json_schema(column: Column, language: str, nullable: bool = False) -> dict[str, object]:
    """A column as JSON Schema; numbers are null where there is none."""
    type = {"type": kind(column).json}
    null = nullable or (column.type != "string" and not column.required)
    stated: dict[str, object] = {"anyOf": [type, {"type": "null"}]} if null else {**type}
    return {"description": localised(column.description, language), **stated}
