"""Saved queries: a query is its own id, so that nothing is kept here and it answers as long as the site does."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import msgspec

from publisher.doors.knocking import refused
from publisher.doors.pxweb.selecting import listing_of
from publisher.phrases import tell

#: Signs of an id, and bytes that one may hold.
LONGEST, LARGEST = 6000, 200_000
_NAMES = {"tableid": "tableId", "language": "language", "selection": "selection", "outputformat": "outputFormat",
          "outputformatparams": "outputFormatParams"}  # fmt: skip


def posted(body: bytes) -> dict[str, Any]:
    """A query that is to be saved, with its id.

    Raises:
        ProblemError: 400.
    """
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError):
        said = None
    query = read(said)
    whole = msgspec.json.encode(query, order="deterministic")
    id = urlsafe_b64encode(zlib.compress(whole, 9)).decode().rstrip("=")
    if len(id) > LONGEST or len(whole) > LARGEST:
        words = tell("the query is too large to be saved. Select by *, from() or a codelist.")
        raise refused("selection", words, bound=LONGEST)
    return {"id": id, **query}


def query_of(id: str) -> dict[str, Any]:
    """The query of an id.

    Raises:
        ProblemError: 404 for what is no id.
    """
    try:
        packed = urlsafe_b64decode(id[:LONGEST] + "=" * (-len(id) % 4))
        unpacker = zlib.decompressobj()
        whole = unpacker.decompress(packed, LARGEST)
        if not unpacker.eof:
            raise ValueError
        return {"id": id, **read(msgspec.json.decode(whole))}
    except (ValueError, zlib.error, msgspec.DecodeError, RecursionError):
        words = tell("there is no such saved query. Save it by a POST to /savedqueries.")
        raise refused(id[:40], words, 404, "Non-existent saved query", nearest=[]) from None


def read(said: Any) -> dict[str, Any]:
    """A query as it should be: names in any case, nothing beside them.

    Raises:
        ProblemError: 400.
    """
    given = {_NAMES[key]: value for name, value in said.items() if (key := str(name).casefold()) in _NAMES} if (
        isinstance(said, dict)) else {}  # fmt: skip
    params = given.get("outputFormatParams") or []
    texts = [given.get("tableId"), given.get("language") or "", given.get("outputFormat") or "", *(
        params if isinstance(params, list) else [None])]  # fmt: skip
    if not given.get("tableId") or not all(isinstance(text, str) and len(text) <= 200 for text in texts):
        example = '{"tableId": "…", "language": "sv", "selection": {"selection": []}}'
        raise refused("tableId", tell("write for example {example}.", example=example), title="Illegal saved query")
    selection = {"selection": []} if given.get("selection") is None else given["selection"]
    listing_of(selection)  # refuses what is no selection
    return {**{name: given[name] for name in _NAMES.values() if given.get(name)}, "selection": selection}
