"""Whatever stands in a declaration, it is read or refused in words that name the file; nothing else happens."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from publisher.errors import PublisherError, Refused
from publisher.sources import fetch_dataset

TABLE = {
    "kind": "table", "file": "tabell.csv", "title": "Provtabell", "publisher": "scb", "url": "https://example.org/",
    "note_sv": "Not", "note_en": "Note", "format": "csv", "encoding": "utf-8", "delimiter": ";", "decimal": ",",
    "thousands": " ", "suffix": "kr", "header": ["Kod", "Kommun"], "header_row": 1, "header_rows": 1,
    "fill_header": False, "fill_down": ["Kod"], "stop": ["Källa*"], "keep": {"Kön": ["*"]}, "skip": {"Kod": ["x"]},
    "marks": {"..": "suppressed"}, "area": {
        "column": ["Kod"], "as": "code", "zeros": "restore", "aliases": {"Riket": "00"}, "total": "Alla",
        "others": "refuse", "kinds": ["municipality"], "pattern": "(.*)", "codes": {"x": "00"}, "default": "00",
    },
    "period": {"file": "([a-z])", "codes": {"t": "2022"}},
    "sex": {"column": "Kön", "codes": {"K": "F"}, "default": "T"},
    "service_area": "_T", "n": {"column": "N"}, "numerator": {"value": "1"}, "denominator": {"column": "N"},
    "status": {"column": "Kön", "codes": {"K": ""}},
    "values": {"Antal": {"indicator": "antal", "scale": 10, "marks": {"x": 1}}, "/(?P<indicator>Ant)al2/": {}},
    "scale": 2, "combine": "sum", "expect": {"rows": 1, "values": 2, "areas": 1},
}  # fmt: skip
FIGURES = {
    "kind": "figures", "file": "figures.csv", "sources": {"a": {"url": "u", "title": "t", "publisher": "scb"}},
    "areas": {"0000": "00"}, "service_areas": {"x": "y"}, "precision": {"ca": "approximate"},
    "notes": {"year": {"2014": "n"}}, "answers_in": "procent", "restated": [
        {"indicator": "i", "period": "2014", "keep": "a", "reason": {"sv": "s", "en": "e"}}
    ],
}  # fmt: skip
OTHERS = {
    "register": {"kind": "register"}, "stories": {"kind": "stories", "file": "stories.yaml", "url": "u"},
    "grants": {"kind": "grants", "file": "grants.yaml", "reports": "reports/*.xlsx"},
}  # fmt: skip
WHOLE: dict[str, Any] = {"table": TABLE, "figures": FIGURES, **OTHERS}
#: Things that may be written by a slip in the place of any other.
SLIPS = (
    None, "", 0, -1, 1.5, float("inf"), True, [], {}, "x", "(", "**", "/", "\x00", "å" * 500, ["x"], [[]], [None],
    {"x": "y"}, {None: 1}, {1: 2}, {"column": "x"}, {"column": None}, {"indicator": []}, 10**400,
)  # fmt: skip


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield above
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from places(value[key], (*above, key))


def slipped(kind: str) -> Iterator[tuple[str, Any]]:
    """The declaration with each of its things replaced by each slip, taken away, and a word misspelt beside it."""
    for place in places(WHOLE[kind]):
        for slip in (*SLIPS, "left away", "misspelt"):
            whole = {"source": deepcopy(WHOLE[kind])}
            *path, last = ("source", *place)
            holder: Any = whole
            for step in path:
                holder = holder[step]
            if slip == "left away" and isinstance(holder, dict):
                del holder[last]
            elif slip == "misspelt" and isinstance(holder, dict):
                holder[f"{last}x"] = holder.pop(last)
            else:
                holder[last] = deepcopy(slip)
            yield f"{place}: {slip!r:.40}", whole


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    text = "Kod;Kommun;Kön;N;Antal;Antal2\n0114;Upplands Väsby;K;3;1;2\nKälla: SCB;;;;;\n"
    (tmp_path / "tabell.csv").write_text(text, encoding="utf-8")
    (tmp_path / "figures.csv").write_text("indicator_slug,year\nx,2014\n", encoding="utf-8")
    (tmp_path / "stories.yaml").write_text("stories: []\n", encoding="utf-8")
    (tmp_path / "grants.yaml").write_text("programmes: []\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("kind", WHOLE)
def test_every_slip_is_read_or_refused_in_one_line_each(context, folder: Path, kind: str):
    said: list[str] = []
    for slip, whole in slipped(kind):
        try:
            fetched = fetch_dataset(whole, context(folder=folder))
            lines = [str(problem) for problem in fetched.problems]
        except Refused as refused:
            lines = [str(problem) for problem in refused.problems]
        except PublisherError as error:
            lines = [str(error)]
        except Exception as error:
            pytest.fail(f"{slip}: {error!r}")
        said += [f"{slip}: {line}" for line in lines if "\n" in line or len(line) > 2500 or line.startswith(":")]
    assert [] == said


def test_the_whole_declaration_is_read(context, folder: Path):
    fetched = fetch_dataset({"source": TABLE}, context(folder=folder))
    assert [] == fetched.problems
    assert [10, 4] == [row["value"] for row in fetched.observations]


@pytest.mark.parametrize(("source", "words"), [
    ("table", "source: source 1 is not 'word: value' pairs."), (None, "source 1 is not"), ([], "is an empty list"),
    ([{"kind": "tabel"}, 5], "Nearest: table."), ({"kind": ["table"]}, "is not a kind of source"),
    ({"file": "x"}, "source.kind: 'none' is not a kind of source"),
])  # fmt: skip
def test_what_is_no_source_is_told(context, source: Any, words: str):
    with pytest.raises(Refused) as refused:
        fetch_dataset({"source": source}, context())
    assert words in str(refused.value)


def test_faults_of_all_sources_are_told_with_which_source_it_is(context, folder: Path):
    wrong = {**TABLE, "haeder": ["x"]}
    with pytest.raises(Refused) as refused:
        fetch_dataset({"source": [wrong, TABLE, {"kind": "register", "file": "x"}]}, context(folder=folder))
    assert ["source 1", "source 3"] == [problem.column for problem in refused.value.problems]


@pytest.mark.parametrize("text", [
    "stories: 5", "stories: [5]", "stories: {a: 1}", "stories: [{indicators: 5}]", "stories: [{title: x}]",
    "stories: [{links: [[]]}]", "stories: [{id: [1]}]", "stories: [{title: {sv: [1], fi: x}}]",
])  # fmt: skip
def test_what_is_no_story_is_told(context, folder: Path, text: str):
    (folder / "stories.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=r"stories.yaml: stories[.0-9a-z]*: .* is not "):
        fetch_dataset({"source": {"kind": "stories"}}, context(folder=folder))


@pytest.mark.parametrize("text", [
    "programmes: 5", "programmes: [5]", "programmes: [{tranches: x}]", "programmes: [{amounts: [1]}]", "sources: [1]",
    "sources: {a: 1}", "decisions: {a: 1}",
])  # fmt: skip
def test_what_is_no_grant_is_told(context, folder: Path, text: str):
    (folder / "grants.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=r"grants.yaml: [.a-z]*: .* is not "):
        fetch_dataset({"source": {"kind": "grants"}}, context(folder=folder))
