"""``datapackage.json`` ⇄ :class:`~publisher.model.Dataset`: Data Package v2, nothing lost on the way there and back.

Data Package (https://datapackage.org/standard/data-package/) speaks one language: its own properties are in Swedish.
What it has no room for (the other language, versions, accepted warnings, coverage, kinds of area) stands in properties
with the site's key as prefix, ``KEY:dataset``; here the prefix is always ``own:``.

Two things are written for readers that are older than v2: ``profile``, without which R's frictionless reads no table
(v2 names both beside ``type: table``), and no ``pattern`` where a cell may be empty, at which the SQL writers of
frictionless-py stop; that pattern is ``KEY:pattern``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from publisher.model import (
    LANGUAGES,
    Catalog,
    Column,
    Dataset,
    ForeignKey,
    Source,
    Table,
    Text,
    all_of,
    localised,
    spoken,
)

if TYPE_CHECKING:
    from frictionless import Package

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
#: The block that holds what the standard has no room for.
BLOCK = "own:dataset"

#: Fields of a Dataset that have a place of their own in the standard or are made when an edition is built.
_ELSEWHERE = ("name", "id", "tables", "sources", "distributions", "landing_page")
#: Fields that stand in the block only where there is something.
_WHERE_GIVEN = ("release", "doi")

#: Column to code to label: what the codes of a table mean, for ``categories``.
Labels = Mapping[str, Mapping[str, Text]]


def dataset_to_descriptor(
    dataset: Dataset, catalog: Catalog, labels: Labels | None = None, facts: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The descriptor of a dataset, a property a line, in the order of the standard.

    Args:
        dataset: what is published.
        catalog: who publishes, on what terms (for names of agents and licences).
        labels: what the codes of columns mean.
        facts: further entries of the block: what the next fetch compares with.
    """
    licence = catalog.licences[dataset.licence]
    descriptor: dict[str, Any] = {
        "$schema": SCHEMA,
        "profile": "tabular-data-package",
        "name": dataset.name,
        "id": dataset.id,
        "title": localised(dataset.title, LANGUAGES[0]),
        "description": localised(dataset.description, LANGUAGES[0]),
        "keywords": list(dataset.keywords.get(LANGUAGES[0], ())),
        "version": dataset.version,
        "created": f"{dataset.issued}T00:00:00Z",
        "licenses": [
            {
                "name": licence.key,
                **_path(licence.url),
                "title": localised(licence.title, LANGUAGES[0]),
            }
        ],
        "contributors": _contributors(dataset, catalog),
        "sources": [_source_to_descriptor(source) for source in dataset.sources],
        "resources": [_table_to_resource(table, labels or {}) for table in dataset.tables],
        BLOCK: {
            name: value
            for name, value in msgspec.to_builtins(dataset).items()
            if name not in _ELSEWHERE and not (name in _WHERE_GIVEN and value is None)
        }
        | dict(facts or {}),
    }
    if catalog.homepage:
        descriptor["homepage"] = catalog.homepage
    if not descriptor["sources"]:
        del descriptor["sources"]  # the standard allows no empty list
    told = descriptor if set(catalog.languages) == set(LANGUAGES) else spoken(descriptor, catalog.languages)
    named: dict[str, Any] = _prefixed(told, "own:", f"{catalog.key}:")
    return named


def own(descriptor: Mapping[str, Any]) -> Mapping[str, Any]:
    """A descriptor with the site's prefix, whichever it is, as ``own:``; one without is returned as it is."""
    block = next((key for key in descriptor if key.endswith(":dataset")), BLOCK)
    return descriptor if block == BLOCK else _prefixed(descriptor, block.removesuffix("dataset"), "own:")


def _prefixed(value: Any, old: str, new: str) -> Any:
    """A value of JSON with another prefix of its keys."""
    if isinstance(value, dict):
        return {
            new + key.removeprefix(old) if key.startswith(old) else key: (
                _prefixed(inner, old, new) if isinstance(inner, dict | list) else inner
            )
            for key, inner in value.items()
        }
    return [_prefixed(inner, old, new) if isinstance(inner, dict | list) else inner for inner in value]


def descriptor_to_dataset(descriptor: Mapping[str, Any]) -> Dataset:
    """The dataset a descriptor tells of.

    Raises:
        KeyError: a property of ours is missing.
        msgspec.ValidationError: a property of ours is of the wrong type.
    """
    descriptor = own(descriptor)
    told = tuple(descriptor[BLOCK]["title"])
    if set(told) != set(LANGUAGES):  # a site of other languages than the program
        descriptor = spoken(descriptor, all_of(told))
    fields = {k: v for k, v in descriptor[BLOCK].items() if k in Dataset.__dataclass_fields__}
    return msgspec.convert(
        {
            **fields,
            "name": descriptor["name"],
            "id": descriptor["id"],
            "tables": [msgspec.to_builtins(_resource_to_table(r)) for r in descriptor["resources"]],
            "sources": [msgspec.to_builtins(_descriptor_to_source(s)) for s in descriptor.get("sources", ())],
        },
        Dataset,
    )


def _contributors(dataset: Dataset, catalog: Catalog) -> list[dict[str, Any]]:
    roles: dict[str, list[str]] = {dataset.publisher: ["publisher"]}
    for creator in dataset.creators:
        roles.setdefault(creator, []).append("creator")
    found = []
    for key, mine in roles.items():
        agent = catalog.agents[key]
        found.append(
            {
                "title": localised(agent.name, LANGUAGES[0]),
                **_path(agent.homepage),
                "roles": mine,
                **({"own:ror": agent.ror} if agent.ror else {}),
                **({"own:orcid": agent.orcid} if agent.orcid else {}),
            }
        )
    contact = dataset.contact or catalog.contact
    found.append(
        {
            "title": localised(contact.name, LANGUAGES[0]),
            **_path(contact.url),
            **({"email": contact.email} if contact.email else {}),
            "roles": ["contact"],
        }
    )
    return found


