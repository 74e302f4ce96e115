"""Does the catalogue keep its own rules: SHACL, dataset by dataset, and only what changed.

https://www.w3.org/TR/shacl/ The shapes are ``vocab/shapes/*.ttl``. A dataset is validated as a small
graph of its own together with the types of what it points at, without inference: whole ontologies
with inference give false violations and cost a hundred times more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from publisher.parts import Parts, digest
from publisher.rdf.authority import DCAT
from publisher.rdf.serialise import Told

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

    @cached_property
    def looked_at(self) -> frozenset[str] | None:
        """Properties whose values some rule may look into; None: any."""
        return _looked_at(self.shapes)


def load_shapes(folder: Path) -> Shapes:
    """Read ``vocab/shapes``."""
    shapes, background, whole = Graph(), Graph(), hashlib.sha256()
    for file in sorted(folder.glob("*.ttl")):
        data = file.read_bytes()
        whole.update(file.name.encode() + b"\0" + data)
        target = background if file.name == BACKGROUND else shapes
        target.parse(data=data, format="turtle", publicID=f"https://shapes.invalid/{file.name}")
    return Shapes(shapes=shapes, background=background, digest=whole.hexdigest())


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


def check_datasets(
    parts: Mapping[str, Told], header: Told, shapes: Shapes, kept: Parts | None = None
) -> dict[str, list[Finding]]:
    """Findings of each dataset.

    Args:
        parts: dataset name to its graph (:func:`publisher.catalog.dataset_graph`).
        header: what they share (:func:`publisher.catalog.header_graph`).
        shapes: what to hold them against.
        kept: where verdicts are kept; None: nowhere.
    """
    kept, types = kept or Parts(None), _types(header)
    contexts = {name: _context(told, types) for name, told in parts.items()}
    keys = {name: _key(Told(told.lines + contexts[name]), shapes) for name, told in parts.items()}
    todo = [name for name in parts if not kept.has(_STEP, keys[name])]
    made: dict[str, list[Finding]] = {}
    for start in range(0, len(todo), BATCH):
        made |= _check_batch({name: parts[name] for name in todo[start : start + BATCH]}, contexts, shapes)

    def found(name: str) -> list[Finding]:
        return made[name] if name in made else _check_batch({name: parts[name]}, contexts, shapes)[name]

    return {name: kept.value(_STEP, keys[name], partial(found, name), list[Finding], _worth) for name in parts}


#: What verdicts are kept as.
_STEP = "shapes"


def _worth(found: Sequence[Finding]) -> bool:
    """Whether a verdict is kept: what it says of a value holds for that value only."""
    return not any(one.value for one in found)


def _types(header: Told) -> dict[bytes, list[bytes]]:
    """Thing to the lines that say of what types it is."""
    found: dict[bytes, list[bytes]] = {}
    for line in header.lines.splitlines(keepends=True):
        subject, predicate, _ = line.split(b" ", 2)
        if predicate == _TYPE:
            found.setdefault(subject, []).append(line)
    return found


_TYPE = RDF.type.n3().encode()
#: The IRI that a line ends with.
_OBJECT = re.compile(rb"(<[^<>]*>) \.$", re.MULTILINE)


def _context(told: Told, types: Mapping[bytes, Sequence[bytes]]) -> bytes:
    """The types of what a dataset's graph points at and the catalogue's header describes."""
    return b"".join(line for thing in sorted(set(_OBJECT.findall(told.lines))) for line in types.get(thing, ()))


def _check_batch(parts: Mapping[str, Told], contexts: Mapping[str, bytes], shapes: Shapes) -> dict[str, list[Finding]]:
    findings = validate(Told(b"".join(told.lines + contexts[name] for name, told in parts.items())).graph, shapes)
    subjects = {name: {line.split(b" ", 1)[0] for line in told.lines.splitlines()} for name, told in parts.items()}
    return {name: [f for f in findings if f"<{f.focus}>".encode() in subjects[name]] for name in parts}


def check_header(
    header: Told, datasets: Iterable[tuple[str, str | None]], shapes: Shapes, kept: Parts | None = None
) -> list[Finding]:
    """Findings of what all datasets share.

    Args:
        header: the catalogue, series, services, agents, contacts, licences.
        datasets: IRI of each dataset, and of its series or None.
        shapes: what to hold it against.
        kept: where the verdict is kept; None: nowhere.
    """
    stubs = Graph()
    for iri, series in datasets:
        stubs.add((URIRef(iri), RDF.type, DCAT.Resource))
        if series is not None:
            stubs.add((URIRef(iri), DCAT.inSeries, URIRef(series)))
    both, others = Told(header.lines + Told.of(stubs).lines), {str(iri) for iri in stubs.subjects()}

    def make() -> list[Finding]:
        return [finding for finding in validate(both.graph, shapes) if finding.focus not in others]

    return (kept or Parts(None)).value(_STEP, _key(both, shapes), make, list[Finding], _worth)


def violations(findings: Sequence[Finding]) -> list[Finding]:
    """Those findings that stop publication."""
    return [finding for finding in findings if finding.severity == "Violation"]


#: What a rule may ask of a property and look at no more than the form of its values: of what kind, how many, in which
#: language. (A literal that is none of its datatype has another form than one that is.)
_OF_FORM = frozenset(
    {SH.path, SH.message, SH.severity, SH.nodeKind, SH.datatype, SH.minCount, SH.maxCount, SH.uniqueLang, SH.languageIn}
)
#: What a rule may be that says by itself what it looks at.
_ANYTHING = (SH.sparql, SH.rule, SH.js, SH.expression, SH.target)


def _looked_at(shapes: Graph) -> frozenset[str] | None:
    """Properties whose values some rule may look into; None: any."""
    if any((None, kind, None) in shapes for kind in _ANYTHING):
        return None
    named = {str(thing) for _, predicate, thing in shapes if predicate != SH.path and isinstance(thing, URIRef)}
    asked = {
        str(path)
        for shape, path in shapes.subject_objects(SH.path)
        if not _OF_FORM.issuperset(shapes.predicates(shape))
    }
    return frozenset(named | asked)


def _key(told: Told, shapes: Shapes) -> str:
    """What a verdict depends on: the shapes, and every triple; of a literal that no rule looks into, its form."""
    lines = sorted(_form(line, shapes.looked_at) for line in told.lines.splitlines())
    return digest([shapes.digest, lines])


def _form(line: bytes, looked_at: frozenset[str] | None) -> bytes:
    subject, predicate, value = line.split(b" ", 2)
    if looked_at is None or not value.startswith(b'"') or predicate[1:-1].decode() in looked_at:
        return line
    text, _, kind = value.rpartition(b'"')
    datatype = URIRef(kind[3:-3].decode()) if kind.startswith(b"^^") else None
    wrong = datatype is not None and Literal(text[1:].decode(), datatype=datatype).ill_typed
    return b" ".join([subject, predicate, kind, b"wrong" if wrong else b""])
