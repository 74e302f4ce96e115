"""The files of an edition: packages whole and by version, downloads, vocabulary; with Range, ETag and true media types.

Only what the edition's manifest names is served, so a path can lead nowhere else.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec
from litestar import Request, asgi
from starlette.responses import FileResponse, RedirectResponse, Response

from publisher import formats, packed
from publisher.errors import NoEdition, NotThere
from publisher.phrases import tell
from publisher.uris import BAG, Uris
from publisher.web.conditions import http_date, judged, ranges
from publisher.web.gateway import COMPRESSIBLE, HEAD
from publisher.web.problems import KNOWN, ProblemError, refuse_pruned, withdrawn
from publisher.web.unpacked import Unpacked

if TYPE_CHECKING:
    from litestar.types import Receive, Scope, Send

    from publisher.model import Text
    from publisher.reader import Reader
    from publisher.web.shelf import Shelf

logger = logging.getLogger("publisher.web")

#: Media types by the end of a file's name. Text is UTF-8, and says so.
MEDIA_TYPES = {
    ".cff": "application/yaml",
    ".csv": "text/csv; charset=utf-8",
    ".db": "application/vnd.sqlite3",
    ".geojson": "application/geo+json",
    ".gz": "application/gzip",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown; charset=utf-8",
    ".nt": "application/n-triples",
    ".parquet": "application/vnd.apache.parquet",
    ".rdf": "application/rdf+xml",
    ".ttl": "text/turtle; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
    ".zip": "application/zip",
}

#: Media types of files whose name says more than its end.
BY_NAME = {
    **{f".{form.extension}": form.content_type for form in formats.FORMATS.values() if form.key.startswith("sdmx")},
    ".csv-metadata.json": "application/csvm+json",
    "/croissant.json": 'application/ld+json; profile="http://mlcommons.org/croissant/1.1"',
}

#: Kinds of files that a browser had better keep than show; they are given a name that says where they come from.
KEPT = (".csv", ".db", ".geojson", ".gz", ".parquet", ".xlsx", ".zip")

ALLOWED = "GET, HEAD, OPTIONS"

#: A file of the whole edition by the edition's id: what is read in ranges must not become another file meanwhile.
DATED = re.compile(r"(downloads/[a-z][a-z0-9-]*?)-(\d{4}-\d\d-\d\d(?:\.\d+)?)(\.(?:db|parquet|csv\.gz))")

#: A path with a version in it never changes.
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"


@asgi(["/datapackages", "/downloads", "/vocab"], is_mount=True, copy_scope=True)
async def files(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a file of the current edition, or of the one that ``?utgava=`` names.

    Raises:
        NotThere: no such file or edition.
    """
    request: Request[Any, Any, Any] = Request(scope)
    shelf: Shelf = scope["litestar_app"].state.shelf
    asked = request.query_params.get("utgava")
    path = unquote(scope["raw_path"].split(b"?")[0].decode("latin-1")).strip("/")
    if dated := DATED.fullmatch(path):
        asked = dated[2]
        if asked not in shelf.ids():
            refuse_pruned(shelf.build, asked, shelf.current().edition.base_url)
            raise NotThere(f"There is no edition '{asked}'. There are: {', '.join(shelf.ids())}.")
        path = dated[1] + dated[3]
    reader = shelf.at(asked) if asked else shelf.current()
    if request.method == "OPTIONS":
        await Response(status_code=204, headers={"Allow": ALLOWED})(scope, receive, send)  # type: ignore[arg-type]
        return
    if request.method not in ("GET", "HEAD"):
        raise ProblemError(405, KNOWN[405][1], headers={"Allow": ALLOWED})
    response = answer(reader, path, request)
    heard, method = list(scope["headers"]), request.method
    try:
        if isinstance(response, FileResponse | Unpacked):
            heard = _ranged(response, heard)
            if HEAD in scope and int(response.headers["content-length"]) > FileResponse.chunk_size:
                method = "HEAD"  # nothing is read of a file that would not fit into one message
        await response({**scope, "headers": heard, "method": method}, receive, send)  # type: ignore[arg-type]
    finally:
        if isinstance(response, Unpacked):
            response.close()


