"""The dialects one dataset is published in, and what each cannot carry: the table in ``docs/dialects.md``.

What is said here is tested by reading each dialect back with another library than wrote it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.model import OBSERVATION_COLUMNS

ALL = frozenset(OBSERVATION_COLUMNS)
_KEYS_AND_VALUE = ALL - {"n", "numerator", "denominator", "source", "source_place", "note"}


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """One way to have a dataset."""

    name: str
    where: str  #: path, ``{name}`` standing for the dataset
    written_by: str
    read_back_by: str  #: the libraries that the tests, or the harvesting check, read it with
    carries: frozenset[str]  #: columns of ``observations.csv`` that come back; empty when it describes only
    loses: str  #: what is not in it, in words; '' when nothing is lost


DIALECTS: Sequence[Dialect] = (
    Dialect(
        name="Data Package 2.0",
        where="/datapackages/{name}/datapackage.json and its CSV files, or the whole as .zip",
        written_by="msgspec, csv",
        read_back_by="frictionless, csv",
        carries=ALL,
        loses="The standard speaks one language: English texts, versions and acceptances are in the block"
        " `ehalsa:dataset`, which other programs keep but do not understand. References to another package's table"
        " are in `ehalsa:foreignKeys` and are not checked by others.",
    ),
    Dialect(
        name="CSV download",
        where="/downloads/{name}.csv",
        written_by="our writer",
        read_back_by="csv",
        carries=ALL,
        loses="Types, units and definitions: a CSV file has no place for them; they are in the CSVW file beside it."
        " Revisions and the other tables of the package.",
    ),
    Dialect(
        name="CSV on the Web",
        where="/datapackages/{name}/{version}/observations.csv-metadata.json",
        written_by="json",
        read_back_by="csvw",
        carries=ALL,
        loses="The SDMX status and the step of a scale: CSVW cannot look a value up in a list, so its RDF lacks"
        " `sdmx-attribute:obsStatus`, `unitMeasure` and `term:step`.",
    ),
    Dialect(
        name="XLSX",
        where="/downloads/{name}.xlsx",
        written_by="our writer",
        read_back_by="python-calamine",
        carries=ALL,
        loses="The difference between 47 and 47.0, which Excel does not know; revisions and the other tables.",
    ),
    Dialect(
        name="JSON",
        where="/downloads/{name}.json",
        written_by="msgspec",
        read_back_by="json",
        carries=ALL,
        loses="Revisions and the other tables of the package.",
    ),
    Dialect(
        name="JSON-stat 2.0",
        where="/downloads/{name}.jsonstat.json",
        written_by="our writer",
        read_back_by="json, read by the standard's index rule",
        carries=_KEYS_AND_VALUE,
        loses="n, numerator, denominator, source and note of each value: a cell of the cube has a value and a status"
        " and no more. The reason for a missing value is the status.",
    ),
    Dialect(
        name="Parquet",
        where="/downloads/{name}.parquet, and /downloads/observations.parquet of all",
        written_by="pyarrow",
        read_back_by="pandas",
        carries=ALL,
        loses="Revisions and the other tables; the codebook is in the file's metadata, which not every reader shows.",
    ),
    Dialect(
        name="GeoJSON",
        where="/downloads/{name}.geojson.zip, a file for each indicator and period",
        written_by="msgspec",
        read_back_by="json, GDAL",
        carries=ALL - {"note"},
        loses="The ids of notes, whose texts are there; a column of numbers that no row of the layer has."
        " The codebook is beside the features, where map programs do not look.",
    ),
    Dialect(
        name="GeoParquet 1.1",
        where="/downloads/{name}.geo.parquet",
        written_by="pyarrow",
        read_back_by="pandas, geopandas",
        carries=ALL - {"note"},
        loses="The ids of notes, whose texts are there.",
    ),
    Dialect(
        name="SDMX 2.1 and SDMX-CSV 2.0",
        where="/downloads/{name}.sdmx.xml and .sdmx.csv, by {name}.sdmx-structure.xml",
        written_by="our writer",
        read_back_by="ElementTree, csv, sdmx1, pysdmx",
        carries=ALL - {"note", "source_place"},
        loses="The place in the source; ids of notes, whose texts are there; steps of a scale and versions of a"
        " definition. A character that SDMX allows in no code is written as its number (`_e5`).",
    ),
    Dialect(
        name="SQLite",
        where="/downloads/ehalsa.db",
        written_by="sqlite3, sqlite-utils",
        read_back_by="sqlite3, Datasette",
        carries=ALL,
        loses="Matches to EuroVoc and others; distributions; the history of earlier editions beyond the revisions.",
    ),
    Dialect(
        name="RDF Data Cube",
        where="/downloads/{name}.ttl and .nt.gz",
        written_by="pyarrow (columns joined)",
        read_back_by="pyoxigraph, rdflib",
        carries=ALL,
        loses="Revisions; the texts of notes, of which only the ids are there.",
    ),
    Dialect(
        name="SPARQL",
        where="/sparql",
        written_by="pyoxigraph",
        read_back_by="SPARQLWrapper, pyoxigraph",
        carries=ALL,
        loses="The exact datatype of whole numbers: the store makes `xsd:nonNegativeInteger` an `xsd:integer`, and"
        " writes the decimal 47.0 as 47.",
    ),
    Dialect(
        name="DCAT-AP-SE",
        where="/catalog.rdf .ttl .jsonld .nt",
        written_by="rdflib, pyoxigraph",
        read_back_by="rdflib, raptor, N3.js, jsonld.js, ckanext-dcat, dataportalen",
        carries=frozenset(),
        loses="The observations; columns (named by `dcterms:conformsTo`), earlier versions, accepted warnings, kinds"
        " of areas, and coverage per indicator and period, of which only the sums are given.",
    ),
    Dialect(
        name="schema.org",
        where="in the page /data/{name}",
        written_by="json",
        read_back_by="json",
        carries=frozenset(),
        loses="The observations; everything but title, description, terms, period, files, creators and names of"
        " indicators; one language at a time.",
    ),
    Dialect(
        name="Croissant 1.1",
        where="/datapackages/{name}/croissant.json",
        written_by="json",
        read_back_by="mlcroissant",
        carries=ALL,
        loses="Record sets of other tables with codes of areas: mlcroissant makes 0114 of a CSV file 114, whatever type"
        " is declared, so observations are read from the Parquet file and those tables are only files. English only.",
    ),
)


def table() -> str:
    """The dialects as a table in Markdown."""
    lines = [
        "| dialect | where | written by | read back by | columns of an observation | what it cannot carry |",
        "|---|---|---|---|---|---|",
    ]
    for one in DIALECTS:
        missing = [f"`{name}`" for name in OBSERVATION_COLUMNS if name not in one.carries]
        columns = "none" if not one.carries else "all" if not missing else f"all but {', '.join(missing)}"
        lines.append(f"| {one.name} | {one.where} | {one.written_by} | {one.read_back_by} | {columns} | {one.loses} |")
    return "\n".join(lines) + "\n"
