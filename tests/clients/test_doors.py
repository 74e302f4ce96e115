"""Clients of others, unmodified, at the doors: each gives the API's own values."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import httpx
import pytest
from programs import run_script

from publisher.settings import Settings

SERIES = ("N00563/2022", "U07356/2022")


#: Folder of the environment, and what asks in it.
CLIENTS = [
    *(("doors", client) for client in ("pxwebpy", "pxstatspy", "pyjstat", "pyaxis", "koladapy")),
    *((f"mcp-{version}", "mcp") for version in ("1.9", "1.25")),
    *((f"fastmcp-{version}", "fastmcp") for version in ("2", "4")),
    ("node", "ask_mcp.mjs"),
]


@pytest.mark.parametrize(("environment", "client"), CLIENTS)
def test_a_client_reads_the_apis_values(environment: str, client: str, home: Path, published: Settings) -> None:
    if "mcp" in client:
        pytest.importorskip("mcp")  # of the server: the extra [mcp]
    if environment == "node":
        if not (home / "node/node_modules/@modelcontextprotocol").is_dir():
            pytest.skip(f"no @modelcontextprotocol/sdk in {home / 'node'} (.ci/clients installs it)")
        node = Path(shutil.which("node") or "node")
        said = run_script(node, client, published.base_url, *SERIES, CLIENTS_NODE=home / "node")
    else:
        said = run_script(home / environment / "bin/python", "read_doors.py", client, published.base_url, *SERIES)
    for one, line in zip(SERIES, said.splitlines(), strict=True):
        id, period = one.split("/")
        place = f"{published.base_url}/api/v1/observations?indicator={id}&period={period}&sex=T&limit=400"
        ours = {row["area"]: row["value"] for row in httpx.get(place).json()["data"]}
        assert json.loads(line) == ours


def test_every_name_of_a_municipality_is_matched_to_its_code(home: Path, published: Settings) -> None:
    areas = httpx.get(f"{published.base_url}/api/v1/municipalities?limit=400").json()["data"]
    said = run_script(home / "reconciler/bin/python", "reconcile_names.py", published.base_url)
    assert json.loads(said.splitlines()[-1]) == {area["label"]: area["code"] for area in areas}
