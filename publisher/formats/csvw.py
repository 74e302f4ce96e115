"""CSV on the Web metadata for a CSV download: the codebook a CSV file cannot hold itself.

Served beside the CSV and named by its ``Link: …; rel="describedby"``.
https://www.w3.org/TR/tabular-metadata/
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from publisher.download import Download
from publisher.formats.json import meta
from publisher.model import Column
from publisher.tables import kind


def write(download: Download) -> Iterator[bytes]:
    """The metadata document of the CSV that the same question gives, whose address the download's ``url`` is.

    ``titles`` are what stands in the header: a validating processor compares them (section 5.6, "titles").
    """
    explained = meta(download)
    yield msgspec.json.encode(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": download.languages[0]}],
            "url": download.beside or download.url,
            "dc:title": download.text(download.title),
            "dc:publisher": download.text(download.publisher),
            "dc:license": [{"@id": licence.url} for licence in download.licences.values()],
            "dc:bibliographicCitation": download.text(download.citation),
            "dc:modified": download.published,
            "dialect": {
                "delimiter": ";" if download.decimal == "," else ",",
                "encoding": "utf-8",
            },
            "tableSchema": {"columns": [_column(download, column) for column in download.columns]},
            "notes": [{key: explained[key] for key in ("cautions", "rights", "sources", "codebook")}],
        }
    )


def _column(download: Download, column: Column) -> dict[str, object]:
    datatype: object = kind(column).csvw
    if datatype == "number" and download.decimal == ",":
        datatype = {"base": "number", "format": {"decimalChar": ","}}
    described: dict[str, object] = {
        "name": column.name,
        "titles": [column.name],
        "dc:title": download.text(column.title),
        "dc:description": download.text(column.description),
        "datatype": datatype,
    }
    if column.required:
        described["required"] = True
    if column.rdf_type:
        described["propertyUrl"] = column.rdf_type
    return described
