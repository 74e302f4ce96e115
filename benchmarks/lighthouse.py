"""What Lighthouse (Apache-2.0, from npm) makes of each kind of page, in both languages and both themes::

python -m benchmarks lighthouse --build build

Needs Chromium, and Lighthouse in ``$CLIENTS_HOME/node``, where ``.ci/clients`` puts it. Scores are 0 to 100; a page
that robots leave alone has none for search engines.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.processes import free_port, ours, running, table
from benchmarks.sheets import NAMES, browser

#: Where ``.ci/clients`` puts what npm installs.
NODE = Path(os.environ.get("CLIENTS_HOME", Path.home() / ".cache/publisher-clients"), "node/node_modules")
#: A page of each kind.
KINDS = {"start": "/", "municipality": "/kommun/1785", "county": "/lan/17", "nation": "/riket",
         "indicator": "/nyckeltal/U21349", "compare": "/jamfor?kommun=0180,1785", "grants": "/stimulansmedel",
         "good examples": "/goda-exempel"}  # fmt: skip
#: A busy machine makes a page slower and never quicker: one below the least is loaded again, at most so many times.
AGAIN = 3
#: What is scored, and the least score.
CATEGORIES, LEAST = ("performance", "accessibility", "best-practices", "seo"), 95
#: Theme to what makes Chromium prefer it.
THEMES = {"light": 1, "dark": 0}


def main(options: argparse.Namespace) -> None:
    """Score and print; what keeps a page below is told beneath it."""
    program = NODE / ".bin/lighthouse"
    if (chromium := browser()) is None or not program.is_file():
        print(f"lighthouse: {program} or {' and '.join(NAMES)} is not here; .ci/clients installs them")
        return
    port, rows, told = free_port(), [], []
    with running(ours(options.build, 1, port), port, "/ready") as server:
        server.settle()
        for kind, path in KINDS.items():
            for language in ("", "/en"):
                for theme, preferred in THEMES.items():
                    page = (language + path).removesuffix("/") or "/"
                    found = _run(program, chromium, server.base + page, preferred)
                    for _ in range(AGAIN):
                        if (_score(found, "performance") or 0) < LEAST:
                            tried = _run(program, chromium, server.base + page, preferred)
                            found = max(found, tried, key=lambda one: _score(one, "performance") or 0)
                    scores = {name: _score(found, name) for name in CATEGORIES}
                    if _closed(found):
                        scores["seo"] = None
                    rows.append((kind, page, theme, *("–" if s is None else s for s in scores.values())))
                    print(*rows[-1], flush=True)
                    told += [
                        f"{page} ({theme}), {name} {score}: {_lacking(found, name)}"
                        for name, score in scores.items()
                        if score is not None and score < LEAST
                    ]
    table(("page", "address", "theme", *CATEGORIES), rows)
    print("\n".join(told) or f"Every score is {LEAST} or more.")


def _run(program: Path, chromium: str, address: str, preferred: int) -> dict[str, Any]:
    flags = f"--headless=new --no-sandbox --disable-gpu --blink-settings=preferredColorScheme={preferred}"
    given = [str(program), address, "--quiet", "--output=json", "--output-path=stdout", f"--chrome-flags={flags}",
             f"--only-categories={','.join(CATEGORIES)}"]  # fmt: skip
    said = subprocess.run(
        given, check=True, capture_output=True, timeout=300, env={**os.environ, "CHROME_PATH": chromium}
    )
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def _score(found: dict[str, Any], category: str) -> int | None:
    score = found["categories"][category]["score"]
    return None if score is None else round(100 * score)


def _closed(found: dict[str, Any]) -> bool:
    """Whether robots are told to leave the page alone."""
    return bool(found["audits"]["is-crawlable"]["score"] == 0)


def _lacking(found: dict[str, Any], category: str) -> str:
    audits = [found["audits"][one["id"]] for one in found["categories"][category]["auditRefs"] if one["weight"]]
    return "; ".join(
        f"{one['title']} {one.get('displayValue', '')}".strip() for one in audits if (one["score"] or 0) < 0.9
    )
