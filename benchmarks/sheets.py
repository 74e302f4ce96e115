"""How many sheets of A4 each municipality's page prints on, counted in what Chromium prints. Needs Chromium::

python -m benchmarks sheets --build build
"""

from __future__ import annotations

import argparse
import logging
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from importlib.resources import files
from pathlib import Path

#: What Chromium is called.
NAMES = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """Where Chromium is; None when it is not here."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def sheets(page: str, folder: Path) -> int:
    """How many sheets a page of ours prints on.

    Args:
        page: its HTML.
        folder: to work in.
    """
    static = files("publisher.web").joinpath("static")
    style = "".join(static.joinpath(name).read_text("utf-8") for name in ("chart.css", "site.css"))
    page = re.sub(r'<link rel="stylesheet"[^>]*>|<script\b.*?</script>', "", page)
    (folder / "page.html").write_text(page.replace("</head>", f"<style>{style}</style></head>"), encoding="utf-8")
    given = [browser() or NAMES[0], "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    given += [f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={folder / 'page.pdf'}"]
    given.append(str(folder / "page.html"))
    subprocess.run(given, check=True, capture_output=True, timeout=120)
    return len(re.findall(rb"/Type\s*/Page\b", (folder / "page.pdf").read_bytes()))


def main(options: argparse.Namespace) -> None:
    """Print every municipality's page of the current edition and count."""
    from litestar.testing import TestClient

    from publisher.settings import Settings
    from publisher.web import create_app

    if browser() is None:
        print(f"sheets: none of {', '.join(NAMES)} is here; install Chromium")
        return
    logging.getLogger("httpx").setLevel(logging.WARNING)
    settings = Settings(build=options.build, quiet=True)
    with TestClient(create_app(settings), base_url=settings.base_url) as client, tempfile.TemporaryDirectory() as made:
        paths = sorted(set(re.findall(r'href="(/kommun/\d{4})"', client.get("/").text)))
        found = {path: sheets(client.get(path).text, Path(made)) for path in paths}
    counts = Counter(found.values())
    print(f"{len(found)} pages: " + ", ".join(f"{many} on {number}" for number, many in sorted(counts.items())))
    print("\n".join(path for path, number in found.items() if number > 1))
