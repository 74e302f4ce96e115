"""A dataset for search engines and machine learning: schema.org/Dataset and Croissant 1.1, in JSON-LD.

https://developers.google.com/search/docs/appearance/structured-data/dataset
https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from publisher.model import Catalog, Dataset, Distribution, Period, Table, localised
from publisher.tables import kind
from publisher.translation import locale
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary

CROISSANT = "http://mlcommons.org/croissant/1.1"

#: Google reads no more of a description than this.
LONGEST_DESCRIPTION = 5000

#: The context of Croissant 1.1, word for word as the standard wants it in every document.
CROISSANT_CONTEXT: dict[str, Any] = json.loads(
    files("publisher.rdf").joinpath("croissant.json").read_text(encoding="utf-8")
)


def dataset_jsonld(
    dataset: Dataset, catalog: Catalog, vocabulary: Vocabulary, uris: Uris, language: str = "sv"
) -> dict[str, Any]:
    """The block of ``application/ld+json`` that stands in a dataset's page.

    Args:
        dataset: what the page is about.
        catalog: who publishes it and on what terms.
        vocabulary: names and units of its indicators.
        uris: the public base.
        language: of names and descriptions.
    """
    return {"@context": "https://schema.org/", **_dataset(dataset, catalog, vocabulary, uris, language)}


def _dataset(dataset: Dataset, catalog: Catalog, vocabulary: Vocabulary, uris: Uris, language: str) -> dict[str, Any]:
    known = [vocabulary.indicators[id] for id in dataset.indicators if id in vocabulary.indicators]
    block: dict[str, Any] = {
        "@type": "Dataset",
        "@id": uris.id("dataset", dataset.name),
        "name": localised(dataset.title, language),
        "description": localised(dataset.description, language)[:LONGEST_DESCRIPTION],
        "url": uris.landing_page(dataset),
        "identifier": [f"https://doi.org/{dataset.doi}", f"urn:uuid:{dataset.id}"]
        if dataset.doi
        else f"urn:uuid:{dataset.id}",
        "version": dataset.version,
        "inLanguage": list(catalog.languages),
        "keywords": list(dataset.keywords.get(language) or next(iter(dataset.keywords.values()), ())),
        "license": uris.licence(catalog.licences[dataset.licence]),
        "isAccessibleForFree": True,
        "datePublished": dataset.issued,
        "dateModified": dataset.modified,
        "creator": [_agent(catalog, key, uris, language) for key in dataset.creators or (dataset.publisher,)],
        "publisher": _agent(catalog, dataset.publisher, uris, language),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": uris.id("catalog", catalog.key),
            "name": localised(catalog.title, language),
        },
        "spatialCoverage": {"@type": "Place", "name": _nation(vocabulary, language)},
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "@id": uris.id("indicator", indicator.id),
                "name": localised(indicator.label, language),
                "unitText": _unit(vocabulary, indicator.unit, language),
            }
            for indicator in known
        ],
        "distribution": [_download(d, uris, language) for d in dataset.distributions],
    }
    if dataset.temporal:
        first, last = dataset.temporal
        block["temporalCoverage"] = f"{Period.parse(first).start}/{Period.parse(last).end}"
    if not known:
        del block["variableMeasured"]
    return block


def _nation(vocabulary: Vocabulary, language: str) -> str:
    """The nation's official name, where it is in this language."""
    nation = vocabulary.areas[vocabulary.nation]
    return nation.official_name if language == "sv" and nation.official_name else localised(nation.label, language)


def _unit(vocabulary: Vocabulary, code: str, language: str) -> str:
    concept = vocabulary.concepts.get("unit", {}).get(code)
    return localised(concept.label, language) if concept else code


def _agent(catalog: Catalog, key: str, uris: Uris, language: str) -> dict[str, Any]:
    agent = catalog.agents[key]
    block: dict[str, Any] = {
        "@type": "Person" if agent.orcid else "Organization",
        "@id": uris.id("agent", key),
        "name": localised(agent.name, language),
    }
    if known := [address for address in (agent.ror, agent.orcid) if address]:
        block["sameAs"] = known
    return block | ({"url": agent.homepage} if agent.homepage else {})


