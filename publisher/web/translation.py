"""The texts of the pages in each language: gettext catalogues, read as people edit them.

``locale/<language>/LC_MESSAGES/publisher.po`` is read at start; nothing is compiled, so what is committed is what is
served. Message ids are English; Swedish is complete, and ``tests/web/test_translation.py`` holds it so.
Format: https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html
"""

from __future__ import annotations

import ast
import gettext
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

#: What gettext puts between a context and its message.
CONTEXT = "\x04"


class Translations(gettext.NullTranslations):
    """A catalogue read from the text of a ``.po`` file; both our languages have one form for one and one for many."""

    def __init__(self, text: str):
        super().__init__()
        self.messages: dict[str, str] = {}
        self.plurals: dict[str, tuple[str, str]] = {}
        for entry in entries(text):
            key = entry["msgctxt"] + CONTEXT + entry["msgid"] if "msgctxt" in entry else entry["msgid"]
            if "msgid_plural" in entry:
                one, many = entry.get("msgstr[0]", ""), entry.get("msgstr[1]", "")
                if one and many:
                    self.plurals[key] = (one, many)
            elif entry["msgid"] and entry.get("msgstr"):
                self.messages[key] = entry["msgstr"]

    def gettext(self, message: str) -> str:
        return self.messages.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        one, many = self.plurals.get(msgid1, (msgid1, msgid2))
        return one if n == 1 else many

    def pgettext(self, context: str, message: str) -> str:
        return self.messages.get(context + CONTEXT + message, message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        one, many = self.plurals.get(context + CONTEXT + msgid1, (msgid1, msgid2))
        return one if n == 1 else many


def entries(text: str) -> Iterator[dict[str, str]]:
    """The entries of a ``.po`` file: keyword to text. Entries marked fuzzy are passed over, as gettext does."""
    entry: dict[str, str] = {}
    keyword, fuzzy = "", False
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        if not line or line.startswith("#"):
            if "msgid" in entry:
                if not fuzzy:
                    yield entry
                entry, fuzzy = {}, False
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
        elif line.startswith('"'):
            entry[keyword] += ast.literal_eval(line)
        else:
            keyword, _, quoted = line.partition(" ")
            if keyword == "msgid" and "msgid" in entry:
                yield entry
                entry = {}
            entry[keyword] = ast.literal_eval(quoted)


@cache
def translations(language: str) -> Translations:
    """The catalogue of a language."""
    place = files("publisher.web").joinpath("locale", language, "LC_MESSAGES", "publisher.po")
    return Translations(place.read_text(encoding="utf-8"))
