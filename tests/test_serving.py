"""Serving: what a real server process answers to clients, robots, proxies and those who mean harm."""

from __future__ import annotations

import asyncio
import csv
import gzip
import http.client
import io
import json
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from urllib.robotparser import RobotFileParser

import httpx
import pytest
import zstandard
from typer.testing import CliRunner
from worlds import free_port, some, start_server

from publisher import edition
from publisher.cli import app
from publisher.errors import Refused
from publisher.settings import Settings
from publisher.web import accept, create_service
from publisher.web.conditions import named
from publisher.web.gateway import ENCODINGS, LONGEST_URL


@pytest.fixture(scope="module")
def client(live_server: str) -> Iterator[httpx.Client]:
    plain = {"Accept-Encoding": "identity"}
    with httpx.Client(base_url=live_server, trust_env=False, headers=plain, timeout=60) as client:
        yield client


CSV = "/datapackages/digitala-las/observations.csv"


# --- operations


def test_the_server_says_that_it_is_alive_and_ready(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"status": "alive"}
    assert client.get("/ready").json() == {"status": "ready", "edition": "2024-01-30"}


def test_without_an_edition_the_server_is_alive_but_not_ready(small_world: Settings) -> None:
    answers = asyncio.run(ask(create_service(small_world, log=False), "/health", "/ready"))
    assert [a.status_code for a in answers] == [200, 503]
    assert "publisher build" in answers[1].json()["reason"]


def test_metrics_count_answers_by_group(client: httpx.Client) -> None:
    client.get("/health")
    text = client.get("/metrics").text
    assert re.search(r'publisher_requests_total\{group="health",method="GET",status="200"\} \d', text)
    assert 'publisher_request_seconds_bucket{group="health"' in text


def test_robots_and_sitemap_and_llms_txt_lead_to_pages(client: httpx.Client) -> None:
    robots = client.get("/robots.txt").text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in robots
    rules = RobotFileParser()
    rules.parse(robots.splitlines())
    allowed = {path: rules.can_fetch("anyone", path) for path in ("/kommun/0180", "/lage/0180/U21349", "/explore/x")}
    assert {"/kommun/0180": True, "/lage/0180/U21349": False, "/explore/x": False} == allowed
    sitemap = client.get("/sitemap.xml").text
    assert "<loc>http://127.0.0.1:8000/kommun/1785</loc>" in sitemap
    assert 'hreflang="en" href="http://127.0.0.1:8000/en/nyckeltal/U21349"' in sitemap
    assert "never averaged" in client.get("/llms.txt").text


def test_whom_to_tell_of_a_security_hole_is_told_where_people_look(client: httpx.Client) -> None:
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in answer.text.splitlines()]
    assert {name for name, _ in fields} == {"Contact", "Expires", "Preferred-Languages", "Canonical", "Policy"}
    told = dict(fields)
    assert told["Expires"] == "2025-01-28T00:00:00Z"  # less than a year after the edition's 2024-01-30
    assert told["Canonical"] == "http://127.0.0.1:8000/.well-known/security.txt"
    for language in ("", "/en"):
        page = client.get(language + told["Policy"].removeprefix("http://127.0.0.1:8000"))
        assert (page.status_code, "/.well-known/security.txt" in page.text) == (200, True)


def test_a_site_that_names_nobody_says_so(small_world: Settings) -> None:
    declared = small_world.packages / "catalog.yaml"
    whole = declared.read_text(encoding="utf-8")
    assert "url: /om, email" in whole
    declared.write_text(whole.replace("url: /om, email", "email"), encoding="utf-8")
    edition.build(small_world)
    (answer,) = asyncio.run(ask(create_service(small_world, log=False), "/.well-known/security.txt"))
    assert answer.status_code == 404 and "contact:" in answer.text


def test_no_answer_sets_a_cookie(client: httpx.Client) -> None:
    paths = ("/", "/integritet", "/kommun/1785", "/sok?q=s", "/api/v1/areas", "/catalog", "/sparql", "/schema", CSV,
             "/explore/", "/explore/ehalsa", "/explore/ehalsa/kommuner", "/explore/ehalsa?sql=select+1",
             "/explore/-/logout", "/explore/-/messages", "/nothing-here")  # fmt: skip
    assert [path for path in paths if "set-cookie" in client.get(path).headers] == []


