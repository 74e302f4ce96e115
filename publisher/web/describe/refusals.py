"""Why a SPARQL query gets no answer, and what to do instead."""

from __future__ import annotations

from publisher.model import Text
from publisher.phrases import tell
from publisher.sparql import AT_ONCE, LONGEST, OPENING, ROWS, SECONDS, QueryRefused
from publisher.web.problems import ProblemError

#: Media types by which clients ask for a table, and for a graph; the first of each form is sent.
TABLE_TYPES = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
GRAPH_TYPES = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
    "application/ld+json": "jsonld",
    "application/xml": "rdf",
    "application/json": "jsonld",
}

#: What clients write in ``format=`` besides our own names; what is not known is left to ``Accept``.
NAMES = {
    "turtle": "ttl",
    "n3": "ttl",
    "ntriples": "nt",
    "n-triples": "nt",
    "rdf+xml": "rdf",
    "rdfxml": "rdf",
    "json-ld": "jsonld",
    "sparql-results+json": "json",
    "sparql-results+xml": "xml",
}

#: Status and explanation of each way a query can be refused.
REFUSALS: dict[str, tuple[int, Text]] = {
    "syntax": (400, tell("The query is not SPARQL 1.1: %s")),
    "update": (403, tell("Only queries are answered here: SELECT, ASK, CONSTRUCT or DESCRIBE.")),
    "federation": (
        403,
        tell(
            "SERVICE is off: queries are not passed on to other services. Ask each of them and join the "
            "answers at your end."
        ),
    ),
    "dataset": (
        403,
        tell(
            "FROM, default-graph-uri and named-graph-uri are off: everything is in the one graph here. Leave "
            "them out of the query."
        ),
    ),
    "too-long": (413, tell("A query may have at most {longest} characters.", longest=LONGEST)),
    "too-slow": (
        422,
        tell(
            "The query was cut off after {seconds} seconds. Narrow it to fewer indicators, periods or areas, "
            "or download the files; /void says where.",
            seconds=f"{SECONDS:g}",
        ),
    ),
    "too-many": (
        422,
        tell(
            "The answer has more than {rows} rows. Split it with LIMIT and OFFSET, or download the files; "
            "/void says where.",
            rows=ROWS,
        ),
    ),
    "unacceptable": (406, tell("That answer is available as: %s.")),
    "busy": (503, tell("{at_once} queries are running and more are waiting. Try again in a moment.", at_once=AT_ONCE)),
    "opening": (
        503,
        tell(
            "The edition's store was not open after {opening} seconds. Try again in a moment.", opening=f"{OPENING:g}"
        ),
    ),
    "not-made": (
        501,
        tell(
            "The edition is too large to be asked like this. The same triples are had as files, /void says "
            "where; figures from /api/v1/observations. Who runs the service can turn queries on: PUBLISHER_SPARQL=1."
        ),
    ),
    "failed": (422, tell("The query could not be run: %s")),
}


def refusal(error: QueryRefused) -> ProblemError:
    """A refused query as a problem that says the bound and the next step."""
    status, text = REFUSALS[error.reason]
    told = error.message[:500]
    if error.reason == "unacceptable":
        told = ", ".join(dict.fromkeys([*TABLE_TYPES, *GRAPH_TYPES]))
    detail = {code: words % told if "%s" in words else words for code, words in text.items()}
    title: Text | None = tell("Turned off here") if status == 403 else None
    if error.reason in ("too-slow", "too-many"):
        return ProblemError(status, detail, title, reason=error.reason, seconds=SECONDS, rows=ROWS)
    return ProblemError(status, detail, title, reason=error.reason)
