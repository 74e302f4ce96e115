"""No text of the pages is untranslated, and no translation loses what is to be filled in."""

from __future__ import annotations

import re

import pytest
from messages import messages

from publisher.translation import Translations, entries, translations

PLACES = re.compile(r"%\((\w+)\)s|%s")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_message_is_in_the_catalogue(language: str) -> None:
    held = translations(language)
    missing = {
        message: where
        for message, (plural, where) in messages().items()
        if message not in (held.plurals if plural else held.messages)
    }
    assert missing == {}, f"add them to publisher/web/locale/{language}/LC_MESSAGES/publisher.po"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_message_of_the_catalogue_is_unused(language: str) -> None:
    held = translations(language)
    assert sorted({*held.messages, *held.plurals} - set(messages())) == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_translations_keep_their_places(language: str) -> None:
    wrong = [
        message
        for message, text in translations(language).messages.items()
        if sorted(PLACES.findall(message)) != sorted(PLACES.findall(text))
    ]
    assert wrong == []


def test_swedish_is_not_english_left_standing() -> None:
    same = {message for message, text in translations("sv").messages.items() if message == text and " " in message}
    assert same <= {
        "n = %(n)s",
        "%(earlier)s: %(old)s.",
        "version %(v)s, %(when)s",
        "%(indicator)s, %(period)s",
        "Per km²",
    }


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
