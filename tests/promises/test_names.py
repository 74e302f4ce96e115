"""Names never rot: a withdrawn one answers 410 with what replaced it, a renamed one leads on, none is given twice."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from in_process import Api
from worlds import PROJECT, settings_of, some

from publisher import edition, vocabulary
from publisher.errors import Refused
from publisher.settings import Settings
from publisher.web import create_service


@pytest.fixture(scope="module")
def renamed(fetched_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The small world after U21349 had been called something else, and another indicator had been withdrawn."""
    folder = tmp_path_factory.mktemp("renamed") / "world"
    shutil.copytree(fetched_world, folder)
    settings = settings_of(folder)
    words = settings.vocab / "indicators.ttl"
    text = words.read_text(encoding="utf-8")
    notation = 'skos:notation "U21349" ;'
    assert notation in text
    words.write_text(text.replace(notation, f'{notation} term:formerId "digitala-las-gammalt" ;'), encoding="utf-8")
    (settings.vocab / "ids.csv").write_text(
        "kind,id,since,state,replaced_by\n"
        "indicator,U21349,2023-03-28,current,\n"
        "indicator,larm-andel,2023-03-28,withdrawn,U21349 N07900\n",
        encoding="utf-8",
    )
    edition.build(settings)
    return settings


@pytest.fixture(scope="module")
def service(renamed: Settings) -> Api:
    return Api(create_service(renamed, log=False))


def test_a_renamed_indicator_leads_to_its_new_name_everywhere(service: Api) -> None:
    for path, status, there in (
        ("/nyckeltal/digitala-las-gammalt?ar=2022", 301, "/nyckeltal/U21349?ar=2022"),
        ("/en/nyckeltal/digitala-las-gammalt", 301, "/en/nyckeltal/U21349"),
        ("/api/v1/indicators/digitala-las-gammalt", 308, "/api/v1/indicators/U21349"),
        ("/id/indicator/digitala-las-gammalt", 301, "http://127.0.0.1:8000/id/indicator/U21349"),
    ):
        answer = service.ask(path)
        assert (answer.status_code, answer.headers["location"]) == (status, there), path
    assert {row["indicator"] for row in service.json("observations?indicator=digitala-las-gammalt")["data"]} == {
        "U21349"
    }


def test_a_withdrawn_indicator_is_gone_and_what_replaced_it_is_said(service: Api) -> None:
    for path in ("indicators/larm-andel", "observations?indicator=larm-andel", "rankings/larm-andel"):
        assert service.problem(path, 410)["replaced_by"] == ["U21349", "N07900"]
    for path in ("/nyckeltal/larm-andel", "/id/indicator/larm-andel"):
        answer = service.ask(path)
        assert answer.status_code == 410
        assert "U21349" in answer.text


def test_a_municipality_that_changed_code_is_found_under_the_old_one(service: Api) -> None:
    assert service.ask("/kommun/1917").headers["location"] == "/kommun/0331"
    assert service.ask("/id/area/1917").headers["location"] == "http://127.0.0.1:8000/id/area/0331"
    assert service.problem("observations?area=1917", 410)["replaced_by"] == ["0331"]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("indicator,U21349,2023-03-28,withdrawn,", "in use again"),
        ("indicator,forsvunnen,2023-03-28,current,", "no longer in the vocabulary"),
    ],
)
def test_an_id_is_never_reused_and_never_vanishes(small_world: Settings, row: str, fault: str) -> None:
    (small_world.vocab / "ids.csv").write_text(f"kind,id,since,state,replaced_by\n{row}\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        vocabulary.load(small_world.vocab)
    assert any(fault in str(problem) for problem in refused.value.problems)


def test_every_committed_id_is_what_the_vocabulary_serves() -> None:
    words = vocabulary.load(PROJECT / "vocab")
    with (PROJECT / "vocab" / "ids.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    served = {
        "indicator": set(words.indicators),
        "status": set(words.statuses),
        "concept": {f"{scheme}.{code}" for scheme, codes in words.concepts.items() for code in codes},
    }
    for kind, ids in some(served.items()):
        listed = {row["id"] for row in rows if row["kind"] == kind and row["state"] in ("current", "ended")}
        assert listed == ids, kind
    assert {row["id"] for row in rows if row["kind"] == "indicator" and row["state"] == "ended"} == {
        one.id for one in words.indicators.values() if one.retired
    }


def test_every_id_a_package_published_is_in_a_package_still() -> None:
    from publisher import package

    catalog = package.load_catalog(PROJECT / "datapackages")
    with (PROJECT / "datapackages" / "ids.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    held = {("dataset", dataset.name, dataset.id) for dataset in catalog.datasets} | {
        ("indicator", indicator, dataset.name) for dataset in catalog.datasets for indicator in dataset.indicators
    }
    assert {(row["kind"], row["id"], row["key"]) for row in rows} == held
