"""HTTP as RFC 9110 has it, spoken by hand over real connections to a real server."""

from __future__ import annotations

import http.client
import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
import zstandard
from worlds import free_port, start_server

from publisher.settings import Settings

FILE = "/datapackages/digitala-las/observations.csv"
#: An address of every kind of answer: a page, the API, a file, the catalogue, Datasette.
DOORS = ["/metod", "/api/v1/areas", FILE, "/datapackages/bredband.zip", "/datasets/dcat", "/explore/ehalsa/kommuner",
         "/feed.atom", "/schema/openapi.json", "/downloads/ehalsa.db"]  # fmt: skip


class Answer:
    """An answer as it came over the wire."""

    def __init__(self, raw: http.client.HTTPResponse):
        self.status, self.body = raw.status, raw.read()
        self.pairs = [(name.lower(), value) for name, value in raw.getheaders()]
        self.headers = dict(self.pairs)


class Speaker:
    """Sends requests exactly as written, header lines repeated too."""

    def __init__(self, base: str):
        self.place = urlsplit(base).netloc

    def ask(self, path: str, *lines: tuple[str, str], method: str = "GET") -> Answer:
        with closing(http.client.HTTPConnection(self.place, timeout=60)) as connection:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in lines:
                connection.putheader(name, value)
            connection.endheaders()
            return Answer(connection.getresponse())


@pytest.fixture(scope="module")
def streaming(built_edition: Settings) -> Iterator[Speaker]:
    """A server of its own, so that what others asked for is not kept already."""
    port = free_port()
    server = start_server(built_edition, port, "--quiet")
    yield Speaker(f"http://127.0.0.1:{port}")
    server.terminate()
    server.wait(timeout=15)


@pytest.fixture(scope="module")
def live(live_server: str) -> Speaker:
    return Speaker(live_server)


def test_head_before_get_takes_nothing_from_it(streaming: Speaker) -> None:
    for path in DOORS:
        told, got, again = (streaming.ask(path, method=method) for method in ("HEAD", "GET", "HEAD"))
        assert (path, told.status, told.body, again.body, len(got.body) > 0) == (path, 200, b"", b"", True)
        for head in (told, again):
            differing = {
                n for n in head.headers.keys() | got.headers.keys() if head.headers.get(n) != got.headers.get(n)
            }
            assert (path, differing - {"date", "transfer-encoding"}) == (path, set())


def test_head_says_what_a_compressed_get_would(live: Speaker) -> None:
    zipped = ("Accept-Encoding", "gzip")
    for path in DOORS:
        told, got = live.ask(path, zipped, method="HEAD"), live.ask(path, zipped)
        for name in ("content-encoding", "etag", "vary", "content-type"):
            assert (path, name, told.headers.get(name)) == (path, name, got.headers.get(name))


@pytest.mark.parametrize("first", ["", "identity", "gzip;q=0"])
def test_a_header_sent_twice_is_one_header(live: Speaker, first: str) -> None:
    for path in ("/datasets/dcat", "/om", FILE):
        twice = live.ask(path, ("Accept-Encoding", "zstd"), ("Accept-Encoding", first))
        plain = live.ask(path, ("Accept-Encoding", first))
        none = live.ask(path)
        assert "content-encoding" not in plain.headers and plain.body == none.body
        assert zstandard.ZstdDecompressor().decompressobj().decompress(twice.body) == none.body


def test_languages_and_types_on_several_lines_are_weighed_together(live: Speaker) -> None:
    for _ in range(2):
        english = live.ask("/api/v1/indicators", ("Accept-Language", "sv;q=0.1"), ("accept-language", "en"))
        assert "en" == english.headers["content-language"]
        assert "sv" == live.ask("/api/v1/indicators", ("Accept-Language", "sv;q=0.1")).headers["content-language"]
        assert "en" == live.ask("/api/v1/indicators", ("Accept-Language", "en")).headers["content-language"]
        both = live.ask("/catalog", ("Accept", "text/turtle;q=0.5"), ("Accept", "application/rdf+xml"))
        assert both.headers["content-type"].startswith("application/rdf+xml")
        assert live.ask("/catalog", ("Accept", "text/turtle;q=0.5")).headers["content-type"].startswith("text/turtle")


def test_conditions_on_several_lines_are_one_list(live: Speaker) -> None:
    for path in DOORS:
        tag = live.ask(path).headers.get("etag")
        if tag is not None:
            answer = live.ask(path, ("If-None-Match", tag), ("If-None-Match", '"other"'))
            assert (path, answer.status, answer.body) == (path, 304, b"")


def test_two_hosts_are_no_host(live: Speaker) -> None:
    with closing(socket.create_connection(live.place.split(":"), timeout=10)) as connection:
        connection.sendall(b"GET /om HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n")
        assert connection.makefile("rb").readline().startswith(b"HTTP/1.1 400")


def test_what_has_not_changed_is_not_sent_again(live: Speaker) -> None:
    for path in (FILE, "/datapackages/bredband.zip", "/catalog.ttl", "/datasets/dcat", "/vocab/terms.ttl"):
        whole = live.ask(path)
        then = whole.headers["last-modified"]
        same = live.ask(path, ("If-Modified-Since", then))
        assert (path, same.status, same.body) == (path, 304, b"")
        for name in ("etag", "vary", "cache-control", "content-location"):
            assert (path, name, same.headers.get(name)) == (path, name, whole.headers.get(name))
        assert "content-length" not in same.headers and "transfer-encoding" not in same.headers
        assert 200 == live.ask(path, ("If-Modified-Since", "Mon, 01 Jan 1990 00:00:00 GMT")).status
        assert 200 == live.ask(path, ("If-Modified-Since", "yesterday")).status
        assert 200 == live.ask(path, ("If-Modified-Since", then), ("If-None-Match", '"other"')).status
        assert 304 == live.ask(path, ("If-Modified-Since", "x"), ("If-None-Match", whole.headers["etag"])).status


