"""The first minutes of ``publisher up``: pages as soon as they can be right, the rest when the edition is whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from worlds import PROJECT, free_port

from publisher import edition, releases
from publisher.reader import Reader
from publisher.settings import Settings

#: A file of questions, a pipe: read when it is seen that all files can be, and again when most has been made; who reads
#: it waits until somebody writes.
LAST = "questions-last.yaml"
PAGES = ("/", "/en", "/kommun/1785", "/en/lan/17", "/riket", "/nyckeltal", "/nyckeltal/U21349",
         "/jamfor?kommun=0180,1785", "/sok?q=las",
         "/andringar", "/kalender", "/metod", "/om", "/goda-exempel", "/schema", "/api/v1/indicators",
         "/api/v1/observations?indicator=U21349")  # fmt: skip
MADE_LAST = ("/data", "/en/data", "/data/digitala-las", "/catalog", "/catalog.rdf", "/datasets/dcat", "/feed.atom",
             "/sitemap.xml", "/llms.txt", "/explore/", "/explore/ehalsa.json", "/sparql", "/datapackages",
             "/downloads/ehalsa.db", "/downloads/digitala-las.csv", "/id/dataset/digitala-las", "/ready",
             "/?citering=bib", "/?utgava=2024-01-30", "/api/v1/observations?as_of=2023-03-28")  # fmt: skip


def until(true: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    while not true():
        assert process.poll() is None, "it has ended"
        time.sleep(0.02)


class Started:
    """``publisher up`` in a folder where nothing has been built."""

    def __init__(self, settings: Settings, home: Path):
        self.settings, self.port = settings, free_port()
        configuration = home / "datasette_config"
        shutil.copytree(settings.datasette_config, configuration)
        os.mkfifo(configuration / LAST)
        self.last, self.told = configuration / LAST, home / "told"
        command = [sys.executable, "-m", "publisher", "up", "--port", str(self.port)]
        environment = os.environ | settings.as_environment() | {"PUBLISHER_DATASETTE_CONFIG": str(configuration)}
        environment.pop("PUBLISHER_BASE_URL", None)
        with self.told.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=log)
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=60)
        first = settings.build / releases.FIRST
        until(lambda: first.exists() or (self.written("{}") and first.exists()), self.process)
        until(lambda: self.status("/health") == 200, self.process)

    def status(self, path: str) -> int:
        try:
            return self.client.get(path).status_code
        except httpx.HTTPError:
            return 0

    def written(self, questions: str) -> bool:
        try:
            pipe = os.open(self.last, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads it yet
            return False
        with os.fdopen(pipe, "w", encoding="utf-8") as file:
            file.write(questions)
        return True

    def go_on(self, questions: str) -> None:
        until(lambda: self.written(questions), self.process)


@pytest.fixture
def started(small_world: Settings, tmp_path: Path) -> Iterator[Started]:
    found = Started(small_world, tmp_path)
    yield found
    found.process.terminate()
    found.process.wait(timeout=30)


def test_pages_are_shown_first_and_the_rest_when_the_edition_is_whole(started: Started) -> None:
    get = started.client.get
    assert {path: 200 for path in PAGES} == {path: get(path).status_code for path in PAGES}
    for path in PAGES:
        answer = get(path)
        assert answer.headers["cache-control"] == "no-store", path
        if answer.headers["content-type"].startswith("text/html") and path != "/schema":
            told = "The first edition is being made" if path.startswith("/en") else "Den första utgåvan görs just nu"
            assert told in answer.text and "noindex" in answer.headers["x-robots-tag"]
            assert 'id="citation"' not in answer.text
    refused = {path: get(path) for path in MADE_LAST}
    assert {path: (503, "10") for path in MADE_LAST} == {
        path: (answer.status_code, answer.headers.get("retry-after")) for path, answer in refused.items()
    }
    page = get("/data", headers={"Accept": "text/html"}).text
    assert "<h1>Inte klart än</h1>" in page and "Försök igen om en stund" in page
    assert edition.ids(started.settings.build) == []

    started.go_on("{}")
    until(lambda: started.status("/ready") == 200, started.process)
    assert {
        path: 200 for path in ("/kommun/1785", "/data", "/catalog.rdf", "/feed.atom", "/sitemap.xml", "/explore/")
    } == {
        path: get(path).status_code
        for path in ("/kommun/1785", "/data", "/catalog.rdf", "/feed.atom", "/sitemap.xml", "/explore/")
    }
    page = get("/kommun/1785").text
    assert "Den första utgåvan" not in page and 'id="citation"' in get("/").text
    assert not Reader.open(releases.current(started.settings.build)).edition.unfinished


def test_what_cannot_be_built_after_all_ends_it_and_leaves_no_page(started: Started) -> None:
    assert started.status("/kommun/1785") == 200
    started.go_on("trasig:\n  title: {sv: T, en: T}\n  sql: SELECT x FROM nowhere\n")
    assert started.process.wait(timeout=60) == 1
    told = started.told.read_text(encoding="utf-8")
    assert "nowhere" in told and told.rstrip().splitlines()[-1] == "Nothing was changed."
    assert "Traceback" not in told
    assert edition.ids(started.settings.build) == [] and not (started.settings.build / releases.FIRST).exists()


def processes_of(parent: int) -> list[int]:
    """The builds that a process has begun."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            told = (place / "stat").read_text().rpartition(") ")[2].split()
            command = (place / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if int(told[1]) == parent and told[0] != "Z" and b"build" in command:
            found.append(int(place.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_the_build_ends_when_what_it_is_for_is_told_to_end(started: Started) -> None:
    (build,) = processes_of(started.process.pid)
    assert b"-P" in Path(f"/proc/{build}/cmdline").read_bytes().split(b"\0")  # the same program, wherever it is run
    started.process.terminate()
    assert started.process.wait(timeout=30) == -signal.SIGTERM
    until_gone = time.monotonic() + 10
    while Path(f"/proc/{build}").exists() and time.monotonic() < until_gone:
        time.sleep(0.02)
    assert not Path(f"/proc/{build}").exists()
