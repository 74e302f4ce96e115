"""What others make of our pages: Nu's checker of HTML, and IBM's of accessibility beside axe."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from kinds import KINDS, NODE

#: The checker of HTML (MIT), https://github.com/validator/validator, and IBM's of accessibility (Apache-2.0),
#: https://github.com/IBMa/equal-access
NU, ACE = NODE / "vnu-jar/build/dist/vnu.jar", NODE / "accessibility-checker-engine/ace.js"
JAVA = shutil.which("java")


def test_nu_finds_nothing_in_our_html(live_server: str, tmp_path: Path) -> None:
    if JAVA is None or not NU.is_file():
        pytest.skip(f"Java and npm install --prefix {NODE.parent} vnu-jar bring Nu")
    for number, path in enumerate(KINDS):
        if not path.startswith("/explore/"):  # Datasette's own
            page = httpx.get(
                live_server + path, headers={"Accept": "text/html"}, trust_env=False, follow_redirects=True
            )
            assert page.headers["content-type"].startswith("text/html")
            name = re.sub(r"\W+", "-", path)
            (tmp_path / f"{number}{name}.html").write_bytes(page.content)
    files = map(str, sorted(tmp_path.glob("*.html")))
    told = subprocess.run([JAVA, "-jar", str(NU), "--format", "json", *files], capture_output=True, check=False).stderr
    messages = json.loads(told)["messages"]
    assert [(one["url"].rpartition("/")[2], one["message"], one.get("extract")) for one in messages] == []


@pytest.fixture(scope="session")
def ace() -> str:
    if not ACE.is_file():
        pytest.skip(f"npm install --prefix {NODE.parent} accessibility-checker-engine brings it")
    return ACE.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [path for path in KINDS if not path.startswith("/explore/")])
def test_another_judge_of_accessibility_finds_no_violation(visit: Any, ace: str, path: str) -> None:
    with visit(path, bypass_csp=True) as page:
        page.evaluate(f"{ace};window.ace = ace")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        found = page.evaluate(
            """async () => (await new ace.Checker().check(document, ['WCAG_2_2'])).results
            .filter(one => one.value[0] === 'VIOLATION' && one.value[1] === 'FAIL')
            .map(one => [one.ruleId, one.message, one.snippet.slice(0, 160)])"""
        )
        assert found == []
