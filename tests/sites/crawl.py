"""A site as a stranger meets it: every page, file and answer that links lead to, and every file of its edition."""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from in_process import Api

BASE = "http://127.0.0.1:8000"
#: Where a crawl begins; the rest is found.
SEEDS = (
    "/", "/sitemap.xml", "/robots.txt", "/llms.txt", "/feed.atom", "/catalog", "/catalog.ttl", "/catalog.rdf",
    "/datasets/dcat", "/catalog/report", "/sparql", "/schema", "/schema/openapi.json", "/explore/", "/datapackages",
    "/sok?q=a", "/kalender", "/kalender.ics", "/jamfor", "/metod", "/om", "/tillganglighet", "/integritet",
    "/andringar", "/data",
    "/api/v1/indicators", "/api/v1/areas", "/api/v1/municipalities", "/api/v1/changes", "/api/v1/editions",
    "/nothing-here", "/api/v1/nothing", "/kommun/nothing", "/nyckeltal/nothing",
    "/api/v1/observations?indicator=nothing", "/api/v1/observations?period=x", "/id/nothing/x",
)  # fmt: skip
LINK = re.compile(r'(?<!:)(?:href|src|action)="([^"]*)"|<loc>([^<]*)</loc>|"(/(?:api|downloads|datapackages)/[^"{}]*)"')
#: Questions without end, of which a few are enough.
ENDLESS = re.compile(r"^/(\w\w/)?(explore/|lage/|varde/|jamfor|sparql|sok|api/v1/observations)")


def crawl(api: Api, most: int = 600) -> Mapping[str, tuple[int, str]]:
    """Path to status and text of everything that links lead to from the seeds."""
    found: dict[str, tuple[int, str]] = {}
    todo, endless = list(SEEDS), 0
    while todo and len(found) < most:
        path = todo.pop(0)
        if path in found:
            continue
        if ".png" in path and any(".png" in one for one in found):
            continue  # each is drawn anew; one is enough
        if ENDLESS.match(path) and path not in SEEDS:
            endless += 1
            if endless > 80:
                continue
        answer = api.ask(path, Accept="text/html, */*;q=0.5")
        if "location" in answer.headers:
            todo.append(urljoin(BASE + path, answer.headers["location"]).removeprefix(BASE))
        text = "\n".join(words for _, words in readable(urlsplit(path).path, answer.content))
        found[path] = (answer.status_code, text)
        for link in LINK.findall(text):
            address = urldefrag(urljoin(BASE + path, html.unescape(next(filter(None, link), ""))))[0]
            if address.startswith(BASE) and (there := address.removeprefix(BASE) or "/") not in found:
                todo.append(there)
    return found


def files(edition: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every file of an edition, those in archives too."""
    for path in sorted(edition.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield from readable(path.relative_to(edition).as_posix(), path.read_bytes())


def readable(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """The text of a file, of the files in it, and of a database or table the text that stands in it."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from readable(f"{name}/{inner}", archive.read(inner))
    elif content[:4] == b"\x89PNG":
        return
    elif content[:2] == b"\x1f\x8b":
        yield from readable(name, gzip.decompress(content))
    else:
        yield name, content.decode("utf-8", "ignore")
