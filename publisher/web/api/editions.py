"""``/api/v1/editions``: what was public at which time."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any

import msgspec
from litestar import Response
from msgspec import Meta

from publisher import model
from publisher.phrases import tell
from publisher.web.api.answering import Asked, answers
from publisher.web.api.listing import Noun, field, listed
from publisher.web.api.parameters import PAGING
from publisher.web.api.shapes import Day, Said

Checksum = Annotated[str, Meta(description="SHA-256 of the edition's manifest, which lists every file with its own.")]
Afterwards = Annotated[
    bool, Meta(description="Made afterwards out of the revisions: figures as they were then, words as they are now.")
]
EDITION = Noun(
    "Edition",
    "What was public at one time.",
    field("id", tell("id"), required=True),
    field("published", tell("published"), Day, required=True),
    field("previous", tell("previous"), str | None),
    field("current", type=bool),
    field("checksum", tell("checksum"), Checksum, more=tell("SHA-256 of manifest.json.")),
    field("datasets", tell("datasets"), dict[str, str], more=tell("Name and version."),
          cell=lambda one: " ".join(f"{name}={version}" for name, version in sorted(one.datasets.items()))),
    field("summary", tell("summary"), Said),
    field("reconstructed", type=Afterwards),
    field("url"),
)  # fmt: skip


@answers("editions", "/api/v1/editions", "history", tell("Editions"), EDITION.struct, PAGING)
async def editions(asked: Asked) -> Response[Any]:
    """Every edition that stands, newest first; ``as_of`` takes their ids."""
    shelf = asked.request.app.state.shelf
    base, current = asked.reader.edition.base_url, asked.reader.edition.id
    found = []
    for id in reversed(shelf.ids()):
        edition, checksum = _read(shelf.build / "editions" / id)
        url = f"{base}{asked.path.rpartition('/')[0]}/observations?as_of={id}"
        more = {"checksum": checksum, "current": id == current, "url": url}
        found.append(SimpleNamespace(**{name: getattr(edition, name) for name in _OF_EDITION}, **more))
    return await listed(asked, tell("Editions"), found, EDITION, datasets=())


_OF_EDITION = ("id", "published", "previous", "datasets", "summary", "reconstructed")


@lru_cache(maxsize=256)
def _read(folder: Path) -> tuple[model.Edition, str]:
    """An edition and the checksum of its manifest; an edition never changes."""
    edition = msgspec.json.decode((folder / "edition.json").read_bytes(), type=model.Edition)
    manifest = folder / "manifest.json"
    return edition, hashlib.sha256(manifest.read_bytes()).hexdigest() if manifest.is_file() else ""


ROUTES = [editions]
