"""The report of :mod:`publisher.quality.score` for those who read it: lines at a terminal, measurements in RDF.

https://www.w3.org/TR/vocab-dqv/
"""

from __future__ import annotations

from rdflib import PROV, RDF, RDFS, XSD, Graph, URIRef
from rdflib import Literal as Value

from publisher.phrases import tell
from publisher.quality.conformance import violations
from publisher.quality.score import Report
from publisher.rdf.authority import DQV, PIVEAU
from publisher.rdf.parties import put, tagged
from publisher.uris import Uris


def to_lines(report: Report) -> list[str]:
    """The report for people at a terminal: a line a dataset, then each finding and faulty link."""
    lines = [f"{report.points:g} of {report.maximum} ({report.rating}), edition {report.edition}"]
    for dataset in report.datasets:
        missing = [
            f"{name} -{report.weights[name] - points:g}"
            for name, points in dataset.metrics.items()
            if points < report.weights[name]
        ]
        wrong = len(violations(dataset.findings))
        lines.append(
            f"{dataset.points:6g} {dataset.rating:10} {dataset.name}: {wrong} violations, "
            f"{len(dataset.findings) - wrong} warnings, {sum(bool(link.fault) for link in dataset.links)} of "
            f"{len(dataset.links)} links faulty" + (f"; {', '.join(missing)}" if missing else "")
        )
    for findings in (report.findings, *(d.findings for d in report.datasets)):
        lines += [f"{f.severity.lower()}: {f.focus}: {f.message}" for f in findings]
    lines += [f"link: {link.url} {link.fault}" for d in report.datasets for link in d.links if link.fault]
    return lines


def report_graph(report: Report, uris: Uris) -> Graph:
    """The points as dqv:QualityMeasurement, by the metrics of data.europa.eu's own vocabulary."""
    graph = Graph()
    activity = URIRef(uris.id("activity", "mqa"))
    put(graph, activity, RDF.type, PROV.Activity)
    put(graph, activity, RDFS.label, *tagged(tell("Assessment of metadata quality")))
    for dataset in report.datasets:
        total = [("mqa", URIRef(uris.id("metric", "mqa")), dataset.points)]
        each = [(f"mqa.{name}", PIVEAU[name], points) for name, points in dataset.metrics.items()]
        for key, metric, points in total + each:
            node = URIRef(uris.id("measurement", f"{dataset.name}.{key}"))
            put(graph, node, RDF.type, DQV.QualityMeasurement)
            put(graph, node, DQV.isMeasurementOf, metric)
            put(graph, node, DQV.computedOn, URIRef(dataset.iri))
            put(graph, node, DQV.value, Value(f"{points:g}", datatype=XSD.decimal))
            put(graph, node, PROV.wasGeneratedBy, activity)
    return graph
