"""Tables that are not observations can be had as they were, too."""

from __future__ import annotations

import itertools

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from publisher import table_revisions
from publisher.table_revisions import COLUMNS

REASON = {"sv": "Rättat.", "en": "Corrected."}
KEY = ("id",)

tables = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from("abcde"),
            "amount": st.sampled_from(["", "1", "2"]),
            "text": st.sampled_from(["", "x|y"]),
        }
    ),
    unique_by=lambda row: row["id"],
)


def frame(rows: list[dict[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", "amount", "text"], dtype="str")


@given(states=st.lists(tables, min_size=1, max_size=5))
def test_any_earlier_state_comes_back(states: list[list[dict[str, str]]]) -> None:
    log: list[dict[str, str]] = []
    for day, (old, new) in enumerate(itertools.pairwise(states), start=2):
        found = table_revisions.changes("t", KEY, frame(old), frame(new))
        log += table_revisions.recorded(found, f"2024-01-{day:02}", f"1.0.{day}", REASON)
    for day, state in enumerate(states, start=1):
        back = table_revisions.as_of(
            "t", KEY, frame(states[-1]), pd.DataFrame(log, columns=list(COLUMNS)), f"2024-01-{day:02}"
        )
        assert sorted(state, key=lambda row: row["id"]) == back


def test_one_changed_cell_is_one_row_with_old_new_and_reason() -> None:
    old = frame([{"id": "a", "amount": "948698", "text": ""}])
    new = frame([{"id": "a", "amount": "948699", "text": ""}])
    (row,) = table_revisions.recorded(table_revisions.changes("t", KEY, old, new), "2026-11-23", "1.0.1", REASON)
    assert ("a", "amount", "revised", "948698", "948699", "Rättat.") == tuple(
        row[c] for c in ("key", "column", "kind", "old", "new", "reason_sv")
    )
