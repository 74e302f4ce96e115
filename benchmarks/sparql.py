"""Questions that touch every observation, in seconds of processor: as served, the engine alone, and it in memory."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import pyoxigraph as ox

from benchmarks.processes import table
from publisher.rdf.descriptions import dumps
from publisher.reader import Reader
from publisher.sparql import ROWS
from publisher.sparql.worker import answer, fill, open_store

_PREFIXES = """PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX d: <http://purl.org/linked-data/sdmx/2009/dimension#>
PREFIX m: <http://purl.org/linked-data/sdmx/2009/measure#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_ALL = "{ ?o a qb:Observation ; d:refArea ?a ; d:refPeriod ?p ; m:obsValue ?v }"
QUESTIONS = {
    "sort by two names, first 7": "SELECT ?s ?o { ?s a ?o } ORDER BY ?s ?o LIMIT 7",
    "sort by value and area, first 10": f"SELECT ?o ?a ?v {_ALL} ORDER BY DESC(?v) ?a LIMIT 10",
    "sort by three keys, all rows": f"SELECT ?o ?a ?p ?v {_ALL} ORDER BY ?p ?a ?v",
    "sort by an expression": "SELECT ?s { ?s a qb:Observation } ORDER BY DESC(STR(?s)) LIMIT 10",
    "sort distinct names": "SELECT DISTINCT ?s { ?s a ?o } ORDER BY ?s LIMIT 10",
    "sort within": "SELECT ?o ?l { { SELECT ?o ?a { ?o d:refArea ?a } ORDER BY ?a ?o LIMIT 9 } ?a skos:prefLabel ?l }",
    "count by property": "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "mean by area": f"SELECT ?a (AVG(?v) AS ?m) {_ALL[:-1]} FILTER(isNumeric(?v)) }} GROUP BY ?a",
    "distinct pairs": f"SELECT DISTINCT ?a ?p {_ALL}",
    "join with labels": f"SELECT (COUNT(*) AS ?n) {_ALL[:-1]} . ?a skos:prefLabel ?l }}",
}


def main(options: argparse.Namespace) -> None:
    """Measure and print; ratios are to the engine in memory."""
    folder = (options.build / "current").resolve()
    base = Reader.open(folder).edition.base_url + "/"
    disk, memory = open_store(folder, options.build / "stores"), ox.Store()
    fill(memory, [path for path in dumps(folder) if path.is_file()])
    rows = []
    for name, question in QUESTIONS.items():
        asked = {"query": _PREFIXES + question, "base": base, "rows": ROWS, "table": "json", "graph": "ttl"}
        served = _seconds(lambda asked=asked: answer(disk, asked))
        alone = _seconds(lambda asked=asked: sum(1 for _ in disk.query(str(asked["query"]), base_iri=base)))
        best = _seconds(lambda asked=asked: sum(1 for _ in memory.query(str(asked["query"]), base_iri=base)))
        rows.append(
            (name, f"{served:.2f}", f"{alone:.2f}", f"{best:.2f}", f"{served / best:.1f}", f"{alone / best:.1f}")
        )
    table(("", "as served, s", "engine on disk, s", "in memory, s", "served × memory", "disk × memory"), rows)


def _seconds(ask: Callable[[], object]) -> float:
    started = time.process_time()
    ask()
    return time.process_time() - started
