"""What a commit and this tree answer otherwise: 500 addresses of one edition, and every file of an edition of each.

``python -m benchmarks same --commit NAME``: the commit's program builds the commit's packages, and both programs serve
that edition, so that a difference is the program's. The files are held against those of this tree's edition
(``--build``), as today's gate refuses some of the commit's packages. Differences are counted by kind, losses listed.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx

from benchmarks.build import checkout
from benchmarks.processes import free_port, running, table
from publisher import packed

#: How many addresses are compared, taken evenly of every kind.
ADDRESSES = 500
#: Addresses that no page links to, beside those of the sitemap.
ASKED = (
    "api/v1/indicators", "api/v1/areas", "api/v1/municipalities", "api/v1/changes", "api/v1/editions", "api/v1/grants",
    "catalog.ttl", "catalog.rdf", "catalog.jsonld", "catalog.nt", "datasets/dcat", "feed.atom", "robots.txt",
    "sitemap.xml",
    "schema/openapi.json", "explore/", "nothing-here", "api/v1/nothing", "catalog/report.json",
)  # fmt: skip
#: Kinds of difference in which something is lost, so that each is named.
LOST = ("status", "lost", "gone")


def main(options: argparse.Namespace) -> None:
    """Print what is the same and what is not."""
    if not options.commit:
        sys.exit("python -m benchmarks same --commit NAME: which commit is this tree held against?")
    here = Path(__file__).parents[1]
    with tempfile.TemporaryDirectory(prefix="same-") as folder:
        then = Path(folder) / "then"
        checkout(here, options.commit, then)
        built = Path(folder) / "build"
        _publisher(then, then, "build", "--build", str(built), "--quiet")
        compare(then, here, built, options.build)


def compare(then: Path, here: Path, built: Path, own: Path) -> None:
    """Print the tables: the edition in ``built`` as two programs serve it, and its files beside those of ``own``."""
    ports = {"then": free_port(), "now": free_port()}
    with (
        running(_serve(built, ports["then"]), ports["then"], "/", {"PYTHONPATH": str(then)}),
        running(_serve(built, ports["now"]), ports["now"], "/", {"PYTHONPATH": str(here)}),
        httpx.Client(timeout=60, headers={"accept": "text/html, */*;q=0.5"}) as client,
    ):
        found: Counter[tuple[str, str]] = Counter()
        named = []
        for path in addresses(client, ports["then"]):
            old, new = (client.get(f"http://127.0.0.1:{ports[name]}/{path}") for name in ("then", "now"))
            what = answered(old, new)
            found[kind(path), what] += 1
            if what.startswith(LOST):
                named.append(f"/{path}: {what}")
    table(("addresses of", "difference", "number"), [(*pair, n) for pair, n in sorted(found.items())])
    found.clear()
    editions = {"then": (built / "current").resolve(), "now": (own / "current").resolve()}
    files = {name: {_name(p, e): p for p in e.rglob("*") if p.is_file()} for name, e in editions.items()}
    for path in sorted({*files["then"], *files["now"]}):
        old, new = files["then"].get(path), files["now"].get(path)
        what = "added" if old is None else "gone" if new is None else differing(path, _had(old), _had(new))
        found[path.partition("/")[0] if "/" in path else "(top)", what] += 1
        if what.startswith(LOST):
            named.append(f"file {path}: {what}")
    table(("files of", "difference", "number"), [(*pair, n) for pair, n in sorted(found.items())])
    print("\n".join(named) or "Nothing is lost.")


def _name(path: Path, folder: Path) -> str:
    """The name under which a file of an edition is had."""
    name = path.relative_to(folder).as_posix()
    return name.removesuffix(packed.END) if name.startswith(packed.FOLDERS) else name


def _had(path: Path) -> bytes:
    """What is had of a file of an edition."""
    if path.suffix != packed.END:
        return path.read_bytes()
    with packed.Packed(path) as file:
        return b"".join(file.text())


def addresses(client: httpx.Client, port: int) -> list[str]:
    """Paths that the commit's sitemap names and some that it does not, so many of every kind as come evenly to 500."""
    said = client.get(f"http://127.0.0.1:{port}/sitemap.xml").text
    every = [*ASKED, *(re.sub(r"^https?://[^/]+/", "", one) for one in re.findall(r"<loc>([^<]*)</loc>", said))]
    indicators = [path.split("/")[1] for path in every if re.match(r"^nyckeltal/[^/]+$", path)]
    areas = [path.split("/")[1] for path in every if re.match(r"^kommun/\d+$", path)]
    for form in ("json", "csv", "jsonstat", "xlsx"):
        every += [f"api/v1/observations?indicator={id}&format={form}" for id in indicators[::9]]
    every += [f"id/indicator/{id}.ttl" for id in indicators[::5]] + [f"id/area/{code}.nt" for code in areas[::9]]
    every += [f"api/v1/municipalities/{code}/profile" for code in areas[::9]]
    every += [f"api/v1/rankings/{id}" for id in indicators[::5]]
    every += [f"explore/ehalsa/observations.csv?area={code}" for code in areas[::29]]
    by_kind: dict[str, list[str]] = {}
    for path in dict.fromkeys(every):
        by_kind.setdefault(kind(path), []).append(path)
    chosen: list[str] = []
    left = ADDRESSES
    for place, paths in enumerate(sorted(by_kind.values(), key=len)):
        share = min(len(paths), left // (len(by_kind) - place))
        chosen += [paths[n * len(paths) // share] for n in range(share)] if share else []
        left -= share
    return chosen


def kind(path: str) -> str:
    """What an address is one of: its first parts, and its form."""
    place, _, query = path.partition("?")
    parts = [part for part in place.split("/") if part]
    form = re.search(r"format=(\w+)", query)
    start = "/".join(parts[: {"api": 3, "en": 2, "id": 2}.get(parts[0], 1) if parts else 1])
    return "/" + (start if len(parts) > 1 else place.rstrip("/")) + (f" {form[1]}" if form else "")


def answered(old: httpx.Response, new: httpx.Response) -> str:
    """The kind of difference between two answers."""
    if old.status_code != new.status_code:
        moved = f" to {new.headers['location']}" if "location" in new.headers else ""
        return f"status {old.status_code} → {new.status_code}{moved}"
    return differing(old.headers.get("content-type", ""), old.content, new.content)


def differing(form: str, old: bytes, new: bytes) -> str:
    """The kind of difference between two files, by their media type or name."""
    if old == new:
        return "same bytes"
    try:
        if "json" in form:
            return _of_values(json.loads(old), json.loads(new))
        if "csv" in form:
            return _of_tables(old, new)
        if "html" in form:
            return "same words, drawn otherwise" if words(old) == words(new) else "page redrawn"
        if "n-triples" in form or form.endswith((".nt", ".ttl", ".rdf")) or "turtle" in form or "rdf+xml" in form:
            before, after = _triples(form, old), _triples(form, new)
            return "same triples" if before == after else "triples added" if before <= after else "triples changed"
    except (ValueError, SyntaxError) as error:
        return f"lost: not read ({type(error).__name__})"
    return "other bytes"


def _of_values(old: Any, new: Any) -> str:
    if old == new:
        return "same data"
    lost = set(_lost(old, new))
    if fields := sorted(lost - {""}):
        return f"lost {', '.join(fields[:3])}"
    return "fields added, values changed" if lost else "fields added"


def _lost(old: Any, new: Any, place: str = "") -> Iterator[str]:
    """What of a value is not in another: a field, by where it stands, or '' for a value that is another now.

    A number for a name is no field: it is a cell of a cube in JSON-stat, which has another number in a larger cube.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        yield from ("" if name.isdigit() else f"{place}/{name}" for name in old if name not in new)
        for name in old.keys() & new.keys():
            yield from _lost(old[name], new[name], f"{place}/{name}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for one, other in zip(old, new, strict=True):
            yield from _lost(one, other, place)
    elif old != new:
        yield ""


def _of_tables(old: bytes, new: bytes) -> str:
    before, after = (list(csv.reader(io.StringIO(one.decode("utf-8-sig")))) for one in (old, new))
    if not before or not after:
        return "other bytes"
    if gone := [name for name in before[0] if name not in after[0]]:
        return f"lost columns {', '.join(gone)}"
    places = [after[0].index(name) for name in before[0]]
    same = before[1:] == [[row[place] for place in places] for row in after[1:]]
    return "columns added" if same else "columns or rows added, cells changed"


def _triples(form: str, data: bytes) -> set[str]:
    if "n-triples" in form or form.endswith(".nt"):
        return set(data.decode().splitlines())
    from rdflib import Graph

    graph = Graph().parse(data=data, format="xml" if "xml" in form or form.endswith("rdf") else "turtle")
    return {" ".join(term.n3() for term in triple) for triple in graph}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found += data.split()


def words(page: bytes) -> list[str]:
    """The words of a page, in order."""
    reading = _Words()
    reading.feed(page.decode("utf-8", "replace"))
    return reading.found


def _serve(build: Path, port: int) -> list[str]:
    return [sys.executable, "-P", "-m", "publisher", "serve", "--build", str(build), "--port", str(port), "--quiet"]


def _publisher(program: Path, site: Path, *arguments: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(program)}
    subprocess.run([sys.executable, "-P", "-m", "publisher", *arguments], cwd=site, env=environment, check=True)
