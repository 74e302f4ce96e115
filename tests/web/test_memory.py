"""What is kept in memory stays within its bounds and goes with the edition it was made of."""

from __future__ import annotations

import os
import shutil
import weakref
from pathlib import Path

from publisher.settings import Settings
from publisher.web.api.naming import names
from publisher.web.book import book_of
from publisher.web.bounded import Bounded
from publisher.web.describe.forms import descriptions
from publisher.web.shelf import Shelf


def test_a_former_edition_is_let_go_when_another_becomes_current(built_edition: Settings, tmp_path: Path) -> None:
    standing = (built_edition.build / "current").resolve()
    (tmp_path / "editions").mkdir()
    for id in ("2024-01-30", "2024-01-30.2"):
        shutil.copytree(standing, tmp_path / "editions" / id, symlinks=True)
    os.symlink("editions/2024-01-30", tmp_path / "current")
    shelf = Shelf(tmp_path)
    former = shelf.current()
    book = book_of(former)
    assert book.municipalities and names(former).areas and descriptions(former).reader is former
    gone = weakref.ref(former), weakref.ref(book)
    del book

    os.symlink("editions/2024-01-30.2", tmp_path / "next")
    os.replace(tmp_path / "next", tmp_path / "current")
    assert shelf.current().folder.name == "2024-01-30.2"
    assert former.connection.execute("SELECT count(*) FROM observations").get  # whoever still answers from it may
    del former
    assert [None, None] == [reference() for reference in gone]


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