def _download(distribution: Distribution, uris: Uris, language: str) -> dict[str, Any]:
    block: dict[str, Any] = {
        "@type": "DataDownload",
        "name": localised(distribution.title, language),
        "contentUrl": uris.file(distribution.path),
        "encodingFormat": distribution.media_type,
    }
    if distribution.bytes is not None:
        block["contentSize"] = f"{distribution.bytes} B"
    if distribution.sha256:
        block["sha256"] = distribution.sha256
    return block


def croissant(dataset: Dataset, catalog: Catalog, vocabulary: Vocabulary, uris: Uris) -> dict[str, Any]:
    """``croissant.json`` of a dataset: its tables as files with checksums and as record sets.

    mlcroissant guesses the types of CSV and turns 0114 into 114, whatever type is declared. Observations are
    therefore read from the Parquet file, in which codes are text; another table with codes of areas is a file to
    take and no record set.
    """
    block = _dataset(dataset, catalog, vocabulary, uris, "en")
    for name in ("includedInDataCatalog", "spatialCoverage", "variableMeasured", "@id"):
        block.pop(name, None)
    files = {d.path.rpartition("/")[2]: d for d in dataset.distributions if d.format == "CSV"}
    tables = [(table, files[table.path]) for table in dataset.tables if table.path in files]
    typed = next((d for d in dataset.distributions if d.format == "PARQUET"), None)
    others = [d for d in (files.get(f"{dataset.name}.csv"), typed) if d]
    sets = [(table, typed if table.name == "observations" else None) for table, _ in tables]
    block |= {
        "@context": CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CROISSANT,
        "citeAs": citation(dataset, catalog, uris),
        "distribution": [_file(file, localised(table.description, "en"), uris) for table, file in tables]
        + [_file(file, localised(file.description, "en"), uris) for file in others],
        "recordSet": [_records(table, file, catalog.languages) for table, file in sets if file or not _coded(table)],
    }
    return block


def citation(dataset: Dataset, catalog: Catalog, uris: Uris) -> str:
    """How to cite the current version, in English."""
    publisher = localised(catalog.agents[dataset.publisher].name, "en")
    title = localised(dataset.title, "en")
    return (
        f"{publisher} ({dataset.modified[:4]}). {title}, version {dataset.version}. {uris.id('dataset', dataset.name)}"
    )


#: Media types as mlcroissant knows them.
_CROISSANT_FORMATS = {"CSV": "text/csv", "PARQUET": "application/x-parquet"}


def _file(file: Distribution, description: str, uris: Uris) -> dict[str, Any]:
    name = file.path.rpartition("/")[2]
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "description": description,
        "contentUrl": uris.file(file.path),
        "contentSize": f"{file.bytes or 0} B",
        "encodingFormat": _CROISSANT_FORMATS[file.format],
        "sha256": file.sha256 or "",
    }


#: Columns that the download has beside those of the table, and what they hold.
_NAMES = {"indicator_label": "Name of the indicator", "area_label": "Name of the area"}


def _in(code: str) -> str:
    return f"in {locale(code).get_language_name('en') or code}"


def _coded(table: Table) -> bool:
    """Whether a reader that guesses types would spoil codes of areas."""
    return any(column.name == "area" for column in table.columns)


def _records(table: Table, typed: Distribution | None, languages: Sequence[str]) -> dict[str, Any]:
    """A record set: the table's columns, read from its own CSV file or from the Parquet file of the same rows."""
    file = typed.path.rpartition("/")[2] if typed else table.path
    fields = [(c.name, localised(c.description, "en"), f"sc:{kind(c).croissant}") for c in table.columns]
    if typed:
        for name, description in _NAMES.items():
            if len(languages) == 1:
                fields.append((name, f"{description}.", "sc:Text"))
            else:
                fields += [(f"{name}_{code}", f"{description}, {_in(code)}.", "sc:Text") for code in languages]
    block: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": localised(table.description, "en"),
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table.name}/{name}",
                "name": name,
                "description": description,
                "dataType": type,
                "source": {"fileObject": {"@id": file}, "extract": {"column": name}},
            }
            for name, description, type in fields
        ],
    }
    if table.primary_key:
        block["key"] = [{"@id": f"{table.name}/{name}"} for name in table.primary_key]
    return block
