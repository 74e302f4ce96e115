"""No text of the program is untranslated, and no translation loses what is to be filled in."""

from __future__ import annotations

import ast
import re

import pytest
from messages import WEB, messages

from publisher.doors.mcp.wording import template
from publisher.model import PHRASES
from publisher.phrases import phrases, untold
from publisher.statistics.wording import say
from publisher.statistics.words import counted, listed, number, percent
from publisher.translation import _LEARNT, Slip, Translations, catalogue, entries, slips, translations

PLACES = re.compile(r"%\((\w+)\)s|%s|\{(\w+)\}")
ROOMS = ("statistics", "mcp", "catalogue")


@pytest.mark.parametrize("language", ["sv"])
def test_every_message_is_in_the_catalogue(language: str) -> None:
    held = translations(language)
    missing = {
        message: where
        for message, (plural, where) in messages().items()
        if message not in (held.plurals if plural else held.messages)
    }
    assert missing == {}, f"add them to publisher/locale/{language}/LC_MESSAGES/publisher.po"


@pytest.mark.parametrize("language", ["sv"])
def test_no_message_of_the_catalogue_is_unused(language: str) -> None:
    held = translations(language)
    assert sorted({*held.messages, *held.plurals} - set(messages())) == []


@pytest.mark.parametrize("language", ["sv"])
def test_translations_keep_their_places(language: str) -> None:
    wrong = [
        message
        for message, text in translations(language).messages.items()
        if sorted(PLACES.findall(message)) != sorted(PLACES.findall(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
def test_phrases_of_a_room_keep_their_places_in_swedish(room: str) -> None:
    found = phrases(room)
    assert found and all(text["sv"] for text in found.values())
    wrong = [key for key, text in found.items() if set(PLACES.findall(text["sv"])) != set(PLACES.findall(text["en"]))]
    assert wrong == []
    assert catalogue("sv", room).count("\nmsgctxt") == len(found), "a key stands twice"


def test_no_phrase_of_a_room_is_unused() -> None:
    """A key stands whole in the code, or what it begins or ends with does, beside something that is put in."""
    strings = {
        text
        for path in WEB.parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(text := node.value, str)
    } | {word for path in WEB.rglob("*.html") for word in re.findall(r"[\w-]+", path.read_text(encoding="utf-8"))}
    begun = tuple(text for text in strings if text.endswith((".", ":", "-")) and len(text) > 3)
    ended = tuple(text for text in strings if text.startswith(".") and len(text) > 3)
    unused = [
        key
        for room in ROOMS
        for key in phrases(room)
        if key not in strings and not key.startswith(begun) and not key.endswith(ended)
    ]
    assert unused == []


def test_a_further_language_says_what_its_catalogue_has_and_the_rest_in_english(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = {
        "Place {low} of {ranked}.": "Sija {low}/{ranked}.",
        "{name} lies in {county}.": "{name} kuuluu alueeseen {county}.",
        "two": "kaksi",
    }
    monkeypatch.setitem(PHRASES, "fi", told)
    monkeypatch.setitem(_LEARNT, "fi", Translations('msgid "and"\nmsgstr "ja"\n'))
    assert template("fi", "place.one") == "Sija {low}/{ranked}."
    assert say("position.place", name="Espoo", county={"sv": "Nyland", "fi": "Uusimaa"}) == {
        "sv": "Espoo ligger i Nyland.", "en": "Espoo lies in Nyland.", "fi": "Espoo kuuluu alueeseen Uusimaa.",
    }  # fmt: skip
    assert say("theme.contested")["fi"].startswith("Whether more is better is contested")
    assert [counted(n, "fi") for n in (2, 3)] == ["kaksi", "3"]
    assert listed(["a", "b"], "fi") == "a ja b" and number(-1234.5, 1, "fi") == "−1\u00a0234,5"
    assert percent(54.0, language="fi") == "54\u00a0%"
    assert untold("fi")[0] < untold("de")[0] == untold("de")[1]


def test_swedish_is_not_english_left_standing() -> None:
    same = {message for message, text in translations("sv").messages.items() if message == text}
    words = {message for message in same if re.search(r"[a-z]{2,} .*[a-z]{2,}", PLACES.sub("", message))}
    assert words <= {"Per km²"}


def test_the_catalogue_is_read_as_gettext_reads_it() -> None:
    text = (
        '# comment\nmsgid ""\nmsgstr "Language: sv\\n"\n\n#: a.html\nmsgid "a \\"b\\"\\n"\n"c"\nmsgstr "x"\n'
        '#, fuzzy\nmsgid "d"\nmsgstr "wrong"\n\nmsgctxt "month"\nmsgid "May"\nmsgstr "maj"\n'
        'msgid "%(n)s value"\nmsgid_plural "%(n)s values"\nmsgstr[0] "%(n)s värde"\nmsgstr[1] "%(n)s värden"\n'
    )
    found = Translations(text)
    assert found.gettext('a "b"\nc') == "x"
    assert found.gettext("d") == "d"
    assert found.pgettext("month", "May") == "maj"
    assert [found.ngettext("%(n)s value", "%(n)s values", n) for n in (0, 1, 2)] == [
        "%(n)s värden", "%(n)s värde", "%(n)s värden",
    ]  # fmt: skip
    assert len(list(entries(text))) == 4


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('msgid "a"\nmsgstr "b\n', 2),
        ('msgid "a"\nmsgstring "b"\n', 2),
        ('# x\n\nmsgstr "b"\n', 3),
        ('"b"\n', 1),
        ('msgid "a %(n)s"\nmsgstr "b %(m)s"\n', 1),
        ('msgid "a %(n)s"\nmsgstr "b 5 % c"\n', 1),
        ('msgid "a {n} of {m}"\nmsgstr "b {k}"\n', 1),
        ('msgid "a {n}"\nmsgstr "b {n"\n', 1),
        ('msgid "%(n)s a"\nmsgid_plural "%(n)s as"\nmsgstr[0] "%(n)s b"\nmsgstr[1] "%(k)s b"\n', 1),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n is 1);\\n"\n', 1),
    ],
)
def test_what_a_page_could_not_be_made_with_is_found_by_line(text: str, row: int) -> None:
    found = slips(text)
    assert [slip.row for slip in found] == [row]
    assert found[0].remedy


@pytest.mark.parametrize("text", ['msgid "a %"\nmsgstr "b %"\n', 'msgid "%(n)s a"\nmsgstr "b"\n', "", "# only\n"])
def test_what_a_page_can_be_made_with_is_let_pass(text: str) -> None:
    assert slips(text) == list[Slip]()
