"""The linked data of an edition: cubes, catalogue with its proof, words, and which ids are gone.

Parts of :data:`publisher.edition.composition.PARTS`. ``cubes`` comes before ``catalogue``, because a distribution is
described with the size and checksum of the file that is there.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from publisher import memory, observations, packed
from publisher.connection import open_database
from publisher.download import LEVEL
from publisher.edition.proof import prove, standing
from publisher.edition.workers import Task
from publisher.errors import Problem, Refused
from publisher.model import Dataset, Distribution, Text
from publisher.package.reading import table_of
from publisher.parts import Facts, link
from publisher.phrases import tell
from publisher.rdf import serialise
from publisher.rdf.descriptions import DESCRIPTIONS
from publisher.rdf.dump import Words
from publisher.rdf.void import Held
from publisher.reader import CATALOG, LINKED_DATA, database
from publisher.rooms import ROOMS
from publisher.tables import dtypes
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pyoxigraph

    from publisher.edition.composition import Work


#: The words as a dump to download.
WORDS = "vocab/words.nt.gz"
#: What is known of the datasets and not harvested, as a dump to download.
BACKGROUND = "vocab/background.nt.gz"


def ahead(work: Work) -> None:
    """Let workers begin with the cubes: the words, which they are told in, are there."""
    work.begin(_cube_task(work, dataset) for dataset in _with_observations(work))


def cubes(work: Work) -> None:
    """``downloads/<name>.ttl`` and ``.nt.gz``: the observations of each dataset as RDF Data Cube.

    Raises:
        Refused: the observations break an integrity constraint of the Data Cube Vocabulary.
    """
    problems: list[Problem] = []
    for dataset in _with_observations(work):
        task = _cube_task(work, dataset)
        try:
            with work.kept.opened(task.step, task.inputs, task.make) as folder:
                for end in ("ttl", "nt.gz"):
                    file = packed.at(folder / f"{dataset.name}.{end}")
                    link(file, work.folder / "downloads" / file.name)
                held = msgspec.msgpack.decode((folder / _HELD).read_bytes(), type=Held)
        except Refused as refusal:
            problems += refusal.problems
            continue
        work.held[f"downloads/{dataset.name}.nt.gz"] = held
        work.add_distributions(dataset.name, list(_cube_distributions(work, dataset)))
        memory.give_back()
    _words_of.cache_clear()
    if problems:
        raise Refused(problems)


#: What the cube of a dataset holds, beside it.
_HELD = "held"


def _cube_task(work: Work, dataset: Dataset) -> Task:
    uris, words = Uris(work.settings.base_url), (work.folder / DESCRIPTIONS[1]).resolve()
    source = work.settings.packages.resolve() / dataset.name / "observations.csv"
    make = partial(_make_cube, dataset, source, words, work.vocabulary, uris)
    tables = [(t.name, t.sha256) for t in dataset.tables]
    inputs = [dataset.name, tables, work.words, uris.base]
    spoken = work.kept.value("spoken", inputs, lambda: list(_spoken_of(dataset, source, uris)), list[str])
    told = work.kept.value("told", [spoken, Facts.of(words)], lambda: _told_of(words, spoken), str)
    return Task("cubes", [*inputs, told], make)


def _told_of(words: Path, spoken: Sequence[str]) -> str:
    """The digest of what some things are told in."""
    return hashlib.sha256(_words_of(words).about(spoken)).hexdigest()


def _make_cube(dataset: Dataset, source: Path, words: Path, vocabulary: Vocabulary, uris: Uris, folder: Path) -> None:
    from publisher.cube import N_TRIPLES, Cube, turtle
    from publisher.rdf import dump, integrity

    name = dataset.name
    if problems := integrity.check_observations(source, vocabulary, f"datapackages/{name}/observations.csv"):
        raise Refused(problems)
    told = _words_of(words).about(list(_spoken_of(dataset, source, uris)))
    for syntax, suffix in ((turtle(uris), "ttl"), (N_TRIPLES, "nt.gz")):
        cube = Cube(name, vocabulary, uris, syntax)
        written = dump.write(cube, source, folder / f"{name}.{suffix}", told, packs=packed.large(dataset))
    held = Held.of(lines := told.splitlines(keepends=True), set(lines))
    held.count_in(written, cube)
    (folder / _HELD).write_bytes(msgspec.msgpack.encode(held, order="deterministic"))


@lru_cache(maxsize=1)
def _words_of(path: Path) -> Words:
    return Words(path.read_bytes())


def _spoken_of(dataset: Dataset, source: Path, uris: Uris) -> Iterator[str]:
    """IRIs of what a dataset's observations speak of: itself, its structure, and every code that stands in a row."""
    yield uris.id("dataset", dataset.name)
    yield uris.id("structure", "observations")
    rows = observations.read_csv(source.read_bytes(), dtypes(table_of(dataset, "observations").columns))
    for kind, column, prefix in (
        ("indicator", "indicator", ""), ("area", "area", ""), ("period", "period", ""), ("status", "status", ""),
        ("concept", "service_area", "service-area."),
    ):  # fmt: skip
        yield from (uris.id(kind, f"{prefix}{code}") for code in sorted(set(rows[column].dropna().unique()) - {""}))


