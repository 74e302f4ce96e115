"""How many sheets of A4 each municipality's page prints on, counted in what Chromium prints. Needs Chromium
and Playwright (``pip install -e '.[browser]'``)::

python -m benchmarks sheets --build build
"""

from __future__ import annotations

import argparse
import logging
import re
import shutil
from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: What Chromium is called.
NAMES = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """Where Chromium is; None when it is not here."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def sheets(page: Page) -> int:
    """How many sheets of A4 a page prints on that a browser has opened."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def styled(html: str) -> str:
    """A page of ours that asks nobody for anything: its style within it, no script."""
    static = files("publisher.web").joinpath("static")
    style = "".join(static.joinpath(name).read_text("utf-8") for name in ("chart.css", "site.css"))
    html = re.sub(r'<link rel="(?:stylesheet|icon)"[^>]*>|<script\b.*?</script>', "", html)
    return html.replace("</head>", f"<style>{style}</style></head>")


def main(options: argparse.Namespace) -> None:
    """Print every municipality's page of the current edition and count."""
    from litestar.testing import TestClient
    from playwright.sync_api import sync_playwright

    from publisher.settings import Settings
    from publisher.web import create_app

    if (place := browser()) is None:
        print(f"sheets: none of {', '.join(NAMES)} is here; install Chromium")
        return
    logging.getLogger("httpx").setLevel(logging.WARNING)
    settings = Settings(build=options.build, quiet=True)
    with TestClient(create_app(settings), base_url=settings.base_url) as client, sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=place, args=["--no-sandbox", "--disable-gpu"])
        page = opened.new_page(java_script_enabled=False)
        paths = sorted(set(re.findall(r'href="(/kommun/\d{4})"', client.get("/").text)))
        found: dict[str, int] = {}
        for path in paths:
            page.set_content(styled(client.get(path).text))
            found[path] = sheets(page)
        opened.close()
    counts = Counter(found.values())
    print(f"{len(found)} pages: " + ", ".join(f"{many} on {number}" for number, many in sorted(counts.items())))
    print("\n".join(path for path, number in found.items() if number > 1))
