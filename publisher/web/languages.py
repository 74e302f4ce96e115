"""Languages of a site in its addresses: the first stands at the plain paths, any other under its code, ``/en/…``."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.model import LANGUAGES

#: Every beginning of a path that a language may stand under.
PREFIXES = tuple(f"/{code}" for code in LANGUAGES)


def prefix(language: str, languages: Sequence[str]) -> str:
    """What paths in a language begin with; '' for the first of the site's."""
    return "" if language == languages[0] else f"/{language}"


def of_path(path: str) -> str | None:
    """The language that a path names; None: it names none."""
    code = path[1:3]
    return code if path.startswith("/") and code in LANGUAGES and path[3:4] in ("", "/") else None


def without(path: str) -> str:
    """A path without its language."""
    return (path[3:] or "/") if of_path(path) else path