def _with_observations(work: Work) -> list[Dataset]:
    from publisher.rdf.csvw import is_observations

    return [d for d in work.catalog.datasets if any(is_observations(table) for table in d.tables)]


def _cube_distributions(work: Work, dataset: Dataset) -> Iterator[Distribution]:
    description = tell(
        "The same values as an RDF Data Cube, with SDMX's dimensions and linked indicators, areas and periods."
    )
    for key, name, suffix in (("cube-turtle", "Turtle", "ttl"), ("cube-n-triples", "N-Triples, gzip", "nt.gz")):
        form = serialise.FORMS[suffix.removesuffix(".gz")]
        path = f"downloads/{dataset.name}.{suffix}"
        facts = work.facts(path)
        yield Distribution(
            key=key,
            title=tell("Linked data ({name})", name=name),
            description=description,
            path=path,
            format=form.file_type,
            media_type=form.media_type,
            bytes=facts.bytes,
            sha256=facts.sha256,
            conforms_to="data-cube",
            modified=dataset.modified,
        )


def words(work: Work) -> None:
    """``linked-data/words.nt`` and the same to download: what the observations are told in."""
    uris, told = Uris(work.settings.base_url), work.catalog.languages
    rows = open_database(database(work.folder)).execute("SELECT DISTINCT period FROM observations ORDER BY 1")
    periods = [str(period) for (period,) in rows]
    datasets = [(dataset.name, dataset.indicators) for dataset in _with_observations(work)]
    agents = list(work.catalog.agents.values())

    def make(folder: Path) -> None:
        said = _words(work, uris, periods)
        for path in (DESCRIPTIONS[1], WORDS):
            (folder / path).parent.mkdir(exist_ok=True)
        _write_lines(folder / DESCRIPTIONS[1], said)
        _write_compressed(folder / WORDS, serialise.canonical(said))

    sums = [(path.name, Facts.of(path)) for path in sorted(work.settings.vocab.glob("*.ttl"))]
    work.kept.files("words", [uris.base, told, periods, datasets, agents, work.words, sums], make, work.folder)


def codebooks(work: Work) -> None:
    """``<table>.csv-metadata.json`` beside every table and ``croissant.json`` beside every package."""
    from publisher.rdf import csvw, schemaorg

    uris, terms = Uris(work.settings.base_url), work.catalog.terms
    for dataset in work.catalog.datasets:

        def make(place: Path, dataset: Dataset = dataset) -> None:
            licence = uris.licence(terms.licences[dataset.licence])
            (place / dataset.version).mkdir(exist_ok=True)
            for table in dataset.tables:
                document = csvw.metadata(dataset, table, licence, uris)
                for folder in (place, place / dataset.version):
                    (folder / f"{table.path}{csvw.SUFFIX}").write_bytes(document)
            croissant = schemaorg.croissant(dataset, terms, work.vocabulary, uris)
            (place / "croissant.json").write_bytes(
                msgspec.json.format(msgspec.json.encode(croissant), indent=1) + b"\n"
            )

        target = work.folder / "datapackages" / dataset.name
        work.kept.files("codebooks", [dataset, terms, work.words, uris.base], make, target)


