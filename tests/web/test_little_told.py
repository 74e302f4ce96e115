"""A site with one dataset and nothing analysed: no heading without a text below it, and one is told as one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from in_process import client
from litestar.testing import TestClient

from publisher.settings import Settings
from publisher.web.book import Book


@pytest.fixture
def quiet_pages(built_edition: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:  # type: ignore[type-arg]
    """The small world as a site that has one dataset, and whose figures nothing is said of."""
    monkeypatch.setattr(Book, "analysis", lambda book, area: [])
    monkeypatch.setattr("publisher.web.pages.start.glance", lambda *given: None)
    monkeypatch.setattr(Book, "datasets", property(lambda book: {d.name: d for d in book.reader.catalog.datasets[:1]}))
    with client(built_edition) as one:
        yield one


def test_one_dataset_is_told_as_one(quiet_pages: TestClient) -> None:  # type: ignore[type-arg]
    assert "1 datamängd att ladda ner, fråga ut och skörda, med licens" in quiet_pages.get("/").text
    assert "1 dataset to download, query and harvest, with its licence" in quiet_pages.get("/en/").text


def test_two_are_told_as_two(small_pages: TestClient) -> None:  # type: ignore[type-arg]
    assert "2 datamängder att ladda ner" in small_pages.get("/").text


def test_a_section_with_nothing_in_it_is_not_there(quiet_pages: TestClient) -> None:  # type: ignore[type-arg]
    assert 'id="laget"' not in quiet_pages.get("/").text
    page = quiet_pages.get("/riket").text
    assert 'id="analys"' not in page
    assert "#analys" not in page
