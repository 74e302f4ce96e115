"""A draft as it is served: marked on every page, closed to robots, and handed to no harvester."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

from publisher.model import LANGUAGES, Text
from publisher.reader import Reader
from publisher.translation import translations
from publisher.web.languages import prefix

#: Of every answer: no robot keeps it or follows its links.
ROBOTS = (b"x-robots-tag", b"noindex, nofollow, noarchive")
#: What harvesters and feed readers ask for.
HARVESTED = re.compile(
    r"/(catalog([./].*)?|datasets/dcat|sitemap\.xml|feed\.atom|kalender\.ics|llms\.txt|void|\.well-known/void)$"
)
#: What is asked by browsers too, and shown to them.
SHOWN = re.compile(r"/catalog(/report)?$")
_BODY = re.compile(rb"<body[^>]*>")

TITLE: Text = {"sv": "Det här är ett utkast", "en": "This is a draft"}


class Draft:
    """The marks of a draft.

    Args:
        reader: its edition.
        sheet: path of the style sheet of the bar.
    """

    def __init__(self, reader: Reader, sheet: str = ""):
        self.root = urlsplit(reader.edition.base_url).path.rstrip("/")
        self.sheet = f"{self.root}{sheet}"
        self.languages = reader.catalog.languages

    def bar(self, language: str) -> bytes:
        """What stands at the top of a page."""
        code = language if language in self.languages else self.languages[0]
        say = translations(code).gettext
        address = f"{self.root}{prefix(code, self.languages)}/granskning"
        return (
            f'<aside class="draft" lang="{code}" aria-label="{escape(say("Draft"))}">'
            f'<link rel="stylesheet" href="{self.sheet}">'
            f"<p><strong>{escape(say('Draft'))}</strong> "
            f"{escape(say('Not published: figures and texts may change. Do not cite or spread.'))} "
            f'<a href="{address}">{escape(say("What would change"))}</a></p></aside>'
        ).encode()

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
        told = {
            "sv": "Utkast lämnas inte ut till skördare, sökmotorer och flöden. Hämta från den publicerade webbplatsen.",
            "en": "Drafts are not handed to harvesters, search engines and feeds. Ask the published site.",
        }
        return {code: told[code] for code in LANGUAGES}
