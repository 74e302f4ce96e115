"""Stimulus grants as linked data: a programme as schema:MonetaryGrant, each amount as schema:MonetaryAmount.

https://schema.org/MonetaryGrant · https://schema.org/MonetaryAmount
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from publisher.connection import Connection
from publisher.grants.programme import Programme, Row, programmes
from publisher.model import Catalog, Text
from publisher.phrases import tell
from publisher.rdf.serialise import PREFIXES, RDF_TYPE
from publisher.uris import Uris

_DCTERMS, _XSD, _FOAF = (PREFIXES[name] for name in ("dcterms", "xsd", "foaf"))
_SCHEMA = "https://schema.org/"


#: What a dump of them is.
DUMP: Text = tell("The programmes and their amounts as linked data, with year, recipient, source and indicators.")


def triples(connection: Connection, catalog: Catalog, uris: Uris) -> Iterator[ox.Triple]:
    """What an edition says of programmes and their amounts."""
    for programme in programmes(connection, catalog):
        yield from _programme(programme, uris)
        for amount in programme.amounts:
            yield from _amount(programme, amount, uris)


def _programme(programme: Programme, uris: Uris) -> Iterator[ox.Triple]:
    row, node = programme.row, ox.NamedNode(uris.id("grant", programme.id))

    def say(predicate: str, thing: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(node, ox.NamedNode(predicate), thing)

    yield say(RDF_TYPE, ox.NamedNode(_SCHEMA + "MonetaryGrant"))
    yield say(_DCTERMS + "identifier", ox.Literal(programme.id))
    for language in ("sv", "en"):
        yield say(_DCTERMS + "title", ox.Literal(row[f"title_{language}"], language=language))
        if row[f"note_{language}"]:
            yield say(_DCTERMS + "description", ox.Literal(row[f"note_{language}"], language=language))
    yield say(_DCTERMS + "alternative", ox.Literal(row["official_title"], language="sv"))
    yield say(_DCTERMS + "temporal", ox.NamedNode(uris.id("period", row["year"])))
    yield say(_FOAF + "page", ox.NamedNode(uris.file(f"stimulansmedel/{programme.id}")))
    yield from (say(_DCTERMS + "source", source) for source in _source(programme, row))
    for purpose in programme.purposes:
        for indicator in (purpose["indicators"] or "").split():
            yield say(_DCTERMS + "subject", ox.NamedNode(uris.id("indicator", indicator)))
    for amount in programme.amounts:
        yield say(_DCTERMS + "hasPart", ox.NamedNode(uris.id("grant", amount["id"])))


def _amount(programme: Programme, amount: Row, uris: Uris) -> Iterator[ox.Triple]:
    node = ox.NamedNode(uris.id("grant", amount["id"]))

    def say(predicate: str, thing: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(node, ox.NamedNode(predicate), thing)

    yield say(RDF_TYPE, ox.NamedNode(_SCHEMA + "MonetaryAmount"))
    yield say(_DCTERMS + "isPartOf", ox.NamedNode(uris.id("grant", programme.id)))
    yield say(_DCTERMS + "identifier", ox.Literal(amount["id"]))
    yield say(_SCHEMA + "value", ox.Literal(str(amount["amount"]), datatype=ox.NamedNode(_XSD + "integer")))
    yield say(_SCHEMA + "currency", ox.Literal("SEK"))
    yield say(_SCHEMA + "name", ox.Literal(amount["kind"]))
    yield say(_SCHEMA + "valueReference", ox.Literal(amount["qualifier"]))
    if amount["recipient"]:
        yield say(_DCTERMS + "spatial", ox.NamedNode(uris.id("area", amount["recipient"])))
    yield from (say(_DCTERMS + "source", source) for source in _source(programme, amount))


def _source(programme: Programme, row: Row) -> Iterator[ox.NamedNode]:
    for source in programme.sources:
        if source["id"] == row["source"] and source["url"]:
            yield ox.NamedNode(source["url"])
