"""Licences, rights and sources of everything an answer draws on leave with it, whatever the path and the format."""

from __future__ import annotations

import io
import json

import openpyxl
import pyarrow.parquet
import pytest
from in_process import BASE, Api

CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"
KOLADA = f"{BASE}/id/licence/kolada-villkor"

#: Paths whose answer holds figures on Kolada's terms, and no others.
ON_THEIR_TERMS = (
    "observations?indicator=U21349",
    "observations?indicator=U21349&period=latest&group=01",
    "compare?municipality=0180,1785&indicator=U21349",
    "rankings/U21349?",
    "indicators?dataset=digitala-las",
    "changes?indicator=U21349",
)
#: Paths whose answer holds what the project computed.
COMPUTED = (
    "compare?municipality=0180,1785&indicator=U21349", "rankings/U21349?", "municipalities/0180/profile?",
    "municipalities/0180/similar?",
)  # fmt: skip


@pytest.mark.parametrize("path", [*ON_THEIR_TERMS, "indicators/U21349?"])
def test_figures_keep_the_terms_and_sources_they_came_with(api: Api, path: str) -> None:
    meta = api.json(f"{path}&lang=en".replace("?&", "?"))["meta"]
    assert [(one["url"], one["datasets"]) for one in meta["licences"]] == [(KOLADA, ["digitala-las"])]
    assert "Source: Kolada." in meta["rights"]
    assert {source["dataset"] for source in meta["sources"]} == {"digitala-las"}
    assert all(source["title"] and source["publisher"] for source in meta["sources"])


@pytest.mark.parametrize("path", ON_THEIR_TERMS)
def test_every_format_carries_them(api: Api, path: str) -> None:
    def ask(format: str) -> bytes:
        answer = api.ask(f"/api/v1/{path}&format={format}&lang=en".replace("?&", "?"))
        assert answer.status_code == 200
        assert f'<{KOLADA}>; rel="license"' in answer.headers["link"]
        assert CC0 not in answer.headers["link"]
        return answer.content

    ask("csv")
    described = json.loads(ask("csvw"))
    assert described["dc:license"] == [{"@id": KOLADA}]
    assert "Source: Kolada." in described["notes"][0]["rights"]
    assert described["notes"][0]["sources"]
    parquet = pyarrow.parquet.read_schema(io.BytesIO(ask("parquet"))).metadata
    assert parquet[b"licence"].decode() == KOLADA
    assert json.loads(parquet[b"sources"])
    book = openpyxl.load_workbook(io.BytesIO(ask("xlsx")))
    about = [row[1].value for row in book["about the edition"].iter_rows()]
    assert "Source: Kolada." in about
    assert not any(CC0 in str(text) for text in about)
    assert book["sources"].max_row > 1


@pytest.mark.parametrize("path", COMPUTED)
def test_what_is_computed_may_not_be_credited_to_the_sources(api: Api, path: str) -> None:
    rights = api.json(f"{path}&lang=en".replace("?&", "?"))["meta"]["rights"]
    assert [text for text in rights if "worked out by the project" in text]


def test_where_terms_are_mixed_each_names_its_datasets_and_the_waiver_is_no_licence_of_the_whole(api: Api) -> None:
    for path in ("municipalities/0180/profile", "compare?municipality=0180,1785", "indicators", "observations"):
        answer = api.ask(f"/api/v1/{path}")
        terms = {one["url"]: one["datasets"] for one in answer.json()["meta"]["licences"]}
        assert terms == {KOLADA: ["digitala-las"], CC0: ["bredband"]}, path
        assert f'<{KOLADA}>; rel="license"' in answer.headers["link"]
        assert CC0 not in answer.headers["link"]


def test_a_page_of_rows_names_the_terms_of_those_rows_alone(api: Api) -> None:
    meta = api.json("observations?indicator=N07900,U21349&limit=1")["meta"]
    assert [one["url"] for one in meta["licences"]] == [CC0]
    assert meta["rights"] == ["Källa: PTS och SCB."]


def test_csv_of_the_api_is_guarded_unless_it_is_asked_for_as_stored(api: Api) -> None:
    path = "/api/v1/observations?indicator=U21349&format=csv"
    assert api.ask(f"{path}&raw=1").content == api.ask(path).content  # nothing in the small world begins so
    assert "allowed" in api.problem("observations?format=csv&raw=yes", 400)


@pytest.mark.parametrize(
    ("path", "licence"),
    [("/downloads/digitala-las.csv", KOLADA), ("/datapackages/digitala-las/observations.csv", KOLADA),
     ("/downloads/bredband.csv", CC0)],
)  # fmt: skip
def test_a_file_of_a_dataset_names_its_terms(api: Api, path: str, licence: str) -> None:
    assert f'<{licence}>; rel="license"' in api.ask(path).headers["link"]


def test_what_is_all_our_own_is_waived(api: Api) -> None:
    for path in ("editions", "areas", "municipalities/0180/similar"):
        answer = api.ask(f"/api/v1/{path}")
        assert [one["url"] for one in answer.json()["meta"]["licences"]] == [CC0]
        assert f'<{CC0}>; rel="license"' in answer.headers["link"]
