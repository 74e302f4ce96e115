"""Municipalities' own stories become rows, or are refused with the line to mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from statistics_world import codes, indicator, vocabulary
from worlds import some

from publisher import vocabulary as words
from publisher.errors import Refused
from publisher.sources import fetch_dataset
from publisher.sources.context import SourceContext

STORY = """
stories:
  - id: kortnamn
    area: "0101"
    year: "2025"
    indicators: [U21349, x]
    step: 2
    title: {sv: Rubrik, en: Title}
    situation: {sv: Läget.}
    action: {sv: Åtgärden.}
    result: {sv: Resultatet.}
    cost: 1000
    contact: Enheten
    links: [https://example.org/a, https://example.org/b]
    reviewed: "2026-01-31"
"""


def fetched(folder: Path, text: str):
    (folder / "stories.yaml").write_text(text, encoding="utf-8")
    context = SourceContext(
        dataset="goda-exempel", file="datapackages/goda-exempel/dataset.yaml", folder=folder, today="2026-02-01",
        vocabulary=vocabulary([indicator("x"), indicator("U21349")], codes(2)),
    )  # fmt: skip
    return fetch_dataset({"source": {"kind": "stories"}}, context)


def test_a_story_becomes_a_row_of_its_schema(tmp_path):
    found = fetched(tmp_path, STORY)
    row = found.tables["stories"][0]
    assert found.problems == []
    assert (row["area"], row["indicators"], row["title_en"]) == ("0101", "U21349 x", "Title")
    assert (row["situation_en"], row["email"], row["cost"]) == (None, None, 1000)
    assert row["links"] == "https://example.org/a https://example.org/b"
    assert [source.id for source in found.sources] == [row["source"]]
    schema = words.load(Path(__file__).parents[2] / "vocab").tables["stories"]
    assert set(row) == {column.name for column in schema.columns}


@pytest.mark.parametrize("text", ["stories: []", "stories:", "# nothing yet\nstories: []"])
def test_no_stories_are_an_empty_table(tmp_path, text):
    found = fetched(tmp_path, text)
    assert (found.tables, found.sources, found.problems) == ({"stories": []}, [], [])


def test_a_field_or_an_indicator_nobody_knows_is_refused_with_its_line(tmp_path):
    found = fetched(tmp_path, STORY.replace("U21349, x", "U99999").replace("cost:", "costs:"))
    said = sorted((problem.rule, problem.row) for problem in found.problems)
    assert said == [("unknown-field", 12), ("unknown-indicator", 6)]
    assert all(problem.file == "datapackages/goda-exempel/stories.yaml" for problem in some(found.problems))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    context = SourceContext(
        dataset="g", file="f", folder=tmp_path, today="2026-02-01", vocabulary=vocabulary([], codes(2))
    )
    with pytest.raises(Refused):
        fetch_dataset({"source": {"kind": "stories"}}, context)