# --- every answer


def test_every_answer_has_headers_that_keep_it_safe_and_open(client: httpx.Client) -> None:
    for path in ("/health", CSV, "/explore/", "/nothing-here"):
        headers = client.get(path).headers
        assert headers["access-control-allow-origin"] == "*"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] and headers["linkchecker"]
    policy = client.get("/explore/").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "http" not in policy


def test_an_answer_that_the_client_has_is_not_sent_again(client: httpx.Client) -> None:
    for path in ("/llms.txt", CSV, "/explore/ehalsa/kommuner"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]


def test_head_says_what_get_would(client: httpx.Client) -> None:
    for path in ("/llms.txt", CSV, "/explore/ehalsa/kommuner", "/datapackages"):
        got, told = client.get(path), client.head(path)
        assert told.content == b""
        for name in ("content-type", "content-length", "etag"):
            assert told.headers[name] == got.headers[name]


def test_answers_are_compressed_for_those_who_can_read_it(client: httpx.Client) -> None:
    plain = client.get(CSV).content
    with client.stream("GET", CSV, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(answer.iter_raw())) == plain
    with client.stream("GET", "/llms.txt", headers={"Accept-Encoding": "gzip, zstd"}) as answer:
        assert answer.headers["content-encoding"] == "zstd"
        assert answer.headers["vary"] == "Accept-Encoding"
        assert zstandard.decompress(b"".join(answer.iter_raw())).decode() == client.get("/llms.txt").text
    archive = client.get("/datapackages/digitala-las.zip", headers={"Accept-Encoding": "gzip, zstd"})
    assert "content-encoding" not in archive.headers


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [("", ""), ("gzip", "gzip"), ("gzip, zstd", "zstd"), ("zstd;q=0.1, gzip", "gzip"), ("br", ""), ("*", "zstd"),
     ("gzip;q=0", ""), ("identity, *;q=0", ""), ("gzip;q=x", ""), ("gzip;q=0.5, identity", "")],
)  # fmt: skip
def test_the_encoding_is_the_best_that_both_know(asked: str, chosen: str) -> None:
    assert accept.encoding(asked, ENCODINGS) == chosen


def test_tags_are_compared_weakly() -> None:
    assert named(b'W/"a"', b'"a"') and named(b'"b", "a"', b'W/"a"') and named(b"*", b'"a"')
    assert not named(b"", b'"a"') and not named(b'"ab"', b'"a"')


