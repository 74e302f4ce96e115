"""YAML that people write: what would never end, refers to itself or is no YAML is one sentence with its line."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from publisher import declarations
from publisher.errors import Refused

LEVELS = "bcdefgh"


def doubling(reference: str) -> str:
    """A few hundred bytes, each level eight times the one above."""
    lines = ["a: &a {x: 1}"]
    for above, name in zip("a" + LEVELS, LEVELS, strict=False):
        lines.append(f"{name}: &{name} " + reference.format(", ".join([f"*{above}"] * 8)))
    return "\n".join(lines)


WRONG = {
    "a list that holds itself": ("a: 1\nb: &b [1, *b]\n", "row 2, column 'b.1': refers to itself."),
    "a mapping that holds itself": ("b: &b\n  c: {d: *b}\n", "row 1, column 'b.c.d': refers to itself."),
    "references to references": (doubling("[{}]"), "is more than 200000 values when its references are written out."),
    "merged references": (doubling("{{<<: [{}]}}"), "is more than 200000 values when its references are written out."),
    "many brackets": ("a: " + "[" * 3000 + "]" * 3000, "nested more than 50 deep."),
    "some brackets": ("a: " + "[" * 60 + "]" * 60, "row 1, column 'a.0.0.0': is nested more than 50 deep."),
    "a deep block": ("".join(" " * depth + "a:\n" for depth in range(2000)), "nested more than 50 deep."),
    "a tag of another program": ("a: !!python/object:os.system x", "row 1: this is not YAML: could not determine"),
    "a tag that does not fit": ("a: !!timestamp x", "a value is not what it is said to be"),
    "no number": ("a: !!int x", "a value is not what it is said to be"),
    "a number without end": ("a: " + "1" * 6000, "a value is not what it is said to be"),
    "a list as a name": ("? [1, 2]\n: 3", "row 1, column '?': is a name that is no text."),
    "half a letter": ('a: "\\ud800"', "row 1, column 'a': holds half a letter"),
    "an unknown reference": ("a: *b", "row 1: this is not YAML: found undefined alias 'b'."),
    "a sign that begins nothing": ("a: {column: @F}", "that begins with another sign, in quotes."),
    "a control character": ("a: \x00", "this is not YAML: unacceptable character"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_read_is_one_sentence_with_its_place(tmp_path: Path, name: str):
    text, words = WRONG[name]
    (tmp_path / "dataset.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        declarations.read(tmp_path / "dataset.yaml", "dataset.yaml")
    [problem] = refused.value.problems
    assert words in str(problem)
    assert "\n" not in str(problem)


def test_references_that_are_meant_are_read(tmp_path: Path):
    (tmp_path / "a.yaml").write_text("a: &a {x: 1}\nb: [*a, *a]\nc: {<<: *a, y: 2}\n", encoding="utf-8")
    assert {"a": {"x": 1}, "b": [{"x": 1}] * 2, "c": {"x": 1, "y": 2}} == declarations.read(tmp_path / "a.yaml").values


def test_letters_of_two_signs_are_read_as_one(tmp_path: Path):
    (tmp_path / "a.yaml").write_text(unicodedata.normalize("NFD", "Växjö: Åre"), encoding="utf-8")
    assert {"Växjö": "Åre"} == declarations.read(tmp_path / "a.yaml").values


def test_a_folder_and_a_file_of_any_length_are_refused(tmp_path: Path):
    with pytest.raises(Refused, match=r"it cannot be read \(Is a directory\)"):
        declarations.read(tmp_path)
    (tmp_path / "a.yaml").write_bytes(b"#" * (declarations.LARGEST + 1))
    with pytest.raises(Refused, match="larger than 5000000 bytes"):
        declarations.read(tmp_path / "a.yaml")