def _ranged(response: FileResponse | Unpacked, headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of a request, ``Range`` only when it is one to answer.

    Raises:
        ProblemError: 416, nothing of the range is within the file.
    """
    asked = dict(headers)
    others = [header for header in headers if header[0] not in (b"range", b"if-range")]
    if b"range" not in asked:
        return others
    tag, modified = response.headers["etag"], response.headers["last-modified"]
    if asked.get(b"if-range", tag.encode()) not in (tag.encode(), modified.encode()):
        return others
    size = int(response.headers["content-length"])
    wanted = ranges(asked[b"range"].decode("latin-1"), size)
    if wanted is None:
        return others
    if not wanted:
        raise ProblemError(416, KNOWN[416][1], headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    written = ", ".join(f"{first}-{last}" for first, last in wanted)
    return [*others, (b"range", f"bytes={written}".encode())]


def answer(reader: Reader, path: str, request: Request[Any, Any, Any]) -> Response:
    """The response for a path relative to the edition's folder.

    Raises:
        ProblemError: 404, the edition has no such file; the message names what it has.
    """
    if path == "datapackages":
        return index(reader)
    if (digest := reader.files.get(path)) is None:
        if f"{path}/datapackage.json" in reader.files:
            base = request.app.state.shelf.current().edition.base_url
            return RedirectResponse(f"{base}/{path}/datapackage.json", 303)
        gone = reader.catalog.withdrawn.get(package_of(path.removeprefix("datapackages/").split("/")[0]))
        if gone is not None:
            raise withdrawn(gone, reader.edition.base_url)
        raise ProblemError(404, missing(reader, path))
    name = path.rpartition("/")[2]
    end = "." + name.rpartition(".")[2]
    parts = path.split("/")
    frozen = len(parts) > 3 and parts[0] == "datapackages"
    headers = {
        "ETag": f'"{digest[:32]}"',
        "Last-Modified": http_date(reader.edition.published),
        "Cache-Control": FOREVER if frozen else ASK_AGAIN,
    }
    if end == ".csv" and f"{path}-metadata.json" in reader.files:
        beside = path.rpartition("/")[0] + "/datapackage.json"
        described = [(f"{path}-metadata.json", BY_NAME[".csv-metadata.json"]), (beside, "application/json")]
        links = [
            f'<{reader.edition.base_url}/{file}>; rel="describedby"; type="{kind}"'
            for file, kind in described
            if file in reader.files
        ]
        of = parts[1].removesuffix(".csv")  # the dataset: downloads/NAME.csv, datapackages/NAME/…
        terms = [one.licence for one in reader.catalog.datasets if one.name == of]
        licences = [reader.catalog.licences[key] for key in terms if key in reader.catalog.licences]
        links += [f'<{Uris(reader.edition.base_url).licence(one)}>; rel="license"' for one in licences]
        headers["Link"] = ", ".join(links)
    whole = reader.catalog.whole
    if whole is not None and path in {one.path for one in whole.distributions}:
        stem, _, ends = name.partition(".")
        name = f"{stem}-{reader.edition.id}.{ends}"
        headers["Content-Location"] = f"{reader.edition.base_url}/downloads/{name}"
        ours = Uris(reader.edition.base_url).licence(reader.catalog.licences[whole.licence])
        told = f"{reader.edition.base_url}/id/dataset/{whole.name}"
        headers["Link"] = f'<{told}>; rel="describedby", <{ours}>; rel="license"'
    if end in KEPT:
        kept = name if "Content-Location" in headers else "-".join(parts[1:])
        headers["Content-Disposition"] = f'attachment; filename="{kept}"'
    by_name = next((kind for ending, kind in BY_NAME.items() if path.endswith(ending)), None)
    kind = by_name or MEDIA_TYPES.get(end, "application/octet-stream")
    if kind.encode().startswith(COMPRESSIBLE):
        headers["Vary"] = "Accept-Encoding"
    asked = dict(request.scope["headers"])
    if (status := judged(asked, headers["ETag"].encode(), headers["Last-Modified"].encode())) != 200:
        return Response(status_code=status, headers=headers if status == 304 else {"Cache-Control": "no-store"})
    try:
        stands = packed.at(reader.folder / path)
        if stands.suffix == packed.END:
            return Unpacked(stands, digest, kind, headers)
        return FileResponse(stands, media_type=kind, headers=headers, stat_result=stands.stat())
    except OSError as error:
        why = f"edition {reader.edition.id}: {path} cannot be read ({error.strerror})."
        logger.error("could not read a file of the edition", extra={"fields": {"reason": why}})
        raise NoEdition(why) from error


def package_of(name: str) -> str:
    """The package that a folder, a zip or a bag is of."""
    return name.removesuffix(BAG).removesuffix(".zip")


def index(reader: Reader) -> Response:
    """Every package with the addresses of its descriptor, its zip and its bag."""
    base = reader.edition.base_url
    listed = [
        {
            "name": d.name,
            "title": d.title,
            "version": d.version,
            "descriptor": f"{base}/datapackages/{d.name}/datapackage.json",
            "zip": f"{base}/datapackages/{d.name}.zip",
            "bag": f"{base}/datapackages/{d.name}-bag.zip",
        }
        for d in reader.catalog.datasets
    ]
    body = {"data": listed, "links": {}, "meta": {"edition": reader.edition.id, "count": len(listed)}}
    return Response(msgspec.json.encode(body), media_type="application/json")


def missing(reader: Reader, path: str) -> Text:
    """Why there is no such file, and what there is."""
    parts = path.split("/")
    known = {d.name: d for d in reader.catalog.datasets}
    if parts[0] == "datapackages" and package_of(parts[1]) not in known:
        return tell("There is no data package '{parts}'. There are: {known}.", parts=parts[1], known=", ".join(known))
    like = f"{'/'.join(parts[:2])}/" if parts[0] == "datapackages" else path.partition(".")[0] + "."
    beside = ", ".join(sorted(name for name in reader.files if name.startswith(like))[:16])
    return tell(
        "There is no file '{path}' in edition {id}.{beside} The files of all datasets are at /en/data.",
        path=path,
        id=reader.edition.id,
        beside=tell(" There are: {known}.", known=beside) if beside else "",
    )


ROUTES = [files]
