"""The files for nginx in deploy/, each run by the real one: what it keeps, of which edition, and what not."""

from __future__ import annotations

import json
import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from worlds import PROJECT, free_port, start_server

from publisher import edition
from publisher.settings import Settings
from publisher.web.downloads import BY_NAME, MEDIA_TYPES

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed (Debian: nginx-light)")

PAGE, FILE = "/kommun/1785", "/downloads/ehalsa.db"
#: What says on its own account when or how an answer was sent.
OF_THE_WAY = {"date", "server", "connection", "x-kept", "transfer-encoding", "content-length"}


@contextmanager
def nginx(folder: Path, configuration: str, port: int, ready: str, scheme: str = "http") -> Iterator[httpx.Client]:
    """The real nginx on one file of the http block; what it logs lies in the folder."""
    (folder / "site.conf").write_text(configuration, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""  # the folders of a test are its owner's alone
    (folder / "nginx.conf").write_text(
        f"daemon off; {user} worker_processes 1; pid {folder}/pid; error_log {folder}/error.log warn;\n"
        f"events {{}} http {{ client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n"
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
        f"include {folder}/site.conf; }}\n",
        encoding="utf-8",
    )
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr
    assert "[warn]" not in tried.stderr, tried.stderr
    process = subprocess.Popen(command)
    waits = httpx.HTTPTransport(retries=8, verify=False)
    try:
        with httpx.Client(
            base_url=f"{scheme}://127.0.0.1:{port}",
            transport=waits,
            headers={"Accept-Encoding": "identity"},
            timeout=60,
        ) as client:
            client.get(ready)
            yield client
    finally:
        process.terminate()
        process.wait(timeout=15)


def edited(folder: Path, build: Path, upstream: int, port: int) -> str:
    """deploy/nginx.conf with its four lines edited."""
    text = (PROJECT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for old, new in {
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{upstream};",
        "/var/cache/nginx/publisher": f"{folder}/kept",
        "server_name data.example.se;": "server_name data.example.se localhost;",
        "/var/lib/publisher/build/current": f"{build}/current",
        "/var/log/nginx/publisher.log": f"{folder}/access.log",
        "listen 80;": f"listen 127.0.0.1:{port};",
    }.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@contextmanager
def before(
    settings: Settings, folder: Path, further: Callable[[str], str] = lambda text: text
) -> Iterator[httpx.Client]:
    """A server of ours behind deploy/nginx.conf, edited further."""
    inner, port = free_port(), free_port()
    text = further(edited(folder, settings.build, inner, port))
    scheme = "https" if re.search(r"^ *listen .* ssl", text, re.MULTILINE) else "http"
    path = re.search(r"location = (\S*)/metrics", text)
    server = start_server(settings, inner, "--quiet")
    try:
        with nginx(folder, text, port, f"{path[1] if path else ''}/ready", scheme) as client:
            yield client
    finally:
        server.terminate()
        server.wait(timeout=15)


@pytest.fixture(scope="module")
def editions(two_editions: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two editions of one's own, the newer current."""
    build = tmp_path_factory.mktemp("behind-nginx") / "build"
    shutil.copytree(two_editions.build, build, symlinks=True)
    return replace(two_editions, build=build)


@pytest.fixture(scope="module")
def client(editions: Settings) -> Iterator[httpx.Client]:
    """nginx before the two editions; each test leaves the newer current."""
    with before(editions, editions.build.parent, lambda text: text.replace(" buffer=64k flush=10s", "")) as client:
        yield client


def kept(answer: httpx.Response) -> str:
    """What nginx says of its cache: MISS, HIT, or nothing where it keeps none."""
    return answer.headers.get("x-kept", "")


def test_a_finished_answer_is_sent_again_as_it_was(client: httpx.Client) -> None:
    for path in (PAGE, "/api/v1/areas", "/datasets/dcat", "/en/om", "/feed.atom"):
        first, again = client.get(path), client.get(path)
        assert (path, kept(first), kept(again)) == (path, "MISS", "HIT")
        assert first.content == again.content
        assert {k: v for k, v in first.headers.items() if k not in OF_THE_WAY} == {
            k: v for k, v in again.headers.items() if k not in OF_THE_WAY
        }
        assert client.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_each_language_encoding_and_form_has_an_answer_of_its_own(client: httpx.Client) -> None:
    path = "/api/v1/indicators"
    plain = client.get(path)
    english = client.get(path, headers={"Accept-Language": "en"})
    table = client.get(path, headers={"Accept": "text/csv"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert [kept(answer) for answer in (plain, english, table, packed)] == ["MISS"] * 4
    assert [a.headers["content-language"] for a in (plain, english)] == ["sv", "en"]
    assert table.headers["content-type"].startswith("text/csv")
    assert (packed.headers["content-encoding"], packed.content) == ("gzip", plain.content)
    assert "content-encoding" not in plain.headers
    assert kept(client.get(path, headers={"Accept-Encoding": "gzip"})) == "HIT"
    assert client.get("/en/om").content != client.get("/om").content


def test_a_new_edition_is_there_at_once_and_so_is_an_older_one_put_back(
    editions: Settings, client: httpx.Client
) -> None:
    older, newer = edition.ids(editions.build)
    told: dict[str, set[bytes]] = {}
    for name, expected in ((newer, "MISS"), (older, "MISS"), (newer, "HIT"), (older, "HIT"), (newer, "HIT")):
        edition.make_current(editions.build, name)
        answer = client.get("/api/v1/observations?limit=1")
        assert (answer.json()["meta"]["edition"], kept(answer)) == (name, expected)
        told.setdefault(name, set()).add(answer.content)
    assert [len(found) for found in told.values()] == [1, 1]


def test_what_cannot_be_answered_now_is_not_kept(editions: Settings, client: httpx.Client) -> None:
    link, away = editions.build / "current", editions.build / "away"
    link.rename(away)
    for _ in range(2):
        assert (client.get(PAGE).status_code, client.get("/ready").status_code) == (503, 503)
    away.rename(link)
    assert (client.get(PAGE).status_code, client.get("/nothing-here").status_code) == (200, 404)
    assert kept(client.get("/nothing-here")) == "MISS"


def test_head_takes_nothing_from_get(client: httpx.Client) -> None:
    for path in (PAGE, FILE):
        head, got = client.head(path), client.get(path)
        assert (head.status_code, head.content, len(got.content) > 0) == (200, b"", True)
        assert head.headers["content-type"] == got.headers["content-type"]


def test_downloads_come_in_ranges_and_as_the_edition_has_them(editions: Settings, client: httpx.Client) -> None:
    data = (editions.build / "current" / FILE.lstrip("/")).read_bytes()
    whole = client.get(FILE)
    assert (whole.content, whole.headers["accept-ranges"], kept(whole)) == (data, "bytes", "")
    part = client.get(FILE, headers={"Range": "bytes=100-199", "If-Range": whole.headers["etag"]})
    assert (part.status_code, part.content) == (206, data[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(data)}"
    beyond = client.get(FILE, headers={"Range": f"bytes={len(data)}-"})
    assert beyond.status_code == 416


def test_who_asked_is_not_in_the_log(editions: Settings, client: httpx.Client) -> None:
    client.get(f"{PAGE}?utm=1", headers={"User-Agent": "a-browser", "Referer": "http://elsewhere.example/"})
    client.get("/health")  # of the same connection: the line before is written
    written = (editions.build.parent / "access.log").read_text()
    lines = [json.loads(line) for line in written.splitlines()]
    assert [(one["path"], one["status"]) for one in lines if one["query"] == "utm=1"] == [(PAGE, 200)]
    assert not re.search(r"127\.0\.0\.1|a-browser|elsewhere", written)


def test_under_a_path_the_same_file_serves(small_world: Settings, tmp_path: Path) -> None:
    settings = replace(small_world, base_url="https://data.example.se/ehalsa")
    edition.build(settings)

    def moved(text: str) -> str:
        text = text.replace("location / {", "location /ehalsa/ {").replace("location = /m", "location = /ehalsa/m")
        return text.replace("location ~ ^/(", "location ~ ^/ehalsa/(")

    with before(settings, tmp_path, moved) as client:
        page = client.get(f"/ehalsa{PAGE}")
        assert (page.status_code, kept(client.get(f"/ehalsa{PAGE}"))) == (200, "HIT")
        assert 'href="https://data.example.se/ehalsa/kommun/1785"' in page.text
        assert client.get(f"/ehalsa{FILE}", headers={"Range": "bytes=0-3"}).status_code == 206
        assert client.get("/kommun/1785").status_code == 404


def test_tls_ends_here_once_the_lines_for_it_are_uncommented(two_editions: Settings, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate")
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip

    def secured(text: str) -> str:
        port = re.search(r"listen (127\.0\.0\.1:\d+);", text)
        assert port
        text = text.replace(port[0], "").replace("listen 443", f"listen {port[1]}")
        text = re.sub(r"^( *)# (listen|ssl_|add_header)", r"\1\2", text, flags=re.MULTILINE)
        return text.replace("/etc/ssl/publisher", str(tmp_path))

    with before(two_editions, tmp_path, secured) as client:
        assert client.get(PAGE).headers["strict-transport-security"] == "max-age=31536000"
        with httpx.Client(verify=ssl.create_default_context()) as careful, pytest.raises(httpx.ConnectError):
            careful.get(str(client.base_url))


def test_a_mirror_has_the_media_types_of_the_service(tmp_path: Path) -> None:
    files = {f"file{end}": kind for end, kind in MEDIA_TYPES.items()}
    files |= {(f"table{end}" if end.startswith(".") else end.lstrip("/")): kind for end, kind in BY_NAME.items()}
    files |= {"datasets/dcat": "application/rdf+xml", "catalog.xml": "application/rdf+xml", "index.html": "text/html",
              "static/site.js": "text/javascript", "id/dataset/a": "text/turtle",
              "feed.atom": "application/atom+xml", "kalender.ics": "text/calendar"}  # fmt: skip
    for name in files:
        (tmp_path / "mirror" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "mirror" / name).write_text("x")
    text, port = (PROJECT / "deploy" / "nginx-mirror.conf").read_text(encoding="utf-8"), free_port()
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("/srv/mirror", f"{tmp_path}/mirror")
    with nginx(tmp_path, text, port, "/") as client:
        found = {name: client.get(f"/{name}").headers["content-type"].partition("; charset")[0] for name in files}
        assert found == {name: kind.partition("; charset")[0] for name, kind in files.items()}
        assert client.get("/").headers["content-type"] == "text/html; charset=utf-8"
        assert client.get("/file.csv", headers={"Range": "bytes=0-0"}).status_code == 206
