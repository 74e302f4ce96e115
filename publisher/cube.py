"""What an observation says as RDF Data Cube, and one of them at a time; :mod:`publisher.rdf.dump` writes millions.

The structure is ``vocab/cube.ttl``: https://www.w3.org/TR/vocab-data-cube/. Every value, numbers too,
is written with its datatype, so that ``47`` is the decimal it is in both syntaxes. A missing value has
the datatype ``cube:Undefined`` (https://cube.link/): it can be asked for and never counts as zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from publisher.model import KEY_COLUMNS, Column, Indicator
from publisher.tables import kind
from publisher.tables.observed import Observed
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pyoxigraph

NAMESPACES = {
    "cube": "https://cube.link/",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-code": "http://purl.org/linked-data/sdmx/2009/code#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
#: Observation statuses that the SDMX code list in RDF (2009) knows.
SDMX_STATUSES = frozenset("ABEFIMPS")
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
#: Local names that Turtle takes without escapes.
_PLAIN = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")

Term = Callable[[str], str]


@dataclass(frozen=True)
class Syntax:
    """How a term is written: prefixed in Turtle, spelled out in N-Triples.

    Attributes:
        prefixes: prefix to namespace; empty for N-Triples.
    """

    prefixes: Mapping[str, str]

    def iri(self, prefix: str, namespace: str, local: str) -> str:
        """An IRI; prefixed where the syntax has prefixes and the local name needs no escape."""
        return f"{prefix}:{local}" if prefix in self.prefixes and _PLAIN.fullmatch(local) else f"<{namespace}{local}>"

    def known(self, name: str) -> str:
        """An IRI of :data:`NAMESPACES` by its prefixed name, ``qb:Observation``."""
        prefix, _, local = name.partition(":")
        return self.iri(prefix, NAMESPACES[prefix], local)


N_TRIPLES = Syntax({})


def turtle(uris: Uris) -> Syntax:
    """Turtle with the prefixes of SDMX, Data Cube and our own kinds of things."""
    kinds = ("area", "concept", "dataset", "indicator", "observation", "period", "source", "status", "term")
    return Syntax(NAMESPACES | {kind: uris.id(kind, "") for kind in kinds})


@dataclass(frozen=True, kw_only=True)
class Component:
    """One property of an observation."""

    predicate: str  #: as the syntax writes it
    columns: tuple[str, ...]  #: what the term is made of; several are joined by :data:`JOINED_BY`
    term: Term | None = None  #: text to term; '' for none
    datatype: str | None = None  #: instead of a term: the column's text as a literal of this datatype
    absent: str = ""  #: what is written when the column is empty; '' leaves the property out
    only: frozenset[str] | None = None  #: the indicators whose observations may have it; None: all


#: Stands between the texts of several columns; no code holds it.
JOINED_BY = "\x1f"


#: Column to the property that says it, and what its codes are codes of: a kind of things of ours or a foreign
#: namespace, with what stands before the code. A column that is not here is said by a term of its own name.
PROPERTIES: Mapping[str, tuple[str, str, str]] = {
    "indicator": ("term:indicator", "indicator", ""),
    "area": ("sdmx-dimension:refArea", "area", ""),
    "period": ("sdmx-dimension:refPeriod", "period", ""),
    "sex": ("sdmx-dimension:sex", "sdmx-code", "sex-"),
    "service_area": ("term:breakdown", "concept", "service-area."),
    "value": ("sdmx-measure:obsValue", "", ""),
    "status": ("term:status", "status", ""),
    "source": ("prov:hadPrimarySource", "source", "{dataset}."),
    "note": ("term:noteId", "", ""),
}


def property_of(name: str) -> tuple[str, str, str, str]:
    """What says a column of observations: prefix and local name, and what its codes are of, as in :data:`PROPERTIES`.

    ``source_place`` is said by ``term:sourcePlace``.
    """
    first, *rest = name.split("_")
    said, kind_of, before = PROPERTIES.get(name, (f"term:{first}{''.join(map(str.title, rest))}", "", ""))
    prefix, _, local = said.partition(":")
    return prefix, local, kind_of, before


class Cube:
    """How observations of one dataset are written in one syntax."""

    def __init__(self, dataset: str, vocabulary: Vocabulary, uris: Uris, syntax: Syntax):
        self.dataset, self.vocabulary, self.uris, self.syntax = dataset, vocabulary, uris, syntax
        known = vocabulary.indicators
        self.scales = {i.id: scale for i in known.values() if (scale := scale_of(i, vocabulary))}
        self.rescaled = {i.id: i for i in known.values() if i.rescaled}
        self.components = tuple(self._components())

    def of(self, kind: str, prefix: str = "") -> Term:
        """Texts to IRIs of ours of one kind."""
        namespace = self.uris.id(kind, "")

        def term(text: str) -> str:
            local = self.uris.id(kind, prefix + text).removeprefix(namespace)
            return self.syntax.iri(kind, namespace, local) if text else ""

        return term

    def _components(self) -> Iterator[Component]:
        """A component for each column, and what follows from unit, status and step, in the order of ``cube.ttl``."""
        known, own = self.syntax.known, self.of("term")
        unit = self.of("concept", "unit.")
        units = {i.id: i.unit for i in self.vocabulary.indicators.values()}
        for column in Observed.of(self.vocabulary.tables).columns:
            if column.name == "status":
                yield Component(
                    predicate=known("sdmx-attribute:unitMeasure"),
                    columns=("indicator", "period") if self.rescaled else ("indicator",),
                    term=lambda joined: unit(self._unit(joined, units)),
                )
                yield Component(
                    predicate=known("sdmx-attribute:obsStatus"),
                    columns=("status",),
                    term=lambda code: known(f"sdmx-code:obsStatus-{self.sdmx_status(code)}"),
                )
            yield self._component(column)
            if column.name == "status":
                stepped = frozenset({*self.scales, *self.rescaled})
                yield Component(predicate=own("step"), columns=self._stepped, term=self._step, only=stepped)

    def _component(self, column: Column) -> Component:
        prefix, name, kind_of, before = property_of(column.name)
        predicate = self.of("term")(name) if prefix == "term" else self.syntax.known(f"{prefix}:{name}")
        if column.type in ("number", "integer"):
            absent = f'""^^{self.syntax.known("cube:Undefined")}' if column.name == "value" else ""
            datatype = self.syntax.known(f"xsd:{kind(column).xsd}")
            return Component(predicate=predicate, columns=(column.name,), datatype=datatype, absent=absent)
        before = before.format(dataset=self.dataset)
        term = (
            literal if not kind_of
            else self.of(kind_of, before) if kind_of not in NAMESPACES
            else lambda text: self.syntax.known(f"{kind_of}:{before}{text}")
        )  # fmt: skip
        return Component(predicate=predicate, columns=(column.name,), term=term)

    def sdmx_status(self, code: str) -> str:
        """Code of SDMX's list as RDF has it: A when all is well, M for whatever leaves no value."""
        status = self.vocabulary.statuses.get(code)
        if not code:
            return "A"
        if status is None or status.missing:
            return "M"
        return status.sdmx if status.sdmx in SDMX_STATUSES else "A"

    @property
    def _stepped(self) -> tuple[str, ...]:
        return ("indicator", "value", "period") if self.rescaled else ("indicator", "value")

    def _unit(self, joined: str, units: Mapping[str, str]) -> str:
        indicator, _, period = joined.partition(JOINED_BY)
        return self.rescaled[indicator].at(period).unit if indicator in self.rescaled else units.get(indicator, "")

    def _step(self, joined: str) -> str:
        indicator, value, period = (*joined.split(JOINED_BY), "")[:3]
        scale = self.scales.get(indicator)
        if indicator in self.rescaled:
            scale = scale_of(self.rescaled[indicator].at(period), self.vocabulary)
        return self.of("concept", f"{scale}.")(value) if scale and value else ""

    def subject(self, key: str) -> str:
        """The IRI of an observation, given its key joined by dots."""
        return self.of("observation", f"{self.dataset}.")(key)

    @property
    def head(self) -> tuple[tuple[str, str], ...]:
        """What is said of every observation: predicate and object."""
        kind = "a" if self.syntax.prefixes else f"<{_RDF_TYPE}>"
        return (
            (kind, self.syntax.known("qb:Observation")),
            (self.syntax.known("qb:dataSet"), self.of("dataset")(self.dataset)),
        )


