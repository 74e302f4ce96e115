"""The catalogue held to its rules and scored: at the build against its files, later against the running service."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from publisher import releases
from publisher.errors import Problem, Refused
from publisher.model import Catalog, Dataset
from publisher.parts import Parts, digest
from publisher.reader import CATALOG
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    from publisher.quality.score import Answer, Ask, Report
    from publisher.rdf.serialise import Told


def prove(
    catalog: Catalog,
    vocabulary: Vocabulary,
    uris: Uris,
    shapes: Path,
    kept: Parts | None,
    edition: str,
    ask: Ask,
    asked: str,
) -> tuple[Report, list[Told]]:
    """The report on a catalogue, and the catalogue: what its datasets share, and each of them.

    Args:
        catalog: what is published, with every distribution.
        vocabulary: what our words mean.
        uris: the public base.
        shapes: folder of the shapes.
        kept: where verdicts are kept and what is told of each dataset; None: nowhere.
        edition: id of the edition.
        ask: asks one address of a distribution.
        asked: ``files`` or ``service``, whichever ``ask`` asks.

    Raises:
        Refused: a code that is on no list, or an agent or licence that is not there.
    """
    from publisher.catalog import dataset_graph, header_graph
    from publisher.quality import conformance, score
    from publisher.rdf.serialise import Told

    kept, terms, words = kept or Parts(None), catalog.terms, digest(vocabulary)

    def told(dataset: Dataset) -> bytes:
        return Told.of(dataset_graph(dataset, terms, vocabulary, uris)).lines

    try:
        header = Told.of(header_graph(catalog, vocabulary, uris))
        parts = {
            d.name: Told(kept.value("described", [d, terms, words, uris.base], partial(told, d), bytes))
            for d in catalog.described
        }
    except (KeyError, ValueError) as error:
        raise Refused([_undescribable(error)]) from error
    rules = conformance.load_shapes(shapes)
    members = [
        (uris.id("dataset", d.name), uris.id("series", d.series) if d.series in catalog.series and d.series else None)
        for d in catalog.described
    ]
    report = score.assess(
        catalog,
        parts,
        conformance.check_datasets(parts, header, rules, kept),
        conformance.check_header(header, members, rules, kept),
        ask,
        uris,
        edition=edition,
        asked=asked,
        kept=kept,
    )
    return report, [header, *parts.values()]


def score_current(build: Path, head: Callable[[str, Sequence[str]], Mapping[str, Answer]]) -> Report:
    """The report on the current edition, its addresses asked of the service.

    Args:
        build: folder of editions.
        head: asks many addresses under a base URL for their head.

    Raises:
        NotThere: nothing has been built.
    """
    from publisher.quality.score import Answer
    from publisher.reader import Reader

    reader = Reader.open(releases.current(build))
    uris = Uris(reader.edition.base_url)
    answers = head(uris.base, [uris.file(d.path) for one in reader.catalog.described for d in one.distributions])
    report, _ = prove(
        reader.catalog,
        reader.vocabulary,
        uris,
        reader.folder / "vocab" / "shapes",
        None,
        reader.edition.id,
        lambda url: answers.get(url, Answer(status=0)),
        "service",
    )
    return report


def _undescribable(error: Exception) -> Problem:
    return Problem(
        file="datapackages/catalog.yaml",
        fault=f"The catalogue cannot be described: {error}",
        remedy="Correct the code in dataset.yaml or catalog.yaml, or of a format of the program; "
        "publisher/rdf/authority.py lists those in use.",
        rule="catalogue-code",
    )


def standing(build: Path) -> Report | None:
    """The standing edition's report; None when there is none that can be read."""
    from publisher.quality.score import Report

    path = releases.standing(build) / CATALOG / "report.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Report)
    except (OSError, msgspec.MsgspecError):
        return None
