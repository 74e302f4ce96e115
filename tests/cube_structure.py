"""The Data Cube's integrity constraints on the structure, IC-2 to IC-7 and IC-20, as the standard's queries.

https://www.w3.org/TR/vocab-data-cube/#wf-rules
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

PREFIXES = """
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""

#: Constraints on the structure: each asks for what breaks it.
STRUCTURE = {
    "IC-2": """SELECT ?x { ?x a qb:DataSet .
        FILTER NOT EXISTS { ?x qb:structure ?d . ?d a qb:DataStructureDefinition } }""",
    "IC-3": """SELECT ?x { ?x a qb:DataStructureDefinition .
        FILTER NOT EXISTS { ?x qb:component/qb:measure ?m . ?m a qb:MeasureProperty } }""",
    "IC-4": "SELECT ?x { ?d qb:component/qb:dimension ?x . FILTER NOT EXISTS { ?x rdfs:range ?r } }",
    "IC-5": """SELECT ?x { ?d qb:component/qb:dimension ?x . ?x rdfs:range skos:Concept .
        FILTER NOT EXISTS { ?x qb:codeList ?l } }""",
    "IC-6": """SELECT ?x { ?d qb:component ?c . ?c qb:componentRequired false ; ?p ?x .
        FILTER(?p IN (qb:dimension, qb:measure)) }""",
    "IC-7": "SELECT ?x { ?x a qb:SliceKey . FILTER NOT EXISTS { ?d a qb:DataStructureDefinition ; qb:sliceKey ?x } }",
    "IC-20": "SELECT ?x { ?d qb:component/qb:dimension/qb:codeList ?x . FILTER NOT EXISTS { ?y skos:inScheme ?x } }",
}


def broken(triples: Iterable[ox.Triple]) -> list[str]:
    """Broken constraints of the structure, ``IC-4: <IRI>``.

    Args:
        triples: the vocabulary's (with ``cube.ttl``) and a ``qb:DataSet`` for each dataset.
    """
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return [
        f"{name}: {row['x']}"
        for name, query in STRUCTURE.items()
        for row in store.query(PREFIXES + query)  # type: ignore[union-attr]
    ]
