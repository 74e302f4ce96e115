"""Namespaces and the IRIs of other people's code lists that our catalogue points at, and nothing else spells.

Each function takes the short code a person writes in ``dataset.yaml`` (``HEAL``, ``ANNUAL``, ``CSV``)
and gives the IRI that the EU's Publications Office, IANA, ADMS or Creative Commons gave it; an
unknown code is refused, because a well-formed IRI that stands for nothing passes every syntax check.
Lists: https://op.europa.eu/en/web/eu-vocabularies/authority-tables
"""

from __future__ import annotations

from rdflib import Namespace, URIRef

from publisher import formats

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib's own knows DCAT 2 only
DCATAP = Namespace("http://data.europa.eu/r5r/")
FORMAT = URIRef("http://purl.org/dc/terms/format")  # DCTERMS.format is a method of str
DQV = Namespace("http://www.w3.org/ns/dqv#")
OA = Namespace("http://www.w3.org/ns/oa#")
ODRS = Namespace("http://schema.theodi.org/odrs#")
PIVEAU = Namespace("https://piveau.eu/ns/voc#")
QB = Namespace("http://purl.org/linked-data/cube#")
SDMX_ATTRIBUTE = Namespace("http://purl.org/linked-data/sdmx/2009/attribute#")
SDMX_DIMENSION = Namespace("http://purl.org/linked-data/sdmx/2009/dimension#")
STATDCAT = Namespace("http://data.europa.eu/m8g/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")

NAL = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
ADMS_PUBLISHER_TYPE = "http://purl.org/adms/publishertype/"

#: The only licence DCAT-AP-SE allows a catalogue: ``http``, final slash.
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"

#: Codes we may use of each EU list; the same concepts are in ``vocab/shapes/background.ttl``.
CODES = {
    "access-right": {"PUBLIC"},
    "data-theme": {
        "AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN",
    },
    "dataset-type": {"CODE_LIST", "STATISTICAL"},
    "distribution-status": {"COMPLETED", "DEPRECATED", "DEVELOP", "WITHDRAWN"},
    "file-type": {
        "BIN", "CSV", "GEOJSON", "HTML", "JSON", "JSON_LD", "ODS", "PARQUET", "PDF", "RDF_N_TRIPLES", "RDF_TURTLE",
        "RDF_XML", "TSV", "TXT", "XLSX", "XML", "ZIP",
    },
    "frequency": {
        "ANNUAL", "ANNUAL_2", "BIENNIAL", "DAILY", "IRREG", "MONTHLY", "NEVER", "OTHER", "QUARTERLY", "UNKNOWN",
    },
    "planned-availability": {"AVAILABLE", "EXPERIMENTAL", "STABLE", "TEMPORARY"},
}  # fmt: skip

#: Our code of a language to the EU's.
LANGUAGES = {"sv": "SWE", "en": "ENG", "fi": "FIN", "da": "DAN", "nb": "NOB", "nn": "NNO", "no": "NOR", "is": "ISL",
             "de": "DEU", "fr": "FRA", "nl": "NLD", "es": "SPA", "it": "ITA", "pt": "POR", "pl": "POL", "et": "EST",
             "lv": "LAV", "lt": "LIT", "cs": "CES", "sk": "SLK", "hu": "HUN", "ro": "RON", "bg": "BUL", "el": "ELL",
             "sl": "SLV", "hr": "HRV", "ga": "GLE", "mt": "MLT", "se": "SME", "uk": "UKR", "cy": "CYM", "eu": "EUS",
             "ca": "CAT", "gl": "GLG", "lb": "LTZ", "fo": "FAO", "kl": "KAL", "sr": "SRP", "mk": "MKD", "sq": "SQI",
             "tr": "TUR", "ru": "RUS", "ar": "ARA", "bs": "BOS", "fy": "FRY", "rm": "ROH"}  # fmt: skip
#: EU lists too long to repeat: any code of three letters is taken, and held against ``vocab/shapes`` when built.
_OPEN = frozenset({"country", "language"})

