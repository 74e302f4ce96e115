"""Clients of others, unmodified, at the doors: each gives the API's own values."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from programs import run_script

from publisher.settings import Settings

SERIES = ("N00563/2022", "U07356/2022")


@pytest.mark.parametrize("client", ["pxwebpy", "pxstatspy", "pyjstat", "pyaxis", "koladapy"])
def test_a_client_reads_the_apis_values(client: str, home: Path, published: Settings) -> None:
    said = run_script(home / "doors/bin/python", "read_doors.py", client, published.base_url, *SERIES)
    for one, line in zip(SERIES, said.splitlines(), strict=True):
        id, period = one.split("/")
        place = f"{published.base_url}/api/v1/observations?indicator={id}&period={period}&sex=T&limit=400"
        ours = {row["area"]: row["value"] for row in httpx.get(place).json()["data"]}
        assert json.loads(line) == ours
