"""Words stand as they should in both languages, and no sentence names a cause."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.phrases import joined, phrases
from publisher.statistics.wording import say
from publisher.statistics.words import bracketed, counted, in_sentence, listed, narrowed, number, percent, some

#: Words that name a cause. "därför" only where the cause is our own rule for leaving something out.
CAUSES = re.compile(
    r"\b(eftersom|på grund av|beror på|tack vare|leder till|because|due to|thanks to|leads to|caused)\b"
)


PHRASES = {key: (text["sv"], text["en"]) for key, text in phrases("statistics").items()}


@pytest.mark.parametrize("key", sorted(PHRASES))
def test_a_phrase_has_the_same_gaps_in_both_languages_and_names_no_cause(key):
    gaps = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in PHRASES[key]]
    assert gaps[0] == gaps[1]
    for words in PHRASES[key]:
        assert words == words.strip() and "  " not in words
        assert not CAUSES.search(words)


def test_gaps_are_filled_with_the_wording_of_the_same_language():
    said = say("position.place", name="Säffle", county={"sv": "Värmlands län", "en": "Värmland County"})
    assert said == {"sv": "Säffle ligger i Värmlands län.", "en": "Säffle lies in Värmland County."}
    with pytest.raises(KeyError):
        say("position.place", name="Säffle")


def test_sentences_follow_each_other():
    assert joined({"sv": "A.", "en": "B."}, {}, {"sv": "C.", "en": "D."}) == {"sv": "A. C.", "en": "B. D."}
    assert joined({}, {}) == {}


def test_numbers_are_written_as_each_language_writes_them():
    assert number(1234567.891, 1, "sv") == "1\u00a0234\u00a0567,9"
    assert number(1234567.891, 1, "en") == "1,234,567.9"
    assert number(-3, 0, "sv") == "−3"
    assert number(-0.001, 1, "en") == "0.0"


def test_a_percentage_never_rounds_to_none_or_all():
    assert percent(57.895, 1, language="sv") == "57,9\u00a0%"
    assert percent(0.2, language="en") == "less than 1%"
    assert percent(99.7, language="sv") == "mer än 99\u00a0%"
    assert (percent(0, language="en"), percent(100, language="en")) == ("0%", "100%")


@given(st.floats(0, 100))
def test_every_percentage_is_readable_back_in_english(value):
    text = percent(value, 2, language="en")
    assert abs(float(text[:-1]) - value) <= 0.00501


def test_lists_stop_in_time_and_keep_commas_apart():
    assert listed(["a"], "sv") == "a"
    assert listed(["a", "b", "c"], "sv") == "a, b och c"
    assert listed(["a, b", "c", "d"], "en") == "a, b; c; and d"
    assert listed(["a (x, y)", "b"], "sv") == "a (x, y) och b"
    assert listed(["1,000 (2014)", "2,000 (2015)"], "en") == "1,000 (2014) and 2,000 (2015)"
    assert some(list("abcdefgh"), "en", 3) == "a, b, c and five others"


def test_labels_stand_in_sentences():
    assert in_sentence("GPS-larm") == "GPS-larm" and in_sentence("Digitala lås") == "digitala lås"
    assert bracketed("Automatisering, äldreomsorg") == "Automatisering (äldreomsorg)"
    assert [counted(n, "sv") for n in (0, 1, 12, 13)] == ["ingen", "en", "tolv", "13"]


def test_a_label_is_narrowed_at_commas_that_stand_outside_brackets() -> None:
    assert narrowed("Automatisering, äldreomsorg, antal (ja, nej)") == [
        "Automatisering",
        "äldreomsorg",
        "antal (ja, nej)",
    ]
    assert narrowed("Förekomst av riktlinjer (Ja=1, Nej=0)") == ["Förekomst av riktlinjer (Ja=1, Nej=0)"]
    assert narrowed("Larm, (Ja=1, Nej=0)") == ["Larm", "(Ja=1, Nej=0)"]
    assert bracketed("Larm, äldre") == "Larm (äldre)"
