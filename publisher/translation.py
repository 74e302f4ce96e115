"""The program's own texts in each language: gettext catalogues, read as people edit them, and what CLDR has.

``web/locale/<language>/LC_MESSAGES/publisher.po`` is read at start; nothing is compiled, so what is committed is what
is served. Message ids are English; Swedish is complete, and ``tests/web/test_translation.py`` holds it so. A site
brings the catalogue of a language that the program has not, ``vocab/texts/<language>.po`` (:func:`learn`); its message
ids are those of the pages and the English of any other text of the program. What it lacks is told in English.
Format: https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html
"""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from publisher.model import PHRASES

if TYPE_CHECKING:
    from babel import Locale

#: What gettext puts between a context and its message.
CONTEXT = "\x04"


class Translations(gettext.NullTranslations):
    """A catalogue read from the text of a ``.po`` file; without ``Plural-Forms``, one form for one and one for many."""

    def __init__(self, text: str):
        super().__init__()
        self.messages: dict[str, str] = {}
        self.plurals: dict[str, tuple[str, ...]] = {}
        self.form = _form("")
        for entry in entries(text):
            if entry["msgid"] == "":
                self.form = _form(entry.get("msgstr", ""))
            key = entry["msgctxt"] + CONTEXT + entry["msgid"] if "msgctxt" in entry else entry["msgid"]
            if "msgid_plural" in entry:
                forms = tuple(text for name, text in entry.items() if name.startswith("msgstr["))
                if all(forms) and forms:
                    self.plurals[key] = forms
            elif entry["msgid"] and entry.get("msgstr"):
                self.messages[key] = entry["msgstr"]

    def gettext(self, message: str) -> str:
        return self.messages.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._plural(msgid1, (msgid1, msgid2), n)

    def pgettext(self, context: str, message: str) -> str:
        return self.messages.get(context + CONTEXT + message, message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self._plural(context + CONTEXT + msgid1, (msgid1, msgid2), n)

    def _plural(self, key: str, english: tuple[str, str], n: int) -> str:
        if (forms := self.plurals.get(key)) is None:
            return english[0] if n == 1 else english[1]
        return forms[min(self.form(n), len(forms) - 1)]


def _form(header: str) -> Callable[[int], int]:
    """Which of the plural forms stands with a number, by the header of a catalogue."""
    found = re.search(r"plural\s*=\s*([^;\n]+)", header)
    return gettext.c2py(found[1]) if found else lambda n: int(n != 1)


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


#: Catalogues that sites have brought, by language.
_LEARNT: dict[str, Translations] = {}


def learn(catalogues: Mapping[str, str]) -> None:
    """Take the catalogues of a site, language to text of a ``.po`` file; one of the same language gives way."""
    for language, text in catalogues.items():
        _LEARNT[language] = Translations(text)
        PHRASES[language] = _LEARNT[language].messages


def translations(language: str) -> Translations:
    """The catalogue of a language: the program's own, else that which a site has brought, else an empty one."""
    return _own(language) or _LEARNT.get(language) or _EMPTY


_EMPTY = Translations("")


@cache
def _own(language: str) -> Translations | None:
    place = files("publisher.web").joinpath("locale", language, "LC_MESSAGES", "publisher.po")
    return Translations(place.read_text(encoding="utf-8")) if place.is_file() else None


@cache
def locale(language: str) -> Locale:
    """What CLDR knows of a language: its name, months, signs of numbers; English for one that it does not know."""
    from babel import Locale, UnknownLocaleError  # here: what needs no numbers starts sooner

    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def native_name(language: str) -> str:
    """What a language calls itself, with a capital; its code where CLDR does not know it."""
    known = locale(language)
    name = known.get_language_name(language) or language
    return name[:1].upper() + name[1:] if known.language == language.partition("-")[0] else language
