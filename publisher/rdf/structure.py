"""Structure: optional columns of observations as attributes of the data cube, beside those of ``vocab/cube.ttl``.

https://www.w3.org/TR/vocab-data-cube/#dsd-dsd
"""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import RDF, RDFS, XSD, Graph, URIRef
from rdflib import Literal as Value

from publisher.cube import property_of
from publisher.model import Column
from publisher.rdf.authority import QB
from publisher.rdf.parties import put, tagged
from publisher.tables import kind
from publisher.uris import Uris

#: ``qb:order`` of the last component that ``cube.ttl`` has.
LAST = 16


def optional_to_rdf(columns: Iterable[Column], graph: Graph, uris: Uris) -> None:
    """An attribute and its place in the structure for each column, labelled and explained as its schema does."""
    whole = URIRef(uris.id("structure", "observations"))
    for order, column in enumerate(columns, LAST + 1):
        component = URIRef(uris.id("structure", f"observations.{column.name.replace('_', '-')}"))
        said = URIRef(uris.id("term", property_of(column.name)[1]))
        put(graph, whole, QB.component, component)
        put(graph, component, RDF.type, QB.ComponentSpecification)
        put(graph, component, QB.attribute, said)
        put(graph, component, QB.componentRequired, Value(False))
        put(graph, component, QB.order, Value(order))
        put(graph, said, RDF.type, RDF.Property, QB.AttributeProperty)
        put(graph, said, RDFS.range, XSD[kind(column).xsd])
        put(graph, said, RDFS.label, *tagged(column.title))
        put(graph, said, RDFS.comment, *tagged(column.description))