def test_a_browser_of_another_site_may_ask(client: httpx.Client) -> None:
    answer = client.options("/llms.txt", headers={"Origin": "https://x.se", "Access-Control-Request-Method": "GET"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"


def test_an_address_without_end_is_refused(client: httpx.Client) -> None:
    connection = http.client.HTTPConnection(str(client.base_url.netloc, "ascii"))
    connection.request("GET", "/health?" + "x" * LONGEST_URL)
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["bound"]) == (414, LONGEST_URL)


# --- problems


def test_what_is_not_there_is_told_in_the_language_asked_for(client: httpx.Client) -> None:
    swedish = client.get("/nothing-here", headers={"Accept": "application/json"})
    english = client.get(
        "/nothing-here", headers={"Accept": "application/json", "Accept-Language": "en;q=0.9, sv;q=0.2"}
    )
    assert swedish.status_code == english.status_code == 404
    assert swedish.headers["content-type"] == "application/problem+json"
    assert (swedish.json()["title"], english.json()["title"]) == ("Finns inte", "Not found")
    assert english.json()["detail"] and english.json()["status"] == 404


def test_a_browser_gets_a_page_and_a_program_gets_json(client: httpx.Client) -> None:
    page = client.get("/nothing-here", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html") and "<h1" in page.text
    data = client.get("/datapackages/nothing/x.csv", headers={"Accept": "text/html"})
    assert data.headers["content-type"] == "application/problem+json"
    assert "digitala-las" in data.json()["detail"]


def test_only_reading_is_allowed(client: httpx.Client) -> None:
    for path in ("/health", CSV):
        answer = client.post(path)
        assert answer.status_code == 405
        assert "GET" in answer.headers["allow"]


def test_a_fault_of_ours_tells_the_reader_nothing_of_the_inside(built_edition: Settings) -> None:
    from litestar import Litestar, get

    from publisher.web.gateway import Gateway
    from publisher.web.problems import HANDLERS

    @get("/fault", sync_to_thread=False)
    def fault() -> None:
        raise RuntimeError("the secret inside")

    app = Gateway(Litestar([fault], exception_handlers=HANDLERS, logging_config=None), log=False)
    (answer,) = asyncio.run(ask(app, "/fault"))
    assert answer.status_code == 500
    assert "secret" not in answer.text and "Traceback" not in answer.text


def test_an_error_is_not_cited(client: httpx.Client) -> None:
    for path, status in (
        ("/nothing-here?citering=ris", 404),
        ("/kommun/9999?citering=bib", 404),
        ("/om?citering=nix", 400),
    ):
        answer = client.get(path, headers={"Accept": "text/html"})
        assert (path, answer.status_code, "<h1" in answer.text) == (path, status, True)
        assert "TY  -" not in answer.text and "@misc" not in answer.text
    assert client.get("/om?citering=ris").text.startswith("TY  -")


def test_no_text_ends_or_opens_a_script_in_a_page(built_edition: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from publisher.web.pages import data

    nasty = "a <!-- <script> </script> & 'b'"
    monkeypatch.setattr(data, "dataset_jsonld", lambda *_: {"name": nasty})
    (answer,) = asyncio.run(ask(create_service(built_edition, log=False), "/data/bredband"))
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.DOTALL)
    assert "<" not in block and nasty == json.loads(block)["name"]


# --- files


def test_files_come_as_what_they_are(client: httpx.Client) -> None:
    for path, media_type in (
        (CSV, "text/csv; charset=utf-8"),
        ("/datapackages/digitala-las/datapackage.json", "application/json"),
        ("/datapackages/digitala-las.zip", "application/zip"),
        ("/datapackages/digitala-las/1.0.0/observations.csv", "text/csv; charset=utf-8"),
        ("/downloads/digitala-las.parquet", "application/vnd.apache.parquet"),
        ("/downloads/ehalsa.db", "application/vnd.sqlite3"),
        ("/vocab/terms.ttl", "text/turtle; charset=utf-8"),
    ):
        answer = client.get(path)
        assert (path, answer.status_code, answer.headers["content-type"]) == (path, 200, media_type)


def test_a_part_of_a_file_can_be_asked_for(client: httpx.Client) -> None:
    whole = client.get(CSV)
    part = client.get(CSV, headers={"Range": "bytes=5-9"})
    assert (part.status_code, part.content) == (206, whole.content[5:10])
    assert part.headers["content-range"] == f"bytes 5-9/{len(whole.content)}"
    assert client.get(CSV, headers={"Range": "bytes=-4"}).content == whole.content[-4:]
    assert client.get(CSV, headers={"Range": "bytes=9999999-"}).status_code == 416
    kept = client.get(CSV, headers={"Range": "bytes=5-9", "If-Range": whole.headers["etag"]})
    assert kept.status_code == 206
    changed = client.get(CSV, headers={"Range": "bytes=5-9", "If-Range": '"another"'})
    assert (changed.status_code, changed.content) == (200, whole.content)


def test_a_version_never_changes_and_says_so(client: httpx.Client) -> None:
    frozen = client.get("/datapackages/digitala-las/1.0.0/observations.csv")
    assert "immutable" in frozen.headers["cache-control"]
    assert "immutable" not in client.get(CSV).headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    ["/datapackages/../edition.json", "/datapackages/%2e%2e/edition.json", "/datapackages/..%2fedition.json",
     "/downloads/%2fetc%2fpasswd", "/datapackages/digitala-las/", "/vocab/", "/datapackagesx", "/explorer"],
)  # fmt: skip
def test_no_path_leads_out_of_what_is_published(client: httpx.Client, path: str) -> None:
    request = client.build_request("GET", client.base_url.copy_with(raw_path=path.encode()))
    answer = client.send(request)
    assert answer.status_code in (303, 404)


def test_the_packages_are_listed(client: httpx.Client) -> None:
    listed = client.get("/datapackages").json()
    assert [d["name"] for d in listed["data"]] == ["bredband", "digitala-las"]
    assert listed["meta"]["edition"] == "2024-01-30"


# --- behind a proxy


async def ask(app: object, *paths: str, base: str = "http://x.se") -> list[httpx.Response]:
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        return [await client.get(path) for path in paths]


def test_a_proxy_may_show_the_service_under_a_path(small_world: Settings) -> None:
    settings = replace(small_world, base_url="https://data.example.se/ehalsa")
    edition.build(settings)
    app = create_service(settings, log=False)
    bare, prefixed, page, moved = asyncio.run(
        ask(app, "/ready", "/ehalsa/ready", "/ehalsa/explore/", "/ehalsa/datapackages/bredband")
    )
    assert bare.json() == prefixed.json()
    links = re.findall(r'(?:href|action|src)="(/[^"]*)"', page.text)
    assert links and all(link.startswith("/ehalsa/") for link in some(links))
    assert moved.headers["location"].startswith("https://data.example.se/ehalsa/datapackages/bredband/")


# --- a newer edition


def test_a_newer_edition_is_picked_up_without_dropping_a_request(small_world: Settings) -> None:
    settings = small_world
    edition.build(settings)
    port = free_port()
    server = start_server(settings, port)
    base = f"http://127.0.0.1:{port}"
    seen: list[tuple[int, str]] = []
    stop = threading.Event()

    def read() -> None:
        with httpx.Client(base_url=base, trust_env=False, timeout=60) as client:
            while not stop.is_set():
                for path in ("/ready", CSV, "/explore/ehalsa/kommuner.json"):
                    answer = client.get(path)
                    seen.append((answer.status_code, path))
                stop.wait(0.2)

    readers = [threading.Thread(target=read) for _ in range(2)]
    try:
        for reader in readers:
            reader.start()
        older = httpx.get(f"{base}{CSV}", trust_env=False, timeout=60)
        path = settings.packages / "digitala-las" / "dataset.yaml"
        path.write_text(path.read_text().replace("kommunerna kommit.", "kommunerna har kommit."))
        from publisher.fetch import fetch

        fetch(settings, today="2024-02-01", descriptions=True)
        edition.build(settings)
        assert httpx.get(f"{base}/ready", trust_env=False, timeout=60).json()["edition"] == "2024-02-01"
        told = httpx.get(f"{base}/explore/-/metadata.json", trust_env=False, timeout=60).json()
        assert told["databases"]["ehalsa"]["tables"]["varden"]
        frozen = httpx.get(f"{base}{CSV}?utgava=2024-01-30", trust_env=False, timeout=60)
        assert (frozen.content, frozen.headers["etag"]) == (older.content, older.headers["etag"])
    finally:
        stop.set()
        for reader in readers:
            reader.join()
        server.terminate()
        server.wait(timeout=15)
    assert len(seen) > 10
    assert {status for status, _ in seen} == {200}


# --- several processes


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads what processes hold open from /proc")
def test_connections_are_dealt_out_among_the_processes(built_edition: Settings) -> None:
    port = free_port()
    server = start_server(built_edition, port, "--workers", "2", "--quiet")
    try:
        workers = _workers(server.pid)
        for _ in range(100):  # the second may be ready later than the first
            if all(_sockets(pid) for pid in workers):
                break
            time.sleep(0.1)
        before = [_sockets(pid) for pid in workers]
        with ExitStack() as stack:
            for _ in range(32):
                connection = stack.enter_context(closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)))
                connection.request("GET", "/health")
                assert 200 == connection.getresponse().status
            held = [_sockets(pid) - was for pid, was in zip(workers, before, strict=True)]
        assert 32 == sum(held)
        assert min(held) >= 4  # by chance alone one time in hundred thousand
    finally:
        server.terminate()
        server.wait(timeout=15)


