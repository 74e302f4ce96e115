"""Everything in one file: a database, Parquet and CSV; a dataset of the catalogue, on the terms of its parts."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import shutil
from collections.abc import Iterator
from dataclasses import replace

import pyarrow.parquet
import pytest
import rdflib
from in_process import Api
from rdflib import DCAT, DCTERMS
from worlds import catalog_graph, some

from publisher import package, vocabulary
from publisher.database.coded import coded
from publisher.edition.whole import EACH_ITS_OWN, with_whole
from publisher.reader import Reader, Selection, observations_sql
from publisher.settings import Settings
from publisher.tables.observed import Observed
from publisher.uris import WHOLE, Uris

PARQUET, CSV, DATABASE = (f"downloads/{name}" for name in ("observations.parquet", "observations.csv.gz", "ehalsa.db"))

ATTRIBUTION = rdflib.URIRef("http://schema.theodi.org/odrs#attributionText")


@pytest.fixture(scope="module")
def reader(built_edition: Settings) -> Reader:
    return Reader.open(built_edition.build / "current")


@pytest.fixture(scope="module")
def graph(reader: Reader) -> rdflib.Graph:
    return rdflib.Graph().parse(reader.folder / "catalog" / "catalog.ttl")


def rows_of_packages(reader: Reader) -> Iterator[dict[str, str]]:
    for dataset in reader.catalog.datasets:
        path = reader.folder / "datapackages" / dataset.name / "observations.csv"
        with path.open(newline="", encoding="utf-8") as file:
            yield from ({"dataset": dataset.name, **row} for row in csv.DictReader(file))


@pytest.mark.parametrize("languages", [["sv", "en"], ["en"]])
def test_a_packages_observations_in_codes_are_the_rows_of_the_database(
    built_edition: Settings, reader: Reader, languages: list[str]
) -> None:
    observed, opened, named = Observed.of(reader.vocabulary.tables), package.Packages(built_edition.packages), 0
    columns = observed.selected(languages, "2026-11-30")
    for dataset in reader.catalog.datasets:
        if "observations" in (tables := opened[dataset.name].tables()):
            made = coded(tables["observations"], dataset.name, "2026-11-30", reader.vocabulary, languages)
            sql = observations_sql(observed, Selection(datasets=[dataset.name]), columns)
            rows = reader.connection.execute(*sql).fetchall()
            assert rows == list(made.rows())
            label = [one.name for one in observed.downloaded(languages, labels=False)].index("value") + 1
            named += sum(row[label] is not None for row in rows)
    assert named


def test_the_parquet_file_has_every_observation_of_every_package_and_codes_are_text(reader: Reader) -> None:
    table = pyarrow.parquet.read_table(reader.folder / PARQUET)
    for name in ("indicator", "area", "period", "sex", "service_area", "status", "unit", "source", "dataset"):
        assert "string" == str(table.schema.field(name).type), name
    found = {(r["dataset"], r["indicator"], r["area"], r["period"]): r["value"] for r in table.to_pylist()}
    wanted = {
        (r["dataset"], r["indicator"], r["area"], r["period"]): float(r["value"]) if r["value"] else None
        for r in some(list(rows_of_packages(reader)))
    }
    assert wanted == found
    assert "0180" in table["area"].to_pylist()
    held = pyarrow.parquet.ParquetFile(reader.folder / PARQUET).metadata.row_group(0)
    assert {"SNAPPY"} == {held.column(place).compression for place in range(held.num_columns)}


def test_each_row_says_which_version_of_its_dataset_and_of_its_definition_it_is_of(reader: Reader) -> None:
    numbers = {d.name: d.version for d in reader.catalog.datasets}
    for row in some(pyarrow.parquet.read_table(reader.folder / PARQUET).to_pylist()):
        held = reader.vocabulary.indicators[row["indicator"]].version(row["period"])
        assert (numbers[row["dataset"]], held and held.number) == (row["dataset_version"], row["definition_version"])


def test_the_csv_says_the_same(reader: Reader) -> None:
    text = gzip.decompress((reader.folder / CSV).read_bytes()).decode()
    table = pyarrow.parquet.read_table(reader.folder / PARQUET)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (table.num_rows, table.column_names) == (len(rows), list(rows[0]))
    assert table["area"].to_pylist() == [row["area"] for row in rows]
    assert table["status"].to_pylist() == [row["status"] or None for row in rows]


def test_the_catalogue_lists_the_files_with_their_true_size_checksum_day_and_type(
    reader: Reader, graph: rdflib.Graph
) -> None:
    uris = Uris(reader.edition.base_url)
    whole = rdflib.URIRef(uris.id("dataset", WHOLE))
    assert (rdflib.URIRef(uris.id("catalog", "ehalsa")), DCAT.dataset, whole) in graph
    types = {PARQUET: "application/vnd.apache.parquet", CSV: "text/csv", DATABASE: "application/vnd.sqlite3"}
    types |= {"downloads/areas.geojson": "application/geo+json", "downloads/areas.geo.parquet": types[PARQUET]}
    told = {str(graph.value(node, DCAT.downloadURL)): node for node in graph.objects(whole, DCAT.distribution)}
    assert {uris.file(path) for path in types} == set(told)
    for path, media_type in types.items():
        node, data = told[uris.file(path)], (reader.folder / path).read_bytes()
        assert len(data) == int(str(graph.value(node, DCAT.byteSize)))
        assert hashlib.sha256(data).hexdigest() == str(graph.value(node, rdflib.URIRef(uris.id("term", "sha256"))))
        assert reader.edition.published == str(graph.value(node, DCTERMS.modified))
        assert str(graph.value(node, DCAT.mediaType)).endswith(f"/{media_type}")


def test_no_licence_is_claimed_that_holds_for_a_part_only(reader: Reader, graph: rdflib.Graph) -> None:
    uris, catalog = Uris(reader.edition.base_url), reader.catalog
    own = uris.id("licence", EACH_ITS_OWN)
    for node in some(list(graph.objects(rdflib.URIRef(uris.id("dataset", WHOLE)), DCAT.distribution))):
        assert [own] == [str(o) for o in graph.objects(node, DCTERMS.license)]
        assert rdflib.URIRef(uris.id("rights", WHOLE)) == graph.value(node, DCTERMS.rights)
    credited = " ".join(graph.objects(rdflib.URIRef(uris.id("rights", WHOLE)), ATTRIBUTION))
    words = [str(text) for text in graph.objects(rdflib.URIRef(own), DCTERMS.description)]
    for dataset in some(catalog.datasets):
        title, licence = dataset.title["sv"], catalog.licences[dataset.licence].title["sv"]
        assert any(f"{title}: {licence}" in text for text in words)
        credits = some(list(graph.objects(rdflib.URIRef(uris.id("rights", dataset.name)), ATTRIBUTION)))
        assert all(str(credit) in credited for credit in credits)
    table = pyarrow.parquet.read_schema(reader.folder / PARQUET).metadata
    assert {uris.licence(catalog.licences[d.licence]) for d in catalog.datasets} == set(
        table[b"licence"].decode().split()
    )


def test_where_all_parts_have_one_licence_the_whole_has_it_too(reader: Reader) -> None:
    alike = [replace(d, licence="cc0", rights={}) for d in reader.catalog.datasets]
    catalog = with_whole(
        replace(reader.catalog, datasets=alike, whole=None, licences={"cc0": reader.catalog.licences["cc0"]}),
        reader.edition,
    )
    assert catalog.whole is not None
    assert ("cc0", ["cc0"]) == (catalog.whole.licence, list(catalog.licences))
    assert catalog_graph(replace(catalog, withdrawn={}), reader.vocabulary, Uris(reader.edition.base_url))


def test_a_file_is_read_in_ranges_at_an_address_that_stays_the_same_file(built_edition: Settings, api: Api) -> None:
    for path in (PARQUET, CSV, DATABASE):
        whole = api.ask(f"/{path}")
        there = whole.headers["content-location"]
        assert there.startswith(f"{built_edition.base_url}/downloads/")
        assert Reader.open(built_edition.build / "current").edition.id in there
        kept = there.removeprefix(built_edition.base_url)
        part = api.ask(kept, Range="bytes=10-19")
        assert (206, "bytes", whole.content[10:20]) == (part.status_code, part.headers["accept-ranges"], part.content)
        assert f"bytes 10-19/{len(whole.content)}" == part.headers["content-range"]
        assert whole.headers["etag"] == part.headers["etag"]
        assert EACH_ITS_OWN in whole.headers["link"]


def test_a_file_of_an_edition_that_does_not_stand_is_not_another_edition_s(built_edition: Settings, api: Api) -> None:
    answer = api.ask("/downloads/ehalsa-2031-01-01.db")
    assert 404 == answer.status_code
    assert Reader.open(built_edition.build / "current").edition.id in answer.text


def test_no_package_takes_the_name_of_the_whole(small_world: Settings) -> None:
    folder = small_world.packages / WHOLE
    folder.mkdir()
    shutil.copyfile(small_world.packages / "bredband" / "dataset.yaml", folder / "dataset.yaml")
    found = package.problems(small_world.packages, vocabulary.load(small_world.vocab), [WHOLE])
    assert [p for p in found if WHOLE in p.fault and p.rule == "id-used-twice" and "another name" in p.remedy]


def test_the_page_of_the_whole_names_files_and_terms(api: Api) -> None:
    for path in ("/data/allt", "/en/data/allt"):
        text = api.ask(path).text
        assert all(f"/{name}" in text for name in (PARQUET, CSV, DATABASE))
    assert "/data/allt" in api.ask("/data").text
