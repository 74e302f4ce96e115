"""A CKAN harvests the catalogue: everything comes in, a second time changes nothing, what is withdrawn goes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import ckan_site
import pytest
from programs import publish

from publisher.settings import Settings
from publisher.uris import WHOLE

#: What a CKAN writes itself at every import.
BOOKKEEPING = {"metadata_modified", "metadata_created", "last_modified", "created", "extras"}


def told(dataset: dict[str, Any]) -> dict[str, Any]:
    """What a dataset of a CKAN says, without its own bookkeeping."""
    extras = {extra["key"]: extra["value"] for extra in dataset.get("extras", [])}
    said = {key: value for key, value in (dataset | extras).items() if key not in BOOKKEEPING and "harvest" not in key}
    said["resources"] = [
        {key: value for key, value in resource.items() if key not in BOOKKEEPING} for resource in dataset["resources"]
    ]
    return said


@pytest.mark.parametrize("setup", ckan_site.SETUPS)
def test_three_harvests(setup: str, home: Path, published: Settings, tmp_path: Path) -> None:
    if lacking := ckan_site.missing(home):
        pytest.skip(lacking)
    address, name = f"{published.base_url}/datasets/dcat", "bredbandskollen"
    whole = sorted([WHOLE, *(path.parent.name for path in published.packages.glob("*/datapackage.json"))])
    shutil.copytree(published.packages, tmp_path / "before")
    with ckan_site.Ckan(home, tmp_path / "ckan", setup) as site:
        first = site.harvest(address)
        assert ([], len(whole)) == (first["errors"], first["report"]["added"])
        iris = [f"{published.base_url}/id/dataset/{one}" for one in whole]
        assert iris == sorted(told(dataset)["uri"] for dataset in first["datasets"])
        assert all(resource["url"] for dataset in first["datasets"] for resource in dataset["resources"])

        second = site.harvest(address)
        assert (0, 0, []) == (second["report"]["added"], second["report"]["deleted"], second["errors"])
        assert [told(one) for one in first["datasets"]] == [told(one) for one in second["datasets"]]

        try:
            withdraw(published, name)
            third = site.harvest(address)
        finally:
            restore(published, tmp_path / "before")
        assert (0, 1, []) == (third["report"]["added"], third["report"]["deleted"], third["errors"])
        left = {told(dataset)["uri"] for dataset in third["datasets"]}
        assert {f"{published.base_url}/id/dataset/{name}"} == set(iris) - left


def withdraw(settings: Settings, name: str) -> None:
    """Publish an edition without a dataset, as one does: its reason in catalog.yaml, its folder gone."""
    reason = f'withdrawn:\n  {name}:\n    date: "2026-11-28"\n    reason: {{sv: Ett prov., en: A test.}}\n'
    with (settings.packages / "catalog.yaml").open("a", encoding="utf-8") as file:
        file.write(reason)
    shutil.rmtree(settings.packages / name)
    publish(settings, "catalogue-shrank")
    serve_current(settings)


def restore(settings: Settings, before: Path) -> None:
    """Publish again what was there before."""
    shutil.rmtree(settings.packages)
    shutil.copytree(before, settings.packages)
    publish(settings)
    serve_current(settings)


def serve_current(settings: Settings) -> None:
    """Wait until the server has taken the newest edition."""
    import time

    import httpx

    wanted = (settings.build / "current").resolve().name
    for _ in range(300):
        if httpx.get(f"{settings.base_url}/ready", trust_env=False).json()["edition"] == wanted:
            return
        time.sleep(0.1)
    raise AssertionError(f"The server has not taken {wanted}.")
