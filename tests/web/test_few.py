"""Pages of an edition with so few municipalities that no median and no range is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from litestar.testing import TestClient
from worlds import copy_small_world

from publisher import edition
from publisher.fetch import fetch
from publisher.web import create_app

FEW = ["/nyckeltal/N07900", "/nyckeltal/N07900?grupp=lan", "/lan/01", "/riket", "/kommun/0114",
       "/jamfor?kommun=0114,0180", "/nyckeltal/N00563"]  # fmt: skip


@pytest.mark.parametrize("address", FEW)
def test_a_few_values_are_told_as_they_are(address: str, small_pages: TestClient) -> None:  # type: ignore[type-arg]
    text = small_pages.get(address).text
    assert "Medianen bland" not in text


def test_a_period_with_too_few_values_is_no_point_of_the_line(tmp_path: Path) -> None:
    settings = copy_small_world(tmp_path)
    fetch(settings, today="2023-03-28")  # four values in 2021, three in 2022
    edition.build(settings)
    with TestClient(create_app(settings), base_url=settings.base_url, raise_server_exceptions=True) as pages:
        assert pages.get("/nyckeltal/N07900").status_code == 200
        assert "3 av 4 kommuner har ett värde" in pages.get("/nyckeltal/N07900").text
