"""docs/sources.md names every kind of source and every word of a declaration, and none that is refused."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from publisher.rooms import ROOMS
from publisher.sources import SOURCES, words
from publisher.sources.shapes import Shape
from publisher.vocabulary import Vocabulary

PAGE = (Path(__file__).parents[2] / "docs/sources.md").read_text(encoding="utf-8")
HEADINGS = {
    "table": "A table", "kolada": "Kolada", "pxweb": "PxWebApi 2", "figures": "Single figures",
    "register": "The register", "grants": "Grants", "stories": "Stories",
}  # fmt: skip


def documented(section: str) -> set[str]:
    """Words in the first column of every table of a section that lists words."""
    rows = re.findall(r"^\| word \|.*\n\|.*\n((?:\|.*\n)+)", section, re.MULTILINE)
    return {word for block in rows for row in block.splitlines() for word in re.findall(r"`(\w+)`", row.split("|")[1])}


def accepted(shape: Shape) -> set[str]:
    """Words of a shape and of all that stands below it."""
    return set(shape.fields) | {word for inner in shape.fields.values() for word in accepted(inner)}


def module_of(kind: str) -> str:
    rooms = {room.kind: room.part("source").__name__ for room in ROOMS.values()}
    return rooms.get(kind) or SOURCES[kind].__module__


def shape_of(kind: str) -> Any:
    return words.TABLE if kind == "table" else sys.modules[module_of(kind)]._SHAPE


def test_every_kind_of_source_is_listed_and_no_other():
    listed = re.findall(r"^\| `(\w+)` \| .* \| `(publisher/\w+/\w+)\.py` \|$", PAGE, re.MULTILINE)
    assert {kind: module_of(kind).replace(".", "/") for kind in SOURCES} == dict(listed)


@pytest.mark.parametrize("kind", SOURCES)
def test_every_word_is_documented_and_every_documented_word_is_accepted(kind: str, vocabulary: Vocabulary):
    [section] = re.findall(rf"^## {HEADINGS[kind]}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    expected = accepted(shape_of(kind))
    if kind == "table":
        assert {"rows", "values", "areas"} == set(shape_of(kind).fields["expect"].fields)
        expected -= {"rows", "areas"}  # named in the row of 'expect'
        expected |= {c.name for c in vocabulary.tables["observations"].columns if c.type in ("number", "integer")}
    assert expected == documented(section)


def test_words_of_one_choice_are_those_documented():
    for word, choices in (("format", ("csv", "xlsx", "parquet")), ("as", ("code", "name", "either"))):
        [row] = re.findall(rf"^\| `{word}` \|(.*)\|$", PAGE, re.MULTILINE)
        shape = shape_of("table").fields.get(word) or shape_of("table").fields["area"].fields[word]
        assert all(shape.fits(choice) and f"`{choice}`" in row for choice in choices)
