"""Formats a table can be had in: a module each, listed here in plain sight.

To add one, write a module with ``write(download) -> Iterator[bytes]`` and a line in :data:`FORMATS`.
The bytes come in chunks and depend on the download alone: the same input gives the same bytes.
"""

from __future__ import annotations

from publisher.download import Format
from publisher.formats import csv, csvw, geojson, geoparquet, json, jsonstat, parquet, sdmx, xlsx
from publisher.phrases import tell

#: JSON-stat has no registered media type; it is JSON to a catalogue, and to the API what others call it.
FORMATS: dict[str, Format] = {
    form.key: form
    for form in (
        Format("json", "application/json", "json", "JSON", tell("JSON"), json.write, inline=True),
        Format("csv", "text/csv", "csv", "CSV", tell("CSV"), csv.write, content_type="text/csv; header=present"),
        Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "XLSX",
               tell("Excel"), xlsx.write, accepts=("application/vnd.ms-excel",)),
        Format("json-stat", "application/json", "jsonstat.json", "JSON", tell("JSON-stat 2.0"), jsonstat.write,
               accepts=("application/vnd.jsonstat+json", "application/json-stat+json", "application/json-stat"),
               observations_only=True, inline=True),
        Format("parquet", "application/vnd.apache.parquet", "parquet", "PARQUET", tell("Parquet"), parquet.write,
               accepts=("application/parquet", "application/x-parquet")),
        Format("geojson", "application/geo+json", "geojson", "GEOJSON", tell("GeoJSON, a layer of a map"),
               geojson.write, accepts=("application/vnd.geo+json",), layer=True, most=5_000, each=geojson.each),
        Format("geoparquet", "application/vnd.apache.parquet", "geo.parquet", "PARQUET",
               tell("GeoParquet, a layer of a map"), geoparquet.write,
               accepts=("application/geo+parquet", "application/x-geoparquet"), layer=True),
        Format("sdmx-csv", "text/csv", "sdmx.csv", "CSV", tell("SDMX-CSV 2.0"), sdmx.write_csv,
               content_type=sdmx.CSV_TYPE, observations_only=True),
        Format("sdmx-ml", "application/xml", "sdmx.xml", "XML", tell("SDMX-ML 2.1"), sdmx.write_data,
               content_type=sdmx.DATA_TYPE, observations_only=True),
        Format("sdmx-structure", "application/xml", "sdmx-structure.xml", "XML", tell("SDMX: structure and code lists"),
               sdmx.write_structure, content_type=sdmx.STRUCTURE_TYPE, observations_only=True, about="sdmx-ml"),
        Format("csvw", "application/csvm+json", "csv-metadata.json", "JSON_LD",
               tell("CSVW: description of the CSV file"), csvw.write, inline=True, about="csv"),
    )
}  # fmt: skip
