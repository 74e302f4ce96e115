"""What an edition says about any thing that has an IRI of ours: triples, without rdflib and without a web.

Catalogue and words are read from their files where the thing is told of; an observation is made when it is asked for. https://www.w3.org/TR/cooluris/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import msgspec
import pyoxigraph as ox

from publisher.cube import N_TRIPLES, Cube, observation_triples
from publisher.model import KEY_COLUMNS, Period
from publisher.rdf import serialise
from publisher.reader import CATALOG, LINKED_DATA, Reader, Selection, observations_sql
from publisher.rooms import ROOMS
from publisher.uris import KINDS, Uris

#: Files that together say everything, cubes and rooms apart.
DESCRIPTIONS = (
    f"{CATALOG}/catalog.nt", f"{LINKED_DATA}/words.nt", f"{LINKED_DATA}/report.nt",
    f"{LINKED_DATA}/background.nt",
)  # fmt: skip

#: Kinds of things that a description stops at, because they are described in a document of their own.
HEADS = ("catalog", "dataset", "series", "service", "indicator", "area", "concept", "scheme", "status", "term", "grant")

#: Kinds of things that are told together with what they point at.
BELONGS = ("version", "change", "membership")

_DCAT = serialise.PREFIXES["dcat"]
_HYDRA = serialise.PREFIXES["hydra"]


def described(folder: Path) -> list[Path]:
    """The files of an edition that together say everything, cubes apart; of a room that is not open there is none."""
    own = [room.name for room in ROOMS.values() if "linkeddata" in room.parts]
    return [folder / name for name in (*DESCRIPTIONS, *(f"{LINKED_DATA}/{name}.nt" for name in own))]


def dumps(folder: Path) -> list[Path]:
    """Every file of an edition that belongs in a store of everything it says; ``/void`` lists the same to download."""
    return [path for path in described(folder) if path.is_file()] + sorted((folder / "downloads").glob("*.nt.gz"))


class Lines:
    """A file of canonical N-Triples, in which each subject's lines stand together; found without parsing the rest.

    A store of Oxigraph would make every whole number an ``xsd:integer`` and so say something else than the file.
    """

    def __init__(self, path: Path):
        self.path = path
        self.spans: dict[bytes, tuple[int, int]] = {}
        self.by_object: dict[bytes, list[bytes]] = {}
        if not path.is_file() or not path.stat().st_size:
            return
        belongs = re.compile(rb"/id/(?:" + b"|".join(kind.encode() for kind in BELONGS) + rb")/")
        with path.open("rb") as file:
            place = 0
            for line in file:
                subject, _, rest = line.partition(b" ")
                start, _ = self.spans.get(subject, (place, 0))
                place += len(line)
                self.spans[subject] = (start, place)
                if belongs.search(subject):
                    thing = rest.partition(b" ")[2].rpartition(b" ")[0]
                    if thing.startswith(b"<"):
                        self.by_object.setdefault(thing, []).append(subject)

    def said(self, subject: bytes) -> bytes:
        """The lines about a subject, written ``<iri>``; b'' when there are none."""
        if subject not in self.spans:
            return b""
        start, end = self.spans[subject]
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read(end - start)


class Descriptions:
    """One edition's descriptions.

    Attributes:
        reader: the edition.
        uris: the base under which its IRIs were minted.
        catalogue: the catalogue's lines.
        files: those of catalogue, words and report.
    """

    def __init__(self, reader: Reader):
        self.reader = reader
        self.uris = Uris(reader.edition.base_url)
        self.files = [Lines(path) for path in described(reader.folder)]
        self.catalogue = self.files[0]

    @cached_property
    def gone(self) -> dict[str, list[str]]:
        """Ids that stand for nothing now, ``dataset/larm``, and what replaced them."""
        path = self.reader.folder / LINKED_DATA / "gone.json"
        return msgspec.json.decode(path.read_bytes(), type=dict[str, list[str]]) if path.is_file() else {}

    def describe(self, kind: str, key: str) -> list[ox.Triple]:
        """What is said of a thing, with what belongs to it; [] when nothing is.

        Args:
            kind: one of :data:`publisher.uris.KINDS`.
            key: key of the thing's IRI, decoded.
        """
        if kind not in KINDS:
            return []
        if kind == "observation":
            return self._observation(key)
        if kind == "edition":
            return self._edition(key)
        found = self.closure([self.uris.id(kind, key)], self.files)
        if not found and kind == "period":
            return self._period(key)
        return found

    def known(self, kind: str, key: str) -> bool:
        """Whether anything is said of a thing."""
        if kind in ("observation", "edition", "period"):
            return bool(self.describe(kind, key))
        return kind in KINDS and any(_node(self.uris.id(kind, key)) in lines.spans for lines in self.files)

    def said(self, iri: str, files: Sequence[Lines] | None = None) -> list[ox.Triple]:
        """The triples whose subject a thing is."""
        data = b"".join(lines.said(_node(iri)) for lines in files or self.files)
        return [ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)]

    def closure(self, iris: Iterable[str], files: Sequence[Lines]) -> list[ox.Triple]:
        """Everything said of some things and of what they point at, up to things with documents of their own."""
        ours = self.uris.base + "/id/"
        stops = tuple(f"{ours}{kind}/" for kind in HEADS)
        todo = list(iris)
        for node in [_node(iri) for iri in todo]:
            todo += [subject[1:-1].decode() for lines in files for subject in lines.by_object.get(node, ())]
        seen = set(todo)
        found: list[ox.Triple] = []
        while todo:
            for t in self.said(todo.pop(), files):
                found.append(t)
                thing = _value(t.object)
                if thing not in seen and thing.startswith(ours) and not thing.startswith(stops):
                    seen.add(thing)
                    todo.append(thing)
        return serialise.ordered(found)

    def _observation(self, key: str) -> list[ox.Triple]:
        parts = key.split(".")
        if len(parts) != len(KEY_COLUMNS) + 1:
            return []
        dataset, indicator, area, period, sex, service_area = parts
        selection = Selection(
            datasets=[dataset],
            indicators=[indicator],
            areas=[area],
            periods=[period],
            sexes=[sex],
            service_areas=[service_area],
        )
        names = [column.name for column in self.reader.observed.columns]
        for row in self.reader.connection.execute(*observations_sql(self.reader.observed, selection, names)):
            cube = Cube(dataset, self.reader.vocabulary, self.uris, N_TRIPLES)
            return serialise.ordered(observation_triples(cube, dict(zip(names, map(_cell, row), strict=True))))
        return []

    def _period(self, key: str) -> list[ox.Triple]:
        """A period that no dataset has a value for is a period all the same."""
        first, _, last = key.partition("--")
        try:
            start, end = Period.parse(first).start, Period.parse(last or first).end
        except ValueError:
            return []
        node, date = ox.NamedNode(self.uris.id("period", key)), ox.NamedNode(serialise.PREFIXES["xsd"] + "date")
        terms = serialise.PREFIXES["dcterms"]
        return serialise.ordered(
            [
                ox.Triple(node, ox.NamedNode(serialise.RDF_TYPE), ox.NamedNode(terms + "PeriodOfTime")),
                ox.Triple(node, ox.NamedNode(_DCAT + "startDate"), ox.Literal(start, datatype=date)),
                ox.Triple(node, ox.NamedNode(_DCAT + "endDate"), ox.Literal(end, datatype=date)),
            ]
        )

    def _edition(self, key: str) -> list[ox.Triple]:
        """The edition that this is; each edition tells of itself only."""
        edition = self.reader.edition
        if key != edition.id:
            return []
        node, date = ox.NamedNode(self.uris.id("edition", key)), ox.NamedNode(serialise.PREFIXES["xsd"] + "date")
        terms = serialise.PREFIXES["dcterms"]
        found = [
            ox.Triple(node, ox.NamedNode(serialise.RDF_TYPE), ox.NamedNode(serialise.PREFIXES["prov"] + "Entity")),
            ox.Triple(node, ox.NamedNode(terms + "issued"), ox.Literal(edition.published, datatype=date)),
            ox.Triple(node, ox.NamedNode(terms + "identifier"), ox.Literal(edition.id)),
        ]
        for name in edition.datasets:
            found.append(ox.Triple(node, ox.NamedNode(terms + "hasPart"), ox.NamedNode(self.uris.id("dataset", name))))
        return serialise.ordered(found)

    def page(self, number: int, size: int) -> list[ox.Triple]:
        """One page of the catalogue, complete in itself: the header, some datasets, and where the other pages are.

        https://www.hydra-cg.com/spec/latest/core/#collections

        Raises:
            LookupError: there is no such page; the message says how many there are.
        """
        datasets = sorted(d.name for d in self.reader.catalog.described)
        last = max(1, -(-len(datasets) // size))
        if not 1 <= number <= last:
            raise LookupError(f"1–{last}")
        chosen = {self.uris.id("dataset", name) for name in datasets[(number - 1) * size : number * size]}
        header = [self.uris.id("catalog", self.reader.catalog.key)]
        header += self._objects(header[0], _DCAT + "service")
        header += [iri for iri in self._objects(header[0], _DCAT + "dataset") if "/id/series/" in iri]
        every = {self.uris.id("dataset", name) for name in datasets}
        whole = self.closure([*header, *sorted(chosen)], [self.catalogue])
        found = [t for t in whole if not (_value(t.object) in every and _value(t.object) not in chosen)]
        return serialise.ordered([*found, *self._paging(number, last, len(datasets))])

    def _objects(self, subject: str, predicate: str) -> list[str]:
        return [_value(t.object) for t in self.said(subject, [self.catalogue]) if t.predicate.value == predicate]

    def _paging(self, number: int, last: int, total: int) -> Iterator[ox.Triple]:
        def at(page: int) -> ox.NamedNode:
            return ox.NamedNode(f"{self.uris.base}/catalog?page={page}")

        view, integer = at(number), ox.NamedNode(serialise.PREFIXES["xsd"] + "integer")
        yield ox.Triple(view, ox.NamedNode(serialise.RDF_TYPE), ox.NamedNode(_HYDRA + "PartialCollectionView"))
        yield ox.Triple(view, ox.NamedNode(_HYDRA + "totalItems"), ox.Literal(str(total), datatype=integer))
        yield ox.Triple(view, ox.NamedNode(_HYDRA + "first"), at(1))
        yield ox.Triple(view, ox.NamedNode(_HYDRA + "last"), at(last))
        if number > 1:
            yield ox.Triple(view, ox.NamedNode(_HYDRA + "previous"), at(number - 1))
        if number < last:
            yield ox.Triple(view, ox.NamedNode(_HYDRA + "next"), at(number + 1))


def _node(iri: str) -> bytes:
    """An IRI as N-Triples writes it."""
    return f"<{iri}>".encode()


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _cell(value: object) -> str:
    """A cell of the database as ``observations.csv`` has it: '' for none, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
