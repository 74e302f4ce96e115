"""Does the catalogue keep its own rules: SHACL, dataset by dataset, and only what changed.

https://www.w3.org/TR/shacl/ The shapes are ``vocab/shapes/*.ttl``. A dataset is validated as a small
graph of its own together with the types of what it points at, without inference: whole ontologies
with inference give false violations and cost a hundred times more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rdflib import RDF, SH, Graph, URIRef
from rdflib.term import Node

from publisher.rdf.authority import DCAT

#: File in ``vocab/shapes/`` that holds concepts of other people's lists, not shapes.
BACKGROUND = "background.ttl"

#: Datasets validated in one go: enough to share the cost of a run, few enough to stay linear.
BATCH = 250


@dataclass(frozen=True, kw_only=True, order=True)
class Finding:
    """One result of a validation."""

    severity: str  #: ``Violation``, ``Warning`` or ``Info``
    focus: str  #: IRI of the node
    path: str  #: IRI of the property, or '' when it is not a plain one
    message: str  #: what the shape asks for
    value: str = ""  #: the value that fails, or ''


@dataclass(frozen=True)
class Shapes:
    """Shapes and the concepts they need.

    Attributes:
        shapes: the shapes graph.
        background: concepts and subclass axioms, merged into what is validated.
        digest: SHA-256 of the files both came from.
    """

    shapes: Graph
    background: Graph
    digest: str


def load_shapes(folder: Path) -> Shapes:
    """Read ``vocab/shapes``."""
    shapes, background, digest = Graph(), Graph(), hashlib.sha256()
    for file in sorted(folder.glob("*.ttl")):
        data = file.read_bytes()
        digest.update(file.name.encode() + b"\0" + data)
        target = background if file.name == BACKGROUND else shapes
        target.parse(data=data, format="turtle", publicID=f"https://shapes.invalid/{file.name}")
    return Shapes(shapes=shapes, background=background, digest=digest.hexdigest())


def validate(graph: Graph, shapes: Shapes) -> list[Finding]:
    """Everything the shapes find in a graph, sorted; it is given the background concepts, which nothing is told of."""
    import pyshacl

    ours = set(graph.subjects())
    graph += shapes.background
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes.shapes, inference="none", inplace=True)
    assert isinstance(report, Graph)
    found = {
        Finding(
            severity=_local(report.value(result, SH.resultSeverity)),
            focus=str(report.value(result, SH.focusNode)),
            path=_iri(report.value(result, SH.resultPath)),
            message=str(report.value(result, SH.resultMessage) or ""),
            value=str(report.value(result, SH.value) or ""),
        )
        for result in report.objects(None, SH.result)
        if report.value(result, SH.focusNode) in ours
    }
    return sorted(found)


def _iri(node: Node | None) -> str:
    return str(node) if isinstance(node, URIRef) else ""


def _local(node: Node | None) -> str:
    return str(node).rpartition("#")[2]


def context(graph: Graph, header: Graph) -> Graph:
    """The types of what a dataset's graph points at and the catalogue's header describes."""
    types = Graph()
    for thing in set(graph.objects()):
        for kind in header.objects(thing, RDF.type):
            types.add((thing, RDF.type, kind))
    return types


def check_datasets(
    parts: Mapping[str, Graph], header: Graph, shapes: Shapes, cache: Path | None = None
) -> dict[str, list[Finding]]:
    """Findings of each dataset.

    Args:
        parts: dataset name to its graph (:func:`publisher.catalog.dataset_graph`).
        header: what they share (:func:`publisher.catalog.header_graph`).
        shapes: what to hold them against.
        cache: file with earlier verdicts by content; None: no memory. Rewritten with those still in use.
    """
    known = _read(cache)
    contexts = {name: context(graph, header) for name, graph in parts.items()}
    keys = {name: _key(graph, contexts[name], shapes) for name, graph in parts.items()}
    found = {name: known[key] for name, key in keys.items() if key in known}
    todo = [name for name in parts if name not in found]
    for start in range(0, len(todo), BATCH):
        found |= _check_batch({name: parts[name] for name in todo[start : start + BATCH]}, contexts, shapes)
    if cache is not None:
        _write(cache, {keys[name]: findings for name, findings in found.items()})
    return {name: found[name] for name in parts}


def _check_batch(parts: Mapping[str, Graph], contexts: Mapping[str, Graph], shapes: Shapes) -> dict[str, list[Finding]]:
    together = Graph()
    for name, graph in parts.items():
        together += graph
        together += contexts[name]
    findings = validate(together, shapes)
    subjects = {name: {str(s) for s in set(graph.subjects())} for name, graph in parts.items()}
    return {name: [f for f in findings if f.focus in subjects[name]] for name in parts}


def check_header(header: Graph, datasets: Iterable[tuple[str, str | None]], shapes: Shapes) -> list[Finding]:
    """Findings of what all datasets share.

    Args:
        header: the catalogue, series, services, agents, contacts, licences.
        datasets: IRI of each dataset, and of its series or None.
        shapes: what to hold it against.
    """
    both = Graph()
    both += header
    stubs = set()
    for iri, series in datasets:
        stubs.add(iri)
        both.add((URIRef(iri), RDF.type, DCAT.Resource))
        if series is not None:
            both.add((URIRef(iri), DCAT.inSeries, URIRef(series)))
    return [finding for finding in validate(both, shapes) if finding.focus not in stubs]


def violations(findings: Sequence[Finding]) -> list[Finding]:
    """Those findings that stop publication."""
    return [finding for finding in findings if finding.severity == "Violation"]


def _key(graph: Graph, types: Graph, shapes: Shapes) -> str:
    """What a verdict depends on: the shapes, the dataset's triples and the types of what they point at."""
    digest = hashlib.sha256(shapes.digest.encode())
    for part in (graph, types):
        lines = sorted(f"{s.n3()} {p.n3()} {o.n3()}" for s, p, o in part)
        digest.update("\n".join(["", *lines]).encode())
    return digest.hexdigest()


def _read(cache: Path | None) -> dict[str, list[Finding]]:
    if cache is None or not cache.is_file():
        return {}
    try:
        stored = json.loads(cache.read_bytes())
        return {key: [Finding(**fields) for fields in findings] for key, findings in stored.items()}
    except (ValueError, TypeError, AttributeError):  # written by another version, or cut short: validate anew
        return {}


def _write(cache: Path, verdicts: Mapping[str, list[Finding]]) -> None:
    cache.parent.mkdir(parents=True, exist_ok=True)
    temporary = cache.with_suffix(".tmp")
    temporary.write_text(json.dumps({key: [asdict(f) for f in findings] for key, findings in verdicts.items()}))
    temporary.replace(cache)
