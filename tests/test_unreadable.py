"""An edition that is missing or cannot be read: the former goes on, else everybody is told to come again."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from publisher.settings import Settings
from publisher.web import create_service, shelf
from publisher.web.gateway import Gateway

#: An address of every kind.
DOORS = ["/", "/en/metod", "/api/v1/areas", "/datapackages/digitala-las/observations.csv", "/downloads/ehalsa.db",
         "/catalog.ttl", "/datasets/dcat", "/sparql?query=ASK{}", "/id/indicator/U21349", "/explore/ehalsa/areas.json",
         "/sitemap.xml", "/robots.txt", "/feed.atom", "/api/v1/editions", "/ready"]  # fmt: skip


def asked(app: Gateway, *paths: str) -> list[httpx.Response]:
    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x.se") as client:
            return [await client.get(path) for path in paths]

    return asyncio.run(ask())


@pytest.fixture
def build(built_edition: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build folder with two copies of an edition, the first current."""
    monkeypatch.setattr(shelf, "AGAIN", 0.0)
    standing = (built_edition.build / "current").resolve()
    for id in ("2024-01-30", "2024-01-30.2"):
        shutil.copytree(standing, tmp_path / "editions" / id, symlinks=True)
    point(tmp_path, "editions/2024-01-30")
    return tmp_path


def point(build: Path, target: str) -> None:
    (build / "next").unlink(missing_ok=True)
    os.symlink(target, build / "next")
    os.replace(build / "next", build / "current")


def cut(name: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / name
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return damage


def changed(folder: Path) -> None:
    with (folder / "ehalsa.db").open("r+b") as file:
        file.seek(-3000, os.SEEK_END)
        file.write(b"\xff" * 64)


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def turned(folder: Path) -> None:
    """A file that is a link to itself."""
    (folder / "vocabulary.json").unlink()
    (folder / "vocabulary.json").symlink_to("vocabulary.json")


DAMAGES = {
    "cut catalog": cut("catalog.json"),
    "cut vocabulary": cut("vocabulary.json"),
    "cut edition": cut("edition.json"),
    "cut manifest": cut("manifest.json"),
    "cut database": cut("ehalsa.db"),
    "changed database": changed,
    "no database": without("ehalsa.db"),
    "no edition.json": without("edition.json"),
    "no download": without("downloads/digitala-las.parquet"),
    "cut download": cut("downloads/digitala-las.csv"),
    "link to itself": turned,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_former_edition_goes_on_and_the_log_says_why(
    build: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    app = create_service(Settings(build=build), log=False)
    before = asked(app, "/ready", "/api/v1/areas")
    DAMAGES[damage](build / "editions/2024-01-30.2")
    with caplog.at_level(logging.ERROR):
        point(build, "editions/2024-01-30.2")
        after = asked(app, "/ready", "/api/v1/areas", "/metod", "/api/v1/editions")
    assert [200] * 4 == [answer.status_code for answer in after]
    assert before[0].json() == after[0].json()
    assert [before[1].headers["etag"]] == [after[1].headers["etag"]]
    said = [record for record in caplog.records if record.message == "refused an edition that cannot be read"]
    assert 1 == len(said) and "2024-01-30" == said[0].fields["kept"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("damage", DAMAGES)
def test_with_no_former_edition_everybody_is_told_to_come_again(build: Path, damage: str) -> None:
    whole = build / "editions/2024-01-30"
    shutil.copytree(whole, build / "spare", symlinks=True)
    DAMAGES[damage](whole)
    app = create_service(Settings(build=build), log=False)
    for path, answer in zip(DOORS, asked(app, *DOORS), strict=True):
        assert (path, answer.status_code, answer.headers.get("retry-after")) == (path, 503, "10")
        assert str(build) not in answer.text and "no-store" == answer.headers["cache-control"]
    shutil.rmtree(whole)
    (build / "spare").rename(whole)
    doors = DOORS if damage == "cut database" else DOORS[:5]  # whatever it was, it is whole again
    assert {200} == {answer.status_code for answer in asked(app, *doors) if answer.status_code != 303}


def test_a_link_that_leads_to_itself_leaves_the_former_edition(build: Path) -> None:
    app = create_service(Settings(build=build), log=False)
    asked(app, "/")
    point(build, "current")
    assert [200, 200] == [answer.status_code for answer in asked(app, "/ready", "/metod")]
    assert [503, 503] == [a.status_code for a in asked(create_service(Settings(build=build), log=False), "/ready", "/")]


@pytest.mark.parametrize("gone", ["folder", "link", "dangling"])
def test_while_there_is_no_edition_nothing_is_said_to_be_gone(build: Path, gone: str) -> None:
    app = create_service(Settings(build=build), log=False)
    asked(app, *DOORS)
    if gone == "folder":
        (build / "editions").rename(build / "away")
    elif gone == "link":
        (build / "current").unlink()
    else:
        point(build, "editions/2030-01-01")
    for path, answer in zip(DOORS, asked(app, *DOORS), strict=True):
        assert (path, answer.status_code, answer.headers.get("retry-after")) == (path, 503, "10")
        assert str(build) not in answer.text
    if gone == "folder":
        (build / "away").rename(build / "editions")
    point(build, "editions/2024-01-30")
    assert {200} == {answer.status_code for answer in asked(app, *DOORS) if answer.status_code != 303}


def test_a_database_that_is_damaged_under_way_is_not_ready_and_recovers(build: Path) -> None:
    app = create_service(Settings(build=build), log=False)
    assert 200 == asked(app, "/ready")[0].status_code
    path = build / "editions/2024-01-30/ehalsa.db"
    whole = path.read_bytes()
    path.write_bytes(b"")
    assert [503] * 3 == [a.status_code for a in asked(app, "/ready", "/api/v1/observations?limit=3", "/kommun/0180")]
    path.write_bytes(whole)
    assert [200] * 3 == [a.status_code for a in asked(app, "/ready", "/api/v1/observations?limit=3", "/kommun/0180")]


def test_a_file_that_is_lost_under_way_is_no_fault_of_the_asker(build: Path) -> None:
    app = create_service(Settings(build=build), log=False)
    assert 200 == asked(app, "/downloads/digitala-las.csv")[0].status_code
    (build / "editions/2024-01-30/downloads/digitala-las.csv").unlink()
    assert 503 == asked(app, "/downloads/digitala-las.csv")[0].status_code


def test_an_earlier_edition_that_cannot_be_read_stops_nothing_else(build: Path) -> None:
    cut("edition.json")(build / "editions/2024-01-30.2")
    app = create_service(Settings(build=build), log=False)
    assert [200, 303] == [a.status_code for a in asked(app, "/api/v1/editions", "/metod?utgava=2024-01-30.2")]
