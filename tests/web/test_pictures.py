"""Charts as pictures: whole, written in the program's own font, within limits, and drawn beside the server."""

from __future__ import annotations

import asyncio
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from litestar.testing import TestClient
from test_charts import BARS, LINES

from publisher import raster
from publisher.web.charts import standalone
from publisher.web.charts.standalone import WIDTH

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="30" viewBox="0 0 80 30">{}</svg>'


def size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG, its signature and the sum of its head looked at."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and png[12:16] == b"IHDR"
    assert zlib.crc32(png[12:29]) == struct.unpack(">I", png[29:33])[0]
    return struct.unpack(">II", png[16:24])  # type: ignore[return-value]


def test_a_chart_is_drawn_twice_its_size_and_the_same_each_time() -> None:
    svg = standalone(BARS, "Bygger på siffror från X.", "https://example.test/").encode()
    png = raster.png(svg)
    assert size(png)[0] == 2 * WIDTH
    assert raster.png(svg) == png


def test_what_is_written_is_seen_with_letters_of_every_language_of_the_north() -> None:
    empty = raster.drawn(SVG.format("").encode())
    drawn = {text: raster.drawn(SVG.format(f'<text y="20">{text}</text>').encode()) for text in ("a", "å", "ł", "þ")}
    assert len({empty, *drawn.values()}) == 5  # a letter that a font lacks leaves nothing, or the same box


def test_no_colour_of_a_file_is_a_variable() -> None:
    svg = standalone(LINES, "", "")
    assert "var(" not in svg and "fill:#0d4f60" in svg and "fill:#a6e0e2" in svg


def test_a_line_in_a_file_is_not_stretched() -> None:
    drawing, _ = LINES.drawing(712)
    assert 'viewBox="0 0 712 ' in drawing
    assert 'viewBox="0 0 100 ' in LINES.inline()


def test_a_large_drawing_is_drawn_smaller_and_a_larger_one_not_at_all() -> None:
    assert raster.zoom(760, 900) == 2
    assert 760 * 40_000 * raster.zoom(760, 40_000) ** 2 <= raster.MOST * 1.001
    with pytest.raises(raster.NotDrawn, match="too large"):
        raster.png(b" " * (raster.LONGEST + 1))


def test_what_cannot_be_drawn_is_said_and_keeps_nobody_waiting() -> None:
    with pytest.raises(raster.NotDrawn, match="no size"):
        raster.png(b"<svg>")

    async def crowd() -> list[bytes | BaseException]:
        drawing = SVG.format("").encode()
        return await asyncio.gather(*(raster.in_turn(drawing) for _ in range(4)), return_exceptions=True)

    for _ in range(raster.WAITING - 1):
        raster._queue.acquire()
    try:
        drawn = asyncio.run(crowd())
    finally:
        for _ in range(raster.WAITING - 1):
            raster._queue.release()
    assert [isinstance(one, bytes) for one in drawn] == [True, True, False, False]
    assert {str(one) for one in drawn if isinstance(one, raster.NotDrawn)} == {"busy"}


def test_more_readers_than_processors_wait_for_their_pictures(live_server: str) -> None:
    with ThreadPoolExecutor(16) as readers:
        asked = [f"{live_server}/kommun/{code}/remsa.png?ar={year}" for code in ("1785", "0180") for year in range(12)]
        told = list(readers.map(lambda address: httpx.get(address, timeout=60, trust_env=False), asked))
    assert {answer.status_code for answer in told} == {200}


@pytest.mark.parametrize(
    "path",
    [
        "/nyckeltal/U21349/karta.png?kommun=1785",
        "/en/jamfor/U21349.png?kommun=1785,0180",
        "/kommun/1785/remsa.png",
        "/lan/01/matris.png",
        "/en/jamfor/matris.png?kommun=1785,0180",
    ],
)
def test_every_kind_of_chart_can_be_had_as_a_picture(pages: TestClient, path: str) -> None:  # type: ignore[type-arg]
    answer = pages.get(path)
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/png"
    assert size(answer.content)[0] > 900


def test_a_picture_that_cannot_be_had_now_says_so_and_leads_to_the_drawing(
    pages: TestClient,  # type: ignore[type-arg]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def busy(svg: bytes) -> bytes:
        raise raster.NotDrawn("busy")

    monkeypatch.setattr(raster, "png", busy)
    answer = pages.get("/nyckeltal/U21349/fordelning.png?ar=2021")
    assert answer.status_code == 503 and "SVG" in answer.text and answer.headers["retry-after"]


def test_every_chart_of_a_page_leads_to_its_picture_file_data_and_citation(pages: TestClient) -> None:  # type: ignore[type-arg]
    page = pages.get("/nyckeltal/U21349").text
    for name in ("fordelning", "karta", "rutor", "grupper"):
        figure = page.partition(f'id="{name}"')[2].partition("</figure>")[0]
        assert all(f"/{name}.{kind}" in figure for kind in ("png", "svg")) and "format=csv" in figure
        assert 'href="#cite"' in figure and "&lt;img src=" in figure
