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
        Format(
            key="json",
            media_type="application/json",
            extension="json",
            file_type="JSON",
            title=tell("JSON"),
            write=json.write,
            inline=True,
        ),
        Format(
            key="csv",
            media_type="text/csv",
            content_type="text/csv; header=present",
            extension="csv",
            file_type="CSV",
            title=tell("CSV"),
            write=csv.write,
        ),
        Format(
            key="xlsx",
            media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            extension="xlsx",
            file_type="XLSX",
            title=tell("Excel"),
            write=xlsx.write,
            accepts=("application/vnd.ms-excel",),
        ),
        Format(
            key="json-stat",
            media_type="application/json",
            extension="jsonstat.json",
            file_type="JSON",
            title=tell("JSON-stat 2.0"),
            write=jsonstat.write,
            accepts=("application/vnd.jsonstat+json", "application/json-stat+json", "application/json-stat"),
            observations_only=True,
            inline=True,
        ),
        Format(
            key="parquet",
            media_type="application/vnd.apache.parquet",
            extension="parquet",
            file_type="PARQUET",
            title=tell("Parquet"),
            write=parquet.write,
            accepts=("application/parquet", "application/x-parquet"),
        ),
        Format(
            key="geojson",
            media_type="application/geo+json",
            extension="geojson",
            file_type="GEOJSON",
            title=tell("GeoJSON, a layer of a map"),
            write=geojson.write,
            accepts=("application/vnd.geo+json",),
            layer=True,
            most=5_000,
            each=geojson.each,
        ),
        Format(
            key="geoparquet",
            media_type="application/vnd.apache.parquet",
            extension="geo.parquet",
            file_type="PARQUET",
            title=tell("GeoParquet, a layer of a map"),
            write=geoparquet.write,
            accepts=("application/geo+parquet", "application/x-geoparquet"),
            layer=True,
        ),
        Format(
            key="sdmx-csv",
            media_type="text/csv",
            content_type=sdmx.CSV_TYPE,
            extension="sdmx.csv",
            file_type="CSV",
            title=tell("SDMX-CSV 2.0"),
            write=sdmx.write_csv,
            observations_only=True,
        ),
        Format(
            key="sdmx-ml",
            media_type="application/xml",
            content_type=sdmx.DATA_TYPE,
            extension="sdmx.xml",
            file_type="XML",
            title=tell("SDMX-ML 2.1"),
            write=sdmx.write_data,
            observations_only=True,
        ),
        Format(
            key="sdmx-structure",
            media_type="application/xml",
            content_type=sdmx.STRUCTURE_TYPE,
            extension="sdmx-structure.xml",
            file_type="XML",
            title=tell("SDMX: structure and code lists"),
            write=sdmx.write_structure,
            observations_only=True,
            about="sdmx-ml",
        ),
        Format(
            key="csvw",
            media_type="application/csvm+json",
            extension="csv-metadata.json",
            file_type="JSON_LD",
            title=tell("CSVW: description of the CSV file"),
            write=csvw.write,
            inline=True,
            about="csv",
        ),
    )
}
