"""CSV of what the explorer shows, whole: every row of a table, view, ready question or SQL, or a refusal in words.

Datasette cuts CSV at its row limit and says nothing. Here it is asked, as JSON, which SQL the address stands for; that
is run to its end, on a connection within the same bounds, before the first byte is sent.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import parse_qsl, urlencode

from publisher.formulas import guarded
from publisher.phrases import tell
from publisher.web.explore import bounds
from publisher.web.explore.asked import Asked
from publisher.web.problems import ProblemError

#: Seconds of processor that the rows of a CSV may take, bytes that it may have, and how many are made at once.
SECONDS = 20
LARGEST = 100_000_000
AT_ONCE = 2

#: Parameters that say how Datasette is to write, not which rows.
WRITING = frozenset(
    {
        "_size", "_shape", "_json", "_json_infinity", "_nl", "_stream", "_dl", "_header", "_labels", "_label",
        "_trace", "_extra", "_ttl", "_nofacet", "_facet", "_facet_size", "_facet_array", "_facet_date", "_nocount",
        "_nosuggest", "_timelimit", "_stored",
    }
)  # fmt: skip

_making = asyncio.Semaphore(AT_ONCE)


async def answer(asked: Asked, send: Any) -> None:
    """Answer with the CSV of a selection.

    ``_size=`` a number gives that many rows, ``max`` and nothing give all; ``_labels=on`` (or ``_label=column``) puts
    the name beside each code, ``_header=off`` leaves the names of columns out, ``_dl=1`` makes it a file to keep,
    ``_stored=1`` gives texts as they are stored, also those that a spreadsheet would run.

    Raises:
        ProblemError: no SQL was given, it takes too long or is too large, or too many are asking.
    """
    described = asked.path.removesuffix(".csv").strip("/")
    if described.startswith("-") or not described or described.count("/") > 1:
        await asked.answer(send)  # pages about Datasette have none; a row is whole as it is
        return
    parameters = parse_qsl(asked.query.decode("latin-1"), keep_blank_values=True)
    how = {name: value for name, value in reversed(parameters) if name in WRITING}
    rows = _most(how.get("_size", "max"))
    kept = [(name, value) for name, value in parameters if name not in WRITING]
    if "/" not in described and not any(name == "sql" and value for name, value in kept):
        detail = tell("Write the question: ?sql=SELECT …, or choose a table. The whole database is there as .db.")
        raise ProblemError(400, detail)
    query = urlencode([*kept, ("_size", "0"), ("_nocount", "1"), ("_nofacet", "1")]).encode()
    caught = _Caught()
    await asked.answer(caught.send, asked.path.removesuffix(".csv") + ".json", query)
    if caught.status in (301, 302):
        await caught.hand_on(send)
        return
    selection = json.loads(caught.body)
    if caught.status != 200:
        raise ProblemError(caught.status, bounds.apart(str(selection.get("error"))))
    if _making.locked():
        detail = tell("Several are fetching right now. Wait a moment and try again, or fetch the files from /en/data.")
        raise ProblemError(503, detail)
    async with _making:
        database = f"file:{asked.datasette.get_database(selection['database']).path}?immutable=1"
        file = await asyncio.to_thread(_written, database, selection, rows, how)
        with file:
            await _send(file, selection, how, asked.licences(), send)


def _most(asked: str) -> int:
    """How many rows, -1 for all."""
    if asked in ("max", ""):
        return -1
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        raise ProblemError(400, tell("_size is a number of rows, or max."))
    return int(asked)


def _written(place: str, selection: Mapping[str, Any], rows: int, how: Mapping[str, str]) -> IO[bytes]:
    """The CSV in a temporary file, read from its start."""
    connection = sqlite3.connect(place, uri=True)
    file: IO[bytes] = SpooledTemporaryFile(max_size=4_000_000)  # noqa: SIM115
    try:
        bounds.prepare(connection)
        connection.text_factory = lambda data: str(data, "utf-8", "replace")
        until = time.thread_time() + SECONDS
        connection.set_progress_handler(lambda: time.thread_time() > until, 10_000)
        cursor = connection.execute(_all(selection, rows), _values(selection))
        names = [column[0] for column in cursor.description]
        labels = _labels(connection, selection, names, how)
        text = io.StringIO()
        writer = csv.writer(text)
        keep: Callable[[object], object] = (lambda cell: cell) if how.get("_stored") else guarded
        if how.get("_header") != "off":
            headings = [[name, f"{name}_label"] if name in labels else [name] for name in names]
            writer.writerow([keep(name) for pair in headings for name in pair])
        looked_up = [labels.get(name) for name in names]
        for count, cells in enumerate(cursor):
            if count == rows:
                break
            writer.writerow([keep(_plain(cell)) for cell in _with_labels(cells, looked_up)])
            if text.tell() > 200_000:
                _put(file, text)
                if time.thread_time() > until:
                    raise _too_much()
        _put(file, text)
    except sqlite3.Error as error:
        file.close()
        if str(error) == "interrupted":
            raise _too_much() from None
        said = bounds.TOO_LONG if "too big" in str(error) else f"SQL: {error}"
        raise ProblemError(400, bounds.apart(said)) from None
    except BaseException:
        file.close()
        raise
    finally:
        connection.close()
    file.seek(0)
    return file


def _all(selection: Mapping[str, Any], rows: int) -> str:
    """The SQL of a selection without the limit that Datasette put at its end."""
    sql: str = selection["query"]["sql"]
    if not selection.get("table"):
        return sql
    before, _, after = sql.rpartition(" limit ")
    return f"{before} limit {rows}{after.removeprefix('1')}"


class _Values(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return ""  # as Datasette has it for a parameter nobody gave


def _values(selection: Mapping[str, Any]) -> _Values:
    return _Values(selection["query"].get("params") or {})


Lookup = Callable[[object], object]


def _labels(
    connection: sqlite3.Connection, selection: Mapping[str, Any], names: Sequence[str], how: Mapping[str, str]
) -> dict[str, Lookup]:
    """For columns that point to another table, how a value's name there is found; none unless asked for."""
    if how.get("_labels", "").lower() not in ("on", "true", "1") and "_label" not in how:
        return {}
    found: dict[str, Lookup] = {}
    for key, label in selection.get("expandable_columns") or []:
        if key["column"] in names and how.get("_label", key["column"]) == key["column"]:
            found[key["column"]] = _lookup(connection, key["other_table"], key["other_column"], label)
    return found


