"""Why a SPARQL query gets no answer, and what to do instead."""

from __future__ import annotations

from publisher.model import Text
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
    "syntax": (400, {"sv": "Frågan är inte SPARQL 1.1: %s", "en": "The query is not SPARQL 1.1: %s"}),
    "update": (
        403,
        {
            "sv": "Här kan man bara fråga: SELECT, ASK, CONSTRUCT eller DESCRIBE.",
            "en": "Only queries are answered here: SELECT, ASK, CONSTRUCT or DESCRIBE.",
        },
    ),
    "federation": (
        403,
        {
            "sv": "SERVICE är avstängt: frågor skickas inte vidare till andra tjänster. Ställ frågan härifrån till dem "
            "var för sig och slå ihop svaren hos dig.",
            "en": "SERVICE is off: queries are not passed on to other services. Ask each of them and join the answers "
            "at your end.",
        },
    ),
    "dataset": (
        403,
        {
            "sv": "FROM, default-graph-uri och named-graph-uri är avstängda: allt finns redan i den enda grafen här. "
            "Stryk dem ur frågan.",
            "en": "FROM, default-graph-uri and named-graph-uri are off: everything is in the one graph here. Leave "
            "them out of the query.",
        },
    ),
    "too-long": (
        413,
        {"sv": f"Frågan får ha högst {LONGEST} tecken.", "en": f"A query may have at most {LONGEST} characters."},
    ),
    "too-slow": (
        422,
        {
            "sv": f"Frågan avbröts efter {SECONDS:g} sekunder. Begränsa den till färre nyckeltal, perioder eller "
            "områden, eller hämta hela filerna; /void säger var.",
            "en": f"The query was cut off after {SECONDS:g} seconds. Narrow it to fewer indicators, periods or areas, "
            "or download the files; /void says where.",
        },
    ),
    "too-many": (
        422,
        {
            "sv": f"Svaret har fler än {ROWS} rader. Dela upp det med LIMIT och OFFSET, eller hämta hela filerna; "
            "/void säger var.",
            "en": f"The answer has more than {ROWS} rows. Split it with LIMIT and OFFSET, or download the files; "
            "/void says where.",
        },
    ),
    "unacceptable": (
        406,
        {
            "sv": "Det svaret finns som: %s.",
            "en": "That answer is available as: %s.",
        },
    ),
    "busy": (
        503,
        {
            "sv": f"{AT_ONCE} frågor körs och flera väntar. Försök igen om en stund.",
            "en": f"{AT_ONCE} queries are running and more are waiting. Try again in a moment.",
        },
    ),
    "opening": (
        503,
        {
            "sv": f"Utgåvans databas var inte öppen efter {OPENING:g} sekunder. Försök igen om en stund.",
            "en": f"The edition's store was not open after {OPENING:g} seconds. Try again in a moment.",
        },
    ),
    "not-made": (
        501,
        {
            "sv": "Utgåvan är för stor för att frågas så här. Samma tripplar finns som filer, /void säger var; "
            "siffror fås ur /api/v1/observations. Den som driver tjänsten kan slå på frågor med PUBLISHER_SPARQL=1.",
            "en": "The edition is too large to be asked like this. The same triples are had as files, /void says "
            "where; figures from /api/v1/observations. Who runs the service can turn queries on: PUBLISHER_SPARQL=1.",
        },
    ),
    "failed": (422, {"sv": "Frågan gick inte att köra: %s", "en": "The query could not be run: %s"}),
}


def refusal(error: QueryRefused) -> ProblemError:
    """A refused query as a problem that says the bound and the next step."""
    status, text = REFUSALS[error.reason]
    told = error.message[:500]
    if error.reason == "unacceptable":
        told = ", ".join(dict.fromkeys([*TABLE_TYPES, *GRAPH_TYPES]))
    detail = {code: words % told if "%s" in words else words for code, words in text.items()}
    title: Text | None = {"sv": "Avstängt här", "en": "Turned off here"} if status == 403 else None
    if error.reason in ("too-slow", "too-many"):
        return ProblemError(status, detail, title, reason=error.reason, seconds=SECONDS, rows=ROWS)
    return ProblemError(status, detail, title, reason=error.reason)
