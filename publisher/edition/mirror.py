"""A mirror: everything an edition publishes as static files that any web server serves, also when ours is gone.

Pages are asked of the service itself and their links made relative; files are copied. What needs a server to think
(Datasette, SPARQL, questions with parameters) is linked to where it was, or to the nearest file that holds the same.
Names are looked up by a script that needs no server (:mod:`publisher.edition.offline`).
"""

from __future__ import annotations

import asyncio
import hashlib
import html
import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

import httpx

from publisher import packed
from publisher.edition import offline
from publisher.edition.archive import MANIFEST
from publisher.errors import PublisherError
from publisher.formats import FORMATS
from publisher.package.folder import made_whole
from publisher.reader import Reader
from publisher.rooms import ROOMS
from publisher.settings import Settings
from publisher.web.book import book_of
from publisher.web.languages import of_path

#: Told how far the work has come: what is being done, how many are done, how many are known.
Progress = Callable[[str, int, int], None]

#: Addresses that need a server to think; links to them stay links to the service.
LIVE = ("/explore", "/sparql", "/metrics", "/health", "/ready", "/api/")

#: Where the walk begins, beside every page of the sitemap.
SEEDS = (
    "/", "/robots.txt", "/llms.txt", "/sitemap.xml", "/feed.atom", "/catalog.rdf", "/catalog.ttl", "/catalog.jsonld",
    "/catalog.nt", "/catalog.xml", "/datasets/dcat", "/catalog/report", "/schema/openapi.json", "/sok",
)  # fmt: skip
#: Where it begins in each further language.
FURTHER = ("/{}", "/feed.atom?lang={}", "/{}/sok")

#: Lists of the API that are mirrored as files.
LISTS = ("indicators", "areas", "municipalities", "editions", "changes")

#: An attribute that holds an address, and the tag it stands in.
LINK = re.compile(r'<(?P<tag>[a-z]+)(?P<before>[^>]*?\s(?:href|src|action)=")(?P<address>[^"]*)"(?P<after>[^>]*)>')

NOTE = files("publisher.edition").joinpath("mirror.md").read_text(encoding="utf-8")


def mirror(settings: Settings, folder: Path, progress: Progress = lambda what, done, known: None) -> int:
    """Write the current edition as static files.

    Args:
        settings: where the edition is.
        folder: new, or empty. It appears when everything is in it.
        progress: told how far the work has come.

    Returns:
        How many files were written.

    Raises:
        PublisherError: the folder is not empty, or a page of the edition cannot be had.
        NotThere: nothing has been built.
    """
    from publisher.edition import refuse_draft
    from publisher.web import create_service
    from publisher.web.shelf import Shelf

    refuse_draft(settings.build)
    reader = Shelf(settings.build).current()
    settings = Settings.from_environment({}, build=settings.build, base_url=reader.edition.base_url, quiet=True)
    with made_whole(folder) as partial:
        walk = Walk(folder=partial, base=reader.edition.base_url, reader=reader, progress=progress)
        walk.copy_files()
        asyncio.run(walk.pages(create_service(settings, log=False)))
        walk.make_relative()
        offline.write_search(partial, reader, walk.file_of)
        types = offline.media_types(walk.types)
        note = NOTE.format(base=reader.edition.base_url, edition=reader.edition.id, types=types)
        (partial / "README.md").write_text(note, encoding="utf-8")
        (partial / MANIFEST).write_text(checksums(partial), encoding="utf-8")
    return sum(1 for path in folder.rglob("*") if path.is_file())


#: A place in an indicator and a single value lead to the indicator's page, which the mirror has once.
POSITION = re.compile(r"^(/[a-z]{2})?/(?:lage/[^/]+/([^/]+)|varde/([^/]+)/.*)$")


