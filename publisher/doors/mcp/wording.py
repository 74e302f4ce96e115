"""The sentences that an assistant is given to print, and why it is refused something: ``locale/…/mcp.po``, by key."""

from __future__ import annotations

from publisher.model import localised
from publisher.phrases import phrases


def template(language: str, key: str) -> str:
    """A sentence in a language, with its places."""
    return localised(phrases("mcp")[key], language)
