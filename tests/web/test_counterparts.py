"""What others measure is told beside ours, without a figure of theirs, and only where the vocabulary names it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from litestar.testing import TestClient

VOCAB = Path(__file__).parents[2] / "vocab"


def named() -> dict[str, set[str]]:
    """Indicator to the counterparts that its block of the vocabulary names."""
    text = (VOCAB / "indicators.ttl").read_text(encoding="utf-8")
    blocks = re.findall(r"^indicator:(\S+) a .*?(?=^indicator:|\Z)", text, re.DOTALL | re.MULTILINE)
    parts = re.split(r"^indicator:\S+ a ", text, flags=re.MULTILINE)[1:]
    return {id: set(re.findall(r"counterpart\.([a-z0-9-]+)", part)) for id, part in zip(blocks, parts, strict=True)}


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_counterpart_is_told_with_our_indicators_and_where_to_read(language: str, pages: TestClient) -> None:  # type: ignore[type-arg]
    page = unescape(pages.get(f"{language}/motsvarigheter").text)
    ours = set(re.findall(rf'href="{language}/nyckeltal/([^"?]+)"', page))
    assert ours == {id for id, found in named().items() if found}
    source = (VOCAB / "counterparts.ttl").read_text(encoding="utf-8").partition("\nconcept:")[2]
    for label in re.findall(rf'skos:prefLabel .*?"([^"]+)"@{language.strip("/") or "sv"}', source):
        assert label in page
    assert set(re.findall(r"dcterms:source <([^>]+)>", source)) <= set(re.findall(r'href="(http[^"]+)"', page))


def test_an_indicator_tells_its_own_and_one_without_tells_none(pages: TestClient) -> None:  # type: ignore[type-arg]
    known = named()
    lone = next(id for id, found in known.items() if not found)
    for id in ("U21341", "U21349", lone):
        page = pages.get(f"/nyckeltal/{id}").text
        told = page.partition('id="andra"')[2].partition("</section>")[0]
        assert told.count("<li>") == len(known[id]), id
        assert ("/motsvarigheter" in told) == bool(known[id])


def test_a_site_without_any_says_so(small_pages: TestClient) -> None:  # type: ignore[type-arg]
    there = "/motsvarigheter" in small_pages.get("/nyckeltal").text
    assert small_pages.get("/motsvarigheter").status_code == (200 if there else 404)
