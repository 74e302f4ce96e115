"""The program's own texts in each language: gettext catalogues, read as people edit them, and what CLDR has.

``locale/<language>/LC_MESSAGES/publisher.po`` is read at start; nothing is compiled, so what is committed is what
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
from dataclasses import dataclass
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

    def _plural(self, key: str, english: tuple[str, str], n: int) -> str:
        if (forms := self.plurals.get(key)) is None:
            return english[0] if n == 1 else english[1]
        return forms[min(self.form(n), len(forms) - 1)]


@dataclass(frozen=True)
class Slip:
    """What is wrong in a catalogue, and on which line."""

    row: int
    fault: str
    remedy: str


def slips(text: str) -> list[Slip]:
    """What a catalogue has that a page could not be made with: what is not PO, and placeholders that the English has
    not."""
    found: list[Slip] = []
    try:
        for entry in entries(text):
            english = [entry["msgid"], *([entry["msgid_plural"]] if "msgid_plural" in entry else ())]
            for said in [words for name, words in entry.items() if name.startswith("msgstr") and words]:
                if entry["msgid"] and not any(_filled(said, one) for one in english):
                    found.append(
                        Slip(entry.row, f"'{said[:60]}' cannot be filled in as its English can.",
                             f"Keep the placeholders of '{english[0][:60]}' as they stand there, and write %% for a %.")
                    )  # fmt: skip
        Translations(text)
    except BadEntry as error:
        fault = f"'{error.line[:60]}' is no line of a PO file."
        found.append(Slip(error.row, fault, 'Write msgid "…" or msgstr "…".'))
    except ValueError as error:
        found.append(Slip(1, f"Plural-Forms is not understood: {error}.", "Write nplurals=2; plural=(n != 1);"))
    return found


def _filled(said: str, english: str) -> bool:
    """Whether a text can be filled in with what its English is filled in with."""
    gaps = set(re.findall(r"\{(\w+)\}", english))
    if gaps:
        try:
            return bool(said.format_map(dict.fromkeys(gaps, "")) or True)
        except (ValueError, LookupError):
            return False
    values = dict.fromkeys(re.findall(r"%\((\w+)\)", english), 0)
    try:
        english % values
    except (ValueError, TypeError):  # a sign of per cent: it is never filled in
        return True
    try:
        return bool(said % values or True)
    except (ValueError, TypeError, KeyError):
        return False


def _form(header: str) -> Callable[[int], int]:
    """Which of the plural forms stands with a number, by the header of a catalogue."""
    found = re.search(r"plural\s*=\s*([^;\n]+)", header)
    return gettext.c2py(found[1]) if found else lambda n: int(n != 1)


class BadEntry(ValueError):
    """A line that is none of a PO file."""

    def __init__(self, row: int, line: str):
        super().__init__(f"line {row}: {line}")
        self.row, self.line = row, line


class Entry(dict[str, str]):
    """An entry of a catalogue: keyword to text."""

    row = 0  #: the line it begins on


_KEYWORD = re.compile(r"(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\]) (\".*\")")


def entries(text: str) -> Iterator[Entry]:
    """The entries of a ``.po`` file. Entries marked fuzzy are passed over, as gettext does.

    Raises:
        BadEntry: a line is none of a PO file.
    """
    entry, keyword, fuzzy = Entry(), "", False
    for row, line in enumerate([*text.splitlines(), ""], 1):
        line = line.strip()
        if not line or line.startswith("#"):
            if "msgid" in entry:
                if not fuzzy:
                    yield entry
                entry, fuzzy = Entry(), False
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        begun = _KEYWORD.fullmatch(line)
        try:
            said = ast.literal_eval(begun[2] if begun else line)
        except (SyntaxError, ValueError):
            raise BadEntry(row, line) from None
        if not isinstance(said, str) or (begun is None and not keyword):
            raise BadEntry(row, line)
        if begun is None:
            entry[keyword] += said
            continue
        keyword = begun[1]
        if keyword in ("msgctxt", "msgid") and "msgid" in entry:
            if not fuzzy:
                yield entry
            entry, fuzzy = Entry(), False
        if keyword not in ("msgctxt", "msgid") and "msgid" not in entry:
            raise BadEntry(row, line)
        entry.row = entry.row or row
        entry[keyword] = said


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
    return Translations(text) if (text := catalogue(language, "publisher")) else None


def catalogue(language: str, name: str) -> str:
    """The text of a catalogue of the program; '' where it has none in the language."""
    place = files("publisher").joinpath("locale", language, "LC_MESSAGES", f"{name}.po")
    return place.read_text(encoding="utf-8") if place.is_file() else ""


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


def amount_in_words(amount: int, language: str) -> str:
    """A sum as it is spoken of, to one decimal of its largest unit: ``350 miljoner``, ``282.5 million``."""
    from babel.numbers import format_compact_decimal

    return format_compact_decimal(amount, format_type="long", locale=locale(language), fraction_digits=1)
