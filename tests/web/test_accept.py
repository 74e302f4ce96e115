"""One reading of what a client accepts, with another library's reading beside it."""

from __future__ import annotations

import random

import mimeparse
import pytest

from publisher.web import accept

OFFERED = ["application/rdf+xml", "text/turtle", "application/ld+json", "application/n-triples", "text/html"]


def chosen(header: str, offered: list[str] = OFFERED) -> str | None:
    place = accept.media_type(header, offered)
    return None if place is None else offered[place]


def test_another_reader_of_the_header_comes_to_the_same() -> None:
    dice = random.Random(1)
    ranges = [*OFFERED, "text/*", "application/*", "*/*", "image/png"]
    for _ in range(3000):
        header = ", ".join(
            f"{name}{dice.choice(['', f';q={dice.choice([0, 0.1, 0.5, 0.9, 1])}'])}"
            for name in dice.sample(ranges, dice.randint(1, 5))
        )
        theirs = mimeparse.best_match(list(reversed(OFFERED)), header)
        assert (header, chosen(header) or "") == (header, theirs)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "application/rdf+xml"),
        ("text/turtle;q=0, */*;q=0.1", "application/rdf+xml"),
        ("application/rdf+xml;q=0, */*", "text/turtle"),
        ("Text/Turtle, */*", "text/turtle"),
        ("text/turtle;charset=utf-8", "text/turtle"),
        ('application/ld+json;profile="a,b;q=0"', "application/ld+json"),
        ("text/html;level=9;q=0, text/*;q=0.3", "text/turtle"),
        ("text/turtle; Q = 0.2, text/html;q=.3", "text/html"),
        ("text/turtle;q=2, text/html;q=nan, , ;;, x", "text/turtle"),
        ("*/turtle", None),
        ("image/png, */*;q=0", None),
        ("text/turtle;q", None),
    ],
)
def test_parameters_refusals_and_what_cannot_be_read(header: str, expected: str | None) -> None:
    assert expected == chosen(header)


def test_a_form_goes_by_several_names_and_the_most_exact_decides() -> None:
    forms = [["text/csv", "application/csv"], ["application/json"]]
    assert 1 == accept.media_type("text/csv;q=0, */*", forms)
    assert 0 == accept.media_type("application/csv, */*;q=0.9", forms)


@pytest.mark.parametrize(
    ("header", "expected"),
    [("", "sv"), ("en-GB", "en"), ("de, en;q=0.4", "en"), ("de", "sv"), ("sv;q=0", "en"), ("en;q=0", "sv"),
     ("*;q=0.2, sv;q=0.1", "en"), ("en;q=x", "sv"), ("sv;q=0.3, en;q=0.31", "en")],
)  # fmt: skip
def test_the_language_is_the_one_asked_for_else_the_first(header: str, expected: str) -> None:
    assert expected == accept.language(header, ("sv", "en"))


def test_a_header_is_read_in_time_that_follows_its_length() -> None:
    for nasty in ('"' * 50_000, ',"' * 50_000, "text/turtle;" * 20_000, 'a="\\' * 30_000, "q" * 100_000):
        assert len(accept.read(nasty)) <= accept.MOST_PARTS
