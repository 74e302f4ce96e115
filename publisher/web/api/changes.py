"""``/api/v1/changes`` and ``/api/v1/editions``: what was public when, and what became of it."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec
from litestar import Response, get
from litestar.response import Stream

from publisher import model
from publisher.download import Cells, short
from publisher.model import Column
from publisher.tables import column
from publisher.web.api import asking, shapes
from publisher.web.api.answering import AnyRequest, Asked, ask
from publisher.web.api.listing import FORMATS, listed, text_cells, text_columns
from publisher.web.api.parameters import AREA, AS_OF, CHANGE, DATASET, INDICATOR, PAGING, SINCE
from publisher.web.api.query import refuse
from publisher.web.api.selecting import find_dataset

PATH = "/api/v1/changes"
PARAMETERS = (SINCE, DATASET, INDICATOR, AREA, CHANGE, AS_OF, *PAGING)
EDITIONS_PATH = "/api/v1/editions"
EDITIONS_PARAMETERS = PAGING

#: Columns of the table ``revisions`` that are told, in order.
TOLD = (
    "recorded, dataset, version, kind, indicator, area, period, sex, service_area, old_value, old_status, "
    "new_value, new_status, old_n, old_numerator, old_denominator, reason_sv, reason_en"
)


@get(PATH, name="api-changes")
async def changes(request: AnyRequest) -> Response[bytes] | Stream:
    """Revisions, newest first: old value, new value, day and reason."""
    asked = ask(request, PATH, PARAMETERS, FORMATS)
    conditions, values = _conditions(asked)
    sql = f"SELECT {TOLD} FROM revisions"  # noqa: S608
    if conditions:
        sql += f" WHERE {' AND '.join(conditions)}"
    sql += " ORDER BY recorded DESC, dataset, version DESC, indicator, period, area, sex, service_area"
    rows = asked.reader.connection.execute(sql, values).fetchall()
    left = []
    if not rows:
        words = {
            "sv": "Inga ändringar efter den första utgivningen är registrerade för urvalet.",
            "en": "No changes after the first publication are recorded for the selection.",
        }
        left.append({"code": "no-changes", "reason": asked.say(words)})
    title = {"sv": "Ändringar", "en": "Changes"}
    return await listed(
        asked,
        title,
        rows,
        _columns(asked.language),
        lambda row: _cells(asked, row),
        lambda row: _shape(asked, row),
        left_out=left,
        datasets={str(row[1]) for row in rows},
    )


def _conditions(asked: Asked) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    values: list[object] = []
    reader = asked.reader
    if since := asked.one("since"):
        try:
            values.append(date.fromisoformat(since).isoformat())
        except ValueError:
            raise refuse(SINCE, "Skriv en dag.", "Write a day.") from None
        conditions.append("recorded >= ?")
    if asked.as_of:
        conditions.append("recorded <= ?")
        values.append(asked.as_of)
    chosen = {
        "dataset": [find_dataset(reader, name).name for name in asked.many("dataset")],
        "indicator": [asking.indicator(reader, name).id for name in asked.many("indicator")],
        "area": [asking.area(reader, name).code for name in asked.many("area")],
        "kind": asked.many("kind"),
    }
    for name, codes in chosen.items():
        if codes:
            conditions.append(f"{name} IN ({', '.join('?' * len(codes))})")
            values += codes
    return conditions, values


def _columns(language: str) -> list[Column]:
    return [
        column(
            "recorded",
            "string",
            "registrerad",
            "recorded",
            "Dagen ändringen blev offentlig.",
            "Day it became public.",
            required=True,
        ),
        column("dataset", "string", "datamängd", "dataset", required=True),
        column("version", "string", "version", "version", required=True),
        column("kind", "string", "slag", "kind", required=True),
        column("indicator", "string", "nyckeltal", "indicator", required=True),
        column("area", "string", "område", "area", required=True),
        column("period", "string", "period", "period", required=True),
        column("sex", "string", "kön", "sex", required=True),
        column("service_area", "string", "verksamhetsområde", "service area", required=True),
        column("old_value", "number", "tidigare värde", "old value"),
        column("old_status", "string", "tidigare status", "old status"),
        column("new_value", "number", "nytt värde", "new value"),
        column("new_status", "string", "ny status", "new status"),
        column("old_n", "integer", "tidigare antal svar", "old number of answers"),
        column("old_numerator", "number", "tidigare täljare", "old numerator"),
        column("old_denominator", "number", "tidigare nämnare", "old denominator"),
        *text_columns(language, "reason", "skäl", "reason"),
    ]


def _cells(asked: Asked, row: tuple[object, ...]) -> Cells:
    cells = [short(cell) if isinstance(cell, float) else cell for cell in row[:16]]
    return [*cells, *text_cells(asked.language, {"sv": str(row[16]), "en": str(row[17])})]  # type: ignore[list-item]


def _shape(asked: Asked, row: tuple[object, ...]) -> shapes.Change:
    fields = [name.strip() for name in TOLD.split(",")][:16]
    told = dict(zip(fields, (short(c) if isinstance(c, float) else c for c in row[:16]), strict=True))
    return shapes.Change(**told, reason=asked.say({"sv": str(row[16]), "en": str(row[17])}))  # type: ignore[arg-type]


@get(EDITIONS_PATH, name="api-editions")
async def editions(request: AnyRequest) -> Response[bytes] | Stream:
    """Every edition that stands, newest first; ``as_of`` takes their ids."""
    asked = ask(request, EDITIONS_PATH, EDITIONS_PARAMETERS, FORMATS)
    shelf = request.app.state.shelf
    found = [_read(shelf.build / "editions" / id) for id in reversed(shelf.ids())]
    return await listed(
        asked,
        {"sv": "Utgåvor", "en": "Editions"},
        found,
        [
            column("id", "string", "id", "id", required=True),
            column("published", "string", "utgiven", "published", required=True),
            column("previous", "string", "föregående", "previous"),
            column(
                "checksum",
                "string",
                "kontrollsumma",
                "checksum",
                "SHA-256 av manifest.json.",
                "SHA-256 of manifest.json.",
            ),
            column("datasets", "string", "datamängder", "datasets", "Namn och version.", "Name and version."),
            *text_columns(asked.language, "summary", "sammanfattning", "summary"),
        ],
        lambda one: _edition_cells(asked, *one),
        lambda one: _edition_shape(asked, *one),
        datasets=(),
    )


@lru_cache(maxsize=256)
def _read(folder: Path) -> tuple[model.Edition, str]:
    """An edition and the checksum of its manifest; an edition never changes."""
    edition = msgspec.json.decode((folder / "edition.json").read_bytes(), type=model.Edition)
    manifest = folder / "manifest.json"
    return edition, hashlib.sha256(manifest.read_bytes()).hexdigest() if manifest.is_file() else ""


def _edition_cells(asked: Asked, edition: model.Edition, checksum: str) -> Cells:
    versions = " ".join(f"{name}={version}" for name, version in sorted(edition.datasets.items()))
    return [
        edition.id,
        edition.published,
        edition.previous,
        checksum,
        versions,
        *text_cells(asked.language, edition.summary),
    ]


def _edition_shape(asked: Asked, edition: model.Edition, checksum: str) -> shapes.Edition:
    return shapes.Edition(
        id=edition.id,
        published=edition.published,
        previous=edition.previous,
        current=edition.id == asked.reader.edition.id,
        checksum=checksum,
        datasets=dict(edition.datasets),
        summary=asked.say(edition.summary),
        reconstructed=edition.reconstructed,
        url=f"{asked.reader.edition.base_url}{asked.path.rpartition('/')[0]}/observations?as_of={edition.id}",
    )


ROUTES = [changes, editions]
