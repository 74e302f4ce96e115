"""What is kept in memory stays within its bounds and goes with the edition it was made of."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import threading
import weakref
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from in_process import Api

from publisher.settings import Settings
from publisher.web import create_service
from publisher.web.api.naming import names
from publisher.web.book import book_of
from publisher.web.bounded import Bounded
from publisher.web.describe.forms import descriptions
from publisher.web.explore import explorer
from publisher.web.shelf import Shelf

if TYPE_CHECKING:
    from datasette.app import Datasette


def two_editions(built: Settings, build: Path) -> None:
    standing = (built.build / "current").resolve()
    for id in ("2024-01-30", "2024-01-30.2"):
        folder = build / "editions" / id
        shutil.copytree(standing, folder, symlinks=True)
        (folder / "edition.json").write_text((folder / "edition.json").read_text().replace(standing.name, id))
    point(build, "2024-01-30")


def point(build: Path, id: str) -> None:
    os.symlink(f"editions/{id}", build / "next")
    os.replace(build / "next", build / "current")


def test_a_former_edition_is_let_go_when_another_becomes_current(built_edition: Settings, tmp_path: Path) -> None:
    two_editions(built_edition, tmp_path)
    shelf = Shelf(tmp_path)
    former = shelf.current()
    book = book_of(former)
    assert book.municipalities and names(former).areas and descriptions(former).reader is former
    gone = weakref.ref(former), weakref.ref(book)
    del book

    point(tmp_path, "2024-01-30.2")
    assert shelf.current().folder.name == "2024-01-30.2"
    assert former.connection.execute("SELECT count(*) FROM observations").get  # whoever still answers from it may
    del former
    assert [None, None] == [reference() for reference in gone]


def test_the_explorer_of_a_former_edition_ends_with_its_threads(built_edition: Settings, tmp_path: Path) -> None:
    two_editions(built_edition, tmp_path)
    explorer.leave()
    api = Api(create_service(replace(built_edition, build=tmp_path), log=False))
    threads = set(threading.enumerate())
    former = []
    for id in ("2024-01-30", "2024-01-30.2", "2024-01-30"):
        point(tmp_path, id)
        assert 200 == api.ask("/explore/ehalsa/areas.json").status_code
        former.append(weakref.ref(asyncio.run(datasette_of(api))))
    explorer.leave()
    for thread in set(threading.enumerate()) - threads:
        thread.join(20)
        assert not thread.is_alive()
    gc.unfreeze()
    gc.collect()
    assert [None, None, None] == [reference() for reference in former]


async def datasette_of(api: Api) -> Datasette:
    async with explorer.opened(api.service.app.state.shelf) as held:  # type: ignore[attr-defined]
        return held.datasette


def test_who_asks_the_explorer_while_the_edition_changes_is_answered(built_edition: Settings, tmp_path: Path) -> None:
    two_editions(built_edition, tmp_path)
    api = Api(create_service(replace(built_edition, build=tmp_path), log=False))
    shelf = api.service.app.state.shelf  # type: ignore[attr-defined]

    async def overtaken() -> list[int]:
        async with explorer.opened(shelf) as held:
            point(tmp_path, "2024-01-30.2")
            async with explorer.opened(shelf) as later:
                assert later is not held
                databases = held.datasette.databases["ehalsa"], later.datasette.databases["ehalsa"]
                return [(await database.execute("SELECT count(*) FROM areas")).first()[0] for database in databases]

    first, second = asyncio.run(overtaken())
    assert first == second > 0


def test_what_was_made_of_older_editions_is_let_go_too(built_edition: Settings, tmp_path: Path) -> None:
    two_editions(built_edition, tmp_path)
    shelf = Shelf(tmp_path)
    former = shelf.current()
    older = weakref.ref(book_of(shelf.edition("2024-01-30.2")))
    assert older() is not None
    point(tmp_path, "2024-01-30.2")
    assert shelf.current() is shelf.edition("2024-01-30.2")
    assert older() is None
    late = weakref.ref(book_of(former))  # by a request that began before the change
    del former
    point(tmp_path, "2024-01-30")
    shelf.current()
    assert late() is None


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    kept: Bounded[str, bytes] = Bounded(10, len)
    kept.put("a", b"1234")
    kept.put("b", b"1234")
    assert b"1234" == kept.get("a")
    kept.put("c", b"1234")
    assert [b"1234", None, b"1234"] == [kept.get(key) for key in "abc"]
    assert 8 == kept.weight


def test_what_is_heavier_than_all_is_not_kept() -> None:
    kept: Bounded[str, bytes] = Bounded(10, len)
    assert b"12345678901" == kept.put("a", b"12345678901")
    assert kept.get("a") is None
    assert 0 == kept.weight


def test_the_first_of_two_that_were_made_at_once_is_kept() -> None:
    kept: Bounded[str, list[int]] = Bounded(2)
    first: list[int] = []

    def slow() -> list[int]:
        kept.put("a", first)  # another thread is faster
        return [1]

    assert kept.once("a", slow) is first
