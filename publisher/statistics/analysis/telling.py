"""Telling: what the analyses of municipalities, counties and the nation have in common."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.model import Text


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One paragraph of an analysis."""

    section: str  #: ``position``, ``theme``, ``numbers``, ``change``, ``learn``, ``unusual``, ``limits`` …
    heading: Text
    text: Text
