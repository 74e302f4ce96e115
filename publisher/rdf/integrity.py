"""The Data Cube's integrity constraints, checked over all observations in columns instead of by SPARQL.

https://www.w3.org/TR/vocab-data-cube/#wf-rules gives IC-1 to IC-21 as queries, of which IC-12 compares every
pair of observations. Here the structure is asked by SPARQL, being small, and the observations by Arrow.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.errors import Problem
from publisher.model import KEY_COLUMNS
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pyoxigraph

_PREFIXES = """
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


def check_structure(triples: Iterable[pyoxigraph.Triple]) -> list[str]:
    """Broken constraints of the structure, ``IC-4: <IRI>``.

    Args:
        triples: the vocabulary's (with ``cube.ttl``) and a ``qb:DataSet`` for each dataset.
    """
    import pyoxigraph as ox

    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return [
        f"{name}: {row['x']}"
        for name, query in STRUCTURE.items()
        for row in store.query(_PREFIXES + query)  # type: ignore[union-attr]
    ]


def check_observations(source: Path, vocabulary: Vocabulary, file: str) -> list[Problem]:
    """Broken constraints of a package's observations, a problem a constraint with how many rows break it.

    Args:
        source: ``observations.csv``.
        vocabulary: the code lists.
        file: what to call the file in messages.
    """
    import pyarrow.compute as pc
    from pyarrow import csv

    names = [*KEY_COLUMNS, "value", "status", "source"]
    table = csv.read_csv(
        source,
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, "string"), include_columns=names, strings_can_be_null=False
        ),
        parse_options=csv.ParseOptions(newlines_in_values=True),
    )
    missing = [code for code, status in vocabulary.statuses.items() if status.missing]
    has_value = pc.not_equal(table["value"], "")
    is_missing = _among(table["status"], missing)
    codes = {
        "indicator": set(vocabulary.indicators),
        "area": set(vocabulary.areas),
        "service_area": set(vocabulary.concepts.get("service-area", {})),
        "sex": {"T", "F", "M"},
    }
    keys = pc.binary_join_element_wise(*(table[name] for name in KEY_COLUMNS), "\x1f")
    faults = {
        "IC-11": ("leave a dimension empty", _count(_any(pc.equal(table[name], "") for name in KEY_COLUMNS))),
        "IC-12": ("have the same key as another row", table.num_rows - len(pc.unique(keys))),
        "IC-13": ("have no source", _count(pc.equal(table["source"], ""))),
        "IC-14": (
            "have neither a value nor a status that says why, or both",
            _count(pc.equal(has_value, is_missing)),
        ),
        "IC-19": (
            "have a code that is in no code list",
            _count(_any(pc.invert(_among(table[name], known)) for name, known in codes.items())),
        ),
    }
    return [
        Problem(
            file=file,
            fault=f"{count} rows {what} ({name} of the RDF Data Cube Vocabulary).",
            remedy="Correct the rows; 'publisher check' names each.",
            rule=f"cube-{name.lower()}",
        )
        for name, (what, count) in faults.items()
        if count
    ]


def _among(column: Any, known: Iterable[str]) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.is_in(column, value_set=pa.array(sorted(known), pa.string()))


def _any(columns: Iterable[Any]) -> Any:
    import pyarrow.compute as pc

    result: Any = None
    for column in columns:
        result = column if result is None else pc.or_(result, column)
    return result


def _count(column: Any) -> int:
    import pyarrow.compute as pc

    return int(pc.sum(column).as_py() or 0)
