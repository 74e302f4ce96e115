"""The quality declaration: five headings, figures that the database has too, and gaps said as gaps."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from html import unescape

import pytest
from in_process import Api
from rdflib import RDF, Graph, URIRef
from worlds import PROJECT, some

from publisher.rdf.authority import DQV, OA
from publisher.reader import database as database_of
from publisher.settings import Settings
from publisher.statistics.declaration import HEADINGS
from publisher.web.pages.quality import WORDS

SWEDISH = [
    "Relevans", "Tillförlitlighet", "Aktualitet och punktlighet", "Tillgänglighet och tydlighet",
    "Jämförbarhet och samanvändbarhet",
]  # fmt: skip
ENGLISH = [
    "Relevance", "Accuracy", "Timeliness and punctuality", "Accessibility and clarity", "Comparability and coherence",
]  # fmt: skip


@pytest.fixture(scope="module")
def database(built_edition: Settings) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(database_of(built_edition.build / "current"))
    yield connection
    connection.close()


def declaration(api: Api, path: str) -> dict[str, list[str]]:
    """Heading to what is said under it."""
    page = api.ask(path).text
    section = page[page.index('<h2 id="kvalitet">') :].partition("</section>")[0]
    parts = re.split(r"<h3 [^>]*>(.+?)</h3>", section)[1:]
    return {
        title: [unescape(re.sub("<.+?>", "", text)) for text in re.findall(r"<li.*?</li>", listed)]
        for title, listed in zip(parts[::2], parts[1::2], strict=True)
    }


@pytest.mark.parametrize("path", ["/nyckeltal/U21349", "/data/digitala-las"])
def test_it_has_the_five_headings_in_both_languages_and_something_under_each(api: Api, path: str) -> None:
    assert tuple(WORDS) == HEADINGS
    swedish, english = declaration(api, path), declaration(api, f"/en{path}")
    assert (list(swedish), list(english)) == (SWEDISH, ENGLISH)
    assert [len(said) for said in swedish.values()] == [len(said) for said in english.values()]
    assert all([*swedish.values()])


def test_every_dataset_has_a_declaration_also_one_of_other_tables(api: Api) -> None:
    names = some(set(re.findall(r'href="/data/([^"/?#]+)"', api.ask("/data").text)))
    without = [
        name
        for name in names
        if list(declared := declaration(api, f"/data/{name}")) != SWEDISH or not all(declared.values())
    ]
    assert without == []


def test_what_is_said_is_what_the_database_has(api: Api, database: sqlite3.Connection) -> None:
    said = " ".join(declaration(api, "/en/nyckeltal/U21349")["Accuracy"])
    sql = "SELECT period, areas_expected, areas_with_value FROM coverage WHERE indicator = 'U21349' ORDER BY period"
    period, expected, given = database.execute(sql).fetchall()[-1]
    assert f"{period}: {given} of {expected} areas have a value" in said
    (count,) = database.execute("SELECT count(*) FROM observations WHERE indicator = 'U21349'").fetchone()
    assert f"Of {count:,} observations" in said


def test_corrections_are_counted_with_the_largest(api: Api, database: sqlite3.Connection) -> None:
    told = {one["indicator"]: one for one in api.ask("/api/v1/quality").json()["data"]}
    sql = (
        "SELECT indicator, sum(new_value IS NOT NULL), max(abs(new_value - old_value)) FROM revisions"
        " WHERE kind = 'revised' GROUP BY 1"
    )
    for indicator, revised, largest in some(database.execute(sql).fetchall()):
        assert (told[indicator]["revised"], told[indicator]["largest_correction"]) == (revised, largest)
        said = " ".join(declaration(api, f"/en/nyckeltal/{indicator}")["Accuracy"])
        assert (f"{revised} have been corrected" in said) == bool(revised)


def test_the_api_counts_periods_values_and_days(api: Api, database: sqlite3.Connection) -> None:
    rows = some(api.ask("/api/v1/quality").json()["data"])
    sql = "SELECT count(DISTINCT period), count(value), max(period) FROM observations WHERE indicator = ?"
    for row in rows:
        found = database.execute(sql, [row["indicator"]]).fetchone()
        assert (row["periods"], row["values"], row["last_period"]) == found
        assert row["age"] >= 0 and (row["lag"] is None or row["lag"] >= 0)
    table = api.ask("/api/v1/quality?format=csv&lang=en").text.splitlines()
    assert len(table) == 1 + len(rows)
    assert len(api.ask(f"/api/v1/quality?indicator={rows[0]['indicator']}").json()["data"]) == 1
    then = api.ask("/api/v1/quality?as_of=1990-01-01").json()  # today's counts are not those of then
    assert then["data"] == [] and "1990-01-01" in then["meta"]["left_out"][0]["reason"]
    assert api.problem("/api/v1/quality?indicator=nothing", 404) or api.problem(
        "/api/v1/quality?indicator=nothing", 400
    )


def test_the_catalogue_points_at_each_heading(api: Api) -> None:
    graph = Graph().parse(data=api.ask("/catalog.ttl").text, format="turtle")
    cube = Graph().parse(PROJECT / "vocab" / "cube.ttl", format="turtle", publicID="http://127.0.0.1:8000/vocab/cube")
    known = {str(one).rpartition("/")[2] for one in cube.subjects(RDF.type, DQV.Dimension)}
    assert set(HEADINGS) <= known
    found = some(graph.subjects(RDF.type, DQV.QualityAnnotation))
    for one in found:
        assert str(graph.value(one, DQV.inDimension)).rpartition("/")[2] in HEADINGS
        body, target = graph.value(one, OA.hasBody), graph.value(one, OA.hasTarget)
        assert isinstance(target, URIRef) and (target, DQV.hasQualityAnnotation, one) in graph
        place, _, anchor = str(body).removeprefix("http://127.0.0.1:8000").partition("#")
        assert f'id="{anchor}"' in api.ask(place).text
    metrics = {str(one).rpartition("/")[2] for one in graph.objects(None, DQV.isMeasurementOf)}
    assert {"coverage", "lag", "comparable"} <= metrics
