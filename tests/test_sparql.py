"""SPARQL for anybody: answered right, refused with a reason, stopped when time is up."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import logging
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph as ox
import pytest
from worlds import some

from publisher import sparql
from publisher.reader import Reader, database
from publisher.settings import Settings
from publisher.sparql import Engine, QueryRefused
from publisher.sparql.worker import open_store
from publisher.web.describe.refusals import refusal

QUESTIONS = Path(sparql.__file__).parents[2] / "datasette_config" / "questions"
BASE = "http://127.0.0.1:8000/"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a = ?i && ?c != ?e) }"


@pytest.fixture(scope="module")
def engine(built_edition: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = Engine((built_edition.build / "current").resolve(), tmp_path_factory.mktemp("stores"), seconds=5)
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "federation"),
        ("SELECT * { service silent ?where { ?s ?p ?o } }", "federation"),
        ("SELECT * {#\nSERVICE<http://a/>{?s ?p ?o}}", "federation"),
        ("SELECT * FROM <http://example.org/> { ?s ?p ?o }", "dataset"),
        ("SELECT * FROM NAMED <http://example.org/> { ?s ?p ?o }", "dataset"),
        ("PREFIX : <http://a/> SELECT * { SERVICE:x { ?s ?p ?o } }", "federation"),
        ("PREFIX a: <http://a/> SELECT * { service silenta:b#'\n{ ?s ?p ?o } }", "federation"),
        ("PREFIX a: <http://a/> SELECT * { { ?s ?p a:b\\' } SERVICE <http://a/> {} { ?s ?p 'z' } }", "federation"),
        ('SELECT * { VALUES ?x { """x"} SERVICE <http://a/> { ?s ?p ?o } }', "federation"),
        ("SELECT * { ?s ?p a:x#'\\\n SERVICE <http://a/> {} #'\n}", "federation"),
        ("INSERT DATA { <a:b> <a:c> 1 }", "update"),
        ("PREFIX a: <b:> DELETE WHERE { ?s ?p ?o }", "update"),
        ("LOAD <http://example.org/>", "update"),
        ("SELECT * { ?s ?p ?o } #" + "x" * sparql.LONGEST, "too-long"),
    ],
)
def test_what_must_not_reach_the_engine_does_not(query: str, reason: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        sparql.inspect(query)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'SERVICE <http://a/> {}' } # FROM here",
        'SELECT * { ?s ?p """a "quoted" INSERT FROM""" }',
        "PREFIX service: <http://a/> SELECT ?service ?from { ?service service:from 'x'@from }",
        "SELECT * { <http://a/service#from> ?p ?o . FILTER(?o < 3 && 4 > ?o) }",
        "SELECT * { ?with <urn:service> ?add }",
        "PREFIX service: <http://a/> SELECT * { GRAPH service:g { ?s ?p service:x . { ?a ?b service:y } } }",
        'SELECT * { ?s ?p 1.5, 2e5 ; a <urn:x> } # \'""" SERVICE',
    ],
)
def test_a_word_in_a_text_name_or_comment_refuses_nothing(query: str) -> None:
    sparql.inspect(query)