def _lookup(connection: sqlite3.Connection, table: str, column: str, label: str | None) -> Lookup:
    def named(name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    sql = f"SELECT {named(label or column)} FROM {named(table)} WHERE {named(column)} = ?"  # noqa: S608

    @cache
    def look(value: object) -> object:
        row = connection.execute(sql, [value]).fetchone() if value is not None else None
        return row[0] if row else ""

    return look


def _with_labels(cells: Sequence[object], lookups: Sequence[Lookup | None]) -> list[object]:
    found: list[object] = []
    for cell, lookup in zip(cells, lookups, strict=True):
        found += [cell] if lookup is None else [cell, lookup(cell)]
    return found


def _plain(cell: object) -> object:
    """A blob as hexadecimal digits."""
    return cell.hex() if isinstance(cell, bytes) else cell


def _put(file: IO[bytes], text: io.StringIO) -> None:
    file.write(text.getvalue().encode("utf-8", "replace"))
    text.seek(0)
    text.truncate()
    if file.tell() > LARGEST:
        raise _too_much()


def _too_much() -> ProblemError:
    detail = tell(
        "The answer is larger than {largest} MB or takes more than {seconds} seconds, and a part of it "
        "would help nobody. Choose fewer rows or columns, or fetch the files from /en/data.",
        largest=LARGEST // 1000000,
        seconds=SECONDS,
    )
    return ProblemError(400, detail, bytes=LARGEST, seconds=SECONDS)


async def _send(
    file: IO[bytes], selection: Mapping[str, Any], how: Mapping[str, str], links: list[tuple[bytes, bytes]], send: Any
) -> None:
    length = file.seek(0, io.SEEK_END)
    file.seek(0)
    headers = [(b"content-type", b"text/csv; charset=utf-8"), (b"content-length", str(length).encode()), *links]
    if how.get("_dl"):
        name = "".join(c for c in str(selection.get("table") or selection["database"]) if c.isalnum() or c in "-_")
        headers.append((b"content-disposition", f'attachment; filename="{name}.csv"'.encode("ascii", "ignore")))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    while part := file.read(256 * 1024):
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


class _Caught:
    """An answer that is kept instead of sent."""

    def __init__(self) -> None:
        self.status, self.body = 0, b""
        self.headers: list[tuple[bytes, bytes]] = []

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    async def hand_on(self, send: Any) -> None:
        """Send a redirect after all; it leads to CSV."""
        headers = [
            (name, value.replace(b".json", b".csv", 1) if name == b"location" else value)
            for name, value in self.headers
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})
