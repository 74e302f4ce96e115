"""Languages of a site in its addresses: the first stands at the plain paths, any other under its code, ``/en/…``."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from publisher.model import LANGUAGES, PHRASES


def prefix(language: str, languages: Sequence[str]) -> str:
    """What paths in a language begin with; '' for the first of the site's."""
    return "" if language == languages[0] else f"/{language}"


def everywhere(*paths: str) -> list[str]:
    """Routes of pages: at the plain paths, and under each language that the program is written in."""
    return [*paths, *(f"/{code}{path}" if path != "/" else f"/{code}" for code in LANGUAGES for path in paths)]


#: Paths of pages that are there whatever the data and that say themselves that robots may read them.
IN_SITEMAP: set[str] = set()


def of_path(path: str) -> str | None:
    """The language that a path names; None: it names none."""
    code = path[1:3]
    return code if path.startswith("/") and (code in LANGUAGES or code in PHRASES) and path[3:4] in ("", "/") else None


#: In the scope of a request: the language of its path, where the program is not written in it. The path is then that
#: of the page in English, which every router knows.
TOLD_IN = "publisher.language"


def routed(scope: MutableMapping[str, Any]) -> None:
    """Lead a path under a language that only the site has to the page it is of: ``/fi/om`` to that of ``/en/om``."""
    code = of_path(scope["path"])
    if code is not None and code not in LANGUAGES:
        scope[TOLD_IN], scope["path"] = code, f"/{LANGUAGES[-1]}{scope['path'][3:]}"


def path_in(scope: Mapping[str, Any]) -> str:
    """The path that was asked for, with its own language."""
    path: str = scope["path"]
    return f"/{scope[TOLD_IN]}{path[3:]}" if TOLD_IN in scope else path


def without(path: str) -> str:
    """A path without its language."""
    return (path[3:] or "/") if of_path(path) else path