@pytest.mark.parametrize(
    "part",
    ["1", "1-", "1.", "'\\", '"\\', '\\"""', "\\'''", '"""', "<a", "@a-", "?", "a:", "a\\", "SERVICE:", "#", " "],
)
def test_a_query_of_any_make_is_looked_through_in_time_that_grows_as_its_length(part: str) -> None:
    def took(length: int) -> float:
        query, started = (part * length)[:length], time.process_time()
        with contextlib.suppress(QueryRefused):
            sparql.inspect(query)
        return time.process_time() - started

    longest = sparql.LONGEST
    assert took(longest) < 8 * max(took(longest // 4), 0.02)  # the square of four is sixteen


def test_a_worker_can_reach_nobody_whatever_the_query_says(engine: Engine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0.2)
        address = f"http://127.0.0.1:{other.getsockname()[1]}/"
        request = {"query": f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", "base": BASE, "rows": 9}
        head, _ = engine._ask(request | {"table": "json", "graph": "ttl"})
        assert head["outcome"] == "failed"
        with pytest.raises(TimeoutError):
            other.accept()


def test_who_waits_for_a_turn_is_told_to_come_back_before_long(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparql, "PATIENCE", 0.05)
    with ExitStack() as stack:
        for _ in range(sparql.AT_ONCE):
            stack.enter_context(engine._turn())
        with pytest.raises(QueryRefused) as refused:
            engine.query("ASK {}", BASE)
    assert refused.value.reason == "busy"
    assert json.loads(engine.query("ASK {}", BASE).body)["boolean"] is True


TABLE = "SELECT ?id ?label { ?i a <id/term/Indicator> ; skos:notation ?id ; skos:prefLabel ?label } ORDER BY ?id ?label"
TABLE = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> " + TABLE


@pytest.mark.parametrize("form", ["json", "xml", "tsv"])
def test_each_form_of_a_table_is_read_by_another_parser(form: str, engine: Engine) -> None:
    formats = ox.QueryResultsFormat
    named = {"json": formats.JSON, "xml": formats.XML, "tsv": formats.TSV}
    expected = ox.parse_query_results(engine.query(TABLE, BASE, "json").body, format=formats.JSON)
    found = ox.parse_query_results(engine.query(TABLE, BASE, form).body, format=named[form])
    rows = [(str(r["id"]), str(r["label"])) for r in expected]  # type: ignore[union-attr, index]
    assert rows and rows == [(str(r["id"]), str(r["label"])) for r in found]  # type: ignore[union-attr, index]


def test_csv_is_plain(engine: Engine) -> None:
    rows = list(csv.reader(io.StringIO(engine.query(TABLE, BASE, "csv").body.decode())))
    assert rows[0] == ["id", "label"] and len(rows) > 1


def test_a_graph_comes_in_every_form(engine: Engine) -> None:
    query = "CONSTRUCT { ?s <urn:named> ?l } { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }"
    from publisher.rdf import serialise

    graphs = [serialise.parse(engine.query(query, BASE, graph=form).body, form) for form in serialise.FORMS]
    assert graphs[0] and all(graph == graphs[0] for graph in some(graphs))


def test_yes_and_no(engine: Engine) -> None:
    assert json.loads(engine.query("ASK { ?s ?p ?o }", BASE).body)["boolean"] is True
    assert b"<boolean>false</boolean>" in engine.query("ASK { <urn:no> ?p ?o }", BASE, "xml").body


def test_an_endless_query_is_cut_off_and_the_next_one_is_answered(engine: Engine) -> None:
    quick = Engine(engine.folder, engine.stores, seconds=1)
    quick.query("ASK { ?s ?p ?o }", BASE)
    started = time.monotonic()
    with pytest.raises(QueryRefused) as refused:
        quick.query(ENDLESS, BASE)
    assert refused.value.reason == "too-slow"
    assert time.monotonic() - started < 30
    assert json.loads(quick.query("ASK { ?s ?p ?o }", BASE).body)["boolean"] is True
    quick.close()


def test_too_many_rows_are_refused_and_not_cut(engine: Engine) -> None:
    small = Engine(engine.folder, engine.stores, rows=3)
    for query in ("SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"):
        with pytest.raises(QueryRefused) as refused:
            small.query(query, BASE)
        assert refused.value.reason == "too-many"
    small.close()


def test_a_mistake_is_told_with_its_place(engine: Engine) -> None:
    with pytest.raises(QueryRefused, match="1:") as refused:
        engine.query("SELECT * { ?s ?p", BASE)
    assert refused.value.reason == "syntax"


def test_a_form_that_does_not_fit_the_answer_is_unacceptable(engine: Engine) -> None:
    with pytest.raises(QueryRefused) as refused:
        engine.query("ASK { ?s ?p ?o }", BASE, table=None)
    assert refused.value.reason == "unacceptable"


def test_a_store_is_made_once_and_only_read(built_edition: Settings, tmp_path: Path) -> None:
    folder = (built_edition.build / "current").resolve()
    made = len(open_store(folder, tmp_path / "stores"))
    store = open_store(folder, tmp_path / "stores")
    assert len(store) == made > 0
    with pytest.raises(RuntimeError, match="read-write"):
        store.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c")))


def test_where_nothing_can_be_written_the_store_is_in_memory(built_edition: Settings, tmp_path: Path) -> None:
    (tmp_path / "stores").write_text("a file stands where the folder should")
    assert len(open_store((built_edition.build / "current").resolve(), tmp_path / "stores")) > 0


def test_where_the_store_cannot_be_kept_the_log_says_so_in_a_sentence(
    built_edition: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "stores").write_text("a file stands where the folder should")
    engine = Engine(built_edition.build / "current", tmp_path / "stores")
    with caplog.at_level(logging.WARNING, "publisher.sparql"):
        assert json.loads(engine.query("ASK { ?s ?p ?o }", BASE).body)["boolean"] is True
        engine.close()
    told = [record.getMessage() for record in caplog.records if record.name == "publisher.sparql"]
    assert len(told) == 1 and told[0].startswith(f"{tmp_path / 'stores'}: no store of the edition")


def test_the_store_lies_in_the_build_folder_wherever_the_server_is_started_from(
    built_edition: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "publisher").mkdir()  # no module of ours
    (tmp_path / "build").symlink_to(built_edition.build)
    engine = Engine(Path("build/current"), Path("kept/stores"))
    assert json.loads(engine.query("ASK { ?s ?p ?o }", BASE).body)["boolean"] is True
    engine.close()
    assert [path.name for path in (tmp_path / "kept/stores").iterdir() if path.is_dir()]
    assert not (Path(sparql.__file__).parents[2] / "kept").exists()


def test_of_a_large_edition_the_store_is_made_only_where_it_is_wanted(
    built_edition: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = (built_edition.build / "current").resolve()
    monkeypatch.setattr(sparql, "LARGEST", 1000)
    with pytest.raises(QueryRefused) as refused:
        Engine(folder, tmp_path / "stores").query("ASK { ?s ?p ?o }", BASE)
    told = refusal(refused.value)
    assert (refused.value.reason, told.status) == ("not-made", 501)
    assert "PUBLISHER_SPARQL=1" in told.detail["sv"]
    assert Settings.from_environment({"PUBLISHER_SPARQL": "1"}).sparql  # the remedy
    sparql.prepare(built_edition.build)
    assert "PUBLISHER_SPARQL=1" in caplog.text
    assert not (tmp_path / "stores").exists()
    engine = Engine(folder, tmp_path / "stores", wanted=True)
    assert json.loads(engine.query("ASK { ?s ?p ?o }", BASE).body)["boolean"] is True
    engine.close()


def test_void_counts_what_the_store_holds_and_its_dumps_are_all_of_it(engine: Engine, built_edition: Settings) -> None:
    from publisher.rdf import serialise
    from publisher.rdf.descriptions import dumps
    from publisher.reader import LINKED_DATA

    void = serialise.parse((engine.folder / LINKED_DATA / "void.nt").read_bytes(), "nt")
    listed = {t.object.value for t in void if t.predicate.value.endswith("#dataDump")}
    for name, query in {
        "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
    }.items():
        found = json.loads(engine.query(query, BASE).body)["results"]["bindings"][0]["n"]["value"]
        told = [t.object.value for t in void if t.predicate.value.endswith(f"#{name}") and "#all>" in str(t.subject)]
        assert [found] == told, name
    said = [path for path in dumps(engine.folder) if path.stat().st_size]
    assert len(listed) == len(said)


def test_every_observation_is_in_the_store(engine: Engine, built_edition: Settings) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?o a <http://purl.org/linked-data/cube#Observation> }"
    found = json.loads(engine.query(query, BASE).body)["results"]["bindings"][0]["n"]["value"]
    with sqlite3.connect(database(built_edition.build / "current")) as connection:
        assert int(found) == connection.execute("SELECT count(*) FROM observations").fetchone()[0]


@pytest.mark.parametrize("name", sorted(path.stem for path in QUESTIONS.glob("*.rq")))
def test_each_example_agrees_with_the_same_question_in_sql(name: str, engine: Engine, built_edition: Settings) -> None:
    reader = Reader.open(built_edition.build / "current")
    answer = json.loads(engine.query((QUESTIONS / f"{name}.rq").read_text(), reader.edition.base_url + "/").body)
    variables = answer["head"]["vars"]
    found = [[_plain(row.get(v, {}).get("value")) for v in variables] for row in answer["results"]["bindings"]]
    connection = sqlite3.connect(database(built_edition.build / "current"))
    connection.execute("CREATE TEMP TABLE matches (indicator, concept)")
    matches = [(i.id, iri) for i in reader.vocabulary.indicators.values() for iri in i.close_match]
    connection.executemany("INSERT INTO matches VALUES (?, ?)", matches)
    for table in ("grant_programmes (id, year)", "grant_amounts (programme, kind, qualifier, amount, recipient)"):
        connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table}")  # the small world has no grants
    rows = connection.execute((QUESTIONS / f"{name}.sql").read_text()).fetchall()
    assert sorted(found, key=str) == sorted(([_plain(cell) for cell in row] for row in rows), key=str)


def _plain(cell: object) -> object:
    try:
        return float(str(cell))
    except ValueError:
        return cell


def test_there_are_eleven_examples_titled_in_both_languages() -> None:
    from publisher.web.describe.queryform import examples

    found = examples(QUESTIONS.parent)
    assert len(found) == 11
    assert all(set(example.title) == {"sv", "en"} for example in some(found))


def test_the_compressed_dumps_are_what_the_store_holds(engine: Engine) -> None:
    lines = set()
    for path in (engine.folder / "downloads").glob("*.nt.gz"):
        written = gzip.decompress(path.read_bytes()).splitlines()
        lines |= {line for line in written if b"/id/observation/" in line.partition(b" ")[0]}
    query = "SELECT (COUNT(*) AS ?n) { ?o a <http://purl.org/linked-data/cube#Observation> ; ?p ?v }"
    found = json.loads(engine.query(query, BASE).body)["results"]["bindings"][0]["n"]["value"]
    assert int(found) == len(lines)
