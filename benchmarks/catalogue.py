"""A catalogue of 100 to 1,000 datasets: described, written, validated anew and where it changed, and served.

Beside it, in the same run: rdflib's Turtle writer and pySHACL over the whole catalogue at once.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import sqlite3
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import msgspec

from benchmarks.processes import table
from publisher.catalog import dataset_graph, header_graph
from publisher.model import Catalog, Dataset
from publisher.parts import Parts
from publisher.quality import conformance
from publisher.rdf import serialise
from publisher.rdf.serialise import Told
from publisher.reader import Reader, database
from publisher.settings import Settings
from publisher.uris import Uris
from publisher.web import create_service

SIZES = (100, 316, 1000)
SHAPES = Path(__file__).parents[1] / "vocab" / "shapes"


def main(options: argparse.Namespace) -> None:
    """Measure and print."""
    reader = Reader.open((options.build / "current").resolve())
    rows: dict[str, list[float]] = {}
    triples = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            found, count = _measure(multiplied(reader.catalog, size), reader, Path(folder) / str(size))
            triples.append(count)
            for name, seconds in found.items():
                rows.setdefault(name, []).append(seconds)
    print(f"{', '.join(map(str, SIZES))} datasets; {', '.join(f'{n:,}' for n in triples)} triples; processor seconds")
    table(
        ("", *(str(size) for size in SIZES), "grows as n to the power"),
        [(name, *(f"{s:.3f}" for s in seconds), f"{_exponent(seconds):.2f}") for name, seconds in rows.items()],
    )


def multiplied(catalog: Catalog, size: int) -> Catalog:
    """A catalogue of that many datasets, each like one that is there, with at most six distributions."""
    datasets: list[Dataset] = []
    for number in range(size):
        model = catalog.datasets[number % len(catalog.datasets)]
        name = f"{model.name}-{number}"
        datasets.append(
            replace(
                model,
                name=name,
                id=str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
                series=None,
                sources=model.sources[:2],
                distributions=model.distributions[:6],
            )
        )
    return replace(catalog, datasets=datasets)


def _measure(catalog: Catalog, reader: Reader, folder: Path) -> tuple[dict[str, float], int]:
    uris, words = Uris("http://127.0.0.1:8000"), reader.vocabulary
    found: dict[str, float] = {}
    parts: dict[str, Told] = {}
    header = Told(b"")

    def describe() -> None:
        nonlocal header, parts
        header = Told.of(header_graph(catalog, words, uris))
        parts = {d.name: Told.of(dataset_graph(d, catalog, words, uris)) for d in catalog.datasets}

    found["described"] = _timed(describe)
    whole = Told(b"".join(one.lines for one in (header, *parts.values()))).graph
    triples: list[Any] = []
    found["sorted"] = _timed(lambda: triples.extend(serialise.triples(whole)))
    forms: dict[str, bytes] = {}
    for suffix in serialise.FORMS:
        found[f"written as .{suffix}"] = _timed(lambda s=suffix: forms.update({s: serialise.write(triples, s)}))
    found["rdflib's Turtle, for comparison"] = _timed(lambda: whole.serialize(format="turtle"))
    shapes = conformance.load_shapes(SHAPES)
    folder.mkdir()
    kept = Parts(folder / "parts")
    found["validated, all new"] = _timed(lambda: conformance.check_datasets(parts, header, shapes, kept))
    found["validated, nothing changed"] = _timed(lambda: conformance.check_datasets(parts, header, shapes, kept))
    first = catalog.datasets[0]
    changed = replace(first, modified="2099-12-31")
    parts[first.name] = Told.of(dataset_graph(changed, catalog, words, uris))
    found["validated, one changed"] = _timed(lambda: conformance.check_datasets(parts, header, shapes, kept))
    found["pySHACL over the whole, for comparison"] = _timed(lambda: conformance.validate(whole, shapes))
    found |= _serve(catalog, reader, forms, folder)
    return found, len(triples)


def _serve(catalog: Catalog, reader: Reader, forms: dict[str, bytes], folder: Path) -> dict[str, float]:
    """The catalogue as an edition of its own, asked through the whole service in process."""
    edition = folder / "editions" / reader.edition.id
    (edition / "catalog").mkdir(parents=True)
    for suffix, data in forms.items():
        (edition / "catalog" / f"catalog.{suffix}").write_bytes(data)
    base = replace(reader.edition, base_url="http://127.0.0.1:8000")
    for name, thing in (("edition", base), ("vocabulary", reader.vocabulary), ("catalog", catalog)):
        (edition / f"{name}.json").write_bytes(msgspec.json.encode(thing))
    (edition / "manifest.json").write_bytes((reader.folder / "manifest.json").read_bytes())
    sqlite3.connect(database(edition)).close()
    (folder / "current").symlink_to(f"editions/{edition.name}")
    service = create_service(Settings(build=folder), log=False)
    dataset = catalog.datasets[-1].name

    async def ask(path: str, accept: str, encoding: str = "gzip") -> int:
        transport = httpx.ASGITransport(app=service)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            answer = await client.get(path, headers={"Accept": accept, "Accept-Encoding": encoding})
            answer.raise_for_status()
            return len(answer.content)

    return {
        "GET /catalog.rdf, first, gzip": _timed(lambda: asyncio.run(ask("/catalog.rdf", "*/*"))),
        "GET /catalog.rdf, again": _timed(lambda: asyncio.run(ask("/catalog.rdf", "*/*"))),
        "GET /id/dataset/….ttl, first": _timed(lambda: asyncio.run(ask(f"/id/dataset/{dataset}.ttl", "*/*"))),
        "GET /id/dataset/….jsonld, next": _timed(lambda: asyncio.run(ask(f"/id/dataset/{dataset}.jsonld", "*/*"))),
        "GET /catalog?page=1": _timed(lambda: asyncio.run(ask("/catalog?page=1", "text/turtle"))),
    }


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _exponent(seconds: list[float]) -> float:
    return math.log(max(seconds[-1], 1e-6) / max(seconds[0], 1e-6)) / math.log(SIZES[-1] / SIZES[0])