def test_what_must_not_have_changed_is_refused_when_it_has(live: Speaker) -> None:
    for path in (FILE, "/catalog.ttl"):
        tag = live.ask(path).headers["etag"]
        assert 412 == live.ask(path, ("If-Match", '"other"')).status
        assert 200 == live.ask(path, ("If-Match", f'"other", {tag}')).status
        assert 412 == live.ask(path, ("If-Unmodified-Since", "Mon, 01 Jan 1990 00:00:00 GMT")).status


def test_parts_of_a_file_come_as_they_were_asked_for(live: Speaker) -> None:
    whole = live.ask(FILE)
    size = len(whole.body)
    assert "bytes" == whole.headers["accept-ranges"]
    one = live.ask(FILE, ("Range", "bytes=-7"))
    assert (206, whole.body[-7:], f"bytes {size - 7}-{size - 1}/{size}") == (
        one.status, one.body, one.headers["content-range"])  # fmt: skip
    assert (one.headers["vary"], one.headers["etag"]) == (whole.headers["vary"], whole.headers["etag"])
    several = live.ask(FILE, ("Range", "bytes=0-3"), ("Range", "10-12"))
    assert (206, whole.body[:4]) == (several.status, live.ask(FILE, ("Range", "BYTES=0-3")).body)
    several = live.ask(FILE, ("Range", "bytes=0-3, 10-12"))
    boundary = several.headers["content-type"].partition("boundary=")[2]
    parts = several.body.split(f"--{boundary}".encode())[1:-1]
    assert [whole.body[:4], whole.body[10:13]] == [
        part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n") for part in parts
    ]
    beyond = live.ask(FILE, ("Range", f"bytes={size}-"))
    assert (416, f"bytes */{size}") == (beyond.status, beyond.headers["content-range"])
    assert 416 == json.loads(beyond.body)["status"]
    within = live.ask(FILE, ("Range", f"bytes={size}-, 0-0"))
    assert (206, whole.body[:1]) == (within.status, within.body)


@pytest.mark.parametrize(
    "asked",
    ["items=0-1", "bytes", "bytes=", "bytes=5-2", "bytes=x-y", "bytes=-", "bytes=0-9,5-12",
     "bytes=" + ",".join(f"{n * 2}-{n * 2}" for n in range(40))],
)  # fmt: skip
def test_a_range_that_means_nothing_gives_the_whole(live: Speaker, asked: str) -> None:
    assert (200, live.ask(FILE).body) == ((answer := live.ask(FILE, ("Range", asked))).status, answer.body)


def test_if_range_holds_for_the_same_bytes_alone(live: Speaker) -> None:
    whole = live.ask(FILE)
    part = ("Range", "bytes=0-3")
    for same in (whole.headers["etag"], whole.headers["last-modified"]):
        assert 206 == live.ask(FILE, part, ("If-Range", same)).status
    for other in (f"W/{whole.headers['etag']}", '"x"', "Mon, 01 Jan 1990 00:00:00 GMT"):
        assert 200 == live.ask(FILE, part, ("If-Range", other)).status


def test_a_head_has_no_range(live: Speaker) -> None:
    told = live.ask(FILE, ("Range", "bytes=0-3"), method="HEAD")
    assert (200, str(len(live.ask(FILE).body))) == (told.status, told.headers["content-length"])


def test_an_answer_is_framed_once(live: Speaker) -> None:
    for path in [*DOORS, "/explore/ehalsa.db"]:
        for method in ("GET", "HEAD"):
            names = [name for name, _ in live.ask(path, method=method).pairs]
            assert (path, names.count("content-length") + names.count("transfer-encoding") <= 1) == (path, True)
            twice = {name for name in names if names.count(name) > 1}
            assert (path, twice - {"set-cookie", "link"}) == (path, set())  # lists may stand on several lines


def test_scripts_of_other_origins_can_read_what_they_need(live: Speaker) -> None:
    for path in DOORS:
        answer = live.ask(path, ("Origin", "https://x.example"))
        exposed = set(re.split(", *", answer.headers["access-control-expose-headers"].lower()))
        assert {"etag", "link", "content-range", "content-disposition", "accept-ranges"} <= exposed
        asked = live.ask(
            path, ("Origin", "https://x.example"), ("Access-Control-Request-Method", "GET"), method="OPTIONS"
        )
        assert (204, "*") == (asked.status, asked.headers["access-control-allow-origin"])


def test_what_is_not_allowed_says_what_is(live: Speaker) -> None:
    for path in ("/metod", "/api/v1/areas", FILE, "/catalog.ttl", "/sitemap.xml", "/id/indicator/U21349"):
        for method in ("PUT", "DELETE", "PATCH"):
            answer = live.ask(path, method=method)
            assert (path, answer.status, "GET" in answer.headers.get("allow", "")) == (path, 405, True)
            assert 405 == json.loads(answer.body)["status"]
    assert "GET" in live.ask(FILE, method="OPTIONS").headers["allow"]


def test_errors_may_not_be_framed(live: Speaker) -> None:
    for path in ("/nothing", "/explore/", "/metod", "/explore/nothing"):
        answer = live.ask(path, ("Accept", "text/html"))
        assert (path, "frame-ancestors 'none'" in answer.headers["content-security-policy"]) == (path, True)
