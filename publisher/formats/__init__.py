"""Formats a table can be had in: a module each, listed here in plain sight.

To add one, write a module with ``write(download) -> Iterator[bytes]`` and a line in :data:`FORMATS`.
The bytes come in chunks and depend on the download alone: the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from publisher.download import Download
from publisher.formats import csv, csvw, json, jsonstat, parquet, xlsx
from publisher.model import Text


@dataclass(frozen=True, kw_only=True)
class Format:
    """How a table is written, and what the result is called."""

    key: str  #: as in ``?format=``
    media_type: str  #: IANA media type, without parameters
    extension: str  #: without dot
    file_type: str  #: code of the EU file-type list
    title: Text
    write: Callable[[Download], Iterator[bytes]]
    parameters: str = ""  #: what follows the media type in Content-Type
    accepts: tuple[str, ...] = ()  #: other media types in ``Accept`` that mean this format
    observations_only: bool = False  #: only tables with the columns of observations


FORMATS: dict[str, Format] = {
    form.key: form
    for form in (
        Format(
            key="json",
            media_type="application/json",
            extension="json",
            file_type="JSON",
            write=json.write,
            title={"sv": "JSON", "en": "JSON"},
        ),
        Format(
            key="csv",
            media_type="text/csv",
            parameters="; charset=utf-8; header=present",
            extension="csv",
            file_type="CSV",
            write=csv.write,
            title={"sv": "CSV", "en": "CSV"},
        ),
        Format(
            key="xlsx",
            media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            extension="xlsx",
            file_type="XLSX",
            write=xlsx.write,
            accepts=("application/vnd.ms-excel",),
            title={"sv": "Excel", "en": "Excel"},
        ),
        Format(
            key="json-stat",
            media_type="application/vnd.jsonstat+json",
            extension="jsonstat.json",
            file_type="JSON",
            write=jsonstat.write,
            accepts=("application/json-stat+json",),
            observations_only=True,
            title={"sv": "JSON-stat 2.0", "en": "JSON-stat 2.0"},
        ),
        Format(
            key="parquet",
            media_type="application/vnd.apache.parquet",
            extension="parquet",
            file_type="PARQUET",
            write=parquet.write,
            accepts=("application/parquet", "application/x-parquet"),
            title={"sv": "Parquet", "en": "Parquet"},
        ),
        Format(
            key="csvw",
            media_type="application/csvm+json",
            extension="csv-metadata.json",
            file_type="JSON_LD",
            write=csvw.write,
            title={"sv": "CSVW: beskrivning av CSV-filen", "en": "CSVW: description of the CSV file"},
        ),
    )
}
