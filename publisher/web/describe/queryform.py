"""The page on which people ask in SPARQL: a form, examples, and the answer as a table. Needs no script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from litestar import Request

from publisher.model import Text, localised
from publisher.phrases import tell
from publisher.reader import Reader
from publisher.sparql import ROWS, SECONDS, Answered, QueryRefused
from publisher.web.describe.refusals import refusal
from publisher.web.describe.wording import texts
from publisher.web.finished import Finished
from publisher.web.pages.view import Crumb, View
from publisher.web.problems import language

#: Rows of an answer that a page shows.
SHOWN = 500


@dataclass(frozen=True)
class Result:
    """What a query gave, as the page shows it."""

    header: Sequence[str] = ()
    rows: Sequence[Sequence[tuple[str, str]]] = ()  #: text and address of each cell
    told: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Example:
    """A question to start from: one file of ``questions/``."""

    key: str
    title: Text
    query: str


#: The first line of a question in each language: its title.
_TITLE = re.compile(r"# ([a-z]{2}): (.*)")
#: Where a site has no questions of its own.
_ANY = Example(
    key="any",
    title=tell("Any ten values"),
    query="SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 10\n",
)


@lru_cache(4)
def examples(site: Path) -> tuple[Example, ...]:
    """The site's example questions (``datasette_config/questions/*.rq``); their first lines are their titles."""
    found = []
    for file in sorted((site / "questions").glob("*.rq")):
        lines = file.read_text(encoding="utf-8").splitlines()
        title = {said[1]: said[2] for line in lines if (said := _TITLE.fullmatch(line))}
        body = "\n".join(line for line in lines if not _TITLE.fullmatch(line))
        found.append(Example(key=file.stem, title=title, query=body.strip() + "\n"))
    return tuple(found) or (_ANY,)


def page(request: Request[Any, Any, Any], query: str = "", status: int = 200, result: Result | None = None) -> Finished:
    """The form, with what the query in it gave."""
    view = View(request)
    view.language = language(request)
    words = texts(view.language)
    chosen = examples(view.reader.site)
    return view.page(
        "sparql.html",
        title=words["sparql"],
        description=words["sparql-about"],
        crumbs=[Crumb(words["catalogue"], view.href("/catalog"))],
        robots=False,
        status=status,
        t=words,
        bounds=words["sparql-bounds"] % (f"{SECONDS:g}", view.words.number(ROWS)),
        examples=[(e, view.href("/sparql", query=e.query)) for e in chosen],
        query=query or chosen[0].query,
        forms=["json", "xml", "csv", "tsv", "ttl", "rdf", "jsonld", "nt"],
        headers={"Vary": "Accept, Accept-Language", **({} if status == 200 else {"Cache-Control": "no-store"})},
        result=result or Result(),
    )


def answer(request: Request[Any, Any, Any], reader: Reader, query: str, ask: Callable[[], Answered]) -> Finished:
    """The answer as a page: a table, a graph as Turtle, yes or no, or why there is none."""
    code = language(request)
    words = texts(code)
    try:
        answered = ask()
    except QueryRefused as error:
        found = refusal(error)
        return page(request, query, found.status, Result(refused=localised(found.detail, code)))
    if answered.kind == "graph":
        return page(request, query, result=Result(told=answered.body.decode()))
    document = json.loads(answered.body)
    if "boolean" in document:
        return page(request, query, result=Result(told=words["yes" if document["boolean"] else "no"]))
    names, bindings = document["head"]["vars"], document["results"]["bindings"]
    root, base = View(request).root, reader.edition.base_url
    rows = [[_cell(row.get(name), base, root) for name in names] for row in bindings[:SHOWN]]
    told = words["rows-shown"] % (SHOWN, len(bindings)) if len(bindings) > SHOWN else words["rows"] % len(bindings)
    return page(request, query, result=Result(header=names, rows=rows, told=told))


def _cell(term: dict[str, str] | None, base: str, root: str) -> tuple[str, str]:
    """Text and address of a cell."""
    if term is None:
        return "", ""
    if term["type"] != "uri":
        return term["value"], ""
    value = term["value"]
    if value.startswith(base + "/"):
        return value.removeprefix(base), root + value.removeprefix(base)
    return value, value if value.startswith(("http://", "https://")) else ""
