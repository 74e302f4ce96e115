"""The envelope of Kolada's answers: ``values``, the addresses of the pages around, and how many stand on this one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import msgspec


@dataclass(frozen=True, kw_only=True)
class Page:
    """Which page of an answer is asked for.

    Attributes:
        base: address of the answer, without its query.
        query: the query less what tells the page.
        number: from 1.
        size: items of a page.
    """

    base: str
    query: Sequence[tuple[str, str]]
    number: int
    size: int

    def _url(self, number: int) -> str:
        return f"{self.base}?{urlencode([*self.query, ('page', number), ('per_page', self.size)])}"

    def sent(self, items: Sequence[Any]) -> bytes:
        """The page of some items: none where it lies past the last."""
        start = (self.number - 1) * self.size
        shown = items[start : start + self.size]
        return msgspec.json.encode(
            {
                "values": shown,
                "next_url": self._url(self.number + 1) if start + self.size < len(items) else None,
                "previous_url": self._url(self.number - 1) if self.number > 1 else None,
                "count": len(shown),
            }
        )