def catalogue(work: Work) -> None:
    """``catalog/`` and ``linked-data/``: the catalogue in four forms, its proof, the words, the ids that are gone.

    Raises:
        Refused: the catalogue breaks its own rules, scores less than the standing edition's or has shrunk.
    """
    from publisher.catalog import background_graph
    from publisher.quality import score
    from publisher.quality.report import report_graph
    from publisher.rdf.parties import spoken_in

    uris = Uris(work.settings.base_url)
    shapes, ask = work.settings.vocab / "shapes", score.ask_files(work.folder, uris)
    report, graphs = prove(work.catalog, work.vocabulary, uris, shapes, work.kept, work.edition.id, ask, "files")
    problems = score.problems(report)
    problems += score.regressions(standing(work.settings.build), report, work.settings.accept)
    if problems:
        raise Refused(problems)
    (work.folder / CATALOG).mkdir()
    (work.folder / LINKED_DATA).mkdir(exist_ok=True)
    triples = serialise.triples(*graphs)
    for suffix in serialise.FORMS:
        data = serialise.write(triples, suffix)
        if serialise.said(data, suffix) != serialise.canonical(triples):
            raise RuntimeError(f"catalog.{suffix} does not say what the catalogue says.")
        (work.folder / CATALOG / f"catalog.{suffix}").write_bytes(data)
    (work.folder / CATALOG / "report.json").write_bytes(msgspec.json.encode(report, order="deterministic"))
    told = work.catalog.languages
    background = serialise.triples(background_graph(work.catalog, uris))
    _write_lines(work.folder / DESCRIPTIONS[3], background)
    _write_compressed(work.folder / BACKGROUND, serialise.canonical(background))
    _write_lines(work.folder / DESCRIPTIONS[2], serialise.triples(spoken_in(report_graph(report, uris), told)))
    _write_lines(work.folder / LINKED_DATA / "void.nt", _void(work, uris))
    (work.folder / LINKED_DATA / "gone.json").write_bytes(msgspec.json.encode(_gone(work), order="sorted"))
    _shapes(work)


def of_rooms(work: Work) -> None:
    """``linked-data/ROOM.nt``: what an open room says in triples; the same as a dump of each dataset of the room."""
    (work.folder / LINKED_DATA).mkdir(exist_ok=True)
    uris = Uris(work.settings.base_url)
    for room in ROOMS.values():
        if "linkeddata" not in room.parts or room.name not in work.catalog.rooms:
            continue
        part, file = room.part("linkeddata"), work.folder / LINKED_DATA / f"{room.name}.nt"
        _write_lines(file, part.triples(open_database(database(work.folder)), work.catalog, uris))
        for dataset in work.catalog.datasets:
            if any(table.name == room.table for table in dataset.tables):
                path = f"downloads/{dataset.name}-{room.name}.nt.gz"
                _write_compressed(work.folder / path, file.read_bytes())
                work.add_distributions(dataset.name, [_room_distribution(work, dataset, room.name, path, part.DUMP)])


def _room_distribution(work: Work, dataset: Dataset, room: str, path: str, told: Text) -> Distribution:
    facts = work.facts(path)
    return Distribution(
        key=f"{room}-n-triples",
        title=tell("Linked data (N-Triples, gzip)"),
        description=told,
        path=path,
        format=serialise.FORMS["nt"].file_type,
        media_type=serialise.FORMS["nt"].media_type,
        bytes=facts.bytes,
        sha256=facts.sha256,
        modified=dataset.modified,
    )


