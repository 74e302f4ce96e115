"""Pages in a real browser: Debian's Chromium, driven by Playwright; skipped with a word where either is not here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from worlds import served

from benchmarks.sheets import NAMES, browser
from publisher.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: Opens a page: a context manager of a path on our server; its options are those of a browser's context.
Open = Callable[..., Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install -e '.[browser]' brings Playwright")
    if (place := browser()) is None:
        pytest.skip(f"none of {', '.join(NAMES)} is here")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=place, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def visit(chromium: Browser, live_server: str) -> Open:
    """Opens a page of the small world; when it is left, nothing may have failed: no script, no request."""
    return visits(chromium, live_server)


@pytest.fixture(scope="session")
def real_server(real_settings: Settings) -> Iterator[str]:
    """Base URL of a server on an edition of the committed packages."""
    with served(real_settings) as address:
        yield address


@pytest.fixture
def visit_real(chromium: Browser, real_server: str) -> Open:
    """The same of the committed packages."""
    return visits(chromium, real_server)


def visits(chromium: Browser, server: str) -> Open:
    """Opens pages of a server; none may ask another host."""

    @contextmanager
    def opened(path: str, width: int = 1280, **options: Any) -> Iterator[Page]:
        context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **options)
        trouble: list[str] = []
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(f"script: {error}"))
        page.on("requestfailed", lambda request: trouble.append(f"failed: {request.url}"))
        page.on(
            "request",
            lambda request: None if request.url.startswith((server, "data:")) else trouble.append(request.url),
        )
        page.on("download", lambda brought: trouble.remove(f"failed: {brought.url}"))  # it is no page: so it is told
        page.goto(server + path, wait_until="load")
        yield page
        context.close()
        assert trouble == []

    return opened
