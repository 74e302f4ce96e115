"""A stand-in for the search index that a CKAN wants beside it: keeps documents, gives them back by id, name or type.

Started as ``python search_index.py PORT``. It knows no more of Solr's language than a harvest asks: the schema's
name, adding, deleting by id, and selecting.
"""

from __future__ import annotations

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

DOCUMENTS: dict[str, dict[str, Any]] = {}
#: Conditions of a query that are looked at; all others are taken for met.
_TERM = re.compile(r'(?<!-)\b(dataset_type|name|id):"?([\w-]+)"?')


def fits(document: dict[str, Any], query: str) -> bool:
    """Whether a document has one of the values that a query names, for each field that it names."""
    wanted: dict[str, set[str]] = {}
    for field, value in _TERM.findall(query):
        wanted.setdefault("id or name" if field in ("id", "name") else field, set()).add(value)
    return all(
        values & ({document.get("id"), document.get("name")} if field == "id or name" else {document.get(field)})
        for field, values in wanted.items()
    )


class Index(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path.rstrip("/").endswith("/select"):
            return self.select(parse_qs(address.query))
        return self.answer(b'<schema name="ckan-2.11" version="1.6"/>', "application/xml")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        address = urlsplit(self.path)
        if address.path.rstrip("/").endswith("/select"):
            return self.select(parse_qs(body))
        if body.lstrip().startswith("["):
            DOCUMENTS.update({document["id"]: document for document in json.loads(body)})
        elif "<delete>" in body:
            for id in [id for id, document in DOCUMENTS.items() if fits(document, body)]:
                del DOCUMENTS[id]
        return self.answer(b'{"responseHeader": {"status": 0, "QTime": 0}}')

    def select(self, asked: dict[str, list[str]]) -> None:
        query = " ".join([*asked.get("q", []), *asked.get("fq", [])])
        found = [document for document in DOCUMENTS.values() if fits(document, query)]
        first, rows = int(asked.get("start", ["0"])[0]), int(asked.get("rows", ["10"])[0])
        said = {"numFound": len(found), "start": first, "docs": found[first : first + rows]}
        self.answer(json.dumps({"responseHeader": {"status": 0, "QTime": 0}, "response": said}).encode())

    def answer(self, body: bytes, kind: str = "application/json") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the test has no use for it."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Index).serve_forever()
