"""A large table is read a column at a time, and says the same as if it had been read a row at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from publisher.errors import Severity, SourceError
from publisher.model import KEY_COLUMNS
from publisher.sources import Fetched, SourceContext, columnwise, fetch_dataset, table

DECLARED = {
    "kind": "table", "file": "a.parquet", "title": "A", "publisher": "scb", "url": "https://example.org/",
    "area": {"column": "geo", "aliases": {"0": "00"}}, "period": {"column": "year"},
    "sex": {"column": "gender", "codes": {"T": "T", "K": "F", "M": "M"}}, "indicator": {"column": "kpi"},
    "n": {"column": "answers"}, "values": {"value": {}},
}  # fmt: skip
COLUMNS: dict[str, list[Any]] = {
    "kpi": ["N1", "N1", "N2", "n2"], "geo": ["0114", "0", "01", "0180"], "gender": ["T", "K", "M", "T"],
    "year": [2020, 2021, 2021, 2021], "answers": [12, None, 7, 1], "value": [41.25, None, -0.0, 1e-7],
}  # fmt: skip

Context = Callable[..., SourceContext]


def brought(context: SourceContext, declared: dict[str, Any], columns: dict[str, Any], fewest: int) -> Fetched:
    assert context.input is not None
    parquet.write_table(pyarrow.table(columns), context.input / "a.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columnwise, "FEWEST", fewest)
        return table.fetch(declared, context)


def both(context: SourceContext, declared: dict[str, Any], columns: dict[str, Any]) -> tuple[Fetched, bool]:
    """What was brought by columns where it could be, having seen that rows say the same; whether columns did it."""
    rows = brought(context, declared, columns, 10**9)
    by_columns = brought(context, declared, columns, 1)
    done = bool(by_columns.columns)

    def told(row: dict[str, Any]) -> tuple[str, ...]:
        return tuple(str(row[name]) for name in KEY_COLUMNS)

    assert sorted(by_columns.by_rows(), key=told) == sorted(rows.observations, key=told)
    assert (by_columns.problems, by_columns.sources) == (rows.problems, rows.sources)
    return by_columns, done


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        ({}, {}),
        ({"marks": {"x": "suppressed", "-1": "not-asked"}}, {"value": ["1,5", "x", "-1", ""]}),
        ({"decimal": "."}, {"value": ["1.5", "7", "0.25", "-3"]}),
        ({}, {"value": pyarrow.array([41.1, 2.5, 3.0, None], pyarrow.float32())}),
        ({"status": {"column": "why", "codes": {"e": "estimated", "s": "suppressed"}}}, {"why": ["e", "s", "e", "e"]}),
        ({"values": {"value": {}, "more": {"sex": "F"}}, "sex": "T"}, {"more": [1.0, 2.0, 3.0, 4.0]}),
        ({"expect": {"rows": 4, "areas": 4}}, {}),
        ({"service_area": "hemtjanst"}, {}),
        ({}, {"kpi": pyarrow.array(["N1", "N1", "N2", "n2"]).dictionary_encode()}),
    ],
)
def test_columns_say_what_rows_say(context: Context, words: dict[str, Any], columns: dict[str, Any]) -> None:
    fetched, done = both(context(indicators=["N1", "N2"], frequency="ANNUAL"), DECLARED | words, COLUMNS | columns)
    assert done
    assert fetched.observations
    assert not [problem for problem in fetched.problems if problem.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        ({}, {"geo": ["0114", "9999", "01", "0180"]}),
        ({}, {"geo": ["0114", "", "01", "0180"]}),
        ({}, {"gender": ["T", "X", "M", "T"]}),
        ({}, {"year": ["2020", "2021", "2021/22", "2021"]}),
        ({}, {"year": [2020, 2021, None, 2021]}),
        ({}, {"kpi": ["N1", "N1", "N3", "N2"]}),
        ({}, {"value": [1.0, float("nan"), 2.0, 3.0]}),
        ({}, {"value": ["1,5", "2.5", "3", "4"]}),
        ({}, {"value": ["1", "1,234", "3", "4"]}),
        ({}, {"value": ["1", "c. 5", "3", "4"]}),
        ({}, {"answers": ["1", "2.5", "3", "4"]}),
        ({}, {"answers": [[1], [2], [3], [4]]}),
        ({}, {"value": [[1.0], [2.0], [3.0], [4.0]]}),
        ({}, {"gender": [{"a": 1}] * 4}),
        ({}, {"geo": ["0114", "0114", "0114", "0114"], "gender": ["T"] * 4, "kpi": ["N1", "n1", "N2", "N2"],
              "year": [2020, 2020, 2020, 2021]}),
        ({"marks": {"x": "leave-out"}}, {"value": ["1", "x", "3", "4"]}),
        ({"area": {"column": "geo", "others": "leave-out"}}, {"geo": ["X1", "00", "01", "0180"]}),
        ({"expect": {"rows": 5}}, {}),
        ({"skip": {"gender": ["K"]}}, {}),
        ({"scale": 100}, {}),
        ({"marks": {"x": "nonsense"}}, {}),
        ({"values": {"valeu": {}}}, {}),
    ],
)  # fmt: skip
def test_what_is_out_of_the_ordinary_is_told_as_rows_tell_it(
    context: Context, words: dict[str, Any], columns: dict[str, Any]
) -> None:
    fetched, done = both(context(indicators=["N1", "N2"], frequency="ANNUAL"), DECLARED | words, COLUMNS | columns)
    assert not done
    assert fetched.problems or set(words) & {"skip", "scale"}


PLAIN = "kpi;geo;gender;year;value\nN1;0114;T;2020;41,25\nN1;00;K;2021;\nN2;01;M;2021;-3\nN2;0180;T;2021;7\n"


@pytest.mark.parametrize(
    ("text", "by_columns"),
    [
        (PLAIN, True),
        (PLAIN.replace("\n", "\r\n"), True),
        ("\ufeff" + PLAIN, True),
        (PLAIN.replace("T;", '"T";'), True),
        (PLAIN.replace("N1;0", " N1 ;0"), True),
        (PLAIN.replace("T;", '"T;'), False),
        (PLAIN.replace(";T;", ';"T"x;'), False),
        (PLAIN.replace(";T;", ';"""T";'), False),
        (PLAIN.replace("N2;01;", "\nN2;01;"), False),
        (PLAIN.replace(";7", ";7;8"), False),
        (PLAIN.replace(";7", ""), False),
        (PLAIN.replace("gender;", "gender;;").replace("T;", "T;x;").replace("K;", "K;;").replace("M;", "M;;"), False),
        ("A table of values;;;;\n" + PLAIN, False),
        (PLAIN + PLAIN, False),
        (PLAIN.replace(";", ","), False),
        ("\n" + PLAIN, False),
        (PLAIN.replace("kpi", "more;kpi").replace("\nN", "\n\0;N"), False),
        (PLAIN.replace("T;2020", '"T\n";2020'), False),
        (PLAIN.replace(",25", ".25"), False),
        (PLAIN.replace("N2", "Ñ2").encode("latin-1").decode("latin-1"), False),
    ],
)
def test_a_text_file_says_by_columns_what_it_says_by_rows(context: Context, text: str, by_columns: bool) -> None:
    given = context(indicators=["N1", "N2"], frequency="ANNUAL")
    declared = {word: what for word, what in DECLARED.items() if word != "n"} | {"file": "a.csv", "header": ["kpi"]}
    assert given.input is not None
    (given.input / "a.csv").write_bytes(text.encode())
    told = []
    for fewest in (10**9, 1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(columnwise, "FEWEST", fewest)
            try:
                fetched = table.fetch(declared, given)
            except SourceError as error:
                told.append((str(error), None, None))
                continue
            if fewest == 1:
                assert bool(fetched.columns) == by_columns
            rows = sorted(map(repr, fetched.by_rows()))
            told.append((rows, fetched.problems, fetched.sources))
    assert told[0] == told[1]


def test_a_whole_number_beyond_64_bits_is_left_to_rows(context: Context) -> None:
    columns = COLUMNS | {"answers": ["1", "2", "3", "9" * 30]}
    fetched, done = both(context(indicators=["N1", "N2"], frequency="ANNUAL"), DECLARED, columns)
    assert not done
    assert max(row["n"] or 0 for row in fetched.observations) > 2**63


def test_notes_find_the_rows_of_columns(context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnwise, "FEWEST", 1)
    parquet.write_table(pyarrow.table(COLUMNS), tmp_path / "a.parquet")
    dataset = {"source": DECLARED, "notes": {"law": {"sv": "a", "en": "b"}}, "attach": [{"note": "law", "area": "01*"}]}
    fetched = fetch_dataset(dataset, context(indicators=["N1", "N2"]))
    assert {row["area"]: row["note"] for row in fetched.by_rows()} == {
        "0114": "law", "00": "", "01": "law", "0180": "law",
    }  # fmt: skip