def _path(address: str | None) -> dict[str, str]:
    """An address as the standard takes it: absolute, or not at all."""
    return {"path": address} if address and address.startswith(("http://", "https://")) else {}


def _source_to_descriptor(source: Source) -> dict[str, Any]:
    return {
        "title": source.title,
        **_path(source.url),
        "version": source.retrieved,
        "own:source": msgspec.to_builtins(source),
    }


def _descriptor_to_source(item: Mapping[str, Any]) -> Source:
    return msgspec.convert(item["own:source"], Source)


def table_to_schema(table: Table, labels: Labels | None = None) -> dict[str, Any]:
    """A Table Schema v2 that frictionless reads, texts in Swedish, the rest under ``own:``."""
    schema: dict[str, Any] = {
        "fields": [_field(column, (labels or {}).get(column.name, {})) for column in table.columns]
    }
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    inside = [key for key in table.foreign_keys if "/" not in key.table]
    across = [key for key in table.foreign_keys if "/" in key.table]
    if inside:
        schema["foreignKeys"] = [
            {"fields": list(key.columns), "reference": {"resource": key.table, "fields": list(key.references)}}
            for key in inside
        ]
    if across:  # the standard knows references inside one package only
        schema["own:foreignKeys"] = [msgspec.to_builtins(key) for key in across]
    schema["missingValues"] = [""]
    return schema


def _field(column: Column, labels: Mapping[str, Text]) -> dict[str, Any]:
    constraints = {
        "required": True if column.required else None,
        "pattern": column.pattern if column.required else None,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "enum": list(column.enum) or None,
    }
    stated = {name: value for name, value in constraints.items() if value is not None}
    return {
        "name": column.name,
        "type": column.type,
        "title": localised(column.title, LANGUAGES[0]),
        "description": localised(column.description, LANGUAGES[0]),
        **({"constraints": stated} if stated else {}),
        **(
            {"categories": [_category(code, labels.get(code)) for code in column.enum]}
            if labels and column.enum
            else {}
        ),
        **({"rdfType": column.rdf_type} if column.rdf_type else {}),
        "own:title": dict(column.title),
        "own:description": dict(column.description),
        **({"own:unit": column.unit} if column.unit else {}),
        **({"own:pattern": column.pattern} if column.pattern and not column.required else {}),
    }


def _category(code: str, label: Text | None) -> dict[str, str]:
    return {"value": code, "label": localised(label, LANGUAGES[0]) if label else code}


def _table_to_resource(table: Table, labels: Labels) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "profile": "tabular-data-resource",
        "path": table.path,
        "title": localised(table.title, LANGUAGES[0]),
        "description": localised(table.description, LANGUAGES[0]),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": table.bytes,
        "hash": f"sha256:{table.sha256}",
        "schema": table_to_schema(table, labels),
        "own:rows": table.rows,
        "own:title": dict(table.title),
        "own:description": dict(table.description),
    }


def _resource_to_table(resource: Mapping[str, Any]) -> Table:
    schema = resource["schema"]
    return Table(
        name=resource["name"],
        path=resource["path"],
        title=resource["own:title"],
        description=resource["own:description"],
        columns=[_column(field) for field in schema["fields"]],
        primary_key=schema.get("primaryKey", []),
        foreign_keys=[
            *(
                ForeignKey(
                    columns=key["fields"], table=key["reference"]["resource"], references=key["reference"]["fields"]
                )
                for key in schema.get("foreignKeys", ())
            ),
            *(msgspec.convert(key, ForeignKey) for key in schema.get("own:foreignKeys", ())),
        ],
        rows=resource["own:rows"],
        bytes=resource["bytes"],
        sha256=resource["hash"].removeprefix("sha256:"),
    )


def _column(field: Mapping[str, Any]) -> Column:
    constraints = field.get("constraints", {})
    return Column(
        name=field["name"],
        type=field["type"],
        title=field["own:title"],
        description=field["own:description"],
        unit=field.get("own:unit"),
        rdf_type=field.get("rdfType"),
        required=constraints.get("required", False),
        pattern=constraints.get("pattern", field.get("own:pattern")),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        enum=constraints.get("enum", []),
    )


def to_json(value: object) -> bytes:
    """JSON that a person can read in a difference: short objects and lists on one line, keys in the order given."""
    return (_pretty(value, 0) + "\n").encode()


_encoded = json.JSONEncoder(ensure_ascii=False).encode


def _pretty(value: object, depth: int) -> str:
    """A value as it is laid out: whole on one line where it fits, which the encoder written in C says fastest."""
    short = _encoded(value)
    if not isinstance(value, dict | list) or len(short) + 2 * depth <= 118:
        return short
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(value, dict):
        laid = [f"{inner}{_encoded(name)}: {_pretty(entry, depth + 1)}" for name, entry in value.items()]
        return "{\n" + ",\n".join(laid) + f"\n{outer}}}"
    return "[\n" + ",\n".join([inner + _pretty(entry, depth + 1) for entry in value]) + f"\n{outer}]"


def opened(descriptor: Mapping[str, Any], folder: Path) -> tuple[Package | None, list[str]]:
    """A descriptor as a package of frictionless, and what that has to say of it without looking at the data.

    Args:
        folder: where its files are.
    """
    from frictionless import FrictionlessException, Package

    try:
        return Package.from_descriptor(json.loads(json.dumps(descriptor)), basepath=str(folder)), []
    except FrictionlessException as exception:
        return None, [error.message for error in (exception.reasons or [exception.error])]
