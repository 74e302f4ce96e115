"""The tidy table: one canonical form on disk, revisions between two times, and every earlier time given back."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher import observations
from publisher.model import KEY_COLUMNS, OBSERVATION_COLUMNS, Column, RevisionKind, ValueKind
from publisher.observations import KEY
from publisher.reader import Selection, observations_sql
from publisher.tables.observed import Observed


def row(area: str = "0180", value: float | None = 1.0, **more: Any) -> dict[str, Any]:
    fields = {"indicator": "U1", "area": area, "period": "2022", "sex": "T", "service_area": "_T", "source": "s"}
    return fields | {"value": value, "status": None if value is not None else "not-answered"} | more


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return observations.frame(rows)


def kinds(old: pd.DataFrame, new: pd.DataFrame, **tolerance: float) -> list[str]:
    return observations.compare(old, new, tolerance)["kind"].tolist()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (47.0, "47"),
        (0.1, "0.1"),
        (-0.0, "0"),
        (1e-7, "1e-07"),
        (10_500_000.0, "10500000"),
        (0.1 + 0.2, "0.30000000000000004"),
    ],
)
def test_a_number_is_written_in_its_shortest_exact_form(number: float, text: str) -> None:
    assert text == observations.number_text(number)
    assert float(text) == number


def test_what_is_written_is_read_back_and_written_again_byte_for_byte(tmp_path: Path) -> None:
    rows = table(
        row("0114", 0.1 + 0.2, n=290, numerator=1.0, denominator=3.5, note="a b", source_place='Blad "1", C7'),
        row("0180", None),
        row("00", 47.0, sex="F"),
    )
    observations.write(rows, tmp_path / "a.csv")
    observations.write(observations.read(tmp_path / "a.csv"), tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    pd.testing.assert_frame_equal(observations.canonical(rows), observations.read(tmp_path / "a.csv"))


def test_a_file_has_lf_no_spaces_and_its_rows_in_the_order_of_the_key(tmp_path: Path) -> None:
    observations.write(table(row("1480", 2.0), row("0114", None)), tmp_path / "o.csv")
    assert (tmp_path / "o.csv").read_bytes() == (
        ",".join(OBSERVATION_COLUMNS).encode()
        + b"\nU1,0114,2022,T,_T,,not-answered,,,,s,,\nU1,1480,2022,T,_T,2,,,,,s,,\n"
    )


def test_codes_keep_their_zeros(tmp_path: Path) -> None:
    observations.write(table(row("0114"), row("01"), row("00")), tmp_path / "o.csv")
    assert ["00", "01", "0114"] == observations.read(tmp_path / "o.csv")["area"].tolist()


def test_nothing_changed_is_no_revision() -> None:
    assert [] == kinds(table(row()), table(row()))


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ((), (row(),), RevisionKind.ADDED),
        ((row(),), (row(value=2.0),), RevisionKind.REVISED),
        ((row(),), (row(value=None),), RevisionKind.REVISED),
        ((row(),), (row(status="estimated"),), RevisionKind.REVISED),
        ((row(),), (), RevisionKind.WITHDRAWN),
        ((row(),), (row(value=None, status="withdrawn"),), RevisionKind.WITHDRAWN),
        ((row(value=None, status="withdrawn"),), (row(),), RevisionKind.RESTORED),
        ((row(),), (row(n=7),), RevisionKind.AMENDED),
        ((row(),), (row(note="n"),), RevisionKind.AMENDED),
        ((row(numerator=1, denominator=4),), (row(numerator=1, denominator=5),), RevisionKind.AMENDED),
        ((row(numerator=1, denominator=4),), (row(numerator=2, denominator=4),), RevisionKind.AMENDED),
        ((row(denominator=4),), (row(),), RevisionKind.AMENDED),
    ],
)
def test_a_change_has_a_kind(old: tuple[Any, ...], new: tuple[Any, ...], kind: RevisionKind) -> None:
    assert [kind.value] == kinds(table(*old), table(*new))


def test_a_row_that_stays_withdrawn_is_no_revision() -> None:
    assert [] == kinds(table(row(value=None, status="withdrawn")), table())


def test_noise_in_the_seventh_decimal_is_no_revision_of_a_measured_value() -> None:
    assert [] == kinds(table(row(value=45.1234567)), table(row(value=45.12345672)))
    assert ["revised"] == kinds(table(row(value=45.1234)), table(row(value=45.1236)))


def test_any_difference_revises_a_count() -> None:
    old, new = table(row(value=10_000_000.0)), table(row(value=10_000_001.0))
    assert ["revised"] == kinds(old, new, U1=0.0)
    assert [] == kinds(old, new)


def test_whole_kinds_have_no_tolerance() -> None:
    assert {ValueKind.BOOLEAN, ValueKind.ORDINAL, ValueKind.COUNT, ValueKind.AMOUNT, ValueKind.CONDITIONAL} == set(
        observations.EXACT_KINDS
    )


def test_an_unchanged_row_keeps_its_source_place_and_last_decimals() -> None:
    old = table(row(value=45.1234567, source="first", source_place="row 2"))
    new = table(row(value=45.12345672, source="second", source_place="row 9"))
    current, _ = observations.revise(old, new, {})
    pd.testing.assert_frame_equal(old, current)


def test_a_row_that_vanishes_stays_without_value_and_says_so() -> None:
    current, revisions = observations.revise(table(row(n=3, source_place="row 2")), table(), {})
    assert [("withdrawn", "s", "row 2")] == current[["status", "source", "source_place"]].apply(tuple, axis=1).tolist()
    assert current[["value", "n"]].isna().all(axis=None)
    assert [3] == revisions["old_n"].tolist()


def test_what_a_partial_source_does_not_say_stands() -> None:
    old = table(row("0114"), row("0180"))
    current, revisions = observations.revise(old, table(row("0180", 5.0)), {}, partial=True)
    assert ["revised"] == revisions["kind"].tolist()
    assert [1.0, 5.0] == current["value"].tolist()


def test_versions_sort_as_numbers() -> None:
    assert observations.version_key("1.10.0") > observations.version_key("1.9.9")


VALUES = st.one_of(
    st.none(),
    st.integers(0, 3).map(float),
    st.floats(0, 100, allow_nan=False),
    st.sampled_from([33.3333333, 33.33333331]),
)
ROWS = st.fixed_dictionaries(
    {
        "value": VALUES,
        "status": st.sampled_from(["estimated", "suppressed", "withdrawn", "not-answered"]),
        "n": st.one_of(st.none(), st.integers(0, 5)),
        "note": st.sampled_from(["", "a", "a b"]),
        "source": st.sampled_from(["s", "t"]),
    }
)
SNAPSHOTS = st.lists(
    st.dictionaries(st.sampled_from(["00", "01", "0114", "0180", "1480"]), ROWS), min_size=1, max_size=6
)


def snapshot(rows: dict[str, dict[str, Any]]) -> pd.DataFrame:
    return table(
        *(
            row(area, **{**fields, "status": fields["status"] if fields["value"] is None else None})
            for area, fields in rows.items()
        )
    )


@settings(max_examples=settings.default.max_examples // 3)
@given(SNAPSHOTS)
def test_any_sequence_of_snapshots_can_be_replayed_to_any_earlier_state_byte_for_byte(
    sequence: list[dict[str, dict[str, Any]]],
) -> None:
    current = observations.canonical(snapshot(sequence[0]))
    states = [observations.csv_bytes(current)]
    log = observations.frame([], observations.REVISION_COLUMNS)
    for number, rows in enumerate(sequence[1:], 1):
        current, revisions = observations.revise(current, snapshot(rows), {"U1": 1e-6})
        revisions = revisions.assign(
            recorded=f"2024-01-{number:02}", version=f"1.{number}.0", reason_sv="", reason_en=""
        )
        revisions = observations.frame(revisions, observations.REVISION_COLUMNS)
        log = pd.concat([log, revisions], ignore_index=True) if len(log) else revisions
        states.append(observations.csv_bytes(current))
    # through the files, as a stranger would
    current = observations.read_csv(states[-1], observations.DTYPES)
    log = observations.read_csv(observations.csv_bytes(log), observations.DTYPES)
    for number, state in enumerate(states):
        assert state == observations.csv_bytes(observations.as_of(current, log, f"2024-01-{number:02}"))
        assert state == observations.csv_bytes(observations.at_version(current, log, f"1.{number}.0"))


def test_two_changes_on_one_day_are_undone_by_version() -> None:
    first = table(row(value=1.0))
    second, log = observations.revise(first, table(row(value=2.0)), {})
    third, more = observations.revise(second, table(row(value=3.0)), {})
    both = pd.concat([log.assign(version="1.9.0"), more.assign(version="1.10.0")]).assign(recorded="2024-01-01")
    assert [2.0] == observations.at_version(third, both, "1.9.0")["value"].tolist()
    assert [1.0] == observations.at_version(third, both, "1.0.0")["value"].tolist()
    assert [3.0] == observations.as_of(third, both, "2024-01-01")["value"].tolist()
    assert [1.0] == observations.as_of(third, both, "2023-12-31")["value"].tolist()


def test_the_key_of_a_revision_is_that_of_its_row() -> None:
    revisions = observations.compare(table(), table(row("0180"), row("0114")), {})
    assert ["0114", "0180"] == revisions["area"].tolist()
    assert KEY == list(revisions.columns[:5])


def test_a_revision_tells_both_sides_and_the_table_takes_the_new_one_whole() -> None:
    old = table(row("0114", 1.0, n=5, numerator=1, denominator=4, note="a", source_place="C1"), row("0180", 3.0, n=7))
    new = table(row("0114", 2.0, n=6, numerator=2, denominator=5, note="b", source_place="C2", source="t"))
    current, revisions = observations.revise(old, new, {})
    told = revisions[
        ["area", "kind", "old_value", "old_n", "old_denominator", "old_note", "old_source_place", "new_value"]
    ]
    assert told.astype("object").fillna("-").to_numpy().tolist() == [
        ["0114", "revised", 1.0, 5, 4.0, "a", "C1", 2.0],
        ["0180", "withdrawn", 3.0, 7, "-", "", "", "-"],
    ]
    assert revisions["new_status"].tolist() == ["", "withdrawn"]
    first, second = current.astype("object").fillna("-").to_dict("records")
    assert first | {
        "value": 2.0, "n": 6, "numerator": 2.0, "denominator": 5.0, "note": "b", "source": "t", "source_place": "C2",
    } == first  # fmt: skip
    assert (second["value"], second["status"], second["n"], second["source"]) == ("-", "withdrawn", "-", "s")


def test_what_stands_keeps_its_source_place_and_last_decimals_and_a_part_says_nothing_of_the_rest() -> None:
    old = table(row("0114", 100.0, source_place="C1"), row("0180", 3.0))
    new = table(row("0114", 100.00005, source_place="D9", source="t"))
    current, revisions = observations.revise(old, new, {}, partial=True)
    assert revisions.empty and list(revisions.columns)[:5] == KEY
    pd.testing.assert_frame_equal(current, observations.canonical(old))
    assert [] == observations.revise(old, new, {"U1": 1e-6}, partial=True)[1]["kind"].tolist()
    assert ["revised"] == observations.revise(old, new, {"U1": 1e-7}, partial=True)[1]["kind"].tolist()


@pytest.mark.parametrize(
    ("number", "text"),
    [(1e15, "1000000000000000.0"), (1e15 - 1, "999999999999999"), (-1e15, "-1000000000000000.0"), (1e16, "1e+16"),
     (-0.5, "-0.5"), (0.0, "0"), (1 - 1e15, "-999999999999999")],
)  # fmt: skip
def test_whole_numbers_are_written_without_a_point_below_a_thousand_billions(number: float, text: str) -> None:
    assert observations.number_text(number) == text
    assert float(text) == number


def test_truth_is_read_in_its_spellings_and_written_in_small_letters() -> None:
    types = {"a": "boolean", "b": "str"}
    told = observations.frame(
        [{"a": True, "b": "x"}, {"a": False}, {"a": "true"}, {"a": "false"}, {"a": None}, {}], ["a", "b"], types
    )
    assert told["a"].astype("object").where(told["a"].notna(), "-").tolist() == [True, False, True, False, "-", "-"]
    assert told["b"].tolist() == ["x", "", "", "", "", ""]
    written = observations.csv_bytes(told)
    assert written == b"a,b\ntrue,x\nfalse,\ntrue,\nfalse,\n,\n,\n"
    pd.testing.assert_frame_equal(observations.read_csv(written, types), told)


def test_texts_are_quoted_where_they_must_be_and_read_back() -> None:
    awkward = ["a,b", 'a"b', "a\nb", "a\rb", "", " a ", "å;b", '"', "\\"]
    told = observations.frame(
        [{"t,1": text, "n": number} for number, text in enumerate(awkward)], ["t,1", "n"], {"n": "Int64"}
    )
    written = observations.csv_bytes(told)
    assert written.startswith(b'"t,1",n\n"a,b",0\n"a""b",1\n"a\nb",2\n"a\rb",3\n,4\n a ,5\n')
    import csv
    import io

    rows = list(csv.reader(io.StringIO(written.decode(), newline="")))
    assert [row[0] for row in rows[1:]] == awkward
    plain = observations.csv_bytes(told.rename(columns={"t,1": "t"}))
    pd.testing.assert_frame_equal(observations.read_csv(plain, {"n": "Int64"}), told.rename(columns={"t,1": "t"}))


@pytest.mark.parametrize("data", [b"a,b", b"a,b\n"])
def test_a_head_alone_is_a_table_without_rows(data: bytes) -> None:
    found = observations.read_csv(data, {"a": "Int64", "b": "float64"})
    assert (len(found), list(found.columns)) == (0, ["a", "b"])
    assert [str(dtype) for dtype in found.dtypes] == ["Int64", "float64"]
    one = observations.read_csv(b"a,b\n1,2.5", {"a": "Int64", "b": "float64"})
    assert one.to_numpy().tolist() == [[1, 2.5]]
    assert observations.csv_bytes(found) == b"a,b\n"


def test_what_vanishes_from_among_others_is_withdrawn_once_and_comes_back_as_restored() -> None:
    first = table(row("0114", n=5, numerator=1, denominator=2, note="a"), row("0180"))
    second, gone = observations.revise(first, table(row("0180")), {})
    assert gone[["area", "kind", "old_value", "old_n", "old_numerator", "old_denominator"]].to_numpy().tolist() == [
        ["0114", "withdrawn", 1.0, 5, 1.0, 2.0]
    ]
    assert (gone["new_status"].tolist(), gone["new_value"].isna().tolist()) == (["withdrawn"], [True])
    held = second.set_index("area").loc["0114"]
    assert held[["value", "n", "numerator", "denominator"]].isna().all() and held["note"] == "a"
    third, none = observations.revise(second, table(row("0180")), {})
    assert none.empty and third.equals(second)
    fourth, back = observations.revise(third, table(row("0114"), row("0180")), {})
    assert back[["area", "kind", "old_status", "new_status", "new_value"]].to_numpy().tolist() == [
        ["0114", "restored", "withdrawn", "", 1.0]
    ]
    assert fourth["status"].tolist() == ["", ""]
    assert observations.revise(second, table(row("0114", None), row("0180")), {})[1]["kind"].tolist() == ["restored"]


@pytest.mark.parametrize(
    ("old", "new", "tolerance", "same"),
    [
        (100.0, 100.0001, 1e-6, True), (100.0, 100.00011, 1e-6, False), (100.0001, 100.0, 1e-6, True),
        (-100.0, -100.0001, 1e-6, True), (-100.0, 100.0, 1e-6, False), (0.0, 1e-9, 1e-6, False), (0.0, 0.0, 0.0, True),
        (8.0, 10.0, 0.2, True), (10.0, 8.0, 0.2, True), (7.9, 10.0, 0.2, False),
    ],
)  # fmt: skip
def test_values_are_the_same_within_a_share_of_the_larger(old: float, new: float, tolerance: float, same: bool) -> None:
    assert kinds(table(row(value=old)), table(row(value=new)), U1=tolerance) == ([] if same else ["revised"])
    assert kinds(table(row(numerator=old)), table(row(numerator=new)), U1=tolerance) == ([] if same else ["amended"])


def test_tolerances_are_by_kind() -> None:
    from test_gate import indicator

    told = observations.tolerances(indicator(str(kind), kind) for kind in ValueKind)
    assert {id for id, share in told.items() if share == 0} == {str(kind) for kind in observations.EXACT_KINDS}
    assert {share for id, share in told.items() if share} == {observations.MEASURED_TOLERANCE}


def test_the_end_of_a_day_has_what_came_that_day_and_a_version_what_it_brought() -> None:
    states, log = [table(row(value=1.0), row("0114"))], []
    for number, value in enumerate((2.0, 3.0), 1):
        current, revisions = observations.revise(states[-1], table(row(value=value), row("0114")), {})
        states.append(current)
        log.append(revisions.assign(recorded=f"2024-02-0{number}", version=f"1.0.{number}"))
    both = pd.concat(log, ignore_index=True)
    for day, state in (("2024-01-31", 0), ("2024-02-01", 1), ("2024-02-02", 2), ("2024-02-03", 2)):
        pd.testing.assert_frame_equal(observations.as_of(states[2], both, day), observations.canonical(states[state]))
    for number in range(3):
        found = observations.at_version(states[2], both, f"1.0.{number}")
        pd.testing.assert_frame_equal(found, observations.canonical(states[number]))
    assert observations.as_of(states[2], both[:0], "2020-01-01") is states[2]


def test_revisions_of_rows_that_are_not_there_are_counted() -> None:
    _, log = observations.revise(table(row()), table(row(value=2.0), row("0114")), {})
    with pytest.raises(ValueError, match=r"^2 revisions are about rows that are not in the table\.$"):
        observations.undo(table(row("1480")), log)
    with pytest.raises(ValueError, match=r"^1 revisions"):
        observations.undo(table(row("0114")), log)


def test_rows_that_came_later_are_taken_out_and_the_others_keep_their_order() -> None:
    old = table(row("0180", 5.0), row("0114", 6.0))
    new = table(row("1480", 7.0), row("0180", 5.5), row("0114", 6.0), row("0115", 8.0))
    current, log = observations.revise(old, new, {})
    turned = current[::-1].reset_index(drop=True)
    before = observations.undo(turned, log)
    assert before[["area", "value"]].to_numpy().tolist() == [["0180", 5.0], ["0114", 6.0]]
    assert before.index.tolist() == [0, 1]
    assert turned["area"].tolist() == ["1480", "0180", "0115", "0114"]  # what was given is left alone


def test_what_is_latest_is_found_whatever_a_site_calls_its_columns() -> None:
    columns = Observed.of({}).columns
    observed = Observed([*columns, Column(name="place", type="string", title={}, description={})])
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE TABLE observations ({', '.join(observed.names)})")
    for period, place in (("2023", "here"), ("2024", "there")):
        row = dict.fromkeys(observed.names, "") | dict(zip(KEY_COLUMNS, ("I", "0180", period, "T", "_T"), strict=True))
        database.execute(
            f"INSERT INTO observations VALUES ({', '.join('?' * len(row))})", [*(row | {"place": place}).values()]
        )
    sql, values = observations_sql(observed, Selection(newest=1), ["period", "place"])
    assert database.execute(sql, values).fetchall() == [("2024", "there")]