def _words(work: Work, uris: Uris, periods: Sequence[str]) -> list[pyoxigraph.Triple]:
    """The vocabulary with public IRIs, the datasets as cubes, the periods, and our IRIs of agents that have others."""
    from rdflib import RDF, Graph, URIRef

    from publisher.rdf.authority import QB
    from publisher.rdf.parties import agent_alias_to_rdf, period_to_rdf, put, spoken_in
    from publisher.rdf.structure import optional_to_rdf
    from publisher.tables.observed import Observed
    from publisher.vocabulary import rebased

    graph = Graph()
    optional_to_rdf(Observed.of(work.vocabulary.tables).optional, graph, uris)
    for agent in work.catalog.agents.values():
        agent_alias_to_rdf(agent, graph, uris)
    for dataset in _with_observations(work):
        iri = URIRef(uris.id("dataset", dataset.name))
        put(graph, iri, RDF.type, QB.DataSet)
        put(graph, iri, QB.structure, URIRef(uris.id("structure", "observations")))
        covers = URIRef(uris.id("term", "covers"))
        put(graph, iri, covers, *(URIRef(uris.id("indicator", id)) for id in dataset.indicators))
    for period in periods:
        period_to_rdf(period, period, graph, uris)
    spoken_in(graph, work.catalog.languages)
    return serialise.ordered([*serialise.triples(graph), *rebased(work.settings.vocab, uris)])


def _void(work: Work, uris: Uris) -> list[pyoxigraph.Triple]:
    """The dumps that together are all there is, and what each holds; what two of them say counts once in all."""
    from publisher.rdf.parties import spoken_in
    from publisher.rdf.void import Held, void_graph

    small = {
        f"{CATALOG}.nt": (work.folder / DESCRIPTIONS[0]).read_bytes(),
        WORDS: (work.folder / DESCRIPTIONS[1]).read_bytes(),
        BACKGROUND: (work.folder / DESCRIPTIONS[3]).read_bytes(),
        f"{CATALOG}/report.nt": (work.folder / DESCRIPTIONS[2]).read_bytes(),
    }
    told = {path: data.splitlines(keepends=True) for path, data in small.items()}
    held = {path: Held.of(lines) for path, lines in told.items()}
    known = {line for lines in told.values() for line in lines}
    whole = Held.together(held.values(), len(known))
    for path in sorted((work.folder / "downloads").glob("*.nt.gz")):  # observations and grants are in no other file
        name = path.relative_to(work.folder).as_posix()
        if name in work.held:
            part = work.held[name]
        else:
            with gzip.open(path) as lines:
                part = Held.of(lines, known)
        held[name] = part
        whole.add(part)
    return serialise.triples(spoken_in(void_graph(work.catalog, held, whole, uris), work.catalog.languages))


def _write_compressed(path: Path, data: bytes) -> None:
    """Write a file compressed, the same bytes for the same data."""
    with gzip.GzipFile(path, "wb", compresslevel=LEVEL, mtime=0) as file:
        file.write(data)


def _write_lines(path: Path, triples: Iterable[pyoxigraph.Triple]) -> None:
    path.write_bytes(serialise.canonical(triples))


def _gone(work: Work) -> dict[str, list[str]]:
    """Ids that were once published and stand for nothing now, ``dataset/larm``, and what replaced them."""
    from publisher.vocabulary import ids

    gone = {
        f"{entry.kind}/{entry.id}": list(entry.replaced_by)
        for entry in ids.read(work.settings.vocab)
        if entry.state in ("withdrawn", "renamed")
    }
    for indicator in work.vocabulary.indicators.values():
        gone |= {f"indicator/{former}": [indicator.id] for former in indicator.former_ids}
    for area in work.vocabulary.areas.values():
        gone |= {f"area/{former}": [area.code] for former in area.former_codes if former not in work.vocabulary.areas}
    gone |= {f"dataset/{name}": list(one.replaced_by) for name, one in work.catalog.withdrawn.items()}
    return gone


def _shapes(work: Work) -> None:
    """``vocab/shapes/…``: the rules the catalogue was held to, as they stand."""
    target = work.folder / "vocab" / "shapes"
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted((work.settings.vocab / "shapes").glob("*.ttl")):
        (target / path.name).write_bytes(path.read_bytes())