@dataclass
class Walk:
    """A walk through the service, page by page, and what it wrote.

    Attributes:
        folder: where to.
        base: public base URL of the edition, as links name it.
        reader: the edition.
        progress: told how far the work has come.
        files: address (path and language) to the file it was written to, relative to the folder.
        types: media type of each file, as the service sends it.
    """

    folder: Path
    base: str
    reader: Reader
    progress: Progress
    files: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    _led: dict[tuple[str, str], str | None] = field(default_factory=dict)

    @property
    def lists(self) -> Sequence[str]:
        """Lists of the API that are written whole: those of every site, and of the rooms of this one."""
        held = book_of(self.reader).held
        return [*LISTS, *(room.name for room in ROOMS.values() if "api" in room.parts and room.table in held)]

    def copy_files(self) -> None:
        """Packages, downloads and vocabulary: copied from the edition."""
        served = [p for p in self.reader.files if p.startswith(("datapackages/", "downloads/", "vocab/"))]
        for done, path in enumerate(served):
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            packed.copy(self.reader.folder / path, target)
            self.files[f"/{path}"] = path
            self.types[path] = offline.type_of(path)
            self.progress("files", done + 1, len(served))

    async def pages(self, app: object) -> None:
        """Ask for every page that a link leads to, beginning with the sitemap.

        Raises:
            PublisherError: a page answers that something is wrong with it.
        """
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://mirror") as client:
            sitemap = (await client.get("/sitemap.xml")).text
            further = [seed.format(code) for code in self.reader.catalog.languages[1:] for seed in FURTHER]
            seeds = [
                *SEEDS,
                *further,
                *(f"/api/v1/{name}" for name in self.lists),
                *re.findall(r"<loc>([^<]*)</loc>", sitemap),
            ]
            todo = deque(address for seed in seeds if (address := self.address(seed, "/")))
            known = set(todo)
            done = 0
            while todo:
                address = todo.popleft()
                answer = await client.get(address, headers={"Accept": "text/html, */*;q=0.5"})
                for link in self._keep(address, answer):
                    if link not in known:
                        known.add(link)
                        todo.append(link)
                done += 1
                self.progress("pages", done, len(known))

    def _keep(self, address: str, answer: httpx.Response) -> Iterable[str]:
        """Write an answer to its file; the addresses it leads to."""
        if answer.status_code in (301, 302, 303, 307, 308):
            moved = self.address(answer.headers["location"], address)
            if moved:
                self.files[address] = f"-> {moved}"
                return [moved]
            return []
        if answer.status_code >= 500:
            raise PublisherError(
                f"{self.base}{address}: the page answers {answer.status_code}. The mirror was not made."
            )
        if answer.status_code != 200:
            return []
        kind = answer.headers.get("content-type", "").partition(";")[0]
        self.files[address] = name = file_name(address, kind)
        self.types[name] = answer.headers.get("content-type", "application/octet-stream")
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(answer.content)
        if kind != "text/html":
            return []
        found = (self.address(html.unescape(m["address"]), address) for m in LINK.finditer(answer.text))
        return [link for link in found if link]

    def address(self, link: str, page: str) -> str | None:
        """The address a link leads to: a path of ours, with the language when it is asked for; None: not mirrored.

        Args:
            link: as it stands in the page or in a redirect.
            page: path of the page it stands in.
        """
        known = (link, "" if link.startswith("/") else page)  # most links stand on every page, and lead to one place
        if known not in self._led:
            self._led[known] = self._address(link, page)
        return self._led[known]

    def _address(self, link: str, page: str) -> str | None:
        there = urlsplit(urljoin(f"{self.base}{page}", link))
        ours = urlsplit(self.base)
        if (there.scheme, there.netloc) != (ours.scheme, ours.netloc) or not there.path.startswith(ours.path):
            return None
        path = unquote(there.path[len(ours.path) :]) or "/"
        asked = parse_qs(there.query)
        if path.startswith("/api/v1/") and path.removeprefix("/api/v1/") in self.lists and not asked:
            return path
        if path == "/api/v1/observations":
            return self._nearest_download(asked)
        if path.startswith((*LIVE, "/id/observation/")) or path.endswith(".png") or "citering" in asked:
            return None
        if path != "/":
            path = POSITION.sub(lambda m: f"{m[1] or ''}/nyckeltal/{m[2] or m[3]}", path.rstrip("/"))
        language, further = asked.get("lang", [""])[0], self.reader.catalog.languages[1:]
        return f"{path}?lang={language}" if language in further and of_path(path) != language else path

    def _nearest_download(self, asked: dict[str, list[str]]) -> str | None:
        """The file that holds what a question to the API asks for: the indicator's whole dataset in that format."""
        indicator = asked.get("indicator", [""])[0].partition(",")[0]
        form = FORMATS.get(asked.get("format", ["json"])[0])
        for dataset in self.reader.catalog.datasets:
            if indicator in dataset.indicators and form is not None:
                return f"/downloads/{dataset.name}.{form.extension}"
        return None

    def make_relative(self) -> None:
        """Make the links of every page relative, so that the mirror works wherever it lies."""
        for address, name in self.files.items():
            if not name.endswith(".html") or name.startswith(("->", "downloads/", "datapackages/")):
                continue
            path = self.folder / name
            text = path.read_text(encoding="utf-8")

            def relative(match: re.Match[str], address: str = address, name: str = name) -> str:
                if match["tag"] == "link" and re.search(r'rel="canonical"| hreflang="', match[0]):
                    return match[0]  # which page this is a copy of
                link = html.unescape(match["address"])
                if link.startswith(("#", "data:", "mailto:")):
                    return match[0]
                target = self.file_of(self.address(link, address))
                if target is None or (match["tag"] == "form" and not target.endswith("sok/index.html")):
                    place = urljoin(f"{self.base}{address}", link)
                else:
                    fragment = urlsplit(link).fragment
                    place = _from(name.rpartition("/")[0], target) + (f"#{fragment}" if fragment else "")
                return f'<{match["tag"]}{match["before"]}{html.escape(place)}"{match["after"]}>'

            path.write_text(LINK.sub(relative, text), encoding="utf-8")

    def file_of(self, address: str | None) -> str | None:
        """The file an address was written to, redirects followed; None when it is in no file."""
        for _ in range(5):
            name = self.files.get(address or "")
            if name is None or not name.startswith("-> "):
                return name
            address = name.removeprefix("-> ")
        return None


@cache
def _from(folder: str, target: str) -> str:
    """The way from a folder to a file, both relative to the mirror's."""
    return os.path.relpath(target, folder or ".")


def file_name(address: str, kind: str) -> str:
    """Where an answer is written: pages as ``…/index.html``, the rest under its own name with a fitting end."""
    path, _, query = address.partition("?")
    name = path.strip("/")
    language = f".{query[5:]}" if query.startswith("lang=") else ""
    if kind == "text/html":
        return f"{name}/index{language}.html".lstrip("/")
    stem, dot, end = name.rpartition(".")
    if dot and "/" not in end:
        return f"{stem}{language}.{end}"
    return f"{name}{language}.json" if kind == "application/json" else f"{name}{language}"


def checksums(folder: Path) -> str:
    """SHA-256 and path of every file of a folder, as ``sha256sum -c`` reads them."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            found.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.relative_to(folder).as_posix()}\n")
    return "".join(found)
