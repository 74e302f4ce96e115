"""A finished answer: bytes with their media type, headers and status, as pages and files of ours are handed over.

Entity tags, conditional requests, compression and keeping are the gateway's: an answer marked ``Cache-Control: public``
depends on nothing but the edition and the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from litestar import Response


@dataclass(frozen=True)
class Finished:
    """An answer."""

    body: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    def response(self) -> Response[bytes]:
        kind = self.media_type
        if kind.startswith("text/"):
            kind = kind.removesuffix("; charset=utf-8")  # Litestar adds it to text, and to nothing else
        return Response(self.body, status_code=self.status, headers=dict(self.headers), media_type=kind)
