"""Observations as N-Triples and Turtle: columns joined, beside Oxigraph's serialiser fed the same triples."""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from benchmarks.processes import table
from publisher.cube import N_TRIPLES, Cube, Syntax, turtle
from publisher.model import OBSERVATION_COLUMNS
from publisher.rdf import dump
from publisher.reader import Reader
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary

YEARS = range(2011, 2023)


def main(options: argparse.Namespace) -> None:
    """Measure and print."""
    reader = Reader.open((options.build / "current").resolve())
    uris = Uris("https://data.example.se")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "observations.csv"
        count = _write(source, reader.vocabulary, options.observations)
        print(f"{count:,} observations, {source.stat().st_size / 1e6:.0f} MB of CSV")
        _warm(Path(folder), reader.vocabulary, uris)
        target = Path(folder) / "written"
        rows = []
        for name, syntax, form in (
            ("N-Triples", N_TRIPLES, ox.RdfFormat.N_TRIPLES),
            ("Turtle", turtle(uris), ox.RdfFormat.TURTLE),
        ):
            cube = Cube("d", reader.vocabulary, uris, syntax)
            ours = _timed(partial(dump.write, cube, source, target))
            size = target.stat().st_size / 1e6
            theirs = _timed(partial(_oxigraph, source, target, form, syntax, reader.vocabulary, uris))
            held = _held(source, reader.vocabulary, uris, form)
            rows.append((name, f"{size:,.0f}", f"{ours:.1f}", f"{theirs:.1f}", f"{ours / theirs:.3f}", f"{held:.1f}"))
        rows.append(_compressed(source, Path(folder) / "ours.nt.gz", reader.vocabulary, uris))
        columns = ("", "MB", "ours, cpu s", "pyoxigraph, cpu s", "ratio", "pyoxigraph serialise alone, s per million")
        table(columns, rows)


def _warm(folder: Path, vocabulary: Vocabulary, uris: Uris) -> None:
    """Have every library imported before anything is timed."""
    _write(folder / "few.csv", vocabulary, 10)
    dump.write(Cube("d", vocabulary, uris, N_TRIPLES), folder / "few.csv", folder / "few.nt")


def _write(path: Path, vocabulary: Vocabulary, wanted: int) -> int:
    """A dense cube of municipalities, indicators and years, a seventh of it missing."""
    areas = [code for code in sorted(vocabulary.areas) if len(code) == 4]
    indicators = sorted(vocabulary.indicators)
    count = 0
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(OBSERVATION_COLUMNS)
        for sex in ("T", "F", "M"):
            for indicator in indicators:
                for year in YEARS:
                    for area in areas:
                        if count == wanted:
                            return count
                        missing = count % 7 == 0
                        value = "" if missing else str(count % 1000 / 10).removesuffix(".0")
                        status = "not-answered" if missing else ""
                        writer.writerow((indicator, area, year, sex, "_T", value, status, "", "", "", "s", "", ""))
                        count += 1
    return count


def _triples(source: Path, vocabulary: Vocabulary, uris: Uris) -> Iterator[ox.Triple]:
    """The triples of the cube, an object each, the shared ones made once."""
    cube = Cube("d", vocabulary, uris, N_TRIPLES)
    made: dict[str, ox.NamedNode] = {}

    def node(text: str) -> ox.NamedNode:
        if text not in made:
            made[text] = ox.NamedNode(text[1:-1])
        return made[text]

    decimal, undefined = node("<http://www.w3.org/2001/XMLSchema#decimal>"), node("<https://cube.link/Undefined>")
    head = [(node(p), node(o)) for p, o in cube.head]
    terms = [(node(c.predicate), c.columns, c.term) for c in cube.components if c.term is not None]
    value = node("<http://purl.org/linked-data/sdmx/2009/measure#obsValue>")
    with source.open(newline="") as file:
        for row in csv.DictReader(file):
            key = ".".join((row["indicator"], row["area"], row["period"], row["sex"], row["service_area"]))
            subject = ox.NamedNode(f"{uris.base}/id/observation/d.{key}")
            for predicate, thing in head:
                yield ox.Triple(subject, predicate, thing)
            for predicate, columns, term in terms:
                if text := term("\x1f".join(row[name] for name in columns)):
                    yield ox.Triple(subject, predicate, node(text))
            text = row["value"]
            yield ox.Triple(subject, value, ox.Literal(text, datatype=decimal if text else undefined))


def _oxigraph(
    source: Path, target: Path, form: ox.RdfFormat, syntax: Syntax, vocabulary: Vocabulary, uris: Uris
) -> None:
    prefixes = dict(syntax.prefixes) or None
    ox.serialize(_triples(source, vocabulary, uris), str(target), form, prefixes=prefixes)


def _held(source: Path, vocabulary: Vocabulary, uris: Uris, form: ox.RdfFormat) -> float:
    """Seconds the serialiser takes for a million observations when every triple is an object already."""
    some = []
    for number, triple in enumerate(_triples(source, vocabulary, uris)):
        if number >= 500_000:
            break
        some.append(triple)
    observations = len({t.subject for t in some})
    return _timed(lambda: ox.serialize(some, format=form)) * 1e6 / observations


def _compressed(source: Path, target: Path, vocabulary: Vocabulary, uris: Uris) -> tuple[str, ...]:
    seconds = _timed(lambda: dump.write(Cube("d", vocabulary, uris, N_TRIPLES), source, target))
    return "N-Triples, gzip", f"{target.stat().st_size / 1e6:,.0f}", f"{seconds:.1f}", "", "", ""


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
