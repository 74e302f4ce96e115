"""Catalogue and linked data as harvesters, crawlers and people ask for them."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
import rdflib
from in_process import BASE, Api
from rdflib.compare import isomorphic
from worlds import PROJECT, some

from publisher.rdf import serialise
from publisher.reader import Reader
from publisher.settings import Settings
from publisher.web import create_service
from publisher.web.describe.forms import descriptions

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDFLIB = {"rdf": "xml", "ttl": "turtle", "jsonld": "json-ld", "nt": "nt"}
FORMS = serialise.FORMS


@pytest.fixture(scope="module")
def reader(built_edition: Settings) -> Reader:
    return Reader.open(built_edition.build / "current")


@pytest.fixture(scope="module")
def catalogue(api: Api) -> rdflib.Graph:
    return rdflib.Graph().parse(data=api.ask("/catalog.nt").content, format="nt")


@pytest.mark.parametrize("suffix", FORMS)
def test_every_form_of_the_catalogue_says_the_same(suffix: str, api: Api, catalogue: rdflib.Graph) -> None:
    answer = api.ask(f"/catalog.{suffix}")
    assert answer.headers["content-type"] == f"{FORMS[suffix].media_type}; charset=utf-8"
    assert isomorphic(catalogue, rdflib.Graph().parse(data=answer.content, format=RDFLIB[suffix]))


def test_the_harvest_address_gives_rdf_xml_to_whoever_takes_anything(api: Api) -> None:
    for path in ("/datasets/dcat", "/catalog", "/catalog.xml"):
        answer = api.ask(path, accept="*/*")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/rdf+xml; charset=utf-8")
        assert answer.content == api.ask("/catalog.rdf").content


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/turtle", "text/turtle"),
        ("application/rdf+xml;q=0.4, application/ld+json;q=0.9, text/turtle;q=0.8", "application/ld+json"),
        ("text/turtle;q=0, */*;q=0.1", "application/rdf+xml"),
        ("application/*", "application/rdf+xml"),
        ("text/*;q=0.5, application/n-triples;q=0.6", "application/n-triples"),
        (BROWSER, "text/html"),
    ],
)
def test_the_form_follows_the_weights_of_accept(accept: str, kind: str, api: Api) -> None:
    answer = api.ask("/catalog", accept=accept)
    assert answer.headers["content-type"].startswith(kind)
    assert "accept" in answer.headers["vary"].lower()


def test_a_form_that_is_not_there_is_406_with_those_that_are(api: Api) -> None:
    found = api.problem("/datasets/dcat", 406, accept="image/png")
    assert "application/rdf+xml" in found["allowed"]


def test_the_entity_tag_is_the_triples_and_the_form(api: Api, built_edition: Settings) -> None:
    digest = hashlib.sha256((built_edition.build / "current" / "catalog" / "catalog.nt").read_bytes()).hexdigest()
    answer = api.ask("/catalog.ttl")
    assert answer.headers["etag"] == f'"{digest}-ttl"'
    again = api.ask("/catalog.ttl", if_none_match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert api.ask("/catalog.rdf", if_none_match=answer.headers["etag"]).status_code == 200


def test_head_has_the_headers_of_get(api: Api) -> None:
    for path in ("/catalog.rdf", "/datasets/dcat", "/catalog/report.json", "/id/dataset/bredband.ttl"):
        got, head = api.ask(path), api.ask(path, "HEAD")
        assert head.status_code == 200 and head.content == b""
        for name in ("content-type", "content-length", "etag", "link", "cache-control", "last-modified"):
            assert head.headers.get(name) == got.headers.get(name)


def test_each_form_names_the_others_and_any_site_may_read(api: Api) -> None:
    answer = api.ask("/catalog.rdf")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert f'<{BASE}/catalog.ttl>; rel="alternate"; type="text/turtle"' in answer.headers["link"]
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} 00:00:00 GMT", answer.headers["last-modified"])


def test_pages_of_the_catalogue_stand_alone(api: Api, catalogue: rdflib.Graph) -> None:
    answer = api.ask("/catalog?page=1", accept="text/turtle")
    page = rdflib.Graph().parse(data=answer.content, format="turtle")
    hydra = rdflib.Namespace("http://www.w3.org/ns/hydra/core#")
    assert page.value(None, hydra.totalItems) is None or str(next(page.objects(None, hydra.totalItems))) == "2"
    assert {t for t in page if "/catalog?page=" not in str(t[0])} <= set(catalogue)
    assert api.ask("/catalog?page=2").status_code == 404
    assert api.ask("/catalog?page=x").status_code == 400


def test_without_an_edition_the_catalogue_is_503_and_never_empty(tmp_path: Path) -> None:
    empty = Api(create_service(Settings(build=tmp_path), log=False))
    for path in ("/catalog.rdf", "/datasets/dcat", "/id/dataset/x"):
        answer = empty.ask(path)
        assert answer.status_code == 503 and answer.headers["retry-after"]


def ours(graph: rdflib.Graph) -> list[str]:
    """Every IRI of ours that a graph mentions, as a path."""
    return sorted({str(t).removeprefix(BASE) for triple in graph for t in triple if str(t).startswith(f"{BASE}/id/")})


def test_every_iri_in_the_catalogue_and_the_words_answers(
    api: Api, catalogue: rdflib.Graph, built_edition: Settings
) -> None:
    words = rdflib.Graph().parse(built_edition.build / "current" / "linked-data" / "words.nt")
    for path in some(ours(catalogue + words)):
        answer = api.ask(path, accept="text/turtle")
        assert answer.status_code == 303, path
        document = api.ask(answer.headers["location"].removeprefix(BASE))
        assert document.status_code == 200, path
        said = rdflib.Graph().parse(data=document.content, format="turtle")
        assert (rdflib.URIRef(BASE + path), None, None) in said


def test_every_observation_answers_in_every_form_and_as_a_page(api: Api, reader: Reader) -> None:
    keys = [
        ".".join(row)
        for row in reader.connection.execute(
            "SELECT dataset, indicator, area, period, sex, service_area FROM observations ORDER BY random() LIMIT 25"
        )
    ]
    for key in some(keys):
        graphs = []
        for suffix, form in FORMS.items():
            first = api.ask(f"/id/observation/{key}", accept=form.media_type)
            assert first.status_code == 303
            second = api.ask(first.headers["location"].removeprefix(BASE))
            graphs.append(serialise.parse(second.content, suffix))
        assert graphs[0] and all(graph == graphs[0] for graph in some(graphs))
        page = api.ask(f"/id/observation/{key}", accept=BROWSER)
        assert api.ask(page.headers["location"].removeprefix(BASE)).status_code == 200


def test_people_are_sent_to_the_page_made_for_them(api: Api) -> None:
    places = {
        "indicator/U21349": "/nyckeltal/U21349", "area/0180": "/kommun/0180", "area/00": "/riket",
        "dataset/bredband": "/data/bredband", "status/suppressed": "/id/status/suppressed.html",
    }  # fmt: skip
    for thing, page in some(places.items()):
        assert api.ask(f"/id/{thing}", accept=BROWSER).headers["location"] == BASE + page
    english = api.ask("/id/indicator/U21349", accept=BROWSER, accept_language="en-GB")
    assert english.headers["location"] == BASE + "/en/nyckeltal/U21349"


def test_a_key_that_ends_like_a_suffix_is_still_the_thing(api: Api, reader: Reader) -> None:
    version = reader.catalog.datasets[0].versions[0].number
    path = f"/id/activity/{reader.catalog.datasets[0].name}.{version}"
    assert api.ask(path).status_code == 303
    assert api.ask(path + ".nt").status_code == 200


def test_a_dataset_tells_of_all_that_belongs_to_it(api: Api, catalogue: rdflib.Graph) -> None:
    document = rdflib.Graph().parse(data=api.ask("/id/dataset/bredband.ttl").content, format="turtle")
    node = rdflib.URIRef(f"{BASE}/id/dataset/bredband")
    for distribution in some(catalogue.objects(node, rdflib.URIRef("http://www.w3.org/ns/dcat#distribution"))):
        assert (distribution, rdflib.RDF.type, None) in document


def test_what_never_was_is_404_and_what_was_withdrawn_410(
    built_edition: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publisher.rdf.descriptions import Descriptions

    gone = {"dataset/gammal": ["bredband", "digitala-las"], "indicator/gammalt": ["U21349"], "dataset/borta": []}
    monkeypatch.setattr(Descriptions, "gone", gone)
    api = Api(create_service(built_edition, log=False))
    assert api.ask("/id/dataset/finns-inte").status_code == 404
    assert api.ask("/id/hittepa/x").status_code == 404
    found = api.problem("/id/dataset/gammal", 410)
    assert found["replaced_by"] == [f"{BASE}/id/dataset/bredband", f"{BASE}/id/dataset/digitala-las"]
    assert api.problem("/id/dataset/borta.ttl", 410)["replaced_by"] == []
    moved = api.ask("/id/indicator/gammalt.ttl")
    assert (moved.status_code, moved.headers["location"]) == (301, f"{BASE}/id/indicator/U21349.ttl")


def test_the_report_is_the_same_as_json_page_and_measurements(api: Api) -> None:
    found = api.ask("/catalog/report.json").json()
    assert found == api.ask("/catalog/report", accept="application/json").json()
    for path in ("/catalog/report", "/en/catalog/report"):
        page = api.ask(path, accept=BROWSER)
        assert page.status_code == 200 and all(m in page.text for m in some(found["metrics"]))
    graph = rdflib.Graph().parse(data=api.ask("/catalog/report.ttl").content, format="turtle")
    measured = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef("http://www.w3.org/ns/dqv#QualityMeasurement")))
    assert len(measured) == len(found["datasets"]) * (len(found["metrics"]) + 1)


def test_void_names_dumps_that_are_there(api: Api) -> None:
    graph = rdflib.Graph().parse(data=api.ask("/void").content, format="turtle")
    dumps = sorted(str(o) for o in graph.objects(None, rdflib.URIRef("http://rdfs.org/ns/void#dataDump")))
    assert len(dumps) >= 3
    for address in some(dumps):
        assert api.ask(address.removeprefix(BASE), "HEAD").status_code == 200, address
    assert api.ask("/.well-known/void").headers["location"] == "/void"


QUERY = "SELECT ?s { ?s a <http://www.w3.org/ns/dcat#Dataset> } ORDER BY ?s"


def test_sparql_answers_by_get(api: Api) -> None:
    answer = api.ask(f"/sparql?query={quote(QUERY)}", accept="application/sparql-results+json")
    assert answer.headers["content-type"] == "application/sparql-results+json"
    assert [row["s"]["value"] for row in answer.json()["results"]["bindings"]] == [
        f"{BASE}/id/dataset/allt", f"{BASE}/id/dataset/bredband", f"{BASE}/id/dataset/digitala-las",
    ]  # fmt: skip


def test_sparql_without_a_query_describes_itself_or_shows_a_form(api: Api) -> None:
    graph = rdflib.Graph().parse(data=api.ask("/sparql").content, format="turtle")
    assert rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#Service") in set(graph.objects())
    for path in ("/sparql", "/en/sparql"):
        page = api.ask(path, accept=BROWSER)
        assert page.status_code == 200 and "<textarea" in page.text and page.text.count("?query=") >= 10


def test_a_browser_gets_the_answer_as_a_table(api: Api) -> None:
    page = api.ask(f"/sparql?query={quote(QUERY)}", accept=BROWSER)
    assert 'href="/id/dataset/bredband"' in page.text
    wrong = api.ask("/sparql?query=SELECT", accept=BROWSER)
    assert wrong.status_code == 400 and "SPARQL 1.1" in wrong.text


@pytest.mark.parametrize(
    ("query", "status", "reason"),
    [
        ("INSERT DATA { <a:b> <a:c> 1 }", 403, "update"),
        ("SELECT * { SERVICE <http://a/> { ?s ?p ?o } }", 403, "federation"),
        ("SELECT * FROM <http://a/> { ?s ?p ?o }", 403, "dataset"),
        ("SELECT", 400, "syntax"),
    ],
)
def test_a_refusal_says_why(query: str, status: int, reason: str, api: Api) -> None:
    for language in ("sv", "en"):
        found = api.problem(f"/sparql?query={quote(query)}", status, accept_language=language)
        assert found["reason"] == reason
    assert api.ask(f"/sparql?query={quote(QUERY)}&default-graph-uri=http://a/").status_code == 403


def test_croissant_and_csvw_stand_beside_the_package(built_edition: Settings) -> None:
    folder = built_edition.build / "current" / "datapackages" / "bredband"
    croissant = json.loads((folder / "croissant.json").read_bytes())
    assert croissant["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    for file in some(croissant["distribution"]):
        content = built_edition.build / "current" / file["contentUrl"].removeprefix(BASE + "/")
        assert hashlib.sha256(content.read_bytes()).hexdigest() == file["sha256"]
        if "/datapackages/" in file["contentUrl"]:
            assert json.loads((folder / f"{file['@id']}-metadata.json").read_bytes())["url"] == file["@id"]


def test_a_data_file_leads_to_what_describes_it(api: Api) -> None:
    link = api.ask("/datapackages/bredband/observations.csv").headers["link"]
    for address, kind in some(re.findall(r'<([^>]+)>; rel="describedby"; type="([^"]+)"', link)):
        answer = api.ask(address.removeprefix(BASE))
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind)
    assert "csvm+json" in link and "datapackage.json" in link


def test_the_catalogue_in_the_edition_is_the_one_served(api: Api, reader: Reader) -> None:
    served = msgspec.json.decode(api.ask("/catalog.jsonld").content)
    names = {node["@id"] for node in served["@graph"] if "dcat:Dataset" in str(node.get("@type"))}
    assert {f"{BASE}/id/dataset/{d.name}" for d in reader.catalog.described} == names


def test_every_grant_is_in_the_linked_data_and_answers_under_its_iri(real_settings: Settings) -> None:
    reader = Reader.open(real_settings.build / "current")
    graph = rdflib.Graph().parse(reader.folder / "linked-data" / "grants.nt")
    questions = PROJECT / "datasette_config" / "questions"
    found = graph.query((questions / "11-stimulansmedel.rq").read_text())
    by_area = {f"{reader.edition.base_url}/id/area/{code}": code for code in reader.vocabulary.areas}
    spatial = {str(s): by_area[str(o)] for s, o in graph.subject_objects(rdflib.DCTERMS.spatial)}
    amounts = {
        (str(row.programme), str(row.year), str(row.kind), str(row.qualifier), int(row.kronor))  # type: ignore[union-attr]
        for row in found
    }
    rows = list(reader.connection.execute((questions / "11-stimulansmedel.sql").read_text()))
    assert {row[:5] for row in rows} == amounts
    assert sorted(spatial.values()) == sorted(row[5] for row in rows if row[5])
    known = descriptions(reader)
    for subject in some(set(graph.subjects())):
        key = str(subject).rpartition("/grant/")[2]
        said = {(str(t.subject), str(t.predicate.value)) for t in known.describe("grant", key)}
        assert known.known("grant", key) and said
    assert not known.known("grant", "nothing")