#: Media types registered with IANA: of what is sent, and of formats that may come.
MEDIA_TYPES = frozenset(
    {
        "application/gzip", "application/ld+json", "application/n-triples", "application/pdf", "application/rdf+xml",
        "application/vnd.oasis.opendocument.spreadsheet", "application/vnd.sqlite3", "application/zip", "text/html",
        "text/plain", "text/tab-separated-values", "text/turtle",
        *(form.media_type for form in formats.FORMATS.values()),
    }
)  # fmt: skip

#: ADMS publisher types that DCAT-AP-SE 3.0.1 lists.
PUBLISHER_TYPES = frozenset(
    {
        "Academia-ScientificOrganisation", "Company", "IndustryConsortium", "LocalAuthority", "NationalAuthority",
        "NonGovernmentalOrganisation", "NonProfitOrganisation", "PrivateIndividual(s)", "RegionalAuthority",
        "StandardisationBody", "SupraNationalAuthority",
    }
)  # fmt: skip

#: Kind of period to the ISO 8601 duration that one of it lasts.
RESOLUTIONS = {"year": "P1Y", "quarter": "P3M", "month": "P1M", "day": "P1D"}


#: Specifications by others that what we publish conforms to: key, address, name.
STANDARDS = {
    "csvw": ("https://www.w3.org/TR/tabular-metadata/", "Metadata Vocabulary for Tabular Data"),
    "data-cube": ("https://www.w3.org/TR/vocab-data-cube/", "The RDF Data Cube Vocabulary"),
    "data-package": ("https://datapackage.org/standard/data-package/", "Data Package 2.0"),
    "datasette": ("https://docs.datasette.io/en/stable/json_api.html", "Datasette JSON API"),
    "geojson": ("https://www.rfc-editor.org/rfc/rfc7946", "The GeoJSON Format, RFC 7946"),
    "geoparquet": ("https://geoparquet.org/releases/v1.1.0/", "GeoParquet 1.1.0"),
    "json-stat": ("https://json-stat.org/full/", "JSON-stat 2.0"),
    "openapi": ("https://spec.openapis.org/oas/v3.1.0", "OpenAPI Specification 3.1.0"),
    "sdmx": ("https://sdmx.org/standards-2/", "Statistical Data and Metadata eXchange (SDMX)"),
    "sparql": ("https://www.w3.org/TR/sparql11-protocol/", "SPARQL 1.1 Protocol"),
}


def scheme(name: str) -> URIRef:
    """The IRI of an EU list: ``data-theme``.

    Raises:
        ValueError: a list we do not use.
    """
    if name not in CODES and name not in _OPEN:
        raise ValueError(f"'{name}' is not an EU list used here. Known: {', '.join(sorted(CODES))}.")
    return URIRef(NAL + name)


def concept(list_name: str, code: str) -> URIRef:
    """The IRI of a code of an EU list: ``file-type``, ``CSV``.

    Raises:
        ValueError: the code is not one we may use; the message names those we may.
    """
    if list_name in _OPEN and len(code) == 3 and code.isascii() and code.isupper():
        return URIRef(f"{NAL}{list_name}/{code}")
    if code not in CODES.get(list_name, ()):
        known = ", ".join(sorted(CODES.get(list_name, ())))
        raise ValueError(f"'{code}' is not in the EU list '{list_name}' as used here. Known: {known}.")
    return URIRef(f"{NAL}{list_name}/{code}")


def media_type(name: str) -> URIRef:
    """The IANA IRI of a media type: ``text/csv``.

    Raises:
        ValueError: not one of :data:`MEDIA_TYPES`.
    """
    if name not in MEDIA_TYPES:
        raise ValueError(f"'{name}' is not a media type sent here. Known: {', '.join(sorted(MEDIA_TYPES))}.")
    return URIRef(IANA + name)


def publisher_type(name: str) -> URIRef:
    """The ADMS IRI of a publisher type: ``NationalAuthority``.

    Raises:
        ValueError: not one of :data:`PUBLISHER_TYPES`.
    """
    if name not in PUBLISHER_TYPES:
        raise ValueError(f"'{name}' is not an ADMS publisher type. Known: {', '.join(sorted(PUBLISHER_TYPES))}.")
    return URIRef(ADMS_PUBLISHER_TYPE + name)
