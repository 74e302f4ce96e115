"""A room that a site does not open, or has no data for, shows nowhere; the rest of the site is as it was."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from in_process import Api
from worlds import PROJECT

from publisher import declarations, edition, package, vocabulary
from publisher.errors import Severity
from publisher.gate.declared import catalog_problems
from publisher.package.reading import read_catalog_declaration
from publisher.reader import database
from publisher.rooms import ROOMS, closed
from publisher.settings import Settings
from publisher.web import create_service

#: Every address of a room, and words that only it says.
OF_GRANTS = (
    "/stimulansmedel", "/en/stimulansmedel", "/stimulansmedel/2018", "/api/v1/grants", "/api/v1/grants/2018",
    "/id/grant/2018", "/data/stimulansmedel", "/explore/ehalsa/grant_programmes",
    "/datapackages/stimulansmedel/datapackage.json",
)  # fmt: skip
OF_EXAMPLES = ("/goda-exempel", "/en/goda-exempel", "/explore/ehalsa/examples", "/explore/ehalsa/stories")
#: Where a site tells what it has.
LISTS = (
    "/", "/en", "/schema", "/schema/openapi.json", "/sitemap.xml", "/llms.txt", "/robots.txt", "/catalog.ttl", "/void",
    "/explore/", "/explore/ehalsa", "/datapackages", "/data", "/andringar", "/kommun/0180", "/en/kommun/1480",
    "/sparql",
)  # fmt: skip


def settings_of(folder: Path) -> Settings:
    return Settings(packages=folder / "datapackages", vocab=PROJECT / "vocab", build=folder / "build",
                    datasette_config=PROJECT / "datasette_config", quiet=True)  # fmt: skip


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Settings]:
    """The project's own catalogue, with some of its packages and another line of rooms; built, each line once."""
    made: dict[str, Settings] = {}

    def build(line: str) -> Settings:
        if line not in made:
            settings = settings_of(tmp_path_factory.mktemp("rooms"))
            kept = {"kommunregister", "automatisering", "stimulansmedel", "goda-exempel"}
            for name in sorted(kept):
                shutil.copytree(PROJECT / "datapackages" / name, settings.packages / name)
                kept |= set(declarations.read(PROJECT / "datapackages" / name / "dataset.yaml").values["indicators"])
            header, *rows = (PROJECT / "datapackages/ids.csv").read_text(encoding="utf-8").splitlines(keepends=True)
            known = "".join([header, *(row for row in rows if row.split(",")[1] in kept)])
            (settings.packages / "ids.csv").write_text(known, encoding="utf-8")
            text = (PROJECT / "datapackages/catalog.yaml").read_text(encoding="utf-8")
            assert "rooms: [examples, grants]\n" in text
            text = text.replace("rooms: [examples, grants]\n", line)
            (settings.packages / "catalog.yaml").write_text(text, encoding="utf-8")
            if made:  # what the lines have in common is made once
                shutil.copytree(
                    next(iter(made.values())).build / "parts", settings.build / "parts", copy_function=os.link
                )
            edition.build(settings)
            made[line] = settings
        return made[line]

    return build


def told(api: Api) -> str:
    return "\n".join(f"{path}\n{api.ask(path).text}" for path in LISTS)


def test_the_real_site_has_its_rooms(real: Callable[[str], Settings]) -> None:
    api = Api(create_service(real("rooms: [examples, grants]\n"), log=False))
    assert {path: api.ask(path).status_code for path in OF_GRANTS} == dict.fromkeys(OF_GRANTS, 200) | {
        "/id/grant/2018": 303
    }
    said = told(api)
    for word in ("/stimulansmedel", "/api/v1/grants", "grant_programmes", "/goda-exempel"):
        assert word in said
    menus = [set(re.findall(r'<li><a href="(/[a-z-]+)"', api.ask(path).text.partition("</nav>")[0])) for path in LISTS]
    menu = menus[LISTS.index("/explore/")]
    assert "/stimulansmedel" in menu and menu == menus[LISTS.index("/")]  # the explorer's is that of the pages


def test_without_its_line_the_real_site_has_none_of_a_rooms_addresses(real: Callable[[str], Settings]) -> None:
    settings = real("")
    api = Api(create_service(settings, log=False))
    wrong = {path: status for path in (*OF_GRANTS, *OF_EXAMPLES) if (status := api.ask(path).status_code) != 404}
    assert wrong == {}
    words = (
        r"(?i).{0,40}(?:/stimulansmedel|stimulus grant|/grants|grant_|goda-exempel|stories.schema"
        r"|>goda exempel|>good examples).{0,40}"
    )
    assert re.findall(words, told(api)) == []
    folder = edition.current(settings.build)
    named = re.compile(r"grant|stimulans|goda-exempel")
    assert [path.name for path in folder.rglob("*") if named.search(path.name)] == []
    tables = {name for (name,) in sqlite3.connect(database(folder)).execute("SELECT name FROM sqlite_master")}
    assert not {one for one in tables if one.startswith("grant_") or one in ("examples", "stories")}


def test_one_room_is_opened_without_the_other(real: Callable[[str], Settings]) -> None:
    api = Api(create_service(real("rooms: grants\n"), log=False))
    assert [api.ask(path).status_code for path in ("/stimulansmedel", "/goda-exempel")] == [200, 404]
    assert "/api/v1/grants" in json.loads(api.ask("/schema/openapi.json").text)["paths"]


def test_a_check_says_what_a_closed_room_leaves_out_and_its_remedy_publishes_it(
    real: Callable[[str], Settings],
) -> None:
    settings = real("")
    found = package.problems(settings.packages, vocabulary.load(settings.vocab))
    assert {p.severity for p in found} <= {Severity.NOTE}
    notes = {p.subject: p.remedy for p in found if p.rule == "room-closed"}
    assert set(notes) == {"stimulansmedel", "goda-exempel"}
    assert notes["stimulansmedel"].endswith("rooms: [grants].")


def test_a_room_that_there_is_not_is_named_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text("rooms: [grant]\n", encoding="utf-8")
    [fault] = [p for p in catalog_problems(read_catalog_declaration(tmp_path)) if p.rule == "unknown-room"]
    assert (fault.row, fault.remedy) == (1, "Meant 'grants'?")


def test_a_dataset_belongs_to_the_room_of_any_of_its_sources() -> None:
    assert closed({"source": [{"kind": "table"}, {"kind": "grants"}]}, []) == "grants"
    assert closed({"source": {"kind": "grants"}}, ["grants"]) == closed({"source": {"kind": "table"}}, []) == ""
    assert closed({"source": 5}, []) == closed({}, []) == ""


@pytest.mark.parametrize("name", ROOMS)
def test_every_part_of_a_room_stands_in_its_folder(name: str) -> None:
    for part in ROOMS[name].parts:
        assert Path(ROOMS[name].part(part).__file__).parent == PROJECT / "publisher" / name
