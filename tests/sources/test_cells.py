"""A cell is what a person sees, in every kind of file; what cannot be known is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from cell_kinds import ENDINGS, KINDS, table_of_kinds
from cell_writers import WRITERS

from publisher.errors import SourceError
from publisher.sources import table

DOCS = Path(__file__).parents[2] / "docs/sources.md"
DECLARED = {
    "kind": "table", "title": "Provtabell", "publisher": "scb", "header": ["Kod", "Kommun"],
    "area": {"column": "Kod"}, "period": {"column": "År"}, "values": {"Värde": "antal"},
}  # fmt: skip

CASES = [
    pytest.param(kind, ending, id=f"{kind.words} in .{ending}")
    for kind in KINDS
    for ending in ENDINGS
    if kind.expected(ending) and not (ending == "csv" and kind.csv is None)
]


@pytest.mark.parametrize(("kind", "ending"), CASES)
def test_a_cell_is_what_a_person_sees(kind, ending, context, tmp_path):
    WRITERS[ending](tmp_path / f"bok.{ending}", kind)
    try:
        fetched = table.fetch(DECLARED | {"file": f"bok.{ending}"} | kind.declared, context())
    except SourceError as error:
        said = str(error)
        assert said.startswith(f"bok.{ending}: ")
    else:
        rows = [
            f"{row['area']} {row['period']} {'-' if row['value'] is None else format(row['value'], '.15g')} "
            f"{row['status'] or ''}".strip()
            for row in fetched.observations
        ]
        said = rows[0] if rows and not fetched.problems else "\n".join(map(str, fetched.problems))
    expected = kind.expected(ending)
    if expected.startswith("refused: "):
        assert expected.removeprefix("refused: ") in said
        place = f"bok.{ending}: Blad 1: row 2, column '{kind.column}'" if ending in ("xlsx", "xls", "ods") else "bok."
        assert place in said
        assert 1 == len(said.splitlines())
    else:
        assert expected == said


def test_the_table_of_the_docs_is_this_one():
    assert table_of_kinds() in DOCS.read_text(encoding="utf-8")
