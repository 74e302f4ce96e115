"""The doors of a site of another country, subject and language: nothing of the first site is said there."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sites.test_sites import TODAY, TOPIC, settings

from publisher import edition, fetch
from publisher.doors.inquiry import Inquirer
from publisher.doors.mcp.tools import TOOLS, call
from publisher.settings import Settings
from publisher.web import create_app
from publisher.web.problems import ProblemError

SITE = Path(__file__).parents[1] / "sites" / "b"


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A site that has been fetched and built, with every door open."""
    folder = tmp_path_factory.mktemp("foreign") / "site"
    shutil.copytree(SITE, folder)
    with (folder / "datapackages" / "catalog.yaml").open("a", encoding="utf-8") as file:
        file.write("\ndoors: [mcp, reconcile, pxweb, kolada]\n")
    found = settings(folder)
    fetch.fetch(found, today=TODAY)
    edition.build(found)
    return found


@pytest.fixture(scope="module")
def service(foreign: Settings) -> Iterator[Any]:
    with TestClient(create_app(foreign)) as found:
        yield found


def told(service: Any) -> list[tuple[str, Any]]:
    """What every tool answers of every indicator, and of the first areas."""
    reader = service.app.state.shelf.current()
    areas = [area.code for area in reader.vocabulary.areas.values() if area.kind == "municipality"][:2]
    inquirer = Inquirer(app=service.app)
    questions: list[tuple[str, dict[str, Any]]] = [("find", {"text": "a"}), ("changes", {})]
    questions += [("profile", {"area": code}) for code in (*areas, reader.vocabulary.nation)]
    for id in reader.vocabulary.indicators:
        questions += [("indicator", {"indicator": id}), ("values", {"indicator": id}), ("ranking", {"indicator": id})]
        questions.append(("compare", {"municipality": areas, "indicator": id}))

    async def ask() -> list[tuple[str, Any]]:
        found = []
        for name, given in questions:
            try:
                found.append((name, await call(inquirer, name, given)))
            except ProblemError as problem:
                assert problem.status in (400, 404, 410), (name, given, problem.detail)
                found.append((name, dict(problem.detail)["en"]))
        return found

    return asyncio.run(ask())


def test_every_tool_answers_of_every_indicator_and_speaks_of_this_site_alone(service: Any) -> None:
    answers = told(service)
    assert {name for name, said in answers if isinstance(said, dict)} == set(TOOLS)
    for name, said in answers:
        text = json.dumps(said, ensure_ascii=False)
        assert (met := TOPIC.search(text)) is None, (name, met, text[:300])
        assert "None" not in text.replace('"None', "")


def test_names_of_this_site_become_codes_and_columns(service: Any) -> None:
    reader = service.app.state.shelf.current()
    manifest = service.get("/reconcile").text
    assert TOPIC.search(manifest) is None
    area = next(area for area in reader.vocabulary.areas.values() if area.kind == "municipality")
    name = next(iter(area.label.values()))
    answer = service.post("/reconcile", data={"queries": json.dumps({"q0": {"query": name, "type": "municipality"}})})
    [best, *_] = answer.json()["q0"]["result"]
    assert (best["id"], best["match"]) == (area.code, True)
    columns = service.get("/reconcile/properties", params={"type": "municipality"}).json()["properties"]
    asked = {"ids": [area.code], "properties": [{"id": one["id"]} for one in columns[:20]]}
    extended = service.post("/reconcile", data={"extend": json.dumps(asked)})
    assert extended.status_code == 200 and TOPIC.search(extended.text) is None


def test_a_statistics_client_meets_this_sites_tables_in_its_language(service: Any) -> None:
    reader = service.app.state.shelf.current()
    for lang in ("", "?lang=en"):
        listed = service.get(f"/pxweb/api/v2/tables{lang}")
        assert listed.status_code == 200 and TOPIC.search(listed.text) is None
    assert listed.json()["language"] in reader.catalog.languages
    tables = [one["id"] for one in listed.json()["tables"]]
    assert tables
    for id in tables:
        for rest in ("", "/metadata", "/data", "/defaultselection", "/data?outputFormat=px", "/data?outputFormat=csv"):
            answer = service.get(f"/pxweb/api/v2/tables/{id}{rest}")
            assert answer.status_code == 200, (id, rest, answer.text)
            assert TOPIC.search(answer.text) is None


def test_where_nothing_comes_from_kolada_its_door_is_empty_and_says_so(service: Any) -> None:
    answer = service.get("/kolada/v3/kpi")
    assert answer.json() == {"values": [], "next_url": None, "previous_url": None, "count": 0}
    assert answer.headers["copy-of"].endswith("; empty")
    assert service.get("/kolada/v3/data/kpi/N00001").status_code == 404
