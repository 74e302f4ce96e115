"""What is sorted beside the engine stands in the engine's own order, and means what was asked."""

from __future__ import annotations

import itertools
import random

import pyoxigraph as ox
import pytest
from worlds import some

from publisher.sparql import sorting, worker

BASE = "http://example.org/"
DATA = """@prefix : <http://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a a :T ; :n 3 ; :l "tre"@sv, "three"@en ; :d "2021-05-01"^^xsd:date ; :of :x .
:b a :T ; :n 1.5 ; :l "ett"@sv ; :d "2020-12-31"^^xsd:date ; :of :y .
:c a :T ; :n 1.2e1 ; :l "Ö"@sv ; :of :x .
:d a :T ; :n -7 ; :l "å"@sv ; :d "1999-01-01"^^xsd:date ; :of :z .
:e a :T, :U ; :l "zon" ; :t "2020-01-01T00:00:00Z"^^xsd:dateTime ; :of :x .
:f a :U ; :t "2020-01-01T01:30:00+02:00"^^xsd:dateTime ; :n 3 ; :b true .
:x :name "Exa" . :y :name "ypsilon" . :z :name "Zet" ; :b false .
"""
#: Each a query whose order is whole: no two rows are equal in all keys.
QUERIES = [
    "SELECT ?s ?o { ?s a ?o } ORDER BY ?s ?o",
    "SELECT ?s ?o { ?s a ?o } ORDER BY DESC(?o) ASC(?s) LIMIT 3",
    "SELECT * WHERE { ?s :of ?p } ORDER BY ?p DESC(?s) OFFSET 1 LIMIT 2",
    "SELECT ?s { ?s :n ?n } ORDER BY DESC(?n) ?s # ORDER BY ?x\n",
    "SELECT ?s { ?s a :T OPTIONAL { ?s :n ?n } } ORDER BY ?n",
    "SELECT ?s { ?s a :T OPTIONAL { ?s :d ?d } } ORDER BY desc(?d) ?s",
    "SELECT ?s ?t { ?s :t ?t } ORDER BY ?t",
    "SELECT * { ?s :l ?l } ORDER BY LCASE(STR(?l)) ?s",
    "SELECT ?l { ?s :l ?l } ORDER BY STRLEN(?l) (CONCAT(?l, 'LIMIT 3 }')) ?s LIMIT 4",
    "SELECT DISTINCT ?p { ?s :of ?p } ORDER BY ?p",
    "SELECT DISTINCT ?p { ?s :of ?p } ORDER BY STR(?p)",
    "SELECT ?p (COUNT(*) AS ?n) { ?s :of ?p } GROUP BY ?p ORDER BY DESC(?n) ?p",
    "SELECT ?p { ?s :of ?p } GROUP BY ?p HAVING (COUNT(*) > 0) ORDER BY DESC(COUNT(*)) ?p LIMIT 2",
    "SELECT (STR(?s) AS ?x) { ?s :of ?p } ORDER BY DESC(LCASE(?x))",
    "SELECT ?s ?p { ?s :of ?p } ORDER BY ?p ?s VALUES ?p { :x :z }",
    "SELECT ?s { ?s :n ?n } ORDER BY (-?n) ?s LIMIT 100000000000",
    "SELECT ?s { { SELECT ?s { ?s :n ?n } ORDER BY DESC(?n) ?s LIMIT 2 } ?s a :T } ORDER BY ?s",
    "SELECT ?s ?l { { SELECT ?s { ?s a :T } ORDER BY DESC(?s) LIMIT 3 } OPTIONAL { ?s :l ?l } } ORDER BY ?s ?l",
    "SELECT ?q { { SELECT (?s AS ?q) { { SELECT * { ?s a :T } ORDER BY ?s LIMIT 4 } } ORDER BY DESC(?q) LIMIT 1 } }",
    "SELECT (COUNT(*) AS ?n) { { SELECT ?s { ?s ?p ?o } ORDER BY ?o } }",
    "SELECT ?s { ?s a :T FILTER EXISTS { ?s :n ?n } } ORDER BY ?s",
    "SELECT ?s { ?s a :T } ORDER BY (EXISTS { ?s :n 3 }) ?s",
    "SELECT ?s { ?s a :Nothing } ORDER BY ?s",
    "SELECT ?s ?o { ?s :l ?o . FILTER(?o<\"z\"&&?o>\"A\") } ORDER BY ?o",
    "SELECT ?s { ?s :l '}' } ORDER BY ?s",
    "ASK { { SELECT ?s { ?s :n ?n } ORDER BY ?n LIMIT 1 } ?s :l ?l }",
    "CONSTRUCT { ?s :was ?n } WHERE { ?s :n ?n } ORDER BY DESC(?n) ?s LIMIT 2",
    "CONSTRUCT { ?s :was ?n } { ?s :n ?n } ORDER BY ?n",
    "CONSTRUCT WHERE { ?s :n ?n } ORDER BY DESC(?n) ?s LIMIT 2",
    "DESCRIBE ?s { ?s a :T } ORDER BY DESC(?s) LIMIT 1",
    "SELECT ?s { ?s :l \"\\u00C5 }\" } ORDER BY DESC(?s)",
    "SELECT ?order { ?order a :order } ORDER BY ?order",
]  # fmt: skip


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.load(DATA, format=ox.RdfFormat.TURTLE)
    return store