def scale_of(indicator: Indicator, vocabulary: Vocabulary) -> str | None:
    """The scheme whose concepts are an indicator's steps: ``scale-breddinforande``; None when it has none."""
    steps = {str(step.code): dict(step.label) for step in indicator.steps}
    for scheme, concepts in vocabulary.concepts.items():
        if scheme.startswith("scale-") and steps == {code: dict(c.label) for code, c in concepts.items()}:
            return scheme if steps else None
    return None


def literal(text: str) -> str:
    """A text as a literal without datatype; '' for none."""
    if not text:
        return ""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def number(text: str) -> str:
    """A number without exponent, which xsd:decimal does not know."""
    return format(Decimal(text), "f") if "e" in text.lower() else text


def observation(cube: Cube, row: Mapping[str, str]) -> str:
    """One observation as N-Triples lines, the same that :func:`write` gives.

    Args:
        cube: a cube in :data:`N_TRIPLES`.
        row: the columns of ``observations.csv`` as text, '' for none.
    """
    subject = cube.subject(".".join(row[name] for name in KEY_COLUMNS))
    lines = [f"{subject} {predicate} {thing} .\n" for predicate, thing in cube.head]
    for component in cube.components:
        text = JOINED_BY.join(row[name] for name in component.columns)
        if component.term is not None:
            thing = component.term(text)
        else:
            thing = f'"{number(text)}"^^{component.datatype}' if text else component.absent
        if thing:
            lines.append(f"{subject} {component.predicate} {thing} .\n")
    return "".join(lines)


def observation_triples(cube: Cube, row: Mapping[str, str]) -> list[pyoxigraph.Triple]:
    """One observation as triples."""
    import pyoxigraph as ox

    found = ox.parse(observation(cube, row), format=ox.RdfFormat.N_TRIPLES)
    return [ox.Triple(t.subject, t.predicate, t.object) for t in found]
