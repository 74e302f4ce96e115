"""A question that was not put, or is about another's task, is not applicable; what was answered all the same stays."""

from __future__ import annotations

import dataclasses

import pandas as pd
from statistics_world import indicator, text, vocabulary

from publisher import observations
from publisher.fetch.applicable import settle
from publisher.model import ValueKind

GATE, COUNT, TASK = (
    indicator("gate"),
    indicator("count", ValueKind.COUNT, asked_if="gate"),
    indicator("visits", task="hemsjukvard"),
)
WORDS = vocabulary([GATE, COUNT, TASK], ["0101", "0201", "0301", "0401"])
WORDS = dataclasses.replace(
    WORDS,
    areas={
        **WORDS.areas,
        "01": dataclasses.replace(
            WORDS.areas["01"],
            not_responsible=("hemsjukvard",),
            responsibility=text("Regionen har den."),
            responsibility_source="https://example.org/",
        ),
    },
)


def table(values: dict[tuple[str, str], float | None]) -> pd.DataFrame:
    return observations.frame(
        {
            "indicator": id, "area": area, "period": "2022", "sex": "T", "service_area": "_T", "value": value,
            "status": None if value is not None else "unknown-reason",
        }
        for (id, area), value in values.items()
    )  # fmt: skip


def statuses(values: dict[tuple[str, str], float | None]) -> dict[tuple[str, str], str]:
    rows, _, _ = settle(table(values), WORDS)
    keys = zip(rows["indicator"], rows["area"], strict=True)
    return {key: status for key, status in zip(keys, rows["status"], strict=True) if status}


def test_who_said_no_to_the_deciding_question_was_not_asked() -> None:
    found = statuses({
        ("gate", "0101"): 0, ("count", "0101"): None,  # no: not asked
        ("gate", "0201"): 1, ("count", "0201"): None,  # asked, did not answer
        ("gate", "0301"): None, ("count", "0301"): None,  # left the deciding one blank
        ("gate", "0401"): 0, ("count", "0401"): 3,  # answered all the same
    })  # fmt: skip
    assert found == {
        ("count", "0101"): "not-applicable", ("count", "0201"): "unknown-reason", ("gate", "0301"): "unknown-reason",
        ("count", "0301"): "unknown-reason",
    }  # fmt: skip


def test_the_lowest_answer_on_anothers_task_is_no_answer_and_a_higher_one_stays() -> None:
    values = {("visits", "0101"): 0.0, ("visits", "0301"): 2.0, ("visits", "0201"): 0.0}  # 0101, 0301 lie in county 01
    rows, notes, reasons = settle(table(values), WORDS)
    by_area = rows.set_index("area")
    assert by_area.loc["0101", "status"] == "not-applicable" and pd.isna(by_area.loc["0101", "value"])
    assert (by_area.loc["0301", "value"], by_area.loc["0201", "value"]) == (2, 0)
    assert list(notes.values()) == [text("Regionen har den.")]
    assert list(reasons) == [("visits", "0101", "2022", "T", "_T")]


def test_what_is_settled_stays_as_it_is_and_others_rows_are_untouched() -> None:
    once, _, _ = settle(table({("gate", "0101"): 0, ("count", "0101"): None}), WORDS)
    twice, _, _ = settle(once, WORDS)
    assert observations.csv_bytes(once) == observations.csv_bytes(twice)
    plain = table({("gate", "0201"): 2})
    assert observations.csv_bytes(settle(plain, WORDS)[0]) == observations.csv_bytes(plain)