def plain(store: ox.Store, query: str) -> object:
    """What the engine itself answers, as text in its order; a graph as a set."""
    found = store.query(query, base_iri=BASE)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QueryTriples):
        return {str(triple) for triple in found}
    return [v.value for v in found.variables], [tuple(map(str, solution)) for solution in found]


@pytest.mark.parametrize("query", QUERIES)
def test_the_answer_is_the_engines(query: str, store: ox.Store) -> None:
    query = "PREFIX : <http://example.org/>\n" + query
    found = sorting.solved(query, lambda text: store.query(text, base_iri=BASE), 1000)
    told = plain(store, found) if isinstance(found, str) else (found[0], [tuple(map(str, row)) for row in found[1]])
    assert told == plain(store, query)


def test_most_of_them_are_sorted_here(store: ox.Store) -> None:
    asked: list[str] = []

    def ask(text: str) -> ox.QuerySolutions:
        asked.append(text)
        return store.query(text, base_iri=BASE)  # type: ignore[return-value]

    for query in some(QUERIES):
        sorting.solved("PREFIX : <http://example.org/>\n" + query, ask, 1000)
    assert len(asked) > 25
    assert not [text for text in asked if "ORDER BY" in text.partition("#")[0]]


TERMS = [
    None,
    *(ox.NamedNode(f"urn:{name}") for name in ("a", "B", "ö")),
    *(ox.Literal(text, language="sv") for text in ("a", "Å", "zebra")),
    *(ox.Literal(text) for text in ("", "a", "10", "9")),
]
NUMBERS = [
    ox.Literal(1),
    ox.Literal(-2.5),
    *(ox.Literal(n, datatype=ox.NamedNode(sorting._XSD + "decimal")) for n in ("0.5", "100")),
]
DAYS = [ox.Literal(day, datatype=ox.NamedNode(sorting._XSD + "date")) for day in ("2020-02-29", "1999-12-31")]


@pytest.mark.parametrize(
    "kind", [TERMS, [None, ox.NamedNode("urn:a"), *NUMBERS], [*DAYS, None], [ox.Literal(True), ox.Literal(False)]]
)
def test_each_pair_of_terms_stands_as_the_engine_has_it(kind: list[ox.Literal | ox.NamedNode | None]) -> None:
    for pair in itertools.permutations(kind, 2):
        cells = " ".join("(UNDEF)" if term is None else f"({term})" for term in pair)
        found = ox.Store().query(f"SELECT ?x {{ VALUES (?x) {{ {cells} }} }} ORDER BY ?x")
        assert [s["x"] for s in found] == sorted(pair, key=sorting.key), pair  # type: ignore[union-attr]


def test_any_terms_at_all_have_an_order() -> None:
    odd = [
        ox.Literal(value, datatype=ox.NamedNode(sorting._XSD + name))
        for name in ("date", "dateTime", "double", "integer", "boolean", "duration", "gYear", "decimal")
        for value in ("NaN", "-INF", "2020-13-40", "P1Y", "0021", "", "x")
    ]
    terms = [*TERMS, *NUMBERS, *DAYS, *odd, ox.BlankNode("b"), ox.Literal("", datatype=ox.NamedNode("urn:undefined"))]
    once = sorted(terms, key=sorting.key)
    random.Random(7).shuffle(terms)
    assert [sorting.key(t) for t in sorted(terms, key=sorting.key)] == [sorting.key(t) for t in once]


def test_of_many_rows_only_those_that_are_wanted_are_kept(store: ox.Store) -> None:
    many = ox.Store()
    many.extend(
        ox.Quad(ox.NamedNode(f"urn:{n}"), ox.NamedNode("urn:p"), ox.Literal(n * 7919 % 9973)) for n in range(9000)
    )
    for query in (
        "SELECT ?s { ?s ?p ?o } ORDER BY DESC(?o) LIMIT 3",
        "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?o OFFSET 40 LIMIT 20",
    ):
        found = sorting.solved(query, many.query, 100)
        assert not isinstance(found, str)
        assert [tuple(map(str, row)) for row in found[1]] == plain(many, query)[1]  # type: ignore[index]
    asked = {"query": "SELECT ?s { ?s ?p ?o } ORDER BY ?o", "base": BASE, "table": "json", "graph": "ttl"}
    assert worker.answer(many, asked | {"rows": 8999}) == ({"outcome": "too-many"}, b"")
    assert worker.answer(many, asked | {"rows": 9000})[0]["rows"] == 9000
    assert worker.answer(many, asked | {"rows": 9, "table": None})[0]["outcome"] == "unacceptable"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s { ?s ?p ?o } ORDER BY",
        "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT x",
        "SELECT ?s { ?s ?p ?o ORDER BY ?s",
    ],
)
def test_a_mistake_is_told_of_the_query_that_was_sent(query: str, store: ox.Store) -> None:
    head, _ = worker.answer(store, {"query": query, "base": BASE, "rows": 9, "table": "json", "graph": "ttl"})
    assert head["outcome"] == "syntax" and "1:" in str(head["message"]) and sorting.KEY not in str(head["message"])
