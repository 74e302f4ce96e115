"""A door is opened by its line in ``catalog.yaml``; without it a site has none of its addresses."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from in_process import Api

from publisher.gate.declared import catalog_problems
from publisher.package.reading import read_catalog_declaration
from publisher.rooms import DOORS
from publisher.settings import Settings
from publisher.web import create_service

#: Addresses of each door.
ADDRESSES = {
    "mcp": ["/mcp", "/mcp/", "/mcp/x"],
    "reconcile": ["/reconcile", "/reconcile/", "/reconcile/en", "/reconcile/suggest/entity?prefix=a", "/reconcile/x"],
    "pxweb": ["/pxweb/api/v2", "/pxweb/api/v2/config", "/pxweb/api/v2/tables", "/pxweb/api/v2/x"],
    "kolada": ["/kolada/v3", "/kolada/v3/kpi", "/kolada/v3/data/kpi/x", "/kolada/v3/x"],
}


def test_every_door_has_its_addresses_here() -> None:
    assert set(ADDRESSES) == set(DOORS)


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_a_site_without_the_line_has_none_of_the_addresses(built_edition: Settings, method: str) -> None:
    shut = Api(create_service(built_edition, log=False))
    for path in (path for paths in ADDRESSES.values() for path in paths):
        assert shut.ask(path, method).status_code == 404, path


def test_a_door_that_there_is_not_is_told_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text("doors: [mpc]\n", encoding="utf-8")
    [fault] = [p for p in catalog_problems(read_catalog_declaration(tmp_path)) if p.rule == "unknown-door"]
    assert "mpc" in str(fault) and "mcp" in str(fault)


def test_nothing_of_a_door_is_loaded_before_somebody_knocks() -> None:
    code = "import sys, publisher.web; publisher.web.routes(); print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in loaded if name.partition(".")[0] in ("mcp", "mcp_types", "pydantic")] == []
    assert [name for name in loaded if name.startswith("publisher.doors")] == []


def test_llms_txt_names_the_doors_that_are_open_and_no_others(built_edition: Settings, real_settings: Settings) -> None:
    bare, opened = (Api(create_service(settings, log=False)) for settings in (built_edition, real_settings))
    shut, told = bare.ask("/llms.txt").text, opened.ask("/llms.txt").text
    for door in DOORS.values():
        assert door.path not in shut
        assert door.path in told
    # The files of an edition are asked for where they were made; the doors, where they are open.
    files, doors = (re.findall(r"\]\(https?://[^/)]*(/[^)]*)\)", text) for text in (shut, told))
    doors = [link for link in doors if link.startswith(tuple(door.path for door in DOORS.values()))]
    assert len(files) >= 10 and len(doors) == 3
    assert [link for link in files if bare.ask(link).status_code != 200] == []
    assert [link for link in doors if opened.ask(link).status_code != 200] == []
