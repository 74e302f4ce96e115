"""What readers come for, with a keyboard alone: Tab to it, and what has the focus is seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: So often is Tab pressed, at most: a municipality's page has a link a row.
MOST = 400


def reach(page: Page, wanted: str) -> None:
    """Tab until an element that the selector names has the focus, which then is seen and within the window."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            outline, top, bottom, tall = page.evaluate("""() => {
                const one = document.activeElement, box = one.getBoundingClientRect()
                return [getComputedStyle(one).outlineStyle, box.top, box.bottom, innerHeight]
            }""")
            assert outline != "none" and bottom > 0 and top < tall, wanted
            return
    raise AssertionError(f"Tab never came to {wanted}")


def enter(page: Page, wanted: str) -> None:
    reach(page, wanted)
    page.keyboard.press("Enter")


def write(page: Page, wanted: str, text: str) -> None:
    reach(page, wanted)
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def find(page: Page) -> None:
    write(page, "main input[type=search]", "Säffle")
    page.wait_for_url(re.compile("/kommun/1785"))


def compare(page: Page) -> None:
    enter(page, "header a[href$='/jamfor']")
    page.wait_for_url(re.compile("/jamfor"))
    write(page, "#lagg", "Säffle, Stockholm")
    page.wait_for_url(re.compile("1785"))
    assert page.locator("table.compare thead th").count() == 4


def definition(page: Page) -> None:
    write(page, "main input[type=search]", "digitala lås")
    page.wait_for_url(re.compile("/sok"))
    enter(page, "main h3 a")
    page.wait_for_url(re.compile("/nyckeltal/"))
    assert page.locator("#betyder").is_visible()


def why(page: Page) -> None:
    find(page)
    enter(page, ".strip td.own a")
    page.wait_for_url(re.compile("/varde/"))
    assert page.locator("#vardet").is_visible()


def rows_of_a_subject(page: Page) -> None:
    find(page)
    every = page.locator(".strip tbody tr").count()
    reach(page, "#amne")
    page.keyboard.press("ArrowDown")
    enter(page, "form.fields button")
    page.wait_for_url(re.compile("amne="))
    assert 0 < page.locator(".strip tbody tr").count() < every


def order_of_change(page: Page) -> None:
    page.goto(re.sub(r"/$", "/nyckeltal/U21349", page.url))
    enter(page, "a[href*='ordning=forandring']")
    page.wait_for_url(re.compile("ordning=forandring"))
    assert page.locator("#kommuntabell tbody tr").count() == 290


def a_chart_as_a_table(page: Page) -> None:
    page.goto(re.sub(r"/$", "/nyckeltal/U21349", page.url))
    enter(page, "#fordelning summary")
    assert page.locator("#fordelning details table").first.is_visible()


def english(page: Page) -> None:
    enter(page, "header .language a")
    page.wait_for_url(re.compile("/en"))
    assert page.locator("html").get_attribute("lang") == "en"


TASKS: list[Callable[[Page], None]] = [
    find, compare, definition, why, rows_of_a_subject, order_of_change, a_chart_as_a_table, english,
]  # fmt: skip


@pytest.mark.parametrize("task", TASKS, ids=lambda one: one.__name__)
def test_a_task_is_done_with_the_keyboard_alone(visit_real: Any, task: Callable[[Page], None]) -> None:
    with visit_real("/") as page:
        task(page)
