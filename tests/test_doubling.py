"""What a visitor writes takes time that grows as its length, at every door: not as its square."""

from __future__ import annotations

import time
import unicodedata
from urllib.parse import quote

import pytest
from in_process import Api

from publisher.folding import folded

#: Texts at the bound of an address, and a quarter of it, in bytes.
LONG = 28_000
SHORT = LONG // 4

#: Addresses that take a text.
DOORS = [
    "/sok?q={}", "/api/v1/indicators?search={}", "/api/v1/observations?indicator={}", "/api/v1/observations?area={}",
    "/api/v1/observations?period={}", "/api/v1/observations?as_of={}", "/api/v1/observations?{}",
    "/api/v1/compare?area={}", "/kommun/{}", "/id/observation/{}", "/id/period/{}", "/catalog?page={}",
    "/nyckeltal?utgava={}",
    "/nyckeltal?citering=bib&x={}", "/andringar?sedan={}", "/jamfor?kommun={}",
    "/sparql?query={}",
    "/explore/ehalsa?sql=select+{}", "/explore/ehalsa.csv?sql={}", "/explore/ehalsa/areas?_search={}",
    "/explore/ehalsa/areas?code__in={}", "/explore/{}", "/datapackages/{}", "/{}",
]  # fmt: skip
HEADERS = [
    "accept", "accept-language", "accept-encoding", "if-none-match", "range", "cookie", "if-modified-since", "host",
]  # fmt: skip
PARTS = ["1", "a,", "1-", " ", "'", "\\", "a=1&", ";q=0.1,", "/*", "\u0315\u0300"]


@pytest.fixture(scope="module", autouse=True)
def made_once_is_made(api: Api) -> None:
    for path in ("/", "/sok?q=a", "/jamfor", "/explore/ehalsa", "/api/v1/observations", "/sparql?query=ASK{}"):
        api.ask(path)


def grows_as_its_length(short: float, long: float) -> bool:
    """Whether four times the text took about four times as long; less than a twentieth of a second tells nothing."""
    return long < 9 * max(short, 0.05)


@pytest.mark.parametrize("door", DOORS)
def test_an_address_is_read_in_time_that_grows_as_its_length(api: Api, door: str) -> None:
    for part in PARTS:
        took = []
        for length in (SHORT, LONG):
            text = quote(part, safe=",;='&*/ ").replace(" ", "+") * length
            started = time.process_time()
            answer = api.ask(door.replace("{}", text[:length].rstrip("%")))
            took.append(time.process_time() - started)
            assert answer.status_code < 500, (door, part)
        assert grows_as_its_length(*took), (door, part, took)


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_is_read_in_time_that_grows_as_its_length(api: Api, header: str) -> None:
    for part in [*(part for part in PARTS if part.isascii()), 'W/"a",', "text/html;q=0.5,", "sv;q=0.1,", '"\\']:
        took = []
        for length in (SHORT, LONG):
            started = time.process_time()
            answer = api.ask("/nyckeltal", **{header: (part * length)[:length].strip() or "a"})
            took.append(time.process_time() - started)
            assert answer.status_code < 500, (header, part)
        assert grows_as_its_length(*took), (header, part, took)


def test_marks_without_end_are_left_out_before_they_are_put_in_order() -> None:
    def took(length: int) -> float:
        started = time.process_time()
        assert folded("a" + "\u0315\u0300" * length) == "a"
        return time.process_time() - started

    assert grows_as_its_length(took(25_000), took(100_000))
    for text in ("Säffle", "S\u0061\u0308ffle", "Ǻ\u0301x", "ﬁ\u0323n", "각\u1100"):
        letters = unicodedata.normalize("NFKD", text.casefold())
        assert folded(text) == "".join(c for c in letters if not unicodedata.combining(c))
