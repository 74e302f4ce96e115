"""Ten things a reader comes for, done from the start page with real clicks, counted and held against docs/tasks.md."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

DOCS = Path(__file__).parents[2] / "docs/tasks.md"
#: Task to the clicks that the table has for it here.
TOLD = {name: int(clicks) for name, clicks in re.findall(r"^\| (\w[\w ]*) \| .*? \| (\d+) \|", DOCS.read_text(), re.M)}


class Reader:
    """Who reads with a mouse: every click is counted, also the one that sends what was written."""

    def __init__(self, page: Page):
        self.page = page
        self.clicks = 0

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def search(self, words: str) -> None:
        self.page.locator("main input[type=search]").first.fill(words)
        self.click(self.page.locator("main .search button").first)
        self.page.wait_for_url(re.compile(r"/(kommun|sok|nyckeltal)\b"))

    def side(self, name: str) -> None:
        self.click(self.page.locator(".side, .contents").get_by_text(name, exact=False).first)


TASKS: dict[str, Callable[[Reader], None]] = {}


def task(function: Callable[[Reader], None]) -> Callable[[Reader], None]:
    TASKS[function.__name__.replace("_", " ")] = function
    return function


@task
def find(reader: Reader) -> None:
    reader.search("Säffle")
    assert reader.page.locator("h1").inner_text() == "Säffle"
    assert reader.page.locator("#remsa ~ .strip, .strip").first.is_visible()


@task
def compare(reader: Reader) -> None:
    reader.search("Säffle")
    reader.side("Jämför med liknande")
    reader.page.wait_for_url(re.compile("/jamfor"))
    assert reader.page.locator("table.compare thead th").count() > 3


@task
def why(reader: Reader) -> None:
    reader.search("Säffle")
    reader.click(reader.page.locator(".strip td.own a").first)
    assert "Vad det betyder" in reader.page.locator("#vardet ~ dl").inner_text()


@task
def since_when(reader: Reader) -> None:
    reader.search("Säffle")
    reader.click(
        reader.page.locator(".strip tr", has=reader.page.locator(".since .hide:not(:empty)")).locator("td.own a").first
    )
    assert reader.page.locator("[aria-labelledby=andra-ar] tbody tr").count() > 1


@task
def whom_to_ask(reader: Reader) -> None:
    reader.click(reader.page.get_by_role("link", name="Vem man kan fråga"))
    assert reader.page.locator("main .cards a[href*='/kommun/']").count()


@task
def cite(reader: Reader) -> None:
    reader.search("Säffle")
    reader.side("Citera sidan")
    shown = reader.page.locator("#citation")
    assert "Säffle" in shown.inner_text() and shown.evaluate(
        "one => { const box = one.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight }"
    )


@task
def download(reader: Reader) -> None:
    reader.search("Säffle")
    with reader.page.expect_download() as brought:
        reader.side("Excel")
    assert brought.value.suggested_filename.endswith(".xlsx")


@task
def print_(reader: Reader) -> None:
    reader.search("Säffle")
    reader.page.evaluate("window.print = () => { window.printed = true }")
    reader.side("Skriv ut")
    assert reader.page.evaluate("window.printed")


@task
def correct(reader: Reader) -> None:
    reader.search("Säffle")
    wrong = reader.page.locator(".side").get_by_text("En siffra här är fel")
    if str(wrong.get_attribute("href")).startswith("mailto:"):
        reader.clicks += 1  # a letter with edition and address filled in: no browser here has a program for it
    else:
        reader.click(wrong)
        assert reader.page.locator("#utgivare").is_visible()


@task
def definition(reader: Reader) -> None:
    reader.search("digitala lås")
    if "/nyckeltal/" not in reader.page.url:
        reader.click(reader.page.locator("main a[href*='/nyckeltal/']").first)
    assert reader.page.locator("#betyder ~ dl").is_visible()


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_done_in_as_many_clicks_as_the_table_says(visit_real: Any, name: str) -> None:
    with visit_real("/") as page:
        reader = Reader(page)
        TASKS[name](reader)
        assert reader.clicks == TOLD[name.strip()]


def test_eight_of_ten_tasks_take_two_clicks_at_most() -> None:
    assert len(TASKS) == len(TOLD) == 10
    assert sum(clicks <= 2 for clicks in TOLD.values()) >= 8
