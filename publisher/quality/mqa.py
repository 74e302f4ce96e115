"""data.europa.eu's Metadata Quality Assessment: 405 points for a dataset's metadata, metric by metric.

Metrics and weights: https://data.europa.eu/mqa/methodology. A metric of a dataset gives all its points
or none; a metric of distributions gives the share that pass; of interoperability only the best
distribution counts. Licence and format lists are those the portal is known to use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rdflib import DCTERMS, Graph, URIRef

from publisher.rdf.authority import DCAT, FORMAT, IANA, NAL

MAXIMUM = 405

#: Rating by fewest points, best first.
RATINGS = ((351, "excellent"), (221, "good"), (121, "sufficient"), (0, "bad"))

_FILE_TYPE = NAL + "file-type/"

NON_PROPRIETARY = frozenset(
    {
        "BMP", "CSV", "DBF", "ETSI_XML", "GEOJSON", "GPKG", "GZIP", "HTML", "ICS", "JPEG2000", "JSON", "JSON_LD", "KML",
        "KMZ", "NETCDF", "ODS", "PNG", "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS",
        "RTF", "TAR", "TIFF", "TSV", "TXT", "WMS_SRVC", "XML", "ZIP",
    }
)  # fmt: skip
MACHINE_READABLE = frozenset(
    {
        "CSV", "GEOJSON", "ICS", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF", "ODS", "RDFA", "RDF_N_QUADS",
        "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "SHP", "XLS", "XLSX", "XML",
    }
)  # fmt: skip
#: Licences both by the EU's list and by its exact matches; written with ``http`` and a final slash.
KNOWN_LICENCE = re.compile(
    r"http://creativecommons\.org/(licenses/by(-sa|-nd|-nc|-nc-sa|-nc-nd)?/[1-4]\.[05]|publicdomain/zero/1\.0)/"
    rf"|{re.escape(NAL)}licence/[A-Z][A-Z0-9_]*"
)


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One metric of the assessment."""

    name: str  #: as the portal's DQV vocabulary names it
    dimension: str
    points: int
    of_distributions: bool  #: else of the dataset
    passes: Callable[[Facts, URIRef], bool]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the metrics look at."""

    graph: Graph
    #: address to whether it answers 200 (after redirects); an address not in it does not
    answers: Mapping[str, bool]
    conforms: bool  #: SHACL of DCAT-AP found no violation in the dataset


def _has(predicate: URIRef) -> Callable[[Facts, URIRef], bool]:
    return lambda facts, node: (node, predicate, None) in facts.graph


def _answers(predicate: URIRef) -> Callable[[Facts, URIRef], bool]:
    return lambda facts, node: any(facts.answers.get(str(o), False) for o in facts.graph.objects(node, predicate))


def _matches(predicate: URIRef, pattern: re.Pattern[str]) -> Callable[[Facts, URIRef], bool]:
    return lambda facts, node: any(pattern.fullmatch(str(o)) for o in facts.graph.objects(node, predicate))


def _of_type(types: frozenset[str]) -> Callable[[Facts, URIRef], bool]:
    def passes(facts: Facts, node: URIRef) -> bool:
        form = str(facts.graph.value(node, FORMAT) or "")
        return form.startswith(_FILE_TYPE) and form.removeprefix(_FILE_TYPE) in types

    return passes


def _aligned(facts: Facts, node: URIRef) -> bool:
    form = str(facts.graph.value(node, FORMAT) or "")
    return form.startswith(_FILE_TYPE) and str(facts.graph.value(node, DCAT.mediaType) or "").startswith(IANA)


_ACCESS_RIGHT = re.compile(re.escape(NAL) + r"access-right/[A-Z_]+")

METRICS = tuple(
    Metric(dimension=dimension, name=name, points=points, of_distributions=of_distributions, passes=passes)
    for dimension, name, points, of_distributions, passes in (
        ("findability", "keywordAvailability", 30, False, _has(DCAT.keyword)),
        ("findability", "categoryAvailability", 30, False, _has(DCAT.theme)),
        ("findability", "spatialAvailability", 20, False, _has(DCTERMS.spatial)),
        ("findability", "temporalAvailability", 20, False, _has(DCTERMS.temporal)),
        ("accessibility", "accessUrlStatusCode", 50, True, _answers(DCAT.accessURL)),
        ("accessibility", "downloadUrlAvailability", 20, True, _has(DCAT.downloadURL)),
        ("accessibility", "downloadUrlStatusCode", 30, True, _answers(DCAT.downloadURL)),
        ("interoperability", "formatAvailability", 20, True, _has(FORMAT)),
        ("interoperability", "mediaTypeAvailability", 10, True, _has(DCAT.mediaType)),
        ("interoperability", "formatMediaTypeVocabularyAlignment", 10, True, _aligned),
        ("interoperability", "formatMediaTypeNonProprietary", 20, True, _of_type(NON_PROPRIETARY)),
        ("interoperability", "formatMediaTypeMachineInterpretable", 20, True, _of_type(MACHINE_READABLE)),
        ("interoperability", "dcatApCompliance", 30, False, lambda facts, node: facts.conforms),
        ("reusability", "licenceAvailability", 20, True, _has(DCTERMS.license)),
        ("reusability", "knownLicence", 10, True, _matches(DCTERMS.license, KNOWN_LICENCE)),
        ("reusability", "accessRightsAvailability", 10, False, _has(DCTERMS.accessRights)),
        ("reusability", "accessRightsVocabularyAlignment", 5, False, _matches(DCTERMS.accessRights, _ACCESS_RIGHT)),
        ("reusability", "contactPointAvailability", 20, False, _has(DCAT.contactPoint)),
        ("reusability", "publisherAvailability", 10, False, _has(DCTERMS.publisher)),
        ("contextuality", "rightsAvailability", 5, True, _has(DCTERMS.rights)),
        ("contextuality", "byteSizeAvailability", 5, True, _has(DCAT.byteSize)),
        ("contextuality", "dateIssuedAvailability", 5, True, _has(DCTERMS.issued)),
        ("contextuality", "dateModifiedAvailability", 5, True, _has(DCTERMS.modified)),
    )
)


def assess(facts: Facts, dataset: URIRef) -> dict[str, float]:
    """Points of one dataset by metric, in the order of :data:`METRICS`."""
    distributions = sorted(o for o in facts.graph.objects(dataset, DCAT.distribution) if isinstance(o, URIRef))
    best = max(distributions, key=lambda d: _interoperability(facts, d), default=None)
    found: dict[str, float] = {}
    for metric in METRICS:
        if not metric.of_distributions:
            share = float(metric.passes(facts, dataset))
        elif metric.dimension == "interoperability":
            share = float(best is not None and metric.passes(facts, best))
        else:
            share = sum(metric.passes(facts, d) for d in distributions) / len(distributions) if distributions else 0.0
        found[metric.name] = metric.points * share
    return found


def _interoperability(facts: Facts, distribution: URIRef) -> int:
    return sum(
        metric.points
        for metric in METRICS
        if metric.dimension == "interoperability" and metric.of_distributions and metric.passes(facts, distribution)
    )


def rating(points: float) -> str:
    """``excellent``, ``good``, ``sufficient`` or ``bad``."""
    return next(name for fewest, name in RATINGS if points >= fewest)
