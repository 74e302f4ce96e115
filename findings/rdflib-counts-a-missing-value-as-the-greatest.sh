#!/usr/bin/env bash
# rdflib 7.6.0, pyoxigraph 0.5.13 (Python 3.11).
#
# A Data Cube may say that an observation has no value by the measure ""^^cube:Undefined (https://cube.link/, the way of
# Swiss federal statistics). SPARQL 1.1, 17.3: "<" of a number and a literal of another datatype is a type error, and
# FILTER drops the row. rdflib gives the missing value as greater than every number, in FILTER and in MAX, without a
# word; the same query in Oxigraph gives the value that is there. Data, query and answer look sound in both.
#
# Seen, of three municipalities with 40, 60 and no value:
#   rdflib     above 50: [60, missing]   highest: missing
#   pyoxigraph above 50: [60]            highest: 60
# Right in both: FILTER(isNumeric(?value) && ?value > 50).
# Exits with 1 when either engine answers otherwise.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q rdflib==7.6.0 pyoxigraph==0.5.13
cat > "$work/cube.ttl" <<'TTL'
@prefix cube: <https://cube.link/> .
@prefix measure: <http://purl.org/linked-data/sdmx/2009/measure#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix : <http://example.org/> .
:a a qb:Observation ; measure:obsValue 40.0 .
:b a qb:Observation ; measure:obsValue 60.0 .
:c a qb:Observation ; measure:obsValue ""^^cube:Undefined .
TTL
cat > "$work/ask.py" <<'PY'
import sys

import pyoxigraph
import rdflib

WHERE = "{ ?o a <http://purl.org/linked-data/cube#Observation> ; <http://purl.org/linked-data/sdmx/2009/measure#obsValue> ?v"
QUERIES = (
    f"SELECT ?v {WHERE} FILTER(?v > 50) }} ORDER BY ?o",
    f"SELECT (MAX(?v) AS ?m) {WHERE} }}",
    f"SELECT ?v {WHERE} FILTER(isNumeric(?v) && ?v > 50) }} ORDER BY ?o",
)
graph = rdflib.Graph().parse(sys.argv[1])
store = pyoxigraph.Store()
store.bulk_load(path=sys.argv[1])


def name(term):
    value = getattr(term, "value", None) if not isinstance(term, rdflib.Literal) else str(term)
    return "missing" if value == "" else str(int(float(value)))


found = {
    "rdflib": [[name(row[0]) for row in graph.query(query)] for query in QUERIES],
    "pyoxigraph": [[name(row[0]) for row in store.query(query)] for query in QUERIES],
}
for engine, (above, highest, guarded) in found.items():
    print(f"{engine:<11}above 50: {above}, highest: {highest}, with isNumeric: {guarded}")
seen = {
    "rdflib": [["60", "missing"], ["missing"], ["60"]],
    "pyoxigraph": [["60"], ["60"], ["60"]],
}
raise SystemExit(0 if found == seen else 1)
PY
"$work/venv/bin/python" "$work/ask.py" "$work/cube.ttl"
