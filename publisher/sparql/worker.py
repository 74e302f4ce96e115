"""A process that answers SPARQL queries about one edition and may be killed at any moment.

Oxigraph has no time limit of its own, so a query runs where it can be stopped from outside:
:mod:`publisher.sparql` starts such processes, hands them queries as lines of JSON and kills them.
https://www.w3.org/TR/sparql11-query/ Results: https://www.w3.org/TR/sparql11-results-json/ and its siblings.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import resource
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from publisher.rdf import serialise
from publisher.rdf.descriptions import dumps
from publisher.sparql import sorting

#: Memory a worker may take beyond the store it maps, in bytes; a query that needs more fails alone.
MEMORY = 4 * 1024**3

#: Stores kept on disk: that of the current edition and of the one before, which may still be asked.
KEPT_STORES = 2

Solutions = Sequence[Sequence[object | None]]


def open_store(folder: Path, stores: Path) -> ox.Store:
    """The store of an edition, made of its dumps when it is not there yet.

    Args:
        folder: the edition's folder.
        stores: folder to keep stores in; when it cannot be written the store is made in memory.
    """
    files = [path for path in dumps(folder) if path.is_file()]
    place = stores / f"{folder.name}-{_digest(folder, files)[:16]}"
    try:
        stores.mkdir(parents=True, exist_ok=True)
        with (stores / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # one process makes it, the others wait
            if not place.is_dir():
                making = stores / "making"
                shutil.rmtree(making, ignore_errors=True)
                store = ox.Store(str(making))
                fill(store, files)
                store.optimize()  # else a name is looked for in the file of each dump
                store.flush()
                del store
                making.rename(place)
                _prune(stores, place)
        return ox.Store.read_only(str(place))
    except OSError as error:
        print(
            f"{stores}: no store of the edition {folder.name} can be kept there ({error.strerror or error}); it is "
            "made in memory, anew for each worker. Give the build folder a disk that can be written, with room for it.",
            file=sys.stderr,
        )
        store = ox.Store()
        fill(store, files)
        return store


def _digest(folder: Path, files: Sequence[Path]) -> str:
    manifest = folder / "manifest.json"
    return hashlib.sha256(
        manifest.read_bytes() if manifest.is_file() else b"".join(path.read_bytes() for path in files)
    ).hexdigest()


def fill(store: ox.Store, files: Sequence[Path]) -> None:
    """Load the files of N-Triples, some of them compressed."""
    for path in files:
        if path.suffix == ".gz":
            with gzip.open(path) as data:
                store.bulk_load(data, format=ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
        else:
            store.bulk_load(path=path, format=ox.RdfFormat.N_TRIPLES)


def _prune(stores: Path, newest: Path) -> None:
    others = sorted(
        (p for p in stores.iterdir() if p.is_dir() and p != newest), key=lambda p: p.stat().st_mtime, reverse=True
    )
    for old in others[KEPT_STORES - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def answer(store: ox.Store, request: dict[str, object]) -> tuple[dict[str, object], bytes]:
    """Run one query.

    Args:
        store: what to ask.
        request: ``query``, ``base``, ``rows`` (most rows or triples), ``table`` and ``graph`` (the forms wanted of
            solutions and of triples; None: neither is acceptable).

    Returns:
        A head with ``outcome`` (``ok``, ``syntax``, ``too-many``, ``unacceptable``, ``failed``) and what belongs to
        it, and the body.
    """
    bound, text = int(str(request["rows"])), str(request["query"])

    def ask(query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        return store.query(query, base_iri=str(request["base"]))

    try:
        ox.Store().query(text, base_iri=str(request["base"]))  # a mistake is told as it is in the query that was sent
        found = sorting.solved(text, ask, bound)
        if not isinstance(found, str):
            return _rows(*found, request["table"], bound)
        try:
            results = ask(found)
        except SyntaxError:
            results = ask(text)
        if isinstance(results, ox.QueryTriples):
            return _graph(results, request["graph"], bound)
        return _table(results, request["table"], bound)
    except SyntaxError as error:
        return {"outcome": "syntax", "message": str(error)}, b""
    except (OSError, RuntimeError, ValueError, MemoryError) as error:
        return {"outcome": "failed", "message": str(error)}, b""


def _graph(results: ox.QueryTriples, form: object, bound: int) -> tuple[dict[str, object], bytes]:
    if form is None:
        return {"outcome": "unacceptable", "kind": "graph"}, b""
    triples = []
    for triple in results:
        triples.append(triple)
        if len(triples) > bound:
            return {"outcome": "too-many"}, b""
    return {"outcome": "ok", "kind": "graph", "form": form}, serialise.write(serialise.ordered(triples), str(form))


def _table(results: object, form: object, bound: int) -> tuple[dict[str, object], bytes]:
    if form is None:
        return {"outcome": "unacceptable", "kind": "table"}, b""
    if isinstance(results, ox.QueryBoolean):
        return {"outcome": "ok", "kind": "table", "form": form}, BOOLEANS[str(form)](bool(results))
    assert isinstance(results, ox.QuerySolutions)
    names = [variable.value for variable in results.variables]
    return _rows(names, [tuple(solution) for solution in islice(results, bound + 1)], form, bound)


def _rows(names: Sequence[str], rows: Solutions, form: object, bound: int) -> tuple[dict[str, object], bytes]:
    if form is None:
        return {"outcome": "unacceptable", "kind": "table"}, b""
    if len(rows) > bound:
        return {"outcome": "too-many"}, b""
    head = {"outcome": "ok", "kind": "table", "form": form, "rows": len(rows)}
    return head, "".join(TABLES[str(form)](names, rows)).encode()


def _json(names: Sequence[str], rows: Solutions) -> Iterator[str]:
    bindings = [{n: _json_term(t) for n, t in zip(names, row, strict=True) if t is not None} for row in rows]
    yield json.dumps({"head": {"vars": list(names)}, "results": {"bindings": bindings}}, ensure_ascii=False)


def _json_term(term: object) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        found = {"type": "literal", "value": term.value}
        if term.language:
            return found | {"xml:lang": term.language}
        return found if term.datatype.value == serialise.XSD_STRING else found | {"datatype": term.datatype.value}
    return {"type": "bnode", "value": str(term).removeprefix("_:")}


_XML = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _xml(names: Sequence[str], rows: Solutions) -> Iterator[str]:
    yield _XML + "<head>" + "".join(f"<variable name={quoteattr(name)}/>" for name in names) + "</head><results>\n"
    for row in rows:
        cells = (
            f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
            for name, term in zip(names, row, strict=True)
            if term is not None
        )
        yield f"<result>{''.join(cells)}</result>\n"
    yield "</results></sparql>\n"


def _xml_term(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, ox.Literal):
        text = escape(serialise.clean(term.value), {"\r": "&#13;"})
        if term.language:
            return f"<literal xml:lang={quoteattr(term.language)}>{text}</literal>"
        if term.datatype.value == serialise.XSD_STRING:
            return f"<literal>{text}</literal>"
        return f"<literal datatype={quoteattr(term.datatype.value)}>{text}</literal>"
    return f"<bnode>{escape(str(term).removeprefix('_:'))}</bnode>"


def _csv(names: Sequence[str], rows: Solutions) -> Iterator[str]:
    yield ",".join(names) + "\r\n"
    for row in rows:
        yield ",".join(_csv_cell(term) for term in row) + "\r\n"


def _csv_cell(term: object) -> str:
    text = "" if term is None else term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in '",\r\n') else text


def _tsv(names: Sequence[str], rows: Solutions) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in names) + "\n"
    for row in rows:
        yield "\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row) + "\n"


#: Forms of a table of solutions.
TABLES: dict[str, Callable[[Sequence[str], Solutions], Iterator[str]]] = {
    "json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv,
}  # fmt: skip

#: Forms of a yes or no. CSV and TSV have none in the standard; this is what engines give.
BOOLEANS: dict[str, Callable[[bool], bytes]] = {
    "json": lambda yes: json.dumps({"head": {}, "boolean": yes}).encode(),
    "xml": lambda yes: f"{_XML}<head/><boolean>{str(yes).lower()}</boolean></sparql>\n".encode(),
    "csv": lambda yes: str(yes).lower().encode(),
    "tsv": lambda yes: str(yes).lower().encode(),
}


def main(folder: str, stores: str, only: str = "") -> None:
    """Open the store, say so, then answer a line of JSON after another until the input ends.

    Args:
        folder: the edition's folder.
        stores: folder to keep stores in.
        only: ``prepare`` to make the store, leaving the processor to others, and end.
    """
    if only == "prepare":
        os.nice(10)
        open_store(Path(folder), Path(stores))
        return
    out = sys.stdout.buffer
    store = open_store(Path(folder), Path(stores))
    _limit_memory()
    _open_nothing_more()
    _say(out.write, {"outcome": "ready"}, b"")
    out.flush()
    for line in sys.stdin.buffer:
        _say(out.write, *answer(store, json.loads(line)))
        out.flush()


def _limit_memory() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _open_nothing_more() -> None:
    """No file, and no connection to anybody, can be opened from here on, whatever a query says (``SERVICE``)."""
    with open(os.devnull) as first_free:
        resource.setrlimit(resource.RLIMIT_NOFILE, (first_free.fileno(), first_free.fileno()))


def _say(write: Callable[[bytes], object], head: dict[str, object], body: bytes) -> None:
    write(json.dumps(head | {"length": len(body)}).encode() + b"\n" + body)


if __name__ == "__main__":
    main(*sys.argv[1:4])
