"""CSV on the Web: what each CSV file of a package means, beside the file.

Written as ``observations.csv-metadata.json``, where the standard looks first. Read together, the file
and its metadata give the same observations as the data cube: https://www.w3.org/TR/tabular-metadata/
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from publisher.cube import NAMESPACES, property_of
from publisher.model import KEY_COLUMNS, Column, Dataset, Table
from publisher.tables import kind
from publisher.uris import Uris

#: What a client appends to a CSV file's address to find its metadata.
SUFFIX = "-metadata.json"

_QB = "http://purl.org/linked-data/cube#"


def metadata(dataset: Dataset, table: Table, licence: str, uris: Uris) -> bytes:
    """The metadata document of one table of a package.

    Args:
        dataset: the package.
        table: one of its tables.
        licence: IRI of the package's licence.
        uris: the public base.
    """
    figures = is_observations(table)
    columns = [_column(column, dataset, uris, figures) for column in table.columns]
    schema: dict[str, object] = {"columns": columns + (_virtual(dataset, uris) if figures else [])}
    if figures:
        key = ".".join("{" + name + "}" for name in KEY_COLUMNS)
        schema["aboutUrl"] = f"{uris.id('observation', dataset.name)}.{key}"
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "sv"}],
        "@id": uris.file(f"datapackages/{dataset.name}/{table.path}"),
        "url": table.path,
        "dc:title": _texts(table.title),
        "dc:description": _texts(table.description),
        "dc:license": {"@id": licence},
        "dc:modified": {"@value": dataset.modified, "@type": "xsd:date"},
        "dc:isPartOf": {"@id": uris.id("dataset", dataset.name)},
        "dialect": {"encoding": "utf-8", "header": True},
        "tableSchema": schema,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def is_observations(table: Table) -> bool:
    """Whether a table holds observations, and so becomes a data cube."""
    return table.name == "observations" and {column.name for column in table.columns} >= set(KEY_COLUMNS)


def _texts(text: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": words, "@language": language} for language, words in text.items() if words]


def _column(column: Column, dataset: Dataset, uris: Uris, figures: bool) -> dict[str, object]:
    described: dict[str, object] = {
        "name": column.name,
        "titles": [column.name],
        "dc:title": _texts(column.title),
        "dc:description": _texts(column.description),
        "datatype": _datatype(column),
        "null": "",
    }
    if column.required:
        described["required"] = True
    if figures:
        described |= _links(column.name, dataset, uris)
    elif column.rdf_type:
        described["propertyUrl"] = column.rdf_type
    return described


def _datatype(column: Column) -> object:
    base = kind(column).xsd
    bounds = {"minimum": column.minimum, "maximum": column.maximum} if base in {"decimal", "integer"} else {}
    stated: dict[str, object] = {name: bound for name, bound in bounds.items() if bound is not None}
    if column.pattern and base == "string":
        stated["format"] = column.pattern
    return {"base": base, **stated} if stated else base


def _links(name: str, dataset: Dataset, uris: Uris) -> dict[str, object]:
    """Property and value of a column of observations, as :mod:`publisher.cube` writes them."""
    prefix, local, kind_of, before = property_of(name)
    found: dict[str, object] = {
        "propertyUrl": uris.id("term", local) if prefix == "term" else f"{NAMESPACES[prefix]}{local}"
    }
    if kind_of:
        before = before.format(dataset=dataset.name)
        place = f"{NAMESPACES[kind_of]}{before}" if kind_of in NAMESPACES else uris.id(kind_of, before)
        found["valueUrl"] = f"{place}{{{name}}}"
    return found


def _virtual(dataset: Dataset, uris: Uris) -> list[dict[str, object]]:
    """What every row has and no column says: that it is an observation, and of which dataset."""
    return [
        {"name": "observation", "virtual": True, "propertyUrl": "rdf:type", "valueUrl": f"{_QB}Observation"},
        {
            "name": "dataset",
            "virtual": True,
            "propertyUrl": f"{_QB}dataSet",
            "valueUrl": uris.id("dataset", dataset.name),
        },
    ]
