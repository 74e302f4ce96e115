"""What is no edition as it is served: marked on every page, closed to robots, and handed to no harvester.

A draft (:class:`Draft`), and an edition in the making of which pages are shown already (:class:`Unfinished`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from litestar.connection import ASGIConnection

from publisher.model import Text
from publisher.phrases import tell
from publisher.reader import Reader
from publisher.translation import translations
from publisher.web.languages import prefix
from publisher.web.problems import ProblemError

#: Of every answer: no robot keeps it or follows its links.
ROBOTS = (b"x-robots-tag", b"noindex, nofollow, noarchive")
#: What harvesters and feed readers ask for.
HARVESTED = re.compile(
    r"/(catalog([./].*)?|datasets/dcat|sitemap\.xml|feed\.atom|kalender\.ics|llms\.txt|void|\.well-known/void)$"
)
#: What is asked by browsers too, and shown to them.
SHOWN = re.compile(r"/catalog(/report)?$")
_BODY = re.compile(rb"<body[^>]*>")

TITLE: Text = tell("This is a draft")

#: What is made last of an edition, or is kept by who fetches it; a page of a language, or at the plain path.
MADE_LAST = re.compile(
    r"(/[a-z]{2,3})?/(data|explore|id|catalog|datasets|datapackages|downloads|vocab|sparql|void|feed\.atom|sitemap\.xml|"
    r"llms\.txt|kalender\.ics|ready|\.well-known/void)(?![^/.])"
)
#: Parameters that name an edition, or ask for a citation.
OF_EDITIONS = ("utgava", "citering", "as_of")
#: Seconds after which to ask again for what is not made yet.
AGAIN = "10"


async def refuse_unfinished(asked: ASGIConnection[Any, Any, Any, Any], _: object) -> None:
    """A guard of every address, which costs nothing once an edition is whole.

    Raises:
        ProblemError: 503, an edition is being made, and this is not made yet.
    """
    if not asked.app.state.shelf.unfinished:
        return
    path = unquote(asked.scope["raw_path"].decode("latin-1"))  # a mount leaves only what follows it in "path"
    if MADE_LAST.match(path) or any(name in asked.query_params for name in OF_EDITIONS):
        detail = tell("The first edition is being made, and this is made last. Try again in a moment.")
        raise ProblemError(503, detail, title=tell("Not made yet"), headers={"Retry-After": AGAIN})


class Draft:
    """The marks of a draft.

    Args:
        reader: its edition.
        sheet: path of the style sheet of the bar.
    """

    kept: ClassVar[bool] = True  #: whether others may keep answers

    def __init__(self, reader: Reader, sheet: str = ""):
        self.root = urlsplit(reader.edition.base_url).path.rstrip("/")
        self.sheet = f"{self.root}{sheet}"
        self.languages = reader.catalog.languages

    def bar(self, language: str) -> bytes:
        """What stands at the top of a page."""
        code = language if language in self.languages else self.languages[0]
        say = translations(code).gettext
        name, told = self.words(say)
        return (
            f'<aside class="draft" lang="{code}" aria-label="{escape(name)}">'
            f'<link rel="stylesheet" href="{self.sheet}">'
            f"<p><strong>{escape(name)}</strong> {told(prefix(code, self.languages))}</p></aside>"
        ).encode()

    def words(self, say: Callable[[str], str]) -> tuple[str, Callable[[str], str]]:
        """What it is called, and the rest of the bar by the beginning of paths."""
        told = escape(say("Not published: figures and texts may change. Do not cite or spread."))
        more = escape(say("What would change"))
        return say("Draft"), lambda before: f'{told} <a href="{self.root}{before}/granskning">{more}</a>'

    def marked(self, body: bytes, language: str) -> bytes:
        """A page with the bar at its top; what is no whole page stays as it is."""
        found = _BODY.search(body)
        return body[: found.end()] + self.bar(language) + body[found.end() :] if found else body

    def withheld(self, path: str, asked: Mapping[bytes, bytes]) -> bool:
        """Whether a path is one that harvesters ask for, and not asked by a browser to be looked at."""
        if not HARVESTED.search(path):
            return False
        return not (SHOWN.search(path) and b"text/html" in asked.get(b"accept", b""))

    @property
    def detail(self) -> Text:
        """Why a harvester gets nothing. 403, since a harvester that is told 404 or 410 deletes what it has."""
        return tell("Drafts are not handed to harvesters, search engines and feeds. Ask the published site.")


class Unfinished(Draft):
    """The marks of an edition in the making. What is not made yet is refused by :func:`refuse_unfinished`."""

    kept = False

    def words(self, say: Callable[[str], str]) -> tuple[str, Callable[[str], str]]:
        told = say("Pages can be read. Catalogue, downloads and explorer come in a moment; until then, cite nothing.")
        return say("The first edition is being made"), lambda before: escape(told)

    def withheld(self, path: str, asked: Mapping[bytes, bytes]) -> bool:
        return False
