"""Applicable: rows that hold nothing because nothing could be there get the status that says so.

Two cases, both said by the vocabulary: a question that follows on another (``term:askedIf``) where that one was
answered with no, and a question on a task (``term:taskOf``) that another body has in the area
(``term:notResponsibleFor``). There the lowest answer says no more than no answer does, so it is not published as one;
a higher answer is a fact and stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher import observations
from publisher.model import KEY_COLUMNS, Area, Text
from publisher.phrases import tell
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

NOT_APPLICABLE = "not-applicable"
_BREAKDOWN = ["area", "period", "sex", "service_area"]


#: What is said of each row: its key to a text.
Reasons = dict[tuple[str, ...], Text]


def settle(rows: pd.DataFrame, words: Vocabulary) -> tuple[pd.DataFrame, dict[str, Text], Reasons]:
    """Observations with what is not applicable marked so and noted.

    Args:
        rows: observations as a source brought them (columns of ``OBSERVATION_COLUMNS``).

    Returns:
        The rows (the same when nothing concerns them), the texts of the notes that were attached, and for each row
        that was marked the reason, should it have been published otherwise before.
    """
    rows, notes, reasons = rows.copy(), dict[str, Text](), Reasons()
    for id in rows["indicator"].unique():
        indicator = words.indicators.get(str(id))
        if indicator is None or (indicator.asked_if is None and indicator.task is None):
            continue
        mine = rows["indicator"] == id
        if indicator.asked_if is not None:
            gate = rows[(rows["indicator"] == indicator.asked_if) & (rows["value"] == 0)]
            refused = set(map(tuple, gate[_BREAKDOWN].astype("str").to_numpy()))
            places = rows[_BREAKDOWN].astype("str").apply(tuple, axis="columns")
            unasked = mine & rows["value"].isna() & places.isin(refused)
            name = f"inte-tillfragad-{indicator.asked_if.lower()}"
            label = words.indicators[indicator.asked_if].label
            if keys := _mark(rows, unasked, name):
                notes[name] = tell(
                    "Asked only of those that answered anything but no to “{label}” ({asked_if}). Here that answer "
                    "was no.",
                    label=label,
                    asked_if=indicator.asked_if,
                )
                reasons |= dict.fromkeys(keys, notes[name])
        if indicator.task is not None:
            lowest = {
                period: min((step.code for step in indicator.at(period).steps), default=0)
                for period in map(str, rows.loc[mine, "period"].unique())
            }
            for county in (area for area in words.areas.values() if indicator.task in area.not_responsible):
                theirs = rows["area"].isin(_municipalities(county, words))
                name = f"annans-uppgift-{indicator.task}"
                least = rows["value"] == rows["period"].astype("str").map(lowest)
                if keys := _mark(rows, mine & theirs & (rows["value"].isna() | least), name):
                    notes[name] = county.responsibility
                    reasons |= dict.fromkeys(keys, notes[name])
    return rows, notes, reasons


def _municipalities(area: Area, words: Vocabulary) -> set[str]:
    return {area.code, *(code for code, other in words.areas.items() if other.county == area.code)}


def _mark(rows: pd.DataFrame, chosen: pd.Series[bool], note: str) -> list[tuple[str, ...]]:
    """Take the figures from rows and say why; the keys of those rows."""
    if not chosen.any():
        return []
    rows.loc[chosen, observations.numbers(rows)] = None
    rows.loc[chosen, "status"] = NOT_APPLICABLE
    held = rows.loc[chosen, "note"].fillna("").astype("str")
    rows.loc[chosen, "note"] = [" ".join(sorted({*cell.split(), note})) for cell in held]
    return [tuple(map(str, key)) for key in rows.loc[chosen, list(KEY_COLUMNS)].to_numpy()]