def _workers(pid: int) -> list[int]:
    """The processes that a server has started for answering."""
    started = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in started if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def _sockets(pid: int) -> int:
    """How many connections and listeners of TCP a process holds."""
    held = {link.readlink().name for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    known = {line.split()[9] for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]}
    return len(held & {f"socket:[{inode}]" for inode in known})


@pytest.mark.parametrize("command", ["serve", "up"])
def test_a_port_that_is_taken_is_told_before_anything_is_made(built_edition: Settings, command: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(app, [command, "--port", port, "--build", str(built_edition.build)])
    assert 2 == result.exit_code
    assert f"127.0.0.1 port {port}: cannot be listened on (Address already in use)" in result.stderr
    assert "--port" in result.stderr
    assert "Serving" not in result.stderr


def test_who_asks_again_after_a_while_is_answered_on_the_same_connection(live_server: str) -> None:
    """uvicorn by itself hangs up after five seconds, and loses what is sent in that instant."""
    with socket.create_connection(("127.0.0.1", int(live_server.rpartition(":")[2])), timeout=30) as connection:
        for _ in range(2):
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = b""
            while not answer.endswith(b"}"):  # head and body may come apart
                part = connection.recv(65536)
                assert part, answer
                answer += part
            assert answer.startswith(b"HTTP/1.1 200")
            time.sleep(5.5)


# --- Datasette


def test_every_column_of_every_table_is_described(client: httpx.Client) -> None:
    tables = client.get("/explore/-/metadata.json").json()["databases"]["ehalsa"]["tables"]
    listed = client.get("/explore/ehalsa.json").json()
    names = [t["name"] for t in listed["tables"] if not t["hidden"]] + [v["name"] for v in listed["views"]]
    bare = []
    for name in names:
        columns = client.get(f"/explore/ehalsa/{name}.json?_size=0").json()["columns"]
        bare += [f"{name}.{column}" for column in columns if not tables.get(name, {}).get("columns", {}).get(column)]
    assert bare == []


def test_each_question_answers(client: httpx.Client) -> None:
    queries = client.get("/explore/-/metadata.json").json()["databases"]["ehalsa"]["queries"]
    assert len(queries) >= 10
    for name, query in some(queries.items()):
        answer = client.get(f"/explore/ehalsa/{name}.json", params=query["example"])
        assert (name, answer.status_code, answer.json()["error"]) == (name, 200, None)
        page = client.get(f"/explore/ehalsa/{name}")
        assert page.status_code == 200 and query["title"] in page.text


def test_a_question_in_plain_swedish_names_the_municipalities(client: httpx.Client) -> None:
    answer = client.get("/explore/ehalsa/digitala-las.json?_shape=array&lan=Värmland").json()
    assert [(row["kommun"], row["betydelse"]) for row in answer] == [("Säffle", "Breddinfört")]


def test_datasette_tells_what_stood_on_a_day(client: httpx.Client) -> None:
    def stood(day: str) -> list[object]:
        question = {"nyckeltal": "U21349", "kommun": "Heby", "datum": day, "_shape": "array"}
        rows = client.get("/explore/ehalsa/vad-stod-det-den-dagen.json", params=question).json()
        return [(row["varde_da"], row["status_da"]) for row in rows if row["period"] == "2022"]

    assert stood("2023-01-01") == []
    assert stood("2023-12-31") == [(1.0, None)]
    assert stood("2024-06-30") == [(None, "not-answered")]


@pytest.mark.parametrize(
    "sql",
    ["delete from observations", "drop table areas", "attach database '/etc/passwd' as x", "vacuum into '/tmp/x.db'",
     "with recursive c(n) as (select 1 union all select n + 1 from c) select count(*) from c",
     "select 1; delete from areas", "pragma writable_schema = 1", "select load_extension('x')"],
)  # fmt: skip
def test_hostile_sql_is_refused(client: httpx.Client, sql: str) -> None:
    answer = client.get("/explore/ehalsa.json", params={"sql": sql})
    assert answer.status_code == 400
    assert answer.json()["ok"] is False


def test_too_many_questions_at_once_are_told_to_wait(built_edition: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from publisher.web import explore

    monkeypatch.setattr(explore, "AT_ONCE", 0)
    (answer,) = asyncio.run(ask(create_service(built_edition, log=False), "/explore/ehalsa.json"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")


def test_links_of_datasette_lead_somewhere_three_deep(client: httpx.Client) -> None:
    todo, seen, kinds = ["/explore/"], set(), set()
    for _ in range(3):
        found: list[str] = []
        for path in todo:
            answer = client.get(path, follow_redirects=True)
            assert (path, answer.status_code < 400) == (path, True)
            if answer.headers["content-type"].startswith("text/html"):
                found += [link.replace("&amp;", "&") for link in re.findall(r'(?:href|src)="([^"#]+)"', answer.text)]
        todo = []
        for link in found:
            kind = re.sub(r"=[^&]*", "", link)
            if link.startswith("/explore/") and link not in seen and kind not in kinds:
                kinds.add(kind)
                seen.add(link)
                todo.append(link)
    assert len(seen) > 60


def test_a_table_that_datasette_gives_reads_back_as_it_was(client: httpx.Client) -> None:
    text = client.get("/explore/ehalsa/observations.csv?_size=max").text
    read = list(csv.DictReader(io.StringIO(text)))
    assert {row["area"] for row in read} >= {"0114", "0180"}
    counted = client.get("/explore/ehalsa/observations.json?_size=0").json()["filtered_table_rows_count"]
    assert counted == len(read)


def test_a_question_about_nothing_refuses_the_build(small_world: Settings, tmp_path: Path) -> None:
    shutil.copytree(small_world.datasette_config, tmp_path / "config")
    questions = tmp_path / "config" / "questions.yaml"
    wrong = "fel: {title: Fel, sv: Fel, en: Wrong, sql: SELECT x FROM nix}\n"
    questions.write_text(questions.read_text() + wrong)
    with pytest.raises(Refused) as refused:
        edition.build(replace(small_world, datasette_config=tmp_path / "config"))
    assert "the question 'fel' cannot be asked: no such table: nix" in str(refused.value)
    assert edition.ids(small_world.build) == []


def test_serve_refuses_another_base_url_than_the_editions(built_edition: Settings) -> None:
    options = ["serve", "--port", str(free_port()), "--build", str(built_edition.build)]
    said = {"PUBLISHER_BASE_URL": "https://a.example"}
    for more, environment in ((["--base-url", "https://a.example/"], {}), ([], said)):
        result = CliRunner().invoke(app, [*options, *more], env=environment)
        assert 2 == result.exit_code
        assert "built for http://127.0.0.1:8000, and https://a.example was asked for" in result.stderr
        assert "'publisher build --base-url https://a.example'" in result.stderr


def test_serve_takes_the_base_url_from_the_edition(built_edition: Settings, tmp_path: Path) -> None:
    shutil.copytree((built_edition.build / "current").resolve(), tmp_path / "editions" / "1", symlinks=True)
    said = tmp_path / "editions" / "1" / "edition.json"
    said.write_text(said.read_text().replace("http://127.0.0.1:8000", "https://data.example.se/ehalsa"))
    (tmp_path / "current").symlink_to("editions/1")
    port = free_port()
    server = start_server(replace(built_edition, build=tmp_path), port)
    try:
        base = f"http://127.0.0.1:{port}"
        paths = ("/robots.txt", "/om", "/ehalsa/om")
        robots, page, prefixed = (httpx.get(base + path, trust_env=False).text for path in paths)
        assert "Sitemap: https://data.example.se/ehalsa/sitemap.xml" in robots
        assert '<link rel="canonical" href="https://data.example.se/ehalsa/om">' in page
        assert page == prefixed
        links = re.findall(r'(?:href|src)="(/[^"]*)"', page)
        assert links and all(link.startswith("/ehalsa") for link in some(links))
    finally:
        server.terminate()
        server.wait(timeout=15)
